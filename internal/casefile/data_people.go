package casefile

import (
	"cmp"
	"slices"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Details are what may be known of a person.
type Details struct {
	Name         fact.Answer[Line]          `json:"name,omitzero"`
	Aliases      []Line                     `json:"aliases,omitempty"`
	Born         fact.Answer[calendar.Date] `json:"born,omitzero" class:"sensitive"`
	Age          fact.Answer[int]           `json:"age,omitzero"`
	Sex          fact.Answer[Sex]           `json:"sex,omitzero"`
	Phones       []Line                     `json:"phones,omitempty" class:"contact"`
	Emails       []Line                     `json:"emails,omitempty" class:"contact"`
	Handles      []Line                     `json:"handles,omitempty" class:"contact"`
	Addresses    []Line                     `json:"addresses,omitempty" class:"contact"`
	Vehicles     []Line                     `json:"vehicles,omitempty" class:"contact"`
	Occupation   fact.Answer[Line]          `json:"occupation,omitzero"`
	PoliceWorker fact.Answer[bool]          `json:"works_for_police,omitzero"`
	Staff        StaffID                    `json:"staff,omitempty"` // the member of staff they are, when one of our own; empty where nobody has said
	Interpreter  fact.Answer[bool]          `json:"interpreter_needed,omitzero" class:"sensitive"`
}

// PersonAdded occurs when somebody becomes part of a case.
type PersonAdded struct {
	Roles   []PersonRole `json:"roles,omitempty"`
	Details Details      `json:"details,omitzero"`
}

// PersonDetailed occurs when more becomes known of somebody, or a further role.
// Lists add; single answers replace.
type PersonDetailed struct {
	Person  PersonID     `json:"person"`
	Roles   []PersonRole `json:"roles,omitempty"`
	Details Details      `json:"details,omitzero"`
}

// SafeContactRecorded occurs when somebody has said how they can be reached
// without danger (APP 4.3; VIC-16).
type SafeContactRecorded struct {
	Person       PersonID                    `json:"person"`
	Channel      fact.Answer[ContactChannel] `json:"channel,omitzero" class:"safety"`
	Number       fact.Answer[Line]           `json:"number,omitzero" class:"contact"`
	Times        fact.Answer[Line]           `json:"times,omitzero" class:"safety"`
	Message      fact.Answer[bool]           `json:"may_leave_message,omitzero" class:"safety"`
	Withheld     fact.Answer[bool]           `json:"withheld_number_frightens,omitzero" class:"safety"`
	AskFor       Line                        `json:"ask_for,omitempty" class:"safety"`
	CodeWord     Line                        `json:"code_word,omitempty" class:"contact"`
	SuspectSees  Text                        `json:"suspect_can_see,omitempty" class:"safety"`
	OthersAtHome Text                        `json:"others_at_home,omitempty" class:"contact"`
	Cautions     Text                        `json:"cautions,omitempty" class:"safety"`
}

// Missing are the fields that nobody has asked for and without which nobody can be
// reached safely, in the order they are asked: the way, what it takes to use it, and when.
// Somebody who does not know or would rather not say has been asked (Unsaid). A number says its way by
// itself; post needs no time, and whoever passes word on knows both. Source: APP 4.3,
// para 11 (a safe way and safe times).
func (d SafeContactRecorded) Missing() []string {
	var out []string
	by := d.Channel.Value
	switch {
	case !d.Channel.IsZero():
	case d.Number.IsZero():
		out, by = []string{"channel"}, "in_person"
	default:
		by = "phone"
	}
	needs := func(path string, told bool, ways ...ContactChannel) {
		if !told && slices.Contains(ways, by) {
			out = append(out, path)
		}
	}
	needs("number", !d.Number.IsZero(), "phone", "text", "email", "post")
	needs("times", !d.Times.IsZero(), "phone", "text", "email", "in_person")
	return out
}

// Unsaid are the fields of those that were asked for and not told: how somebody is
// reached safely is asked again when they are next spoken with.
func (d SafeContactRecorded) Unsaid() []string {
	var out []string
	for _, f := range []struct {
		path string
		said fact.Status
	}{{"channel", d.Channel.Status}, {"number", d.Number.Status}, {"times", d.Times.Status}} {
		if f.said == fact.AskedNotKnown || f.said == fact.Declined {
			out = append(out, f.path)
		}
	}
	return out
}

// over is a safe contact told to somebody who could not see the earlier one: what
// they left empty stands as it was, so that nobody wipes out a number unseen.
func (d SafeContactRecorded) over(was SafeContactRecorded) SafeContactRecorded {
	was.Person = d.Person
	was.Channel, was.Number, was.Message, was.Withheld = given(d.Channel, was.Channel), given(d.Number, was.Number), given(d.Message, was.Message), given(d.Withheld, was.Withheld)
	was.Times, was.AskFor, was.CodeWord = given(d.Times, was.Times), cmp.Or(d.AskFor, was.AskFor), cmp.Or(d.CodeWord, was.CodeWord)
	was.SuspectSees, was.OthersAtHome, was.Cautions = cmp.Or(d.SuspectSees, was.SuspectSees), cmp.Or(d.OthersAtHome, was.OthersAtHome), cmp.Or(d.Cautions, was.Cautions)
	return was
}

// given is the later answer, or the earlier one where nothing was answered.
func given[T comparable](later, earlier fact.Answer[T]) fact.Answer[T] {
	if later.IsZero() {
		return earlier
	}
	return later
}

// PairRecorded occurs when one person's conduct towards another becomes
// something the case is about. The actor may be nobody known yet.
type PairRecorded struct {
	Victim PersonID  `json:"victim"`
	Actor  PersonID  `json:"actor,omitempty"`
	Kind   ActorKind `json:"kind,omitempty"`
	Label  Line      `json:"label,omitempty"`
}

// RelationshipRecorded occurs when it becomes known how victim and actor stand to
// each other (APP 2.2).
type RelationshipRecorded struct {
	Pair     PairID                         `json:"pair"`
	Is       fact.Answer[Relationship]      `json:"relationship,omitzero"`
	Began    fact.Answer[calendar.Interval] `json:"began,omitzero"`
	Ended    fact.Answer[calendar.Interval] `json:"ended,omitzero"`
	Lived    fact.Answer[bool]              `json:"lived_together,omitzero"`
	Children fact.Answer[bool]              `json:"share_children,omitzero"`
}

// SuspectIdentified occurs when an unknown actor is thought to be somebody. When
// that is a member of staff, they are shut out of the case from that moment.
type SuspectIdentified struct {
	Pair   PairID                `json:"pair"`
	Person PersonID              `json:"person"`
	Basis  Text                  `json:"basis,omitempty"`
	How    fact.Answer[Strength] `json:"strength,omitzero"`
	Police fact.Answer[bool]     `json:"works_for_police,omitzero"`
	Staff  StaffID               `json:"staff,omitempty"`
}

// ImpactRecorded occurs when the effect on the victim has been told or seen.
type ImpactRecorded struct {
	Pair        PairID            `json:"pair"`
	FearTwice   fact.Answer[bool] `json:"feared_violence_twice,omitzero"`
	Alarm       fact.Answer[bool] `json:"serious_alarm_or_distress,omitzero"`
	Substantial fact.Answer[bool] `json:"substantial_adverse_effect,omitzero"`
	Changes     []Change          `json:"changes,omitempty"`
	NoMore      fact.Answer[bool] `json:"no_other_changes,omitzero"`
	Words       Text              `json:"words,omitempty" class:"sensitive"`
}

// AdviceGiven occurs when somebody advised the victim, police or not. Advice the
// APP cautions against can be recorded as given; it is never offered.
type AdviceGiven struct {
	Person   PersonID          `json:"person,omitempty"`
	Codes    []AdviceCode      `json:"codes,omitempty"`
	ByPolice fact.Answer[bool] `json:"by_police,omitzero"`
	SafeTo   fact.Answer[bool] `json:"safe_to_follow,omitzero"`
	Where    []Platform        `json:"platforms,omitempty"`
	PutRight fact.Answer[bool] `json:"put_right,omitzero"`
	Note     Text              `json:"note,omitempty"`
}

// VictimContacted occurs when somebody spoke with a victim or tried to.
type VictimContacted struct {
	Person  PersonID                    `json:"person"`
	Channel fact.Answer[ContactChannel] `json:"channel,omitzero" asks:"nobody"`
	Purpose fact.Answer[Purpose]        `json:"purpose,omitzero" asks:"nobody"`
	Outcome fact.Answer[Outcome]        `json:"outcome,omitzero" asks:"nobody"`
	Safe    fact.Answer[bool]           `json:"safe_route_used,omitzero" asks:"nobody"`
	Sure    fact.Answer[bool]           `json:"sure_it_was_them,omitzero" asks:"nobody"` // by the word agreed, or otherwise
	Topics  []Topic                     `json:"topics,omitempty"`
	Next    calendar.Date               `json:"next_contact,omitzero"`
	Note    Text                        `json:"note,omitempty"`
}

// ReferralConsentRecorded occurs when a victim has been offered a service.
type ReferralConsentRecorded struct {
	Person  PersonID             `json:"person"`
	Service fact.Answer[Service] `json:"service,omitzero"`
	Choice  fact.Answer[Consent] `json:"choice,omitzero"`
	Why     Text                 `json:"why,omitempty"`
}

// ReferralMade occurs when a service has been given what it needs to act.
type ReferralMade struct {
	Person  PersonID             `json:"person"`
	Service fact.Answer[Service] `json:"service,omitzero"`
	To      Line                 `json:"to,omitempty"`
	Told    Text                 `json:"told,omitempty"`
}
