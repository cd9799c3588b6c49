package casework

import (
	"errors"
	"strings"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
)

// tripped counts what a guardian has been told of searches for a case, once the
// look-ups that follow the answers are over.
func (w *world) tripped(guardian, id string, want int) int {
	w.t.Helper()
	n := -1
	for range 2000 { // a busy machine takes its time
		list, err := w.Notices(w.t.Context(), w.as(guardian), 100)
		must(w.t, err)
		n = 0
		for _, x := range list {
			if x.Kind == NoticeTripped && x.CaseID == id {
				n++
			}
		}
		if n >= want && want > 0 {
			return n
		}
		time.Sleep(3 * time.Millisecond)
		if want == 0 {
			time.Sleep(30 * time.Millisecond)
			return n
		}
	}
	return n
}

func TestEachWayOfAskingForARestrictedCaseTellsItsGuardian(t *testing.T) {
	t.Parallel()
	onEachStore(t, eachWayOfAskingForARestrictedCaseTellsItsGuardian)
}

func eachWayOfAskingForARestrictedCaseTellsItsGuardian(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{w.event("IncidentRecorded",
		casefile.IncidentRecorded{Pair: casefile.PairID(pair), What: "He kept following her to the library"})}})
	must(t, err)
	ref := mustRef(t, w, id)
	w.wall(id)
	outsider := w.as("other")
	search := func(q string) func() error {
		return func() error {
			found, err := w.Search(t.Context(), outsider, q)
			for _, f := range found.Items {
				if f.ID == id {
					t.Errorf("%q finds it", q)
				}
			}
			return err
		}
	}
	report := func(d casefile.Details) func() error {
		return func() error {
			_, err := w.Record(t.Context(), outsider, Acts{CaseID: journal.NewID(), Events: []casefile.Event{
				w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now)), Unit: "south"}),
				w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: d})}})
			return err
		}
	}
	absent := func(err error) error {
		if !errors.Is(err, ErrNoCase) {
			t.Errorf("err = %v, want no case", err)
		}
		return nil
	}
	ways := []struct {
		name string
		ask  func() error
		told int
	}{
		{"a name", search("Ffion Invented"), 1},
		{"a name as it sounds", search("Fion Invented"), 1},
		{"part of a number", search("900123"), 1},
		{"an account", search("steve_m"), 1},
		{"a postcode", search("FE1 2AB"), 1},
		{"words", search("follow library"), 1},
		{"the reference", search(ref), 1},
		{"the address, by reference", func() error { _, err := w.Case(t.Context(), outsider, ref); return absent(err) }, 1},
		{"the address, by id", func() error { _, err := w.Case(t.Context(), outsider, id); return absent(err) }, 1},
		{"the address, as the administrator", func() error { _, err := w.Case(t.Context(), w.as("admin"), ref); return absent(err) }, 1},
		{"break-glass", func() error { return absent(w.BreakGlass(t.Context(), outsider, ref, "a reason long enough")) }, 1},
		{"recording on it", func() error { return absent(w.try("other", id, "CaseOpened", casefile.CaseOpened{})) }, 1},
		{"a report about the same person", report(casefile.Details{Name: fact.Of(casefile.Line("Ffion Invented")), Phones: []casefile.Line{"07700 900123"}}), 1},
		{"a report about the same number", report(casefile.Details{Phones: []casefile.Line{"+44 7700 900123"}}), 1},
		{"a report about the same account", report(casefile.Details{Handles: []casefile.Line{"steve_m_1"}}), 1},
		{"a report about the same address", report(casefile.Details{Addresses: []casefile.Line{"9 Other Road, Fernton FE1 2AB"}}), 1},
		{"a report about somebody else", report(casefile.Details{Name: fact.Of(casefile.Line("Nobody Elsewhere")), Phones: []casefile.Line{"01632 960999"}}), 0},
		{"a miss", search("Nobody Elsewhere"), 0},
		{"an address of no case", func() error { _, err := w.Case(t.Context(), outsider, NewRef(w.now)); return absent(err) }, 0},
		{"a search by the guardian", func() error { _, err := w.Search(t.Context(), w.as("standards"), "Ffion Invented"); return err }, 0},
		{"a look by a member", func() error { _, err := w.Case(t.Context(), w.as("detective"), id); return err }, 0},
		{"a search by a member", func() error { _, err := w.Search(t.Context(), w.as("detective"), "900123"); return err }, 0},
	}
	before := 0
	for _, way := range ways {
		must(t, way.ask())
		want := before + way.told
		if way.told == 0 {
			want = 0
		}
		if got := w.tripped("standards", id, want); got != before+way.told {
			t.Errorf("%s: the guardian was told %d times, want %d", way.name, got-before, way.told)
		}
		before = w.tripped("standards", id, before)
	}
	for _, who := range []string{"other", "responder", "sergeant", "detective", "admin"} {
		list, err := w.Notices(t.Context(), w.as(who), 100)
		must(t, err)
		for _, n := range list {
			if n.Kind == NoticeTripped {
				t.Errorf("%s, who does not guard it, was told too", who)
			}
		}
	}
}

func TestATripNoticeSaysWhoInASealAndNothingInClear(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	w.wall(id)
	_, err := w.Search(t.Context(), w.as("other"), "Ffion Invented")
	must(t, err)
	w.tripped("standards", id, 1)
	list, err := w.Notices(t.Context(), w.as("standards"), 10)
	must(t, err)
	for _, n := range list {
		if n.Kind != NoticeTripped {
			continue
		}
		var said map[string]string
		must(t, openJSON(w.rowsKey, "notice/"+n.ID, n.Sealed, &said))
		if said["staff"] != "other" {
			t.Errorf("sealed: %v, want who searched", said)
		}
		if strings.Contains(string(n.Sealed), "other") || strings.Contains(string(n.Sealed), "Ffion") {
			t.Error("the notice is readable without the key")
		}
		return
	}
	t.Error("no notice")
}

func TestWhatOutsidersDoAfterATripIsUnchanged(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	id, _, _, _ := w.report("responder")
	w.wall(id)
	ask := func(q string) []string {
		return st.during(func() {
			found, err := w.Search(t.Context(), w.as("other"), q)
			must(t, err)
			if len(found.Items) > 0 {
				t.Errorf("%q finds it", q)
			}
		})
	}
	hit, miss := ask("Ffion Invented"), ask("Nobdy Anywhere") // as long, since each spelling a letter off is asked for
	if len(hit) == 0 || len(hit) != len(miss) {
		t.Fatalf("%d statements for a hidden hit, %d for a miss", len(hit), len(miss))
	}
	for i := range hit {
		if hit[i] != miss[i] {
			t.Error(firstDifference(miss, hit))
			break
		}
	}
}

func TestAGuardianLetsTheRespondersOfAnIncidentInForAWhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, _, _ := w.report("responder")
	w.wall(id)
	grant := casefile.AccessGranted{Staff: []casefile.StaffID{"other"}, Until: calendar.At(w.now.Add(4 * time.Hour)), Why: "on the way to her"}
	for _, who := range []string{"detective", "sergeant", "other"} {
		if err := w.try(who, id, "AccessGranted", grant); err == nil {
			t.Errorf("%s, who does not guard it, lets somebody in", who)
		}
	}
	must(t, w.try("standards", id, "AccessGranted", grant))
	p, err := w.Case(t.Context(), w.as("other"), id)
	must(t, err)
	if p.Permission.Basis != access.Granted || len(p.Person(casefile.PersonID(victim)).Phones) != 1 {
		t.Errorf("basis %s, phones %v; want the whole case for now", p.Permission.Basis, p.Person(casefile.PersonID(victim)).Phones)
	}
	found, err := w.Search(t.Context(), w.as("other"), "900123")
	must(t, err)
	if len(found.Items) != 1 {
		t.Error("somebody let in does not find it")
	}
	if _, err := w.Case(t.Context(), w.as("responder"), id); !errors.Is(err, ErrNoCase) {
		t.Errorf("the grant let in somebody else: %v", err)
	}
	w.now = w.now.Add(4 * time.Hour)
	if _, err := w.Case(t.Context(), w.as("other"), id); !errors.Is(err, ErrNoCase) {
		t.Errorf("at the end of the grant: %v", err)
	}
	if found, err := w.Search(t.Context(), w.as("other"), "900123"); err != nil || len(found.Items) > 0 {
		t.Errorf("at the end of the grant a search finds %d (%v)", len(found.Items), err)
	}
}
