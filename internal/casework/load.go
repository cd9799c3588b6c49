package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/store"
)

const casePrefix = "case/"

// caseStream is the stream of a case.
func caseStream(id string) string { return casePrefix + id }

// load brings a case up to its newest entry inside tx: from the cache where that
// is current, else by folding what is missing. Its ledger is carried on through the
// instants that have come since. Nil where the stream is empty.
func (s *Service) load(ctx context.Context, tx store.Tx, id string) (*loaded, error) {
	last, err := tx.StreamSeq(ctx, caseStream(id))
	if err != nil {
		return nil, fmt.Errorf("load case: %w", err)
	}
	return s.loadTo(ctx, tx, id, last)
}

// loadTo is load where the number of the case's last entry is known.
func (s *Service) loadTo(ctx context.Context, tx store.Tx, id string, last int64) (*loaded, error) {
	have := s.cases.get(id)
	switch {
	case last == 0:
		return nil, nil
	case have != nil && have.version == last:
		l, err := s.caughtUp(have, s.Now())
		if err == nil && l != have {
			s.cases.put(id, l)
		}
		return l, err
	case have == nil || have.version > last:
		have = &loaded{}
	}
	more, err := s.readEvents(ctx, tx, id, have.version)
	if err != nil {
		return nil, err
	}
	if len(more) == 0 && have.version == 0 {
		return nil, nil // disposed of
	}
	events := append(slices.Clone(have.events), more...)
	r, stored, err := s.storedReach(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	l := &loaded{events: events, c: casefile.Fold(id, events), reach: r, version: last}
	if !stored {
		if l, err = s.replay(id, events); err != nil {
			return nil, err
		}
		l.version = last
	}
	l.c.Version = last
	now := s.Now()
	if l, err = s.caughtUp(l, now); err != nil {
		return nil, err
	}
	f, err := s.fresh(l, now)
	if err != nil {
		return nil, err
	}
	l.found, l.foundAt = *f, millis(f.At)
	s.cases.put(id, l)
	return l, nil
}

// readEvents opens the entries of a case after a sequence number. What has been
// disposed of is passed over.
func (s *Service) readEvents(ctx context.Context, tx store.Tx, id string, after int64) ([]casefile.Event, error) {
	var out []casefile.Event
	for entry, err := range tx.Entries(ctx, caseStream(id), after) {
		if err != nil {
			return nil, fmt.Errorf("read case %s: %w", id, err)
		}
		if entry.Kind == journal.StreamDisposed || entry.Kind == journal.EntryDisposed {
			continue // says why something is gone; not itself about the case
		}
		e, err := s.openEvent(ctx, entry)
		if errors.Is(err, journal.ErrDisposed) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read case %s: %w", id, err)
		}
		out = append(out, casefile.Prepare(e))
	}
	return out, nil
}

func (s *Service) openEvent(ctx context.Context, entry store.Entry) (casefile.Event, error) {
	b, err := journal.Open(ctx, s.keys, entry)
	if err != nil {
		return casefile.Event{}, err
	}
	return EventOf(b)
}

// EventOf reads an opened journal entry as a case event.
func EventOf(b journal.Body) (casefile.Event, error) {
	h := b.Header
	e := casefile.Event{ID: h.ID, Stream: h.Stream, Seq: h.Seq, Kind: h.Kind, Version: h.Version,
		Recorded: h.Recorded, Clock: h.Clock, Suspect: h.Suspect, Actor: h.Actor}
	if err := json.Unmarshal(b.JSON, &e.Body); err != nil {
		return e, fmt.Errorf("entry %s of %s: %w", h.ID, h.Stream, err)
	}
	return e, nil
}

// draftOf makes a journal draft of an event.
func draftOf(e casefile.Event, seq int64) (journal.Draft, error) {
	body, err := json.Marshal(e.Body)
	if err != nil {
		return journal.Draft{}, fmt.Errorf("draft %s: %w", e.Kind, err)
	}
	return journal.Draft{ID: e.ID, Stream: e.Stream, Seq: seq, Kind: e.Kind, Version: e.Version, Actor: e.Actor, Body: body}, nil
}

// KnownAt folds a case as it was recorded up to an instant.
func KnownAt(id string, events []casefile.Event, at time.Time) *casefile.Case {
	var then []casefile.Event
	for _, e := range events {
		if !e.Recorded.After(at) {
			then = append(then, e)
		}
	}
	return casefile.Fold(id, then)
}

// caseOf is the case id of a stream, empty for other streams.
func caseOf(stream string) string {
	id, ok := strings.CutPrefix(stream, casePrefix)
	if !ok {
		return ""
	}
	return id
}
