package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

// search asks the box in the header.
func (c *client) search(q string) shown {
	c.t.Helper()
	return c.post("/search", url.Values{"q": {q}})
}

func TestSearchKeepsWhatWasTypedOutOfTheAddress(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("detective")
	p := c.search("Ffion Invented")
	if !strings.HasPrefix(p.path, "/search/") || strings.Contains(strings.ToLower(p.path), "ffion") {
		t.Fatalf("results are at %s", p.path)
	}
	if got := p.text(".fs-found__case"); !strings.Contains(got, r.ref) || !strings.Contains(got, "Found by: name") {
		t.Errorf("hit = %q", got)
	}
	if got := p.text(".fs-found__case"); strings.Contains(got, "07700") {
		t.Errorf("a list shows a number: %q", got)
	}
	if again := c.get(p.path); again.text(".fs-found__case") == "" {
		t.Error("the same address does not show the results again")
	}
}

func TestSearchSaysWhyEachCaseWasFound(t *testing.T) {
	s := newSite(t)
	s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	for q, want := range map[string]string{"900123": "number", "@steve_m": "account", "FE1 2AB": "address", "Fion Invented": "name"} {
		if got := c.search(q).text(".fs-found__because"); !strings.Contains(got, want) {
			t.Errorf("search %q: %q, want %q", q, got, want)
		}
	}
}

func TestAReferenceThatNamesOneCaseLeadsToIt(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	h := s.signedIn("responder")
	if p := h.search(strings.ToLower(r.ref)); p.path != "/case/"+r.ref {
		t.Errorf("search by reference ends at %s", p.path)
	}
}

func TestNothingFoundAndNothingThatMayBeShownAreOnePage(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Nia Invented")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	c := s.signedIn("other")
	hidden, absent := c.search("Nia Invented"), c.search("Zoe Nowhere")
	one := strings.ReplaceAll(hidden.body, "Nia Invented", "Q")
	two := strings.ReplaceAll(absent.body, "Zoe Nowhere", "Q")
	if one != two || hidden.status != absent.status {
		t.Error("a restricted case changes the page of a search")
	}
	if !strings.Contains(hidden.text("main"), "No case answers that") || hidden.Find("main a[href='/report']").Length() != 1 {
		t.Errorf("empty page = %q", hidden.text("main"))
	}
	byRef, noRef := c.search(r.ref), c.search("FS-26-ZZZZZZZ")
	if strings.ReplaceAll(byRef.body, r.ref, "Q") != strings.ReplaceAll(noRef.body, "FS-26-ZZZZZZZ", "Q") {
		t.Error("a restricted case's reference changes the page")
	}
}

func TestAnothersSearchIsNotThere(t *testing.T) {
	s := newSite(t)
	p := s.signedIn("responder").search("Ffion")
	if got := s.signedIn("detective").get(p.path); got.status != http.StatusNotFound {
		t.Errorf("another's search: %d", got.status)
	}
	if got := s.signedIn("responder").search("   "); got.path != "/search" || got.status != 200 {
		t.Errorf("an empty search: %s %d", got.path, got.status)
	}
}
