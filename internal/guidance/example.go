package guidance

import (
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// Example is a worked case of one clause: some facts, a time, and what the
// clause makes of them. Subjects are labelled by pair and element: "case", "p1",
// "t1" or "p1/i2".
type Example struct {
	Name      string            `yaml:"name" need:"yes"`
	Given     yaml.Node         `yaml:"given" need:"yes" doc:"Facts by their names in conditions; {s: declined} for a status, {items: [], complete: true} for a list known to be whole"`
	At        string            `yaml:"at" need:"yes" doc:"A date or an instant"`
	Decisions []exampleDecision `yaml:"decisions"`
	Expect    Expect            `yaml:"expect" need:"yes"`
}

type exampleDecision struct {
	Subject string `yaml:"subject" need:"yes"`
	Kind    string `yaml:"kind" need:"yes" words:"decided,waived,cannot_comply,disputed"`
}

// Expect is what an example says of its clause. Lists hold subject labels.
type Expect struct {
	Outstanding   []string `yaml:"outstanding"`
	Satisfied     []string `yaml:"satisfied"`
	Decided       []string `yaml:"decided"`
	Waived        []string `yaml:"waived"`
	Undetermined  []string `yaml:"undetermined"`
	Contrary      []string `yaml:"contrary"`
	Ended         []string `yaml:"ended"`
	NotApplicable []string `yaml:"not_applicable"`
	Prompted      []string `yaml:"prompted" doc:"prompt, and the caution of an avoid"`
	Argued        []string `yaml:"argued" doc:"advise: the argument counts"`
	Displaced     []string `yaml:"displaced" doc:"advise: the argument is overtaken"`
	Blocked       []string `yaml:"blocked" doc:"gate: the step is held"`
	Running       []string `yaml:"running" doc:"clock"`
	Due           string   `yaml:"due" doc:"Last day"`
	Certain       string   `yaml:"certain" words:"certain,uncertain" doc:"clock"`
	Ask           []string `yaml:"ask"`
}

// ExampleFailure is an example that does not come out as it says.
type ExampleFailure struct {
	Clause, Example string
	Want, Got       string
}

func (f ExampleFailure) String() string {
	return fmt.Sprintf("%s, example %q: want %s, got %s", f.Clause, f.Example, f.Want, f.Got)
}

// RunExamples works every example of an edition that was loaded with them
// (Options.Worked). It returns how many ran and those that fail; the error is a
// *Faults where an example cannot be read.
func RunExamples(ed *Edition) (ran int, failed []ExampleFailure, err error) {
	faults := &Faults{}
	for _, c := range ed.Clauses {
		for i := range c.Examples {
			ex := &c.Examples[i]
			if ex.Given.IsZero() {
				return ran, failed, fmt.Errorf("clause %s, example %q: the edition was loaded without the facts of its examples", c.Key, ex.Name)
			}
			got, ok := ed.work(c, ex, faults)
			if !ok {
				continue
			}
			ran++
			if w, g := ex.Expect.table(got), got.table(ex.Expect); w != g {
				failed = append(failed, ExampleFailure{Clause: c.Key, Example: ex.Name, Want: w, Got: g})
			}
		}
	}
	return ran, failed, faults.err()
}

// work evaluates one clause on one example.
func (ed *Edition) work(c *Clause, ex *Example, faults *Faults) (Expect, bool) {
	before := len(faults.Faults)
	r := &reader{file: c.file, faults: faults, pos: map[position]*yaml.Node{}}
	s := ed.caseLang.schema
	if c.org {
		s = ed.orgLang.schema
	}
	frame := r.frame(s, &ex.Given)
	now, err := exampleTime(ex.At)
	if err != nil {
		r.fault(&ex.Given, "a date as 2026-10-07 or an instant as 2026-10-07T09:00:00Z", "example %q: at is %q", ex.Name, ex.At)
	}
	if len(faults.Faults) > before {
		return Expect{}, false
	}
	ctx := Context{Now: now}
	v := newEvaluation(frame, ed, ctx)
	var subjects []Key
	v.subjects(c, func(k Key) { subjects = append(subjects, k) })
	for i, d := range ex.Decisions {
		for _, k := range subjects {
			if k.label() == d.Subject {
				ctx.Decisions = append(ctx.Decisions, DutyDecision{Key: k, Kind: DecisionKind(d.Kind), Source: fmt.Sprint("decision", i)})
			}
		}
	}
	v = newEvaluation(frame, ed, ctx)
	if c.Kind == "gate" {
		return gateExample(Gates(frame, ed, ctx, Step{Kind: c.Guards}), c, subjects), true
	}
	return v.clause(c).example(subjects), true
}

func exampleTime(at string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, at); err == nil {
		return t, nil
	}
	return time.Parse(time.DateOnly, at)
}

func gateExample(held []Blocked, c *Clause, subjects []Key) Expect {
	var out Expect
	for _, k := range subjects {
		at := slices.IndexFunc(held, func(b Blocked) bool { return b.Key == k && b.Clause == c.Key })
		if at < 0 {
			out.NotApplicable = append(out.NotApplicable, k.label())
			continue
		}
		out.Blocked = append(out.Blocked, k.label())
		out.Ask = append(out.Ask, paths(held[at].Needs)...)
	}
	return out
}

// example puts what a clause gave in the words of an Expect.
func (p part) example(subjects []Key) Expect {
	var out Expect
	said := map[Key]bool{}
	say := func(list *[]string, k Key) {
		*list = append(*list, k.label())
		said[k] = true
	}
	states := map[State]*[]string{Outstanding: &out.Outstanding, Satisfied: &out.Satisfied, Decided: &out.Decided, Waived: &out.Waived,
		Undetermined: &out.Undetermined, Contrary: &out.Contrary, Ended: &out.Ended}
	for _, f := range p.findings {
		say(states[f.State], f.Key)
		out.Ask = append(out.Ask, paths(f.Ask)...)
		if out.Due == "" {
			out.Due = f.Due.LastDay.String()
		}
	}
	for _, x := range p.prompts {
		say(&out.Prompted, x.Key)
	}
	for _, x := range p.reasons {
		if x.Displaced {
			say(&out.Displaced, x.Key)
		} else {
			say(&out.Argued, x.Key)
		}
	}
	for _, x := range p.clocks {
		say(&out.Running, x.Key)
		out.Due = x.LastDay.String()
		out.Certain = "uncertain"
		if x.Certain {
			out.Certain = "certain"
		}
		out.Ask = append(out.Ask, paths(x.Ask)...)
	}
	for _, x := range p.measures {
		switch {
		case x.Applies == Unknown || x.Met == Unknown:
			say(&out.Undetermined, x.Key)
		case x.Met == True:
			say(&out.Satisfied, x.Key)
		default:
			say(&out.Outstanding, x.Key)
		}
	}
	for _, m := range p.missing {
		if !said[m.key] {
			say(&out.Undetermined, m.key)
			out.Ask = append(out.Ask, paths(m.ask)...)
		}
	}
	for _, k := range subjects {
		if !said[k] {
			out.NotApplicable = append(out.NotApplicable, k.label())
		}
	}
	return out
}

func paths(asks []Ask) []string {
	var out []string
	for _, a := range asks {
		out = append(out, a.Path)
	}
	return out
}

// table writes an expectation for comparison. Due, certainty, questions and
// subjects to which the clause does not apply are compared only where either
// the example or, for questions, an undetermined subject speaks of them.
func (x Expect) table(other Expect) string {
	lists := x.lists()
	if len(x.NotApplicable) == 0 || len(other.NotApplicable) == 0 {
		delete(lists, "not_applicable")
	}
	if len(x.Ask) > 0 && len(other.Ask) > 0 {
		lists["ask"] = x.Ask
	}
	out := ""
	for _, name := range sortedKeys(lists) {
		if list := lists[name]; len(list) > 0 {
			out += fmt.Sprintf("%s %v; ", name, slices.Sorted(slices.Values(list)))
		}
	}
	if x.Due != "" && other.Due != "" {
		out += "due " + x.Due + "; "
	}
	if x.Certain != "" && other.Certain != "" {
		out += x.Certain
	}
	return out
}
