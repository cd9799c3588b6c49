package guidance

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// seen is what comparing findings looks at; ledgers are compared whole.
var seen = cmp.Options{cmpopts.IgnoreUnexported(Findings{}), cmpopts.IgnoreUnexported(Finding{}, Due{})}

// A series is EvaluateDirty and Advance after each event, whatever changes and
// however the clock moves on.
func TestASeriesIsEvaluatingAndAdvancingAfterEachEvent(t *testing.T) {
	ed := testEdition(t)
	s := ed.caseLang.schema
	rapid.Check(t, func(rt *rapid.T) {
		f := genFrame(rt, s)
		now := noon
		prev := Evaluate(f, ed, Context{Now: now})
		var l Ledger
		if rapid.Bool().Draw(rt, "goes on from a ledger") {
			l = Advance(l, prev, now)
		}
		series := NewSeries(ed, prev, l)
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			now = now.Add(time.Duration(rapid.SampledFrom([]int{0, 0, 0, 5, 400}).Draw(rt, "hours")) * time.Hour)
			changed := change(rt, f)
			if rapid.IntRange(0, 5).Draw(rt, "anything may have changed") == 0 {
				changed = nil
			}
			ctx := Context{Now: now, Ledger: l}
			for _, clause := range []string{"victim.online_followup", "spo.consider"} {
				kind := rapid.SampledFrom([]DecisionKind{"", DecisionWaived, DecisionMade, "cannot_comply"}).Draw(rt, clause)
				if kind != "" {
					ctx.Decisions = append(ctx.Decisions, DutyDecision{Key: Key{Clause: clause}, Kind: kind, Source: "w"})
				}
			}
			if changed == nil {
				prev = Evaluate(f, ed, ctx)
			} else {
				prev = EvaluateDirty(prev, f, ed, ctx, changed)
			}
			l = Advance(l, prev, now)
			ctx.Ledger = Ledger{}
			series.Step(f, ctx, changed)
			if d := cmp.Diff(l.entries, series.Ledger().entries, cmp.AllowUnexported(Entry{})); d != "" {
				rt.Fatalf("changed %v; the ledger (-) and the series' (+) differ:\n%s", changed, d)
			}
			if rapid.IntRange(0, 2).Draw(rt, "is looked at") == 0 {
				found, ledger := series.End()
				if d := cmp.Diff(prev, found, seen); d != "" {
					rt.Fatalf("changed %v; found (-) and the series found (+) differ:\n%s", changed, d)
				}
				kept := Ledger{entries: map[Key]Entry{}}
				for k, e := range ledger.entries {
					kept.entries[k] = e
				}
				defer func() {
					if d := cmp.Diff(kept.entries, ledger.entries, cmp.AllowUnexported(Entry{})); d != "" {
						rt.Fatalf("a ledger that was given away changed:\n%s", d)
					}
				}()
			}
		}
		found, _ := series.End()
		if d := cmp.Diff(prev, found, seen); d != "" {
			rt.Fatalf("found (-) and the series found (+) differ:\n%s", d)
		}
	})
}

// alter changes one fact of a case and names it, and whether it is a list that
// was only added to.
func alter(rt *rapid.T, c *testCase) (changed, grew string) {
	n := rapid.IntRange(0, 3).Draw(rt, "n")
	behaviours := []Behaviour{"following", "gifts"}[:n%3]
	answer := fact.Of(n > 1)
	if n == 0 {
		answer = fact.Answer[bool]{Status: fact.Declined}
	}
	among := []string{"checks+", "checks+", "needs"} // what can go wrong most easily
	if rapid.Bool().Draw(rt, "any") {
		among = []string{"reported_at", "online", "risk", "pairs", "incidents", "checks", "orders+", "advice", "last_act"}
	}
	switch name := rapid.SampledFrom(among).Draw(rt, "alters"); name {
	case "reported_at":
		c.Reported = noon.Add(time.Duration(n) * time.Hour)
		return name, ""
	case "online":
		c.Online = fact.Fact[bool]{Answer: answer, Source: fmt.Sprint("e", n)}
		return name, ""
	case "needs":
		c.Needs = fact.Fact[[]Behaviour]{Answer: fact.Answer[[]Behaviour]{Value: behaviours, Status: fact.Status(n % 2)}, Source: "e"}
		return name, rapid.SampledFrom([]string{"", name}).Draw(rt, "said to grow") // it is a list of values
	case "risk":
		c.Risk.Tool.Put(fact.Of(n), "e")
		return name, ""
	case "pairs":
		c.Pairs = append(slices.Clone(c.Pairs), testPair{ID: fmt.Sprint("p", len(c.Pairs))})
		return name, ""
	case "incidents":
		c.Incidents.Items, c.Incidents.Complete = append(slices.Clone(c.Incidents.Items), testIncident{ID: fmt.Sprint("i", len(c.Incidents.Items)), Behaviours: behaviours}), n == 0
		return name, rapid.SampledFrom([]string{"", name}).Draw(rt, "said to grow") // an open list is laid out whole
	case "checks":
		c.Checks = slices.Clone(c.Checks)
		for i := range c.Checks {
			c.Checks[i].System += "x"
		}
		return name, ""
	case "checks+":
		c.Checks = append(slices.Clone(c.Checks), testCheck{ID: fmt.Sprint("k", len(c.Checks), n), System: "bail", Done: noon})
		return "checks", "checks"
	case "orders+":
		c.Orders = append(slices.Clone(c.Orders), testOrder{ID: fmt.Sprint("o", len(c.Orders), n), State: "lodged"})
		return "orders", "orders"
	case "advice":
		c.Advice = behaviours
		return name, rapid.SampledFrom([]string{"", name}).Draw(rt, "said to grow") // as is one of values
	default:
		c.Last.Put(fact.Of(calendar.At(noon.Add(time.Duration(n)*time.Hour))), "e")
		return name, ""
	}
}

// A frame laid out from the one before is the frame laid out whole, and the one
// before stays what it was, however many are made from it.
func TestAFrameLaidOutFromTheOneBeforeIsTheWholeFrame(t *testing.T) {
	s := testSchema(t)
	rapid.Check(t, func(rt *rapid.T) {
		first := &testCase{Checks: []testCheck{{ID: "k", System: "bail"}}, Pairs: []testPair{{ID: "p1"}}}
		cases, frames := []*testCase{first}, []*Frame{Flatten(s, first)}
		for range rapid.IntRange(1, 20).Draw(rt, "steps") {
			from := max(0, len(cases)-1-rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(rt, "steps back"))
			c := *cases[from]
			name, grew := alter(rt, &c)
			changed := []string{name}
			switch rapid.IntRange(0, 9).Draw(rt, "named") {
			case 0:
				changed = nil
			case 1:
				changed = append(changed, "not_in_the_schema")
			}
			cases, frames = append(cases, &c), append(frames, Reflatten(frames[from], &c, changed, grew))
		}
		for i := range cases {
			if d := cmp.Diff(laidOut(Flatten(s, cases[i]).root), laidOut(frames[i].root)); d != "" {
				rt.Fatalf("frame %d: whole (-) and laid out from the one before (+) differ:\n%s", i, d)
			}
		}
	})
}

// laidOut writes out an element and everything in it, one thing a line.
func laidOut(e *elem) []string {
	out := []string{fmt.Sprintf("%q of list %q, from %q", e.path(), e.inList, e.source)}
	for i, x := range e.slots {
		out = append(out, fmt.Sprintf("%s slot %d: %+v", e.path(), i, x))
	}
	for i, l := range e.lists {
		out = append(out, fmt.Sprintf("%s list %d: %d elements, more %t, from %q, %+v", e.path(), i, len(l.elems), l.more, l.source, l.vals))
		for j := range l.elems {
			out = append(out, laidOut(&l.elems[j])...)
		}
	}
	return out
}

// A finding that goes from the middle of a clause's ends its own entry alone.
func TestAFindingThatGoesEndsItsOwnEntry(t *testing.T) {
	of := func(ids ...string) (out []Finding) {
		for _, id := range ids {
			out = append(out, Finding{Key: Key{Clause: "c", Occurrence: id}, State: Outstanding, Arose: noon})
		}
		return out
	}
	s := &Series{found: &Findings{}, ledger: Ledger{entries: map[Key]Entry{}}}
	s.carry(nil, of("a", "b", "c"), noon)
	s.carry(of("a", "b", "c"), of("b", "c", "d"), noon.Add(time.Hour))
	for id, want := range map[string]State{"a": Ended, "b": Outstanding, "c": Outstanding, "d": Outstanding} {
		if e, _ := s.Ledger().Get(Key{Clause: "c", Occurrence: id}); e.State != want {
			t.Errorf("%s is %q; want %q", id, e.State, want)
		}
	}
}
