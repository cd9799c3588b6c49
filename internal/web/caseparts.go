package web

import (
	"cmp"
	"embed"
	"html/template"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

//go:embed templates/case*.html
var caseTemplateFiles embed.FS

var caseTemplates = template.Must(template.New("case").Funcs(ui.Funcs()).ParseFS(caseTemplateFiles, "templates/case*.html"))

// draw makes a component of one of the case pages' own templates, "case-<name>".
func draw(name string, data any) ui.Component {
	return ui.FromTemplate(caseTemplates, "case-"+name, data)
}

// fieldRow is one fact of a summary list.
func fieldRow(name string, value ui.Component) ui.SummaryRow {
	return ui.SummaryRow{Key: ui.Part{Text: name}, Value: ui.Part{Body: value}}
}

// linkTo is a link, or its words alone where there is nowhere to go.
func linkTo(text, href string) ui.Component {
	return draw("link", struct{ Text, Href string }{text, href})
}

// empty says what a list with nothing in it would hold.
func empty(text string) ui.Component { return element{"p", "govuk-body fs-empty", text} }

// optional is a button where the visitor has the way, else nothing.
func optional(href, text string) ui.Component {
	if href == "" {
		return nil
	}
	return ui.Button{Text: text, Href: href, Classes: "govuk-button--secondary"}
}

// spaced writes a code of the guidance format as words.
func spaced(code string) string { return strings.ReplaceAll(code, "_", " ") }

// stamp is an instant for machines.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// cutQuery parts an address from its query.
func cutQuery(address string) (path, query string, found bool) { return strings.Cut(address, "?") }

// under reports whether this page is a part of the case or lies within it.
func (c *caseView) under(part string, exactly bool) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(c.visit.URL.EscapedPath(), "/case/"), "/")
	_, own, _ := strings.Cut(strings.TrimPrefix(part, "/case/"), "/")
	if exactly {
		return rest == ""
	}
	if strings.HasPrefix(rest, "entry/") {
		return own == "history"
	}
	return rest == own || strings.HasPrefix(rest, own+"/")
}

// said is an answer in words: its value, or why there is none. Unknown is never no.
func said[T any](a fact.Answer[T], words func(T) string) string {
	switch a.Status {
	case fact.Known:
		return words(a.Value)
	case fact.Disputed:
		return words(a.Value) + " (disputed)"
	}
	return statusWords[a.Status]
}

var statusWords = map[fact.Status]string{fact.NotAsked: "Not asked yet", fact.AskedNotKnown: "Asked, not known",
	fact.Declined: "Preferred not to say", fact.NotApplicable: "Does not apply"}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}

func itself[T ~string](t T) string { return string(t) }

// joinAnd joins what is not empty.
func joinAnd(parts []string, sep string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// capital begins a line with a capital letter.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// lower begins a stretch inside a sentence with a small letter, unless its first word has
// another capital: "PNC", "ViSOR".
func lower(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	word, _, _ := strings.Cut(s[n:], " ")
	if len(s) < 2 || strings.ContainsFunc(word, unicode.IsUpper) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}

// staffName is a member of staff as colleagues know them.
func (c *caseView) staffName(id string) string {
	if id == "" {
		return ""
	}
	switch id {
	case "system":
		return "the system"
	case casefile.Public:
		return sender
	}
	if st, ok := c.srv.svc.Register().Staff(id); ok {
		return st.Known()
	}
	return "somebody no longer listed"
}

func personName(p *casefile.Person) string {
	switch {
	case p == nil:
		return "person not on the case"
	case p.Name.Given() && p.Name.Value != "":
		return string(p.Name.Value)
	case len(p.Aliases) > 0:
		return "known as " + string(p.Aliases[0])
	}
	return nameNotKnown
}

func (c *caseView) nameOf(id casefile.PersonID) string { return c.called(c.Person(id)) }

// called is what somebody of the case is called; who acts and is not known is
// "unknown person 1".
func (c *caseView) called(p *casefile.Person) string { return calledIn(c.Case, p) }

func calledIn(c *casefile.Case, p *casefile.Person) string {
	name := personName(p)
	if p != nil && name == nameNotKnown {
		name = cmp.Or(c.UnknownAs(casefile.PersonID(p.ID)), name)
	}
	return name
}

const nameNotKnown = "name not known"

func (c *caseView) victimName(p *casefile.Pair) string { return c.nameOf(p.VictimID) }

func (c *caseView) actorName(p *casefile.Pair) string {
	switch {
	case p.ActorID != "":
		return c.nameOf(p.ActorID)
	case p.Label != "":
		return string(p.Label)
	case p.ActorKind == casefile.ActorGroup:
		return "a group"
	}
	return "somebody unknown"
}

// pairName is whose conduct towards whom.
func (c *caseView) pairName(p *casefile.Pair) string {
	return c.actorName(p) + "’s conduct towards " + c.victimName(p)
}

// counterName is against whom a report in a pair is, and on whose side: the pair’s own
// words would turn it round.
func (c *caseView) counterName(p *casefile.Pair) string {
	return c.victimName(p) + ", on the side of " + c.actorName(p)
}

// forPair is " (name towards name)" where a case has several pairs, else nothing.
func (c *caseView) forPair(id string) string {
	if len(c.Pairs) < 2 {
		return ""
	}
	if p := c.Pair(casefile.PairID(id)); p != nil {
		return c.actorName(p) + " towards " + c.victimName(p)
	}
	return ""
}

// owedTo are the victims to whom an open duty of the whole case is still owed, where it
// has several.
func (c *caseView) owedTo(f guidance.Finding) []casefile.PersonID {
	if f.Pair != "" || f.Occurrence != "" || f.State != guidance.Outstanding {
		return nil
	}
	return c.srv.svc.OwedTo(c.CasePage, f.Key)
}

// forWhom is whose conduct towards whom a duty is about, else to which victims it is
// still owed, where the case has several.
func (c *caseView) forWhom(f guidance.Finding) string {
	if whose := c.forPair(f.Pair); whose != "" {
		return whose
	}
	var names []string
	for _, id := range c.owedTo(f) {
		names = append(names, c.nameOf(id))
	}
	if len(names) == 0 {
		return ""
	}
	return "for " + joinAnd(names, " and ")
}

// seesLooks reports whether the visitor is told who has looked: those who answer
// for the case.
func (c *caseView) seesLooks() bool {
	switch c.Permission.Basis {
	case access.Allocated, access.Supervises, access.Guardian, access.Member, access.BreakGlass:
		return true
	}
	return false
}

// glassHref is the way to withheld fields; empty where there is none.
func (c *caseView) glassHref() string {
	if c.then || !access.May(c.Viewer, access.OpenGlass) {
		return ""
	}
	return c.path("/glass")
}

// withheld stands where a value of a class is kept from the visitor.
func (c *caseView) withheld(what string) ui.Component {
	return draw("withheld", struct{ What, Href string }{what, c.glassHref()})
}

// find gives the entry that recorded something, and who and when in words.
func (c *caseView) find(id string) (e casefile.Event, by, at string, ok bool) {
	n, ok := c.place(id)
	if !ok {
		return casefile.Event{}, "", "", false
	}
	e = c.History[n]
	return e, c.staffName(e.Actor), when(e.Recorded), true
}

// place is where in the history an entry stands.
func (c *caseView) place(id string) (n int, ok bool) {
	if c.places == nil {
		c.places = make(map[string]int, len(c.History))
		c.newest = map[string]int{}
		for n := range c.History {
			c.places[c.History[n].ID] = n
			if c.History[n].Corrects != "" {
				c.newest[c.History[n].Corrects] = n
			}
		}
	}
	n, ok = c.places[id]
	return n, ok
}

// entryHref is the page of an entry as it stands now, for what a page says of the
// case; empty where there is no such entry.
func (c *caseView) entryHref(id string) string {
	n, ok := c.place(id)
	if !ok {
		return ""
	}
	if now, _ := c.overtaking(c.History[n]); now != "" {
		id = now
	}
	return c.path("/entry/" + id)
}

// overtaking is the id of the newest entry about the same act as another, where it is
// another one, and whether it takes that act back.
func (c *caseView) overtaking(e casefile.Event) (id string, withdrawn bool) {
	c.place(e.ID)
	n, ok := c.newest[e.Root()]
	if !ok || c.History[n].ID == e.ID {
		return "", false
	}
	return c.History[n].ID, c.History[n].Withdraw
}

// daysTo says how far a civil day is from the page's own: "177 days", "today".
func (c *caseView) daysTo(d calendar.Date) string {
	n := calendar.DateOf(c.At).DaysUntil(d)
	switch {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n < 0:
		return "passed"
	}
	return plural(n, "day")
}

// dueWords says a due instant as people do: "today 16:00", "Tue 29 Dec 2026".
// The instant is the first that is too late, so a whole day ends on the day before.
func (c *caseView) dueWords(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	day, clock := deadlineDay(at)
	if clock != "" {
		clock = ", " + clock
	}
	switch calendar.DateOf(c.At).DaysUntil(day) {
	case 0:
		return "today" + clock
	case 1:
		return "tomorrow" + clock
	case -1:
		return "yesterday" + clock
	}
	return day.Short() + clock
}
