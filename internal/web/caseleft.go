package web

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
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

// chargedAt is when somebody was charged, as told; else when police knew of it.
func chargedAt(x *casefile.Charge) time.Time {
	if x.Occurred.From.IsZero() {
		return x.At
	}
	return x.Occurred.From
}

// chargedOn is the day of a charge, as well as it is known.
func chargedOn(x *casefile.Charge) string {
	if at := x.Occurred; !at.From.IsZero() && at.Earliest() != at.Latest() {
		return at.Words()
	}
	return "on " + calendar.DateOf(chargedAt(x)).Short()
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
		b := binding{Line: "Charged " + c.nearWhen(x.Occurred, chargedAt(x)), Terms: offences, Href: c.entryHref(x.ID)}
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

// counterVictim is whom a report against a victim is against.
func (c *caseView) counterVictim(x *casefile.CounterAllegation) string {
	if p := c.Pair(x.PairID); p != nil {
		return c.victimName(p)
	}
	return "the victim"
}

// counterLine is a report against a victim, in the words in which it was recorded, and
// the view of whoever weighed it.
type counterLine struct{ Against, Words, By, Href, Weigh, View, Weighed string }

// counters are the reports against a victim that nobody has weighed, or those that
// somebody has.
func (c *caseView) counters(weighed bool) []counterLine {
	var lines []counterLine
	for i := range c.Counter {
		x := &c.Counter[i]
		if x.Weighed != weighed {
			continue
		}
		l := counterLine{Against: c.counterVictim(x), Words: strings.TrimSpace(string(x.Data.What)), By: c.staffName(x.By) + ", " + when(x.At), Href: c.entryHref(x.ID)}
		if weighed {
			l.View, l.Weighed = strings.TrimSpace(string(x.View)), c.weighedBy(x.ID)
		} else {
			l.Weigh = c.form("CounterAllegationWeighed", "allegation", x.ID)
		}
		lines = append(lines, l)
	}
	return lines
}

// weighedBy is who weighed a report against a victim last, and when.
func (c *caseView) weighedBy(id string) string {
	for _, e := range slices.Backward(c.History) {
		var d casefile.CounterAllegationWeighed
		if e.Kind == "CounterAllegationWeighed" && !e.Withdraw && json.Unmarshal(e.Data, &d) == nil && string(d.Allegation) == id {
			return c.staffName(e.Actor) + ", " + when(e.Recorded)
		}
	}
	return ""
}

// countersOpen are those that nobody has weighed.
func (c *caseView) countersOpen() ui.Component {
	lines := c.counters(false)
	if len(lines) == 0 {
		return nil
	}
	return draw("counters", lines)
}

// countersWeighed are those that somebody has, folded away: weighed is not gone.
func (c *caseView) countersWeighed() ui.Component {
	lines := c.counters(true)
	if len(lines) == 0 {
		return nil
	}
	return ui.Details{ID: "counters-weighed", SummaryText: "Reported against the victim, weighed (" + strconv.Itoa(len(lines)) + ")", Classes: "fs-fold", Body: draw("counters-weighed", lines)}
}
