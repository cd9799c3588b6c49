package casefile_test

import (
	"testing"

	"foursight/internal/casefile"
)

// A spell stands for as many acts as were counted, for two where its words tell of more
// than one, and for one where nobody could say.
func TestASpellStandsForAsManyActsAsAreKnown(t *testing.T) {
	for _, tt := range []struct {
		r    casefile.Repeats
		want int
	}{
		{casefile.Repeats{}, 1},
		{casefile.Repeats{Least: 1, Most: 1, Words: "once"}, 1},
		{casefile.Repeats{Least: 5}, 5},
		{casefile.Repeats{Words: "most Tuesdays"}, 2},
		{casefile.Repeats{Words: "all the time"}, 2},
		{casefile.Repeats{Words: "at least three times a week"}, 3},
		{casefile.Repeats{Words: "once a week"}, 2},
		{casefile.Repeats{Words: "dozens of times"}, 2},
		{casefile.Repeats{Most: 2, Words: "at most twice"}, 1},
		{casefile.Repeats{Words: "Asked how often, and not known."}, 1},
		{casefile.Repeats{Words: "Asked how often, and they would rather not say."}, 1},
	} {
		if got := tt.r.AtLeast(); got != tt.want {
			t.Errorf("%+v stands for at least %d acts, want %d", tt.r, got, tt.want)
		}
	}
}
