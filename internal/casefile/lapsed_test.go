package casefile_test

import (
	"testing"
	"time"

	"foursight/internal/calendar"
)

// TestWhatStoodIsToldFromWhatHadStopped says of an order, a marker and conditions when
// they stopped; what nobody gave an end still stands.
func TestWhatStoodIsToldFromWhatHadStopped(t *testing.T) {
	nextDay := func(day string) time.Time { // a day counts to its end
		d, err := calendar.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		return d.AddDays(1).Start()
	}
	for name, tt := range map[string]struct {
		tell func(h *history)
		want func(h *history) time.Time
	}{
		"an order without an end": {func(h *history) { h.add("OrderNoted", "x", `{"person":"s1"}`) }, nil},
		"an order to a day": {func(h *history) { h.add("OrderNoted", "x", `{"person":"s1","until":"2026-10-24"}`) },
			func(*history) time.Time { return nextDay("2026-10-24") }},
		"an order that was discharged": {func(h *history) {
			h.add("OrderNoted", "x", `{"person":"s1","until":"2036-10-24"}`)
			h.add("OrderEnded", "end", `{"order":"x"}`)
		}, func(h *history) time.Time { return h.whole().KnownOrders[0].EndedAt }},
		"a marker without an end": {func(h *history) { h.add("MarkerNoted", "x", `{"person":"s1","kind":"violence"}`) }, nil},
		"a marker to a day": {func(h *history) { h.add("MarkerNoted", "x", `{"person":"s1","until":"2026-10-24"}`) },
			func(*history) time.Time { return nextDay("2026-10-24") }},
		"bail without an end": {func(h *history) { h.add("BailSet", "x", `{"person":"s1","kind":"court"}`) }, nil},
		"bail that others replace": {func(h *history) {
			h.add("BailSet", "x", `{"person":"s1","kind":"court","until":"2036-10-24"}`)
			h.add("BailSet", "y", `{"person":"s1","kind":"court","replaces":"x"}`)
		}, func(h *history) time.Time { return h.whole().Bails[1].At }},
		"bail beside other bail": {func(h *history) {
			h.add("BailSet", "x", `{"person":"s1","kind":"court"}`)
			h.add("BailSet", "y", `{"person":"s1","kind":"court"}`)
		}, nil},
		"bail before a charge, and a charge alone": {func(h *history) {
			h.add("BailSet", "x", `{"person":"s1","kind":"police_before_charge"}`)
			h.add("SuspectCharged", "chg", `{"pair":"p1"}`)
		}, nil},
		"bail before a charge, and bail since": {func(h *history) {
			h.add("BailSet", "x", `{"person":"s1","kind":"police_before_charge"}`)
			h.add("SuspectCharged", "chg", `{"pair":"p1"}`)
			h.add("BailSet", "y", `{"person":"s1","kind":"court"}`)
		}, func(h *history) time.Time { return h.whole().Bails[1].At }},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			tt.tell(h)
			c := h.whole()
			var got, want time.Time
			switch {
			case len(c.KnownOrders) > 0:
				got = c.KnownOrders[0].LapsedAt
			case len(c.Markers) > 0:
				got = c.Markers[0].LapsedAt
			default:
				got = c.Bails[0].LapsedAt
			}
			if tt.want != nil {
				want = tt.want(h)
			}
			if !got.Equal(want) {
				t.Errorf("it stopped at %v; want %v", got, want)
			}
		})
	}
}
