package linkage_test

import (
	"testing"

	"foursight/internal/linkage"
)

func TestNamesHeardAlikeSoundAlike(t *testing.T) {
	for _, pair := range [][2]string{{"steven", "stephen"}, {"knight", "nite"}, {"clark", "clarke"}, {"hathersage", "hathersedge"}, {"catchpole", "cachpole"},
		{"wright", "right"}, {"hassan", "hasan"}, {"zahra", "sara"}} {
		if a, b := linkage.Sound(pair[0]), linkage.Sound(pair[1]); a != b {
			t.Errorf("%s is heard as %s, %s as %s", pair[0], a, pair[1], b)
		}
	}
	for _, pair := range [][2]string{{"steven", "sterling"}, {"hathersage", "heathcote"}, {"clark", "clayton"}, {"patel", "badel-smith"}} {
		if a, b := linkage.Sound(pair[0]), linkage.Sound(pair[1]); a == b {
			t.Errorf("%s and %s are both heard as %s", pair[0], pair[1], a)
		}
	}
}
