package synth

import (
	"fmt"
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// lapse is something an officer of a story leaves undone, so that a duty is
// overdue. Most officers leave nothing.
type lapse string

const (
	lapseChecks   lapse = "some checks were never chased"
	lapseAdvice   lapse = "nothing was said on what others can find out"
	lapseVideo    lapse = "no body-worn video, and no reason"
	lapseRoute    lapse = "nobody said how to reach the officer"
	lapseAdvocate lapse = "no advocate was offered"
	lapseOrder    lapse = "an order was talked of and not decided on"
	lapseRejudge  lapse = "risk was not judged again after a new act"
	lapseClass    lapse = "nobody has said what the conduct is"
	lapseListen   lapse = "the victim was not asked how they see it"
	lapseArrest   lapse = "nobody has written down why there was no arrest"
)

var lapses = []lapse{lapseChecks, lapseAdvice, lapseVideo, lapseRoute, lapseAdvocate, lapseOrder, lapseRejudge, lapseClass, lapseListen, lapseArrest}

// drawLapses lets one story in eight leave one or two things undone.
func (s *Story) drawLapses() {
	s.lapsed = map[lapse]bool{}
	if s.kind != plain || !chance(s.r, 12) {
		return
	}
	for range 1 + s.r.IntN(2) {
		s.lapsed[pick(s.r, lapses)] = true
	}
}

// film records body-worn video of the first account, or why there is none.
func (s *Story) film(t *Turn) {
	switch {
	case s.unit == Contact || s.lapsed[lapseVideo]:
	case chance(s.r, 15):
		s.act(t, casefile.DutyMarked{Clause: "bwv.used", Mark: "waived", Why: s.say("{They} did not want to be filmed at home.")})
	default:
		s.act(t, casefile.EvidenceAdded{Kind: fact.Of(casefile.EvidenceKind("body_worn_video")), Ref: casefile.Line(fmt.Sprintf("BWV/%d", 1000+s.r.IntN(9000))),
			What: "First account and how the victim was.", HeldBy: "Video store", KeepTill: calendar.DateOf(s.at).AddDays(365), Marked: fact.Of(true)})
	}
}

// told is a first talk in which the victim learns whom they deal with and how the
// case goes on.
func (s *Story) told(t *Turn) {
	topics := []casefile.Topic{"reassured_taken_seriously", "how_case_progresses", "victims_code", "no_change_to_report"}
	if !s.lapsed[lapseRoute] {
		topics = append(topics, "how_to_reach_officer", "named_officer")
	}
	s.act(t, casefile.VictimContacted{Person: s.victimID, Channel: fact.Of(s.reach()), Purpose: fact.Of(casefile.Purpose("first_direct")), Safe: fact.Of(true),
		Outcome: fact.Of(casefile.Outcome("spoke")), Topics: topics, Next: calendar.DateOf(s.at).AddDays(7 + s.r.IntN(14))})
}

// reach is how this victim is spoken with: the safe way, where one is known.
func (s *Story) reach() casefile.ContactChannel {
	if s.channel == "through_trusted_person" || s.channel == "" {
		return "in_person"
	}
	return s.channel
}

// judgeAgain is what a new act asks for: risk judged again and, when that is
// settled, an order thought of again.
func (s *Story) judgeAgain(t *Turn) {
	if !s.lapsed[lapseRejudge] {
		s.dash(t)
		s.judgeSecond(t)
	}
	s.orderAgain()
}

// ahead notes that a day comes on which what holds the suspect changes.
func (s *Story) ahead(days int) { s.days = append(s.days, calendar.DateOf(s.at).AddDays(days)) }

// dayCame reports whether such a day has come since somebody last looked.
func (s *Story) dayCame() bool {
	before := len(s.days)
	s.days = slices.DeleteFunc(s.days, func(d calendar.Date) bool { return !calendar.DateOf(s.at).Before(d) })
	return len(s.days) < before
}

// orderAgain thinks of an order once more, since what an earlier decision rested
// on has changed.
func (s *Story) orderAgain() {
	s.soon(10, 90)
	s.considerOrder(s.turn(s.owner))
}

// learnMore records what became known later of somebody: a changed number.
func (s *Story) learnMore(t *Turn) {
	s.act(t, casefile.PersonDetailed{Person: s.victimID, Details: casefile.Details{Phones: []casefile.Line{mobile(s.r)}}})
}

// send records officers whom the supervisor sent to a call from the victim's home.
func (s *Story) send() {
	t := s.turn(s.sergeant)
	north := s.locals(takers[North])
	s.act(t, casefile.RespondersSent{Staff: []casefile.StaffID{casefile.StaffID(north[0]), casefile.StaffID(pick(s.r, north[1:]))},
		Until: calendar.At(s.at.Add(6 * time.Hour))})
	s.soon(120, 300)
}

// attribute moves an act to the pair it turned out to belong to.
func (s *Story) attribute(t *Turn) {
	if s.otherPair == "" {
		return
	}
	s.act(t, casefile.IncidentAttributed{Incident: casefile.IncidentID(s.incidents[0]), Pair: s.otherPair, How: fact.Of(casefile.Strength("evidenced")),
		Basis: "The message was meant for the other victim: it names the street."})
}

// askRegistrar puts a former partner's conduct that looks like harassment to the
// registrar (APP 1.3), who answers within days; the classification then follows.
func (s *Story) askRegistrar(t *Turn) {
	r := s.r
	s.act(t, casefile.RegistrarAsked{Pair: s.pair, Question: "The contact is about arrangements for the children and stays there. Is harassment alone right?"})
	if s.kind == asked {
		s.at = s.now.Add(time.Minute) // the answer is still to come
		return
	}
	s.later(1, 5)
	ruling := pick(r, []casefile.Ruling{casefile.RuledStalking, casefile.RuledStalking, casefile.RuledHarassmentOnly})
	s.act(s.turn("fcr-lindqvist"), casefile.RegistrarRuled{Pair: s.pair, Ruling: ruling, Why: "Read with all incidents on the case."})
	s.soon(60, 24*60)
	t = s.turn(s.owner)
	as := casefile.Stalking2A
	if ruling == casefile.RuledHarassmentOnly {
		as = casefile.Harassment2
	}
	s.act(t, casefile.ClassificationDecided{Pair: s.pair, As: as, Why: "As the registrar has ruled."})
	s.recordOffence(t, s.pair, as)
	s.offerServices(t)
	s.considerOrder(t)
}
