package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
)

// What checks found, in words beside how dangerous somebody is judged to be: that a
// national check found something is no news to whoever has to judge; what it was is.

// foundLine is one thing a check found.
type foundLine struct{ Lead, Says, Href string }

// mostTraces is how many stand beside the risk, the newest first; the page of the checks
// has all.
const mostTraces = 4

// mostOfFound is how much of what was found a line shows, in bytes.
const mostOfFound = 160

// foundOf is what checks found that bears on the danger of a pair, the newest first, and
// how many more there are. What was found is of class intel: whoever does not see that
// class is told which system found something, of whom and when, and no more.
func (c *caseView) foundOf(p *casefile.Pair) (lines []foundLine, more int) {
	var list []*casefile.Check
	for i := range c.Checks {
		if k := &c.Checks[i]; k.State == casefile.StateHit && p.Bears(c.Case, k) {
			list = append(list, k)
		}
	}
	slices.SortStableFunc(list, func(a, b *casefile.Check) int { return b.DoneAt.Compare(a.DoneAt) })
	for _, k := range list[:min(len(list), mostTraces)] {
		l := foundLine{Lead: code(c.srv, "System", k.System) + ", on " + c.checkedShort(k) + ", " + when(k.DoneAt), Href: c.entryHref(k.Answer.ID)}
		switch words := strings.TrimSpace(string(k.Summary)); {
		case !c.Can(casefile.ClassIntel):
			l.Says = "something was found, and what it is is withheld from you"
		case words == "":
			l.Says = "something was found, and what it is nobody wrote down"
		default:
			l.Says = strings.TrimSuffix(excerpt(strings.Join(strings.Fields(words), " "), mostOfFound), ".")
		}
		lines = append(lines, l)
	}
	return lines, max(0, len(list)-mostTraces)
}
