package casescript

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// The data of an entry is read by the fields of its kind, so that a value is
// understood as what the field holds (yes as a code, not as a truth) and every
// fault has its line. What comes out is the JSON form that events store.

func (s *script) group(n *yaml.Node, what string, fields []casefile.Field) map[string]any {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	got := s.fields(n, what, names)
	out := map[string]any{}
	for _, f := range fields {
		if v := got[f.Name]; v != nil {
			out[f.Name] = s.field(v, f)
		}
	}
	return out
}

func (s *script) field(n *yaml.Node, f casefile.Field) any {
	if f.Many {
		if n.Kind != yaml.SequenceNode {
			s.fault(n, "a list: [...]", "%s is a list", f.Path)
			return nil
		}
		one := f
		one.Many = false
		out := make([]any, len(n.Content))
		for i, item := range n.Content {
			out[i] = s.field(item, one)
		}
		return out
	}
	if f.Answered && n.Kind == yaml.MappingNode && answered(n) {
		return s.answer(n, f)
	}
	switch f.Shape {
	case casefile.ShapeGroup:
		return s.group(n, f.Path, f.Fields)
	case casefile.ShapeTime:
		s.interval(n)
		return s.time(n)
	}
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		s.fault(n, "one value", "%s is not a single value", f.Path)
		return nil
	}
	return s.scalar(n, f)
}

func answered(n *yaml.Node) bool {
	for k := range pairsOf(n) {
		if k.Value == "s" || k.Value == "v" {
			return true
		}
	}
	return false
}

// answer reads {s: declined}, {v: true} and {v: true, s: disputed}.
func (s *script) answer(n *yaml.Node, f casefile.Field) any {
	got := s.fields(n, f.Path, []string{"s", "v"})
	out := map[string]any{}
	if v := got["v"]; v != nil {
		plain := f
		plain.Answered = false
		out["v"] = s.field(v, plain)
	}
	if v := got["s"]; v != nil {
		if _, err := fact.ParseStatus(v.Value); err != nil {
			s.fault(v, "asked_not_known, declined, not_applicable or, with a value, disputed", "%q is not a status", v.Value)
		}
		out["s"] = v.Value
	}
	return out
}

func (s *script) scalar(n *yaml.Node, f casefile.Field) any {
	switch f.Shape {
	case casefile.ShapeBool:
		return s.truth(n)
	case casefile.ShapeInt:
		i, err := strconv.Atoi(n.Value)
		if err != nil {
			s.fault(n, "a whole number", "%s: %q is not a number", f.Path, n.Value)
		}
		return i
	case casefile.ShapeDate:
		if _, err := calendar.ParseDate(n.Value); err != nil {
			s.fault(n, "a date as 2026-11-18", "%s: %q is not a date", f.Path, n.Value)
		}
	case casefile.ShapeCode:
		if !slices.Contains(f.Codes, n.Value) {
			s.fault(n, "one of "+strings.Join(f.Codes, ", "), "%s: %q is not one of the choices", f.Path, n.Value)
		}
	case casefile.ShapeRef:
		if f.Refers != "staff" {
			s.reference(n, f.Path)
		}
	}
	return n.Value
}

func (s *script) reference(n *yaml.Node, what string) {
	if _, ok := s.ids[n.Value]; !ok {
		s.fault(n, "the id of another entry", "%s: no entry is called %q", what, n.Value)
	}
}

func (s *script) truth(n *yaml.Node) bool {
	if n.Value != "true" && n.Value != "false" {
		s.fault(n, "true or false", "%q is neither true nor false", n.Value)
	}
	return n.Value == "true"
}

// time gives an imprecise time as its JSON form: a text, or the four parts.
func (s *script) time(n *yaml.Node) any {
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	out := map[string]any{}
	for k, v := range s.fields(n, "a time", []string{"from", "to", "precision", "said"}) {
		out[k] = v.Value
	}
	return out
}
