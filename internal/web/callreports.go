package web

import (
	"fmt"
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// reportRef is one report and when it was made.
type reportRef struct{ Ref, Href, When string }

// reportLine is one person's part towards one other, with the reports of it.
type reportLine struct {
	Text string
	Refs []reportRef
}

// String is the line as a log has it.
func (l reportLine) String() string {
	var refs []string
	for _, r := range l.Refs {
		refs = append(refs, r.Ref+" ("+r.When+")")
	}
	return strings.TrimSpace(l.Text + " " + strings.Join(refs, ", "))
}

// reportedPerson is somebody who was asked for, in every part they play.
type reportedPerson struct {
	Name  string
	Lines []reportLine
}

// part is one person's conduct towards another, over all cases found.
type part struct {
	other, relation string
	refs            []reportRef
}

// reportedOf gathers, for each person who answered, of whom they are a victim,
// towards whom a suspect, and whether reports go both ways. What was said of the
// other person already is not said again.
func reportedOf(cases []callCase) []reportedPerson {
	var people []reportedPerson
	var said []string
	isSaid := func(other string) bool {
		return slices.ContainsFunc(said, func(n string) bool { return sameName(n, other) })
	}
	for _, name := range askedFor(cases) {
		asVictim, asSuspect, others := partsOf(cases, name)
		p := reportedPerson{Name: name, Lines: slices.Concat(lines("As victim", "of", asVictim, isSaid), lines("As suspect", "towards", asSuspect, isSaid))}
		for _, v := range asVictim {
			if !isSaid(v.other) && slices.ContainsFunc(asSuspect, func(s *part) bool { return s.other == v.other }) {
				p.Lines = append(p.Lines, reportLine{Text: "Reports go both ways between " + name + " and " + v.other + "."})
			}
		}
		if len(others) > 0 {
			p.Lines = append(p.Lines, reportLine{"Named otherwise in", others})
		}
		people, said = append(people, p), append(said, name)
	}
	return people
}

// lines are somebody's parts of one kind, without those said of the other already.
func lines(as, towards string, parts []*part, said func(string) bool) []reportLine {
	var out []reportLine
	for _, p := range parts {
		if said(p.other) {
			continue
		}
		text := as + ", " + towards + " " + p.other
		if p.relation != "" {
			text += " (" + p.relation + ")"
		}
		if n := len(p.refs); n > 1 {
			text += fmt.Sprintf(", %d reports", n)
		}
		out = append(out, reportLine{text + ":", p.refs})
	}
	switch {
	case len(out) > 0:
	case len(parts) > 0:
		return []reportLine{{Text: as + ": no other report found."}}
	default:
		return []reportLine{{Text: as + ": no report found."}}
	}
	return out
}

// askedFor are the names of those who answered, in the order of the cases. A case
// found by its own number is asked for with all its parties.
func askedFor(cases []callCase) []string {
	var out []string
	add := func(c callCase, id casefile.PersonID) {
		p := c.Person(id)
		if p == nil || !p.Name.Given() || slices.ContainsFunc(out, func(n string) bool { return sameName(n, personName(p)) }) {
			return
		}
		out = append(out, personName(p))
	}
	for _, c := range cases {
		for _, id := range c.found.Who() {
			add(c, id)
		}
		if len(c.found.Who()) > 0 {
			continue
		}
		for i := range c.Pairs {
			add(c, c.Pairs[i].VictimID)
			add(c, c.Pairs[i].ActorID)
		}
	}
	return out
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// partsOf is what somebody of a name is in the cases: victim of whom, suspect
// towards whom, and where they are named without either.
func partsOf(cases []callCase, name string) (asVictim, asSuspect []*part, others []reportRef) {
	put := func(list []*part, c callCase, p *casefile.Pair, other string) []*part {
		i := slices.IndexFunc(list, func(x *part) bool { return sameName(x.other, other) })
		if i < 0 {
			i, list = len(list), append(list, &part{other: other})
			if p.Relation.Given() {
				list[i].relation = lower(code(c.srv, "Relationship", p.Relation.Value))
			}
		}
		list[i].refs = append(list[i].refs, c.reportRef())
		return list
	}
	for _, c := range cases {
		paired := false
		for i := range c.Pairs {
			p := &c.Pairs[i]
			if sameName(c.victimName(p), name) {
				asVictim, paired = put(asVictim, c, p, c.actorName(p)), true
			}
			if p.ActorID != "" && sameName(c.actorName(p), name) {
				asSuspect, paired = put(asSuspect, c, p, c.victimName(p)), true
			}
		}
		named := slices.ContainsFunc(c.Persons.Items, func(p casefile.Person) bool { return sameName(personName(&p), name) })
		if named && !paired {
			others = append(others, c.reportRef())
		}
	}
	return asVictim, asSuspect, others
}

func (c callCase) reportRef() reportRef {
	when := calendar.DateOf(c.ReportedAt).Short()
	if c.Stage == casefile.StageClosed {
		when += ", closed"
	}
	return reportRef{c.Ref, "/case/" + c.Ref, when}
}

// reportsOf shows earlier reports; nothing where nobody answered by name.
func reportsOf(cases []callCase) ui.Component {
	people := reportedOf(cases)
	if len(people) == 0 {
		return nil
	}
	return callPart("reports", struct{ People []reportedPerson }{people})
}

// callLog is the answer as text for the incident log: the same words, and no
// number or address beyond what an order's own terms name.
func (s *Server) callLog(v *visit, found casework.CallAnswer, cases []callCase) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Foursight searched %s by %s.\n", when(v.now), joinAnd([]string{v.viewer.Staff.Known(), lower(s.words.Code("Role", string(v.viewer.Roles[0])))}, ", "))
	for _, says := range shortOf(found, true) {
		b.WriteString(says + "\n")
	}
	for _, card := range found.Cards {
		fmt.Fprintf(&b, "For their safety: %s.\n", strings.Join(card.Lines, "; "))
	}
	if len(cases) == 0 {
		b.WriteString("Nothing else here answers. Nobody has checked elsewhere for this call.\n")
	}
	for _, c := range cases[:min(len(cases), mostInFull)] {
		fmt.Fprintf(&b, "\n%s: %s.\n", c.Ref, c.who())
		for _, l := range c.dangerLines() {
			b.WriteString(l.String() + "\n")
		}
		live := c.liveLines()
		if len(live) == 0 {
			b.WriteString("Nothing in force is recorded on this case.\n")
		}
		for _, l := range slices.Concat(live, c.safeLines(), c.openLines()) {
			b.WriteString(l.String() + "\n")
		}
	}
	for _, c := range cases[min(len(cases), mostInFull):] {
		fmt.Fprintf(&b, "Also found: %s, %s.\n", c.Ref, c.who())
	}
	if found.More {
		b.WriteString("More cases answer than were gone through; nothing is said of those.\n")
	}
	for _, p := range reportedOf(cases) {
		fmt.Fprintf(&b, "\nEarlier reports, %s:\n", p.Name)
		for _, l := range p.Lines {
			b.WriteString("- " + l.String() + "\n")
		}
	}
	return b.String()
}
