package synth

import (
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// arrest takes a known actor into custody and out again, with what a victim is
// asked and told on the way.
func (s *Story) arrest(t *Turn) {
	r := s.r
	if s.actorID == "" {
		return
	}
	s.arrested = true
	s.act(t, casefile.ArrestConsidered{Pair: s.pair, Decision: fact.Of(casefile.DecideYes), Grounds: "Reasonable suspicion from the messages; to protect the victim and secure the phone."})
	n := casefile.ArrestID(s.act(t, casefile.SuspectArrested{Person: s.actorID, Station: "Fernham", Ref: "FC/1207", For: "Stalking"}))
	if s.Held && s.now.Sub(s.at) < 12*time.Hour {
		s.act(t, casefile.ReleasePlanned{Arrest: n, At: fact.Of(calendar.At(s.now.Add(4 * time.Hour).Truncate(time.Hour))), How: fact.Of(casefile.ReleaseKind("bail_with_conditions"))})
		return
	}
	s.act(t, casefile.ReleasePlanned{Arrest: n, At: fact.Of(calendar.At(s.at.Add(10 * time.Hour).Truncate(time.Hour))), How: fact.Of(casefile.ReleaseKind("bail_with_conditions")), To: "Mother’s address in Millbrook"})
	s.act(t, casefile.ConditionViewsRecorded{Pair: s.pair, Sought: fact.Of(true), Wanted: []casefile.BailTerm{"no_contact", "not_to_approach_home", "not_to_approach_work"}})
	if chance(r, 25) {
		s.missed(t, n)
	}
	s.talk(t, "arrest", "enhanced_rights")
	s.soon(8*60, 11*60)
	t = s.turn(s.owner)
	how := pick(r, []casefile.ReleaseKind{"bail_with_conditions", "bail_with_conditions", "under_investigation"})
	s.acts(t, casefile.SuspectReleased{Arrest: n, How: fact.Of(how)}, func(e *casefile.Event) { e.Occurred = calendar.At(s.at) })
	if how == "bail_with_conditions" {
		s.ahead(91)
		bail := s.act(t, casefile.BailSet{Person: s.actorID, Kind: fact.Of(casefile.BailKind("police_before_charge")), Terms: []casefile.BailTerm{"no_contact", "not_to_approach_home"},
			Words: []casefile.Line{"Not to contact the victim directly or through anybody else.", "Not to go within 100 metres of the victim’s home."}, Until: calendar.DateOf(s.at).AddDays(90)})
		if chance(r, 25) {
			s.breach(t, casefile.BailID(bail), "")
		}
		if chance(r, 60) {
			s.charge(t, casefile.BailID(bail))
		}
	}
	s.talk(t, "release", "bail_conditions", "how_to_report_breach", "safety_plan")
	s.judgeAgain(t)
}

// missed is a try that reaches nobody, of which custody is told before the next one.
func (s *Story) missed(t *Turn, arrest casefile.ArrestID) {
	s.act(t, casefile.VictimContacted{Person: s.victimID, Channel: fact.Of(s.reach()), Purpose: fact.Of(casefile.Purpose("safety")), Outcome: fact.Of(casefile.Outcome("no_answer"))})
	s.act(t, casefile.CustodyTold{Arrest: arrest, Pair: s.pair, Whom: "The custody sergeant", Words: "Will ring before the door opens."})
}

// talk tells the victim something and when they will next hear.
func (s *Story) talk(t *Turn, topics ...casefile.Topic) {
	s.act(t, casefile.VictimContacted{Person: s.victimID, Channel: fact.Of(s.reach()), Purpose: fact.Of(casefile.Purpose("safety")), Safe: fact.Of(true),
		Outcome: fact.Of(casefile.Outcome("spoke")), Topics: append(topics, "next_contact_date"), Next: calendar.DateOf(s.at).AddDays(3 + s.r.IntN(10))})
}

func (s *Story) charge(t *Turn, bail casefile.BailID) {
	s.ahead(28)
	s.act(t, casefile.SuspectCharged{Pair: s.pair, Offences: []casefile.Offence{"pha_s4a_distress"}, How: fact.Of(casefile.ChargeHow("charged")), Court: "Fernham magistrates’ court", First: calendar.DateOf(s.at).AddDays(28)})
	s.act(t, casefile.BailEnded{Bail: bail, Why: fact.Of(casefile.BailEnd("charged"))})
	s.talk(t, "charge")
}

// breach is one act against conditions or an order, and what was done about it.
func (s *Story) breach(t *Turn, bail casefile.BailID, order casefile.OrderID) {
	of := casefile.BreachOf("police_bail")
	if order != "" {
		of = "non_molestation"
	}
	n := s.act(t, casefile.BreachReported{Pair: s.pair, Of: fact.Of(of), Bail: bail, Order: order, Condition: "No contact", What: "One message from a new account."})
	if chance(s.r, 85) {
		s.act(t, casefile.BreachActed{Breach: casefile.BreachID(n), Action: fact.Of(pick(s.r, []casefile.BreachAction{"arrested", "arrest_planned"})), Why: "The term is plain and the message is kept."})
	}
}

// order is a family court order that the case learns of.
func (s *Story) order(t *Turn) {
	if s.actorID == "" {
		return
	}
	n := s.noteOrder(t)
	s.act(t, casefile.OrderServed{Order: n, By: "Process server"})
	switch {
	case chance(s.r, 20):
		s.breach(t, "", n)
	case chance(s.r, 50):
		s.act(t, casefile.OrderEnded{Order: n, How: fact.Of(casefile.OrderEnd("discharged"))})
	}
	s.judgeAgain(t)
}

// noteOrder records an order of a court that binds the suspect.
func (s *Story) noteOrder(t *Turn) casefile.OrderID {
	made := calendar.DateOf(s.at).AddDays(-10)
	return casefile.OrderID(s.act(t, casefile.OrderNoted{Person: s.actorID, Order: fact.Of(casefile.OrderKind("non_molestation")), Protects: []casefile.PersonID{s.victimID}, Made: made,
		Terms: []casefile.Line{"Not to contact or approach the applicant.", "Not to go within 100 metres of her home."}, Until: made.AddDays(365), Court: "Fernham family court"}))
}
