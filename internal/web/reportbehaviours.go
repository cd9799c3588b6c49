package web

import "foursight/internal/form"

// commonest are the behaviours a first report names most often, shown at once; all
// others stand in groups below. Which ten they are is our own choice, from the
// examples of section 2A(3) of the Protection from Harassment Act 1997.
var commonest = []string{"messages", "repeated_calls", "contact", "turning_up", "following", "watching", "loitering", "gifts", "threat_violence", "posting"}

// behaviourGroups are all other behaviours, by where they show.
var behaviourGroups = []form.Group{
	{Title: "Face to face and at home", Codes: []string{"driving_past", "approaching", "invading_space", "preventing_leaving", "throwing_things", "antisocial_behaviour", "entry_to_home", "property_interference", "damage", "theft", "animal_harm"}},
	{Title: "Violence, threats and sexual conduct", Codes: []string{"assault", "strangulation", "weapon", "threat_kill", "threat_sexual", "threat_self_harm", "sexual_comments", "hate_language"}},
	{Title: "By phone, online and with devices", Codes: []string{"silent_calls", "tracking", "spyware", "account_access", "monitoring", "impersonation", "false_profile", "threatening_to_post", "intimate_images", "doxing", "group_pile_on"}},
	{Title: "Through others, and control", Codes: []string{"using_others", "contacting_family", "contacting_work", "false_reports", "signing_up", "humiliating", "claims_knowledge_of_movements", "claims_knowledge_of_family", "bullying", "financial_control", "isolation"}},
	{Title: "Anything else", Codes: []string{"anniversary_act", "other"}},
}

// behavioursGrouped asks what was done: the commonest at once, the rest folded
// away by group.
var behavioursGrouped = form.Grouped{First: commonest, More: "More kinds of behaviour", Rest: behaviourGroups}

// incidentFirst are what an incident cannot do without, after who and when: what
// was done and how it reached them. incidentFolds are all else, folded away so
// that the form is short on a phone.
var (
	incidentFirst = []string{"what", "behaviours", "channel"}
	incidentFolds = []form.Fold{
		{Title: "Unwanted? Fear of violence? Breach of an order or bail?", Paths: []string{"unwanted", "feared_violence", "breaches_order_or_bail"}},
		{Title: "More: how often, where, at whom, through whom, what came of it", Paths: []string{"repeats", "place", "in_public", "because_of_sex", "harassment_kinds", "target", "attribution", "through_others", "victims_response"}},
		{Title: "They do not know when, or did not say", Paths: []string{"when_not_said"}},
	}
	// incidentFoldsBound are those where it is asked outside them what was broken.
	incidentFoldsBound = []form.Fold{{Title: "Unwanted? Fear of violence?", Paths: []string{"unwanted", "feared_violence"}}, incidentFolds[1], incidentFolds[2]}
)
