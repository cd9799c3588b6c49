package guidance

import (
	"strings"
	"testing"
)

func TestLintAsksForTheExamplesAKindNeeds(t *testing.T) {
	var all []string
	for _, f := range Lint(testEdition(t)) {
		all = append(all, f.String())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"advice.avoid_gifts lacks an example: expected one whose expect has contrary", "spo.consider lacks"} {
		if !strings.Contains(text, want) {
			t.Errorf("lint does not say %q:\n%s", want, text)
		}
	}
	for _, whole := range []string{"victim.online_followup", "order.gate", "clock.summary"} {
		if strings.Contains(text, whole) {
			t.Errorf("lint faults %s, whose examples show every outcome:\n%s", whole, text)
		}
	}
}
