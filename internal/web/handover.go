package web

import (
	"fmt"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// What is handed over is worked out from the record, so that whoever hands over at
// the end of a shift writes only why something is not done (APP 4; DESIGN 1.4).

// mostLeft is how many open duties a hand-over names; the duties page has all.
const mostLeft = 15

// doneWords are the kinds of act recorded so far, each once, in order of time.
func (c *caseView) doneWords() string {
	var lines []string
	for _, e := range c.History {
		k, ok := casefile.KindOf(e.Kind)
		if !ok || k.Hidden || e.Corrects != "" || slices.Contains(notWork, e.Kind) {
			continue
		}
		if done := c.srv.words.Kind(e.Kind).Done; !slices.Contains(lines, done) {
			lines = append(lines, done)
		}
	}
	if checks := c.checkCounts(); checks != "" {
		lines = append(lines, checks)
	}
	return strings.Join(lines, "\n")
}

// notWork are acts that tell of the case's way and not of what was done for it;
// checks are counted by their state.
var notWork = []string{"ReportReceived", "PersonAdded", "PersonDetailed", "PairRecorded", "RelationshipRecorded", "CaseOpened", "OwnerAssigned",
	"CaseHandedOver", "HandoverAccepted", "AccessRestricted", "AccessGranted", "RespondersSent", "SafetyCardSet", "ItemShared",
	"CheckRequested", "CheckCompleted", "CheckFailed", "ReferenceNoted"}

// checkCounts says how the background checks stand; a failed one never looks like
// one that found nothing.
func (c *caseView) checkCounts() string {
	count := map[casefile.CheckState]int{}
	for _, k := range c.Checks {
		count[k.State]++
	}
	var said []string
	for _, s := range []struct {
		state casefile.CheckState
		words string
	}{{casefile.StateHit, "with something found"}, {casefile.StateNothing, "with no trace"}, {casefile.StateAsked, "asked and not answered"}, {casefile.StateFailed, "that could not be done"}} {
		if n := count[s.state]; n > 0 {
			said = append(said, plural(n, "check")+" "+s.words)
		}
	}
	if len(said) == 0 {
		return ""
	}
	return "Background checks: " + strings.Join(said, ", ")
}

// leftWords are the duties still open, most pressing first, each once with when it
// is due; the checks are one line.
func (c *caseView) leftWords() string {
	g := c.duties()
	var lines []string
	checks, at := 0, 0 // how many, and the place of the most pressing
	for _, f := range slices.Concat(g.now, g.soon) {
		cl := c.clause(f)
		if cl == nil || f.State != guidance.Outstanding || slices.Equal(cl.SatisfyWith, []string{"HandoverAccepted"}) {
			continue
		}
		if slices.Equal(cl.SatisfyWith, []string{"CheckCompleted"}) {
			if checks++; checks == 1 {
				at = len(lines)
			}
			continue
		}
		line := say(cl, f)
		if due := c.dueWords(f.Due.At); due != "" {
			line += " Due " + due + "."
		}
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if checks > 0 {
		lines = slices.Insert(lines, at, "Make the background checks that are left: "+plural(checks, "check")+".")
	}
	if left := len(lines) - mostLeft; left > 0 {
		lines = append(lines[:mostLeft], fmt.Sprintf("And %d more, under Duties.", left))
	}
	return strings.Join(lines, "\n")
}

// handoverParts is a hand-over's own words, for the page of who receives it.
func (c *caseView) handoverParts(d casefile.CaseHandedOver) ui.Component {
	part := func(name string, text casefile.Text) ui.SummaryRow {
		return fieldRow(name, draw("lines", strings.Split(strings.TrimSpace(string(text)), "\n")))
	}
	var rows []ui.SummaryRow
	for _, p := range []struct {
		name string
		text casefile.Text
	}{{"Still to do", d.NotDone}, {"Why not yet", d.WhyNot}, {"Done", d.Done}} {
		if strings.TrimSpace(string(p.text)) != "" {
			rows = append(rows, part(p.name, p.text))
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return ui.SummaryList{Rows: rows}
}
