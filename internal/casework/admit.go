package casework

import (
	"cmp"
	"context"
	"errors"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/faultpoint"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// What is recorded is first admitted, case by case, against what each case now says,
// and then appended: what belongs together on several cases in one commit.

// admitted is one case's part of what is recorded in one commit.
type admitted struct {
	acts    Acts
	next    *loaded // the case with them
	drafts  []journal.Draft
	rows    store.CaseRows
	notices []Notice
	walls   bool // somebody is shut out by them
}

// admit authorises and admits acts on one case as it now stands. Nil, with the
// first answer, where they were recorded before.
func (s *Service) admit(ctx context.Context, v access.Viewer, acts Acts, begins bool, as access.Basis) (*admitted, Recorded, error) {
	l, err := s.loadFor(ctx, v, acts.CaseID, begins)
	if err != nil {
		return nil, Recorded{}, err
	}
	if l != nil {
		// Only those who may see the case are told that it has the entry.
		if _, visible := access.ToCase(v, l.c); visible {
			if r, done, err := s.already(l, acts); done {
				return nil, r, err
			}
		}
	}
	faultpoint.At(faultpoint.Loaded)
	perm, err := s.mayWrite(v, l, begins)
	if err != nil {
		if l == nil {
			s.trip(ctx, v, "", ByOpening, acts.CaseID)
		}
		return nil, Recorded{}, err
	}
	perm.Basis = cmp.Or(as, perm.Basis)
	if l == nil {
		l = &loaded{c: casefile.Fold(acts.CaseID, nil)}
	}
	if c := clash(l, acts); c != nil {
		return nil, Recorded{}, c
	}
	now := s.Now()
	if acts, err = s.withAdvice(l, acts, now); err != nil {
		return nil, Recorded{}, err
	}
	a := &admitted{acts: acts}
	if a.next, a.drafts, err = s.admitAll(v, perm, l, acts, now); err != nil {
		return nil, Recorded{}, err
	}
	if a.rows, err = s.rowsOf(a.next); err != nil {
		return nil, Recorded{}, err
	}
	a.notices, a.walls = s.noticesFor(l, a.next, acts), shutsOut(l.c, a.next.c)
	faultpoint.At(faultpoint.Judged)
	return a, Recorded{}, nil
}

// appendAll appends what was admitted on one or more cases in one commit: all of it
// or nothing. The answers are in the order of the parts.
func (s *Service) appendAll(ctx context.Context, v access.Viewer, parts ...*admitted) ([]Recorded, error) {
	var drafts []journal.Draft
	for _, a := range parts {
		drafts = append(drafts, a.drafts...)
	}
	receipt, err := s.writer.Append(ctx, journal.Request{Drafts: drafts, Rows: func(ctx context.Context, tx store.Tx, _ []store.Entry) error {
		for _, a := range parts {
			if err := s.derive(ctx, tx, v, a); err != nil {
				return err
			}
		}
		return nil
	}})
	if errors.Is(err, journal.ErrIDReused) {
		return nil, &Refused{Problems: []casefile.Problem{recordedBefore}}
	}
	if err != nil {
		return nil, err
	}
	var out []Recorded
	from := 0
	for _, a := range parts {
		mine := journal.Receipt{Entries: receipt.Entries[from : from+len(a.drafts)], Duplicate: receipt.Duplicate}
		from += len(a.drafts)
		s.trip(ctx, v, a.acts.CaseID, ByPeople, peopleIn(a.acts.Events)...)
		r, err := s.recorded(ctx, a.acts, a.next, mine)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	faultpoint.At(faultpoint.Recorded)
	return out, nil
}

// derive changes the rows that follow from one case's part, in the commit that
// appends it.
func (s *Service) derive(ctx context.Context, tx store.Tx, v access.Viewer, a *admitted) error {
	if err := store.ReplaceCaseRows(ctx, tx, a.rows); err != nil {
		return err
	}
	if a.walls {
		// What outsiders searched for is the next guardian's to know.
		if err := store.PurgeCase(ctx, tx, a.acts.CaseID, NoticeTripped); err != nil {
			return err
		}
	}
	if err := dropDrafts(ctx, tx, v.Staff.ID, a.acts); err != nil {
		return err
	}
	return s.putNotices(ctx, tx, a.notices)
}
