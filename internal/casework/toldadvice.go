package casework

import (
	"slices"

	"foursight/internal/casefile"
)

// toldOfAdvice are the notices that questions to specialists make, by what each question
// is before some acts and after them. Whoever holds the case is told of what a colleague
// asks on it, for a question opens it to others, and with whoever asked that one is open
// again; in whose name an answer was written down, they are told. Nobody is told of what
// they did themselves.
func (s *Service) toldOfAdvice(before *casefile.Case, after *loaded) []Notice {
	if len(after.events) == 0 || len(after.c.Specialists) == 0 {
		return nil
	}
	c := after.c
	by := after.events[len(after.events)-1].Actor
	was := map[string]*casefile.SpecialistAdvice{}
	for i := range before.Specialists {
		was[before.Specialists[i].ID] = &before.Specialists[i]
	}
	var out []Notice
	tell := func(kind, about string, to ...string) {
		slices.Sort(to)
		for _, id := range slices.Compact(to) {
			if id != by && id != casefile.Public && id != "" {
				out = append(out, Notice{To: id, CaseID: c.ID, Kind: kind, About: about})
			}
		}
	}
	for i := range c.Specialists {
		x := &c.Specialists[i]
		old := was[x.ID]
		if old == nil || old.Role() != x.Role() {
			tell(NoticeAsked, x.ID, s.answersFor(c)...)
		}
		if old != nil && old.Answered && !x.Answered {
			tell(NoticeBack, x.ID, append(s.answersFor(c), x.By)...)
		}
		if n := x.Noted; n != nil && (old == nil || old.Noted == nil || *old.Noted != *n) {
			tell(NoticeNoted, n.ID, s.inWhoseName(c, x)...)
		}
	}
	return out
}

// answersFor is whoever holds a case, or where nobody does its supervisors.
func (s *Service) answersFor(c *casefile.Case) []string {
	if c.Owner != "" {
		return []string{string(c.Owner)}
	}
	return s.supervisorsOf(c)
}

// inWhoseName is who is said to have given an answer that another wrote down; all who hold
// the role, where none of them is named. A supervisor is asked on the cases of their units.
func (s *Service) inWhoseName(c *casefile.Case, x *casefile.SpecialistAdvice) []string {
	holders := s.Holders(x.Role())
	if x.Role() == casefile.Supervisor {
		holders = s.supervisorsOf(c)
	}
	if named := string(x.Noted.Staff); slices.Contains(s.Holders(x.Role()), named) {
		return []string{named}
	} else if named != "" {
		return append(slices.Clone(holders), named)
	}
	return slices.Clone(holders)
}
