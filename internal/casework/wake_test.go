package casework

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/store"
)

// timely holds clauses of which a new case has no row: only time brings them.
func timely() []rule {
	return []rule{
		{"day.two", `older_than(case.reported_at, "2d")`, advised, `{from: arose, add: 3d, warn: [1d]}`},
		{"day.two.only", `older_than(case.reported_at, "2d") && !older_than(case.reported_at, "3d")`, advised, ""},
		{"day.nine", `older_than(case.reported_at, "9d")`, contacted, `{from: arose, add: 24h}`},
	}
}

func TestADutyOfWhichThereIsNoRowArisesAtItsInstant(t *testing.T) {
	t.Parallel()
	onEachStore(t, aDutyArisesAtItsInstant)
}

func aDutyArisesAtItsInstant(t *testing.T, w *world) {
	w.adopt(files("timely", timely()...))
	id := w.opened() // at 22:00 on 20 November
	if got := w.duties(id); len(got) != 0 {
		t.Fatalf("a new case has duties %v: the test would prove nothing", got)
	}
	w.now = at("2026-11-22T23:59:59.999Z")
	if n := w.wake(); n != 0 {
		t.Errorf("woke %d cases before the instant", n)
	}
	w.now = at("2026-11-23T00:00:00Z")
	if n := w.wake(); n != 1 {
		t.Errorf("woke %d cases at the instant, want 1", n)
	}
	if got, want := instants(w.duties(id)["day.two"]), "outstanding arose 2026-11-23T00:00:00.000 due 2026-11-27T00:00:00.000 warn - ended -"; got != want {
		t.Errorf("day.two: %s\nwant     %s", got, want)
	}
	kept := w.kept()
	if n := w.wake(); n != 0 || w.kept() != kept {
		t.Errorf("waking again woke %d and kept\n%s\nwas\n%s", n, w.kept(), kept)
	}
	w.rebuilt()
}

// However long nobody looked, each instant is judged as it was: what began and
// ended meanwhile stands in the ledger, and nothing arose only when it was seen.
func TestACaseAsleepForLongIsWokenAtEveryInstantInOrder(t *testing.T) {
	t.Parallel()
	onEachStore(t, aCaseAsleepForLong)
}

func aCaseAsleepForLong(t *testing.T, w *world) {
	w.adopt(files("timely", timely()...))
	woken, shown, written := w.opened(), w.opened(), w.opened()
	w.restart(nil) // nothing is remembered
	w.now = at("2027-01-15T12:00:00Z")
	if p, err := w.Case(t.Context(), w.as("responder"), shown); err != nil || len(p.Ledger.Entries()) != 3 {
		t.Fatalf("shown before it was woken: %v, %v; want three entries", p.Ledger.Entries(), err)
	} else if e, _ := p.Ledger.Get(guidance.Key{Clause: "day.nine"}); !e.Arose.Equal(at("2026-11-30T00:00:00Z")) {
		t.Errorf("shown as arisen %s", e.Arose)
	}
	w.advise(written)
	if n := w.wake(); n != 2 {
		t.Errorf("woke %d cases, want the two nobody wrote to", n)
	}
	for _, id := range []string{woken, shown, written} {
		got := w.duties(id)
		two := "outstanding arose 2026-11-23T00:00:00.000 due 2026-11-27T00:00:00.000 warn 2026-11-26T00:00:00.000 ended -"
		if id == written {
			two = "satisfied arose 2026-11-23T00:00:00.000 due - warn - ended -"
		}
		for clause, want := range map[string]string{
			"day.two":      two,
			"day.two.only": "ended arose 2026-11-23T00:00:00.000 due - warn - ended 2026-11-24T00:00:00.000",
			"day.nine":     "outstanding arose 2026-11-30T00:00:00.000 due 2026-12-01T00:00:00.000 warn - ended -",
		} {
			if s := instants(got[clause]); s != want {
				t.Errorf("%s: %s\nwant %s", clause, s, want)
			}
		}
	}
	w.rebuilt()
}

// The one instant a case is woken by is never later than any of its duties'.
func TestACaseIsWokenForEachOfItsDuties(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.restart(loadFiles(t, edition.Files(), edition.Fernshire()))
	id, _, _, pair := w.report("responder")
	w.record(id, "IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})
	must(t, w.store.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		row, _, err := store.RowOf(ctx, tx, id)
		waits := 0
		for clause, o := range w.duties(id) {
			if o.NextFlip == 0 {
				continue
			}
			if waits++; row.Wake == 0 || row.Wake > o.NextFlip {
				t.Errorf("woken at %d, %s changes at %d", row.Wake, clause, o.NextFlip)
			}
		}
		if waits == 0 {
			t.Error("no duty of the case waits for an instant")
		}
		return err
	}))
}

// disturbed is a store in which something happens just before the next write.
type disturbed struct {
	store.Store
	before atomic.Pointer[func()]
}

func (d *disturbed) Write(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if happens := d.before.Swap(nil); happens != nil {
		(*happens)()
	}
	return d.Store.Write(ctx, f)
}

// Cases are carried on while others write: what somebody recorded meanwhile stays.
func TestWakingNeverUndoesWhatWasRecordedMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := &disturbed{Store: w.cfg.Store}
	w.cfg.Store = d
	w.adopt(files("timely", timely()...))
	id, other := w.opened(), w.opened()
	w.now = at("2026-11-23T00:00:00Z")
	d.before.Store(new(func() { w.advise(id) }))
	if n := w.wake(); n != 1 {
		t.Errorf("woke %d cases, want the one nobody wrote to", n)
	}
	if got := w.duties(id)["day.two"].State; got != "satisfied" {
		t.Errorf("advised, and the duty to is %s", got)
	}
	if got := w.duties(other)["day.two"].State; got != "outstanding" {
		t.Errorf("of the other case it is %s", got)
	}
	w.rebuilt()
}

// An act is judged after what came at its instant, whoever saw to that first.
func TestWhatTimeBringsComesBeforeAnActOfTheSameInstant(t *testing.T) {
	t.Parallel()
	for name, wakeFirst := range map[string]bool{"woken first": true, "written to first": false} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.adopt(files("timely", timely()...))
			id := w.opened()
			w.now = at("2026-11-24T00:00:00Z") // day.two.only lapses as the act is recorded
			if wakeFirst {
				w.wake()
			}
			w.advise(id)
			w.wake()
			if got, want := instants(w.duties(id)["day.two.only"]), "ended arose 2026-11-23T00:00:00.000 due - warn - ended 2026-11-24T00:00:00.000"; got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
			w.rebuilt()
		})
	}
}

// A clock set back does not let an act be judged before what it follows.
func TestAnActIsNeverJudgedBeforeTheInstantItsCaseWasWokenAt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.adopt(files("timely", timely()...))
	id := w.opened()
	w.now = at("2026-11-23T00:00:00Z")
	w.wake()
	w.now = w.now.Add(-time.Second)
	w.advise(id)
	if got, want := instants(w.duties(id)["day.two"]), "satisfied arose 2026-11-23T00:00:00.000 due - warn - ended -"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	w.now = w.now.Add(time.Hour)
	w.wake()
	w.rebuilt()
}

// Rows that an earlier release wrote have no ledger beside them: it is made again
// from the case's own entries, each under the edition adopted then.
func TestALedgerThatIsNotKeptIsMadeAgain(t *testing.T) { onEachStore(t, aMissingLedger) }

func aMissingLedger(t *testing.T, w *world) {
	w.adopt(files("timely", timely()...))
	id := w.opened()
	w.now = at("2026-11-25T09:00:00Z")
	w.advise(id)
	kept := w.kept()
	must(t, w.store.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Exec(ctx, `delete from case_ledger`)
		return err
	}))
	if w.kept() == kept {
		t.Fatal("the ledger is kept elsewhere: the test would prove nothing")
	}
	w.restart(nil)
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	if e, _ := p.Ledger.Get(guidance.Key{Clause: "day.two.only"}); !e.Ended.Equal(at("2026-11-24T00:00:00Z")) {
		t.Errorf("day.two.only is shown as ended %s", e.Ended)
	}
	w.advise(id)
	w.rebuilt()
}
