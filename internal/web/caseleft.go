package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// out is somebody who has left custody, and a victim who has not been reached about it.
type out struct {
	a *casefile.Arrest
	p *casefile.Pair
}

// notTold are the victims who have not been reached since whoever was arrested left
// custody: what was told before does not say that it has happened. A message counts
// once it is answered.
func (c *caseView) notTold() []out {
	if c.Stage == casefile.StageClosed {
		return nil
	}
	var list []out
	for i := range c.Pairs {
		p := &c.Pairs[i]
		a := c.LastArrest(p.ActorID)
		if p.ActorID == "" || a == nil || !isOut(a) {
			continue
		}
		told := slices.ContainsFunc(c.Contacts, func(k casefile.Contact) bool {
			return k.Person == p.VictimID && !k.At.Before(a.ReleasedAt) && toldOf(k, "release")
		})
		if !told {
			list = append(list, out{a, p})
		}
	}
	return list
}

// toldOf reports whether somebody was reached in a contact, and told of a topic.
func toldOf(k casefile.Contact, topic casefile.Topic) bool {
	return slices.Contains(k.Topics, topic) && (k.Outcome.Value == "spoke" || k.Outcome.Value == "message_replied")
}

// isOut reports whether somebody arrested has left custody and was not kept in.
func isOut(a *casefile.Arrest) bool {
	return a.Released && !(a.How.Given() && a.How.Value == casefile.Remanded)
}

// outWords says that somebody is out and who has not been reached.
func (c *caseView) outWords(x out) string {
	return c.leftLine(x.a) + ". " + capital(c.victimName(x.p)) + " has not been reached about it."
}

// leftLine is how and when somebody left custody, or was kept in.
func (c *caseView) leftLine(a *casefile.Arrest) string {
	how := ""
	if a.How.Given() {
		how = ": " + lower(code(c.srv, "ReleaseKind", a.How.Value))
	}
	if !isOut(a) {
		return capital(strings.TrimPrefix(how, ": ")) + ", recorded " + c.nearTime(a.ReleaseKnown)
	}
	return capital(c.nameOf(a.PersonID)) + " left custody " + c.nearWhen(a.Left, a.ReleasedAt) + how
}

// outFirst stands before all else on the overview while a victim does not know.
func (c *caseView) outFirst() ui.Component {
	type line struct{ Says, Href string }
	var lines []line
	for _, x := range c.notTold() {
		lines = append(lines, line{c.outWords(x), c.path("/release/" + x.a.ID)})
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
