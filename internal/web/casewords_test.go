package web

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

func TestNoBadgeOfLawStandsBeforeTheGuidance(t *testing.T) {
	act, app := guidance.Citation{Instrument: "pha-1997", Section: "2A"}, guidance.Citation{Instrument: theAPP, Section: "1.1"}
	for _, tt := range []struct {
		provenance string
		cite, also []guidance.Citation
		kind       ui.Provenance
		words      string
	}{
		{"law", []guidance.Citation{app}, []guidance.Citation{act}, ui.Law, "PHA 1997, s2A"},
		{"law", []guidance.Citation{app}, nil, ui.APP, "1.1"},
		{"app", []guidance.Citation{act, app}, nil, ui.APP, "1.1"},
		{"local", []guidance.Citation{app}, nil, ui.Local, "APP 1.1"},
	} {
		if got := sourceOf(&guidance.Clause{Key: "x", Provenance: tt.provenance, Cite: tt.cite, Also: tt.also}); got.Kind != tt.kind || got.Cite != tt.words {
			t.Errorf("%s, %v, %v: %s %q, want %s %q", tt.provenance, tt.cite, tt.also, got.Kind, got.Cite, tt.kind, tt.words)
		}
	}
}

func TestThePageOfAnExportSaysHowToCheckIt(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("sergeant")
	p := c.get("/case/" + r.ref + "/export")
	if got := p.text("#verifier-key"); got == "" || got != strings.TrimSpace(s.VerifierKey()) {
		t.Errorf("the key is given as %q", got)
	}
	if !strings.Contains(p.text("main"), "foursight case verify "+r.ref+".jsonl") {
		t.Error("the page does not say how to check the package")
	}
	if got := c.post("/case/"+r.ref+"/export", nil).header.Get("Content-Disposition"); !strings.Contains(got, r.ref+".jsonl") || strings.Contains(got, "foursight") {
		t.Errorf("the package is called %q", got)
	}
}

func TestAGuardianReadsWhoSearchedFromOutside(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"sergeant"}}))
	if p := s.signedIn("standards").get("/case/" + r.ref + "/looks"); !strings.Contains(p.text("main"), "Nobody outside has searched") {
		t.Errorf("before any search the guardian reads %s", p.text("main"))
	}
	_, err := s.Search(t.Context(), s.as("detective"), "Gwen Invented")
	must(t, err)
	const who = "DC Dilys Example"
	var got string
	for range 50 { // the alarm rings beside the answer, not before it
		if got = s.signedIn("standards").get("/case/" + r.ref + "/looks").text("main"); strings.Contains(got, who) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !strings.Contains(got, "Asked from outside and shown nothing") || !strings.Contains(got, "Searched for what it holds") || !strings.Contains(got, who) {
		t.Errorf("after a search the guardian reads %s", got)
	}
	if p := s.signedIn("sergeant").get("/case/" + r.ref + "/looks"); p.status != 200 || strings.Contains(p.body, who) || strings.Contains(p.body, "Asked from outside") {
		t.Errorf("somebody inside who is no guardian gets %d: %s", p.status, p.text("main"))
	}
}
