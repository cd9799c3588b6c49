package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// longestByTheClock is how long a stretch somebody gave in words may be and still
// be written with times of day: a night or two.
const longestByTheClock = 48 * time.Hour

// Short writes a date for lists and cards: "Tue 29 Dec 2026". The zero Date is
// the empty string.
func (d Date) Short() string { return d.layout("Mon 2 Jan 2006") }

// Long writes a date for sentences and papers: "Tuesday 29 December 2026". The
// zero Date is the empty string.
func (d Date) Long() string { return d.layout("Monday 2 January 2006") }

func (d Date) layout(layout string) string {
	if d.IsZero() {
		return ""
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format(layout)
}

// ClockTime writes the time of day of t on a London clock: "21:04". In the hour
// that happens twice when the clocks go back it names the zone, "01:30 GMT",
// because two incidents an hour apart would otherwise read as one time.
func ClockTime(t time.Time) string {
	const clock = "15:04"
	at := t.In(London)
	for _, other := range []time.Duration{-time.Hour, time.Hour} {
		if at.Add(other).Format(clock) == at.Format(clock) {
			return at.Format("15:04 MST")
		}
	}
	return at.Format(clock)
}

// Moment writes an instant as a person in London would: "Tue 29 Dec 2026, 21:04".
func Moment(t time.Time) string { return DateOf(t).Short() + ", " + ClockTime(t) }

// beside writes a day that stands before another: month and year are said once where
// they are the same, "Tue 1" before "Sun 20 Sep 2026".
func (d Date) beside(later Date) string {
	short := d.Short()
	if d.Year != later.Year {
		return short
	}
	short = strings.TrimSuffix(short, " "+strconv.Itoa(d.Year))
	if d.Month == later.Month {
		short = short[:strings.LastIndexByte(short, ' ')]
	}
	return short
}

// Words writes an interval as well as it is known, the teller's own words first
// where there are any. Nobody having said when is the empty string.
func (i Interval) Words() string {
	bounds := i.bounds()
	switch {
	case i.Said == "":
		return bounds
	case bounds == "":
		return fmt.Sprintf("“%s”", i.Said)
	}
	return fmt.Sprintf("“%s” (%s)", i.Said, bounds)
}

// bounds writes the two ends. What was said of days is written in days: a clock
// time that only says when the words were typed would look like something known.
func (i Interval) bounds() string {
	if i.IsZero() {
		return ""
	}
	if i.From.IsZero() { // nobody said when it began
		return "by " + Moment(i.To)
	}
	from, to := i.Earliest(), i.Latest()
	startsDay := i.From.Equal(from.Start())
	wholeDays := startsDay && !i.To.Before(to.End().Add(-time.Second))
	saidInDays := i.Precision == Approx && (startsDay || i.To.Sub(i.From) > longestByTheClock)
	switch {
	case i.From.Equal(i.To):
		return Moment(i.From)
	case wholeDays && from == to:
		return from.Short()
	case wholeDays, saidInDays && from != to:
		return fmt.Sprintf("between %s and %s", from.beside(to), to.Short())
	case from == to && ClockTime(i.From) == ClockTime(i.To):
		return fmt.Sprintf("%s, at %s", from.Short(), ClockTime(i.From))
	case from == to:
		return fmt.Sprintf("%s, between %s and %s", from.Short(), ClockTime(i.From), ClockTime(i.To))
	}
	return fmt.Sprintf("between %s and %s", Moment(i.From), Moment(i.To))
}
