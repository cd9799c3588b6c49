package web

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"foursight/internal/browsertest"
)

// weather is a harmless page of another site.
func weather(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>Weather</title><h1>Sunny spells</h1>")
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/weather"
}

// U19: with script and without, by one press or by Shift three times; and the
// browser's Back shows nothing of what was left.
func TestExitThisPageLeavesAndBackDoesNotReturn(t *testing.T) {
	s, _, held, _, _, item := busySite(t)
	away := weather(t)
	s.web.away = away
	const button = ".govuk-js-exit-this-page-button"
	for _, w := range widths {
		for how, leave := range map[string]func(*browsertest.Page) int{
			"one press":      func(p *browsertest.Page) int { return p.Follow(button) },
			"without script": func(p *browsertest.Page) int { return p.Follow(button) },
			"Shift three times": func(p *browsertest.Page) int {
				p.Press("Shift", "Shift")
				return p.PressAndFollow("Shift")
			},
		} {
			p, base := s.tab(browsertest.New(t), "advocate", w.width, w.height)
			if how == "without script" {
				p.JSOff()
			}
			p.Open(base + "/shared")
			if !strings.Contains(p.Text("main"), "to plan her safety") {
				t.Fatalf("nothing is shared: the test would prove nothing: %s", p.Text("main"))
			}
			if status := leave(p); status != http.StatusOK || p.Location() != away {
				t.Errorf("%s at %d px answers %d at %s", how, w.width, status, p.Location())
			}
			p.Back()
			if got := p.Text("body"); p.Location() != base+"/sign-in" || strings.Contains(got, "to plan her safety") || strings.Contains(got, "Avis Example, ") {
				t.Errorf("%s at %d px: Back shows %s: %s", how, w.width, p.Location(), got)
			}
			if status := p.Open(base + "/case/" + held.ref + "/entry/" + item); !strings.HasSuffix(p.Location(), "/sign-in") {
				t.Errorf("%s: after leaving, the item answers %d at %s", how, status, p.Location())
			}
		}
	}
}

func TestEveryPageAPartnerOpensHasTheWayOutAndNoPageOfThePolice(t *testing.T) {
	s, _, held, _, _, item := busySite(t)
	partner, police := s.signedIn("advocate"), s.signedIn("detective")
	for _, path := range []string{"/", "/shared", "/account", "/drafts", "/guidance", "/case/" + held.ref, "/case/" + held.ref + "/entry/" + item, "/nowhere"} {
		b := partner.get(path).Find(".govuk-js-exit-this-page-button")
		if b.Length() != 1 || b.AttrOr("href", "") != leavePath {
			t.Errorf("%s has %d ways out, to %q", path, b.Length(), b.AttrOr("href", ""))
		}
		if n := police.get(path).Find(".govuk-exit-this-page").Length(); n != 0 {
			t.Errorf("%s has %d ways out for the police", path, n)
		}
	}
}

func TestTheWayOutFocusIsSeenOnAPhone(t *testing.T) {
	s, _, held, _, _, _ := busySite(t)
	for _, w := range widths {
		p, base := s.tab(browsertest.New(t), "advocate", w.width, w.height)
		for _, path := range []string{"/", "/shared", "/case/" + held.ref} {
			p.Open(base + path)
			check(t, p, path, w.width)
			for _, stop := range p.TabStops() {
				if stop.Obscured || !stop.FocusVisible {
					t.Errorf("%s at %d px: the focus on %s (%s) cannot be seen", path, w.width, stop.Selector, stop.Name)
				}
			}
		}
	}
}

// Attack 14: another site makes the browser ask for the way out.
func TestAnotherSiteCannotSignAnybodyOut(t *testing.T) {
	s := newSite(t)
	for from, kept := range map[string]bool{"cross-site": true, "same-site": true, "same-origin": false, "none": false, "": false} {
		c := s.signedIn("advocate")
		before := c.cookie(sessionCookie)
		c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		p := c.send("GET", leavePath, nil, http.Header{"Sec-Fetch-Site": {from}})
		if p.status != http.StatusSeeOther || p.header.Get("Location") != harmless {
			t.Errorf("from %q: %d to %s", from, p.status, p.header.Get("Location"))
		}
		if got := c.cookie(sessionCookie) == before && before != ""; got != kept {
			t.Errorf("from %q the session is kept: %v, want %v", from, got, kept)
		}
		if from != "" && len(p.header.Values("Set-Cookie")) > 0 == kept {
			t.Errorf("from %q: cookies %v", from, p.header.Values("Set-Cookie"))
		}
	}
	if got := fmt.Sprint(s.signedIn("advocate").post(leavePath, nil).status); got != "405" {
		t.Errorf("a form sent there answers %s", got)
	}
}
