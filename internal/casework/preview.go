package casework

import (
	"context"

	"foursight/internal/access"
	"foursight/internal/casefile"
)

// Preview is a new case as it would stand if acts were recorded now, with what the
// guidance would find. Nothing is recorded and nobody is told: it serves a report
// that says what is left to do before it is sent. The acts begin with the report.
// The error is that of Record; ErrNoCase where there is a case already, seen or not.
func (s *Service) Preview(ctx context.Context, v access.Viewer, acts Acts) (*CasePage, error) {
	now := s.Now()
	l, err := s.loadFor(ctx, v, acts.CaseID, true)
	if err != nil {
		return nil, err
	}
	perm, err := s.mayWrite(v, l, true)
	if err != nil {
		return nil, err
	}
	next, _, err := s.admitAll(v, perm, &loaded{c: casefile.Fold(acts.CaseID, nil)}, acts, now)
	if err != nil {
		return nil, err
	}
	view, ok := access.View(next.c, v)
	if !ok {
		return nil, ErrNoCase
	}
	return s.pageOf(next, view, now)
}
