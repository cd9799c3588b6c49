package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// searchPage is where somebody without script, or without a first word, begins.
func (s *Server) searchPage(*visit) (answer, error) {
	return answer{page: &ui.Page{Title: "Search", Heading: "Search", Body: ui.Stack{searchHelp(), newReport()}}}, nil
}

func searchHelp() ui.Component {
	return ui.Stack{paragraph("Use the search box at the top. It takes any of these:"),
		bodyOf("plainlist", []string{"a case reference, or the number of an incident, crime or custody record", "a name, as written or as it sounds", "four or more digits of a phone number",
			"an account name or e-mail address", "three or more letters and digits of a vehicle’s registration, in a row", "a postcode", "words from what was said"})}
}

// newReport never carries the words searched for: they would stand in an address.
func newReport() ui.Component { return ui.Button{Text: "New report", Href: "/report"} }

// searchKept keeps what was typed under an id of the visitor's own and goes to
// its results, so that no name or number stands in an address, a log or a title.
func (s *Server) searchKept(v *visit) (answer, error) {
	q := strings.TrimSpace(v.PostFormValue("q"))
	if q == "" {
		return answer{goTo: "/search"}, nil
	}
	id, err := s.svc.KeepSearch(v.Context(), v.viewer, q)
	if err != nil {
		return answer{}, err
	}
	return answer{goTo: "/search/" + id}, nil
}

// searchResults shows what answered and why. Nothing found and nothing that may
// be shown are the same words. A reference that names one case leads to it.
func (s *Server) searchResults(v *visit) (answer, error) {
	q, ok := s.svc.KeptSearch(v.Context(), v.viewer, v.PathValue("id"))
	if !ok {
		return answer{}, casework.ErrNoCase
	}
	list, err := s.svc.Search(v.Context(), v.viewer, q)
	if err != nil {
		return answer{}, err
	}
	cards, err := s.svc.SafetyCards(v.Context(), v.viewer, q)
	if err != nil {
		return answer{}, err
	}
	page := &ui.Page{Title: "Search", Heading: "Search"}
	cardsAlone := s.cardsAlone(v, q, cards)
	asked := ui.Stack{bodyOf("asked", q), safetyCards(cards.Items), onCall(v, q)}
	if len(list.Items) == 0 {
		page.Body = append(asked, paragraph("No case answers that. Try another spelling, fewer words, or part of a number."), notYetRecorded(v), newReport(), ui.Details{SummaryText: "What can be searched for", Body: searchHelp()})
		return answer{page: page, looks: withCards(v, v.look("miss"), cards), pressing: cardsAlone}, nil
	}
	looks := withCards(v, v.look("shown", list.Looks...), cards)
	if len(list.Items) == 1 && !list.Items[0].Loose && slices.Contains(casework.OwnNumbers, list.Items[0].Because[0]) {
		return answer{goTo: "/case/" + list.Items[0].Ref, looks: looks, pressing: cardsAlone}, nil
	}
	var rows []foundRow
	for _, f := range list.Items {
		due, overdue := dueWords(f.NextDue, v.now)
		row := foundRow{Ref: f.Ref, Href: "/case/" + f.Ref, Stage: s.words.Code("CaseStage", f.Stage), Victims: strings.Join(f.Victims, ", "), Actors: strings.Join(f.Actors, ", "),
			Relation: code(s, "Relationship", f.Relation), Risk: "Risk: " + lower(riskWords(s, f.Row)), Holder: s.holder(f.Row), Unit: f.Unit,
			Because: strings.Join(f.Because, ", "), Restricted: f.Restricted}
		if f.Next != nil {
			row.Next, row.Due, row.Overdue = f.Next.Say, due, overdue
		}
		rows = append(rows, row)
	}
	if !slices.ContainsFunc(list.Items, func(f casework.Found) bool { return !f.Loose }) {
		asked = append(asked, paragraph("No case answers all of that as typed. What comes nearest is below: check who it is."))
	}
	page.Body = append(asked, bodyOf("found", rows), more(list.Next != ""), newReport())
	return answer{page: page, looks: looks, pressing: cardsAlone}, nil
}

// cardsAlone are the safety cards that a search meets, for the control room and those
// it sends, while the record has no room. Whether a case answers is not said.
func (s *Server) cardsAlone(v *visit, q string, cards casework.List[casework.SafetyCard]) *answer {
	if !v.viewer.ControlRoom() {
		return nil
	}
	look := v.look("miss")
	body := ui.Stack{bodyOf("asked", q), safetyCards(cards.Items)}
	if len(cards.Items) > 0 {
		look = v.look("safety card", cards.Looks...)
	} else {
		body = append(body, paragraph("No safety card answers that."))
	}
	body = append(body, paragraph("Cases that answer are not listed while the record is full. What is in force on them is told on a call."), onCall(v, q))
	return onFull(ui.Page{Title: "Search", Heading: "Search", Body: body}, look)
}

// notYetRecorded says, to whoever goes to people, why a number may find nothing yet.
func notYetRecorded(v *visit) ui.Component {
	if !v.viewer.Is(casefile.Responder) {
		return nil
	}
	return paragraph("A report that the call handler is still typing cannot be found. Ask the control room to record it.")
}

// onCall asks the same as on a call: the answer is then what is in force, in words.
// Whoever takes calls has that box on every page.
func onCall(v *visit, q string) ui.Component {
	if !v.viewer.ControlRoom() || answersCalls(v.viewer) {
		return nil
	}
	return postForm{action: "/call", body: ui.Stack{hiddenField{"q", q}, ui.Button{Text: "On a call: answer in words", Classes: "govuk-button--secondary"}}}
}

// safetyCards are what the guardian of a case lets the control room know of the
// person, number or address searched for. They say nothing of a case, and stand
// above the hits because lives come first (DESIGN 5).
func safetyCards(cards []casework.SafetyCard) ui.Component {
	var out ui.Stack
	for _, c := range cards {
		out = append(out, ui.InsetText{Body: ui.Stack{subheading("For their safety"), bodyOf("plainlist", c.Lines)}})
	}
	return out
}

// withCards adds the look at the cards to the look at the hits.
func withCards(v *visit, look casework.Look, cards casework.List[casework.SafetyCard]) []casework.Look {
	if len(cards.Items) == 0 {
		return []casework.Look{look}
	}
	return []casework.Look{look, v.look("safety card", cards.Looks...)}
}

// foundRow is one hit: whose case, who holds it and what in it answered. Never a
// number or an address.
type foundRow struct {
	Ref, Href, Stage, Victims, Actors, Relation, Risk, Holder, Unit, Because string
	Next, Due                                                                string
	Overdue, Restricted                                                      bool
}

// more says that there is more without saying how much: a total would count what
// the visitor cannot see.
func more(is bool) ui.Component {
	if !is {
		return nil
	}
	return paragraph("More cases answer. Add a word, or more of a number, to narrow the search.")
}
