package casefile_test

import (
	"slices"
	"testing"

	"foursight/internal/casefile"
)

// v1 and v2 are victims of s1, v1 of s2 too, and mum only through another; i1 is an act
// of p1, i2 of p2.
func TestEvidenceAndEnquiriesBearOnThePairTheyAreOf(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		one        []string // with v1 as the only victim beside mum
		two        []string // with v2 as well
	}{
		{"said of the first", `"pair":"p1"`, []string{"p1"}, []string{"p1"}},
		{"said of the second suspect", `"pair":"p3"`, []string{"p3"}, []string{"p3"}},
		{"of whoever is a victim through another", `"pair":"p4"`, []string{"p4"}, []string{"p4"}},
		{"said of nobody", "", []string{"p1", "p3"}, nil},
	} {
		for _, more := range []bool{false, true} {
			h := told(t)
			h.add("PersonAdded", "mum", `{"roles":["secondary_victim"]}`)
			h.add("PersonAdded", "s2", `{"roles":["suspect"]}`)
			h.add("PairRecorded", "p3", `{"victim":"v1","actor":"s2"}`)
			h.add("PairRecorded", "p4", `{"victim":"mum","actor":"s1"}`)
			want := tt.one
			if more {
				want = tt.two
				h.add("PersonAdded", "v2", `{"roles":["victim"]}`)
				h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
			}
			h.add("EvidenceAdded", "m", "{"+tt.data+"}")
			h.add("EnquirySet", "e", "{"+tt.data+"}")
			c := h.whole()
			shown := bearsOn(c, func(p casefile.Pair) bool { return slices.Contains(p.Evidence, "m") })
			asked := bearsOn(c, func(p casefile.Pair) bool { return slices.Contains(p.Enquiries, "e") })
			if !slices.Equal(shown, want) || !slices.Equal(asked, want) {
				t.Errorf("%s, second victim %v: evidence bears on %v and the enquiry on %v, want %v", tt.name, more, shown, asked, want)
			}
		}
	}
}

func bearsOn(c *casefile.Case, does func(casefile.Pair) bool) []string {
	var out []string
	for _, p := range c.Pairs {
		if does(p) {
			out = append(out, p.ID)
		}
	}
	slices.Sort(out)
	return out
}

// What an act is shown by bears on whoever it was done to, wherever it is moved.
func TestEvidenceOfAnActBearsOnItsPair(t *testing.T) {
	h := told(t)
	h.add("PersonAdded", "v2", `{"roles":["victim"]}`)
	h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
	h.add("IncidentRecorded", "i1", `{"pair":"p2"}`)
	h.add("EvidenceAdded", "m", `{"incident":"i1"}`)
	shown := func() []string {
		return bearsOn(h.whole(), func(p casefile.Pair) bool { return slices.Contains(p.Evidence, "m") })
	}
	if got := shown(); !slices.Equal(got, []string{"p2"}) {
		t.Errorf("bears on %v, want p2, whose act it shows", got)
	}
	h.add("IncidentAttributed", "a1", `{"incident":"i1","pair":"p1"}`)
	if got := shown(); !slices.Equal(got, []string{"p1"}) {
		t.Errorf("bears on %v, want p1, to which the act was moved", got)
	}
}

// A number that is checked is a check for whoever it belongs to.
func TestANumberThatIsCheckedIsOfThePairItBelongsTo(t *testing.T) {
	for _, tt := range []struct {
		name, number string
		second       bool // another victim, pursued by u2
		want         []string
	}{
		{"of the unknown person", "07700 900111", true, []string{"p5"}},
		{"of a victim", "07700 900222", true, []string{"p6"}},
		{"nobody's, with two victims", "07700 900999", true, nil},
		{"nobody's, with one", "07700 900999", false, []string{"p1", "p5"}},
	} {
		h := told(t)
		h.add("PersonAdded", "u1", `{"details":{"phones":["07700900111"]}}`)
		h.add("PairRecorded", "p5", `{"victim":"v1","actor":"u1","kind":"unknown"}`)
		if tt.second {
			h.add("PersonAdded", "v2", `{"roles":["victim"],"details":{"phones":["07700900222"]}}`)
			h.add("PairRecorded", "p6", `{"victim":"v2","kind":"unknown"}`)
		}
		h.add("CheckRequested", "c1", `{"system":"pnd","on":"number","subject":"`+tt.number+`"}`)
		done := func() []string { return bearsOn(h.whole(), func(p casefile.Pair) bool { return p.ThingDone }) }
		if got := done(); got != nil {
			t.Errorf("%s: checked for %v before it is done", tt.name, got)
		}
		h.add("CheckCompleted", "r1", `{"check":"c1","result":"no_trace"}`)
		if got := done(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: checked for %v, want %v", tt.name, got, tt.want)
		}
	}
}

// What one victim was told about coming late nobody has told another.
func TestWhatALateVictimIsToldIsToldToNoOther(t *testing.T) {
	h := told(t)
	h.add("PersonAdded", "v2", `{"roles":["victim"]}`)
	h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
	h.add("DelayReasonsRecorded", "d1", `{"person":"v1","reported_late":true,"told_taken_seriously":true}`)
	h.add("DelayReasonsRecorded", "d2", `{"reported_late":true,"told_taken_seriously":true,"told_reasons_understood":true}`)
	h.add("VictimContacted", "k1", `{"person":"v2","outcome":"no_answer","topics":["reassured_taken_seriously"]}`)
	told := func(want ...bool) {
		t.Helper()
		v := h.whole().Victims
		if got := []bool{v[0].Serious, v[0].Understood, v[1].Serious, v[1].Understood}; !slices.Equal(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
	}
	told(true, false, false, false)
	h.add("VictimContacted", "k2", `{"person":"v2","outcome":"spoke","topics":["reassured_taken_seriously"]}`)
	told(true, false, true, false)
	h.add("DelayReasonsRecorded", "d3", `{"person":"v2","reported_late":true,"told_reasons_understood":true}`)
	told(true, false, true, true)
}
