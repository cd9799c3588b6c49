package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// A plan on paper is in plain words or in Easy Read. Where it can be kept is asked
// first; unless the person chose otherwise it names no agency, no case and nobody, and
// says nowhere they have gone, because somebody else may find it.

// Fields of the form before a sheet.
const (
	fieldCopy    = "copy"    // where a copy is safe
	fieldWording = "wording" // plain or easy
	fieldFrom    = "from"    // yes: they chose that it may say who it is from
	fieldNames   = "names"   // yes: they chose that it may name people and say where they are
	fieldWords   = "words"   // what it says, as it may be changed for paper
	fieldSteps   = "step"
	fieldAdvised = "advice"
)

// wordings of a sheet.
const (
	plainWords = "plain"
	easyWords  = "easy"
)

// sheetAsked is one plan about to be put on paper.
type sheetAsked struct {
	*caseView
	person *casefile.Person
	plan   *casefile.SafetyPlan
	sent   url.Values
}

func (s *Server) openSheet(v *visit) (*sheetAsked, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return nil, err
	}
	p := c.Person(casefile.PersonID(v.PathValue("person")))
	if c.then || p == nil {
		return nil, casework.ErrNoCase
	}
	return &sheetAsked{caseView: c, person: p, plan: c.PlanOf(casefile.PersonID(p.ID))}, nil
}

// page is the address of the sheet.
func (a *sheetAsked) page() string {
	return casePath(a.Ref, "/safety/"+a.person.ID+"/sheet")
}

func (s *Server) sheetAsk(v *visit) (answer, error) {
	a, err := s.openSheet(v)
	if err != nil {
		return answer{}, err
	}
	return a.ask(nil)
}

// begin is what the form holds when it is opened: the plan as recorded, the steps a
// person has to do with, and the advice they were given.
func (a *sheetAsked) begin() url.Values {
	v := url.Values{fieldCopy: {string(a.plan.Data.Copy)}, fieldWording: {plainWords}, fieldWords: {string(a.plan.Data.Words)}}
	for _, m := range a.steps() {
		if !slices.Contains(behindTheScenes, m.Measure.Value) {
			v.Add(fieldSteps, m.ID)
		}
	}
	given := a.adviceGiven(casefile.PersonID(a.person.ID))
	for _, x := range a.srv.adviceOffered() {
		if given[x.Key()] != "" && x.Code != call999 {
			v.Add(fieldAdvised, x.Key())
		}
	}
	return v
}

// behindTheScenes are steps that say on paper that police are at work, or where
// somebody has gone: they are printed only where somebody asks for it.
var behindTheScenes = []casefile.SafetyMeasure{"address_marker", "patrols", "suspect_managed", "conditions_or_order", "somewhere_safe"}

func (a *sheetAsked) steps() []*casefile.Measure {
	var out []*casefile.Measure
	for i := range a.Measures {
		if m := &a.Measures[i]; string(m.Person) == a.person.ID && !(m.Settled && m.Outcome.Value != "done") {
			out = append(out, m)
		}
	}
	return out
}

// stepWords is a step as it stands on paper: what it is, and not whose it is.
func (a *sheetAsked) stepWords(m *casefile.Measure) string {
	if m.Data.What != "" {
		return string(m.Data.What)
	}
	return code(a.srv, "SafetyMeasure", m.Measure.Value)
}

// ask is the form before the sheet.
func (a *sheetAsked) ask(problems []casefile.Problem) (answer, error) {
	back := ui.BackLink{Text: "Back to safety", Href: casePath(a.Ref, "/safety")}
	var body ui.Component
	switch {
	case a.plan == nil:
		body = ui.Stack{empty("There is no plan for " + personName(a.person) + " yet, so there is nothing to put on paper."), optional(a.form("SafetyPlanMade", "person", a.person.ID), "Make a safety plan")}
	case !a.Can(casefile.ClassContact):
		body = a.withheld("Where a copy is safe, and the steps of the plan")
	default:
		if a.sent == nil {
			a.sent = a.begin()
		}
		body = a.asked()
	}
	made, err := a.answer("A copy on paper for "+personName(a.person), body)
	if err != nil {
		return made, err
	}
	made.page.Before, made.page.Narrow = back, true
	if len(problems) > 0 {
		made.status = http.StatusUnprocessableEntity
		made.page.Errors = problemSummary(problems, func(p casefile.Problem) string { return "#" + p.Field })
	}
	return made, nil
}

func (a *sheetAsked) asked() ui.Component {
	var steps, advice []ui.Choice
	for _, m := range a.steps() {
		steps = append(steps, ui.Choice{Value: m.ID, Text: a.stepWords(m)})
	}
	for _, x := range a.srv.adviceOffered() {
		if slices.Contains(a.sent[fieldAdvised], x.Key()) {
			advice = append(advice, ui.Choice{Value: x.Key(), Text: x.Plain})
		}
	}
	fields := ui.Stack{form.Hidden(form.Values{"_id": {newEntryID()}}),
		ui.Input{ID: fieldCopy, Name: fieldCopy, Value: a.sent.Get(fieldCopy), Label: ui.Label{Text: a.srv.words.Field("SafetyPlanMade", "copy_kept").Label, Classes: "govuk-label--s"},
			Hint: ui.Hint{Text: "Ask them now: who else could find it, at home, in a bag or in a car? If no place is safe, do not print one."}},
		ui.Radios{IDPrefix: fieldWording, Name: fieldWording, Value: a.sent.Get(fieldWording), Classes: "govuk-radios--small", Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Which wording suits them?", Classes: "govuk-fieldset__legend--s"}},
			Items: []ui.Choice{{Value: plainWords, Text: "Plain words"}, {Value: easyWords, Text: "Easy Read", Hint: ui.Hint{Text: "Large type, short sentences, one idea a line."}}}},
		ui.Radios{IDPrefix: fieldFrom, Name: fieldFrom, Value: orNot(a.sent.Get(fieldFrom), "no"), Classes: "govuk-radios--small", Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "May the paper say that it is from the police?", Classes: "govuk-fieldset__legend--s"}},
			Hint:  ui.Hint{Text: "Only if they choose it."},
			Items: []ui.Choice{{Value: "no", Text: "No"}, {Value: "yes", Text: "Yes, they chose it"}}},
		ui.Radios{IDPrefix: fieldNames, Name: fieldNames, Value: orNot(a.sent.Get(fieldNames), "no"), Classes: "govuk-radios--small", Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "May the paper name people, or say where they go to be safe?", Classes: "govuk-fieldset__legend--s"}},
			Hint:  ui.Hint{Text: "Only if they choose it. A place to hide is no longer one once it is on paper."},
			Items: []ui.Choice{{Value: "no", Text: "No"}, {Value: "yes", Text: "Yes, they chose it"}}},
		ui.Textarea{ID: fieldWords, Name: fieldWords, Value: a.sent.Get(fieldWords), Rows: 6, Label: ui.Label{Text: "What the paper says they do", Classes: "govuk-label--s"}, Hint: ui.Hint{Text: "From the plan. Change it for paper as they want it; the plan on record stays."}}}
	if len(steps) > 0 {
		fields = append(fields, ui.Checkboxes{IDPrefix: fieldSteps, Name: fieldSteps, Values: a.sent[fieldSteps], Items: steps, Classes: "govuk-checkboxes--small", Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Steps on the paper", Classes: "govuk-fieldset__legend--s"}}})
	}
	if len(advice) > 0 {
		fields = append(fields, ui.Checkboxes{IDPrefix: fieldAdvised, Name: fieldAdvised, Values: a.sent[fieldAdvised], Items: advice, Classes: "govuk-checkboxes--small", Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Advice on the paper, as it was given", Classes: "govuk-fieldset__legend--s"}}})
	}
	fields = append(fields, ui.Button{Text: "Show the paper", PreventDoubleClick: true})
	return ui.Stack{ui.WarningText{Text: "Paper can be found, photographed or read aloud by somebody else. Even without a name on it, a plan says what is feared. Ask first."}, form.Page{Action: a.page(), Body: fields}}
}

// sheetMake shows the paper, once it is known where it is safe. What they said of
// that is kept with the plan.
func (s *Server) sheetMake(v *visit) (answer, error) {
	a, err := s.openSheet(v)
	if err != nil {
		return answer{}, err
	}
	if a.form("SafetyPlanMade") == "" {
		return answer{}, casework.ErrNotAllowed
	}
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	id := v.PostForm.Get("_id")
	if !isEntryID(id) || a.plan == nil || !a.Can(casefile.ClassContact) {
		return answer{}, errStale
	}
	a.sent = v.PostForm
	kept := strings.TrimSpace(a.sent.Get(fieldCopy))
	sheet := a.sheet()
	var problems []casefile.Problem
	if kept == "" {
		problems = append(problems, casefile.Problem{Field: fieldCopy, Code: "not_asked", What: "Ask where a copy is safe before one is printed. If no place is safe, do not print one."})
	}
	if told := a.telling(sheet); len(told) > 0 {
		problems = append(problems, casefile.Problem{Field: fieldWords, Code: "telling", What: "Whoever finds the paper would read: " + strings.Join(told, ", ") + ". Change the words, leave the step out, or say that they chose it."})
	}
	if len(problems) > 0 || a.sent.Get(fieldDo) == "edit" {
		return a.ask(problems)
	}
	if kept != string(a.plan.Data.Copy) {
		if err := a.keep(v, id, kept); err != nil {
			return answer{}, err
		}
	}
	return a.shownSheet(sheet)
}

// keep corrects the plan by where a copy is safe.
func (a *sheetAsked) keep(v *visit, id, kept string) error {
	earlier, root := asItStands(a.History, a.plan.ID)
	if earlier == nil {
		return casework.ErrNoCase
	}
	data := a.plan.Data
	data.Copy = casefile.Line(kept)
	e, err := casefile.NewEvent(id, "", "SafetyPlanMade", data)
	if err != nil {
		return err
	}
	e.Source, e.Corrects, e.Reason, e.Occurred, e.Known = casefile.FromForm, root, "Where a copy is safe, asked before it was printed", earlier.Occurred, earlier.Known
	_, err = a.srv.svc.Record(v.Context(), v.viewer, casework.Acts{CaseID: a.ID, Base: a.Version, Events: []casefile.Event{e}})
	return err
}

// sheetPart is a heading and what stands under it.
type sheetPart struct {
	Title  string
	Blocks []sheetBlock
}

// sheetBlock is lines that belong together; in Easy Read a picture stands by them.
type sheetBlock struct {
	Picture, Alt string // the asset, and what it shows in words; empty in plain words
	Lines        []string
}

type sheetView struct {
	Title string
	Easy  bool
	Parts []sheetPart
	typed []string // what people typed of it
}

var sentenceOf = regexp.MustCompile(`[^.!?\n]+[.!?]*`)

// ideas are the sentences of a text, one a line.
func ideas(text string) []string {
	var out []string
	for _, x := range sentenceOf.FindAllString(text, -1) {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

// sheet is what stands on the paper.
func (a *sheetAsked) sheet() sheetView {
	w, easy := a.srv.words.Advice().Sheet, a.sent.Get(fieldWording) == easyWords
	say := w.Plain
	if easy {
		say = w.Easy
	}
	out := sheetView{Title: say.Title, Easy: easy}
	block := func(picture string, lines ...string) sheetBlock {
		if p := w.PictureOf(picture); easy && p.Key != "" {
			return sheetBlock{"picture-" + p.Key + ".svg", p.Alt, lines}
		}
		return sheetBlock{Lines: lines}
	}
	do := strings.Split(strings.TrimSpace(a.sent.Get(fieldWords)), "\n")
	if easy {
		do = ideas(a.sent.Get(fieldWords))
	}
	var others []string
	for _, m := range a.steps() {
		if slices.Contains(a.sent[fieldSteps], m.ID) {
			lines := []string{a.stepWords(m)}
			if easy {
				lines = ideas(lines[0])
			}
			others = append(others, lines...)
		}
	}
	out.typed = append(slices.Clone(do), others...)
	var help []sheetBlock
	for _, x := range a.srv.adviceOffered() {
		if !slices.Contains(a.sent[fieldAdvised], x.Key()) || x.Code == call999 {
			continue // every paper ends with how to call for help
		}
		if easy {
			help = append(help, block(x.Picture, x.Easy...))
		} else {
			help = append(help, block("", x.Plain))
		}
	}
	afraid := slices.Clone(say.AfraidLines)
	if a.sent.Get(fieldFrom) == "yes" {
		fill := strings.NewReplacer("{force}", a.srv.svc.Force(), "{ref}", a.Ref)
		afraid = append(afraid, fill.Replace(say.From), fill.Replace(say.Call))
	}
	for _, p := range []sheetPart{{say.Do, []sheetBlock{block(pictureDo, do...)}}, {say.Others, []sheetBlock{block(pictureOthers, others...)}}, {say.Help, help}, {say.Afraid, []sheetBlock{block(pictureAfraid, afraid...)}}} {
		for n := range p.Blocks {
			p.Blocks[n].Lines = slices.DeleteFunc(p.Blocks[n].Lines, func(l string) bool { return strings.TrimSpace(l) == "" })
		}
		if p.Blocks = slices.DeleteFunc(p.Blocks, func(b sheetBlock) bool { return len(b.Lines) == 0 }); len(p.Blocks) > 0 {
			out.Parts = append(out.Parts, p)
		}
	}
	return out
}

// call999 is advice that every paper gives by itself.
const call999 = "call_999_if_afraid"

// The pictures of the parts of a sheet that are not advice.
const (
	pictureDo     = "door"
	pictureOthers = "person"
	pictureAfraid = "999"
)

// longSentence is where Easy Read becomes hard to follow.
const longSentence = 12

// shownSheet is the paper as it prints, with what to heed before it is printed on
// the screen alone.
func (a *sheetAsked) shownSheet(sheet sheetView) (answer, error) {
	var long []string
	if sheet.Easy {
		for _, l := range sheet.typed {
			if len(strings.Fields(l)) > longSentence {
				long = append(long, l)
			}
		}
	}
	carried := form.Values{"_id": {newEntryID()}}
	for _, name := range []string{fieldCopy, fieldWording, fieldFrom, fieldNames, fieldWords, fieldSteps, fieldAdvised} {
		carried[name] = a.sent[name]
	}
	made, err := a.answer("", draw("safety-sheet", struct {
		sheetView
		Kept, Action, Back string
		Long               []string
		Carried            ui.Component
		Says               string
	}{sheet, strings.TrimSpace(a.sent.Get(fieldCopy)), a.page(), casePath(a.Ref, "/safety"), long, form.Hidden(carried), a.says(sheet)}))
	if err != nil {
		return made, err
	}
	made.page.Title, made.page.Alone, made.page.Banner = sheet.Title, true, nil
	return made, nil
}
