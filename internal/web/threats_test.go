package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestAThreatToKillStandsFirstAndIsOnBothLists(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"true"}})
	p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, "a.words": {"He said I would not see the new year."}})
	if got := p.text("#prompts"); strings.Contains(got, "Nothing more to ask") {
		t.Errorf("of an open threat the page asks nothing: %s", got)
	}
	for _, field := range []string{"breaches_order_or_bail", "place", "target", "through_others", "victims_response"} {
		if p.Find(`[name^="i1.`+field+`"]`).Length() == 0 {
			t.Errorf("the report does not ask %s", field)
		}
	}
	p = c.onReport(p, url.Values{"x.details.name": {"Steven Madeup"}, "i1.behaviours": {"threat_kill"}, "i1.what": {"I would not see the new year"}, "i1.breaches_order_or_bail": {"true"}})
	p = c.onReport(p, nil)
	if got := p.text(".fs-finish"); !strings.Contains(got, "Consider whether somebody's life is in danger") && !strings.Contains(got, "A threat to kill or a weapon is recorded") {
		t.Errorf("what is to be done before leaving lacks the threat to life: %s", got)
	}
	done := c.onReport(p, nil)
	ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	x := s.caseNow(ref)
	if i := x.Pairs[0].Incidents.Items[0]; !i.Breach.Known() || !i.Breach.Value {
		t.Errorf("the breach is recorded as %+v", i.Breach)
	}
	live := c.get("/case/" + ref).text("section[aria-labelledby=custody-title]")
	kill, none := strings.Index(live, "Threat to kill"), strings.Index(live, "No custody, bail or order recorded")
	if kill < 0 || none < kill || !strings.Contains(live, "I would not see the new year") {
		t.Errorf("the panel reads %q", live)
	}
	arrest := s.event("SuspectArrested", casefile.SuspectArrested{Person: x.Pairs[0].ActorID})
	arrest.Occurred = calendar.Interval{From: s.now.Add(-2 * time.Hour).UTC().Truncate(time.Second), To: s.now.Add(-time.Hour).UTC().Truncate(time.Second), Precision: calendar.Approx, Said: "about seven this morning"}
	s.record("responder", x.ID, arrest)
	page := c.get("/case/" + ref + "/release/" + arrest.ID).text("main")
	if !strings.Contains(page, "Consider whether somebody’s life is in danger") {
		t.Errorf("before the release nothing is said of the threat to life: %s", page)
	}
	if !strings.Contains(page, "In custody since “about seven this morning”") {
		t.Errorf("the earliest end of what was said stands as the time: %s", page)
	}
}

func TestOneTapOfAGradeKeepsToolAndViewOnThePage(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Tool: fact.Of(casefile.Tool("dash")), ToolGrade: fact.Of(casefile.Medium),
		Judgement: fact.Of(casefile.Medium), VictimAsked: fact.Of(true), VictimView: "I think he will come back."}))
	s.now = s.now.Add(time.Hour)
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High)}))
	got := s.signedIn("responder").get("/case/" + r.ref).text(".fs-risk")
	if strings.Contains(got, "Not asked yet") || !strings.Contains(got, "I think he will come back.") || !strings.Contains(got, "Medium (recorded ") {
		t.Errorf("the risk reads %s", got)
	}
}
