package casefile

// Code lists of custody, bail, orders and what keeps somebody safe.

// ReleaseKind is how somebody leaves custody, or does not.
type ReleaseKind string

// Remanded is the one kind that keeps somebody in.
const Remanded ReleaseKind = "remanded"

func (ReleaseKind) Codes() []string {
	return append([]string{"bail_with_conditions", "bail_without_conditions", "under_investigation", "no_further_action", "charged_and_bailed"},
		string(Remanded))
}

// BailKind is what sort of bail or licence conditions bind somebody.
type BailKind string

func (BailKind) Codes() []string {
	return []string{"police_before_charge", "police_after_charge", "court", "prison_licence"}
}

// BailTerm is a condition somebody is bound by or a victim wishes for.
type BailTerm string

func (BailTerm) Codes() []string {
	return []string{"no_contact", "not_to_approach_victim", "not_to_approach_home", "not_to_approach_work", "exclusion_area", "not_to_post_about",
		"no_contact_through_others", "live_at_address", "curfew", "report_to_police", "other"}
}

// BailEnd is why conditions stopped.
type BailEnd string

func (BailEnd) Codes() []string { return []string{"charged", "varied", "cancelled", "expired"} }

// ChargeHow is how proceedings began.
type ChargeHow string

func (ChargeHow) Codes() []string {
	return []string{"charged", "postal_requisition", "summons"}
}

// OrderEnd is why an order stopped.
type OrderEnd string

func (OrderEnd) Codes() []string {
	return []string{"expired", "discharged", "replaced", "appeal_allowed"}
}

// BreachOf is what was breached (domain-facts 2.4).
type BreachOf string

func (BreachOf) Codes() []string {
	return []string{"spo", "interim_spo", "restraining_order", "non_molestation", "dvpo", "dapo", "police_bail", "court_bail", "prison_licence", "other"}
}

// BreachAction is what was done about a breach.
type BreachAction string

func (BreachAction) Codes() []string {
	return []string{"arrested", "arrest_attempted", "arrest_planned", "not_arrested", "passed_to_other_force"}
}

// MarkerKind is a warning held about a person or a place (APP 4.3.1).
type MarkerKind string

func (MarkerKind) Codes() []string {
	return []string{"violence", "firearms", "weapons", "address", "marac_current", "marac_earlier", "self_harm", "officer_safety", "other"}
}

// SafetyMeasure is a step of a safety plan.
type SafetyMeasure string

func (SafetyMeasure) Codes() []string {
	return []string{"address_marker", "patrols", "alarm_or_app", "home_security", "safe_routes", "work_told", "school_told", "neighbours_told",
		"emergency_words", "digital_check", "childcare_plan", "somewhere_safe", "suspect_managed", "conditions_or_order", "other"}
}

// MeasureOutcome is how a step of a plan ended.
type MeasureOutcome string

func (MeasureOutcome) Codes() []string {
	return []string{"done", "not_possible", "no_longer_needed"}
}

// LinkKind is how two cases belong together.
type LinkKind string

func (LinkKind) Codes() []string {
	return []string{"same_parties", "roles_reversed", "same_victim", "same_suspect", "same_incident", "related"}
}
