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

// The custody officer sees who is held, records the release and the bail, and is not
// offered what they may not record; then everybody who answers for it reads first that
// somebody is out and the victim does not know.
func TestCustodyRecordsTheReleaseAndHomesSayWhoDoesNotKnow(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	custody := s.join("custody", casefile.Custody)
	people := map[string]*client{"the owner": s.signedIn("detective"), "the sergeant": s.signedIn("sergeant"), "the superintendent": s.join("super", casefile.Superintend),
		"the duty inspector": s.join("duty", casefile.DutyInspector), "custody": custody}
	if got := firstLine(custody.get("/")); !strings.Contains(got, "In custody: see what is to be done before the release.") || !strings.Contains(got, "suspect: Steven Madeup") || !strings.Contains(got, r.ref) {
		t.Errorf("custody's first line is %q", got)
	}
	page := "/case/" + r.ref + "/release/" + arrest
	p := custody.get(page)
	for _, not := range []string{"judge-high", "plan", "patrol"} {
		if p.Find(`button[name="_do"][value="`+not+`"]`).Length() > 0 {
			t.Errorf("custody is offered %q, which it may not record", not)
		}
	}
	if got := p.text(".fs-release"); !strings.Contains(got, "DC Dilys Example records this.") {
		t.Errorf("the set says %q", got)
	}
	for _, b := range p.Find(`main button[name="_do"]`).EachIter() {
		do := b.AttrOr("value", "")
		if do == "released" {
			continue
		}
		fields := filled(custody.get(page).Find(`form:has(button[value="` + do + `"])`))
		fields.Set(fieldDo, do)
		if got := custody.post(page, fields); got.status != http.StatusOK {
			t.Errorf("custody is offered %q and answered %d: %s", fields.Get(fieldDo), got.status, got.text("main"))
		}
	}
	if got := custody.post(page, url.Values{"_do": {"judge-high"}, "pair": {r.pair}, "_id": {newEntryID()}}); got.status != http.StatusForbidden {
		t.Errorf("custody judging the risk is answered %d", got.status)
	}
	s.now = s.now.Add(5 * time.Minute)
	gone := filled(custody.get(page).Find(`form:has(button[value="released"])`))
	gone.Set(fieldDo, "released")
	sure := custody.post(page, gone)
	if got := sure.text("main"); s.caseNow(r.id).InCustody(casefile.PersonID(r.actor)) == nil || !strings.Contains(got, ", 3 hours from now") || !strings.Contains(got, "And 5 more steps.") {
		t.Fatalf("the first press, early and with steps left, answers %d and says %q", sure.status, got)
	}
	out := custody.submit(sure, "main form", url.Values{fieldDo: {"released"}})
	if out.status != http.StatusOK || s.caseNow(r.id).InCustody(casefile.PersonID(r.actor)) != nil {
		t.Fatalf("recording the release answers %d: %s", out.status, out.text("main"))
	}
	const says = "Out of custody since today 14:05, and the victim has not been reached about it."
	for who, c := range people {
		if got := firstLine(c.get("/")); !strings.Contains(got, says) || !strings.Contains(got, r.ref) {
			t.Errorf("%s: the first line is %q", who, got)
		}
	}
	s.record("detective", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke")), Topics: []casefile.Topic{"release"}}))
	for who, c := range people {
		if got := c.get("/").text("main"); strings.Contains(got, "has not been reached about it") {
			t.Errorf("%s: the victim knows, and the home says %q", who, got)
		}
	}
	bail := s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("police_before_charge"))})
	s.record("custody", r.id, bail)
	if got := s.caseNow(r.id).Bails; len(got) != 1 || got[0].ByRole != casefile.Custody {
		t.Errorf("bail set by custody stands as %+v", got)
	}
}

// One suspect may act towards several people: their name stands once.
func TestASuspectOfTwoPairsIsNamedOnce(t *testing.T) {
	s := newSite(t)
	r, _ := heldCase(s)
	second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
	s.record("detective", r.id, second, s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(second.ID), Actor: casefile.PersonID(r.actor)}))
	if got := firstLine(s.join("custody", casefile.Custody).get("/")); strings.Count(got, "Steven Madeup") != 1 {
		t.Errorf("custody's first line is %q", got)
	}
}
