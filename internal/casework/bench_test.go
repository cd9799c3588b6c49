package casework

import (
	"sync"
	"sync/atomic"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// BenchmarkRecord measures acknowledged one-event appends through casework by 64
// writers over warm cases (DESIGN 8: at least 1,000 a second).
func BenchmarkRecord(b *testing.B) {
	w := newWorld(b)
	const writers = 64
	type place struct{ id, pair string }
	var places [writers]place
	for i := range places {
		places[i].id, _, _, places[i].pair = w.report("responder")
	}
	v := w.as("responder")
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var wg sync.WaitGroup
	for _, p := range places {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				e := w.event("AdviceGiven", casefile.AdviceGiven{Codes: []casefile.AdviceCode{"keep_log"}, ByPolice: fact.Of(true)})
				if _, err := w.Record(b.Context(), v, Acts{CaseID: p.id, Events: []casefile.Event{e}}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "acks/s")
}

// BenchmarkCase measures opening a case as its owner, look included, warm and
// cold.
func BenchmarkCase(b *testing.B) {
	w := newWorld(b)
	id, _, _, pair := w.report("responder")
	for range 30 {
		_, err := w.Record(b.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
			w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})}})
		must(b, err)
	}
	v := w.as("responder")
	for _, cold := range []bool{false, true} {
		name := "warm"
		if cold {
			name = "cold"
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if cold {
					w.cases.drop(id)
				}
				p, err := w.Case(b.Context(), v, id)
				must(b, err)
				must(b, w.Look(b.Context(), p.Looked("bench")))
			}
		})
	}
}
