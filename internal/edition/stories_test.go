package edition_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"foursight/internal/casescript"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

var update = flag.Bool("update", false, "write what the stories now give")

// want is what a story gives at some times, each line made to be read.
type want struct {
	At          time.Time `yaml:"at"`
	Obligations []string  `yaml:"obligations"`
	Advice      []string  `yaml:"advice,omitempty"`
	Clocks      []string  `yaml:"clocks,omitempty"`
	Prompts     []string  `yaml:"prompts,omitempty"`
	Questions   []string  `yaml:"questions,omitempty"`
	Problems    []string  `yaml:"problems,omitempty"`
}

// stories are the worked examples: a case told day by day, and when to look.
var stories = map[string][]string{
	"former-partner-corrected-date": {"2026-08-03T23:00:00Z", "2026-08-05T12:00:00Z", "2026-08-10T09:00:00Z", "2026-08-20T10:00:00Z"},
	"police-suspect":                {"2026-09-10T14:00:00Z", "2026-09-12T08:00:00Z", "2026-09-12T11:00:00Z"},
	"online-report":                 {"2026-10-25T00:40:00Z", "2026-10-25T08:00:00Z", "2026-10-25T11:40:00Z", "2026-10-26T09:00:00Z"},
	"unknown-actor":                 {"2026-07-01T18:00:00Z", "2026-07-03T09:00:00Z", "2026-07-03T16:00:00Z"},
	"breach-by-one-like":            {"2026-09-02T21:00:00Z", "2026-09-03T08:00:00Z"},
	"two-victims-and-a-proxy":       {"2026-10-05T09:30:00Z", "2026-10-20T09:00:00Z"},
	"neighbours-at-a-boundary":      {"2026-05-12T09:00:00Z", "2026-05-26T09:00:00Z"},
	"a-crowd-online":                {"2026-06-04T09:00:00Z", "2026-06-04T12:00:00Z"},
	"in-the-street-because-of-sex":  {"2026-04-19T09:00:00Z"},
	"each-against-the-other":        {"2026-08-11T12:00:00Z", "2026-08-13T09:00:00Z"},
	"years-before-he-told-anybody":  {"2026-11-02T16:00:00Z", "2026-11-10T09:00:00Z"},
	"school-advice-put-right":       {"2026-11-03T10:00:00Z", "2026-11-09T17:00:00Z"},
	"arrested-elsewhere":            {"2026-12-24T23:30:00Z", "2026-12-24T23:35:00Z", "2026-12-25T01:30:00Z", "2026-12-25T05:10:00Z", "2026-12-25T07:00:00Z", "2026-12-30T09:00:00Z"},
	"former-partner-at-the-door":    {"2026-09-16T20:16:00Z", "2026-09-16T21:10:00Z", "2026-09-16T23:30:00Z", "2026-09-17T08:00:00Z"},
	"does-not-want-a-fuss":          {"2026-03-10T17:10:00Z", "2026-03-11T19:00:00Z"},
}

func TestStoriesComeOutAsWritten(t *testing.T) {
	ed := withFernshire(t)
	for name, times := range stories {
		t.Run(name, func(t *testing.T) {
			var got []want
			for _, at := range times {
				got = append(got, summary(t, outcome(t, ed, name, at)))
			}
			golden := filepath.Join("testdata", name+".want.yaml")
			if *update {
				writeGolden(t, golden, got)
			}
			var expected []want
			b, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if err := yaml.Unmarshal(b, &expected); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(expected, got); diff != "" {
				t.Errorf("story differs from %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func writeGolden(t *testing.T, name string, got []want) {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("# What the story gives, written by the test with -update and then read by a person.\n")
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(got); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func withFernshire(t testing.TB) *guidance.Edition {
	t.Helper()
	ed, err := edition.Load(edition.Fernshire())
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

func outcome(t testing.TB, ed *guidance.Edition, story, at string) *casescript.Outcome {
	t.Helper()
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	return casescript.Replay(script(t, story), ed, when)
}

func summary(t testing.TB, o *casescript.Outcome) want {
	t.Helper()
	r, err := o.Report()
	if err != nil {
		t.Fatal(err)
	}
	w := want{At: r.At}
	for _, x := range r.Obligations {
		line := fmt.Sprintf("%s %s: %s", x.Clause, x.Scope, x.State)
		if x.State == "outstanding" {
			line += ", arose " + x.Arose.Format(time.RFC3339)
		}
		said := func(words, text string) {
			if text != "" {
				line += words + text
			}
		}
		said(", due ", x.Due)
		said(", asks ", strings.Join(x.Ask, " "))
		mark := func(words string, on bool) {
			if on {
				line += words
			}
		}
		mark(", overdue", x.Overdue)
		mark(", reopened", x.Reopened)
		mark(", cannot comply", x.CannotComply)
		mark(", disputed", x.Disputed)
		w.Obligations = append(w.Obligations, line)
	}
	for _, a := range r.Advice {
		w.Advice = append(w.Advice, fmt.Sprintf("%s %s points to %q: for %d, against %d, displaced %d, missing %s", a.Question, a.Pair, a.PointsTo,
			len(a.For), len(a.Against), len(a.Displaced), strings.Join(a.Missing, " ")))
	}
	for _, c := range r.Clocks {
		w.Clocks = append(w.Clocks, fmt.Sprintf("%s %s: from %s to %s, certain %t", c.Clause, c.Scope, c.From, c.LastDay, c.Certain))
	}
	for _, p := range r.Prompts {
		if !p.Caution {
			w.Prompts = append(w.Prompts, p.Clause+" "+p.Scope)
		}
	}
	for _, q := range r.Questions {
		w.Questions = append(w.Questions, fmt.Sprintf("%s (%s)", q.Path, q.Status))
	}
	for _, p := range r.Problems {
		w.Problems = append(w.Problems, p.Entry+": "+p.What)
	}
	return w
}

// The date of the last act was first given as the second of August and put right
// to the first; each time the clock runs from what was known.
func TestACorrectedDateMendsTheClock(t *testing.T) {
	ed := withFernshire(t)
	for at, last := range map[string]string{"2026-08-03T23:00:00Z": "2027-02-02", "2026-08-05T12:00:00Z": "2027-02-01", "2026-08-20T10:00:00Z": "2027-02-19"} {
		clocks := outcome(t, ed, "former-partner-corrected-date", at).Findings.Clocks
		if len(clocks) != 1 || clocks[0].LastDay.String() != last || !clocks[0].Certain {
			t.Errorf("at %s clocks are %+v, want one that ends on %s and is certain", at, clocks, last)
		}
	}
}

// now are the lines that a case asks for at once, as its page does: what keeps
// somebody safe, what must be done, what is due within a day or late, and what was
// advised against. The nine checks are one line, and so are several duties of one rule.
func now(t testing.TB, ed *guidance.Edition, story, at string) []string {
	t.Helper()
	var out []string
	o := outcome(t, ed, story, at)
	for _, f := range o.Findings.Obligations {
		c := ed.Clause(f.Clause)
		soon := !f.Due.At.IsZero() && f.Due.At.Sub(o.Findings.At) <= 24*time.Hour
		switch {
		case f.State == guidance.Contrary:
		case f.State != guidance.Outstanding, c.Severity != "safety" && c.Strength != "must" && !soon:
			continue
		}
		name := c.Key
		if slices.Contains(c.Tags, "checks") {
			name = "checks"
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// A case has to be read at a glance: no more than twelve lines now, before the
// account and after it, with somebody in custody, and whoever the other person is.
func TestACaseAsksForTwelveThingsNowAtMost(t *testing.T) {
	ed := withFernshire(t)
	most := 0
	for story, times := range stories {
		if story == "former-partner-corrected-date" {
			times = append([]string{"2026-08-03T20:10:00Z", "2026-08-03T21:50:00Z"}, times...)
		}
		for _, at := range times {
			lines := now(t, ed, story, at)
			if most = max(most, len(lines)); len(lines) > 12 {
				t.Errorf("%s at %s asks for %d things now: %v", story, at, len(lines), lines)
			}
		}
	}
	if most < 5 {
		t.Errorf("at most %d things are asked for now: the count misses them", most)
	}
}

// Two finishing lines: a handful before leaving, the rest by the end of the shift.
// Whatever is owed from the start belongs to one of them.
func TestFirstResponseHasTwoFinishingLines(t *testing.T) {
	leave := 0
	for _, c := range withFernshire(t).Clauses {
		if c.ForEach != "" || !slices.Contains(c.Tags, "first-response") || c.Kind != "duty" && c.Kind != "consider" {
			continue
		}
		before, after := slices.Contains(c.Tags, "safe-to-leave"), slices.Contains(c.Tags, "end-of-shift")
		if before == after {
			t.Errorf("%s has the tags %v; want one of safe-to-leave and end-of-shift", c.Key, c.Tags)
		}
		if before {
			leave++
		}
	}
	if leave == 0 || leave > 5 {
		t.Errorf("%d things have to be done before leaving, want a handful", leave)
	}
}
