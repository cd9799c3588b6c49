package casefile_test

import (
	"slices"
	"testing"

	"foursight/internal/casefile"
)

// Nobody records anything on the day an order or conditions end, or a hearing is.
func TestDaysSetBeforehandAskForTheRiskAgain(t *testing.T) {
	judged := `{"pair":"p1","judgement":"medium"}`
	for _, tt := range []struct {
		name string
		acts [][2]string
		want []string // kind and day
	}{
		{"an order with an end", [][2]string{{"OrderNoted", `{"person":"s1","order":"non_molestation","until":"2027-02-01"}`}}, []string{"order_expires 2027-02-02"}},
		{"without one", [][2]string{{"OrderNoted", `{"person":"s1","order":"non_molestation"}`}}, nil},
		{"of somebody else", [][2]string{{"OrderNoted", `{"person":"v1","order":"non_molestation","until":"2027-02-01"}`}}, nil},
		{"that has ended already", [][2]string{{"OrderNoted", `{"person":"s1","order":"non_molestation","until":"2027-02-01"}`}, {"OrderEnded", `{"order":"a0","how":"discharged"}`}}, nil},
		{"bail with an end", [][2]string{{"BailSet", `{"person":"s1","kind":"court","until":"2027-03-01"}`}}, []string{"bail_expires 2027-03-02"}},
		{"bail that other bail replaced", [][2]string{{"BailSet", `{"person":"s1","kind":"court","until":"2027-03-01"}`}, {"BailSet", `{"person":"s1","kind":"court","until":"2027-05-01","replaces":"a0"}`}}, []string{"bail_expires 2027-05-02"}},
		{"a charge with a hearing", [][2]string{{"SuspectCharged", `{"pair":"p1","first_hearing":"2027-01-07"}`}}, []string{"hearing 2027-01-07"}},
		{"a charge without one", [][2]string{{"SuspectCharged", `{"pair":"p1"}`}}, nil},
		{"an end that was over when risk was judged", [][2]string{{"OrderNoted", `{"person":"s1","order":"non_molestation","until":"2020-02-01"}`}}, nil},
	} {
		h := told(t)
		h.add("RiskAssessed", "r1", judged)
		for i, a := range tt.acts {
			h.add(a[0], "a"+string(rune('0'+i)), a[1])
		}
		var got []string
		for _, d := range h.whole().Pair("p1").Dates {
			got = append(got, string(d.Kind)+" "+d.At.Add(12*3600e9).Format("2006-01-02"))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	h := told(t)
	h.add("OrderNoted", "o1", `{"person":"s1","order":"non_molestation","until":"2027-02-01"}`)
	if got := h.whole().Pair("p1").Dates; got != nil {
		t.Errorf("before anybody judged: %+v", got)
	}
}

// The fear is asked about again after the judgement: only a yes that is new reopens it.
func TestFearNewlySaidAsksForTheRiskAgain(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		want                int
	}{
		{"newly yes", "", `{"pair":"p1","feared_violence_twice":true}`, 1},
		{"no before, and yes", `{"pair":"p1","feared_violence_twice":false}`, `{"pair":"p1","feared_violence_twice":true}`, 1},
		{"yes before", `{"pair":"p1","feared_violence_twice":true}`, `{"pair":"p1","feared_violence_twice":true}`, 0},
		{"no", "", `{"pair":"p1","feared_violence_twice":false}`, 0},
		{"they would not say", "", `{"pair":"p1","feared_violence_twice":{"s":"declined"}}`, 0},
		{"nothing of it", "", `{"pair":"p1","words":"She sleeps badly."}`, 0},
	} {
		h := told(t)
		if tt.before != "" {
			h.add("ImpactRecorded", "m0", tt.before)
		}
		h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"medium"}`)
		h.add("ImpactRecorded", "m1", tt.after)
		n := 0
		for _, x := range h.whole().Pair("p1").Triggers {
			if x.Kind == casefile.TriggerKind("fear_said") && x.ID == "m1" {
				n++
			}
		}
		if n != tt.want {
			t.Errorf("%s: %d triggers, want %d", tt.name, n, tt.want)
		}
	}
}
