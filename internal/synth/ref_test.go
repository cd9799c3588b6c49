package synth

import (
	"testing"
	"time"

	"foursight/internal/casework"
)

func TestReferencesOfALargeForceAreAllDifferent(t *testing.T) {
	at := time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for n := range uint64(100_000) {
		ref := casework.RefFrom(at, signs(n))
		if seen[ref] || !casework.ValidRef(ref) {
			t.Fatalf("number %d: reference %s is there twice, or no reference", n, ref)
		}
		seen[ref] = true
	}
}
