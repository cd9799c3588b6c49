package casefile

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/calendar"
)

// deriveTriggers lists what makes it time to judge a pair's risk again: every
// change of circumstance police learnt of after risk was first judged (APP 4.2;
// practice 1.4), oldest first.
func (p *Pair) deriveTriggers(c *Case) {
	p.Triggers = nil
	first := p.firstAssessed()
	if first.IsZero() {
		return
	}
	note := func(id string, kind TriggerKind, at time.Time) {
		if id != "" && at.After(first) {
			p.Triggers = append(p.Triggers, Trigger{ID: id, Kind: kind, At: at})
		}
	}
	for _, i := range p.Incidents.Items {
		kind := TriggerKind("new_incident")
		if i.Breach.Known() && i.Breach.Value {
			kind = "breach"
		}
		note(i.ID, kind, i.At)
	}
	// Who it is tells what they are capable of: history, weapons, nearness.
	note(p.Named.ID, "suspect_identified", p.Named.At)
	for _, b := range c.Breaches {
		if b.PairID == PairID(p.ID) && b.Data.Incident == "" { // else its incident is the trigger
			note(b.ID, "breach", b.At)
		}
	}
	for _, x := range c.Charges {
		if x.PairID == PairID(p.ID) {
			note(x.ID, "charge", x.At)
		}
	}
	for _, x := range p.Life {
		if x.Present.Known() && x.Present.Value {
			note(x.ID, "threat_to_life", x.At)
		}
	}
	if p.ActorID != "" {
		p.custodyTriggers(c, note)
	}
	slices.SortStableFunc(p.Triggers, func(a, b Trigger) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
}

// custodyTriggers are changes in what holds the actor: arrest, release, bail,
// orders.
func (p *Pair) custodyTriggers(c *Case, note func(id string, kind TriggerKind, at time.Time)) {
	for _, a := range c.Arrests {
		if a.PersonID == p.ActorID {
			note(a.ID, "arrest", a.At)
			note(a.ReleaseID, "release", a.ReleaseKnown)
		}
	}
	for _, b := range c.Bails {
		if b.PersonID == p.ActorID {
			note(b.ID, "bail_set", b.At)
			note(b.EndedBy, "bail_ended", b.EndKnown)
		}
	}
	for _, o := range c.KnownOrders {
		if o.PersonID == p.ActorID {
			note(o.ServedBy, "order_served", o.ServiceKnown)
			note(o.EndedBy, "order_ended", o.EndKnown)
		}
	}
}

// LiveOrders are the orders that bind somebody on a day.
func (c *Case) LiveOrders(who PersonID, on calendar.Date) []ProtectiveOrder {
	return slices.DeleteFunc(slices.Clone(c.KnownOrders), func(o ProtectiveOrder) bool { return o.PersonID != who || !o.Live(on) })
}

// LiveBail is the bail and licence that bind somebody on a day.
func (c *Case) LiveBail(who PersonID, on calendar.Date) []Bail {
	replaced := map[BailID]bool{}
	for _, b := range c.Bails {
		replaced[b.Data.Replaces] = true
	}
	return slices.DeleteFunc(slices.Clone(c.Bails), func(b Bail) bool {
		return b.PersonID != who || !b.Live(on) || replaced[BailID(b.ID)]
	})
}

// InCustody is the arrest somebody is held under, nil where they are not held.
func (c *Case) InCustody(who PersonID) *Arrest {
	for i := len(c.Arrests) - 1; i >= 0; i-- {
		if a := &c.Arrests[i]; a.PersonID == who {
			if a.Released {
				return nil
			}
			return a
		}
	}
	return nil
}
