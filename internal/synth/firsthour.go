package synth

import (
	"fmt"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// hear is what a first officer learns beyond the account: how urgent, what shows,
// what keeps somebody from telling, what they want.
func (s *Story) hear(t *Turn) {
	r := s.r
	s.act(t, casefile.ResponseGraded{Grade: fact.Of(pick(r, []casefile.Urgency{"immediate", "priority", "priority", "scheduled"})),
		Action: "Officer to see the victim by the safe route.", Opening: casefile.Line(pick(r, []string{"STALK-1", "HARASS-1"}))})
	if chance(r, 70) {
		look := casefile.IndicatorsObserved{Person: s.victimID, PlaysDown: fact.Of(chance(r, 40))}
		for _, c := range casefile.Indicator("").Codes() {
			if chance(r, 30) {
				look.Seen = append(look.Seen, casefile.Indicator(c))
			}
		}
		if look.Seen == nil {
			look.NoneSeen = fact.Of(true)
		}
		s.act(t, look)
	}
	if chance(r, 45) {
		s.act(t, casefile.DelayReasonsRecorded{Person: s.victimID, Delayed: fact.Of(true), Reasons: []casefile.DelayReason{pick(r, []casefile.DelayReason{
			"feared_not_believed", "hoped_it_would_stop", "did_not_know_it_was_a_crime", "feared_consequences"})}, Serious: fact.Of(true), Understood: fact.Of(true)})
	} else {
		s.act(t, casefile.DelayReasonsRecorded{Person: s.victimID, Delayed: fact.Of(false)})
	}
	if chance(r, 60) {
		s.act(t, casefile.VictimViewRecorded{Pair: s.pair, View: s.say("Thinks that {a} wants to show that {they} cannot get away."), Wants: "Wants it to stop, without making it worse."})
	}
	if chance(r, 30) {
		s.act(t, casefile.ApproachAgreed{Person: s.victimID, Measures: []casefile.ApproachMeasure{"own_pace", pick(r, []casefile.ApproachMeasure{"supporter", "breaks", "interviewer_preference"})}})
	}
	if chance(r, 35) {
		s.act(t, casefile.ToldToStop{Pair: s.pair, By: fact.Of(pick(r, []casefile.Teller{"victim", "victim", "family_or_friend", "police"})), How: fact.Of(casefile.ContactChannel("text")),
			Words: "Asked not to be contacted again.", Answer: "It went on the same day."})
	}
	if chance(r, 15) {
		s.act(t, casefile.ProxyRecorded{Pair: s.pair, Through: fact.Of(pick(r, []casefile.ProxyKind{"friend_or_family", "online_group", "court_or_legal"})), Knowing: fact.Of(chance(r, 40))})
	}
}

// protect is the safety plan and what a first officer settles before going.
func (s *Story) protect(t *Turn) {
	r := s.r
	s.vulnerability(t)
	s.plan(t, s.victimID)
	if s.otherVictim != "" {
		s.plan(t, s.otherVictim)
	}
	s.act(t, casefile.HostilityConsidered{Pair: s.pair, None: fact.Of(true), Basis: "Asked; nothing pointed that way."})
	if chance(r, 70) {
		s.enquire(t)
	}
	if chance(r, 30) {
		s.consult(t)
	}
	if chance(r, 12) {
		s.act(t, casefile.ThreatToLifeConsidered{Pair: s.pair, Present: fact.Of(chance(r, 20)), Basis: "From what was said and the history found.", Inspector: "insp-achebe",
			Decision: "Measures of the plan suffice for tonight; to be looked at again in the morning.", Firearms: fact.Of(true)})
	}
	if chance(r, 20) && s.actorID != "" {
		s.act(t, casefile.MarkerNoted{On: "actor", Person: s.actorID, Kind: fact.Of(pick(r, []casefile.MarkerKind{"violence", "weapons", "self_harm"})), What: "From an earlier incident.", Held: "Force records"})
	}
	s.act(t, casefile.OffenceRecorded{Pair: s.pair, Offence: fact.Of(pick(r, []casefile.Offence{"pha_s2a", "pha_s2a", "pha_s4a_distress"})), Ref: casefile.Line(fmt.Sprintf("CR/%05d/26", r.IntN(99999)))})
	s.act(t, casefile.ReferenceNoted{External: []casefile.ExternalRef{{System: "incident log", Number: casefile.Line(fmt.Sprintf("%04d-%d", r.IntN(9999), 1+r.IntN(28)))}}})
	s.act(t, casefile.NextStepDecided{Step: fact.Of(casefile.NextStep("specialist_investigation")), Why: "A course of conduct with enquiries still open."})
}

func (s *Story) vulnerability(t *Turn) {
	r := s.r
	look := casefile.VulnerabilityAssessed{Person: s.victimID, None: fact.Of(true)}
	if chance(r, 40) {
		look = casefile.VulnerabilityAssessed{Person: s.victimID, Factors: []casefile.Vulnerability{pick(r, []casefile.Vulnerability{"isolated", "mental_health", "depends_on_carer", "money_tied_to_suspect"})}}
	}
	s.act(t, look)
	s.act(t, casefile.EnhancedRightsAssessed{Person: s.victimID, Entitled: fact.Of(true), Grounds: []casefile.EnhancedGround{"persistently_targeted"}, Told: fact.Of(chance(r, 80))})
}

// plan makes a plan with somebody, its steps owned, some of them done.
func (s *Story) plan(t *Turn, who casefile.PersonID) {
	r := s.r
	s.act(t, casefile.SafetyPlanMade{Person: who, Agreed: fact.Of(true), Words: "Ring 999 if afraid, go next door, keep the phone charged.", Copy: "With a sister", Review: calendar.DateOf(s.at).AddDays(7 + r.IntN(14))})
	for _, m := range []casefile.SafetyMeasure{"address_marker", "emergency_words", "home_security", "digital_check"} {
		if !chance(r, 55) {
			continue
		}
		step := s.act(t, casefile.SafetyMeasureSet{Person: who, Measure: fact.Of(m), Owner: casefile.StaffID(s.owner), Due: calendar.DateOf(s.at).AddDays(1 + r.IntN(6)), Because: "Has been seen near the house."})
		if chance(r, 60) {
			s.act(t, casefile.SafetyMeasureSettled{Step: casefile.MeasureID(step), Outcome: fact.Of(pick(r, []casefile.MeasureOutcome{"done", "done", "not_possible"}))})
		}
	}
	s.planned = append(s.planned, who)
}

func (s *Story) enquire(t *Turn) {
	n := s.act(t, casefile.EnquirySet{About: fact.Of(casefile.EnquiryAbout("who_it_is")), Hypothesis: s.say("The calls come from a phone {a} uses."), What: "Ask the provider for the number’s records.", Owner: casefile.StaffID(s.owner), Due: calendar.DateOf(s.at).AddDays(10)})
	if chance(s.r, 50) {
		s.act(t, casefile.EnquirySettled{Enquiry: casefile.EnquiryID(n), Result: "The records show the calls."})
	}
}

func (s *Story) consult(t *Turn) {
	n := s.act(t, casefile.SpecialistAsked{Of: fact.Of(pick(s.r, []casefile.Specialist{"spoc", "public_protection", "digital"})), Pair: s.pair, Question: "Is this stalking, and what should be done first?"})
	if chance(s.r, 75) {
		s.act(t, casefile.SpecialistAnswered{Request: casefile.RequestID(n), Said: "Treat it as stalking; see to the safety plan and the digital checks first.", Whom: "On-call specialist"})
	}
}

// writes is a message from the victim; most are answered.
func (s *Story) writes(t *Turn) {
	n := s.act(t, casefile.VictimMessageReceived{Person: s.victimID, Channel: fact.Of(casefile.ContactChannel("email")), Words: "Is there any news? I saw the car again."})
	if chance(s.r, 85) {
		s.act(t, casefile.MessageAnswered{Message: casefile.MessageID(n), Channel: fact.Of(s.reach()), Safe: fact.Of(true), Words: "Nothing new yet; told when to expect word."})
	}
}

// reviewPlans goes through the plans again.
func (s *Story) reviewPlans(t *Turn) {
	for _, who := range s.planned {
		s.act(t, casefile.SafetyPlanReviewed{Person: who, Changed: "Nothing; the steps stand.", Next: calendar.DateOf(s.at).AddDays(14 + s.r.IntN(14))})
	}
}

// counter is a report against the victim, weighed with all that is known.
func (s *Story) counter(t *Turn) {
	n := s.act(t, casefile.CounterAllegationMade{Pair: s.pair, What: s.say("{a} says it is {them} who keeps calling.")})
	s.act(t, casefile.CounterAllegationWeighed{Allegation: casefile.AllegationID(n), View: "The records show calls one way only; the fear is the victim’s."})
}
