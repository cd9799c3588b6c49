package web

import (
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// recordedAs is the case that the last page of a report or the door made.
func (s *site) recordedAs(done shown) casefile.Case {
	s.t.Helper()
	path, _, _ := strings.Cut(done.path, "?")
	return *s.caseNow(strings.TrimPrefix(path, "/case/")).CaseView.Case
}

// The questions of a tool are asked at a first response on a page aside: left half way
// and taken up again nothing is lost, and they are recorded with the judgement.
func TestAToolsQuestionsAreAskedAtAFirstResponse(t *testing.T) {
	s := siteWith(t, Options{Demo: true, Tools: loadedTools(t)})
	c := s.signedIn("responder")
	p := c.journeyTo(stepActs)
	p = c.onReport(p, url.Values{"i1.behaviours": {"threat_kill"}, fieldDo: {"to-" + stepJudge}})
	if p.Find(`details:not([open]) button[value="to-`+stepTool+`"]`).Length() != 1 {
		t.Fatal("no way to the questions stands in the fold about a tool")
	}
	p = c.onReport(p, url.Values{"k.judgement": {"high"}, fieldDo: {"to-" + stepTool}})
	text := p.text("main")
	for _, want := range []string{"has not been validated", "not a national tool", "not added up", "Has anybody been threatened", "Written down already: 1 incident (threat to kill)", "Fernshire tool", "Not validated."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q: %s", want, text)
		}
	}
	if p.Find(`main input[value!=""][checked], details[open] [name^="t.specialist_tool"]`).Length() > 0 || p.Find(`[name="t.house_checklist.threats"]`).Length() != 5 {
		t.Error("something is answered before anybody asked, or the answers are not five")
	}
	p = c.onReport(p, url.Values{"t.house_checklist.threats": {"yes"}, "t.house_checklist.weapons": {"asked_not_known"}, "t.house_checklist.children": {"no"}, "t.house_checklist.home": {"not a reply"}})
	if !strings.HasPrefix(p.text("h1"), "FOUR, and the risk") || p.Find(`[name="k.judgement"][value="high"][checked]`).Length() != 1 || p.Find(`details[open] button:contains("Go on with the tool’s questions")`).Length() != 1 {
		t.Fatalf("after some answers: %s", p.text("main"))
	}
	c.submit(p, "main form.fs-form", url.Values{fieldDo: {"draft"}})
	p = c.get(strings.TrimSuffix(p.path, stepJudge) + stepTool)
	if p.Find(`[name="t.house_checklist.threats"][value="yes"][checked]`).Length() != 1 {
		t.Error("what was answered is not there any more")
	}
	p = c.onReport(p, url.Values{"t.house_checklist.children": {""}, "t.house_checklist.strangled": {"declined"}, fieldDo: {"to-" + stepLeave}})
	if got := p.text("main"); !strings.Contains(got, "Prefers not to say") || !strings.Contains(got, "Has anybody been threatened") {
		t.Error("the answers are not read back before saving")
	}
	x := s.recordedAs(c.onReport(p, nil))
	risks := x.Pairs[0].Risks
	if len(risks) != 1 || risks[0].Judgement.Value != casefile.High || risks[0].Tool.Value != "house_checklist" || risks[0].Data.ToolVersion == "" || risks[0].ToolGrade.Given() {
		t.Fatalf("recorded %+v", risks)
	}
	got := map[string]string{}
	for _, a := range risks[0].Data.Answers {
		got[string(a.Question)] = string(a.Reply)
	}
	if len(got) != 3 || got["threats"] != "yes" || got["weapons"] != "asked_not_known" || got["strangled"] != "declined" {
		t.Errorf("answers %v", got)
	}
}

// A tool named beside the judgement stays what it is; the questions of another are an
// assessment of their own, and what is on record of them is said at the door.
func TestTheQuestionsOfASecondToolAreAnAssessmentOfTheirOwn(t *testing.T) {
	s := siteWith(t, Options{Demo: true, Tools: loadedTools(t)})
	c := s.signedIn("responder")
	p := c.journeyTo(stepJudge)
	p = c.onReport(p, url.Values{"k.judgement": {"high"}, "k.tool": {"dash"}, "k.tool_grade": {"medium"}, fieldDo: {"to-" + stepTool}})
	done := c.onReport(c.onReport(p, url.Values{"t.house_checklist.threats": {"yes"}, fieldDo: {"to-" + stepLeave}}), nil)
	x := s.recordedAs(done)
	risks := x.Pairs[0].Risks
	if len(risks) != 2 || risks[0].Tool.Value != "house_checklist" || len(risks[0].Data.Answers) != 1 || risks[0].Judgement.Given() {
		t.Fatalf("recorded %+v", risks)
	}
	if risks[1].Data.Tool != fact.Of(casefile.Tool("dash")) || risks[1].ToolGrade.Value != casefile.Medium || risks[1].Judgement.Value != casefile.High || len(risks[1].Data.Answers) > 0 || x.Pairs[0].Grade.Value != casefile.High {
		t.Errorf("the judgement is %+v, in force %+v", risks[1], x.Pairs[0].Grade)
	}
	s.send(x.Ref, "responder")
	at := c.onReport(c.get("/case/"+x.Ref+"/door"), url.Values{fieldDo: {"to-" + stepTool}})
	if got := at.text("main"); !strings.Contains(got, "Answered already: yes, PC Rhian Example") || at.Find(`main input[value!=""][checked]`).Length() > 0 {
		t.Errorf("at the door: %s", got)
	}
}
