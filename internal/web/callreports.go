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
	with            member // the other; without a person where nothing is on record of them
	other, relation string
	refs            []reportRef
	said            bool // of the other already
}

// reportedOf gathers, for each person who answered, of whom they are a victim,
// towards whom a suspect, and whether reports go both ways. What was said of the
// other person already is not said again; who is the same only perhaps stands apart.
func reportedOf(found casework.CallAnswer, cases []callCase) []reportedPerson {
	var people []reportedPerson
	said := map[casework.CallPerson]bool{}
	for _, asked := range askedFor(found, cases) {
		if said[asked.key()] {
			continue
		}
		list := everywhere(found, cases, asked)
		for _, m := range list { // most is said of whoever is in most of them, whichever case stands first
			if other := everywhere(found, cases, member{c: m.c, p: m.p}); weight(other) > weight(list) {
				asked, list = other[0], other
			}
		}
		sure := surely(list)
		p := reportedPerson{Name: asked.named(), Lines: playedBy(found, sure, said, "")}
		if refs := reportsBy(sure, byName); len(refs) > 0 {
			p.Lines = append(p.Lines, reportLine{"By the same name alone, so that it may be somebody else:", refs})
		}
		for _, m := range list {
			if m.how == maybe && !said[m.key()] {
				p.Lines = append(p.Lines, playedBy(found, []member{m}, said, m.perhaps())...)
			}
		}
		people = append(people, p)
		for _, m := range list {
			said[m.key()] = true
		}
	}
	return people
}

// playedBy are the parts somebody plays over the cases in which they are one, each line
// led by perhaps where that is not sure.
func playedBy(found casework.CallAnswer, list []member, said map[casework.CallPerson]bool, perhaps string) []reportLine {
	asVictim, asSuspect, others := partsOf(found, list, said)
	var out []reportLine
	if perhaps == "" || len(asVictim) > 0 {
		out = append(out, lines("As victim", "of", asVictim)...)
	}
	if perhaps == "" || len(asSuspect) > 0 {
		out = append(out, lines("As suspect", "towards", asSuspect)...)
	}
	for _, v := range asVictim {
		if !v.said && slices.ContainsFunc(asSuspect, func(s *part) bool { return s.is(found, v) }) {
			out = append(out, reportLine{Text: "Reports go both ways between " + list[0].c.called(list[0].p) + " and " + v.other + "."})
		}
	}
	if len(others) > 0 {
		out = append(out, reportLine{"Named otherwise in", others})
	}
	if perhaps == "" {
		return out
	}
	for i := range out {
		out[i].Text = perhaps + ", " + lower(out[i].Text)
	}
	return out
}

// lines are somebody's parts of one kind, without those said of the other already.
func lines(as, towards string, parts []*part) []reportLine {
	var out []reportLine
	for _, p := range parts {
		if p.said {
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

// askedFor are those who answered, in the order of the cases, with a name or without. A
// case found by its own number is asked for with all its parties of whom anything is
// recorded that could be found elsewhere.
func askedFor(found casework.CallAnswer, cases []callCase) []member {
	var out []member
	for _, c := range cases {
		add := func(id casefile.PersonID) {
			m := member{c: c, p: c.Person(id)}
			if m.p != nil && (m.p.Name.Given() || found.Comparable(m.key())) {
				out = append(out, m)
			}
		}
		for _, id := range c.found.Who() {
			add(id)
		}
		if len(c.found.Who()) > 0 {
			continue
		}
		for i := range c.Pairs {
			add(c.Pairs[i].VictimID)
			add(c.Pairs[i].ActorID)
		}
	}
	return out
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// is reports whether the other of two parts is one person, for all that is known.
func (p *part) is(found casework.CallAnswer, q *part) bool {
	if p.with.p == nil || q.with.p == nil {
		return sameName(p.other, q.other)
	}
	how, _ := weigh(found, p.with, q.with)
	return how >= byName
}

// partsOf is what somebody is in the cases: victim of whom, suspect towards whom, and
// where they are named without either.
func partsOf(found casework.CallAnswer, list []member, said map[casework.CallPerson]bool) (asVictim, asSuspect []*part, others []reportRef) {
	put := func(parts []*part, m member, pair *casefile.Pair, id casefile.PersonID, name string) []*part {
		x := &part{with: member{c: m.c, p: m.c.Person(id)}, other: name}
		x.said = x.with.p != nil && said[x.with.key()]
		if i := slices.IndexFunc(parts, func(q *part) bool { return q.said == x.said && q.is(found, x) }); i >= 0 {
			x = parts[i]
		} else {
			parts = append(parts, x)
			if pair.Relation.Given() {
				x.relation = lower(code(m.c.srv, "Relationship", pair.Relation.Value))
			}
		}
		x.refs = append(x.refs, m.c.reportRef())
		return parts
	}
	for _, m := range list {
		id, paired := casefile.PersonID(m.p.ID), false
		for i := range m.c.Pairs {
			p := &m.c.Pairs[i]
			if p.VictimID == id {
				asVictim, paired = put(asVictim, m, p, p.ActorID, m.c.actorName(p)), true
			}
			if p.ActorID == id {
				asSuspect, paired = put(asSuspect, m, p, p.VictimID, m.c.victimName(p)), true
			}
		}
		if !paired {
			others = append(others, m.c.reportRef())
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
func reportsOf(found casework.CallAnswer, cases []callCase) ui.Component {
	people := reportedOf(found, cases)
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
	for _, p := range reportedOf(found, cases) {
		fmt.Fprintf(&b, "\nEarlier reports, %s:\n", p.Name)
		for _, l := range p.Lines {
			b.WriteString("- " + l.String() + "\n")
		}
	}
	return b.String()
}
