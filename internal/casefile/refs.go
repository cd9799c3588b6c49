package casefile

// References. Each names something another event created; the id is that event's.

type (
	PersonID     string // PersonAdded
	PairID       string // PairRecorded
	IncidentID   string // IncidentRecorded
	CheckID      string // CheckRequested
	AssessmentID string // RiskAssessed
	HandoverID   string // CaseHandedOver
	ProposalID   string // any event saved as proposed
	MaterialID   string // MaterialImported or EvidenceAdded
	ArrestID     string // SuspectArrested
	BailID       string // BailSet
	OrderID      string // OrderNoted
	BreachID     string // BreachReported
	MeasureID    string // SafetyMeasureSet; a step of a plan
	MessageID    string // VictimMessageReceived
	RequestID    string // SpecialistAsked
	EnquiryID    string // EnquirySet
	AllegationID string // CounterAllegationMade
	LinkID       string // MatchDecided
	StaffID      string // a member of staff of the force; not part of the case
)

// Reference is what a field holds when it points at something in the case.
type Reference interface {
	// Refers names the kind of thing: "person", "pair", ...
	Refers() string
}

func (PersonID) Refers() string     { return "person" }
func (PairID) Refers() string       { return "pair" }
func (IncidentID) Refers() string   { return "incident" }
func (CheckID) Refers() string      { return "check" }
func (AssessmentID) Refers() string { return "assessment" }
func (HandoverID) Refers() string   { return "handover" }
func (ProposalID) Refers() string   { return "proposal" }
func (MaterialID) Refers() string   { return "material" }
func (ArrestID) Refers() string     { return "arrest" }
func (BailID) Refers() string       { return "bail" }
func (OrderID) Refers() string      { return "order" }
func (BreachID) Refers() string     { return "breach" }
func (MeasureID) Refers() string    { return "step" }
func (MessageID) Refers() string    { return "message" }
func (RequestID) Refers() string    { return "request" }
func (EnquiryID) Refers() string    { return "enquiry" }
func (AllegationID) Refers() string { return "allegation" }
func (LinkID) Refers() string       { return "link" }
func (StaffID) Refers() string      { return "staff" }

// Text is words somebody typed or said, kept as they came.
type Text string

// Line is a short text: a name, a reference, a number.
type Line string
