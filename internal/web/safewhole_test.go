package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

// A way without a number and a safe time reaches nobody safely (APP 4.3, para 11).
func TestASafeContactIsDoneOnlyWhenSomebodyCouldUseIt(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	state := func() guidance.State {
		for _, f := range s.page("detective", r.id).Findings.Obligations {
			if f.Clause == "safe_contact.recorded" {
				return f.State
			}
		}
		t.Fatal("no duty of safe contact")
		return ""
	}
	set := func(d casefile.SafeContactRecorded) {
		d.Person = casefile.PersonID(r.victim)
		s.record("detective", r.id, s.event("SafeContactRecorded", d))
	}
	phone := fact.Of(casefile.ContactChannel("phone"))
	set(casefile.SafeContactRecorded{Channel: phone})
	if state() != guidance.Outstanding {
		t.Errorf("the single word Phone counts as %s", state())
	}
	if got := c.get("/case/" + r.ref).text(".fs-safe"); !strings.Contains(got, "Phoneno number or address yet") || !strings.Contains(got, "Not asked yet: safe times, leaving a message, withheld numbers, what the suspect can see.") {
		t.Errorf("the page does not say what is missing: %s", got)
	}
	if done := c.get("/case/" + r.ref + "/record/CaseHandedOver").Find(`textarea[name="done"]`).Text(); !strings.Contains(done, "phone, no number or address recorded, no safe time recorded") {
		t.Errorf("a hand-over says %s", done)
	}
	if got := c.get("/case/" + r.ref + "/log-text").text("main"); !strings.Contains(got, "is recorded IN PART") {
		t.Errorf("the log says %s", got)
	}
	set(casefile.SafeContactRecorded{Channel: phone, Number: fact.Of(casefile.Line("07700 900321")), Times: fact.Of(casefile.Line("after nine"))})
	if state() != guidance.Decided {
		t.Errorf("with number and time it counts as %s", state())
	}
	set(casefile.SafeContactRecorded{Channel: fact.Of(casefile.ContactChannel("through_advocate")), AskFor: "Avis"})
	if state() != guidance.Decided {
		t.Errorf("through an advocate it counts as %s", state())
	}
	set(casefile.SafeContactRecorded{Times: fact.Of(casefile.Line("after nine"))})
	if state() != guidance.Outstanding {
		t.Errorf("without a way it counts as %s", state())
	}
	set(casefile.SafeContactRecorded{Number: fact.Of(casefile.Line("07700 900321")), Times: fact.Of(casefile.Line("after nine"))})
	if state() != guidance.Decided {
		t.Errorf("a number says its way, and it counts as %s", state())
	}
}

// The form says "recorded" of whom it is about and of nobody else.
func TestAFormSaysASafeContactIsRecordedOnlyOfWhomItIs(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	child := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.SecondaryVictim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Carys Invented"))}})
	s.record("responder", r.id, child, s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("post")), Number: fact.Of(casefile.Line(canaryContact))}))
	c := s.signedIn("detective")
	if got := c.get("/case/" + r.ref + "/record/SafeContactRecorded?person=" + child.ID).text("main"); strings.Contains(got, "not shown to you") {
		t.Errorf("of somebody with none the form says %s", got)
	}
	if got := c.get("/case/" + r.ref + "/record/SafeContactRecorded?person=" + r.victim).text("main"); !strings.Contains(got, "A way to reach Ffion Invented is recorded and not shown to you.") {
		t.Errorf("of somebody with one the form says %s", got)
	}
}

func TestADecisionAskedAgainSaysWhatChanged(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	x := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}})
	two := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(x.ID), Kind: casefile.ActorUnknown})
	s.record("detective", r.id, x, two, s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("post")), Number: fact.Of(casefile.Line("4 Sample Street"))}))
	s.record("detective", r.id, s.event("SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(two.ID), Person: casefile.PersonID(x.ID)}))
	if got := c.get("/case/" + r.ref + "/duties").text("main"); !strings.Contains(strings.ToLower(got), "what the decision rested on has changed (whether the suspect is known)") {
		t.Errorf("the duty does not say what changed: %s", got)
	}
}

// Somebody who does not know when it is safe, or would rather not say, has been asked: the
// duty is met, the page says so, and it is asked again once they have been spoken with.
func TestSafeTimesThatAreNotToldMeetTheDutyAndComeBack(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	state := func(clause string) guidance.State {
		for _, f := range s.page("detective", r.id).Findings.Obligations {
			if f.Clause == clause {
				return f.State
			}
		}
		return ""
	}
	p := c.get("/case/" + r.ref + "/record/SafeContactRecorded?person=" + r.victim)
	saved := c.submit(p, entryFormSelector, url.Values{"channel": {"phone"}, "number": {"07700 900321"}, "times-status": {"declined"}})
	if d := s.caseNow(r.id).Person(casefile.PersonID(r.victim)).SafeContact; saved.status != 200 || d == nil || d.Data.Times.Status != fact.Declined {
		t.Fatalf("saved with %d as %+v", saved.status, d)
	}
	if state("safe_contact.recorded") != guidance.Decided || state("safe_contact.asked_again") == guidance.Outstanding {
		t.Errorf("asked and declined: recorded %q, asked again %q", state("safe_contact.recorded"), state("safe_contact.asked_again"))
	}
	for _, page := range []string{"/case/" + r.ref, "/case/" + r.ref + "/news"} {
		if got := lower(c.get(page).text("main")); !strings.Contains(got, "safe times: preferred not to say") && !strings.Contains(got, "when it is safe: preferred not to say") || strings.Contains(got, "not asked yet: safe times") {
			t.Errorf("%s does not say that they would rather not say when: %s", page, got)
		}
	}
	s.now = s.now.Add(3 * time.Hour)
	s.record("detective", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke"))}))
	if state("safe_contact.asked_again") != guidance.Outstanding {
		t.Errorf("spoken with since, it is %q", state("safe_contact.asked_again"))
	}
	s.now = s.now.Add(time.Minute)
	s.record("detective", r.id, s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("phone")),
		Number: fact.Of(casefile.Line("07700 900321")), Times: fact.Is[casefile.Line](fact.AskedNotKnown)}))
	if state("safe_contact.asked_again") == guidance.Outstanding || state("safe_contact.recorded") != guidance.Decided {
		t.Errorf("asked again and still not known: %q and %q", state("safe_contact.asked_again"), state("safe_contact.recorded"))
	}
}

// Who was listened to and would rather not tell has been listened to: the reason is kept
// and shown, what was told before still stands, and it is offered again.
func TestAnAccountThatIsNotGivenIsKeptWithItsReasonAndAskedAgain(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	state := func(clause string) guidance.State {
		for _, f := range s.page("detective", r.id).Findings.Obligations {
			if f.Clause == clause {
				return f.State
			}
		}
		return ""
	}
	p := c.get("/case/" + r.ref + "/record/AccountRecorded?person=" + r.victim)
	if saved := c.submit(p, entryFormSelector, url.Values{"not_given": {"declined"}, "why_not_given": {"He was in the next room."}}); saved.status != 200 {
		t.Fatalf("saved with %d: %s", saved.status, saved.text(".govuk-error-summary"))
	}
	if state("initial_account.recorded") != guidance.Satisfied {
		t.Errorf("listened to, the duty is %q", state("initial_account.recorded"))
	}
	if got := c.get("/case/" + r.ref).text("main"); !strings.Contains(got, "Ffion Invented was listened to ") || !strings.Contains(got, "did not tell what happened: they prefer not to say (He was in the next room).") {
		t.Errorf("the case says %s", got)
	}
	s.now = s.now.Add(3 * time.Hour)
	s.record("detective", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke"))}))
	if state("initial_account.asked_again") != guidance.Outstanding {
		t.Errorf("spoken with since, it is %q", state("initial_account.asked_again"))
	}
	s.now = s.now.Add(time.Minute)
	s.record("detective", r.id, s.event("AccountRecorded", casefile.AccountRecorded{Person: casefile.PersonID(r.victim), Words: "He follows me home."}))
	if got := c.get("/case/" + r.ref).text("main"); state("initial_account.asked_again") != guidance.Satisfied || strings.Contains(got, "did not tell what happened") {
		t.Errorf("told since, it is %q", state("initial_account.asked_again"))
	}
}

// Of when an act happened it can be said that they do not know, or would rather not say:
// the question stands as asked, not as never put.
func TestWhenAnActHappenedCanBeNotKnownOrDeclined(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.get("/case/" + r.ref + "/record/IncidentRecorded?pair=" + r.pair)
	if saved := c.submit(p, entryFormSelector, url.Values{"what": {"He rang."}, "behaviours": {"messages"}, "when_not_said": {"asked_not_known"}}); saved.status != 200 {
		t.Fatalf("saved with %d", saved.status)
	}
	i := s.caseNow(r.id).Pairs[0].Incidents.Items[0]
	if i.When.Status != fact.AskedNotKnown || i.When.Source == "" {
		t.Errorf("when it happened stands as %+v", i.When)
	}
	s.record("detective", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "He waited."}))
	if i := s.caseNow(r.id).Pairs[0].Incidents.Items; i[0].When.Status == i[1].When.Status {
		t.Error("never asked looks like asked and not known")
	}
}
