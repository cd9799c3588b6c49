package casefile_test

import (
	"slices"
	"testing"

	"foursight/internal/casefile"
)

// TestAdviceIsPutRightWithWhomItWasGivenAndOnlyUntilItIsGivenAgain tells one advice the
// guidance warns against to two victims.
func TestAdviceIsPutRightWithWhomItWasGivenAndOnlyUntilItIsGivenAgain(t *testing.T) {
	h := told(t)
	stands := func(want ...string) {
		t.Helper()
		var got []string
		for _, a := range h.whole().Advice {
			if slices.Contains(a.Stands, casefile.AdvBlock) {
				got = append(got, a.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("what stands: %q; want %q", got, want)
		}
	}
	h.add("AdviceGiven", "d0", `{"codes":["told_to_block"],"by_police":true}`) // of the one victim
	stands("d0")
	h.add("AdviceGiven", "r0", `{"person":"v1","codes":["told_to_block","told_to_confront"],"put_right":true}`)
	stands()
	h.add("PersonAdded", "v2", `{"details":{"name":"Noor Imagined"}}`)
	h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
	stands("d0") // to whom it was said nobody can tell any more
	h.add("AdviceGiven", "d1", `{"person":"v1","codes":["told_to_block"],"by_police":true}`)
	h.add("AdviceGiven", "d2", `{"person":"v2","codes":["told_to_block"],"by_police":true}`)
	h.add("AdviceGiven", "r1", `{"person":"v1","codes":["told_to_block"],"put_right":true}`)
	stands("d0", "d2")
	h.add("AdviceGiven", "r2", `{"person":"v2","codes":["told_to_confront"],"put_right":true}`)
	stands("d0", "d2")
	h.add("AdviceGiven", "d3", `{"person":"v1","codes":["told_to_block"],"by_police":true}`)
	stands("d0", "d2", "d3")
}

func TestAPlanIsReplacedByALaterOneOfTheSamePersonAndIsFilledByAStep(t *testing.T) {
	h := told(t)
	is := func(replaced, filled []bool) {
		t.Helper()
		var gotReplaced, gotFilled []bool
		for _, p := range h.whole().Plans {
			gotReplaced, gotFilled = append(gotReplaced, p.Replaced), append(gotFilled, p.Filled)
		}
		if !slices.Equal(gotReplaced, replaced) || !slices.Equal(gotFilled, filled) {
			t.Errorf("replaced %v, filled %v; want %v, %v", gotReplaced, gotFilled, replaced, filled)
		}
	}
	h.add("SafetyPlanMade", "a1", `{"person":"v1"}`)
	h.add("PersonAdded", "v2", `{"details":{"name":"Noor Imagined"}}`)
	h.add("SafetyPlanMade", "a2", `{"person":"v2","words":"Her sister rings each night."}`)
	is([]bool{false, false}, []bool{false, true})
	h.add("SafetyMeasureSet", "m1", `{"person":"v1","measure":"patrols"}`)
	is([]bool{false, false}, []bool{true, true})
	h.add("SafetyPlanMade", "a3", `{"person":"v1","words":"She stays with a friend."}`)
	is([]bool{true, false, false}, []bool{true, true, true})
}
