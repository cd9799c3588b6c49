package casework

import (
	"context"
	"encoding/json"
	"errors"
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
	// Pressing is set where a live order or a safety card would be hidden if the look
	// could not be kept: without room in the record it is kept beside it.
	Pressing bool `json:"-"`
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
	s      *Service
	in     chan lookWait
	stop   chan struct{}
	ended  chan struct{}
	once   sync.Once
	turn   sync.Mutex // held while an entry is appended, of looks as they come or adopted
	beside *beside    // nil where there is no second place
}

type lookWait struct {
	look Look
	done chan error
}

// maxLooks bounds one entry.
const maxLooks = 64

func newLookRecorder(s *Service, b *beside) *lookRecorder {
	r := &lookRecorder{s: s, beside: b, in: make(chan lookWait), stop: make(chan struct{}), ended: make(chan struct{})}
	go r.run()
	return r
}

// Look records a consultation and returns when it is durable. ErrFull where there is
// no room for it, neither in the record nor, if it is pressing, beside it.
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
		for i, err := range r.record(batch) {
			batch[i].done <- err
		}
	}
}

// record keeps looks and says of each what came of it. Without room in the record the
// pressing ones are kept beside it, under the id by which the record will adopt them.
func (r *lookRecorder) record(batch []lookWait) []error {
	looks := make([]Look, len(batch))
	pressing := true
	for i, w := range batch {
		looks[i] = w.look
		pressing = pressing && w.look.Pressing
	}
	errs := make([]error, len(batch))
	all := func(err error) []error {
		if err != nil {
			err = fmt.Errorf("record consultation: %w", err)
		}
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	e, err := entryOf(looks, false)
	if err != nil {
		return all(err)
	}
	err = r.append(e, looks)
	faultpoint.At(faultpoint.LookKept)
	switch {
	case err == nil || r.beside == nil:
		return all(err)
	case pressing && errors.Is(err, ErrOutcomeUnknown):
		return all(r.beside.keep(e)) // under the same id: the record may hold it
	case !errors.Is(err, ErrFull):
		return all(err)
	}
	all(err)
	var some []Look
	var where []int
	for i, l := range looks {
		if l.Pressing {
			some, where = append(some, l), append(where, i)
		}
	}
	if len(some) == 0 {
		return errs
	}
	if e, err = entryOf(some, true); err == nil {
		err = r.beside.keep(e)
	}
	for _, i := range where {
		errs[i] = nil
		if err != nil {
			errs[i] = fmt.Errorf("record consultation beside the record: %w", err)
		}
	}
	return errs
}

// entryOf is the entry of some looks, in the stream of the day of the first. Beside
// says in it that the record had no room for it when it was made.
func entryOf(looks []Look, beside bool) (lookEntry, error) {
	body, err := json.Marshal(struct {
		Looks  []Look `json:"looks"`
		Beside bool   `json:"beside,omitempty"`
	}{looks, beside})
	return lookEntry{ID: journal.NewID(), Stream: "access/" + calendar.DateOf(looks[0].At).String(), Body: body}, err
}

// append records an entry of looks in the journal; one that it holds already stays as it
// is. Told are the looks by which notices reached their readers.
func (r *lookRecorder) append(e lookEntry, told []Look) error {
	rows, err := lookRows(e.Body, e.ID)
	if err != nil {
		return err
	}
	r.turn.Lock()
	defer r.turn.Unlock()
	ctx := context.Background()
	for range tries {
		var last int64
		err = r.s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			last, err = tx.StreamSeq(ctx, e.Stream)
			return err
		})
		if err != nil {
			return err
		}
		_, err = r.s.writer.Append(ctx, journal.Request{
			Drafts: []journal.Draft{{ID: e.ID, Stream: e.Stream, Seq: last + 1, Kind: kindConsulted, Version: 1, Actor: "system", Body: e.Body}},
			Rows: func(ctx context.Context, tx store.Tx, _ []store.Entry) error {
				for _, l := range told {
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
	return err
}
