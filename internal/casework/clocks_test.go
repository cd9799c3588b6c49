package casework

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/store/postgres"
	"foursight/internal/store/sqlite"
)

// sandbox is a test's helper for one try of a property: what a world cleans up is
// cleaned up when the try ends, and what fails is the try.
type sandbox struct {
	*testing.T
	rt *rapid.T
}

func (s sandbox) Cleanup(f func())          { s.rt.Cleanup(f) }
func (s sandbox) Error(args ...any)         { s.rt.Error(args...) }
func (s sandbox) Errorf(f string, a ...any) { s.rt.Errorf(f, a...) }
func (s sandbox) Fatal(args ...any)         { s.rt.Fatal(args...) }
func (s sandbox) Fatalf(f string, a ...any) { s.rt.Fatalf(f, a...) }

// tried runs a property on each database so many times; rapid shrinks what fails.
func tried(t *testing.T, times int, property func(*rapid.T, *world)) {
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			n, failed := 0, false
			rapid.Check(t, func(rt *rapid.T) {
				// rapid's own count is a flag of the whole test binary; what failed is shrunk
				// by further tries.
				if n++; n > times && !failed {
					return
				}
				rt.Cleanup(func() { failed = failed || rt.Failed() })
				st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
				if database == "postgres" {
					st, err = postgres.Open(t.Context(), pg(t).Database(t), postgres.Options{Connections: 1})
				}
				must(t, err)
				property(rt, worldOver(sandbox{t, rt}, st))
			})
		})
	}
}

// set puts the clock somewhere: on a little, as time does; far on or back, as whoever
// sets it wrongly does; or near one of the hours that are reckoned wrongly.
func (w *world) set(rt *rapid.T) {
	hard := []string{"2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z", "2028-02-29T00:00:00Z", "2026-12-31T23:59:59Z", "2038-01-19T03:14:07Z"}
	switch rapid.IntRange(0, 4).Draw(rt, "how the clock goes") {
	case 0:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 900_000).Draw(rt, "ms pass")) * time.Millisecond)
	case 1:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 120).Draw(rt, "hours pass")) * time.Hour)
	case 2:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 500_000).Draw(rt, "minutes put on")) * time.Minute)
	case 3:
		w.now = w.now.Add(-time.Duration(rapid.IntRange(1, 500_000).Draw(rt, "minutes put back")) * time.Minute)
	case 4:
		w.now = at(rapid.SampledFrom(hard).Draw(rt, "near")).Add(time.Duration(rapid.IntRange(-4000, 4000).Draw(rt, "seconds off")) * time.Second)
	}
}

// Whatever the clock does while people record, wake and restart: what is recorded
// keeps its order and its doubts; each duty that time brings arises once, at the
// instant the calendar gives from the raw reading at which the case was reported, and
// is due when the calendar says; and the rows are those a rebuild makes (R10).
func TestWhateverTheClockDoesDutiesAriseOnceAndWhenTheyShould(t *testing.T) {
	t.Parallel()
	tried(t, rounds(4, 100), func(rt *rapid.T, w *world) {
		w.adopt(files("timely", timely()...))
		reported := map[string]time.Time{}
		var ids []string
		raw, clocks := w.now, w.clocksRead()
		for range rapid.IntRange(4, 14).Draw(rt, "steps") {
			w.set(rt)
			if w.now.After(raw) {
				raw = w.now
			}
			switch act := rapid.IntRange(0, 5).Draw(rt, "act"); {
			case act == 0 || len(ids) == 0:
				id := w.opened()
				ids, reported[id] = append(ids, id), w.now
			case act == 1:
				w.advise(ids[rapid.IntRange(0, len(ids)-1).Draw(rt, "case")])
			case act == 2:
				w.restart(nil)
			case act == 3:
				_, err := w.Case(w.t.Context(), w.as("responder"), ids[0])
				must(w.t, err)
			default:
				w.wake()
			}
			clocks = append(clocks, w.now)
			w.inOrder(rt, clocks)
		}
		w.now = raw.AddDate(0, 0, 40) // later than anything the clock ever said
		w.wake()
		if n := w.wake(); n != 0 {
			rt.Errorf("waking again woke %d", n)
		}
		for _, id := range ids {
			w.arisen(rt, id, reported[id])
		}
		w.rebuilt()
	})
}

// clocksRead are the raw clock readings so far.
func (w *world) clocksRead() (out []time.Time) {
	for _, h := range w.headers() {
		out = append(out, h.Clock)
	}
	return out
}

func (w *world) headers() (out []journal.Header) {
	w.t.Helper()
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		out = nil
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			h, err := journal.ParseHeader(e.Header)
			if err != nil {
				return err
			}
			out = append(out, h)
		}
		return nil
	}))
	return out
}

// inOrder holds every entry to what its clock said. What a clock that only this test
// moves cannot tell (a step forwards) is left to the journal's own test.
func (w *world) inOrder(rt *rapid.T, clocks []time.Time) {
	var last time.Time
	said := map[int64]bool{}
	for _, c := range clocks {
		said[c.UnixMilli()] = true
	}
	for i, h := range w.headers() {
		if h.Recorded.Before(last) {
			rt.Errorf("entry %d is recorded %s, the one before it %s", i, h.Recorded, last)
		}
		if !said[h.Clock.UnixMilli()] {
			rt.Errorf("entry %d gives a clock of %s, which it never showed", i, h.Clock)
		}
		if ahead := h.Recorded.Sub(h.Clock); ahead > time.Minute && !h.Suspect {
			rt.Errorf("entry %d, recorded %s ahead of its clock, is not marked", i, ahead)
		}
		last = h.Recorded
	}
}

// arisen holds a case's duties to the calendar: its ledger has each once.
func (w *world) arisen(rt *rapid.T, id string, reported time.Time) {
	p, err := w.Case(w.t.Context(), w.as("responder"), id)
	must(w.t, err)
	times := map[string]int{}
	for _, e := range p.Ledger.Entries() {
		times[e.Clause]++
	}
	day := calendar.DateOf(reported)
	rows := w.duties(id)
	for clause, after := range map[string]int{"day.two": 2, "day.two.only": 2, "day.nine": 9} {
		want := day.AddDays(after).End()
		e, _ := p.Ledger.Get(guidance.Key{Clause: clause})
		if times[clause] != 1 || !e.Arose.Equal(want) {
			rt.Errorf("case reported %s: %s arose %d times, at %s; want once at %s", reported, clause, times[clause], e.Arose, want)
		}
		row := rows[clause]
		due, err := calendar.ParseDue(map[string]string{"day.two": "3d", "day.nine": "24h", "day.two.only": "0d"}[clause], "", "")
		must(w.t, err)
		if row.Due != 0 && row.Due != millis(due.From(want, w.Holidays()).At) {
			rt.Errorf("case reported %s: %s is due %s, want %s", reported, clause, fromMillis(row.Due), due.From(want, w.Holidays()).At)
		}
	}
	if rows["day.nine"].Due == 0 {
		rt.Errorf("nobody was in touch, and day.nine is due at no time")
	}
}

// Six months from an act are counted on the calendar, whatever day the clock has.
func TestALimitRunsByTheCalendarWhateverTheClockSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, pair := w.report("responder")
	e := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair)})
	e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 8, Day: 31})
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{e}})
	must(t, err)
	for _, now := range []string{"2026-11-20T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2027-02-28T23:59:59Z"} {
		w.now = at(now)
		p, err := w.Case(t.Context(), w.as("responder"), id)
		must(t, err)
		last := errors.New("no clock")
		for _, c := range p.Findings.Clocks {
			if c.Clause == "clock.summary.six_months" {
				last = nil
				if want := (calendar.Date{Year: 2027, Month: 2, Day: 28}); c.LastDay != want {
					last = fmt.Errorf("last day %s, want %s", c.LastDay, want)
				}
			}
		}
		if last != nil {
			t.Errorf("at %s: %v", now, last)
		}
	}
}
