package calendar

import (
	"flag"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write testdata/said.txt again from what the words now give; read it before committing")

const goldenSaid = "testdata/said.txt"

// reading is what is understood of a line of the golden table: when, and how often.
func reading(words string) string {
	const layout = "2006-01-02 15:04"
	out := "not placed in time"
	if i, err := ParseSaid(words, saidAt); err == nil {
		out = i.From.In(London).Format(layout) + " to " + i.To.In(London).Format(layout)
	}
	if o, err := ParseOften(words); err == nil {
		out += "; " + o.String()
	}
	return out
}

// The table is what people say, and what is understood of it on Monday 23 November
// 2026 at 16:30: each row was read by a person. What nobody can place stays as it
// was said.
func TestWhatPeopleSayOfWhenIsUnderstoodAsTheGoldenTableHasIt(t *testing.T) {
	raw, err := os.ReadFile(goldenSaid)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	rows := 0
	for line := range strings.Lines(string(raw)) {
		words, want, row := strings.Cut(strings.TrimSuffix(line, "\n"), " = ")
		if !row || strings.HasPrefix(line, "#") {
			out.WriteString(line)
			continue
		}
		rows++
		got := reading(words)
		out.WriteString(words + " = " + got + "\n")
		if got != want && !*update {
			t.Errorf("%q:\ngot  %s\nwant %s", words, got, want)
		}
	}
	if rows < 150 {
		t.Errorf("%d rows, want the whole table", rows)
	}
	if *update {
		if err := os.WriteFile(goldenSaid, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// How often before or after when is no other when: the two are read apart.
func TestHowOftenDoesNotMoveWhen(t *testing.T) {
	often := []string{"most evenings", "every day", "at least three times a week", "on and off", "twice", "Tuesdays and Thursdays", "several times a day"}
	when := []string{"last week", "since June", "since the summer", "for the last three weeks", "this month", "between March and June", "over Christmas"}
	rapid.Check(t, func(rt *rapid.T) {
		o, w := rapid.SampledFrom(often).Draw(rt, "often"), rapid.SampledFrom(when).Draw(rt, "when")
		plain, err := ParseSaid(w, saidAt)
		if err != nil {
			rt.Fatal(err)
		}
		for _, words := range []string{o + " " + w, w + ", " + o} {
			got, err := ParseSaid(words, saidAt)
			if err != nil || got.From != plain.From || got.To != plain.To {
				rt.Fatalf("%q is read as %s, error %v; %q as %s", words, got.Words(), err, w, plain.Words())
			}
			if how, err := ParseOften(words); err != nil || how.Words != o {
				rt.Fatalf("%q: how often %q, error %v; want %q", words, how.Words, err, o)
			}
		}
	})
}

func TestHowOftenKeepsTheTellersCount(t *testing.T) {
	for words, want := range map[string]Often{
		"at least three times a week": {Least: 3, Per: "week"},
		"twice yesterday":             {Least: 2, Most: 2},
		"once or twice a month":       {Least: 1, Most: 2, Per: "month"},
		"up to ten times a day":       {Most: 10, Per: "day"},
		"more than fifty times":       {Least: 51},
		"about five times":            {},
		"a few times a day":           {Least: 2, Per: "day"},
		"four or five times weekly":   {Least: 4, Most: 5, Per: "week"},
		"most nights":                 {},
	} {
		got, err := ParseOften(words)
		got.Words = ""
		if err != nil || got != want {
			t.Errorf("%q: %+v, error %v; want %+v", words, got, err, want)
		}
	}
	for _, words := range []string{"", "last night", "a couple of weeks ago", "once we had split up", "at the weekend"} {
		if got, err := ParseOften(words); err == nil {
			t.Errorf("%q says how often: %+v", words, got)
		}
	}
}

func TestHowOftenReadsTheSameHoweverItWasTyped(t *testing.T) {
	for words, want := range map[string]string{
		"most Tuesdays since June":              "most Tuesdays",
		"  Most  TUESDAYS since June":           "most Tuesdays",
		"most tuesdays":                         "most Tuesdays",
		"every Tues since June":                 "every Tuesday",
		"since June, on Mondays and Fridays":    "on Mondays and Fridays",
		"Twice on Tuesday and once on Friday":   "twice on Tuesday and once on Friday",
		"3 nights last week":                    "3 nights",
		"İİİ most Mondays since June: all of İ": "",
	} {
		if got, _ := ParseOften(words); got.Words != want {
			t.Errorf("%q: %q, want %q", words, got.Words, want)
		}
	}
}

// Whether it was on several days is known only where the words can mean nothing else.
func TestOnSeveralDaysOnlyWhereNothingElseCanBeMeant(t *testing.T) {
	for words, want := range map[string]bool{
		"most Tuesdays since June": true, "every day": true, "daily": true, "twice a week": true, "weekends": true, "3 nights last week": true, "two nights a week": true, "most weeks": true, "every other Friday": true,
		"at least once a month": true,
		"twice":                 false, "three times": false, "again and again": false, "several times a day": false, "six times in one night": false, "six times in one week": false,
		"every hour": false, "day and night": false, "all the time": false, "up to three times a week": false, "once": false, "once on Tuesday and once on Tuesday night": false,
	} {
		o, err := ParseOften(words)
		if err != nil || o.SeveralDays() != want {
			t.Errorf("%q (%+v, %v): on several days %v", words, o, err, o.SeveralDays())
		}
	}
}

// Easter is computed; the shipped bank holidays say the same.
func TestEasterIsWhereTheBankHolidaysHaveIt(t *testing.T) {
	found := 0
	for _, d := range EnglandWales().Dates() {
		if EnglandWales().days[d] == "easter_monday" {
			found++
			if got := EasterSunday(d.Year).AddDays(1); got != d {
				t.Errorf("Easter Monday %d: computed %s, listed %s", d.Year, got, d)
			}
		}
	}
	if found < 10 {
		t.Errorf("%d Easter Mondays listed", found)
	}
}
