package casefile

import (
	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Data of the kinds that take in a report and carry it. Each comment says when
// the event occurs. Fields default to class "case".

// ReportReceived occurs when a report first reaches the police, by any door. It
// is the first event of every case.
type ReportReceived struct {
	Ref        Line                `json:"ref,omitempty"` // FS-26-7KQ4M; minted with the form
	Channel    fact.Answer[Intake] `json:"channel,omitzero"`
	PoliceLink fact.Answer[bool]   `json:"other_works_for_police,omitzero"`
	Summary    Text                `json:"summary,omitempty"`
	External   []ExternalRef       `json:"external,omitempty"`
	Unit       Line                `json:"unit,omitempty"` // unit that took it
}

// AccountRecorded occurs when somebody has said what happened, kept verbatim
// before any prompt (practice 1.15).
type AccountRecorded struct {
	Person    PersonID          `json:"person,omitempty"`
	Words     Text              `json:"words"`
	NotGiven  Unsaid            `json:"not_given,omitempty"` // they were listened to and did not tell
	WhyNot    Text              `json:"why_not_given,omitempty"`
	Mode      fact.Answer[Mode] `json:"mode,omitzero"`
	BriefOnly fact.Answer[bool] `json:"brief_only,omitzero"`
	Interview fact.Answer[bool] `json:"interview_planned,omitzero"`
	Supporter fact.Answer[bool] `json:"supporter_present,omitzero"`
}

// ImmediateSafetyRecorded occurs when somebody has been asked, or seen, whether
// they are safe now.
type ImmediateSafetyRecorded struct {
	Person      PersonID          `json:"person,omitempty"`
	SafeToSpeak fact.Answer[bool] `json:"safe_to_speak,omitzero"`
	SafeNow     fact.Answer[bool] `json:"safe_now,omitzero"`
	SuspectNear fact.Answer[bool] `json:"suspect_near,omitzero"`
	Injured     fact.Answer[bool] `json:"injured,omitzero" class:"sensitive"`
	Children    fact.Answer[bool] `json:"children_present,omitzero"`
	Weapons     fact.Answer[bool] `json:"weapons,omitzero"`
	Where       fact.Answer[Line] `json:"where,omitzero" class:"contact"`
	Action      Text              `json:"action,omitempty"`
}

// CaseOpened occurs when a report is taken on as a case.
type CaseOpened struct {
	Unit Line `json:"unit,omitempty"`
}

// OwnerAssigned occurs when a case is given to somebody to work.
type OwnerAssigned struct {
	Staff      StaffID          `json:"staff"`
	Supervisor StaffID          `json:"supervisor,omitempty"`
	Unit       Line             `json:"unit,omitempty"`
	PIP        fact.Answer[int] `json:"pip,omitzero"` // Professionalising Investigation level, APP 5
}

// CaseHandedOver occurs when somebody offers the case, and what is left of it, to
// another. Duties stay where they are until it is accepted (APP 4).
type CaseHandedOver struct {
	To      StaffID `json:"to,omitempty"`
	ToUnit  Line    `json:"to_unit,omitempty"`
	Done    Text    `json:"done,omitempty"`
	NotDone Text    `json:"not_done,omitempty"`
	WhyNot  Text    `json:"why_not,omitempty"`
}

// HandoverAccepted occurs when the receiver takes the case on.
type HandoverAccepted struct {
	Handover HandoverID `json:"handover"`
	Note     Text       `json:"note,omitempty"`
}

// AccessRestricted occurs when a case is walled: from then on it does not exist
// for anybody outside (DESIGN 1.7).
type AccessRestricted struct {
	Guardian StaffID   `json:"guardian"`
	Members  []StaffID `json:"members,omitempty"`
	Why      Text      `json:"why,omitempty"`
}

// AccessGranted occurs when a guardian lets an incident's responders see a
// restricted case for a few hours.
type AccessGranted struct {
	Staff []StaffID         `json:"staff"`
	Until calendar.Interval `json:"until" lies:"ahead"`
	Why   Text              `json:"why,omitempty"`
}

// RespondersSent occurs when somebody is sent to a live incident of the case:
// until it ends they are on duty for it and see what they need to go there.
type RespondersSent struct {
	Staff []StaffID         `json:"staff"`
	Until calendar.Interval `json:"until" lies:"ahead"`
}

// SafetyCardSet occurs when the guardian of a restricted case decides what the
// control room is shown of a person when a search meets them: what was served or
// circulated, hazards, how to reach them safely, and no sign of a case.
type SafetyCardSet struct {
	Person PersonID `json:"person"`
	Lines  []Line   `json:"lines,omitempty"`
	Off    bool     `json:"off,omitempty"` // takes the card away
}

// ItemShared occurs when one item of a case is shown to a partner agency.
type ItemShared struct {
	Partner Line          `json:"partner"`
	Item    Line          `json:"item"` // id of the event shared
	Purpose Text          `json:"purpose,omitempty"`
	Expires calendar.Date `json:"expires"`
}

// CaseClosed occurs when somebody proposes that a case is finished. It stays open
// until a supervisor confirms (DESIGN 1.3).
type CaseClosed struct {
	Outcome fact.Answer[CloseOutcome] `json:"outcome,omitzero" asks:"nobody"`
	Why     Text                      `json:"why,omitempty"`
	Told    fact.Answer[bool]         `json:"victim_told,omitzero" asks:"nobody"`
}

// ProposalDecided occurs when a supervisor confirms or refuses something saved
// as proposed: a closing, or a risk judged lower than it stands.
type ProposalDecided struct {
	Proposal ProposalID        `json:"proposal"`
	Accept   fact.Answer[bool] `json:"accept,omitzero"`
	Why      Text              `json:"why,omitempty"`
}

// DutyMarked occurs when somebody says of a duty, other than by meeting it, that
// it is waived, cannot be complied with for now, or is disputed.
type DutyMarked struct {
	Clause     Line          `json:"clause"`
	Scope      Line          `json:"scope,omitempty"`
	Occurrence Line          `json:"occurrence,omitempty"`
	Mark       DutyMark      `json:"mark"`
	Until      calendar.Date `json:"until,omitzero"`
	Why        Text          `json:"why,omitempty"`
}
