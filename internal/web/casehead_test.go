package web

import (
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// withSecondVictim adds a victim of the same suspect, and what is known of both.
func withSecondVictim(s *site, r reported) (victim casefile.PersonID, pair casefile.PairID) {
	s.t.Helper()
	person := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
	two := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(person.ID), Actor: casefile.PersonID(r.actor)})
	s.record("responder", r.id, person, two)
	return casefile.PersonID(person.ID), casefile.PairID(two.ID)
}

// The short head of a case of two victims folds how the risk was judged and the counts of
// acts; what may save a life stands open, whomever it is about.
func TestOfTwoVictimsNothingThatProtectsLifeIsFoldedAway(t *testing.T) {
	s := newSite(t)
	r := laden(s)
	gwen, pair := withSecondVictim(s, r)
	s.record("responder", r.id,
		s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: gwen, Channel: fact.Of(casefile.ContactChannel("text")), Message: fact.Of(false), Cautions: "Her son answers her phone"}),
		s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: gwen, SafeNow: fact.Of(false)}),
		s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, Behaviours: []casefile.Behaviour{"strangulation"}, Unwanted: fact.Of(true)}),
		s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, Behaviours: []casefile.Behaviour{"threat_kill"}, What: "He said he would finish it."}),
		s.event("MarkerNoted", casefile.MarkerNoted{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.MarkerKind("weapons"))}),
		s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High), VictimAsked: fact.Of(true), VictimView: "She is afraid of the night."}))
	page := s.signedIn("sergeant").get("/case/" + r.ref)
	whole := strings.Join(strings.Fields(page.text("main")), " ")
	main := page.Find("main").Clone()
	main.Find("details > :not(summary)").Remove()
	main.Find(".govuk-visually-hidden").Remove()
	open := strings.Join(strings.Fields(page.text(".fs-identity")+" "+main.Text()), " ")
	for _, want := range []string{"Not safe now", "Never leave a message", "A withheld number frightens", "Her son answers her phone", "Not asked yet: ",
		"Threat to kill: Steven Madeup towards Gwen Invented", "He said he would finish it", "There is a threat to life", "Decided: Patrol hourly", "Marker: firearms", "Marker: weapons",
		"Non-molestation order", "Not to go within 100 metres", "Police bail", "Risk to Ffion Invented", "Risk to Gwen Invented", "the tool’s grade", "Medium proposed with it", "Since then: ", "markers at two addresses"} {
		if !strings.Contains(open, want) {
			t.Errorf("folded away or missing: %q", want)
		}
	}
	for _, want := range []string{"She is afraid of the night", "He will not leave me alone", "judged so by PC Rhian Example"} {
		if strings.Contains(open, want) || !strings.Contains(whole, want) {
			t.Errorf("%q stands open or is missing", want)
		}
	}
}

// Of each pair the head says what was done last and, where it is another act, the
// gravest. A threat stands above with what is live and is not said again.
func TestTheHeadNamesTheLatestAndTheGravestActOfEachPair(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	_, pair := withSecondVictim(s, r)
	happened := func() string {
		return s.signedIn("sergeant").get("/case/" + r.ref).text(`section[aria-labelledby="happened-title"]`)
	}
	if got := happened(); !strings.Contains(got, "To Ffion Invented: 5 incidents, 3 in the last 30 days. Latest: following, between Wed 18 and Thu 19 Nov 2026.") || !strings.Contains(got, "To Gwen Invented: no incident is recorded yet.") || strings.Contains(got, "Gravest") {
		t.Errorf("what happened reads %q", got)
	}
	act := func(of casefile.PairID, day string, b casefile.Behaviour) {
		e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: of, Behaviours: []casefile.Behaviour{b}})
		if day != "" {
			e.Occurred = calendar.On(londonDay(s.t, day))
		}
		s.record("responder", r.id, e)
	}
	act(casefile.PairID(r.pair), "2026-10-01", "entry_to_home")
	act(casefile.PairID(r.pair), "2026-09-25", "strangulation")
	act(pair, "", "assault")
	got := happened()
	for _, want := range []string{"Latest: following, between Wed 18 and Thu 19 Nov 2026. Gravest: strangling or choking, Fri 25 Sep 2026.", "To Gwen Invented: 1 incident", "Gravest: assault."} {
		if !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("what happened lacks %q: %q", want, got)
		}
	}
	act(casefile.PairID(r.pair), "2026-10-02", "threat_kill")
	if got := happened(); strings.Contains(got, "Gravest: strangling") || strings.Contains(strings.ToLower(got), "gravest: threat") {
		t.Errorf("a threat to kill stands above, and below it is said: %q", got)
	}
}

// What a check found of the one victim of two suspects is said once.
func TestWhatWasFoundOfTheOneVictimOfTwoSuspectsIsSaidOnce(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gareth Madeup"))}})
	s.record("responder", r.id, second, s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(second.ID)}))
	p := s.signedIn("sergeant").get("/case/" + r.ref)
	if panels := p.Find(".fs-risk"); strings.Count(panels.Text(), "markers at two addresses") != 1 || !strings.Contains(panels.Eq(1).Text(), "Found: as above") {
		t.Errorf("what was found reads %q and %q", panels.Eq(0).Text(), panels.Eq(1).Text())
	}
	if bar := p.text(".fs-identity"); !strings.Contains(bar, "Steven Madeup (suspect) towards Ffion Invented (victim): former partner") || !strings.Contains(bar, "and Gareth Madeup (suspect): relationship not asked yet") {
		t.Errorf("the bar says %q", bar)
	}
}
