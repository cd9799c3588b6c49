package casefile

import (
	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// SuspectArrested occurs when somebody reported has been arrested, wherever.
// The event's occurred time is when.
type SuspectArrested struct {
	Person  PersonID `json:"person"`
	Station Line     `json:"station,omitempty"`
	Ref     Line     `json:"custody_reference,omitempty"`
	For     Text     `json:"arrested_for,omitempty"`
}

// ReleasePlanned occurs when it is known when somebody is expected to leave
// custody and how; a later one replaces it (practice 1.4).
type ReleasePlanned struct {
	Arrest ArrestID                       `json:"arrest"`
	At     fact.Answer[calendar.Interval] `json:"release_at,omitzero" asks:"nobody" lies:"ahead"`
	How    fact.Answer[ReleaseKind]       `json:"how,omitzero" asks:"nobody"`
	To     Line                           `json:"going_to,omitempty" class:"contact"`
	Note   Text                           `json:"note,omitempty"`
}

// CustodyTold occurs when whoever decides a release has been told that a victim is not
// reached (practice 1.4). The event's occurred time is when.
type CustodyTold struct {
	Arrest ArrestID `json:"arrest"`
	Pair   PairID   `json:"pair"` // whose victim is not reached
	Whom   Line     `json:"whom,omitempty"`
	Words  Text     `json:"words,omitempty"`
}

// SuspectReleased occurs when somebody has left custody, or has been kept there by
// a court. The event's occurred time is when.
type SuspectReleased struct {
	Arrest ArrestID                 `json:"arrest"`
	How    fact.Answer[ReleaseKind] `json:"how,omitzero" asks:"nobody"`
	Note   Text                     `json:"note,omitempty"`
}

// ConditionViewsRecorded occurs when a victim's views on what should bind the
// other person have been sought; sought and not obtained, with why, meets it too
// (practice 1.9).
type ConditionViewsRecorded struct {
	Pair   PairID            `json:"pair"`
	Sought fact.Answer[bool] `json:"sought,omitzero" asks:"nobody"`
	Wanted []BailTerm        `json:"wanted,omitempty"`
	Words  Text              `json:"words,omitempty"`
	WhyNot Text              `json:"not_obtained_because,omitempty"`
}

// BailSet occurs when conditions begin to bind somebody before or after charge.
type BailSet struct {
	Person   PersonID              `json:"person"`
	Kind     fact.Answer[BailKind] `json:"kind,omitzero" asks:"nobody"`
	Terms    []BailTerm            `json:"terms,omitempty"`
	Words    []Line                `json:"terms_in_words,omitempty" class:"contact"`
	Until    calendar.Date         `json:"until,omitzero"`
	Ref      Line                  `json:"reference,omitempty"`
	Replaces BailID                `json:"replaces,omitempty"`
}

// BailEnded occurs when conditions stop.
type BailEnded struct {
	Bail BailID               `json:"bail"`
	Why  fact.Answer[BailEnd] `json:"why,omitzero" asks:"nobody"`
	Note Text                 `json:"note,omitempty"`
}

// SuspectCharged occurs when proceedings begin.
type SuspectCharged struct {
	Pair     PairID                 `json:"pair"`
	Offences []Offence              `json:"offences,omitempty"`
	How      fact.Answer[ChargeHow] `json:"how,omitzero" asks:"nobody"`
	Court    Line                   `json:"court,omitempty"`
	First    calendar.Date          `json:"first_hearing,omitzero"`
	Ref      Line                   `json:"reference,omitempty"`
}

// ArrestConsidered occurs when somebody has decided whether to arrest, either way
// (APP 4.2).
type ArrestConsidered struct {
	Pair     PairID                `json:"pair"`
	Decision fact.Answer[Decision] `json:"decision,omitzero" asks:"nobody"`
	Grounds  Text                  `json:"grounds,omitempty"`
	Why      Text                  `json:"why,omitempty"`
}

// OrderNoted occurs when an order that binds somebody becomes known to the case,
// whoever obtained it.
type OrderNoted struct {
	Person    PersonID               `json:"person"`
	Order     fact.Answer[OrderKind] `json:"order,omitzero" asks:"nobody"`
	Protects  []PersonID             `json:"protects,omitempty"`
	Terms     []Line                 `json:"terms,omitempty" class:"contact"`
	Made      calendar.Date          `json:"made,omitzero"`
	Served    calendar.Date          `json:"served,omitzero"`
	Until     calendar.Date          `json:"until,omitzero"`
	OpenEnded fact.Answer[bool]      `json:"until_further_order,omitzero" asks:"nobody"`
	Arrest    fact.Answer[bool]      `json:"power_of_arrest,omitzero" asks:"nobody"`
	Court     Line                   `json:"court,omitempty"`
	Ref       Line                   `json:"reference,omitempty"`
}

// OrderServed occurs when an order has been given to the person it binds.
type OrderServed struct {
	Order OrderID `json:"order"`
	By    Line    `json:"served_by,omitempty"`
}

// OrderEnded occurs when an order stops binding.
type OrderEnded struct {
	Order OrderID               `json:"order"`
	How   fact.Answer[OrderEnd] `json:"how,omitzero" asks:"nobody"`
	Note  Text                  `json:"note,omitempty"`
}

// BreachReported occurs when conduct is said to breach an order, bail or licence.
// One act is enough (APP 9.7).
type BreachReported struct {
	Pair      PairID                `json:"pair"`
	Of        fact.Answer[BreachOf] `json:"of,omitzero"`
	Order     OrderID               `json:"order,omitempty"`
	Bail      BailID                `json:"bail,omitempty"`
	Condition Line                  `json:"condition,omitempty" class:"contact"`
	Incident  IncidentID            `json:"incident,omitempty"`
	What      Text                  `json:"what,omitempty"`
}

// BreachActed occurs when something has been done, or decided, about a breach
// (APP 4.3.1).
type BreachActed struct {
	Breach BreachID                  `json:"breach"`
	Action fact.Answer[BreachAction] `json:"action,omitzero" asks:"nobody"`
	Why    Text                      `json:"why,omitempty"`
	Ref    Line                      `json:"crime_reference,omitempty"`
}

// MarkerNoted occurs when a warning held about somebody or somewhere becomes known.
type MarkerNoted struct {
	On     SubjectKind             `json:"on,omitempty"`
	Person PersonID                `json:"person,omitempty"`
	Kind   fact.Answer[MarkerKind] `json:"kind,omitzero" asks:"nobody"`
	What   Line                    `json:"what,omitempty" class:"intel"`
	Held   Line                    `json:"held_in,omitempty"`
	Until  calendar.Date           `json:"until,omitzero"`
}
