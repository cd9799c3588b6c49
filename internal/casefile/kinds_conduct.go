package casefile

import (
	"fmt"
	"slices"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Kinds about conduct, what it is called, and how dangerous it is.

var (
	_ = define(def[IncidentRecorded]{
		Kind: Kind{Name: "IncidentRecorded", Log: Collection, By: append([]Role{Analyst}, Police...), Part: "incidents", Adds: true, Rank: 2,
			Facts: []string{"pairs"}, Occurs: OccursDuring},
		Check: func(c *Case, e Event, d IncidentRecorded) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d IncidentRecorded) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			i := Incident{Act: f.act, Pair: d.Pair, Behaviours: d.Behaviours, Kinds: d.Kinds, Data: d}
			if when := interval(f.act.Occurred); when.IsZero() {
				put(f, &i.When, fact.Is[calendar.Interval](d.WhenUnsaid.Status()))
			} else {
				put(f, &i.When, when)
			}
			put(f, &i.Channel, d.Channel)
			put(f, &i.Target, d.Target)
			put(f, &i.Unwanted, d.Unwanted)
			put(f, &i.Attribution, d.Who)
			put(f, &i.ByProxy, d.ByProxy)
			put(f, &i.FearViolence, d.Fear)
			put(f, &i.Breach, d.Breach)
			put(f, &i.InPublic, d.InPublic)
			put(f, &i.BecauseOfSex, d.OfSex)
			i.spell(f)
			i.WorseAt = worseSince(f.gone, d)
			p.Incidents.Items = append(p.Incidents.Items, i)
		},
	})

	_ = define(def[IncidentsComplete]{
		Kind: Kind{Name: "IncidentsComplete", Log: Collection, By: anyPolice, Part: "incidents_complete", Rank: 3,
			Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d IncidentsComplete) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d IncidentsComplete) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d IncidentsComplete) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			// An incident learnt of later shows that there was more after all.
			for _, i := range p.Incidents.Items {
				if i.At.After(f.act.At) {
					return
				}
			}
			p.Incidents.Complete, p.Incidents.Source = true, f.e.ID
		},
	})

	_ = define(def[IncidentAttributed]{
		Kind: Kind{Name: "IncidentAttributed", Log: Alteration, By: []Role{Investigator, Supervisor, Responder, SPOC}, Part: "incident", Rank: 3,
			Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d IncidentAttributed) string { return string(d.Incident) },
		Check: func(c *Case, e Event, d IncidentAttributed) []Problem {
			out := c.pairKnown("pair", d.Pair)
			if _, i := c.Incident(d.Incident); i == nil {
				out = append(out, Problem{Field: "incident", Code: "unknown_incident", What: "That incident is not in this case."})
			}
			return out
		},
		Fold: func(f *folder, d IncidentAttributed) {
			from, i := f.c.Incident(d.Incident)
			to := f.c.Pair(d.Pair)
			switch {
			case i == nil:
				f.missing("incident", "incident")
				return
			case to == nil:
				f.missing("pair", "pair")
				return
			}
			moved := *i
			put(f, &moved.Attribution, d.How)
			moved.Pair, moved.MovedBy = d.Pair, f.act.ID
			from.Incidents.Items = slices.DeleteFunc(from.Incidents.Items, func(x Incident) bool { return x.ID == moved.ID })
			to.Incidents.Items = append(to.Incidents.Items, moved)
		},
	})

	_ = define(def[FourAssessed]{
		Kind:  Kind{Name: "FourAssessed", Log: Collection, By: anyPolice, Part: "four", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d FourAssessed) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d FourAssessed) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d FourAssessed) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			for _, x := range []struct {
				to   *fact.Fact[bool]
				from fact.Answer[bool]
			}{
				{&p.Four.Fixated, d.Fixated}, {&p.Four.Obsessive, d.Obsessive}, {&p.Four.Unwanted, d.Unwanted}, {&p.Four.Repeated, d.Repeated},
				{&p.Four.Focus, d.Focus}, {&p.Four.Consuming, d.Consuming}, {&p.Four.Routine, d.Routine}, {&p.Four.WouldStop, d.WouldStop},
			} {
				put(f, x.to, x.from)
			}
			if d.Reasons != "" {
				p.Four.Reasons = d.Reasons
			}
			if d.Effort != "" {
				p.Four.Effort, p.Four.EffortSaid = d.Effort, true
			}
			p.Four.AssessedAt, p.Four.By = f.act.At, f.act.By
		},
	})

	_ = define(def[ClassificationAdvised]{
		Kind: Kind{Name: "ClassificationAdvised", Log: Collection, By: Role("").all(), Part: "advised", Adds: true, Rank: 2,
			Facts: []string{"pairs"}, Occurs: OccursNow, Hidden: true},
		Check: func(c *Case, e Event, d ClassificationAdvised) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d ClassificationAdvised) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			p.Advised = &ClassAdvice{Act: f.act, Data: d}
		},
	})

	_ = define(def[ClassificationDecided]{
		Kind:  Kind{Name: "ClassificationDecided", Log: Alteration, By: anyPolice, Part: "classification", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d ClassificationDecided) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d ClassificationDecided) []Problem {
			out := c.pairKnown("pair", d.Pair)
			if d.As == "" {
				out = append(out, Problem{Field: "as", Code: "class_missing", What: "Choose what the conduct is, or that it is not yet determined."})
			}
			return out
		},
		Fold: func(f *folder, d ClassificationDecided) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			p.History = append(p.History, Classified{Act: f.act, As: d.As, Reason: d.Why, Since: p.Ruling.Known()})
			put(f, &p.Under16, d.Under16)
		},
	})

	_ = define(def[RegistrarAsked]{
		Kind:  Kind{Name: "RegistrarAsked", Log: Collection, By: anyPolice, Part: "registrar", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d RegistrarAsked) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d RegistrarAsked) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d RegistrarAsked) {
			if p := f.c.Pair(d.Pair); p != nil {
				p.RegistrarAt, p.Unanswered = f.act.At, true
				return
			}
			f.missing("pair", "pair")
		},
	})

	_ = define(def[RegistrarRuled]{
		Kind:  Kind{Name: "RegistrarRuled", Log: Alteration, By: []Role{Registrar}, Part: "classification", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d RegistrarRuled) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d RegistrarRuled) []Problem {
			out := c.pairKnown("pair", d.Pair)
			if d.Ruling == "" {
				out = append(out, Problem{Field: "ruling", Code: "ruling_missing", What: "Choose stalking or harassment only."})
			}
			return out
		},
		Fold: func(f *folder, d RegistrarRuled) {
			if p := f.c.Pair(d.Pair); p != nil {
				set(f, &p.Ruling, d.Ruling)
				p.Unanswered = false
				for i := range p.History {
					p.History[i].Since = false
				}
				return
			}
			f.missing("pair", "pair")
		},
	})

	_ = define(def[RiskAssessed]{
		Kind: Kind{Name: "RiskAssessed", Log: Collection, By: anyPolice, Part: "risk", Adds: true, Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d RiskAssessed) []Problem {
			out := c.pairKnown("pair", d.Pair)
			for _, a := range d.Answers {
				if a.Question == "" || !slices.Contains(RiskReplies(), string(a.Reply)) {
					out = append(out, Problem{Field: "answers", Code: "not_a_reply", What: "Answer each question with yes, no, not known or declined."})
				}
			}
			// A corrected entry stays its maker's: a colleague's words would read as theirs.
			if _, was := c.Assessment(AssessmentID(e.Corrects)); was != nil && e.Actor != "" && was.By != e.Actor && was.Data.Judgement != d.Judgement {
				out = append(out, Problem{Field: "judgement", Code: "not_their_judgement", What: "This judgement is somebody else’s and stays as they made it. Leave it, and judge the risk anew in your own name: both are then on record."})
			}
			return out
		},
		Keeps: func(c *Case, e Event) []Problem {
			// Taken back, it would bring the grade down with nobody's second look.
			if now, _, falls := c.fallWithout(AssessmentID(e.Corrects)); falls {
				return one("", "grade_would_fall", fmt.Sprintf("Without this judgement the risk in force would no longer be %s. Judge the risk again: a supervisor then confirms a lower grade.", now))
			}
			return nil
		},
		Fold: func(f *folder, d RiskAssessed) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			r := Assessment{Act: f.act, Reasoned: d.Reasons != "", TriggerID: string(d.Trigger), Data: d}
			put(f, &r.Tool, d.Tool)
			put(f, &r.ToolGrade, d.ToolGrade)
			put(f, &r.Judgement, d.Judgement)
			put(f, &r.VictimView, d.VictimAsked)
			for _, was := range f.was {
				if was := was.(*RiskAssessed); was.Pair == d.Pair {
					r.Corrected = higher(r.Corrected, higher(was.ToolGrade.Value, was.Judgement.Value))
				}
			}
			p.Risks = append(p.Risks, r)
			if r.Judgement.Given() { // whether it lowers anything is known once decisions are applied
				f.propose("RiskAssessed", p.ID, "supervisor")
			}
		},
	})

	_ = define(def[RiskDifferenceExplained]{
		Kind:  Kind{Name: "RiskDifferenceExplained", Log: Collection, By: anyPolice, Part: "difference", Rank: 3, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d RiskDifferenceExplained) string { return string(d.Assessment) },
		Check: func(c *Case, e Event, d RiskDifferenceExplained) []Problem {
			if _, r := c.Assessment(d.Assessment); r == nil {
				return one("assessment", "unknown_assessment", "That risk assessment is not in this case.")
			}
			if d.Why == "" {
				return one("why", "reason_missing", "Put the difference between the tool and your judgement in words.")
			}
			return nil
		},
		Fold: func(f *folder, d RiskDifferenceExplained) {
			if _, r := f.c.Assessment(d.Assessment); r != nil {
				r.Explained, r.Why = d.Why != "", d.Why
				return
			}
			f.missing("assessment", "assessment")
		},
	})
)

// all lists every role but the administrator's, who records nothing on cases.
func (Role) all() []Role {
	var out []Role
	for _, c := range Role("").Codes() {
		if r := Role(c); r != Administrator && r != Advocate {
			out = append(out, r)
		}
	}
	return out
}
