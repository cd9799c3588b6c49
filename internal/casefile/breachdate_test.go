package casefile_test

import (
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// A breach told of before the bail it is said to break is a question about two dates,
// whichever was recorded first; on the day itself, or without a date, it is none.
func TestABreachBeforeWhatItBreaksIsSaidNotToFit(t *testing.T) {
	for name, x := range map[string]struct {
		told   []with
		breaks string
		doubt  bool
	}{
		"before the bail":        {[]with{occurred("2026-10-01T08:00:00Z", "2026-10-01T09:00:00Z")}, `"bail":"b1"`, true},
		"on its day":             {[]with{occurred("2026-11-01T00:00:00Z", "2026-11-01T01:00:00Z")}, `"bail":"b1"`, false},
		"perhaps before":         {[]with{occurred("2026-10-01T08:00:00Z", "2026-11-03T09:00:00Z")}, `"bail":"b1"`, false},
		"nobody said when":       {nil, `"bail":"b1"`, false},
		"before the order":       {[]with{occurred("2026-09-01T08:00:00Z", "2026-09-01T09:00:00Z")}, `"order":"o1"`, true},
		"after the order":        {[]with{occurred("2026-10-01T08:00:00Z", "2026-10-01T09:00:00Z")}, `"order":"o1"`, false},
		"nobody said which bail": {[]with{occurred("2026-09-01T08:00:00Z", "2026-09-01T09:00:00Z")}, `"of":{"v":"police_bail"}`, false},
	} {
		h := told(t)
		h.add("BreachReported", "x", `{"pair":"p1",`+x.breaks+`}`, x.told...)
		h.add("BailSet", "b1", `{"person":"s1"}`, occurred("2026-11-01T18:00:00Z", "2026-11-01T18:00:00Z"))
		h.add("OrderNoted", "o1", `{"person":"s1","made":"2026-09-20"}`)
		var got []casefile.Problem
		for _, p := range h.fold().Problems {
			if p.Code == "before_it_bound" {
				got = append(got, p)
			}
		}
		if (len(got) == 1) != x.doubt || x.doubt && (got[0].Event != "x" || got[0].Field != "occurred") {
			t.Errorf("%s: %+v, want doubt %v", name, got, x.doubt)
		}
	}
}

// A charge shows nobody what binds somebody now: bail before it stands until something
// later is recorded.
func TestBailBeforeAChargeStandsUntilSomethingLaterIsRecorded(t *testing.T) {
	on := calendar.Date{Year: 2026, Month: 11, Day: 3}
	live := func(after func(h *history)) (n int, charged bool) {
		h := told(t)
		h.add("SuspectArrested", "a1", `{"person":"s1"}`)
		h.add("BailSet", "b1", `{"person":"s1","kind":{"v":"police_before_charge"}}`)
		after(h)
		c := h.fold()
		list := c.LiveBail("s1", on)
		for i := range list {
			charged = charged || list[i].ID == "b1" && c.ChargedSince(&list[i]) != nil
		}
		return len(list), charged
	}
	charge := func(h *history) { h.add("SuspectCharged", "x1", `{"pair":"p1"}`) }
	for name, x := range map[string]struct {
		after   func(h *history)
		live    int
		charged bool
	}{
		"no charge":                  {func(*history) {}, 1, false},
		"a charge alone":             {charge, 1, true},
		"bail after it":              {func(h *history) { charge(h); h.add("BailSet", "b2", `{"person":"s1","kind":{"v":"court"}}`) }, 1, false},
		"a court that kept them in":  {func(h *history) { charge(h); h.add("SuspectReleased", "r1", `{"arrest":"a1","how":{"v":"remanded"}}`) }, 0, false},
		"the bail ended":             {func(h *history) { charge(h); h.add("BailEnded", "e1", `{"bail":"b1"}`) }, 0, false},
		"bail of an unrecorded kind": {func(h *history) { charge(h); h.add("BailSet", "b2", `{"person":"s1"}`) }, 1, false},
	} {
		if n, charged := live(x.after); n != x.live || charged != x.charged {
			t.Errorf("%s: %d in force, charged since %v; want %d, %v", name, n, charged, x.live, x.charged)
		}
	}
}
