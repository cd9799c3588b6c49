package guidance

import (
	"fmt"
	"reflect"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"pgregory.net/rapid"
)

// The oracle runs a condition in CEL's own interpreter over the same frame:
// unknown leaves are CEL's unknown values. It shares with the planner only the
// parsed condition and the frame, so an answer both give definitely is right
// for a reason other than our own closures.

// view is a record of a frame as a CEL value.
type view struct {
	e            *elem
	rec          *recordType
	slots, lists int
}

func (v view) ConvertToNative(reflect.Type) (any, error) { return nil, fmt.Errorf("no native form") }
func (v view) ConvertToType(ref.Type) ref.Val            { return types.NewErr("no conversion") }
func (v view) Equal(ref.Val) ref.Val                     { return types.NewErr("no equality") }
func (v view) Type() ref.Type                            { return types.NewObjectType(v.rec.name, traits.IndexerType) }
func (v view) Value() any                                { return v }

func (v view) Get(name ref.Val) ref.Val {
	f := v.rec.fields[string(name.(types.String))]
	switch f.kind {
	case record:
		return view{v.e, f.rec, v.slots + f.slot, v.lists + f.lists}
	case list:
		return seq(v.e.lists[v.lists+f.slot], f)
	case interval:
		s := v.e.slots[v.slots+f.slot:]
		return ends{s[0], s[1]}
	}
	return scalar(f.kind, v.e.slots[v.slots+f.slot].Value)
}

func scalar(k Kind, v Value) ref.Val {
	if v.state != given {
		return types.NewUnknown(1, nil)
	}
	switch k {
	case Bool:
		return types.Bool(v.Bool())
	case Int:
		return types.Int(v.num)
	case DateOnly:
		return day{v.num}
	case Instant:
		return types.Timestamp{Time: v.Time()}
	}
	return types.String(v.text)
}

// ends is an imprecise time.
type ends struct{ from, to slot }

func (v ends) ConvertToNative(reflect.Type) (any, error) { return nil, fmt.Errorf("no native form") }
func (v ends) ConvertToType(ref.Type) ref.Val            { return types.NewErr("no conversion") }
func (v ends) Equal(ref.Val) ref.Val                     { return types.NewErr("no equality") }
func (v ends) Type() ref.Type                            { return types.NewObjectType("interval", traits.IndexerType) }
func (v ends) Value() any                                { return v }
func (v ends) Get(name ref.Val) ref.Val {
	if name.(types.String) == "earliest" {
		return scalar(Instant, v.from.Value)
	}
	return scalar(Instant, v.to.Value)
}

// day is a civil date, ordered.
type day struct{ n int64 }

func (d day) ConvertToNative(reflect.Type) (any, error) { return nil, fmt.Errorf("no native form") }
func (d day) ConvertToType(ref.Type) ref.Val            { return types.NewErr("no conversion") }
func (d day) Equal(o ref.Val) ref.Val                   { return types.Bool(d == o) }
func (d day) Type() ref.Type                            { return types.NewObjectType("date", traits.ComparerType) }
func (d day) Value() any                                { return d.n }
func (d day) Compare(o ref.Val) ref.Val                 { return types.Int(d.n).Compare(types.Int(o.(day).n)) }

// sequence is a list that knows whether it is whole.
type sequence struct {
	traits.Lister
	more bool
}

func seq(l listVal, f *field) ref.Val {
	var vals []ref.Val
	for i := range l.elems {
		vals = append(vals, view{e: &l.elems[i], rec: f.rec})
	}
	for _, v := range l.vals {
		vals = append(vals, scalar(f.elem, v))
	}
	return sequence{types.NewRefValList(types.DefaultTypeAdapter, vals), l.more}
}

// tally counts elements that hold and that may.
type tally struct{ low, high int64 }

func (v tally) ConvertToNative(reflect.Type) (any, error) { return nil, fmt.Errorf("no native form") }
func (v tally) ConvertToType(ref.Type) ref.Val            { return types.NewErr("no conversion") }
func (v tally) Equal(ref.Val) ref.Val                     { return types.NewErr("no equality") }
func (v tally) Type() ref.Type                            { return tallyCEL }
func (v tally) Value() any                                { return v }

func kleene(b *bool) ref.Val {
	if b == nil {
		return types.NewUnknown(1, nil)
	}
	return types.Bool(*b)
}

var yes, no = true, false

func oracleFunctions() []cel.EnvOption {
	any1 := cel.TypeParamType("A")
	unary := func(name, id string, arg *cel.Type, out *cel.Type, fn func(ref.Val) ref.Val, opts ...cel.OverloadOpt) cel.EnvOption {
		return cel.Function(name, cel.Overload(id, []*cel.Type{arg}, out, append(opts, cel.UnaryBinding(fn))...))
	}
	more := func(v ref.Val) ref.Val {
		if v.(sequence).more {
			return kleene(nil)
		}
		return kleene(&no)
	}
	return []cel.EnvOption{
		unary("known", "known_any", any1, cel.BoolType, func(v ref.Val) ref.Val { return types.Bool(!types.IsUnknown(v)) }, cel.OverloadIsNonStrict()),
		unary(fnMore, "more_list", cel.ListType(any1), cel.BoolType, more),
		unary("complete", "complete_list", cel.ListType(any1), cel.BoolType, func(v ref.Val) ref.Val { return types.Bool(!v.(sequence).more) }),
		unary(fnStart, "start_list", cel.ListType(any1), tallyCEL, func(v ref.Val) ref.Val {
			if v.(sequence).more {
				return tally{0, 1 << 40}
			}
			return tally{}
		}),
		unary("doubled", "helper_doubled", cel.IntType, cel.IntType, func(v ref.Val) ref.Val { return 2 * v.(types.Int) }),
		cel.Function(fnTally, cel.Overload("tally_bool", []*cel.Type{tallyCEL, cel.BoolType}, tallyCEL, cel.OverloadIsNonStrict(),
			cel.BinaryBinding(func(t, b ref.Val) ref.Val {
				x := t.(tally)
				switch {
				case types.IsUnknown(b):
					x.high++
				case b == types.True:
					x.low++
					x.high++
				}
				return x
			}))),
		cel.Function(fnReach, cel.Overload("reach_int", []*cel.Type{tallyCEL, cel.IntType}, cel.BoolType,
			cel.BinaryBinding(func(t, n ref.Val) ref.Val {
				x, k := t.(tally), int64(n.(types.Int))
				switch {
				case x.low >= k:
					return kleene(&yes)
				case x.high < k:
					return kleene(&no)
				}
				return kleene(nil)
			}))),
	}
}

// oracle compiles a condition for the interpreter.
func (l *language) oracle(text string) (func(*Frame) (Tri, error), error) {
	env, err := l.base.Extend(oracleFunctions()...)
	if err != nil {
		return nil, err
	}
	checked, iss := env.Compile(text)
	if iss.Err() != nil {
		return nil, iss.Err()
	}
	prg, err := env.Program(checked)
	if err != nil {
		return nil, err
	}
	vars := map[string]any{}
	for name, fam := range l.schema.families {
		for c, code := range fam.consts {
			vars[name+"."+c] = types.String(code)
		}
	}
	return func(f *Frame) (Tri, error) {
		vars[nameCase] = view{e: f.root, rec: f.schema.root}
		out, _, err := prg.Eval(vars)
		switch {
		case out != nil && types.IsUnknown(out):
			return Unknown, nil
		case err != nil:
			return Unknown, err
		}
		return triOf(out == types.True), nil
	}, nil
}

// genCase draws a small case in which any fact may be unknown.
func genFrame(rt *rapid.T, s *Schema) *Frame {
	root := &elem{rec: s.root, slots: make([]slot, s.root.slots), lists: make([]listVal, s.root.lists)}
	genRecord(rt, root, s.root, 0, 0)
	return &Frame{schema: s, root: root}
}

func genRecord(rt *rapid.T, e *elem, r *recordType, slots, lists int) {
	for _, f := range r.order {
		switch f.kind {
		case record:
			genRecord(rt, e, f.rec, slots+f.slot, lists+f.lists)
		case list:
			genList(rt, e, f, &e.lists[lists+f.slot])
		case interval:
			if rapid.Bool().Draw(rt, f.name) {
				at := genValue(rt, f, Instant)
				e.slots[slots+f.slot].Value = at
				at.num += int64(rapid.IntRange(0, 3).Draw(rt, "width")) * 3_600_000_000
				e.slots[slots+f.slot+1].Value = at
			}
		default:
			if rapid.Bool().Draw(rt, f.name) {
				e.slots[slots+f.slot].Value = genValue(rt, f, f.kind)
			}
		}
	}
}

func genValue(rt *rapid.T, f *field, k Kind) Value {
	switch k {
	case Bool:
		return BoolValue(rapid.Bool().Draw(rt, "bool"))
	case Int:
		return IntValue(int64(rapid.IntRange(0, 4).Draw(rt, "int")))
	case Code:
		return TextValue(rapid.SampledFrom(f.family.members).Draw(rt, "code"))
	case DateOnly:
		return Value{state: given, num: 2026*512 + 6*32 + int64(rapid.IntRange(1, 5).Draw(rt, "day"))}
	case Instant:
		return Value{state: given, num: 1_780_000_000_000_000 + int64(rapid.IntRange(0, 5).Draw(rt, "hours"))*3_600_000_000}
	}
	return TextValue(rapid.SampledFrom([]string{"p1", "p2", "x"}).Draw(rt, "text"))
}

func genList(rt *rapid.T, e *elem, f *field, l *listVal) {
	n := rapid.IntRange(0, 3).Draw(rt, f.name)
	l.more = (f.open || f.isFact) && rapid.Bool().Draw(rt, "more")
	if f.rec == nil {
		for range n {
			l.vals = append(l.vals, genValue(rt, f, f.elem))
		}
		return
	}
	l.elems = make([]elem, n)
	for i := range l.elems {
		l.elems[i] = elem{rec: f.rec, parent: e, inList: f.name, id: fmt.Sprint(f.name[:1], i),
			slots: make([]slot, f.rec.slots), lists: make([]listVal, f.rec.lists)}
		genRecord(rt, &l.elems[i], f.rec, 0, 0)
		l.elems[i].slots[f.rec.id.slot].Value = TextValue(l.elems[i].id)
	}
}

// genCondition draws a condition from the whole language the oracle has.
func genCondition(rt *rapid.T, depth int, v string) string {
	atoms := []string{
		"case.online", "case.risk.tool > 2", "case.risk.judgement != case.risk.tool", "case.risk.tool <= case.risk.judgement",
		"known(case.risk.judgement)", "case.ruling == \"x\"", "complete(case.incidents)", "case.victim_born < case.victim_born",
		"case.last_act.earliest <= case.reported_at", "case.last_act.latest > case.reported_at", "doubled(case.risk.tool) == 4",
		"behaviour.gifts in case.advice",
	}
	if v != "" {
		atoms = append(atoms, v+".unwanted", v+".channel == channel.sms", v+".channel != channel.phone", v+".channel in [channel.sms, channel.post]",
			v+".injuries >= 2", "known("+v+".channel)", v+".occurred.earliest < case.reported_at",
			v+".behaviours.exists(b"+v+", b"+v+" == behaviour.threat)", "behaviour.following in "+v+".behaviours", v+".pair == \"p1\"")
	}
	if depth == 0 {
		return rapid.SampledFrom(atoms).Draw(rt, "atom")
	}
	kid := func() string { return "(" + genCondition(rt, depth-1, v) + ")" }
	inner := func() string { return genCondition(rt, depth-1, "i"+v) }
	switch rapid.IntRange(0, 8).Draw(rt, "shape") {
	case 0, 1:
		return kid() + " && " + kid()
	case 2, 3:
		return kid() + " || " + kid()
	case 4:
		return "!" + kid()
	case 5:
		return "case.incidents.exists(i" + v + ", " + inner() + ")"
	case 6:
		return "case.incidents.all(i" + v + ", " + inner() + ")"
	case 7:
		return fmt.Sprintf("case.incidents.atLeast(%d, i%s, %s)", rapid.IntRange(1, 3).Draw(rt, "n"), v, inner())
	}
	return rapid.SampledFrom(atoms).Draw(rt, "atom")
}

func testLanguage(t testing.TB) *language {
	t.Helper()
	l, err := newLanguage(testSchema(t), testOptions(t).Funcs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func run(p *plan, f *Frame) Tri {
	e := &env{flip: never}
	e.elems[varCase] = f.root
	return p.eval(e)
}

func TestPlansAgreeWithTheInterpreter(t *testing.T) {
	l := testLanguage(t)
	definite, total := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		text := genCondition(rt, rapid.IntRange(0, 3).Draw(rt, "depth"), "")
		p, probs := l.plan(text, scope{}, "", "", nil)
		if probs != nil {
			rt.Fatalf("%s: %v", text, probs)
		}
		ask, err := l.oracle(text)
		if err != nil {
			rt.Fatalf("oracle: %s: %v", text, err)
		}
		for range 4 {
			f := genFrame(rt, l.schema)
			want, err := ask(f)
			if err != nil {
				rt.Fatalf("oracle: %s: %v", text, err)
			}
			got := run(p, f)
			total++
			if want != Unknown {
				definite++
			}
			if want != Unknown && got != want {
				rt.Fatalf("%s: plan says %s, the interpreter %s", text, got, want)
			}
			// The plan may see further than the interpreter, never the other way;
			// where it does, no completion of the facts may contradict it.
			if want == Unknown && got != Unknown {
				rt.Fatalf("%s: plan says %s, the interpreter does not know", text, got)
			}
		}
	})
	if definite*10 < total {
		t.Errorf("%d of %d answers were definite: the property hardly bites", definite, total)
	}
}

func TestLearningAFactNeverTurnsADefiniteAnswer(t *testing.T) {
	l := testLanguage(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := genCondition(rt, 2, "")
		p, probs := l.plan(text, scope{}, "", "", nil)
		if probs != nil {
			rt.Fatalf("%s: %v", text, probs)
		}
		f := genFrame(rt, l.schema)
		before := run(p, f)
		var unknowns []func()
		collectUnknown(rt, f.root, f.root.rec, 0, 0, &unknowns)
		if before == Unknown || len(unknowns) == 0 || mentions(text, "known") || mentions(text, "complete") {
			return // what is known may of course change what known() says
		}
		rapid.SampledFrom(unknowns).Draw(rt, "learn")()
		if after := run(p, f); after != before {
			rt.Fatalf("%s: %s became %s when a fact was learnt", text, before, after)
		}
	})
}

func collectUnknown(rt *rapid.T, e *elem, r *recordType, slots, lists int, out *[]func()) {
	for _, f := range r.order {
		switch f.kind {
		case record:
			collectUnknown(rt, e, f.rec, slots+f.slot, lists+f.lists, out)
		case list:
			l := &e.lists[lists+f.slot]
			for i := range l.elems {
				collectUnknown(rt, &l.elems[i], f.rec, 0, 0, out)
			}
			if l.more {
				*out = append(*out, func() { l.more = false })
			}
		case interval:
		default:
			if s := &e.slots[slots+f.slot]; s.state == unknown {
				*out = append(*out, func() { s.Value = genValue(rt, f, f.kind) })
			}
		}
	}
}
