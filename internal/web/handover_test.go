package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
)

func TestAHandOverSaysWhatIsDoneWhatIsNotAndWhy(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	failed, asked := s.event("CheckRequested", casefile.CheckRequested{System: "pnd"}), s.event("CheckRequested", casefile.CheckRequested{System: "bail"})
	s.record("detective", r.id, s.event("AccountRecorded", casefile.AccountRecorded{Words: "He was outside again."}), failed, asked,
		s.event("CheckFailed", casefile.CheckFailed{Check: casefile.CheckID(failed.ID)}))
	p := c.get("/case/" + r.ref + "/record/CaseHandedOver")
	done, left := p.Find(`textarea[name="done"]`).Text(), p.Find(`textarea[name="not_done"]`).Text()
	if !strings.Contains(done, s.web.words.Kind("AccountRecorded").Done) || !strings.Contains(done, "1 check asked and not answered, 1 check that could not be done") {
		t.Errorf("done reads %q", done)
	}
	if !strings.Contains(left, "safe and well") || !strings.Contains(left, "background checks that are left: 9 checks") {
		t.Errorf("left reads %q", left)
	}
	fields := filled(p.Find(entryFormSelector))
	fields.Set("to", "responder")
	fields.Set("why_not", "She could not speak: he was in the next room.")
	if sent := c.post("/case/"+r.ref+"/record/CaseHandedOver", fields); sent.status != http.StatusOK {
		t.Fatalf("answers %d: %s", sent.status, sent.text("main"))
	}
	if got := s.caseNow(r.id).Owner; got != "detective" {
		t.Errorf("offered and not accepted, the case is held by %q", got)
	}
	receiver := s.signedIn("responder")
	page := receiver.get("/case/" + r.ref)
	panel := page.text(`section[aria-labelledby="handover-title"]`) + " " + page.text(`section[aria-labelledby="told-title"]`)
	for _, want := range []string{"in the next room", "of what stands under Due now", "could not be done", "Until it is accepted, what is due stays with DC Dilys Example.", "Accept the hand-over"} {
		if !strings.Contains(panel, want) {
			t.Errorf("the receiver's page does not say %q: %q", want, panel)
		}
	}
	if due := page.text("#due-now ~ .fs-duties__list"); !strings.Contains(due, "safe and well") {
		t.Errorf("what is counted as due is not listed as due: %q", due)
	}
	if after := receiver.submit(page, `form[action$="/record/HandoverAccepted"]`, nil); after.status != http.StatusOK || s.caseNow(r.id).Owner != "responder" {
		t.Fatalf("accepted in one tap: %d, and the case is held by %q", after.status, s.caseNow(r.id).Owner)
	}
	page = receiver.get("/case/" + r.ref)
	if told := page.Find(".fs-fold .fs-handed").Text(); page.Find("#handover-title").Length() != 0 || !strings.Contains(told, "he was in the next room") {
		t.Errorf("accepted, and what was handed over can no longer be read: %q", told)
	}
}

func TestALaterOfferStandsAloneAndWhoMadeItOrASupervisorTakesItBack(t *testing.T) {
	for _, who := range []string{"responder", "sergeant"} {
		s := newSite(t)
		r := s.report("responder", "Ffion Invented")
		s.record("responder", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{ToUnit: "south"}))
		s.now = s.now.Add(time.Minute)
		s.record("responder", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective"}))
		c := s.signedIn(who)
		page := c.get("/case/" + r.ref)
		if due := page.text("#due-now ~ .fs-duties__list"); strings.Count(due, "This hand-over has been offered") != 1 || strings.Contains(due, "of these") {
			t.Errorf("%s: the offer that ended is still due: %s", who, due)
		}
		if got := s.signedIn("detective").get("/case/" + r.ref); got.Find(".fs-offer").Length() == 0 || strings.Contains(got.text(".fs-offer"), "Withdraw the offer") {
			t.Errorf("the receiver may take the offer back: %s", got.text(".fs-offer"))
		}
		href, _ := page.Find(`.fs-offer a[role="button"]`).Attr("href")
		after := c.submit(c.get(href), entryFormSelector, map[string][]string{fieldReason: {"Given to the wrong person."}})
		if after.status != http.StatusOK || after.Find("#handover-title").Length() != 0 && strings.Contains(after.text(".fs-offer"), "Dilys") {
			t.Errorf("%s: withdrawn, %d: %s", who, after.status, after.text("main"))
		}
		if h := s.caseNow(r.id).Offered(); h != nil {
			t.Errorf("%s: the last offer was withdrawn, and an earlier one waits again: %+v", who, h.Data)
		}
	}
}
