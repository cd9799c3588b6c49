package casefile

import (
	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Data of the kinds that record how a report was received and heard.

// ResponseGraded occurs when it is decided how soon police act and what is to be
// done (APP 4).
type ResponseGraded struct {
	Grade   fact.Answer[Urgency] `json:"grade,omitzero" asks:"nobody"`
	Action  Text                 `json:"action,omitempty"`
	Opening Line                 `json:"opening_code,omitempty"`
	Why     Text                 `json:"why,omitempty"`
}

// DelayReasonsRecorded occurs when somebody has said why they did not report
// earlier, and has been reassured (APP 4.1).
type DelayReasonsRecorded struct {
	Person     PersonID          `json:"person,omitempty"`
	Delayed    fact.Answer[bool] `json:"reported_late,omitzero"`
	Reasons    []DelayReason     `json:"reasons,omitempty"`
	Words      Text              `json:"words,omitempty"`
	Serious    fact.Answer[bool] `json:"told_taken_seriously,omitzero"`
	Understood fact.Answer[bool] `json:"told_reasons_understood,omitzero"`
}

// IndicatorsObserved occurs when somebody has looked for signs that a victim bears
// more than they say (APP 4.1).
type IndicatorsObserved struct {
	Person    PersonID          `json:"person,omitempty"`
	Seen      []Indicator       `json:"seen,omitempty"`
	NoneSeen  fact.Answer[bool] `json:"none_seen,omitzero" asks:"nobody"`
	PlaysDown fact.Answer[bool] `json:"may_be_playing_down,omitzero" asks:"nobody"`
	Words     Text              `json:"words,omitempty" class:"sensitive"`
}

// EnhancedRightsAssessed occurs when it has been considered whether a victim has
// enhanced rights under the Victims' Code (APP 3).
type EnhancedRightsAssessed struct {
	Person   PersonID          `json:"person"`
	Entitled fact.Answer[bool] `json:"entitled,omitzero" asks:"nobody"`
	Grounds  []EnhancedGround  `json:"grounds,omitempty"`
	Told     fact.Answer[bool] `json:"told,omitzero"`
	Words    Text              `json:"words,omitempty" class:"sensitive"`
}

// VulnerabilityAssessed occurs when it has been considered what makes harm to a
// person likelier, or help harder (APP 4.2).
type VulnerabilityAssessed struct {
	Person  PersonID          `json:"person"`
	Factors []Vulnerability   `json:"factors,omitempty"`
	None    fact.Answer[bool] `json:"none_found,omitzero"`
	Words   Text              `json:"words,omitempty" class:"sensitive"`
}

// ApproachAgreed occurs when it has been agreed with somebody how they are spoken
// with (practice 1.28).
type ApproachAgreed struct {
	Person   PersonID          `json:"person"`
	Measures []ApproachMeasure `json:"measures,omitempty"`
	Words    Text              `json:"words,omitempty"`
}

// VictimViewRecorded occurs when a victim has been asked how they see the conduct,
// what lies behind it and what they want (APP 4.1).
type VictimViewRecorded struct {
	Pair    PairID `json:"pair"`
	View    Text   `json:"view,omitempty"`
	Context Text   `json:"context,omitempty"`
	Wants   Text   `json:"wants,omitempty"`
}

// SpecialistAsked occurs when advice is sought from somebody who knows more.
type SpecialistAsked struct {
	Of       fact.Answer[Specialist] `json:"of,omitzero" asks:"nobody"`
	Pair     PairID                  `json:"pair,omitempty"`
	Arrest   ArrestID                `json:"arrest,omitempty"` // whose release it is about
	Question Text                    `json:"question,omitempty"`
	Whom     Line                    `json:"whom,omitempty"`
}

// SpecialistAnswered occurs when that advice has come. Whoever was told it may write it
// down as well as who gave it: then Staff is who of the force said it, or Whom who else.
type SpecialistAnswered struct {
	Request RequestID `json:"request"`
	Said    Text      `json:"said,omitempty" class:"legal"`
	Staff   StaffID   `json:"by_staff,omitempty"`
	Whom    Line      `json:"by_whom,omitempty"`
}

// VictimMessageReceived occurs when a victim has written or left word (APP 4.3).
type VictimMessageReceived struct {
	Person  PersonID                    `json:"person"`
	Channel fact.Answer[ContactChannel] `json:"channel,omitzero"`
	Words   Text                        `json:"words,omitempty"`
}

// MessageAnswered occurs when a victim's message has been answered, with or
// without anything new to tell.
type MessageAnswered struct {
	Message MessageID                   `json:"message"`
	Channel fact.Answer[ContactChannel] `json:"channel,omitzero" asks:"nobody"`
	Safe    fact.Answer[bool]           `json:"safe_route_used,omitzero" asks:"nobody"`
	Words   Text                        `json:"words,omitempty"`
}

// ReferenceNoted occurs when another system's number for the matter becomes known.
type ReferenceNoted struct {
	External []ExternalRef `json:"external,omitempty"`
}

// EnquirySet occurs when a line of enquiry is set, with what it would show (APP 4.3).
type EnquirySet struct {
	About      fact.Answer[EnquiryAbout] `json:"about,omitzero" asks:"nobody"`
	Pair       PairID                    `json:"pair,omitempty"`
	Hypothesis Text                      `json:"hypothesis,omitempty"`
	What       Text                      `json:"what,omitempty"`
	Owner      StaffID                   `json:"owner,omitempty"`
	Due        calendar.Date             `json:"due,omitzero"`
}

// EnquirySettled occurs when a line of enquiry has been followed to an end.
type EnquirySettled struct {
	Enquiry EnquiryID `json:"enquiry"`
	Result  Text      `json:"result,omitempty"`
}

// PriorityDecided occurs when what keeps a victim safe and what serves the case
// against somebody have pulled apart, and it was decided which comes first (APP 4.2,
// para 15).
type PriorityDecided struct {
	Pair  PairID                `json:"pair"`
	Apart Text                  `json:"pulls_apart,omitempty"`
	First fact.Answer[Priority] `json:"first,omitzero" asks:"nobody"`
	Why   Text                  `json:"why,omitempty"`
}

// NextStepDecided occurs when it is decided what a report goes on to (APP 4.3).
type NextStepDecided struct {
	Step fact.Answer[NextStep] `json:"step,omitzero" asks:"nobody"`
	Why  Text                  `json:"why,omitempty"`
}

// MatchDecided occurs when somebody has decided whether another case and this one
// belong together. Streams are never merged: the decision is, and can be undone.
type MatchDecided struct {
	Other  Line                  `json:"other_case"` // the other case's id
	Same   fact.Answer[bool]     `json:"belong_together,omitzero" asks:"nobody"`
	How    fact.Answer[LinkKind] `json:"how,omitzero" asks:"nobody"`
	Here   PersonID              `json:"person_here,omitempty"`
	There  Line                  `json:"person_there,omitempty"` // id in the other case
	Basis  Text                  `json:"basis,omitempty"`
	Mirror LinkID                `json:"mirror,omitempty"`   // the same decision, as the other case holds it
	People []Compared            `json:"compared,omitempty"` // everybody who may be one, and all that spoke for it or against
}

// Compared is one thing that somebody of this case and somebody of another share, or in
// which they differ, as it stood when it was decided whether they are one.
type Compared struct {
	Here  PersonID   `json:"here"`
	There Line       `json:"there"` // id in the other case
	As    LikenessOf `json:"likeness"`
}

// MatchUndone occurs when such a decision is taken back.
type MatchUndone struct {
	Link LinkID `json:"link"`
	Why  Text   `json:"why,omitempty"`
}
