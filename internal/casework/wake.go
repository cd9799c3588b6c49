package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"foursight/internal/logsafe"
	"foursight/internal/store"
)

// wakeEvery is how often the service looks for cases that time alone changed, or
// that stand under guidance no longer in force.
const wakeEvery = 15 * time.Second

// wakeLoop wakes cases and sweeps expired working state until the service closes.
// One process does this.
func (s *Service) wakeLoop(ctx context.Context) {
	tick := time.NewTicker(wakeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := s.Wake(ctx); err != nil && ctx.Err() == nil {
				s.cfg.Log.Error("wake failed", logsafe.Err(err))
			}
			s.sweep(ctx)
		}
	}
}

// wakeAtOnce is how many cases are written in one transaction: enough that syncs
// do not set the pace, few enough that nobody who records waits for long.
const wakeAtOnce = 16

// wakeErrors is how often some cases may fail before the rest waits for the next
// round: then it is not the cases that are at fault.
const wakeErrors = 10

// Wake carries on the ledger of every case for which an instant has come or an
// adoption is new, makes their rows anew and says of how many. Each is carried
// through every instant it slept past, one after another. Running it twice changes
// nothing: the instants come from the facts and the adoptions. A case that cannot
// be carried on keeps no other from it.
func (s *Service) Wake(ctx context.Context) (int, error) {
	const batch = 200
	now := s.Now()
	adopted := s.allTerms().at(now).seq
	woken, seen := 0, map[string]bool{}
	var errs []error
	for {
		var due []store.Wake
		err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			due, err = store.WakeDue(ctx, tx, millis(now), adopted, batch)
			return err
		})
		if err != nil {
			return woken, errors.Join(append(errs, err)...)
		}
		var ids []string
		for _, d := range due {
			if !seen[d.CaseID] {
				seen[d.CaseID] = true
				ids = append(ids, d.CaseID)
			}
		}
		for some := range slices.Chunk(ids, wakeAtOnce) {
			n, err := s.wakeCases(ctx, some, now)
			woken += n
			if err != nil {
				errs = append(errs, err)
			}
		}
		if len(ids) == 0 || len(errs) >= wakeErrors || ctx.Err() != nil {
			return woken, errors.Join(errs...)
		}
	}
}

// wakeCases carries some cases on, outside any writing transaction, and then
// writes their rows, save of those on which something was recorded meanwhile: that
// carried them on as well.
func (s *Service) wakeCases(ctx context.Context, ids []string, now time.Time) (int, error) {
	var cases []*loaded
	var rows []store.CaseRows
	var errs []error
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		cases, rows, errs = nil, nil, nil
		for _, id := range ids {
			l, err := s.load(ctx, tx, id)
			if err == nil && l != nil {
				l, err = s.caughtUp(l, now)
			}
			if err != nil {
				errs = append(errs, fmt.Errorf("wake: %w", err))
				continue
			}
			if l == nil {
				continue
			}
			r, err := s.rowsOf(l)
			if err != nil {
				errs = append(errs, fmt.Errorf("wake: %w", err))
				continue
			}
			cases, rows = append(cases, l), append(rows, r)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	woken := 0
	err = s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		woken = 0
		var write []store.CaseRows
		for i, l := range cases {
			last, err := tx.StreamSeq(ctx, caseStream(l.c.ID))
			if err != nil {
				return err
			}
			if last == l.version {
				write = append(write, rows[i])
			}
		}
		woken = len(write)
		return store.ReplaceCaseRows(ctx, tx, write...)
	})
	if err != nil {
		return 0, errors.Join(append(errs, err)...)
	}
	return woken, errors.Join(errs...)
}

func (s *Service) sweep(ctx context.Context) {
	err := s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		_, err := store.SweepExpired(ctx, tx, millis(s.Now()))
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.cfg.Log.Error("sweep of expired working state failed", logsafe.Err(err))
	}
}
