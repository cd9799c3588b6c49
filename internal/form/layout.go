package form

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// Fold is a part of a form that stands folded away, without script too, while
// nothing in it is answered, wrong, withheld or asked for.
type Fold struct {
	Title string
	Paths []string
}

// Grouped sets out a long list of codes: the commonest at once, the others folded
// away under headings. A code that no group names stands with the last.
type Grouped struct {
	First []string
	More  string // what the fold is called
	Rest  []Group
}

// Group is codes that belong together.
type Group struct {
	Title string
	Codes []string
}

// ordered are the fields as they are drawn: what the kind begins with and points
// at, what comes first here, then the rest in the kind's own order.
func (b builder) ordered(fields []casefile.Field) []casefile.Field {
	if len(b.First) == 0 {
		return fields
	}
	refs := slices.IndexFunc(fields, func(f casefile.Field) bool { return f.Shape != casefile.ShapeRef })
	if refs < 0 {
		return fields
	}
	out := slices.Clone(fields[:refs])
	for _, path := range b.First {
		if n := slices.IndexFunc(fields, func(f casefile.Field) bool { return f.Path == path }); n >= refs {
			out = append(out, fields[n])
		}
	}
	for _, f := range fields[refs:] {
		if !contains(b.First, f.Path) {
			out = append(out, f)
		}
	}
	return out
}

func (b builder) isFolded(path string) bool {
	return slices.ContainsFunc(b.Folds, func(f Fold) bool { return contains(f.Paths, path) })
}

// folds draws the folded parts, in their own order.
func (b builder) folds(fields []casefile.Field) []ui.Component {
	var out []ui.Component
	for _, fold := range b.Folds {
		var body ui.Stack
		open := false
		for _, path := range fold.Paths {
			n := slices.IndexFunc(fields, func(f casefile.Field) bool { return f.Path == path })
			if n < 0 || !b.shows(fields[n]) {
				continue
			}
			body = append(body, b.field(fields[n])...)
			open = open || b.holds(path) || b.withholds(fields[n])
		}
		if len(body) > 0 {
			out = append(out, ui.Details{SummaryText: fold.Title, Body: body, Open: open})
		}
	}
	return out
}

// holds reports whether a field has an answer, a problem or the question that led
// here: nothing of the kind is ever folded away.
func (b builder) holds(path string) bool {
	within := func(name string) bool {
		rest, ok := strings.CutPrefix(name, path)
		return ok && (rest == "" || strings.ContainsRune(".-[", rune(rest[0])))
	}
	if slices.ContainsFunc(b.Asked, within) || slices.ContainsFunc(b.Problems, func(p casefile.Problem) bool { return within(p.Field) }) {
		return true
	}
	for name, values := range b.v {
		rest, ok := strings.CutPrefix(name, b.Prefix)
		if ok && within(rest) && strings.TrimSpace(strings.Join(values, "")) != "" {
			return true
		}
	}
	return false
}

// grouped draws a list of codes by groups. The fold stands open while something
// in it is ticked.
func (b builder) grouped(f casefile.Field, g Grouped) ui.Component {
	name := b.Name(f.Path)
	ticked := b.v[name]
	boxes := func(id, legend string, codes []string) ui.Checkboxes {
		c := ui.Checkboxes{IDPrefix: id, Name: name, Values: ticked, Classes: "govuk-checkboxes--small fs-columns-of-choices",
			Fieldset: ui.Fieldset{Legend: ui.Legend{Text: legend, Classes: "govuk-fieldset__legend--s"}}}
		for _, code := range codes {
			c.Items = append(c.Items, ui.Choice{Value: code, Text: b.Words.Code(f.Family, code), Hint: ui.Hint{Text: b.Words.CodeHint(f.Family, code)}})
		}
		return c
	}
	first := boxes(b.ID(f.Path), b.label(f), g.First)
	first.Hint, first.ErrorMessage = b.hint(f), b.error(f.Path)
	var rest ui.Stack
	open := false
	for n, group := range g.withAll(f.Codes) {
		rest = append(rest, boxes(b.ID(f.Path)+"-"+string(rune('a'+n)), group.Title, group.Codes))
		open = open || slices.ContainsFunc(ticked, func(code string) bool { return contains(group.Codes, code) })
	}
	return ui.Stack{first, ui.Details{SummaryText: g.More, Body: rest, Open: open}}
}

// withAll are the folded groups, the last of them with every code left out.
func (g Grouped) withAll(codes []string) []Group {
	out := slices.Clone(g.Rest)
	for _, code := range codes {
		named := contains(g.First, code) || slices.ContainsFunc(g.Rest, func(x Group) bool { return contains(x.Codes, code) })
		if last := len(out) - 1; !named && last >= 0 {
			out[last].Codes = append(slices.Clone(out[last].Codes), code)
		}
	}
	return out
}
