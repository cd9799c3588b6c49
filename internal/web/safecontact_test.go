package web

import (
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A victim may tell anybody how to reach them. Whoever was not shown what is recorded
// never wipes out a number or a code word by leaving it empty (APP 4.3; U17).
func TestWhoCannotSeeASafeContactNeverWipesItOut(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	first := s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("phone")),
		Number: fact.Of(casefile.Line(canaryContact)), Times: fact.Of(casefile.Line("after nine")), Message: fact.Of(true), CodeWord: "marigold", AskFor: "Fi", Withheld: fact.Of(true)})
	s.record("responder", r.id, first)
	colleague := s.signedIn("detective") // of the same unit, and not on the case
	path := "/case/" + r.ref + "/record/SafeContactRecorded?person=" + r.victim
	p := colleague.get(path)
	if got := p.text("main"); !strings.Contains(got, "recorded and not shown to you. What you leave empty stays") || strings.Contains(p.body, canaryContact) || strings.Contains(p.body, "marigold") {
		t.Errorf("the form says %s", got)
	}
	colleague.submit(p, entryFormSelector, url.Values{"may_leave_message": {"false"}, "times": {"only before seven"}})
	d := s.caseNow(r.ref).Person(casefile.PersonID(r.victim)).SafeContact.Data
	if d.Number.Value != canaryContact || d.CodeWord != "marigold" || d.AskFor != "Fi" || d.Withheld != fact.Of(true) || d.Times.Value != "only before seven" || d.Message != fact.Of(false) {
		t.Errorf("what stands is %+v", d)
	}
	owner := s.signedIn("responder")
	const told = "How to reach the victim safely was changed by somebody who could not see what was recorded before."
	if home := owner.get("/").text("main"); !strings.Contains(home, told) || strings.Contains(home, "before seven") {
		t.Errorf("whoever holds the case is told %q", home)
	}
	if home := colleague.get("/").text("main"); strings.Contains(home, told) {
		t.Error("who changed it is told of their own change")
	}
	if got := owner.get("/case/" + r.ref).text(".fs-safe"); !strings.Contains(got, "by DC Dilys Example, who could not see what was recorded before; the rest stands from Fri 20 Nov 2026 by PC Rhian Example") {
		t.Errorf("whoever holds the case reads %q", got)
	}
	if got := colleague.get("/case/" + r.ref); strings.Contains(got.body, canaryContact) {
		t.Error("recording it shows the number to who was not shown it")
	}
	// Set right by somebody who sees it, what the colleague said still stands over it and takes nothing away.
	fix := s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("phone")), Number: fact.Of(casefile.Line("07700 900333")), CodeWord: "marigold"})
	fix.Corrects, fix.Reason = first.ID, "misheard"
	s.record("responder", r.id, fix)
	if d := s.caseNow(r.ref).Person(casefile.PersonID(r.victim)).SafeContact.Data; d.Number.Value != "07700 900333" || d.Times.Value != "only before seven" {
		t.Errorf("after the first was corrected: %+v", d)
	}
	// Whoever sees all of it takes away by leaving empty.
	p = owner.get(path)
	if strings.Contains(p.text("main"), "not shown to you") {
		t.Error("whoever sees it reads that it is not shown")
	}
	owner.submit(p, entryFormSelector, url.Values{"number": {""}, "times": {""}})
	safe := s.caseNow(r.ref).Person(casefile.PersonID(r.victim)).SafeContact
	if safe.Data.Number.Given() || safe.Data.Times.Given() || safe.Data.CodeWord != "marigold" || safe.Kept != nil {
		t.Errorf("after a number was taken away: %+v, kept %v", safe.Data, safe.Kept)
	}
}
