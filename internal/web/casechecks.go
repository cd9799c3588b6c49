package web

import (
	"slices"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// checks is the nine background checks as one group, each with its state: not
// done, asked, nothing found, something found and failed never look alike.
func (c *caseView) checks() ui.Component {
	var list ui.CheckList
	count := map[ui.Outcome]int{}
	for _, sys := range casefile.System("").Codes() {
		state := c.checkOf(casefile.System(sys))
		count[state.Outcome]++
		list = append(list, state)
	}
	var line []string
	for _, o := range []ui.Outcome{ui.NotDone, ui.Asked, ui.Failed, ui.Found, ui.Nothing} {
		if n := count[o]; n > 0 {
			line = append(line, strconv.Itoa(n)+" "+outcomeWords[o])
		}
	}
	return draw("checks", struct {
		List ui.CheckList
		Line string
	}{list, strings.Join(line, "; ")})
}

// checkOf is the newest check made in a system.
func (c *caseView) checkOf(sys casefile.System) ui.CheckState {
	out := ui.CheckState{Name: code(c.srv, "System", sys)}
	var newest *casefile.Check
	for i := range c.Checks {
		if k := &c.Checks[i]; k.System == sys && (newest == nil || !k.At.Before(newest.At)) {
			newest = k
		}
	}
	again := c.form("CheckRequested", "system", string(sys))
	if newest == nil {
		out.DoText, out.DoHref = "Ask for it", again
		return out
	}
	out.By, out.When = c.staffName(newest.By), when(newest.At)
	switch newest.State {
	case casefile.StateAsked:
		out.Outcome = ui.Asked
		if newest.Data.Asked != "" {
			out.Note = "Asked of " + string(newest.Data.Asked) + ". "
		}
		if !newest.Data.Due.IsZero() {
			out.Note += "Answer due " + newest.Data.Due.Short() + "."
		}
		out.DoText, out.DoHref = "Record the answer", c.form("CheckCompleted", "check", newest.ID)
	case casefile.StateNothing:
		out.Outcome, out.When = ui.Nothing, when(newest.DoneAt)
	case casefile.StateHit:
		out.Outcome, out.When = ui.Found, when(newest.DoneAt)
		out.Note = string(newest.Summary)
		if !c.Can(casefile.ClassIntel) {
			out.Note = "What was found is withheld."
			if href := c.glassHref(); href != "" {
				out.DoText, out.DoHref = "Ask to see it", href
			}
		}
	case casefile.StateFailed:
		out.Outcome, out.Note = ui.Failed, string(newest.Failure)
		out.DoText, out.DoHref = "Ask again", again
	}
	if out.DoHref == "" {
		out.DoText = ""
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

// handover says whether the case is on its way to somebody else: only the newest
// offer counts.
func (c *caseView) handover() ui.Component {
	h := c.Offered()
	if h == nil {
		return nil
	}
	accept := ""
	if h.By != c.Viewer.Staff.ID && c.srv.notTheirs(c.Viewer, h) == "" {
		accept = c.form("HandoverAccepted", "handover", h.ID)
	}
	return draw("handover", struct {
		To, By, When, Accept string
		Left                 ui.Component
	}{c.srv.receiver(h), c.staffName(h.By), when(h.Recorded), accept, c.handoverParts(h.Data)})
}
