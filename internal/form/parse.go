package form

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// Entry is what a form holds, typed.
type Entry struct {
	Data     json.RawMessage   // of the kind, holding only what was answered
	Occurred calendar.Interval // zero where not said
	Known    time.Time         // zero for now
	Empty    bool              // nothing at all was answered
}

// parser reads the fields of one kind; problems gather.
type parser struct {
	Context
	kind     string
	v        Values
	problems []casefile.Problem
}

// Parse reads a form back. Problems are those of reading only (a date that is
// none, a name that is nobody's), every one of them; whether the entry fits the
// case is for casework to say. earlier is the data of an entry being corrected,
// whose hidden and withheld fields stay as they are; nil for a new entry.
func Parse(k *casefile.Kind, v Values, c Context, earlier json.RawMessage) (Entry, []casefile.Problem) {
	p := &parser{Context: c, kind: k.Name, v: v}
	var old map[string]any
	if len(earlier) > 0 {
		if err := json.Unmarshal(earlier, &old); err != nil {
			p.fail("", "unreadable", "The earlier entry could not be read, so it cannot be corrected here.")
		}
	}
	data := p.group(k.Fields, old)
	var e Entry
	e.Empty = len(data) == 0
	if c.Timed && k.Occurs != casefile.OccursNow {
		p.oftenSaid(k, data, trimmed(v.Get(c.Name(occurred, "said"))))
	}
	raw, err := json.Marshal(data)
	if err != nil {
		p.fail("", "unreadable", "The form could not be read.")
	}
	e.Data = raw
	if c.Timed {
		if k.Occurs == casefile.OccursAt || k.Occurs == casefile.OccursDuring {
			e.Occurred, _ = p.interval(occurred)
			e.Empty = e.Empty && e.Occurred.Said == ""
		}
		e.Known = p.known()
	}
	return e, p.problems
}

func (p *parser) fail(field, code, what string) {
	p.problems = append(p.problems, casefile.Problem{Field: field, Code: code, What: what})
}

func (p *parser) group(fields []casefile.Field, old map[string]any) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		if !p.shows(f) || p.withholds(f) && f.Shape != casefile.ShapeGroup {
			if was, ok := old[f.Name]; ok {
				out[f.Name] = was
			}
			continue
		}
		if f.Shape == casefile.ShapeGroup && !f.Many {
			was, _ := old[f.Name].(map[string]any)
			if inner := p.group(f.Fields, was); len(inner) > 0 {
				out[f.Name] = inner
			}
			continue
		}
		if v := p.field(f); v != nil {
			out[f.Name] = v
		}
	}
	return out
}

// field is an answer as stored, or nil for none.
func (p *parser) field(f casefile.Field) any {
	if f.Many {
		return p.many(f)
	}
	if !f.Answered {
		return p.single(f)
	}
	typed := p.v.Get(p.Name(f.Path))
	status := p.v.Get(p.Name(f.Path, "status"))
	if s, ok := strings.CutPrefix(typed, statusMark); ok {
		return p.status(f, s)
	}
	v := p.single(f)
	switch {
	case v == nil && status == "", v == nil && status == "disputed":
		return nil
	case v == nil:
		return p.status(f, status)
	case status == "disputed":
		return map[string]any{"v": v, "s": status}
	case status != "":
		p.fail(f.Path, "two_answers", "Give an answer, or say why there is none, but not both.")
	}
	return map[string]any{"v": v}
}

func (p *parser) status(f casefile.Field, s string) any {
	_, either := p.Either[f.Path]
	if either || s != "not_applicable" && !slices.Contains(statuses, s) {
		p.fail(f.Path, "not_a_choice", "Choose one of the answers offered.")
		return nil
	}
	return map[string]any{"s": s}
}

func (p *parser) single(f casefile.Field) any {
	typed := p.v.Get(p.Name(f.Path))
	switch f.Shape {
	case casefile.ShapeTime:
		if i, ok := p.interval(f.Path); ok {
			return i
		}
		return nil
	case casefile.ShapeDate:
		if d, ok := p.date(f.Path); ok {
			return d.String()
		}
		return nil
	case casefile.ShapeText:
		if strings.TrimSpace(typed) == "" {
			return nil
		}
		return strings.ReplaceAll(typed, "\r\n", "\n")
	}
	line := trimmed(typed)
	if line == "" {
		return nil
	}
	return p.value(f, line)
}

// value reads one line as what the field holds.
func (p *parser) value(f casefile.Field, line string) any {
	switch f.Shape {
	case casefile.ShapeBool:
		if line != "true" && line != "false" {
			p.fail(f.Path, "not_a_choice", "Choose one of the answers offered.")
			return nil
		}
		if line == "false" && !f.Answered {
			return nil
		}
		return line == "true"
	case casefile.ShapeInt:
		n, err := strconv.Atoi(line)
		if err != nil || n < 0 {
			p.fail(f.Path, "not_a_number", fmt.Sprintf("%q is not a whole number. Type it in figures, such as 3.", line))
			return nil
		}
		return n
	case casefile.ShapeRef:
		if f.Refers == "staff" {
			return p.staff(f, line)
		}
	}
	if p.asksChoice(p.kind, f) && !slices.ContainsFunc(p.choices(p.kind, f), func(c Choice) bool { return c.Value == line }) {
		p.fail(f.Path, "not_a_choice", "Choose one of those offered.")
		return nil
	}
	return line
}

func (p *parser) many(f casefile.Field) any {
	var list []any
	switch f.Shape {
	case casefile.ShapeGroup:
		for i := 0; rowGiven(p.v, p.Context, f, i); i++ {
			row := map[string]any{}
			for _, g := range f.Fields {
				if s := trimmed(p.v.Get(p.Name(rowPath(f, i, g)))); s != "" {
					row[g.Name] = s
				} else {
					p.fail(f.Path, "half_a_row", fmt.Sprintf("Row %d: fill in “%s” too, or empty the row.", i+1, p.Words.Field(p.kind, g.Path).Label))
				}
			}
			list = append(list, row)
		}
	case casefile.ShapeCode:
		for _, c := range p.v[p.Name(f.Path)] {
			if c != "" {
				list = append(list, c)
			}
		}
	default:
		for _, l := range strings.Split(p.v.Get(p.Name(f.Path)), "\n") {
			if l = trimmed(l); l != "" {
				if v := p.value(f, l); v != nil {
					list = append(list, v)
				}
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// ranks stand before the name of a member of staff and are none: whoever types one may
// have the wrong one, and a name is looked for without it.
var ranks = []string{"pc", "dc", "tdc", "sc", "wpc", "wdc", "pcso", "ps", "ds", "sgt", "sergeant", "constable", "detective", "special", "officer", "insp", "inspector", "di", "pi", "dci", "ci", "ch",
	"chief", "supt", "superintendent", "det", "acting", "temporary", "a", "t", "mr", "mrs", "ms", "mx", "miss", "dr"}

// called reports whether what was typed may be somebody's name as the register has it:
// each word but ranks and titles begins one of its words.
func called(label, typed string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return unicode.IsSpace(r) || r == '.' || r == ',' || r == '/' })
	}
	have, asked := words(label), 0
	for _, w := range words(typed) {
		if slices.Contains(ranks, w) {
			continue
		}
		asked++
		if !slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return asked > 0
}

// staff finds a member of staff by number, by full name, or by part of a name
// that only one of them has, with or without a rank.
func (p *parser) staff(f casefile.Field, typed string) any {
	var part []Choice
	for _, c := range p.choices(p.kind, f) {
		if strings.EqualFold(c.Value, typed) || strings.EqualFold(c.Label, typed) {
			return c.Value
		}
		if called(c.Label, typed) || strings.Contains(strings.ToLower(c.Label), strings.ToLower(typed)) {
			part = append(part, c)
		}
	}
	switch {
	case len(part) == 1:
		return part[0].Value
	case len(part) == 0:
		p.fail(f.Path, "unknown_staff", fmt.Sprintf("Nobody on the staff register is called %q. Give a name or staff number.", typed))
	default:
		var names []string
		for _, c := range part[:min(len(part), 5)] {
			names = append(names, c.Label)
		}
		p.fail(f.Path, "several_staff", fmt.Sprintf("%q could be several people: %s. Give the full name.", typed, strings.Join(names, ", ")))
	}
	return nil
}

func sortedNames(v Values) []string { return slices.Sorted(maps.Keys(v)) }
