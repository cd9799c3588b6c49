package web

import (
	"net/url"
	"strings"
	"testing"
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
