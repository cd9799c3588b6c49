package importer

import (
	"fmt"
	"time"

	"foursight/internal/calendar"
)

// Local turns a civil time (its fields held as UTC) and how much longer it may
// have been into instants in zone. An hour that the clocks repeat spans both. A
// time that the clocks skipped never was: the error says so, and the interval is
// the hour around it.
func Local(civil time.Time, span time.Duration, zone *time.Location) (calendar.Interval, error) {
	var found []time.Time
	guess := time.Date(civil.Year(), civil.Month(), civil.Day(), civil.Hour(), civil.Minute(), civil.Second(), 0, zone)
	for _, near := range [...]time.Time{guess.Add(-3 * time.Hour), guess.Add(3 * time.Hour)} {
		_, offset := near.Zone()
		t := civil.Add(-time.Duration(offset) * time.Second)
		if sameClock(t.In(zone), civil) && (len(found) == 0 || !found[0].Equal(t)) {
			found = append(found, t)
		}
	}
	switch len(found) {
	case 0:
		from := guess.UTC().Truncate(time.Hour)
		return calendar.Interval{From: from.Add(-time.Hour), To: from.Add(2*time.Hour - time.Second), Precision: calendar.Range},
			fmt.Errorf("the time %s was skipped when the clocks went forward in %s; the phone may have kept another zone", civil.Format("2006-01-02 15:04"), zone)
	case 1:
		return calendar.Interval{From: found[0].UTC(), To: found[0].Add(span).UTC(), Precision: calendar.Exact}, nil
	}
	return calendar.Interval{From: found[0].UTC(), To: found[1].Add(span).UTC(), Precision: calendar.Range}, nil
}

func sameClock(a, civil time.Time) bool {
	return a.Hour() == civil.Hour() && a.Minute() == civil.Minute() && a.Day() == civil.Day()
}
