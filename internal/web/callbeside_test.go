package web

import (
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Two cases of one man, found in one call: a check that found no bail on the first
// never reads as clear beside bail that is live on the second.
func TestNothingFoundNeverStandsBesideWhatIsLiveOnAnotherCaseOfTheCall(t *testing.T) {
	s := newSite(t)
	checked := s.report("responder", "Gwen Invented")
	ask := s.event("CheckRequested", casefile.CheckRequested{System: "bail"})
	s.record("responder", checked.id, ask, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(ask.ID), Result: casefile.NoTrace}))
	live := s.liveCase()
	main := s.signedIn("handler").call("Steven Madeup").text("main")
	want := "Bail: live on " + live.ref + ", against somebody of the same name. Here: checked Fri 20 Nov 2026, 14:00, nothing found then."
	if strings.Count(main, want) != 2 { // on the page, and in the text for the log
		t.Errorf("the answer lacks %q: %s", want, main)
	}
	if hers := s.signedIn("handler").call("Gwen Invented").text("main"); !strings.Contains(hers, want) {
		t.Errorf("found by the caller’s own name the answer lacks %q: %s", want, hers)
	}
	if strings.Contains(main, "live on "+checked.ref) {
		t.Errorf("what is live is said to be on the other case: %s", main)
	}
}

// Typed ends are not said twice: what somebody ended with a comma is joined by one.
func TestTypedTextIsJoinedWithoutItsOwnComma(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id,
		s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("phone")), Times: fact.Of(casefile.Line("after nine,")), AskFor: "Fi, "}),
		s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Words: []casefile.Line{"Not to contact her,", "To live at home;"}}))
	p := s.signedIn("handler").call("Ffion Invented")
	log := p.text("#call-log")
	for _, want := range []string{"Phone, after nine, ask for Fi.", "not to contact her; to live at home, its end is not recorded."} {
		if !strings.Contains(log, want) {
			t.Errorf("%q is not in the log: %s", want, log)
		}
	}
	if strings.Contains(log, ",,") || strings.Contains(log, ", ,") {
		t.Errorf("a comma twice: %s", log)
	}
	risk, live := strings.Index(log, "Risk: not judged yet."), strings.Index(log, "Live bail")
	if risk < 0 || live < risk {
		t.Errorf("risk and how they know each other do not come first: %s", log)
	}
}

// Nobody hands a case over by reporting it online.
func TestAReportMadeOnlineIsTakenOnAndNotHandedOver(t *testing.T) {
	s := newSite(t)
	ref := s.online("Tamsin Invented", fact.Of(true), fact.Of(false))
	c := s.signedIn("handler")
	page := c.get("/case/" + ref)
	offer := page.text(".fs-offer")
	if !strings.Contains(offer, "Nobody has taken this report on yet") || !strings.Contains(offer, "Take it on") || strings.Contains(offer, "hand-over") || strings.Contains(offer, ",.") || strings.Contains(offer, ",,") || page.Find("#told-title").Length() > 0 {
		t.Errorf("the case says %q", offer)
	}
	form := c.get(page.Find(".fs-offer a").First().AttrOr("href", ""))
	if got := form.text("main"); !strings.Contains(got, "Take on the report made online") || strings.Contains(strings.ToLower(got), "hand-over from") {
		t.Errorf("the form says %s", got)
	}
	after := c.submit(page, `form[action$="/record/HandoverAccepted"]`, nil)
	if got := c.get("/case/" + ref); after.status != 200 || strings.Contains(got.text("main"), "Handed over by") {
		t.Errorf("taken on, %d: %s", after.status, got.text("main"))
	}
}
