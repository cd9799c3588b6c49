package web

import (
	"encoding/json"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// maxSettled is how many entries are named where several may have settled a duty.
const maxSettled = 3

// isSettled reports whether nothing is asked any more because somebody acted.
func isSettled(f guidance.Finding) bool {
	return f.State == guidance.Satisfied || f.State == guidance.Decided || f.State == guidance.Waived
}

// settledEntries are the entries that settled a duty, newest first: those the
// finding names, else the entries that stand of the kinds that can settle it.
// Where the rule asks for more than the kind says, several may be named.
func (c *caseView) settledEntries(k *guidance.Clause, f guidance.Finding) []casefile.Event {
	if named := strings.Fields(f.Decision); len(named) > 0 {
		return c.standing(func(e *casefile.Event) bool { return slices.Contains(named, e.ID) })
	}
	kinds := slices.Clone(k.SatisfyWith)
	if k.Decision != nil {
		kinds = append(kinds, k.Decision.Event)
	}
	return c.standing(func(e *casefile.Event) bool {
		if !slices.Contains(kinds, e.Kind) {
			return false
		}
		var about struct{ Pair string }
		return f.Pair == "" || json.Unmarshal(e.Data, &about) != nil || about.Pair == "" || about.Pair == f.Pair
	})
}

// standing are the entries that match and that nothing has withdrawn or
// corrected since, newest first.
func (c *caseView) standing(match func(*casefile.Event) bool) []casefile.Event {
	if c.stand == nil { // a page asks this for each of its duties
		c.stand = lastWords(c.History)
	}
	var out []casefile.Event
	for _, n := range c.stand {
		if match(&c.History[n]) {
			out = append(out, c.History[n])
		}
	}
	return out
}

// lastWords are the places of the entries that nothing has withdrawn or corrected
// since, the newest first.
func lastWords(history []casefile.Event) []int {
	out := []int{}
	later := make(map[string]bool, len(history))
	for n := len(history) - 1; n >= 0; n-- {
		e := &history[n]
		if !later[e.Root()] && !e.Withdraw {
			out = append(out, n)
		}
		later[e.Root()] = true
	}
	return out
}

// settlers are the entries that settled a duty, as reasons with who and when.
func (c *caseView) settlers(k *guidance.Clause, f guidance.Finding) []ui.Reason {
	var out []ui.Reason
	for _, e := range c.settledEntries(k, f) {
		if len(out) < maxSettled {
			out = append(out, ui.Reason{Fact: c.entryTitle(e), By: c.staffName(e.Actor), When: when(e.Recorded), Href: c.path("/entry/" + e.ID)})
		}
	}
	return out
}

// settledWords is who settled a duty, by what and when; of several entries that may
// have, the newest.
func (c *caseView) settledWords(k *guidance.Clause, f guidance.Finding) string {
	by := c.settlers(k, f)
	if len(by) == 0 {
		return "by the facts as they are recorded"
	}
	out := joinAnd([]string{lower(by[0].Fact), by[0].By, by[0].When}, ", ")
	if len(by) > 1 {
		out = "of several entries the newest is " + out
	}
	return out
}

// whySettledBy is the part of a settled duty's page that says what settled it.
func (c *caseView) whySettledBy(k *guidance.Clause, f guidance.Finding) ui.Component {
	by := c.settlers(k, f)
	if len(by) == 0 {
		return ui.Stack{subheading("What settled it"), paragraph("The recorded facts as they stand; no single entry.")}
	}
	return ui.Stack{subheading("What settled it"), draw("reasons-list", by)}
}

// answerNow is what was last recorded of whether the victim is safe, for the page
// of the duty that stays open until they are; false where nobody has recorded it.
func (c *caseView) answerNow(f guidance.Finding) (ui.Reason, bool) {
	_, by, at, ok := c.find(c.Safety.Source)
	if f.Clause != safeNow || !ok {
		return ui.Reason{}, false
	}
	return ui.Reason{Fact: "Safe now: " + lower(said(c.Safety.Answer, yesNo)), By: by, When: at, Href: c.entryHref(c.Safety.Source)}, true
}
