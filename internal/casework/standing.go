package casework

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"foursight/internal/journal"
	"foursight/internal/store"
)

// Standing is how the service stands, for those who run it: numbers of the whole
// force, none of a case or a person.
type Standing struct {
	Writer  journal.Standing
	Entries int64     // that the newest checkpoint covers
	Newest  time.Time // when the newest entry was recorded; zero in an empty journal
	// Asleep is how many cases have an instant behind them, or guidance before them,
	// that nobody has carried them through yet, and AsleepSince the first instant.
	Asleep      int
	AsleepSince time.Time
	Notices     int // whose reader has not opened their home page since
	// Unseen is how many reports made online nobody has seen: nobody holds them, and no
	// notice of them has reached anybody; UnseenSince is when the oldest came.
	Unseen      int
	UnseenSince time.Time
	// Beside is how many entries of looks wait beside the record until it has room for
	// them, and BesideFails why no more can be kept there; nil also where there is no
	// such place, as HasBeside says.
	Beside      int
	BesideFails error
	HasBeside   bool
}

// standingMost is how far those who wait are counted.
const standingMost = 10_000

// Standing reads how the service stands. Notices of searches that met a restricted
// case are not counted: whoever searches and sees the number would learn of one.
func (s *Service) Standing(ctx context.Context) (Standing, error) {
	now := s.Now()
	out := Standing{Writer: s.writer.Standing()}
	if b := s.looks.beside; b != nil {
		out.HasBeside = true
		out.Beside, out.BesideFails = b.standing()
	}
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		head, ok, err := tx.Head(ctx)
		if err != nil {
			return err
		}
		if ok {
			out.Entries, out.Newest = head.Size, fromMillis(head.Time)
		}
		var since int64
		if out.Asleep, since, err = store.Behind(ctx, tx, millis(now), s.allTerms().at(now).seq, standingMost); err != nil {
			return err
		}
		out.AsleepSince = fromMillis(since)
		if out.Unseen, since, err = store.OnlineUnseen(ctx, tx, WaitsOnline, NoticeOnline, standingMost); err != nil {
			return err
		}
		out.UnseenSince = fromMillis(since)
		out.Notices, err = store.NoticesWaiting(ctx, tx, NoticeTripped, standingMost)
		return err
	})
	if err != nil {
		return Standing{Writer: out.Writer, Beside: out.Beside, BesideFails: out.BesideFails, HasBeside: out.HasBeside}, fmt.Errorf("read how the service stands: %w", err)
	}
	return out, nil
}

// kindTrial is the working state a trial write leaves, one piece, replaced each time.
const kindTrial = "trial"

// TryWrite writes something durable that is no part of the record, and reports
// whether that can be done.
func (s *Service) TryWrite(ctx context.Context) error {
	mark := make([]byte, 16) // other bytes each time, so that something is written
	rand.Read(mark)
	err := s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		return store.PutWorking(ctx, tx, store.Working{Kind: kindTrial, Key: kindTrial, Expires: millis(s.Now().Add(time.Hour)), Sealed: mark})
	})
	if err != nil {
		return fmt.Errorf("try to write: %w", err)
	}
	return nil
}

// TryKeys reports whether the keyring opens.
func (s *Service) TryKeys(ctx context.Context) error { return s.keys.Check(ctx) }
