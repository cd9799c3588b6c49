package ui

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// Choice is one answer of Radios or Checkboxes, or, with Divider, a word between two.
type Choice struct {
	ID, Name    string // drawn from the group when empty
	Value       string
	Text        string
	Body        Component
	Label       Label // its classes and attributes
	Hint        Hint
	Divider     string
	Checked     bool
	Disabled    bool
	Conditional Content // shown when chosen; without script it is always there
	Behaviour   string  // "exclusive": choosing it clears the others (checkboxes, with script)
	Attributes  Attributes
}

// Radios asks for one of several answers.
type Radios struct {
	IDPrefix     string // the name when empty
	Name         string
	Items        []Choice
	Value        string // the answer already given
	Fieldset     Fieldset
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	Classes      string
	Attributes   Attributes
}

// HTML draws the group.
func (r Radios) HTML() (template.HTML, error) {
	g := newGroup(cmp.Or(r.IDPrefix, r.Name), r.Fieldset.DescribedBy, r.FormGroup, r.Fieldset, r.Hint, r.ErrorMessage)
	g.ListClass, g.Module, g.Classes, g.Attributes = "govuk-radios", "govuk-radios", r.Classes, r.Attributes
	var chosen []string
	if r.Value != "" {
		chosen = []string{r.Value}
	}
	return g.of("radio", r.Name, "", r.Items, chosen)
}

// Checkboxes asks for any number of answers.
type Checkboxes struct {
	IDPrefix     string // the name when empty
	Name         string
	Items        []Choice
	Values       []string // the answers already given
	Fieldset     Fieldset
	Hint         Hint
	ErrorMessage ErrorMessage
	FormGroup    FormGroup
	Classes      string
	DescribedBy  string
	Attributes   Attributes
}

// HTML draws the group.
func (c Checkboxes) HTML() (template.HTML, error) {
	g := newGroup(cmp.Or(c.IDPrefix, c.Name), cmp.Or(c.Fieldset.DescribedBy, c.DescribedBy), c.FormGroup, c.Fieldset, c.Hint, c.ErrorMessage)
	g.ListClass, g.Module, g.Classes, g.Attributes = "govuk-checkboxes", "govuk-checkboxes", c.Classes, c.Attributes
	var alone string // a box outside a fieldset says the group's description itself
	if !g.Grouped {
		alone = g.DescribedBy
	}
	return g.of("checkbox", c.Name, alone, c.Items, c.Values)
}

// group is what Radios, Checkboxes and DateInput draw alike.
type group struct {
	field
	Fieldset                  Fieldset
	Grouped                   bool
	ListClass, ListID, Module string
	Classes                   string
	Attributes                Attributes
	Items                     template.HTML
}

func newGroup(id, describedBy string, around FormGroup, set Fieldset, hint Hint, problem ErrorMessage) group {
	return group{field: newField(id, describedBy, around, Label{}, hint, problem), Fieldset: set, Grouped: given(set)}
}

// choice is one drawn item: Choice with every id worked out.
type choice struct {
	Choice
	Block, Type, ConditionalID, DescribedBy string
	HasHint                                 bool
}

// of draws the items, numbered from the second on so that the first is what an
// error summary links to.
func (g group) of(kind, name, describedBy string, items []Choice, chosen []string) (template.HTML, error) {
	var all strings.Builder
	for n, c := range items {
		d := choice{Choice: c, Block: g.ListClass, Type: kind, HasHint: c.Hint.Text != "" || c.Hint.Body != nil}
		d.ID = cmp.Or(c.ID, g.ID)
		if c.ID == "" && n > 0 {
			d.ID = fmt.Sprintf("%s-%d", g.ID, n+1)
		}
		d.Name = cmp.Or(c.Name, name)
		d.Checked = c.Checked || slices.Contains(chosen, c.Value)
		d.Label = Label{Text: c.Text, Body: c.Body, For: d.ID, Attributes: c.Label.Attributes,
			Classes: join(g.ListClass+"__label", c.Label.Classes)}
		d.DescribedBy = describedBy
		if d.HasHint {
			d.Hint.ID = d.ID + "-item-hint"
			d.Hint.Classes = join(g.ListClass+"__hint", c.Hint.Classes)
			d.DescribedBy = join(describedBy, d.Hint.ID)
		}
		if c.Conditional.given() {
			d.ConditionalID = "conditional-" + d.ID
		}
		markup, err := execute("choice", d)
		if err != nil {
			return "", err
		}
		all.WriteString(string(markup))
	}
	g.Items = template.HTML(all.String())
	return g.draw()
}

func (g group) draw() (template.HTML, error) {
	inner, err := execute("choices-inner", g)
	if err != nil {
		return "", err
	}
	g.Inner = inner
	if g.Grouped {
		g.Fieldset.DescribedBy = g.DescribedBy
		g.Fieldset.Body = drawn(inner)
	}
	return execute("choices", g)
}

// drawn is markup this package has already made.
type drawn template.HTML

// HTML returns it as it is.
func (d drawn) HTML() (template.HTML, error) { return template.HTML(d), nil }

// DatePart is one box of a DateInput.
type DatePart struct {
	ID, Name, Value, Label string
	Classes                string
	Error                  bool // this box is the one to put right
	Inputmode, Pattern     string
	Autocomplete           string
	Attributes             Attributes
}

// DateInput asks for a day, month and year. Empty parts are fine: an imprecise
// date is an answer. Items replaces the three usual parts.
type DateInput struct {
	ID               string
	NamePrefix       string
	Day, Month, Year DatePart
	Items            []DatePart
	Values           map[string]string // by full name of the part
	Fieldset         Fieldset
	Hint             Hint
	ErrorMessage     ErrorMessage
	FormGroup        FormGroup
	Classes          string
	Attributes       Attributes
}

// HTML draws the boxes.
func (d DateInput) HTML() (template.HTML, error) {
	g := newGroup(d.ID, d.Fieldset.DescribedBy, d.FormGroup, d.Fieldset, d.Hint, d.ErrorMessage)
	g.ListClass, g.ListID, g.Classes, g.Attributes = "govuk-date-input", d.ID, d.Classes, d.Attributes
	g.Fieldset.Role = "group"
	day, month, year := d.Day, d.Month, d.Year
	day.Name, month.Name, year.Name = cmp.Or(day.Name, "day"), cmp.Or(month.Name, "month"), cmp.Or(year.Name, "year")
	parts := d.Items
	if len(parts) == 0 {
		parts = []DatePart{day, month, year}
	}
	some := slices.ContainsFunc(parts, DatePart.wrong)
	var all strings.Builder
	for _, p := range parts {
		markup, err := execute("date-item", d.box(p, year.Name, given(d.ErrorMessage) && !some))
		if err != nil {
			return "", err
		}
		all.WriteString(string(markup))
	}
	g.Items = template.HTML(all.String())
	return g.draw()
}

func (p DatePart) wrong() bool { return p.Error || strings.Contains(p.Classes, "govuk-input--error") }

// box is the input for one part; all says that the whole date is to be put right.
func (d DateInput) box(p DatePart, yearName string, all bool) Input {
	var classes []string
	if (p.Error || all) && !strings.Contains(p.Classes, "govuk-input--error") {
		classes = append(classes, "govuk-input--error")
	}
	if !strings.Contains(p.Classes, "govuk-input--width-") {
		width := "govuk-input--width-2"
		if p.Name == "year" || p.Name == yearName {
			width = "govuk-input--width-4"
		}
		classes = append(classes, width)
	}
	name := p.Name
	if d.NamePrefix != "" {
		name = d.NamePrefix + "-" + name
	}
	label := cmp.Or(p.Label, strings.ToUpper(p.Name[:min(1, len(p.Name))])+p.Name[min(1, len(p.Name)):])
	return Input{
		ID: cmp.Or(p.ID, d.ID+"-"+p.Name), Name: name, Value: cmp.Or(p.Value, d.Values[name], d.Values[p.Name]),
		Label:     Label{Text: label, Classes: "govuk-date-input__label"},
		Classes:   join("govuk-date-input__input", join(classes...), p.Classes),
		Inputmode: cmp.Or(p.Inputmode, "numeric"), Pattern: p.Pattern, Autocomplete: p.Autocomplete, Attributes: p.Attributes,
	}
}
