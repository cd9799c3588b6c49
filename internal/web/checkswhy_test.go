package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// One tap records that a check failed; why may be said after, and a wrong tap taken back.
func TestAFailedCheckAsksWhyAfterwardsAndCanBeTakenBack(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	asked := s.event("CheckRequested", casefile.CheckRequested{System: "pnd", On: "actor", Person: casefile.PersonID(r.actor)})
	s.record("detective", r.id, asked)
	path := "/case/" + r.ref + "/checks"
	answers := func(p shown, section string, change url.Values) shown {
		t.Helper()
		return c.submit(p, `section[aria-labelledby="`+section+`"] form`, change)
	}
	p := answers(c.get(path), "waiting-title", url.Values{fieldDo: {"failed"}})
	box := p.text(`section[aria-labelledby="failed-title"]`)
	if !strings.Contains(box, "PND, on Steven Madeup (suspect)") || !strings.Contains(box, "by DC Dilys Example") || !strings.Contains(box, "You need not say") {
		t.Fatalf("after the tap the page says %q", box)
	}
	if got := answers(p, "failed-title", url.Values{fieldDo: {"why"}}); got.status != http.StatusUnprocessableEntity {
		t.Errorf("an empty reason answers %d", got.status)
	}
	s.now = s.now.Add(time.Minute)
	p = answers(p, "failed-title", url.Values{fieldDo: {"why"}, "text": {"The service did not answer."}})
	k := s.caseNow(r.id).CheckByID(casefile.CheckID(asked.ID))
	if k.State != casefile.StateFailed || k.Failure != "The service did not answer." || p.Find(`section[aria-labelledby="failed-title"]`).Length() != 0 {
		t.Errorf("the reason is kept as %+v", k)
	}
	// Another, tapped by mistake.
	second := s.event("CheckRequested", casefile.CheckRequested{System: "visor", On: "actor", Person: casefile.PersonID(r.actor)})
	s.record("detective", r.id, second)
	p = answers(c.get(path), "waiting-title", url.Values{fieldDo: {"failed"}})
	back, _ := p.Find(`section[aria-labelledby="failed-title"] a:contains("Take it back")`).Attr("href")
	if got := c.submit(c.get(back), entryFormSelector, url.Values{fieldReason: {"Wrong button."}}); got.status != http.StatusOK {
		t.Fatalf("taken back: %d %s", got.status, got.text("main"))
	}
	if k := s.caseNow(r.id).CheckByID(casefile.CheckID(second.ID)); k.State != casefile.StateAsked {
		t.Errorf("taken back, and the check is %s", k.State)
	}
	history := c.get("/case/" + r.ref + "/history").text("main")
	for _, want := range []string{"Check failed: PND, on Steven Madeup (suspect)", "Check asked for: ViSOR, on Steven Madeup (suspect)", "Check failed (withdrawal): ViSOR, on Steven Madeup (suspect)", "Person added: Ffion Invented"} {
		if !strings.Contains(history, want) {
			t.Errorf("the history lacks %q: %s", want, history)
		}
	}
}

func TestAVehicleIsChecked(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	s.record("detective", r.id, s.event("PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(r.actor), Details: casefile.Details{Name: fact.Of(casefile.Line("Steven Madeup")), Vehicles: []casefile.Line{"QX01 ABC, grey van"}}}))
	path := "/case/" + r.ref + "/checks"
	p := c.get(path)
	if got := p.text("main"); !strings.Contains(got, "Vehicle of Steven Madeup") {
		t.Fatalf("the vehicle is not among what can be checked: %s", got)
	}
	tick := p.Find(`input[name="tick"][value*="-vehicles-0/leds_pnc"]`).AttrOr("value", "")
	c.submit(p, `form:has(#ask)`, url.Values{fieldDo: {"ask"}, fieldTick: {tick}})
	c.submit(c.get(path), `form:has(#ask)`, url.Values{fieldDo: {"ask"}, fieldOn: {"vehicle"}, fieldOther: {"QX02 XYZ"}, fieldTick: {otherPlace + "/leds_pnc"}})
	checks := s.caseNow(r.id).Checks
	if len(checks) != 2 || checks[0].Subject != "vehicle" || checks[0].Data.Subject != "QX01 ABC, grey van" || checks[1].Subject != "vehicle" || checks[1].Data.Subject != "QX02 XYZ" {
		t.Errorf("asked for: %+v", checks)
	}
	if got := c.get(path).text("#other-fold"); !strings.Contains(got, "DVLA") || !strings.Contains(got, "ANPR") {
		t.Errorf("what a check of a vehicle asks is not said: %s", got)
	}
}
