package web

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

// reassessed are the questions to judge the risk of a case again that are outstanding.
func (s *site) reassessed(id string) (n int) {
	s.t.Helper()
	for _, f := range s.caseNow(id).Findings.Obligations {
		if f.Clause == reassess && f.State == guidance.Outstanding {
			n++
		}
	}
	return n
}

// Judged standard, and then a trace: the case says that risk is out of date, and
// asks once to judge it again, whatever comes after.
func TestATraceThatCameBackAfterTheJudgementAsksToJudgeAgain(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	asked := s.event("CheckRequested", casefile.CheckRequested{System: "leds_pnc", On: "actor", Person: casefile.PersonID(r.actor)})
	s.record("responder", r.id, asked, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.Standard)}))
	if n := s.reassessed(r.id); n != 0 {
		t.Fatalf("%d questions before anything changed", n)
	}
	s.now = s.now.Add(10 * time.Minute)
	s.record("responder", r.id, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(asked.ID), Result: casefile.Trace, Summary: "Assault on a former partner, 2019"}))
	c := s.signedIn("responder")
	if got := c.get("/case/" + r.ref).text(".fs-risk"); !strings.Contains(got, "a check that found something") {
		t.Errorf("the risk on the case does not say so: %s", got)
	}
	if got := c.get("/").text("main"); !strings.Contains(got, "Something has changed since risk was last judged.") {
		t.Errorf("home does not ask: %s", got)
	}
	if got := c.get("/case/" + r.ref + "/risk").text("main"); !strings.Contains(got, "A check that found something") {
		t.Errorf("the risk over time does not hold it: %s", got)
	}
	s.now = s.now.Add(time.Minute)
	s.record("responder", r.id, s.event("MarkerNoted", casefile.MarkerNoted{On: "actor", Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.MarkerKind("violence"))}))
	if n := s.reassessed(r.id); n != 1 {
		t.Errorf("two changes are asked as %d questions", n)
	}
	if got := c.get("/").text("main"); !strings.Contains(got, "Judge the risk again: 2 changes") {
		t.Errorf("home does not count them: %s", got)
	}
	s.now = s.now.Add(time.Minute)
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Tool: fact.Of(casefile.Tool("dash")), ToolGrade: fact.Of(casefile.High)}))
	if got := c.get("/case/" + r.ref).text(".fs-risk"); !strings.Contains(got, "a marker") || s.reassessed(r.id) != 1 {
		t.Errorf("a tool alone counts as a judgement: %s", got)
	}
	s.now = s.now.Add(time.Minute)
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High)}))
	if n := s.reassessed(r.id); n != 0 {
		t.Errorf("judged again, %d questions are left", n)
	}
}

// Decision 0012: that another case belongs with this one is said with the risk to those
// who may see both. No duty rests on it, and once the other is restricted nothing of it
// is left for anybody outside.
func TestAJoinedCaseIsSaidWithTheRiskToThoseWhoSeeBoth(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	there := s.between("other", "Keisha Garside", "Steven Madeup")
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.Standard)}))
	c := s.signedIn("responder")
	before := [2]string{c.get("/case/" + r.ref).text(".fs-risk"), c.get("/case/" + r.ref + "/risk").text("main")}
	s.now = s.now.Add(10 * time.Minute)
	must(t, s.DecideMatch(t.Context(), s.as("responder"), casework.Decision{ID: newEntryID(), CaseID: r.id, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there.id), Same: fact.Of(true),
		How: fact.Of(casefile.LinkKind("same_suspect")), Here: casefile.PersonID(r.actor), There: casefile.Line(there.actor), Basis: "The same number."}}))
	if got := c.get("/case/" + r.ref).text(".fs-risk"); !strings.Contains(got, "another case that belongs with this one") {
		t.Errorf("the risk does not say that a case was joined: %s", got)
	}
	if got := c.get("/case/" + r.ref + "/risk").text("main"); !strings.Contains(got, "Another case that belongs with this one") {
		t.Errorf("the risk over time does not hold it: %s", got)
	}
	if n := s.reassessed(r.id); n != 0 {
		t.Errorf("%d duties rest on a joined case", n)
	}
	s.record("standards", there.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	after := [2]string{c.get("/case/" + r.ref).text(".fs-risk"), c.get("/case/" + r.ref + "/risk").text("main")}
	if after != before {
		t.Errorf("outside the wall the page reads\n%q\nbefore it was joined\n%q", after, before)
	}
	if form := c.get("/case/" + r.ref + "/record/RiskAssessed?pair=" + r.pair); strings.Contains(form.body, "belongs with this one") {
		t.Error("the form of a judgement tells of it")
	}
}
