package form

import (
	"html/template"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// date asks for one civil day.
func (b builder) date(f casefile.Field) ui.Component {
	return ui.DateInput{ID: b.ID(f.Path), NamePrefix: b.Name(f.Path), Values: b.flat(), Fieldset: b.legend(f), Hint: b.hint(f, "For example, 27 3 2026."),
		ErrorMessage: b.error(f.Path)}
}

// flat is the first value of every field, as DateInput takes them.
func (b builder) flat() map[string]string {
	out := make(map[string]string, len(b.v))
	for name := range b.v {
		out[name] = b.v.Get(name)
	}
	return out
}

// interval asks when something was, as well as it is known: in words, or as one
// day, or as two it fell between, each with a time of day where there is one.
// Of the end of somebody's leave nothing but a day and time is taken.
func (b builder) interval(f casefile.Field) ui.Component {
	if f.Ahead && !f.Answered {
		return b.moment(f.Path)
	}
	said := b.Name(f.Path, "said")
	words := ui.Input{ID: b.ID(f.Path), Name: said, Value: b.v.Get(said), Label: ui.Label{Text: "In words"}, Autocomplete: "off",
		Hint: ui.Hint{Text: "For example: about nine last night, most Tuesdays since June."}, Classes: "govuk-!-width-two-thirds"}
	if !b.Told.IsZero() {
		words.Hint.Text += " Change the words alone, and the days are worked out again, from when it was told."
	}
	first, last, between := "Or the day, as far as it is known", "Last day and time it may have been", "It fell between two days or times"
	if f.Ahead {
		words.Hint.Text = "Only where no day is known. Words are kept as they were said."
		last, between = "Last day and time it may be", "It will be between two days or times"
	}
	to := b.end(f.Path, "to", last)
	two := ui.Details{SummaryText: between, Body: to, Open: b.v.Get(b.Name(f.Path, "to-day"))+b.v.Get(b.Name(f.Path, "to-year"))+b.v.Get(b.Name(f.Path, "to-time")) != ""}
	set := b.legend(f)
	body := ui.Stack{hintOrNothing(b.hint(f)), errorOrNothing(b.error(f.Path), b.ID(f.Path)+"-error"), words, b.understood(f.Path),
		b.end(f.Path, "from", first), two}
	if f.Answered {
		name := b.Name(f.Path, "status")
		boxes := ui.Checkboxes{IDPrefix: idOf(name), Name: name, Values: b.v[name], Classes: "govuk-checkboxes--small fs-inline-choices",
			Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "No answer to: " + b.label(f), Classes: "govuk-visually-hidden"}}}
		for _, s := range b.statusesFor(b.v.Get(name)) {
			boxes.Items = append(boxes.Items, ui.Choice{Value: s, Text: b.statusWords(f, s)})
		}
		body = append(body, boxes)
	}
	set.Body = body
	set.Classes = "fs-form-when"
	if b.problemAt(f.Path) != "" {
		set.Classes += " govuk-form-group--error"
	}
	return set
}

var understoodTemplate = template.Must(template.New("understood").Parse(`<p class="govuk-hint fs-understood">{{.}}</p>`))

// understood says what is made of words for a time, and where they may mean several
// asks which: nobody is to find later that something else was understood. Where a
// day is given, the words are only kept beside it.
func (b builder) understood(path string) ui.Component {
	said := trimmed(b.v.Get(b.Name(path, "said")))
	if said == "" || dayGiven(b.v, b.Context, path) {
		return nil
	}
	line := "This cannot be placed in time. It is kept as it was said."
	if i, err := calendar.ParseSaid(said, b.told()); err == nil {
		i.Said = ""
		line = "Understood as " + i.Words() + "."
	}
	if o, err := calendar.ParseOften(said); err == nil {
		line += " How often: " + o.String() + "."
	}
	out := ui.Stack{ui.FromTemplate(understoodTemplate, "understood", line)}
	ways := calendar.Ways(said, b.told())
	if len(ways) == 0 {
		return out
	}
	name := b.Name(path, which)
	r := ui.Radios{IDPrefix: idOf(name), Name: name, Value: b.v.Get(name), Classes: "govuk-radios--small",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Which is meant?"}}}
	for _, w := range ways {
		w.Interval.Said = ""
		r.Items = append(r.Items, ui.Choice{Value: w.Words, Text: capital(w.Interval.Words())})
	}
	r.Items = append(r.Items, ui.Choice{Value: anyWay, Text: "Asked, and nobody knows which"}, ui.Choice{Text: "Not asked"})
	return append(out, r)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func hintOrNothing(h ui.Hint) ui.Component {
	if h.Text == "" {
		return nil
	}
	return h
}

// end is one end of an interval: a day that may lack its day or month, and a time.
func (b builder) end(path, which, label string) ui.Component {
	prefix := b.Name(path, which)
	clock := prefix + "-time"
	return ui.Stack{
		ui.DateInput{ID: idOf(prefix), NamePrefix: prefix, Values: b.flat(),
			Fieldset: ui.Fieldset{Legend: ui.Legend{Text: label}}, Hint: ui.Hint{Text: "A month and year, or a year alone, will do."}},
		ui.Input{ID: idOf(clock), Name: clock, Value: b.v.Get(clock), Label: ui.Label{Text: "Time of day, 24-hour clock"}, Hint: ui.Hint{Text: "For example, 21:40. Leave it empty if nobody knows."},
			Classes: "govuk-input--width-5", Autocomplete: "off"},
	}
}

// moment asks for a day and time, and no less.
func (b builder) moment(path string) ui.Component {
	f := casefile.Field{Path: path}
	set := b.legend(f)
	clock := b.Name(path, "from-time")
	set.Body = ui.Stack{
		ui.DateInput{ID: b.ID(path), NamePrefix: b.Name(path, "from"), Values: b.flat(), Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Day"}}, ErrorMessage: b.error(path)},
		ui.Input{ID: idOf(clock), Name: clock, Value: b.v.Get(clock), Label: ui.Label{Text: "Time of day, 24-hour clock"}, Classes: "govuk-input--width-5", Autocomplete: "off"},
	}
	return ui.Stack{hintOrNothing(b.hint(f)), set}
}
