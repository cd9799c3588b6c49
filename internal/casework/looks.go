package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/faultpoint"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Look is one consultation: somebody was shown something, or was refused, or
// searched and found nothing. The record is the same for all of them.
type Look struct {
	At      time.Time    `json:"at"`
	Staff   string       `json:"staff"`
	Basis   access.Basis `json:"basis,omitempty"`
	Route   string       `json:"route"`
	Cases   []LookedAt   `json:"cases,omitempty"`
	Classes []string     `json:"classes,omitempty"`
	Outcome string       `json:"outcome"` // shown, miss, refused
	Reason  string       `json:"reason,omitempty"`
	// Told is set where new notices were among what was shown: they have reached Staff.
	Told bool `json:"-"`
}

// LookedAt is a case as it stood when it was shown, so that what was available
// then can be rebuilt.
type LookedAt struct {
	ID      string `json:"id"`
	Version int64  `json:"version,omitempty"`
}

// kindConsulted is the kind of entry that holds looks, in the stream "access/<day>".
const kindConsulted = "Consulted"

// lookRecorder gathers the looks of one commit into one entry. Whoever shows
// something waits for its entry to be durable: no record, no page.
type lookRecorder struct {
	s     *Service
	in    chan lookWait
	stop  chan struct{}
	ended chan struct{}
	once  sync.Once
}

type lookWait struct {
	look Look
	done chan error
}

// maxLooks bounds one entry.
const maxLooks = 64

func newLookRecorder(s *Service) *lookRecorder {
	r := &lookRecorder{s: s, in: make(chan lookWait), stop: make(chan struct{}), ended: make(chan struct{})}
	go r.run()
	return r
}

// Look records a consultation and returns when it is durable.
func (s *Service) Look(ctx context.Context, l Look) (err error) {
	l.At = s.Now().UTC().Truncate(time.Millisecond)
	w := lookWait{look: l, done: make(chan error, 1)}
	select {
	case s.looks.in <- w:
	case <-s.looks.stop:
		return fmt.Errorf("record consultation: %w", journal.ErrClosed)
	case <-ctx.Done():
		return fmt.Errorf("record consultation: %w", ctx.Err())
	}
	defer func() {
		if s.cfg.Looked != nil {
			s.cfg.Looked(l.Outcome, err)
		}
	}()
	// Not ctx: once handed over, the look is recorded whether or not the reader
	// has gone (attack 90).
	return <-w.done
}

func (r *lookRecorder) close() {
	r.once.Do(func() { close(r.stop) })
	<-r.ended
}

func (r *lookRecorder) run() {
	defer close(r.ended)
	for {
		var batch []lookWait
		select {
		case w := <-r.in:
			batch = append(batch, w)
		case <-r.stop:
			return
		}
	gather:
		for len(batch) < maxLooks {
			select {
			case w := <-r.in:
				batch = append(batch, w)
			default:
				break gather
			}
		}
		err := r.record(batch)
		faultpoint.At(faultpoint.LookKept)
		for _, w := range batch {
			w.done <- err
		}
	}
}

func (r *lookRecorder) record(batch []lookWait) error {
	ctx := context.Background()
	looks := make([]Look, len(batch))
	for i, w := range batch {
		looks[i] = w.look
	}
	id := journal.NewID()
	body, err := json.Marshal(struct {
		Looks []Look `json:"looks"`
	}{looks})
	if err != nil {
		return fmt.Errorf("record consultation: %w", err)
	}
	rows, err := lookRows(body, id)
	if err != nil {
		return fmt.Errorf("record consultation: %w", err)
	}
	stream := "access/" + calendar.DateOf(looks[0].At).String()
	for range tries {
		var last int64
		err = r.s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			last, err = tx.StreamSeq(ctx, stream)
			return err
		})
		if err != nil {
			return fmt.Errorf("record consultation: %w", err)
		}
		_, err = r.s.writer.Append(ctx, journal.Request{
			Drafts: []journal.Draft{{ID: id, Stream: stream, Seq: last + 1, Kind: kindConsulted, Version: 1, Actor: "system", Body: body}},
			Rows: func(ctx context.Context, tx store.Tx, _ []store.Entry) error {
				for _, l := range looks {
					if !l.Told {
						continue
					}
					if err := store.MarkSent(ctx, tx, l.Staff, millis(l.At)); err != nil {
						return err
					}
				}
				return store.InsertConsulted(ctx, tx, rows...)
			},
		})
		if !isConflict(err) {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("record consultation: %w", err)
	}
	return nil
}
