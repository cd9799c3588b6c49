package edition_test

import (
	"regexp"
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

// openly is how a question begins that leaves the answer to the person asked.
var openly = regexp.MustCompile(`^(Tell me|Explain|Describe|What|How) `)

// leading are words that put an answer into somebody's mouth or ask for a reason.
var leading = regexp.MustCompile(`(?i)\b(did (he|she|they)|was it|were you|isn't|didn't|why|do you think|must have|surely|obsess\w*|fixat\w*|stalk\w*|harass\w*)\b`)

func TestFourIsPutAsOpenQuestions(t *testing.T) {
	ed := withFernshire(t)
	var facts []string
	for _, c := range ed.Contrasts() {
		facts = append(facts, strings.TrimPrefix(c.Fact, "pairs.four."))
		if !openly.MatchString(c.Ask) || leading.MatchString(c.Ask) || len(strings.Fields(c.Ask)) > 25 {
			t.Errorf("%s: %q is not a short open question", c.Key, c.Ask)
		}
	}
	want := []string{"fixated", "obsessive", "unwanted", "repeated", "focus_on_person", "consumes_daily_life", "routine_changed", "would_stop_if_resolved"}
	if !slices.Equal(facts, want) {
		t.Errorf("asked about %v, want %v", facts, want)
	}
}

// The four marks speak only together; the last row of the table runs the other way.
func TestThePolarityOfTheTableIsThatOfItsClauses(t *testing.T) {
	ed := withFernshire(t)
	reversed := 0
	for i, c := range ed.Contrasts() {
		yes, no := c.Points()
		switch {
		case i < 4:
			if yes != nil || no != nil || c.Jointly() == nil || c.Jointly().For != "stalking" || c.Jointly().Strength != "strong" {
				t.Errorf("%s speaks alone (%+v, %+v) or not with the others (%+v)", c.Key, yes, no, c.Jointly())
			}
		case i < 7:
			if yes.For != "stalking" || no.Against != "stalking" || no.Strength != "weak" || c.Reversed() {
				t.Errorf("%s: yes %+v, no %+v, reversed %t", c.Key, yes, no, c.Reversed())
			}
		default:
			reversed++
			if yes.For != "harassment" || no.For != "stalking" || !c.Reversed() {
				t.Errorf("%s: yes %+v, no %+v, reversed %t; want it the other way round", c.Key, yes, no, c.Reversed())
			}
		}
	}
	if reversed != 1 {
		t.Errorf("%d rows run the other way, want the last one", reversed)
	}
}
