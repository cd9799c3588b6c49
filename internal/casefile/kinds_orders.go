package casefile

// Kinds about orders that bind the person reported, and breaches of them.

var (
	_ = define(def[OrderNoted]{
		Kind: Kind{Name: "OrderNoted", Log: Collection, By: anyPolice, Part: "known_orders", Adds: true, Rank: 2,
			Facts: []string{"known_orders", "pairs"}, Occurs: OccursUnasked},
		Check: func(c *Case, e Event, d OrderNoted) []Problem {
			out := c.personNamed("person", d.Person, "Say whom the order binds.")
			for _, id := range d.Protects {
				out = append(out, c.personKnown("protects", id)...)
			}
			return out
		},
		Fold: func(f *folder, d OrderNoted) {
			if f.c.Person(d.Person) == nil {
				f.missing("person", "person")
			}
			o := ProtectiveOrder{Act: f.act, PersonID: d.Person, Protects: d.Protects, Until: d.Until, Data: d}
			if !d.Served.IsZero() {
				o.Served, o.ServedAt = true, d.Served.Start()
			}
			put(f, &o.Kind, d.Order)
			f.c.KnownOrders = append(f.c.KnownOrders, o)
		},
	})

	_ = define(def[OrderServed]{
		Kind:  Kind{Name: "OrderServed", Log: Collection, By: anyPolice, Part: "order_service", Rank: 3, Facts: []string{"known_orders", "pairs"}, Occurs: OccursAt},
		About: func(d OrderServed) string { return string(d.Order) },
		Check: func(c *Case, e Event, d OrderServed) []Problem {
			return there(c.KnownOrders, "order", string(d.Order), "Say which order was served.")
		},
		Fold: func(f *folder, d OrderServed) {
			if o := about(f, f.c.KnownOrders, "order", string(d.Order)); o != nil {
				o.Served, o.ServedAt, o.ServedBy, o.ServiceKnown = true, f.act.when(), f.act.ID, f.act.At
			}
		},
	})

	_ = define(def[OrderEnded]{
		Kind:  Kind{Name: "OrderEnded", Log: Alteration, By: anyPolice, Part: "order_end", Rank: 3, Facts: []string{"known_orders", "pairs"}, Occurs: OccursAt},
		About: func(d OrderEnded) string { return string(d.Order) },
		Check: func(c *Case, e Event, d OrderEnded) []Problem {
			return there(c.KnownOrders, "order", string(d.Order), "Say which order has ended.")
		},
		Fold: func(f *folder, d OrderEnded) {
			if o := about(f, f.c.KnownOrders, "order", string(d.Order)); o != nil {
				o.Ended, o.EndedAt, o.EndedBy, o.EndKnown = true, f.act.when(), f.act.ID, f.act.At
			}
		},
	})

	_ = define(def[BreachReported]{
		Kind: Kind{Name: "BreachReported", Log: Collection, By: anyPolice, Part: "breaches", Adds: true, Rank: 2,
			Facts: []string{"breaches", "pairs"}, Occurs: OccursDuring},
		Check: func(c *Case, e Event, d BreachReported) []Problem {
			out := c.pairKnown("pair", d.Pair)
			if d.Order != "" {
				out = append(out, there(c.KnownOrders, "order", string(d.Order), "That order is not in this case.")...)
			}
			if d.Bail != "" {
				out = append(out, there(c.Bails, "bail", string(d.Bail), "Those conditions are not in this case.")...)
			}
			return out
		},
		Fold: func(f *folder, d BreachReported) {
			if f.c.Pair(d.Pair) == nil {
				f.missing("pair", "pair")
			}
			b := Breach{Act: f.act, PairID: d.Pair, Incident: d.Incident, Data: d}
			put(f, &b.Of, d.Of)
			f.c.Breaches = append(f.c.Breaches, b)
		},
	})

	_ = define(def[BreachActed]{
		Kind:  Kind{Name: "BreachActed", Log: Collection, By: anyPolice, Part: "breach", Rank: 3, Facts: []string{"breaches"}, Occurs: OccursAt},
		About: func(d BreachActed) string { return string(d.Breach) },
		Check: func(c *Case, e Event, d BreachActed) []Problem {
			return there(c.Breaches, "breach", string(d.Breach), "Say which breach this is about.")
		},
		Fold: func(f *folder, d BreachActed) {
			b := about(f, f.c.Breaches, "breach", string(d.Breach))
			if b == nil {
				return
			}
			b.Acted, b.ActedAt, b.Done = b.Acted || d.Action.Given(), f.act.At, d
			b.Reasoned, b.CrimeRef = d.Why != "", b.CrimeRef || d.Ref != ""
			put(f, &b.Action, d.Action)
		},
	})
)
