package web

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/importer"
	"foursight/internal/web/ui"
)

// checkPage is what is asked once before ticked messages become incidents: who
// wrote them, between whom they are, and whether they were unwanted.
type checkPage struct {
	m       *materialView
	chosen  []casework.Message
	names   []string                     // senders of the chosen rows and those said before, each once
	senders map[string]casework.SenderIs // as said before, and as sent with the page
	ctx     form.Context                 // of the two questions of the kind
}

// senderWords are the answers to who a sender is, in the order shown.
var senderWords = []struct {
	Is   casework.SenderIs
	Text string
}{{casework.SenderVictim, "The victim"}, {casework.SenderOther, "The other person"}, {casework.SenderElse, "Somebody else"}, {casework.SenderUnknown, "Not known"}}

// notAnIncident says why a line is not offered: nobody’s conduct towards the
// victim is in what she wrote herself or the app wrote.
func notAnIncident(r importer.Record, senders map[string]casework.SenderIs) string {
	switch {
	case r.Kind == importer.System:
		return "The app’s own line"
	case senders[whoWrote(r)] == casework.SenderVictim:
		return "Written by the victim"
	}
	return ""
}

func incidentKind() *casefile.Kind {
	k, _ := casefile.KindOf("IncidentRecorded")
	return k
}

func (m *materialView) check(rows []int) (*checkPage, error) {
	c := &checkPage{m: m, ctx: m.srv.entryContext(m.p, incidentKind())}
	c.ctx.Only, c.ctx.Timed, c.ctx.Folds = []string{"pair", "unwanted"}, false, nil
	var err error
	if c.senders, err = m.srv.svc.Senders(m.v.Context(), m.v.viewer, m.id); err != nil {
		return nil, err
	}
	for _, n := range rows {
		got, _, err := m.srv.svc.Messages(m.v.Context(), m.p, m.id, nil, n, 1)
		if err != nil {
			return nil, err
		}
		c.chosen = append(c.chosen, got...)
	}
	for _, r := range c.chosen {
		if who := whoWrote(r.Record); r.Kind != importer.System && !slices.Contains(c.names, who) {
			c.names = append(c.names, who)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.senders)) { // so that what was said can be mended
		if !slices.Contains(c.names, name) {
			c.names = append(c.names, name)
		}
	}
	for i, name := range c.names {
		said := casework.SenderIs(m.v.PostForm.Get("sender-" + strconv.Itoa(i)))
		for _, w := range senderWords {
			if w.Is == said {
				c.senders[name] = said
			}
		}
	}
	return c, nil
}

// unwanted is the one answer for all of them.
func (c *checkPage) unwanted() (fact.Answer[bool], []casefile.Problem) {
	var d casefile.IncidentRecorded
	e, problems := form.Parse(incidentKind(), c.m.v.PostForm, c.ctx, nil)
	if len(problems) > 0 {
		return d.Unwanted, problems
	}
	data, err := incidentKind().Decode(e.Data)
	if err != nil {
		return d.Unwanted, []casefile.Problem{{Code: "unreadable", What: "The answers could not be read. Give them again."}}
	}
	return data.(*casefile.IncidentRecorded).Unwanted, nil
}

// othersRows are the chosen rows but those the victim or the app wrote.
func (c *checkPage) othersRows() []int {
	var out []int
	for _, r := range c.chosen {
		if notAnIncident(r.Record, c.senders) == "" {
			out = append(out, r.Row)
		}
	}
	return out
}

// whoIsWho asks for each sender; what was said for this file before is ticked.
func (c *checkPage) whoIsWho() ui.Component {
	var out ui.Stack
	for i, name := range c.names {
		r := ui.Radios{IDPrefix: "f-sender-" + strconv.Itoa(i), Name: "sender-" + strconv.Itoa(i), Value: string(c.senders[name]), Classes: "govuk-radios--small govuk-radios--inline",
			Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Who is “" + name + "”?", Classes: "govuk-fieldset__legend--s"}}}
		if i == 0 {
			r.Hint.Text = "It is kept for this file. What the victim wrote is left out."
		}
		for _, w := range senderWords {
			r.Items = append(r.Items, ui.Choice{Value: string(w.Is), Text: w.Text})
		}
		out = append(out, r)
	}
	return out
}

// confirm shows the chosen rows and asks, once for all, what they are.
func (m *materialView) confirm(rows []int, pair string, problems []casefile.Problem) (answer, error) {
	c, err := m.check(rows)
	if err != nil {
		return answer{}, err
	}
	ids := form.Values{"confirm": {"yes"}}
	for _, n := range rows {
		ids.Add("row", strconv.Itoa(n))
		ids.Set("id-"+strconv.Itoa(n), cmp.Or(m.v.PostForm.Get("id-"+strconv.Itoa(n)), newEntryID()))
	}
	c.ctx.Problems = problems
	values := form.Values{"pair": {pair}, "unwanted": m.v.PostForm["unwanted"]}
	questions := ui.Stack(form.Build(incidentKind(), values, c.ctx))
	if len(rows) > 1 {
		questions = append(ui.Stack{paragraph("Answer once. Each answer goes into every one of these incidents.")}, questions...)
	}
	body := ui.Stack{recordPart("chosen", m.lines(c.chosen, c.senders)),
		form.Page{Action: m.path("/incidents"), Body: ui.Stack{form.Hidden(ids), c.whoIsWho(), questions,
			ui.Button{Text: "Record these incidents", PreventDoubleClick: true}}}}
	var errs *ui.ErrorSummary
	status := http.StatusOK
	if len(problems) > 0 {
		status = http.StatusUnprocessableEntity
		errs = problemSummary(problems, func(p casefile.Problem) string {
			if p.Field == "unwanted" {
				return "#" + c.ctx.ID(p.Field)
			}
			return "#" + c.ctx.ID("pair")
		})
	}
	heading := fmt.Sprintf("Record %d messages as incidents", len(rows))
	if len(rows) == 1 {
		heading = "Record one message as an incident"
	}
	return m.answer(status, heading, errs, body), nil
}
