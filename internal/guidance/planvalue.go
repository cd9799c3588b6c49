package guidance

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"foursight/internal/calendar"
)

// valueRef is a planned value.
type valueRef struct {
	kind  Kind
	name  string // fact path within its element, or "" for what is computed
	load  func(*env) Value
	konst *Value // when it cannot vary
	leaf  bool   // read straight from a slot: the fields below are set
	idx   int
	slot  int
	fam   *family
	ref   func(*env) leafRef
	rough func(*env) bool // for the end of an interval: is the day uncertain?
}

// place is where a select chain arrives: a record, or a field of one.
type place struct {
	base  binding
	rec   *recordType // when it is a record
	field *field      // when it is a field
	slots int         // first slot of rec, or of the record field is in
	lists int
	name  string // path within the element
	end   string // of an interval
}

func (p *planner) place(e ast.Expr) (place, bool) {
	switch e.Kind() {
	case ast.IdentKind:
		b, ok := p.vars[e.AsIdent()]
		return place{base: b, rec: b.rec}, ok
	case ast.SelectKind:
		sel := e.AsSelect()
		at, ok := p.place(sel.Operand())
		if !ok {
			return place{}, false
		}
		if at.field != nil && at.field.kind == interval && at.end == "" {
			at.end = sel.FieldName()
			return at, true
		}
		if at.rec == nil || at.rec.fields[sel.FieldName()] == nil {
			return place{}, false
		}
		f := at.rec.fields[sel.FieldName()]
		name := f.name
		if at.name != "" {
			name = at.name + "." + f.name
		}
		if f.kind == record {
			return place{base: at.base, rec: f.rec, slots: at.slots + f.slot, lists: at.lists + f.lists, name: name}, true
		}
		return place{base: at.base, field: f, slots: at.slots + f.slot, lists: at.lists + f.slot, name: name}, true
	}
	return place{}, false
}

func (p *planner) depend(at place) {
	path := at.name
	if at.base.path != "" && path != "" {
		path = at.base.path + "." + path
	} else if path == "" {
		path = at.base.path
	}
	p.out.deps = append(p.out.deps, path)
}

// value plans an expression that is not a condition.
func (p *planner) value(e ast.Expr) (valueRef, bool) {
	if name := p.refName(e); name != "" {
		if v, ok := p.code(name); ok {
			return v, true
		}
	}
	switch e.Kind() {
	case ast.LiteralKind:
		switch v := e.AsLiteral().(type) {
		case types.Int:
			return fixed(Int, IntValue(int64(v))), true
		case types.String:
			return fixed(Text, TextValue(string(v))), true
		case types.Bool:
			return fixed(Bool, BoolValue(bool(v))), true
		}
		p.failf(e, "whole numbers, text, true or false", "literal %v is not part of the condition language", e.AsLiteral())
		return valueRef{}, false
	case ast.CallKind:
		return p.valueCall(e, e.AsCall())
	}
	at, ok := p.place(e)
	switch {
	case ok && at.rec == nil && at.field == nil:
		return p.scalarElement(at.base), true
	case !ok || at.field == nil || at.field.kind == list:
		p.failf(e, "a single fact", "this is not a single value")
		return valueRef{}, false
	}
	if at.field.kind == interval && at.end == "" {
		p.failf(e, ".earliest, .latest, .first_day or .last_day", "%s may be known only roughly; the cautious end has to be chosen", at.name)
	}
	p.depend(at)
	return leafValueRef(at), true
}

func (p *planner) code(name string) (valueRef, bool) {
	fam, member, ok := strings.Cut(name, ".")
	if f := p.lang.schema.families[fam]; ok && f != nil && f.consts[member] != "" {
		v := fixed(Code, TextValue(f.consts[member]))
		v.fam = f
		return v, true
	}
	return valueRef{}, false
}

func fixed(k Kind, v Value) valueRef {
	return valueRef{kind: k, konst: &v, load: func(*env) Value { return v }}
}

func leafValueRef(at place) valueRef {
	v := valueRef{kind: at.field.kind, name: at.name, leaf: true, idx: at.base.idx, slot: at.slots, fam: at.field.family}
	if at.end == "latest" || at.end == "last_day" {
		v.slot++
	}
	if at.end != "" {
		v.kind = Instant
		base, first := at.base.idx, at.slots
		v.rough = func(e *env) bool {
			s := e.elems[base].slots
			return calendar.DateOf(s[first].Time()) != calendar.DateOf(s[first+1].Time())
		}
	}
	idx, i, name, kind := v.idx, v.slot, at.name, v.kind
	v.ref = func(e *env) leafRef {
		el := e.elems[idx]
		return leafRef{elem: el, name: name, kind: kind, slot: &el.slots[i]}
	}
	ref := v.ref
	v.load = func(e *env) Value {
		s := &e.elems[idx].slots[i]
		if e.tracing && (e.reading || s.state == unknown) {
			if e.see(ref(e)); s.state == unknown {
				e.miss(ref(e))
			}
		}
		return s.Value
	}
	if at.end == "first_day" || at.end == "last_day" {
		return dateOf(v)
	}
	return v
}

// dateOf is the civil day of an instant; it stays a leaf for known() and paths.
func dateOf(v valueRef) valueRef {
	load := v.load
	v.kind, v.leaf = DateOnly, false
	v.load = func(e *env) Value {
		t := load(e)
		if t.state != given {
			return t
		}
		return DateValue(calendar.DateOf(t.Time()))
	}
	return v
}

func (p *planner) scalarElement(b binding) valueRef {
	idx := b.idx
	return valueRef{kind: b.scalar, fam: b.family, load: func(e *env) Value { return e.vals[idx] }}
}

func (p *planner) valueCall(e ast.Expr, c ast.CallExpr) (valueRef, bool) {
	args := make([]valueRef, len(c.Args()))
	for i, a := range c.Args() {
		v, ok := p.value(a)
		if !ok {
			return valueRef{}, false
		}
		args[i] = v
	}
	switch c.FunctionName() {
	case "date":
		if args[0].kind == Instant {
			return dateOf(args[0]), true
		}
		return p.literalDate(e, args[0])
	case "days_between":
		return computed(Int, args, func(a []Value) Value { return IntValue(int64(a[0].Date().DaysUntil(a[1].Date()))) }), true
	case "age_at":
		return computed(Int, args, func(a []Value) Value { return IntValue(int64(ageAt(a[0].Date(), a[1].Date()))) }), true
	}
	if f, ok := p.lang.funcs[c.FunctionName()]; ok {
		return computed(f.Result, args, f.Fn), true
	}
	p.failf(e, "a fact, a code, a literal or a registered helper", "%s is not part of the condition language", c.FunctionName())
	return valueRef{}, false
}

func (p *planner) literalDate(e ast.Expr, v valueRef) (valueRef, bool) {
	if v.konst == nil {
		p.failf(e, `date("2026-11-18")`, "date() of text needs the date written out")
		return valueRef{}, false
	}
	d, err := calendar.ParseDate(v.konst.text)
	if err != nil {
		p.failf(e, `date("2026-11-18")`, "%v", err)
		return valueRef{}, false
	}
	return fixed(DateOnly, DateValue(d)), true
}

// computed applies a helper once every argument is known. Not applicable wins
// over unknown: no later answer could make the helper apply.
func computed(k Kind, args []valueRef, fn func([]Value) Value) valueRef {
	return valueRef{kind: k, load: func(e *env) Value {
		var buf [4]Value
		vals := buf[:0]
		mark, worst := len(e.missing), given
		for _, a := range args {
			v := a.load(e)
			switch {
			case v.state == none:
				worst = none
			case v.state == unknown && worst == given:
				worst = unknown
			}
			vals = append(vals, v)
		}
		if worst != given {
			if worst == none {
				e.forget(mark)
			}
			return Value{state: worst}
		}
		return fn(vals)
	}}
}

// ageAt is the age in whole years on a day; somebody born on 29 February is a
// year older on 1 March in other years.
func ageAt(born, on calendar.Date) int {
	age := on.Year - born.Year
	if on.Month < born.Month || on.Month == born.Month && on.Day < born.Day {
		age--
	}
	return age
}
