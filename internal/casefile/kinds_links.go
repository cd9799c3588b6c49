package casefile

import "slices"

// Kinds about other cases. Nothing is merged: a decision says that two cases
// belong together and can be taken back (DESIGN 3). They change no fact of the
// guidance: a duty that arose from one would tell of a case restricted later.

var (
	_ = define(def[MatchDecided]{
		Kind: Kind{Name: "MatchDecided", Log: Combination, By: anyPolice, Part: "links", Adds: true, Rank: 2, Occurs: OccursNow, Hidden: true},
		Check: func(c *Case, e Event, d MatchDecided) []Problem {
			out := c.personKnown("person_here", d.Here)
			if d.Other == "" || string(d.Other) == c.ID {
				out = append(out, Problem{Field: "other_case", Code: "other_case_missing", What: "Say which other case this is about."})
			}
			if e.Corrects == "" && slices.ContainsFunc(c.Links, func(l Link) bool { return l.Other == string(d.Other) && !l.Undone && l.Decided() }) {
				out = append(out, Problem{Field: "other_case", Code: "already_decided", What: "A decision on that case stands already. Take it back first, then decide anew."})
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
		Kind:  Kind{Name: "MatchUndone", Log: Combination, By: anyPolice, Part: "link", Rank: 3, Occurs: OccursNow, Hidden: true},
		About: func(d MatchUndone) string { return string(d.Link) },
		Check: func(c *Case, e Event, d MatchUndone) []Problem {
			if e.Corrects == "" && slices.ContainsFunc(c.Links, func(l Link) bool { return l.ID == string(d.Link) && l.Undone }) {
				return []Problem{{Field: "link", Code: "already_undone", What: "That decision was taken back already."}}
			}
			return there(c.Links, "link", string(d.Link), "Say which decision is taken back.")
		},
		Fold: func(f *folder, d MatchUndone) {
			if l := about(f, f.c.Links, "link", string(d.Link)); l != nil {
				l.Undone, l.Why = true, d.Why
			}
		},
	})
)
