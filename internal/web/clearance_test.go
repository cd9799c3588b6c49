package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

// TestACheckOfOneSuspectClearsNoOther checks the first suspect, adds another, and reads
// every page that says how orders and bail stand.
func TestACheckOfOneSuspectClearsNoOther(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	orders, bail := s.event("CheckRequested", casefile.CheckRequested{System: "orders"}), s.event("CheckRequested", casefile.CheckRequested{System: "bail"})
	s.record("detective", r.id, orders, bail, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(orders.ID), Result: casefile.NoTrace}))
	s.now = s.now.Add(5 * time.Minute)
	who := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Yorick Later"))}})
	s.record("detective", r.id, who, s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(who.ID)}))
	s.now = s.now.Add(time.Minute)
	live := c.get("/case/" + r.ref).text(`section[aria-labelledby="custody-title"]`)
	if n := strings.Count(live, "orders not checked yet; bail not checked yet"); n != 1 {
		t.Errorf("the one added later is said %d times to be unchecked: %q", n, live)
	}
	if !strings.Contains(live, "orders checked, no trace; bail asked, no answer yet") {
		t.Errorf("the one who was checked is no longer said to be: %q", live)
	}
	p := c.get("/case/" + r.ref)
	if got := p.text("main"); !strings.Contains(got, "Not checked on Yorick Later") {
		t.Error("the line of checks does not say who was left out")
	}
	for _, sys := range []casefile.System{"orders", "bail"} {
		if !slices.ContainsFunc(s.caseNow(r.id).Findings.Obligations, func(f guidance.Finding) bool {
			return f.Clause == "check."+string(sys) && f.State == guidance.Outstanding
		}) {
			t.Errorf("the duty to check %s is met by a check of somebody else", sys)
		}
	}
}

// TestOnlyBeingToldAfterTheReleaseOfWhatBindsThemIsDone speaks with the victim before the
// release, after it and after conditions, and reads whether the step is done.
func TestOnlyBeingToldAfterTheReleaseOfWhatBindsThemIsDone(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	c := s.signedIn("detective")
	spoke := func(topics ...casefile.Topic) {
		s.now = s.now.Add(5 * time.Minute)
		s.record("detective", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke")), Topics: topics}))
	}
	says := func() string {
		s.now = s.now.Add(5 * time.Minute)
		return c.get("/case/" + r.ref + "/release/" + arrest).text(".fs-release__task:first-child")
	}
	want := func(what string, done bool) {
		t.Helper()
		if got := says(); strings.Contains(got, "Done.") != done {
			t.Errorf("%s: %q", what, got)
		}
	}
	spoke()
	want("spoken to, and nothing said of the release", false)
	spoke("arrest")
	want("told of the arrest alone", false)
	spoke("release")
	want("told while they are held", true)
	s.now = s.now.Add(5 * time.Minute)
	out := s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest), How: fact.Of(casefile.ReleaseKind("bail_with_conditions"))})
	s.record("detective", r.id, out)
	want("told before the release only", false)
	spoke("release")
	want("told after the release", true)
	s.now = s.now.Add(5 * time.Minute)
	s.record("detective", r.id, s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Terms: []casefile.BailTerm{"no_contact"}}))
	want("conditions recorded since", false)
	spoke("bail_conditions")
	want("told of the conditions too", true)
}

// TestWhatIsFoundOfTheVictimIsSaidBesideACheckOfTheSuspect checks markers of whoever is
// reported and then of her: the first clears nothing of hers, and what the second found
// is heard by whoever answers her call.
func TestWhatIsFoundOfTheVictimIsSaidBesideACheckOfTheSuspect(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	check := func(on casefile.SubjectKind, who string, result casefile.CheckResult, words casefile.Text) {
		ask := s.event("CheckRequested", casefile.CheckRequested{System: "markers_marac", On: on, Person: casefile.PersonID(who)})
		s.record("detective", r.id, ask, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(ask.ID), Result: result, Summary: words}))
		s.now = s.now.Add(time.Minute)
	}
	owing := func() bool {
		return slices.ContainsFunc(s.caseNow(r.id).Findings.Obligations, func(f guidance.Finding) bool {
			return f.Clause == "check.markers_marac" && f.State == guidance.Outstanding
		})
	}
	answer := func() string {
		return strings.Join(linesOf(s.signedIn("handler").call("Ffion Invented"), ".fs-call__open"), "\n")
	}
	check("actor", r.actor, casefile.NoTrace, "")
	if got := c.get("/case/" + r.ref).text("main"); !owing() || !strings.Contains(got, "Not checked on Ffion Invented") {
		t.Errorf("a check of the suspect stands for her: owing %v", owing())
	}
	if got := answer(); !strings.Contains(got, "Markers and MARAC: not checked on Ffion Invented. On others: checked") {
		t.Errorf("the call is told: %s", got)
	}
	check("victim", r.victim, casefile.Trace, "Discussed at the conference in March.")
	if owing() {
		t.Error("each was checked and the duty stands")
	}
	if got := answer(); !strings.Contains(got, "On the victim: checked Fri 20 Nov 2026, 14:01, something found, see the case.") {
		t.Errorf("what was found of her is not said: %s", got)
	}
}
