package web

import (
	"slices"
	"strings"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// The steps of a safety plan as they pass from hand to hand: what one holder has not
// done is the next one's, and stands on their home (APP 4, para 4; 4.2).

// stepsLeft are the steps nobody has settled yet: what they are, for whom, who does
// them and by when; and those that turned out not to be possible, which keep nobody safe.
func (c *caseView) stepsLeft() []string {
	var out []string
	for i := range c.Measures {
		m := &c.Measures[i]
		if m.Settled {
			if line := "Step for safety, not possible: " + c.stepWords(m) + notPossibleWhy(m) + "."; notPossible(m) && !slices.Contains(out, line) {
				out = append(out, line)
			}
			continue
		}
		line := "Step for safety, not done yet: " + c.stepWords(m) + ", " + c.stepWho(m)
		if m.Due.IsZero() {
			line += ", no day set."
		} else {
			line += ", by " + m.Due.Short() + "."
		}
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return out
}

// notPossible reports whether a step turned out not to be possible.
func notPossible(m *casefile.Measure) bool {
	return m.Outcome.Given() && m.Outcome.Value == "not_possible"
}

// notPossibleWhy says that nobody has written down why a step was not possible. What was
// written stays on the page about safety.
func notPossibleWhy(m *casefile.Measure) string {
	if m.Words == "" {
		return ", why is not recorded"
	}
	return ""
}

// stepsOverdue counts the steps whose day has passed and that nobody has settled.
func (c *caseView) stepsOverdue() int {
	n := 0
	for i := range c.Measures {
		if m := &c.Measures[i]; !m.Settled && !m.Due.IsZero() && !c.At.Before(m.Due.End()) {
			n++
		}
	}
	return n
}

// stepWords is a step in the words of its kind, and whose safety it is for where the
// case has more than one person in danger. What was written with it is contact detail
// and stays on the page about safety.
func (c *caseView) stepWords(m *casefile.Measure) string {
	out := lowerUnlessName(said(m.Measure.Answer, func(x casefile.SafetyMeasure) string { return code(c.srv, "SafetyMeasure", x) }))
	if len(c.inDanger()) > 1 {
		if p := c.Person(m.Person); p != nil {
			out += " for " + c.called(p)
		}
	}
	return out
}

// stepWho is who does a step.
func (c *caseView) stepWho(m *casefile.Measure) string {
	var who []string
	if id := c.StepHolder(m); id != "" {
		who = append(who, c.staffName(string(id)))
	}
	if m.Data.Outside != "" {
		who = append(who, string(m.Data.Outside))
	}
	if len(who) == 0 {
		return "nobody does it yet"
	}
	return strings.Join(who, ", with ")
}

// stepsDone are the steps that were done or are no longer needed, and which of the two.
func (c *caseView) stepsDone() []string {
	var out []string
	for i := range c.Measures {
		if m := &c.Measures[i]; m.Settled && !notPossible(m) {
			became := lower(said(m.Outcome.Answer, func(o casefile.MeasureOutcome) string { return code(c.srv, "MeasureOutcome", o) }))
			if line := c.stepWords(m) + ", " + became; !slices.Contains(out, line) {
				out = append(out, line)
			}
		}
	}
	return out
}

// ownSteps are the steps that are the visitor's to do on these cases, one line for a
// case, the soonest day first.
func (s *Server) ownSteps(v *visit, open []*casework.CasePage) []todo {
	var out []todo
	me := casefile.StaffID(v.viewer.Staff.ID)
	for _, p := range open {
		if p.Stage == casefile.StageClosed {
			continue
		}
		c := &caseView{CasePage: p, srv: s, visit: v}
		var words []string
		var due time.Time
		for i := range p.Measures {
			m := &p.Measures[i]
			if m.Settled || c.StepHolder(m) != me {
				continue
			}
			words = append(words, c.stepWords(m))
			if end := m.Due.End(); !m.Due.IsZero() && (due.IsZero() || end.Before(due)) {
				due = end
			}
		}
		if len(words) == 0 {
			continue
		}
		t := todo{Say: capital(plural(len(words), "step")) + " for their safety " + map[bool]string{true: "is", false: "are"}[len(words) == 1] + " yours to do: " + strings.Join(words, "; ") + ".",
			DoHref: "/case/" + p.Ref + "/safety", DoText: "See the steps", due: due, weight: casework.HighWeight}.aboutCase(p)
		if t.Due, t.Overdue = dueWords(due, v.now); due.IsZero() {
			t.Due = "no day set yet"
		}
		out = append(out, t)
	}
	return out
}
