package casefile

import "foursight/internal/fact"

// Code lists of the first hour: how urgent, how somebody bears it, what the law
// calls it, who may help.

// Urgency is how soon police act on a report (APP 4).
type Urgency string

func (Urgency) Codes() []string {
	return []string{"immediate", "priority", "scheduled", "no_attendance"}
}

// Indicator is a sign in behaviour that somebody bears more than they say (APP
// 4.1). Its seven members follow the list there.
type Indicator string

func (Indicator) Codes() []string {
	return []string{"avoidance", "changed_routine", "absence", "withdrawal", "social_change", "anxiety_or_isolation", "new_numbers_or_blocking"}
}

// DelayReason is why a report was not made earlier, as the person tells it.
type DelayReason string

func (DelayReason) Codes() []string {
	return []string{"feared_not_believed", "feared_consequences", "ashamed", "did_not_know_it_was_a_crime", "hoped_it_would_stop",
		"protecting_others", "earlier_response", "advised_not_to", "other"}
}

// EnhancedGround is a ground for enhanced rights under the Victims' Code (APP 3;
// the first comes from the Code itself).
type EnhancedGround string

func (EnhancedGround) Codes() []string {
	return []string{"most_serious_crime", "vulnerable", "intimidated", "persistently_targeted"}
}

// Vulnerability is something that makes harm likelier or help harder (APP 4.2).
type Vulnerability string

func (Vulnerability) Codes() []string {
	return []string{"isolated", "disability_or_mobility", "medication", "memory_or_understanding", "mental_health", "pregnancy",
		"depends_on_carer", "low_digital_skill", "insecure_immigration", "no_settled_home", "money_tied_to_suspect", "children_with_suspect"}
}

// Specialist is somebody whose advice can be asked (APP 1.3, 4.2, 5.6).
type Specialist string

func (Specialist) Codes() []string {
	return []string{"spoc", "public_protection", "supervisor", "registrar", "cps", "digital", "safeguarding_lead", "duty_inspector", "other"}
}

// Teller is who made plain to the suspect that contact is unwanted (APP 9.7).
type Teller string

func (Teller) Codes() []string {
	return []string{"victim", "police", "family_or_friend", "court", "employer_or_school", "solicitor", "other"}
}

// ProxyKind is how somebody else was used to reach a victim (APP 2.2.1).
type ProxyKind string

func (ProxyKind) Codes() []string {
	return []string{"friend_or_family", "new_partner", "child", "professional", "recruited", "online_group", "court_or_legal", "agency_or_employer"}
}

// Offence is an offence that may be recorded or charged (domain-facts 1.2). A
// code names the provision; elements, mode and limits are dated data elsewhere.
type Offence string

func (Offence) Codes() []string {
	return []string{"pha_s2", "pha_s2_two", "pha_s2a", "pha_s4", "pha_s4a_fear", "pha_s4a_distress", "cda_s32_basic", "cda_s32_fear", "poa_s4b",
		"mca_s1", "ca_s127", "osa_s179", "osa_s181", "osa_s183", "soa_s66a", "soa_s66b", "sca_s76", "spa_s8", "spa_s11",
		"sa_s363", "pha_s5", "pha_s3", "order_breach", "cjpa_s42a", "criminal_damage", "burglary", "assault", "other"}
}

// Strand is a characteristic that hostility may be about.
type Strand string

func (Strand) Codes() []string {
	return []string{"race", "religion", "disability", "sexual_orientation", "transgender", "sex"}
}

// HarassmentKind is one of the nine kinds of harassment of APP 2.3.
type HarassmentKind string

func (HarassmentKind) Codes() []string {
	return []string{"verbal", "physical", "discriminatory", "third_party", "property", "psychological", "sexual", "fixated", "online"}
}

// Typology is a way of describing why somebody stalks (APP 2.1), one hypothesis
// among others.
type Typology string

func (Typology) Codes() []string {
	return []string{"rejected", "intimacy_seeking", "incompetent_suitor", "resentful", "predatory", "not_known"}
}

// Supports is what a piece of evidence goes to prove.
type Supports string

func (Supports) Codes() []string {
	return []string{"the_act", "who_did_it", "fear_of_violence", "effect_on_daily_life", "unwanted", "breach"}
}

// EnquiryAbout is what a line of enquiry is after. A hidden connection between
// victim and suspect is looked for while nobody knows who it is (APP 2.2).
type EnquiryAbout string

func (EnquiryAbout) Codes() []string {
	return []string{"who_it_is", "hidden_connection", "what_was_done", "other"}
}

// NextStep is what a report goes on to (APP 4.3).
type NextStep string

func (NextStep) Codes() []string {
	return []string{"specialist_investigation", "further_investigation", "supervisor_review", "no_further_investigation", "other"}
}

// Priority is what was put first where somebody's safety and the case against
// somebody pulled apart (APP 4.2, para 15).
type Priority string

func (Priority) Codes() []string { return []string{"safety", "both_served", "investigation"} }

// ApproachMeasure is a way of taking an account that spares the person.
type ApproachMeasure string

func (ApproachMeasure) Codes() []string {
	return []string{"own_pace", "breaks", "supporter", "interviewer_preference", "quiet_place", "brief_account_first", "recorded_interview",
		"interpreter", "intermediary"}
}

// Platform is a kind of service or device through which somebody is reached.
type Platform string

func (Platform) Codes() []string {
	return []string{"social_network", "messaging_app", "dating_app", "gaming", "email_or_cloud", "phone_account", "shared_location",
		"smart_home", "car_or_tag", "work_or_school_account"}
}

// LikenessOf is one thing that the records of two people share, or in which they differ.
type LikenessOf string

func (LikenessOf) Codes() []string {
	return []string{"same_number", "same_account", "same_plate", "same_name", "sounds_alike", "same_birth_date", "same_postcode", "other_birth_date", "other_age", "other_name"}
}

// Unsaid is why something that was asked was not told, where the answer itself is not
// held in a field that could say so: the time of an act, an account.
type Unsaid string

const (
	UnsaidNotKnown Unsaid = "asked_not_known"
	UnsaidDeclined Unsaid = "declined"
)

func (Unsaid) Codes() []string { return codesOf(UnsaidNotKnown, UnsaidDeclined) }

// Status is what is known of such an answer; zero where nothing was said of it.
func (u Unsaid) Status() fact.Status {
	switch u {
	case UnsaidNotKnown:
		return fact.AskedNotKnown
	case UnsaidDeclined:
		return fact.Declined
	}
	return fact.NotAsked
}
