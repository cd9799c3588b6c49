package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// checkRoutes are the background checks of a case on one page: every system against
// every person, address, number, account and vehicle there is; several asked in one go, each
// answer one tap and its words (APP 4.3.1, practice 1.10).
func (s *Server) checkRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/checks", access.SeeCase, onCase, casefile.Consultation, everyClass, s.checksPage},
		{"POST", "/case/{ref}/checks", access.RecordOn, onCase, casefile.Collection, everyClass, s.checksStep},
	}
}

// Fields of the page's forms.
const (
	fieldTick  = "tick"     // "<subject's place>/<system>"
	fieldOther = "other"    // an address, number, account or vehicle that is not on record
	fieldOn    = "other_on" // what it is
	fieldCheck = "check"
	fieldText  = "text"
	allOf      = "all-" // what a button says of one subject: everything that is left
	otherPlace = "other"
)

func (s *Server) checksPage(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	return c.checksAnswer(nil)
}

func (c *caseView) checksAnswer(problems []casefile.Problem) (answer, error) {
	page := c.checksModel(problems)
	a, err := c.answer("Background checks", draw("checks-page", page))
	if err != nil || len(problems) == 0 {
		return a, err
	}
	a.status = http.StatusUnprocessableEntity
	a.page.Errors = problemSummary(problems, func(p casefile.Problem) string {
		ctx := c.askContext(nil)
		switch {
		case p.Field == "":
			return ""
		case slices.Contains(ctx.Only, p.Field):
			return "#" + ctx.ID(p.Field)
		}
		return "#" + p.Field
	})
	return a, nil
}

// checksView is what the page's template draws.
type checksView struct {
	Lead    string // what is counted
	Counts  []checkCount
	Waiting []waitingCheck
	Failed  []failedCheck // nobody has said why
	Groups  []checkGroup
	Hidden  bool // numbers, addresses and accounts are withheld from the visitor
	Glass   string
	MayAsk  bool
	Unnamed bool // somebody's conduct is reported and nobody is named for it
	Action  string
	Entry   string
	Once    ui.Component // who is asked, and by when: once for all that are asked
	Other   ui.Component
	OtherOn ui.Component
	Systems []tickBox // for something that is not on record
}

// checkCount is one of the five states and how many checks are in it.
type checkCount struct {
	Class, Sign, Words string
	N                  int
	To                 string // where on the page they are dealt with
}

// waitingCheck is a check whose answer has not come, with the form that records it.
type waitingCheck struct {
	ID, What, Said, Late string
	Entry, Action, Text  string
	Request              string // its entry, which shows the number or account when that is asked for
	Forms                bool
}

// failedCheck is a check that could not be done, before anybody said why.
type failedCheck struct{ ID, What, Said, Entry, Action, Text, Back string }

// checkGroup is one person or thing and every system.
type checkGroup struct {
	Place, Name, Line string
	Note              string
	List              ui.CheckList
	Left              int // not asked, or failed
	Open              bool
}

type tickBox struct{ ID, Value, Text string }

func (c *caseView) checksModel(problems []casefile.Problem) checksView {
	may := c.form("CheckRequested") != ""
	page := checksView{Hidden: !c.Can(casefile.ClassContact), Glass: c.glassHref(), MayAsk: may, Action: "/case/" + url.PathEscape(c.Ref) + "/checks", Entry: newEntryID()}
	count := map[ui.Outcome]int{}
	for n, x := range c.checkSubjects() {
		g := checkGroup{Place: x.place, Name: capital(x.name), Note: x.note, Open: n < 2}
		of := map[ui.Outcome]int{}
		for _, sys := range systems() {
			state := c.stateOf(x, sys)
			of[state.Outcome]++
			count[state.Outcome]++
			if may && x.askable() && (state.Outcome == ui.NotDone || state.Outcome == ui.Failed) {
				state.Tick = &ui.Tick{ID: "tick-" + x.place + "-" + string(sys), Name: fieldTick, Value: x.place + "/" + string(sys)}
				g.Left++
			}
			g.List = append(g.List, state)
		}
		g.Line = countLine(of)
		page.Groups = append(page.Groups, g)
		page.Unnamed = page.Unnamed || x.on == "actor" && (x.person == "" || c.UnknownAs(x.person) != "")
	}
	page.Lead = fmt.Sprintf("%d systems, on each of the %d people, addresses, numbers, accounts and vehicles below: %d checks.", len(systems()), len(page.Groups), len(systems())*len(page.Groups))
	for _, o := range outcomeOrder {
		look := o.Look()
		n := checkCount{look.Class, look.Sign, look.Words, count[o], ""}
		switch {
		case n.N == 0:
		case o == ui.NotDone && may:
			n.To = "#subjects-title"
		case o == ui.Asked:
			n.To = "#waiting-title"
		}
		page.Counts = append(page.Counts, n)
	}
	for _, k := range c.latestChecks("") {
		if k.State == casefile.StateAsked {
			page.Waiting = append(page.Waiting, c.waiting(k))
		}
		if e := c.failing(k); e != nil && k.Failure == "" && c.form("CheckFailed") != "" {
			page.Failed = append(page.Failed, failedCheck{k.ID, code(c.srv, "System", k.System) + ", on " + c.checkedOn(k), "Recorded as failed " + when(e.Recorded) + " by " + c.staffName(e.Actor) + ".",
				newEntryID(), page.Action, "", c.form("CheckFailed", "corrects", e.Root(), "withdraw", "yes")})
		}
	}
	slices.SortStableFunc(page.Waiting, func(a, b waitingCheck) int { return strings.Compare(b.Late, a.Late) })
	if may {
		c.askFields(&page, problems)
	}
	return page
}

// askFields are the fields that stand once for all checks asked in one go.
func (c *caseView) askFields(page *checksView, problems []casefile.Problem) {
	sent := c.visit.PostForm
	k, _ := casefile.KindOf("CheckRequested")
	page.Once = ui.Stack(form.Build(k, form.Values(sent), c.askContext(problems)))
	page.Other = ui.Input{ID: fieldOther, Name: fieldOther, Value: sent.Get(fieldOther), Label: ui.Label{Text: c.srv.words.Field("CheckRequested", "subject").Label}}
	on := ui.Radios{IDPrefix: fieldOn, Name: fieldOn, Value: sent.Get(fieldOn), Classes: "govuk-radios--small", Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "What is it?", Classes: "govuk-fieldset__legend--s"}}}
	for _, kind := range things {
		on.Items = append(on.Items, ui.Choice{Value: string(kind), Text: code(c.srv, "SubjectKind", kind), Hint: ui.Hint{Text: c.srv.words.CodeHint("SubjectKind", string(kind))}})
	}
	page.OtherOn = on
	for _, sys := range systems() {
		page.Systems = append(page.Systems, tickBox{"tick-" + otherPlace + "-" + string(sys), otherPlace + "/" + string(sys), code(c.srv, "System", sys)})
	}
}

// askContext is the kind's own form, less what the ticks say.
func (c *caseView) askContext(problems []casefile.Problem) form.Context {
	return form.Context{Words: c.srv.words, Now: c.At, Only: []string{"asked_of", "answer_due"}, Problems: problems}
}

func (c *caseView) waiting(k *casefile.Check) waitingCheck {
	w := waitingCheck{ID: k.ID, What: code(c.srv, "System", k.System) + ", on " + c.checkedOn(k), Said: c.askedWords(k), Entry: newEntryID(), Request: c.entryHref(k.ID),
		Action: "/case/" + url.PathEscape(c.Ref) + "/checks", Forms: c.form("CheckCompleted") != ""}
	if !k.Due.IsZero() && k.Due.Before(calendar.DateOf(c.At)) {
		w.Late = "The answer was due " + k.Due.Short() + " and has not come."
	}
	if c.visit.PostForm.Get(fieldCheck) == k.ID {
		w.Text = c.visit.PostForm.Get(fieldText)
	}
	return w
}

// checksStep records what one button says: the checks ticked, or one answer.
func (s *Server) checksStep(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	if c.form("CheckRequested") == "" {
		k, _ := casefile.KindOf("CheckRequested")
		return answer{}, s.notYours(c.CasePage, k)
	}
	id, err := v.sentID("_id")
	if err != nil {
		return answer{}, err
	}
	var events []casefile.Event
	var problems []casefile.Problem
	if v.PostForm.Has(fieldCheck) {
		events, problems, err = c.settled(id, v.PostForm)
	} else {
		events, problems, err = c.askedFor(id, v.PostForm)
	}
	if err != nil {
		return answer{}, err
	}
	if len(problems) > 0 {
		return c.checksAnswer(problems)
	}
	id = events[len(events)-1].ID
	events = slices.DeleteFunc(events, func(e casefile.Event) bool { _, _, _, ok := c.find(e.ID); return ok }) // sent twice
	if len(events) > 0 {
		if _, err := s.svc.Record(v.Context(), v.viewer, casework.Acts{CaseID: c.ID, Base: c.Version, Events: events}); err != nil {
			if problems, ok := refusalOf(err); ok {
				return c.checksAnswer(problems)
			}
			return answer{}, err
		}
	}
	return answer{goTo: casePath(c.Ref, "/checks?done="+id)}, nil
}

// askedFor are the requests for what was ticked. Each one's id follows from the
// page's and from what is checked, so that a form sent twice asks once.
func (c *caseView) askedFor(id string, sent url.Values) ([]casefile.Event, []casefile.Problem, error) {
	once, problems, err := c.askedOnce(sent)
	if err != nil {
		return nil, nil, err
	}
	place, all := strings.CutPrefix(sent.Get(fieldDo), allOf)
	var out []casefile.Event
	ask := func(x checkSubject, sys casefile.System) error {
		e, err := casefile.NewEvent(derivedID(id, x.place, string(sys)), "", "CheckRequested", casefile.CheckRequested{System: sys, On: x.on, Person: x.person,
			Subject: x.value, Asked: once.Asked, Due: once.Due})
		e.Source = casefile.FromForm
		out = append(out, e)
		return err
	}
	for _, x := range append(c.checkSubjects(), otherSubject(sent)) {
		for _, sys := range systems() {
			ticked := slices.Contains(sent[fieldTick], x.place+"/"+string(sys))
			if all {
				o := c.stateOf(x, sys).Outcome
				if _, _, _, twice := c.find(derivedID(id, x.place, string(sys))); twice {
					o = ui.NotDone // as it was when the button was pressed
				}
				ticked = x.place == place && x.askable() && (o == ui.NotDone || o == ui.Failed)
			}
			if !ticked {
				continue
			}
			if x.place == otherPlace && (x.value == "" || x.on == "") {
				return nil, append(problems, casefile.Problem{Field: fieldOther, Code: "subject_missing", What: "Say which address, number, account or vehicle is to be checked, and which of these it is."}), nil
			}
			if err := ask(x, sys); err != nil {
				return nil, nil, err
			}
		}
	}
	if len(out) == 0 && len(problems) == 0 {
		problems = append(problems, casefile.Problem{Field: "ask", Code: "none_ticked", What: "Tick the checks to ask for."})
	}
	return out, problems, nil
}

// askedOnce is what is said once for all the checks of one form.
func (c *caseView) askedOnce(sent url.Values) (once casefile.CheckRequested, problems []casefile.Problem, err error) {
	k, _ := casefile.KindOf("CheckRequested")
	entry, problems := form.Parse(k, form.Values(sent), c.askContext(nil), nil)
	if len(problems) > 0 {
		return once, problems, nil
	}
	if err := json.Unmarshal(entry.Data, &once); err != nil {
		return once, nil, fmt.Errorf("read what is asked of %s: %w", c.Ref, err)
	}
	return once, nil, nil
}

// otherSubject is an address, number, account or vehicle that was typed.
func otherSubject(sent url.Values) checkSubject {
	x := checkSubject{place: otherPlace, value: casefile.Line(strings.TrimSpace(sent.Get(fieldOther)))}
	if on := casefile.SubjectKind(sent.Get(fieldOn)); slices.Contains(things, on) {
		x.on = on
	}
	return x
}

// settled is the answer to one check. One that was answered meanwhile is not
// answered over: somebody has to look.
func (c *caseView) settled(id string, sent url.Values) ([]casefile.Event, []casefile.Problem, error) {
	k := c.CheckByID(casefile.CheckID(sent.Get(fieldCheck)))
	if k == nil {
		return nil, nil, errStale
	}
	words := casefile.Text(strings.TrimSpace(sent.Get(fieldText)))
	var data any
	switch sent.Get(fieldDo) {
	case "why":
		return c.saidWhy(id, k, words)
	case "trace", "no_trace":
		data = casefile.CheckCompleted{Check: casefile.CheckID(k.ID), Result: casefile.CheckResult(sent.Get(fieldDo)), Summary: words}
	case "failed":
		data = casefile.CheckFailed{Check: casefile.CheckID(k.ID), Why: words}
	default:
		return nil, nil, errStale
	}
	if _, _, _, twice := c.find(id); !twice && k.State != casefile.StateAsked {
		return nil, []casefile.Problem{{Code: "answered", What: "This check has an answer already: " + lower(code(c.srv, "CheckState", k.State)) + ". To change it, correct that entry under History."}}, nil
	}
	e, err := casefile.NewEvent(id, "", kindName(data), data)
	e.Source = casefile.FromForm
	return []casefile.Event{e}, nil, err
}

// failing is the entry by which a check stands as failed; nil where it does not.
func (c *caseView) failing(k *casefile.Check) *casefile.Event {
	if k.State != casefile.StateFailed {
		return nil
	}
	return c.answering(k)
}

// answering is the entry by which a check stands as it does; nil while it waits.
func (c *caseView) answering(k *casefile.Check) *casefile.Event {
	kind := "CheckCompleted"
	switch k.State {
	case casefile.StateAsked:
		return nil
	case casefile.StateFailed:
		kind = "CheckFailed"
	}
	for n, e := range slices.Backward(c.History) {
		var d struct {
			Check casefile.CheckID `json:"check"`
		}
		if e.Kind != kind || json.Unmarshal(e.Data, &d) != nil || string(d.Check) != k.ID {
			continue
		}
		if now, _ := asItStands(c.History, e.ID); now != nil && !e.Withdraw {
			return &c.History[n]
		}
	}
	return nil
}

// saidWhy adds why a check failed to the entry that says so: a tap records the failure,
// and the reason may come after it.
func (c *caseView) saidWhy(id string, k *casefile.Check, words casefile.Text) ([]casefile.Event, []casefile.Problem, error) {
	was := c.failing(k)
	switch {
	case was == nil:
		return nil, nil, errStale
	case words == "":
		return nil, []casefile.Problem{{Field: "why-text-" + k.ID, Code: "why_missing", What: "Write why the check failed, or leave it."}}, nil
	}
	e, err := casefile.NewEvent(id, "", "CheckFailed", casefile.CheckFailed{Check: casefile.CheckID(k.ID), Why: words})
	e.Source, e.Corrects, e.Reason, e.Occurred, e.Known = casefile.FromForm, was.Root(), "Why it failed, said after it was recorded", was.Occurred, was.Known
	return []casefile.Event{e}, nil, err
}

// derivedID is the id of one of several acts of one form: always the same for it.
func derivedID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}
