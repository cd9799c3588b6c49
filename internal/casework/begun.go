package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
)

// A report begun from the card of a known pair holds the case it was begun from as a
// link about which nobody has decided: whether both belong together stays open, and
// who may not see the other case is not told of it (hideLinks).

// BegunFrom are the cases from whose card a case was begun, each as whoever answers a
// call about it is given it. Left out are those the viewer does not see, those decided
// not to belong together with it, and, where it is open to the force, those that are
// restricted: what is said here is copied into other systems.
func (s *Service) BegunFrom(ctx context.Context, v access.Viewer, c *casefile.Case) ([]CallCase, error) {
	var out []CallCase
	for _, l := range c.Links {
		apart := slices.ContainsFunc(c.Links, func(x casefile.Link) bool {
			return x.Other == l.Other && !x.Undone && x.Same.Given() && !x.Same.Value
		})
		if l.Undone || apart || l.Decided() {
			continue
		}
		one, err := s.BegunFromCase(ctx, v, l.Other)
		if errors.Is(err, ErrNoCase) || err == nil && one.Restricted != nil && c.Restricted == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// BegunFromCase is CaseForCall where nobody asked for the case by its reference: its
// guardian is told nothing. ErrNoCase where the viewer does not see it.
func (s *Service) BegunFromCase(ctx context.Context, v access.Viewer, id string) (CallCase, error) {
	l, err := s.within(ctx, v, id)
	if err != nil {
		return CallCase{}, fmt.Errorf("case a report was begun from: %w", err)
	}
	return s.forCall(ctx, v, l)
}
