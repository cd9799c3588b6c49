package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// newsRoutes answer a victim who asks for news, whoever has the call: what was last
// said, what may be said now, and a next date before the call ends (practice 3.10).
func (s *Server) newsRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/news", access.RecordOn, onCase, casefile.Consultation, everyClass, s.newsPage},
		{"POST", "/case/{ref}/news", access.RecordOn, onCase, casefile.Collection, everyClass, s.newsSave},
	}
}

// Fields of the page that belong to no kind.
const (
	fieldNext    = "next"     // a day offered
	fieldUnsafe  = "unsafe"   // it was not safe to speak
	fieldAnswers = "answers"  // ids of earlier messages that this answers
	fieldWrote   = "wrote"    // what they wrote or left word of, where they did not ring
	fieldBy      = "by"       // how they did
	fieldNotThem = "not_them" // it was somebody else, or nobody is sure
)

// newsAsked are the fields of the contact that the page asks for.
var newsAsked = []string{"topics", "next_contact", "note"}

// news is the page of one case, as whoever has the call is told of it.
type news struct {
	callCase
	values   url.Values
	problems []casefile.Problem
	who      caller
}

func (s *Server) openNews(v *visit) (*news, error) {
	f, err := s.svc.CaseForCall(v.Context(), v.viewer, v.PathValue("ref"))
	if err != nil {
		return nil, err
	}
	c := &caseView{CasePage: f.CasePage, srv: s, visit: v, shown: map[string]bool{}}
	if c.form("VictimContacted") == "" {
		return nil, casework.ErrNotAllowed
	}
	agreed, _, err := s.svc.CallerWord(v.Context(), v.viewer, v.PathValue("ref"), "")
	if err != nil {
		return nil, err
	}
	return &news{callCase: callCase{caseView: c, found: f}, values: url.Values{}, who: caller{agreed: agreed}}, nil
}

// newsHref is the way to the page; empty where the visitor may not record it.
func (c *caseView) newsHref() string {
	if c.form("VictimContacted") == "" {
		return ""
	}
	return "/case/" + url.PathEscape(c.Ref) + "/news"
}

func (s *Server) newsPage(v *visit) (answer, error) {
	n, err := s.openNews(v)
	if err != nil {
		return answer{}, err
	}
	n.values.Set(fieldEntry, newEntryID())
	return n.page(http.StatusOK)
}

func (n *news) page(status int) (answer, error) {
	a, err := n.answer("Any news?", n.callerCheck(), callPart("standing", struct{ Danger, Live, Safe []callLine }{n.dangerLines(), n.liveLines(), n.safeLines()}), n.lastContact(), n.maySay(), n.asks())
	if err != nil {
		return a, err
	}
	if n.found.Told {
		for i := range a.looks {
			a.looks[i].Reason = toldOnCall
		}
	}
	a.status = status
	if len(n.problems) > 0 {
		a.page.Errors = problemSummary(n.problems, func(p casefile.Problem) string { return "#" + form.Context{}.ID(p.Field) })
	}
	return a, nil
}

// asks is the form: what was said and when they next hear. None of it has to be filled.
func (n *news) asks() ui.Component {
	k, _ := casefile.KindOf("VictimContacted")
	c := n.context()
	c.Only = []string{"note"}
	body := ui.Stack{hiddenField{fieldEntry, n.values.Get(fieldEntry)}, hiddenField{fieldSure, n.values.Get(fieldSure)}, n.whom(), n.notThem(), n.covered(), n.answering(), n.nextDates(),
		ui.Stack(form.Build(k, n.values, c)), n.otherwise(), ui.Button{Text: "Log the call", PreventDoubleClick: true}}
	return form.Page{Action: "/case/" + url.PathEscape(n.Ref) + "/news", Body: body}
}

// mostAsked are the topics of most such calls; the others are folded away.
var mostAsked = []string{"no_change_to_report", "how_to_reach_officer", "how_case_progresses", "safety_plan"}

// covered asks what was talked of: first what most calls are about and what is
// still to be told, then the rest.
func (n *news) covered() ui.Component {
	w := n.srv.words.Field("VictimContacted", "topics")
	first := ui.Checkboxes{IDPrefix: "f-topics", Name: "topics", Values: n.values["topics"], Classes: "govuk-checkboxes--small", Fieldset: legendS(w.Label)}
	rest := ui.Checkboxes{IDPrefix: "f-topics-more", Name: "topics", Values: n.values["topics"], Classes: "govuk-checkboxes--small fs-columns-of-choices",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Other things covered", Classes: "govuk-visually-hidden"}}}
	choice := func(t string) ui.Choice { return ui.Choice{Value: t, Text: n.srv.words.Code("Topic", t)} }
	for _, t := range mostAsked {
		first.Items = append(first.Items, choice(t))
	}
	open := false
	for _, t := range casefile.Topic("").Codes() {
		if slices.Contains(mostAsked, t) || t == "next_contact_date" { // the date below says that one
			continue
		}
		rest.Items = append(rest.Items, choice(t))
		open = open || slices.Contains(n.values["topics"], t)
	}
	return ui.Stack{first, ui.Details{SummaryText: "Something else was covered", Open: open || len(n.untold()) > 0, Body: rest}}
}

func (n *news) context() form.Context {
	return form.Context{Words: n.srv.words, Now: n.visit.now, Only: newsAsked, Problems: n.problems}
}

// whom asks which victim it is, where there is more than one.
func (n *news) whom() ui.Component {
	all := n.victims()
	switch len(all) {
	case 0:
		return nil
	case 1:
		return hiddenField{"person", all[0].ID}
	}
	r := ui.Radios{IDPrefix: "f-person", Name: "person", Value: n.values.Get("person"), Classes: "govuk-radios--small", Fieldset: legendS("Who is it?")}
	for _, p := range all {
		r.Items = append(r.Items, ui.Choice{Value: p.ID, Text: personName(p)})
	}
	return r
}

// notThem is ticked where the call is to be logged and was not with the victim. It
// stands there ticked after a wrong word.
func (n *news) notThem() ui.Component {
	if n.who.is != "" {
		return nil
	}
	return ui.Checkboxes{IDPrefix: "f-not_them", Name: fieldNotThem, Values: n.values[fieldNotThem], Classes: "govuk-checkboxes--small", Items: []ui.Choice{{Value: "yes",
		Text: code(n.srv, "Outcome", casefile.Outcome("not_them")), Hint: ui.Hint{Text: n.srv.words.CodeHint("Outcome", "not_them") + " Note what they asked, and the number they rang from."}}}}
}

// whose names the victim that something is of, where the case has more than one.
func (n *news) whose(id casefile.PersonID, theirs string) string {
	if id == "" || len(n.victims()) < 2 {
		return theirs
	}
	return theirs + " (" + n.nameOf(id) + ")"
}

func legendS(text string) ui.Fieldset {
	return ui.Fieldset{Legend: ui.Legend{Text: text, Classes: "govuk-fieldset__legend--s"}}
}

// unanswered are the messages nobody has answered yet, oldest first.
func (c *caseView) unanswered() []casefile.Message {
	var out []casefile.Message
	for _, m := range c.Messages {
		if !m.Answered {
			out = append(out, m)
		}
	}
	return out
}

// answering offers to settle earlier messages with this call.
func (n *news) answering() ui.Component {
	open := n.unanswered()
	if len(open) == 0 {
		return nil
	}
	b := ui.Checkboxes{IDPrefix: "f-answers", Name: fieldAnswers, Values: n.values[fieldAnswers], Classes: "govuk-checkboxes--small", Fieldset: legendS("Does this answer a message of theirs?")}
	for _, m := range open {
		b.Items = append(b.Items, ui.Choice{Value: m.ID, Text: n.whose(m.Data.Person, "Their message") + " of " + when(m.At), Hint: ui.Hint{Text: string(m.Data.Words)}})
	}
	return b
}

// nextDates are days one tap away; the day already agreed stands first.
func (n *news) nextDates() ui.Component {
	today := calendar.DateOf(n.At)
	w := n.srv.words.Field("VictimContacted", "next_contact")
	r := ui.Radios{IDPrefix: "f-next_contact", Name: fieldNext, Value: n.values.Get(fieldNext), Classes: "govuk-radios--small", Fieldset: legendS(w.Label), Hint: ui.Hint{Text: "Why: " + w.Why}}
	offer := func(d calendar.Date, lead string) {
		if !slices.ContainsFunc(r.Items, func(c ui.Choice) bool { return c.Value == d.String() }) {
			r.Items = append(r.Items, ui.Choice{Value: d.String(), Text: lead + d.Short()})
		}
	}
	if agreed := n.agreed(); !agreed.IsZero() && !agreed.Before(today) {
		offer(agreed, "As agreed: ")
	}
	for _, days := range []int{1, 3, 7} {
		offer(today.AddDays(days), map[int]string{1: "Tomorrow, ", 3: "In three days, ", 7: "In a week, "}[days])
	}
	day := ui.DateInput{ID: "f-next_contact", NamePrefix: "next_contact", Values: flatValues(n.values), Fieldset: legendS("Which day?")}
	for _, p := range n.problems {
		if p.Field == "next_contact" {
			day.ErrorMessage = ui.ErrorMessage{Text: p.What}
		}
	}
	return ui.Stack{r, ui.Details{SummaryText: "Another day", Open: n.typedDay(), Body: day}}
}

// typedDay reports whether a day was typed; it stands before one that was ticked.
func (n *news) typedDay() bool {
	return n.values.Get("next_contact-day")+n.values.Get("next_contact-month")+n.values.Get("next_contact-year") != ""
}

func flatValues(v url.Values) map[string]string {
	out := map[string]string{}
	for name := range v {
		out[name] = v.Get(name)
	}
	return out
}

// agreed is the day of the next contact as last agreed with a victim.
func (c *caseView) agreed() calendar.Date {
	var at calendar.Date
	for _, k := range c.Contacts {
		if !k.Data.Next.IsZero() {
			at = k.Data.Next
		}
	}
	return at
}

// otherwise is for what is not the usual call: not safe to speak, or they wrote.
func (n *news) otherwise() ui.Component {
	by := ui.Radios{IDPrefix: "f-by", Name: fieldBy, Value: n.values.Get(fieldBy), Classes: "govuk-radios--small govuk-radios--inline fs-inline-choices", Fieldset: legendS("How did it reach us?")}
	for _, ch := range []casefile.ContactChannel{"text", "email", "phone", "through_advocate", "through_trusted_person"} {
		by.Items = append(by.Items, ui.Choice{Value: string(ch), Text: code(n.srv, "ContactChannel", ch)})
	}
	return ui.Details{SummaryText: "They wrote, or could not speak", Open: n.values.Get(fieldWrote)+n.values.Get(fieldUnsafe) != "", Body: ui.Stack{
		ui.Checkboxes{IDPrefix: "f-unsafe", Name: fieldUnsafe, Values: n.values[fieldUnsafe], Items: []ui.Choice{{Value: "yes", Text: "It was not safe for them to speak"}}, Classes: "govuk-checkboxes--small"},
		ui.Textarea{ID: "f-wrote", Name: fieldWrote, Value: n.values.Get(fieldWrote), Rows: 3, Label: ui.Label{Text: "What they wrote or left word of", Classes: "govuk-label--s"},
			Hint: ui.Hint{Text: "The message and the answer to it are both recorded."}},
		by}}
}

// newsSave records the call, or the message with its answer, and every earlier
// message it answers, all in one go.
func (s *Server) newsSave(v *visit) (answer, error) {
	n, err := s.openNews(v)
	if err != nil {
		return answer{}, err
	}
	if err := v.ParseForm(); err == nil && v.PostForm.Has(fieldWord) {
		return s.newsWord(n, strings.TrimSpace(v.PostForm.Get(fieldWord)))
	}
	entry, err := v.sentID(fieldEntry)
	if err != nil {
		return answer{}, err
	}
	n.values = v.PostForm
	data := n.contact()
	if len(n.problems) > 0 {
		return n.page(http.StatusUnprocessableEntity)
	}
	events, err := n.events(entry, data)
	if err != nil {
		return answer{}, err
	}
	_, err = s.svc.Record(v.Context(), v.viewer, casework.Acts{CaseID: n.ID, Events: events})
	if problems, ok := refusalOf(err); ok {
		n.problems = problems
		return n.page(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return answer{}, err
	}
	return s.afterSaving(v, n.CasePage, entry)
}

// contact reads what was said and the next date.
func (n *news) contact() casefile.VictimContacted {
	typed := url.Values{}
	for _, f := range append(slices.Clone(newsAsked), "next_contact-day", "next_contact-month", "next_contact-year") {
		typed[f] = n.values[f]
	}
	if d, err := calendar.ParseDate(n.values.Get(fieldNext)); err == nil && !n.typedDay() {
		typed.Set("next_contact-day", strconv.Itoa(d.Day))
		typed.Set("next_contact-month", strconv.Itoa(int(d.Month)))
		typed.Set("next_contact-year", strconv.Itoa(d.Year))
	}
	k, _ := casefile.KindOf("VictimContacted")
	e, problems := form.Parse(k, typed, n.context(), nil)
	n.problems = problems
	var d casefile.VictimContacted
	if out, err := k.Decode(e.Data); err == nil {
		d = *out.(*casefile.VictimContacted)
	}
	d.Person = casefile.PersonID(n.values.Get("person"))
	if d.Person != "" && !slices.ContainsFunc(n.victims(), func(p *casefile.Person) bool { return p.ID == string(d.Person) }) {
		n.problems = append(n.problems, casefile.Problem{Field: "person", Code: "unknown_person", What: "Choose which victim it is."})
	}
	if sure := n.values.Get(fieldSure); sure != "" && sure == string(d.Person) {
		d.Sure = fact.Of(true)
	}
	d.Purpose, d.Channel, d.Outcome = fact.Of(casefile.Purpose("answer_to_victim")), fact.Of(casefile.ContactChannel("phone")), fact.Of(casefile.Outcome("spoke"))
	switch {
	case n.values.Get(fieldNotThem) != "":
		d.Outcome, d.Next = fact.Of(casefile.Outcome("not_them")), calendar.Date{} // a day that somebody else agreed is none
	case n.empty(d):
		d.Outcome = fact.Answer[casefile.Outcome]{} // they rang, and nobody says that anything was said
	case n.values.Get(fieldUnsafe) != "":
		d.Outcome = fact.Of(casefile.Outcome("not_safe_to_speak"))
	case strings.TrimSpace(n.values.Get(fieldWrote)) != "":
		d.Outcome, d.Channel = fact.Of(casefile.Outcome("message_replied")), n.wroteBy()
	}
	return d
}

// empty reports whether nothing was ticked and nothing written: that is a call, and no
// news to anybody.
func (n *news) empty(d casefile.VictimContacted) bool {
	return len(d.Topics) == 0 && strings.TrimSpace(string(d.Note)) == "" && d.Next.IsZero() && len(n.values[fieldAnswers]) == 0 &&
		n.values.Get(fieldUnsafe) == "" && strings.TrimSpace(n.values.Get(fieldWrote)) == ""
}

// wroteBy is how a message came; not asked where nobody said.
func (n *news) wroteBy() fact.Answer[casefile.ContactChannel] {
	ch := n.values.Get(fieldBy)
	if !slices.Contains(casefile.ContactChannel("").Codes(), ch) {
		return fact.Answer[casefile.ContactChannel]{}
	}
	return fact.Of(casefile.ContactChannel(ch))
}

// events are the contact and what it answers. The answers' ids follow from the
// entry's, so that a form sent twice is recorded once.
func (n *news) events(entry string, d casefile.VictimContacted) ([]casefile.Event, error) {
	contact, err := casefile.NewEvent(entry, "", "VictimContacted", d)
	if err != nil {
		return nil, err
	}
	events := []casefile.Event{contact}
	add := func(part, kind string, data any) {
		e, oops := casefile.NewEvent(derivedID("foursight/news/1", entry, part), "", kind, data)
		events, err = append(events, e), cmpErr(err, oops)
	}
	answered := n.values[fieldAnswers]
	if d.Outcome == fact.Of(casefile.Outcome("not_them")) {
		return events, err // it answers nothing that they had asked
	}
	if wrote := strings.TrimSpace(n.values.Get(fieldWrote)); wrote != "" {
		add("message", "VictimMessageReceived", casefile.VictimMessageReceived{Person: d.Person, Channel: n.wroteBy(), Words: casefile.Text(wrote)})
		if d.Outcome.Value == "message_replied" {
			answered = append(slices.Clone(answered), derivedID("foursight/news/1", entry, "message"))
		}
	}
	for _, id := range answered {
		add("answer "+id, "MessageAnswered", casefile.MessageAnswered{Message: casefile.MessageID(id), Channel: d.Channel, Words: d.Note})
	}
	return events, err
}
