package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// left are the things of a first finishing line that are still to do.
func leftOf(lines []finish) []string {
	var out []string
	for _, x := range lines {
		if !x.Done {
			out = append(out, x.Say)
		}
	}
	return out
}

// A knife that somebody spoke of keeps the first line open until it is asked about,
// whatever else is settled.
func TestAWeaponThatWasSpokenOfIsAskedAboutBeforeLeaving(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	line := func() []string {
		page, err := s.Case(t.Context(), s.as("responder"), r.id)
		must(t, err)
		leave, _ := (&caseView{CasePage: page, srv: s.web}).finishes()
		return leftOf(leave)
	}
	about := func(list []string, words string) bool {
		return slices.ContainsFunc(list, func(x string) bool { return strings.Contains(x, words) })
	}
	said := func(words casefile.Text) {
		s.record("responder", r.id, s.event("AccountRecorded", casefile.AccountRecorded{Person: casefile.PersonID(r.victim), Words: words}))
	}
	said("He never had a knife or anything. He keeps coming back.")
	s.record("responder", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{SafeNow: fact.Of(true)}))
	if got := line(); about(got, "weapon") || about(got, "life") {
		t.Errorf("what is denied is asked about: %q", got)
	}
	said("On Tuesday he stood in the kitchen and he had a knife in his hand the whole time. He said I will kill you.")
	got := line()
	if !about(got, "he had a knife in his hand") || !about(got, "whether the other person has a weapon") {
		t.Errorf("a knife was spoken of and nobody asked: %q", got)
	}
	if !about(got, "I will kill you") || !about(got, "whether somebody’s life is in danger") {
		t.Errorf("a threat to kill was spoken of and nobody considered it: %q", got)
	}
	s.record("responder", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{SafeNow: fact.Of(true), Weapons: fact.Is[bool](fact.Declined)}),
		s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(false)}))
	if got := line(); about(got, "weapon") || about(got, "Consider whether somebody’s life") {
		t.Errorf("asked and considered, it is still open: %q", got)
	}
}

// What was said of dying by his own hand stays open too, wherever in the account it stands.
func TestAThreatOfSuicideThatWasSpokenOfStaysOpen(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	open := func() bool {
		page, err := s.Case(t.Context(), s.as("responder"), r.id)
		must(t, err)
		leave, _ := (&caseView{CasePage: page, srv: s.web}).finishes()
		return slices.ContainsFunc(leftOf(leave), func(x string) bool {
			return strings.Contains(x, "kill himself") && strings.Contains(x, "Ask what was said of dying")
		})
	}
	s.record("responder", r.id, s.event("AccountRecorded", casefile.AccountRecorded{Person: casefile.PersonID(r.victim), Words: "He would not go away. He said he would kill himself."}))
	if !open() {
		t.Error("it was spoken of and nobody asked, and the last page does not say so")
	}
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"threat_self_harm"}}))
	if open() {
		t.Error("it is recorded and still asked about")
	}
}

// A prompt that nobody answered is named on the last page as a question not asked.
func TestAPromptNobodyAnsweredIsAQuestionNotAsked(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo("account")
	p = c.onReport(p, url.Values{"a.words": {"He sent flowers, and he follows me home."}})
	p = c.onReport(p, url.Values{fieldDo: {doDrop + "gifts"}})
	p = c.onReport(p, url.Values{fieldDo: {"to-" + stepLeave}})
	if got := p.text("main"); !strings.Contains(got, "They said “follows me home”: tell me about being followed") || strings.Contains(got, "the gifts") {
		t.Errorf("what was not asked reads %q", got)
	}
}
