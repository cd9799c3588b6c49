package web

import (
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// outWords says that somebody is out and who has not been reached.
func (c *caseView) outWords(x casefile.Untold) string {
	return c.leftLine(x.Arrest) + ". " + capital(c.victimName(x.Pair)) + " has not been reached about it."
}

// leftLine is how and when somebody left custody, or was kept in.
func (c *caseView) leftLine(a *casefile.Arrest) string {
	how := ""
	if a.How.Given() {
		how = ": " + lower(code(c.srv, "ReleaseKind", a.How.Value))
	}
	if !a.Out() {
		return capital(strings.TrimPrefix(how, ": ")) + ", recorded " + c.nearTime(a.ReleaseKnown)
	}
	return capital(c.nameOf(a.PersonID)) + " left custody " + c.nearWhen(a.Left, a.ReleasedAt) + how
}

// outFirst stands before all else on the overview while a victim does not know.
func (c *caseView) outFirst() ui.Component {
	type line struct{ Says, Href string }
	var lines []line
	for _, x := range c.OutUntold() {
		lines = append(lines, line{c.outWords(x), c.path("/release/" + x.Arrest.ID)})
	}
	if len(lines) == 0 {
		return nil
	}
	return draw("out", lines)
}

// charges are the charges against somebody, with the hearing.
func (c *caseView) charges(who casefile.PersonID) []binding {
	var list []binding
	for i := range c.Charges {
		x := &c.Charges[i]
		p := c.Pair(x.PairID)
		if p == nil || p.ActorID != who {
			continue
		}
		var offences []string
		for _, o := range x.Data.Offences {
			offences = append(offences, code(c.srv, "Offence", o))
		}
		b := binding{Line: "Charged " + c.nearTime(x.At), Terms: offences, Href: c.entryHref(x.ID)}
		if x.Data.First.IsZero() {
			b.Note = "The date of the first hearing is not recorded."
		} else {
			b.Line += "; first hearing " + x.Data.First.Short()
		}
		if x.Data.Court != "" {
			b.Line += " at " + string(x.Data.Court)
		}
		list = append(list, b)
	}
	return list
}

// countersOpen are reports against a victim that nobody has weighed, in the words in
// which they were recorded.
func (c *caseView) countersOpen() ui.Component {
	type line struct{ Against, Words, By, Href, Weigh string }
	var lines []line
	for i := range c.Counter {
		x := &c.Counter[i]
		if x.Weighed {
			continue
		}
		against := "the victim"
		if p := c.Pair(x.PairID); p != nil {
			against = c.victimName(p)
		}
		lines = append(lines, line{against, strings.TrimSpace(string(x.Data.What)), c.staffName(x.By) + ", " + when(x.At), c.entryHref(x.ID), c.form("CounterAllegationWeighed", "allegation", x.ID)})
	}
	if len(lines) == 0 {
		return nil
	}
	return draw("counters", lines)
}
