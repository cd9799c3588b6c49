package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// A force of many invented cases is not recorded act by act: each case is admitted
// whole, by the same rules and each sitting at its own time, its rows are made once,
// and its entries are appended with those of all others in order of time. What comes
// of it is what Record would have left, and rebuild makes the same rows again.

// errNotInvented: the service's clock is the machine's.
var errNotInvented = errors.New("invented cases go only into a store that was opened with a clock of its own")

// Sitting is what one member of staff records on an invented case at one time.
type Sitting struct {
	At     time.Time
	By     access.Viewer
	Events []casefile.Event
}

// Dated are the entries of one sitting, to be appended at its time.
type Dated struct {
	At     time.Time
	Drafts []journal.Draft
}

// Invented is a whole invented case.
type Invented struct {
	Sittings []Dated
	rows     store.CaseRows // as they are at the end
	notices  []store.Notice // of its last days
}

// noticeDays is how long before the end of an invented case its notices are still on
// somebody's page: people read the older ones.
const noticeDays = 7 * 24 * time.Hour

// Invent admits the sittings of a new case one after another and carries it on to
// until. Nothing is written. Safe for concurrent use.
func (s *Service) Invent(id string, sittings []Sitting, until time.Time) (Invented, error) {
	var out Invented
	if s.cfg.InjectedClock == nil {
		return out, errNotInvented
	}
	l := &loaded{c: casefile.Fold(id, nil)}
	for i, t := range sittings {
		var known *loaded
		if i > 0 {
			known = l
		}
		perm, err := s.mayWrite(t.By, known, i == 0)
		if err != nil {
			return out, fmt.Errorf("sitting %d, %s: %w", i, t.By.Staff.ID, err)
		}
		acts, err := s.withAdvice(l, Acts{CaseID: id, Events: t.Events}, t.At)
		if err != nil {
			return out, err
		}
		next, drafts, err := s.admitAll(t.By, perm, l, acts, t.At)
		if err != nil {
			return out, fmt.Errorf("sitting %d, %s: %w", i, t.By.Staff.ID, err)
		}
		at := next.events[len(next.events)-1].Recorded
		for _, n := range s.noticesFor(l, next, acts) {
			if until.Sub(at) < noticeDays {
				row, err := s.noticeRow(n, at)
				if err != nil {
					return out, err
				}
				out.notices = append(out.notices, row)
			}
		}
		out.Sittings = append(out.Sittings, Dated{At: at, Drafts: drafts})
		l = next
	}
	l, err := s.caughtUp(l, until)
	if err != nil {
		return out, err
	}
	out.rows, err = s.rowsOf(l)
	return out, err
}

// KeepInvented writes the rows of invented cases. Their entries are appended beside
// it; a store that has the one without the other is not whole.
func (s *Service) KeepInvented(ctx context.Context, cases ...Invented) error {
	if s.cfg.InjectedClock == nil {
		return errNotInvented
	}
	return s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		var rows []store.CaseRows
		for _, c := range cases {
			rows = append(rows, c.rows)
			for _, n := range c.notices {
				if err := store.PutNotice(ctx, tx, n); err != nil {
					return fmt.Errorf("keep invented cases: %w", err)
				}
			}
		}
		return store.ReplaceCaseRows(ctx, tx, rows...)
	})
}

// AppendInvented appends sittings, which stand in order of time, in one commit.
func (s *Service) AppendInvented(ctx context.Context, sittings ...Dated) error {
	var drafts []journal.Draft
	for _, t := range sittings {
		for _, d := range t.Drafts {
			d.At = t.At
			drafts = append(drafts, d)
		}
	}
	_, err := s.writer.Append(ctx, journal.Request{Drafts: drafts})
	return err
}
