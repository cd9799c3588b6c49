package web

import (
	"slices"

	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// commonest are the behaviours a first report names most often, shown at once; all
// others stand in groups below. Which ten they are is our own choice, from the
// examples of section 2A(3) of the Protection from Harassment Act 1997.
var commonest = []string{"messages", "repeated_calls", "contact", "turning_up", "following", "watching", "loitering", "gifts", "threat_violence", "posting"}

// behaviourGroups are all other behaviours, by where they show.
var behaviourGroups = []struct {
	Title string
	Codes []string
}{
	{"Face to face and at home", []string{"driving_past", "approaching", "invading_space", "preventing_leaving", "throwing_things", "antisocial_behaviour", "entry_to_home", "property_interference", "damage", "theft", "animal_harm"}},
	{"Violence, threats and sexual conduct", []string{"assault", "strangulation", "weapon", "threat_kill", "threat_sexual", "threat_self_harm", "sexual_comments", "hate_language"}},
	{"By phone, online and with devices", []string{"silent_calls", "tracking", "spyware", "account_access", "monitoring", "impersonation", "false_profile", "threatening_to_post", "intimate_images", "doxing", "group_pile_on"}},
	{"Through others, and control", []string{"using_others", "contacting_family", "contacting_work", "false_reports", "signing_up", "humiliating", "claims_knowledge_of_movements", "claims_knowledge_of_family", "bullying", "financial_control", "isolation"}},
	{"Anything else", []string{"anniversary_act", "other"}},
}

// behaviours asks what was done: the commonest at once, the rest folded away by
// group. A group with something ticked stands open.
func (r *report) behaviours(c form.Context) ui.Stack {
	name := c.Name("behaviours")
	ticked := r.fields[name]
	w := c.Words.Field("IncidentRecorded", "behaviours")
	boxes := func(id, legend string, codes []string) ui.Checkboxes {
		b := ui.Checkboxes{IDPrefix: id, Name: name, Values: ticked, Classes: "govuk-checkboxes--small fs-columns-of-choices",
			Fieldset: ui.Fieldset{Legend: ui.Legend{Text: legend, Classes: "govuk-fieldset__legend--s"}}}
		for _, code := range codes {
			b.Items = append(b.Items, ui.Choice{Value: code, Text: c.Words.Code("Behaviour", code), Hint: ui.Hint{Text: c.Words.CodeHint("Behaviour", code)}})
		}
		return b
	}
	id := c.ID("behaviours")
	first := boxes(id, w.Label, commonest)
	first.Hint = ui.Hint{Text: w.Hint}
	for _, p := range c.Problems {
		if p.Field == "behaviours" {
			first.ErrorMessage = ui.ErrorMessage{Text: p.What}
		}
	}
	var rest ui.Stack
	open := false
	for i, g := range behaviourGroups {
		rest = append(rest, boxes(id+"-"+string(rune('a'+i)), g.Title, g.Codes))
		open = open || slices.ContainsFunc(ticked, func(code string) bool { return slices.Contains(g.Codes, code) })
	}
	return ui.Stack{first, ui.Details{SummaryText: "More kinds of behaviour", Body: rest, Open: open}}
}
