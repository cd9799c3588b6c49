package web

import (
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// risk is a panel for each pair: the grade in force, the tool and the judgement
// apart, and what has happened since.
func (c *caseView) risk() ui.Component {
	var out ui.Stack
	for i := range c.Pairs {
		p := &c.Pairs[i]
		out = append(out, c.riskOf(p))
	}
	if len(out) == 0 {
		return empty("No risk can be judged until somebody’s conduct towards somebody is recorded.")
	}
	return out
}

func (c *caseView) riskOf(p *casefile.Pair) ui.Component {
	return draw("risk", c.riskPanel(p))
}

// riskPanel is what a panel of risk says.
type riskPanel struct {
	ui.RiskPanel
	ID, Whose, Judged string
	Since             string // who gave the grade in force, and since when it stands
	Apart             string // when the newest assessment was made, where Since does not say it
	Withheld          ui.Component
	Found             []foundLine // what checks found that bears on the danger
	FoundMore         int
	FoundHref         string
	Stands            string // in brief, since when the grade stands, and whether it is the tool's
	Above             string // in brief, that the panel above says what was found
}

func (c *caseView) riskPanel(p *casefile.Pair) riskPanel {
	panel := riskPanel{ID: "risk-" + p.ID, Whose: c.forPair(p.ID)}
	panel.DoHref = c.form("RiskAssessed", "pair", p.ID)
	panel.Found, panel.FoundMore = c.foundOf(p)
	panel.FoundHref = c.path("/checks")
	var told time.Time // of the assessment that Since names
	if p.Grade.Given() {
		panel.Grade = c.grade(p.Grade.Value)
		panel.Since, told = c.gradeSince(p)
	}
	r := newestRisk(p)
	if r == nil {
		return panel
	}
	panel.JudgedBy, panel.JudgedAt = c.staffName(r.By), when(r.At)
	if !told.IsZero() && !r.At.Equal(told) {
		panel.Apart = panel.JudgedAt
	}
	// What the newest assessment did not ask stands as it was last recorded.
	from := func(x *casefile.Assessment) string {
		if x == r {
			return ""
		}
		return " (recorded " + when(x.At) + ")"
	}
	judged := lastWhere(p, r, func(x *casefile.Assessment) bool { return x.Judgement.Status != fact.NotAsked })
	panel.Judged = said(judged.Judgement.Answer, c.grade) + from(judged)
	if r.Judgement.Given() && r.Tool.Status == fact.NotAsked && r.ToolGrade.Status == fact.NotAsked && len(p.Risks) > 1 {
		panel.Judged += ", no tool asked" // an older tool's grade beside it was given before
	}
	tool := lastWhere(p, r, func(x *casefile.Assessment) bool {
		return x.Tool.Status != fact.NotAsked || x.ToolGrade.Status != fact.NotAsked
	})
	panel.Tool = said(tool.Tool.Answer, func(t casefile.Tool) string { return code(c.srv, "Tool", t) })
	if tool.ToolGrade.Status != fact.NotAsked {
		panel.ToolGrade = said(tool.ToolGrade.Answer, c.grade) + from(tool)
	} else {
		panel.Tool += from(tool)
	}
	panel.Difference = string(r.Why)
	panel.Proposed = c.lowering(p, r, told)
	v := lastWhere(p, r, func(x *casefile.Assessment) bool {
		return x.VictimView.Status != fact.NotAsked || x.Data.VictimView != ""
	})
	panel.VictimView = said(v.VictimView.Answer, func(asked bool) string {
		if asked {
			return "Asked"
		}
		return "Not asked"
	}) + from(v)
	if view := string(v.Data.VictimView); view != "" {
		panel.VictimView = "“" + view + "”" + from(v)
	} else if !c.Can(casefile.ClassSensitive) && v.VictimView.Known() && v.VictimView.Value {
		panel.Withheld = c.withheld("What they said")
	}
	panel.OutOfDate = c.since(p, r)
	return panel
}

func (c *caseView) grade(g casefile.Grade) string { return code(c.srv, "Grade", g) }

// ownGrade is the grade an assessment puts in force by itself, and whether it is
// the tool's; not given where it puts none in force, such as a judgement below the
// grade in force, which waits for a supervisor (APP 4.2).
func ownGrade(r *casefile.Assessment) (g casefile.Grade, tools, given bool) {
	if r.Lowered && !r.Confirmed || !r.Judgement.Given() {
		return r.ToolGrade.Value, true, r.ToolGrade.Given() && r.ToolGrade.Value == r.Then
	}
	return r.Judgement.Value, false, true
}

// gradeSince names whose grade is in force and when it was given: the newest
// assessment in which somebody judged it so, else the tool's; and since when it
// has stood without another between. at is when that assessment was made.
func (c *caseView) gradeSince(p *casefile.Pair) (words string, at time.Time) {
	began, judged, tool := gradeFrom(p)
	by, as, again := judged, "judged so", "Last judged so"
	if judged == nil {
		by, as, again = tool, "the tool’s grade,", "It is the tool’s grade, entered"
	}
	out := "Since " + when(began.At)
	if by.At.Equal(began.At) {
		return out + ", " + as + " by " + c.staffName(by.By) + ".", by.At
	}
	return out + ". " + again + " " + when(by.At) + " by " + c.staffName(by.By) + ".", by.At
}

// gradeStands is in brief since when the grade in force stands, and whether it is the tool's.
func gradeStands(p *casefile.Pair) string {
	began, judged, _ := gradeFrom(p)
	out := "since " + calendar.DateOf(began.At).Short()
	if judged == nil {
		out += ", the tool’s grade"
	}
	return out
}

// gradeFrom are the assessments the grade in force rests on: since which it stands, the
// newest in which somebody judged it so, and the newest in which a tool gave it.
func gradeFrom(p *casefile.Pair) (began, judged, tool *casefile.Assessment) {
	for i := len(p.Risks) - 1; i >= 0; i-- {
		r := &p.Risks[i]
		g, tools, given := ownGrade(r)
		if !given {
			continue
		}
		if g != p.Grade.Value {
			break
		}
		began = r
		switch {
		case !tools && judged == nil:
			judged = r
		case tools && tool == nil:
			tool = r
		}
	}
	return began, judged, tool
}

// lowering says what became of a judgement that lowers the grade: that it waits,
// or that it was returned, by whom and why. since is when the grade in force was given. What is confirmed is simply in force.
func (c *caseView) lowering(p *casefile.Pair, r *casefile.Assessment, since time.Time) string {
	if !r.Lowered || r.Confirmed || !r.Judgement.Given() {
		return ""
	}
	out := c.grade(r.Judgement.Value) + " proposed " + when(r.At) + " by " + c.staffName(r.By)
	if r.ToolGrade.Given() && r.ToolGrade.Value == p.Grade.Value && r.At.Equal(since) {
		out = c.grade(r.Judgement.Value) + " proposed with it" // the line above says when and by whom
	}
	pending := c.Proposal(casefile.ProposalID(r.ID))
	if pending == nil || !pending.Decided {
		return out + ". " + c.grade(p.Grade.Value) + " stands until a supervisor confirms."
	}
	out += ", returned by " + c.staffName(pending.Decider)
	if pending.Reason == "" {
		return out + "."
	}
	return out + ": " + string(pending.Reason)
}

func newestRisk(p *casefile.Pair) *casefile.Assessment {
	var out *casefile.Assessment
	for i := range p.Risks {
		if r := &p.Risks[i]; out == nil || !r.At.Before(out.At) {
			out = r
		}
	}
	return out
}

// lastWhere is the newest assessment of a pair that says something; the newest of all
// where none does.
func lastWhere(p *casefile.Pair, newest *casefile.Assessment, says func(*casefile.Assessment) bool) *casefile.Assessment {
	var out *casefile.Assessment
	for i := range p.Risks {
		if r := &p.Risks[i]; says(r) && (out == nil || !r.At.Before(out.At)) {
			out = r
		}
	}
	if out == nil {
		return newest
	}
	return out
}

// since names what has happened after the newest judgement, which it cannot have
// taken into account.
func (c *caseView) since(p *casefile.Pair, r *casefile.Assessment) string {
	judged := r.At
	if i := slices.IndexFunc(p.Risks, func(x casefile.Assessment) bool { return x.Judgement.Known() }); i >= 0 {
		judged = time.Time{} // what a tool alone has graded since judges nothing
	}
	for i := range p.Risks {
		if x := &p.Risks[i]; x.Judgement.Known() && x.At.After(judged) {
			judged = x.At
		}
	}
	var last casefile.Trigger
	n := 0
	for _, t := range c.changesOf(p) {
		if t.At.After(judged) {
			last = t
			n++
		}
	}
	if n == 0 {
		return ""
	}
	out := lower(code(c.srv, "TriggerKind", last.Kind)) + ", " + triggerTime(last)
	if n > 1 {
		out += " (and " + plural(n-1, "other") + ")"
	}
	return out
}

// changesOf are what makes it time to judge the risk of a pair again, oldest first, with
// the cases that were found to belong with this one and that the viewer may see: no duty
// rests on those, for it would tell of a case restricted since (decision 0012).
func (c *caseView) changesOf(p *casefile.Pair) []casefile.Trigger {
	out := slices.Clone(p.Triggers)
	for i := range c.Links {
		l := &c.Links[i]
		here := l.Data.Here
		if l.Undone || !l.Same.Known() || !l.Same.Value || here != "" && here != p.VictimID && here != p.ActorID {
			continue
		}
		if slices.ContainsFunc(p.Risks, func(r casefile.Assessment) bool { return r.At.Before(l.At) }) {
			out = append(out, casefile.Trigger{ID: l.ID, Kind: casefile.CasesJoined, At: l.At})
		}
	}
	slices.SortStableFunc(out, func(a, b casefile.Trigger) int { return a.At.Compare(b.At) })
	return out
}
