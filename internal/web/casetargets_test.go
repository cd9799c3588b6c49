package web

import (
	"testing"

	"foursight/internal/browsertest"
)

func TestEverythingOnACaseCanBeHitWithAThumb(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	b := browsertest.New(t)
	p, site := s.tab(b, "sergeant", 390, 844)
	for _, path := range []string{"", "/course", "/duties#checks"} {
		if got := p.Open(site + "/case/" + r.ref + path); got != 200 {
			t.Errorf("%s: %d", path, got)
		}
		for _, small := range p.TargetSizes(24) {
			t.Errorf("%s: %+v is smaller than 24 px", path, small)
		}
	}
}
