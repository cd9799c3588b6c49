package web

import (
	"encoding/json"
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// What a victim tells beyond the first account, and what an officer sees, is asked on
// one page aside: each fold is an entry of its own kind, as on the case (APP 4.1, 3.3).

var themStep = reportStep{Name: stepThem, Heading: "More from them", Short: "More from them", Aside: true,
	Intro: "Ask what fits, in any order, and leave the rest. It can be asked on another day.", Parts: []reportPart{
		{Prefix: "m.", Kind: "ImpactRecorded", First: []string{"words"}, Only: []string{"words", "changes", "no_other_changes", "serious_alarm_or_distress", "substantial_adverse_effect", "feared_violence_twice"}, Fold: "What it has done to their life"},
		{Prefix: "w.", Kind: "VictimViewRecorded", Only: []string{"view", "context", "wants"}, Fold: "How they see it, and what they want"},
		{Prefix: "n.", Kind: "IndicatorsObserved", Only: []string{"seen", "none_seen", "may_be_playing_down", "words"}, Fold: "Signs of fear or harm that you see"},
		{Prefix: "u.", Kind: "VulnerabilityAssessed", Only: []string{"factors", "none_found", "words"}, Fold: "What makes harm likelier, or help harder"},
		{Prefix: "y.", Kind: "DelayReasonsRecorded", First: []string{"reported_late", "words"}, Only: []string{"reported_late", "words", "reasons", "told_taken_seriously", "told_reasons_understood"}, Fold: "Why it was not reported before"},
		{Prefix: "e1.", Kind: "ReferralConsentRecorded", Service: "stalking_advocate", Only: []string{"choice", "why"}, Fold: "A stalking advocate: what they chose"},
		{Prefix: "e2.", Kind: "ReferralConsentRecorded", Service: "domestic_abuse_service", Only: []string{"choice", "why"}, Fold: "A domestic abuse service: what they chose"},
		{Prefix: "e3.", Kind: "ReferralConsentRecorded", Only: []string{"service", "choice", "why"}, Fold: "Another service: what they chose"}}}

// toldMore reports whether anything was answered there.
func (r *report) toldMore() bool {
	return slices.ContainsFunc(themStep.Parts, func(p reportPart) bool {
		e, _ := r.read(p, p.Prefix)
		return !e.Empty
	})
}

// addThem is what was answered there. Of how they see it the newest entry stands for
// all, so what nobody asked anew is carried into it.
func (g *gathered) addThem(victim casefile.PersonID, pair casefile.PairID) {
	if x, _, ok := typed[casefile.ImpactRecorded](g.report, "m."); ok {
		x.Pair = pair
		g.add("impact", "ImpactRecorded", x)
	}
	if x, _, ok := typed[casefile.VictimViewRecorded](g.report, "w."); ok {
		if g.door != nil && g.door.pair != nil {
			x, g.err = over(g.door.pair.View, x, g.err)
		}
		x.Pair = pair
		g.add("view", "VictimViewRecorded", x)
	}
	if x, _, ok := typed[casefile.IndicatorsObserved](g.report, "n."); ok {
		x.Person = victim
		g.add("signs", "IndicatorsObserved", x)
	}
	if x, _, ok := typed[casefile.VulnerabilityAssessed](g.report, "u."); ok {
		x.Person = victim
		g.add("vulnerable", "VulnerabilityAssessed", x)
	}
	if x, _, ok := typed[casefile.DelayReasonsRecorded](g.report, "y."); ok {
		x.Person = victim
		g.add("delay", "DelayReasonsRecorded", x)
	}
	for _, p := range themStep.Parts {
		if p.Kind != "ReferralConsentRecorded" {
			continue
		}
		if x, _, ok := typed[casefile.ReferralConsentRecorded](g.report, p.Prefix); ok {
			x.Person = victim
			if p.Service != "" {
				x.Service = fact.Of(p.Service)
			}
			g.add("offer "+p.Prefix, "ReferralConsentRecorded", x)
		}
	}
}

// ofService is a question with the service it is about before it, where its part says
// which: two offers read apart.
func (s *Server) ofService(p reportPart, label string) string {
	if p.Service == "" {
		return label
	}
	return code(s, "Service", p.Service) + ": " + lower(label)
}

// offers reports whether a recorded choice is about the service a part asks of: its
// own, or one that no other part names.
func (p reportPart) offers(data any) bool {
	raw, err := json.Marshal(data)
	var x casefile.ReferralConsentRecorded
	if err != nil || json.Unmarshal(raw, &x) != nil || !x.Service.Given() {
		return false
	}
	if p.Service != "" {
		return x.Service.Value == p.Service
	}
	return !slices.ContainsFunc(themStep.Parts, func(o reportPart) bool { return o.Service == x.Service.Value })
}
