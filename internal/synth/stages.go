package synth

import (
	"cmp"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// write lays out the whole story, sitting by sitting.
func (s *Story) write() {
	s.report()
	switch s.kind {
	case fresh, online:
		return
	case short:
		s.brief()
		return
	}
	s.firstSafeguards()
	switch s.kind {
	case staffCase, walled:
		s.restricted()
		return
	}
	s.passOn()
	if s.kind == held {
		s.at = s.now.Add(-5 * time.Hour)
		s.arrest(s.turn(s.owner))
		return
	}
	s.investigate()
	s.classify()
	for range 1 + s.r.IntN(4) {
		s.keepUp()
	}
	if chance(s.r, 75) || s.now.Sub(s.at) > 60*24*time.Hour {
		s.close()
		return
	}
	for s.at.Before(s.now) {
		s.keepUp()
	}
}

// report is the first sitting: whoever takes the call or goes to the door.
func (s *Story) report() {
	r := s.r
	s.owner = pick(r, s.locals(takers[s.unit]))
	intake := fact.Of(pick(r, map[bool][]casefile.Intake{
		true:  {casefile.Call101, casefile.Call101, casefile.Call999, casefile.PartnerIn},
		false: {casefile.Desk, casefile.InPerson, casefile.Call999, casefile.ThirdPty}}[s.unit == Contact]))
	var source casefile.Source = casefile.FromSynth
	if s.kind == online {
		s.unit, s.owner, intake, source = Contact, casefile.Public, fact.Of(casefile.Online), casefile.FromPublic
	}
	if s.kind == fresh {
		s.owner, intake = "pc-marsh", fact.Of(casefile.InPerson)
	}
	t := s.turn(s.owner)
	link := fact.Of(s.kind == staffCase)
	if chance(r, 30) && s.kind != staffCase {
		link = fact.Answer[bool]{}
	}
	s.acts(t, casefile.ReportReceived{Ref: casefile.Line(s.Ref), Channel: intake, PoliceLink: link, Unit: s.place(s.unit),
		Summary:  "Caller reports unwanted contact that keeps happening.",
		External: []casefile.ExternalRef{}}, func(e *casefile.Event) { e.Source = source })
	s.victimID = casefile.PersonID(s.act(t, casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim, casefile.Reporter}, Details: s.victim.Details}))
	if s.kind != online {
		s.askSafety(t)
	}
	mode := pick(r, []casefile.Mode{"body_worn_video", "in_person", "phone", "written"})
	if s.kind == online {
		mode = "online_form"
	}
	s.shareable = s.act(t, casefile.AccountRecorded{Person: s.victimID, Words: account(r, s.rel, s.actorName), Mode: fact.Of(mode), BriefOnly: fact.Of(chance(r, 40))})
	s.accuse(t)
	acts := 1 + r.IntN(4)
	if s.kind == short {
		acts = 1 + r.IntN(2)
	}
	if s.kind == fresh || s.kind == ruled || s.kind == asked {
		acts = 2 + r.IntN(2)
	}
	for range acts {
		s.incident(t, r.IntN(40))
	}
	switch s.kind {
	case fresh, short:
	case online: // offered to the control room as it comes in, for anybody there to take on
		s.acts(t, casefile.CaseHandedOver{ToUnit: Contact}, func(e *casefile.Event) { e.Source = casefile.FromSystem })
	default:
		s.hear(t)
	}
}

func (s *Story) askSafety(t *Turn) {
	r := s.r
	safe := casefile.ImmediateSafetyRecorded{Person: s.victimID, SafeToSpeak: fact.Of(true), SafeNow: fact.Of(true), SuspectNear: fact.Of(chance(r, 10))}
	if chance(r, 60) {
		safe.Injured, safe.Children, safe.Weapons = fact.Of(chance(r, 5)), fact.Of(chance(r, 30)), fact.Of(chance(r, 4))
	}
	s.weapons = safe.Weapons.Value
	s.act(t, safe)
	s.safeContact(t)
}

// safeContact records how the victim can be reached without danger: by what is
// known of them, or through somebody they name.
func (s *Story) safeContact(t *Turn) {
	r := s.r
	s.channel = pick(r, []casefile.ContactChannel{"phone", "phone", "text", "email", "through_trusted_person"})
	number := s.victim.Details.Phones[0]
	switch {
	case s.channel == "through_trusted_person":
		number = mobile(r)
	case s.channel == "email" && len(s.victim.Details.Emails) == 0:
		s.channel = "phone"
	case s.channel == "email":
		number = s.victim.Details.Emails[0]
	}
	c := casefile.SafeContactRecorded{Person: s.victimID, Channel: fact.Of(s.channel), Number: fact.Of(number), Times: fact.Of(casefile.Line(pick(r, []string{"after 18:00", "weekdays 09:00 to 12:00", "any time", "lunch hour only"}))),
		Message: fact.Of(chance(r, 30)), Withheld: fact.Of(chance(r, 50)), Cautions: casefile.Text(pick(r, cautions))}
	if string(c.Cautions) == noVoicemail {
		c.Message = fact.Of(false)
	}
	if chance(r, 25) {
		c.AskFor, c.CodeWord = "the library", casefile.Line(pick(r, []string{"overdue book", "parish newsletter", "boiler service"}))
	}
	s.act(t, c)
}

// accuse records who is thought to be doing it, or that nobody knows.
func (s *Story) accuse(t *Turn) {
	r := s.r
	pair := casefile.PairRecorded{Victim: s.victimID, Kind: casefile.ActorUnknown, Label: "Unknown caller"}
	if s.rel != casefile.NotKnown {
		if chance(r, 40) {
			s.actor.Details.Vehicles = []casefile.Line{plate(r)}
		}
		s.actorID = casefile.PersonID(s.act(t, casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: s.actor.Details}))
		pair = casefile.PairRecorded{Victim: s.victimID, Actor: s.actorID}
	}
	s.pair = casefile.PairID(s.act(t, pair))
	rel := casefile.RelationshipRecorded{Pair: s.pair, Is: fact.Of(s.rel)}
	if s.rel == casefile.FormerPartner {
		ended := calendar.DateOf(s.at).AddDays(-30 - r.IntN(500))
		rel.Ended = fact.Of(calendar.Between(ended, ended.AddDays(20)))
		rel.Lived, rel.Children = fact.Of(chance(r, 60)), fact.Of(chance(r, 40))
	}
	s.act(t, rel)
	if s.kind == several {
		s.second(t)
	}
}

// second adds somebody else the conduct reaches: a secondary victim, or another
// person with a pair of their own.
func (s *Story) second(t *Turn) {
	other := invent(s.r, 50, 19, 70, calendar.DateOf(s.at))
	role := []casefile.PersonRole{casefile.SecondaryVictim}
	if chance(s.r, 50) {
		role = append(role, casefile.Victim)
	}
	who := s.act(t, casefile.PersonAdded{Roles: role, Details: other.Details})
	pair := s.act(t, casefile.PairRecorded{Victim: casefile.PersonID(who), Actor: s.actorID})
	s.otherPair, s.otherVictim = casefile.PairID(pair), casefile.PersonID(who)
	s.act(t, casefile.RelationshipRecorded{Pair: casefile.PairID(pair), Is: fact.Of(casefile.Acquaintance)})
	s.act(t, casefile.SafeContactRecorded{Person: casefile.PersonID(who), Channel: fact.Of(casefile.ContactChannel("phone")), Number: fact.Of(other.Details.Phones[0]), Times: fact.Of(casefile.Line("any time"))})
	first := s.pair
	s.pair = casefile.PairID(pair)
	s.incident(t, 5)
	s.pair = first
}

// incident records one act or spell of acts some days before the sitting.
func (s *Story) incident(t *Turn, daysBefore int) string {
	r := s.r
	c := pick(r, conducts)
	for c.Rare && !chance(r, 25) {
		c = pick(r, conducts)
	}
	d := casefile.IncidentRecorded{Pair: s.pair, Channel: fact.Of(c.Channel), What: s.say(pick(r, c.What))}
	for _, b := range c.Behaviours {
		d.Behaviours = append(d.Behaviours, casefile.Behaviour(b))
	}
	if c.Target != "" {
		d.Target = fact.Of(c.Target)
	} else if chance(r, 60) {
		d.Target = fact.Of(casefile.Target("victim"))
	}
	if chance(r, 95) || s.kind == fresh {
		d.Unwanted = fact.Of(true)
	}
	if chance(r, 70) {
		d.Who = fact.Of(pick(r, []casefile.Strength{"evidenced", "asserted", "asserted", "suspected", "admitted"}))
	}
	if chance(r, 50) {
		d.Fear = fact.Of(chance(r, 35))
	}
	if s.kind != fresh && chance(r, 60) {
		d.Kinds = kindsOf(c)
	}
	if c.Repeats && chance(r, 50) {
		d.Repeats = casefile.Repeats{Least: 3 + r.IntN(12), Words: casefile.Line(pick(r, []string{"most evenings", "every few days", "all through the night", "too many to count"}))}
	}
	n := s.acts(t, d, func(e *casefile.Event) { e.Occurred = s.when(daysBefore) })
	s.incidents = append(s.incidents, n)
	s.through(t, n, c)
	return n
}

// firstSafeguards is the same officer later that shift.
func (s *Story) firstSafeguards() {
	r := s.r
	s.soon(40, 360)
	t := s.turn(s.owner)
	s.act(t, casefile.CaseOpened{Unit: s.place(s.unit)})
	s.askChecks(t)
	s.advise(t)
	grade := pick(r, []casefile.Grade{casefile.Standard, casefile.Medium, casefile.Medium, casefile.High})
	s.act(t, casefile.RiskAssessed{Pair: s.pair, Tool: fact.Of(casefile.Tool("force_screening_tool")), ToolGrade: fact.Of(grade), Judgement: fact.Of(grade),
		Reasons: s.say(riskReasons[grade]), VictimAsked: fact.Of(true), VictimView: s.say("Says that {they} is afraid of what comes next.")})
	s.grade = grade
	s.specialists(t, s.pair, grade)
	if grade == casefile.High {
		s.weighArrest(t, s.pair)
	}
	s.judgeSecond(t)
	s.film(t)
	s.protect(t)
	for _, p := range s.parties() {
		s.impact(t, p.pair)
	}
	s.soon(60, 300)
	s.answerChecks(s.turn(s.owner), 60)
}

func (s *Story) askChecks(t *Turn) {
	r := s.r
	systems := casefile.System("").Codes()
	for _, i := range r.Perm(len(systems)) {
		if s.lapsed[lapseChecks] && chance(r, 30) {
			continue
		}
		on := casefile.CheckRequested{System: casefile.System(systems[i]), On: "victim", Person: s.victimID, Due: calendar.DateOf(s.at).AddDays(2)}
		if s.actorID != "" { // a check of anybody else clears nobody suspected
			of := on
			of.On, of.Person = "actor", s.actorID
			s.ask(t, of)
		}
		switch {
		case on.System.OfVictims():
			for _, p := range s.parties() {
				on.Person = p.victim
				s.ask(t, on)
			}
		case s.actorID != "" && chance(r, 60):
		case chance(r, 20) || s.actorID == "" && chance(r, 25):
			s.ask(t, casefile.CheckRequested{System: on.System, On: "number", Subject: mobile(r), Asked: "Intelligence bureau"})
		default:
			s.ask(t, on)
		}
	}
}

func (s *Story) ask(t *Turn, on casefile.CheckRequested) {
	s.checks = append(s.checks, check{casefile.CheckID(s.act(t, on)), on})
}

// answerChecks settles some of the checks asked for; what it leaves is still
// being waited for.
func (s *Story) answerChecks(t *Turn, inHundred int) {
	r := s.r
	var waiting []check
	graver := false
	for _, k := range s.checks {
		switch {
		case !chance(r, inHundred):
			waiting = append(waiting, k)
		case inHundred < 100 && chance(r, 10):
			waiting = append(waiting, k) // to be tried again
			s.act(t, casefile.CheckFailed{Check: k.id, Why: casefile.Text(pick(r, []string{"System not available; to be tried again.", "Request returned: date of birth missing."}))})
		case chance(r, 35) && s.canFind(k.System):
			s.found(t, k)
			graver = graver || k.System == "bail" || k.System.OfVictims()
		default:
			s.act(t, casefile.CheckCompleted{Check: k.id, Result: casefile.NoTrace})
		}
	}
	s.checks = waiting
	if graver && !s.lapsed[lapseRejudge] {
		s.dash(t)
		s.judgeSecond(t)
	}
}

// canFind says whether the invented systems hold something under what is known: an
// order or bail binds somebody who is named.
func (s *Story) canFind(system casefile.System) bool {
	return s.actorID != "" || system != "orders" && system != "bail"
}

// found settles a check with something found, and records what it found (APP 4.3.1).
func (s *Story) found(t *Turn, k check) {
	r := s.r
	s.act(t, casefile.CheckCompleted{Check: k.id, Result: casefile.Trace, Summary: casefile.Text(pick(r, []string{
		"Two earlier reports by another person, same suspect, both filed.", "Warning marker from an earlier domestic incident.", "Known at this address from a call two years ago."}))})
	switch k.System {
	case "orders":
		s.noteOrder(t)
	case "bail":
		s.ahead(41)
		s.act(t, casefile.BailSet{Person: s.actorID, Kind: fact.Of(casefile.BailKind("police_before_charge")), Terms: []casefile.BailTerm{"no_contact"},
			Words: []casefile.Line{"Not to contact the complainant of another case."}, Until: calendar.DateOf(s.at).AddDays(40)})
		s.talk(t, "bail_conditions", "how_to_report_breach")
	case "markers_marac":
		if k.On == "actor" { // what is found of one of them is noted of that one
			s.act(t, casefile.MarkerNoted{On: "actor", Person: s.actorID, Kind: fact.Of(casefile.MarkerKind("violence")), What: "From an earlier relationship.", Held: "Force records"})
			return
		}
		s.act(t, casefile.MarkerNoted{On: "victim", Person: cmp.Or(k.Person, s.victimID), Kind: fact.Of(casefile.MarkerKind("marac_earlier")), What: "Discussed at the conference in spring.", Held: "Force records"})
	}
}

// judgeSecond judges the risk to a second victim too.
func (s *Story) judgeSecond(t *Turn) {
	if s.otherPair == "" {
		return
	}
	s.act(t, casefile.RiskAssessed{Pair: s.otherPair, Tool: fact.Of(casefile.Tool("force_screening_tool")), ToolGrade: fact.Of(casefile.Standard), Judgement: fact.Of(casefile.Standard),
		Reasons: s.say(riskReasons[casefile.Standard]), VictimAsked: fact.Of(true), VictimView: "Is not afraid for their own safety."})
}

func (s *Story) advise(t *Turn) {
	r := s.r
	a := casefile.AdviceGiven{Person: s.victimID, ByPolice: fact.Of(true), Codes: []casefile.AdviceCode{"keep_log", "keep_evidence", "limit_location", "change_passwords", "call_999_if_afraid", "how_to_report_more"}}
	if !s.lapsed[lapseAdvice] {
		a.Codes = append(a.Codes, "limit_public_details", "destroy_documents", "warn_providers")
	}
	for _, c := range []casefile.AdviceCode{"two_step_sign_in", "tell_trusted_people", "safe_routes"} {
		if chance(r, 45) {
			a.Codes = append(a.Codes, c)
		}
	}
	s.act(t, a)
	if chance(r, 4) {
		s.act(t, casefile.AdviceGiven{Person: s.victimID, ByPolice: fact.Of(chance(r, 60)), Codes: []casefile.AdviceCode{pick(r, []casefile.AdviceCode{casefile.AdvTellToStop, casefile.AdvBlock, casefile.AdvChangeNumber})},
			Note: "Already advised of this elsewhere the week before."})
	}
}

func (s *Story) impact(t *Turn, pair casefile.PairID) {
	r := s.r
	d := casefile.ImpactRecorded{Pair: pair, Words: s.say(pick(r, impacts)), Substantial: fact.Of(chance(r, 75))}
	if chance(r, 60) {
		d.FearTwice = fact.Of(chance(r, 40))
	}
	if chance(r, 70) {
		d.Alarm = fact.Of(chance(r, 80))
	}
	for _, c := range changes {
		if chance(r, 30) {
			d.Changes = append(d.Changes, c)
		}
	}
	if chance(r, 30) {
		d.NoMore = fact.Of(true)
	}
	s.act(t, d)
	if !s.stated {
		s.stated = true
		s.act(t, casefile.EvidenceAdded{Kind: fact.Of(casefile.EvidenceKind("statement")), Supports: []casefile.Supports{"the_act", "effect_on_daily_life"},
			What: "What was done, and what it has done to the victim’s days.", HeldBy: "Case file"})
	}
}
