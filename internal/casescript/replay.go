package casescript

import (
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

// caseID stands for the one case a script is about.
const caseID = "script"

// Outcome is a case and what the guidance says of it at one time.
type Outcome struct {
	At       time.Time
	Case     *casefile.Case
	Frame    *guidance.Frame
	Context  guidance.Context // what the findings were made with
	Findings *guidance.Findings
	Edition  *guidance.Edition
}

// Replay folds the events recorded up to at and evaluates the edition after each
// of them, and at every instant between at which time alone changed something, so
// that each duty carries the time it arose. events are in order of recording, as
// Read gives them.
func Replay(events []casefile.Event, ed *guidance.Edition, at time.Time) *Outcome {
	var ledger guidance.Ledger
	out := &Outcome{At: at, Edition: ed, Case: casefile.Fold(caseID, nil)}
	known := 0
	for i, e := range events {
		if e.Recorded.After(at) {
			break
		}
		known = i + 1
		if next := known; next < len(events) && events[next].Recorded.Equal(e.Recorded) {
			continue // written down together: judged together
		}
		until := at
		if known < len(events) && events[known].Recorded.Before(at) {
			until = events[known].Recorded
		}
		c := casefile.Fold(caseID, events[:known])
		ledger = through(c, ed, ledger, e.Recorded, until)
	}
	out.Case = casefile.Fold(caseID, events[:known])
	out.Frame = guidance.Flatten(edition.Schema(), out.Case)
	out.Context = guidance.Context{Now: at, Decisions: edition.Decisions(out.Case), Ledger: ledger}
	out.Findings = guidance.Evaluate(out.Frame, ed, out.Context)
	return out
}

// through carries the ledger from one instant to just before another while
// nothing is recorded.
func through(c *casefile.Case, ed *guidance.Edition, ledger guidance.Ledger, from, until time.Time) guidance.Ledger {
	frame := guidance.Flatten(edition.Schema(), c)
	ctx := guidance.Context{Now: from, Decisions: edition.Decisions(c)}
	for {
		ctx.Ledger = ledger
		f := guidance.Evaluate(frame, ed, ctx)
		ledger = guidance.Advance(ledger, f, ctx.Now)
		if f.NextFlip.IsZero() || !f.NextFlip.Before(until) {
			return ledger
		}
		ctx.Now = f.NextFlip
	}
}
