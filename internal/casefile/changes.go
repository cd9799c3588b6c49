package casefile

import (
	"slices"
	"time"

	"foursight/internal/calendar"
)

// What was found out of somebody since risk was judged, and the one question that all
// changes since then make together (APP 4.2; practice 1.4, 1.10).

// foundTriggers are what checks found, what markers say, what was said of safety, and
// an allegation against the victim that was weighed: whoever judged before could weigh
// none of it.
func (p *Pair) foundTriggers(c *Case, entered func(a Act, kind TriggerKind)) {
	for i := range c.Checks {
		if k := &c.Checks[i]; k.State == StateHit && p.Bears(c, k) {
			entered(k.Answer, "check_found")
		}
	}
	for i := range c.Markers {
		m := &c.Markers[i]
		if m.Stands(calendar.DateOf(m.At)) && p.marked(c, m) {
			entered(m.Act, "marker")
		}
	}
	for i := range c.Immediate {
		x := &c.Immediate[i]
		unsafe := x.Safe.Known() && !x.Safe.Value || x.Weapons.Known() && x.Weapons.Value
		if unsafe && (x.Person == "" || x.Person == p.VictimID) {
			entered(x.Act, "not_safe")
		}
	}
	for i := range c.Counter {
		if x := &c.Counter[i]; x.Weighed && x.PairID == PairID(p.ID) {
			entered(x.Weighing, "counter_weighed")
		}
	}
}

// onOthers are the systems in which what is found of a victim, a child or a place tells
// of the danger to them. That a victim has a record of her own tells nothing of it.
var onOthers = []System{"markers_marac", "previous_reports", "bail", "orders", "child_protection"}

// Bears reports whether what a check found bears on the danger that a pair is about:
// on whoever does it always, on others where the system holds what tells of danger. Of
// whom it is is not always said; then it bears, for unknown is not no.
func (p *Pair) Bears(c *Case, k *Check) bool {
	who := k.Whom
	if k.OnThing() && who == "" {
		for i := range c.Persons.Items {
			if x := &c.Persons.Items[i]; x.reachedBy(k.Data.Subject) {
				who = PersonID(x.ID)
			}
		}
	}
	switch {
	case who == "" && k.Subject == "victim":
		return slices.Contains(onOthers, k.System)
	case who == "" || who == p.ActorID || c.actsFor(p, who):
		return true
	case c.actsElsewhere(p, who):
		return false
	}
	return slices.Contains(onOthers, k.System)
}

// ofTheVictim are the markers that tell of danger where they are about somebody other
// than whoever does it.
var ofTheVictim = []MarkerKind{"marac_current", "marac_earlier", "self_harm", "firearms", "weapons"}

// marked reports whether a marker bears on the danger a pair is about. One on an address
// is set to have calls from there answered fast: it tells of no danger that was not known.
func (p *Pair) marked(c *Case, m *Marker) bool {
	switch {
	case m.Kind.Value == "address":
		return false
	case m.PersonID == "" && m.On != "victim", p.ActorID != "" && m.PersonID == p.ActorID, c.actsFor(p, m.PersonID):
		return true
	case c.actsElsewhere(p, m.PersonID):
		return false
	}
	return !m.Kind.Given() || slices.Contains(ofTheVictim, m.Kind.Value)
}

// actsFor reports whether somebody is used against the victim of a pair.
func (c *Case) actsFor(p *Pair, who PersonID) bool {
	return who != "" && slices.ContainsFunc(p.Proxies, func(x ProxyUse) bool { return x.Person == who })
}

// actsElsewhere reports whether somebody is of other conduct in the case and no party to
// this pair.
func (c *Case) actsElsewhere(p *Pair, who PersonID) bool {
	return who != "" && who != p.VictimID && slices.ContainsFunc(c.Pairs, func(x Pair) bool { return x.ActorID == who || x.VictimID == who })
}

// gravity orders what may have changed, the gravest first: what tells of danger to life
// before what holds somebody.
var gravity = []TriggerKind{"threat_to_life", "breach", "not_safe", "release", "new_incident", "check_found", "marker", "fear_said", "relationship_changed", "suspect_identified", "bail_ended",
	"order_ended", "bail_expires", "order_expires", "hearing", "arrest", "charge", "order_noted", "counter_weighed", "bail_set", "order_served"}

// Gravity is that order; a case joined to this one is not in it.
func Gravity() []TriggerKind { return slices.Clone(gravity) }

// deriveChanges puts the triggers that one judgement answers, or would, into one: who
// judges again weighs all of them. It is counted from the first of them and names the
// gravest. What came after somebody said of it why it cannot be done is asked by itself.
func (p *Pair) deriveChanges(c *Case) {
	var cuts []time.Time
	for i := range p.Risks {
		if p.Risks[i].Judgement.Known() {
			cuts = append(cuts, p.Risks[i].At)
		}
	}
	for i := range c.Decisions {
		if d := &c.Decisions[i]; slices.ContainsFunc(p.Triggers, func(t Trigger) bool { return t.ID == string(d.Data.Occurrence) }) {
			cuts = append(cuts, d.At)
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	next := 0 // the first cut that is not before the trigger
	open := false
	for _, t := range p.Triggers {
		for next < len(cuts) && cuts[next].Before(t.At) {
			next, open = next+1, false
		}
		if !open {
			p.Changes, open = append(p.Changes, Changed{ID: t.ID, Kind: t.Kind, At: t.At, KindAt: t.At, Count: 1}), true
			continue
		}
		x := &p.Changes[len(p.Changes)-1]
		x.Count++
		if slices.Index(gravity, t.Kind) <= slices.Index(gravity, x.Kind) { // of two alike the newer
			x.Kind, x.KindAt = t.Kind, t.At
		}
	}
}
