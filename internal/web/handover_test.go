package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestAHandOverSaysWhatIsDoneWhatIsNotAndWhy(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	failed, asked := s.event("CheckRequested", casefile.CheckRequested{System: "pnd"}), s.event("CheckRequested", casefile.CheckRequested{System: "bail"})
	s.record("detective", r.id, s.event("AccountRecorded", casefile.AccountRecorded{Words: "He was outside again."}), failed, asked,
		s.event("CheckFailed", casefile.CheckFailed{Check: casefile.CheckID(failed.ID)}))
	p := c.get("/case/" + r.ref + "/record/CaseHandedOver")
	done, left := p.Find(`textarea[name="done"]`).Text(), p.Find(`textarea[name="not_done"]`).Text()
	if !strings.Contains(done, "Wrote down their account\n") || !strings.Contains(done, "asked and not answered on the suspect (Bail conditions); could not be done on the suspect (PND)") {
		t.Errorf("done reads %q", done)
	}
	if !strings.Contains(left, "safe and well") || !strings.Contains(left, "background checks that are left: 9 systems") {
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

// A duty that somebody set aside, or said cannot be done, is not among what was done: it is
// left, with their reason, which nobody has to type again.
func TestADutySetAsideIsHandedOverWithItsReason(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "responder", Unit: "north"}))
	s.record("responder", r.id,
		s.event("DutyMarked", casefile.DutyMarked{Clause: "publicinfo.advised", Mark: "waived", Why: "She is in no register."}),
		s.event("DutyMarked", casefile.DutyMarked{Clause: "online_safety.advised", Mark: "cannot_comply", Why: "Her phone is at the shop"}),
		s.event("DutyMarked", casefile.DutyMarked{Clause: "evidence_log.advised", Mark: "waived", Why: "She has a log", Until: calendar.DateOf(s.now).AddDays(1)}))
	if left := s.signedIn("responder").get("/case/" + r.ref + "/record/CaseHandedOver").Find(`textarea[name="not_done"]`).Text(); !strings.Contains(left, "She has a log") {
		t.Errorf("set aside until tomorrow, and not in what is left:\n%s", left)
	}
	s.now = s.now.AddDate(0, 0, 3) // by now it no longer holds
	form := s.signedIn("responder").get("/case/" + r.ref + "/record/CaseHandedOver")
	done, left := form.Find(`textarea[name="done"]`).Text(), form.Find(`textarea[name="not_done"]`).Text()
	if strings.Contains(done, "Answered for a duty") || strings.Contains(done, "register") {
		t.Errorf("what was set aside is among what was done:\n%s", done)
	}
	for _, want := range []string{"Not to be done: She is in no register, said by ", "Cannot be done for now: Her phone is at the shop, said by "} {
		if !strings.Contains(left, want) {
			t.Errorf("%q is not in what is left:\n%s", want, left)
		}
	}
	if strings.Contains(left, "She has a log") {
		t.Errorf("what was set aside until two days ago is still said to be:\n%s", left)
	}
}

// A sergeant reads what was done and what it came to, not which form was filled in.
func TestWhatWasDoneIsSaidInWordsAndWithWhatItCameTo(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	pair, victim := casefile.PairID(r.pair), casefile.PersonID(r.victim)
	yes := fact.Of(true)
	s.record("responder", r.id,
		s.event("FourAssessed", casefile.FourAssessed{Pair: pair, Fixated: fact.Of(false)}),
		s.event("FourAssessed", casefile.FourAssessed{Pair: pair, Fixated: yes, Obsessive: yes, Unwanted: yes, Repeated: fact.Answer[bool]{Status: fact.AskedNotKnown}}),
		s.event("ReferralMade", casefile.ReferralMade{Person: victim, Service: fact.Of(casefile.Service("stalking_advocate"))}),
		s.event("SpecialistAsked", casefile.SpecialistAsked{Pair: pair, Of: fact.Of(casefile.Specialist("cps"))}),
		s.event("OffenceRecorded", casefile.OffenceRecorded{Pair: pair}))
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "responder", Unit: "north"}))
	got := s.signedIn("responder").get("/case/" + r.ref + "/record/CaseHandedOver").Find(`textarea[name="done"]`).Text()
	for _, want := range []string{"Asked whether they are safe now: yes, Fri 20 Nov 2026, 14:00\n", "Agreed how to reach them safely: phone\n", "Wrote down their account\n",
		"Wrote down what happened: 5 acts, Tue 1 Sep 2026 to Thu 19 Nov 2026\n", "Gave safety advice: told to block the other person\n", "Judged the risk: medium, proposed: waits for a supervisor\n",
		"Went through FOUR: fixated yes, obsessive yes, unwanted yes, repeated asked, not known\n", "Referred them: independent stalking advocate\n", "Asked a specialist: Crown Prosecution Service\n", "Recorded a crime\n", "Background checks: "} {
		if !strings.Contains(got+"\n", want) {
			t.Errorf("%q is not in what was done:\n%s", want, got)
		}
	}
	for _, wrong := range []string{" recorded\n", "considered", "fixated no", "Ffion"} {
		if strings.Contains(got, wrong) {
			t.Errorf("%q is in what was done:\n%s", wrong, got)
		}
	}
	for _, k := range casefile.Kinds() {
		if !k.Hidden && !slices.Contains(notWork, k.Name) && s.web.words.Kind(k.Name).Did == "" {
			t.Errorf("no words say what was done where %s was recorded", k.Name)
		}
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

// Why a check could not be made, and why a duty is not done, reach whoever takes the
// case on, where the duty itself is only counted.
func TestTheReasonsReachWhoeverTakesTheCaseOn(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	failed := s.event("CheckRequested", casefile.CheckRequested{System: "pnd", On: "actor", Person: casefile.PersonID(r.actor)})
	s.record("detective", r.id, failed, s.event("CheckFailed", casefile.CheckFailed{Check: casefile.CheckID(failed.ID), Why: "The terminal was down, and nobody answered."}),
		s.event("DutyMarked", casefile.DutyMarked{Clause: "safety.first", Mark: "cannot_comply", Why: "She was too tired to go on"}))
	if s.dutyFinding(r.id, "safety.first") == "" {
		t.Fatal("no such duty is open: this proves nothing")
	}
	form := c.get("/case/" + r.ref + "/record/CaseHandedOver")
	if done := form.Find(`textarea[name="done"]`).Text(); !strings.Contains(done, "could not be done on the suspect (PND: the terminal was down, and nobody answered)") {
		t.Errorf("done reads %q", done)
	}
	fields := filled(form.Find(entryFormSelector))
	fields.Set("to", "responder")
	if sent := c.post("/case/"+r.ref+"/record/CaseHandedOver", fields); sent.status != http.StatusOK {
		t.Fatalf("answers %d: %s", sent.status, sent.text("main"))
	}
	told := s.signedIn("responder").get("/case/" + r.ref).text(`section[aria-labelledby="told-title"]`)
	for _, want := range []string{"the terminal was down", "of what stands under Due now", "cannot be done for now: She was too tired to go on, said by DC Dilys Example."} {
		if !strings.Contains(told, want) {
			t.Errorf("the hand-over lacks %q: %s", want, told)
		}
	}
}

// dutyFinding is the state of a duty of a case that stands under what is due.
func (s *site) dutyFinding(id, clause string) string {
	for _, f := range s.caseNow(id).Findings.Obligations {
		if f.Clause == clause {
			return string(f.State)
		}
	}
	return ""
}
