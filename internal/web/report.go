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

// reportStep is one page of a report. Short is how the way to it is called. A page
// Aside is not on the way: what it asks can wait till the way has been gone.
type reportStep struct {
	Name, Heading, Short, Intro string
	Aside                       bool
	Parts                       []reportPart
}

// The steps by name, in the order an officer talks: safety first, then their own
// words, then what the words point to (screens, first response).
const (
	stepSafe    = "safe"
	stepAccount = "account"
	stepActs    = "acts"
	stepTool    = "tool"
	stepJudge   = "judge"
	stepPeople  = "people"
	stepThem    = "them"
	stepLeave   = "leave"
	stepCall    = "call"
)

// reportSteps are the pages of a report. Practice 1.11 wants any order and nothing
// pre-ticked, 1.15 the account before anything it points to; U1 wants FOUR, the
// risk and immediate safety in one saving of fourteen taps. So what that saving
// needs stands on five of them, and what can wait on one aside.
var reportSteps = []reportStep{
	{Name: stepSafe, Heading: "Safe now?", Short: "Safe now", Intro: "If they are in danger, act first and record afterwards. Leave anything you do not know: every page is kept as you go.", Parts: []reportPart{
		{Prefix: "b.", Kind: "EvidenceAdded", Only: []string{"reference", "marked_for_retention"}, Legend: "Is your camera on?"},
		{Prefix: "b.", Kind: "EvidenceAdded", Only: []string{"retention_until"}, Own: cameraOff, Fold: "The camera is off, or the video is kept till a day"},
		{Prefix: "s.", Kind: "ImmediateSafetyRecorded", Legend: "Are they safe?", Only: []string{"safe_to_speak", "safe_now", "suspect_near", "injured", "children_present", "weapons", "where", "action"}}}},
	{Name: stepAccount, Heading: "In their own words", Short: "Their own words", Intro: "Write it as it is said, before you ask about any part of it.", Parts: []reportPart{
		{Prefix: "v.", Kind: "PersonAdded", Only: []string{"details.name"}},
		{Prefix: "a.", Own: account, Kind: "AccountRecorded", Only: []string{"words"}},
		{Prefix: "a.", Kind: "AccountRecorded", Only: []string{"mode"}}, // open: it tells whether an officer has spoken with them
		{Prefix: "a.", Kind: "AccountRecorded", Only: []string{"not_given", "why_not_given"}, Fold: "They did not tell you"},
		{Prefix: "a.", Kind: "AccountRecorded", Only: []string{"brief_only", "interview_planned", "supporter_present"}, Fold: "More about how it was taken"}}},
	{Name: stepActs, Heading: "What happened, and who did it", Short: "What happened", Parts: []reportPart{
		{Own: prompts},
		{Prefix: "x.", Kind: "PersonAdded", Only: []string{"details.name", fieldOurs}, Legend: "The other person", Hint: "It is fine if nobody knows who it is."},
		{Prefix: "x.", Kind: "PersonAdded", Only: []string{"details.staff"}, Fold: "They work for us"},
		{Prefix: "l.", Kind: "RelationshipRecorded", Only: []string{"relationship"}},
		{Prefix: "i", Own: breaks, Kind: "IncidentRecorded", Only: []string{"when_not_said", "behaviours", "unwanted", "channel", "feared_violence", "breaches_order_or_bail", "what",
			"repeats", "place", "in_public", "because_of_sex", "harassment_kinds", "target", "attribution", "through_others", "victims_response"}, Timed: true, Many: true}}},
	toolStep,
	{Name: stepJudge, Heading: "FOUR, and the risk", Short: "FOUR and the risk", Intro: "From what you know so far. Both can be judged again at any time.", Parts: []reportPart{
		{Prefix: "f.", Kind: "FourAssessed", Legend: "Is it FOUR?", Only: []string{"fixated", "obsessive", "unwanted", "repeated", "reasons"}},
		{Prefix: "f.", Kind: "FourAssessed", Only: []string{"focus_on_person", "consumes_daily_life", "routine_changed", "would_stop_if_resolved", "effort"}, Fold: "Four more questions that tell stalking from harassment"},
		{Prefix: "k.", Kind: "RiskAssessed", Legend: "How dangerous is it?", Only: []string{"judgement", "reasons", "victim_view_asked", "victim_view"}},
		{Prefix: "k.", Own: toolWay, Kind: "RiskAssessed", Only: []string{"tool", "tool_grade", "tool_reference"}, Fold: "A risk tool: the one used, or its questions"}}},
	{Name: stepPeople, Heading: "More about both of them", Short: "More about both", Intro: "Only what matters tonight. All of it can be added later.", Aside: true, Parts: []reportPart{
		{Prefix: "v.", Kind: "PersonAdded", Legend: "The victim", Only: []string{"details.age", "details.phones", "details.emails", "details.addresses", "details.interpreter_needed"}},
		{Prefix: "x.", Kind: "PersonAdded", Legend: "The other person", Only: []string{"details.age", "details.aliases", "details.phones", "details.handles", "details.addresses", "details.vehicles"}},
		{Prefix: "l.", Kind: "RelationshipRecorded", Only: []string{"lived_together", "share_children"}},
		{Prefix: "p.", Kind: "PairRecorded", Only: []string{"kind", "label"}, Fold: "Several people, or nobody known"}}},
	themStep,
	callStep,
	{Name: stepLeave, Heading: "Before you leave", Short: "Plan, and finish", Parts: []reportPart{
		{Prefix: "g.", Own: measures, Kind: "SafetyPlanMade", Only: []string{"words", "agreed_with_them"}, Legend: "The plan for tonight"},
		{Prefix: "g.", Kind: "SafetyPlanMade", Only: []string{"copy_kept", "review_on"}, Fold: "A copy, and when it is looked at again"},
		{Prefix: "d.", Own: advise, Kind: "AdviceGiven", Only: []string{"safe_to_follow"}, Fold: "Advice to offer"},
		{Prefix: "c.", Kind: "SafeContactRecorded", Legend: "How to reach them safely", Only: []string{"channel", "number", "times", "may_leave_message", "withheld_number_frightens"}},
		{Prefix: "c.", Kind: "SafeContactRecorded", Only: []string{"ask_for", "code_word", "suspect_can_see", "others_at_home", "cautions"}, Fold: "More about reaching them"},
		{Prefix: "r.", Kind: "ReportReceived", Legend: "How it reached us", Only: []string{"channel", "external"}}}},
}

// fieldOurs asks whether somebody is one of our own (practice 1.2).
const fieldOurs = "details.works_for_police"

func stepNamed(name string) int {
	return slices.IndexFunc(reportSteps, func(r reportStep) bool { return r.Name == name })
}

// Fields of a report that belong to no kind.
const (
	fieldIncidents = "_incidents" // how many incidents the form asks for
	fieldRestrict  = "_restrict"  // "yes" closes the case to all but the guardian
	fieldGuardian  = "_guardian"
	fieldStep      = "_step"
	fieldKeptAt    = "_kept-at" // when the account was kept, in milliseconds: from then on its words stand
	fieldCarried   = "_carried" // what the box of a call had put among their words: nobody has said it yet
	fieldDropped   = "_dropped" // behaviours whose open question was set aside
)

// most incidents a first report asks for; more are recorded on the case.
const mostIncidents = 12

// report is one report half filled in.
type report struct {
	srv    *Server
	v      *visit
	id     string // of the draft, and of a new report's first event
	fields url.Values
	caret  bool      // the first of the six questions has the caret
	door   *doorstep // the case it goes on with; nil for a new report

	foreseen func() (*casework.CasePage, error)
	origin   []callCase // what it was begun from, once that was asked for
}

// reportStart begins a report. Nothing is kept before something is typed.
func (s *Server) reportStart(v *visit) (answer, error) {
	r := &report{srv: s, v: v, id: newEntryID(), fields: url.Values{fieldCase: {newEntryID()}, fieldOpened: {strconv.FormatInt(v.now.UnixMilli(), 10)}}}
	if v.URL.Query().Get("as") == stepCall {
		preset101(r.fields)
		return r.page(stepNamed(stepCall), http.StatusOK, nil)
	}
	return r.page(0, http.StatusOK, nil)
}

// load reads what was kept of the report.
func (r *report) load() error {
	d, ok, err := r.srv.svc.LoadDraft(r.v.Context(), r.v.viewer.Staff.ID, r.id)
	if err != nil {
		return err
	}
	if !ok || d.Kind != r.draftKind() || r.door != nil && d.CaseID != r.door.ID {
		return casework.ErrNoCase
	}
	r.fields = url.Values(d.Fields)
	if r.door != nil && !r.door.choose(r.fields.Get(fieldPair)) {
		return casework.ErrNoCase // that pair was taken back since
	}
	return nil
}

func (s *Server) reportPage(v *visit) (answer, error) {
	return (&report{srv: s, v: v, id: v.PathValue("id")}).kept()
}

// kept is the page of the address with what was kept of the report.
func (r *report) kept() (answer, error) {
	err := r.load()
	step := r.stepAt(r.v.PathValue("step"))
	if err != nil || step < 0 {
		return answer{}, cmpErr(err, casework.ErrNoCase)
	}
	return r.page(step, http.StatusOK, nil)
}

// stepAt is the place of a page of this report; below zero for none.
func (r *report) stepAt(name string) int {
	if r.door != nil && name == stepCall {
		return -1
	}
	return stepNamed(name)
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// saveReportPage puts one page's fields into the draft: what the page asks and no
// longer holds is taken out, what other pages ask stays. An account that was kept
// stands as it was said.
func (s *Server) saveReportPage(v *visit, kind, id string, sent url.Values) error {
	if !isEntryID(id) || !isEntryID(sent.Get(fieldCase)) {
		return errStale
	}
	d, ok, err := s.svc.LoadDraft(v.Context(), v.viewer.Staff.ID, id)
	if err != nil {
		return err
	}
	if !ok {
		d = casework.Draft{ID: id, CaseID: sent.Get(fieldCase), Kind: kind, Fields: map[string][]string{}}
	}
	if d.Kind != kind || d.CaseID != sent.Get(fieldCase) {
		return errStale
	}
	mergePage(d.Fields, sent)
	return s.svc.SaveDraft(v.Context(), v.viewer.Staff.ID, d)
}

// mergePage puts what one page sent among the fields of all pages.
func mergePage(all map[string][]string, sent url.Values) {
	settleBreaks(sent)
	stands := len(all[fieldKeptAt]) > 0
	before := stands && sent.Has(accountWords) && !sent.Has(accountMore) // a page from before the account was kept has no box for what was added
	if step := stepNamed(sent.Get(fieldStep)); step >= 0 {
		for name := range all {
			if reportSteps[step].asks(name) && !(stands && name == accountWords) && !(before && name == accountMore) {
				delete(all, name)
			}
		}
	}
	for name, values := range sent {
		switch {
		case name == fieldDo, name == fieldStep, name == fieldKind, name == fieldKeptAt, name == fieldCarried, name == fieldDropped, name == fieldBegun, notKept(name):
		case stands && name == accountWords:
		default:
			all[name] = values
		}
	}
}

// reportSave keeps a page and goes to the next, or records the whole.
func (s *Server) reportSave(v *visit) (answer, error) {
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	return (&report{srv: s, v: v, id: v.PathValue("id")}).save(v.PostForm)
}

func (r *report) save(sent url.Values) (answer, error) {
	step := r.stepAt(r.v.PathValue("step"))
	if step < 0 {
		return answer{}, casework.ErrNoCase
	}
	sent.Set(fieldStep, reportSteps[step].Name)
	do := sent.Get(fieldDo)
	if do == "incident" {
		sent.Set(fieldIncidents, strconv.Itoa(min(incidents(sent)+1, mostIncidents)))
	}
	if err := r.srv.saveReportPage(r.v, r.draftKind(), r.id, sent); err != nil {
		return answer{}, err
	}
	if err := r.load(); err != nil {
		return answer{}, err
	}
	changed := r.keepAccount(step, do, sent)
	if r.door == nil && r.settleNames(sent, do) {
		changed = true
	}
	if r.settle(step, do) || changed {
		if err := r.keep(); err != nil {
			return answer{}, err
		}
	}
	to := func(n int) answer { return answer{goTo: r.path(reportSteps[n].Name)} }
	switch {
	case do == "draft":
		return answer{goTo: "/drafts"}, nil
	case strings.HasPrefix(do, doOther):
		return to(step), nil
	case isPrompt(do):
		return r.afterPrompt(step, do), nil
	case r.door != nil && r.door.leadsTo(do) != "":
		return answer{goTo: r.door.leadsTo(do)}, nil
	case strings.HasPrefix(do, "to-"), strings.HasPrefix(do, doDuty):
		if n, at, ok := r.toPage(do); ok {
			return answer{goTo: r.path(reportSteps[n].Name) + at}, nil
		}
		return to(step), nil // it leads nowhere any more
	case step == len(reportSteps)-1, do == "record", do == doSend, do == doPhoto:
		return r.record(do)
	}
	if problems := r.problemsOf(step); len(problems) > 0 {
		return r.page(step, http.StatusUnprocessableEntity, problems)
	}
	if do == "incident" || reportSteps[step].Name == stepCall {
		return to(step), nil
	}
	return to(after(step)), nil
}

// after is the page that follows on the way.
func after(step int) int {
	for step++; reportSteps[step].Aside; step++ {
	}
	return step
}

// settle does what a page's buttons do beside going on: a question is taken up or set
// aside. It reports whether that changed the report.
func (r *report) settle(step int, do string) bool {
	changed := false
	if isPrompt(do) {
		r.answerPrompt(do)
		changed = true
	}
	if reportSteps[step].Name == stepCall {
		changed = nameLog(r.fields) || changed
	}
	return changed
}

// keep saves the report as it stands, as a draft.
func (r *report) keep() error {
	return r.srv.svc.SaveDraft(r.v.Context(), r.v.viewer.Staff.ID, casework.Draft{ID: r.id, CaseID: r.fields.Get(fieldCase), Kind: r.draftKind(), Fields: r.fields})
}

func incidents(fields url.Values) int {
	n, err := strconv.Atoi(fields.Get(fieldIncidents))
	if err != nil {
		return 1
	}
	return min(max(n, 1), mostIncidents)
}

// problemsOf reads one page back; the fields of its problems carry the prefix.
func (r *report) problemsOf(step int) []casefile.Problem {
	var out []casefile.Problem
	for _, p := range r.parts(step) {
		for _, prefix := range r.prefixes(p) {
			_, problems := r.read(p, prefix)
			for _, x := range problems {
				x.Field = prefix + x.Field
				out = append(out, x)
			}
		}
	}
	return out
}

// parts are those of a step that the visitor may record; whether they are safe comes
// first at the door of somebody who was not.
func (r *report) parts(step int) []reportPart {
	out := slices.DeleteFunc(slices.Clone(reportSteps[step].Parts), func(p reportPart) bool {
		if p.Prefix == "b." && !r.v.viewer.Is(casefile.Responder) {
			return true // who answers calls wears no camera
		}
		if r.door != nil && r.door.settled(p) {
			return true
		}
		if p.Own == toolAsks {
			return !mayJudge(r.v.viewer)
		}
		return p.Kind != "" && !slices.ContainsFunc(r.v.viewer.Roles, p.kind().MayRecord)
	})
	slices.SortStableFunc(out, func(a, b reportPart) int {
		return first(r.door.asksAgain(a, "safe_now"), r.door.asksAgain(b, "safe_now"))
	})
	return out
}

// context is what the forms of a part need.
func (r *report) context(p reportPart, prefix string) form.Context {
	c := form.Context{Words: r.srv.words, Now: openedAt(r.fields, r.v.now), Prefix: prefix, Only: p.Only, Timed: p.Timed,
		Choices: map[string][]form.Choice{"staff": r.srv.staffChoices()}}
	if p.Prefix == "x." {
		c.NoHint = map[string]bool{victimsNumbers: true}
	}
	if p.Kind == "RiskAssessed" && r.fields.Get("k.tool_grade") == "" { // there is nothing to say of a tool that gives none
		c.Hide = hiddenByTool(r.srv.tools.Of(casefile.Tool(r.fields.Get("k.tool"))))
	}
	if p.Kind == "FourAssessed" {
		c.Beside = r.srv.besideFour()
	}
	return c
}
