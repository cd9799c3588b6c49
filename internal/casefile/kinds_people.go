package casefile

import "foursight/internal/fact"

// Kinds about people, how they stand to each other, and what is done for them.

var (
	_ = define(def[PersonAdded]{
		Kind: Kind{Name: "PersonAdded", Log: Collection, By: anyPolice, Part: "people", Adds: true,
			Facts: []string{"persons", "pairs", "checks", "unchecked", "other_works_for_police", "victim_spoken_with", "victims", "safe_now"}, Occurs: OccursUnasked},
		Fold: func(f *folder, d PersonAdded) {
			p := Person{Act: f.act, Roles: add([]PersonRole(nil), d.Roles...)}
			if p.Has(Suspect) {
				p.suspectedFrom(f.act.Acted)
			}
			f.detail(&p, d.Details)
			f.c.Persons.Items = append(f.c.Persons.Items, p)
		},
	})

	_ = define(def[PersonDetailed]{
		Kind: Kind{Name: "PersonDetailed", Log: Alteration, By: anyPolice, Part: "person", Rank: 1,
			Facts: []string{"persons", "pairs", "checks", "unchecked", "other_works_for_police", "victim_spoken_with", "victims", "safe_now"}, Occurs: OccursUnasked},
		About: func(d PersonDetailed) string { return string(d.Person) },
		Check: func(c *Case, e Event, d PersonDetailed) []Problem {
			if c.Person(d.Person) == nil {
				return one("person", "unknown_person", "That person is not in this case.")
			}
			return nil
		},
		Fold: func(f *folder, d PersonDetailed) {
			p := f.c.Person(d.Person)
			if p == nil {
				f.missing("person", "person")
				return
			}
			if p.Roles = add(p.Roles, d.Roles...); p.Has(Suspect) {
				p.suspectedFrom(f.act.Acted)
			}
			f.detail(p, d.Details)
		},
	})

	_ = define(def[SafeContactRecorded]{
		Kind: Kind{Name: "SafeContactRecorded", Log: Collection, By: anyPolice, Part: "safe_contact", Rank: 1,
			Facts: []string{"persons", "pairs"}, Occurs: OccursNow},
		About: func(d SafeContactRecorded) string { return string(d.Person) },
		Check: func(c *Case, e Event, d SafeContactRecorded) []Problem {
			if c.Person(d.Person) == nil {
				return one("person", "unknown_person", "Say whose safe contact this is.")
			}
			return nil
		},
		Fold: func(f *folder, d SafeContactRecorded) {
			p := f.c.Person(d.Person)
			if p == nil {
				f.missing("person", "person")
				return
			}
			safe := &SafeContact{Act: f.act, Data: d}
			if was := p.SafeContact; was != nil && f.first.Around.Unshown {
				safe.Data, safe.Kept = d.over(was.Data), &was.Act
			}
			p.SafeContact, p.HasSafe, p.SafeWhole = safe, true, len(safe.Data.Missing()) == 0
			if p.SafeUnsaid = len(safe.Data.Unsaid()) > 0; p.SafeUnsaid {
				p.UnsaidAt = f.act.At
			}
		},
	})

	_ = define(def[PairRecorded]{
		Kind: Kind{Name: "PairRecorded", Log: Collection, By: anyPolice, Part: "pairs", Adds: true, Rank: 1,
			Facts: []string{"pairs", "arrests", "advice", "persons", "bails", "checks", "unchecked", "other_works_for_police", "victim_spoken_with", "victims", "safe_now"}, Occurs: OccursUnasked},
		Check: func(c *Case, e Event, d PairRecorded) []Problem {
			var out []Problem
			if c.Person(d.Victim) == nil {
				out = append(out, Problem{Field: "victim", Code: "unknown_person", What: "Say who the conduct is towards."})
			}
			return append(out, c.personKnown("actor", d.Actor)...)
		},
		Fold: func(f *folder, d PairRecorded) {
			if f.c.Person(d.Victim) == nil {
				f.missing("victim", "person")
			}
			kind := d.Kind
			switch {
			case d.Actor != "" && kind != ActorUnknown: // of somebody unknown too there may be a vehicle or an account
				kind = ActorPerson
			case kind == "" || kind == ActorPerson:
				kind = ActorUnknown
			}
			f.c.Pairs = append(f.c.Pairs, Pair{Act: f.act, VictimID: d.Victim, ActorID: d.Actor, ActorKind: kind, Label: d.Label})
		},
	})

	_ = define(def[RelationshipRecorded]{
		Kind: Kind{Name: "RelationshipRecorded", Log: Collection, By: anyPolice, Part: "relationship", Rank: 2,
			Facts: []string{"pairs"}, Occurs: OccursUnasked},
		About: func(d RelationshipRecorded) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d RelationshipRecorded) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d RelationshipRecorded) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			if d.Is.Given() && (!p.Relation.Given() || p.Relation.Value != d.Is.Value) || d.Ended.Given() && d.Ended.Value != p.Ended {
				p.Related = f.act
			}
			if d.Ended.Given() {
				p.Ended = d.Ended.Value
			}
			put(f, &p.Relation, d.Is)
			if d.Is.Given() {
				put(f, &p.BroadKind, fact.Of(d.Is.Value.Broad()))
			}
		},
	})

	_ = define(def[SuspectIdentified]{
		Kind: Kind{Name: "SuspectIdentified", Log: Collection, By: anyPolice, Part: "suspect", Rank: 2,
			Facts: []string{"pairs", "arrests", "persons", "bails", "checks", "unchecked", "other_works_for_police", "victim_spoken_with", "victims", "safe_now"}, Occurs: OccursNow},
		About: func(d SuspectIdentified) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d SuspectIdentified) []Problem {
			out := c.pairKnown("pair", d.Pair)
			if c.Person(d.Person) == nil {
				out = append(out, Problem{Field: "person", Code: "unknown_person", What: "Say who in this case the suspect is thought to be."})
			}
			return out
		},
		Fold: func(f *folder, d SuspectIdentified) {
			p, who := f.c.Pair(d.Pair), f.c.Person(d.Person)
			switch {
			case p == nil:
				f.missing("pair", "pair")
				return
			case who == nil:
				f.missing("person", "person")
				return
			}
			if p.ActorKind != ActorPerson {
				p.Named = f.act
			}
			p.ActorID, p.ActorKind = d.Person, ActorPerson
			who.Roles = add(who.Roles, Suspect)
			who.suspectedFrom(f.act.Acted)
			put(f, &who.PoliceWorker, d.Police)
			f.isStaff(who, d.Staff)
		},
	})

	_ = define(def[ImpactRecorded]{
		Kind: Kind{Name: "ImpactRecorded", Log: Collection, By: anyPolice, Part: "impact", Rank: 2,
			Facts: []string{"pairs"}, Occurs: OccursUnasked},
		About: func(d ImpactRecorded) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d ImpactRecorded) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d ImpactRecorded) {
			p := f.c.Pair(d.Pair)
			if p == nil {
				f.missing("pair", "pair")
				return
			}
			if said := p.Impact.FearViolenceTwice; d.FearTwice.Given() && d.FearTwice.Value && !(said.Given() && said.Value) {
				p.Feared = f.act
			}
			put(f, &p.Impact.FearViolenceTwice, d.FearTwice)
			put(f, &p.Impact.SeriousAlarm, d.Alarm)
			put(f, &p.Impact.Substantial, d.Substantial)
			before := len(p.Impact.Changes.Items)
			p.Impact.Changes.Items = add(p.Impact.Changes.Items, d.Changes...)
			if len(p.Impact.Changes.Items) > before {
				p.Impact.Changes.Complete, p.Impact.Changes.Source = false, "" // there was more after all
			}
			if d.NoMore.Known() {
				p.Impact.Changes.Complete, p.Impact.Changes.Source = d.NoMore.Value, f.e.ID
			}
			if d.Words != "" {
				p.Impact.Notes = append(p.Impact.Notes, d.Words)
			}
			p.Impact.RecordedAt = f.act.At
		},
	})

	_ = define(def[AdviceGiven]{
		Kind: Kind{Name: "AdviceGiven", Log: Collection, By: anyPolice, Part: "advice", Adds: true, Rank: 2,
			Facts: []string{"advice", "victims"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d AdviceGiven) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d AdviceGiven) {
			a := Advice{Act: f.act, Codes: d.Codes, Data: d}
			put(f, &a.ByPolice, d.ByPolice)
			put(f, &a.PutRight, d.PutRight)
			f.c.Advice = append(f.c.Advice, a)
		},
	})

	_ = define(def[VictimContacted]{
		Kind: Kind{Name: "VictimContacted", Log: Collection, By: anyPolice, Part: "contact", Adds: true, Rank: 2,
			Facts: []string{"contacts", "arrests", "victims", "victim_spoken_with"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d VictimContacted) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d VictimContacted) {
			k := Contact{Act: f.act, MadeAt: f.act.when(), Person: d.Person, Topics: d.Topics, Data: d}
			put(f, &k.Purpose, d.Purpose)
			put(f, &k.Outcome, d.Outcome)
			f.c.Contacts = append(f.c.Contacts, k)
		},
	})

	_ = define(def[ReferralConsentRecorded]{
		Kind: Kind{Name: "ReferralConsentRecorded", Log: Collection, By: anyPolice, Part: "consent", Adds: true, Rank: 2,
			Facts: []string{"consents"}, Appends: true, Occurs: OccursAt},
		Check: func(c *Case, e Event, d ReferralConsentRecorded) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d ReferralConsentRecorded) {
			k := ReferralConsent{Act: f.act, Person: d.Person, Data: d}
			put(f, &k.Service, d.Service)
			put(f, &k.Choice, d.Choice)
			f.c.Consents = append(f.c.Consents, k)
		},
	})

	_ = define(def[ReferralMade]{
		Kind: Kind{Name: "ReferralMade", Log: DisclosureOf, By: anyPolice, Part: "referral", Adds: true, Rank: 2,
			Facts: []string{"referrals"}, Appends: true, Occurs: OccursAt},
		Check: func(c *Case, e Event, d ReferralMade) []Problem { return c.personKnown("person", d.Person) },
		Fold: func(f *folder, d ReferralMade) {
			r := Referral{Act: f.act, Person: d.Person, Data: d}
			put(f, &r.Service, d.Service)
			f.c.Referrals = append(f.c.Referrals, r)
		},
	})
)

// detail lays what a form said of a person over what was known.
func (f *folder) detail(p *Person, d Details) {
	if d.Told() || len(d.Phones)+len(d.Emails)+len(d.Handles)+len(d.Addresses)+len(d.Vehicles) > 0 {
		p.searchableFrom(f.act.At)
	}
	put(f, &p.Name, d.Name)
	put(f, &p.Born, d.Born)
	put(f, &p.Age, d.Age)
	if !d.Age.Given() && d.Born.Given() {
		put(f, &p.Age, fact.Of(ageOn(d.Born.Value, f.act)))
	}
	put(f, &p.Sex, d.Sex)
	put(f, &p.Occupation, d.Occupation)
	put(f, &p.PoliceWorker, d.PoliceWorker)
	f.isStaff(p, d.Staff)
	put(f, &p.Interpreter, d.Interpreter)
	p.Aliases = add(p.Aliases, d.Aliases...)
	p.Phones = add(p.Phones, d.Phones...)
	p.Emails = add(p.Emails, d.Emails...)
	p.Handles = add(p.Handles, d.Handles...)
	p.Addresses = add(p.Addresses, d.Addresses...)
	p.Vehicles = add(p.Vehicles, d.Vehicles...)
}

// isStaff ties somebody to the member of staff they are; that alone says that they
// work for the police. Nothing where nobody is named.
func (f *folder) isStaff(p *Person, id StaffID) {
	if id == "" {
		return
	}
	p.Staff = id
	p.searchableFrom(f.act.At)
	put(f, &p.PoliceWorker, fact.Of(true))
}
