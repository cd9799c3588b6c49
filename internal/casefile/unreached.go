package casefile

import (
	"slices"
	"time"
)

// deriveUnreached says of each arrest which victims somebody tried to reach since and
// could not, and of which of them a duty inspector was told: by a question about the
// release, or by a decision on a threat to life made after a try (practice 1.4).
func (c *Case) deriveUnreached() {
	for i := range c.Arrests {
		a := &c.Arrests[i]
		a.NotReached, a.InspectorTold, a.CustodyTold = nil, nil, slices.Clone(a.SaidToCustody)
		for j := range c.Pairs {
			if p := &c.Pairs[j]; a.PersonID != "" && p.ActorID == a.PersonID {
				a.deriveTried(c, p)
				a.deriveInspector(c, p)
			}
		}
	}
}

func (a *Arrest) deriveTried(c *Case, p *Pair) {
	for i := range c.Contacts {
		if k := &c.Contacts[i]; k.Person == p.VictimID && a.of(k.MadeAt) && k.Outcome.Known() && k.Outcome.Value.NotReached() {
			w := ReleaseWord{Act: k.Act, PairID: PairID(p.ID)}
			a.NotReached = append(a.NotReached, w)
			if k.ByRole == Custody { // custody that tried knows
				a.CustodyTold = append(a.CustodyTold, w)
			}
		}
	}
}

func (a *Arrest) deriveInspector(c *Case, p *Pair) {
	for i := range c.Specialists {
		if x := &c.Specialists[i]; string(x.ArrestID) == a.ID && string(x.PairID) == p.ID && x.Of.Known() && x.Of.Value == "duty_inspector" && a.of(x.At) {
			a.InspectorTold = append(a.InspectorTold, ReleaseWord{Act: x.Act, PairID: PairID(p.ID)})
		}
	}
	for i := range p.Life {
		if t := &p.Life[i]; t.InspectorTold && a.tried(PairID(p.ID), t.Act) {
			a.InspectorTold = append(a.InspectorTold, ReleaseWord{Act: t.Act, PairID: PairID(p.ID)})
		}
	}
}

// of reports whether what was said or done at an instant is of the release to come, not
// of one before a court kept them in.
func (a *Arrest) of(at time.Time) bool { return !at.Before(a.HeldFrom) }

// tried reports whether somebody had tried to reach the victim of a pair when police
// knew of an act.
func (a *Arrest) tried(pair PairID, by Act) bool {
	for _, w := range a.NotReached {
		if w.PairID == pair && !w.At.After(by.At) {
			return true
		}
	}
	return false
}
