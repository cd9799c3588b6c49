package web

import (
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// answers are the offer to restrict the case where the other person may be one of
// our own, and folded away all parts filled in so far, each with the way back to
// its page.
func (r *report) answers() ui.Stack {
	var out ui.Stack
	for step, st := range reportSteps {
		if st.Name == stepLeave || st.Name == stepCall {
			continue // asked on this page itself, or on the pages before it
		}
		list := ui.SummaryList{Card: ui.Card{Title: ui.CardTitle{Text: st.Heading}, Actions: ui.Actions{Items: []ui.Action{{Text: "Change", Href: r.path(st.Name)}}}}}
		var incidents ui.Stack // each its own card, numbered as they were asked
		for _, p := range r.parts(step) {
			if p.Own == toolAsks {
				list.Rows = append(list.Rows, r.toolRows()...)
			}
			for n, prefix := range r.prefixes(p) {
				rows := r.rows(p, prefix)
				if !p.Many {
					list.Rows = append(list.Rows, append(rows, r.addedRows(p)...)...)
				} else if len(rows) > 0 {
					incidents = append(incidents, ui.SummaryList{Card: ui.Card{Title: ui.CardTitle{Text: incidentTitle(n)}}, Rows: rows})
				}
			}
		}
		if len(list.Rows) == 0 {
			list.Rows = []ui.SummaryRow{{Key: ui.Part{Text: "Nothing yet"}, Value: ui.Part{Text: "This can be added later."}}}
			if len(incidents) > 0 {
				list.Rows = []ui.SummaryRow{{Key: ui.Part{Text: "Who did it"}, Value: ui.Part{Text: "Nothing yet"}}}
			}
		}
		out = append(append(out, list), incidents...)
	}
	all := ui.Stack{ui.Details{SummaryText: "Check what is written", Body: out}}
	if r.mayBeOurs() && (r.door == nil || r.door.Restricted == nil) {
		return append(ui.Stack{r.offerRestriction()}, all...)
	}
	return all
}

// addedRows are what was said after the account was kept, which is an account of its own.
func (r *report) addedRows(p reportPart) []ui.SummaryRow {
	if more := strings.TrimSpace(r.fields.Get(accountMore)); p.Own == account && more != "" {
		return []ui.SummaryRow{{Key: ui.Part{Text: "What they added"}, Value: ui.Part{Text: more}}}
	}
	return nil
}

// rows are the answers of one part in words; none where nothing was answered. Of
// an incident, when it was comes first.
func (r *report) rows(p reportPart, prefix string) []ui.SummaryRow {
	c := r.context(p, prefix)
	e, _ := r.read(p, prefix)
	data, err := p.kind().Decode(e.Data)
	if err != nil {
		return nil
	}
	rows, err := form.Describe(p.kind(), data, c)
	if err != nil {
		return nil
	}
	if p.Many && (!e.Empty || !e.Occurred.IsZero()) {
		rows = slices.Insert(rows, 0, form.Row{Label: r.srv.words.Field(p.Kind, "occurred").Label, Value: whenSaid(e.Occurred)})
	}
	var out []ui.SummaryRow
	for _, x := range rows {
		out = append(out, ui.SummaryRow{Key: ui.Part{Text: r.srv.ofService(p, x.Label)}, Value: ui.Part{Text: x.Value}})
	}
	if p.Own == breaks {
		out = append(out, r.breachRows(prefix)...)
	}
	return out
}

// whenSaid is when an incident was, in words; where what was typed could not be
// read as a time, it says so.
func whenSaid(i calendar.Interval) string {
	switch {
	case !i.IsZero():
		return i.Words()
	case i.Said == "":
		return "Not said"
	}
	return i.Words() + ". This could not be read as a time. It is saved as it was said, and when it happened stays not known until somebody corrects it."
}

// staffChoices are those who serve in the force, as a form finds them by name or
// number.
func (s *Server) staffChoices() []form.Choice {
	var out []form.Choice
	for _, st := range s.svc.Register().All() {
		if !st.Left && st.Partner == "" {
			out = append(out, form.Choice{Value: st.ID, Label: st.Known()})
		}
	}
	return out
}

// mayBeOurs reports whether somebody said that the other person works for the
// police, or that nobody knows (practice 1.2): unknown is not no.
func (r *report) mayBeOurs() bool {
	d := r.otherDetails()
	return d.Staff != "" || d.PoliceWorker.Given() && d.PoliceWorker.Value || d.PoliceWorker.Status == fact.AskedNotKnown
}

// otherDetails are what was said of the other person.
func (r *report) otherDetails() casefile.Details {
	other, _, _ := typed[casefile.PersonAdded](r, "x.")
	return other.Details
}

// guardians are those who can answer for a restricted case: professional
// standards, but for whoever the case is about.
func (r *report) guardians() []form.Choice {
	var out []form.Choice
	suspect := string(r.otherDetails().Staff)
	for _, st := range r.srv.svc.Register().All() {
		for _, h := range st.Roles {
			if h.Role == casefile.Standards && !st.Left && st.ID != suspect {
				out = append(out, form.Choice{Value: st.ID, Label: st.Known()})
			}
		}
	}
	return out
}

func (r *report) offerRestriction() ui.Component {
	pick := ui.Select{ID: "f-guardian", Name: fieldGuardian, Value: r.fields.Get(fieldGuardian), Label: ui.Label{Text: "Who guards it?"},
		Hint: ui.Hint{Text: "An officer of professional standards. They decide who may see it."}, Items: []ui.Option{{}}}
	for _, g := range r.guardians() {
		pick.Items = append(pick.Items, ui.Option{Value: g.Value, Text: g.Label})
	}
	return ui.Stack{
		ui.Radios{IDPrefix: "f-restrict", Name: fieldRestrict, Value: r.fields.Get(fieldRestrict), Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "The other person may work for the police. Restrict this case now?", Classes: "govuk-fieldset__legend--m"}},
			Hint:  ui.Hint{Text: "For everybody but the guardian and you it is then not there, from the first save."},
			Items: []ui.Choice{{Value: "yes", Text: "Yes, restrict it"}, {Value: "no", Text: "No"}}},
		pick,
	}
}
