package casework

import (
	"context"

	"foursight/internal/access"
	"foursight/internal/casefile"
)

// Preview is a case as it would stand if acts were recorded now, with what the
// guidance would find. Nothing is recorded and nobody is told: it serves a report
// that says what is left to do before it is sent. Acts that begin with the report
// make a new case; others go on with one. The error is that of Record; for a new
// report ErrNoCase where there is a case already, seen or not.
func (s *Service) Preview(ctx context.Context, v access.Viewer, acts Acts) (*CasePage, error) {
	now := s.Now()
	begins := len(acts.Events) > 0 && acts.Events[0].Kind == "ReportReceived" && acts.Events[0].Corrects == ""
	l, err := s.loadFor(ctx, v, acts.CaseID, begins)
	if err != nil {
		return nil, err
	}
	perm, err := s.mayWrite(v, l, begins)
	if err != nil {
		return nil, err
	}
	if begins {
		l = &loaded{c: casefile.Fold(acts.CaseID, nil)}
	}
	next, _, err := s.admitAll(v, perm, l, acts, now)
	if err != nil {
		return nil, err
	}
	view, ok := access.View(next.c, v)
	if !ok {
		return nil, ErrNoCase
	}
	p, err := s.pageOf(next, view, now)
	if err != nil {
		return nil, err
	}
	return p, s.hideLinks(ctx, p)
}
