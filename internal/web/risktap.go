package web

import (
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A grade given by one tap is a whole judgement. Which tool stood beside it, and how
// the victim sees the danger, is then said to be missing, with the way to add it
// (APP 4.2).

// addToRisk is the way to what a judgement lacks.
const addToRisk = "Add the tool and how the victim sees it"

// lacking is what none of some assessments says of the tool and the victim's own view;
// empty where both are said.
func lacking(list []*casefile.Assessment) string {
	tool, view := false, false
	for _, r := range list {
		tool = tool || r.Tool.Status != fact.NotAsked || r.ToolGrade.Status != fact.NotAsked
		view = view || r.VictimView.Status != fact.NotAsked || r.Data.VictimView != ""
	}
	var out []string
	if !tool {
		out = append(out, "no tool was asked")
	}
	if !view {
		out = append(out, "the victim’s own view was not asked")
	}
	return strings.Join(out, "; ")
}

// addTo is the form that adds what an assessment lacks; its grade and what made it time
// to judge go with it.
func (c *caseView) addTo(p *casefile.Pair, r *casefile.Assessment) string {
	grade, trigger := "", ""
	if r.Judgement.Given() {
		grade = string(r.Judgement.Value)
	}
	for _, t := range p.Triggers {
		if t.ID == r.TriggerID {
			trigger = t.ID
		}
	}
	return c.form("RiskAssessed", "pair", p.ID, "judgement", grade, "trigger", trigger)
}
