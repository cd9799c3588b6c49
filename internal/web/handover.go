package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// What is handed over is worked out from the record, so that whoever hands over at
// the end of a shift writes only why something is not done (APP 4; DESIGN 1.4).

// mostLeft is how many open duties a hand-over names; the duties page has all.
const mostLeft = 15

// checksLeft is the one line of a hand-over for all checks that are left.
const checksLeft = "Make the background checks that are left"

// moreLeft is its last line where not all that is left is named.
const moreLeft = "And %d more, under Duties."

// notWork are acts that tell of the case's way and not of what was done for it;
// checks are counted by their state.
var notWork = []string{"ReportReceived", "PersonAdded", "PersonDetailed", "PairRecorded", "RelationshipRecorded", "CaseOpened", "OwnerAssigned",
	"CaseHandedOver", "HandoverAccepted", "AccessRestricted", "AccessGranted", "RespondersSent", "SafetyCardSet", "ItemShared",
	"CheckRequested", "CheckCompleted", "CheckFailed", "ReferenceNoted", "DutyMarked"}

// checkCounts says how the background checks stand; a failed one never looks like
// one that found nothing.
func (c *caseView) checkCounts() string {
	type checkedOf struct {
		whom    string
		systems []string
		why     bool // it is said why, with commas of its own
	}
	of := map[casefile.CheckState][]checkedOf{}
	for _, sys := range systems() {
		for _, k := range loudest(c.latestChecks(sys)) {
			if k.Nothing {
				continue
			}
			whom := c.checkedShort(k)
			i := slices.IndexFunc(of[k.State], func(x checkedOf) bool { return x.whom == whom })
			if i < 0 {
				i, of[k.State] = len(of[k.State]), append(of[k.State], checkedOf{whom: whom})
			}
			name := code(c.srv, "System", sys)
			if why := strings.TrimSuffix(strings.Join(strings.Fields(string(k.Failure)), " "), "."); k.State == casefile.StateFailed && why != "" {
				name, of[k.State][i].why = name+": "+lower(why), true
			}
			of[k.State][i].systems = append(of[k.State][i].systems, name)
		}
	}
	var said []string
	for _, s := range []struct {
		state casefile.CheckState
		words string
	}{{casefile.StateHit, "something found"}, {casefile.StateNothing, "no trace"}, {casefile.StateAsked, "asked and not answered"}, {casefile.StateFailed, "could not be done"}} {
		for _, x := range of[s.state] {
			sep := ", "
			if x.why {
				sep = "; "
			}
			said = append(said, s.words+" on "+x.whom+" ("+strings.Join(x.systems, sep)+")")
		}
	}
	for _, sys := range systems() {
		if left := c.leftOutWords(sys); left != "" && len(c.latestChecks(sys)) > 0 {
			said = append(said, lower(strings.TrimSuffix(left, "."))+" ("+code(c.srv, "System", sys)+")")
		}
	}
	if len(said) == 0 {
		return ""
	}
	return "Background checks: " + strings.Join(said, "; ")
}

// checkedShort says whom or what a check was made on: by their part where the case has
// one such person, else by name.
func (c *caseView) checkedShort(k *casefile.Check) string {
	id := k.Whom
	part := ""
	switch {
	case id == "":
		return c.checkedOn(k)
	case id == c.onlyOne("victim"):
		part = "the victim"
	case id == c.onlyOne("actor"):
		part = "the suspect"
	default:
		return c.checkedOn(k)
	}
	if isThing(k.Subject) {
		return lower(code(c.srv, "SubjectKind", k.Subject)) + " of " + part
	}
	return part
}

// leftWords are the steps still to do for somebody's safety, then the questions that
// nobody has answered, then the duties still open, most pressing first, each once with whom it is about and when it is due; the
// checks of a pair are one line. What was set aside stands last, with the reason.
func (c *caseView) leftWords() string {
	g := c.duties()
	var lines []string
	var ofChecks []string         // the pairs whose checks are left, the most pressing first
	left := map[string][]string{} // by pair, the systems
	at := 0                       // the place of the most pressing check
	for _, f := range slices.Concat(g.now, g.first, g.soon) {
		cl := c.clause(f)
		if cl == nil || f.State != guidance.Outstanding || slices.Equal(cl.SatisfyWith, []string{"HandoverAccepted"}) {
			continue
		}
		if slices.Equal(cl.SatisfyWith, []string{"CheckCompleted"}) {
			if len(ofChecks) == 0 {
				at = len(lines)
			}
			whose := c.forPair(f.Pair)
			if !slices.Contains(ofChecks, whose) {
				ofChecks = append(ofChecks, whose)
			}
			left[whose] = append(left[whose], lowerUnlessName(code(c.srv, "System", casefile.System(strings.TrimPrefix(f.Clause, "check.")))))
			continue
		}
		line := say(cl, f)
		if whose := c.forWhom(f); whose != "" {
			line = strings.TrimSuffix(line, ".") + " (" + whose + ")."
		}
		if due := c.dueWords(f.Due.At); due != "" {
			line += " Due " + due + "."
		}
		if why := c.marked(f); why != "" {
			line += " " + why
		}
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	for n, whose := range ofChecks {
		line := checksLeft
		if whose != "" {
			line += " (" + whose + ")"
		}
		lines = slices.Insert(lines, at+n, line+": "+plural(len(left[whose]), "system")+", "+strings.Join(left[whose], ", ")+".")
	}
	lines = slices.Concat(c.stepsLeft(), c.adviceLeft(), lines)
	if more := len(lines) - mostLeft; more > 0 {
		lines = append(lines[:mostLeft], fmt.Sprintf(moreLeft, more))
	}
	return strings.Join(append(lines, c.setAside()...), "\n")
}

// setAside are the duties that somebody said are not to be done, each with their reason.
func (c *caseView) setAside() (lines []string) {
	for _, f := range c.Findings.Obligations {
		cl := c.clause(f)
		if cl == nil || f.State != guidance.Waived {
			continue
		}
		line := say(cl, f)
		if whose := c.forWhom(f); whose != "" {
			line = strings.TrimSuffix(line, ".") + " (" + whose + ")."
		}
		lines = append(lines, line+" "+c.marked(f))
	}
	return lines
}

// marked is what was said of a duty and still holds, with its reason: "Not to be done: she
// would not be filmed, said by PC Rhian Example."; empty where nothing was. A must cannot
// be set aside: said to be, it cannot be done for now.
func (c *caseView) marked(f guidance.Finding) string {
	i := slices.IndexFunc(c.Decisions, func(d casefile.DutyDecision) bool { return d.ID == f.Decision })
	mark := casefile.DutyMark("cannot_comply")
	switch {
	case i < 0:
		return ""
	case f.State == guidance.Waived:
		mark = "waived"
	case f.Disputed:
		mark = "disputed"
	}
	said := c.srv.words.Code("DutyMark", string(mark))
	if why := strings.TrimSuffix(strings.TrimSpace(string(c.Decisions[i].Data.Why)), "."); why != "" {
		said += ": " + why
	}
	return said + ", said by " + c.srv.staffName(c.Decisions[i].By) + "."
}

// offer says that the case is on its way to somebody else, with whom the duties stay
// until then, and gives whoever may accept it one tap; told is what the offer says is
// done, what is not and why, for beside what is due. Only the newest offer counts.
func (c *caseView) offer() (offer, told ui.Component) {
	h := c.Offered()
	if h == nil {
		return nil, nil
	}
	o := struct {
		To, By, When string
		Online       bool   // it came by the public's form: nobody handed it over
		Held         string // who holds the case, where another offered it
		Action       string
		Fields       ui.Component
		Note         string // the form, for who wants to write something with it
		Withdraw     string // the form that takes the offer back, for who made it and a supervisor
	}{To: c.srv.receiver(h), By: c.staffName(h.By), When: c.nearTime(h.Recorded), Online: h.By == casefile.Public}
	if c.Owner != "" && string(c.Owner) != h.By {
		o.Held = c.staffName(string(c.Owner))
	}
	if h.By != c.Viewer.Staff.ID && c.srv.notTheirs(c.Viewer, h) == "" {
		if o.Note = c.form("HandoverAccepted", "handover", h.ID); o.Note != "" {
			o.Action = casePath(c.Ref, "/record/HandoverAccepted")
			o.Fields = form.Hidden(url.Values{fieldEntry: {newEntryID()}, fieldBase: {strconv.FormatInt(c.Version, 10)}, "handover": {h.ID}})
		}
	}
	if h.By == c.Viewer.Staff.ID || h.By != casefile.Public && c.Permission.Basis == access.Supervises {
		o.Withdraw = c.form("CaseHandedOver", "corrects", h.ID, "withdraw", "yes")
	}
	if o.Online {
		return draw("offer", o), nil
	}
	return draw("offer", o), draw("offer-told", struct {
		By, Entry string
		Parts     ui.Component
	}{o.By, c.entryHref(h.ID), c.offerParts(h.Data)})
}

// offerParts are the words of an offer. What the page lists as due is counted: there
// each has its time and the way to do it.
func (c *caseView) offerParts(d casefile.CaseHandedOver) ui.Component {
	left, why := []string(nil), linesOfText(d.WhyNot)
	now, soon := 0, 0
	g := c.duties()
	counted := func(line string, n *int) {
		*n++
		if said := c.whyIn(line); said != "" {
			why = append(why, said)
		}
	}
	for _, line := range linesOfText(d.NotDone) {
		more := 0
		switch n, _ := fmt.Sscanf(line, moreLeft, &more); {
		case n == 1:
			soon += more
		case c.names(line, g.now):
			counted(line, &now)
		case c.names(line, g.first), c.names(line, g.soon):
			counted(line, &soon)
		default:
			left = append(left, line)
		}
	}
	for _, x := range []struct {
		n     int
		where string
	}{{now, "of what stands under Due now"}, {soon, "of what stands under Duties, for later"}} {
		if x.n > 0 {
			left = append(left, strconv.Itoa(x.n)+" "+x.where)
		}
	}
	return handedParts(linesOfText(d.Done), left, why)
}

// whyIn is what a line of a hand-over says of why its duty is not done, with the duty in
// its words: where the page counts the line and no longer says it, nobody else would.
// Empty where it says nothing.
func (c *caseView) whyIn(line string) string {
	for _, mark := range casefile.DutyMark("").Codes() {
		if at := strings.Index(line, " "+c.srv.words.Code("DutyMark", mark)+": "); at > 0 {
			return strings.TrimSuffix(line[:at], ".") + ": " + lower(line[at+1:])
		}
	}
	return ""
}

// names reports whether a line of a hand-over is one of these duties.
func (c *caseView) names(line string, list []guidance.Finding) bool {
	return slices.ContainsFunc(list, func(f guidance.Finding) bool {
		return isCheck(f) && strings.HasPrefix(line, checksLeft) || strings.HasPrefix(line, strings.TrimSuffix(say(c.clause(f), f), "."))
	})
}

// linesOfText are the lines of a text that hold something.
func linesOfText(t casefile.Text) []string {
	var out []string
	for l := range strings.Lines(string(t)) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// handedParts is what was handed over, each part run together so that it is read
// at a glance; a part with nothing in it says so.
func handedParts(done, left, why []string) ui.Component {
	row := func(name string, said []string) ui.SummaryRow {
		for n := range said {
			said[n] = strings.TrimSuffix(said[n], ".") + "."
		}
		return fieldRow(name, ui.Text(orNot(strings.Join(said, " "), "Nothing written")))
	}
	return ui.SummaryList{Classes: "fs-handed", Rows: []ui.SummaryRow{row("Done", done), row("Not done", left), row("Why not", why)}}
}

// handedOver is what was last handed over and accepted, folded away: whoever took
// the case on can read again what they were told.
func (c *caseView) handedOver() ui.Component {
	n := len(c.Handovers)
	if n == 0 || !c.Handovers[n-1].Accepted || c.Handovers[n-1].By == casefile.Public {
		return nil
	}
	h := &c.Handovers[n-1]
	return ui.Details{SummaryText: "Handed over by " + c.staffName(h.By) + ", accepted " + when(h.AcceptedAt) + " by " + c.staffName(h.AcceptedBy), Classes: "fs-fold",
		Body: handedParts(linesOfText(h.Data.Done), linesOfText(h.Data.NotDone), linesOfText(h.Data.WhyNot))}
}
