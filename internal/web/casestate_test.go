package web

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestNotSafeNowLeadsTheDutiesAndTheHeader(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Unwanted: fact.Of(true)}))
	overview := func() shown { return s.signedIn("responder").get("/case/" + r.ref) }
	say := func(key string) string {
		return strings.Join(strings.Fields(capital(strings.TrimSpace(s.Edition().Clause(key).Say))), " ")
	}
	s.now = s.now.Add(60 * 24 * time.Hour) // everything with a time is overdue
	if p := overview(); p.text("#due-now ~ .fs-duties__list .fs-duty__say") != say(safeNow) || strings.Contains(p.text(".fs-identity"), "Not safe now") {
		t.Errorf("nobody has asked: first due now is %q, header %q", p.text("#due-now ~ .fs-duties__list .fs-duty__say"), p.text(".fs-identity"))
	}
	safe := func(answer bool) {
		s.record("responder", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.victim), SafeNow: fact.Of(answer)}))
	}
	safe(false)
	p := overview()
	if p.text("#due-now ~ .fs-duties__list .fs-duty__say") != say(safeNow) || !strings.Contains(p.text(".fs-identity"), "Not safe now, recorded 14:00") {
		t.Errorf("not safe: first due now is %q, header %q", p.text("#due-now ~ .fs-duties__list .fs-duty__say"), p.text(".fs-identity"))
	}
	s.now = s.now.Add(24 * time.Hour)
	if got := overview().text(".fs-identity"); !strings.Contains(got, "Not safe now, recorded Tue 19 Jan 2027, 14:00") {
		t.Errorf("a day later the header says %q", got)
	}
	safe(true)
	if got := overview().text(".fs-identity"); strings.Contains(got, "Not safe") {
		t.Errorf("safe, and the header says %q", got)
	}
}

func TestAReturnedJudgementIsShownAsReturnedAndTheGradeInForceAsItStands(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	judge := func(who string, tool, judged casefile.Grade) string {
		e := s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Tool: fact.Of(casefile.Tool("dash")), ToolGrade: fact.Of(tool), Judgement: fact.Of(judged)})
		s.record(who, r.id, e)
		return e.ID
	}
	overview := func() shown { return s.signedIn("sergeant").get("/case/" + r.ref) }
	panel := func() string { return overview().text(".fs-risk") }
	judge("responder", casefile.High, casefile.High)
	s.now = s.now.Add(72 * time.Hour)
	lower := judge("detective", casefile.High, casefile.Medium)
	for _, want := range []string{"Since Fri 20 Nov 2026, 14:00, judged so by PC Rhian Example.",
		"Medium proposed Mon 23 Nov 2026, 14:00 by DC Dilys Example. High stands until a supervisor confirms."} {
		if !strings.Contains(panel(), want) {
			t.Errorf("while it waits the panel lacks %q: %s", want, panel())
		}
	}
	if got := overview().text(`section[aria-labelledby="proposals-title"]`); !strings.Contains(got, "Confirm or return it") {
		t.Errorf("the way to decide is called %q", got)
	}
	s.record("sergeant", r.id, s.event("ProposalDecided", casefile.ProposalDecided{Proposal: casefile.ProposalID(lower), Accept: fact.Of(false), Why: "He was outside her work on Friday."}))
	if got := panel(); !strings.Contains(got, "Medium proposed Mon 23 Nov 2026, 14:00 by DC Dilys Example, returned by PS Sara Example: He was outside her work on Friday.") || strings.Contains(got, "stands until") {
		t.Errorf("returned, and the panel says %s", got)
	}
}

func TestAToolsGradeThatStandsAloneIsCalledTheTools(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Tool: fact.Of(casefile.Tool("dash")), ToolGrade: fact.Of(casefile.High), Judgement: fact.Of(casefile.Standard)}))
	got := s.signedIn("responder").get("/case/" + r.ref).text(".fs-risk")
	for _, want := range []string{"Since Fri 20 Nov 2026, 14:00, the tool’s grade, by PC Rhian Example.", "High stands until a supervisor confirms."} {
		if !strings.Contains(got, want) {
			t.Errorf("the panel lacks %q: %s", want, got)
		}
	}
}

func TestARulingStandsInTheHeaderAndAsksForTheOffenceToMatch(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	c := s.signedIn("responder")
	if got := c.get("/case/" + r.ref).text(".fs-identity"); !strings.Contains(got, "No classification decided yet") {
		t.Errorf("before anything is decided the header says %q", got)
	}
	s.record("responder", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: casefile.PairID(r.pair), As: casefile.Undetermined, Why: "Too little is known."}))
	if got := c.get("/case/" + r.ref).text(".fs-identity"); !strings.Contains(got, "Recorded as not determined") {
		t.Errorf("decided as undetermined, the header says %q", got)
	}
	s.record("responder", r.id, s.event("RegistrarAsked", casefile.RegistrarAsked{Pair: casefile.PairID(r.pair), Question: "Which?"}))
	s.record("registrar", r.id, s.event("RegistrarRuled", casefile.RegistrarRuled{Pair: casefile.PairID(r.pair), Ruling: casefile.RuledStalking, Why: "Fixation shown."}))
	p := c.get("/case/" + r.ref)
	if !strings.Contains(p.text(".fs-identity"), "Registrar: stalking, Fri 20 Nov 2026") {
		t.Errorf("after the ruling the header says %q", p.text(".fs-identity"))
	}
	if form := p.Find(`section[aria-labelledby="rulings-title"] a[href*="/record/ClassificationDecided"]`); form.Length() != 1 || form.Text() != "Record the offence to match the ruling" {
		t.Errorf("%d ways to record the offence the ruling asks for", form.Length())
	}
	s.record("responder", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: casefile.PairID(r.pair), As: casefile.Stalking2A, Why: "As ruled."}))
	if p := c.get("/case/" + r.ref); p.Find("#rulings-title").Length() != 0 || !strings.Contains(p.text(".fs-identity"), "Registrar: stalking") {
		t.Error("recorded as ruled, and the page still asks for it")
	}
}

func TestOnlyADecisionToSeekAnOrderIsAStepPoliceTook(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	consider := func(d casefile.Decision) shown {
		s.record("responder", r.id, s.event("OrderConsidered", casefile.OrderConsidered{Pair: casefile.PairID(r.pair), Order: fact.Of(casefile.SPO), Decision: fact.Of(d)}))
		return s.signedIn("responder").get("/case/" + r.ref + "/course")
	}
	const row = "After the decision to seek an order"
	for _, d := range []casefile.Decision{casefile.DecideNo, casefile.NotYet} {
		if got := consider(d).text(".fs-course__words"); strings.Contains(got, row) {
			t.Errorf("decided %s, and the page counts what came after a decision to seek one", d)
		}
	}
	if got := consider(casefile.DecideYes).text(".fs-course__words"); !strings.Contains(got, row) {
		t.Errorf("decided yes, and the page reads %s", got)
	}
}

// Only whoever was offered a case is offered to accept it.
func TestAHandOverIsOfferedToItsReceiverAlone(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective", NotDone: "the checks"}))
	for who, want := range map[string]bool{"detective": true, "responder": false, "sergeant": false} {
		p := s.signedIn(who).get("/case/" + r.ref)
		if got := strings.Contains(p.body, "Accept the hand-over"); got != want {
			t.Errorf("%s is offered to accept: %v, want %v", who, got, want)
		}
	}
}
