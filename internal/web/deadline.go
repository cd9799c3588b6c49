package web

import (
	"time"

	"foursight/internal/calendar"
)

// deadlineDay is the day a deadline is named by, and its time on that day. A deadline is
// the first instant that is too late: one at midnight is the end of the day before, and
// has no time (calendar.Deadline). Every page names a deadline through it.
func deadlineDay(at time.Time) (day calendar.Date, clock string) {
	day = calendar.DateOf(at)
	if at.Equal(day.Start()) {
		return day.AddDays(-1), ""
	}
	return day, calendar.ClockTime(at)
}

// deadline is a deadline by its day and time: "Fri 20 Nov 2026", "Sat 21 Nov 2026, 09:30".
func deadline(at time.Time) string {
	day, clock := deadlineDay(at)
	return joinAnd([]string{day.Short(), clock}, ", ")
}
