package calendar

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The days and instants at which reckoning goes wrong, and a second reckoning that
// knows nothing of zone data: in the United Kingdom clocks are an hour ahead from 01:00
// UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October.
//
// Source: Summer Time Act 1972 s1, as amended by SI 2002/262.

func lastSunday(year int, month time.Month) time.Time {
	d := time.Date(year, month+1, 0, 1, 0, 0, 0, time.UTC)
	return d.AddDate(0, 0, -int(d.Weekday()))
}

func summer(t time.Time) bool {
	y := t.UTC().Year()
	return !t.Before(lastSunday(y, time.March)) && t.Before(lastSunday(y, time.October))
}

// civil is the date in London of an instant, as midnight UTC of that date.
func civil(t time.Time) time.Time {
	if summer(t) {
		t = t.Add(time.Hour)
	}
	return t.UTC().Truncate(24 * time.Hour)
}

// midnight is the instant at which a date in London begins.
func midnight(civil time.Time) time.Time {
	if summer(civil.Add(-time.Hour)) {
		return civil.Add(-time.Hour)
	}
	return civil
}

func dateFrom(civil time.Time) Date { return Date{civil.Year(), civil.Month(), civil.Day()} }

// hardInstant is an instant near one at which reckoning goes wrong.
func hardInstant(rt *rapid.T) time.Time {
	year := rapid.OneOf(rapid.IntRange(2019, 2040), rapid.SampledFrom([]int{2024, 2026, 2028, 2037, 2038, 2099, 2100, 2104})).Draw(rt, "year")
	near := rapid.SampledFrom([]time.Time{
		lastSunday(year, time.March), lastSunday(year, time.October), // a missing hour, a repeated one
		time.Date(year, time.February, 28, 23, 59, 59, 0, time.UTC),
		time.Date(year, time.December, 31, 23, 59, 59, 0, time.UTC),
		time.Date(year, time.December, 24, 16, 0, 0, 0, time.UTC),
		time.Date(year, time.April, 2, 12, 0, 0, 0, time.UTC), // about Easter
		time.Date(2038, time.January, 19, 3, 14, 7, 0, time.UTC),
	}).Draw(rt, "near")
	off := rapid.OneOf(rapid.Int64Range(-7200, 7200), rapid.Int64Range(-3*86400, 3*86400)).Draw(rt, "seconds off")
	return near.Add(time.Duration(off) * time.Second)
}

// checks runs a property five hundred times (fault R10).
func checks(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	for range 5 {
		rapid.Check(t, property)
	}
}

func TestEveryInstantLiesInOneDay(t *testing.T) {
	checks(t, func(rt *rapid.T) {
		at := hardInstant(rt)
		d := DateOf(at)
		if d != dateFrom(civil(at)) {
			rt.Fatalf("%s falls on %s, want %s", at, d, dateFrom(civil(at)))
		}
		if at.Before(d.Start()) || !at.Before(d.End()) {
			rt.Fatalf("%s is outside its day, %s to %s", at, d.Start(), d.End())
		}
		if next := d.AddDays(1); !d.End().Equal(next.Start()) || next.AddDays(-1) != d || d.DaysUntil(next) != 1 {
			rt.Fatalf("%s is not followed by %s", d, next)
		}
		want := 24 * time.Hour
		switch day := civil(at); {
		case day.Equal(lastSunday(day.Year(), time.March).Truncate(24 * time.Hour)):
			want = 23 * time.Hour
		case day.Equal(lastSunday(day.Year(), time.October).Truncate(24 * time.Hour)):
			want = 25 * time.Hour
		}
		if long := d.End().Sub(d.Start()); long != want {
			rt.Fatalf("%s has %s, want %s", d, long, want)
		}
	})
}

func TestDeadlinesHoldWhateverTheClocksDo(t *testing.T) {
	h := EnglandWales()
	holidays := h.Dates()
	worked := func(day time.Time) bool {
		return day.Weekday() != time.Saturday && day.Weekday() != time.Sunday && !slices.Contains(holidays, dateFrom(day))
	}
	checks(t, func(rt *rapid.T) {
		from := hardInstant(rt)
		add := rapid.SampledFrom([]string{"1h", "2h", "24h", "72h", "1d", "3d", "7d", "28d", "1wd", "3wd", "5wd", "1mo", "6mo", "2y"}).Draw(rt, "period")
		due, err := ParseDue(add, "", "")
		if err != nil {
			rt.Fatal(err)
		}
		got := due.From(from, h)
		if due.Unit == Hours {
			if want := from.Add(time.Duration(due.N) * time.Hour); !got.At.Equal(want) || got.Last != dateFrom(civil(want)) {
				rt.Fatalf("%s from %s: %s on %s, want %s", add, from, got.At, got.Last, want)
			}
			return
		}
		day := civil(from)
		switch due.Unit {
		case Days:
			day = day.AddDate(0, 0, due.N)
		case WorkingDays:
			for n := due.N; n > 0; {
				if day = day.AddDate(0, 0, 1); worked(day) {
					n--
				}
			}
		case Months, Years:
			n := due.N
			if due.Unit == Years {
				n *= 12
			}
			first := time.Date(day.Year(), day.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
			same := first.AddDate(0, 0, day.Day()-1)
			if same.Month() != first.Month() { // no such day in that month
				same = first.AddDate(0, 1, -1)
			}
			day = same
		}
		if want := midnight(day.AddDate(0, 0, 1)); got.Last != dateFrom(day) || !got.At.Equal(want) {
			rt.Fatalf("%s from %s: to the end of %s (%s), want %s (%s)", add, from, got.Last, got.At, dateFrom(day), want)
		}
		past := due.Unit == WorkingDays && (h.Through().Before(got.Last) || got.Last.Before(h.From()))
		if got.Warning.Any() != past {
			rt.Fatalf("%s from %s: warning %q, the file covers %s to %s", add, from, got.Warning, h.From(), h.Through())
		}
		if earlier := due.From(from.Add(-time.Second), h); earlier.At.After(got.At) {
			rt.Fatalf("%s from %s ends %s, from a second before only %s", add, from, got.At, earlier.At)
		}
	})
}
