package casefile

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/calendar"
)

// deriveTriggers lists what makes it time to judge a pair's risk again: every
// change of circumstance that became known, or was entered, after risk was first judged (APP 4.2;
// practice 1.4), oldest first.
func (p *Pair) deriveTriggers(c *Case) {
	p.Triggers, p.Changes, p.Dates = nil, nil, nil
	first := p.firstAssessed()
	if first.IsZero() {
		return
	}
	note := func(id string, kind TriggerKind, at time.Time, occurred calendar.Interval) {
		if id != "" && at.After(first) {
			p.Triggers = append(p.Triggers, Trigger{ID: id, Kind: kind, At: at, Occurred: occurred})
		}
	}
	entered := func(a Act, kind TriggerKind) { note(a.ID, kind, p.weighable(a), a.Occurred) }
	for _, i := range p.Incidents.Items {
		kind := TriggerKind("new_incident")
		if i.Breach.Known() && i.Breach.Value {
			kind = "breach"
		}
		at := p.weighable(i.Act)
		if i.WorseAt.After(at) {
			at = i.WorseAt
		}
		note(i.ID, kind, at, i.Occurred)
	}
	// Who it is tells what they are capable of: history, weapons, nearness.
	note(p.Named.ID, "suspect_identified", p.Named.At, calendar.Interval{})
	// So does who they are to each other: parting is when danger is greatest.
	entered(p.Related, "relationship_changed")
	entered(p.Feared, "fear_said")
	for _, b := range c.Breaches {
		if b.PairID == PairID(p.ID) && b.Data.Incident == "" { // else its incident is the trigger
			entered(b.Act, "breach")
		}
	}
	for _, x := range c.Charges {
		if x.PairID == PairID(p.ID) {
			entered(x.Act, "charge")
		}
	}
	for _, x := range p.Life {
		if x.Present.Known() && x.Present.Value {
			entered(x.Act, "threat_to_life")
		}
	}
	p.foundTriggers(c, entered)
	if p.ActorID != "" {
		p.custodyTriggers(c, note)
	}
	slices.SortStableFunc(p.Triggers, func(a, b Trigger) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	p.deriveChanges(c)
}

// weighable is when somebody judging risk could first weigh an act: when police knew,
// or, where a judgement was entered meanwhile that does not name it, when it was
// entered itself. Whoever judged could not see what nobody had recorded.
func (p *Pair) weighable(a Act) time.Time {
	unseen := func(r Assessment) bool { return !r.At.Before(a.At) && r.Acted.Before(a.Acted) }
	if a.Acted.After(a.At) && slices.ContainsFunc(p.Risks, unseen) &&
		!slices.ContainsFunc(p.Risks, func(r Assessment) bool { return r.TriggerID == a.ID && r.Judgement.Given() }) {
		return a.Acted
	}
	return a.At
}

// custodyTriggers are changes in what holds the actor: arrest, release, bail,
// orders.
func (p *Pair) custodyTriggers(c *Case, note func(id string, kind TriggerKind, at time.Time, occurred calendar.Interval)) {
	for _, a := range c.Arrests {
		if a.PersonID == p.ActorID {
			note(a.ID, "arrest", a.At, a.Occurred)
			note(a.ReleaseID, "release", a.ReleaseKnown, a.Left)
			if a.Kept.ID != a.ReleaseID { // kept in by a court before
				note(a.Kept.ID, "release", a.Kept.Known, a.Kept.When)
			}
		}
	}
	for _, b := range c.Bails {
		if b.PersonID == p.ActorID {
			note(b.ID, "bail_set", b.At, b.Occurred)
			note(b.EndedBy, "bail_ended", b.EndKnown, calendar.Interval{})
		}
	}
	for _, o := range c.KnownOrders {
		if o.PersonID == p.ActorID {
			note(o.ID, "order_noted", o.At, o.Occurred)
			note(o.ServedBy, "order_served", o.ServiceKnown, calendar.Interval{})
			note(o.EndedBy, "order_ended", o.EndKnown, calendar.Interval{})
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
		return b.PersonID != who || !b.Live(on) || replaced[BailID(b.ID)] || c.overtaken(&b)
	})
}

// overtaken reports whether bail before charge was followed by a charge and by what
// binds them since: other bail, or a court that kept them in. A charge alone shows
// nobody what binds them now, and it may be of another matter: unknown is not no.
func (c *Case) overtaken(b *Bail) bool {
	x := c.ChargedSince(b)
	if x == nil {
		return false
	}
	return c.LastArrest(b.PersonID).keptSince(x.At) || slices.ContainsFunc(c.Bails, func(later Bail) bool {
		return later.PersonID == b.PersonID && later.ID != b.ID && later.Kind.Value != bailBeforeCharge && !later.At.Before(x.At)
	})
}

const bailBeforeCharge BailKind = "police_before_charge"

// ChargedSince is the first charge of whom bail before charge binds that became known
// after it; nil for none, and for every other kind of bail.
func (c *Case) ChargedSince(b *Bail) *Charge {
	if b.Kind.Value != bailBeforeCharge {
		return nil
	}
	for i := range c.Charges {
		x := &c.Charges[i]
		if p := c.Pair(x.PairID); p != nil && p.ActorID == b.PersonID && !x.At.Before(b.At) {
			return x
		}
	}
	return nil
}

// LastArrest is the newest arrest of somebody, whether they are still held or not;
// nil for none.
func (c *Case) LastArrest(who PersonID) *Arrest {
	for i := len(c.Arrests) - 1; i >= 0; i-- {
		if a := &c.Arrests[i]; a.PersonID == who {
			return a
		}
	}
	return nil
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
