package casefile

// Kinds about keeping somebody safe: plans with owners and reviews, and threats
// to life.

var (
	_ = define(def[SafetyPlanMade]{
		Kind: Kind{Name: "SafetyPlanMade", Log: Collection, By: anyPolice, Part: "safety_plans", Adds: true, Rank: 2,
			Facts: []string{"safety_plans"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d SafetyPlanMade) []Problem {
			return c.personNamed("person", d.Person, "Say whose plan this is.")
		},
		Fold: func(f *folder, d SafetyPlanMade) {
			if f.c.Person(d.Person) == nil {
				f.missing("person", "person")
			}
			x := SafetyPlan{Act: f.act, Person: d.Person, Review: d.Review, Data: d}
			put(f, &x.Agreed, d.Agreed)
			f.c.Plans = append(f.c.Plans, x)
		},
	})

	_ = define(def[SafetyMeasureSet]{
		Kind: Kind{Name: "SafetyMeasureSet", Log: Collection, By: anyPolice, Part: "measures", Adds: true, Rank: 2,
			Facts: []string{"safety_measures", "safety_plans"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d SafetyMeasureSet) []Problem {
			return c.personNamed("person", d.Person, "Say whose safety this step is for.")
		},
		Fold: func(f *folder, d SafetyMeasureSet) {
			if f.c.Person(d.Person) == nil {
				f.missing("person", "person")
			}
			x := Measure{Act: f.act, Person: d.Person, Owned: d.Owner != "" || d.Outside != "", Due: d.Due, Data: d}
			put(f, &x.Measure, d.Measure)
			f.c.Measures = append(f.c.Measures, x)
		},
	})

	_ = define(def[SafetyMeasureSettled]{
		Kind:  Kind{Name: "SafetyMeasureSettled", Log: Collection, By: anyPolice, Part: "measure", Rank: 3, Facts: []string{"safety_measures"}, Occurs: OccursAt},
		About: func(d SafetyMeasureSettled) string { return string(d.Step) },
		Check: func(c *Case, e Event, d SafetyMeasureSettled) []Problem {
			return there(c.Measures, "step", string(d.Step), "Say which step this is about.")
		},
		Fold: func(f *folder, d SafetyMeasureSettled) {
			if x := about(f, f.c.Measures, "step", string(d.Step)); x != nil {
				x.Settled, x.Words = d.Outcome.Given(), d.Words
				put(f, &x.Outcome, d.Outcome)
			}
		},
	})

	_ = define(def[SafetyPlanReviewed]{
		Kind: Kind{Name: "SafetyPlanReviewed", Log: Collection, By: anyPolice, Part: "plan_review", Adds: true, Rank: 3,
			Facts: []string{"safety_plans"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d SafetyPlanReviewed) []Problem {
			if c.PlanOf(d.Person) == nil {
				return one("person", "no_plan", "There is no safety plan for this person yet. Make one first.")
			}
			return nil
		},
		Fold: func(f *folder, d SafetyPlanReviewed) {
			x := f.c.PlanOf(d.Person)
			if x == nil {
				f.missing("person", "plan")
				return
			}
			x.Reviewed = f.act.At
			if !d.Next.IsZero() { // else the day it was for stands, met
				x.Review = d.Next
			}
			x.Reviews = append(x.Reviews, PlanReview{Act: f.act, Data: d})
		},
	})

	_ = define(def[ThreatToLifeConsidered]{
		Kind: Kind{Name: "ThreatToLifeConsidered", Log: Collection, By: anyPolice, Part: "threat_to_life", Adds: true, Rank: 2,
			Facts: []string{"pairs", "arrests"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d ThreatToLifeConsidered) []Problem {
			p := c.Pair(d.Pair)
			if p != nil && p.LifeThreatened() != nil && d.Present.Given() && !d.Present.Value && !d.reasoned() {
				return one("basis", "reason_missing", "Somebody’s life was said to be in danger. Say what has changed: without it the danger stands.")
			}
			return c.pairKnown("pair", d.Pair)
		},
		Fold: func(f *folder, d ThreatToLifeConsidered) {
			p := f.pair(d.Pair)
			if p == nil {
				return
			}
			x := ThreatToLife{Act: f.act, InspectorTold: d.Inspector != "", Decided: d.Decision != "", Word: f.e.Actor, Data: d}
			put(f, &x.Present, d.Present)
			put(f, &x.Firearms, d.Firearms)
			put(f, &x.Licence, d.Licence)
			put(f, &x.Licensing, d.Licensing)
			put(f, &x.Told, d.Told)
			x.WhyUntold = d.Told.Given() && !d.Told.Value && d.ToldHow != ""
			x.ReviewOn = d.Review
			p.Life = append(p.Life, x)
		},
	})
)

// PlanOf is somebody's newest safety plan, nil where they have none.
func (c *Case) PlanOf(id PersonID) *SafetyPlan {
	for i := len(c.Plans) - 1; i >= 0; i-- {
		if c.Plans[i].Person == id {
			return &c.Plans[i]
		}
	}
	return nil
}
