package web

import "testing"

func TestEveryPageOfACaseOpens(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("sergeant")
	paths := casePaths(c, r)
	if len(paths) != 13 {
		t.Errorf("%d pages, want 13: a duty and an entry are missing", len(paths))
	}
	for _, path := range paths {
		p := c.get(path)
		if p.status != 200 {
			t.Errorf("GET %s: %d %s", path, p.status, p.text("main"))
		}
		if got := p.Find("h1").Length(); got != 1 {
			t.Errorf("GET %s has %d h1", path, got)
		}
	}
}
