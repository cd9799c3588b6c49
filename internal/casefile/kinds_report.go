package casefile

import (
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Kinds that take in a report, carry it and close it.

var anyPolice = Police

var (
	_ = define(def[ReportReceived]{
		Kind: Kind{Name: "ReportReceived", Log: Collection, By: append([]Role{Analyst}, Police...), Part: "report",
			Facts: []string{"channel", "reported_at", "other_works_for_police", "pairs", "victim_spoken_with"}, Occurs: OccursDuring},
		Fold: func(f *folder, d ReportReceived) {
			c := f.c
			if c.ReportID != "" {
				f.note(f.e, "", "second_report", "This case already began with a report; a further report is kept beside it.")
				c.External = add(c.External, d.External...)
				return
			}
			c.ReportID, c.Ref, c.ReportedAt, c.Reported = f.act.ID, string(d.Ref), f.act.At, f.act.Occurred
			c.Unit = string(d.Unit)
			if f.e.Source != FromPublic && f.act.By != Public { // corrected, it is still the public's
				c.Owner = StaffID(f.act.By) // responsible until formally handed over (APP 4)
			}
			put(f, &c.Channel, d.Channel)
			put(f, &c.PoliceLink, d.PoliceLink)
			c.External = add(c.External, d.External...)
		},
	})

	_ = define(def[AccountRecorded]{
		Kind: Kind{Name: "AccountRecorded", Log: Collection, By: anyPolice, Part: "account", Adds: true, Rank: 2,
			Facts: []string{"accounts", "victims", "victim_spoken_with"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d AccountRecorded) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d AccountRecorded) {
			if d.tells() {
				f.c.Accounts = append(f.c.Accounts, Account{Act: f.act, Person: d.Person, Data: d})
			}
		},
	})

	_ = define(def[ImmediateSafetyRecorded]{
		Kind: Kind{Name: "ImmediateSafetyRecorded", Log: Collection, By: anyPolice, Part: "immediate", Adds: true, Rank: 2,
			Facts: []string{"immediate", "safe_now", "victims", "pairs"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d ImmediateSafetyRecorded) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d ImmediateSafetyRecorded) {
			im := Immediate{Act: f.act, Person: d.Person, Data: d}
			put(f, &im.Safe, d.SafeNow)
			put(f, &im.Weapons, d.Weapons)
			put(f, &im.Minors, d.Children)
			f.c.Immediate = append(f.c.Immediate, im)
		},
	})

	_ = define(def[CaseOpened]{
		Kind: Kind{Name: "CaseOpened", Log: Alteration, By: anyPolice, Part: "stage", Rank: 1,
			Facts: []string{"stage", "opened_at"}, Occurs: OccursNow},
		Fold: func(f *folder, d CaseOpened) {
			if f.c.Opened.IsZero() {
				f.c.Opened = f.act.At
			}
			if f.c.Stage == StageReport {
				f.c.Stage = StageOpen
			}
			if d.Unit != "" {
				f.c.Unit = string(d.Unit)
			}
		},
	})

	_ = define(def[OwnerAssigned]{
		Kind: Kind{Name: "OwnerAssigned", Log: Alteration, By: []Role{Supervisor, DutyInspector, Superintend},
			Part: "owner", Rank: 2, Facts: []string{"has_owner", "owner_pip"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d OwnerAssigned) []Problem {
			if d.Staff == "" {
				return one("staff", "staff_missing", "Say who the case is given to.")
			}
			return nil
		},
		Fold: func(f *folder, d OwnerAssigned) {
			f.c.Takings = append(f.c.Takings, Taking{At: f.act.At, From: f.c.Owner, To: d.Staff})
			f.c.Owner, f.c.HasOwner = d.Staff, d.Staff != ""
			if d.Supervisor != "" {
				f.c.Supervisor = d.Supervisor
			}
			if d.Unit != "" {
				f.c.Unit = string(d.Unit)
			}
			put(f, &f.c.OwnerPIP, d.PIP)
		},
	})

	_ = define(def[CaseHandedOver]{
		Kind: Kind{Name: "CaseHandedOver", Log: Alteration, By: anyPolice, Part: "handover", Adds: true, Rank: 1,
			Facts: []string{"handovers", "has_owner"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d CaseHandedOver) []Problem {
			if e.Actor != "" && string(d.To) == e.Actor && !e.Withdraw { // an offer opens the case to whoever it names (decision 7)
				return one("to", "to_yourself", "A case cannot be handed over to yourself. Ask a supervisor to give it to you.")
			}
			return nil
		},
		Fold: func(f *folder, d CaseHandedOver) {
			f.c.Handovers = append(f.c.Handovers, Handover{Act: f.act, FromPublic: f.act.By == Public, Data: d})
		},
	})

	_ = define(def[HandoverAccepted]{
		Kind: Kind{Name: "HandoverAccepted", Log: Alteration, By: anyPolice, Part: "handover", Rank: 2,
			Facts: []string{"handovers", "has_owner"}, Occurs: OccursNow},
		About: func(d HandoverAccepted) string { return string(d.Handover) },
		Check: func(c *Case, e Event, d HandoverAccepted) []Problem {
			h := c.HandoverByID(d.Handover)
			if h == nil {
				return one("handover", "unknown_handover", "That hand-over is not in this case.")
			}
			if h.Accepted && e.Corrects == "" {
				return one("handover", "already_accepted", "That hand-over has been accepted already.")
			}
			if h.Replaced && e.Corrects == "" {
				return one("handover", "replaced", "That offer has ended: the case was offered again, or accepted, since.")
			}
			if h.Data.To != "" && e.Actor != "" && string(h.Data.To) != e.Actor {
				return one("handover", "not_the_receiver", "Only the person it was offered to can accept it.")
			}
			if e.Actor != "" && h.By == e.Actor && e.Corrects == "" {
				return one("handover", "own_offer", "Whoever offered a case cannot accept it themselves.")
			}
			return nil
		},
		Fold: func(f *folder, d HandoverAccepted) {
			h := f.c.HandoverByID(d.Handover)
			if h == nil {
				f.missing("handover", "handover")
				return
			}
			h.Accepted, h.AcceptedAt, h.AcceptedBy = true, f.act.At, f.act.By
			f.c.Owner, f.c.HasOwner = StaffID(f.act.By), true
			f.c.Takings = append(f.c.Takings, Taking{At: f.act.At, From: StaffID(h.By), To: StaffID(f.act.By)})
			switch unit := string(h.Data.ToUnit); {
			case f.e.Unit != "" && (unit == "" || SameUnit(unit, f.e.Unit)):
				f.c.Unit = f.e.Unit // as the register writes it; where no unit was named, whose supervisor answers from now on
			case unit != "":
				f.c.Unit = unit
			}
		},
	})

	_ = define(def[AccessRestricted]{
		Kind: Kind{Name: "AccessRestricted", Log: Alteration, By: []Role{Standards, DutyInspector, Superintend, CallHandler, Responder, Supervisor},
			Part: "access", Rank: 2, Occurs: OccursNow},
		Check: func(c *Case, e Event, d AccessRestricted) []Problem {
			if d.Guardian == "" {
				return one("guardian", "guardian_missing", "Name a guardian: somebody must be able to see this case and answer for it.")
			}
			return nil
		},
		Fold: func(f *folder, d AccessRestricted) {
			r := &Restriction{Act: f.act, Guardian: d.Guardian, Reason: d.Why}
			r.Members = add(r.Members, d.Guardian)
			r.Members = add(r.Members, d.Members...)
			f.c.Restricted = r
		},
	})

	_ = define(def[AccessGranted]{
		Kind: Kind{Name: "AccessGranted", Log: DisclosureOf, By: []Role{Standards, DutyInspector, Superintend, Supervisor}, Part: "grant", Adds: true, Rank: 3, Occurs: OccursNow},
		Check: func(c *Case, e Event, d AccessGranted) []Problem {
			if c.Restricted == nil {
				return one("staff", "not_restricted", "This case is not restricted; nobody needs a grant to see it.")
			}
			if e.Actor != "" && string(c.Restricted.Guardian) != e.Actor && e.Role != DutyInspector {
				return one("staff", "not_guardian", "Only the guardian or the duty inspector can let others see this case.")
			}
			return nil
		},
		Fold: func(f *folder, d AccessGranted) {
			f.c.Grants = append(f.c.Grants, Grant{Act: f.act, Staff: d.Staff, Until: d.Until.To})
		},
	})

	_ = define(def[RespondersSent]{
		Kind: Kind{Name: "RespondersSent", Log: DisclosureOf, By: []Role{CallHandler, Supervisor, DutyInspector}, Part: "sent", Adds: true, Rank: 3, Occurs: OccursNow},
		Check: func(c *Case, e Event, d RespondersSent) []Problem {
			if len(d.Staff) == 0 || d.Until.IsZero() {
				return one("staff", "sent_incomplete", "Say who is sent and until when they are on duty for it.")
			}
			return nil
		},
		Fold: func(f *folder, d RespondersSent) {
			f.c.Sent = append(f.c.Sent, Grant{Act: f.act, Staff: d.Staff, Until: d.Until.To})
		},
	})

	_ = define(def[SafetyCardSet]{
		Kind:  Kind{Name: "SafetyCardSet", Log: DisclosureOf, By: []Role{Standards, DutyInspector, Superintend, Supervisor}, Part: "card", Rank: 3, Occurs: OccursNow},
		About: func(d SafetyCardSet) string { return string(d.Person) },
		Check: func(c *Case, e Event, d SafetyCardSet) []Problem {
			out := c.personKnown("person", d.Person)
			if d.Person == "" {
				out = append(out, Problem{Field: "person", Code: "person_missing", What: "Say whose card this is."})
			}
			if c.Restricted == nil {
				return append(out, Problem{Field: "person", Code: "not_restricted", What: "This case is not restricted: a search shows it, and needs no card."})
			}
			if e.Actor != "" && string(c.Restricted.Guardian) != e.Actor {
				out = append(out, Problem{Field: "person", Code: "not_guardian", What: "Only the guardian decides what the card shows."})
			}
			return out
		},
		Fold: func(f *folder, d SafetyCardSet) {
			if f.c.Person(d.Person) == nil {
				f.missing("person", "person")
				return
			}
			for i := range f.c.Cards {
				if f.c.Cards[i].Person == d.Person {
					f.c.Cards[i] = Card{Act: f.act, Person: d.Person, Lines: d.Lines, Off: d.Off}
					return
				}
			}
			f.c.Cards = append(f.c.Cards, Card{Act: f.act, Person: d.Person, Lines: d.Lines, Off: d.Off})
		},
	})

	_ = define(def[ItemShared]{
		Kind: Kind{Name: "ItemShared", Log: DisclosureOf, By: []Role{Investigator, Supervisor, SPOC, Disclosure}, Part: "share", Adds: true, Rank: 3, Occurs: OccursNow},
		Check: func(c *Case, e Event, d ItemShared) []Problem {
			if d.Partner == "" || d.Expires.IsZero() {
				return one("partner", "share_incomplete", "Say which partner may see it and until when.")
			}
			return nil
		},
		Fold: func(f *folder, d ItemShared) {
			f.c.Shared = append(f.c.Shared, Share{Act: f.act, Data: d})
		},
	})

	_ = define(def[CaseClosed]{
		Kind: Kind{Name: "CaseClosed", Log: Alteration, By: []Role{Investigator, Supervisor, Responder}, Part: "closing", Rank: 2,
			Facts: []string{"stage"}, Occurs: OccursNow},
		Fold: func(f *folder, d CaseClosed) {
			f.c.Closing = &Closing{Act: f.act, Data: d}
			f.propose("CaseClosed", "", "supervisor")
		},
	})

	_ = define(def[ProposalDecided]{
		Kind: Kind{Name: "ProposalDecided", Log: Alteration, By: []Role{Supervisor, DutyInspector, Superintend}, Part: "proposal", Rank: 3,
			Facts: []string{"stage", "pairs"}, Occurs: OccursNow},
		About: func(d ProposalDecided) string { return string(d.Proposal) },
		Check: func(c *Case, e Event, d ProposalDecided) []Problem {
			p := c.Proposal(d.Proposal)
			switch {
			case p == nil && c.replaced(AssessmentID(d.Proposal)):
				return one("proposal", "judged_anew", "Risk has been judged again since: read the newer judgement, which takes the place of this one.")
			case p == nil:
				return one("proposal", "unknown_proposal", "Nothing with that reference waits for a decision.")
			case p.Waits == "registrar":
				return one("proposal", "for_the_registrar", "Only the force crime registrar can decide this (APP 1.3).")
			case e.Actor != "" && p.By == e.Actor:
				return one("proposal", "own_proposal", "Somebody other than the person who proposed it must decide.")
			}
			return nil
		},
		Fold: func(f *folder, d ProposalDecided) {
			p := f.c.Proposal(d.Proposal)
			if p == nil {
				f.missing("proposal", "proposal")
				return
			}
			switch {
			case !d.Accept.Known():
				return
			case f.e.before(p.said):
				return // what was decided on has been changed since: it waits again
			case p.By != "" && p.By == f.e.Actor:
				f.note(f.e, "proposal", "own_proposal", "A decision on one's own proposal was left out; somebody else must decide.")
				return
			}
			p.Decided, p.Accepted, p.Decider, p.Reason = true, d.Accept.Value, f.e.Actor, d.Why
			if _, r := f.c.Assessment(AssessmentID(p.ID)); r != nil {
				r.Confirmed = p.Accepted
			}
		},
	})

	_ = define(def[DutyMarked]{
		Kind: Kind{Name: "DutyMarked", Log: Alteration, By: anyPolice, Part: "duty", Adds: true, Rank: 3, Facts: []string{"*"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d DutyMarked) []Problem {
			if d.Why == "" {
				return one("why", "reason_missing", "Give the reason: it is what will be read when somebody asks why this was not done.")
			}
			return nil
		},
		Fold: func(f *folder, d DutyMarked) {
			f.c.Decisions = append(f.c.Decisions, DutyDecision{Act: f.act, Data: d})
		},
	})
)

func one(field, code, what string) []Problem {
	return []Problem{{Field: field, Code: code, What: what}}
}

// tells reports whether an account holds anything of what somebody said, or says why they
// did not tell. An entry with neither is kept, and nobody was listened to by it.
func (d AccountRecorded) tells() bool {
	return strings.TrimSpace(string(d.Words)) != "" || d.NotGiven != "" || strings.TrimSpace(string(d.WhyNot)) != ""
}

func (c *Case) personKnown(field string, id PersonID) []Problem {
	if id != "" && c.Person(id) == nil {
		return one(field, "unknown_person", "That person is not in this case.")
	}
	return nil
}

func (c *Case) pairKnown(field string, id PairID) []Problem {
	if c.Pair(id) == nil {
		return one(field, "unknown_pair", "Say whose conduct towards whom this is about.")
	}
	return nil
}

// propose saves the act being folded as waiting for a second person.
func (f *folder) propose(kind, subject, waits string) *Pending {
	p := &Pending{Act: f.act, Kind: kind, Subject: subject, Waits: waits, said: *f.e}
	p.By, p.ByRole = f.e.Actor, f.e.Role
	f.c.Proposals = append(f.c.Proposals, p)
	return p
}

// interval makes a known interval into an answer; a zero one is not asked.
func interval(i calendar.Interval) fact.Answer[calendar.Interval] {
	if i.IsZero() {
		return fact.Answer[calendar.Interval]{}
	}
	return fact.Of(i)
}
