package casefile

import (
	"time"

	"foursight/internal/calendar"
)

// lapsed is when what was to last until a day, or has ended, stopped; zero while
// nobody said so.
func lapsed(until calendar.Date, ended time.Time) time.Time {
	out := ended
	if !until.IsZero() {
		out = earliest(out, until.End())
	}
	return out
}

// deriveLapsed says of each order, set of conditions and marker when it stopped, so that
// what a check found later is not taken for it. Unknown is not no: what has no end that
// anybody gave still stands.
func (c *Case) deriveLapsed() {
	for i := range c.KnownOrders {
		o := &c.KnownOrders[i]
		o.LapsedAt = lapsed(o.Until, o.EndedAt)
	}
	for i := range c.Markers {
		m := &c.Markers[i]
		m.LapsedAt = lapsed(m.Until, time.Time{})
	}
	for i := range c.Bails {
		b := &c.Bails[i]
		b.LapsedAt = lapsed(b.Until, b.EndedAt)
		if at := c.supplanted(b); !at.IsZero() {
			b.LapsedAt = earliest(b.LapsedAt, at)
		}
	}
}

// supplanted is when others took the place of conditions: others that say so, or what
// binds somebody since a charge (see overtaken); zero for never.
func (c *Case) supplanted(b *Bail) time.Time {
	var out time.Time
	charged := c.ChargedSince(b)
	for i := range c.Bails {
		x := &c.Bails[i]
		since := charged != nil && x.PersonID == b.PersonID && x.Kind.Value != bailBeforeCharge && !x.At.Before(charged.At)
		if x.ID != b.ID && (since || x.Data.Replaces == BailID(b.ID)) {
			out = earliest(out, x.when())
		}
	}
	if a := c.LastArrest(b.PersonID); charged != nil && a.keptSince(charged.At) {
		out = earliest(out, a.Kept.Known)
	}
	return out
}
