package edition_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"foursight/internal/casescript"
	"foursight/internal/guidance"
)

// Three stories were worked by hand: which duties stand at some moments, for whom,
// until when and why, read from the guidance before the engine's answer was looked
// at. What a story's own golden file says, the engine wrote; what stands here, it
// did not.

// handWorked is one moment of a story as a person worked it out.
type handWorked struct {
	At time.Time `yaml:"at"`
	// Complete says that no duty is outstanding but those named.
	Complete bool        `yaml:"complete"`
	Duties   []handDuty  `yaml:"duties"`
	Absent   []handDuty  `yaml:"absent"`
	Clocks   []handClock `yaml:"clocks"`
}

type handDuty struct {
	Duty  string `yaml:"duty"`
	About string `yaml:"about"`
	// Settled is satisfied or decided, Question that nobody can tell yet whether it
	// applies; with neither it is outstanding.
	Settled  bool   `yaml:"settled"`
	Question bool   `yaml:"question"`
	Due      string `yaml:"due"` // an instant, or the last day; empty where no time is set
	Who      string `yaml:"who"`
	Section  string `yaml:"app"`
	Why      string `yaml:"why"`
	First    string `yaml:"first"` // what was read at first and why that was wrong; empty where it held
}

type handClock struct {
	Clock     string `yaml:"clock"`
	About     string `yaml:"about"`
	From      string `yaml:"from"`
	LastDay   string `yaml:"last_day"`
	Uncertain bool   `yaml:"uncertain"`
	Why       string `yaml:"why"`
}

func TestThreeStoriesWorkedByHandComeOutTheSame(t *testing.T) {
	ed := withFernshire(t)
	files, err := filepath.Glob(filepath.Join("testdata", "by-hand", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 3 {
		t.Errorf("%d stories are worked by hand, want at least three", len(files))
	}
	for _, file := range files {
		story := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(story, func(t *testing.T) {
			for _, m := range readByHand(t, file) {
				r, err := outcome(t, ed, story, m.At.Format(time.RFC3339)).Report()
				if err != nil {
					t.Fatal(err)
				}
				for _, fault := range m.against(ed, r) {
					t.Errorf("at %s %s", m.At.Format(time.RFC3339), fault)
				}
			}
		})
	}
}

func readByHand(t *testing.T, file string) []handWorked {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var moments []handWorked
	dec := yaml.NewDecoder(f)
	dec.KnownFields(true)
	if err := dec.Decode(&moments); err != nil {
		t.Fatal(err)
	}
	if len(moments) == 0 {
		t.Fatalf("%s works out no moment", file)
	}
	return moments
}

// against says where the engine's report differs from what was worked out.
func (m handWorked) against(ed *guidance.Edition, r *casescript.Report) []string {
	var out []string
	for _, d := range m.Duties {
		out = append(out, d.against(ed, r)...)
	}
	for _, d := range m.Absent {
		if x := found(r, d); x != nil && x.State != "ended" {
			out = append(out, "the engine has "+d.name()+", "+x.State+"; by hand it is not there: "+d.Why)
		}
		if d.Why == "" || d.Section == "" {
			out = append(out, d.name()+" has no section or no reason")
		}
	}
	for _, x := range r.Obligations {
		named := func(d handDuty) bool { return d.Duty == x.Clause && d.About == x.Scope }
		if m.Complete && open(x.State) && !slices.ContainsFunc(m.Duties, named) {
			out = append(out, "the engine has "+x.Clause+" "+x.Scope+", "+x.State+"; by hand nothing of the kind")
		}
	}
	for _, c := range m.Clocks {
		out = append(out, c.against(r)...)
	}
	return out
}

// open reports whether somebody still has to do something about a duty.
func open(state string) bool {
	return slices.Contains([]string{"outstanding", "undetermined", "contrary"}, state)
}

func (d handDuty) name() string { return d.Duty + " " + d.About }

func found(r *casescript.Report, d handDuty) *casescript.Obligation {
	for i, x := range r.Obligations {
		if x.Clause == d.Duty && x.Scope == d.About {
			return &r.Obligations[i]
		}
	}
	return nil
}

func (d handDuty) against(ed *guidance.Edition, r *casescript.Report) []string {
	x := found(r, d)
	if x == nil {
		return []string{"the engine has no " + d.name() + "; by hand: " + d.Why}
	}
	var out []string
	sections := sectionsOf(ed.Clause(d.Duty))
	differs := func(what, engine, hand string) {
		if engine != hand {
			out = append(out, d.name()+" "+what+" "+engine+" by the engine, "+hand+" by hand: "+d.Why)
		}
	}
	states := []string{"outstanding"}
	switch {
	case d.Settled:
		states = []string{"satisfied", "decided"}
	case d.Question:
		states = []string{"undetermined"}
	}
	if !slices.Contains(states, x.State) {
		differs("is", x.State, strings.Join(states, " or "))
	}
	if !d.Settled && !d.Question {
		differs("is due", or(x.Due, "at no set time"), or(d.Due, "at no set time"))
	}
	differs("falls to", x.Actor, d.Who)
	if !slices.ContainsFunc(sections, func(s string) bool { return s == d.Section }) {
		differs("comes from", strings.Join(sections, " and "), d.Section)
	}
	if d.Why == "" {
		out = append(out, d.name()+" has no reason")
	}
	return out
}

// sectionsOf are the sections of the guidance that a clause comes from.
func sectionsOf(c *guidance.Clause) []string {
	var out []string
	for _, x := range slices.Concat(c.Cite, c.Also) {
		if x.Instrument == "app-sh" {
			out = append(out, x.Section)
		}
	}
	return out
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func (c handClock) against(r *casescript.Report) []string {
	for _, x := range r.Clocks {
		if x.Clause != c.Clock || x.Scope != c.About {
			continue
		}
		if x.From != c.From || x.LastDay != c.LastDay || x.Certain == c.Uncertain {
			return []string{c.Clock + " runs from " + x.From + " to " + x.LastDay + " by the engine, from " + c.From + " to " + c.LastDay + " by hand: " + c.Why}
		}
		return nil
	}
	return []string{"no " + c.Clock + " runs by the engine; by hand: " + c.Why}
}
