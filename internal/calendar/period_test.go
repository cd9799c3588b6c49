package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestMonthsLeapYearsAndYearEnd(t *testing.T) {
	for _, tt := range []struct {
		name string
		got  Date
		want string
	}{
		{"six months over the year end", AddMonths(Date{2026, 11, 20}, 6), "2027-05-20"},
		{"six months to a leap day", AddMonths(Date{2027, 8, 31}, 6), "2028-02-29"},
		{"from a leap day", AddMonths(Date{2028, 2, 29}, 6), "2028-08-29"},
		{"back over the year end", AddMonths(Date{2027, 1, 31}, -2), "2026-11-30"},
		{"a year from a leap day", AddYears(Date{2028, 2, 29}, 1), "2029-02-28"},
		{"four years from a leap day", AddYears(Date{2028, 2, 29}, 4), "2032-02-29"},
		{"2100 is not a leap year", AddYears(Date{2096, 2, 29}, 4), "2100-02-28"},
		{"one day beginning with", LastDayIncluded(Date{2026, 12, 31}, 1), "2026-12-31"},
		{"three days over the year end", NotifyBy(Date{2026, 12, 30}), "2027-01-01"},
		{"two years from 1 March end on a leap day", MinimumTerm(Date{2026, 3, 1}, 2), "2028-02-29"},
		{"two years from New Year's Day", MinimumTerm(Date{2026, 1, 1}, 2), "2027-12-31"},
		{"a month beginning with the 31st", LastDayOfMonths(Date{2026, 1, 31}, 1), "2026-02-28"},
	} {
		if tt.got.String() != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, tt.got, tt.want)
		}
	}
}

// A second reckoning, by walking the months one at a time and then back from
// the day until it exists.
func TestAddMonthsAgreesWithWalking(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDate(rt)
		n := rapid.IntRange(0, 60).Draw(rt, "months")
		y, m := d.Year, d.Month
		for range n {
			if m++; m > time.December {
				y, m = y+1, time.January
			}
		}
		want := Date{y, m, d.Day}
		for {
			if _, err := ParseDate(want.String()); err == nil {
				break
			}
			want.Day--
		}
		if got := AddMonths(d, n); got != want {
			rt.Fatalf("AddMonths(%s, %d) = %s, want %s", d, n, got, want)
		}
	})
}

func TestLimitationRunsFromTheEarliestItMayHaveBeen(t *testing.T) {
	weeksAgo := Between(Date{2026, 8, 25}, Date{2026, 9, 10})
	for _, tt := range []struct {
		name    string
		act     Interval
		want    string
		certain bool
	}{
		{"a known day", On(Date{2026, 8, 31}), "2027-02-28", true},
		{"an instant just after midnight in summer", At(time.Date(2026, 8, 30, 23, 30, 0, 0, time.UTC)), "2027-02-28", true},
		{"some time in a fortnight", weeksAgo, "2027-02-25", false},
		{"an estimate inside one day", Interval{On(Date{2026, 8, 31}).From, On(Date{2026, 8, 31}).To, Approx, "yesterday"}, "2027-02-28", false},
		{"nobody has said", Interval{}, "", false},
	} {
		last, certain := LastDay(tt.act, 6)
		if last.String() != tt.want || certain != tt.certain {
			t.Errorf("%s: got %s, certain %v; want %s, %v", tt.name, last, certain, tt.want, tt.certain)
		}
	}
	now := Date{2026, 9, 17}.Start().Add(9 * time.Hour)
	if !RecentWithin(weeksAgo, 7, now) {
		t.Error("what may have been a week ago is not counted within seven days")
	}
	if RecentWithin(weeksAgo, 6, now) {
		t.Error("what was a week ago at the latest is counted within six days")
	}
	if RecentWithin(Interval{}, 7, now) {
		t.Error("a time nobody has said counts as recent")
	}
}

func TestCivilDaysAcrossClockChanges(t *testing.T) {
	for _, tt := range []struct {
		day   Date
		hours float64
	}{
		{Date{2026, 3, 29}, 23}, {Date{2026, 10, 25}, 25}, {Date{2026, 12, 31}, 24},
	} {
		if got := tt.day.End().Sub(tt.day.Start()).Hours(); got != tt.hours {
			t.Errorf("%s lasts %v hours, want %v", tt.day, got, tt.hours)
		}
	}
	if got := DateOf(time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC)).String(); got != "2026-07-01" {
		t.Errorf("half past eleven UTC on 30 June falls on %s in London, want 2026-07-01", got)
	}
}
