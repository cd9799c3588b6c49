package web

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// grave is a case of unit north judged high, with a threat to life that names whom was told.
func grave(s *site, victim string, told casefile.StaffID) reported {
	s.t.Helper()
	r := s.report("responder", victim)
	pair := casefile.PairID(r.pair)
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High)}),
		s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: pair, Present: fact.Of(true), Inspector: told}))
	return r
}

func TestWhoIsToldOfAThreatToLifeReadsItFirstUntilTheyHaveLooked(t *testing.T) {
	s := newSite(t)
	s.report("sergeant", "Gwen Invented")
	r := grave(s, "Ffion Invented", "sergeant")
	s.now = s.now.Add(20 * time.Minute)
	for _, who := range []string{"detective", "responder"} {
		if got := s.signedIn(who).get("/").text("main"); strings.Contains(got, "told of a threat") {
			t.Errorf("%s was not told of it: %s", who, got)
		}
	}
	c := s.signedIn("sergeant")
	p := c.get("/")
	got := firstLine(p)
	for _, want := range []string{"told of a threat to life", r.ref, "Ffion Invented", "by PC Rhian Example", "threat to life: yes", "risk high"} {
		if !strings.Contains(got, want) {
			t.Errorf("the first line lacks %q: %s", want, got)
		}
	}
	if then := p.text("main"); !strings.Contains(then, afterThat) || !strings.Contains(then, "judged") {
		t.Errorf("what stood first before is gone: %s", then)
	}
	href, _ := p.Find(".fs-next__do").Attr("href")
	if page := c.get(href); !strings.Contains(page.text("main"), "There is a threat to life") {
		t.Errorf("the way to it leads to %s", page.text("main"))
	}
	s.now = s.now.Add(time.Minute)
	if p := c.get("/"); strings.Contains(firstLine(p), "threat") || !strings.Contains(p.text("main"), dangerHeading+" (1)") || !strings.Contains(p.text("main"), "nothing says that it is over") {
		t.Errorf("they have looked, and home says %s", p.text("main"))
	}
	s.now = s.now.Add(time.Minute)
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(true), Inspector: "sergeant"}))
	s.now = s.now.Add(time.Minute)
	if got := firstLine(c.get("/")); !strings.Contains(got, "told of a threat") {
		t.Errorf("told a second time, and home says %s", got)
	}
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(false), Basis: "He is in prison.", Inspector: "sergeant"}))
	if got := c.get("/").text("main"); strings.Contains(got, "told of") || strings.Contains(got, dangerHeading) {
		t.Errorf("no longer a threat, and home says %s", got)
	}
}

// An inspector of another unit who was told of it reads why and says what they decide,
// for as long as the danger stands.
func TestAnInspectorOfElsewhereWhoWasToldReadsWhyAndDecides(t *testing.T) {
	s := newSite(t)
	told, other := s.join("inspector", casefile.DutyInspector), s.join("another", casefile.DutyInspector)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(true), Basis: "He has bought a knife.", Inspector: "inspector"}))
	for _, c := range []*client{told, other} {
		p := c.get("/case/" + r.ref + "/safety")
		if got := p.text("main"); strings.Contains(got, "bought a knife") != (c == told) || p.Find(`main a[href*="record/ThreatToLifeConsidered"]`).Length() == 0 != (c == other) {
			t.Errorf("told: %v, and the page reads %s", c == told, got)
		}
	}
}

func TestWhatIsOfferedStandsAtTheTopOfHomeWithItsRiskThreatAndFirstDeadline(t *testing.T) {
	s := newSite(t)
	s.report("other", "Gwen Invented") // a duty of their own
	offer := func(r reported, d casefile.CaseHandedOver) {
		s.record("responder", r.id, s.event("CaseHandedOver", d))
	}
	low := s.report("responder", "Mali Invented")
	offer(low, casefile.CaseHandedOver{ToUnit: "south"})
	s.now = s.now.Add(time.Hour)
	r := grave(s, "Ffion Invented", "")
	offer(r, casefile.CaseHandedOver{ToUnit: "south"})
	s.now = s.now.Add(3 * time.Hour)
	p := s.signedIn("other").get("/")
	box := p.Find(".fs-next").NextAll().First()
	if got := box.Find("h2").Text(); !strings.Contains(got, "Offered to your unit") {
		t.Fatalf("below what comes next stands %q", got)
	}
	lines := box.Find("li")
	got := strings.Join(strings.Fields(lines.First().Text()), " ")
	for _, want := range []string{r.ref, "Ffion Invented", "offered by PC Rhian Example", "risk high", "threat to life: yes", "waits 3 hours", "due first: "} {
		if !strings.Contains(got, want) {
			t.Errorf("the gravest offer lacks %q: %s", want, got)
		}
	}
	if got := lines.Last().Text(); lines.Length() != 2 || !strings.Contains(got, low.ref) || !strings.Contains(got, "risk not judged yet") || !strings.Contains(got, "threat to life: not considered yet") || !strings.Contains(got, "waits 4 hours") {
		t.Errorf("the other offer reads %s", got)
	}
	// By name, to somebody whose role puts something else first.
	mine := grave(s, "Nia Invented", "")
	offer(mine, casefile.CaseHandedOver{To: "sergeant"})
	first := s.signedIn("sergeant").get("/").Find(".fs-next").NextAll().First().Text()
	if !strings.Contains(first, "handed over to you by PC Rhian Example") || !strings.Contains(first, mine.ref) || !strings.Contains(first, "offered just now") {
		t.Errorf("below the first line of the one it is offered to stands %s", first)
	}
}

// For somebody outside it a restricted case does not exist: whoever names them as told,
// or gives them a step of it, must not take it that the program does the telling.
func TestWhoNamesSomebodyOutsideARestrictedCaseIsToldThatTheyReadNothingOfIt(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"responder", "detective"}}))
	c := s.signedIn("responder")
	const outside = "is outside this restricted case and told nothing of it here"
	for told, want := range map[casefile.StaffID]bool{"sergeant": true, "detective": false, "standards": false} {
		threat := s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(true), Inspector: told})
		s.record("responder", r.id, threat)
		if got := c.get("/case/" + r.ref + "?done=" + threat.ID).text(".govuk-notification-banner"); strings.Contains(got, outside) != want {
			t.Errorf("%s named as told: %s", told, got)
		}
	}
	step := s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("patrols")), Owner: "other"})
	s.record("responder", r.id, step)
	if got := c.get("/case/" + r.ref + "?done=" + step.ID).text(".govuk-notification-banner"); !strings.Contains(got, "PC Owen Example "+outside) {
		t.Errorf("a step given to somebody outside: %s", got)
	}
	if p := s.signedIn("other").get("/"); strings.Contains(p.body, r.ref) || strings.Contains(p.body, "Ffion") {
		t.Error("somebody outside is shown the case of a step they were given")
	}
}
