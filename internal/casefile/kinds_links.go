package casefile

// Kinds about other cases. Nothing is merged: a decision says that two cases
// belong together and can be taken back (DESIGN 3).

var (
	_ = define(def[MatchDecided]{
		Kind: Kind{Name: "MatchDecided", Log: Combination, By: anyPolice, Part: "links", Adds: true, Rank: 2,
			Facts: []string{"links"}, Occurs: OccursNow, Hidden: true},
		Check: func(c *Case, e Event, d MatchDecided) []Problem {
			out := c.personKnown("person_here", d.Here)
			if d.Other == "" || string(d.Other) == c.ID {
				out = append(out, Problem{Field: "other_case", Code: "other_case_missing", What: "Say which other case this is about."})
			}
			return out
		},
		Fold: func(f *folder, d MatchDecided) {
			l := Link{Act: f.act, Other: string(d.Other), Data: d}
			put(f, &l.Same, d.Same)
			put(f, &l.How, d.How)
			f.c.Links = append(f.c.Links, l)
		},
	})

	_ = define(def[MatchUndone]{
		Kind:  Kind{Name: "MatchUndone", Log: Combination, By: anyPolice, Part: "link", Rank: 3, Facts: []string{"links"}, Occurs: OccursNow, Hidden: true},
		About: func(d MatchUndone) string { return string(d.Link) },
		Check: func(c *Case, e Event, d MatchUndone) []Problem {
			return there(c.Links, "link", string(d.Link), "Say which decision is taken back.")
		},
		Fold: func(f *folder, d MatchUndone) {
			if l := about(f, f.c.Links, "link", string(d.Link)); l != nil {
				l.Undone, l.Why = true, d.Why
			}
		},
	})
)
