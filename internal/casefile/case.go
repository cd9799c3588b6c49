package casefile

import (
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Case is everything known about one matter, folded from its events. It is also
// the schema of conditions: fields with a cel tag are visible there. Lists of our
// own acts are plain slices (absent means not done); lists about the world are
// fact.List (absent means nobody has said).
type Case struct {
	ID      string
	Ref     string
	Version int64 // last sequence folded

	Stage      CaseStage          `cel:"stage"`
	Channel    fact.Fact[Intake]  `cel:"channel"`
	ReportID   string             // event that began the case
	ReportedAt time.Time          `cel:"reported_at"` // when police first knew
	Reported   calendar.Interval  // when the report says it happened, if it does
	PoliceLink fact.Fact[bool]    `cel:"other_works_for_police"`
	External   []ExternalRef      // other systems' numbers
	Opened     time.Time          `cel:"opened_at"`
	Owner      StaffID            // investigating or reporting officer
	HasOwner   bool               `cel:"has_owner"`
	OwnerPIP   fact.Fact[int]     `cel:"owner_pip"`
	Unit       string             // unit that holds it
	Supervisor StaffID            // named by OwnerAssigned
	Safety     fact.Fact[bool]    `cel:"safe_now"` // of everybody: see deriveSafety
	Immediate  []Immediate        `cel:"immediate"`
	Accounts   []Account          `cel:"accounts"`
	Persons    fact.List[Person]  `cel:"persons"`
	Pairs      []Pair             `cel:"pairs"`
	Victims    []VictimTold       `cel:"victims"` // of its pairs, in their order
	Checks     []Check            `cel:"checks"`
	Unchecked  []Unchecked        `cel:"unchecked"` // people left out of a system that was checked
	Advice     []Advice           `cel:"advice"`
	Contacts   []Contact          `cel:"contacts"`
	SpokenWith bool               `cel:"victim_spoken_with"` // somebody has spoken with the victim since the report
	Consents   []ReferralConsent  `cel:"consents"`
	Referrals  []Referral         `cel:"referrals"`
	Materials  []Material         `cel:"materials"`
	Handovers  []Handover         `cel:"handovers"`
	Takings    []Taking           // each time somebody became its holder, in order
	Orders     []OrderConsidering `cel:"orders"`

	Arrests      []Arrest            `cel:"arrests"`
	Views        []ConditionView     `cel:"condition_views"`
	Bails        []Bail              `cel:"bails"`
	Charges      []Charge            `cel:"charges"`
	ArrestChoice []ArrestDecision    `cel:"arrest_decisions"`
	KnownOrders  []ProtectiveOrder   `cel:"known_orders"`
	Breaches     []Breach            `cel:"breaches"`
	Markers      []Marker            `cel:"markers"`
	Gradings     []Grading           `cel:"response_grades"`
	Delays       []Delay             `cel:"delays"`
	Indicators   []Indicators        `cel:"indicators"`
	Rights       []EnhancedRights    `cel:"enhanced_rights"`
	Vulnerable   []Vulnerabilities   `cel:"vulnerabilities"`
	Approaches   []Approach          `cel:"approaches"`
	Specialists  []SpecialistAdvice  `cel:"specialist_advice"`
	Messages     []Message           `cel:"messages"`
	Enquiries    []Enquiry           `cel:"enquiries"`
	Priorities   []PriorityDecision  `cel:"priorities"`
	Steps        []StepDecision      `cel:"next_steps"`
	Counter      []CounterAllegation `cel:"counter_allegations"`
	Plans        []SafetyPlan        `cel:"safety_plans"`
	Measures     []Measure           `cel:"safety_measures"`

	Decisions  []DutyDecision // what was said of duties; given to the engine apart
	Links      []Link         // decisions on other cases; no condition reads them, for a duty would tell of a case restricted later
	Closing    *Closing       // the latest proposal to close, if any
	Restricted *Restriction   // who may see it, when it is walled
	Grants     []Grant        // time-limited views a guardian gave
	Sent       []Grant        // responders on duty for a live incident of it
	Cards      []Card         // what the control room is shown of a person in a restricted case
	Shared     []Share        // items shown to partners
	Conflicts  []StaffID      // staff shut out: suspects of this case
	Problems   []Problem      // what did not fit when folding
	Proposals  []*Pending     // what waits for a second person, and what became of it
}

// CaseStage is how far a case has come.
type CaseStage string

const (
	StageReport  CaseStage = "report"
	StageOpen    CaseStage = "open"
	StageClosing CaseStage = "closing" // proposed closed; still open in law and in duty
	StageClosed  CaseStage = "closed"
)

func (CaseStage) Codes() []string {
	return codesOf(StageReport, StageOpen, StageClosing, StageClosed)
}

// Act is who recorded something and when; every item of a case carries it.
type Act struct {
	ID       string            `cel:"id"` // of the event that created the item
	By       string            // staff id
	ByRole   Role              `cel:"by_role"`
	At       time.Time         `cel:"at"` // when police knew
	Occurred calendar.Interval // when it happened, zero where not asked
	Recorded time.Time
	Acted    time.Time // when it was entered, by the clock that At is told by
	Late     bool      // recorded more than a day after police knew
}

// ExternalRef is a number in another system: incident log, crime report, custody.
type ExternalRef struct {
	System Line `json:"system"`
	Number Line `json:"number"`
}

// Person is somebody in the case.
type Person struct {
	Act
	Roles        []PersonRole             `cel:"roles"`
	Name         fact.Fact[Line]          `class:"case"`
	Aliases      []Line                   `class:"case"`
	Born         fact.Fact[calendar.Date] `class:"sensitive"`
	Age          fact.Fact[int]           `cel:"age" class:"case"` // as stated, or worked out on the day of the report
	Sex          fact.Fact[Sex]           `cel:"sex" class:"case"`
	Phones       []Line                   `class:"contact"`
	Emails       []Line                   `class:"contact"`
	Handles      []Line                   `class:"contact"`
	Addresses    []Line                   `class:"contact"`
	Vehicles     []Line                   `class:"contact"`
	Occupation   fact.Fact[Line]          `class:"case"`
	PoliceWorker fact.Fact[bool]          `cel:"works_for_police" class:"case"`
	Staff        StaffID                  // when they are one of our own
	SafeContact  *SafeContact             `class:"contact"`
	HasSafe      bool                     // something is recorded of how to reach them safely
	SafeWhole    bool                     `cel:"safe_contact_recorded"`  // and nothing of it is missing
	SafeUnsaid   bool                     `cel:"safe_contact_unsaid"`    // some of it was asked, and they do not know or would rather not say
	UnsaidAt     time.Time                `cel:"safe_contact_unsaid_at"` // when police last knew that they did not say; zero for never
	Interpreter  fact.Fact[bool]          `cel:"interpreter_needed" class:"sensitive"`
	SuspectAt    time.Time                // when it was entered that they play the part of a suspect; zero for never
	Searchable   time.Time                // when police first knew anything of them that a system can be searched by; zero for never
}

// Has reports whether the person plays the part.
func (p Person) Has(r PersonRole) bool {
	for _, x := range p.Roles {
		if x == r {
			return true
		}
	}
	return false
}

// SafeContact is how to reach somebody without putting them in danger; it stands
// before any number or address on every page and paper (U17).
type SafeContact struct {
	Act
	Data SafeContactRecorded
	Kept *Act // the act before, where what this one leaves unsaid stands as that had it
}

// Immediate is one record of whether somebody was safe.
type Immediate struct {
	Act
	Person  PersonID        `cel:"person"`
	Safe    fact.Fact[bool] `cel:"safe_now"`
	Weapons fact.Fact[bool] `cel:"weapons"`
	Minors  fact.Fact[bool] `cel:"children_present"`
	Data    ImmediateSafetyRecorded
}

// Account is what somebody said, as they said it.
type Account struct {
	Act
	Person PersonID `cel:"person"`
	Data   AccountRecorded
}

// Pair is one victim and one actor. Conduct, relationship, classification, the
// FOUR answers and the clocks belong to it (practice 1.1).
type Pair struct {
	Act
	VictimID    PersonID
	ActorID     PersonID                // empty while nothing is on record of an actor unknown, and of a group
	ActorKind   ActorKind               `cel:"actor_kind"`
	Label       Line                    // "unknown person 1", "the group from the gym"
	Victim      Person                  `cel:"victim"`
	Actor       Person                  `cel:"actor"`
	Identified  bool                    `cel:"actor_identified"`
	Related     Act                     // what last told another relationship than stood, or that it had ended
	Ended       calendar.Interval       // when the relationship ended, as last told
	Feared      Act                     // when the victim last said that they feared violence, and had not said so before
	Named       Act                     // when an actor unknown until then was identified; zero where they never were unknown
	Relation    fact.Fact[Relationship] `cel:"relationship"`
	BroadKind   fact.Fact[Broad]        `cel:"broad_kind"`
	Incidents   fact.List[Incident]     `cel:"incidents"`
	LastAct     calendar.Interval       `cel:"last_act"`               // the incident whose earliest date is latest
	FirstAct    calendar.Interval       `cel:"first_act"`              // the incident whose earliest date is earliest
	Behaviours  []Behaviour             `cel:"behaviours_named"`       // of all its acts so far, each once
	Kinds       []HarassmentKind        `cel:"harassment_kinds_named"` // the same
	Channels    []Channel               `cel:"channels_named"`         // the same
	Sparse      bool                    `cel:"sparse_acts"`            // few and far apart, or on one day of the year: reading R-09
	Others      bool                    `cel:"through_others_named"`   // some act came through a person or a process
	Four        Four                    `cel:"four"`
	Impact      Impact                  `cel:"impact"`
	Advised     *ClassAdvice            // the latest advice that was shown
	Class       fact.Fact[Class]        `cel:"classification"` // in force: never a mere proposal
	ClassReason Text                    //
	ClassedAt   time.Time               `cel:"classified_at"`
	ProposedAs  fact.Fact[Class]        `cel:"proposed_classification"`
	Under16     fact.Fact[Text]         `cel:"under16_considered"`
	RegistrarAt time.Time               `cel:"registrar_asked_at"`
	Ruling      fact.Fact[Ruling]       `cel:"registrar_ruling"`
	Unanswered  bool                    // the registrar was asked and has not ruled since
	Risks       []Assessment            `cel:"risks"`
	Triggers    []Trigger               `cel:"risk_triggers"`
	Changes     []Changed               `cel:"risk_changes"`
	Dates       []DayAhead              `cel:"risk_dates"` // days set beforehand after which risk is to be judged again, oldest first
	Grade       fact.Fact[Grade]        `cel:"grade"`      // in force: the higher of tool and judgement until explained or confirmed
	History     []Classified            // every decision on classification, oldest first
	Offences    []CrimeRecord           `cel:"offences"`
	Hostility   Hostility               `cel:"hostility"`
	Coercion    fact.Fact[Decision]     `cel:"coercive_control_overlap"`
	Connected   bool                    `cel:"connection_explained"`
	Connection  Text                    // what ties the acts together
	ConnectedBy string                  // event that said so
	Typologies  []TypologyView          `cel:"typologies"`
	Told        []Telling               `cel:"told_to_stop"`
	Proxies     []ProxyUse              `cel:"proxies"`
	ViewAt      time.Time               `cel:"victim_view_at"`
	View        VictimViewRecorded      // the latest
	Life        []ThreatToLife          `cel:"threats_to_life"`
	Weapons     []string                `cel:"weapon_signs"`     // ids of what tells of a weapon within reach and bears on its victim
	ThingsLeft  bool                    `cel:"things_unchecked"` // something that is recorded of an actor nobody has named has no finished check
	ThingDone   bool                    `cel:"thing_checked"`    // a number, account, address or vehicle that may be theirs has one
	Evidence    []string                `cel:"evidence"`         // ids of the materials that bear on it
	Enquiries   []string                `cel:"enquiries"`        // ids of the lines of enquiry that do
}

// Incident is one act or spell of acts.
type Incident struct {
	Act
	Pair         PairID
	When         fact.Fact[calendar.Interval] `cel:"occurred"`
	Behaviours   []Behaviour                  `cel:"behaviours"`
	Channel      fact.Fact[Channel]           `cel:"channel"`
	Target       fact.Fact[Target]            `cel:"target"`
	Unwanted     fact.Fact[bool]              `cel:"unwanted"`
	Attribution  fact.Fact[Strength]          `cel:"attribution"`
	ByProxy      fact.Fact[bool]              `cel:"through_others"`
	FearViolence fact.Fact[bool]              `cel:"feared_violence"`
	Breach       fact.Fact[bool]              `cel:"breaches_order_or_bail"`
	Repeats      fact.Fact[int]               `cel:"repeats_least"`   // of a spell: at least so many acts; not asked for a single act
	SeveralDays  fact.Fact[bool]              `cel:"on_several_days"` // of a spell: its acts lie on more than one civil day; unknown within one
	WorseAt      time.Time                    `cel:"worse_at"`        // when a correction was entered that says something graver than the words before it; zero for none
	Kinds        []HarassmentKind             `cel:"harassment_kinds"`
	InPublic     fact.Fact[bool]              `cel:"in_public"`
	BecauseOfSex fact.Fact[bool]              `cel:"because_of_sex"`
	Data         IncidentRecorded
	MovedBy      string // id of the attribution that moved it to this pair
}

// Four holds the answers to FOUR and to the contrast table of APP 2, as asked.
// The last question of the table has reversed polarity; the edition holds the
// polarity as data, not this struct.
type Four struct {
	Fixated    fact.Fact[bool] `cel:"fixated"`
	Obsessive  fact.Fact[bool] `cel:"obsessive"`
	Unwanted   fact.Fact[bool] `cel:"unwanted"`
	Repeated   fact.Fact[bool] `cel:"repeated"`
	Focus      fact.Fact[bool] `cel:"focus_on_person"`
	Consuming  fact.Fact[bool] `cel:"consumes_daily_life"`
	Routine    fact.Fact[bool] `cel:"routine_changed"`
	WouldStop  fact.Fact[bool] `cel:"would_stop_if_resolved"`
	Reasons    Text
	Effort     Text      // what it costs the actor in effort, money and time
	EffortSaid bool      `cel:"effort_recorded"`
	AssessedAt time.Time `cel:"assessed_at"`
	By         string
}

// Impact is what the conduct has done to the victim.
type Impact struct {
	FearViolenceTwice fact.Fact[bool]   `cel:"feared_violence_twice"`
	SeriousAlarm      fact.Fact[bool]   `cel:"serious_alarm_or_distress"`
	Substantial       fact.Fact[bool]   `cel:"substantial_adverse_effect"`
	Changes           fact.List[Change] `cel:"changes"`
	Notes             []Text            `class:"sensitive"`
	RecordedAt        time.Time         `cel:"recorded_at"`
}

// ClassAdvice is advice on classification that somebody was shown.
type ClassAdvice struct {
	Act
	Data ClassificationAdvised
}

// Classified is one decision on classification and what became of it.
type Classified struct {
	Act
	As       Class
	Reason   Text
	Proposed bool
	InForce  bool
	Since    bool // decided after the registrar last ruled: they have not weighed it
}

// Assessment is one assessment of risk; the tool's grade and the officer's
// judgement stay apart (APP 4.2).
type Assessment struct {
	Act
	Tool       fact.Fact[Tool]  `cel:"tool"`
	ToolGrade  fact.Fact[Grade] `cel:"tool_grade"`
	Judgement  fact.Fact[Grade] `cel:"judgement"`
	VictimView fact.Fact[bool]  `cel:"victim_view_asked"`
	Reasoned   bool             `cel:"reasoned"` // what it is based on is said
	Explained  bool             `cel:"difference_explained"`
	Lowered    bool             `cel:"lowered"`            // judged under the tool's grade or the grade in force
	Confirmed  bool             `cel:"lowering_confirmed"` // by a supervisor
	From       Grade            // the grade it was judged below; empty where it lowers nothing
	Then       Grade            // in force from this assessment on; empty where none was
	Corrected  Grade            // the highest grade this entry gave before it was corrected
	TriggerID  string           `cel:"trigger"`
	Data       RiskAssessed
	Why        Text // explanation of the difference
}

// Trigger is something after which risk is to be judged again (APP 4.2).
type Trigger struct {
	ID       string            `cel:"id"`
	Kind     TriggerKind       `cel:"kind"`
	At       time.Time         `cel:"at"` // when police knew
	Occurred calendar.Interval // when it happened, zero where nobody said
}

// TriggerKind is what happened.
type TriggerKind string

func (TriggerKind) Codes() []string {
	return []string{"new_incident", "breach", "suspect_identified", "arrest", "release", "bail_set", "bail_ended", "charge", "order_served",
		"relationship_changed", "order_ended", "fear_said", "order_expires", "bail_expires", "hearing", "threat_to_life", "check_found", "marker", "order_noted", "not_safe", "counter_weighed", CasesJoined}
}

// CasesJoined is that another case was found to belong with this one. It is none of
// Triggers, and no duty rests on it: it is shown to those who may see both cases
// (decision 0012).
const CasesJoined = "cases_joined"

// Changed is all that happened between two judgements of risk, or since the newest: one
// question to whoever judges again.
type Changed struct {
	ID     string      `cel:"id"`       // of the first of them
	Kind   TriggerKind `cel:"kind"`     // of the gravest of them; of several alike the newest
	KindAt time.Time   `cel:"known_at"` // when police knew of that one
	At     time.Time   `cel:"at"`       // when police knew of the first
	Count  int         `cel:"count"`
}

// Check is one background check and its state.
type Check struct {
	Act
	System    System        `cel:"system"`
	Subject   SubjectKind   `cel:"subject"`
	OfID      PersonID      `cel:"person"`
	Whom      PersonID      `cel:"whom"`       // whom it was made of, named or the only one there was; empty for nobody in particular
	OfSuspect bool          `cel:"of_suspect"` // it was made of them as the suspect; false where they may be either
	Alike     string        `cel:"alike"`      // the first check made of the same person or thing, this one where there is none before
	State     CheckState    `cel:"state"`
	Due       calendar.Date `cel:"answer_due"` // of the bureau it was asked of
	DoneAt    time.Time     `cel:"done_at"`
	Done      bool          `cel:"done"` // finished, with or without a trace; neither a failure nor "no trace" of nobody is done
	Nothing   bool          // answered "no trace", and nobody and nothing was named to be searched for
	Summary   Text          `class:"intel"`
	Failure   Text
	Answer    Act // that brought the answer; zero while there is none
	Data      CheckRequested
}

// Advice is advice given to somebody.
type Advice struct {
	Act
	Codes    []AdviceCode    `cel:"codes"`
	ByPolice fact.Fact[bool] `cel:"by_police"`
	PutRight fact.Fact[bool] `cel:"put_right"`
	Stands   []AdviceCode    `cel:"not_put_right"` // of what the guidance warns against
	Data     AdviceGiven
}

// Contact is contact with a victim, or an attempt.
type Contact struct {
	Act
	MadeAt  time.Time          `cel:"made_at"` // at its earliest; when police knew, where nobody said
	Person  PersonID           `cel:"person"`
	Purpose fact.Fact[Purpose] `cel:"purpose"`
	Outcome fact.Fact[Outcome] `cel:"outcome"`
	Topics  []Topic            `cel:"topics"`
	Data    VictimContacted
}

// ReferralConsent is a victim's choice about one service.
type ReferralConsent struct {
	Act
	Person  PersonID           `cel:"person"`
	Service fact.Fact[Service] `cel:"service"`
	Choice  fact.Fact[Consent] `cel:"choice"`
	Data    ReferralConsentRecorded
}

// Referral is a referral that was made.
type Referral struct {
	Act
	Person  PersonID           `cel:"person"`
	Service fact.Fact[Service] `cel:"service"`
	Data    ReferralMade
}

// Material is imported material or a piece of evidence.
type Material struct {
	Act
	Kind     fact.Fact[EvidenceKind] `cel:"kind"`
	Supports []Supports              `cel:"supports"`
	Marked   fact.Fact[bool]         `cel:"marked_for_retention"`
	Imported *MaterialImported
	Evidence *EvidenceAdded
}

// Handover is the passing of responsibility, and whether it was accepted.
type Handover struct {
	Act
	Accepted   bool      `cel:"accepted"`
	AcceptedAt time.Time `cel:"accepted_at"`
	Replaced   bool      `cel:"replaced"`    // never accepted, and another offer or an acceptance came after it
	FromPublic bool      `cel:"from_public"` // it came with a report by the public: nobody in the police offered it
	AcceptedBy string
	Data       CaseHandedOver
}

// Taking is one person becoming the holder of a case: by accepting it or by being given it.
type Taking struct {
	At   time.Time
	From StaffID // who offered it, or held it where a supervisor gave it; empty for nobody
	To   StaffID
}

// OrderConsidering is a recorded consideration of an order.
type OrderConsidering struct {
	Act
	PairID   PairID               `cel:"pair"`
	Kind     fact.Fact[OrderKind] `cel:"kind"`
	Decision fact.Fact[Decision]  `cel:"decision"`
	Reasoned bool                 `cel:"reasoned"`
	Data     OrderConsidered
}

// DutyDecision is what somebody said of a duty other than by meeting it.
type DutyDecision struct {
	Act
	Data DutyMarked
}

// Closing is a proposal to close and its fate.
type Closing struct {
	Act
	Confirmed bool
	Refused   bool
	Data      CaseClosed
}

// Restriction is the wall around a case.
type Restriction struct {
	Act
	Guardian StaffID
	Members  []StaffID
	Reason   Text
}

// Grant is a time-limited view a guardian gave to an incident's responders.
type Grant struct {
	Act
	Staff []StaffID
	Until time.Time
}

// Card is a safety card as its guardian last set it.
type Card struct {
	Act
	Person PersonID
	Lines  []Line
	Off    bool
}

// Share is one item a partner may see.
type Share struct {
	Act
	Data ItemShared
}

// Pending is something saved as proposed, and what became of it. By is whoever
// last said it, so that nobody decides on their own correction.
type Pending struct {
	Act
	Kind     string // event kind
	Subject  string // pair or assessment it is about
	Waits    string // who decides: "supervisor" or "registrar"
	Decided  bool
	Accepted bool
	Decider  string
	Reason   Text
	said     Event // the newest word on it: a decision on an earlier one does not count
}
