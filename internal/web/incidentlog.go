package web

import (
	"fmt"
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// caseLogText is text ready for other systems: a few lines for the incident log,
// more for the record system. It holds no number and no address.
func (s *Server) caseLogText(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	from, err := c.begunFrom()
	if err != nil {
		return answer{}, err
	}
	return c.answer("Text for other systems",
		paragraph("Check it before you paste it. It holds no number and no address: whoever calls the victim reads safe contact here first."),
		ui.CopyText{ID: "incident-log", Label: "For the incident log", Text: c.callText(true, from), Rows: 9},
		ui.CopyText{ID: "record-system", Label: "For the record system", Text: c.recordText(from), Rows: 16})
}

// safeNotRecorded is the line of somebody whose safe contact nobody has asked.
func safeNotRecorded(p *casefile.Person) string {
	return fmt.Sprintf("Safe contact for %s is NOT recorded: ask before any call or visit.\n", theVictim(p))
}

// logText is the case in a few lines, as somebody would say it on the radio.
func (c *caseView) logText() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, as at %s.\n", c.Ref, when(c.At))
	for i := range c.Pairs {
		p := &c.Pairs[i]
		fmt.Fprintf(&b, "Victim: %s. Suspect: %s. %s.\n", c.victimName(p), c.actorName(p), inOneLine(c.logFacts(p)))
		b.WriteString(c.logActs(p))
		fmt.Fprintf(&b, "Risk: %s.\n", c.gradeWords(p))
	}
	for _, p := range c.reached() {
		if p.HasSafe && !p.SafeWhole {
			fmt.Fprintf(&b, "Safe contact for %s is recorded IN PART: read it in %s and ask the rest.\n", theVictim(p), c.Ref)
		} else if p.HasSafe {
			fmt.Fprintf(&b, "Safe contact for %s is recorded: read it in %s before any call or visit.\n", theVictim(p), c.Ref)
		} else {
			b.WriteString(safeNotRecorded(p))
		}
	}
	for _, p := range c.victims() {
		if len(p.Phones) > 0 {
			fmt.Fprintf(&b, "A number for %s is recorded: read it in %s, with how to reach them safely.\n", theVictim(p), c.Ref)
		}
	}
	b.WriteString(c.logSafe())
	b.WriteString(c.logSent())
	if taker := c.takenBy(); taker != "" {
		fmt.Fprintf(&b, "Report taken by %s.\n", taker)
	}
	fmt.Fprintf(&b, "Officer in the case: %s.\n", c.officer())
	b.WriteString(c.logDue())
	return b.String()
}

// logFacts are the facts of a pair. Where the text says above what the answers point
// to, it has said there that nobody has decided.
func (c *caseView) logFacts(p *casefile.Pair) []string {
	facts := c.pairFacts(p)
	if c.pointsToStalking() != "" && !p.Class.Given() {
		facts = slices.DeleteFunc(facts, func(f string) bool { return f == c.classWords(p) })
	}
	return facts
}

// logActs is what is told of the conduct in the words of its questions: how often, by
// what way, and whether it was wanted. What was said stands in the case alone, for it
// may hold a number or an address.
func (c *caseView) logActs(p *casefile.Pair) string {
	var ways []string
	unwanted := ""
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i].Data
		if x.Channel.Given() {
			if way := lower(code(c.srv, "Channel", x.Channel.Value)); !slices.Contains(ways, way) {
				ways = append(ways, way)
			}
		}
		if x.Unwanted.Status != fact.NotAsked {
			unwanted = "unwanted: " + lower(said(x.Unwanted, yesNo))
		}
	}
	if len(p.Incidents.Items) == 0 {
		return ""
	}
	s := c.summary(p)
	return "What happened: " + joinAnd([]string{s.Total(), strings.Join(ways, ", "), unwanted}, "; ") + ".\n"
}

// logSafe says whether they are safe and, where it was asked, could speak.
func (c *caseView) logSafe() string {
	line := "Safe now: " + lower(said(c.Safety.Answer, yesNo)) + "."
	if n := len(c.Immediate); n > 0 && c.Immediate[n-1].Data.SafeToSpeak.Status != fact.NotAsked {
		line += " Safe to speak: " + lower(said(c.Immediate[n-1].Data.SafeToSpeak, yesNo)) + "."
	}
	return line + "\n"
}

// logSent says who is sent and until when, for as long as they are.
func (c *caseView) logSent() string {
	out := ""
	for _, g := range c.Sent {
		if g.Until.After(c.At) {
			out += c.sentWords(g) + "\n"
		}
	}
	return out
}

// sentWords name those who are sent, and until when they are on it.
func (c *caseView) sentWords(g casefile.Grant) string {
	var names []string
	for _, id := range g.Staff {
		names = append(names, c.staffName(string(id)))
	}
	return "Sent: " + strings.Join(names, ", ") + ", until " + when(g.Until) + "."
}

// logDue lists what is due now, each once.
func (c *caseView) logDue() string {
	var lines []string
	for _, f := range c.duties().now {
		line := say(c.clause(f), f)
		if isCheck(f) {
			line = checksLeft + "."
		}
		if !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return ""
	}
	return fmt.Sprintf("Due now (%d):\n- %s\n", len(lines), strings.Join(lines, "\n- "))
}

// theVictim is somebody to be reached, where nobody has said what they are called too.
func theVictim(p *casefile.Person) string {
	if !p.Name.Given() && isVictim(p) {
		return "the victim"
	}
	return personName(p)
}

// inOneLine joins facts, each of which could stand alone.
func inOneLine(facts []string) string {
	for i := 1; i < len(facts); i++ {
		facts[i] = lower(facts[i])
	}
	return strings.Join(facts, "; ")
}

// takenBy is whoever holds the case without being an officer in it, by the role
// they hold: a call handler has taken the report and hands it over. Empty where an
// officer holds it.
func (c *caseView) takenBy() string {
	st, ok := c.srv.svc.Register().Staff(string(c.Owner))
	if !ok {
		return ""
	}
	if roles := st.RolesOn(calendar.DateOf(c.At)); len(roles) > 0 && roles[0] == casefile.CallHandler {
		return st.Known() + ", " + lower(c.srv.words.Code("Role", string(roles[0])))
	}
	return ""
}

// officer is the officer in the case.
func (c *caseView) officer() string {
	if c.Owner == "" || c.takenBy() != "" {
		return "nobody yet"
	}
	return c.staffName(string(c.Owner))
}

func (c *caseView) gradeWords(p *casefile.Pair) string {
	if !p.Grade.Given() {
		return "not yet judged"
	}
	since, _ := c.gradeSince(p)
	return lower(c.grade(p.Grade.Value)) + ". " + strings.TrimSuffix(since, ".")
}

// recordText adds what happened and what was checked.
func (c *caseView) recordText(from []callCase) string {
	var b strings.Builder
	b.WriteString(c.callText(true, from))
	if c.Channel.Status != fact.NotAsked {
		fmt.Fprintf(&b, "Reported %s, %s.\n", when(c.ReportedAt), lower(said(c.Channel.Answer, func(i casefile.Intake) string { return code(c.srv, "Intake", i) })))
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		s := c.summary(p)
		fmt.Fprintf(&b, "\nConduct of %s towards %s: %s.\n", c.actorName(p), c.victimName(p), s.Total())
		for j := range p.Incidents.Items {
			x := &p.Incidents.Items[j]
			fmt.Fprintf(&b, "- %s: %s.\n", orNot(x.Occurred.Words(), "date not said"), c.incidentWords(x))
		}
	}
	b.WriteString("\nChecks:\n")
	for _, sys := range casefile.System("").Codes() {
		words := c.checkWords(casefile.System(sys))
		if (callCase{caseView: c}).recordedAbove(casefile.System(sys)) {
			words += " Recorded as live on this case all the same."
		}
		fmt.Fprintf(&b, "- %s: %s\n", code(c.srv, "System", casefile.System(sys)), words)
	}
	return b.String()
}

// logNumbers are the numbers of other systems, each with the system where one was
// named.
func (c *caseView) logNumbers() string {
	out := ""
	for _, x := range c.External {
		system := string(x.System)
		switch {
		case system == incidentLog:
			system = "Incident number"
		case system == "":
			system = "Number in another system"
		}
		if x.Number != "" {
			out += fmt.Sprintf("%s: %s.\n", system, x.Number)
		}
	}
	return out
}

var outcomeWords = map[ui.Outcome]string{ui.NotDone: "not yet asked", ui.Asked: "asked, waiting for an answer", ui.Nothing: "done, no trace", ui.Found: "done, trace: something found",
	ui.Failed: "failed, not known either way"}

func (c *caseView) checkWords(sys casefile.System) string {
	k := c.checkOf(sys)
	return joinAnd([]string{outcomeWords[k.Outcome], k.When}, ", ") + "."
}
