package synth_test

import (
	"context"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/store"
	"foursight/internal/synth"
)

// A working force: the newest case waits to be looked into, and few of the others
// carry duties nobody has met.
func TestTheForceKeepsUpAndTheNewestCaseIsOpen(t *testing.T) {
	w := newWorld(t)
	made, err := synth.Fill(t.Context(), w.svc, w.keys, w.clock, synth.Options{Seed: 1, Cases: 100, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := w.svc.Viewer(t.Context(), "pc-marsh")
	p, err := w.svc.Case(t.Context(), v, made.Fresh)
	if err != nil {
		t.Fatal(err)
	}
	pair := p.Pairs[0]
	unwanted := 0
	for _, i := range pair.Incidents.Items {
		if i.Unwanted.Known() && i.Unwanted.Value {
			unwanted++
		}
	}
	if pair.Relation.Value != casefile.FormerPartner || unwanted < 2 || unwanted > 3 || len(pair.History) > 0 || len(pair.Risks) > 0 {
		t.Errorf("newest case: %s, %d unwanted acts, %d decisions on what it is, %d assessments of risk; want a former partner, two or three, neither",
			pair.Relation.Value, unwanted, len(pair.History), len(pair.Risks))
	}
	var open, owing int
	err = w.svc.Store().Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.QueryRow(ctx, `select count(distinct c.case_id), count(distinct o.case_id) from case_row c left join obligation o
			on o.case_id = c.case_id and o.state = ? where c.closed = 0`, string(guidance.Outstanding)).Scan(&open, &owing)
	})
	if err != nil || open < 15 || owing < 3 || owing*2 > open {
		t.Errorf("%d open cases, %d with something outstanding, %v: want some and fewer than half", open, owing, err)
	}
}
