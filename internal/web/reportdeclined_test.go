package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/fact"
)

// What somebody would rather not say on the call is not asked anew at the door as if
// nobody had: it says that it was asked, by whom and when, and how to come back to it.
func TestTheDoorSaysWhatTheyWouldRatherNotSay(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", url.Values{"s.safe_to_speak": {"s:declined"}, "s.safe_now": {"true"}, "l.relationship": {"s:declined"}, "i1.channel": {"s:declined"}, "i1.unwanted": {"true"}, fieldOften: {"declined"}})
	s.send(ref, "responder")
	c := s.signedIn("responder")
	p := c.get("/case/" + ref + "/door")
	said := p.Find(".fs-given:contains(\"Answered already\")").First()
	if got := strings.Join(strings.Fields(said.Text()), " "); !strings.Contains(got, "they would rather not say. Come back to it only if") || !strings.Contains(got, "Prefers not to say Hana Example, Fri 20 Nov 2026") {
		t.Errorf("the first page says %q", got)
	}
	if outside(p, "s.safe_to_speak") || !outside(p, "s.injured") {
		t.Error("what they would rather not say is asked anew, or what nobody asked is not")
	}
	p = c.onReport(p, url.Values{fieldDo: {"to-" + stepActs}})
	if outside(p, "l.relationship") {
		t.Error("the relationship is asked anew")
	}
	got := p.text(`section[aria-labelledby="recorded-title"]`)
	for _, want := range []string{"Asked, and they would rather not say: ", "How did it reach", askOften, "Hana Example, Fri 20 Nov 2026"} {
		if !strings.Contains(got, want) {
			t.Errorf("the incident on record reads %q, without %q", got, want)
		}
	}
	if strings.Contains(got, "unwanted") {
		t.Errorf("what was answered is said to be kept back: %q", got)
	}
}

// Where everything was answered, nothing is said of anybody keeping something back.
func TestTheDoorSaysNothingOfReticenceWhereThereWasNone(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", nil)
	s.send(ref, "responder")
	c := s.signedIn("responder")
	p := c.get("/case/" + ref + "/door")
	for _, at := range []shown{p, c.onReport(p, url.Values{fieldDo: {"to-" + stepActs}})} {
		if strings.Contains(at.text("main"), "rather not say") {
			t.Errorf("%s: %s", at.path, at.text("main"))
		}
	}
}

// Where somebody is, and a number of theirs, may be kept back too: it is on record as
// kept back, not as never asked, and what was told before that stands as it was.
func TestAPlaceAndANumberCanBeKeptBack(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", nil)
	s.send(ref, "responder")
	c := s.signedIn("responder")
	p := c.onReport(c.get("/case/"+ref+"/door"), url.Values{"s.where-status": {"declined"}, fieldDo: {"to-" + stepLeave}})
	c.onReport(p, url.Values{"c.channel": {"phone"}, "c.number-status": {"declined"}, "g.words": {"Stays with her sister."}})
	x := s.page("responder", s.caseNow(ref).ID)
	if last := x.Immediate[len(x.Immediate)-1]; last.Data.Where.Status != fact.Declined {
		t.Errorf("where she is stands as %v", last.Data.Where)
	}
	if safe := x.Pairs[0].Victim.SafeContact; safe == nil || safe.Data.Number.Status != fact.Declined {
		t.Errorf("the safe number stands as %+v", safe)
	}
	if got := c.get("/case/" + ref).text(".fs-safe"); !strings.Contains(got, "number or address: preferred not to say") {
		t.Errorf("the safe contact reads %q", got)
	}
}

// That somebody was safe is asked again openly once hours have gone by.
func TestWhetherTheyAreSafeIsAskedAgainAfterHours(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", url.Values{"s.safe_now": {"true"}})
	asked := func() bool {
		s.send(ref, "responder")
		return outside(s.signedIn("responder").get("/case/"+ref+"/door"), "s.safe_now")
	}
	if asked() {
		t.Error("what was answered just now is asked anew")
	}
	s.now = s.now.Add(safeFor + time.Minute)
	if !asked() {
		t.Error("after hours nobody is asked whether they are safe")
	}
}
