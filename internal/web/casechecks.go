package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// checks is the nine background checks as one line, folded out to one state each,
// with the page where they are asked for and answered. The line counts each system on
// each person and thing, as that page does: a system asked on one of four would else
// read as asked.
func (c *caseView) checks() ui.Component { return c.checksAs("checks") }

// checksLine is the same among the lines of the overview.
func (c *caseView) checksLine() ui.Component { return c.checksAs("checks-line") }

func (c *caseView) checksAs(template string) ui.Component {
	var list ui.CheckList
	count, all := map[ui.Outcome]int{}, 0
	subjects := c.checkSubjects()
	for _, sys := range systems() {
		list = append(list, c.checkOf(sys))
		stands := map[string]ui.Outcome{}
		for _, k := range slices.Backward(c.latestChecks(sys)) {
			stands[c.keyOf(k)] = outcomeOf(k)
		}
		for _, x := range subjects {
			count[stands[x.key()]]++
			all++
		}
	}
	return draw(template, struct {
		List       ui.CheckList
		Line, Href string
	}{list, plural(all, "check") + ": " + countLine(count), c.path("/checks")})
}

// checkOf is how a system stands over everybody and everything it was asked of: the
// one that speaks loudest, and how many others there are.
func (c *caseView) checkOf(sys casefile.System) ui.CheckState {
	list := loudest(c.latestChecks(sys))
	if len(list) == 0 {
		out := ui.CheckState{Name: code(c.srv, "System", sys)}
		if href := c.form("CheckRequested", "system", string(sys)); href != "" {
			out.DoText, out.DoHref = "Ask for it", href
		}
		return out
	}
	out := c.checkState(list[0])
	on := "On " + c.checkedOn(list[0]) + ". "
	if list[0].Nothing {
		on = "" // its note says on whom
	}
	if out.Outcome == ui.Failed || list[0].Nothing {
		if href := c.form("CheckRequested", "system", string(sys)); href != "" {
			out.DoText, out.DoHref = "Ask again", href
		}
	}
	count := map[ui.Outcome]int{}
	for _, k := range list[1:] {
		count[outcomeOf(k)]++
	}
	out.Note = on + out.Note
	if left := c.leftOutWords(sys); left != "" {
		out.Note = left + " " + out.Note
		if out.Outcome == ui.Nothing || out.Outcome == ui.Asked { // what is said of others never looks clear for them
			out.Outcome = ui.NotDone
			if href := c.form("CheckRequested", "system", string(sys)); href != "" {
				out.DoText, out.DoHref = "Ask for it", href
			}
		}
	}
	if len(list) > 1 {
		out.Note = strings.TrimSpace(out.Note) + " On others: " + countLine(count) + "."
	}
	return out
}

// proposals is what waits for a second person.
func (c *caseView) proposals() ui.Component {
	type line struct{ What, By, When, Waits, Entry, Decide, Act string }
	var lines []line
	for _, p := range c.Proposals {
		if p.Decided {
			continue
		}
		l := line{What: c.srv.words.Kind(p.Kind).Done, By: c.staffName(p.By), When: when(p.Recorded), Waits: "a " + lower(c.srv.words.Code("Role", p.Waits)), Entry: c.entryHref(p.ID)}
		if _, r := c.Assessment(casefile.AssessmentID(p.ID)); r != nil {
			l.What = "Lowered risk: " + c.grade(r.From) + " to " + c.grade(r.Judgement.Value)
		}
		if string(p.By) != c.Viewer.Staff.ID {
			l.Decide, l.Act = c.form("ProposalDecided", "proposal", p.ID), "Confirm or return it"
		}
		lines = append(lines, l)
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if !p.ProposedAs.Given() || slices.ContainsFunc(c.Proposals, func(x *casefile.Pending) bool { return x.ID == p.ProposedAs.Source }) {
			continue
		}
		_, by, at, _ := c.find(p.ProposedAs.Source)
		l := line{What: "Classification as " + lower(code(c.srv, "Class", p.ProposedAs.Value)), By: by, When: at, Waits: "the force crime registrar", Entry: c.entryHref(p.ProposedAs.Source)}
		if p.RegistrarAt.IsZero() {
			l.Decide, l.Act = c.form("RegistrarAsked", "pair", p.ID), c.srv.words.Kind("RegistrarAsked").Title
		} else {
			l.Decide, l.Act = c.form("RegistrarRuled", "pair", p.ID), c.srv.words.Kind("RegistrarRuled").Title
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return nil
	}
	return draw("proposals", lines)
}

// problems says plainly what in the record does not fit together.
func (c *caseView) problems() ui.Component {
	if len(c.Problems) == 0 {
		return nil
	}
	type line struct{ What, Href string }
	var lines []line
	for _, p := range c.Problems {
		lines = append(lines, line{p.What, c.entryHref(p.Event)})
	}
	return draw("problems", lines)
}
