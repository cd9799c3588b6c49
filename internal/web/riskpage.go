package web

import (
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/questionnaire"
	"foursight/internal/web/ui"
)

// riskRoutes are the risk on a case over time: the tool's grade and the officer's
// judgement apart, the victim's view, and what made it time to judge again.
func (s *Server) riskRoutes() []route {
	return []route{{"GET", "/case/{ref}/risk", access.SeeCase, onCase, casefile.Consultation, everyClass, s.riskPage}}
}

func (s *Server) riskPage(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	if len(c.Pairs) == 0 {
		return c.answer("Risk", empty("No risk can be judged until somebody’s conduct towards somebody is recorded."), optional(c.form("PairRecorded"), s.words.Kind("PairRecorded").Title))
	}
	var body []ui.Component
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if len(c.Pairs) > 1 {
			body = append(body, subheading(c.pairName(p)))
		}
		body = append(body, c.riskOf(p), c.riskPicture(p), c.answersOf(p), c.lifeOf(p))
	}
	return c.answer("Risk", slices.DeleteFunc(body, func(x ui.Component) bool { return x == nil })...)
}

// riskPicture is every assessment in order of time, the judgement and the tool's
// grade in lanes of their own, with what made it time to judge again as moments.
func (c *caseView) riskPicture(p *casefile.Pair) ui.Component {
	if len(p.Risks) == 0 {
		return nil
	}
	pic := ui.CoursePicture{ID: "risk-over-time-" + p.ID, Title: "Risk over time: " + c.pairName(p), Until: c.At, Noun: "Assessment"}
	for _, lead := range []string{"Judged ", "Tool: "} {
		for _, g := range []casefile.Grade{casefile.High, casefile.Medium, casefile.Standard} {
			lane := lead + lower(c.grade(g))
			for i := range p.Risks {
				r := &p.Risks[i]
				if given := gradeIn(lead, r); given.Given() && given.Value == g {
					pic.Marks = append(pic.Marks, ui.Mark{Lane: lane, Occurred: calendar.At(r.At), When: when(r.At), What: c.assessmentWords(lead, r), Late: r.Late,
						Recorded: when(r.Recorded), Href: c.entryHref(r.ID)})
					if !slices.Contains(pic.Lanes, lane) {
						pic.Lanes = append(pic.Lanes, lane)
					}
				}
			}
		}
	}
	if len(pic.Marks) == 0 {
		return nil
	}
	changes := c.changesOf(p)
	for _, t := range changes {
		pic.Lines = append(pic.Lines, ui.Line{Kind: triggerLine(t.Kind), At: t.At, When: triggerTime(t), What: code(c.srv, "TriggerKind", t.Kind), Href: c.entryHref(t.ID)})
	}
	pic.Desc = plural(len(p.Risks), "assessment") + ", and " + plural(len(changes), "change") + " after which risk is judged again."
	return pic
}

func gradeIn(lead string, r *casefile.Assessment) fact.Fact[casefile.Grade] {
	if lead == "Tool: " {
		return r.ToolGrade
	}
	return r.Judgement
}

// triggerLine is how a change of circumstance is drawn.
func triggerLine(k casefile.TriggerKind) ui.LineKind {
	switch k {
	case "arrest":
		return ui.ArrestLine
	case "release":
		return ui.ReleaseLine
	}
	return ui.ChangeLine
}

// assessmentWords says who assessed and, of a judgement, whether it is in force.
func (c *caseView) assessmentWords(lead string, r *casefile.Assessment) string {
	if lead == "Tool: " {
		return said(r.Tool.Answer, func(t casefile.Tool) string { return code(c.srv, "Tool", t) }) + ", entered by " + c.staffName(r.By)
	}
	out := "Judged by " + c.staffName(r.By)
	switch {
	case r.Lowered && !r.Confirmed:
		out += ", " + c.below(r) + ", not confirmed"
	case r.Lowered:
		out += ", " + c.below(r) + ", confirmed"
	}
	return out
}

// below says what an assessment that lowers the grade was judged below.
func (c *caseView) below(r *casefile.Assessment) string {
	if r.ToolGrade.Given() && r.ToolGrade.Value == r.From {
		return "below the tool’s grade"
	}
	return "below " + c.grade(r.From) + ", which was in force"
}

// answersOf are the newest answers to a questionnaire, sorted by what they say and
// never added up. What was not asked is as plain as what was.
func (c *caseView) answersOf(p *casefile.Pair) ui.Component {
	for _, r := range slices.Backward(p.Risks) {
		q := c.srv.tools.Of(r.Tool.Value)
		if !r.Tool.Given() || len(r.Data.Answers) == 0 {
			continue
		}
		type group struct {
			Title string
			Asks  []string
			Fold  bool
		}
		reply := map[string]string{}
		for _, a := range r.Data.Answers {
			reply[string(a.Question)] = string(a.Reply)
		}
		groups := []group{{Title: "Yes"}, {Title: "Not known, or not said"}, {Title: "No", Fold: true}, {Title: "Not asked", Fold: true}}
		for _, x := range asksOf(q, &r.Data) {
			n := map[string]int{"yes": 0, "asked_not_known": 1, "declined": 1, "no": 2, "": 3}[reply[x.Key]]
			groups[n].Asks = append(groups[n].Asks, x.Ask)
		}
		groups = slices.DeleteFunc(groups, func(g group) bool { return len(g.Asks) == 0 })
		title := code(c.srv, "Tool", r.Tool.Value)
		note := ""
		if q != nil && !q.Validated {
			note = "Not validated. "
		}
		if q != nil && !sameVersion(q, &r.Data) {
			note += "Answered to " + versionWords(r.Data.ToolVersion) + "; the questions asked now are version " + q.Version + ". "
		}
		return draw("tool-answers", struct {
			ID, Title, When, Note, Entry string
			Groups                       []group
		}{"answers-" + p.ID, title, when(r.At) + " by " + c.staffName(r.By), strings.TrimSpace(note + "The answers are not added up: you judge."), c.entryHref(r.ID), groups})
	}
	return nil
}

// asksOf are the questions an assessment was made with, in the words in which they were
// put. Where the questionnaire has changed since, today's questions are not put to those
// answers: a question of which no words were kept is told by its key, and what else that
// version asked nobody knows.
func asksOf(q *questionnaire.Questionnaire, d *casefile.RiskAssessed) []questionnaire.Question {
	var out []questionnaire.Question
	if q != nil && sameVersion(q, d) {
		out = slices.Clone(q.Questions())
	}
	for _, a := range d.Answers {
		i := slices.IndexFunc(out, func(x questionnaire.Question) bool { return x.Key == string(a.Question) })
		if i < 0 {
			i = len(out)
			out = append(out, questionnaire.Question{Key: string(a.Question), Ask: capital(spaced(string(a.Question)))})
		}
		if a.Asked != "" {
			out[i].Ask = string(a.Asked)
		}
	}
	return out
}

// sameVersion reports whether answers were given to the questions that are asked now.
// Answers without a version may be to any.
func sameVersion(q *questionnaire.Questionnaire, d *casefile.RiskAssessed) bool {
	return string(d.ToolVersion) == q.Version
}

func versionWords(v casefile.Line) string {
	if v == "" {
		return "a version nobody recorded"
	}
	return "version " + string(v)
}

// lifeOf is what was decided of a threat to life.
func (c *caseView) lifeOf(p *casefile.Pair) ui.Component {
	var rows []ui.SummaryRow
	for _, x := range p.Life {
		text := said(x.Present.Answer, func(yes bool) string {
			if yes {
				return "A threat to life"
			}
			return "No threat to life"
		})
		text += ", considered by " + c.staffName(x.By)
		if x.InspectorTold {
			text += "; told: " + c.staffName(string(x.Data.Inspector))
		}
		if x.Present.Given() && x.Present.Value {
			text += "; the person in danger told of it: " + lower(said(x.Told.Answer, yesNo))
		}
		if x.Data.Decision != "" {
			text += ". " + string(x.Data.Decision)
		}
		rows = append(rows, fieldRow(when(x.At), linkTo(text, c.entryHref(x.ID))))
	}
	href := c.form("ThreatToLifeConsidered", "pair", p.ID)
	if len(rows) == 0 {
		return optional(href, c.srv.words.Kind("ThreatToLifeConsidered").Title)
	}
	return ui.Stack{subheading("Threat to life"), ui.SummaryList{Rows: rows}, optional(href, "Consider it again")}
}
