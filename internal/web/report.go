package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// reportRoutes take a first report: six short pages in any order, none of which
// has to be filled in, kept as one draft until all is recorded together.
func (s *Server) reportRoutes() []route {
	return []route{
		{"GET", "/report", access.TakeReport, onSelf, casefile.Consultation, nil, s.reportStart},
		{"GET", "/report/{id}/{step}", access.TakeReport, onSelf, casefile.Consultation, nil, s.reportPage},
		{"POST", "/report/{id}/{step}", access.TakeReport, onSelf, casefile.Collection, nil, s.reportSave},
	}
}

// reportStep is one page of a new report.
type reportStep struct {
	Name, Heading, Intro string
	Parts                []reportPart
}

// reportPart is what one page asks of one kind. Prefix keeps the kinds of a
// report apart; a part with Many is asked as often as there are incidents.
type reportPart struct {
	Prefix, Kind string
	Only         []string
	Timed, Many  bool
}

// reportSteps are the pages in the order an officer talks (screens, first
// response); practice 1.11 wants any order and nothing pre-ticked.
var reportSteps = []reportStep{
	{"how", "How it reached us", "Leave anything you do not know. Every page is kept as a draft as you go.", []reportPart{
		{Prefix: "r.", Kind: "ReportReceived", Only: []string{"channel", "external", "other_works_for_police"}}}},
	{"safe", "Safe now?", "If they are in danger now, act first and record afterwards.", []reportPart{
		{Prefix: "s.", Kind: "ImmediateSafetyRecorded", Only: []string{"safe_to_speak", "safe_now", "suspect_near", "injured", "children_present", "weapons", "where", "action"}}}},
	{"victim", "Who it is happening to, and how to reach them safely", "", []reportPart{
		{Prefix: "v.", Kind: "PersonAdded", Only: []string{"details.name", "details.age", "details.phones", "details.addresses", "details.interpreter_needed"}},
		{Prefix: "c.", Kind: "SafeContactRecorded", Only: []string{"channel", "number", "times", "may_leave_message", "withheld_number_frightens", "code_word", "suspect_can_see", "cautions"}}}},
	{"account", "What has happened", "First in their own words, as they say it. Then each incident, as well as it is known.", []reportPart{
		{Prefix: "a.", Kind: "AccountRecorded", Only: []string{"words", "mode"}},
		{Prefix: "i", Kind: "IncidentRecorded", Only: []string{"behaviours", "channel", "feared_violence", "repeats", "what"}, Timed: true, Many: true}}},
	{"other", "The other person", "It is fine if nobody knows who it is.", []reportPart{
		{Prefix: "p.", Kind: "PairRecorded", Only: []string{"kind", "label"}},
		{Prefix: "x.", Kind: "PersonAdded", Only: []string{"details.name", "details.aliases", "details.phones", "details.handles", "details.addresses", "details.vehicles", "details.works_for_police"}},
		{Prefix: "l.", Kind: "RelationshipRecorded", Only: []string{"relationship", "lived_together", "share_children"}}}},
	{"check", "Check before you save", "", nil},
}

func stepNamed(name string) int {
	return slices.IndexFunc(reportSteps, func(r reportStep) bool { return r.Name == name })
}

// Fields of a report that belong to no kind.
const (
	fieldIncidents = "_incidents" // how many incidents the form asks for
	fieldRestrict  = "_restrict"  // "yes" closes the case to all but the guardian
	fieldGuardian  = "_guardian"
)

// most incidents a first report asks for; more are recorded on the case.
const mostIncidents = 12

// report is a new report half filled in.
type report struct {
	srv    *Server
	v      *visit
	id     string // of the draft and of the ReportReceived event
	fields url.Values
}

// reportStart begins a report. Nothing is kept before something is typed.
func (s *Server) reportStart(v *visit) (answer, error) {
	r := &report{s, v, newEntryID(), url.Values{fieldCase: {newEntryID()}, fieldOpened: {strconv.FormatInt(v.now.UnixMilli(), 10)}}}
	return r.page(0, http.StatusOK, nil)
}

func (s *Server) loadReport(v *visit) (*report, error) {
	d, ok, err := s.svc.LoadDraft(v.Context(), v.viewer.Staff.ID, v.PathValue("id"))
	if err != nil {
		return nil, err
	}
	if !ok || d.Kind != draftReport {
		return nil, casework.ErrNoCase
	}
	return &report{s, v, d.ID, url.Values(d.Fields)}, nil
}

func (s *Server) reportPage(v *visit) (answer, error) {
	r, err := s.loadReport(v)
	step := stepNamed(v.PathValue("step"))
	if err != nil || step < 0 {
		return answer{}, cmpErr(err, casework.ErrNoCase)
	}
	return r.page(step, http.StatusOK, nil)
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// saveReportPage puts one page's fields into the draft: what the page asks and no
// longer holds is taken out, what other pages ask stays.
func (s *Server) saveReportPage(v *visit, id string, sent url.Values) error {
	if !isEntryID(id) || !isEntryID(sent.Get(fieldCase)) {
		return errStale
	}
	d, ok, err := s.svc.LoadDraft(v.Context(), v.viewer.Staff.ID, id)
	if err != nil {
		return err
	}
	if !ok {
		d = casework.Draft{ID: id, CaseID: sent.Get(fieldCase), Kind: draftReport, Fields: map[string][]string{}}
	}
	if d.Kind != draftReport || d.CaseID != sent.Get(fieldCase) {
		return errStale
	}
	if step := stepNamed(sent.Get("_step")); step >= 0 {
		for name := range d.Fields {
			if reportSteps[step].asks(name) {
				delete(d.Fields, name)
			}
		}
	}
	for name, values := range sent {
		if name != fieldDo && name != "_step" && name != fieldKind {
			d.Fields[name] = values
		}
	}
	return s.svc.SaveDraft(v.Context(), v.viewer.Staff.ID, d)
}

// asks reports whether a field belongs to the step.
func (r reportStep) asks(name string) bool {
	for _, p := range r.Parts {
		rest, ok := strings.CutPrefix(name, p.Prefix)
		if !ok {
			continue
		}
		if !p.Many {
			return true
		}
		if n, _, cut := strings.Cut(rest, "."); cut {
			if _, err := strconv.Atoi(n); err == nil {
				return true
			}
		}
	}
	return false
}

// reportSave keeps a page and goes to the next, or records the whole.
func (s *Server) reportSave(v *visit) (answer, error) {
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	sent, id := v.PostForm, v.PathValue("id")
	step := stepNamed(v.PathValue("step"))
	if step < 0 {
		return answer{}, casework.ErrNoCase
	}
	sent.Set("_step", reportSteps[step].Name)
	do := sent.Get(fieldDo)
	if do == "incident" {
		sent.Set(fieldIncidents, strconv.Itoa(min(incidents(sent)+1, mostIncidents)))
	}
	if err := s.saveReportPage(v, id, sent); err != nil {
		return answer{}, err
	}
	r, err := s.loadReport(v)
	if err != nil {
		return answer{}, err
	}
	to := func(n int) answer { return answer{goTo: "/report/" + id + "/" + reportSteps[n].Name} }
	switch {
	case do == "draft":
		return answer{goTo: "/drafts"}, nil
	case strings.HasPrefix(do, "to-") && stepNamed(do[3:]) >= 0:
		return to(stepNamed(do[3:])), nil
	case step == len(reportSteps)-1:
		return r.record()
	}
	if problems := r.problemsOf(step); len(problems) > 0 {
		return r.page(step, http.StatusUnprocessableEntity, problems)
	}
	if do == "incident" {
		return to(step), nil
	}
	return to(step + 1), nil
}

func incidents(fields url.Values) int {
	n, err := strconv.Atoi(fields.Get(fieldIncidents))
	if err != nil {
		return 1
	}
	return min(max(n, 1), mostIncidents)
}

// prefixes are the field prefixes of a part: one, or one for each incident.
func (r *report) prefixes(p reportPart) []string {
	if !p.Many {
		return []string{p.Prefix}
	}
	var out []string
	for n := range incidents(r.fields) {
		out = append(out, p.Prefix+strconv.Itoa(n+1)+".")
	}
	return out
}

func (r *report) context(p reportPart, prefix string) form.Context {
	return form.Context{Words: r.srv.words, Now: openedAt(r.fields, r.v.now), Prefix: prefix, Only: p.Only, Timed: p.Timed}
}

func (p reportPart) kind() *casefile.Kind {
	k, _ := casefile.KindOf(p.Kind)
	return k
}

// problemsOf reads one page back; the fields of its problems carry the prefix.
func (r *report) problemsOf(step int) []casefile.Problem {
	var out []casefile.Problem
	for _, p := range reportSteps[step].Parts {
		for _, prefix := range r.prefixes(p) {
			_, problems := form.Parse(p.kind(), r.fields, r.context(p, prefix), nil)
			for _, x := range problems {
				x.Field = prefix + x.Field
				out = append(out, x)
			}
		}
	}
	return out
}

// page draws one step with the way to every other.
func (r *report) page(step, status int, problems []casefile.Problem) (answer, error) {
	st := reportSteps[step]
	body := ui.Stack{form.Hidden(url.Values{fieldCase: r.fields[fieldCase], fieldOpened: r.fields[fieldOpened], fieldKind: {draftReport}, "_step": {st.Name}})}
	if st.Name == "account" {
		body = append(body, form.Hidden(url.Values{fieldIncidents: {strconv.Itoa(incidents(r.fields))}}))
	}
	for _, p := range st.Parts {
		for n, prefix := range r.prefixes(p) {
			body = append(body, r.part(p, n, prefix, problems))
		}
	}
	if len(st.Parts) == 0 {
		body = append(body, r.answers()...)
	}
	body = append(body, r.buttons(step))
	if len(st.Parts) > 0 {
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
	fields := ui.Stack(form.Build(p.kind(), r.fields, c))
	switch {
	case p.Many:
		return ui.Fieldset{Legend: ui.Legend{Text: "Incident " + strconv.Itoa(n+1), Classes: "govuk-fieldset__legend--m"}, Body: fields, Classes: "fs-form-group"}
	case p.Kind == "SafeContactRecorded":
		return ui.Fieldset{Legend: ui.Legend{Text: "How to reach them safely", Classes: "govuk-fieldset__legend--m"}, Body: fields, Classes: "fs-form-group"}
	}
	return fields
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
