package casefile

import (
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// What a case holds of the first hour: how urgent, how it was heard, who was asked.

// Grading is a decision how soon police act.
type Grading struct {
	Act
	Grade fact.Fact[Urgency] `cel:"grade"`
	Data  ResponseGraded
}

// Delay is why somebody did not report earlier, and what they were told.
type Delay struct {
	Act
	Person     PersonID        `cel:"person"`
	Delayed    fact.Fact[bool] `cel:"reported_late"`
	Reasoned   bool            `cel:"reasons_recorded"`
	Serious    fact.Fact[bool] `cel:"told_taken_seriously"`
	Understood fact.Fact[bool] `cel:"told_reasons_understood"`
	Data       DelayReasonsRecorded
}

// Indicators is one look for signs that a victim bears more than they say.
type Indicators struct {
	Act
	Person    PersonID        `cel:"person"`
	Seen      []Indicator     `cel:"seen"`
	Looked    bool            `cel:"looked"` // some seen, or none
	PlaysDown fact.Fact[bool] `cel:"may_be_playing_down"`
	Data      IndicatorsObserved
}

// EnhancedRights is a decision on a victim's rights under the Victims' Code.
type EnhancedRights struct {
	Act
	Person   PersonID         `cel:"person"`
	Entitled fact.Fact[bool]  `cel:"entitled"`
	Grounds  []EnhancedGround `cel:"grounds"`
	Told     fact.Fact[bool]  `cel:"told"`
	Data     EnhancedRightsAssessed
}

// Vulnerabilities is one look at what makes harm likelier or help harder.
type Vulnerabilities struct {
	Act
	Person  PersonID        `cel:"person"`
	Factors []Vulnerability `cel:"factors"`
	Looked  bool            `cel:"looked"`
	Data    VulnerabilityAssessed
}

// Approach is how somebody wishes to be spoken with.
type Approach struct {
	Act
	Person   PersonID          `cel:"person"`
	Measures []ApproachMeasure `cel:"measures"`
	Data     ApproachAgreed
}

// SpecialistAdvice is advice asked for, and whether it came.
type SpecialistAdvice struct {
	Act
	Of         fact.Fact[Specialist] `cel:"of"`
	PairID     PairID                `cel:"pair"`
	ArrestID   ArrestID              `cel:"arrest"`
	Answered   bool                  `cel:"answered"`
	AnsweredAt time.Time             `cel:"answered_at"`
	Answer     Text                  `class:"legal"`
	Word       string                // staff id of who gave the question its newest word
	Noted      *Noting               // the answer was noted by another than who was asked; nil where they gave it themselves, or nobody here is asked
	Back       []string              // staff ids of who took an answer back, or moved it to another question
	BackAt     time.Time             // when that was last done
	Data       SpecialistAsked
}

// Noting is an answer of somebody here, as another wrote it down.
type Noting struct {
	ID    string    // of the entry
	By    string    // staff id of who gave it its newest word
	At    time.Time // when they did
	First time.Time // when it was first written down
	Staff StaffID   // who is said to have given it, or
	Whom  Line      // in words
}

// Message is word from a victim, and whether it was answered.
type Message struct {
	Act
	Person     PersonID  `cel:"person"`
	Answered   bool      `cel:"answered"`
	AnsweredAt time.Time `cel:"answered_at"`
	Reply      MessageAnswered
	Data       VictimMessageReceived
}

// Enquiry is a line of enquiry.
type Enquiry struct {
	Act
	Owner   StaffID
	About   fact.Fact[EnquiryAbout] `cel:"about"`
	Due     calendar.Date           `cel:"due"`
	Settled bool                    `cel:"settled"`
	Result  Text
	Data    EnquirySet
}

// PriorityDecision is what came first where safety and the case pulled apart.
type PriorityDecision struct {
	Act
	PairID PairID
	First  fact.Fact[Priority] `cel:"first"`
	Data   PriorityDecided
}

// StepDecision is what a report goes on to.
type StepDecision struct {
	Act
	Step fact.Fact[NextStep] `cel:"step"`
	Data NextStepDecided
}

// Link is a decision that another case and this one belong together, or do not; or,
// where neither was said, that this one was begun from what the other says.
type Link struct {
	Act
	Other  string // id of the other case
	Same   fact.Fact[bool]
	How    fact.Fact[LinkKind]
	Undone bool
	Why    Text // it was undone
	Data   MatchDecided
}

// Decided reports whether somebody said whether the two belong together.
func (l Link) Decided() bool { return l.Same.Status != fact.NotAsked }

// CounterAllegation is an allegation against the victim.
type CounterAllegation struct {
	Act
	PairID   PairID `cel:"pair"`
	Weighed  bool   `cel:"weighed"`
	Weighing Act    // zero while nobody has
	View     Text
	Data     CounterAllegationMade
}

// SafetyPlan is a plan made with somebody; its steps are measures.
type SafetyPlan struct {
	Act
	Person   PersonID        `cel:"person"`
	Agreed   fact.Fact[bool] `cel:"agreed_with_them"`
	Review   calendar.Date   `cel:"review_on"` // set when made, or by the latest review
	Reviewed time.Time       `cel:"reviewed_at"`
	Replaced bool            `cel:"replaced"` // by a later plan of the same person
	Filled   bool            `cel:"filled"`   // it says something, or has a step
	Reviews  []PlanReview
	Data     SafetyPlanMade
}

// PlanReview is one going-through of a plan.
type PlanReview struct {
	Act
	Data SafetyPlanReviewed
}

// Measure is one step of somebody's safety plan.
type Measure struct {
	Act
	Person  PersonID                  `cel:"person"`
	Measure fact.Fact[SafetyMeasure]  `cel:"measure"`
	Owned   bool                      `cel:"has_owner"`
	Due     calendar.Date             `cel:"due"`
	Settled bool                      `cel:"settled"`
	Outcome fact.Fact[MeasureOutcome] `cel:"outcome"`
	Words   Text                      `class:"safety"`
	Data    SafetyMeasureSet
}

// ThreatToLife is a decision whether somebody's life is threatened.
type ThreatToLife struct {
	Act
	Present       fact.Fact[bool] `cel:"threat_present"`
	InspectorTold bool            `cel:"inspector_told"`
	Decided       bool            `cel:"decided"`
	Firearms      fact.Fact[bool] `cel:"firearms_licence_checked"`
	Licence       fact.Fact[bool] `cel:"licence_held"`
	Licensing     fact.Fact[bool] `cel:"licensing_told"`
	Told          fact.Fact[bool] `cel:"victim_told"`
	WhyUntold     bool            `cel:"why_untold"` // it was decided not to tell them, and why is recorded
	ReviewOn      calendar.Date   `cel:"review_on"`
	Word          string          // staff id of who gave it its newest word
	Data          ThreatToLifeConsidered
}

// LifeThreatened is the newest answer to whether a life is threatened, where it is
// that one is, contested or not; nil otherwise. A later entry that does not answer
// takes no danger away, nor does a bare no.
func (p *Pair) LifeThreatened() *ThreatToLife {
	for i := range slices.Backward(p.Life) {
		switch x := &p.Life[i]; {
		case x.Present.Given() && x.Present.Value:
			return x
		case x.Present.Given() && x.Data.reasoned():
			return nil
		}
	}
	return nil
}

// ToldOfDanger reports whether somebody was told by somebody else that a life is
// threatened, while it is: the newest word of others says whom. What they wrote or
// corrected themselves tells them nothing, and takes nothing from them.
func (p *Pair) ToldOfDanger(who StaffID) bool {
	if p.LifeThreatened() == nil {
		return false
	}
	for i := range slices.Backward(p.Life) {
		switch x := &p.Life[i]; {
		case !x.Present.Given():
		case !x.Present.Value && x.Data.reasoned():
			return false // an earlier danger, which was over
		case x.Present.Value && x.By != string(who) && x.Word != string(who):
			return x.Data.Inspector == who
		}
	}
	return false
}

// reasoned reports whether it is said what a decision about a life rests on.
func (d ThreatToLifeConsidered) reasoned() bool { return d.Basis != "" || d.Decision != "" }

// CrimeRecord is an offence recorded for a pair.
type CrimeRecord struct {
	Act
	Offence    fact.Fact[Offence] `cel:"offence"`
	Referenced bool               `cel:"crime_reference_given"`
	Alongside  fact.Fact[bool]    `cel:"alongside_the_course"`
	Data       OffenceRecorded
}

// Hostility is what has been found of hostility about a characteristic.
type Hostility struct {
	ID         string            // of the newest consideration
	Strands    fact.List[Strand] `cel:"strands"`
	Considered time.Time         `cel:"considered_at"`
	Basis      Text
}

// TypologyView is a typology somebody offered.
type TypologyView struct {
	Act
	Type   fact.Fact[Typology] `cel:"type"`
	Signed bool                `cel:"author_named"`
	Limits fact.Fact[bool]     `cel:"limits_borne_in_mind"`
	Data   TypologySuggested
}

// Telling is one time the suspect was told that contact is unwanted.
type Telling struct {
	Act
	By   fact.Fact[Teller] `cel:"by"`
	Data ToldToStop
}

// ProxyUse is somebody or something the suspect acts through.
type ProxyUse struct {
	Act
	Person  PersonID             `cel:"person"`
	Through fact.Fact[ProxyKind] `cel:"through"`
	Knowing fact.Fact[bool]      `cel:"knowing"`
	Data    ProxyRecorded
}
