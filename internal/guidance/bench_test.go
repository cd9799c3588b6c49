package guidance

import (
	"fmt"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// busyCase has n incidents; known says whether all their facts are recorded or
// half, the other half being as many questions.
func busyCase(n int, known bool) *testCase {
	c := &testCase{Reported: noon, Online: fact.Fact[bool]{Answer: fact.Of(true), Source: "e1"}}
	c.Risk.Tool.Put(fact.Of(3), "e2")
	c.Pairs = []testPair{{ID: "p1"}, {ID: "p2"}}
	c.Pairs[0].Relationship.Put(fact.Of(Relationship("former_partner")), "e3")
	c.Last.Put(fact.Of(calendar.On(calendar.Date{Year: 2026, Month: 11, Day: 1})), "e4")
	for i := range n {
		in := testIncident{ID: fmt.Sprint("i", i), Pair: []string{"p1", "p2"}[i%2], Behaviours: []Behaviour{"following", "gifts"}}
		if known || i%2 == 0 {
			in.Channel.Put(fact.Of(Channel("phone")), "e5")
			in.Unwanted.Put(fact.Of(true), "e5")
			in.When.Put(fact.Of(calendar.At(noon.Add(-time.Duration(i)*time.Hour))), "e5")
		}
		c.Incidents.Items = append(c.Incidents.Items, in)
	}
	c.Incidents.Complete = known
	for i := range 20 {
		c.Checks = append(c.Checks, testCheck{ID: fmt.Sprint("k", i), System: "bail", Done: noon})
		c.Orders = append(c.Orders, testOrder{ID: fmt.Sprint("o", i), State: "considered"})
	}
	return c
}

// The two shapes of condition that guidance is made of: most read a few facts,
// some look through the incidents.
const (
	simpleCond = "case.online && case.risk.tool >= 3 && case.ruling != \"x\""
	listCond   = "case.online && case.incidents.exists(i, i.channel == channel.post && i.unwanted)"
)

func mixed(n int) []string {
	out := make([]string, n)
	for i := range out {
		if out[i] = simpleCond; i%5 == 0 {
			out[i] = listCond
		}
	}
	return out
}

func BenchmarkConditions(b *testing.B) {
	l := testLanguage(b)
	f := Flatten(l.schema, busyCase(100, false))
	for _, shape := range []struct {
		name  string
		conds []string
	}{{"150simple", slicesOf(simpleCond, 150)}, {"150mixed", mixed(150)}, {"400mixed", mixed(400)}} {
		b.Run(shape.name+"/planned", func(b *testing.B) {
			plans := make([]*plan, len(shape.conds))
			for i, c := range shape.conds {
				p, probs := l.plan(c, scope{}, "", "", nil)
				if probs != nil {
					b.Fatal(probs)
				}
				plans[i] = p
			}
			e := &env{flip: never}
			e.elems[varCase] = f.root
			for b.Loop() {
				for _, p := range plans {
					p.eval(e)
				}
			}
		})
		b.Run(shape.name+"/interpreter", func(b *testing.B) {
			asks := make([]func(*Frame) (Tri, error), len(shape.conds))
			ask := map[string]func(*Frame) (Tri, error){}
			for i, c := range shape.conds {
				if ask[c] == nil {
					var err error
					if ask[c], err = l.oracle(c); err != nil {
						b.Fatal(err)
					}
				}
				asks[i] = ask[c]
			}
			for b.Loop() {
				for _, a := range asks {
					if _, err := a(f); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

func slicesOf(s string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s
	}
	return out
}

// bigEdition has n clauses of the mixed shapes, each a duty that stays owed.
func bigEdition(b *testing.B, n int) *Edition {
	b.Helper()
	fsys := edited(b, "edition.yaml", "format: 1", "format: 1")
	text := []byte{}
	for i, cond := range mixed(n) {
		text = fmt.Appendf(text, `
- key: bench.c%d
  cite: {instrument: guide, section: "2"}
  kind: duty
  strength: should
  provenance: app
  actor: {role: responder}
  when: '%s'
  expects: 'case.checks.exists(k, k.system == system.orders)'
  due: {from: case.reported_at, add: 7d}
  severity: high
  say: Clause %d.
`, i, cond, i)
	}
	fsys["bench.yaml"] = &fstest.MapFile{Data: text}
	ed, err := Load(fsys, nil, testOptions(b))
	if err != nil {
		b.Fatal(err)
	}
	return ed
}

func BenchmarkEvaluateWholeCase(b *testing.B) {
	for _, n := range []int{150, 400} {
		for name, known := range map[string]bool{"recorded": true, "halfAsked": false} {
			b.Run(fmt.Sprint(n, "clauses100incidents/", name), func(b *testing.B) {
				ed := bigEdition(b, n)
				c := busyCase(100, known)
				for b.Loop() {
					Evaluate(Flatten(ed.caseLang.schema, c), ed, Context{Now: noon})
				}
			})
		}
	}
}

// After one event most clauses read none of what changed.
func BenchmarkEvaluateAfterOneEvent(b *testing.B) {
	ed := bigEdition(b, 400)
	c := busyCase(100, true)
	prev := Evaluate(Flatten(ed.caseLang.schema, c), ed, Context{Now: noon})
	for b.Loop() {
		EvaluateDirty(prev, Flatten(ed.caseLang.schema, c), ed, Context{Now: noon}, []string{"incidents"})
	}
}

func BenchmarkFlatten(b *testing.B) {
	s := testSchema(b)
	c := busyCase(100, true)
	for b.Loop() {
		Flatten(s, c)
	}
}

func BenchmarkLoad(b *testing.B) {
	opt := testOptions(b)
	for b.Loop() {
		if _, err := Load(os.DirFS("testdata/edition"), nil, opt); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoad60Clauses(b *testing.B) {
	for b.Loop() {
		bigEdition(b, 60)
	}
}
