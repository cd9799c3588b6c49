package web

import (
	"strings"
	"testing"

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
	set(casefile.SafeContactRecorded{Channel: phone, Number: fact.Of(casefile.Line("07700 900321")), Times: "after nine"})
	if state() != guidance.Decided {
		t.Errorf("with number and time it counts as %s", state())
	}
	set(casefile.SafeContactRecorded{Channel: fact.Of(casefile.ContactChannel("through_advocate")), AskFor: "Avis"})
	if state() != guidance.Decided {
		t.Errorf("through an advocate it counts as %s", state())
	}
	set(casefile.SafeContactRecorded{Times: "after nine"})
	if state() != guidance.Outstanding {
		t.Errorf("without a way it counts as %s", state())
	}
	set(casefile.SafeContactRecorded{Number: fact.Of(casefile.Line("07700 900321")), Times: "after nine"})
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
