package guidance

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// wakingEdition has a clause of every kind that comes to apply, or ceases to,
// with time alone.
func wakingEdition(t testing.TB) *Edition {
	t.Helper()
	ed, err := Load(os.DirFS("testdata/waking"), nil, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

// stages evaluates facts again and again at the instant the findings name, as a
// case that sleeps between is woken, and lists when a clause changed how it stands.
func stages(t *testing.T, ed *Edition, facts, clause string, from time.Time, until time.Time) (out []string) {
	t.Helper()
	f := frameOf(t, ed.caseLang.schema, facts)
	var l Ledger
	last := ""
	for at := from; !at.After(until); {
		found := Evaluate(f, ed, Context{Now: at, Ledger: l})
		l = Advance(l, found, at)
		if now := standing(found, clause); now != last {
			out, last = append(out, at.Format(time.RFC3339)+" "+now), now
		}
		if found.NextFlip.IsZero() {
			break
		}
		at = found.NextFlip
	}
	return out
}

// standing says in a word how a clause stands.
func standing(f *Findings, clause string) string {
	for _, x := range f.Obligations {
		switch {
		case x.Clause == clause && !x.WarnFrom.IsZero():
			return "warned"
		case x.Clause == clause:
			return string(x.State)
		}
	}
	is := func(k Key) bool { return k.Clause == clause }
	switch {
	case slices.ContainsFunc(f.Prompts, func(p Prompt) bool { return is(p.Key) }):
		return "prompted"
	case slices.ContainsFunc(f.Measures, func(m Measure) bool { return is(m.Key) }):
		return "measured"
	case slices.ContainsFunc(f.Clocks, func(c Clock) bool { return is(c.Key) }):
		return "running"
	}
	for _, a := range f.Advice {
		for _, r := range slices.Concat(a.For, a.Against) {
			switch {
			case is(r.Key) && r.Displaced:
				return "displaced"
			case is(r.Key):
				return "argued"
			}
		}
	}
	return "-"
}

// Each clause gives nothing at all to begin with: no finding could tell when it
// has to be looked at again, only the findings as a whole.
func TestAClauseThatTimeBringsIsFoundAtItsInstant(t *testing.T) {
	ed := wakingEdition(t)
	day := func(d, h int) time.Time { return time.Date(2026, 6, d, h, 0, 0, 0, time.UTC) }
	for name, tt := range map[string]struct {
		clause, facts string
		want          []string
	}{
		"a duty, its warning": {"report.review", "reported_at: 2026-06-01T09:00:00Z",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-29T23:00:00Z outstanding", "2026-07-02T11:00:00Z warned"}},
		"a duty of each element, until it is too late": {"order.renew", "{orders: [{id: o1, ends: 2026-06-30, state: considered}]}",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-24T23:00:00Z outstanding", "2026-06-30T23:00:00Z -"}},
		"a standard that is only set later, shortened and withdrawn": {"contact.again", "{reported_at: 2026-06-09T09:00:00Z, risk: {judgement: {s: declined}}}",
			[]string{"2026-06-01T09:00:00Z undetermined", "2026-06-09T23:00:00Z -", "2026-06-16T23:00:00Z outstanding", "2026-07-09T23:00:00Z undetermined"}},
		"a question for each pair, through a definition": {"pair.consider", "{online: true, victim_born: 2026-06-20, pairs: [{id: p1, relationship: neighbour}]}",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-20T23:00:00Z outstanding"}},
		"a definition of the pair": {"pair.consider", "{online: false, reported_at: 2026-05-01, last_act: 2026-06-03, pairs: [{id: p1, relationship: former_partner}]}",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-05T23:00:00Z outstanding"}},
		"a caution that ends": {"gifts.avoid", "{reported_at: 2026-06-03T09:00:00Z}",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-03T09:00:00Z prompted", "2026-06-05T09:00:00Z -"}},
		"an argument, displaced for a while": {"argue.quiet", "{last_act: 2026-06-01, pairs: [{id: p1, relationship: former_partner}], incidents: {items: [{id: i1, occurred: 2026-06-02T10:00:00Z}], complete: true}}",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-03T23:00:00Z displaced", "2026-06-12T23:00:00Z argued"}},
		"a prompt, of the second of three acts": {"bear.in_mind", "{incidents: {items: [{id: i1, occurred: 2026-06-05T10:00:00Z}, {id: i2, occurred: 2026-06-02T10:00:00Z}, {id: i3, occurred: 2026-06-03T10:00:00Z}], complete: true}}",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-04T22:00:00Z prompted"}},
		"a measure": {"old.measured", "reported_at: 2026-06-01T09:00:00Z", []string{"2026-06-01T09:00:00Z -", "2026-06-05T23:00:00Z measured"}},
		"a clock, to its end": {"limit.runs", "{reported_at: 2026-06-01T09:00:00Z, victim_born: 2026-06-10}",
			[]string{"2026-06-01T09:00:00Z -", "2026-06-02T23:00:00Z running", "2026-06-10T23:00:00Z -"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := stages(t, ed, tt.facts, tt.clause, day(1, 9), day(30, 23).Add(40*24*time.Hour))
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("%s given %s (-want +got):\n%s", tt.clause, tt.facts, d)
			}
		})
	}
}

// A case may sleep until the instant its findings name: whatever was recorded,
// looking earlier finds nothing else, and looking at it by the parts that time
// touched finds what looking at everything does.
func TestNothingChangesBeforeTheNextInstant(t *testing.T) {
	editions := []*Edition{wakingEdition(t), testEdition(t)}
	slept := 0
	rapid.Check(t, func(rt *rapid.T) {
		ed := rapid.SampledFrom(editions).Draw(rt, "edition")
		f := genFrame(rt, ed.caseLang.schema)
		at := time.Date(2026, 5, 25, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(rt, "minutes")) * time.Minute)
		l := Advance(Ledger{}, Evaluate(f, ed, Context{Now: at}), at)
		now := Evaluate(f, ed, Context{Now: at, Ledger: l})
		for _, x := range now.Obligations {
			if !x.NextFlip.IsZero() && x.NextFlip.Before(now.NextFlip) {
				rt.Fatalf("%s changes at %s, before the whole does at %s", x.Clause, x.NextFlip, now.NextFlip)
			}
		}
		until := at.Add(400 * 24 * time.Hour)
		if !now.NextFlip.IsZero() {
			until = now.NextFlip
			slept++
		}
		for range 4 {
			then := at.Add(time.Duration(rapid.Int64Range(0, int64(until.Sub(at))-1).Draw(rt, "after")))
			same := Evaluate(f, ed, Context{Now: then, Ledger: l})
			if d := cmp.Diff(now, same, cmpopts.IgnoreFields(Findings{}, "At"), cmpopts.IgnoreUnexported(Findings{}, Finding{}, Due{})); d != "" {
				rt.Fatalf("asleep from %s until %q, and yet at %s (-at first +then):\n%s", at, now.NextFlip, then, d)
			}
		}
		next := Context{Now: until, Ledger: l}
		if d := cmp.Diff(Evaluate(f, ed, next), EvaluateDirty(now, f, ed, next, nil), cmpopts.IgnoreUnexported(Findings{}, Finding{}, Due{})); d != "" {
			rt.Fatalf("woken at %s; full (-) and by parts (+) differ:\n%s", until, d)
		}
	})
	if slept == 0 {
		t.Error("no case had an instant to sleep until")
	}
}
