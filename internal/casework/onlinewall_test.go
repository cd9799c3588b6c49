package casework

import (
	"testing"

	"foursight/internal/force"
)

// What somebody is to the sender is no name by which to tell who is not meant; and it
// lets nobody in who might be meant.
func TestWhatSomebodyIsToTheSenderIsNoName(t *testing.T) {
	for said, want := range map[string]int{
		"my ex Simon": 1, "Simon": 1, "my ex": 0, "My boss": 0, "my ex-husband": 0, "my ex-husband, Simon": 1, "my husband's boss": 0,
		"the neighbour next door": 0, "Anne-Marie": 1, "ex-partner Simon-James": 1, "my sister’s partner": 0,
		"Simon Madeup": 2, "my ex Simon Madeup": 2, "PC Simon Madeup": 2, "": 0,
	} {
		for words := 1; words <= 2; words++ {
			if got := toldApart([]string{said}, words); got != (want >= words) {
				t.Errorf("%q has %d words of a name: %v", said, words, got)
			}
		}
	}
	for name, meant := range map[string]bool{"Ada Boss": true, "Simon Invented": true, "Ada Neighbour": false} {
		if got := couldBe(force.Staff{ID: "x-1", Name: name}, []string{"my boss Simon"}); got != meant {
			t.Errorf("%s could be meant: %v, want %v", name, got, meant)
		}
	}
}
