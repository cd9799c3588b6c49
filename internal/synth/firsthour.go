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
		Action: "Officer to see the victim by the safe route.", Opening: casefile.Line(pick(r, []string{"ST1 stalking", "ST2 unwanted contact repeated"}))})
	if chance(r, 45) {
		s.act(t, casefile.DelayReasonsRecorded{Person: s.victimID, Delayed: fact.Of(true), Reasons: []casefile.DelayReason{pick(r, []casefile.DelayReason{
			"feared_not_believed", "hoped_it_would_stop", "did_not_know_it_was_a_crime", "feared_consequences"})}, Serious: fact.Of(true), Understood: fact.Of(true)})
	} else {
		s.act(t, casefile.DelayReasonsRecorded{Person: s.victimID, Delayed: fact.Of(false)})
	}
	for _, p := range s.parties() {
		s.listen(t, p)
		s.act(t, casefile.IncidentsComplete{Pair: p.pair})
	}
	if chance(r, 35) {
		s.act(t, casefile.ToldToStop{Pair: s.pair, By: fact.Of(pick(r, []casefile.Teller{"victim", "victim", "family_or_friend", "police"})), How: fact.Of(casefile.ContactChannel("text")),
			Words: "Asked not to be contacted again.", Answer: "It went on the same day."})
	}
	if chance(r, 15) {
		s.act(t, casefile.ProxyRecorded{Pair: s.pair, Through: fact.Of(pick(r, []casefile.ProxyKind{"friend_or_family", "online_group", "court_or_legal"})), Knowing: fact.Of(chance(r, 40))})
	}
}

// party is a victim and the pair they belong to.
type party struct {
	victim casefile.PersonID
	pair   casefile.PairID
}

// parties are the victims of the story, each with their pair.
func (s *Story) parties() []party {
	out := []party{{s.victimID, s.pair}}
	if s.otherPair != "" {
		out = append(out, party{s.otherVictim, s.otherPair})
	}
	return out
}

// listen is how one victim is heard: what shows without being said, how they see
// it, how they want to be spoken with (APP 4.1).
func (s *Story) listen(t *Turn, p party) {
	r := s.r
	if s.lapsed[lapseListen] {
		return
	}
	look := casefile.IndicatorsObserved{Person: p.victim, PlaysDown: fact.Of(chance(r, 40))}
	for _, c := range casefile.Indicator("").Codes() {
		if chance(r, 30) {
			look.Seen = append(look.Seen, casefile.Indicator(c))
		}
	}
	if look.Seen == nil {
		look.NoneSeen = fact.Of(true)
	}
	s.act(t, look)
	s.act(t, casefile.VictimViewRecorded{Pair: p.pair, View: s.say("Thinks that {a} wants to show that {they} cannot get away."), Wants: "Wants it to stop, without making it worse."})
	s.act(t, casefile.ApproachAgreed{Person: p.victim, Measures: []casefile.ApproachMeasure{"own_pace", pick(r, []casefile.ApproachMeasure{"supporter", "breaks", "interviewer_preference"})}})
}

// protect is the safety plan and what a first officer settles before going.
func (s *Story) protect(t *Turn) {
	r := s.r
	for _, p := range s.parties() {
		s.vulnerability(t, p.victim)
		s.plan(t, p.victim)
		s.act(t, casefile.HostilityConsidered{Pair: p.pair, None: fact.Of(true), Basis: "Asked; nothing pointed that way."})
	}
	s.enquire(t)
	s.settleWeapons(t)
	if chance(r, 30) {
		s.consult(t)
	}
	if s.weapons {
		s.act(t, casefile.PriorityDecided{Pair: s.pair, Apart: "Watching the house would take them sooner and leave the victim in it.", First: fact.Of(casefile.Priority("safety")), Why: "Somewhere else for the nights until they are found."})
	}
	if chance(r, 20) && s.actorID != "" {
		s.act(t, casefile.MarkerNoted{On: "actor", Person: s.actorID, Kind: fact.Of(pick(r, []casefile.MarkerKind{"violence", "self_harm"})), What: "From an earlier incident.", Held: "Force records"})
	}
	s.act(t, casefile.ReferenceNoted{External: []casefile.ExternalRef{{System: "incident log", Number: casefile.Line(fmt.Sprintf("%04d-%d", r.IntN(9999), 1+r.IntN(28)))}}})
	s.act(t, casefile.NextStepDecided{Step: fact.Of(casefile.NextStep("specialist_investigation")), Why: "A course of conduct with enquiries still open."})
}

// settleWeapons is the decision on a threat to life that a weapon asks for, and now
// and then one without (APP 4.2).
func (s *Story) settleWeapons(t *Turn) {
	if !s.weapons && !chance(s.r, 10) {
		return
	}
	d := casefile.ThreatToLifeConsidered{Pair: s.pair, Present: fact.Of(chance(s.r, 20)), Basis: "From what was said and the history found.", Inspector: "insp-achebe",
		Decision: "Measures of the plan suffice for tonight; to be looked at again in the morning.", DecidedBy: "insp-achebe", Firearms: fact.Of(true), Licence: fact.Of(false)}
	if d.Present.Value {
		d.Told, d.ToldHow, d.Warned = fact.Of(true), "By the officer with them, who stayed until they were somewhere safe.", fact.Of(false)
	}
	s.act(t, d)
}

// specialists asks public protection for advice, once, when risk is high (APP 4.2).
func (s *Story) specialists(t *Turn, pair casefile.PairID, grade casefile.Grade) {
	if grade != casefile.High || s.consulted {
		return
	}
	s.consulted = true
	n := s.act(t, casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("public_protection")), Pair: pair, Question: "What do you advise for the victim and those close to them?"})
	s.act(t, casefile.SpecialistAnswered{Request: casefile.RequestID(n), Said: "Refer to the conference; the plan covers the school run.", Whom: "Duty adviser"})
}

// weighArrest is the reasoned decision on arrest that a high risk or a recorded
// offence asks for, where somebody is named and not arrested (APP 4.2).
func (s *Story) weighArrest(t *Turn, pair casefile.PairID) {
	if s.actorID == "" || s.arrested || s.lapsed[lapseArrest] {
		return
	}
	s.act(t, casefile.ArrestConsidered{Pair: pair, Decision: fact.Of(casefile.DecideNo), Why: "Not necessary today: comes by appointment, and the phone has been given up."})
}

// recordOffence is the crime record that fits what the conduct was found to be.
func (s *Story) recordOffence(t *Turn, pair casefile.PairID, as casefile.Class) {
	fits := map[casefile.Class]casefile.Offence{casefile.Stalking2A: "pha_s2a", casefile.Stalking4A: "pha_s4a_distress", casefile.Harassment2: "pha_s2"}
	if fits[as] == "" {
		return
	}
	s.crime = true
	s.act(t, casefile.OffenceRecorded{Pair: pair, Offence: fact.Of(fits[as]), Ref: casefile.Line(fmt.Sprintf("CR/%05d/26", s.r.IntN(99999)))})
	s.weighArrest(t, pair)
}

func (s *Story) vulnerability(t *Turn, who casefile.PersonID) {
	r := s.r
	look := casefile.VulnerabilityAssessed{Person: who, None: fact.Of(true)}
	if chance(r, 40) {
		look = casefile.VulnerabilityAssessed{Person: who, Factors: []casefile.Vulnerability{pick(r, []casefile.Vulnerability{"isolated", "mental_health", "depends_on_carer", "money_tied_to_suspect"})}}
	}
	s.act(t, look)
	s.act(t, casefile.EnhancedRightsAssessed{Person: who, Entitled: fact.Of(true), Grounds: []casefile.EnhancedGround{"persistently_targeted"}, Told: fact.Of(chance(r, 80))})
}

// plan makes a plan with somebody, its steps owned, some of them done.
func (s *Story) plan(t *Turn, who casefile.PersonID) {
	r := s.r
	s.act(t, casefile.SafetyPlanMade{Person: who, Agreed: fact.Of(true), Words: "Ring 999 if afraid, go next door, keep the phone charged.", Copy: "With a sister", Review: calendar.DateOf(s.at).AddDays(30 + r.IntN(20))})
	for _, m := range []casefile.SafetyMeasure{"address_marker", "emergency_words", "home_security", "digital_check"} {
		if !chance(r, 55) {
			continue
		}
		step := s.act(t, casefile.SafetyMeasureSet{Person: who, Measure: fact.Of(m), Owner: casefile.StaffID(s.owner), Due: calendar.DateOf(s.at).AddDays(1 + r.IntN(6)), Because: "Has been seen near the house."})
		if chance(r, 93) { // few are left until their day has gone by
			s.act(t, casefile.SafetyMeasureSettled{Step: casefile.MeasureID(step), Outcome: fact.Of(pick(r, []casefile.MeasureOutcome{"done", "done", "not_possible"}))})
		} else {
			s.undone = append(s.undone, casefile.MeasureID(step))
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
	if chance(s.r, 97) {
		s.act(t, casefile.MessageAnswered{Message: casefile.MessageID(n), Channel: fact.Of(s.reach()), Safe: fact.Of(true), Words: "Nothing new yet; told when to expect word."})
	}
}

// reviewPlans goes through the plans again, and does what of them was left.
func (s *Story) reviewPlans(t *Turn) {
	for _, step := range s.undone {
		s.act(t, casefile.SafetyMeasureSettled{Step: step, Outcome: fact.Of(casefile.MeasureOutcome("done"))})
	}
	s.undone = nil
	for _, who := range s.planned {
		s.act(t, casefile.SafetyPlanReviewed{Person: who, Changed: "Nothing; the steps stand.", Next: calendar.DateOf(s.at).AddDays(28 + s.r.IntN(14))})
	}
}

// counter is a report against the victim, weighed with all that is known.
func (s *Story) counter(t *Turn) {
	n := s.act(t, casefile.CounterAllegationMade{Pair: s.pair, What: s.say("{a} says it is {them} who keeps calling.")})
	s.act(t, casefile.CounterAllegationWeighed{Allegation: casefile.AllegationID(n), View: "The records show calls one way only; the fear is the victim’s."})
}
