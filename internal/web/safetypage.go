package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// safetyRoutes are what is done to keep somebody safe, on one page: threats to life,
// a plan for each person in danger, and advice (APP 4.1 and 4.2, practice 1.1); and
// each plan on paper.
func (s *Server) safetyRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/safety", access.SeeCase, onCase, casefile.Consultation, everyClass, s.safetyPage},
		{"POST", "/case/{ref}/safety", access.RecordOn, onCase, casefile.Collection, everyClass, s.safetyStep},
		{"GET", "/case/{ref}/safety/{person}/sheet", access.SeeCase, onCase, casefile.Consultation, everyClass, s.sheetAsk},
		{"POST", "/case/{ref}/safety/{person}/sheet", access.RecordOn, onCase, casefile.Collection, everyClass, s.sheetMake},
	}
}

const fieldPerson = "person"

func (s *Server) safetyPage(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	return c.safetyAnswer(nil)
}

func (c *caseView) safetyAnswer(problems []casefile.Problem) (answer, error) {
	body := ui.Stack{c.threats()}
	people := c.inDanger()
	for n, p := range people {
		body = append(body, draw("safety-person", c.safetyOf(n, p, problems)))
	}
	if len(people) == 0 {
		body = append(body, empty("Nobody in danger is recorded yet. Each victim, and whoever else is in danger, has a plan of their own here."), optional(c.form("PersonAdded"), c.srv.words.Kind("PersonAdded").Title))
	}
	a, err := c.answer("Safety", body)
	if err == nil && len(problems) > 0 {
		a.status, a.page.Errors = http.StatusUnprocessableEntity, problemSummary(problems, c.safetyField)
	}
	return a, err
}

// safetyField is where on the page a problem is put right.
func (c *caseView) safetyField(p casefile.Problem) string {
	person := c.visit.PostForm.Get(fieldPerson)
	for _, ctx := range []form.Context{c.reviewContext(person, nil), c.adviceContext(person, nil)} {
		if slices.Contains(ctx.Only, p.Field) {
			return "#" + ctx.ID(p.Field)
		}
	}
	if p.Field == "" {
		return ""
	}
	return "#" + p.Field
}

// inDanger are everybody who is to have a plan: victims, and secondary victims.
func (c *caseView) inDanger() []*casefile.Person {
	out := c.victims()
	for i := range c.Pairs {
		p := c.Person(c.Pairs[i].VictimID)
		if p != nil && !slices.ContainsFunc(out, func(x *casefile.Person) bool { return x.ID == p.ID }) {
			out = append(out, p)
		}
	}
	return out
}

// threats is what was decided of a threat to life, for each victim and suspect. Where
// nobody has considered it, it says so.
func (c *caseView) threats() ui.Component {
	type line struct {
		Pair, Now, Note string
		Facts           []threatFact
		Entry           string
		Do              string
	}
	var lines []line
	for i := range c.Pairs {
		p := &c.Pairs[i]
		l := line{Pair: c.pairName(p), Now: "Not considered yet", Do: c.form("ThreatToLifeConsidered", "pair", p.ID)}
		if n := len(p.Life); n > 0 {
			x := p.Life[n-1]
			l.Now, l.Facts, l.Entry = c.threatWords(&x), c.threatFacts(&x), c.entryHref(x.ID)
			if l.Note = c.consideredBy(&x); n > 1 {
				l.Note += " Considered " + plural(n, "time") + "."
			}
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return nil
	}
	return draw("safety-threats", lines)
}

func (c *caseView) threatWords(x *casefile.ThreatToLife) string {
	return said(x.Present.Answer, func(yes bool) string {
		if yes {
			return "There is a threat to life"
		}
		return "No threat to life found"
	})
}

// threatFact is one thing recorded with a decision on a threat to life; Strong where
// it is missing and somebody's life may turn on it.
type threatFact struct {
	Name, Value string
	Strong      bool
}

// threatFacts are who knows of it, what was decided and what comes after. Where there
// is no threat only what was decided is of use.
func (c *caseView) threatFacts(x *casefile.ThreatToLife) []threatFact {
	d, there := x.Data, x.Present.Given() && x.Present.Value
	inspector, byWhom, review := "nobody is recorded as told", "not recorded", "no day set"
	if x.InspectorTold {
		inspector = c.staffName(string(d.Inspector))
	}
	if d.DecidedBy != "" {
		byWhom = c.staffName(string(d.DecidedBy))
	}
	if !d.Review.IsZero() {
		review = d.Review.Short()
	}
	var out []threatFact
	if c.Can(casefile.ClassSensitive) { // withheld is not the same as not recorded
		out = append(out, threatFact{"Why", orNot(string(d.Basis), "not recorded"), false})
	}
	out = append(out, threatFact{"Duty inspector told", inspector, !x.InspectorTold && x.ByRole != casefile.DutyInspector},
		threatFact{"Decided", orNot(string(d.Decision), "nothing is recorded"), d.Decision == ""})
	if d.Decision != "" {
		out = append(out, threatFact{"Decided by", byWhom, false})
	}
	if there {
		told := said(x.Told.Answer, yesNo)
		out = append(out, threatFact{"Person in danger told of it", joinAnd([]string{told, string(d.ToldHow)}, ". "), !x.Told.Known() || !x.Told.Value},
			threatFact{"Suspect warned", said(d.Warned, yesNo), false},
			threatFact{"Looked at again", review, d.Review.IsZero()})
	}
	out = append(out, threatFact{"Firearms licence checked", said(x.Firearms.Answer, yesNo), there && !x.Firearms.Known()})
	checked, held := x.Firearms.Given() && x.Firearms.Value, x.Licence.Given() && x.Licence.Value
	if checked || x.Licence.Given() {
		out = append(out, threatFact{"Firearms licence held", said(x.Licence.Answer, yesNo), held || !x.Licence.Known()})
	}
	if held {
		out = append(out, threatFact{"Firearms licensing told", said(x.Licensing.Answer, yesNo), !x.Licensing.Given() || !x.Licensing.Value})
	}
	return out
}

func (c *caseView) consideredBy(x *casefile.ThreatToLife) string {
	return "Considered " + when(x.At) + " by " + c.staffName(x.By) + "."
}

// threatNote is a line for the overview: what was decided, and what is still missing.
func (c *caseView) threatNote(x *casefile.ThreatToLife) string {
	out := c.consideredBy(x)
	for _, f := range c.threatFacts(x) {
		if f.Strong || f.Name == "Decided" {
			out += " " + f.Name + ": " + strings.TrimSuffix(f.Value, ".") + "."
		}
	}
	return out
}

// safetyPerson is one person's plan and advice as the template draws it.
type safetyPerson struct {
	ID, Name, Part, Action string
	Plan                   *planView
	Make                   string // the form that makes a plan
	Measures               []measureView
	Add                    string
	Sheet                  string
	Advice                 adviceView
	Review                 ui.Component
	ReviewEntry            string
}

type planView struct {
	Words, Made, Agreed, Review, Copy, Entry string
	Overdue                                  bool
	Reviews                                  []string
	Older                                    int
}

type measureView struct {
	ID, What, Who, Due, Because, Outcome, Entry, New string
	Overdue, Unowned, Taps                           bool
	Text                                             string
	SayWhy                                           string // the form, where nobody said why it was not possible
	Move                                             string // the form that sets another day, where its own has gone by
}

func (c *caseView) safetyOf(n int, p *casefile.Person, problems []casefile.Problem) safetyPerson {
	id := casefile.PersonID(p.ID)
	if c.visit.PostForm.Get(fieldPerson) != p.ID {
		problems = nil // they are of another person's form
	}
	out := safetyPerson{ID: p.ID, Name: personName(p), Part: "victim", Action: "/case/" + url.PathEscape(c.Ref) + "/safety",
		Make: c.form("SafetyPlanMade", "person", p.ID), Add: c.form("SafetyMeasureSet", "person", p.ID)}
	if p.Has(casefile.SecondaryVictim) && !p.Has(casefile.Victim) {
		out.Part = "secondary victim, with a plan of their own"
	}
	if plan := c.PlanOf(id); plan != nil {
		out.Plan = c.planWords(plan)
		if c.form("SafetyPlanReviewed") != "" {
			k, _ := casefile.KindOf("SafetyPlanReviewed")
			out.Review, out.ReviewEntry = ui.Stack(form.Build(k, form.Values(c.visit.PostForm), c.reviewContext(p.ID, problems))), newEntryID()
		}
		if !c.then {
			out.Sheet = "/case/" + url.PathEscape(c.Ref) + "/safety/" + p.ID + "/sheet"
		}
	}
	for i := range c.Measures {
		if m := &c.Measures[i]; m.Person == id {
			out.Measures = append(out.Measures, c.measureWords(m))
		}
	}
	slices.SortStableFunc(out.Measures, func(a, b measureView) int { return boolOrder(a.Outcome != "") - boolOrder(b.Outcome != "") })
	out.Advice = c.adviceOf(p, n == 0, problems)
	return out
}

func boolOrder(b bool) int {
	if b {
		return 1
	}
	return 0
}

// reviewContext is the form that goes through a plan, for one of several people.
func (c *caseView) reviewContext(person string, problems []casefile.Problem) form.Context {
	return form.Context{Words: c.srv.words, Now: c.At, Only: []string{"changed", "next_review"}, Prefix: "review-" + person + ".", Problems: problems}
}

func (c *caseView) planWords(plan *casefile.SafetyPlan) *planView {
	v := &planView{Words: string(plan.Data.Words), Made: when(plan.At) + " by " + c.staffName(plan.By), Entry: c.entryHref(plan.ID),
		Agreed: said(plan.Agreed.Answer, yesNo), Copy: string(plan.Data.Copy)}
	if !c.Can(casefile.ClassSafety) {
		v.Words = "Withheld from you"
	}
	switch {
	case !c.Can(casefile.ClassContact):
		v.Copy = "Withheld"
	case v.Copy == "":
		v.Copy = "Not asked yet. Ask before a copy is given."
	}
	switch {
	case plan.Review.IsZero():
		v.Review = "No day set"
	default:
		v.Review, v.Overdue = plan.Review.Short(), plan.Review.Before(calendar.DateOf(c.At))
	}
	for _, r := range plan.Reviews {
		line := when(r.At) + ", " + c.staffName(r.By)
		if changed := c.safetyWords(r.Data.Changed); changed != "" {
			line += ": " + changed
		}
		v.Reviews = append(v.Reviews, line)
	}
	for _, x := range c.Plans {
		if x.Person == plan.Person && x.ID != plan.ID {
			v.Older++
		}
	}
	return v
}

// safetyWords are the words of a plan, or that they are withheld. Whether there are any
// is withheld too.
func (c *caseView) safetyWords(words casefile.Text) string {
	if !c.Can(casefile.ClassSafety) {
		return "withheld from you"
	}
	return string(words)
}

func (c *caseView) measureWords(m *casefile.Measure) measureView {
	v := measureView{ID: m.ID, Due: "no day set", Entry: c.entryHref(m.ID), New: newEntryID(), Who: "nobody yet", Unowned: !m.Owned,
		What: said(m.Measure.Answer, func(x casefile.SafetyMeasure) string { return code(c.srv, "SafetyMeasure", x) })}
	if m.Data.What != "" {
		v.What += ": " + string(m.Data.What)
	}
	if m.Data.Because != "" {
		v.Because = string(m.Data.Because)
	}
	if m.Owned {
		v.Who = c.stepWho(m)
	}
	if !m.Due.IsZero() {
		v.Due, v.Overdue = "by "+m.Due.Short(), !m.Settled && m.Due.Before(calendar.DateOf(c.At))
	}
	if m.Settled {
		v.Outcome = said(m.Outcome.Answer, func(o casefile.MeasureOutcome) string { return code(c.srv, "MeasureOutcome", o) })
		if words := c.safetyWords(m.Words); words != "" {
			v.Outcome += ": " + words
		} else if notPossible(m) && m.Words == "" {
			v.Outcome += notPossibleWhy(m)
			v.SayWhy = c.form("SafetyMeasureSettled", "step", m.ID, "outcome", string(m.Outcome.Value))
		}
	}
	v.Taps = !m.Settled && c.form("SafetyMeasureSettled") != ""
	if v.Overdue {
		v.Move = c.form("SafetyMeasureSet", "corrects", m.ID, "ask", "due")
	}
	if c.visit.PostForm.Get("step") == m.ID {
		v.Text = c.visit.PostForm.Get(fieldText)
	}
	return v
}

// safetyStep records what one button says: what became of a step, that a plan was
// gone through, or the advice given.
func (s *Server) safetyStep(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	if c.form("AdviceGiven") == "" {
		k, _ := casefile.KindOf("AdviceGiven")
		return answer{}, s.notYours(c.CasePage, k)
	}
	id, err := v.sentID("_id")
	if err != nil {
		return answer{}, err
	}
	data, problems, err := c.safetyAct(v.PostForm)
	switch {
	case err != nil:
		return answer{}, err
	case len(problems) > 0:
		return c.safetyAnswer(problems)
	case data == nil:
		return answer{}, errStale
	}
	e, err := casefile.NewEvent(id, "", kindName(data), data)
	if err != nil {
		return answer{}, err
	}
	e.Source = casefile.FromForm
	if _, err := s.svc.Record(v.Context(), v.viewer, casework.Acts{CaseID: c.ID, Base: c.Version, Events: []casefile.Event{e}}); err != nil {
		if problems, ok := refusalOf(err); ok {
			return c.safetyAnswer(problems)
		}
		return answer{}, err
	}
	return answer{goTo: casePath(c.Ref, "/safety?done="+id)}, nil
}

// safetyAct is the act a button stands for; nil for none the page offers.
func (c *caseView) safetyAct(sent url.Values) (any, []casefile.Problem, error) {
	person := c.Person(casefile.PersonID(sent.Get(fieldPerson)))
	switch do, outcome, _ := strings.Cut(sent.Get(fieldDo), "-"); {
	case do == "step" && slices.Contains(casefile.MeasureOutcome("").Codes(), outcome):
		i := slices.IndexFunc(c.Measures, func(m casefile.Measure) bool { return m.ID == sent.Get("step") })
		if i < 0 {
			return nil, nil, nil
		}
		return casefile.SafetyMeasureSettled{Step: casefile.MeasureID(c.Measures[i].ID), Outcome: fact.Of(casefile.MeasureOutcome(outcome)),
			Words: casefile.Text(strings.TrimSpace(sent.Get(fieldText)))}, nil, nil
	case person == nil:
		return nil, nil, nil
	case do == "reviewed":
		data := casefile.SafetyPlanReviewed{}
		problems, err := parsed(&data, "SafetyPlanReviewed", sent, c.reviewContext(person.ID, nil))
		data.Person = casefile.PersonID(person.ID)
		return data, problems, err
	case do == "advise":
		data := casefile.AdviceGiven{}
		problems, err := parsed(&data, "AdviceGiven", sent, c.adviceContext(person.ID, nil))
		data.Person, data.ByPolice = casefile.PersonID(person.ID), fact.Of(true)
		c.srv.ticked(&data, sent["advice"])
		if len(data.Codes) == 0 && len(problems) == 0 {
			problems = []casefile.Problem{{Field: "advice-" + person.ID, Code: "none_ticked", What: "Tick the advice that was given."}}
		}
		return data, problems, err
	}
	return nil, nil, nil
}

// parsed reads the part of a kind's form that a page shows into its data.
func parsed(data any, kind string, sent url.Values, ctx form.Context) ([]casefile.Problem, error) {
	k, _ := casefile.KindOf(kind)
	entry, problems := form.Parse(k, form.Values(sent), ctx, nil)
	if len(problems) > 0 {
		return problems, nil
	}
	if err := json.Unmarshal(entry.Data, data); err != nil {
		return nil, fmt.Errorf("read %s: %w", kind, err)
	}
	return nil, nil
}

// safetyLine is the plans of a case in a line, for its own page.
func (c *caseView) safetyLine() ui.Component {
	people := c.inDanger()
	if len(people) == 0 {
		return nil
	}
	var without, parts []string
	for _, p := range people {
		if c.PlanOf(casefile.PersonID(p.ID)) == nil {
			without = append(without, personName(p))
		}
	}
	if n := len(people) - len(without); n > 0 {
		parts = append(parts, plural(n, "safety plan"))
	}
	if len(without) > 0 {
		parts = append(parts, "no plan yet for "+strings.Join(without, ", "))
	}
	open := 0
	for _, m := range c.Measures {
		if !m.Settled {
			open++
		}
	}
	if open > 0 {
		parts = append(parts, strconv.Itoa(open)+" of the steps still to do")
	}
	return draw("safety-line", struct{ Line, Href string }{capital(strings.Join(parts, "; ")) + ".", c.path("/safety")})
}
