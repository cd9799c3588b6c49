package web

import (
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/questionnaire"
	"foursight/internal/web/ui"
)

// The questions of a risk tool can be asked at a first response, on a page aside: the
// answers are kept with the report page by page, recorded with the judgement, and
// never added up (APP 4.2).

// toolAsks draws the questions of the tools; toolWay leads to them from where the risk
// is judged.
const (
	toolAsks ownPart = "tool-asks"
	toolWay  ownPart = "tool-way"
)

var toolStep = reportStep{Name: stepTool, Heading: "Questions of a risk tool", Short: "Questions of a risk tool", Aside: true,
	Intro: "Leave what you did not ask. What you answer is kept, and you can stop and come back.", Parts: []reportPart{{Prefix: "t.", Own: toolAsks}}}

// toolField is the field of one answer.
func toolField(t casefile.Tool, key string) string { return "t." + string(t) + "." + key }

// toolAnswers are the answers given to a tool's questions, in the tool's own order.
func (r *report) toolAnswers(q *questionnaire.Questionnaire) []casefile.RiskAnswer {
	var out []casefile.RiskAnswer
	for _, x := range q.Questions() {
		if reply := r.fields.Get(toolField(q.Tool, x.Key)); slices.Contains(casefile.RiskReplies(), reply) {
			out = append(out, casefile.RiskAnswer{Question: casefile.Line(x.Key), Reply: casefile.Line(reply), Asked: casefile.Line(x.Ask)})
		}
	}
	return out
}

// toolAnswered reports whether a question of any tool has an answer.
func (r *report) toolAnswered() bool {
	return slices.ContainsFunc(r.srv.tools.All(), func(q *questionnaire.Questionnaire) bool { return len(r.toolAnswers(q)) > 0 })
}

// risks are what is judged of the risk and the answers to the tools' questions. The
// answers go with the judgement where it names that tool or none; a tool that was used
// besides is an assessment of its own, before it.
func (r *report) risks() (before []casefile.RiskAssessed, judged casefile.RiskAssessed, any bool) {
	judged, _, any = typed[casefile.RiskAssessed](r, "k.")
	for _, q := range r.srv.tools.All() {
		answers := r.toolAnswers(q)
		if len(answers) == 0 {
			continue
		}
		with := casefile.RiskAssessed{Tool: fact.Of(q.Tool), ToolVersion: casefile.Line(q.Version), Answers: answers}
		if judged.Tool == (fact.Answer[casefile.Tool]{}) || judged.Tool == with.Tool && judged.ToolVersion == "" {
			judged.Tool, judged.ToolVersion, judged.Answers, any = with.Tool, with.ToolVersion, with.Answers, true
			continue
		}
		before = append(before, with)
	}
	return before, judged, any
}

func (g *gathered) addRisks(pair casefile.PairID) {
	before, judged, any := g.risks()
	for _, x := range before {
		x.Pair = pair
		g.add("risk "+string(x.Tool.Value), "RiskAssessed", x)
	}
	if any {
		judged.Pair = pair
		g.add("risk", "RiskAssessed", judged)
	}
}

// waysToTools leads to the questions of the tools that are loaded.
func (r *report) waysToTools() ui.Component {
	var titles []string
	for _, q := range r.srv.tools.All() {
		titles = append(titles, q.Title)
	}
	if len(titles) == 0 {
		return nil
	}
	text := "Answer a tool’s questions here"
	if r.toolAnswered() {
		text = "Go on with the tool’s questions"
	}
	return ui.Stack{paragraph("Questions that can be answered here: " + strings.Join(titles, ", ") + ". For any other tool, give its grade and where it is kept."),
		ui.Button{Text: text, Name: fieldDo, Value: "to-" + stepTool, Classes: "govuk-button--secondary"}}
}

// asksTools are the questions of every tool that is loaded: the one that was chosen
// stands first and open.
func (r *report) asksTools() ui.Component {
	all := slices.Clone(r.srv.tools.All())
	if len(all) == 0 {
		return paragraph("The force has loaded no questions of a tool. Give the tool, its grade and where it is kept beside your judgement.")
	}
	chosen := r.fields.Get("k.tool")
	slices.SortStableFunc(all, func(a, b *questionnaire.Questionnaire) int {
		return first(string(a.Tool) == chosen, string(b.Tool) == chosen)
	})
	var out ui.Stack
	for n, q := range all {
		asks := r.asksTool(q)
		if n > 0 || len(all) > 1 && string(q.Tool) != chosen {
			out = append(out, ui.Details{SummaryText: q.Title, Body: asks, Open: len(r.toolAnswers(q)) > 0})
			continue
		}
		out = append(append(out, element{"h2", "govuk-heading-m", q.Title}), asks...)
	}
	return out
}

func (r *report) asksTool(q *questionnaire.Questionnaire) ui.Stack {
	note := q.Note
	if !q.Validated && !strings.Contains(strings.ToLower(note), "validated") {
		note = "Not validated. " + note
	}
	out := ui.Stack{ui.InsetText{Text: strings.TrimSpace(note + " The answers are not added up.")}}
	pair, said := r.pairSoFar(), r.toolSaid(q)
	for _, s := range q.Sections {
		fields := ui.Stack{}
		for _, x := range s.Questions {
			hint := x.Hint
			if had := r.srv.incidentsShowing(pair, x.Recorded); had != "" {
				hint += " Written down already: " + had
			}
			if was := said[x.Key]; was != "" {
				hint += " Answered already: " + was + "."
			}
			fields = append(fields, r.asksOfTool(toolField(q.Tool, x.Key), x.Ask, strings.TrimSpace(hint)))
		}
		out = append(out, ui.Fieldset{Legend: ui.Legend{Text: s.Title, Classes: "govuk-fieldset__legend--m"}, Body: fields, Classes: "fs-form-group"})
	}
	return out
}

// asksOfTool is one question. "Not asked" takes an answer back without script.
func (r *report) asksOfTool(name, ask, hint string) ui.Component {
	q := ui.Radios{IDPrefix: form.Context{}.ID(name), Name: name, Value: r.fields.Get(name), Classes: "govuk-radios--small fs-inline-choices",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: ask, Classes: "govuk-fieldset__legend--s"}}, Hint: ui.Hint{Text: hint}}
	for _, reply := range casefile.RiskReplies() {
		q.Items = append(q.Items, ui.Choice{Value: reply, Text: replyWords[reply]})
	}
	q.Items = append(q.Items, ui.Choice{Text: r.srv.words.Code("Status", "not_asked")})
	return q
}

// pairSoFar is the pair the report is about, as it stands with what is written; nil
// where that cannot be read yet, or nobody is named.
func (r *report) pairSoFar() *casefile.Pair {
	p, err := r.preview()
	switch {
	case err != nil || len(p.Pairs) == 0:
		return nil
	case r.door != nil && r.door.pair != nil:
		return p.Pair(casefile.PairID(r.door.pair.ID))
	}
	return &p.Pairs[0]
}

// toolSaid are the newest answers on record to a tool's questions, with who took them.
func (r *report) toolSaid(q *questionnaire.Questionnaire) map[string]string {
	if r.door == nil || r.door.pair == nil {
		return nil
	}
	out := map[string]string{}
	for _, x := range r.door.pair.Risks {
		if x.Tool.Given() && x.Tool.Value == q.Tool {
			for _, a := range x.Data.Answers {
				out[string(a.Question)] = lower(replyWords[string(a.Reply)]) + ", " + r.door.staffName(x.By) + ", " + when(x.Recorded)
			}
		}
	}
	return out
}

// toolRows are the answers as they are read back before saving.
func (r *report) toolRows() []ui.SummaryRow {
	var out []ui.SummaryRow
	for _, q := range r.srv.tools.All() {
		for _, x := range q.Questions() {
			if reply := replyWords[r.fields.Get(toolField(q.Tool, x.Key))]; reply != "" {
				out = append(out, ui.SummaryRow{Key: ui.Part{Text: x.Ask}, Value: ui.Part{Text: reply}})
			}
		}
	}
	return out
}

// mayJudge reports whether somebody may record what is judged of the risk, and with it
// the answers to a tool's questions.
func mayJudge(v access.Viewer) bool {
	k, _ := casefile.KindOf("RiskAssessed")
	return slices.ContainsFunc(v.Roles, k.MayRecord)
}
