package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/lexicon"
	"foursight/internal/web/ui"
)

// Words of an account that bear on tonight's danger and that nobody has followed up
// keep the first finishing line open: a knife somebody spoke of is not settled by
// "she is safe now" (APP 4.1). The words are a reason to ask, never a finding.

// mostQuoted is how many accounts are read for such words, the newest first: those of
// a first response, not of years of a case.
const mostQuoted = 20

// lifeAtRisk is the duty of whoever hears of a threat to somebody's life (APP 4.2).
const lifeAtRisk = "threat_to_life.act"

// graveWords are the behaviours whose words bear on tonight's danger.
var graveWords = []string{"weapon", "threat_kill", "threat_self_harm"}

// saidNotAsked are the questions that the accounts raise and nobody has put: whether
// a weapon is at hand, whether somebody's life is in danger, and what was said of dying by
// somebody's own hand.
func (c *caseView) saidNotAsked() []finish {
	var out []finish
	if !slices.ContainsFunc(c.Immediate, func(x casefile.Immediate) bool { return x.Weapons.Status != fact.NotAsked }) {
		if words, who := c.saidOf("weapon"); words != "" {
			out = append(out, finish{Say: "They said “" + words + "”. Ask whether the other person has a weapon or can get one.", Whose: c.whoSaid(who), Cite: "APP 4.1, para 1",
				Href: c.form("ImmediateSafetyRecorded", "person", string(who)), ask: "s.weapons", who: who})
		}
	}
	if !slices.ContainsFunc(c.Pairs, weighedLife) {
		if words, who := c.saidOf("threat_kill"); words != "" {
			pair := c.pairOfVictim(who)
			out = append(out, finish{Say: "They said “" + words + "”. Consider whether somebody’s life is in danger, and tell the duty inspector if so.", Whose: c.whoSaid(who), Cite: "APP 4.2, para 11",
				Href: c.form("ThreatToLifeConsidered", "pair", pair), of: guidance.Finding{Key: guidance.Key{Clause: lifeAtRisk, Pair: pair}}, kinds: []string{"ThreatToLifeConsidered"}})
		}
	}
	if !slices.ContainsFunc(c.Pairs, func(p casefile.Pair) bool { return len(p.Life) > 0 || didOnce(p, "threat_self_harm") }) {
		if words, who := c.saidOf("threat_self_harm"); words != "" {
			pair := c.pairOfVictim(who)
			out = append(out, finish{Say: "They said “" + words + "”. Ask what was said of dying, and consider whether somebody’s life is in danger: theirs, the other person’s or another’s.", Whose: c.whoSaid(who), Cite: "APP 4.2, para 11",
				Href: c.form("ThreatToLifeConsidered", "pair", pair), of: guidance.Finding{Key: guidance.Key{Clause: lifeAtRisk, Pair: pair}}, kinds: []string{"ThreatToLifeConsidered"}})
		}
	}
	return out
}

// saidOnly are, for whoever has just recorded a call, the words of it that nothing but
// the account holds: what bears on tonight's danger first, with the way to it, then an
// open question for each act that is only told of. Nil where there are none.
func (c *caseView) saidOnly(e casefile.Event) ui.Component {
	view := struct {
		Grave []finish
		Open  []pointed
		More  int
	}{Grave: c.saidNotAsked()}
	seen := map[string]bool{"other": true}
	for i := range c.Pairs {
		for _, x := range c.Pairs[i].Incidents.Items {
			for _, b := range x.Behaviours {
				seen[string(b)] = true
			}
		}
	}
	for _, a := range c.Accounts {
		if a.By != e.Actor {
			continue
		}
		for _, m := range lexicon.English().Behaviours(string(a.Data.Words)) {
			code := string(m.Behaviour)
			if m.Negated || slices.Contains(graveWords, code) { // saidNotAsked says whether these are settled
				continue
			}
			if m.Feared {
				code = feared
			}
			if seen[code] {
				continue
			}
			seen[code] = true
			view.Open = append(view.Open, pointed{Code: code, Ask: lower(c.srv.words.Code("OpenQuestion", code)), Quote: lexicon.Quote(string(a.Data.Words), m.Start, m.End)})
		}
	}
	if n := len(view.Open) - mostPrompts; n > 0 {
		view.Open, view.More = view.Open[:mostPrompts], n
	}
	if len(view.Grave)+len(view.Open) == 0 {
		return nil
	}
	return doorPart("said-only", view)
}

// weighedLife reports whether the threat to a life was considered for a pair, or is
// asked for by a rule because an act says so.
func weighedLife(p casefile.Pair) bool {
	return len(p.Life) > 0 || didOnce(p, "threat_kill")
}

// didOnce reports whether an act of a pair is recorded as some behaviour.
func didOnce(p casefile.Pair, b casefile.Behaviour) bool {
	return slices.ContainsFunc(p.Incidents.Items, func(x casefile.Incident) bool { return slices.Contains(x.Behaviours, b) })
}

// whoSaid names who said something, where it could have been said by several victims.
func (c *caseView) whoSaid(who casefile.PersonID) string {
	if p := c.Person(who); p != nil && len(c.Pairs) > 1 {
		return c.called(p)
	}
	return ""
}

// pairOfVictim is the one pair of a victim; empty where there are several or none.
func (c *caseView) pairOfVictim(who casefile.PersonID) string {
	id := ""
	for i := range c.Pairs {
		if p := &c.Pairs[i]; who == "" || p.VictimID == who {
			if id != "" {
				return ""
			}
			id = p.ID
		}
	}
	return id
}

// saidOf are the words of the newest account that point to a behaviour, and whose they
// are; empty where none does, or where the visitor is not shown what was said.
func (c *caseView) saidOf(behaviour string) (words string, who casefile.PersonID) {
	for n, a := range slices.Backward(c.Accounts) {
		if len(c.Accounts)-n > mostQuoted {
			break
		}
		text := string(a.Data.Words)
		for _, m := range lexicon.English().Behaviours(text) {
			if string(m.Behaviour) == behaviour && !m.Negated {
				return around(text, m.Start, m.End), a.Person
			}
		}
	}
	return "", ""
}

// around is a match with the words beside it, so that "knife" is not read alone.
func around(text string, start, end int) string {
	const most = 24
	before, after := text[:start], text[end:]
	if n := len(before) - most; n > 0 {
		if at := strings.IndexByte(before[n:], ' '); at >= 0 {
			before = "… " + before[n+at+1:]
		} else {
			before = ""
		}
	}
	if n := strings.LastIndexByte(after[:min(most, len(after))], ' '); len(after) > most {
		after = after[:max(n, 0)] + " …"
	}
	return strings.ToValidUTF8(strings.Join(strings.Fields(before+text[start:end]+after), " "), "")
}
