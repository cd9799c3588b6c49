package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// A call that is no emergency takes ninety seconds (practice 3.2): six questions in
// the order of speech, then what to record it as and the words for the incident
// log. The page is one of the report's own, so nothing is typed twice.

// keyed draws a question of which every answer stands open and has one key; often
// asks how often, which no field of an incident asks in one word.
const (
	keyed ownPart = "keyed"
	often ownPart = "often"
)

// fieldOften is how often it happened, as it is said on a call.
const (
	fieldOften   = "i1.often"
	oftenOnce    = "once"
	oftenSeveral = "several_days"
)

var callStep = reportStep{Name: stepCall, Heading: "Six questions", Short: "The call", Aside: true, Intro: "Leave anything you do not know. Saving tells you what to record it as.", Parts: []reportPart{
	{Prefix: "s.", Own: keyed, Kind: "ImmediateSafetyRecorded", Only: []string{"safe_to_speak"}},
	{Prefix: "s.", Own: keyed, Kind: "ImmediateSafetyRecorded", Only: []string{"safe_now"}},
	{Prefix: "l.", Own: keyed, Kind: "RelationshipRecorded", Only: []string{"relationship"}},
	{Prefix: "i1.", Own: keyed, Kind: "IncidentRecorded", Only: []string{"channel"}},
	{Prefix: "i1.", Own: often, Kind: "IncidentRecorded"},
	{Prefix: "i1.", Own: keyed, Kind: "IncidentRecorded", Only: []string{"unwanted"}},
	{Prefix: "a.", Own: account, Kind: "AccountRecorded", Only: []string{"words"}},
	{Prefix: "v.", Kind: "PersonAdded", Only: []string{"details.name", "details.phones"}},
	{Prefix: "o.", Kind: "ResponseGraded", Only: []string{"opening_code"}}}}

// asksOften are the answers to how often. What is no number is kept in words.
func (r *report) asksOften() ui.Component {
	status := func(code string) string { return r.srv.words.Code("Status", code) }
	return ui.Radios{IDPrefix: "f-i1-often", Name: fieldOften, Value: r.fields.Get(fieldOften), Classes: "govuk-radios--small fs-columns-of-choices",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "How often did it happen?", Classes: "govuk-fieldset__legend--s"}},
		Items: []ui.Choice{{Value: oftenOnce, Text: "Once"}, {Value: oftenSeveral, Text: "More than once, on different days"},
			{Value: "asked_not_known", Text: status("asked_not_known")}, {Value: "declined", Text: status("declined")}, {Text: status("not_asked")}}}
}

// keyed draws one question with all its answers open.
func (r *report) keyed(p reportPart) ui.Component {
	path := p.Only[0]
	name := p.Prefix + path
	out := ui.Radios{IDPrefix: "f-" + strings.NewReplacer(".", "-", "_", "-").Replace(name), Name: name, Value: r.fields.Get(name), Classes: "govuk-radios--small fs-columns-of-choices",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: r.srv.words.Field(p.Kind, path).Label, Classes: "govuk-fieldset__legend--s"}}}
	casefile.Walk(p.kind().Fields, func(f casefile.Field) {
		switch {
		case f.Path != path:
		case f.Shape == casefile.ShapeBool:
			out.Items = []ui.Choice{{Value: "true", Text: "Yes"}, {Value: "false", Text: "No"}}
		default:
			for _, c := range f.Codes {
				out.Items = append(out.Items, ui.Choice{Value: c, Text: r.srv.words.Code(f.Family, c)})
			}
		}
	})
	for _, st := range []string{"asked_not_known", "declined"} {
		out.Items = append(out.Items, ui.Choice{Value: "s:" + st, Text: r.srv.words.Code("Status", st)})
	}
	out.Items = append(out.Items, ui.Choice{Text: r.srv.words.Code("Status", "not_asked")})
	return out
}

// saidOften puts how often it happened into the first incident. Acts on different
// days lie at some time up to the call: when the first was, nobody has said.
func (r *report) saidOften(x *incidentEntry) bool {
	switch r.fields.Get(fieldOften) {
	case oftenOnce:
		x.data.Repeats.Least = max(x.data.Repeats.Least, 1)
	case oftenSeveral:
		x.data.Repeats.Least = max(x.data.Repeats.Least, 2)
		if x.entry.Occurred.IsZero() && x.entry.Occurred.Said == "" {
			x.entry.Occurred = calendar.Interval{To: openedAt(r.fields, r.v.now).UTC().Truncate(time.Second), Precision: calendar.Day, Said: "more than once, on different days"}
		}
	case "asked_not_known":
		x.data.Repeats.Words = orLine(x.data.Repeats.Words, "Asked how often, and not known.")
	case "declined":
		x.data.Repeats.Words = orLine(x.data.Repeats.Words, "Asked how often, and they would rather not say.")
	default:
		return false
	}
	return true
}

func orLine(have, otherwise casefile.Line) casefile.Line {
	if have != "" {
		return have
	}
	return otherwise
}

// presumed is the rule that a former partner's repeated conduct counts as stalking.
const presumed = "class.former_partner.presume_stalking"

// callAnswers are what the six answers come to, were they recorded now; nothing
// before any is given.
func (r *report) callAnswers() ui.Component {
	if !slices.ContainsFunc(callStep.Parts[:6], func(p reportPart) bool {
		return p.Own == often && r.fields.Get(fieldOften) != "" || p.Own == keyed && r.answered(p.Prefix+p.Only[0])
	}) {
		return nil
	}
	view := struct {
		Stalking         bool
		Say, Cite, Href  string
		Opening, Problem string
		Log              ui.Component
	}{Opening: strings.TrimSpace(r.fields.Get("o.opening_code"))}
	p, err := r.preview()
	if err != nil {
		view.Problem = "What was typed cannot be read as a report yet. Nothing is lost."
		return doorPart("call", view)
	}
	c := &caseView{CasePage: p, srv: r.srv, visit: r.v}
	cl := p.Edition.Clause(presumed)
	view.Stalking = cl != nil && slices.ContainsFunc(p.Findings.Advice, func(a guidance.Advice) bool {
		return slices.ContainsFunc(a.For, func(x guidance.Reason) bool { return x.Clause == presumed })
	})
	text := strings.Replace(c.logText(), p.Ref, "New report by phone, no reference yet", 1)
	text = strings.ReplaceAll(text, " in "+p.Ref, "")
	if view.Stalking {
		view.Say, view.Cite, view.Href = say(cl, guidance.Finding{}), atTheDoor(cl), "/guidance/"+cl.Key
		text += fmt.Sprintf("Record as stalking: former partner, more than one unwanted act (%s).\n", view.Cite)
	}
	if view.Opening != "" {
		text += "Opening code: " + view.Opening + ".\n"
	}
	view.Log = ui.CopyText{ID: "call-log", Label: "For the incident log", Text: text, Rows: 9}
	return doorPart("call", view)
}

// callButtons end the page: saving answers, recording files.
func (r *report) callButtons() ui.Component {
	return buttonGroup(ui.Stack{
		ui.Button{ID: "call-save", Text: "Save and see", PreventDoubleClick: true},
		ui.Button{Text: "Record the report", Name: fieldDo, Value: "record", Classes: "govuk-button--secondary", PreventDoubleClick: true},
		ui.Button{Text: "Save draft", Name: fieldDo, Value: "draft", Classes: "govuk-button--secondary"}})
}
