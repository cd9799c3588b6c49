package web

import (
	"net/http/httptest"
	"testing"

	"foursight/internal/browsertest"
)

// pagesSeen are pages a person of each role opens, in a browser: every one on a
// phone, those with tables and pictures at a desk too.
var pagesSeen = []struct {
	who         string
	phone, desk []string
}{
	{"responder", []string{"/", "/account", "/cases?show=unit&grade=high", "/guidance", "/guidance/registrar.ask", "/guidance/risk.reassess_on_trigger", "/guidance/readings"}, []string{"/", "/cases?show=unit"}},
	{"handler", []string{"/"}, nil}, {"sergeant", []string{"/"}, []string{"/"}}, {"registrar", []string{"/"}, nil}, {"standards", []string{"/"}, nil},
	{"admin", []string{"/", "/staff", "/staff/responder"}, []string{"/staff"}},
	{"advocate", []string{"/shared"}, nil},
}

func TestPagesAreAccessibleAndFitOnAPhoneAndADesk(t *testing.T) {
	t.Parallel()
	s, _, _, _, _, _ := busySite(t)
	plain := httptest.NewServer(s.web)
	t.Cleanup(plain.Close)
	for _, seen := range pagesSeen {
		p := browsertest.New(t).Page(390, 844)
		p.Open(plain.URL + "/sign-in")
		if seen.who == "responder" {
			check(t, p, "/sign-in", 390)
		}
		p.Follow("button[value=" + seen.who + "]")
		for _, path := range seen.phone {
			p.Open(plain.URL + path)
			check(t, p, seen.who+" "+path, 390)
		}
		if len(seen.desk) == 0 {
			continue
		}
		desk := browsertest.New(t).Page(1280, 900)
		desk.Open(plain.URL + "/sign-in")
		desk.Follow("button[value=" + seen.who + "]")
		for _, path := range seen.desk {
			desk.Open(plain.URL + path)
			check(t, desk, seen.who+" "+path, 1280)
		}
		if seen.who == "responder" {
			desk.Fill("#search", "Invented")
			desk.Follow(".fs-search__button")
			check(t, desk, "search results", 1280)
		}
	}
}

func check(t *testing.T, p *browsertest.Page, what string, width int) {
	t.Helper()
	for _, v := range p.Violations() {
		t.Errorf("%s at %d px: %s", what, width, v)
	}
	for _, o := range p.HorizontalScroll() {
		t.Errorf("%s at %d px: %+v", what, width, o)
	}
	for _, small := range p.TargetSizes(24) {
		t.Errorf("%s at %d px: target too small: %+v", what, width, small)
	}
}

func TestTheNextThingToDoIsOnTheFirstScreen(t *testing.T) {
	t.Parallel()
	s, _, _, _, _, _ := busySite(t)
	for _, at := range []struct {
		who           string
		width, height int
	}{{"responder", 390, 844}, {"sergeant", 390, 844}, {"registrar", 390, 844}, {"standards", 390, 844},
		{"admin", 390, 844}, {"advocate", 390, 844}, {"responder", 1366, 768}} {
		p, _ := s.tab(browsertest.New(t), at.who, at.width, at.height)
		if bottom := p.Bottom(".fs-next__do"); bottom > float64(at.height) {
			t.Errorf("%s at %dx%d: the way to do the next thing ends at %.0f px", at.who, at.width, at.height, bottom)
		}
		p.TabTo(func(stop browsertest.TabStop) {
			if stop.Obscured || !stop.FocusVisible {
				t.Errorf("%s at %d px: the focus on %s (%s) cannot be seen", at.who, at.width, stop.Selector, stop.Name)
			}
		}, ".fs-next__do")
	}
}
