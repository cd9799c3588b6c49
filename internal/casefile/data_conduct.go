package casefile

import (
	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Repeats says how often a spell of acts happened, as well as is known.
type Repeats struct {
	Least int  `json:"least,omitempty"` // at least this many times
	Most  int  `json:"most,omitempty"`  // at most, 0 where nobody can say
	Words Line `json:"words,omitempty"` // "most evenings"
}

// AtLeast is how many acts a spell stands for at the least: those counted, two where
// its words tell of more than one and count nothing, else one.
func (r Repeats) AtLeast() int {
	if r.Least > 1 || r.Words == "" || r.Most == 1 {
		return max(1, r.Least)
	}
	o, err := calendar.ParseOften(string(r.Words))
	if err != nil {
		return 1
	}
	return max(o.AtLeast(), r.Least)
}

// IncidentRecorded occurs when an act towards a victim becomes known. The time of
// the act is the event's own occurred interval.
type IncidentRecorded struct {
	Pair       PairID                `json:"pair"`
	Behaviours []Behaviour           `json:"behaviours,omitempty"`
	Channel    fact.Answer[Channel]  `json:"channel,omitzero"`
	Target     fact.Answer[Target]   `json:"target,omitzero"`
	Unwanted   fact.Answer[bool]     `json:"unwanted,omitzero"`
	Who        fact.Answer[Strength] `json:"attribution,omitzero"`
	ByProxy    fact.Answer[bool]     `json:"through_others,omitzero"`
	Fear       fact.Answer[bool]     `json:"feared_violence,omitzero"`
	Breach     fact.Answer[bool]     `json:"breaches_order_or_bail,omitzero"`
	Kinds      []HarassmentKind      `json:"harassment_kinds,omitempty"`
	InPublic   fact.Answer[bool]     `json:"in_public,omitzero"`
	OfSex      fact.Answer[bool]     `json:"because_of_sex,omitzero"`
	Repeats    Repeats               `json:"repeats,omitzero"`
	What       Text                  `json:"what,omitempty"`
	Response   Text                  `json:"victims_response,omitempty"`
	Place      Line                  `json:"place,omitempty" class:"contact"`
	WhenUnsaid Unsaid                `json:"when_not_said,omitempty"` // it was asked when, and they did not say
	Material   MaterialID            `json:"material,omitempty"`
	File       Line                  `json:"file,omitempty"`
	Line       int                   `json:"line,omitempty"`
}

// IncidentsComplete occurs when somebody asked whether there was more and was
// told there was not; until then a list of incidents stays open.
type IncidentsComplete struct {
	Pair PairID `json:"pair"`
}

// IncidentAttributed occurs when it is decided whose act an incident was; it
// moves to that pair.
type IncidentAttributed struct {
	Incident IncidentID            `json:"incident"`
	Pair     PairID                `json:"pair"`
	How      fact.Answer[Strength] `json:"strength,omitzero"`
	Basis    Text                  `json:"basis,omitempty"`
}

// FourAssessed occurs when somebody has considered the four marks of stalking and
// the contrast questions of APP 2. Answers are to the questions as worded.
type FourAssessed struct {
	Pair      PairID            `json:"pair"`
	Fixated   fact.Answer[bool] `json:"fixated,omitzero"`
	Obsessive fact.Answer[bool] `json:"obsessive,omitzero"`
	Unwanted  fact.Answer[bool] `json:"unwanted,omitzero"`
	Repeated  fact.Answer[bool] `json:"repeated,omitzero"`
	Focus     fact.Answer[bool] `json:"focus_on_person,omitzero"`
	Consuming fact.Answer[bool] `json:"consumes_daily_life,omitzero"`
	Routine   fact.Answer[bool] `json:"routine_changed,omitzero"`
	WouldStop fact.Answer[bool] `json:"would_stop_if_resolved,omitzero"`
	Effort    Text              `json:"effort,omitempty"` // money, resources and time the actor spends on it
	Reasons   Text              `json:"reasons,omitempty"`
}

// ClassificationAdvised occurs when advice on classification has been shown to
// somebody who decides, so that what they saw can be shown later.
type ClassificationAdvised struct {
	Pair     PairID `json:"pair"`
	Edition  Line   `json:"edition"`
	PointsTo Line   `json:"points_to,omitempty"`
	For      []Line `json:"for,omitempty"`
	Against  []Line `json:"against,omitempty"`
	Missing  []Line `json:"missing,omitempty"`
}

// ClassificationDecided occurs when somebody decides what the conduct is. For a
// former partner, harassment is saved as proposed until the registrar has ruled.
type ClassificationDecided struct {
	Pair    PairID            `json:"pair"`
	As      Class             `json:"as"`
	Why     Text              `json:"why,omitempty"`
	Under16 fact.Answer[Text] `json:"under16_considered,omitzero"`
}

// RegistrarAsked occurs when the force crime registrar is asked for a ruling.
type RegistrarAsked struct {
	Pair     PairID `json:"pair"`
	Question Text   `json:"question,omitempty"`
}

// RegistrarRuled occurs when the registrar has decided (APP 1.3; REC-11).
type RegistrarRuled struct {
	Pair   PairID `json:"pair"`
	Ruling Ruling `json:"ruling"`
	Why    Text   `json:"why,omitempty"`
}

// RiskAssessed occurs when somebody has judged how dangerous the situation is.
type RiskAssessed struct {
	Pair        PairID             `json:"pair"`
	Tool        fact.Answer[Tool]  `json:"tool,omitzero" asks:"nobody"`
	ToolRef     Line               `json:"tool_reference,omitempty"`
	ToolGrade   fact.Answer[Grade] `json:"tool_grade,omitzero" asks:"nobody"`
	Judgement   fact.Answer[Grade] `json:"judgement,omitzero" asks:"nobody"`
	Reasons     Text               `json:"reasons,omitempty" class:"sensitive"`
	VictimAsked fact.Answer[bool]  `json:"victim_view_asked,omitzero" asks:"nobody"`
	VictimView  Text               `json:"victim_view,omitempty" class:"sensitive"`
	Trigger     Line               `json:"trigger,omitempty"` // id of what made it needed again
	ToolVersion Line               `json:"tool_version,omitempty"`
	Answers     []RiskAnswer       `json:"answers,omitempty" class:"sensitive"` // to the questions of a loaded questionnaire
}

// RiskAnswer is the answer to one question of a questionnaire the force has
// loaded; a question nobody put is not there.
type RiskAnswer struct {
	Question Line `json:"question" class:"sensitive"`        // its key in the questionnaire
	Reply    Line `json:"reply" class:"sensitive"`           // one of RiskReplies
	Asked    Line `json:"asked,omitempty" class:"sensitive"` // in what words it was put; empty where that was not kept
}

// RiskReplies are the answers a question of a questionnaire may have.
func RiskReplies() []string { return []string{"yes", "no", "asked_not_known", "declined"} }

// RiskDifferenceExplained occurs when the gap between a tool's grade and the
// officer's judgement has been put in words (APP 4.2).
type RiskDifferenceExplained struct {
	Assessment AssessmentID `json:"assessment"`
	Why        Text         `json:"why"`
}

// CheckRequested occurs when a background check has been asked for or begun.
type CheckRequested struct {
	System  System        `json:"system"`
	On      SubjectKind   `json:"on,omitempty"`
	Person  PersonID      `json:"person,omitempty"`
	Subject Line          `json:"subject,omitempty" class:"contact"` // the number, handle or address
	Asked   Line          `json:"asked_of,omitempty"`                // bureau or colleague
	Due     calendar.Date `json:"answer_due,omitzero"`
}

// CheckCompleted occurs when a check has been done, whether or not it found
// anything.
type CheckCompleted struct {
	Check   CheckID     `json:"check"`
	Result  CheckResult `json:"result"`
	Summary Text        `json:"summary,omitempty" class:"intel"`
}

// CheckFailed occurs when a check could not be done. It is never the same as
// finding nothing.
type CheckFailed struct {
	Check CheckID `json:"check"`
	Why   Text    `json:"why,omitempty"`
}

// OrderConsidered occurs when applying for an order was thought about and decided
// either way (APP 5, 5.4.2).
type OrderConsidered struct {
	Pair      PairID                 `json:"pair"`
	Order     fact.Answer[OrderKind] `json:"order,omitzero" asks:"nobody"`
	Decision  fact.Answer[Decision]  `json:"decision,omitzero" asks:"nobody"`
	Acts      fact.Answer[bool]      `json:"acts_associated_with_stalking,omitzero"`
	Risk      fact.Answer[bool]      `json:"risk_to_a_person,omitzero"`
	Necessary fact.Answer[bool]      `json:"order_necessary,omitzero" asks:"nobody"`
	Why       Text                   `json:"why,omitempty"`
}

// FormatPhotograph is the format of imported material that is one photograph, kept
// as it came: nothing is read from it.
const FormatPhotograph Line = "photograph"

// MaterialImported occurs when a file of communications has been read into the
// case. The original is kept whole; rows live in a derivative.
type MaterialImported struct {
	Origin      fact.Answer[MaterialOrigin] `json:"origin,omitzero"`
	Agreement   fact.Answer[bool]           `json:"agreement_recorded,omitzero"`
	Under18     fact.Answer[bool]           `json:"may_show_under_18,omitzero"`
	Format      Line                        `json:"format"`
	FileName    Line                        `json:"file_name" class:"contact"`
	SHA256      Line                        `json:"sha256"`
	Blob        Line                        `json:"blob"`
	Key         Line                        `json:"key"`
	Size        int64                       `json:"size"`
	Derived     Line                        `json:"derived,omitempty"`     // derivative blob
	DerivedKey  Line                        `json:"derived_key,omitempty"` //
	DerivedSum  Line                        `json:"derived_sha256,omitempty"`
	DerivedSize int64                       `json:"derived_size,omitempty"`
	Rows        int                         `json:"rows,omitempty"` // rows of the derivative, system lines included
	Parser      Line                        `json:"parser,omitempty"`
	Records     int                         `json:"records,omitempty"`
	First       Line                        `json:"first,omitempty"`
	Last        Line                        `json:"last,omitempty"`
	DateOrder   Line                        `json:"date_order,omitempty"` // when somebody had to say
	Problems    []Line                      `json:"problems,omitempty"`
}

// EvidenceAdded occurs when something that may prove a fact is noted or stored.
type EvidenceAdded struct {
	Kind     fact.Answer[EvidenceKind] `json:"kind,omitzero" asks:"nobody"`
	Supports []Supports                `json:"supports,omitempty"`
	Pair     PairID                    `json:"pair,omitempty"` // whose conduct it shows; empty where its incident says so, or nobody did
	Incident IncidentID                `json:"incident,omitempty"`
	Ref      Line                      `json:"reference,omitempty"`
	What     Text                      `json:"what,omitempty"`
	HeldBy   Line                      `json:"held_by,omitempty"`
	KeepTill calendar.Date             `json:"retention_until,omitzero"`
	Marked   fact.Answer[bool]         `json:"marked_for_retention,omitzero" asks:"nobody"`
	FileName Line                      `json:"file_name,omitempty" class:"contact"`
	SHA256   Line                      `json:"sha256,omitempty"`
	Blob     Line                      `json:"blob,omitempty"`
	Key      Line                      `json:"key,omitempty"`
	Size     int64                     `json:"size,omitempty"`
}
