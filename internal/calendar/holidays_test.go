package calendar

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestShippedFileIsTheOneDescribed(t *testing.T) {
	const want = "e658768a07767adde325bc2f5ebc7414065befe36b81146b4acbf56003915946" // data/LICENCE.md
	if got := fmt.Sprintf("%x", sha256.Sum256(englandWalesFile)); got != want {
		t.Fatalf("data/bank-holidays.json has SHA-256 %s, want %s", got, want)
	}
	h := EnglandWales()
	perYear := map[int]int{}
	for _, d := range h.Dates() {
		perYear[d.Year]++
	}
	for y := 2019; y <= 2028; y++ {
		want := 8
		switch y {
		case 2022: // the Queen's platinum jubilee and funeral
			want = 10
		case 2023: // the King's coronation
			want = 9
		}
		if perYear[y] != want {
			t.Errorf("%d: got %d bank holidays, want %d", y, perYear[y], want)
		}
	}
	if got := h.Through().String(); got != "2028-12-31" {
		t.Errorf("Through() = %s, want 2028-12-31", got)
	}
	if got := h.Division(); got != "England and Wales" {
		t.Errorf("Division() = %q, want England and Wales", got)
	}
}

func TestOneOffAndSubstituteDaysAreNotWorked(t *testing.T) {
	for _, tt := range []struct {
		day  string
		want bool
		why  string
	}{
		{"2022-09-19", false, "the Queen's funeral"},
		{"2023-05-08", false, "the coronation"},
		{"2020-05-08", false, "early May moved to VE day"},
		{"2020-05-04", true, "the Monday it moved from"},
		{"2026-12-28", false, "Boxing Day's substitute"},
		{"2026-12-26", false, "a Saturday"},
		{"2026-12-29", true, "the Tuesday after"},
		{"2027-01-01", false, "New Year's Day"},
		{"2026-03-17", true, "St Patrick's Day is another division's"},
	} {
		if got := EnglandWales().IsWorkingDay(date(t, tt.day)); got != tt.want {
			t.Errorf("IsWorkingDay(%s) (%s) = %v, want %v", tt.day, tt.why, got, tt.want)
		}
	}
}

func TestRunningPastTheFileWarns(t *testing.T) {
	h := EnglandWales()
	for _, tt := range []struct {
		from  string
		n     int
		want  string
		warns bool
	}{
		{"2028-12-28", 1, "2028-12-29", false},
		{"2028-12-29", 0, "2028-12-29", false},
		{"2028-12-29", 1, "2029-01-01", true}, // New Year's Day 2029 is not in the file
		{"2019-01-02", -2, "2018-12-28", true},
		{"2031-06-02", 3, "2031-06-05", true},
	} {
		got, warning := h.AddWorkingDays(date(t, tt.from), tt.n)
		if got.String() != tt.want || warning.Any() != tt.warns {
			t.Errorf("AddWorkingDays(%s, %d) = %s, warning %q; want %s, warning %v", tt.from, tt.n, got, warning, tt.want, tt.warns)
		}
	}
	_, warning := h.AddWorkingDays(date(t, "2028-12-29"), 1)
	const want = "Mon 1 Jan 2029 rests on a year for which no bank holidays are loaded (England and Wales, 2019 to 2028): check it by hand"
	if warning.String() != want {
		t.Errorf("got  %s\nwant %s", warning, want)
	}
}

func TestFilesThatCannotBeTrustedAreRefusedWithTheirLine(t *testing.T) {
	events := func(dates ...string) string {
		var rows []string
		for _, d := range dates {
			rows = append(rows, fmt.Sprintf(`{"title": "a day", "date": %q, "notes": ""}`, d))
		}
		return "[\n" + strings.Join(rows, ",\n") + "\n]"
	}
	eight := []string{"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28"}
	file := func(dates ...string) string {
		return "{\n\"division\": \"england-and-wales\",\n\"events\": " + events(dates...) + "\n}"
	}
	for _, tt := range []struct {
		name, src, division string
		want                []string
	}{
		{"another division", file(eight...), "scotland", []string{`no division "scotland"`, `it has "england-and-wales"`}},
		{"a date that does not exist", file(append(eight, "2026-02-30")...), DivisionEnglandAndWales, []string{"line 12", "2026-02-30"}},
		{"a date the other way round", file(append(eight, "25/12/2026")...), DivisionEnglandAndWales, []string{"line 12", "YYYY-MM-DD"}},
		{"a date listed twice", file(append(eight, "2026-04-03")...), DivisionEnglandAndWales, []string{"line 12", "2026-04-03 is listed already on line 5"}},
		{"two faults at once", file(append(eight, "nonsense", "2026-04-06")...), DivisionEnglandAndWales, []string{"line 12", "line 13"}},
		{"a year cut short", file(append(eight, "2027-01-01")...), DivisionEnglandAndWales, []string{"2027 lists 1 bank holidays"}},
		{"a year left out", file(append(eight, "2028-01-03")...), DivisionEnglandAndWales, []string{"2027 lists 0"}},
		{"no events", file(), DivisionEnglandAndWales, []string{"no events"}},
		{"not JSON", "{\n\"division\": \"x\",\n\"events\": [\n{\"title\": 5}\n]}", "x", []string{"line 4"}},
		{"cut off", file(eight...)[:200], DivisionEnglandAndWales, []string{"line 6"}},
		{"a list", "[]", "x", []string{"line 1", "{"}},
	} {
		_, err := LoadHolidays(strings.NewReader(tt.src), tt.division)
		if err == nil {
			t.Errorf("%s: accepted", tt.name)
			continue
		}
		for _, want := range tt.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: error %q does not say %q", tt.name, err, want)
			}
		}
	}
	published := `{"england-and-wales": {"division": "england-and-wales", "events": ` + events(eight...) + `},
		"scotland": {"division": "scotland", "events": ` + events(append(eight, "2026-11-30")...) + `}}`
	h, err := LoadHolidays(strings.NewReader(published), "scotland")
	if err != nil {
		t.Fatalf("the published form: %v", err)
	}
	if h.IsWorkingDay(date(t, "2026-11-30")) || h.Division() != "Scotland" {
		t.Errorf("the published form: St Andrew's Day is worked, or the division is %q", h.Division())
	}
}

func anyDate(rt *rapid.T) Date {
	first := Date{2019, 1, 1}
	return first.AddDays(rapid.IntRange(0, 3600).Draw(rt, "day"))
}

func TestWorkingDaysAreMonotoneAndWorked(t *testing.T) {
	h := EnglandWales()
	rapid.Check(t, func(rt *rapid.T) {
		d := anyDate(rt)
		n := rapid.IntRange(1, 40).Draw(rt, "n")
		got, _ := h.AddWorkingDays(d, n)
		if !h.IsWorkingDay(got) {
			rt.Fatalf("%s + %d lands on %s, not a working day", d, n, got)
		}
		worked := 0
		for at := d.AddDays(1); !got.Before(at); at = at.AddDays(1) {
			if h.IsWorkingDay(at) {
				worked++
			}
		}
		if worked != n {
			rt.Fatalf("%s to %s holds %d working days, want %d", d, got, worked, n)
		}
		if next, _ := h.AddWorkingDays(d.AddDays(1), n); next.Before(got) {
			rt.Fatalf("%d working days: from %s ends %s, from the day after %s", n, d, got, next)
		}
		if more, _ := h.AddWorkingDays(d, n+1); !got.Before(more) {
			rt.Fatalf("from %s: %d working days end %s, %d end %s", d, n, got, n+1, more)
		}
	})
}
