package casefile

import (
	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// SafetyPlanMade occurs when a plan for somebody's safety has been made with them.
// Whoever else is in danger has a plan of their own (practice 1.1).
type SafetyPlanMade struct {
	Person PersonID          `json:"person"`
	Agreed fact.Answer[bool] `json:"agreed_with_them,omitzero"`
	Words  Text              `json:"words,omitempty" class:"safety"`
	Copy   Line              `json:"copy_kept,omitempty" class:"contact"` // where a copy is safe
	Review calendar.Date     `json:"review_on,omitzero"`
}

// SafetyMeasureSet occurs when a step of a plan is given to somebody to do.
type SafetyMeasureSet struct {
	Person  PersonID                   `json:"person"`
	Measure fact.Answer[SafetyMeasure] `json:"measure,omitzero" asks:"nobody"`
	What    Text                       `json:"what,omitempty" class:"contact"`
	Owner   StaffID                    `json:"owner,omitempty"`
	Outside Line                       `json:"owner_outside,omitempty"` // where it is nobody of the force
	Due     calendar.Date              `json:"due,omitzero"`
	Because Text                       `json:"because,omitempty" class:"sensitive"` // the danger it answers
}

// SafetyMeasureSettled occurs when a step has been done or dropped.
type SafetyMeasureSettled struct {
	Step    MeasureID                   `json:"step"`
	Outcome fact.Answer[MeasureOutcome] `json:"outcome,omitzero"`
	Words   Text                        `json:"words,omitempty" class:"safety"`
}

// SafetyPlanReviewed occurs when a plan has been gone through again.
type SafetyPlanReviewed struct {
	Person  PersonID      `json:"person"`
	Changed Text          `json:"changed,omitempty" class:"safety"`
	Next    calendar.Date `json:"next_review,omitzero"`
}

// ThreatToLifeConsidered occurs when it has been decided whether there is a threat
// to somebody's life, and who was told (practice 1.23).
type ThreatToLifeConsidered struct {
	Pair      PairID            `json:"pair"`
	Present   fact.Answer[bool] `json:"threat_present,omitzero" asks:"nobody"`
	Basis     Text              `json:"basis,omitempty" class:"sensitive"`
	Firearms  fact.Answer[bool] `json:"firearms_licence_checked,omitzero" asks:"nobody"`
	Licence   fact.Answer[bool] `json:"licence_held,omitzero" asks:"nobody"`   // for a firearm or shotgun, by the suspect or where they live
	Licensing fact.Answer[bool] `json:"licensing_told,omitzero" asks:"nobody"` // those who may take the guns and the licence away
	Inspector StaffID           `json:"inspector_told,omitempty"`
	Decision  Text              `json:"decision,omitempty"`
	DecidedBy StaffID           `json:"decided_by,omitempty"`
	Told      fact.Answer[bool] `json:"victim_told,omitzero" asks:"nobody"`
	ToldHow   Text              `json:"victim_told_how,omitempty" class:"safety"` // or why they are not told
	Warned    fact.Answer[bool] `json:"suspect_warned,omitzero" asks:"nobody"`
	Review    calendar.Date     `json:"review_on,omitzero"`
}
