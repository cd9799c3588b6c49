package form

import (
	"cmp"
	"fmt"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// mostRadios is how many choices are set out one under another; more become a
// list to open.
const mostRadios = 7

// blankRows are offered for a list of groups, beyond those filled in.
const blankRows = 2

// builder draws the fields of one kind.
type builder struct {
	Context
	kind string
	v    Values
}

// Build draws every field of a kind with the values given: whom it is about, when
// it was, what comes first, then all else in the kind's own order, what is folded
// away, and last when police knew.
func Build(k *casefile.Kind, v Values, c Context) []ui.Component {
	b := builder{c, k.Name, v}
	var out []ui.Component
	timed := c.Timed && (k.Occurs == casefile.OccursAt || k.Occurs == casefile.OccursDuring)
	fields := b.ordered(k.Fields)
	for _, f := range fields {
		if timed && f.Shape != casefile.ShapeRef {
			out = append(out, b.interval(casefile.Field{Path: occurred}))
			timed = false
		}
		if !b.isFolded(f.Path) {
			out = append(out, b.field(f)...)
		}
	}
	if timed {
		out = append(out, b.interval(casefile.Field{Path: occurred}))
	}
	out = append(out, b.folds(fields)...)
	if !c.Timed {
		return out
	}
	known := b.v.Get(b.Name("known", "from-day")) != "" || b.problemAt("known") != ""
	return append(out, ui.Details{SummaryText: "Police knew earlier than now", Body: b.moment("known"), Open: known})
}

func (b builder) field(f casefile.Field) []ui.Component {
	switch {
	case !b.shows(f):
		return nil
	case b.Instead[f.Path] != nil && !b.withholds(f):
		return []ui.Component{b.Instead[f.Path]}
	case f.Shape == casefile.ShapeGroup && f.Many:
		return []ui.Component{b.rows(f)}
	case f.Shape == casefile.ShapeGroup:
		var inner ui.Stack
		for _, g := range f.Fields {
			inner = append(inner, b.field(g)...)
		}
		if w := b.Words.Field(b.kind, f.Path); w.Label != f.Path && w.Label != "" && !b.Bare {
			return []ui.Component{ui.Fieldset{Legend: ui.Legend{Text: w.Label, Classes: "govuk-fieldset__legend--m"}, Body: inner, Classes: "fs-form-group"}}
		}
		return inner
	case b.withholds(f):
		return []ui.Component{ui.InsetText{Text: b.label(f) + ": withheld from you. What is recorded stays as it is."}}
	}
	if below := b.Below[f.Path]; below != nil {
		return []ui.Component{b.leaf(f), below}
	}
	return []ui.Component{b.leaf(f)}
}

func (b builder) leaf(f casefile.Field) ui.Component {
	switch {
	case b.asksChoice(b.kind, f):
		return b.choose(f)
	case f.Shape == casefile.ShapeCode && f.Many:
		return b.boxes(f)
	case f.Shape == casefile.ShapeCode:
		return b.code(f)
	case f.Shape == casefile.ShapeBool:
		return b.yesNo(f)
	case f.Shape == casefile.ShapeRef:
		return b.staff(f)
	case f.Shape == casefile.ShapeTime:
		return b.interval(f)
	case f.Shape == casefile.ShapeDate:
		return b.withStatus(f, b.date(f))
	case f.Shape == casefile.ShapeText || f.Many:
		return b.withStatus(f, b.lines(f))
	}
	return b.withStatus(f, b.line(f))
}

func (b builder) label(f casefile.Field) string { return b.Words.Field(b.kind, f.Path).Label }

// hint is what helps with the answer, and why it is asked.
func (b builder) hint(f casefile.Field, more ...string) ui.Hint {
	w := b.Words.Field(b.kind, f.Path)
	if b.NoHint[f.Path] {
		w.Hint = ""
	}
	parts := append([]string{w.Hint}, more...)
	if ask := b.Beside[f.Path].Ask; ask != "" {
		parts = append([]string{"To ask: “" + ask + "”"}, parts...)
	}
	if w.Why != "" {
		parts = append(parts, "Why: "+w.Why)
	}
	if a := b.Already[f.Path]; a != "" {
		parts = append(parts, "Recorded so far: "+a+".")
	}
	return ui.Hint{Text: strings.Join(nonEmpty(parts), " ")}
}

func nonEmpty(in []string) []string {
	var out []string
	for _, s := range in {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (b builder) error(path string) ui.ErrorMessage {
	return ui.ErrorMessage{Text: b.problemAt(path)}
}

func (b builder) legend(f casefile.Field) ui.Fieldset {
	return ui.Fieldset{Legend: ui.Legend{Text: b.label(f), Classes: "govuk-fieldset__legend--s"}}
}

func (b builder) get(f casefile.Field) string { return b.v.Get(b.Name(f.Path)) }

func (b builder) line(f casefile.Field) ui.Component {
	in := ui.Input{ID: b.ID(f.Path), Name: b.Name(f.Path), Value: b.get(f), Label: ui.Label{Text: b.label(f), Classes: "govuk-label--s"},
		Hint: b.hint(f), ErrorMessage: b.error(f.Path), Autocomplete: "off"}
	if f.Shape == casefile.ShapeInt {
		in.Classes, in.Inputmode = "govuk-input--width-4", "numeric"
	}
	if said := b.Suggest[b.kind+"/"+f.Path]; len(said) > 0 {
		in.Attributes = ui.Attributes{"list": in.ID + "-list"}
		return ui.Stack{in, Suggestions(in.ID+"-list", said)}
	}
	return in
}

func (b builder) lines(f casefile.Field) ui.Component {
	t := ui.Textarea{ID: b.ID(f.Path), Name: b.Name(f.Path), Value: b.get(f), Rows: min(max(4, strings.Count(b.get(f), "\n")+2), 14), Label: ui.Label{Text: b.label(f), Classes: "govuk-label--s"},
		Hint: b.hint(f), ErrorMessage: b.error(f.Path), Spellcheck: "true"}
	if f.Many {
		t.Rows, t.Spellcheck, t.Hint = 2, "false", b.hint(f, "One on each line.")
	}
	return t
}

// withStatus puts the answers that are no value under a field that may have them.
func (b builder) withStatus(f casefile.Field, field ui.Component) ui.Component {
	if !f.Answered {
		return field
	}
	name := b.Name(f.Path, "status")
	boxes := ui.Checkboxes{IDPrefix: idOf(name), Name: name, Values: b.v[name], Classes: "govuk-checkboxes--small fs-inline-choices",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "No answer to: " + b.label(f), Classes: "govuk-visually-hidden"}}}
	for _, s := range b.statusesFor(b.v.Get(name)) {
		boxes.Items = append(boxes.Items, ui.Choice{Value: s, Text: b.statusWords(f, s)})
	}
	return ui.Stack{field, boxes}
}

// statusWords are those for a status of a field. Nobody "prefers not to say" what the
// officer judges, keeps or is told by custody.
func (b builder) statusWords(f casefile.Field, status string) string {
	if status == "declined" && f.Unasked {
		return "Not given"
	}
	return b.Words.Code("Status", status)
}

// statusesFor adds a status a form does not offer where one is already recorded.
func (b builder) statusesFor(recorded string) []string {
	if recorded == "not_applicable" || recorded == "disputed" {
		return append([]string{recorded}, statuses...)
	}
	return statuses
}

func (b builder) yesNo(f casefile.Field) ui.Component {
	if !f.Answered {
		return ui.Checkboxes{IDPrefix: b.ID(f.Path), Name: b.Name(f.Path), Values: b.v[b.Name(f.Path)], Hint: b.hint(f), ErrorMessage: b.error(f.Path),
			Items: []ui.Choice{{Value: "true", Text: b.label(f)}}}
	}
	if e, ok := b.Either[f.Path]; ok {
		return ui.Radios{IDPrefix: b.ID(f.Path), Name: b.Name(f.Path), Value: b.get(f), Fieldset: b.legend(f), Hint: b.hint(f), ErrorMessage: b.error(f.Path),
			Items: []ui.Choice{{Value: "true", Text: e.Yes}, {Value: "false", Text: e.No}}}
	}
	items := []ui.Choice{{Value: "true", Text: "Yes"}, {Value: "false", Text: "No"}}
	choices := b.radios(f, items, "govuk-radios--small govuk-radios--inline fs-inline-choices")
	if tells := b.Beside[f.Path].Tells; tells != nil {
		return ui.Stack{choices, tells}
	}
	return choices
}

func (b builder) code(f casefile.Field) ui.Component {
	if len(f.Codes) > mostRadios {
		s := ui.Select{ID: b.ID(f.Path), Name: b.Name(f.Path), Value: b.get(f), Label: ui.Label{Text: b.label(f), Classes: "govuk-label--s"},
			Hint: b.hint(f), ErrorMessage: b.error(f.Path), Items: []ui.Option{{Text: b.Words.Code("Status", "not_asked")}}}
		for _, c := range f.Codes {
			s.Items = append(s.Items, ui.Option{Value: c, Text: b.Words.Code(f.Family, c)})
		}
		if !f.Answered {
			s.Items[0].Text = ""
			return s
		}
		for _, st := range b.statusesFor(strings.TrimPrefix(b.get(f), statusMark)) {
			s.Items = append(s.Items, ui.Option{Value: statusMark + st, Text: b.statusWords(f, st)})
		}
		return ui.Stack{s, b.disputed(f)}
	}
	var items []ui.Choice
	for _, c := range f.Codes {
		items = append(items, ui.Choice{Value: c, Text: b.Words.Code(f.Family, c), Hint: ui.Hint{Text: b.Words.CodeHint(f.Family, c)}})
	}
	return b.radios(f, items, "govuk-radios--small")
}

// radios adds to the answers of a choice those that are none. "Not asked" is there
// so that a tick can be taken back without script.
func (b builder) radios(f casefile.Field, items []ui.Choice, classes string) ui.Component {
	if f.Answered {
		for _, s := range b.statusesFor(strings.TrimPrefix(b.get(f), statusMark)) {
			if s != "disputed" {
				items = append(items, ui.Choice{Value: statusMark + s, Text: b.statusWords(f, s)})
			}
		}
		items = append(items, ui.Choice{Text: b.Words.Code("Status", "not_asked")})
	}
	return ui.Stack{ui.Radios{IDPrefix: b.ID(f.Path), Name: b.Name(f.Path), Value: b.get(f), Items: items, Fieldset: b.legend(f), Hint: b.hint(f),
		ErrorMessage: b.error(f.Path), Classes: classes}, b.disputed(f)}
}

// disputed keeps, through a correction, that an answer is contested.
func (b builder) disputed(f casefile.Field) ui.Component {
	name := b.Name(f.Path, "status")
	if b.v.Get(name) != "disputed" {
		return nil
	}
	return ui.Checkboxes{IDPrefix: idOf(name), Name: name, Values: []string{"disputed"}, Classes: "govuk-checkboxes--small",
		Items: []ui.Choice{{Value: "disputed", Text: b.Words.Code("Status", "disputed") + ": " + b.label(f)}}}
}

func (b builder) boxes(f casefile.Field) ui.Component {
	if g, ok := b.Grouped[f.Path]; ok {
		return b.grouped(f, g)
	}
	apart := b.Apart[f.Path]
	set := func(id string, codes []string, legend ui.Fieldset, hint ui.Hint, problem ui.ErrorMessage) ui.Component {
		c := ui.Checkboxes{IDPrefix: id, Name: b.Name(f.Path), Values: b.v[b.Name(f.Path)], Fieldset: legend, Hint: hint, ErrorMessage: problem,
			Classes: "govuk-checkboxes--small"}
		if len(codes) > mostRadios {
			c.Classes += " fs-columns-of-choices"
		}
		for _, code := range codes {
			c.Items = append(c.Items, ui.Choice{Value: code, Text: b.Words.Code(f.Family, code), Hint: ui.Hint{Text: b.Words.CodeHint(f.Family, code)}})
		}
		return c
	}
	var plain []string
	for _, c := range f.Codes {
		if !contains(apart.Codes, c) {
			plain = append(plain, c)
		}
	}
	first := set(b.ID(f.Path), plain, b.legend(f), b.hint(f), b.error(f.Path))
	if len(apart.Codes) == 0 {
		return first
	}
	legend := ui.Fieldset{Legend: ui.Legend{Text: apart.Legend, Classes: "govuk-fieldset__legend--s"}}
	return ui.Stack{first, set(b.ID(f.Path)+"-apart", apart.Codes, legend, ui.Hint{Text: apart.Hint}, ui.ErrorMessage{})}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// choose points at something in the case. With one thing to point at and nothing
// chosen yet, that one is meant.
func (b builder) choose(f casefile.Field) ui.Component {
	there := b.choices(b.kind, f)
	chosen := b.get(f)
	if len(there) == 0 && contains(b.Free, f.Path) {
		return nil
	}
	if len(there) == 0 {
		return ui.InsetText{ID: b.ID(f.Path), Text: b.label(f) + " There is nothing of this kind in the case yet."}
	}
	free := contains(b.Free, f.Path)
	if len(there) == 1 && !free && chosen == "" {
		chosen = there[0].Value
	}
	if len(there) > mostRadios {
		s := ui.Select{ID: b.ID(f.Path), Name: b.Name(f.Path), Value: chosen, Label: ui.Label{Text: b.label(f), Classes: "govuk-label--s"}, Hint: b.hint(f),
			ErrorMessage: b.error(f.Path), Items: []ui.Option{{}}}
		for _, c := range there {
			s.Items = append(s.Items, ui.Option{Value: c.Value, Text: c.Label})
		}
		return s
	}
	var items []ui.Choice
	for _, c := range there {
		items = append(items, ui.Choice{Value: c.Value, Text: c.Label, Hint: ui.Hint{Text: c.Hint}})
	}
	if free {
		items = append(items, ui.Choice{Text: "None of these, or not known"})
	}
	return ui.Radios{IDPrefix: b.ID(f.Path), Name: b.Name(f.Path), Value: chosen, Items: items, Fieldset: b.legend(f), Hint: b.hint(f),
		ErrorMessage: b.error(f.Path), Classes: "govuk-radios--small"}
}

// staff takes a name or staff number of the register: a force has too many to
// list. The browser suggests them as they are typed.
func (b builder) staff(f casefile.Field) ui.Component {
	list := b.choices(b.kind, f)
	if f.Many {
		return ui.Textarea{ID: b.ID(f.Path), Name: b.Name(f.Path), Value: b.staffNames(b.get(f), list), Rows: 3, Spellcheck: "false",
			Label: ui.Label{Text: b.label(f), Classes: "govuk-label--s"}, Hint: b.hint(f, "Give a name or staff number on each line."), ErrorMessage: b.error(f.Path)}
	}
	id := b.ID(f.Path)
	return ui.Stack{ui.Input{ID: id, Name: b.Name(f.Path), Value: b.staffNames(b.get(f), list), Label: ui.Label{Text: b.label(f), Classes: "govuk-label--s"},
		Hint: b.hint(f, "Give a name or staff number."), ErrorMessage: b.error(f.Path), Autocomplete: "off", Attributes: ui.Attributes{"list": id + "-list"}},
		suggestions(id+"-list", list)}
}

// staffNames shows ids as names; what is no id stays as typed.
func (b builder) staffNames(typed string, list []Choice) string {
	lines := strings.Split(typed, "\n")
	for i, l := range lines {
		for _, c := range list {
			if c.Value == strings.TrimSpace(l) {
				lines[i] = c.Label
			}
		}
	}
	return strings.Join(lines, "\n")
}

// rows asks for a list of groups: those there are and two more.
func (b builder) rows(f casefile.Field) ui.Component {
	n := 0
	for b.rowGiven(f, n) {
		n++
	}
	var sets ui.Stack
	for i := range n + blankRows {
		var inner ui.Stack
		for _, g := range f.Fields {
			name := b.Name(rowPath(f, i, g))
			inner = append(inner, ui.Input{ID: idOf(name), Name: name, Value: b.v.Get(name), Label: ui.Label{Text: b.label(g)}, Hint: b.hint(g), Autocomplete: "off"})
		}
		sets = append(sets, ui.Fieldset{Legend: ui.Legend{Text: fmt.Sprintf("%s: number %d", b.label(f), i+1), Classes: "govuk-visually-hidden"}, Body: inner, Classes: "fs-form-row"})
	}
	fs := b.legend(f)
	fs.Body = ui.Stack{errorOrNothing(b.error(f.Path), b.ID(f.Path)), sets}
	return fs
}

func errorOrNothing(e ui.ErrorMessage, id string) ui.Component {
	if e.Text == "" {
		return nil
	}
	e.ID = id
	return e
}

func (b builder) rowGiven(f casefile.Field, i int) bool { return rowGiven(b.v, b.Context, f, i) }

func rowGiven(v Values, c Context, f casefile.Field, i int) bool {
	for _, g := range f.Fields {
		if strings.TrimSpace(v.Get(c.Name(rowPath(f, i, g)))) != "" {
			return true
		}
	}
	return false
}

func rowPath(f casefile.Field, i int, g casefile.Field) string {
	return fmt.Sprintf("%s[%d].%s", f.Path, i, cmp.Or(g.Name, "value"))
}
