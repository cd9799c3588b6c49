package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/importer"
	"foursight/internal/web/ui"
)

// messagesPage is how many rows of imported material a page shows.
const messagesPage = 100

// materialView is one piece of imported material as a visitor sees it.
type materialView struct {
	srv  *Server
	v    *visit
	p    *casework.CasePage
	id   string
	data *casefile.MaterialImported
}

func (s *Server) openMaterial(v *visit) (*materialView, error) {
	p, err := v.casePage()
	if err != nil {
		return nil, err
	}
	id := v.PathValue("id")
	m := p.Material(casefile.MaterialID(id))
	if m == nil || m.Imported == nil || p.Permission.Basis == access.SharedWith {
		return nil, casework.ErrNoCase
	}
	return &materialView{s, v, p, id, m.Imported}, nil
}

func (m *materialView) path(rest string) string { return casePath(m.p.Ref, "/material/"+m.id+rest) }

func (m *materialView) answer(status int, heading string, errs *ui.ErrorSummary, body ui.Component) answer {
	a := m.v.shown(m.p, ui.Page{Title: m.p.Ref, Caption: m.p.Ref, Heading: heading, Errors: errs, Body: body,
		Before: ui.BackLink{Text: "Back to the case", Href: casePath(m.p.Ref, "")}})
	a.status = status
	return a
}

// materialPage shows what a file holds, a hundred rows at a time, or what was
// searched for in it.
func (s *Server) materialPage(v *visit) (answer, error) {
	m, err := s.openMaterial(v)
	if err != nil {
		return answer{}, err
	}
	return m.list(http.StatusOK, nil)
}

func (m *materialView) list(status int, errs *ui.ErrorSummary) (answer, error) {
	body := ui.Stack{m.about()}
	switch {
	case m.data.Format == casefile.FormatPhotograph:
		return m.photograph(body), nil
	case !m.p.Can(casefile.ClassContact):
		body = append(body, ui.InsetText{Text: "The messages are withheld from you: they are for those allocated to the case, supervising it or on duty for it."})
		return m.answer(status, "Imported material", errs, body), nil
	case m.data.Derived == "":
		body = append(body, ui.InsetText{Text: "The original is kept sealed and nothing was read from it, because somebody in it may be under 18. Ask a digital media investigator."})
		return m.answer(status, "Imported material", errs, body), nil
	}
	found := m.v.URL.Query().Get("found")
	query := ""
	if found != "" {
		query, _ = m.srv.svc.KeptSearch(m.v.Context(), m.v.viewer, found)
	}
	from, _ := strconv.Atoi(m.v.URL.Query().Get("from")) // not a number is the beginning
	rows, next, err := m.srv.svc.Messages(m.v.Context(), m.p, m.id, strings.Fields(query), max(from, 0), messagesPage)
	if err != nil {
		return answer{}, err
	}
	here, elsewhere := shownOf(m.ticked(), rows)
	if len(rows) == 0 {
		body = append(body, m.finding(found, query, paragraph("No message holds all of these words."), elsewhere, nil))
		return m.answer(status, "Imported material", errs, body), nil
	}
	senders, err := m.srv.svc.Senders(m.v.Context(), m.v.viewer, m.id)
	if err != nil {
		return answer{}, err
	}
	lines := m.lines(rows, senders)
	for i := range lines {
		lines[i].Ticked = here[lines[i].N]
	}
	body = append(body, m.finding(found, query, recordPart("message-rows", lines), elsewhere, m.turn(from, next, found)))
	return m.answer(status, "Imported material", errs, body), nil
}

// about says what the file is, before any of its rows.
func (m *materialView) about() ui.Component {
	c := form.Context{Words: m.srv.words, Only: []string{"origin", "agreement_recorded", "may_show_under_18", "file_name", "records", "first", "last", "problems", "sha256"}}
	shown := *m.data
	if !m.p.Can(casefile.ClassContact) {
		shown.FileName = ""
	}
	rows, err := form.Describe(importKind(), shown, c)
	if err != nil {
		return paragraph("What is known of this file cannot be shown.")
	}
	var list ui.SummaryList
	for _, r := range rows {
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.Part{Text: r.Label}, Value: ui.Part{Text: r.Value}})
	}
	what := fmt.Sprintf("About this file: %d messages and calls", m.data.Records)
	if m.data.Format == casefile.FormatPhotograph {
		what = "About this photograph"
	}
	out := ui.Stack{ui.Details{SummaryText: what, Body: list, Open: len(m.data.Problems) > 0}}
	if m.p.Can(casefile.ClassContact) && !sealedOnly(m.data) {
		out = append(out, linkParagraph("Download the original", m.path("/original")))
	}
	return out
}

// messageLine is one row as a list shows it.
type messageLine struct {
	N                      int
	Who, When, Text, Where string
	No                     string // why it cannot become an incident; empty where it can
	Ticked                 bool
}

func (m *materialView) lines(rows []casework.Message, senders map[string]casework.SenderIs) []messageLine {
	var out []messageLine
	for _, r := range rows {
		l := messageLine{N: r.Row, Who: whoWrote(r.Record), When: writtenAt(r.Record), Text: r.Text, Where: r.Source.String(), No: notAnIncident(r.Record, senders)}
		if l.Text == "" && r.Kind == importer.Call {
			l.Text = fmt.Sprintf("Call, %d seconds", r.DurationSeconds)
		}
		for _, a := range r.Attachments {
			l.Text = strings.TrimSpace(l.Text + " [" + a.Name + "]")
		}
		out = append(out, l)
	}
	return out
}

// writtenAt is the time as the file gives it: most give the minute and no more.
func writtenAt(r importer.Record) string {
	switch {
	case r.When.IsZero():
		return strings.Replace(r.At, "T", " ", 1)
	case r.When.To.Sub(r.When.From) < time.Minute:
		return calendar.Moment(r.When.From)
	}
	return r.When.Words()
}

func whoWrote(r importer.Record) string {
	name := cmp.Or(r.Sender.Name, r.Sender.ID)
	switch {
	case r.Kind == importer.System:
		return "The app itself"
	case name != "" && r.Sender.Name != "" && r.Sender.ID != r.Sender.Name:
		return name + " (" + r.Sender.ID + ")"
	case name != "":
		return name
	case r.Direction == importer.Out:
		return "The owner of the phone"
	}
	return "Sender not given"
}

// materialIncidents makes an incident of each ticked row: first it shows them and
// asks between whom, then it records them, each with its file and line.
func (s *Server) materialIncidents(v *visit) (answer, error) {
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
	if len(rows) == 0 {
		return m.list(http.StatusUnprocessableEntity, &ui.ErrorSummary{ErrorList: []ui.Problem{{Text: "Tick at least one message."}}})
	}
	pair := v.PostForm.Get("pair")
	if v.PostForm.Get("confirm") == "" {
		return m.confirm(rows, pair, nil)
	}
	if m.p.Pair(casefile.PairID(pair)) == nil {
		return m.confirm(rows, pair, []casefile.Problem{{Field: "pair", Code: "pair_missing", What: "Say whose conduct towards whom these show."}})
	}
	c, err := m.check(rows)
	if err != nil {
		return answer{}, err
	}
	return m.recordIncidents(rows, pair, c)
}

func (m *materialView) recordIncidents(rows []int, pair string, c *checkPage) (answer, error) {
	answered, problems := c.unwanted()
	if len(problems) > 0 {
		return m.confirm(rows, pair, problems)
	}
	if err := m.srv.svc.KeepSenders(m.v.Context(), m.v.viewer, m.p.ID, m.id, c.senders); err != nil {
		return answer{}, err
	}
	rows = c.othersRows()
	if len(rows) == 0 {
		return m.list(http.StatusUnprocessableEntity, &ui.ErrorSummary{ErrorList: []ui.Problem{{Text: "All of those were written by the victim, so there is nothing to record. Tick what somebody else wrote."}}})
	}
	events, err := m.srv.svc.IncidentFromMessages(m.v.Context(), m.p, m.id, casefile.PairID(pair), answered, rows)
	if refused, ok := errors.AsType[*casework.Refused](err); ok {
		return m.confirm(nil, pair, refused.Problems)
	}
	if err != nil {
		return answer{}, err
	}
	for i, n := range rows {
		id := m.v.PostForm.Get("id-" + strconv.Itoa(n))
		if !isEntryID(id) {
			return answer{}, errStale
		}
		events[i].ID = id // minted with the page, so that sending it twice records once
	}
	_, err = m.srv.svc.Record(m.v.Context(), m.v.viewer, casework.Acts{CaseID: m.p.ID, Base: m.p.Version, Events: events})
	if refused, ok := errors.AsType[*casework.Refused](err); ok {
		return m.confirm(rows, pair, refused.Problems)
	}
	if err != nil {
		return answer{}, err
	}
	return m.srv.afterSaving(m.v, m.p, events[0].ID)
}
