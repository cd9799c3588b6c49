package casefile

// Code lists. Each is a Go string type whose Codes method names its members, so
// that forms, the API, conditions and wording are made from one place. Wording
// lives with the words package; order here is the order of choices on a form.

func codesOf[T ~string](members ...T) []string {
	out := make([]string, len(members))
	for i, m := range members {
		out[i] = string(m)
	}
	return out
}

// Intake is how a report reached the police (APP 4, 4.1, 7).
type Intake string

const (
	Call999   Intake = "call_999"
	Call101   Intake = "call_101"
	Desk      Intake = "front_desk"
	Online    Intake = "online"
	InPerson  Intake = "in_person"
	ThirdPty  Intake = "third_party"
	PartnerIn Intake = "partner"
	Screening Intake = "screening"
)

func (Intake) Codes() []string {
	return codesOf(Call999, Call101, Desk, Online, InPerson, ThirdPty, PartnerIn, Screening)
}

// PersonRole is a part somebody plays in a case; one person may play several.
type PersonRole string

const (
	Victim          PersonRole = "victim"
	SecondaryVictim PersonRole = "secondary_victim"
	Suspect         PersonRole = "suspect"
	Proxy           PersonRole = "proxy"
	Witness         PersonRole = "witness"
	Reporter        PersonRole = "reporter"
	Child           PersonRole = "child_in_household"
	AdvocateOf      PersonRole = "advocate"
)

func (PersonRole) Codes() []string {
	return codesOf(Victim, SecondaryVictim, Suspect, Proxy, Witness, Reporter, Child, AdvocateOf)
}

// Sex as recorded by police.
type Sex string

func (Sex) Codes() []string { return []string{"female", "male", "another"} }

// ActorKind says what is known of who did it (practice 1.1).
type ActorKind string

const (
	ActorPerson  ActorKind = "person"
	ActorUnknown ActorKind = "unknown"
	ActorGroup   ActorKind = "group"
)

func (ActorKind) Codes() []string { return codesOf(ActorPerson, ActorUnknown, ActorGroup) }

// Relationship between a victim and an actor. APP 2.2 has four broad kinds; see
// Broad.
type Relationship string

const (
	CurrentPartner Relationship = "current_partner"
	FormerPartner  Relationship = "former_partner"
	Dated          Relationship = "dated"
	FamilyMember   Relationship = "family"
	Friend         Relationship = "friend"
	Neighbour      Relationship = "neighbour"
	Colleague      Relationship = "colleague"
	Professional   Relationship = "professional"
	FellowStudent  Relationship = "fellow_student"
	Acquaintance   Relationship = "acquaintance"
	Stranger       Relationship = "stranger"
	NotKnown       Relationship = "unknown_person"
)

func (Relationship) Codes() []string {
	return codesOf(FormerPartner, CurrentPartner, Dated, FamilyMember, Friend, Neighbour, Colleague,
		Professional, FellowStudent, Acquaintance, Stranger, NotKnown)
}

// Broad is the kind of relationship as APP 2.2 groups them.
type Broad string

const (
	BroadPartner      Broad = "partner_or_former"
	BroadAcquaintance Broad = "acquaintance"
	BroadStranger     Broad = "stranger"
	BroadUnknown      Broad = "unknown"
)

func (Broad) Codes() []string {
	return codesOf(BroadPartner, BroadAcquaintance, BroadStranger, BroadUnknown)
}

// Broad groups a relationship as APP 2.2 does. Family falls under acquaintance
// there, although domestic abuse law counts it otherwise (obligations-summary 7.26).
func (r Relationship) Broad() Broad {
	switch r {
	case CurrentPartner, FormerPartner, Dated:
		return BroadPartner
	case Stranger:
		return BroadStranger
	case NotKnown, "":
		return BroadUnknown
	}
	return BroadAcquaintance
}

// Channel is the way an act reached the victim.
type Channel string

const (
	ChanInPerson Channel = "in_person"
	ChanPhone    Channel = "phone"
	ChanText     Channel = "text"
	ChanApp      Channel = "messaging_app"
	ChanSocial   Channel = "social_media"
	ChanEmail    Channel = "email"
	ChanPost     Channel = "post"
	ChanGift     Channel = "gift"
	ChanThird    Channel = "third_party"
	ChanTracker  Channel = "tracker"
	ChanDevice   Channel = "device_or_account"
	ChanProperty Channel = "property"
	ChanCourt    Channel = "court_process"
)

func (Channel) Codes() []string {
	return codesOf(ChanInPerson, ChanPhone, ChanText, ChanApp, ChanSocial, ChanEmail, ChanPost, ChanGift,
		ChanThird, ChanTracker, ChanDevice, ChanProperty, ChanCourt)
}

// Behaviour is what was done. The list draws on APP 1.1.2, 2.3, 3.2.2, 5.7 and
// PHA s2A(3) (LAW-07); it is illustrative there and open to addition here.
type Behaviour string

// UsingOthers is an act done through somebody else (APP 2.2.1).
const UsingOthers Behaviour = "using_others"

func (Behaviour) Codes() []string {
	return []string{
		"contact", "repeated_calls", "silent_calls", "messages", "gifts", "following", "watching", "loitering",
		"driving_past", "turning_up", "approaching", "invading_space", "preventing_leaving", "throwing_things", "entry_to_home",
		"property_interference", "damage", "theft", "threat_violence", "threat_kill", "threat_sexual", "threat_self_harm",
		"assault", "weapon", "strangulation", "sexual_comments", "tracking", "spyware", "account_access", "monitoring",
		"impersonation", "false_profile", "posting", "threatening_to_post", "intimate_images", "doxing", "humiliating",
		"hate_language", "false_reports", "signing_up", "using_others", "contacting_family", "contacting_work",
		"claims_knowledge_of_movements", "claims_knowledge_of_family", "group_pile_on", "bullying", "antisocial_behaviour", "financial_control",
		"isolation", "animal_harm", "anniversary_act", "other",
	}
}

// Target is at whom or what an act was aimed.
type Target string

func (Target) Codes() []string {
	return []string{"victim", "secondary_victim", "child", "property", "employer", "animal"}
}

// Strength is how well an act is tied to the actor.
type Strength string

func (Strength) Codes() []string {
	return []string{"admitted", "evidenced", "asserted", "suspected"}
}

// Class is how a course of conduct is classified (APP 1, 1.3; LAW-01 to LAW-12).
type Class string

const (
	Stalking2A    Class = "stalking_2a"
	Stalking4A    Class = "stalking_4a"
	Harassment2   Class = "harassment_2"
	Harassment4   Class = "harassment_4"
	OtherOffence  Class = "other"
	Undetermined  Class = "undetermined"
	NoCourseFound Class = "no_course_of_conduct"
)

func (Class) Codes() []string {
	return codesOf(Stalking2A, Stalking4A, Harassment2, Harassment4, OtherOffence, NoCourseFound, Undetermined)
}

// Stalking reports whether the class is one of the two stalking offences.
func (c Class) Stalking() bool { return c == Stalking2A || c == Stalking4A }

// Ruling is the force crime registrar's decision on a former partner case (APP 1.3).
type Ruling string

const (
	RuledStalking       Ruling = "stalking"
	RuledHarassmentOnly Ruling = "harassment_only"
)

func (Ruling) Codes() []string { return codesOf(RuledStalking, RuledHarassmentOnly) }

// Grade is a level of risk, in words; the order is Standard < Medium < High.
type Grade string

const (
	Standard Grade = "standard"
	Medium   Grade = "medium"
	High     Grade = "high"
)

func (Grade) Codes() []string { return codesOf(Standard, Medium, High) }

// Level orders grades: 1 to 3, and 0 for none.
func (g Grade) Level() int {
	switch g {
	case Standard:
		return 1
	case Medium:
		return 2
	case High:
		return 3
	}
	return 0
}

// Tool is the risk tool used. Third-party tools are recorded by outcome and
// reference only; their questions are not in this product (RSK-02, RSK-08).
type Tool string

func (Tool) Codes() []string {
	return []string{"force_screening_tool", "dash", "dara", "s_dash", "house_checklist", "specialist_tool", "none"}
}

// System is where a background check is made (APP 4.3.1). LEDS and PNC share a
// slot because the guidance names either.
type System string

func (System) Codes() []string {
	return []string{"force_records", "leds_pnc", "pnd", "visor", "markers_marac", "previous_reports", "bail",
		"orders", "child_protection"}
}

// SubjectKind is what a check was run on; checks do not wait for a name
// (practice 1.10).
type SubjectKind string

func (SubjectKind) Codes() []string {
	return []string{"victim", "actor", "address", "number", "handle", "vehicle"}
}

// CheckState is one of five honest states of a check (practice 1.10).
type CheckState string

const (
	StateAsked   CheckState = "asked"   // asked of the bureau, answer due
	StateNothing CheckState = "nothing" // done, no trace
	StateHit     CheckState = "hit"     // done, something found
	StateFailed  CheckState = "failed"  // could not be done
)

func (CheckState) Codes() []string {
	return codesOf(StateAsked, StateNothing, StateHit, StateFailed)
}

// CheckResult is what a completed check found.
type CheckResult string

const (
	NoTrace CheckResult = "no_trace"
	Trace   CheckResult = "trace"
)

func (CheckResult) Codes() []string { return codesOf(NoTrace, Trace) }

// AdviceCode is advice that was given to a victim, by anyone. The last group is
// what APP 4.1 cautions against: never offered, recordable as already given.
type AdviceCode string

const (
	AdvTellToStop   AdviceCode = "told_to_confront"
	AdvBlock        AdviceCode = "told_to_block"
	AdvLeaveSocial  AdviceCode = "told_to_leave_social_media"
	AdvChangeNumber AdviceCode = "told_to_change_number"
)

func (AdviceCode) Codes() []string {
	return append([]string{"keep_log", "keep_evidence", "limit_location", "change_passwords", "two_step_sign_in",
		"limit_public_details", "destroy_documents", "warn_providers", "call_999_if_afraid", "how_to_report_more",
		"tell_trusted_people", "safe_routes", "review_shared_accounts", "check_for_trackers", "check_device_safely",
		"privacy_settings", "preserve_before_removing", "childrens_devices", "report_to_platform"}, CautionedAdvice()...)
}

// CautionedAdvice lists the advice APP 4.1 says not to give.
func CautionedAdvice() []string {
	return codesOf(AdvTellToStop, AdvBlock, AdvLeaveSocial, AdvChangeNumber)
}

// Purpose is why a victim was contacted.
type Purpose string

func (Purpose) Codes() []string {
	return []string{"first_direct", "update", "safety", "account", "answer_to_victim", "explain_process", "closing"}
}

// Outcome is how an attempt at contact ended.
type Outcome string

func (Outcome) Codes() []string {
	return []string{"spoke", "message_replied", "no_answer", "not_safe_to_speak", "declined", "not_them"}
}

// NotReached reports whether contact came to nobody: who declines to speak was reached.
func (o Outcome) NotReached() bool {
	return o == "no_answer" || o == "not_safe_to_speak" || o == "not_them"
}

// Topic is something a victim was told or asked.
type Topic string

func (Topic) Codes() []string {
	return []string{"how_to_reach_officer", "named_officer", "how_case_progresses", "victims_code", "support_services",
		"safety_plan", "order_terms", "no_change_to_report", "reassured_taken_seriously", "right_to_review", "enhanced_rights", "arrest", "release",
		"bail_conditions", "charge", "how_to_report_breach", "next_contact_date"}
}

// ContactChannel is a way of reaching somebody.
type ContactChannel string

func (ContactChannel) Codes() []string {
	return []string{"phone", "text", "email", "in_person", "through_advocate", "through_trusted_person", "post"}
}

// Service is a kind of support service (APP 3.3, 3.4.1).
type Service string

func (Service) Codes() []string {
	return []string{"stalking_advocate", "domestic_abuse_service", "marac", "masip", "children_social_care",
		"adult_social_care", "health", "mental_health", "housing", "young_people", "online_harm", "victim_support"}
}

// Consent is a victim's choice about a referral.
type Consent string

func (Consent) Codes() []string {
	return []string{"agreed", "declined", "vital_interest", "not_needed"}
}

// Mode is how an account was taken.
type Mode string

func (Mode) Codes() []string {
	return []string{"in_person", "body_worn_video", "phone", "video_call", "written", "online_form"}
}

// Change is a way somebody's daily life altered because of the conduct (LAW-12).
type Change string

func (Change) Codes() []string {
	return []string{"moved_home", "work_or_study", "route_or_routine", "phone_or_accounts", "security_at_home",
		"stopped_going_out", "childrens_routine", "health_or_sleep", "money", "police_safety_measures"}
}

// OrderKind is a protective order (domain-facts 2.4).
type OrderKind string

const (
	SPO        OrderKind = "spo"
	InterimSPO OrderKind = "interim_spo"
)

func (OrderKind) Codes() []string {
	return append(codesOf(SPO, InterimSPO), "restraining_order", "non_molestation", "dvpo", "dapo", "bail_conditions", "other")
}

// Decision is a decision either way, or not yet.
type Decision string

const (
	DecideYes Decision = "yes"
	DecideNo  Decision = "no"
	NotYet    Decision = "not_yet"
)

func (Decision) Codes() []string { return codesOf(DecideYes, DecideNo, NotYet) }

// MaterialOrigin is how imported material came to police (practice 1.17).
type MaterialOrigin string

func (MaterialOrigin) Codes() []string {
	return []string{"victim_export", "officer_from_handset", "digital_unit", "suspect_device", "third_party", "police_photograph"}
}

// EvidenceKind is what a piece of evidence is.
type EvidenceKind string

func (EvidenceKind) Codes() []string {
	return []string{"body_worn_video", "screenshot", "photograph", "chat_export", "call_log", "document", "recording",
		"cctv", "diary", "letter", "gift", "device", "platform_data", "statement", "other"}
}

// CloseOutcome is how a case is proposed to end.
type CloseOutcome string

func (CloseOutcome) Codes() []string {
	return []string{"charged", "evidential_difficulties", "victim_does_not_support", "no_suspect_identified",
		"not_a_crime", "transferred", "duplicate", "other"}
}

// DutyMark is what somebody said of a duty other than by meeting it.
type DutyMark string

func (DutyMark) Codes() []string { return []string{"waived", "cannot_comply", "disputed"} }
