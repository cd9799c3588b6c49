package guidance

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// listRef is a planned list fact.
type listRef struct {
	field *field
	name  string
	path  string // schema path
	load  func(*env) *listVal
	ref   func(*env) leafRef
}

func (p *planner) list(e ast.Expr) (*listRef, bool) {
	at, ok := p.place(e)
	if !ok || at.field == nil || at.field.kind != list {
		return nil, false
	}
	p.depend(at)
	return p.listAt(at), true
}

func (p *planner) listAt(at place) *listRef {
	idx, i, name := at.base.idx, at.lists, at.name
	path := name
	if at.base.path != "" {
		path = at.base.path + "." + name
	}
	return &listRef{field: at.field, name: name, path: path,
		load: func(e *env) *listVal { return &e.elems[idx].lists[i] },
		ref: func(e *env) leafRef {
			el := e.elems[idx]
			return leafRef{elem: el, name: name, kind: list, source: el.lists[i].source}
		}}
}

// completeness plans the two questions about the list itself. More is what
// quantifiers are joined with: unknown while there may be others.
func (p *planner) completeness(e ast.Expr, c ast.CallExpr) *node {
	l, ok := p.list(c.Args()[0])
	if !ok {
		p.failf(e, "a list fact", "%s() needs a list", c.FunctionName())
		return constant(Unknown)
	}
	if c.FunctionName() == "complete" {
		return &node{text: l.name, eval: func(e *env) Tri { return triOf(!l.load(e).more) }}
	}
	return &node{text: l.name, eval: func(e *env) Tri {
		if l.load(e).more {
			return e.miss(l.ref(e))
		}
		return False
	}}
}

// quantifier recognises what the exists, all and atLeast macros expand to.
func (p *planner) quantifier(e ast.Expr) *node {
	c := e.AsComprehension()
	l, ok := p.list(c.IterRange())
	if !ok {
		p.failf(c.IterRange(), "a list fact", "exists, all and atLeast need a list")
		return constant(Unknown)
	}
	if p.next >= maxVars {
		p.failf(e, "a definition or a helper for the inner part", "quantifiers are nested too deeply")
		return constant(Unknown)
	}
	name, idx := c.IterVar(), p.next
	if _, taken := p.vars[name]; taken {
		p.failf(e, "another name for the element", "%q already means something here", name)
	}
	p.vars[name] = binding{idx: idx, rec: l.field.rec, scalar: l.field.elem, family: l.field.family, path: l.path}
	p.next++
	step := c.LoopStep().AsCall()
	pred := p.cond(step.Args()[1])
	delete(p.vars, name)
	p.next--

	n := &node{rng: l, slot: idx, kids: []*node{pred}, text: l.name}
	switch step.FunctionName() {
	case operators.LogicalOr:
		n.op, n.eval = opExists, exists(l, idx, pred.eval)
	case operators.LogicalAnd:
		n.op, n.eval = opAll, all(l, idx, pred.eval)
	default:
		want := c.Result().AsCall().Args()[1]
		k, ok := want.AsLiteral().(types.Int)
		if want.Kind() != ast.LiteralKind || !ok || k < 1 {
			p.failf(want, "a whole number of at least 1", "atLeast needs its number written out")
			return constant(Unknown)
		}
		n.op, n.eval = opAtLeast, atLeast(int(k), l, idx, pred.eval)
	}
	return n
}

// each binds one element after another until stop; it reports the list.
func each(e *env, l *listRef, idx int, visit func() (stop bool)) *listVal {
	lv := l.load(e)
	for i := range lv.elems {
		e.elems[idx] = &lv.elems[i]
		if visit() {
			return lv
		}
	}
	for i := range lv.vals {
		e.vals[idx] = lv.vals[i]
		if e.tracing {
			e.see(l.ref(e))
		}
		if visit() {
			return lv
		}
	}
	return lv
}

// exists stops at the first element that holds, unless what it reads is asked
// for: then it names the sources of every element that holds, so that a second
// decision is seen to be another one.
func exists(l *listRef, idx int, pred func(*env) Tri) func(*env) Tri {
	return func(e *env) Tri {
		mark, t := len(e.missing), False
		kept := len(e.read) // of what was read: nothing of elements that do not hold once one does
		each(e, l, idx, func() bool {
			from, held := len(e.read), t == True
			one := pred(e)
			t = max(t, one)
			if e.reading && one == True {
				kept += copy(e.read[kept:], e.read[from:])
			}
			if e.reading && (held || one == True) {
				e.read = e.read[:kept]
			}
			return t == True && !e.reading
		})
		if t != Unknown {
			e.forget(mark)
		}
		return t
	}
}

func all(l *listRef, idx int, pred func(*env) Tri) func(*env) Tri {
	return func(e *env) Tri {
		mark, t := len(e.missing), True
		each(e, l, idx, func() bool {
			t = min(t, pred(e))
			return t == False
		})
		if t != Unknown {
			e.forget(mark)
		}
		return t
	}
}

// atLeast counts between a low bound (elements that hold) and a high one
// (elements that may), so that two known acts suffice whatever is unknown of a third.
func atLeast(n int, l *listRef, idx int, pred func(*env) Tri) func(*env) Tri {
	return func(e *env) Tri {
		mark, low, high := len(e.missing), 0, 0
		lv := each(e, l, idx, func() bool {
			switch pred(e) {
			case True:
				low++
				high++
			case Unknown:
				high++
			}
			return low >= n
		})
		switch {
		case low >= n:
			e.forget(mark)
			return True
		case lv.more:
			return e.miss(l.ref(e))
		case high < n:
			e.forget(mark)
			return False
		}
		return Unknown
	}
}

// sizeCompare recognises size(list) against a number written out.
func (p *planner) sizeCompare(args []ast.Expr) (l *listRef, n int, flipped, ok bool) {
	for i, a := range args {
		if a.Kind() != ast.CallKind || a.AsCall().FunctionName() != "size" {
			continue
		}
		target := a.AsCall().Target()
		if !a.AsCall().IsMemberFunction() {
			target = a.AsCall().Args()[0]
		}
		k, isInt := args[1-i].AsLiteral().(types.Int)
		if args[1-i].Kind() != ast.LiteralKind || !isInt {
			return nil, 0, false, false
		}
		l, ok = p.list(target)
		return l, int(k), i == 1, ok
	}
	return nil, 0, false, false
}

// sizeNode compares the count of a list, which has no upper bound while there
// may be more.
func (p *planner) sizeNode(e ast.Expr, l *listRef, fn string, n int) *node {
	if fn == operators.Less || fn == operators.LessEquals {
		k := n
		if fn == operators.LessEquals {
			k++
		}
		return &node{text: l.name, eval: func(e *env) Tri { return -sizeReaches(e, l, k) }}
	}
	if fn == operators.Greater {
		n++
	}
	return &node{text: l.name, eval: func(e *env) Tri { return sizeReaches(e, l, n) }}
}

func sizeReaches(e *env, l *listRef, n int) Tri {
	lv := l.load(e)
	e.see(l.ref(e))
	switch {
	case len(lv.elems)+len(lv.vals) >= n:
		return True
	case lv.more:
		return e.miss(l.ref(e))
	}
	return False
}
