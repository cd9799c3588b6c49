package storetest

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"foursight/internal/store"
)

func writesSerialise(t *testing.T, m Maker) {
	s := m.Open(t)
	const writers, each = 8, 15
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
					seq, err := tx.StreamSeq(ctx, "case/busy")
					if err != nil {
						return err
					}
					return tx.InsertEntry(ctx, entry(seq, "case/busy", seq+1, "IncidentRecorded"))
				})
				if err != nil {
					t.Errorf("write among others: %v", err)
				}
			}
		})
	}
	wg.Wait()
	for i, e := range all(t, s) {
		if e.Pos != int64(i) || e.Seq != int64(i)+1 {
			t.Fatalf("entry %d has position %d and number %d", i, e.Pos, e.Seq)
		}
	}
	if n := len(all(t, s)); n != writers*each {
		t.Errorf("%d entries, want %d", n, writers*each)
	}
}

func nothingLeft(t *testing.T, m Maker) {
	s := m.Open(t)
	errStop := errors.New("stop")
	one := entry(0, "case/a", 1, "ReportReceived")
	if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(tx.InsertEntry(ctx, one), errStop)
	}); !errors.Is(err, errStop) {
		t.Errorf("write returns %v, want f's error", err)
	}
	func() {
		defer func() {
			if p := recover(); p != "broken" {
				t.Errorf("recovered %v, want the panic passed on", p)
			}
		}()
		_ = s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			if err := tx.Savepoint(ctx, func() error { return tx.InsertEntry(ctx, one) }); err != nil {
				return err
			}
			return tx.Savepoint(ctx, func() error { panic("broken") })
		})
	}()
	ctx, cancel := context.WithCancel(t.Context())
	if err := s.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		err := tx.InsertEntry(ctx, one)
		cancel()
		return err
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("write cancelled before its commit: %v", err)
	}
	if err := s.Write(ctx, func(context.Context, store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("write with a cancelled context: %v", err)
	}
	if err := s.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		_, _, err := tx.Head(ctx)
		return err
	}); !errors.Is(err, context.Canceled) {
		t.Errorf("read with a cancelled context: %v", err)
	}
	// One who waits behind a long write can give up.
	held, given, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			close(held)
			select { // long: until the other has given up
			case <-given:
			case <-time.After(5 * time.Second):
			}
			return nil
		})
	}()
	<-held
	brief, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if err := s.Write(brief, func(ctx context.Context, tx store.Tx) error { return tx.InsertEntry(ctx, one) }); err == nil {
		t.Error("a write that waited past its deadline went through")
	}
	close(given)
	if err := <-done; err != nil {
		t.Errorf("the write waited for: %v", err)
	}
	if left := all(t, s); len(left) != 0 {
		t.Errorf("%d entries left behind", len(left))
	}
	insert(t, s, one) // and the store still serves
}

func snapshots(t *testing.T, m Maker) {
	s := m.Open(t)
	insert(t, s, entry(0, "case/a", 1, "ReportReceived"))
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		if seq, err := tx.StreamSeq(ctx, "case/a"); err != nil || seq != 1 {
			t.Errorf("before: %d, %v", seq, err)
		}
		insert(t, s, entry(1, "case/a", 2, "IncidentRecorded"))
		if seq, err := tx.StreamSeq(ctx, "case/a"); err != nil || seq != 1 {
			t.Errorf("a write showed inside a snapshot: last number %d, %v", seq, err)
		}
		return nil
	})
	refused(t, "an insert while reading", s.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.InsertEntry(ctx, entry(2, "case/a", 3, "IncidentRecorded"))
	}), "insert entry id-2")
	if n := len(all(t, s)); n != 2 {
		t.Errorf("%d entries, want 2", n)
	}
}

func oneMoment(t *testing.T, m Maker) {
	s := store.Moments(m.Open(t))
	insert(t, s, entry(0, "case/a", 1, "ReportReceived"))
	last := func(ctx context.Context, s store.Store) (seq int64) {
		t.Helper()
		if err := s.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			seq, err = tx.StreamSeq(ctx, "case/a")
			return err
		}); err != nil {
			t.Error(err)
		}
		return seq
	}
	other := store.Moments(m.Open(t))
	err := store.AtOneMoment(t.Context(), s, func(ctx context.Context) error {
		if seq := last(ctx, s); seq != 1 {
			t.Errorf("before: %d", seq)
		}
		insert(t, s, entry(1, "case/a", 2, "IncidentRecorded"))
		if seq := last(ctx, s); seq != 1 {
			t.Errorf("a write showed inside a moment: last number %d", seq)
		}
		if seq := last(t.Context(), s); seq != 2 {
			t.Errorf("read outside the moment: last number %d, want 2", seq)
		}
		if seq := last(ctx, other); seq != 0 {
			t.Errorf("another store has number %d by this one's moment", seq)
		}
		refused(t, "a write in a moment", s.Write(ctx, func(ctx context.Context, tx store.Tx) error {
			return tx.InsertEntry(ctx, entry(2, "case/a", 3, "IncidentRecorded"))
		}), "only read")
		return store.AtOneMoment(ctx, s, func(ctx context.Context) error {
			if seq := last(ctx, s); seq != 1 {
				t.Errorf("a moment within it has number %d", seq)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
	if seq := last(t.Context(), s); seq != 2 {
		t.Errorf("afterwards: %d, want 2", seq)
	}
	errStop := errors.New("stop")
	if err := store.AtOneMoment(t.Context(), s, func(context.Context) error { return errStop }); !errors.Is(err, errStop) {
		t.Errorf("a moment returns %v, want f's error", err)
	}
}

func closedRefuses(t *testing.T, m Maker) {
	s := m.Open(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	nothing := func(context.Context, store.Tx) error { return nil }
	refused(t, "write", s.Write(t.Context(), nothing), "closed")
	refused(t, "read", s.Read(t.Context(), nothing), "closed")
	if err := s.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
}
