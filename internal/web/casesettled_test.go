package web

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

func TestASettledDutyNamesWhatSettledItAndNotWhatWasMissing(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	view := caseView{CasePage: s.page("responder", r.id), srv: s.web}
	f, ok := view.finding(guidance.Key{Clause: "initial_account.recorded"})
	if !ok || f.State != guidance.Satisfied {
		t.Fatalf("the account is recorded and its duty is %v", f.State)
	}
	const by = "PC Rhian Example"
	page := c.get(view.dutyHref(f.Key))
	if got := page.text("main"); strings.Contains(got, "No account") || !strings.Contains(got, "What settled it") || !strings.Contains(got, by) {
		t.Errorf("its page reads %s", got)
	}
	duties := c.get("/case/" + r.ref + "/duties")
	if got := duties.text("#done ~ .fs-duties__list"); !strings.Contains(got, "Done: "+lower(s.web.words.Kind("AccountRecorded").Done)+", "+by) {
		t.Errorf("the list of what is done lacks who did it: %s", got)
	}
}

func TestTheFirstDutyShowsTheAnswerThatKeepsItOpen(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	s.record("responder", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.victim), SafeNow: fact.Of(false)}))
	got := s.signedIn("responder").get("/case/" + r.ref + "/duties/" + safeNow + "/-/-").text("main")
	if !strings.Contains(got, "Safe now: no (PC Rhian Example, Fri 20 Nov 2026, 14:00)") || strings.Contains(got, "Nobody has recorded") {
		t.Errorf("recorded as not safe, its page reads %s", got)
	}
}

func TestSeveralDutiesOfOneRuleAreOneLineWithTheListUnderIt(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	x := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Trevor Madeup"))}})
	second := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(x.ID)})
	incident := func(pair string) casefile.Event {
		return s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})
	}
	s.record("responder", r.id, x, second, incident(r.pair), incident(second.ID))
	view := caseView{CasePage: s.page("responder", r.id), srv: s.web, visit: &visit{}}
	g := view.duties()
	list := withoutChecks(slices.Concat(g.now, g.first, g.soon))
	times := map[string]int{}
	for _, f := range list {
		times[f.Clause]++
	}
	most := slices.Max(slices.Collect(maps.Values(times)))
	if most < 2 {
		t.Fatal("no rule applies twice: this proves nothing")
	}
	rows, err := view.dutyRows(list)
	must(t, err)
	if len(rows) != len(times) || linesNow(list) != len(times) {
		t.Errorf("%d lines, counted as %d, for %d rules", len(rows), linesNow(list), len(times))
	}
	p := s.signedIn("responder").get("/case/" + r.ref + "/duties")
	under := p.Find("#soon ~ .fs-duties__list details .fs-duties__list, #first ~ .fs-duties__list details .fs-duties__list, #now ~ .fs-duties__list details .fs-duties__list").First()
	if got := under.Find(".fs-duty__say"); got.Length() != 2 || !strings.Contains(got.Text(), "Trevor Madeup towards Ffion Invented") {
		t.Errorf("under the line stand %d: %q", got.Length(), got.Text())
	}
}
