package synth

import (
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// underLaw is what an investigator does once the conduct has a name: what else it
// may be in law, what ties the acts together, what prosecutors think (APP 1.1 to
// 1.3).
func (s *Story) underLaw(t *Turn, as casefile.Class) {
	r := s.r
	if s.rel.Broad() == casefile.BroadPartner || s.rel == casefile.FamilyMember {
		overlap := casefile.DecideNo
		if chance(r, 25) {
			overlap = casefile.DecideYes
		}
		s.act(t, casefile.CoercionConsidered{Pair: s.pair, Decision: fact.Of(overlap), Why: "From the account, the earlier reports and what the victim said of money and visits."})
	}
	s.act(t, casefile.ConnectionExplained{Pair: s.pair, Why: s.say("The same places and the same words each time, and each after {they} was seen with somebody.")})
	if as == casefile.Stalking4A || as == casefile.Harassment4 {
		s.act(t, casefile.EvidenceAdded{Kind: fact.Of(casefile.EvidenceKind("diary")), Supports: []casefile.Supports{"fear_of_violence", "effect_on_daily_life"},
			What: "The victim’s diary of what was done and how afraid it left them.", HeldBy: "Property store", KeepTill: calendar.DateOf(s.at).AddDays(365), Marked: fact.Of(true)})
	}
	n := s.act(t, casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("cps")), Pair: s.pair, Question: "Which offence fits this conduct, and what is still needed to show it?"})
	if chance(r, 60) {
		s.act(t, casefile.SpecialistAnswered{Request: casefile.RequestID(n), Said: "Looks right on what is recorded; the second occasion of fear needs a date.", Whom: "Duty prosecutor"})
	}
}

// through records who was used, the first time an act came through somebody else
// (APP 2.2.1).
func (s *Story) through(t *Turn, incident string, c conductOf) {
	if c.Channel != casefile.ChanThird || s.usedOthers || s.kind == fresh {
		return
	}
	s.usedOthers = true
	s.act(t, casefile.ProxyRecorded{Pair: s.pair, Through: fact.Of(casefile.ProxyKind("friend_or_family")), Knowing: fact.Of(false), Incident: casefile.IncidentID(incident),
		What: "Was asked to pass something on and thought nothing of it."})
}

// seekConnection looks for where victim and suspect may have met, while nobody
// knows who it is (APP 2.2).
func (s *Story) seekConnection(t *Turn) {
	if s.actorID != "" {
		return
	}
	s.act(t, casefile.EnquirySet{About: fact.Of(casefile.EnquiryAbout("hidden_connection")), Hypothesis: s.say("They have met in passing, at work or at a club."),
		What: "Go through the last year’s places and people with the victim, and compare them with the numbers found.", Owner: casefile.StaffID(s.owner), Due: calendar.DateOf(s.at).AddDays(14)})
}

// kindsOf are the kinds of harassment an act shows, by what was done and how.
func kindsOf(c conductOf) []casefile.HarassmentKind {
	var out []casefile.HarassmentKind
	for _, b := range c.Behaviours {
		switch b {
		case "following", "turning_up", "gifts":
			out = append(out, "fixated")
		case "damage", "property_interference":
			out = append(out, "property")
		case "threat_violence", "messages", "repeated_calls":
			out = append(out, "verbal")
		case "humiliating":
			out = append(out, "psychological")
		}
	}
	switch c.Channel {
	case casefile.ChanThird:
		out = append(out, "third_party")
	case casefile.ChanSocial, casefile.ChanDevice:
		out = append(out, "online")
	}
	return out
}
