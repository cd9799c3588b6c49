package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/conduct"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// laneChoice is what the lanes of the picture are.
type laneChoice string

const (
	byChannel   laneChoice = "channel"
	byBehaviour laneChoice = "behaviour"
)

// unsaid is the lane of incidents for which nobody has said which lane they are of.
const unsaid = "Not said"

// caseCourse is the course of conduct of one pair as a picture, its equal table,
// and what it shows in words.
func (s *Server) caseCourse(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	lanes := byChannel
	if v.URL.Query().Get("lanes") == string(byBehaviour) {
		lanes = byBehaviour
	}
	p := c.Pair(casefile.PairID(v.URL.Query().Get("pair")))
	if p == nil && len(c.Pairs) > 0 {
		p = &c.Pairs[0]
	}
	if p == nil {
		return c.answer("Course of conduct", empty("Nothing is recorded yet of whose conduct this is. Say whose, towards whom, and incidents will stand here in order of time."),
			optional(c.form("PairRecorded"), c.srv.words.Kind("PairRecorded").Title))
	}
	body := []ui.Component{c.courseFilter(p, lanes), c.picture(p, lanes, "course"), c.courseWords(p)}
	if undated := c.undated(p); undated != nil {
		body = append(body, undated)
	}
	return c.answer("Course of conduct", append(body, optional(c.form("IncidentRecorded", "pair", p.ID), c.srv.words.Kind("IncidentRecorded").Title))...)
}

// courseFilter chooses pair and lanes; both are codes or ids, so they may stand
// in the address.
func (c *caseView) courseFilter(p *casefile.Pair, lanes laneChoice) ui.Component {
	type option struct {
		Value, Text string
		Chosen      bool
	}
	data := struct {
		Action, AsKnown string
		Pairs, Lanes    []option
	}{Action: "/case/" + c.Ref + "/course"}
	if c.then {
		data.AsKnown = c.At.In(calendar.London).Format(asKnownLayout)
	}
	for i := range c.Pairs {
		q := &c.Pairs[i]
		data.Pairs = append(data.Pairs, option{q.ID, c.pairName(q), q.ID == p.ID})
	}
	data.Lanes = []option{{string(byChannel), "How it reached the victim", lanes == byChannel}, {string(byBehaviour), "What was done", lanes == byBehaviour}}
	return draw("course-filter", data)
}

// picture draws the incidents of a pair. An incident with several behaviours
// stands once, in the lane of the first, so that marks and rows are equal in
// number to incidents; its row names all of them.
func (c *caseView) picture(p *casefile.Pair, lanes laneChoice, id string) ui.CoursePicture {
	pic := ui.CoursePicture{ID: id, Title: c.pairName(p), Until: c.At, Lines: c.policeLines(p)}
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		if x.Occurred.From.IsZero() {
			continue
		}
		lane := c.lane(x, lanes)
		pic.Marks = append(pic.Marks, ui.Mark{Lane: lane, Occurred: x.Occurred, When: x.Occurred.Words(), What: c.incidentWords(x),
			Late: x.Late, Recorded: when(x.Recorded), Href: c.entryHref(x.ID)})
		if !slices.Contains(pic.Lanes, lane) {
			pic.Lanes = append(pic.Lanes, lane)
		}
	}
	spans, lines := c.heldSpans(p)
	pic.Spans, pic.Lines = spans, append(pic.Lines, lines...)
	slices.SortStableFunc(pic.Lanes, func(a, b string) int { return first(a != unsaid, b != unsaid) })
	pic.Desc = plural(len(pic.Marks), "incident") + " in " + plural(len(pic.Lanes), "lane") + ", and " + plural(len(pic.Lines), "moment") + " of police contact, arrest or release."
	if len(pic.Spans) > 0 {
		pic.Desc += " Above them " + plural(len(pic.Spans), "span") + " of custody, bail or orders."
	}
	return pic
}

func (c *caseView) lane(x *casefile.Incident, lanes laneChoice) string {
	if lanes == byBehaviour {
		if len(x.Behaviours) == 0 {
			return unsaid
		}
		return code(c.srv, "Behaviour", x.Behaviours[0])
	}
	if !x.Channel.Given() {
		return unsaid
	}
	return code(c.srv, "Channel", x.Channel.Value)
}

// incidentWords is an incident in a few neutral words: what was done, how often.
func (c *caseView) incidentWords(x *casefile.Incident) string {
	var done []string
	for _, b := range x.Behaviours {
		done = append(done, code(c.srv, "Behaviour", b))
	}
	out := strings.Join(done, "; ")
	if words := strings.Join(strings.Fields(string(x.Data.What)), " "); out == "" && words != "" {
		out = "“" + excerpt(words, mostOfAnIncident) + "”"
	}
	out = cmp.Or(out, "Incident, what was done is not said yet")
	switch r := x.Data.Repeats; {
	case r.Least > 1:
		out += ", at least " + plural(r.Least, "time")
	case r.AtLeast() > 1:
		out += ", repeated: " + string(r.Words)
	}
	return out
}

// policeLines are the moments police and victim were in touch.
func (c *caseView) policeLines(p *casefile.Pair) []ui.Line {
	lines := []ui.Line{}
	if !c.ReportedAt.IsZero() {
		lines = append(lines, ui.Line{Kind: ui.ContactLine, At: c.ReportedAt, When: when(c.ReportedAt), What: "Report received", Href: c.entryHref(c.ReportID)})
	}
	for i := range c.Contacts {
		k := &c.Contacts[i]
		if k.Person != p.VictimID {
			continue
		}
		what := "Contact with the victim"
		if k.Outcome.Status != fact.NotAsked {
			what += ": " + lower(said(k.Outcome.Answer, func(o casefile.Outcome) string { return code(c.srv, "Outcome", o) }))
		}
		lines = append(lines, ui.Line{Kind: ui.ContactLine, At: k.At, When: when(k.At), What: what, Href: c.entryHref(k.ID)})
	}
	return lines
}

// steps are the moments police stepped in, after which further conduct tells most.
func (c *caseView) steps(p *casefile.Pair) []conduct.Step {
	var out []conduct.Step
	if !c.ReportedAt.IsZero() {
		out = append(out, conduct.Step{At: c.ReportedAt, What: "the report to police"})
	}
	for i := range c.Orders {
		if o := &c.Orders[i]; string(o.PairID) == p.ID && o.Decision.Known() && o.Decision.Value == casefile.DecideYes {
			out = append(out, conduct.Step{At: o.At, What: "the decision to seek an order"})
		}
	}
	if p.ActorID == "" {
		return out
	}
	for i := range c.Arrests {
		if a := &c.Arrests[i]; a.PersonID == p.ActorID {
			out = append(out, conduct.Step{At: a.ArrestedAt, What: "the arrest of " + calendar.DateOf(a.ArrestedAt).Short()})
		}
	}
	for i := range c.KnownOrders {
		if o := &c.KnownOrders[i]; o.PersonID == p.ActorID && o.Served {
			out = append(out, conduct.Step{At: o.ServedAt, What: "the service of an order"})
		}
	}
	return out
}

func (c *caseView) summary(p *casefile.Pair) conduct.Summary {
	return conduct.Of(p.Incidents.Items, c.steps(p), c.At)
}

// courseWords says what the picture shows, in short lines.
func (c *caseView) courseWords(p *casefile.Pair) ui.Component {
	s := c.summary(p)
	if s.Entries == 0 {
		return nil
	}
	row := func(name, value string) ui.SummaryRow { return fieldRow(name, ui.Text(value)) }
	rows := []ui.SummaryRow{
		row("Recorded", joinAnd([]string{s.Total(), s.Doubts()}, "; ")),
		row("Last 7, 30 and 90 days", s.Last7.String()+", "+s.Last30.String()+", "+s.Last90.String()),
	}
	if s.Longest.Days > 0 {
		rows = append(rows, row("Longest gap", plural(s.Longest.Days, "day")+", "+s.Longest.From.Short()+" to "+s.Longest.To.Short()))
	}
	rows = append(rows, row("Trend", s.Trend()))
	var ways []string
	for _, t := range s.Channels {
		ways = append(ways, code(c.srv, "Channel", t.Code)+" "+plural(t.N, "time"))
	}
	if len(ways) > 0 {
		rows = append(rows, row("Ways", strings.Join(ways, "; ")))
	}
	var fresh []string
	for _, f := range s.New {
		fresh = append(fresh, code(c.srv, "Behaviour", f.Behaviour)+", first "+f.When.Words())
	}
	if len(fresh) > 0 {
		rows = append(rows, row("New in the last 30 days", strings.Join(fresh, "; ")))
	}
	for _, f := range s.After {
		rows = append(rows, row("After "+f.What, f.Count.String()+" of "+plural(s.Entries, "incident")))
	}
	if s.Breaches > 0 {
		rows = append(rows, row("Recorded as breaching an order or bail", plural(s.Breaches, "incident")))
	}
	return ui.SummaryList{Rows: rows, Classes: "fs-course__words"}
}

// undated lists incidents that no picture can place.
func (c *caseView) undated(p *casefile.Pair) ui.Component {
	t := ui.Table{Caption: "Incidents without a date", Head: []ui.Cell{{Text: "What"}, {Text: "Recorded"}}, Classes: "fs-table fs-table--cards"}
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		if x.Occurred.From.IsZero() {
			t.Rows = append(t.Rows, []ui.Cell{{Body: linkTo(c.incidentWords(x), c.entryHref(x.ID)), Attributes: ui.Attributes{"data-label": "What"}}, labelled("Recorded", when(x.Recorded))})
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// mostOfAnAccount is how much of an account the overview shows, in bytes, where no
// incident says what happened; briefAccount where some do. mostKindsOfAct is how
// many kinds of act it names.
const (
	mostOfAnAccount = 400
	briefAccount    = 120
	mostKindsOfAct  = 3
)

// happened is the account in the words it was given in, and each pair's course of
// conduct in a line or two.
func (c *caseView) happened() ui.Component { return draw("happened", c.toldOf()) }

// told is what a case says of what happened.
type told struct {
	Lines               []toldLine
	Account, Who, Entry string
	NotTold             string
}

// toldLine is the course of conduct of one pair.
type toldLine struct{ Pair, Total, Recent, Acts, Since string }

func (c *caseView) toldOf() told {
	var lines []toldLine
	most := mostOfAnAccount
	for i := range c.Pairs {
		p := &c.Pairs[i]
		s := c.summary(p)
		l := toldLine{Pair: c.forPair(p.ID)}
		if s.Entries > 0 {
			most = briefAccount
			l.Total = joinAnd([]string{s.Total(), s.Doubts()}, "; ")
			l.Recent = s.Last7.String() + " in the last 7 days, " + s.Last30.String() + " in the last 30"
			if s.MoreFrequent {
				l.Recent += "; more frequent lately"
			}
			l.Acts = c.actsInWords(p)
			l.Since = sinceWords(p)
		}
		lines = append(lines, l)
	}
	var account string
	if a := c.newestAccount(); a != nil {
		account = excerpt(string(a.Data.Words), most)
	}
	return told{lines, account, c.accountBy(), c.accountHref(), c.notTold()}
}

// quoted is what was said, in brackets after what it was taken to mean.
func quoted(words string) string {
	if words == "" {
		return ""
	}
	return " (“" + words + "”)"
}

// sinceWords are the first and the latest act: of a spell the start of it is the first,
// and its end the latest it may have been. Empty where no act has a date.
func sinceWords(p *casefile.Pair) string {
	first := ""
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		spell := x.Data.Repeats.AtLeast() > 1 && x.Occurred.Earliest() != x.Occurred.Latest()
		switch {
		case x.Occurred.IsZero():
			continue
		case x.Occurred.From.IsZero():
			first = "First not known: " + x.Occurred.Words()
		case first == "" && spell:
			first = "First from " + x.Occurred.Earliest().Short() + quoted(x.Occurred.Said)
		case first == "":
			first = "First " + x.Occurred.Words()
		}
	}
	if first == "" {
		return ""
	}
	last := p.LastAct
	for i := range p.Incidents.Items {
		if x := &p.Incidents.Items[i]; x.Data.Repeats.AtLeast() > 1 && x.Occurred.To.After(last.To) {
			last = x.Occurred
		}
	}
	latest := "latest " + last.Words()
	if last.Earliest() != last.Latest() && slices.ContainsFunc(p.Incidents.Items, func(x casefile.Incident) bool { return x.Occurred == last && x.Data.Repeats.AtLeast() > 1 }) {
		latest = "latest by " + last.Latest().Short()
	}
	return first + "; " + latest
}

// actsInWords names what was done, most often first.
func (c *caseView) actsInWords(p *casefile.Pair) string {
	times, more := map[casefile.Behaviour]int{}, map[casefile.Behaviour]bool{}
	var acts []casefile.Behaviour
	for i := range p.Incidents.Items {
		for _, b := range p.Incidents.Items[i].Behaviours {
			n := p.Incidents.Items[i].Data.Repeats.AtLeast()
			if times[b] == 0 {
				acts = append(acts, b)
			}
			times[b], more[b] = times[b]+n, more[b] || n > 1
		}
	}
	slices.SortStableFunc(acts, func(a, b casefile.Behaviour) int { return times[b] - times[a] })
	var out []string
	for _, b := range acts[:min(mostKindsOfAct, len(acts))] {
		n := strconv.Itoa(times[b])
		if more[b] {
			n = "at least " + n
		}
		out = append(out, lower(code(c.srv, "Behaviour", b))+" ("+n+")")
	}
	if n := len(acts) - mostKindsOfAct; n > 0 {
		out = append(out, "and "+plural(n, "other kind"))
	}
	return capital(strings.Join(out, ", "))
}

// accountBy is who gave the newest account; empty for the only victim, whom the bar
// at the top names.
func (c *caseView) accountBy() string {
	a := c.newestAccount()
	if a == nil || a.Person == "" {
		return ""
	}
	who := a.Person
	if v := c.victims(); len(v) == 1 && v[0].ID == string(who) {
		return ""
	}
	return c.nameOf(who)
}

func (c *caseView) accountHref() string {
	if a := c.newestAccount(); a != nil {
		return c.entryHref(a.ID)
	}
	return ""
}

// newestAccount is the newest in which somebody told something; nil where nobody has.
func (c *caseView) newestAccount() *casefile.Account {
	for i := range slices.Backward(c.Accounts) {
		if c.Accounts[i].Data.Words != "" {
			return &c.Accounts[i]
		}
	}
	return nil
}

// notTold are those who were listened to and have not told yet, in words; empty where
// there are none.
func (c *caseView) notTold() string {
	var out []string
	for i := range c.Victims {
		v := &c.Victims[i]
		if !v.Kept {
			continue
		}
		for j := range slices.Backward(c.Accounts) {
			a := &c.Accounts[j]
			if a.Data.NotGiven == "" || a.Person != "" && string(a.Person) != v.ID {
				continue
			}
			says := capital(c.nameOf(casefile.PersonID(v.ID))) + " was listened to " + when(a.At) + " and did not tell what happened: " + lower(code(c.srv, "Unsaid", a.Data.NotGiven))
			if why := strings.TrimSuffix(strings.TrimSpace(string(a.Data.WhyNot)), "."); why != "" {
				says += " (" + why + ")"
			}
			out = append(out, says+".")
			break
		}
	}
	return strings.Join(out, " ")
}

// excerpt cuts text at a word.
func excerpt(text string, most int) string {
	if len(text) <= most {
		return text
	}
	cut := strings.LastIndexByte(text[:most], ' ')
	if cut < most/2 {
		cut = most
	}
	return strings.ToValidUTF8(text[:cut], "") + " …"
}

// actsOf counts the acts of a pair, at the least; more is whether some entry tells of
// several, so that there may be more.
func actsOf(p *casefile.Pair) (n int, more bool) {
	for i := range p.Incidents.Items {
		k := p.Incidents.Items[i].Data.Repeats.AtLeast()
		n, more = n+k, more || k > 1
	}
	return n, more
}

func actsCounted(n int, more bool) string {
	if more {
		return "at least " + plural(n, "act")
	}
	return plural(n, "act")
}
