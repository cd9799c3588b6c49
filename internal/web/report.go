package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
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

// reportStep is one page of a new report.
type reportStep struct {
	Name, Heading, Intro string
	Parts                []reportPart
}

// reportPart is what one page asks of one kind. Prefix keeps the kinds of a
// report apart; a part with Many is asked as often as there are incidents. Legend
// stands over a part that needs a heading of its own.
type reportPart struct {
	Prefix, Kind string
	Only         []string
	Timed, Many  bool
	Legend       string
}

// reportSteps are the pages in the order an officer talks: safety first, how it
// reached us last (screens, first response). Practice 1.11 wants any order and
// nothing pre-ticked; U1 wants FOUR, the risk and immediate safety in one saving.
var reportSteps = []reportStep{
	{"safe", "Safe now?", "If they are in danger now, act first and record afterwards. Leave anything you do not know; every page is kept as a draft as you go.", []reportPart{
		{Prefix: "s.", Kind: "ImmediateSafetyRecorded", Only: []string{"safe_to_speak", "safe_now", "suspect_near", "injured", "children_present", "weapons", "where", "action"}}}},
	{"victim", "Who it is happening to, and how to reach them safely", "", []reportPart{
		{Prefix: "v.", Kind: "PersonAdded", Only: []string{"details.name", "details.age", "details.phones", "details.emails", "details.addresses", "details.interpreter_needed"}},
		{Prefix: "c.", Kind: "SafeContactRecorded", Legend: "How to reach them safely",
			Only: []string{"channel", "number", "times", "may_leave_message", "withheld_number_frightens", "code_word", "suspect_can_see", "cautions"}}}},
	{"account", "What has happened", "First in their own words, as they say it. Then each incident, as well as it is known.", []reportPart{
		{Prefix: "a.", Kind: "AccountRecorded", Only: []string{"words", "mode"}},
		{Prefix: "i", Kind: "IncidentRecorded", Only: []string{"behaviours", "unwanted", "channel", "feared_violence", "repeats", "what"}, Timed: true, Many: true}}},
	{"other", "The other person", "It is fine if nobody knows who it is.", []reportPart{
		{Prefix: "p.", Kind: "PairRecorded", Only: []string{"kind", "label"}},
		{Prefix: "x.", Kind: "PersonAdded", Only: []string{"details.name", "details.aliases", "details.phones", "details.handles", "details.addresses", "details.vehicles", fieldOurs, "details.staff"}},
		{Prefix: "l.", Kind: "RelationshipRecorded", Only: []string{"relationship", "lived_together", "share_children"}}}},
	{"judge", "FOUR, and the risk", "From what you know so far. Both can be judged again at any time.", []reportPart{
		{Prefix: "f.", Kind: "FourAssessed", Legend: "Is it FOUR?", Only: []string{"fixated", "obsessive", "unwanted", "repeated", "reasons"}},
		{Prefix: "k.", Kind: "RiskAssessed", Legend: "How dangerous is it?", Only: []string{"tool", "tool_grade", "judgement", "reasons"}}}},
	{"check", "Check before you save", "", []reportPart{
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
	c := form.Context{Words: r.srv.words, Now: openedAt(r.fields, r.v.now), Prefix: prefix, Only: p.Only, Timed: p.Timed,
		Choices: map[string][]form.Choice{"staff": r.srv.staffChoices()}}
	if p.Kind == "FourAssessed" {
		c.Beside = r.srv.besideFour()
	}
	return c
}

// read reads one part back. A time that cannot be read never stops a report: it is
// kept as it was typed, not placed in time (DESIGN 1.3), and the last page says so.
func (r *report) read(p reportPart, prefix string) (form.Entry, []casefile.Problem) {
	c := r.context(p, prefix)
	e, problems := form.Parse(p.kind(), r.fields, c, nil)
	keep := problems[:0]
	for _, x := range problems {
		if x.Field == "occurred" {
			e.Occurred, e.Empty = calendar.Interval{Said: typedWhen(r.fields, c)}, false
			continue
		}
		keep = append(keep, x)
	}
	return e, keep
}

// typedWhen is all that was typed of when something was, as one line.
func typedWhen(fields url.Values, c form.Context) string {
	var out []string
	for _, box := range []string{"said", "from-day", "from-month", "from-year", "from-time", "to-day", "to-month", "to-year", "to-time"} {
		typed := strings.TrimSpace(fields.Get(c.Name("occurred", box)))
		if typed != "" && strings.HasPrefix(box, "to-") && !slices.Contains(out, "to") {
			out = append(out, "to")
		}
		if typed != "" {
			out = append(out, typed)
		}
	}
	return strings.Join(out, " ")
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
			_, problems := r.read(p, prefix)
			for _, x := range problems {
				x.Field = prefix + x.Field
				out = append(out, x)
			}
		}
	}
	return out
}
