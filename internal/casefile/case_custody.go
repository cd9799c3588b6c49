package casefile

import (
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// What a case holds of custody, bail, orders and their breach.

// Arrest is an arrest and what became of it.
type Arrest struct {
	Act
	PersonID      PersonID               `cel:"person"`
	ArrestedAt    time.Time              `cel:"arrested_at"` // as told, or when police knew
	PlannedAt     time.Time              `cel:"release_planned_at"`
	PlannedHow    fact.Fact[ReleaseKind] `cel:"release_planned_how"`
	PlannedAsked  fact.Fact[bool]        `cel:"release_time_known"`   // false: asked, not known yet
	NotKnownAt    time.Time              `cel:"release_not_known_at"` // when custody was last asked and did not know; zero: never
	TellFrom      time.Time              `cel:"release_tell_from"`    // from when word to the victim tells of the release as planned: the arrest, or when a time became known where none or a later one stood
	HeldFrom      time.Time              `cel:"held_from"`            // from when what is done before the release counts for it: the arrest, or when police knew of a release planned after a court kept them in
	Released      bool                   `cel:"released"`             // or kept in by a court
	ReleasedAt    time.Time              `cel:"released_at"`
	How           fact.Fact[ReleaseKind] `cel:"released_how"`
	ReleaseID     string                 // event that recorded the release
	ReleaseKnown  time.Time              // when police knew of it
	Left          calendar.Interval      // when they left, as well as it is known
	Kept          KeptIn                 // when a court last kept them in, whatever came after; zero: never
	NotReached    []ReleaseWord          `cel:"not_reached"`    // tries since the arrest that reached no victim
	CustodyTold   []ReleaseWord          `cel:"custody_told"`   // that a victim is not reached
	InspectorTold []ReleaseWord          `cel:"inspector_told"` // the same
	SaidToCustody []ReleaseWord          // as recorded, of the release to come; a try by custody itself is told too
	Plan          ReleasePlanned
	Data          SuspectArrested
}

// KeptIn is that a court kept somebody in.
type KeptIn struct {
	ID    string            // event that recorded it
	At    time.Time         // as told, or when police knew
	Known time.Time         // when police knew
	When  calendar.Interval // as told
}

// ReleaseWord is a word about the victim of a pair before a release.
type ReleaseWord struct {
	Act
	PairID PairID `cel:"pair"`
}

// ConditionView is what a victim wants the other person bound to, or why it could
// not be learnt.
type ConditionView struct {
	Act
	PairID   PairID          `cel:"pair"`
	Sought   fact.Fact[bool] `cel:"sought"`
	Obtained bool            `cel:"obtained"`
	Reasoned bool            `cel:"reasoned"` // not obtained, and why is said
	Data     ConditionViewsRecorded
}

// Bail is a set of conditions that bind somebody.
type Bail struct {
	Act
	PersonID PersonID            `cel:"person"`
	Kind     fact.Fact[BailKind] `cel:"kind"`
	Until    calendar.Date       `cel:"until"`
	Ended    bool                `cel:"ended"`
	EndedAt  time.Time           `cel:"ended_at"`
	EndedBy  string              // event that ended it
	EndKnown time.Time
	LapsedAt time.Time `cel:"lapsed_at"` // when they stopped binding; zero while nobody said
	Why      fact.Fact[BailEnd]
	Data     BailSet
}

// Live reports whether the conditions bind on a day.
func (b Bail) Live(on calendar.Date) bool {
	return !b.Ended && (b.Until.IsZero() || !b.Until.Before(on))
}

// Charge is the beginning of proceedings.
type Charge struct {
	Act
	PairID    PairID               `cel:"pair"`
	ChargedAt time.Time            `cel:"charged_at"` // as told, or when police knew
	How       fact.Fact[ChargeHow] `cel:"how"`
	Data      SuspectCharged
}

// ArrestDecision is a decision whether to arrest.
type ArrestDecision struct {
	Act
	PairID   PairID              `cel:"pair"`
	Decision fact.Fact[Decision] `cel:"decision"`
	Reasoned bool                `cel:"reasoned"`
	Data     ArrestConsidered
}

// ProtectiveOrder is an order the case knows of.
type ProtectiveOrder struct {
	Act
	PersonID PersonID             `cel:"person"` // whom it binds
	Kind     fact.Fact[OrderKind] `cel:"kind"`
	Protects []PersonID           `cel:"protects"` // empty where nobody said
	Served   bool                 `cel:"served"`
	ServedAt time.Time            `cel:"served_at"`
	Until    calendar.Date        `cel:"until"`
	Ended    bool                 `cel:"ended"`
	EndedAt  time.Time            `cel:"ended_at"`
	ServedBy string               // event that served it, where one did
	EndedBy  string               // event that ended it

	LapsedAt               time.Time `cel:"lapsed_at"` // when it stopped binding; zero while nobody said
	ServiceKnown, EndKnown time.Time // when police knew
	Data                   OrderNoted
}

// Live reports whether the order binds on a day. One whose end nobody has said is
// taken to bind: unknown is not no.
func (o ProtectiveOrder) Live(on calendar.Date) bool {
	return !o.Ended && (o.Until.IsZero() || !o.Until.Before(on))
}

// Breach is a reported breach and what was done about it.
type Breach struct {
	Act
	PairID   PairID                  `cel:"pair"`
	Incident IncidentID              `cel:"incident"` // the act it was, where that is recorded
	Of       fact.Fact[BreachOf]     `cel:"of"`
	Acted    bool                    `cel:"acted"`
	ActedAt  time.Time               `cel:"acted_at"`
	Action   fact.Fact[BreachAction] `cel:"action"`
	Reasoned bool                    `cel:"reasoned"`
	CrimeRef bool                    `cel:"crime_recorded"` // a crime reference is given
	Data     BreachReported
	Done     BreachActed
}

// Marker is a warning held about somebody or somewhere.
type Marker struct {
	Act
	PersonID PersonID              `cel:"person"`
	On       SubjectKind           `cel:"on"`
	Kind     fact.Fact[MarkerKind] `cel:"kind"`
	Until    calendar.Date         `cel:"until"`     // the last day it stands; empty: until it is taken back
	LapsedAt time.Time             `cel:"lapsed_at"` // zero while nobody said
	What     Line                  `class:"intel"`
	Data     MarkerNoted
}

// Stands reports whether the marker is to be minded on a day. One without an end
// stands until it is taken back.
func (m Marker) Stands(on calendar.Date) bool { return m.Until.IsZero() || !m.Until.Before(on) }
