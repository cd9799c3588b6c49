package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/force"
)

// offered is a case of unit north that is offered to a unit, nobody named.
func offered(s *site, unit string) (reported, string) {
	s.t.Helper()
	r := s.report("responder", "Ffion Invented")
	e := s.event("CaseHandedOver", casefile.CaseHandedOver{ToUnit: casefile.Line(unit), NotDone: "see the neighbour"})
	s.record("responder", r.id, e)
	return r, e.ID
}

// A responder drives to the victim while the offer is still open (APP 4, para 4; U17).
func TestWhoIsOfferedACaseReadsHowToReachTheVictimSafelyBeforeAccepting(t *testing.T) {
	s := newSite(t)
	r, id := offered(s, "South")
	s.record("responder", r.id, s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("phone")),
		Number: fact.Of(casefile.Line(canaryContact)), Times: fact.Of(casefile.Line("after nine, when he is at work")), Message: fact.Of(false), CodeWord: "marigold", OthersAtHome: "her brother, who tells him", Cautions: "Never knock at the front"}))
	c := s.signedIn("other")
	before := c.get("/case/" + r.ref)
	if got := before.text(".fs-safe"); !strings.Contains(got, "after nine, when he is at work") || !strings.Contains(got, "Never knock at the front") || !strings.Contains(got, "shown once you accept") {
		t.Errorf("on the way there they read %q", got)
	}
	for _, secret := range []string{canaryContact, "marigold", "her brother"} {
		if strings.Contains(before.body, secret) || strings.Contains(c.get("/case/"+r.ref+"/people").body, secret) {
			t.Errorf("before accepting they are shown %q", secret)
		}
	}
	if l := s.page("other", r.id).Looked("GET /"); !strings.HasPrefix(l.Reason, "safe contact without numbers") || s.page("detective", r.id).Looked("GET /").Reason != "" {
		t.Errorf("the look at it says %q", l.Reason)
	}
	if got := s.signedIn("detective").get("/case/" + r.ref).text(".fs-safe"); strings.Contains(got, "after nine") || !strings.Contains(got, "withheld from you") {
		t.Errorf("somebody it is not offered to reads %q", got)
	}
	c.submit(c.get("/case/"+r.ref+"/record/HandoverAccepted?handover="+id), entryFormSelector, nil)
	if got := c.get("/case/" + r.ref).text(".fs-safe"); !strings.Contains(got, "her brother") || strings.Contains(got, "shown once you accept") {
		t.Errorf("after accepting they read %q", got)
	}
}

const unitHeading = "Offered to your unit, for any of you to accept"

func TestACaseOfferedToAUnitWaitsOnTheHomeOfEachOfItsMembers(t *testing.T) {
	s := newSite(t)
	second := siteStaff()[2] // "other", of unit south
	second.ID, second.Name = "second", "Sian Example"
	must(t, s.RecordStaff(t.Context(), "system", second))
	_, err := s.ids.Create(t.Context(), "second", "second@fernshire.example.org", s.now)
	must(t, err)
	// Typed otherwise than the register writes it: it is the same unit.
	r, id := offered(s, "  South")
	accept := `main a[href="/case/` + r.ref + `/record/HandoverAccepted?handover=` + id + `"]`
	for _, who := range []string{"other", "second"} {
		p := s.signedIn(who).get("/")
		if got := p.text("main"); !strings.Contains(got, "Accept the case offered by PC Rhian Example, Fri 20 Nov 2026") || !strings.Contains(got, "waits for anybody in South") || !strings.Contains(got, r.ref) {
			t.Errorf("%s of the unit is not told: %s", who, got)
		}
		if p.Find(accept).Length() == 0 {
			t.Errorf("%s of the unit is not offered to accept", who)
		}
	}
	for _, who := range []string{"detective", "handler", "sergeant", "responder"} {
		if p := s.signedIn(who).get("/"); p.Find(accept).Length() > 0 || strings.Contains(p.text("main"), unitHeading) {
			t.Errorf("%s is of another unit and is offered the case", who)
		}
	}
	if got := s.signedIn("responder").get("/").text("main"); !strings.Contains(got, "waits for anybody in South to accept it") {
		t.Errorf("who offered it is not told that it waits: %s", got)
	}
	if got := s.signedIn("responder").get("/case/" + r.ref + "?done=" + id).text(".govuk-notification-banner"); !strings.Contains(got, "It waits for anybody in South to accept it.") {
		t.Errorf("after offering it the page says %q", got)
	}
	c := s.signedIn("second")
	form := c.get("/case/" + r.ref + "/record/HandoverAccepted?handover=" + id)
	if !strings.Contains(form.text("main"), "see the neighbour") {
		t.Errorf("what is left to do is not shown: %s", form.text("main"))
	}
	if got := c.submit(form, entryFormSelector, url.Values{}); got.status != 200 || s.caseNow(r.id).Owner != "second" {
		t.Fatalf("accepting answers %d: %s", got.status, got.text("main"))
	}
	if got := s.caseNow(r.id).Unit; got != "south" {
		t.Errorf("the case is now of unit %q, want the register's name of it", got)
	}
	for _, who := range []string{"other", "responder"} {
		if got := s.signedIn(who).get("/").text("main"); strings.Contains(got, unitHeading) || strings.Contains(got, "to accept it") {
			t.Errorf("accepted, and %s is told that it waits: %s", who, got)
		}
	}
}

func TestOnlyTheUnitIsOfferedToAcceptAndOnlyTheNewestOfferCounts(t *testing.T) {
	s := newSite(t)
	r, id := offered(s, "south")
	offers := func(who string) bool {
		return strings.Contains(s.signedIn(who).get("/case/"+r.ref).body, "Accept the hand-over")
	}
	if !offers("other") || offers("detective") || offers("responder") {
		t.Errorf("offered to accept: south %v, a colleague of north %v, who offered %v", offers("other"), offers("detective"), offers("responder"))
	}
	if got := s.signedIn("detective").get("/case/" + r.ref + "/record/HandoverAccepted?handover=" + id); got.Find(entryFormSelector).Length() > 0 || !strings.Contains(got.text("main"), "It was offered to south. Somebody there has to accept it.") {
		t.Errorf("a colleague of north sees %s", got.text("main"))
	}
	s.record("responder", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{ToUnit: "control"}))
	if got := s.signedIn("other").get("/").text("main"); strings.Contains(got, r.ref) {
		t.Errorf("offered elsewhere since, and south is still told: %s", got)
	}
	moved := siteStaff()[0]
	moved.Unit = "north"
	must(t, s.RecordStaff(t.Context(), "system", moved))
	if !offers("detective") {
		t.Error("an offer to a unit that nobody is in any more can be accepted by nobody")
	}
}

func TestARestrictedCaseOfferedToAUnitIsOfferedToThoseInsideAlone(t *testing.T) {
	s := newSite(t)
	r, _ := offered(s, "south")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"responder"}}))
	for _, page := range []string{"/", "/cases?show=offered"} {
		if got := s.signedIn("other").get(page).text("main"); strings.Contains(got, r.ref) || strings.Contains(got, unitHeading) {
			t.Errorf("%s: a member of the unit outside the wall is told: %s", page, got)
		}
	}
}

func TestManyOffersToAUnitAreListedInFull(t *testing.T) {
	s := newSite(t)
	for range deskLines + 2 {
		offered(s, "south")
	}
	c := s.signedIn("other")
	p := c.get("/")
	list := p.Find(".fs-duties").FilterFunction(func(_ int, x *goquery.Selection) bool { return strings.Contains(x.Text(), unitHeading) })
	if n := list.Find("li").Length(); n != deskLines {
		t.Errorf("%d lines, want %d", n, deskLines)
	}
	if got := c.get(list.Find(".fs-duties__more a").AttrOr("href", "")).Find("tbody tr").Length(); got != deskLines+2 {
		t.Errorf("the list the page leads to holds %d, want %d", got, deskLines+2)
	}
}

func TestAUnitThatNothingIsOfferedToAsksForNothing(t *testing.T) {
	s := newSite(t)
	if got := s.signedIn("other").get("/cases?show=offered").text("main"); !strings.Contains(got, "Cases handed over to your unit") {
		t.Errorf("the empty list says %q", got)
	}
	must(t, s.RecordStaff(t.Context(), "system", force.Staff{ID: "loose", Name: "Lois Example", Demo: true, Roles: siteStaff()[1].Roles}))
	_, err := s.ids.Create(t.Context(), "loose", "loose@fernshire.example.org", s.now)
	must(t, err)
	r, _ := offered(s, "south")
	if got := fmt.Sprint(s.signedIn("loose").get("/").text("main")); strings.Contains(got, r.ref) {
		t.Errorf("somebody of no unit is offered what was offered to a unit: %s", got)
	}
}

func TestAnOfferToNobodyOrToAUnitThereIsNotIsAnsweredWithWhoMayBeChosen(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	c := s.signedIn("responder")
	form := "/case/" + r.ref + "/record/CaseHandedOver"
	for name, tt := range map[string]struct{ unit, field, says string }{
		"blank":               {"", "to", "Say who it is offered to: a person, or a unit. The units are: control, hq, north, psd, south."},
		"a unit there is not": {"DAU", "to_unit", "Nobody in a unit called \"DAU\" can accept it. The units are: control, hq, north, psd, south."},
	} {
		got := c.submit(c.get(form), entryFormSelector, url.Values{"to_unit": {tt.unit}, "not_done": {"See the neighbour."}})
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), tt.says) || got.Find(`input[name="`+tt.field+`"][aria-describedby*="error"]`).Length() == 0 {
			t.Errorf("%s: %d, %s", name, got.status, got.text("main"))
		}
		if got.Find(`textarea[name="not_done"]`).Text() != "See the neighbour." {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
	if n := len(s.caseNow(r.id).Handovers); n != 0 {
		t.Fatalf("%d offers recorded, want none", n)
	}
	if got := c.submit(c.get(form), entryFormSelector, url.Values{"to_unit": {" SOUTH "}}); got.status != http.StatusOK || s.caseNow(r.id).Offered() == nil {
		t.Errorf("a unit written another way: %d, %s", got.status, got.text("main"))
	}
}

func TestUnitsAreSuggestedWhereOneIsNamed(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	p := s.signedIn("responder").get("/case/" + r.ref + "/record/CaseHandedOver")
	list, _ := p.Find(`input[name="to_unit"]`).Attr("list")
	var got []string
	p.Find("datalist#" + list + " option").Each(func(_ int, o *goquery.Selection) { got = append(got, o.AttrOr("value", "")) })
	if fmt.Sprint(got) != "[control hq north psd south]" {
		t.Errorf("suggested: %v", got)
	}
}
