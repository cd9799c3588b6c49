package casefile

import (
	"cmp"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Kinds about arrest, custody, bail and charge. What touches the conduct of a
// pair makes it time to judge its risk again (APP 4.2), so they name pairs.

var (
	_ = define(def[SuspectArrested]{
		Kind: Kind{Name: "SuspectArrested", Log: Collection, By: anyPolice, Part: "arrests", Adds: true, Rank: 2,
			Facts: []string{"arrests", "pairs", "bails"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d SuspectArrested) []Problem {
			return c.personNamed("person", d.Person, "Say who has been arrested.")
		},
		Fold: func(f *folder, d SuspectArrested) {
			if f.c.Person(d.Person) == nil {
				f.missing("person", "person")
			}
			f.c.Arrests = append(f.c.Arrests, Arrest{Act: f.act, PersonID: d.Person, ArrestedAt: f.act.when(), TellFrom: f.act.when(), HeldFrom: f.act.when(), Data: d})
		},
	})

	_ = define(def[ReleasePlanned]{
		Kind: Kind{Name: "ReleasePlanned", Log: Collection, By: anyPolice, Part: "release_plan", Rank: 3,
			Facts: []string{"arrests"}, Occurs: OccursNow},
		About: func(d ReleasePlanned) string { return string(d.Arrest) },
		Check: func(c *Case, e Event, d ReleasePlanned) []Problem {
			return there(c.Arrests, "arrest", string(d.Arrest), "Say which arrest this is about.")
		},
		Fold: func(f *folder, d ReleasePlanned) {
			a := about(f, f.c.Arrests, "arrest", string(d.Arrest))
			if a == nil {
				return
			}
			if d.sets() {
				a.planAgain(f.act.At)
			}
			if d.At.Status != fact.NotAsked {
				switch from := d.At.Value.From; {
				case from.IsZero(): // they do not know, or say it in words that no time can be read from
					a.NotKnownAt = f.act.At
				case a.PlannedAsked.Given() && a.PlannedAt.IsZero(), from.Before(a.PlannedAt):
					a.TellFrom = f.act.At // whoever was told before was not told of this
				}
				set(f, &a.PlannedAsked, d.At.Given())
				a.PlannedAt = d.At.Value.From
			}
			put(f, &a.PlannedHow, d.How)
			// A new time says nothing of where they are going: what was found out stands.
			d.To, d.Note = cmp.Or(d.To, a.Plan.To), cmp.Or(d.Note, a.Plan.Note)
			if d.At.Status == fact.NotAsked {
				d.At = a.Plan.At
			}
			a.Plan = d
		},
	})

	_ = define(def[CustodyTold]{
		Kind: Kind{Name: "CustodyTold", Log: Collection, By: anyPolice, Part: "custody_word", Rank: 3,
			Facts: []string{"arrests"}, Occurs: OccursAt},
		About: func(d CustodyTold) string { return string(d.Arrest) },
		Check: func(c *Case, e Event, d CustodyTold) []Problem {
			out := append(there(c.Arrests, "arrest", string(d.Arrest), "Say which arrest this is about."), c.pairKnown("pair", d.Pair)...)
			if len(out) == 0 && c.Pair(d.Pair).ActorID != find(c.Arrests, string(d.Arrest)).PersonID {
				return one("pair", "not_arrested", "The other person here is not recorded as the one arrested. Choose a victim of the person arrested, or record first that it is them.")
			}
			return out
		},
		Fold: func(f *folder, d CustodyTold) {
			if a := about(f, f.c.Arrests, "arrest", string(d.Arrest)); a != nil {
				a.SaidToCustody = append(a.SaidToCustody, ReleaseWord{Act: f.act, PairID: d.Pair})
			}
		},
	})

	_ = define(def[SuspectReleased]{
		Kind: Kind{Name: "SuspectReleased", Log: Collection, By: anyPolice, Part: "release", Rank: 3,
			Facts: []string{"arrests", "pairs", "bails"}, Occurs: OccursAt},
		About: func(d SuspectReleased) string { return string(d.Arrest) },
		Check: func(c *Case, e Event, d SuspectReleased) []Problem {
			return there(c.Arrests, "arrest", string(d.Arrest), "Say which arrest this is about.")
		},
		Fold: func(f *folder, d SuspectReleased) {
			a := about(f, f.c.Arrests, "arrest", string(d.Arrest))
			if a == nil {
				return
			}
			a.Released, a.ReleasedAt, a.ReleaseID, a.ReleaseKnown = true, f.act.when(), f.act.ID, f.act.At
			a.Left = f.act.Occurred
			a.How = zeroFact[ReleaseKind]() // somebody kept in who has left since is not kept in, however they left
			put(f, &a.How, d.How)
			if !a.Out() {
				a.Kept = KeptIn{f.act.ID, f.act.when(), f.act.At, f.act.Occurred}
			}
		},
	})

	_ = define(def[ConditionViewsRecorded]{
		Kind: Kind{Name: "ConditionViewsRecorded", Log: Collection, By: anyPolice, Part: "condition_views", Adds: true, Rank: 2,
			Facts: []string{"condition_views"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d ConditionViewsRecorded) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d ConditionViewsRecorded) {
			v := ConditionView{Act: f.act, PairID: d.Pair, Obtained: len(d.Wanted) > 0 || d.Words != "", Reasoned: d.WhyNot != "", Data: d}
			put(f, &v.Sought, d.Sought)
			f.c.Views = append(f.c.Views, v)
		},
	})

	_ = define(def[BailSet]{
		Kind: Kind{Name: "BailSet", Log: Collection, By: anyPolice, Part: "bails", Adds: true, Rank: 2,
			Facts: []string{"bails", "pairs"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d BailSet) []Problem {
			return c.personNamed("person", d.Person, "Say whom the conditions bind.")
		},
		Fold: func(f *folder, d BailSet) {
			if f.c.Person(d.Person) == nil {
				f.missing("person", "person")
			}
			b := Bail{Act: f.act, PersonID: d.Person, Until: d.Until, Data: d}
			put(f, &b.Kind, d.Kind)
			f.c.Bails = append(f.c.Bails, b)
		},
	})

	_ = define(def[BailEnded]{
		Kind:  Kind{Name: "BailEnded", Log: Alteration, By: anyPolice, Part: "bail", Rank: 3, Facts: []string{"bails", "pairs"}, Occurs: OccursAt},
		About: func(d BailEnded) string { return string(d.Bail) },
		Check: func(c *Case, e Event, d BailEnded) []Problem {
			return there(c.Bails, "bail", string(d.Bail), "Say which conditions have ended.")
		},
		Fold: func(f *folder, d BailEnded) {
			b := about(f, f.c.Bails, "bail", string(d.Bail))
			if b == nil {
				return
			}
			b.Ended, b.EndedAt, b.EndedBy, b.EndKnown = true, f.act.when(), f.act.ID, f.act.At
			put(f, &b.Why, d.Why)
		},
	})

	_ = define(def[SuspectCharged]{
		Kind: Kind{Name: "SuspectCharged", Log: Collection, By: anyPolice, Part: "charges", Adds: true, Rank: 2,
			Facts: []string{"charges", "pairs", "bails"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d SuspectCharged) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d SuspectCharged) {
			x := Charge{Act: f.act, PairID: d.Pair, ChargedAt: f.act.when(), Data: d}
			put(f, &x.How, d.How)
			f.c.Charges = append(f.c.Charges, x)
		},
	})

	_ = define(def[ArrestConsidered]{
		Kind: Kind{Name: "ArrestConsidered", Log: Collection, By: anyPolice, Part: "arrest_decision", Adds: true, Rank: 2,
			Facts: []string{"arrest_decisions"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d ArrestConsidered) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d ArrestConsidered) {
			x := ArrestDecision{Act: f.act, PairID: d.Pair, Reasoned: d.Why != "" || d.Grounds != "", Data: d}
			put(f, &x.Decision, d.Decision)
			f.c.ArrestChoice = append(f.c.ArrestChoice, x)
		},
	})

	_ = define(def[MarkerNoted]{
		Kind: Kind{Name: "MarkerNoted", Log: Collection, By: anyPolice, Part: "markers", Adds: true, Rank: 1,
			Facts: []string{"markers", "pairs"}, Occurs: OccursUnasked},
		Check: func(c *Case, e Event, d MarkerNoted) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d MarkerNoted) {
			m := Marker{Act: f.act, PersonID: d.Person, On: d.On, Until: d.Until, What: d.What, Data: d}
			put(f, &m.Kind, d.Kind)
			f.c.Markers = append(f.c.Markers, m)
		},
	})
)

// sets reports whether a plan says that somebody is to leave custody: when, in whatever
// words, or by another way than that a court keeps them in.
func (d ReleasePlanned) sets() bool {
	if d.How.Given() {
		return d.How.Value != Remanded
	}
	return d.At.Given()
}

// planAgain begins a release anew where a court had kept somebody in, or was to: they are
// in custody, and what was said and done before tells nothing of the release now planned
// (practice 1.4). A plan made before the court kept them in is folded before it.
func (a *Arrest) planAgain(at time.Time) {
	switch {
	case a.Released && !a.Out():
		a.Released, a.ReleasedAt, a.ReleaseID, a.ReleaseKnown, a.Left = false, time.Time{}, "", time.Time{}, calendar.Interval{}
		a.How, a.PlannedAsked = zeroFact[ReleaseKind](), zeroFact[bool]()
		a.PlannedAt, a.NotKnownAt, a.Plan = time.Time{}, time.Time{}, ReleasePlanned{}
		a.HeldFrom, a.SaidToCustody = at, nil
	case a.PlannedHow.Given() && a.PlannedHow.Value == Remanded:
	default:
		return
	}
	a.PlannedHow = zeroFact[ReleaseKind]() // how they leave now nobody has said, unless this plan does
	a.TellFrom = at
}

// keptSince reports whether a court has kept somebody in since an instant.
func (a *Arrest) keptSince(at time.Time) bool {
	return a != nil && a.Kept.ID != "" && !a.Kept.Known.Before(at)
}

// personNamed wants somebody of the case named.
func (c *Case) personNamed(field string, id PersonID, says string) []Problem {
	if c.Person(id) == nil {
		return one(field, "unknown_person", says)
	}
	return nil
}
