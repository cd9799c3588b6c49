package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// ruledStalking is a case on which the registrar ruled stalking, recorded so, with
// the day on.
func ruledStalking(s *site) reported {
	r := s.report("responder", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	for range 2 {
		s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, Unwanted: fact.Of(true)}))
	}
	s.record("registrar", r.id, s.event("RegistrarRuled", casefile.RegistrarRuled{Pair: pair, Ruling: casefile.RuledStalking, Why: "Fixation shown."}))
	s.record("responder", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: pair, As: casefile.Stalking2A, Why: "As ruled."}))
	s.now = s.now.Add(72 * time.Hour)
	return r
}

// APP 1.3: the registrar has the last word on a former partner's conduct.
func TestADecisionAgainstARulingSaysAtOnceThatItIsNotInForce(t *testing.T) {
	s := newSite(t)
	r := ruledStalking(s)
	c := s.signedIn("responder")
	form := c.get("/case/" + r.ref + "/record/ClassificationDecided?pair=" + r.pair)
	const ruled = "he force crime registrar ruled stalking on Fri 20 Nov 2026"
	if got := form.text(entryFormSelector + " .govuk-inset-text"); !strings.Contains(got, "T"+ruled) || !strings.Contains(got, "is saved as proposed and is not in force") {
		t.Errorf("the form says %q", got)
	}
	saved := c.submit(form, entryFormSelector, url.Values{"as": {"harassment_2"}, "why": {"It is about the car."}})
	banner := saved.text(".govuk-notification-banner")
	for _, want := range []string{"Saved as proposed, and not in force: harassment (section 2).", "T" + ruled + ", and that ruling stands.", "What stands: stalking (section 2A).", "ask the registrar again"} {
		if !strings.Contains(banner, want) {
			t.Errorf("after saving, the page does not say %q: %s", want, banner)
		}
	}
	ask := saved.Find(`.govuk-notification-banner a[href*="/record/RegistrarAsked"]`)
	if ask.First().AttrOr("href", "") != "/case/"+r.ref+"/record/RegistrarAsked?pair="+r.pair {
		t.Errorf("%d ways to ask again: %q", ask.Length(), ask.First().AttrOr("href", ""))
	}
	overview := c.get("/case/" + r.ref)
	if got := overview.text(".fs-identity"); !strings.Contains(got, "Stalking (section 2A) (recorded)") || !strings.Contains(got, "Harassment (section 2) (proposed, not in force)") {
		t.Errorf("the header says %q", got)
	}
	if got := overview.text(`section[aria-labelledby="held-title"]`); !strings.Contains(got, "Harassment (section 2), by PC Rhian Example") || !strings.Contains(got, "Only a new ruling changes that") {
		t.Errorf("the case says %q", got)
	}
	history := c.get("/case/" + r.ref + "/history")
	if got := history.text("main"); !strings.Contains(got, "Proposed, not in force: t"+ruled) {
		t.Errorf("the history does not say that it is not in force: %s", got)
	}
}

func TestAskedAgainTheRegistrarHasItOnTheirDeskAndCanPutItInForce(t *testing.T) {
	s := newSite(t)
	r := ruledStalking(s)
	pair := casefile.PairID(r.pair)
	s.record("responder", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: pair, As: casefile.Harassment2, Why: "It is about the car."}))
	registrar := s.signedIn("registrar")
	if got := registrar.get("/").text("main"); strings.Contains(got, r.ref) {
		t.Errorf("nobody asked again, and the registrar is told: %s", got)
	}
	s.record("responder", r.id, s.event("RegistrarAsked", casefile.RegistrarAsked{Pair: pair, Question: "A neighbour has come forward."}))
	if got := registrar.get("/").Find(`a[href*="/record/RegistrarRuled?pair=` + r.pair + `"]`).Length(); got == 0 {
		t.Error("asked again, and the registrar's home does not offer to rule")
	}
	if got := registrar.get("/case/" + r.ref).text(`section[aria-labelledby="held-title"]`); !strings.Contains(got, "The registrar was asked again on Mon 23 Nov 2026") {
		t.Errorf("asked again, the case says %q", got)
	}
	rule := registrar.get("/case/" + r.ref + "/record/RegistrarRuled").text("main")
	for _, want := range []string{"What is proposed", "It is about the car.", "A neighbour has come forward."} {
		if !strings.Contains(rule, want) {
			t.Errorf("the ruling page does not show %q: %s", want, rule)
		}
	}
	s.record("registrar", r.id, s.event("RegistrarRuled", casefile.RegistrarRuled{Pair: pair, Ruling: casefile.RuledHarassmentOnly, Why: "One dispute."}))
	after := registrar.get("/case/" + r.ref)
	if got := after.text(".fs-identity"); !strings.Contains(got, "Harassment (section 2) (recorded)") || after.Find("#held-title").Length() > 0 {
		t.Errorf("ruled harassment only, the header says %q", got)
	}
	if got := registrar.get("/").text("main"); strings.Contains(got, r.ref) {
		t.Errorf("ruled, and it still waits: %s", got)
	}
}

func TestADecisionAnotherReplacedIsNotSaidToWait(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	for range 2 {
		s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, Unwanted: fact.Of(true)}))
	}
	s.record("responder", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: pair, As: casefile.Harassment2, Why: "A quarrel."}))
	history := func() string { return s.signedIn("responder").get("/case/" + r.ref + "/history").text("main") }
	if got := history(); !strings.Contains(got, "Proposed, not in force: waits for the force crime registrar") {
		t.Errorf("proposed, and the history says %s", got)
	}
	s.record("responder", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: pair, As: casefile.Stalking2A, Why: "More came to light."}))
	if got := history(); strings.Contains(got, "waits for") || !strings.Contains(got, "Proposed, not in force: a later decision took its place") {
		t.Errorf("replaced, and the history says %s", got)
	}
}
