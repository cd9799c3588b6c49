package guidance

import (
	"reflect"
	"slices"
	"strings"
)

// Change is how one clause differs between two editions.
type Change struct {
	Key    string
	What   ChangeKind
	Fields []string // YAML names of the fields that differ, sorted; for Altered only
}

// ChangeKind says what happened to a clause.
type ChangeKind string

const (
	Added    ChangeKind = "added"
	Removed  ChangeKind = "removed"
	Altered  ChangeKind = "altered"
	Reworded ChangeKind = "reworded" // only say, why, settle, not_for, tags or examples differ
)

var wording = []string{"say", "why", "settle", "not_for", "tags", "examples", "unknown_from"}

// Diff lists what differs from edition a to edition b, by key.
func Diff(a, b *Edition) []Change {
	keys := map[string]bool{}
	for k := range a.byKey {
		keys[k] = true
	}
	for k := range b.byKey {
		keys[k] = true
	}
	var out []Change
	for _, k := range sortedKeys(keys) {
		x, y := a.byKey[k], b.byKey[k]
		switch {
		case x == nil:
			out = append(out, Change{Key: k, What: Added})
		case y == nil:
			out = append(out, Change{Key: k, What: Removed})
		default:
			if fields := differing(a, b, x, y); len(fields) > 0 {
				what := Reworded
				if slices.ContainsFunc(fields, func(f string) bool { return !slices.Contains(wording, f) }) {
					what = Altered
				}
				out = append(out, Change{Key: k, What: what, Fields: fields})
			}
		}
	}
	return out
}

// differing compares field by field. A definition or parameter that a clause
// uses and that changed shows as definitions or params.
func differing(a, b *Edition, x, y *Clause) []string {
	var out []string
	vx, vy := reflect.ValueOf(*x), reflect.ValueOf(*y)
	for _, f := range yamlFields(vx.Type()) {
		name := f.Tag.Get("yaml")
		fx, fy := vx.FieldByIndex(f.Index).Interface(), vy.FieldByIndex(f.Index).Interface()
		if name == "examples" {
			if !sameExamples(x.Examples, y.Examples) {
				out = append(out, name)
			}
		} else if !reflect.DeepEqual(fx, fy) {
			out = append(out, name)
		}
	}
	if !slices.Equal(usedText(x), usedText(y)) {
		out = append(out, "definitions")
	}
	if slices.ContainsFunc(usedParams(x), func(name string) bool {
		return b.params[name] != nil && !reflect.DeepEqual(a.params[name].Values, b.params[name].Values)
	}) {
		out = append(out, "params")
	}
	slices.Sort(out)
	return out
}

// sameExamples compares names, times and expectations; a change of the given
// facts alone shows through what they lead to.
func sameExamples(a, b []Example) bool {
	return slices.EqualFunc(a, b, func(x, y Example) bool {
		return x.Name == y.Name && x.At == y.At && reflect.DeepEqual(x.Expect, y.Expect)
	})
}

// usedParams are the parameters from which a clause takes a length of time, in
// its conditions, their definitions or its due rule.
func usedParams(c *Clause) []string {
	var out []string
	var add func(p *plan)
	add = func(p *plan) {
		if p == nil {
			return
		}
		out = append(out, p.params...)
		for _, d := range p.defs {
			add(d.plan)
		}
	}
	for _, p := range c.plans() {
		add(p)
	}
	if c.Due != nil {
		if name, ok := strings.CutPrefix(c.Due.Add, "param:"); ok {
			out = append(out, name)
		}
	}
	return out
}

// usedText is the text of every definition a clause rests on, in order met.
func usedText(c *Clause) []string {
	var out []string
	var add func(p *plan)
	add = func(p *plan) {
		if p == nil {
			return
		}
		for _, d := range p.defs {
			out = append(out, d.Key+" = "+d.Expr+strings.Join(d.Codes, ","))
			add(d.plan)
		}
	}
	for _, p := range c.plans() {
		add(p)
	}
	return out
}
