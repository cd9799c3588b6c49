package guidance

import (
	"strings"
	"time"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

func (p *planner) equality(c ast.CallExpr) *node {
	equal := c.FunctionName() == operators.Equals
	a, okA := p.value(c.Args()[0])
	b, okB := p.value(c.Args()[1])
	if !okA || !okB {
		return constant(Unknown)
	}
	if (a.kind == Text || b.kind == Text) && (emptyText(a) || emptyText(b)) {
		p.failf(c.Args()[0], "known(...)", "comparison with empty text never says whether a fact is known")
	}
	if a.konst != nil {
		a, b = b, a
	}
	name := a.name
	if a.leaf && b.konst != nil {
		return &node{text: name, eval: leafEquals(a, *b.konst, equal)}
	}
	return &node{text: name, eval: func(e *env) Tri {
		x, y := a.load(e), b.load(e)
		if x.state == none || y.state == none {
			return triOf(!equal)
		}
		if x.state == unknown || y.state == unknown {
			return Unknown
		}
		return triOf((x.num == y.num && x.text == y.text) == equal)
	}}
}

func emptyText(v valueRef) bool { return v.konst != nil && v.konst.text == "" }

// leafEquals is the commonest atom, so it reads its slot directly.
func leafEquals(a valueRef, k Value, equal bool) func(*env) Tri {
	idx, i := a.idx, a.slot
	yes, no := triOf(equal), triOf(!equal)
	return func(e *env) Tri {
		s := &e.elems[idx].slots[i]
		if e.tracing {
			a.load(e)
		}
		switch {
		case s.state == unknown:
			return Unknown
		case s.state == given && s.num == k.num && s.text == k.text:
			return yes
		}
		return no
	}
}

func (p *planner) ordering(e ast.Expr, c ast.CallExpr) *node {
	args, fn := c.Args(), c.FunctionName()
	if l, n, flipped, ok := p.sizeCompare(args); ok {
		if flipped {
			fn = mirrored[fn]
		}
		return p.sizeNode(e, l, fn, n)
	}
	a, okA := p.value(args[0])
	b, okB := p.value(args[1])
	if !okA || !okB {
		return constant(Unknown)
	}
	if a.kind == Text || a.kind == Code || a.kind == Bool {
		p.failf(e, "a number, a date or an instant", "%s has no order", a.kind)
	}
	cmp := comparison(fn)
	name := a.name
	if name == "" {
		name = b.name
	}
	return &node{text: name, eval: func(e *env) Tri {
		x, y := a.load(e), b.load(e)
		if x.state == none || y.state == none {
			return False
		}
		if x.state == unknown || y.state == unknown {
			return Unknown
		}
		return triOf(cmp(x.num, y.num))
	}}
}

var mirrored = map[string]string{
	operators.Less: operators.Greater, operators.LessEquals: operators.GreaterEquals,
	operators.Greater: operators.Less, operators.GreaterEquals: operators.LessEquals,
}

func comparison(fn string) func(a, b int64) bool {
	switch fn {
	case operators.Less:
		return func(a, b int64) bool { return a < b }
	case operators.LessEquals:
		return func(a, b int64) bool { return a <= b }
	case operators.Greater:
		return func(a, b int64) bool { return a > b }
	}
	return func(a, b int64) bool { return a >= b }
}

// membership is x in [codes], x in a named list of codes, or x in a list fact.
func (p *planner) membership(e ast.Expr, c ast.CallExpr) *node {
	x, ok := p.value(c.Args()[0])
	if !ok {
		return constant(Unknown)
	}
	if members, ok := p.literalSet(c.Args()[1]); ok {
		return &node{text: x.name, eval: func(e *env) Tri {
			v := x.load(e)
			if v.state == unknown {
				return Unknown
			}
			if v.state == given {
				for i := range members {
					if members[i].num == v.num && members[i].text == v.text {
						return True
					}
				}
			}
			return False
		}}
	}
	l, ok := p.list(c.Args()[1])
	if !ok {
		p.failf(e, "a list written out, a definition with codes, or a list fact", "cannot look in this")
		return constant(Unknown)
	}
	return &node{text: l.name, eval: func(e *env) Tri {
		v, lv := x.load(e), l.load(e)
		if v.state == none {
			return False
		}
		if v.state == unknown {
			if len(lv.vals) == 0 && !lv.more {
				return False
			}
			return Unknown
		}
		for i := range lv.vals {
			if lv.vals[i].num == v.num && lv.vals[i].text == v.text {
				e.see(l.ref(e))
				return True
			}
		}
		if lv.more {
			return e.miss(l.ref(e))
		}
		return False
	}}
}

func (p *planner) literalSet(e ast.Expr) ([]Value, bool) {
	if d := p.defs[p.refName(e)]; d != nil && d.codes != nil {
		p.out.defs = append(p.out.defs, d)
		return d.codes, true
	}
	if e.Kind() != ast.ListKind {
		return nil, false
	}
	var out []Value
	for _, el := range e.AsList().Elements() {
		if v, ok := p.value(el); ok && v.konst != nil {
			out = append(out, *v.konst)
		} else if ok {
			p.failf(el, "codes, text or numbers written out", "a list in a condition holds fixed values only")
		}
	}
	return out, true
}

// statusOf answers what is known of a fact, and is therefore always definite.
func (p *planner) statusOf(e ast.Expr, c ast.CallExpr) *node {
	at, ok := p.place(c.Args()[0])
	if !ok || at.field == nil {
		p.failf(e, "the path of one fact", "%s() needs a fact", c.FunctionName())
		return constant(Unknown)
	}
	p.depend(at)
	if at.field.kind == list {
		if c.FunctionName() != "known" {
			p.failf(e, "known(list) or complete(list)", "%s() does not apply to a list", c.FunctionName())
		}
		l := p.listAt(at)
		return &node{text: l.name, eval: func(e *env) Tri { return triOf(!l.load(e).more) }}
	}
	v := leafValueRef(at)
	var holds func(s *slot) bool
	switch c.FunctionName() {
	case "known":
		holds = func(s *slot) bool { return s.state == given }
	case "declined":
		holds = func(s *slot) bool { return s.status == fact.Declined }
	case "asked":
		holds = func(s *slot) bool { return s.status != fact.NotAsked }
	case "disputed":
		holds = func(s *slot) bool { return s.status == fact.Disputed }
	default:
		holds = func(s *slot) bool { return s.status == fact.NotApplicable }
	}
	return &node{text: v.name, eval: func(e *env) Tri {
		if e.tracing {
			e.see(v.ref(e))
		}
		return triOf(holds(&e.elems[v.idx].slots[v.slot]))
	}}
}

// timed plans the only conditions that look at the clock. Each says when its
// answer could next change, so that a case sleeps until then.
func (p *planner) timed(e ast.Expr, c ast.CallExpr) *node {
	p.out.when = true
	x, ok := p.value(c.Args()[0])
	if !ok {
		return constant(Unknown)
	}
	if c.FunctionName() == "passed" {
		return &node{text: x.name, eval: func(e *env) Tri {
			v := x.load(e)
			if v.state != given {
				return truth(v)
			}
			_, end := bounds(x.kind, v)
			e.flipAt(end)
			return triOf(!e.now.Before(end))
		}}
	}
	arg, ok := p.value(c.Args()[1])
	if !ok || arg.konst == nil {
		p.failf(e, `"28d", "72h", "2wd", "6mo" or "param:name"`, "the length of time has to be written out")
		return constant(Unknown)
	}
	per, err := p.lang.rule(arg.konst.text)
	if err != nil {
		p.failf(e, `"28d", "72h", "2wd", "6mo" or "param:name"`, "%v", err)
		return constant(Unknown)
	}
	ask := timedAsk[c.FunctionName()]
	if per.param != nil {
		p.out.params = append(p.out.params, per.param.Key)
	}
	return &node{text: x.name, eval: func(e *env) Tri {
		v := x.load(e)
		if v.state != given {
			return truth(v)
		}
		today := calendar.DateOf(e.now)
		if per.param != nil {
			if next := per.param.changes(today); !next.IsZero() {
				e.flipAt(next.Start())
			}
		}
		due, ok := per.on(today)
		if !ok {
			return e.miss(leafRef{name: "params." + strings.TrimPrefix(per.text, "param:")})
		}
		return ask(e, x.kind, v, due)
	}}
}

var timedAsk = map[string]func(e *env, k Kind, v Value, due calendar.Due) Tri{
	"within": func(e *env, k Kind, v Value, due calendar.Due) Tri {
		start, _ := bounds(k, v)
		end := due.From(start, e.days).At
		e.flipAt(start)
		e.flipAt(end)
		return triOf(!e.now.Before(start) && e.now.Before(end))
	},
	"older_than": func(e *env, k Kind, v Value, due calendar.Due) Tri {
		start, _ := bounds(k, v)
		end := due.From(start, e.days).At
		e.flipAt(end)
		return triOf(!e.now.Before(end))
	},
	"upcoming": func(e *env, k Kind, v Value, due calendar.Due) Tri {
		start, end := bounds(k, v)
		from := before(start, due, e.days)
		e.flipAt(from)
		e.flipAt(end)
		return triOf(!e.now.Before(from) && e.now.Before(end))
	},
}

// bounds are the first instant of a date or instant and the first one after it.
func bounds(k Kind, v Value) (time.Time, time.Time) {
	if k == DateOnly {
		return v.Date().Start(), v.Date().End()
	}
	return v.Time(), v.Time()
}

// before counts a period back from t: whole days start at midnight.
func before(t time.Time, due calendar.Due, h *calendar.Holidays) time.Time {
	d := calendar.DateOf(t)
	switch due.Unit {
	case calendar.Hours:
		return calendar.AddHours(t, -due.N)
	case calendar.WorkingDays:
		back, _ := h.AddWorkingDays(d, -due.N)
		return back.Start()
	case calendar.Months:
		return calendar.AddMonths(d, -due.N).Start()
	case calendar.Years:
		return calendar.AddYears(d, -due.N).Start()
	}
	return d.AddDays(-due.N).Start()
}
