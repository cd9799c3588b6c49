package casefile

import (
	"slices"
	"time"

	"foursight/internal/calendar"
)

// Whether somebody has spoken with the victim since the report is said here and nowhere
// else: a duty, the lists of what waits and the measure of how soon all ask this. What
// it was for does not matter. An attempt is none, nor is a message, word through
// somebody else, or word with somebody else; and where nobody said that they spoke, or
// it is doubted that it was them, nobody is recorded to have.

// facing are ways in which an account is taken by an officer who is speaking with
// whoever gives it. A call is one only where it is not how the report came.
var facing = []Mode{"in_person", "body_worn_video", "video_call"}

// between are ways of reaching somebody through another.
var between = []ContactChannel{"through_advocate", "through_trusted_person"}

// Spoke reports whether a contact was a word with the victim, since the report.
func (c *Case) Spoke(k *Contact) bool {
	sure, by := k.Data.Sure, k.Data.Channel
	return k.Outcome.Given() && k.Outcome.Value == "spoke" && k.By != Public &&
		(k.Person == "" || c.wronged(k.Person)) && // the kind is of contact with a victim
		!(by.Given() && slices.Contains(between, by.Value)) &&
		(sure.IsZero() || sure.Known() && sure.Value) &&
		!c.beforeReport(k.Act)
}

// heard reports whether an account was taken in a word with the victim, since the report.
// One that names nobody is nobody's: whoever else was there, and the suspect too, may
// have said it, and who was there is not all on record.
func (c *Case) heard(a *Account) bool {
	how := a.Data.Mode
	if !how.Given() || a.By == Public || !c.wronged(a.Person) || c.beforeReport(a.Act) {
		return false
	}
	called := !c.Channel.Given() || c.Channel.Value == Call999 || c.Channel.Value == Call101
	return slices.Contains(facing, how.Value) || how.Value == "phone" && !called
}

// FirstSpoken is when somebody first spoke with the victim since the report; zero where
// nobody is recorded to have. When it happened counts where it was recorded to the
// minute, otherwise when police knew; what came before a report that an officer wrote
// down later counts as at the report.
func (c *Case) FirstSpoken() time.Time {
	var first time.Time
	spoke := func(a Act) {
		at := a.At
		if o := a.Occurred; o.Precision == calendar.Exact && o.From.Equal(o.To) && !o.From.IsZero() && o.From.Before(at) {
			at = o.From
		}
		if at.Before(c.ReportedAt) {
			at = c.ReportedAt
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
	}
	for i := range c.Contacts {
		if c.Spoke(&c.Contacts[i]) {
			spoke(c.Contacts[i].Act)
		}
	}
	for i := range c.Accounts {
		if c.heard(&c.Accounts[i]) {
			spoke(c.Accounts[i].Act)
		}
	}
	return first
}

func (c *Case) isVictim(id PersonID) bool {
	if p := c.Person(id); p != nil && p.Has(Victim) {
		return true
	}
	return slices.ContainsFunc(c.Pairs, func(p Pair) bool { return id != "" && p.VictimID == id })
}

// wronged reports whether a word with somebody is a word with the victim. Of two who each
// accuse the other, the victim is whoever is one by the first pair: word with whom they
// reported answers nothing.
func (c *Case) wronged(id PersonID) bool {
	if id == "" {
		return false
	}
	if len(c.Pairs) > 0 && c.Pairs[0].VictimID == id {
		return true
	}
	p := c.Person(id)
	return c.isVictim(id) && (p == nil || !c.suspects(p))
}

// beforeReport reports whether an act was over before a report that came online, by the
// minute: it answers nothing that was told there. Any other report is somebody's word
// already, which they may have had before they wrote it down.
func (c *Case) beforeReport(a Act) bool {
	over := a.At
	if !a.Occurred.IsZero() {
		over = a.Occurred.To
	}
	return c.Channel.Given() && c.Channel.Value == Online && over.Before(c.ReportedAt.Truncate(time.Minute))
}
