package form

import (
	"encoding/json"
	"fmt"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// Row is one answer in words.
type Row struct {
	Path, Label, Value string
}

// Describe puts recorded data in words, one row for each field answered: labels
// as the form has them, codes and references as people say them. Fields the form
// hides or withholds are left out.
func Describe(k *casefile.Kind, data any, c Context) ([]Row, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("describe %s: %w", k.Name, err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("describe %s: %w", k.Name, err)
	}
	return describe(k.Name, k.Fields, m, c), nil
}

func describe(kind string, fields []casefile.Field, m map[string]any, c Context) []Row {
	var out []Row
	for _, f := range fields {
		x, ok := m[f.Name]
		if !ok || x == nil || !c.shows(f) || c.withholds(f) {
			continue
		}
		if f.Shape == casefile.ShapeGroup && !f.Many {
			inner, _ := x.(map[string]any)
			out = append(out, describe(kind, f.Fields, inner, c)...)
			continue
		}
		if s := sayAny(kind, f, x, c); s != "" {
			out = append(out, Row{f.Path, c.Words.Field(kind, f.Path).Label, s})
		}
	}
	return out
}

func sayAny(kind string, f casefile.Field, x any, c Context) string {
	if f.Answered {
		a, _ := x.(map[string]any)
		status, _ := a["s"].(string)
		value, given := a["v"]
		switch {
		case given && status != "":
			return say(kind, f, value, c) + " (" + strings.ToLower(c.Words.Code("Status", status)) + ")"
		case given:
			return say(kind, f, value, c)
		case status != "":
			return c.Words.Code("Status", status)
		}
		return ""
	}
	list, ok := x.([]any)
	if !ok {
		return say(kind, f, x, c)
	}
	var all []string
	for _, item := range list {
		if f.Shape == casefile.ShapeGroup {
			row, _ := item.(map[string]any)
			var parts []string
			for _, g := range f.Fields {
				if x := row[g.Name]; x != nil && (g.Shape == casefile.ShapeRef || !isID(x)) {
					parts = append(parts, say(kind, g, x, c))
				}
			}
			all = append(all, strings.Join(nonEmpty(parts), " "))
			continue
		}
		all = append(all, say(kind, f, item, c))
	}
	return strings.Join(all, "; ")
}

// isID reports whether a value is the id of something elsewhere, which says nothing to a
// reader.
func isID(x any) bool {
	s, _ := x.(string)
	return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}

func say(kind string, f casefile.Field, x any, c Context) string {
	s := plain(x)
	switch f.Shape {
	case casefile.ShapeBool:
		switch {
		case s == "true":
			return "Yes"
		case f.Answered:
			return "No"
		}
		return ""
	case casefile.ShapeInt:
		if s == "0" && !f.Answered {
			return ""
		}
		return s
	case casefile.ShapeCode:
		if s == "" {
			return ""
		}
		return c.Words.Code(f.Family, s)
	case casefile.ShapeDate:
		d, err := calendar.ParseDate(s)
		if err != nil {
			return ""
		}
		return d.Short()
	case casefile.ShapeTime:
		raw, err := json.Marshal(x)
		var i calendar.Interval
		if err != nil || json.Unmarshal(raw, &i) != nil {
			return ""
		}
		return i.Words()
	}
	if s != "" && (f.Shape == casefile.ShapeRef || c.asksChoice(kind, f)) {
		for _, ch := range c.choices(kind, f) {
			if ch.Value == s {
				return ch.Label
			}
		}
		if f.Shape == casefile.ShapeRef {
			return "something not in this case"
		}
	}
	return s
}
