package guidance

import (
	"fmt"
	"maps"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// tie says what an element of a list has to do with: the pair a clause is asked of,
// the element of its for_each, both or neither.
type tie uint8

const (
	ofPair tie = 1 << iota
	ofIt
)

// lintTies lists the clauses asked pair by pair or thing by thing that are settled by
// what the case holds of anybody. With two victims, what was done for one of them
// passes there for the other. An element counts as theirs where something of it is the
// same as, in a list of, or earlier or later than something of the pair or the thing; a
// code they share, such as a system or a kind, does not make it theirs.
func lintTies(ed *Edition) []Fault {
	var out []Fault
	for _, c := range ed.Clauses {
		w := tying{ed: ed, ties: map[string]tie{}}
		if c.org || c.Scope != ScopePairs && c.ForEach == "" {
			continue
		}
		s, path := scopeOf(ed.caseLang.schema, c.Scope, nil)
		if s.pair != nil {
			w.need, w.ties[namePair] = ofPair, ofPair
		}
		if c.list != nil {
			s.it, w.ties[nameIt] = c.list.field.rec, ofIt
			w.need |= ofIt
			if path != "" && len(c.list.path) > len(path) && c.list.path[:len(path)+1] == path+"." {
				w.ties[nameIt] |= ofPair // it is one of the pair's own
			}
		}
		w.condition(c.Expects, s, true)
		w.condition(c.Until, s, false)
		slices.Sort(w.loose)
		for _, name := range slices.Compact(w.loose) {
			out = append(out, Fault{File: c.file, Line: c.line, What: fmt.Sprintf("clause %s is settled for one by what was done for another: %s is read of anybody", c.Key, name),
				Expected: "a comparison with the pair, with the person or thing, or with a time of theirs"})
		}
	}
	return out
}

// tying goes through one condition.
type tying struct {
	ed    *Edition
	ast   *ast.AST
	ties  map[string]tie // of each name that stands for something
	need  tie
	whole bool // a fact of the whole case settles nothing either
	loose []string
}

func (w *tying) condition(text string, s scope, whole bool) {
	if text == "" {
		return
	}
	checked, probs := w.ed.caseLang.check(text, s)
	if probs != nil {
		return // an edition that loads has none
	}
	in := tying{ed: w.ed, ast: checked, ties: maps.Clone(w.ties), need: w.need, whole: whole}
	in.walk(checked.Expr())
	w.loose = append(w.loose, in.loose...)
}

func (w *tying) walk(e ast.Expr) {
	if d := w.definition(e); d != nil {
		s, _ := scopeOf(w.ed.caseLang.schema, d.Scope, nil)
		w.condition(d.Expr, s, w.whole)
		return
	}
	switch e.Kind() {
	case ast.SelectKind:
		if path := pathOf(e); w.whole && root(e) == nameCase {
			w.loose = append(w.loose, path)
		}
	case ast.CallKind:
		if e.AsCall().FunctionName() != fnMore { // the list of a quantifier again
			for _, a := range args(e.AsCall()) {
				w.walk(a)
			}
		}
	case ast.ComprehensionKind:
		w.quantifier(e.AsComprehension())
	}
}

func (w *tying) quantifier(c ast.ComprehensionExpr) {
	name, each := c.IterVar(), c.LoopStep().AsCall().Args()[1]
	w.ties[name] = w.of(c.IterRange()) | w.link(each, name)
	if w.ties[name]&w.need != w.need {
		w.loose = append(w.loose, pathOf(c.IterRange()))
	}
	whole := w.whole
	w.whole = false // what is asked of one element may rest on the case
	w.walk(each)
	w.whole = whole
	delete(w.ties, name)
}

// link is what the elements called name are compared with, inside e.
func (w *tying) link(e ast.Expr, name string) tie {
	var t tie
	switch e.Kind() {
	case ast.CallKind:
		a := args(e.AsCall())
		if compares[e.AsCall().FunctionName()] && len(a) == 2 && w.tells(a[0]) {
			switch {
			case names(a[0], name):
				t |= w.of(a[1])
			case names(a[1], name):
				t |= w.of(a[0])
			}
		}
		for _, x := range a {
			t |= w.link(x, name)
		}
	case ast.ComprehensionKind:
		t = w.link(e.AsComprehension().LoopStep().AsCall().Args()[1], name)
	}
	return t
}

var compares = map[string]bool{operators.Equals: true, operators.In: true, operators.Less: true, operators.LessEquals: true,
	operators.Greater: true, operators.GreaterEquals: true}

// tells reports whether a value tells one person, thing or time from another: many
// share a code, a number or a yes.
func (w *tying) tells(e ast.Expr) bool {
	t := w.ast.GetType(e.ID())
	return t.IsExactType(types.StringType) || t.IsExactType(types.TimestampType) || t.IsExactType(dateCEL)
}

// of is what the names inside e have to do with.
func (w *tying) of(e ast.Expr) tie {
	var t tie
	for name, x := range w.ties {
		if names(e, name) {
			t |= x
		}
	}
	return t
}

func (w *tying) definition(e ast.Expr) *definition {
	r := w.ast.ReferenceMap()[e.ID()]
	if r == nil {
		return nil
	}
	i := slices.IndexFunc(w.ed.defs, func(d *definition) bool { return d.Key == r.Name && d.Expr != "" })
	if i < 0 {
		return nil
	}
	return w.ed.defs[i]
}

// names reports whether a name stands inside e.
func names(e ast.Expr, name string) bool {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent() == name
	case ast.SelectKind:
		return root(e) == name
	case ast.CallKind:
		return slices.ContainsFunc(args(e.AsCall()), func(a ast.Expr) bool { return names(a, name) })
	}
	return false
}

func args(c ast.CallExpr) []ast.Expr {
	if c.IsMemberFunction() {
		return append([]ast.Expr{c.Target()}, c.Args()...)
	}
	return c.Args()
}

// root is the name a path starts from.
func root(e ast.Expr) string {
	for e.Kind() == ast.SelectKind {
		e = e.AsSelect().Operand()
	}
	if e.Kind() == ast.IdentKind {
		return e.AsIdent()
	}
	return ""
}

func pathOf(e ast.Expr) string {
	if e.Kind() == ast.SelectKind {
		return pathOf(e.AsSelect().Operand()) + "." + e.AsSelect().FieldName()
	}
	return root(e)
}
