package casework

import (
	"context"
	"fmt"
	"time"

	"foursight/internal/faultpoint"
	"foursight/internal/logsafe"
)

// adoptEvery is how often it is tried whether the record has room again for what was
// kept beside it meanwhile.
const adoptEvery = 2 * time.Second

// adoptLoop adopts until the service closes. It begins at once: the process before may
// have left something.
func (s *Service) adoptLoop(ctx context.Context) {
	tick := time.NewTicker(adoptEvery)
	defer tick.Stop()
	for {
		if err := s.Adopt(ctx); err != nil && ctx.Err() == nil {
			s.cfg.Log.Error("looks beside the record are not adopted yet", logsafe.Err(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Adopt takes into the record, once there is room, what was kept beside it: looks in
// their order, and then notices that somebody asked for a restricted case.
func (s *Service) Adopt(ctx context.Context) error {
	if b := s.looks.beside; b != nil {
		if err := s.adoptLooks(ctx, b); err != nil {
			return fmt.Errorf("adopt: %w", err)
		}
	}
	return s.tellUntold(ctx)
}

func (s *Service) adoptLooks(ctx context.Context, b *beside) error {
	b.taking.Lock()
	defer b.taking.Unlock()
	adopted := 0
	for ctx.Err() == nil {
		e, ok := b.first()
		if !ok {
			break
		}
		if err := s.looks.append(e, nil); err != nil {
			return err
		}
		faultpoint.At(faultpoint.LookAdopted)
		b.adopted()
		adopted++
	}
	damaged, err := b.empty()
	if damaged {
		s.cfg.Log.Error("looks kept beside the record are damaged or missing; the file is kept under another name")
	}
	if adopted > 0 {
		s.cfg.Log.Info("looks kept beside the record are in it now", "entries", adopted)
	}
	return err
}

// KeepsBeside reports whether looks that press can be kept while the record has no room,
// as far as is known before it is tried.
func (s *Service) KeepsBeside() bool {
	if s.looks.beside == nil {
		return false
	}
	_, failed := s.looks.beside.standing()
	return failed == nil
}
