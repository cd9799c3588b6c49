package ui

import (
	"testing"
	"time"

	"foursight/internal/calendar"
)

// A phone shows the right end of a picture first: the newest entry has to be there,
// however few there are.
func TestTheNewestEntryStandsAtTheRightEdgeOfAPicture(t *testing.T) {
	const phone = 286 // px beside the names, of a screen of 390
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for name, days := range map[string][]int{"one": {0}, "two of one day": {0, 0}, "a week": {-7, -3, 0}, "years": {-900, -400, 0}} {
		p := CoursePicture{Title: "A course", Lanes: []string{"Phone"}, Until: at.AddDate(0, 3, 0)}
		for _, d := range days {
			p.Marks = append(p.Marks, Mark{Lane: "Phone", Occurred: calendar.At(at.AddDate(0, 0, d))})
		}
		all, err := p.entries()
		if err != nil {
			t.Fatal(err)
		}
		d := p.layout(all)
		last := d.Entries[len(d.Entries)-1]
		if gap := d.Width - last.X; gap < markRadius || gap > phone/3 {
			t.Errorf("%s: the newest stands %d px from the right edge", name, gap)
		}
		if d.Entries[0].X < markRadius {
			t.Errorf("%s: the oldest is cut off at %d px", name, d.Entries[0].X)
		}
	}
}
