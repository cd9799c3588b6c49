package casefile

import (
	"fmt"
	"reflect"
	"strings"
)

// codeProblems reports every coded answer that is not in its list, with what the
// list holds. Go's types do not stop a stored string from being any string.
func codeProblems(fields []Field, data any) []Problem {
	var out []Problem
	v := reflect.Indirect(reflect.ValueOf(data))
	for _, f := range fields {
		out = append(out, codeProblem(f, v.Field(f.Index))...)
	}
	return out
}

func codeProblem(f Field, v reflect.Value) []Problem {
	if f.Answered && v.Kind() == reflect.Struct {
		if v.FieldByName("Status").Uint() != 1 && v.FieldByName("Status").Uint() != 5 {
			return nil
		}
		v = v.FieldByName("Value")
	}
	if f.Many && v.Kind() == reflect.Slice {
		var out []Problem
		inner := f
		inner.Many, inner.Answered = false, false
		for i := range v.Len() {
			out = append(out, codeProblem(inner, v.Index(i))...)
		}
		return out
	}
	switch f.Shape {
	case ShapeGroup:
		var out []Problem
		for _, g := range f.Fields {
			out = append(out, codeProblem(g, v.Field(g.Index))...)
		}
		return out
	case ShapeCode:
		s := v.String()
		if s == "" {
			return nil
		}
		for _, c := range f.Codes {
			if c == s {
				return nil
			}
		}
		return one(f.Path, "not_a_choice", fmt.Sprintf("%q is not one of the choices: %s.", s, strings.Join(f.Codes, ", ")))
	}
	return nil
}
