// Package questionnaire reads the questionnaires of risk tools: lists of questions
// that a force has the right to use and loads from a folder of its own, and the
// house checklist, which is in our words and comes with the program.
//
// A questionnaire asks; it never adds up. What a tool concludes is entered by the
// person who used it, beside their own judgement (APP 4.2; RSK-02, RSK-08).
//
// Boundary: reads files it is handed, gives values; knows no case.
// Source: APP 4.2 for what an assessment looks at; RSK-12 for the house checklist.
// Threat: somebody else's copyright text shipped with the program, and a count of
// ticks taken for a grade. So no other tool's questions are here, and there is
// nowhere to put a weight.
package questionnaire

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"foursight/internal/casefile"
)

//go:embed house.yaml
var house embed.FS

// Questionnaire is one risk tool's questions.
type Questionnaire struct {
	Tool      casefile.Tool `yaml:"tool"`    // which tool of the code list this is; one questionnaire each
	Title     string        `yaml:"title"`   // as the force calls it
	Version   string        `yaml:"version"` // kept with every answer
	Owner     string        `yaml:"owner"`   // whose text it is
	Licence   string        `yaml:"licence"` // by what right it is used; required of all but the house's own
	Validated bool          `yaml:"validated"`
	Note      string        `yaml:"note"`   // said on the page, above the questions
	Grades    bool          `yaml:"grades"` // the tool itself gives a grade
	Sections  []Section     `yaml:"sections"`
}

// Section is a heading with its questions.
type Section struct {
	Title     string     `yaml:"title"`
	Questions []Question `yaml:"questions"`
}

// Question is one thing to ask. Recorded names behaviours that, where they stand on
// the record already, are shown beside it, so that nothing is asked twice.
type Question struct {
	Key      string               `yaml:"key"` // kept with the answer; never reused for another question
	Ask      string               `yaml:"ask"`
	Hint     string               `yaml:"hint"`
	Recorded []casefile.Behaviour `yaml:"recorded"`
}

// Set is the questionnaires in use, by tool. The zero Set has none.
type Set struct {
	byTool map[casefile.Tool]*Questionnaire
}

// Of returns the questionnaire loaded for a tool, nil where the slot is empty.
func (s Set) Of(t casefile.Tool) *Questionnaire { return s.byTool[t] }

// All lists the questionnaires in the order of the code list of tools.
func (s Set) All() []*Questionnaire {
	var out []*Questionnaire
	for _, t := range casefile.Tool("").Codes() {
		if q := s.byTool[casefile.Tool(t)]; q != nil {
			out = append(out, q)
		}
	}
	return out
}

// Load reads the house checklist and every .yaml file of folder, which may be nil.
// Every fault is reported at once, with its file; a set with a fault is not used.
func Load(folder fs.FS) (Set, error) {
	s := Set{byTool: map[casefile.Tool]*Questionnaire{}}
	err := s.read(house, "house.yaml")
	if folder == nil {
		return s, err
	}
	names, globErr := fs.Glob(folder, "*.yaml")
	errs := []error{err, globErr}
	for _, name := range names {
		errs = append(errs, s.read(folder, name))
	}
	return s, errors.Join(errs...)
}

func (s Set) read(folder fs.FS, name string) error {
	raw, err := fs.ReadFile(folder, name)
	if err != nil {
		return fmt.Errorf("questionnaire: %w", err)
	}
	var q Questionnaire
	dec := yaml.NewDecoder(strings.NewReader(string(raw)))
	dec.KnownFields(true)
	if err := dec.Decode(&q); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("questionnaire %s: %w", name, err)
	}
	faults := q.faults()
	if s.byTool[q.Tool] != nil {
		faults = append(faults, fmt.Sprintf("tool %q has a questionnaire already (%s)", q.Tool, s.byTool[q.Tool].Title))
	}
	if len(faults) > 0 {
		return fmt.Errorf("questionnaire %s: %s", name, strings.Join(faults, "; "))
	}
	s.byTool[q.Tool] = &q
	return nil
}

var keyPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// faults says all that keeps a questionnaire from being used.
func (q *Questionnaire) faults() []string {
	var out []string
	want := func(ok bool, what string) {
		if !ok {
			out = append(out, what)
		}
	}
	want(slices.Contains(casefile.Tool("").Codes(), string(q.Tool)) && q.Tool != "none",
		fmt.Sprintf("tool %q: expected one of %s", q.Tool, strings.Join(casefile.Tool("").Codes(), ", ")))
	want(q.Title != "", "no title")
	want(q.Version != "", "no version: answers are kept with it")
	want(q.Owner != "", "no owner")
	want(q.Licence != "" || q.Tool == "house_checklist", "no licence: say by what right the force uses these questions")
	want(len(q.Questions()) > 0, "no questions")
	seen := map[string]bool{}
	for _, x := range q.Questions() {
		want(keyPattern.MatchString(x.Key), fmt.Sprintf("question key %q: expected snake_case", x.Key))
		want(!seen[x.Key], fmt.Sprintf("question key %q is used twice", x.Key))
		want(x.Ask != "", fmt.Sprintf("question %q asks nothing", x.Key))
		for _, b := range x.Recorded {
			want(slices.Contains(casefile.Behaviour("").Codes(), string(b)), fmt.Sprintf("question %q: behaviour %q is not known", x.Key, b))
		}
		seen[x.Key] = true
	}
	return out
}

// Questions are all questions in order.
func (q *Questionnaire) Questions() []Question {
	var out []Question
	for _, s := range q.Sections {
		out = append(out, s.Questions...)
	}
	return out
}
