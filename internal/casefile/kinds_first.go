package casefile

// Kinds of the first hour: how urgent, how somebody was heard, who was asked.

var (
	_ = define(def[ResponseGraded]{
		Kind: Kind{Name: "ResponseGraded", Log: Collection, By: anyPolice, Part: "response", Adds: true, Rank: 2,
			Facts: []string{"response_grades"}, Occurs: OccursNow},
		Fold: func(f *folder, d ResponseGraded) {
			g := Grading{Act: f.act, Data: d}
			put(f, &g.Grade, d.Grade)
			f.c.Gradings = append(f.c.Gradings, g)
		},
	})

	_ = define(def[DelayReasonsRecorded]{
		Kind: Kind{Name: "DelayReasonsRecorded", Log: Collection, By: anyPolice, Part: "delay", Adds: true, Rank: 2,
			Facts: []string{"delays", "victims"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d DelayReasonsRecorded) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d DelayReasonsRecorded) {
			x := Delay{Act: f.act, Person: d.Person, Reasoned: len(d.Reasons) > 0 || d.Words != "", Data: d}
			put(f, &x.Delayed, d.Delayed)
			put(f, &x.Serious, d.Serious)
			put(f, &x.Understood, d.Understood)
			f.c.Delays = append(f.c.Delays, x)
		},
	})

	_ = define(def[IndicatorsObserved]{
		Kind: Kind{Name: "IndicatorsObserved", Log: Collection, By: anyPolice, Part: "indicators", Adds: true, Rank: 2,
			Facts: []string{"indicators"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d IndicatorsObserved) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d IndicatorsObserved) {
			x := Indicators{Act: f.act, Person: d.Person, Seen: d.Seen, Looked: len(d.Seen) > 0 || d.NoneSeen.Given(), Data: d}
			put(f, &x.PlaysDown, d.PlaysDown)
			f.c.Indicators = append(f.c.Indicators, x)
		},
	})

	_ = define(def[EnhancedRightsAssessed]{
		Kind: Kind{Name: "EnhancedRightsAssessed", Log: Collection, By: anyPolice, Part: "enhanced_rights", Adds: true, Rank: 2,
			Facts: []string{"enhanced_rights"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d EnhancedRightsAssessed) []Problem {
			return c.personNamed("person", d.Person, "Say whose rights these are.")
		},
		Fold: func(f *folder, d EnhancedRightsAssessed) {
			x := EnhancedRights{Act: f.act, Person: d.Person, Grounds: d.Grounds, Data: d}
			put(f, &x.Entitled, d.Entitled)
			put(f, &x.Told, d.Told)
			f.c.Rights = append(f.c.Rights, x)
		},
	})

	_ = define(def[VulnerabilityAssessed]{
		Kind: Kind{Name: "VulnerabilityAssessed", Log: Collection, By: anyPolice, Part: "vulnerability", Adds: true, Rank: 2,
			Facts: []string{"vulnerabilities"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d VulnerabilityAssessed) []Problem {
			return c.personNamed("person", d.Person, "Say whom this is about.")
		},
		Fold: func(f *folder, d VulnerabilityAssessed) {
			f.c.Vulnerable = append(f.c.Vulnerable, Vulnerabilities{Act: f.act, Person: d.Person, Factors: d.Factors,
				Looked: len(d.Factors) > 0 || d.None.Given(), Data: d})
		},
	})

	_ = define(def[ApproachAgreed]{
		Kind: Kind{Name: "ApproachAgreed", Log: Collection, By: anyPolice, Part: "approach", Adds: true, Rank: 2,
			Facts: []string{"approaches"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d ApproachAgreed) []Problem {
			return c.personNamed("person", d.Person, "Say with whom this was agreed.")
		},
		Fold: func(f *folder, d ApproachAgreed) {
			f.c.Approaches = append(f.c.Approaches, Approach{Act: f.act, Person: d.Person, Measures: d.Measures, Data: d})
		},
	})

	_ = define(def[SpecialistAsked]{
		Kind: Kind{Name: "SpecialistAsked", Log: Collection, By: anyPolice, Part: "specialists", Adds: true, Rank: 2,
			Facts: []string{"specialist_advice", "arrests"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d SpecialistAsked) []Problem {
			var out []Problem
			if d.Pair != "" {
				out = c.pairKnown("pair", d.Pair)
			}
			if d.Arrest != "" {
				out = append(out, there(c.Arrests, "arrest", string(d.Arrest), "Say whose release this is about.")...)
			}
			return out
		},
		Fold: func(f *folder, d SpecialistAsked) {
			x := SpecialistAdvice{Act: f.act, PairID: d.Pair, ArrestID: d.Arrest, Word: f.e.Actor, Data: d}
			put(f, &x.Of, d.Of)
			for _, t := range f.back {
				if string(t.request) == x.ID {
					x.back(t)
				}
			}
			f.c.Specialists = append(f.c.Specialists, x)
		},
	})

	_ = define(def[SpecialistAnswered]{
		Kind: Kind{Name: "SpecialistAnswered", Log: Collection, By: anyPolice, Part: "specialist", Rank: 3,
			Facts: []string{"specialist_advice"}, Occurs: OccursAt},
		About: func(d SpecialistAnswered) string { return string(d.Request) },
		Check: func(c *Case, e Event, d SpecialistAnswered) []Problem {
			return there(c.Specialists, "request", string(d.Request), "Say which question this answers.")
		},
		Fold: func(f *folder, d SpecialistAnswered) {
			if x := about(f, f.c.Specialists, "request", string(d.Request)); x != nil {
				x.answer(f, d)
			}
		},
	})

	_ = define(def[VictimMessageReceived]{
		Kind: Kind{Name: "VictimMessageReceived", Log: Collection, By: anyPolice, Part: "messages", Adds: true, Rank: 2,
			Facts: []string{"messages"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d VictimMessageReceived) []Problem {
			return c.personNamed("person", d.Person, "Say whose message this is.")
		},
		Fold: func(f *folder, d VictimMessageReceived) {
			f.c.Messages = append(f.c.Messages, Message{Act: f.act, Person: d.Person, Data: d})
		},
	})

	_ = define(def[MessageAnswered]{
		Kind: Kind{Name: "MessageAnswered", Log: Collection, By: anyPolice, Part: "message", Rank: 3,
			Facts: []string{"messages"}, Occurs: OccursAt},
		About: func(d MessageAnswered) string { return string(d.Message) },
		Check: func(c *Case, e Event, d MessageAnswered) []Problem {
			return there(c.Messages, "message", string(d.Message), "Say which message this answers.")
		},
		Fold: func(f *folder, d MessageAnswered) {
			if x := about(f, f.c.Messages, "message", string(d.Message)); x != nil {
				x.Answered, x.AnsweredAt, x.Reply = true, f.act.At, d
			}
		},
	})

	_ = define(def[ReferenceNoted]{
		Kind: Kind{Name: "ReferenceNoted", Log: Collection, By: append([]Role{Analyst}, Police...), Part: "references", Adds: true, Rank: 2,
			Occurs: OccursUnasked},
		Fold: func(f *folder, d ReferenceNoted) { f.c.External = add(f.c.External, d.External...) },
	})

	_ = define(def[EnquirySet]{
		Kind: Kind{Name: "EnquirySet", Log: Collection, By: anyPolice, Part: "enquiries", Adds: true, Rank: 2,
			Facts: []string{"enquiries", "pairs"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d EnquirySet) []Problem {
			if d.Pair == "" {
				return nil
			}
			return c.pairKnown("pair", d.Pair)
		},
		Fold: func(f *folder, d EnquirySet) {
			x := Enquiry{Act: f.act, Owner: d.Owner, Due: d.Due, Data: d}
			put(f, &x.About, d.About)
			f.c.Enquiries = append(f.c.Enquiries, x)
		},
	})

	_ = define(def[EnquirySettled]{
		Kind: Kind{Name: "EnquirySettled", Log: Collection, By: anyPolice, Part: "enquiry", Rank: 3,
			Facts: []string{"enquiries"}, Occurs: OccursAt},
		About: func(d EnquirySettled) string { return string(d.Enquiry) },
		Check: func(c *Case, e Event, d EnquirySettled) []Problem {
			return there(c.Enquiries, "enquiry", string(d.Enquiry), "Say which line of enquiry this settles.")
		},
		Fold: func(f *folder, d EnquirySettled) {
			if x := about(f, f.c.Enquiries, "enquiry", string(d.Enquiry)); x != nil {
				x.Settled, x.Result = true, d.Result
			}
		},
	})

	_ = define(def[PriorityDecided]{
		Kind: Kind{Name: "PriorityDecided", Log: Collection, By: anyPolice, Part: "priority", Adds: true, Rank: 2,
			Facts: []string{"priorities"}, Occurs: OccursNow},
		About: func(d PriorityDecided) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d PriorityDecided) []Problem {
			if d.First.Given() && d.First.Value == "investigation" && d.Why == "" {
				return one("why", "reason_missing", "Safety comes first. Where it did not, say why.")
			}
			return c.pairKnown("pair", d.Pair)
		},
		Fold: func(f *folder, d PriorityDecided) {
			x := PriorityDecision{Act: f.act, PairID: d.Pair, Data: d}
			put(f, &x.First, d.First)
			f.c.Priorities = append(f.c.Priorities, x)
		},
	})

	_ = define(def[NextStepDecided]{
		Kind: Kind{Name: "NextStepDecided", Log: Collection, By: anyPolice, Part: "next_step", Adds: true, Rank: 2,
			Facts: []string{"next_steps"}, Occurs: OccursNow},
		Fold: func(f *folder, d NextStepDecided) {
			x := StepDecision{Act: f.act, Data: d}
			put(f, &x.Step, d.Step)
			f.c.Steps = append(f.c.Steps, x)
		},
	})
)
