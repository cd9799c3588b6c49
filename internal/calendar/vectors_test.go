package calendar

import (
	"testing"
	"time"
)

// The golden vectors of the domain facts, section 7.2, row by row.
func TestGoldenVectors(t *testing.T) {
	h := EnglandWales()
	working := func(n int) func(Date) Date {
		return func(d Date) Date {
			got, warning := h.AddWorkingDays(d, n)
			if warning.Any() {
				t.Errorf("AddWorkingDays(%s, %d) warned: %s", d, n, warning)
			}
			return got
		}
	}
	months := func(n int) func(Date) Date { return func(d Date) Date { return AddMonths(d, n) } }
	twoYears := func(d Date) Date { return MinimumTerm(d, 2) }

	for _, tt := range []struct {
		name, facts string
		rule        func(Date) Date
		from, want  string
	}{
		{"s127 limit", "TIM-01 TIM-03", months(6), "2026-01-15", "2026-07-15"},
		{"s127 limit, short month", "TIM-03", months(6), "2026-08-31", "2027-02-28"},
		{"s127 limit, leap", "TIM-03", months(6), "2027-08-30", "2028-02-29"},
		{"SPO notification, Good Friday counts", "SPO-13", NotifyBy, "2026-04-02", "2026-04-04"},
		{"SPO minimum", "SPO-06", twoYears, "2026-03-10", "2028-03-09"},
		{"SPO minimum, leap", "SPO-06", twoYears, "2028-02-29", "2030-02-28"},
		{"Code enhanced, 1 working day", "VIC-02 VIC-07", working(1), "2026-04-02", "2026-04-07"},
		{"Code standard, 5 working days", "VIC-02 VIC-07", working(5), "2026-04-02", "2026-04-13"},
		{"Code enhanced over Christmas", "VIC-02 VIC-07", working(1), "2026-12-24", "2026-12-29"},
		{"Code standard over Christmas", "VIC-02 VIC-07", working(5), "2026-12-24", "2027-01-05"},
		{"Referral, 2 working days", "VIC-04 VIC-07", working(2), "2026-05-22", "2026-05-27"},
		{"VRR request, 3 months", "VIC-10", months(3), "2026-11-30", "2027-02-28"},
		{"VRR acknowledge, 10 working days", "VIC-10 VIC-07", working(10), "2026-04-02", "2026-04-20"},
		{"VRR complete, 30 working days", "VIC-10 VIC-07", working(30), "2026-04-02", "2026-05-19"},
		{"SPO transfer acceptance, 7 days", "APP 9.8", func(d Date) Date { return d.AddDays(7) }, "2026-05-01", "2026-05-08"},
	} {
		if got := tt.rule(date(t, tt.from)); got.String() != tt.want {
			t.Errorf("%s (%s) from %s: got %s, want %s", tt.name, tt.facts, tt.from, got, tt.want)
		}
	}
}

// The remaining row of 7.2: recording within 24 hours (REC-09) as the clocks go
// forward, beside the change back.
func TestHoursPassWhateverTheClocksDo(t *testing.T) {
	for _, tt := range []struct{ name, from, want, local string }{
		{"clocks go forward", "2026-03-28T23:40:00Z", "2026-03-29T23:40:00Z", "Mon 30 Mar 2026, 00:40"},
		{"clocks go back", "2026-10-24T22:40:00Z", "2026-10-25T22:40:00Z", "Sun 25 Oct 2026, 22:40"},
		{"an ordinary night", "2026-11-18T23:40:00Z", "2026-11-19T23:40:00Z", "Thu 19 Nov 2026, 23:40"},
	} {
		got := AddHours(instant(t, tt.from), 24)
		if !got.Equal(instant(t, tt.want)) || Moment(got) != tt.local {
			t.Errorf("%s: got %s (%s), want %s (%s)", tt.name, got.UTC().Format(time.RFC3339), Moment(got), tt.want, tt.local)
		}
	}
}

func date(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
