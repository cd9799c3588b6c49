package guidance

import (
	"cmp"
	"slices"
	"strings"
)

// duties gathers the obligations that each clause gave, which is all that a
// ledger asks of findings.
func (f *Findings) duties(ed *Edition) {
	n := 0
	for i := range f.parts {
		n += len(f.parts[i].findings)
	}
	f.Obligations, f.known = slices.Grow([]Finding(nil), n), make(map[string]bool, len(f.parts))
	for i := range f.parts {
		f.known[ed.Clauses[i].Key] = true
		f.Obligations = append(f.Obligations, f.parts[i].findings...)
	}
}

// assemble gathers what each clause gave into one answer.
func (f *Findings) assemble(ed *Edition) *Findings {
	f.duties(ed)
	flip := int64(never)
	var reasons []Reason
	gaps := map[adviceKey]*gap{}
	n := 0
	for i := range f.parts {
		for _, m := range f.parts[i].missing {
			n = max(n, len(m.ask))
		}
	}
	q := questions{at: make(map[string]int, n), sets: []set{{}}, grown: map[int]int{}}
	for i := range f.parts {
		p, c := &f.parts[i], ed.Clauses[i]
		f.Clocks = append(f.Clocks, p.clocks...)
		f.Prompts = append(f.Prompts, p.prompts...)
		f.Measures = append(f.Measures, p.measures...)
		reasons = append(reasons, p.reasons...)
		if p.flip != 0 { // a clause that was not asked has an empty part
			flip = min(flip, p.flip)
		}
		clear(q.grown)
		for _, m := range p.missing {
			var g *gap
			if c.Kind == "advise" {
				k := adviceKey{c.Question, m.key.Pair}
				if g = gaps[k]; g == nil {
					g = &gap{}
					gaps[k] = g
				}
			}
			q.add(c, m.ask, g)
		}
	}
	f.Advice = advice(ed, reasons, gaps)
	f.Questions = q.ranked()
	f.NextFlip = instant(flip)
	return f
}

type adviceKey struct{ question, pair string }

// gap gathers what advice lacks, each question once. Hundreds of acts may each have
// one, so what was seen is looked up by its place among all questions.
type gap struct {
	asks []Ask
	seen []bool
}

func (g *gap) add(question int, a Ask) {
	if more := question + 1 - len(g.seen); more > 0 {
		g.seen = append(g.seen, make([]bool, more)...)
	}
	if !g.seen[question] {
		g.seen[question] = true
		g.asks = append(g.asks, a)
	}
}

// advice groups reasons by question and pair, in clause order.
func advice(ed *Edition, reasons []Reason, gaps map[adviceKey]*gap) []Advice {
	groups := map[adviceKey][]Reason{}
	for _, r := range reasons {
		k := adviceKey{ed.byKey[r.Clause].Question, r.Pair}
		groups[k] = append(groups[k], r)
	}
	for k := range gaps {
		if _, ok := groups[k]; !ok {
			groups[k] = nil
		}
	}
	var out []Advice
	for k, rs := range groups {
		a := Advice{Question: k.question, Pair: k.pair, PointsTo: pointsTo(rs)}
		if g := gaps[k]; g != nil {
			a.Missing = g.asks
		}
		for _, r := range rs {
			supports := !r.Against
			if a.PointsTo != "" { // what speaks against another candidate speaks for this one
				supports = (r.Candidate == a.PointsTo) != r.Against
			}
			if supports {
				a.For = append(a.For, r)
			} else {
				a.Against = append(a.Against, r)
			}
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Advice) int {
		return cmp.Or(strings.Compare(a.Question, b.Question), strings.Compare(a.Pair, b.Pair))
	})
	return out
}

// pointsTo is the candidate with the strongest reasons, compared strength by
// strength from presumption down and never added up across strengths: any
// number of weak reasons is still weaker than one strong one. A tie settles
// nothing, and neither does a single reason against with none for.
func pointsTo(rs []Reason) string {
	tally := map[string]*[4]int{}
	for _, r := range rs {
		if r.Displaced {
			continue
		}
		t := tally[r.Candidate]
		if t == nil {
			t = new([4]int)
			tally[r.Candidate] = t
		}
		i := slices.Index(argueWords, r.Strength)
		if r.Against {
			t[i]--
		} else {
			t[i]++
		}
	}
	best, tie := "", false
	for _, name := range sortedKeys(tally) {
		t := tally[name]
		if slices.Compare(t[:], make([]int, 4)) <= 0 {
			continue
		}
		order := 1
		if best != "" {
			order = slices.Compare(t[:], tally[best][:])
		}
		switch {
		case order > 0:
			best, tie = name, false
		case order == 0:
			tie = true
		}
	}
	if tie {
		return ""
	}
	return best
}

// questions gathers what is not known, by path.
//
// Hundreds of acts have the same question of the same clauses, so the sets of
// clauses are kept once each: sets holds them, the first of them empty, and grown
// says which one a set becomes when the clause at hand joins it.
type questions struct {
	list  []question
	at    map[string]int
	sets  []set
	grown map[int]int
}

// set is a set of clauses: those of an earlier set and one that joined them. It is
// written out only where a question is left with it.
type set struct {
	of, size int
	clause   string
	all      []string
}

// clauses writes a set out, in the order in which they joined; nil for the empty one.
func (q *questions) clauses(i int) []string {
	x := &q.sets[i]
	if x.all == nil && x.size > 0 {
		x.all = make([]string, x.size)
		for at, n := *x, x.size; n > 0; at, n = q.sets[at.of], n-1 {
			x.all[n-1] = at.clause
		}
	}
	return x.all
}

// question is a Question being gathered: its clauses as an index of sets, and its
// severity as a rank, -1 for none.
type question struct {
	Ask
	set, severity int
}

// add gathers what a clause does not know, and into g, unless it is nil, as well.
func (q *questions) add(c *Clause, asks []Ask, g *gap) {
	severity := slices.Index(severities, c.Severity)
	for _, a := range asks {
		i, ok := q.at[a.Path]
		if !ok {
			i = len(q.list)
			q.at[a.Path] = i
			q.list = append(q.list, question{Ask: a, severity: -1})
		}
		x := &q.list[i]
		x.set = q.join(x.set, c.Key)
		x.severity = max(x.severity, severity)
		if g != nil {
			g.add(i, a)
		}
	}
}

// join is the set that has a clause beside those of another; a clause that joined
// last is not added again.
func (q *questions) join(from int, clause string) int {
	if x := q.sets[from]; x.clause == clause {
		return from
	}
	to, ok := q.grown[from]
	if !ok {
		to = len(q.sets)
		q.sets = append(q.sets, set{of: from, size: q.sets[from].size + 1, clause: clause})
		q.grown[from] = to
	}
	return to
}

// ranked orders questions: those never asked before those somebody declined or
// could not answer, then the gravest, then those that decide most.
func (q *questions) ranked() []Question {
	if len(q.list) == 0 {
		return nil
	}
	order := make([]*question, len(q.list))
	for i := range q.list {
		order[i] = &q.list[i]
	}
	slices.SortFunc(order, func(a, b *question) int { // no two have one path
		if c := cmp.Compare(min(a.Status, 1), min(b.Status, 1)); c != 0 {
			return c
		}
		if c := cmp.Compare(b.severity, a.severity); c != 0 {
			return c
		}
		if c := cmp.Compare(q.sets[b.set].size, q.sets[a.set].size); c != 0 {
			return c
		}
		return strings.Compare(a.Path, b.Path)
	})
	out := make([]Question, len(order))
	for i, x := range order {
		out[i] = Question{Ask: x.Ask, Clauses: q.clauses(x.set)}
		if x.severity >= 0 {
			out[i].Severity = severities[x.severity]
		}
	}
	return out
}
