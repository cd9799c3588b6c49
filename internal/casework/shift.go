package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/store"
)

// ShiftCase is a case that somebody found or took this shift: as a call about it is
// answered, and as a list has it.
type ShiftCase struct {
	CallCase
	Row Row
}

// FoundSince are the cases the viewer was shown after an instant by one of the
// routes given, what they saw last first, at most so many (screens, Home). A case
// that has since been closed to them is not there.
func (s *Service) FoundSince(ctx context.Context, v access.Viewer, since time.Time, routes []string, most int) (List[ShiftCase], error) {
	if !v.Police() {
		return List[ShiftCase]{}, ErrNotAllowed
	}
	var out List[ShiftCase]
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		out = List[ShiftCase]{}
		rows, err := store.CasesConsulted(ctx, tx, storeViewer(v), v.Staff.ID, millis(since), routes, most)
		if err != nil {
			return err
		}
		now := s.Now()
		for _, r := range rows {
			l, err := s.load(ctx, tx, r.CaseID)
			if err != nil {
				return err
			}
			if l == nil {
				continue
			}
			view, told, ok := access.ForCall(l.c, v)
			if !ok || view.Permission.Basis == access.SharedWith {
				continue
			}
			page, err := s.pageOf(l, view, now)
			if err != nil {
				return err
			}
			row, err := s.row(r)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, ShiftCase{CallCase{CasePage: page, Told: told, Live: rankOf(l.c, now).live()}, row})
			out.Looks = append(out.Looks, row.Look())
		}
		return nil
	})
	if err != nil {
		return List[ShiftCase]{}, fmt.Errorf("what was found since %s: %w", since.UTC().Format(time.RFC3339), err)
	}
	return out, nil
}

// RowsOf are some cases as a list has them, in the order asked; those the viewer may
// not see are not there.
func (s *Service) RowsOf(ctx context.Context, v access.Viewer, ids []string) (List[Row], error) {
	switch {
	case len(ids) == 0:
		return List[Row]{}, nil
	case !v.Police():
		return List[Row]{}, ErrNotAllowed
	}
	var out List[Row]
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		out = List[Row]{}
		found, err := store.CasesAmong(ctx, tx, storeViewer(v), ids)
		if err != nil {
			return err
		}
		for _, r := range found {
			row, err := s.row(r)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, row)
			out.Looks = append(out.Looks, LookedAt{ID: r.CaseID, Version: r.Version})
		}
		return nil
	})
	if err != nil {
		return List[Row]{}, fmt.Errorf("rows of %d cases: %w", len(ids), err)
	}
	return out, nil
}

// mostLooked is how many cases LookedSince asks the record for.
const mostLooked = 500

// Unlooked asks whether anybody of a role has looked at a case since an instant.
type Unlooked struct {
	CaseID string
	Since  time.Time
	But    []string // staff ids of whose looks do not count
}

// LookedBy says of each whether anybody who holds a role, but those it names, has been
// shown the case by one of the routes since then: one query, however many there are. The
// viewer is who asks, and learns of no case that is hidden from them.
func (s *Service) LookedBy(ctx context.Context, v access.Viewer, role casefile.Role, of []Unlooked, routes []string) ([]bool, error) {
	out := make([]bool, len(of))
	var cases []string
	var since time.Time
	for _, x := range of {
		if !slices.Contains(cases, x.CaseID) {
			cases = append(cases, x.CaseID)
		}
		if since.IsZero() || x.Since.Before(since) {
			since = x.Since
		}
	}
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		list, err := store.LastConsulted(ctx, tx, storeViewer(v), s.Holders(role), cases, millis(since), routes)
		for n, x := range of {
			out[n] = slices.ContainsFunc(list, func(k store.Consulted) bool {
				return k.CaseID == x.CaseID && k.At > millis(x.Since) && !slices.Contains(x.But, k.Staff)
			})
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("whether a %s looked at %d cases: %w", role, len(cases), err)
	}
	return out, nil
}

// Holders are the staff ids of whoever holds a role today; none for no role.
func (s *Service) Holders(role casefile.Role) []string {
	var out []string
	for _, st := range s.holding(role) {
		out = append(out, st.ID)
	}
	return out
}

// LookedSince reports whether the viewer was shown a case after an instant by one of
// the routes given.
func (s *Service) LookedSince(ctx context.Context, v access.Viewer, caseID string, since time.Time, routes []string) (bool, error) {
	looked := false
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		rows, err := store.CasesConsulted(ctx, tx, storeViewer(v), v.Staff.ID, millis(since), routes, mostLooked)
		looked = slices.ContainsFunc(rows, func(r store.CaseRow) bool { return r.CaseID == caseID })
		return err
	})
	if err != nil {
		return false, fmt.Errorf("whether case %s was looked at since %s: %w", caseID, since.UTC().Format(time.RFC3339), err)
	}
	return looked, nil
}
