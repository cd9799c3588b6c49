package casework

import (
	"context"
	"time"

	"foursight/internal/store"
)

// wakeEvery is how often the service looks for duties that time alone changed.
const wakeEvery = 15 * time.Second

// wakeLoop advances the ledgers of cases whose next instant has come, sweeps
// expired working state, until the service closes. One process does this.
func (s *Service) wakeLoop(ctx context.Context) {
	tick := time.NewTicker(wakeEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := s.Wake(ctx); err != nil && ctx.Err() == nil {
				s.cfg.Log.Error("wake failed", "err", err)
			}
			s.sweep(ctx)
		}
	}
}

// Wake advances every case whose next instant has come and says how many. Running
// it twice changes nothing: the ledger's instants come from the facts.
func (s *Service) Wake(ctx context.Context) (int, error) {
	const batch = 200
	woken := 0
	for {
		now := s.Now()
		var due []store.Wake
		err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			due, err = store.WakeDue(ctx, tx, millis(now), batch)
			return err
		})
		if err != nil || len(due) == 0 {
			return woken, err
		}
		seen := map[string]bool{}
		for _, d := range due {
			if seen[d.CaseID] {
				continue
			}
			seen[d.CaseID] = true
			if err := s.wakeCase(ctx, d.CaseID, now); err != nil {
				return woken, err
			}
			woken++
		}
		if len(due) < batch {
			return woken, nil
		}
	}
}

func (s *Service) wakeCase(ctx context.Context, id string, now time.Time) error {
	return s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		l, err := s.load(ctx, tx, id)
		if err != nil || l == nil {
			return err
		}
		next := *l
		s.wakeUntil(&next, now.Add(time.Millisecond))
		s.findings(&next, now)
		rows, err := s.rowsOf(&next)
		if err != nil {
			return err
		}
		if err := store.ReplaceCaseRows(ctx, tx, rows); err != nil {
			return err
		}
		s.cases.put(id, &next)
		return nil
	})
}

func (s *Service) sweep(ctx context.Context) {
	err := s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		_, err := store.SweepExpired(ctx, tx, millis(s.Now()))
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.cfg.Log.Error("sweep of expired working state failed", "err", err)
	}
}
