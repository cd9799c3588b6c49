package casefile

// Kinds about the work done: checks, orders considered, material and evidence.

var (
	_ = define(def[CheckRequested]{
		Kind: Kind{Name: "CheckRequested", Log: Collection, By: anyPolice, Part: "checks", Adds: true, Rank: 1, Facts: []string{"checks"}, Appends: true, Occurs: OccursNow},
		Check: func(c *Case, e Event, d CheckRequested) []Problem {
			out := c.personKnown("person", d.Person)
			if d.System == "" {
				out = append(out, Problem{Field: "system", Code: "system_missing", What: "Say which system is to be checked."})
			}
			return out
		},
		Fold: func(f *folder, d CheckRequested) {
			f.c.Checks = append(f.c.Checks, Check{Act: f.act, System: d.System, Subject: d.On, OfID: d.Person, State: StateAsked, Due: d.Due, Data: d})
		},
	})

	_ = define(def[CheckCompleted]{
		Kind:  Kind{Name: "CheckCompleted", Log: Consultation, By: anyPolice, Part: "check", Rank: 3, Facts: []string{"checks", "unchecked", "pairs"}, Occurs: OccursAt},
		About: func(d CheckCompleted) string { return string(d.Check) },
		Check: func(c *Case, e Event, d CheckCompleted) []Problem {
			var out []Problem
			if c.CheckByID(d.Check) == nil {
				out = append(out, Problem{Field: "check", Code: "unknown_check", What: "That check is not in this case."})
			}
			if d.Result == "" {
				out = append(out, Problem{Field: "result", Code: "result_missing", What: "Say whether there was a trace or no trace; if it could not be done, record that it failed."})
			}
			return out
		},
		Fold: func(f *folder, d CheckCompleted) {
			k := f.c.CheckByID(d.Check)
			if k == nil {
				f.missing("check", "check")
				return
			}
			k.State, k.Done, k.DoneAt, k.Summary, k.Failure, k.Answer = StateNothing, true, f.act.At, d.Summary, "", f.act
			if d.Result == Trace {
				k.State = StateHit
			}
		},
	})

	_ = define(def[CheckFailed]{
		Kind:  Kind{Name: "CheckFailed", Log: Collection, By: anyPolice, Part: "check", Rank: 3, Facts: []string{"checks", "unchecked", "pairs"}, Occurs: OccursAt},
		About: func(d CheckFailed) string { return string(d.Check) },
		Check: func(c *Case, e Event, d CheckFailed) []Problem {
			if c.CheckByID(d.Check) == nil {
				return one("check", "unknown_check", "That check is not in this case.")
			}
			return nil
		},
		Fold: func(f *folder, d CheckFailed) {
			k := f.c.CheckByID(d.Check)
			if k == nil {
				f.missing("check", "check")
				return
			}
			k.State, k.Done, k.DoneAt, k.Failure, k.Summary, k.Answer = StateFailed, false, f.act.At, d.Why, "", f.act
		},
	})

	_ = define(def[OrderConsidered]{
		Kind:  Kind{Name: "OrderConsidered", Log: Collection, By: anyPolice, Part: "orders", Adds: true, Rank: 2, Facts: []string{"orders"}, Appends: true, Occurs: OccursNow},
		Check: func(c *Case, e Event, d OrderConsidered) []Problem { return c.pairKnown("pair", d.Pair) },
		Fold: func(f *folder, d OrderConsidered) {
			o := OrderConsidering{Act: f.act, PairID: d.Pair, Reasoned: d.Why != "", Data: d}
			put(f, &o.Kind, d.Order)
			put(f, &o.Decision, d.Decision)
			f.c.Orders = append(f.c.Orders, o)
		},
	})

	_ = define(def[MaterialImported]{
		Kind: Kind{Name: "MaterialImported", Log: Collection, By: anyPolice, Part: "materials", Adds: true, Rank: 1, Facts: []string{"materials"}, Appends: true,
			Occurs: OccursAt, Hidden: true},
		Check: func(c *Case, e Event, d MaterialImported) []Problem {
			if d.SHA256 == "" || d.Blob == "" {
				return one("sha256", "original_missing", "The original file must be kept before its contents are read.")
			}
			return nil
		},
		Fold: func(f *folder, d MaterialImported) {
			m := Material{Act: f.act, Imported: &d}
			kind := EvidenceKind("chat_export")
			if d.Format == FormatPhotograph {
				kind = "photograph"
			}
			set(f, &m.Kind, kind)
			f.c.Materials = append(f.c.Materials, m)
		},
	})

	_ = define(def[EvidenceAdded]{
		Kind: Kind{Name: "EvidenceAdded", Log: Collection, By: anyPolice, Part: "materials", Adds: true, Rank: 1, Facts: []string{"materials", "pairs"}, Appends: true, Occurs: OccursDuring},
		Check: func(c *Case, e Event, d EvidenceAdded) []Problem {
			if d.Pair == "" {
				return nil
			}
			return c.pairKnown("pair", d.Pair)
		},
		Fold: func(f *folder, d EvidenceAdded) {
			m := Material{Act: f.act, Supports: d.Supports, Evidence: &d}
			put(f, &m.Kind, d.Kind)
			put(f, &m.Marked, d.Marked)
			f.c.Materials = append(f.c.Materials, m)
		},
	})
)
