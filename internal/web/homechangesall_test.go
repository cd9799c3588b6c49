package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// changedOn gives somebody so many cases, and has another record an incident on each.
func (s *site) changedOn(n int, owner string) (refs []string) {
	s.t.Helper()
	var all []reported
	for k := range n {
		r := s.report("responder", fmt.Sprintf("Person %c Invented", 'A'+k))
		s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: casefile.StaffID(owner), Unit: "north"}))
		all, refs = append(all, r), append(refs, r.ref)
	}
	s.signedIn(owner).get("/") // the last look of the shift
	s.signedIn("sergeant").get("/")
	s.now = s.now.Add(14 * time.Hour)
	for _, r := range all {
		s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair)}))
	}
	s.now = s.now.Add(time.Hour)
	return refs
}

// Where more has changed than a home holds, its link leads to all of it: also to what
// changed on cases that the home did not go through.
func TestAllThatChangedIsBehindTheLinkOfAHome(t *testing.T) {
	s := newSite(t)
	refs := s.changedOn(maxOwn+2, "detective")
	for who, of := range map[string]string{"detective": ofMine, "sergeant": ofUnits} {
		c := s.signedIn(who)
		home := c.get("/")
		list := home.Find(`section.fs-duties:has(h2:contains("Changed by others"))`)
		more := list.Find(`a[href^="` + changesPath + `"]`)
		if n := list.Find(".fs-todo").Length(); n != deskLines || more.AttrOr("href", "") != changesHref(of) || !strings.HasPrefix(more.Text(), "All that changed, on ") {
			t.Fatalf("%s: %d lines, and %q leads to %q", who, n, more.Text(), more.AttrOr("href", ""))
		}
		all := c.get(more.AttrOr("href", ""))
		got := all.text("main")
		for _, ref := range refs {
			if strings.Count(got, ref) != 1 {
				t.Errorf("%s: %s stands %d times among all that changed", who, ref, strings.Count(got, ref))
			}
		}
		if who == "sergeant" && strings.Count(home.text("main"), "Changed by others") != 1 {
			t.Error("a supervisor reads what changed twice")
		}
	}
	if got := s.signedIn("other").get(changesHref(ofMine)).text("main"); strings.Contains(got, "FS-26-") || !strings.Contains(got, "Nothing has been changed by others") {
		t.Errorf("somebody who holds none of them reads %s", got)
	}
	if p := s.signedIn("detective").get(changesHref(ofMine) + "&after=nonsense"); p.status != 404 {
		t.Errorf("a place that no page gave answers %d", p.status)
	}
}

// The page has so many cases at a time, and leads on; a restricted case is not on it for
// whoever is outside.
func TestThePageOfAllThatChangedGoesOnAndHidesWhatIsHidden(t *testing.T) {
	s := newSite(t)
	refs := s.changedOn(3, "detective")
	s.record("responder", s.caseNow(refs[0]).ID, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"responder"}}))
	for who, of := range map[string]string{"detective": ofMine, "sergeant": ofUnits} {
		if got := s.signedIn(who).get(changesHref(of)).text("main"); strings.Contains(got, refs[0]) || !strings.Contains(got, refs[1]) || !strings.Contains(got, refs[2]) {
			t.Errorf("%s reads %s", who, got)
		}
	}
}

// What changed stands before what merely waits, and after what is a matter of life and
// minutes (decision 19).
func TestOnlyAMatterOfLifeStandsBeforeWhatChanged(t *testing.T) {
	s := withInspector(t)
	s.changedOn(1, "detective")
	gwen := s.report("other", "Gwen Invented")
	s.record("other", gwen.id, s.event("CaseHandedOver", casefile.CaseHandedOver{ToUnit: "north"}))
	before := func(p shown, a, b string) bool {
		t.Helper()
		got := headings(p)
		i, j := strings.Index(got, a), strings.Index(got, b)
		if i < 0 || j < 0 {
			t.Fatalf("%q or %q is missing: %s", a, b, got)
		}
		return i < j
	}
	if p := s.signedIn("detective").get("/"); !before(p, "Changed by others", "Offered to your unit") {
		t.Errorf("an offer stands first: %s", headings(p))
	}
	threat := s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(gwen.pair), Present: fact.Of(true)})
	s.record("other", gwen.id, threat)
	if p := s.signedIn("detective").get("/"); !before(p, "Offered to your unit", "Changed by others") {
		t.Errorf("an offer of somebody whose life is threatened stands below: %s", headings(p))
	}

	ref := s.taken("FN/0077", nil) // taken by the handler, and changed by another
	s.send(ref, "other")
	id := s.caseNow(ref).ID
	s.now = s.now.Add(10 * time.Minute)
	s.record("other", id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(s.caseNow(ref).Pairs[0].ID)}))
	for range 3 {
		s.now = s.now.Add(time.Minute)
		s.online("Tamsin Invented", fact.Of(true), fact.Of(false))
	}
	if p := s.signedIn("handler").get("/"); !before(p, "Changed by others", onlineHeading) {
		t.Errorf("reports of people who are safe stand first: %s", headings(p))
	}
	for range 2 {
		s.online("Orla Invented", fact.Of(false), fact.Of(false))
	}
	if p := s.signedIn("handler").get("/"); !before(p, onlineHeading, "Changed by others") {
		t.Errorf("somebody who is not safe stands below what changed: %s", headings(p))
	}
}
