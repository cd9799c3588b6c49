package web

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// The gaps a supervisor looks for stand in words (practice moment 6): each for its
// own reason, and gone once it is closed.
func TestASupervisorsExceptionsAreGapsInWords(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	pair, victim := casefile.PairID(r.pair), casefile.PersonID(r.victim)
	judge := func(who string, tool, judged casefile.Grade) string {
		e := s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Tool: fact.Of(casefile.Tool("dash")), ToolGrade: fact.Of(tool), Judgement: fact.Of(judged)})
		s.record(who, r.id, e)
		return e.ID
	}
	line := func() string {
		return strings.Join(strings.Fields(s.signedIn("sergeant").get("/").Find(".fs-next, .fs-duties--now").Text()), " ")
	}
	says := func(when string, wants, nots []string) {
		t.Helper()
		got := line()
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s, the supervisor is not told %q: %s", when, want, got)
			}
		}
		for _, not := range nots {
			if strings.Contains(got, not) {
				t.Errorf("%s, the supervisor is told %q: %s", when, not, got)
			}
		}
	}
	judge("detective", casefile.High, casefile.High)
	older, spoken, agreed, lowered, undirected := "he risk is older than the last breach", "obody is recorded to have spoken with the victim", "o contact with the victim on the day agreed, Sat 21 Nov 2026",
		"isk medium, lowered from high by DC Dilys Example, Fri 20 Nov 2026, confirmed by PS Sara Example", "o line of enquiry is set and no next step decided"
	says("nothing has happened yet", []string{spoken, undirected, "risk high"}, []string{older, agreed, lowered})

	s.now = s.now.Add(time.Hour)
	low := judge("detective", casefile.High, casefile.Medium)
	s.record("sergeant", r.id, s.event("ProposalDecided", casefile.ProposalDecided{Proposal: casefile.ProposalID(low), Accept: fact.Of(true), Why: "Agreed."}))
	s.record("detective", r.id,
		s.event("VictimContacted", casefile.VictimContacted{Person: victim, Outcome: fact.Of(casefile.Outcome("spoke")), Next: calendar.Date{Year: 2026, Month: 11, Day: 21}}),
		s.event("NextStepDecided", casefile.NextStepDecided{}))
	says("lowered by two, spoken with and directed", []string{"Nothing in your units needs you now"}, []string{older, agreed, spoken, undirected, "owered"})

	s.now = s.now.AddDate(0, 0, 9)
	s.record("responder", r.id, s.event("BreachReported", casefile.BreachReported{Pair: pair}))
	says("nine days and a breach later", []string{older, agreed, "no contact for 9 days", lowered}, nil)

	s.now = s.now.Add(time.Hour)
	judge("detective", casefile.High, casefile.High)
	says("judged again", nil, []string{older, lowered})

	s.now = s.now.Add(time.Hour)
	judge("detective", casefile.Medium, casefile.Medium)
	threat := func(told casefile.StaffID) {
		s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: pair, Present: fact.Of(true), Inspector: told}))
	}
	untold := "omebody’s life is said to be in danger, and no inspector is recorded as told"
	threat("")
	says("a life in danger and nobody told", []string{untold}, nil)
	s.now = s.now.Add(time.Hour)
	s.join("duty", casefile.DutyInspector)
	threat("duty")
	says("the inspector told", nil, []string{untold})
	says("lowered by one alone", []string{"Lowered risk: High to Medium, proposed by DC Dilys Example, Sun 29 Nov 2026", "risk high"}, []string{lowered})
}
