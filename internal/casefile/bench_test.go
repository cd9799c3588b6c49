package casefile_test

import (
	"testing"

	"foursight/internal/casefile"
)

func hundred(b *testing.B) []casefile.Event {
	h := told(b)
	h.incidents("i", 100)
	if n := len(h.pair().Incidents.Items); n != 100 {
		b.Fatalf("%d incidents; want 100", n)
	}
	return h.events
}

func BenchmarkFoldHundredIncidents(b *testing.B) {
	events := hundred(b)
	b.ReportAllocs()
	for b.Loop() {
		casefile.Fold("c1", events)
	}
}

func BenchmarkContinueByOneEntry(b *testing.B) {
	events := hundred(b)
	last := len(events) - 1
	state := &casefile.State{Case: casefile.Fold("c1", events[:last]), Events: events[:last]}
	b.ReportAllocs()
	for b.Loop() {
		casefile.Continue(state, "c1", events[last:])
	}
}
