package calendar

import (
	"testing"
	"time"
)

func TestDatesAndTimesReadAsPeopleSayThem(t *testing.T) {
	firstHalfPastOne := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	for _, tt := range []struct{ got, want string }{
		{Date{2026, 12, 29}.Short(), "Tue 29 Dec 2026"},
		{Date{2026, 12, 29}.Long(), "Tuesday 29 December 2026"},
		{Date{}.Short(), ""},
		{Date{}.Long(), ""},
		{ClockTime(time.Date(2026, 11, 18, 21, 4, 0, 0, time.UTC)), "21:04"},
		{ClockTime(time.Date(2026, 7, 18, 21, 4, 0, 0, time.UTC)), "22:04"},
		{ClockTime(firstHalfPastOne), "01:30 BST"},
		{ClockTime(firstHalfPastOne.Add(time.Hour)), "01:30 GMT"},
		{ClockTime(firstHalfPastOne.Add(2 * time.Hour)), "02:30"},
		{Moment(time.Date(2026, 6, 30, 23, 30, 0, 0, time.UTC)), "Wed 1 Jul 2026, 00:30"},
		{On(Date{2026, 12, 29}).Words(), "Tue 29 Dec 2026"},
		{Between(Date{2026, 12, 28}, Date{2026, 12, 29}).Words(), "between Mon 28 and Tue 29 Dec 2026"},
		{At(firstHalfPastOne).Words(), "Sun 25 Oct 2026, 01:30 BST"},
		{Interval{To: firstHalfPastOne, Precision: Day, Said: "on different days"}.Words(), "“on different days” (by Sun 25 Oct 2026, 01:30 BST)"},
		{Interval{From: firstHalfPastOne.Add(9 * time.Hour), To: firstHalfPastOne.Add(10 * time.Hour), Precision: Approx, Said: "this morning"}.Words(),
			"“this morning” (Sun 25 Oct 2026, between 09:30 and 10:30)"},
		{Interval{From: firstHalfPastOne.Add(-8 * time.Hour), To: firstHalfPastOne.Add(2 * time.Hour), Precision: Approx, Said: "last night"}.Words(),
			"“last night” (between Sat 24 Oct 2026, 17:30 and Sun 25 Oct 2026, 02:30)"},
		{Interval{From: firstHalfPastOne.Add(10 * time.Hour), To: firstHalfPastOne.Add(10*time.Hour + 59*time.Second), Precision: Range}.Words(),
			"Sun 25 Oct 2026, at 10:30"},
		{Interval{From: Date{2026, 6, 1}.Start(), To: firstHalfPastOne, Precision: Approx, Said: "since June"}.Words(),
			"“since June” (between Mon 1 Jun and Sun 25 Oct 2026)"},
		{Interval{From: Date{2026, 6, 1}.Start(), To: firstHalfPastOne, Precision: Range}.Words(),
			"between Mon 1 Jun 2026, 00:00 and Sun 25 Oct 2026, 01:30 BST"},
		{Interval{Said: "ages ago"}.Words(), "“ages ago”"},
		{Interval{}.Words(), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}
