package web

import (
	"net/url"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
	"foursight/internal/words"
)

// page draws one step with the way to every other.
func (r *report) page(step, status int, problems []casefile.Problem) (answer, error) {
	st := reportSteps[step]
	from, err := r.begunFrom()
	if err != nil {
		return answer{}, err
	}
	body := ui.Stack{form.Hidden(url.Values{fieldCase: r.fields[fieldCase], fieldOpened: r.fields[fieldOpened], fieldBase: r.fields[fieldBase], fieldPair: r.fields[fieldPair], fieldKind: {r.draftKind()}, fieldStep: {st.Name}})}
	told := r.anySix() || r.accountStands() // something to show of a call
	r.caret = st.Name == stepCall && len(problems) == 0 && r.noneOfSix() && !r.accountStands()
	body = append(body, r.whoIsWho(step))
	switch st.Name {
	case stepActs:
		body = append(body, form.Hidden(url.Values{fieldIncidents: {strconv.Itoa(incidents(r.fields))}}), doorPart("enter", nil))
	case stepCall:
		body = append(body, doorPart("enter", nil)) // Enter in a box answers no question of what was said
	case stepLeave:
		r.presetChannel()
		body = append(body, doorPart("stay", nil)) // Enter in a box records nothing and leads nowhere
	}
	var same ui.Component
	var seen []casework.LookedAt
	if st.Name == stepLeave || st.Name == stepCall && r.namesSomebody() {
		same, seen = r.possiblySame(from)
	}
	if st.Name == stepLeave {
		leave, shift := ui.Component(nil), ui.Component(nil)
		if atTheScene(r.v.viewer) {
			lines := r.finishing()
			leave, shift = doorPart("leave", lines), doorPart("shift", lines)
		}
		body = append(append(body, leave, same), r.asked(step, problems)...)
		body = append(append(body, shift, r.cautioned()), r.answers()...)
	} else if st.Name == stepCall && !told { // the questions come first until one is answered, or something is said
		body = append(append(body, r.asked(step, problems)...), same)
	} else if st.Name == stepCall {
		body = append(append(body, r.callAnswers(from), same), r.asked(step, problems)...)
	} else {
		body = append(body, r.asked(step, problems)...)
	}
	if r.door != nil && st.Name == stepSafe {
		body = append(append(ui.Stack{body[0], doorPart("enter", nil)}, body[1:]...), doorPart("people", nil))
	}
	body = append(body, r.buttons(step), r.steps(step))
	page := ui.Page{Title: "New report", Heading: st.Heading, Caption: "New report: " + lower(st.Short), Narrow: true,
		Body: ui.Stack{introOf(st), begunPanel(from), r.say(st), form.Page{Class: classOf(st), ID: questions, Action: r.path(st.Name), Draft: "/draft/" + r.id, Body: body}}}
	if r.door != nil {
		r.door.frame(&page, st)
	}
	if len(problems) > 0 {
		page.Errors = problemSummary(problems, func(p casefile.Problem) string {
			if p.Field == "" {
				return ""
			}
			return "#" + form.Context{}.ID(p.Field)
		})
	}
	a := answer{page: &page, status: status, looks: begunLooks(r.v, from)}
	if len(seen) > 0 {
		a.looks = append(a.looks, r.v.look("shown", seen...))
	}
	if r.door != nil {
		look := r.door.Looked(r.v.route.method + " " + r.v.route.path)
		if st.Name == stepSafe {
			look.Reason = whereToGo
		}
		a.looks = append(a.looks, look)
	}
	return a, nil
}

// classOf sets the six questions closer than other forms.
func classOf(st reportStep) string {
	if st.Name == stepCall {
		return "fs-six"
	}
	return ""
}

func introOf(st reportStep) ui.Component {
	if st.Intro == "" {
		return nil
	}
	return paragraph(st.Intro)
}

// say is what could be said on a page, and folded away what is better not said
// (practice 3.3). Nobody has to use it.
func (r *report) say(st reportStep) ui.Component {
	door := r.srv.words.Doorstep()
	return doorPart("say", struct {
		Ask     []string
		Instead []words.Instead
	}{door.Ask[st.Name], door.InsteadOn(st.Name)})
}

// asked are all parts of a page.
func (r *report) asked(step int, problems []casefile.Problem) []ui.Component {
	var out []ui.Component
	for _, p := range r.parts(step) {
		out = append(out, r.drawn(p, problems)...)
	}
	return out
}

// drawn is one part as it stands on its page.
func (r *report) drawn(p reportPart, problems []casefile.Problem) []ui.Component {
	switch p.Own {
	case prompts:
		return []ui.Component{r.prompts()}
	case keyed:
		return []ui.Component{r.keyed(p)}
	case often:
		return []ui.Component{r.asksOften()}
	case toolAsks:
		return []ui.Component{r.asksTools()}
	case logNumber:
		return []ui.Component{ui.Details{SummaryText: p.Fold, Body: r.asksLogNumber(), Open: r.holds(p) || r.anySix()}}
	case account:
		if r.accountStands() {
			return []ui.Component{r.keptAccount()}
		}
	}
	var out []ui.Component
	before := 0
	if p.Many && r.door != nil {
		out, before = append(out, r.door.incidents()), r.door.acts()
	}
	for n, prefix := range r.prefixes(p) {
		out = append(out, r.part(p, before+n, prefix, problems))
	}
	return out
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
	c.Bare = legend != ""
	if c.First = p.First; p.Own == measures {
		c.First = []string{"words"}
	}
	if p.Many {
		legend = incidentTitle(n)
		c.First, c.Grouped = incidentFirst, map[string]form.Grouped{"behaviours": behavioursGrouped}
		c.Folds = incidentFolds
		r.putBreach(&c)
	}
	fields := ui.Stack{}
	if p.Hint != "" {
		fields = append(fields, doorPart("hint", p.Hint))
	}
	given := r.given(p)
	fields = append(fields, r.fieldsOf(p, c, given)...)
	switch p.Own {
	case cameraOff:
		fields = append(fields, r.whyOff())
	case measures:
		fields = append(fields, r.measures())
	case advise:
		fields = append(r.adviceToOffer(), fields...)
	case toolWay:
		fields = append(fields, r.waysToTools())
	}
	switch {
	case p.Fold != "":
		return ui.Stack{r.shownGiven(given), ui.Details{SummaryText: p.Fold, Body: fields, Open: len(c.Problems) > 0 || r.holds(p) || p.Kind == "ResponseGraded" && r.anySix()}}
	case legend == "":
		return fields
	}
	return ui.Fieldset{Legend: ui.Legend{Text: legend, Classes: "govuk-fieldset__legend--m"}, Body: fields, Classes: "fs-form-group"}
}

// holds reports whether anything of a part is answered by somebody: nothing of the
// kind is ever folded away.
func (r *report) holds(p reportPart) bool {
	if p.Own == toolWay && r.toolAnswered() {
		return true
	}
	for name, values := range r.fields {
		if p.asks(name) && !r.isPreset101(name) && strings.TrimSpace(strings.Join(values, "")) != "" {
			return true
		}
	}
	return false
}

func incidentTitle(n int) string { return "Incident " + strconv.Itoa(n+1) }

// whyOff asks why the camera is off: a victim may not want it, or it may put them
// in danger (APP 4.3).
func (r *report) whyOff() ui.Component {
	return ui.Input{ID: "f-b-off", Name: fieldCameraOff, Value: r.fields.Get(fieldCameraOff), Autocomplete: "off",
		Label: ui.Label{Text: "If the camera is off, why?", Classes: "govuk-label--s"}, Hint: ui.Hint{Text: "For example, the victim did not want to be filmed."}}
}

// measures asks which steps the visitor takes on: a step of a plan has somebody
// who does it.
func (r *report) measures() ui.Component {
	c := ui.Checkboxes{IDPrefix: "f-g-steps", Name: fieldMeasures, Values: r.fields[fieldMeasures], Classes: "govuk-checkboxes--small fs-columns-of-choices",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Which steps are you taking on?", Classes: "govuk-fieldset__legend--s"}},
		Hint:     ui.Hint{Text: "Each is recorded as yours to do. What others do can be added once the report is saved."}}
	for _, code := range casefile.SafetyMeasure("").Codes() {
		if r.door != nil && r.door.taken(code) != nil {
			continue
		}
		c.Items = append(c.Items, ui.Choice{Value: code, Text: r.srv.words.Code("SafetyMeasure", code)})
	}
	return c
}

// presetChannel offers how the report most likely came, where the officer's role
// says so and nothing was answered yet: whoever goes to people was told in person.
// A call handler is asked, 999 and 101 first among the answers.
func (r *report) presetChannel() {
	if r.door == nil && !r.fields.Has("r.channel") && r.v.viewer.Is(casefile.Responder) && !r.v.viewer.Is(casefile.CallHandler) {
		r.fields.Set("r.channel", string(casefile.InPerson))
	}
}

// steps leads to every other page; what is typed here is kept on the way.
func (r *report) steps(now int) ui.Component {
	var others ui.Stack
	for n, st := range reportSteps {
		if n != now && (st.Name != stepCall || r.door == nil && answersCalls(r.v.viewer)) {
			others = append(others, recordPart("step", st))
		}
	}
	if reportSteps[now].Name == stepCall {
		return ui.Details{SummaryText: "The other parts of a report", Body: recordPart("steps", others)}
	}
	return recordPart("steps", others)
}

func (r *report) buttons(step int) ui.Component {
	if reportSteps[step].Name == stepCall {
		return r.callButtons()
	}
	last := step == len(reportSteps)-1
	text := "Save and go on"
	switch {
	case last && r.door != nil:
		text = "Record it"
	case last:
		text = "Record the report"
	}
	group := ui.Stack{ui.Button{Text: text, PreventDoubleClick: true}}
	if reportSteps[step].Name == stepActs && incidents(r.fields) < mostIncidents {
		group = append(group, ui.Button{Text: "Add another incident", Name: fieldDo, Value: "incident", Classes: "govuk-button--secondary"})
	}
	if reportSteps[step].Name == stepJudge { // it is aside: whoever has the time is asked
		group = append(group, ui.Button{Text: "More about both first", Name: fieldDo, Value: "to-" + stepPeople, Classes: "govuk-button--secondary"})
	}
	if !last {
		group = append(group, ui.Button{Text: "Finish and save now", Name: fieldDo, Value: "to-" + stepLeave, Classes: "govuk-button--secondary"})
	}
	if last {
		group = append(group, r.sends()...)
	}
	group = append(group, ui.Button{Text: "Save draft", Name: fieldDo, Value: "draft", Classes: "govuk-button--secondary"})
	return buttonGroup(group)
}
