package web

import (
	"encoding/json"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/questionnaire"
	"foursight/internal/web/ui"
)

// The questions of a risk tool stand in the form that records an assessment, where
// the force has loaded them. They are asked and kept; nothing counts them.

// tool is the questionnaire of the tool chosen in the form, nil where none is
// chosen or its slot is empty.
func (f *entryForm) tool() *questionnaire.Questionnaire {
	if f.kind.Name != "RiskAssessed" || f.earlier != nil {
		return nil
	}
	return f.srv.tools.Of(casefile.Tool(f.values.Get(f.ctx.Name("tool"))))
}

// questionName is the field of a question's answer.
func questionName(key string) string { return "q." + key }

// hiddenByTool are the fields a questionnaire leaves nothing to say in.
func hiddenByTool(q *questionnaire.Questionnaire) []string {
	if q == nil || q.Grades {
		return nil
	}
	return []string{"tool_reference", "tool_grade"}
}

// toolQuestions are the questions of the tool chosen, or the way to them.
func (f *entryForm) toolQuestions(q *questionnaire.Questionnaire) ui.Component {
	if q == nil {
		var titles []string
		for _, x := range f.srv.tools.All() {
			titles = append(titles, x.Title)
		}
		return ui.Stack{paragraph("Questions that can be answered here: " + strings.Join(titles, ", ") + ". For any other tool, give its grade and where it is kept."),
			ui.Button{Text: "Show the questions of the tool chosen", Name: fieldDo, Value: "edit", Classes: "govuk-button--secondary"}}
	}
	out := ui.Stack{ui.InsetText{Text: strings.TrimSpace(q.Note + " Leave what you did not ask.")}}
	for _, s := range q.Sections {
		fields := ui.Stack{}
		for _, x := range s.Questions {
			fields = append(fields, f.toolQuestion(x))
		}
		out = append(out, ui.Fieldset{Legend: ui.Legend{Text: s.Title, Classes: "govuk-fieldset__legend--m"}, Body: fields, Classes: "fs-form-group"})
	}
	return out
}

func (f *entryForm) toolQuestion(x questionnaire.Question) ui.Component {
	name := questionName(x.Key)
	r := ui.Radios{IDPrefix: f.ctx.ID(name), Name: name, Value: f.values.Get(name), Classes: "govuk-radios--small fs-inline-choices",
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: x.Ask, Classes: "govuk-fieldset__legend--s"}},
		Hint:     ui.Hint{Text: strings.TrimSpace(x.Hint + " " + f.onRecord(x.Recorded))}}
	for _, reply := range casefile.RiskReplies() {
		r.Items = append(r.Items, ui.Choice{Value: reply, Text: replyWords[reply]})
	}
	return r
}

var replyWords = map[string]string{"yes": "Yes", "no": "No", "asked_not_known": "Asked, not known", "declined": "Prefers not to say"}

// onRecord says which incidents of the pair show these behaviours already.
func (f *entryForm) onRecord(behaviours []casefile.Behaviour) string {
	if had := f.srv.incidentsShowing(f.p.Pair(casefile.PairID(f.one("pair", "pair"))), behaviours); had != "" {
		return "On record already: " + had
	}
	return ""
}

// incidentsShowing says how many incidents of a pair show some behaviours, and which.
func (s *Server) incidentsShowing(p *casefile.Pair, behaviours []casefile.Behaviour) string {
	if p == nil || len(behaviours) == 0 {
		return ""
	}
	n := 0
	var shown []casefile.Behaviour
	for _, i := range p.Incidents.Items {
		had := false
		for _, b := range i.Behaviours {
			if slices.Contains(behaviours, b) {
				had = true
				if !slices.Contains(shown, b) {
					shown = append(shown, b)
				}
			}
		}
		if had {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return plural(n, "incident") + " (" + codeList(s, "Behaviour", shown) + ")."
}

// withAnswers puts the answers to a questionnaire into the assessment's data.
func (f *entryForm) withAnswers(q *questionnaire.Questionnaire, data json.RawMessage) (json.RawMessage, []casefile.Problem) {
	if q == nil {
		return data, nil
	}
	var d casefile.RiskAssessed
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, []casefile.Problem{{Code: "unreadable", What: "The answers could not be read. Go back and try again."}}
	}
	d.ToolVersion = casefile.Line(q.Version)
	for _, x := range q.Questions() {
		reply := f.values.Get(questionName(x.Key))
		if reply == "" {
			continue
		}
		if !slices.Contains(casefile.RiskReplies(), reply) {
			return nil, []casefile.Problem{{Field: questionName(x.Key), Code: "not_a_choice", What: "Choose one of the answers offered: " + x.Ask}}
		}
		d.Answers = append(d.Answers, casefile.RiskAnswer{Question: casefile.Line(x.Key), Reply: casefile.Line(reply), Asked: casefile.Line(x.Ask)})
	}
	out, err := json.Marshal(d)
	if err != nil {
		return nil, []casefile.Problem{{Code: "unreadable", What: "The answers could not be kept. Try again."}}
	}
	return out, nil
}

// withTool puts the questions where the tool is chosen.
func (f *entryForm) withTool(built []ui.Component) []ui.Component {
	if f.kind.Name != "RiskAssessed" || f.earlier != nil || len(f.srv.tools.All()) == 0 {
		return built
	}
	return slices.Insert(built, min(2, len(built)), f.toolQuestions(f.tool()))
}

// withoutTool is what the form asks, less what the tool leaves nothing to say in.
func (f *entryForm) withoutTool(c form.Context) form.Context {
	c.Hide = append(slices.Clone(c.Hide), hiddenByTool(f.tool())...)
	return c
}
