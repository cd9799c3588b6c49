package casefile

// Kinds about what conduct is in law, and how and through whom it is done.

var (
	_ = define(def[OffenceRecorded]{
		Kind: Kind{Name: "OffenceRecorded", Log: Collection, By: anyPolice, Part: "offences", Adds: true, Rank: 2,
			Facts: []string{"pairs"}, Occurs: OccursAt},
		Check: func(c *Case, e Event, d OffenceRecorded) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d OffenceRecorded) {
			p := f.pair(d.Pair)
			if p == nil {
				return
			}
			x := CrimeRecord{Act: f.act, Referenced: d.Ref != "", Data: d}
			put(f, &x.Offence, d.Offence)
			put(f, &x.Alongside, d.Alongside)
			p.Offences = append(p.Offences, x)
		},
	})

	_ = define(def[HostilityConsidered]{
		Kind:  Kind{Name: "HostilityConsidered", Log: Collection, By: anyPolice, Part: "hostility", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d HostilityConsidered) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d HostilityConsidered) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d HostilityConsidered) {
			p := f.pair(d.Pair)
			if p == nil {
				return
			}
			h := &p.Hostility
			before := len(h.Strands.Items)
			h.Strands.Items = add(h.Strands.Items, d.Strands...)
			if len(h.Strands.Items) > before {
				h.Strands.Complete, h.Strands.Source = false, ""
			}
			if d.None.Known() {
				h.Strands.Complete, h.Strands.Source = d.None.Value, f.act.ID
			}
			h.ID, h.Considered, h.Basis = f.act.ID, f.act.At, d.Basis
		},
	})

	_ = define(def[CoercionConsidered]{
		Kind:  Kind{Name: "CoercionConsidered", Log: Collection, By: anyPolice, Part: "coercion", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d CoercionConsidered) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d CoercionConsidered) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d CoercionConsidered) {
			if p := f.pair(d.Pair); p != nil {
				put(f, &p.Coercion, d.Decision)
			}
		},
	})

	_ = define(def[ConnectionExplained]{
		Kind:  Kind{Name: "ConnectionExplained", Log: Collection, By: anyPolice, Part: "connection", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		About: func(d ConnectionExplained) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d ConnectionExplained) []Problem {
			out := c.pairKnown("pair", d.Pair)
			if d.Why == "" {
				out = append(out, Problem{Field: "why", Code: "reason_missing", What: "Put in words what ties these acts together."})
			}
			return out
		},
		Fold: func(f *folder, d ConnectionExplained) {
			if p := f.pair(d.Pair); p != nil {
				p.Connected, p.Connection, p.ConnectedBy = d.Why != "", d.Why, f.act.ID
			}
		},
	})

	_ = define(def[TypologySuggested]{
		Kind: Kind{Name: "TypologySuggested", Log: Collection, By: []Role{Investigator, Supervisor, SPOC, Superintend, ForceLead, Standards}, Part: "typologies",
			Adds: true, Rank: 2, Facts: []string{"pairs"}, Occurs: OccursNow},
		Check: func(c *Case, e Event, d TypologySuggested) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d TypologySuggested) {
			p := f.pair(d.Pair)
			if p == nil {
				return
			}
			x := TypologyView{Act: f.act, Signed: d.Author != "", Data: d}
			put(f, &x.Type, d.Type)
			put(f, &x.Limits, d.Limits)
			p.Typologies = append(p.Typologies, x)
		},
	})

	_ = define(def[ToldToStop]{
		Kind:  Kind{Name: "ToldToStop", Log: Collection, By: anyPolice, Part: "told_to_stop", Adds: true, Rank: 2, Facts: []string{"pairs"}, Occurs: OccursDuring},
		Check: func(c *Case, e Event, d ToldToStop) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d ToldToStop) {
			p := f.pair(d.Pair)
			if p == nil {
				return
			}
			x := Telling{Act: f.act, Data: d}
			put(f, &x.By, d.By)
			p.Told = append(p.Told, x)
		},
	})

	_ = define(def[ProxyRecorded]{
		Kind: Kind{Name: "ProxyRecorded", Log: Collection, By: anyPolice, Part: "proxies", Adds: true, Rank: 2,
			Facts: []string{"pairs", "persons"}, Occurs: OccursDuring},
		Check: func(c *Case, e Event, d ProxyRecorded) []Problem {
			return append(c.pairKnown("pair", d.Pair), c.personKnown("person", d.Person)...)
		},
		Fold: func(f *folder, d ProxyRecorded) {
			p := f.pair(d.Pair)
			if p == nil {
				return
			}
			if who := f.c.Person(d.Person); who != nil {
				who.Roles = add(who.Roles, Proxy)
			}
			x := ProxyUse{Act: f.act, Person: d.Person, Data: d}
			put(f, &x.Through, d.Through)
			put(f, &x.Knowing, d.Knowing)
			p.Proxies = append(p.Proxies, x)
		},
	})

	_ = define(def[CounterAllegationMade]{
		Kind: Kind{Name: "CounterAllegationMade", Log: Collection, By: anyPolice, Part: "counter_allegations", Adds: true, Rank: 2,
			Facts: []string{"counter_allegations"}, Occurs: OccursDuring},
		Check: func(c *Case, e Event, d CounterAllegationMade) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d CounterAllegationMade) {
			f.c.Counter = append(f.c.Counter, CounterAllegation{Act: f.act, PairID: d.Pair, Data: d})
		},
	})

	_ = define(def[CounterAllegationWeighed]{
		Kind: Kind{Name: "CounterAllegationWeighed", Log: Collection, By: anyPolice, Part: "counter_allegation", Rank: 3,
			Facts: []string{"counter_allegations", "pairs"}, Occurs: OccursNow},
		About: func(d CounterAllegationWeighed) string { return string(d.Allegation) },
		Check: func(c *Case, e Event, d CounterAllegationWeighed) []Problem {
			return there(c.Counter, "allegation", string(d.Allegation), "Say which allegation this is about.")
		},
		Fold: func(f *folder, d CounterAllegationWeighed) {
			if x := about(f, f.c.Counter, "allegation", string(d.Allegation)); x != nil {
				x.Weighed, x.View, x.Weighing = d.View != "", d.View, f.act
			}
		},
	})

	_ = define(def[VictimViewRecorded]{
		Kind:  Kind{Name: "VictimViewRecorded", Log: Collection, By: anyPolice, Part: "victim_view", Rank: 2, Facts: []string{"pairs"}, Occurs: OccursAt},
		About: func(d VictimViewRecorded) string { return string(d.Pair) },
		Check: func(c *Case, e Event, d VictimViewRecorded) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d VictimViewRecorded) {
			if p := f.pair(d.Pair); p != nil {
				p.ViewAt, p.View = f.act.At, d
			}
		},
	})
)
