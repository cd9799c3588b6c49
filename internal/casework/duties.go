package casework

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

// findings evaluates a case as it stands, against its ledger as it stands, and
// leaves the ledger alone: for showing.
func (s *Service) findings(l *loaded, now time.Time) (*guidance.Findings, error) {
	ed, ctx, err := s.rules(l, l.c, now)
	if err != nil {
		return nil, err
	}
	return guidance.Evaluate(guidance.Flatten(s.schema, l.c), ed, ctx), nil
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

// fresh gives the findings at now of a case that has caught up, evaluating again
// only when what was found last does not hold for it.
func (s *Service) fresh(l *loaded, now time.Time) (*guidance.Findings, error) {
	f := l.found
	if f.Edition == s.allTerms().of(l.term).hash && !now.Before(fromMillis(l.foundAt)) && (f.NextFlip.IsZero() || now.Before(f.NextFlip)) {
		return &f, nil
	}
	return s.findings(l, now)
}

// gates asks whether law or the APP forbids the step. A hard gate refuses and
// says what is missing; a soft one lets it be recorded as proposed, which
// casefile's fold does by itself.
func (s *Service) gates(g *growing, e casefile.Event) []casefile.Problem {
	if !s.gated[e.Kind] {
		return nil
	}
	ctx := g.ctx
	ctx.Decisions, ctx.Ledger = edition.Decisions(g.with), g.ledger()
	var out []casefile.Problem
	for _, b := range guidance.Gates(g.laidOut(e), g.ed, ctx, guidance.Step{Kind: e.Kind, Pair: pairOf(e)}) {
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
