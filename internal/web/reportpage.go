package web

import (
	"net/url"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// page draws one step with the way to every other.
func (r *report) page(step, status int, problems []casefile.Problem) (answer, error) {
	st := reportSteps[step]
	body := ui.Stack{form.Hidden(url.Values{fieldCase: r.fields[fieldCase], fieldOpened: r.fields[fieldOpened], fieldKind: {draftReport}, "_step": {st.Name}})}
	if st.Name == "account" {
		body = append(body, form.Hidden(url.Values{fieldIncidents: {strconv.Itoa(incidents(r.fields))}}))
	}
	last := step == len(reportSteps)-1
	if last {
		body = append(body, r.answers()...)
		r.presetChannel()
	}
	for _, p := range st.Parts {
		for n, prefix := range r.prefixes(p) {
			body = append(body, r.part(p, n, prefix, problems))
		}
	}
	body = append(body, r.buttons(step))
	if !last {
		body = append(body, r.steps(step)) // the last page leads to each part by itself
	}
	page := ui.Page{Title: "New report", Heading: st.Heading, Caption: "New report, part " + strconv.Itoa(step+1) + " of " + strconv.Itoa(len(reportSteps)), Narrow: true,
		Body: ui.Stack{introOf(st), form.Page{Action: "/report/" + r.id + "/" + st.Name, Draft: "/draft/" + r.id, Body: body}}}
	if len(problems) > 0 {
		page.Errors = problemSummary(problems, func(p casefile.Problem) string {
			if p.Field == "" {
				return ""
			}
			return "#" + form.Context{}.ID(p.Field)
		})
	}
	return answer{page: &page, status: status}, nil
}

func introOf(st reportStep) ui.Component {
	if st.Intro == "" {
		return nil
	}
	return paragraph(st.Intro)
}

func (r *report) part(p reportPart, n int, prefix string, problems []casefile.Problem) ui.Component {
	c := r.context(p, prefix)
	for _, x := range problems {
		if rest, ok := strings.CutPrefix(x.Field, prefix); ok {
			x.Field = rest
			c.Problems = append(c.Problems, x)
		}
	}
	legend := p.Legend
	if p.Many {
		legend = incidentTitle(n)
		c.First, c.Grouped = incidentFirst, map[string]form.Grouped{"behaviours": behavioursGrouped}
	}
	fields := ui.Stack(form.Build(p.kind(), r.fields, c))
	if legend == "" {
		return fields
	}
	return ui.Fieldset{Legend: ui.Legend{Text: legend, Classes: "govuk-fieldset__legend--m"}, Body: fields, Classes: "fs-form-group"}
}

func incidentTitle(n int) string { return "Incident " + strconv.Itoa(n+1) }

// presetChannel offers how the report most likely came, where the officer's role
// says so and nothing was answered yet: whoever goes to people was told in person.
// A call handler is asked, 999 and 101 first among the answers.
func (r *report) presetChannel() {
	if !r.fields.Has("r.channel") && r.v.viewer.Is(casefile.Responder) && !r.v.viewer.Is(casefile.CallHandler) {
		r.fields.Set("r.channel", string(casefile.InPerson))
	}
}

// steps leads to every other page; what is typed here is kept on the way.
func (r *report) steps(now int) ui.Component {
	var others ui.Stack
	for n, st := range reportSteps {
		if n != now {
			others = append(others, recordPart("step", st))
		}
	}
	return recordPart("steps", others)
}

func (r *report) buttons(step int) ui.Component {
	last := step == len(reportSteps)-1
	text := "Save and go on"
	if last {
		text = "Record the report"
	}
	group := ui.Stack{ui.Button{Text: text, PreventDoubleClick: true}}
	if reportSteps[step].Name == "account" && incidents(r.fields) < mostIncidents {
		group = append(group, ui.Button{Text: "Add another incident", Name: fieldDo, Value: "incident", Classes: "govuk-button--secondary"})
	}
	if !last {
		group = append(group, ui.Button{Text: "Check and save now", Name: fieldDo, Value: "to-check", Classes: "govuk-button--secondary"})
	}
	group = append(group, ui.Button{Text: "Save draft", Name: fieldDo, Value: "draft", Classes: "govuk-button--secondary"})
	return buttonGroup(group)
}
