package guidance

import (
	"fmt"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

type op uint8

const (
	opAtom op = iota
	opAnd
	opOr
	opNot
	opChoose // kids: condition, then, else
	opExists
	opAll
	opAtLeast
	opDefinition
)

// node is one part of a planned condition: a closure that evaluates it, and
// enough structure for an explanation to find the parts that decided it.
type node struct {
	op   op
	eval func(*env) Tri
	kids []*node
	rng  *listRef
	slot int // element variable of a quantifier
	def  *definition
	text string // of an atom, as the author wrote it where that can be told
}

// plan is a condition ready to run.
type plan struct {
	text   string
	root   *node
	deps   []string // fact paths read, sorted
	when   bool     // the answer can change with time alone
	defs   []*definition
	params []string // parameters its lengths of time are read from
}

func (p *plan) eval(e *env) Tri { return p.root.eval(e) }

// planner turns a checked condition into closures over slots.
type planner struct {
	lang  *language
	ast   *ast.AST
	defs  map[string]*definition
	pairs bool // the condition runs per pair
	vars  map[string]binding
	next  int
	out   *plan
	fault []problem
}

// binding is what a name stands for: an element of a known record at a fact
// path, or a scalar element.
type binding struct {
	idx    int
	rec    *recordType
	scalar Kind
	family *family
	path   string
}

// plan parses, checks and plans a condition that must be true or false.
func (l *language) plan(text string, s scope, itPath, pairPath string, defs map[string]*definition) (*plan, []problem) {
	p, a, probs := l.planner(text, s, itPath, pairPath, defs)
	if probs != nil {
		return nil, probs
	}
	if t := a.GetType(a.Expr().ID()); !t.IsExactType(types.BoolType) {
		return nil, []problem{{line: 1, what: fmt.Sprintf("condition gives %s", t), expected: "true or false"}}
	}
	p.out.root = p.cond(a.Expr())
	return p.finish()
}

func (l *language) planner(text string, s scope, itPath, pairPath string, defs map[string]*definition) (*planner, *ast.AST, []problem) {
	a, probs := l.check(text, s)
	if probs != nil {
		return nil, nil, probs
	}
	p := &planner{lang: l, ast: a, defs: defs, pairs: s.pair != nil, next: varFree, out: &plan{text: text},
		vars: map[string]binding{nameCase: {idx: varCase, rec: l.schema.root}}}
	if s.pair != nil {
		p.vars[namePair] = binding{idx: varPair, rec: s.pair, path: pairPath}
	}
	if s.it != nil {
		p.vars[nameIt] = binding{idx: varIt, rec: s.it, path: itPath}
	}
	return p, a, nil
}

func (p *planner) finish() (*plan, []problem) {
	if len(p.fault) > 0 {
		return nil, p.fault
	}
	slices.Sort(p.out.deps)
	p.out.deps = slices.Compact(p.out.deps)
	return p.out, nil
}

func (p *planner) failf(e ast.Expr, expected, format string, a ...any) {
	at := p.ast.SourceInfo().GetStartLocation(e.ID())
	p.fault = append(p.fault, problem{line: max(at.Line(), 1), col: max(at.Column(), 0), what: fmt.Sprintf(format, a...), expected: expected})
}

func constant(t Tri) *node { return &node{eval: func(*env) Tri { return t }} }

// cond plans an expression whose type is bool.
func (p *planner) cond(e ast.Expr) *node {
	switch e.Kind() {
	case ast.LiteralKind:
		return constant(triOf(e.AsLiteral() == types.True))
	case ast.CallKind:
		return p.call(e)
	case ast.ComprehensionKind:
		return p.quantifier(e)
	}
	if name := p.refName(e); name != "" {
		if d := p.defs[name]; d != nil {
			return p.definition(e, d)
		}
	}
	v, ok := p.value(e)
	if !ok {
		return constant(Unknown)
	}
	return &node{text: v.name, eval: func(e *env) Tri { return truth(v.load(e)) }}
}

// truth reads a bool value: where the question does not arise, the claim fails.
func truth(v Value) Tri {
	switch {
	case v.state == unknown:
		return Unknown
	case v.state == none:
		return False
	}
	return triOf(v.num != 0)
}

func (p *planner) refName(e ast.Expr) string {
	if r := p.ast.ReferenceMap()[e.ID()]; r != nil {
		return r.Name
	}
	return ""
}

func (p *planner) definition(e ast.Expr, d *definition) *node {
	if d.Scope == ScopePairs && !p.pairs {
		p.failf(e, "scope: pairs on this clause, or a definition of the whole case", "%s is defined for a pair", d.Key)
	}
	if d.plan == nil {
		p.failf(e, "a bool definition", "%s is a list of codes and cannot stand alone", d.Key)
		return constant(Unknown)
	}
	p.out.deps = append(p.out.deps, d.plan.deps...)
	p.out.when = p.out.when || d.plan.when
	p.out.defs = append(p.out.defs, d)
	idx, run := d.index, d.plan.root.eval
	return &node{op: opDefinition, def: d, kids: []*node{d.plan.root}, text: d.Key, eval: func(e *env) Tri {
		m := &e.memo[idx]
		if !m.done || e.tracing && !m.traced || e.reading {
			// Planned once, it goes through lists with the first free variables, whichever
			// of them the condition that names it holds at the time.
			bound, outer, mark := e.bound, e.flip, len(e.missing)
			e.flip = never
			m.t, m.done = run(e), true
			m.flip, e.flip, e.bound = e.flip, outer, bound
			if e.tracing && !e.reading {
				m.traced, m.missing = true, e.distinct(mark)
			}
		} else if e.tracing {
			e.missing = append(e.missing, m.missing...)
		}
		e.flip = min(e.flip, m.flip)
		return m.t
	}}
}

func (p *planner) call(e ast.Expr) *node {
	c := e.AsCall()
	args := c.Args()
	switch c.FunctionName() {
	case operators.LogicalAnd:
		return p.and(p.flat(e, operators.LogicalAnd, nil))
	case operators.LogicalOr:
		return p.or(p.flat(e, operators.LogicalOr, nil))
	case operators.LogicalNot:
		kid := p.cond(args[0])
		run := kid.eval
		return &node{op: opNot, kids: []*node{kid}, eval: func(e *env) Tri { return -run(e) }}
	case operators.Conditional:
		return p.choose(p.cond(args[0]), p.cond(args[1]), p.cond(args[2]))
	case operators.Equals, operators.NotEquals:
		return p.equality(c)
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return p.ordering(e, c)
	case operators.In:
		return p.membership(e, c)
	case "known", "declined", "asked", "disputed", "not_applicable":
		return p.statusOf(e, c)
	case fnMore, "complete":
		return p.completeness(e, c)
	case "within", "older_than", "upcoming", "passed":
		return p.timed(e, c)
	}
	if _, ok := p.lang.funcs[c.FunctionName()]; ok {
		if v, ok := p.value(e); ok {
			return &node{text: c.FunctionName(), eval: func(e *env) Tri { return truth(v.load(e)) }}
		}
		return constant(Unknown)
	}
	p.failf(e, "one of && || ! == != < <= > >= in, known, exists, all, atLeast and the registered helpers", "%s is not part of the condition language", c.FunctionName())
	return constant(Unknown)
}

// flat gathers a && b && c into one list.
func (p *planner) flat(e ast.Expr, op string, into []*node) []*node {
	if e.Kind() == ast.CallKind && e.AsCall().FunctionName() == op {
		for _, a := range e.AsCall().Args() {
			into = p.flat(a, op, into)
		}
		return into
	}
	return append(into, p.cond(e))
}

func evals(kids []*node) []func(*env) Tri {
	out := make([]func(*env) Tri, len(kids))
	for i, k := range kids {
		out[i] = k.eval
	}
	return out
}

func (p *planner) and(kids []*node) *node {
	run := evals(kids)
	return &node{op: opAnd, kids: kids, eval: func(e *env) Tri {
		mark, t := len(e.missing), True
		for _, f := range run {
			t = min(t, f(e))
			if t == False {
				break
			}
		}
		if t != Unknown {
			e.forget(mark)
		}
		return t
	}}
}

func (p *planner) or(kids []*node) *node {
	run := evals(kids)
	return &node{op: opOr, kids: kids, eval: func(e *env) Tri {
		mark, t := len(e.missing), False
		for _, f := range run {
			t = max(t, f(e))
			if t == True {
				break
			}
		}
		if t != Unknown {
			e.forget(mark)
		}
		return t
	}}
}

// choose is the conditional: with an unknown test it is definite only when both
// branches agree.
func (p *planner) choose(test, yes, no *node) *node {
	return &node{op: opChoose, kids: []*node{test, yes, no}, eval: func(e *env) Tri {
		mark := len(e.missing)
		switch test.eval(e) {
		case True:
			e.forget(mark)
			return yes.eval(e)
		case False:
			e.forget(mark)
			return no.eval(e)
		}
		a, b := yes.eval(e), no.eval(e)
		if a == b && a != Unknown {
			e.forget(mark)
			return a
		}
		return Unknown
	}}
}
