package words

import (
	"regexp"
	"slices"
	"testing"
)

var sections = regexp.MustCompile(`^APP [1-9](\.[0-9]+)*( and [1-9](\.[0-9]+)*)*$`)

// What is said at the door is held to the same rules as every other text; what is
// better not said is there because it breaks them.
func TestWhatIsSaidAtTheDoorIsPlainAndCited(t *testing.T) {
	d := For("en").Doorstep()
	var lines []line
	for _, x := range d.Instead {
		lines = append(lines, line{"instead of " + x.Avoid, "say", x.Say})
		if !sections.MatchString(x.Cite) || x.Avoid == "" {
			t.Errorf("%q instead of %q cites %q", x.Say, x.Avoid, x.Cite)
		}
	}
	pages := []string{"safe", "account", "acts", "people", "judge", "them", "leave"}
	for _, page := range pages {
		if len(d.Ask[page]) < 3 || len(d.InsteadOn(page)) == 0 {
			t.Errorf("page %s has %d questions and %d lines of what to say instead", page, len(d.Ask[page]), len(d.InsteadOn(page)))
		}
		for _, q := range d.Ask[page] {
			lines = append(lines, line{"ask on " + page, "ask", q})
			if leading.MatchString(q) {
				t.Errorf("%q leads", q)
			}
		}
	}
	for _, x := range d.Instead {
		if !slices.Contains(pages, x.On) {
			t.Errorf("%q is for page %q, which is none", x.Say, x.On)
		}
	}
	for _, part := range append(slices.Clone(d.Card), d.Images) {
		lines = append(lines, line{"card", "title", part.Title})
		if !sections.MatchString(part.Cite) || len(part.Lines) < 3 {
			t.Errorf("%s: %d lines, cites %q", part.Title, len(part.Lines), part.Cite)
		}
		for _, l := range part.Lines {
			lines = append(lines, line{"card, " + part.Title, "line", l})
		}
	}
	for _, l := range lines {
		for _, f := range faults(l) {
			t.Errorf("%s %q: %s", l.where, l.text, f)
		}
	}
}

func TestALanguageWithoutTheDoorstepHasTheEnglish(t *testing.T) {
	if got := len(For("cy").Doorstep().Card); got != len(For("en").Doorstep().Card) || got < 5 {
		t.Errorf("the card has %d parts in Welsh", got)
	}
}
