package web

import (
	"slices"
	"strconv"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// casePeople shows everybody in the case: how to reach them safely before any
// number or address of theirs.
func (s *Server) casePeople(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	return c.answer("People", c.people()...)
}

func (c *caseView) people() []ui.Component {
	var body []ui.Component
	for i := range c.Persons.Items {
		p := &c.Persons.Items[i]
		if isVictim(p) || p.HasSafe {
			body = append(body, c.safeContact(p))
		}
		body = append(body, c.personCard(p))
	}
	if len(body) == 0 {
		body = append(body, empty("Nobody is recorded yet. Victims, suspects, witnesses and children will stand here."))
	}
	if href := c.form("PersonAdded"); href != "" {
		body = append(body, ui.Button{Text: c.srv.words.Kind("PersonAdded").Title, Href: href, Classes: "govuk-button--secondary"})
	}
	return body
}

func isVictim(p *casefile.Person) bool {
	return p.Has(casefile.Victim) || p.Has(casefile.SecondaryVictim)
}

// victims are those whose safe contact stands first on the page.
func (c *caseView) victims() []*casefile.Person {
	var out []*casefile.Person
	for i := range c.Persons.Items {
		if p := &c.Persons.Items[i]; isVictim(p) {
			out = append(out, p)
		}
	}
	return out
}

// reached are the victims, and whoever else said how to be reached: somebody who
// reports for a victim is spoken with first.
func (c *caseView) reached() []*casefile.Person {
	out := c.victims()
	for i := range c.Persons.Items {
		if p := &c.Persons.Items[i]; p.HasSafe && !isVictim(p) {
			out = append(out, p)
		}
	}
	return out
}

// safeContact says how somebody can be reached without danger: what is recorded,
// that nobody has asked yet, or that it is withheld from this visitor.
func (c *caseView) safeContact(p *casefile.Person) ui.Component {
	id := "safe-" + p.ID
	edit := c.form("SafeContactRecorded", "person", p.ID)
	switch {
	case p.HasSafe && p.SafeContact == nil:
		return draw("safe-withheld", struct{ ID, Person, Href string }{id, c.called(p), c.glassHref()})
	case p.SafeContact == nil:
		return ui.SafeContactCard{ID: id, Person: c.called(p), EditHref: edit}
	}
	d := p.SafeContact.Data
	card := ui.SafeContactCard{ID: id, Person: c.called(p), EditHref: edit,
		Confirmed: calendar.DateOf(p.SafeContact.At).Short() + " by " + c.staffName(p.SafeContact.By)}
	if k := p.SafeContact.Kept; k != nil {
		card.Confirmed += ", who could not see what was recorded before; the rest stands from " + calendar.DateOf(k.At).Short() + " by " + c.staffName(k.By)
	}
	how := said(d.Channel, func(ch casefile.ContactChannel) string { return code(c.srv, "ContactChannel", ch) })
	card.Routes = []ui.SafeRoute{{How: how, To: c.masked("safe/"+p.ID+"/number/0", "safe contact", string(d.Number.Value)), When: c.safeTimes(d)}}
	switch {
	case !c.Can(casefile.ClassContact):
		card.Routes[0].To = ui.Masked{Value: "any number or address given with it is not shown to you yet"}
		card.Notes = append(card.Notes, "Any number, code word and who is at home: shown once you accept the case or are sent to it")
	case !d.Number.Given():
		card.Routes[0].To = ui.Masked{Value: "no number or address yet"}
		if d.Number.Status != fact.NotAsked {
			card.Routes[0].To = ui.Masked{Value: "number or address: " + lower(statusWords[d.Number.Status])}
		}
	}
	if d.Message.Known() && !d.Message.Value {
		card.Never = append(card.Never, "Never leave a message")
	}
	if d.Withheld.Known() && d.Withheld.Value {
		card.Never = append(card.Never, "A withheld number frightens them: show ours")
	}
	if d.Cautions != "" {
		card.Never = append(card.Never, string(d.Cautions))
	}
	for _, note := range []struct{ lead, text string }{
		{"The suspect can see: ", string(d.SuspectSees)}, {"Ask for ", string(d.AskFor)}, {"At home: ", string(d.OthersAtHome)},
	} {
		if note.text != "" {
			card.Notes = append(card.Notes, note.lead+note.text)
		}
	}
	if d.CodeWord != "" {
		card.Notes = append(card.Notes, "A code word is agreed: see People")
	}
	if d.Message.Known() && d.Message.Value {
		card.Notes = append(card.Notes, "A message may be left")
	}
	card.Unasked = notAskedOf(d)
	return card
}

// safeTimes are when it is safe, or that they were asked and did not say.
func (c *caseView) safeTimes(d casefile.SafeContactRecorded) string {
	if d.Times.Given() || d.Times.IsZero() {
		return string(d.Times.Value)
	}
	return "safe times: " + lower(statusWords[d.Times.Status])
}

// notAskedOf are the questions of a safe contact that nobody has put. That no number is
// recorded stands beside the way it belongs to.
func notAskedOf(d casefile.SafeContactRecorded) []string {
	var out []string
	for _, q := range []struct {
		about string
		open  bool
	}{
		{"how to reach them", slices.Contains(d.Missing(), "channel")},
		{"safe times", slices.Contains(d.Missing(), "times")},
		{"leaving a message", !d.Message.Given()},
		{"withheld numbers", !d.Withheld.Given()},
		{"what the suspect can see", d.SuspectSees == ""},
	} {
		if q.open {
			out = append(out, q.about)
		}
	}
	return out
}

// personCard is one person: what is known, what is withheld, what may be asked for.
func (c *caseView) personCard(p *casefile.Person) ui.Component {
	w := c.srv.words
	var roles []string
	for _, r := range p.Roles {
		roles = append(roles, code(c.srv, "PersonRole", r))
	}
	rows := []ui.SummaryRow{
		fieldRow("Part", ui.Text(orNot(strings.Join(roles, ", "), "Not said yet"))),
		fieldRow("Age", ui.Text(said(p.Age.Answer, strconv.Itoa))),
		fieldRow("Sex", ui.Text(said(p.Sex.Answer, func(x casefile.Sex) string { return code(c.srv, "Sex", x) }))),
	}
	if c.Can(casefile.ClassSensitive) {
		rows = append(rows, fieldRow(w.Field("PersonAdded", "details.born").Label, ui.Text(said(p.Born.Answer, calendar.Date.Short))),
			fieldRow(w.Field("PersonAdded", "details.interpreter_needed").Label, ui.Text(said(p.Interpreter.Answer, yesNo))))
	} else {
		rows = append(rows, fieldRow(w.Field("PersonAdded", "details.born").Label, c.withheld("Date of birth")))
	}
	if len(p.Aliases) > 0 {
		rows = append(rows, fieldRow(w.Field("PersonAdded", "details.aliases").Label, ui.Text(joinLines(p.Aliases))))
	}
	if p.Occupation.Status != fact.NotAsked {
		rows = append(rows, fieldRow(w.Field("PersonAdded", "details.occupation").Label, ui.Text(said(p.Occupation.Answer, itself[casefile.Line]))))
	}
	rows = append(rows, fieldRow(w.Field("PersonAdded", "details.works_for_police").Label, ui.Text(said(p.PoliceWorker.Answer, yesNo))))
	rows = append(rows, c.reachRows(p)...)
	card := ui.SummaryList{Rows: rows, Card: ui.Card{Title: ui.CardTitle{Text: c.called(p)}}}
	if href := c.form("PersonDetailed", "person", p.ID); href != "" {
		card.Card.Actions.Items = append(card.Card.Actions.Items, ui.Action{Text: "Add or change", Href: href})
	}
	if href := c.entryHref(p.ID); href != "" {
		card.Card.Actions.Items = append(card.Card.Actions.Items, ui.Action{Text: "Entry", Href: href})
	}
	return card
}

// reachRows are the numbers, addresses and accounts of a person, each masked
// until asked for, or said to be withheld.
func (c *caseView) reachRows(p *casefile.Person) []ui.SummaryRow {
	if !c.Can(casefile.ClassContact) {
		return []ui.SummaryRow{fieldRow("Numbers and addresses", c.withheld("Numbers, addresses and accounts"))}
	}
	var rows []ui.SummaryRow
	for _, list := range reachFields(p) {
		if len(list.values) == 0 {
			continue
		}
		var shown ui.Stack
		for n, value := range list.values {
			key := "person/" + p.ID + "/" + list.name + "/" + strconv.Itoa(n)
			shown = append(shown, draw("line", c.masked(key, list.one, string(value))))
		}
		rows = append(rows, fieldRow(c.srv.words.Field("PersonAdded", "details."+list.name).Label, shown))
	}
	if p.SafeContact != nil && p.SafeContact.Data.CodeWord != "" {
		rows = append(rows, fieldRow(c.srv.words.Field("SafeContactRecorded", "code_word").Label,
			draw("line", c.masked("safe/"+p.ID+"/code_word/0", "code word", string(p.SafeContact.Data.CodeWord)))))
	}
	if len(rows) == 0 {
		rows = append(rows, fieldRow("Numbers and addresses", ui.Text("None recorded")))
	}
	return rows
}

// reachField is one list of ways to reach somebody.
type reachField struct {
	name, one string // JSON name; one of them, in words that give nothing away
	values    []casefile.Line
}

func reachFields(p *casefile.Person) []reachField {
	return []reachField{{"phones", "phone number", p.Phones}, {"emails", "e-mail address", p.Emails}, {"handles", "account", p.Handles},
		{"addresses", "address", p.Addresses}, {"vehicles", "vehicle", p.Vehicles}}
}

func joinLines(lines []casefile.Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, string(l))
	}
	return strings.Join(out, ", ")
}

func orNot(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
