package web

import (
	"encoding/json"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// mostSince is how many later entries a decision shows; the history has them all.
const mostSince = 8

// matter is what a decision is about. Who decides reads it on the same page, so
// that nobody confirms what they have not seen (DESIGN 1.3).
type matter struct {
	path  string       // the field that points at it
	id    string       // what is meant; empty where nothing or nobody has chosen
	title string       // heading, by what is to be decided; empty keeps the form's own
	shown ui.Component // above the form
	open  bool         // the visitor may decide it
}

// candidate is one thing a decision may be about.
type candidate struct {
	id, label string
	no        string // why the visitor does not decide it; empty where they do
	waits     bool   // somebody is waiting for it
}

// matter finds what the form's decision is about: what the address or the sent
// form names, else the only thing that waits. nil for kinds that decide nothing.
func (f *entryForm) matter() (*matter, error) {
	var m matter
	var list []candidate
	var draw func(id string) (ui.Component, error)
	switch f.kind.Name {
	case "ProposalDecided":
		m.path, list, draw = "proposal", f.proposalsToDecide(), f.proposalShown
	case "RegistrarRuled":
		m.path, list, draw = "pair", f.pairsToRuleOn(), f.rulingShown
	case "HandoverAccepted":
		m.path, list, draw = "handover", f.handoversToAccept(), f.handoverShown
	default:
		return nil, nil
	}
	chosen := f.chosen(list, f.values.Get(f.ctx.Name(m.path)))
	if chosen == nil {
		m.shown = f.severalOrNone(list, m.path)
		return &m, nil
	}
	m.id, m.open = chosen.id, chosen.no == "" || f.earlier != nil
	if f.kind.Name != "RegistrarRuled" {
		m.title = chosen.label
	}
	about, err := draw(chosen.id)
	if err != nil {
		return nil, err
	}
	shown := ui.Stack{about}
	if !m.open {
		shown = append(shown, ui.InsetText{Text: chosen.no})
	}
	m.shown = shown
	return &m, nil
}

// chosen is the candidate that is meant, nil where it is open which.
func (f *entryForm) chosen(list []candidate, id string) *candidate {
	var waiting []*candidate
	for i := range list {
		if list[i].id == id {
			return &list[i]
		}
		if list[i].waits && list[i].no == "" {
			waiting = append(waiting, &list[i])
		}
	}
	switch {
	case len(waiting) == 1:
		return waiting[0]
	case len(waiting) == 0 && len(list) == 1:
		return &list[0]
	}
	return nil
}

// severalOrNone leads to each thing that waits, or says that nothing does.
func (f *entryForm) severalOrNone(list []candidate, path string) ui.Component {
	var out ui.Stack
	for _, c := range list {
		if c.no == "" {
			out = append(out, linkParagraph(c.label, f.action()+"?"+form.Values{path: {c.id}}.Encode()))
		}
	}
	if len(out) == 0 {
		return ui.InsetText{Text: "Nothing of this kind waits for your decision on this case."}
	}
	return append(ui.Stack{paragraph("More than one waits. Choose which to read and decide.")}, out...)
}

func (f *entryForm) view() *caseView {
	return &caseView{CasePage: f.p, srv: f.srv, visit: f.v, shown: map[string]bool{}}
}

func (f *entryForm) proposalsToDecide() []candidate {
	var out []candidate
	for _, p := range f.p.Proposals {
		if p.Waits != string(casefile.Supervisor) {
			continue
		}
		c := candidate{id: p.ID, label: f.srv.proposalTitle(p) + ": confirm or return", waits: !p.Decided}
		switch {
		case p.Decided && p.Accepted:
			c.no = "It has been decided: confirmed by " + f.srv.staffName(p.Decider) + "."
		case p.Decided:
			c.no = "It has been decided: returned by " + f.srv.staffName(p.Decider) + "."
		case p.By == f.v.viewer.Staff.ID:
			c.no = "You proposed this. Somebody else has to decide."
		}
		out = append(out, c)
	}
	return out
}

// proposalTitle names a proposal by its content.
func (s *Server) proposalTitle(p *casefile.Pending) string {
	switch p.Kind {
	case "RiskAssessed":
		return "Lowered risk"
	case "CaseClosed":
		return "Closing the case"
	}
	return s.words.Kind(p.Kind).Done
}

func (f *entryForm) proposalShown(id string) (ui.Component, error) {
	var more []ui.SummaryRow
	if _, r := f.p.Assessment(casefile.AssessmentID(id)); r != nil {
		text := "Not explained yet"
		if r.Why != "" {
			text = string(r.Why)
		}
		more = append(more, fieldRow("In force until this is confirmed", ui.Text(code(f.srv, "Grade", r.From))))
		if r.ToolGrade.Given() {
			more = append(more, fieldRow("Why it differs from the tool", ui.Text(text)))
		}
		if !r.Reasoned {
			more = append(more, fieldRow("Reasons", ui.Text("None given. Return it if you need them.")))
		}
	}
	return f.entryShown("What is proposed", id, more...)
}

func (f *entryForm) handoversToAccept() []candidate {
	var out []candidate
	for i := range f.p.Handovers {
		h := &f.p.Handovers[i]
		c := candidate{id: h.ID, label: "Accept the hand-over from " + f.srv.staffName(h.By), waits: !h.Accepted}
		if h.By == casefile.Public { // nobody hands a case over by reporting it
			c.label = takeOnline
		}
		if c.no = f.srv.notTheirs(f.v.viewer, h); h.Accepted {
			c.no = "It has been accepted already, by " + f.srv.staffName(h.AcceptedBy) + "."
		}
		out = append(out, c)
	}
	return out
}

// takeOnline is how a report made online is accepted.
const takeOnline = "Take on the report made online"

func (f *entryForm) handoverShown(id string) (ui.Component, error) {
	if h := f.p.HandoverByID(casefile.HandoverID(id)); h != nil && h.By == casefile.Public {
		return paragraph("It was sent by the public’s own form " + when(h.Recorded) + ". What they wrote is on the case."), nil
	}
	return f.entryShown("What is handed over", id)
}

// entryShown sets out an entry as it stands, who recorded it, and what has been
// recorded since.
func (f *entryForm) entryShown(heading, id string, more ...ui.SummaryRow) (ui.Component, error) {
	rows, err := f.entryRows(heading, id, more...)
	if e, _ := asItStands(f.p.History, id); e != nil && err == nil {
		return ui.Stack{rows, f.since(*e)}, nil
	}
	return rows, err
}

// entryRows sets out an entry as it stands and who recorded it; nil for none.
func (f *entryForm) entryRows(heading, id string, more ...ui.SummaryRow) (ui.Component, error) {
	e, _ := asItStands(f.p.History, id)
	if e == nil {
		return nil, nil
	}
	rows, err := f.view().entryFields(*e)
	if err != nil {
		return nil, err
	}
	by := fieldRow("By", ui.Text(f.srv.staffName(e.Actor)+", "+when(e.Recorded)))
	return ui.Stack{subheading(heading), ui.SummaryList{Rows: append(append([]ui.SummaryRow{by}, rows...), more...)}}, nil
}

// since is what was recorded after an entry, which whoever made it cannot have
// taken into account.
func (f *entryForm) since(e casefile.Event) ui.Component {
	var lines []string
	for _, x := range f.p.History {
		if k, ok := casefile.KindOf(x.Kind); ok && !k.Hidden && x.Seq > e.Seq {
			lines = append(lines, entryLine(f.srv, x)+", "+when(x.Recorded)+", by "+f.srv.staffName(x.Actor))
		}
	}
	head := element{"h3", "govuk-heading-s", "What has been recorded since"}
	if len(lines) == 0 {
		return ui.Stack{head, empty("Nothing has been recorded since.")}
	}
	out := ui.Stack{head}
	if n := len(lines) - mostSince; n > 0 {
		lines = lines[n:]
		out = append(out, linkParagraph(plural(n, "earlier entry")+" in the history", casePath(f.p.Ref, "/history")))
	}
	return append(out, recordPart("list", lines))
}

// entryLine is an entry in a line: a correction says that it is one.
func entryLine(s *Server, e casefile.Event) string {
	done := s.words.Kind(e.Kind).Done
	switch {
	case e.Withdraw:
		return "Withdrawn: " + lower(done)
	case e.Corrects != "":
		return "Corrected: " + lower(done)
	}
	return done
}

func (f *entryForm) pairsToRuleOn() []candidate {
	var out []candidate
	for i := range f.p.Pairs {
		p := &f.p.Pairs[i]
		asked := p.ProposedAs.Given() || p.Unanswered
		out = append(out, candidate{id: p.ID, label: f.srv.pairLabel(f.p, p), waits: asked})
	}
	return out
}

// rulingShown is what the registrar rules on: the conduct, the class proposed and
// why, the question, and the reasons on both sides.
func (f *entryForm) rulingShown(id string) (ui.Component, error) {
	c, p := f.view(), f.p.Pair(casefile.PairID(id))
	facts := c.pairFacts(p)
	rows := []ui.SummaryRow{fieldRow("Whose conduct", ui.Text(c.pairName(p))), fieldRow("Relationship and class", ui.Text(capital(strings.Join(facts, "; "))))}
	if s := c.summary(p); s.Entries > 0 {
		rows = append(rows, fieldRow("Conduct recorded", ui.Text(joinAnd([]string{s.Total(), s.Doubts()}, "; "))))
	}
	out := ui.Stack{subheading("The conduct"), ui.SummaryList{Rows: rows}}
	var acts []string
	for i := range p.Incidents.Items {
		acts = append(acts, f.srv.incidentLabel(p.Incidents.Items[i]))
	}
	if len(acts) > 0 {
		out = append(out, ui.Details{SummaryText: "Each incident", Body: recordPart("list", acts), Open: len(acts) <= mostSince})
	}
	heading, class := "What is proposed", p.ProposedAs.Source
	if held := p.Held(); class == "" && held != nil {
		class = held.ID
	}
	if class == "" {
		heading, class = "What it is recorded as", p.Class.Source
	}
	classed, err := f.entryRows(heading, class)
	if err != nil {
		return nil, err
	}
	asked, err := f.entryRows("What is asked of you", f.newestQuestion(id))
	if err != nil {
		return nil, err
	}
	return append(out, classed, asked, f.adviceOn(id)), nil
}

// newestQuestion is the newest entry that asked the registrar about a pair; empty
// for none.
func (f *entryForm) newestQuestion(pair string) string {
	for _, e := range slices.Backward(f.p.History) {
		if e.Kind != "RegistrarAsked" || e.Withdraw {
			continue
		}
		var d casefile.RegistrarAsked
		if err := json.Unmarshal(e.Data, &d); err == nil && string(d.Pair) == pair {
			return e.ID
		}
	}
	return ""
}

// adviceOn sets the reasons for and against beside what is not known, for one pair
// or for all (empty). It names no answer: who decides weighs them.
func (f *entryForm) adviceOn(pair string) ui.Component {
	c := f.view()
	var out ui.Stack
	for _, a := range f.p.Findings.Advice {
		if a.Question != "classification" || pair != "" && a.Pair != pair {
			continue
		}
		var missing []string
		for _, q := range c.questionLines(a.Missing) {
			missing = append(missing, q.inWords())
		}
		var sides ui.Stack
		for _, side := range c.sides(a) {
			sides = append(sides, draw("reasons", side))
		}
		out = append(out, recordPart("advice", struct {
			Pair    string
			Sides   ui.Component
			Missing ui.Component
		}{c.forPair(a.Pair), sides, listOrNothing(missing)}))
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func listOrNothing(lines []string) ui.Component {
	if len(lines) == 0 {
		return empty("Nothing that was asked about is missing.")
	}
	return recordPart("list", lines)
}

// decisionProblems are what a decision cannot be without: one of its two ways,
// and a reason for sending something back.
func (f *entryForm) decisionProblems() []casefile.Problem {
	if f.kind.Name != "ProposalDecided" {
		return nil
	}
	switch f.values.Get(f.ctx.Name("accept")) {
	case "":
		return []casefile.Problem{{Field: "accept", Code: "decision_missing", What: "Choose whether you confirm it or return it."}}
	case "false":
		if strings.TrimSpace(f.values.Get(f.ctx.Name("why"))) == "" {
			return []casefile.Problem{{Field: "why", Code: "reason_missing", What: "Say why you return it, so that whoever proposed it knows what to do."}}
		}
	}
	return nil
}
