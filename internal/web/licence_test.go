package web

import (
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A licence for guns that a check found is recorded with the threat to life, and firearms
// licensing is told; that somebody checked says nothing of what was found.
func TestALicenceThatWasFoundIsToldToFirearmsLicensing(t *testing.T) {
	s := newSite(t)
	s.join("inspector", casefile.DutyInspector)
	r := s.report("responder", "Ffion Invented")
	considered := s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(false), Basis: "Nothing was said of guns.", Inspector: "inspector", Decision: "Measures suffice.", Firearms: fact.Of(true)})
	s.record("responder", r.id, considered)
	c := s.signedIn("responder")
	page := c.get("/case/" + r.ref)
	if got := page.Find(`main a[href*="/record/ThreatToLifeConsidered"][href*="corrects=` + considered.ID + `"]`).Length(); got == 0 {
		t.Error("whether a licence is held is not asked where it was checked")
	}
	if strings.Contains(page.text("main"), "Tell firearms licensing") {
		t.Error("licensing is to be told though nobody said that a licence is held")
	}
	form := c.get("/case/" + r.ref + "/record/ThreatToLifeConsidered?corrects=" + considered.ID)
	c.submit(form, `form[action$="/record/ThreatToLifeConsidered"]`, map[string][]string{"licence_held": {"true"}, "_reason": {"The bureau rang back."}})
	if got := c.get("/case/" + r.ref + "/safety").text("main"); !strings.Contains(got, "Firearms licence held Yes") && !strings.Contains(got, "Firearms licence heldYes") {
		t.Errorf("the safety page does not say that a licence is held: %s", got)
	}
	page = c.get("/case/" + r.ref)
	at := page.Find(`main a[href*="/record/ThreatToLifeConsidered?corrects=`+considered.ID+`"]`).First().AttrOr("href", "")
	if !strings.Contains(page.text("main"), "Tell firearms licensing now") || at == "" {
		t.Fatalf("a licence is held, and licensing is not to be told; the way is %q", at)
	}
	c.submit(c.get(at), `form[action$="/record/ThreatToLifeConsidered"]`, map[string][]string{"licensing_told": {"true"}, "_reason": {"Told by telephone."}})
	if page = c.get("/case/" + r.ref); strings.Contains(page.text("main"), "Tell firearms licensing now") {
		t.Error("told, and it is still asked for")
	}
}
