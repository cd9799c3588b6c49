package web

import (
	"slices"
	"strings"
	"testing"
)

// Whoever answers for a case reads which page somebody opened: each has its own words.
func TestEveryPageHasItsWordsAmongThoseWhoLooked(t *testing.T) {
	s := newSite(t)
	shows := []object{onCase, onCases}
	said := map[string]string{}
	have := map[string]bool{}
	for _, r := range s.web.routes() {
		have[r.path] = true
		if !slices.Contains(shows, r.object) {
			continue
		}
		words := routesInWords[r.path]
		if words == "" {
			t.Errorf("%s %s has no words", r.method, r.path)
		}
		if had := said[words]; r.method == "GET" && had != "" && had != r.path && words != routesInWords["/case/{ref}/door"] {
			t.Errorf("%s and %s are both %q", had, r.path, words)
		}
		if r.method == "GET" {
			said[words] = r.path
		}
	}
	for path := range routesInWords {
		if !have[path] {
			t.Errorf("there is no page %s", path)
		}
	}
	if got := routeWords("GET /case/{ref}/gone"); !strings.Contains(got, "another page") {
		t.Errorf("a page that is gone is called %q", got)
	}
	r, c := owned(s)
	for _, part := range []string{"/safety", "/checks", "/risk"} {
		c.get("/case/" + r.ref + part)
	}
	got := c.get("/case/" + r.ref + "/looks").text("main")
	for _, want := range []string{"safety plans and advice", "background checks", "risk"} {
		if !strings.Contains(got, want) {
			t.Errorf("who has looked lacks %q: %s", want, got)
		}
	}
}
