package synth

import (
	"fmt"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// passOn gives the case to an investigator: offered and accepted, or
// assigned by the sergeant. The latest are still waiting.
func (s *Story) passOn() {
	r := s.r
	unit := CID
	switch {
	case s.kind == several || s.kind == unknownOne:
		unit = Stalking
	case s.rel.Broad() == casefile.BroadPartner || s.rel == casefile.FamilyMember:
		unit = Abuse
	case chance(r, 30):
		unit = Stalking
	}
	to := pick(r, s.locals(workers[unit].Detectives))
	s.sergeant = s.local(workers[unit].Sergeant)
	s.soon(60, 20*60)
	if chance(r, 30) {
		t := s.turn(s.local(sergeants[s.unit]))
		s.act(t, casefile.OwnerAssigned{Staff: casefile.StaffID(to), Supervisor: casefile.StaffID(s.sergeant), Unit: s.place(unit), PIP: fact.Of(2)})
	} else {
		t := s.turn(s.owner)
		offer := s.act(t, casefile.CaseHandedOver{To: casefile.StaffID(to), ToUnit: s.place(unit), Done: "Account, safe contact, first checks and advice.",
			NotDone: "Bureau checks outstanding; no statement.", WhyNot: "End of shift."})
		s.soon(120, 24*60)
		s.act(s.turn(to), casefile.HandoverAccepted{Handover: casefile.HandoverID(offer), Note: "Read in full."})
	}
	s.owner, s.unit = to, unit
}

// investigate is the owner's first days with the case.
func (s *Story) investigate() {
	r := s.r
	s.later(0, 2)
	t := s.turn(s.owner)
	s.told(t)
	if !s.lapsed[lapseChecks] {
		s.answerChecks(t, 100)
	}
	s.impact(t, s.pair)
	s.four(t)
	s.dash(t)
	s.seekConnection(t)
	if s.kind == chatty {
		s.importChat()
	}
	s.later(1, 5)
	t = s.turn(s.owner)
	if s.kind == several {
		s.attribute(t)
	}
	for range 1 + r.IntN(3) {
		s.incident(t, r.IntN(4))
	}
	s.act(t, casefile.IncidentsComplete{Pair: s.pair})
	if chance(r, 60) {
		s.act(t, casefile.EvidenceAdded{Kind: fact.Of(pick(r, []casefile.EvidenceKind{"screenshot", "body_worn_video", "photograph", "call_log", "cctv", "diary", "letter"})),
			Ref: casefile.Line(fmt.Sprintf("EX/%d", 1+r.IntN(40))), What: "Handed over by the victim.", HeldBy: "Property store", KeepTill: calendar.DateOf(s.at).AddDays(365), Marked: fact.Of(chance(r, 80))})
	}
	s.offerServices(t)
	s.judgeAgain(t)
	if chance(r, 22) {
		s.later(1, 4)
		s.arrest(s.turn(s.owner))
	}
	if chance(r, 12) {
		s.order(s.turn(s.owner))
	}
	if s.kind == unknownOne {
		s.identify()
	}
	if chance(r, 35) && s.shareable != "" {
		s.act(s.turn(s.owner), casefile.ItemShared{Partner: HavenName, Item: casefile.Line(s.shareable), Purpose: "Safety planning with the victim, who agreed.",
			Expires: calendar.DateOf(s.now).AddDays(60)})
	}
}

func (s *Story) contact(t *Turn, purpose casefile.Purpose) {
	r := s.r
	c := casefile.VictimContacted{Person: s.victimID, Channel: fact.Of(s.reach()), Purpose: fact.Of(purpose), Safe: fact.Of(true),
		Outcome: fact.Of(pick(r, []casefile.Outcome{"spoke", "spoke", "spoke", "no_answer", "not_safe_to_speak"})), Next: calendar.DateOf(s.at).AddDays(7 + r.IntN(21))}
	if c.Outcome.Value == "spoke" {
		for _, topic := range casefile.Topic("").Codes() {
			if chance(r, 45) {
				c.Topics = append(c.Topics, casefile.Topic(topic))
			}
		}
	}
	s.act(t, c)
}

func (s *Story) four(t *Turn) {
	r := s.r
	yes := func(inHundred int) fact.Answer[bool] {
		if chance(r, 10) {
			return fact.Is[bool](fact.AskedNotKnown)
		}
		return fact.Of(chance(r, inHundred))
	}
	four := casefile.FourAssessed{Pair: s.pair, Fixated: yes(70), Obsessive: yes(65), Unwanted: yes(95), Repeated: yes(90), Focus: yes(75), Consuming: yes(50),
		Routine: yes(60), WouldStop: yes(20), Effort: "Hours of it each day, new accounts and two new telephones.", Reasons: s.say("The acts are about {them} and not about any one grievance; they go on although nothing is left to settle.")}
	s.allFour = four.Fixated.Value && four.Obsessive.Value && four.Unwanted.Value && four.Repeated.Value
	s.act(t, four)
}

// dash is a second risk assessment; now and then the officer's judgement is not
// the tool's grade, and is explained. What lowers the grade waits for the sergeant.
func (s *Story) dash(t *Turn) {
	r := s.r
	tool := pick(r, []casefile.Grade{casefile.Standard, casefile.Medium, casefile.High})
	if tool.Level() < s.grade.Level() && chance(r, 70) {
		tool = s.grade // what made it High has mostly not gone away
	}
	judged := tool
	switch {
	case chance(r, 15) && tool != casefile.High:
		judged = casefile.High
	case chance(r, 18) && tool == casefile.High:
		judged = casefile.Medium
	}
	n := s.act(t, casefile.RiskAssessed{Pair: s.pair, Tool: fact.Of(pick(r, []casefile.Tool{"dash", "s_dash", "dara"})), ToolRef: casefile.Line(fmt.Sprintf("RA-%04d", r.IntN(10000))),
		ToolGrade: fact.Of(tool), Judgement: fact.Of(judged), Reasons: s.say(riskReasons[judged]), VictimAsked: fact.Of(true), VictimView: s.say("Says that {they} expects it to get worse.")})
	s.specialists(t, s.pair, judged)
	if judged == casefile.High || s.crime {
		s.weighArrest(t, s.pair)
	}
	if judged != tool {
		s.act(t, casefile.RiskDifferenceExplained{Assessment: casefile.AssessmentID(n), Why: "The tool does not ask about what was found in the messages; those change the picture."})
	}
	s.lowering = lowering{}
	if judged.Level() < max(tool.Level(), s.grade.Level()) {
		s.lowering = lowering{of: n, to: judged}
		if tool.Level() > s.grade.Level() {
			s.grade = tool
		}
		return
	}
	s.grade = judged
}

// lowering is a judgement that waits for the sergeant; none where of is empty.
type lowering struct {
	of string
	to casefile.Grade
}

// confirm has the sergeant look at a lowering, some hours after the sitting in which
// it was proposed.
func (s *Story) confirm() {
	low := s.lowering
	if s.lowering = (lowering{}); low.of == "" || s.sergeant == "" {
		return
	}
	s.soon(60, 600)
	accept := chance(s.r, 40)
	s.act(s.turn(s.sergeant), casefile.ProposalDecided{Proposal: casefile.ProposalID(low.of), Accept: fact.Of(accept), Why: "Considered with the officer."})
	if accept {
		s.grade = low.to
	}
}

func (s *Story) offerServices(t *Turn) {
	r := s.r
	for _, service := range []casefile.Service{"stalking_advocate", "domestic_abuse_service", "victim_support"} {
		advocate := service == "stalking_advocate"
		if advocate && s.lapsed[lapseAdvocate] || !advocate && !chance(r, 55) {
			continue
		}
		choice := pick(r, []casefile.Consent{"agreed", "agreed", "declined"})
		consent := s.act(t, casefile.ReferralConsentRecorded{Person: s.victimID, Service: fact.Of(service), Choice: fact.Of(choice)})
		if choice == "agreed" && chance(r, 80) {
			s.acts(t, casefile.ReferralMade{Person: s.victimID, Service: fact.Of(service), To: HavenName, Told: "Name, safe contact and what is planned."},
				func(e *casefile.Event) { e.Cause = consent })
		}
	}
}

func (s *Story) considerOrder(t *Turn) {
	r := s.r
	decision := casefile.DecideNo
	switch {
	case s.lapsed[lapseOrder]:
		decision = casefile.NotYet
	case chance(r, 10):
		decision = casefile.DecideYes
	}
	s.act(t, casefile.OrderConsidered{Pair: s.pair, Order: fact.Of(pick(r, []casefile.OrderKind{casefile.SPO, casefile.SPO, casefile.InterimSPO})), Decision: fact.Of(decision), Acts: fact.Of(true), Risk: fact.Of(chance(r, 80)),
		Necessary: fact.Of(chance(r, 60)), Why: "Talked through with the victim and the supervisor."})
}

// identify names somebody who was unknown until now.
func (s *Story) identify() {
	s.later(2, 9)
	t := s.turn(s.owner)
	s.actorID = casefile.PersonID(s.act(t, casefile.PersonAdded{Details: s.actor.Details}))
	s.act(t, casefile.SuspectIdentified{Pair: s.pair, Person: s.actorID, Basis: "Account traced to a number the victim recognised.", How: fact.Of(casefile.Strength("evidenced"))})
	s.act(t, casefile.RelationshipRecorded{Pair: s.pair, Is: fact.Of(casefile.Acquaintance)})
	s.actorName, s.rel = s.actor.First, casefile.Acquaintance
	s.safeContact(t)
	s.judgeAgain(t)
}

// classify decides what the conduct is; harassment of a former partner goes to
// the registrar (APP 1.3).
func (s *Story) classify() {
	r := s.r
	if s.lapsed[lapseClass] {
		return
	}
	s.later(1, 4)
	if s.kind == asked {
		s.at = s.now.Add(-time.Duration(20+r.IntN(60)) * time.Hour)
	}
	t := s.turn(s.owner)
	as := pick(r, []casefile.Class{casefile.Stalking2A, casefile.Stalking2A, casefile.Stalking2A, casefile.Stalking4A, casefile.Harassment2})
	if s.rel == casefile.FormerPartner && chance(r, 70) || as == casefile.Harassment2 && (s.allFour || chance(r, 50)) {
		as = casefile.Stalking2A
	}
	if s.kind == ruled || s.kind == asked {
		as = casefile.Harassment2
	}
	s.act(t, casefile.ClassificationDecided{Pair: s.pair, As: as, Why: "From the incidents and the four marks taken together."})
	s.recordOffence(t, s.pair, as)
	s.underLaw(t, as)
	if s.rel == casefile.FormerPartner && as == casefile.Harassment2 {
		s.askRegistrar(t)
		return
	}
	s.considerOrder(t)
}

// keepUp is one of the owner's later sittings: contact, what has happened since,
// what turned out wrong, what came to light late.
func (s *Story) keepUp() {
	r := s.r
	s.later(7, 28)
	t := s.turn(s.owner)
	s.contact(t, pick(r, []casefile.Purpose{"update", "safety", "update"}))
	if !s.lapsed[lapseChecks] {
		s.answerChecks(t, 100)
	}
	if chance(r, 20) {
		s.learnMore(t)
	}
	came := s.dayCame() && !s.lapsed[lapseRejudge]
	if came {
		s.dash(t)
		s.judgeSecond(t)
	}
	s.reviewPlans(t)
	if chance(r, 30) {
		s.writes(t)
	}
	if chance(r, 6) {
		s.counter(t)
	}
	if chance(r, 8) {
		s.act(t, casefile.TypologySuggested{Pair: s.pair, Type: fact.Of(casefile.Typology("rejected")), Author: "Forensic psychologist, Fernshire clinic", Limits: fact.Of(true)})
	}
	act := !s.quiet && chance(r, 40)
	if act {
		s.incident(t, r.IntN(6))
		s.act(t, casefile.IncidentsComplete{Pair: s.pair})
	}
	corrected := !s.quiet && chance(r, 30)
	if corrected {
		s.correct(t)
	}
	if chance(r, 25) {
		s.lateEntry(t)
	}
	switch {
	case act:
		s.judgeAgain(t)
	case corrected || came:
		s.orderAgain()
	}
	if s.sergeant != "" && chance(r, 8) {
		s.send()
	}
}

// correct mends an incident's date.
func (s *Story) correct(t *Turn) {
	root := pick(s.r, s.incidents)
	for _, turn := range s.Turns {
		for _, e := range turn.Events {
			if e.ID != root || e.Occurred.IsZero() {
				continue
			}
			again := e
			again.ID, again.Corrects, again.Reason = id(s.r), root, "Date misheard; the victim found the message."
			again.Occurred = calendar.On(e.Occurred.Earliest().AddDays(-1))
			t.Events = append(t.Events, again)
			return
		}
	}
}

// lateEntry records what police knew days before anybody wrote it down.
func (s *Story) lateEntry(t *Turn) {
	known := s.at.Add(-time.Duration(2+s.r.IntN(5)) * 24 * time.Hour)
	s.acts(t, casefile.VictimContacted{Person: s.victimID, Channel: fact.Of(casefile.ContactChannel("in_person")), Purpose: fact.Of(casefile.Purpose("safety")),
		Outcome: fact.Of(casefile.Outcome("spoke")), Safe: fact.Of(true), Note: "From the pocket notebook; not entered at the time."},
		func(e *casefile.Event) { e.Known, e.Occurred = known.UTC(), calendar.At(known) })
}

// close proposes the end of the case; a supervisor confirms, refuses, or has not
// looked yet.
func (s *Story) close() {
	r := s.r
	s.later(5, 40)
	t := s.turn(s.owner)
	s.contact(t, "closing")
	n := s.act(t, casefile.CaseClosed{Outcome: fact.Of(pick(r, []casefile.CloseOutcome{"charged", "evidential_difficulties", "victim_does_not_support", "no_suspect_identified", "transferred"})),
		Why: "Lines of enquiry finished; victim told in person and by letter to the safe address.", Told: fact.Of(chance(r, 85))})
	s.later(1, 4)
	accept := chance(r, 88)
	s.act(s.turn(s.sergeant), casefile.ProposalDecided{Proposal: casefile.ProposalID(n), Accept: fact.Of(accept),
		Why: casefile.Text(map[bool]string{true: "Agreed.", false: "Safety plan and order not yet considered: not to be closed."}[accept])})
	if !accept {
		s.later(2, 5)
		s.considerOrder(s.turn(s.owner))
		s.close()
	}
}

// restricted walls a case behind a guardian in professional standards, who works
// it from then on.
func (s *Story) restricted() {
	s.soon(5, 30)
	t := s.turn(s.owner)
	if s.kind == staffCase {
		s.act(t, casefile.SuspectIdentified{Pair: s.pair, Person: s.actorID, Basis: "Named by the victim.", Police: fact.Of(true), Staff: "pc-thorne"})
	}
	s.act(t, casefile.AccessRestricted{Guardian: "ps-hale", Members: []casefile.StaffID{"ps-quinn"}, Why: "Somebody in this case works for the force."})
	s.later(0, 1)
	s.owner = "ps-hale"
	t = s.turn(s.owner)
	s.act(t, casefile.SafetyCardSet{Person: s.victimID, Lines: []casefile.Line{"Before any visit: a text first, and wait for the answer.", "Do not leave a message."}})
	s.told(t)
	s.answerChecks(t, 100)
	s.impact(t, s.pair)
	s.four(t)
	s.dash(t)
	s.offerServices(t)
	s.act(t, casefile.ClassificationDecided{Pair: s.pair, As: casefile.Stalking2A, Why: "Repeated, unwanted and about this person."})
	s.recordOffence(t, s.pair, casefile.Stalking2A)
	s.underLaw(t, casefile.Stalking2A)
	s.considerOrder(t)
	s.later(1, 3)
	t = s.turn(s.owner)
	s.act(t, casefile.AccessGranted{Staff: []casefile.StaffID{"pc-okafor"}, Until: calendar.At(s.at.Add(4 * time.Hour)), Why: "Went to a call from the victim's home."})
	for s.at.Before(s.now) {
		s.keepUp()
	}
}

// importChat brings in a phone's exported chat, the next day.
func (s *Story) importChat() {
	s.later(1, 1)
	t := s.turn(s.owner)
	t.ChatID, t.ChatName = id(s.r), "WhatsApp Chat with "+s.actor.First+".txt"
	var b strings.Builder
	at := s.at.AddDate(0, 0, -30)
	for range 120 {
		at = at.Add(time.Duration(5+s.r.IntN(600)) * time.Minute)
		if at.After(s.at) {
			break
		}
		who := s.actor.First + " " + s.actor.Last
		words := pick(s.r, chatFrom)
		if chance(s.r, 15) {
			who, words = s.victim.First+" "+s.victim.Last, pick(s.r, chatBack)
		}
		fmt.Fprintf(&b, "%s - %s: %s\n", at.In(calendar.London).Format("02/01/2006, 15:04"), who, words)
	}
	t.Chat = b.String()
}

var chatFrom = []string{"are you there", "I know you are reading these", "can we just talk", "you looked tired today", "who was that with you", "answer me", "I am not going away",
	"sorry about last night", "I left something on the step", "your mum says you are fine so why wont you answer", "I drove past, lights were on", "please", "you owe me a conversation",
	"we are not finished", "nice coat"}

var chatBack = []string{"please stop messaging me", "do not come to the house", "I have asked you to leave me alone", "I am not answering any more"}
