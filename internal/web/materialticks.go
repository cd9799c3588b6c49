package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// Ticks last while words are searched for and pages are turned: both are buttons of
// the form that the ticks stand in, and what is ticked elsewhere goes along with it.

// Fields of that form.
const (
	tickRow   = "row"
	tickWords = "words"
	tickFound = "found"  // the search that is shown
	tickFrom  = "from"   // the page to turn to
	ticksKept = "ticked" // in an address: where the ticks are kept, an id of the visitor's own
	doAll     = "all"    // of fieldDo: show all messages again
)

// tickedRows reads row numbers; errStale where one is none.
func tickedRows(sent []string) ([]int, error) {
	var rows []int
	for _, r := range sent {
		n, err := strconv.Atoi(r)
		if err != nil || n < 0 {
			return nil, errStale
		}
		rows = append(rows, n)
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

// ticked are the rows ticked so far: as just sent, or as kept on the way here.
func (m *materialView) ticked() []int {
	sent := m.v.PostForm[tickRow]
	if id := m.v.URL.Query().Get(ticksKept); len(sent) == 0 && id != "" {
		kept, _ := m.srv.svc.KeptSearch(m.v.Context(), m.v.viewer, id)
		sent = strings.Fields(kept)
	}
	rows, err := tickedRows(sent)
	if err != nil {
		return nil
	}
	return rows
}

// finding is the form over the messages: find words, turn the page, make incidents.
func (m *materialView) finding(found, query string, rows ui.Component, elsewhere []int, turn ui.Component) ui.Component {
	carried := form.Values{}
	if found != "" {
		carried.Set(tickFound, found)
	}
	for _, n := range elsewhere {
		carried.Add(tickRow, strconv.Itoa(n))
	}
	find := ui.Stack{ui.Input{ID: "f-words", Name: tickWords, Value: query, Label: ui.Label{Text: "Find words in these messages"}, Autocomplete: "off", Classes: "govuk-input--width-20"},
		ui.Button{Text: "Find", Classes: "govuk-button--secondary", SendTo: m.path("/search")}}
	if query != "" {
		find = append(find, ui.Button{Text: "Show all messages", Name: fieldDo, Value: doAll, Classes: "govuk-button--secondary", SendTo: m.path("/search")})
	}
	body := ui.Stack{form.Hidden(carried), recordPart("find", find)}
	if n := len(elsewhere); n > 0 {
		body = append(body, ui.InsetText{Text: plural(n, "message") + " ticked before, not on this page: still ticked."})
	}
	return form.Page{Action: m.path("/incidents"), Body: append(body, rows, ui.Button{Text: "Make incidents of those ticked"}, turn)}
}

// turn leads to the messages before and after.
func (m *materialView) turn(from, next int, found string) ui.Component {
	var ways ui.Stack
	way := func(text string, to int) {
		ways = append(ways, ui.Button{Text: text, Name: tickFrom, Value: strconv.Itoa(to), Classes: "govuk-button--secondary", SendTo: m.path("/search")})
	}
	if from > 0 && found == "" {
		way("Earlier messages", max(from-messagesPage, 0))
	}
	if next > 0 {
		way("Later messages", next)
	}
	if len(ways) == 0 {
		return nil
	}
	return buttonGroup(ways)
}

// materialSearch keeps the words, and what is ticked, under ids of the visitor's own:
// what is searched for never stands in an address.
func (s *Server) materialSearch(v *visit) (answer, error) {
	m, err := s.openMaterial(v)
	if err != nil {
		return answer{}, err
	}
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	rows, err := tickedRows(v.PostForm[tickRow])
	if err != nil {
		return answer{}, err
	}
	q := url.Values{}
	keep := func(name, text string) {
		if text == "" || err != nil {
			return
		}
		var id string
		id, err = s.svc.KeepSearch(v.Context(), v.viewer, text)
		q.Set(name, id)
	}
	from := v.PostForm.Get(tickFrom)
	switch _, bad := strconv.Atoi(from); {
	case from != "" && bad != nil:
		return answer{}, errStale
	case from != "":
		q.Set(tickFrom, from)
		if found := v.PostForm.Get(tickFound); found != "" {
			q.Set(tickFound, found)
		}
	case v.PostForm.Get(fieldDo) != doAll:
		keep(tickFound, strings.TrimSpace(v.PostForm.Get(tickWords)))
	}
	var ticked []string
	for _, n := range rows {
		ticked = append(ticked, strconv.Itoa(n))
	}
	keep(ticksKept, strings.Join(ticked, " "))
	if err != nil {
		return answer{}, err
	}
	if len(q) == 0 {
		return answer{goTo: m.path("")}, nil
	}
	return answer{goTo: m.path("?" + q.Encode())}, nil
}

// shownOf splits what is ticked into the rows on a page and the others.
func shownOf(ticked []int, rows []casework.Message) (here map[int]bool, elsewhere []int) {
	here = map[int]bool{}
	for _, n := range ticked {
		if slices.ContainsFunc(rows, func(r casework.Message) bool { return r.Row == n }) {
			here[n] = true
		} else {
			elsewhere = append(elsewhere, n)
		}
	}
	return here, elsewhere
}
