package guidance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"foursight/internal/fact"
)

// Explanation is everything a person needs to trace one finding.
type Explanation struct {
	Clause     *Clause
	Sentence   string // why it applies, with the facts filled in
	Cite       []Citation
	Provenance string
	Unverified bool
	Reading    *Reading // the reading it follows, where it follows one
	Because    []Atom   // the facts that made it apply
	Settled    []string // what would settle it: kinds of event, or how to put it right
	StillNeeds []Ask    // facts that what is expected still depends on
	WaiveBy    []string // who may waive it; empty where nobody may
	Departure  *Departure
}

// Atom is one recorded fact an answer rested on.
type Atom struct {
	Path   string
	Value  string // as shown; "a restricted fact" where its class is set
	Phrase string // the same as a sentence
	Source string // event that gave it
	Status fact.Status
	Class  string // sensitivity class from the schema; empty where open
}

// Explain says why a finding stands as it does, on the frame it came from.
func Explain(f *Frame, ed *Edition, c Context, x Finding) (Explanation, error) {
	clause := ed.byKey[x.Clause]
	if clause == nil {
		return Explanation{}, fmt.Errorf("explain %s: no such clause in edition %s", x.Clause, ed.ID)
	}
	out := Explanation{Clause: clause, Cite: append(slices.Clone(clause.Cite), clause.Also...), Provenance: clause.Provenance,
		Unverified: clause.Unverified(), Settled: clause.SatisfyWith}
	if clause.Settle != "" {
		out.Settled = append([]string{clause.Settle}, out.Settled...)
	}
	if clause.Waivable != nil {
		out.WaiveBy = clause.Waivable.By
	}
	if i := slices.IndexFunc(ed.Readings, func(r Reading) bool { return r.ID == clause.Reading }); i >= 0 {
		out.Reading = &ed.Readings[i]
	}
	if i := slices.IndexFunc(ed.Departures, func(d Departure) bool { return d.Key == clause.Key }); i >= 0 {
		out.Departure = &ed.Departures[i]
	}
	v := newEvaluation(f, ed, c)
	found := false
	v.subjects(clause, func(k Key) {
		if k != x.Key || found {
			return
		}
		found = true
		w := walker{env: &v.env, ed: ed, schema: f.schema, seen: map[string]bool{}}
		for _, p := range []*plan{clause.when, clause.contrary} {
			if p != nil {
				w.why(p.root, p.eval(&v.env))
			}
		}
		out.Because = w.atoms
		out.Sentence = w.fill(clause)
		if clause.expects != nil {
			out.StillNeeds = v.env.ask(clause.expects.eval)
		}
	})
	if !found {
		return Explanation{}, fmt.Errorf("explain %s of %s: no such subject in these facts", x.Clause, x.label())
	}
	return out, nil
}

// walker finds the facts that decided a condition.
type walker struct {
	env    *env
	ed     *Edition
	schema *Schema
	atoms  []Atom
	seen   map[string]bool
}

// why follows the parts of a condition that gave it the value t.
func (w *walker) why(n *node, t Tri) {
	switch n.op {
	case opAtom:
		w.atom(n)
	case opNot:
		kid := n.kids[0]
		w.why(kid, kid.eval(w.env))
	case opDefinition: // see (*planner).definition for what it binds
		kid, bound := n.kids[0], w.env.bound
		w.why(kid, kid.eval(w.env))
		w.env.bound = bound
	case opAnd, opOr:
		for _, k := range n.kids {
			if got := k.eval(w.env); got == t {
				w.why(k, got)
			}
		}
	case opChoose:
		for _, k := range n.kids {
			w.why(k, k.eval(w.env))
		}
	default:
		each(w.env, n.rng, n.slot, func() bool {
			want := True
			if n.op == opAll && t == False {
				want = False
			}
			if n.kids[0].eval(w.env) == want && (t != False || n.op == opAll) {
				w.why(n.kids[0], want)
				return n.op == opExists
			}
			return false
		})
	}
}

func (w *walker) atom(n *node) {
	e := w.env
	e.tracing, e.reading, e.read, e.missing = true, true, nil, nil
	n.eval(e)
	e.tracing, e.reading = false, false
	for _, r := range e.read {
		if path := r.path(); !w.seen[path] {
			w.seen[path] = true
			w.atoms = append(w.atoms, w.describe(r, path))
		}
	}
}

const withheld = "a restricted fact"

func (w *walker) describe(r leafRef, path string) Atom {
	a := Atom{Path: path, Source: r.from(), Status: r.status(), Class: w.schema.Class(path)}
	switch {
	case a.Class != "":
		a.Value = withheld
	case r.slot != nil:
		a.Value = r.slot.show(r.kind)
	default:
		a.Value, a.Status = "recorded", fact.Known
	}
	plain := stripIndices(path)
	phrase := w.ed.phrases[plain]
	switch {
	case a.Class != "":
		a.Phrase = withheld
	case phrase == "":
		a.Phrase = strings.ReplaceAll(plain[strings.LastIndexByte(plain, '.')+1:], "_", " ") + ": " + a.Value
	default:
		a.Phrase = strings.ReplaceAll(phrase, "{value}", a.Value)
	}
	return a
}

// whyPart is a stretch of a why text: words, or a fact.
type whyPart struct {
	text  string
	value *valueRef
	path  string
}

var placeholder = regexp.MustCompile(`\{\{\s*(.*?)\s*\}\}`)

// template compiles a why text; each {{path}} has to be a fact in scope.
func (k *clauseCompiler) template(field, text string) []whyPart {
	var out []whyPart
	rest := 0
	for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, whyPart{text: text[rest:m[0]]})
		rest = m[1]
		expr := text[m[2]:m[3]]
		p, a, probs := k.planner(expr)
		if probs == nil {
			v, ok := p.value(a.Expr())
			if probs = p.fault; ok {
				out = append(out, whyPart{value: &v, path: schemaPath(p, a.Expr())})
				k.c.deps = append(k.c.deps, p.out.deps...)
			}
		}
		for _, x := range probs {
			n := k.r.node(k.c, field)
			k.r.fault(n, x.expected, "{{%s}}: %s", expr, x.what)
		}
	}
	return append(out, whyPart{text: text[rest:]})
}

func schemaPath(p *planner, e ast.Expr) string {
	at, ok := p.place(e)
	if !ok {
		return ""
	}
	if at.base.path == "" {
		return at.name
	}
	return at.base.path + "." + at.name
}

func (w *walker) fill(c *Clause) string {
	if c.Why == "" {
		return c.Say
	}
	var b strings.Builder
	for _, part := range c.why {
		switch {
		case part.value == nil:
			b.WriteString(part.text)
		case w.schema.Class(part.path) != "":
			b.WriteString(withheld)
		default:
			b.WriteString(part.value.load(w.env).show(part.value.kind))
		}
	}
	return b.String()
}
