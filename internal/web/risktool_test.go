package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/questionnaire"
)

// loadedTools are the house checklist and an invented force's own tool.
func loadedTools(t *testing.T) questionnaire.Set {
	t.Helper()
	set, err := questionnaire.Load(fstest.MapFS{"own.yaml": {Data: []byte(`{tool: specialist_tool, title: Fernshire tool, version: "7", owner: Fernshire, licence: its own, grades: true,
sections: [{title: All, questions: [{key: first, ask: "Is it an invented question?"}, {key: second, ask: "Is it another?"}]}]}`)}})
	must(t, err)
	return set
}

func TestAQuestionnaireIsAskedAndKeptAndNeverAddedUp(t *testing.T) {
	s := siteWith(t, Options{Demo: true, Tools: loadedTools(t)})
	r, c := owned(s)
	s.record("detective", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"threat_kill"}}))
	path := "/case/" + r.ref + "/record/RiskAssessed"
	p := c.get(path + "?tool=house_checklist&pair=" + r.pair)
	text := p.text("main")
	for _, want := range []string{"has not been validated", "not a national tool", "Has anybody been threatened", "On record already: 1 incident (threat to kill)"} {
		if !strings.Contains(strings.ToLower(text), strings.ToLower(want)) {
			t.Errorf("the form does not say %q", want)
		}
	}
	if p.Find(`input[name="tool_grade"]`).Length() != 0 {
		t.Error("a grade is asked of a checklist that gives none")
	}
	if n := p.Find(`input[type="radio"][checked][name^="q."]`).Length(); n != 0 {
		t.Errorf("%d answers are ticked before anybody asked", n)
	}
	fields := filled(p.Find(entryFormSelector))
	fields.Set("q.threats", "yes")
	fields.Set("q.weapons", "asked_not_known")
	fields.Set("q.children", "declined")
	fields.Set("q.home", "no")
	fields.Set("judgement", "high")
	if sent := c.post(path, fields); sent.status != http.StatusOK {
		t.Fatalf("answers %d: %s", sent.status, sent.text("main"))
	}
	got := s.caseNow(r.id).Pairs[0].Risks[0]
	if len(got.Data.Answers) != 4 || got.Data.ToolVersion == "" || got.ToolGrade.Given() || got.Judgement.Value != casefile.High {
		t.Errorf("recorded %+v", got.Data)
	}
	if got.Data.Answers[0].Asked == "" {
		t.Error("in what words it was asked is not kept")
	}
	page := c.get("/case/" + r.ref + "/risk").text("main")
	for _, want := range []string{"not added up", "Not validated", "Not asked", "Judged by"} {
		if !strings.Contains(page, want) {
			t.Errorf("the risk page does not say %q", want)
		}
	}
}

func TestAToolOfTheForcesOwnFillsItsSlotAndItsGradeIsAsked(t *testing.T) {
	s := siteWith(t, Options{Demo: true, Tools: loadedTools(t)})
	r, c := owned(s)
	path := "/case/" + r.ref + "/record/RiskAssessed"
	p := c.get(path + "?pair=" + r.pair)
	if !strings.Contains(p.text("main"), "Foursight’s own checklist, Fernshire tool") {
		t.Error("the form does not say which questions can be answered here")
	}
	fields := filled(p.Find(entryFormSelector))
	fields.Set("tool", "specialist_tool")
	fields.Set("reasons", "Typed before the questions were shown.")
	fields.Set("_do", "edit")
	p = c.post(path, fields)
	if !strings.Contains(p.text("main"), "Is it an invented question?") || p.Find(`input[name="tool_grade"]`).Length() == 0 {
		t.Error("the tool's questions or its grade are not asked")
	}
	if got := p.Find(`textarea[name="reasons"]`).Text(); !strings.Contains(got, "Typed before") {
		t.Errorf("what was typed is lost: %q", got)
	}
	bad := filled(p.Find(entryFormSelector))
	bad.Set("q.first", "perhaps")
	if sent := c.post(path, bad); sent.status != http.StatusUnprocessableEntity {
		t.Errorf("an answer that was not offered: %d", sent.status)
	}
}

func TestRiskOverTimeIsAPictureWithAnEqualTable(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	pair := casefile.PairID(r.pair)
	s.record("detective", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Tool: fact.Of(casefile.Tool("dash")), ToolGrade: fact.Of(casefile.High), Judgement: fact.Of(casefile.Medium)}))
	s.now = s.now.AddDate(0, 0, 2)
	s.record("detective", r.id, s.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor)}), s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High)}))
	p := s.signedIn("detective").get("/case/" + r.ref + "/risk") // two days later, a session of its own
	marks, rows := p.Find(".fs-entry").Length(), p.Find("[data-row]").Length()
	if marks != 4 || rows != 4 {
		t.Errorf("%d marks and %d rows; want two judgements, one grade of the tool and the arrest in each", marks, rows)
	}
	if text := p.text("main"); !strings.Contains(text, "below the tool’s grade, not confirmed") || !strings.Contains(text, "Tool: high") {
		t.Errorf("the page says %q", text)
	}
}

func TestTheRiskPagesAreCleanAtBothWidths(t *testing.T) {
	s := siteWith(t, Options{Demo: true, Tools: loadedTools(t)})
	r, _ := owned(s)
	pair := casefile.PairID(r.pair)
	s.record("detective", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Tool: fact.Of(casefile.Tool("house_checklist")), Judgement: fact.Of(casefile.Medium),
		Answers: []casefile.RiskAnswer{{Question: "threats", Reply: "yes"}, {Question: "home", Reply: "asked_not_known"}}}))
	s.now = s.now.AddDate(0, 0, 3)
	s.record("detective", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}), s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High)}))
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "detective")
		for name, path := range map[string]string{"risk": "/case/" + r.ref + "/risk", "checklist": "/case/" + r.ref + "/record/RiskAssessed?tool=house_checklist"} {
			if status := p.Open(base + path); status != http.StatusOK {
				t.Errorf("%s answers %d", path, status)
			}
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				if !strings.Contains(o.Selector, "figure") {
					t.Errorf("%s at %d px: %s", name, w.width, o)
				}
			}
			p.Screenshot(fmt.Sprintf("%s-%d", name, w.width))
		}
	}
}

// Where a questionnaire has changed since, the answers stand with the questions they were
// given to: never beside a changed question of the same key, or one that was not asked.
func TestAnswersToAnEarlierVersionKeepTheirOwnQuestions(t *testing.T) {
	s := siteWith(t, Options{Demo: true, Tools: loadedTools(t)})
	r, c := owned(s)
	q := s.web.tools.Of("house_checklist")
	now := q.Questions()[0]
	page := func(version string, answers ...casefile.RiskAnswer) string {
		s.now = s.now.Add(time.Minute)
		s.record("detective", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High),
			Tool: fact.Of(q.Tool), ToolVersion: casefile.Line(version), Answers: answers}))
		return c.get("/case/" + r.ref + "/risk").text(`section[aria-labelledby^="answers-"]`)
	}
	key := casefile.Line(now.Key)
	for name, tt := range map[string]struct {
		version   string
		asked     casefile.Line
		has, lack []string
	}{
		"this version":              {q.Version, "", []string{now.Ask, "Not asked"}, []string{"the questions asked now"}},
		"an earlier one, its words": {"0", "What was asked then?", []string{"What was asked then?", "Answered to version 0; the questions asked now are version " + q.Version}, []string{now.Ask, "Not asked"}},
		"an earlier one, no words":  {"0", "", []string{capital(spaced(now.Key)), "Answered to version 0"}, []string{now.Ask, "Not asked"}},
		"no version":                {"", "", []string{capital(spaced(now.Key)), "Answered to a version nobody recorded"}, []string{now.Ask, "Not asked"}},
	} {
		got := page(tt.version, casefile.RiskAnswer{Question: key, Reply: "yes", Asked: tt.asked})
		for _, want := range tt.has {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the page does not say %q", name, want)
			}
		}
		for _, not := range tt.lack {
			if strings.Contains(got, not) {
				t.Errorf("%s: the page says %q", name, not)
			}
		}
	}
}
