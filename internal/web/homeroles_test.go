package web

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/force"
)

// join adds somebody of a role to the site, and signs them in.
func (s *site) join(id string, role casefile.Role, supervises ...string) *client {
	s.t.Helper()
	must(s.t, s.RecordStaff(s.t.Context(), "system", force.Staff{ID: id, Name: "Nobody Example", Unit: "hq", Demo: true, Supervises: supervises,
		Roles: []force.Held{{Role: role, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}}))
	_, err := s.ids.Create(s.t.Context(), id, id+"@fernshire.example.org", s.now)
	must(s.t, err)
	return s.signedIn(id)
}

func TestTheFirstLineOfTheRolesThatHoldNoCases(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	quiet := map[string]casefile.Role{"super": casefile.Superintend, "lead": casefile.ForceLead, "spoc": casefile.SPOC, "orders": casefile.OrderManager,
		"analyst": casefile.Analyst, "disclosure": casefile.Disclosure, "custody": casefile.Custody}
	people := map[string]*client{}
	for id, role := range quiet {
		people[id] = s.join(id, role)
	}
	says := func(who string, want ...string) {
		t.Helper()
		p := people[who].get("/")
		got := firstLine(p)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: first line %q, want it to say %q", who, got, w)
			}
		}
		if strings.Contains(p.text("main"), "Nothing is due on your cases") {
			t.Errorf("%s is told of cases they do not hold", who)
		}
	}
	says("super", "safe and well", r.ref, "held by DC Dilys Example")
	says("lead", "safe and well", r.ref)
	says("spoc", "No classification in the force needs a look")
	says("orders", "No order has been decided on")
	says("analyst", "Search for", "you record nothing")
	says("disclosure", "Search for", "for disclosure")
	says("custody", "Search for", "custody")
	pair := casefile.PairID(r.pair)
	s.record("detective", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}), s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}),
		s.event("OrderConsidered", casefile.OrderConsidered{Pair: pair, Order: fact.Of(casefile.SPO), Decision: fact.Of(casefile.DecideYes)}))
	says("spoc", "nobody has decided", r.ref)
	says("orders", "Order to apply for", "decided by DC Dilys Example", r.ref)
}

func TestTheRegistrarSeesAProposalNobodyAskedAbout(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	s.record("detective", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}), s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}))
	s.record("detective", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: pair, As: casefile.Harassment2, Why: "no fixation seen"}))
	s.record("detective", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, ToolGrade: fact.Of(casefile.High), Judgement: fact.Of(casefile.Medium)}))
	p := s.signedIn("registrar").get("/")
	if got := firstLine(p); !strings.Contains(got, "Classification: ") || !strings.Contains(got, "proposed by DC Dilys Example") || !strings.Contains(got, r.ref) {
		t.Errorf("the registrar's first line is %q", got)
	}
	if href, _ := p.Find(".fs-next__do").Attr("href"); !strings.Contains(href, "/record/RegistrarRuled?pair="+r.pair) {
		t.Errorf("the way to rule is %q", href)
	}
	if got := s.signedIn("sergeant").get("/").text("main"); !strings.Contains(got, "Lowered risk: High to Medium, proposed by DC Dilys Example") {
		t.Errorf("the supervisor is not shown the lowered risk beside the ruling: %s", got)
	}
	own := s.signedIn("detective").get("/").text("main")
	for _, want := range []string{"Waiting on others (2)", "waits for the force crime registrar’s ruling", "waits for a supervisor to confirm or return it"} {
		if !strings.Contains(own, want) {
			t.Errorf("the proposer's home does not say %q: %s", want, own)
		}
	}
}

// What somebody proposed stands on their home whoever holds the case since, in whatever
// unit; what others of their own unit proposed does not.
func TestWhatSomebodyProposedWaitsOnTheirHomeWhereverTheCaseIs(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	s.record("detective", r.id, s.event("CaseClosed", casefile.CaseClosed{Outcome: fact.Of(casefile.CloseOutcome("duplicate"))}))
	const line = "waits for a supervisor to confirm or return it"
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "other", Unit: "south"}))
	if x := s.caseNow(r.ref); x.Unit != "south" || x.Owner == "detective" {
		t.Fatalf("the case is with %s in %s", x.Owner, x.Unit)
	}
	if got := s.signedIn("detective").get("/").text("main"); !strings.Contains(got, "Waiting on others (1)") || !strings.Contains(got, line) {
		t.Errorf("the proposer's home does not say what waits elsewhere: %s", got)
	}
	if got := s.signedIn("responder").get("/").text("main"); strings.Contains(got, line) {
		t.Errorf("somebody who proposed nothing is told of it: %s", got)
	}
}

func TestAProposalThatCameBackStandsOnItsProposersHomeForAWeek(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	closed := s.event("CaseClosed", casefile.CaseClosed{Outcome: fact.Of(casefile.CloseOutcome("duplicate"))})
	s.record("detective", r.id, closed)
	s.now = s.now.Add(time.Minute)
	s.record("sergeant", r.id, s.event("ProposalDecided", casefile.ProposalDecided{Proposal: casefile.ProposalID(closed.ID), Accept: fact.Of(false), Why: "tell the victim first"}))
	if got := s.signedIn("detective").get("/").text("main"); !strings.Contains(got, "Returned to you (1)") || !strings.Contains(got, "returned by PS Sara Example") {
		t.Errorf("the proposer is not told that it came back: %s", got)
	}
	s.now = s.now.AddDate(0, 0, returnedDays)
	if got := s.signedIn("detective").get("/").text("main"); strings.Contains(got, "Returned to you") {
		t.Error("what came back still stands after a week")
	}
}

func TestHomeHasOneLineForEachCaseAndClause(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	s.record("detective", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.Medium)}))
	for range 4 {
		s.now = s.now.Add(time.Hour)
		s.record("detective", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}))
	}
	p := s.signedIn("detective").get("/")
	if got := p.text("main"); strings.Count(got, "Judge the risk again: 4 changes since Fri 20 Nov 2026.") == 0 {
		t.Errorf("four changes are not one line: %s", got)
	}
	if n := p.Find(".fs-todo__say:contains('Something has changed since')").Length(); n != 0 {
		t.Errorf("%d lines of single changes", n)
	}
	next := s.signedIn("detective").get("/cases?show=mine").text("main [data-label=Next]")
	if say := p.text(".fs-next__say"); !strings.HasPrefix(next, say) {
		t.Errorf("the list of cases says %q comes next, home %q", next, say)
	}
}

func TestALimitNearItsEndStandsUnderNow(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Unwanted: fact.Of(true)})
	e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 5, Day: 30})
	s.record("detective", r.id, e)
	p := s.signedIn("detective").get("/")
	if got := p.Find(".fs-duties:has(h2:contains('Now')), .fs-next").Text(); !strings.Contains(got, "Last day to charge") {
		t.Errorf("a limit with nine days left is not under Now: %s", got)
	}
	if n := p.Find(".fs-todo__say:contains('Last day to charge')").Length(); n != 1 {
		t.Errorf("the limit stands on home %d times", n)
	}
}

func TestTheGuardianIsToldWhoSearchedByPerson(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Nia Invented")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	outsider := s.signedIn("other")
	outsider.search("Nia Invented")
	outsider.search("Nia Invented")
	guardian := s.signedIn("standards")
	var got string
	for range 50 { // the alert follows the search; nobody waits for it
		if got = firstLine(guardian.get("/")); strings.Contains(got, "twice") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !strings.Contains(got, "PC Owen Example searched for what it holds twice, last Fri 20 Nov 2026 14:00") || !strings.Contains(got, r.ref) {
		t.Errorf("the guardian's first line is %q", got)
	}
}

func TestANewReportIsOneTapFromHome(t *testing.T) {
	s := newSite(t)
	for who, want := range map[string]int{"handler": 1, "responder": 1, "detective": 1, "advocate": 0, "admin": 0} {
		if n := s.signedIn(who).get("/").Find("main a.govuk-button[href='/report'], main form[action='/call'] button[value='report']").Length(); n != want {
			t.Errorf("%s: %d buttons for a new report on home, want %d", who, n, want)
		}
	}
}
