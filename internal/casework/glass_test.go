package casework

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/force"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// glass reads what a member of staff opened by break-glass from the record.
func (w *world) glass(staff string) []GlassBroken {
	w.t.Helper()
	var out []GlassBroken
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		out = nil
		for e, err := range tx.Entries(ctx, "glass/"+staff, 0) {
			if err != nil {
				return err
			}
			b, err := journal.Open(ctx, w.keys, e)
			if err != nil {
				return err
			}
			var body casefile.Body
			var g GlassBroken
			if err := errors.Join(json.Unmarshal(b.JSON, &body), json.Unmarshal(body.Data, &g)); err != nil {
				return err
			}
			if e.Kind != force.KindGlassBroken || b.Header.Actor != staff {
				w.t.Errorf("entry is a %s by %s", e.Kind, b.Header.Actor)
			}
			out = append(out, g)
		}
		return nil
	}))
	return out
}

func TestBreakGlassOpensNumbersForFourHoursIsRecordedAndTellsTheOwner(t *testing.T) {
	t.Parallel()
	onEachStore(t, breakGlassOpensNumbersForFourHoursIsRecordedAndTellsTheOwner)
}

func breakGlassOpensNumbersForFourHoursIsRecordedAndTellsTheOwner(t *testing.T, w *world) {
	id, victim, _, _ := w.report("responder")
	phones := func() int {
		p, err := w.Case(t.Context(), w.as("other"), id)
		must(t, err)
		return len(p.Person(casefile.PersonID(victim)).Phones)
	}
	if phones() != 0 {
		t.Fatal("the number is open before: the test would prove nothing")
	}
	must(t, w.BreakGlass(t.Context(), w.as("other"), id, "she rang off, calling her back"))
	if phones() != 1 {
		t.Error("the number is not shown after break-glass")
	}
	got := w.glass("other")
	if len(got) != 1 || got[0].Case != id || got[0].Reason != "she rang off, calling her back" || !got[0].Until.Equal(w.now.Add(4*time.Hour)) {
		t.Errorf("recorded %+v", got)
	}
	for _, who := range []string{"responder", "sergeant"} {
		list, err := w.Notices(t.Context(), w.as(who), 10)
		must(t, err)
		if len(list) != 1 || list[0].Kind != "glass_broken" || list[0].CaseID != id {
			t.Errorf("%s was told %+v, want that the glass was broken", who, list)
		}
	}
	if p, err := w.Case(t.Context(), w.as("registrar"), id); err != nil || p.Permission.Basis != access.Searched {
		t.Errorf("it opened the case for somebody else: %v %v", p.Permission.Basis, err)
	}
	w.now = w.now.Add(4*time.Hour - time.Second)
	if phones() != 1 {
		t.Error("closed before its four hours are over")
	}
	w.now = w.now.Add(time.Second)
	if phones() != 0 {
		t.Error("still open after four hours")
	}
}

func TestBreakGlassIsRefusedWithoutAReasonARoleOrACase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, suspect, pair := w.report("responder")
	must(t, w.try("responder", id, "SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(pair), Person: casefile.PersonID(suspect), Staff: "suspect"}))
	const reason = "a reason long enough"
	var refused *Refused
	for _, short := range []string{"", "          ", "short", "   a b c    "} {
		if err := w.BreakGlass(t.Context(), w.as("other"), id, short); !errors.As(err, &refused) || refused.Problems[0].Field != "reason" {
			t.Errorf("%q is taken for a reason: %v", short, err)
		}
	}
	for _, who := range []string{"suspect", "admin", "advocate"} {
		if err := w.BreakGlass(t.Context(), w.as(who), id, reason); !errors.Is(err, ErrNoCase) {
			t.Errorf("%s: %v, want no case", who, err)
		}
	}
	w.wall(id)
	for _, who := range []string{"other", "responder", "suspect", "registrar"} {
		if err := w.BreakGlass(t.Context(), w.as(who), id, reason); !errors.Is(err, ErrNoCase) {
			t.Errorf("%s, outside the wall: %v, want no case", who, err)
		}
	}
	for _, who := range []string{"other", "suspect", "admin", "advocate", "responder", "registrar"} {
		if got := w.glass(who); len(got) > 0 {
			t.Errorf("refused, and recorded as broken by %s: %+v", who, got)
		}
	}
}
