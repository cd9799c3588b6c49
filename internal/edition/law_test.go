package edition_test

import (
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

// What is few and far apart is worked out in Go with numbers of our own; the
// reading that sets them out has to say the same ones.
func TestTheReadingOnFewActsGivesTheNumbersUsed(t *testing.T) {
	ed := withFernshire(t)
	i := slices.IndexFunc(ed.Readings, func(r guidance.Reading) bool { return r.ID == "R-09" })
	if i < 0 {
		t.Fatal("reading R-09 is gone")
	}
	words := map[int]string{casefile.FewActs: "four acts", casefile.WideGapMonths: "three months", casefile.LongGapMonths: "twelve months", casefile.AnnualWindowDays: "seven days"}
	if len(words) != 4 {
		t.Fatalf("two of the numbers are the same, so the words for one are missing: %v", words)
	}
	number := map[string]int{"four acts": 4, "three months": 3, "twelve months": 12, "seven days": 7}
	taken := strings.ToLower(ed.Readings[i].Taken)
	for n, said := range words {
		if number[said] != n || !strings.Contains(taken, said) {
			t.Errorf("the program uses %d, the reading says %q: %q", n, said, taken)
		}
	}
	for _, key := range []string{"coc.connection.explain", "coc.sparse"} {
		if c := ed.Clause(key); c == nil || c.Reading != "R-09" {
			t.Errorf("%s does not name the reading it follows", key)
		}
	}
}

// The numbers of acts and gaps are nowhere said to be the guidance's.
func TestNoClauseGivesANumberOfActsAsTheGuidances(t *testing.T) {
	for _, key := range []string{"coc.connection.explain", "coc.sparse"} {
		c := withFernshire(t).Clause(key)
		for _, n := range []string{"four acts", "three months", "twelve months", "seven days"} {
			if strings.Contains(strings.ToLower(c.Say+c.Why), n) {
				t.Errorf("%s says %q as if the guidance did", key, n)
			}
		}
	}
}
