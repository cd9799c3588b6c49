package web

import (
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
	panel := struct {
		ui.RiskPanel
		ID, Whose, Judged string
		Withheld          ui.Component
	}{ID: "risk-" + p.ID, Whose: c.forPair(p.ID)}
	panel.DoHref = c.form("RiskAssessed", "pair", p.ID)
	if p.Grade.Given() {
		panel.Grade = code(c.srv, "Grade", p.Grade.Value)
	}
	r := newestRisk(p)
	if r == nil {
		return draw("risk", panel)
	}
	grade := func(g casefile.Grade) string { return code(c.srv, "Grade", g) }
	panel.JudgedBy, panel.JudgedAt = c.staffName(r.By), when(r.At)
	panel.Judged = said(r.Judgement.Answer, grade)
	panel.Tool = said(r.Tool.Answer, func(t casefile.Tool) string { return code(c.srv, "Tool", t) })
	if r.ToolGrade.Status != fact.NotAsked {
		panel.ToolGrade = said(r.ToolGrade.Answer, grade)
	}
	panel.Difference = string(r.Why)
	if r.Lowered && !r.Confirmed && r.Judgement.Given() {
		panel.Proposed = grade(r.Judgement.Value)
	}
	panel.VictimView = said(r.VictimView.Answer, func(asked bool) string {
		if asked {
			return "Asked"
		}
		return "Not asked"
	})
	if view := string(r.Data.VictimView); view != "" {
		panel.VictimView = "“" + view + "”"
	} else if !c.Can(casefile.ClassSensitive) && r.VictimView.Known() && r.VictimView.Value {
		panel.Withheld = c.withheld("What they said")
	}
	panel.OutOfDate = c.since(p, r)
	return draw("risk", panel)
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

// since names what has happened after the newest judgement, which it cannot have
// taken into account.
func (c *caseView) since(p *casefile.Pair, r *casefile.Assessment) string {
	var last casefile.Trigger
	n := 0
	for _, t := range p.Triggers {
		if t.At.After(r.At) {
			last = t
			n++
		}
	}
	if n == 0 {
		return ""
	}
	out := lower(code(c.srv, "TriggerKind", last.Kind)) + ", " + when(last.At)
	if n > 1 {
		out += " (and " + plural(n-1, "other") + ")"
	}
	return out
}
