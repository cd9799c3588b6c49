package casefile

import "foursight/internal/fact"

// Data of the kinds that say what conduct is in law, and how it was done.

// OffenceRecorded occurs when a crime record is made for conduct (APP 4.3). An
// offence alongside the course of conduct stays attached to it (APP 1.3).
type OffenceRecorded struct {
	Pair      PairID               `json:"pair"`
	Offence   fact.Answer[Offence] `json:"offence,omitzero" asks:"nobody"`
	Ref       Line                 `json:"crime_reference,omitempty"`
	Alongside fact.Answer[bool]    `json:"alongside_the_course,omitzero" asks:"nobody"`
	Why       Text                 `json:"why,omitempty"`
}

// HostilityConsidered occurs when it has been asked whether conduct shows hostility
// about a characteristic (APP 1.3).
type HostilityConsidered struct {
	Pair    PairID            `json:"pair"`
	Strands []Strand          `json:"strands,omitempty"`
	None    fact.Answer[bool] `json:"none_found,omitzero" asks:"nobody"`
	Basis   Text              `json:"basis,omitempty"`
}

// CoercionConsidered occurs when overlap with controlling or coercive behaviour
// has been considered (APP 1.2.1, 2.3).
type CoercionConsidered struct {
	Pair     PairID                `json:"pair"`
	Decision fact.Answer[Decision] `json:"overlaps,omitzero" asks:"nobody"`
	Why      Text                  `json:"why,omitempty"`
}

// ConnectionExplained occurs when it has been put in words what ties acts into one
// course of conduct (APP 1.1.3; LAW-15).
type ConnectionExplained struct {
	Pair PairID `json:"pair"`
	Why  Text   `json:"why,omitempty"`
}

// TypologySuggested occurs when somebody qualified offers a typology as one
// hypothesis among others (APP 2.1).
type TypologySuggested struct {
	Pair   PairID                `json:"pair"`
	Type   fact.Answer[Typology] `json:"type,omitzero" asks:"nobody"`
	Author Line                  `json:"author,omitempty"` // and what qualifies them
	Basis  Text                  `json:"basis,omitempty"`
	Limits fact.Answer[bool]     `json:"limits_borne_in_mind,omitzero" asks:"nobody"`
}

// ToldToStop occurs when somebody has made plain to the suspect that contact is
// unwanted (APP 9.7). It is evidence, never advice to the victim (APP 4.1).
type ToldToStop struct {
	Pair   PairID                      `json:"pair"`
	By     fact.Answer[Teller]         `json:"by,omitzero"`
	How    fact.Answer[ContactChannel] `json:"how,omitzero"`
	Words  Text                        `json:"words,omitempty"`
	Answer Text                        `json:"answer,omitempty"`
}

// ProxyRecorded occurs when it becomes known that the suspect acts through
// somebody else, knowing or not (APP 2.2.1; LAW-06).
type ProxyRecorded struct {
	Pair     PairID                 `json:"pair"`
	Person   PersonID               `json:"person,omitempty"`
	Through  fact.Answer[ProxyKind] `json:"through,omitzero"`
	Name     Line                   `json:"body,omitempty"` // court, agency or group
	Knowing  fact.Answer[bool]      `json:"knowing,omitzero"`
	Incident IncidentID             `json:"incident,omitempty"`
	What     Text                   `json:"what,omitempty"`
}

// CounterAllegationMade occurs when the person reported, or another, makes an
// allegation against the victim (APP 4.1).
type CounterAllegationMade struct {
	Pair PairID `json:"pair"`
	What Text   `json:"what,omitempty"`
}

// CounterAllegationWeighed occurs when it has been looked at within the whole of
// the conduct.
type CounterAllegationWeighed struct {
	Allegation AllegationID `json:"allegation"`
	View       Text         `json:"view,omitempty"`
}
