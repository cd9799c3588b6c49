package web

import (
	"fmt"
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// caseWhy explains one duty: the rule, the facts that made it apply, what would
// settle it, who may set it aside, and what became of it so far.
func (s *Server) caseWhy(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	part := func(name string) string {
		if p := v.PathValue(name); p != none {
			return p
		}
		return ""
	}
	key := guidance.Key{Clause: part("clause"), Pair: part("scope"), Occurrence: part("occurrence")}
	f, found := c.finding(key)
	k := c.Edition.Clause(key.Clause)
	if !found || k == nil {
		return answer{}, casework.ErrNoCase
	}
	row, err := c.dutyRow(f)
	if err != nil {
		return answer{}, err
	}
	body := []ui.Component{c.dutyFacts(k, f, row)}
	if f.State != guidance.Ended {
		x, err := s.svc.Why(c.CasePage, key)
		if err != nil {
			return answer{}, fmt.Errorf("explain %s on %s: %w", key.Clause, c.Ref, err)
		}
		if isSettled(f) {
			body = append(body, c.whySettledBy(k, f), c.whyBecause(x, f), c.whySource(k, x))
		} else {
			body = append(body, c.whyBecause(x, f), c.whySettled(x, f), c.whySource(k, x))
		}
	}
	return c.answer(row.Say, append(body, c.whyHistory(f))...)
}

// finding is a duty of the case as it stands, or as the ledger last knew it.
func (c *caseView) finding(key guidance.Key) (guidance.Finding, bool) {
	for _, f := range c.Findings.Obligations {
		if f.Key == key {
			return f, true
		}
	}
	if e, ok := c.Ledger.Get(key); ok {
		return guidance.Finding{Key: key, State: guidance.Ended, Arose: e.Arose}, true
	}
	return guidance.Finding{}, false
}

func (c *caseView) dutyFacts(k *guidance.Clause, f guidance.Finding, row ui.DutyRow) ui.Component {
	state := row.State
	if f.State == guidance.Outstanding {
		state = joinAnd([]string{"Outstanding", state}, "; ")
	}
	list := ui.SummaryList{Rows: []ui.SummaryRow{fieldRow("Where it stands", ui.Text(capital(state)))}}
	if row.Due != "" {
		due := row.Due
		if sentence := f.Due.Sentence(); sentence != "" {
			due = capital(sentence)
		}
		if row.Overdue {
			due = "Overdue. " + due
		}
		list.Rows = append(list.Rows, fieldRow("By when", ui.Text(due)))
	}
	list.Rows = append(list.Rows, fieldRow("Whose", ui.Text(row.Owner)))
	if k.Strength != "" {
		list.Rows = append(list.Rows, fieldRow("How firm", ui.Text(capital(spaced(k.Strength)))))
	}
	out := ui.Stack{list}
	if row.DoHref != "" {
		out = append(out, ui.Button{Text: row.DoText, Href: row.DoHref})
	}
	return out
}

func (c *caseView) whyBecause(x guidance.Explanation, f guidance.Finding) ui.Component {
	because := c.because(x)
	if isSettled(f) { // the rule's sentence says what was missing, and it no longer is
		if len(because) == 0 {
			return nil
		}
		return ui.Stack{subheading("Why it applied"), draw("because", because)}
	}
	out := ui.Stack{subheading("Why it applies")}
	if x.Sentence != "" {
		out = append(out, paragraph(capital(x.Sentence)))
	}
	if now, ok := c.answerNow(f); ok {
		because = append(because, now)
	}
	if len(because) > 0 {
		out = append(out, draw("because", because))
	}
	if len(f.Ask) > 0 {
		out = append(out, draw("questions", c.questionLines(f.Ask)))
	}
	return out
}

func (c *caseView) whySettled(x guidance.Explanation, f guidance.Finding) ui.Component {
	data := struct {
		By       []string
		WaivedBy string
		Mark     string
	}{c.settledBy(x, say(c.clause(f), f)), c.roles(x.WaiveBy), ""}
	if f.State == guidance.Outstanding || f.State == guidance.Contrary || f.State == guidance.Undetermined {
		data.Mark = c.form("DutyMarked", "clause", f.Clause, "scope", f.Pair, "occurrence", f.Occurrence)
	}
	return draw("settled", data)
}

func (c *caseView) whySource(k *guidance.Clause, x guidance.Explanation) ui.Component {
	data := struct {
		Source              ui.Source
		Also                []string
		Edition, Clause     string
		Unverified          bool
		Question, Taken     string
		Instead, InsteadWhy string
	}{Source: sourceOf(k), Edition: c.Edition.Title, Clause: k.Key, Unverified: x.Unverified}
	own, _ := ownCitation(k)
	for _, cite := range x.Cite {
		if cite != own {
			data.Also = append(data.Also, citeWords(cite))
		}
	}
	if x.Reading != nil {
		data.Question, data.Taken = x.Reading.Question, x.Reading.Taken
	}
	if x.Departure != nil {
		data.Instead, data.InsteadWhy = x.Departure.Instead, x.Departure.Reason
	}
	return draw("rule-source", data)
}

// whyHistory is what became of this duty: when it arose, what was said of it, the
// entries it rests on, when it ended.
func (c *caseView) whyHistory(f guidance.Finding) ui.Component {
	var entries []ui.TimelineEntry
	add := func(title, id string) {
		e, by, at, ok := c.find(id)
		if !ok {
			return
		}
		entries = append(entries, ui.TimelineEntry{Title: title, By: by, When: at, DateTime: stamp(e.Recorded),
			Body: linkTo("Read the entry: "+lower(c.srv.words.Kind(e.Kind).Done), c.entryHref(id))})
	}
	if !f.Arose.IsZero() {
		entries = append(entries, ui.TimelineEntry{Title: "It arose", When: when(f.Arose), DateTime: stamp(f.Arose)})
	}
	for _, id := range f.Sources {
		add("Rests on this entry", id)
	}
	for _, d := range c.Decisions {
		if string(d.Data.Clause) == f.Clause && string(d.Data.Scope) == f.Pair && string(d.Data.Occurrence) == f.Occurrence {
			add(code(c.srv, "DutyMark", d.Data.Mark), d.ID)
		}
	}
	if f.Decision != "" && !slices.ContainsFunc(c.Decisions, func(d casefile.DutyDecision) bool { return d.ID == f.Decision }) {
		add("Decided by this entry", f.Decision)
	}
	if e, ok := c.Ledger.Get(f.Key); ok && !e.Ended.IsZero() {
		entries = append(entries, ui.TimelineEntry{Title: "It ended: " + e.Reason, When: when(e.Ended), DateTime: stamp(e.Ended)})
	}
	return ui.Stack{subheading("History of this duty"), ui.Timeline{HeadingLevel: 3, Entries: entries}}
}
