package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
	"foursight/internal/store"
)

// findings evaluates a case as it stands, against its ledger as it stands, and
// leaves the ledger alone: for showing.
func (s *Service) findings(l *loaded, now time.Time) {
	l.found = *s.evaluate(l, now)
	l.foundAt = millis(now)
}

// advance evaluates the whole of a case and carries its ledger on.
func (s *Service) advance(l *loaded, now time.Time) {
	f := s.evaluate(l, now)
	l.ledger = guidance.Advance(l.ledger, f, now)
	l.found, l.foundAt, l.flip = *f, millis(now), f.NextFlip
}

func (s *Service) evaluate(l *loaded, now time.Time) *guidance.Findings {
	return guidance.Evaluate(guidance.Flatten(s.schema, l.c), s.edition, s.context(l, now))
}

func (s *Service) context(l *loaded, now time.Time) guidance.Context {
	return guidance.Context{Now: now, Decisions: edition.Decisions(l.c), Ledger: l.ledger}
}

// changedBy names the facts an event can have changed: what its kind's definition
// says, or nil (everything) where that cannot be narrowed: a correction can change
// whatever rests on the act it corrects.
func changedBy(e casefile.Event) []string {
	k, ok := casefile.KindOf(e.Kind)
	if !ok || e.Corrects != "" || slices.Contains(k.Facts, "*") {
		return nil
	}
	return k.Facts
}

// fresh gives a case's findings at now, evaluating again only when time alone may
// have changed them.
func (s *Service) fresh(l *loaded, now time.Time) *guidance.Findings {
	f := l.found
	if f.Edition == s.edition.Hash+s.edition.OverlayHash && !now.Before(fromMillis(l.foundAt)) && (f.NextFlip.IsZero() || now.Before(f.NextFlip)) {
		return &f
	}
	return s.evaluate(l, now)
}

// storedLedger reads a case's ledger from its row, and when it is to be advanced.
func (s *Service) storedLedger(ctx context.Context, tx store.Tx, id string) (guidance.Ledger, time.Time, error) {
	row, ok, err := store.RowOf(ctx, tx, id)
	if err != nil || !ok {
		return guidance.Ledger{}, time.Time{}, err
	}
	sum, err := s.openSummary(row)
	if err != nil {
		return guidance.Ledger{}, time.Time{}, fmt.Errorf("ledger of case %s: %w", id, err)
	}
	return sum.Ledger, sum.Flip, nil
}

// gates asks whether law or the APP forbids the step. A hard gate refuses and
// says what is missing; a soft one lets it be recorded as proposed, which
// casefile's fold does by itself.
func (s *Service) gates(g *growing, e casefile.Event) []casefile.Problem {
	if !s.gated[e.Kind] {
		return nil
	}
	ctx := guidance.Context{Now: g.now, Decisions: edition.Decisions(g.with), Ledger: g.ledger()}
	var out []casefile.Problem
	for _, b := range guidance.Gates(g.laidOut(e), s.edition, ctx, guidance.Step{Kind: e.Kind, Pair: pairOf(e)}) {
		if b.Hard {
			out = append(out, casefile.Problem{Code: "gate:" + b.Clause, What: b.Say})
		}
	}
	return out
}

// pairOf is the pair an event's data names, empty where it names none.
func pairOf(e casefile.Event) string {
	var d struct {
		Pair string `json:"pair"`
	}
	if json.Unmarshal(e.Data, &d) != nil {
		return ""
	}
	return d.Pair
}

var errNoDuty = errors.New("no such duty on this case")
