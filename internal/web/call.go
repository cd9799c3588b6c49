package web

import (
	"embed"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// callRoutes answer a call: one box, then words (practice 3.1). What was typed is
// kept under an id of the visitor's own and never stands in an address.
func (s *Server) callRoutes() []route {
	return []route{
		{"GET", "/call", access.Seek, onSelf, casefile.Consultation, nil, s.callPage},
		{"POST", "/call", access.Seek, onSelf, casefile.Consultation, nil, s.callKept},
		{"GET", "/call/{id}", access.Seek, onCases, casefile.Consultation, everyClass, s.callAnswer},
		{"POST", "/call/{id}/report", access.TakeReport, onCases, casefile.Collection, factsOnly, s.callReport},
	}
}

// answersCalls reports whether the box at the top of every page is for calls: the
// work of whoever takes them. Everybody else looks for cases there.
func answersCalls(v access.Viewer) bool { return v.Is(casefile.CallHandler) }

// callBox takes anything a caller gives.
func callBox(id, value string) ui.SearchBox {
	return ui.SearchBox{Action: "/call", ID: id, Value: value, Label: "Who is it about?",
		Hint: "Number, name, address, reference, account or plate. Two people: join them with “and”."}
}

func (s *Server) callPage(v *visit) (answer, error) {
	if v.URL.Query().Get(fieldFor) == forNews {
		box := largeBox(v, "call")
		box.Label, box.Beside = "Which victim rings for news?", ui.Button{Text: "Any news?", Name: fieldFor, Value: forNews, Classes: "govuk-button--secondary"}
		return answer{page: &ui.Page{Title: "Any news?", Heading: "Any news?", Narrow: true, OwnSearch: true, Body: ui.Stack{box,
			paragraph("Where one case answers, it opens at what was last said, what may be said now, and the next date. Looking is recorded.")}}}, nil
	}
	return answer{page: &ui.Page{Title: "Call", Heading: "Call", Narrow: true, OwnSearch: true, Body: ui.Stack{largeBox(v, "call"),
		paragraph("The answer is in words: what is in force, how to reach the victim safely, what was never checked, and earlier reports. Looking is recorded.")}}}, nil
}

func (s *Server) callKept(v *visit) (answer, error) {
	q, wants := strings.TrimSpace(v.PostFormValue("q")), v.PostFormValue(fieldFor)
	if (wants == forReport || wants == forSix) && takesReports(v) {
		return s.beginReport(v, q, wants)
	}
	if q == "" && wants == forNews {
		return answer{goTo: "/call?" + fieldFor + "=" + forNews}, nil
	}
	if q == "" {
		return answer{goTo: "/call"}, nil
	}
	id, err := s.svc.KeepSearch(v.Context(), v.viewer, q)
	if err != nil {
		return answer{}, err
	}
	if wants == forNews {
		return answer{goTo: "/call/" + id + "?" + fieldFor + "=" + forNews}, nil
	}
	return answer{goTo: "/call/" + id}, nil
}

// asked is what was typed on a call of the visitor's own.
func (s *Server) asked(v *visit) (string, error) {
	q, ok := s.svc.KeptSearch(v.Context(), v.viewer, v.PathValue("id"))
	if !ok {
		return "", casework.ErrNoCase
	}
	return q, nil
}

// mostInFull is how many cases are answered with in full; the rest are named.
const mostInFull = 4

// callCase is one case as it stands on the page.
type callCase struct {
	*caseView
	found casework.CallCase
	call  string // id of the call

	elsewhere map[casefile.System]string // what is live on another case of the call: its reference
}

// callAnswer says what is known of whoever was asked for, gravest first. One look
// names every case shown.
func (s *Server) callAnswer(v *visit) (answer, error) {
	q, err := s.asked(v)
	if err != nil {
		return answer{}, err
	}
	found, err := s.svc.AnswerCall(v.Context(), v.viewer, q)
	if err != nil {
		return answer{}, err
	}
	body := ui.Stack{callPart("asked", struct {
		Q     string
		Log   bool
		Order bool
		Meant []string
	}{q, len(found.Cases)+len(found.Cards) > 0, len(found.Cases) > 1, found.Meant}), callPart("short", shortOf(found, false)), safetyCards(found.Cards)}
	look := v.look("shown", found.Looks...)
	if len(found.Cases) == 0 {
		look.Outcome = "miss"
		miss := callMiss
		if len(found.Cards) > 0 {
			miss = "Besides what stands above, " + lower(callMiss)
		}
		body = append(body, paragraph(miss), s.takeReport(v, v.PathValue("id"), "", "", ""))
	}
	var cases []callCase
	for _, f := range found.Cases {
		if f.Told {
			look.Reason = toldOnCall
		}
		cases = append(cases, callCase{caseView: &caseView{CasePage: f.CasePage, srv: s, visit: v}, found: f, call: v.PathValue("id")})
	}
	sayElsewhere(cases)
	for _, c := range cases[:min(len(cases), mostInFull)] {
		body = append(body, c.block())
	}
	body = append(body, alsoFound(cases[min(len(cases), mostInFull):]), callPart("more", found.More), reportsOf(found, cases))
	if len(cases)+len(found.Cards) > 0 {
		body = append(body, ui.CopyText{ID: "call-log", Label: "For the incident log", Text: s.callLog(v, found, cases), Rows: 8})
	}
	if len(cases) > 0 {
		body = append(body, callPart("other", s.takeReport(v, v.PathValue("id"), "", "", "govuk-button--secondary")))
	}
	looks := []casework.Look{look}
	if len(found.Cards) > 0 {
		looks = append(looks, v.look("safety card", found.Shown...))
	}
	page := ui.Page{Title: "Call", Heading: "Call", Body: body}
	a := answer{page: &page, looks: looks, pressing: onFull(page, looks...)}
	if href := theNews(v, found, cases); href != "" {
		a.page, a.goTo = nil, href
	}
	return a, nil
}

// theNews is the page that answers a victim who rings for news, where one case and no
// card answers what was typed, as it was typed; empty otherwise: somebody has to choose.
func theNews(v *visit, found casework.CallAnswer, cases []callCase) string {
	if v.URL.Query().Get(fieldFor) != forNews || len(cases) != 1 || len(found.Cards) > 0 || found.More || len(found.None) > 0 || len(found.Loose)+len(found.Uncompared) > 0 {
		return ""
	}
	return cases[0].newsHref()
}

// callMiss is what a miss says, and what it does not: nothing here is no clearance.
const callMiss = "Nothing here answers that. It does not mean that there is no order, bail or marker: nobody has checked elsewhere for this call. Try another spelling, fewer words, or part of a number."

// longestName is how many words somebody's name has at most.
const longestName = 4

// shortOf says where an answer falls short of what was typed: what was found for
// nobody, and what is offered though no case has it as it was typed. A miss says it in
// its own words. In a log names alone are said, never a number or an address.
func shortOf(found casework.CallAnswer, log bool) []string {
	if len(found.Cases) == 0 {
		return nil
	}
	named := func(typed string) bool { return casework.Spells(typed) && len(strings.Fields(typed)) <= longestName }
	var out []string
	for _, typed := range found.None {
		says := "Nothing was found for “" + typed + "”."
		switch {
		case named(typed):
			says = "Nobody called " + typed + " was found."
		case log:
			says = "Nothing was found for part of what was typed."
		}
		out = append(out, says+" It does not mean that nothing is known: nobody has checked elsewhere for this call.")
	}
	for _, typed := range found.Loose {
		says := "Nothing here answers all of “" + typed + "” as typed."
		if log && !named(typed) {
			says = "Nothing here answers all that was typed."
		}
		out = append(out, says+" What comes nearest is below: check who it is.")
	}
	for _, typed := range found.Uncompared {
		says := "The date of birth “" + typed + "” was not compared"
		if log {
			says = "The date of birth that was given was not compared"
		}
		out = append(out, says+": for at least one person below there is none, or none that you are shown. Check who it is.")
	}
	return out
}

// block is one case in the order it is needed: what is in force, how to reach the
// victim safely, what is not known, and only then the case.
func (c callCase) block() ui.Component {
	ways, news := ui.Stack{c.srv.takeReport(c.visit, c.call, c.Ref, c.typedOf(), "")}, ui.Stack(nil)
	if href := c.newsHref(); href != "" {
		b := ui.Button{Body: about("Any news?", c.Ref), Href: href, Classes: "govuk-button--secondary"}
		if c.visit.URL.Query().Get(fieldFor) == forNews {
			b.Classes = ""
			news = ui.Stack{b} // who rings for news is waiting: the way there comes first
		} else {
			ways = append(ways, b)
		}
	}
	if href := c.form("RespondersSent"); href != "" {
		ways = append(ways, ui.Button{Body: about(c.srv.words.Kind("RespondersSent").Title, c.Ref), Href: href, Classes: "govuk-button--secondary"})
	}
	return callPart("case", struct {
		ID, Who, Ref, Href, Because string
		Danger, Live, Safe, Open    []callLine
		Facts                       []string
		News                        ui.Stack
		Ways                        ui.Component
	}{"call-" + c.Ref, c.who(), c.Ref, "/case/" + c.Ref, c.because(), c.dangerLines(), c.liveLines(), c.safeLines(), c.openLines(), c.callFacts(), news, ways})
}

// who are the people of the case, with the part each plays.
func (c callCase) who() string {
	if names := c.pairNames(); names != "" {
		return names
	}
	var names []string
	for _, p := range c.victims() {
		names = append(names, personName(p)+" (victim)")
	}
	return orNot(strings.Join(names, ", "), "Nobody named yet")
}

// because says who answered and by what: never the value itself.
func (c callCase) because() string {
	var out []string
	for _, m := range c.found.Matches {
		words := strings.Join(m.Because, ", ")
		switch {
		case m.Follows:
			words = "the same name as somebody found, " + c.nameOf(m.Person) + ": check who it is"
		case m.Spread:
			words = "part of the name of " + c.nameOf(m.Person)
		case m.Person != "":
			words += " of " + c.nameOf(m.Person)
		}
		if !slices.Contains(out, words) {
			out = append(out, words)
		}
	}
	return strings.Join(out, "; ")
}

// callFacts are what else a person going there asks: how far it is and who holds it.
func (c callCase) callFacts() []string {
	return []string{lower(code(c.srv, "CaseStage", c.Stage)) + ", reported " + calendar.DateOf(c.ReportedAt).Short(), c.srv.heldBy(string(c.Owner))}
}

// alsoFound names cases beyond those answered in full, with the gravest of each.
func alsoFound(cases []callCase) ui.Component {
	if len(cases) == 0 {
		return nil
	}
	type row struct{ Ref, Href, Who, Live, Because string }
	var rows []row
	for _, c := range cases {
		r := row{Ref: c.Ref, Href: "/case/" + c.Ref, Who: c.who(), Because: c.because()}
		if live := c.liveLines(); len(live) > 0 {
			r.Live = live[0].String()
		}
		rows = append(rows, r)
	}
	return callPart("also", rows)
}

// typedOf says whose number, account or plate was typed: "v" the victim's, "x" the
// suspect's of the first pair; empty for neither.
func (c callCase) typedOf() string {
	who := c.found.Who()
	switch {
	case len(c.Pairs) == 0:
	case slices.Contains(who, c.Pairs[0].VictimID):
		return "v"
	case slices.Contains(who, c.Pairs[0].ActorID):
		return "x"
	}
	return ""
}

// takeReport is the button that begins a report with the parties of a case, or
// with what was typed. What it carries travels in the form, not in an address.
func (s *Server) takeReport(v *visit, call, ref, of, classes string) ui.Component {
	if !takesReports(v) {
		return nil
	}
	button := ui.Button{Text: "Take a report", PreventDoubleClick: true, Classes: classes}
	if ref != "" {
		button.Body = about(button.Text, "the people of "+ref)
	}
	six := ui.Button{Text: "Six questions", Name: "as", Value: stepCall, Classes: "govuk-button--secondary"}
	if ref != "" {
		six.Body = about(six.Text, "the people of "+ref)
	}
	return postForm{action: "/call/" + url.PathEscape(call) + "/report", body: ui.Stack{hiddenField{"case", ref}, hiddenField{"of", of}, buttonGroup(ui.Stack{button, six})}}
}

// about is a button's words with what it is about for somebody who hears it alone.
func about(text, what string) ui.Component {
	return callPart("about", struct{ Text, What string }{text, what})
}

//go:embed templates/call.html
var callFiles embed.FS

var callTemplates = template.Must(template.New("call").Funcs(ui.Funcs()).ParseFS(callFiles, "templates/call.html"))

func callPart(name string, data any) ui.Component {
	return ui.FromTemplate(callTemplates, "call-"+name, data)
}
