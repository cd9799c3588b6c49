package casework

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// crowd is how many clients press save at the same moment.
const crowd = 200

// atOnce has a crowd record acts made for each of them, all released together, and
// returns what each was answered.
func (w *world) atOnce(act func(n int) Acts) (got [crowd]Recorded, errs [crowd]error) {
	w.t.Helper()
	v := w.as("responder")
	var ready, all sync.WaitGroup
	begin := make(chan struct{})
	ready.Add(crowd)
	for n := range crowd {
		acts := act(n)
		all.Go(func() {
			ready.Done()
			<-begin
			got[n], errs[n] = w.Record(w.t.Context(), v, acts)
		})
	}
	ready.Wait()
	close(begin)
	all.Wait()
	return got, errs
}

func TestOfACrowdThatChangesOnePartOneWins(t *testing.T) {
	t.Parallel()
	onEachStore(t, ofACrowdThatChangesOnePartOneWins)
}

func ofACrowdThatChangesOnePartOneWins(t *testing.T, w *world) {
	id, victim, _, _ := w.report("responder")
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	said := func(n int) casefile.Line { return casefile.Line(fmt.Sprintf("after %d o'clock", n)) }
	got, errs := w.atOnce(func(n int) Acts {
		return Acts{CaseID: id, Base: p.Version, Events: []casefile.Event{w.event("SafeContactRecorded",
			casefile.SafeContactRecorded{Person: casefile.PersonID(victim), Times: fact.Of(said(n))})}}
	})
	won := slices.Index(errs[:], nil)
	if won < 0 {
		t.Fatalf("nobody won: %v", errs[0])
	}
	if got[won].Version != p.Version+1 {
		t.Errorf("the winner made version %d of %d", got[won].Version, p.Version)
	}
	after, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	winner := after.History[len(after.History)-1]
	for n, err := range errs {
		if n == won {
			continue
		}
		c, ok := errors.AsType[*Conflict](err)
		switch {
		case !ok:
			t.Fatalf("client %d was answered %+v, %v; want a conflict", n, got[n], err)
		case len(c.Theirs) != 1 || c.Theirs[0].ID != winner.ID:
			t.Errorf("client %d is shown %d entries of others, want the winner's", n, len(c.Theirs))
		case !strings.Contains(string(c.Mine.Data), string(said(n))):
			t.Errorf("client %d lost what they typed: %s", n, c.Mine.Data)
		}
	}
	if after.Version != p.Version+1 || after.Person(casefile.PersonID(victim)).SafeContact.Data.Times.Value != said(won) {
		t.Errorf("version %d says %q, want %d and %q", after.Version, after.Person(casefile.PersonID(victim)).SafeContact.Data.Times.Value, p.Version+1, said(won))
	}
}

func TestOfACrowdThatAddsEveryActLands(t *testing.T) {
	t.Parallel()
	onEachStore(t, ofACrowdThatAddsEveryActLands)
}

func ofACrowdThatAddsEveryActLands(t *testing.T, w *world) {
	id, _, _, _ := w.report("responder")
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	got, errs := w.atOnce(func(n int) Acts {
		return Acts{CaseID: id, Base: p.Version, Events: []casefile.Event{w.event("AccountRecorded",
			casefile.AccountRecorded{Words: casefile.Text(fmt.Sprintf("account %d", n)), BriefOnly: fact.Of(true)})}}
	})
	var versions []int64
	for n, err := range errs {
		if err != nil {
			t.Errorf("client %d: %v", n, err)
		}
		versions = append(versions, got[n].Version-p.Version)
	}
	slices.Sort(versions)
	for i, v := range versions {
		if v != int64(i)+1 {
			t.Fatalf("the %d-th version given is %d past the first", i+1, v)
		}
	}
	after, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	words := map[casefile.Text]bool{}
	for _, a := range after.Accounts {
		words[a.Data.Words] = true
	}
	if len(words) != crowd || after.Version != p.Version+crowd {
		t.Errorf("%d accounts stand at version %d, want %d at %d", len(words), after.Version, crowd, p.Version+crowd)
	}
}
