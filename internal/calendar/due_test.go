package calendar

import (
	"strings"
	"testing"
	"time"
)

func TestDeadlinesAreSaidAsSentences(t *testing.T) {
	for _, tt := range []struct {
		add, count, day0 string
		from, event      string
		want, at         string
	}{
		{"1wd", "", "", "2026-12-24T23:50:00Z", "the arrest",
			"by the end of Tuesday 29 December 2026, 1 working day after the arrest; England and Wales bank holidays", "2026-12-30T00:00:00Z"},
		{"5d", "working", "excluded", "2026-04-02T10:00:00Z", "the arrest",
			"by the end of Monday 13 April 2026, 5 working days after the arrest; England and Wales bank holidays", "2026-04-13T23:00:00Z"},
		{"3d", "calendar", "included", "2026-04-02T10:00:00Z", "the service",
			"by the end of Saturday 4 April 2026, 3 days beginning with the day of service", "2026-04-04T23:00:00Z"},
		{"1wd", "", "included", "2026-04-04T10:00:00Z", "the request",
			"by the end of Tuesday 7 April 2026, 1 working day beginning with the day of request; England and Wales bank holidays", "2026-04-07T23:00:00Z"},
		{"7d", "", "", "2026-05-01T10:00:00Z", "the request was received",
			"by the end of Friday 8 May 2026, 7 days after the request was received", "2026-05-08T23:00:00Z"},
		{"6mo", "", "", "2026-08-31T10:00:00Z", "the last act",
			"by the end of Sunday 28 February 2027, 6 months after the last act", "2027-03-01T00:00:00Z"},
		{"2y", "", "included", "2028-02-29T10:00:00Z", "making",
			"by the end of Thursday 28 February 2030, 2 years beginning with the day of making", "2030-03-01T00:00:00Z"},
		{"1y", "", "", "2028-02-29T10:00:00Z", "the review",
			"by the end of Wednesday 28 February 2029, 1 year after the review", "2029-03-01T00:00:00Z"},
		{"24h", "", "", "2026-03-28T23:40:00Z", "the report",
			"by 00:40 on Monday 30 March 2026, 24 hours after the report", "2026-03-29T23:40:00Z"},
		{"0d", "", "", "2026-06-30T23:30:00Z", "the report",
			"by the end of Wednesday 1 July 2026, the same day as the report", "2026-07-01T23:00:00Z"},
		{"0h", "", "", "2026-06-30T23:30:00Z", "the report",
			"by 00:30 on Wednesday 1 July 2026, the same time as the report", "2026-06-30T23:30:00Z"},
		{"1wd", "", "", "2028-12-29T10:00:00Z", "the arrest",
			"by the end of Monday 1 January 2029, 1 working day after the arrest; England and Wales bank holidays. " +
				"Mon 1 Jan 2029 rests on a year for which no bank holidays are loaded (England and Wales, 2019 to 2028): check it by hand", "2029-01-02T00:00:00Z"},
	} {
		due, err := ParseDue(tt.add, tt.count, tt.day0)
		if err != nil {
			t.Errorf("ParseDue(%q, %q, %q): %v", tt.add, tt.count, tt.day0, err)
			continue
		}
		got := due.From(instant(t, tt.from), EnglandWales())
		if got.Sentence(tt.event) != tt.want || got.At.Format(time.RFC3339) != tt.at {
			t.Errorf("%s from %s:\ngot  %s (%s)\nwant %s (%s)", tt.add, tt.from,
				got.Sentence(tt.event), got.At.Format(time.RFC3339), tt.want, tt.at)
		}
	}
}

func TestPeriodsThatMeanNothingAreRefused(t *testing.T) {
	for _, tt := range []struct{ add, count, day0, want string }{
		{"", "", "", "expected a number"},
		{"wd", "", "", "expected a number"},
		{"5", "", "", "unit"},
		{"5w", "", "", "not h, d, wd, mo or y"},
		{"-1d", "", "", "from 0"},
		{"+1d", "", "", "from 0"},
		{"05d", "", "", "from 0"},
		{"1.5d", "", "", "expected a number"},
		{"10000d", "", "", "to 9999"},
		{"5wd", "calendar", "", "says calendar"},
		{"5h", "working", "", "only days"},
		{"5d", "weekly", "", "expected calendar or working"},
		{"5d", "", "perhaps", "expected included or excluded"},
		{"24h", "", "included", "whole day"},
		{"0d", "", "included", "whole day"},
	} {
		_, err := ParseDue(tt.add, tt.count, tt.day0)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("ParseDue(%q, %q, %q): error %v, want one that says %q", tt.add, tt.count, tt.day0, err, tt.want)
		}
	}
}

func TestImpreciseEventsAreCountedFromTheirEarliest(t *testing.T) {
	due, err := ParseDue("6mo", "", "")
	if err != nil {
		t.Fatal(err)
	}
	got, ok := due.FromEarliest(Between(Date{2026, 8, 25}, Date{2026, 9, 10}), EnglandWales())
	if !ok || got.Last.String() != "2027-02-25" {
		t.Errorf("got %s, %v; want 2027-02-25, true", got.Last, ok)
	}
	if _, ok := due.FromEarliest(Interval{}, EnglandWales()); ok {
		t.Error("a deadline was worked out from a time nobody has said")
	}
}

func TestPeriodsAreCountedBackFromAnEvent(t *testing.T) {
	for _, tt := range []struct{ add, from, want, at string }{
		{"2h", "2026-11-21T06:00:00Z", "by 04:00 on Saturday 21 November 2026, 2 hours before the planned release", "2026-11-21T04:00:00Z"},
		{"2h", "2026-10-25T01:30:00Z", "by 00:30 on Sunday 25 October 2026, 2 hours before the planned release", "2026-10-24T23:30:00Z"},
		{"0h", "2026-11-21T06:00:00Z", "by 06:00 on Saturday 21 November 2026, before the planned release", "2026-11-21T06:00:00Z"},
		{"0d", "2026-11-21T06:00:00Z", "by 06:00 on Saturday 21 November 2026, before the planned release", "2026-11-21T06:00:00Z"},
		{"1d", "2026-11-21T06:00:00Z", "by the end of Friday 20 November 2026, 1 day before the planned release", "2026-11-21T00:00:00Z"},
		{"1wd", "2026-12-29T06:00:00Z", "by the end of Thursday 24 December 2026, 1 working day before the planned release; England and Wales bank holidays", "2026-12-25T00:00:00Z"},
		{"1mo", "2026-03-31T10:00:00Z", "by the end of Saturday 28 February 2026, 1 month before the planned release", "2026-03-01T00:00:00Z"},
		{"1y", "2028-02-29T10:00:00Z", "by the end of Sunday 28 February 2027, 1 year before the planned release", "2027-03-01T00:00:00Z"},
	} {
		due, err := ParseDue(tt.add, "", "")
		if err != nil {
			t.Fatal(err)
		}
		got := due.Before(instant(t, tt.from), EnglandWales())
		if got.Sentence("the planned release") != tt.want || got.At.Format(time.RFC3339) != tt.at {
			t.Errorf("%s before %s:\ngot  %s (%s)\nwant %s (%s)", tt.add, tt.from,
				got.Sentence("the planned release"), got.At.Format(time.RFC3339), tt.want, tt.at)
		}
	}
}
