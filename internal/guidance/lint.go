package guidance

import (
	"fmt"
	"slices"
)

// wanted says which outcomes the examples of each kind have to show between
// them; any word of an inner list will do.
var wanted = map[string][][]string{
	"duty":     {{"outstanding"}, {"satisfied"}, {"not_applicable", "undetermined"}},
	"org":      {{"outstanding"}, {"satisfied"}},
	"consider": {{"outstanding"}, {"decided"}, {"not_applicable", "undetermined"}},
	"avoid":    {{"contrary"}, {"prompted", "not_applicable"}},
	"advise":   {{"argued"}, {"not_applicable", "undetermined"}},
	"gate":     {{"blocked"}, {"not_applicable"}},
	"clock":    {{"running"}},
	"prompt":   {{"prompted"}, {"not_applicable", "undetermined"}},
}

// Lint lists what an edition that loads still lacks before it can be adopted:
// worked examples of each outcome its kind of clause has, for each clause of a section
// accounted for a row that it answers, and that what settles a clause for one pair or
// thing is of that one.
func Lint(ed *Edition) []Fault {
	var out []Fault
	for _, c := range ed.Clauses {
		shown := map[string]bool{}
		for i := range c.Examples {
			for word, list := range c.Examples[i].Expect.lists() {
				shown[word] = shown[word] || len(list) > 0
			}
		}
		for _, any := range wanted[c.Kind] {
			if c.When == "" && slices.Contains(any, "not_applicable") && !slices.Contains(any, "prompted") {
				continue // it always applies
			}
			if !slices.ContainsFunc(any, func(w string) bool { return shown[w] }) {
				out = append(out, Fault{File: c.file, Line: c.line, What: "clause " + c.Key + " lacks an example",
					Expected: fmt.Sprintf("one whose expect has %s", orList(any))})
			}
		}
	}
	for _, c := range ed.Unnamed() {
		out = append(out, Fault{File: c.file, Line: c.line, What: "clause " + c.Key + " is named by no row of its section",
			Expected: "a row in accounting*.yaml that it answers"})
	}
	return append(out, lintTies(ed)...)
}

func orList(words []string) string {
	s := words[0]
	for _, w := range words[1:] {
		s += " or " + w
	}
	return s
}

func (x Expect) lists() map[string][]string {
	return map[string][]string{"outstanding": x.Outstanding, "satisfied": x.Satisfied, "decided": x.Decided, "waived": x.Waived,
		"undetermined": x.Undetermined, "contrary": x.Contrary, "ended": x.Ended, "not_applicable": x.NotApplicable,
		"prompted": x.Prompted, "argued": x.Argued, "displaced": x.Displaced, "blocked": x.Blocked, "running": x.Running}
}
