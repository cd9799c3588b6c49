package casework

import (
	"context"
	"fmt"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
	"foursight/internal/store"
)

// reach is how far a case's ledger has been carried on: to which instant and under
// which adoption, and when it is to be carried on next if nothing is recorded
// before. The ledger is the fold of guidance.Advance over every event, every
// adoption and every instant at which time alone changes something, in order of
// time; so it is the same whether it was carried on as each came or made again.
type reach struct {
	ledger guidance.Ledger
	at     time.Time // zero: it has not begun
	term   int64     // number of the adoption
	flip   time.Time // zero is never
}

// rules are the edition a case stands under at an instant, and what evaluating c
// under it needs; c is l's own case, or what would become of it.
func (s *Service) rules(l *loaded, c *casefile.Case, now time.Time) (*guidance.Edition, guidance.Context, error) {
	terms := s.allTerms()
	t := terms.of(l.term)
	if l.at.IsZero() {
		t = terms.at(now)
	}
	ctx := guidance.Context{Now: now, Decisions: edition.Decisions(c), Ledger: l.ledger, Since: t.since}
	ed, err := t.edition()
	if err != nil {
		return nil, ctx, err
	}
	for _, hash := range l.ledger.Earlier(t.since) {
		old := terms.named(hash)
		if old == nil {
			continue // it arose before any adoption was recorded
		}
		if ctx.Earlier == nil {
			ctx.Earlier = map[string]*guidance.Edition{}
		}
		if ctx.Earlier[hash], err = old.edition(); err != nil {
			return nil, ctx, err
		}
	}
	return ed, ctx, nil
}

// advance evaluates a case at an instant and carries its ledger on. prev is what
// was found before the acts that changed it, nil for a full evaluation; changed
// names the facts they can have changed.
func (s *Service) advance(l *loaded, now time.Time, prev *guidance.Findings, changed []string) error {
	if l.at.IsZero() {
		l.term = s.allTerms().at(now).seq
	}
	ed, ctx, err := s.rules(l, l.c, now)
	if err != nil {
		return err
	}
	var f *guidance.Findings
	if prev == nil || len(prev.Obligations) == 0 {
		f = guidance.Evaluate(guidance.Flatten(s.schema, l.c), ed, ctx)
	} else {
		f = guidance.EvaluateDirty(prev, guidance.Flatten(s.schema, l.c), ed, ctx, changed)
	}
	l.carryOn(f)
	return nil
}

// adopt carries a case's ledger on over an adoption.
func (s *Service) adopt(l *loaded, t *term, now time.Time) error {
	l.term = t.seq
	ed, ctx, err := s.rules(l, l.c, now)
	if err != nil {
		return err
	}
	ctx.Adopting = true
	l.carryOn(guidance.Evaluate(guidance.Flatten(s.schema, l.c), ed, ctx))
	return nil
}

func (l *loaded) carryOn(f *guidance.Findings) {
	l.ledger = guidance.Advance(l.ledger, f, f.At)
	l.at, l.flip = f.At, f.NextFlip
	l.found, l.foundAt = *f, millis(f.At)
}

// next is the earliest instant, not after until, at which time alone or an adoption
// changes how a case stands; t is the adoption's term, nil where it is time alone.
func (s *Service) next(l *loaded, until time.Time) (at time.Time, t *term, ok bool) {
	if l.at.IsZero() {
		return at, nil, false
	}
	at = l.flip
	if t = s.allTerms().after(l.term); t != nil {
		from := t.from
		if from.Before(l.at) {
			from = l.at
		}
		if at.IsZero() || !at.Before(from) {
			at = from
		} else {
			t = nil
		}
	}
	return at, t, !at.IsZero() && !at.After(until)
}

// caughtUp is a case whose ledger has been carried on through every instant up to
// now, one after another: the one given where there was none.
func (s *Service) caughtUp(l *loaded, now time.Time) (*loaded, error) {
	for given := l; ; {
		at, t, ok := s.next(l, now)
		if !ok {
			return l, nil
		}
		if l == given {
			l = new(*given)
		}
		var err error
		if t != nil {
			err = s.adopt(l, t, at)
		} else {
			err = s.advance(l, at, nil, nil)
		}
		if err != nil {
			return nil, fmt.Errorf("case %s at %s: %w", l.c.ID, at.Format(time.RFC3339), err)
		}
	}
}

// admittedAt is when an act on a case is admitted: now, in whole milliseconds as
// entries give it, and never before the instant its ledger was carried on to.
func admittedAt(l *loaded, now time.Time) time.Time {
	if now.Before(l.at) {
		now = l.at.Add(time.Millisecond - time.Nanosecond)
	}
	return now.UTC().Truncate(time.Millisecond)
}

// replay folds a case event by event, carrying its ledger on at each event's own
// time and through what came between them.
func (s *Service) replay(id string, events []casefile.Event) (*loaded, error) {
	l := &loaded{c: casefile.Fold(id, nil)}
	for i := range events {
		at := events[i].ActedAt()
		before, err := s.caughtUp(l, at)
		if err != nil {
			return nil, err
		}
		sofar := events[:i+1]
		l = &loaded{events: sofar, c: casefile.Fold(id, sofar), reach: before.reach, version: events[i].Seq}
		l.c.Version = l.version
		if err := s.advance(l, at, nil, nil); err != nil {
			return nil, fmt.Errorf("case %s, entry %s: %w", id, events[i].ID, err)
		}
	}
	return l, nil
}

// keptReach is how a reach is kept, sealed, beside its case's row. The adoption
// stands in the row.
type keptReach struct {
	Ledger guidance.Ledger `json:"ledger"`
	At     time.Time       `json:"at"`
	Flip   time.Time       `json:"flip,omitzero"`
}

func (s *Service) sealReach(id string, r reach) ([]byte, error) {
	return sealJSON(s.rowsKey, "case_ledger/"+id, keptReach{Ledger: r.ledger, At: r.at, Flip: r.flip})
}

// storedReach reads how far a case's ledger has been carried on; false where that is
// not kept.
func (s *Service) storedReach(ctx context.Context, tx store.Tx, id string) (reach, bool, error) {
	row, ok, err := store.RowOf(ctx, tx, id)
	if err != nil || !ok {
		return reach{}, false, err
	}
	sealed, ok, err := store.LedgerOf(ctx, tx, id)
	if err != nil || !ok {
		return reach{}, false, err
	}
	var kept keptReach
	if err := openJSON(s.rowsKey, "case_ledger/"+id, sealed, &kept); err != nil {
		return reach{}, false, fmt.Errorf("ledger of case %s: %w", id, err)
	}
	return reach{ledger: kept.Ledger, at: kept.At, term: row.Adopted, flip: kept.Flip}, true, nil
}
