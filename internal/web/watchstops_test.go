package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"foursight/internal/browsertest"
	"foursight/internal/fact"
)

// watchingSoon serves the site with pages that ask after a fifth of a second, and refuses
// to look while it is away.
func (s *site) watchingSoon(width int) (p *browsertest.Page, away *atomic.Bool) {
	s.t.Helper()
	away = new(atomic.Bool)
	whole := s.web.mux
	s.web.mux = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == watchPath && away.Load() {
			http.Error(w, "busy", http.StatusServiceUnavailable)
			return
		}
		if r.URL.Path != "/account" {
			whole.ServeHTTP(w, r)
			return
		}
		r.Header.Del("Accept-Encoding") // so that what is sent can be read here
		rec := httptest.NewRecorder()
		whole.ServeHTTP(rec, r)
		for name, values := range rec.Header() {
			if name != "Content-Length" {
				w.Header()[name] = values
			}
		}
		w.WriteHeader(rec.Code)
		_, _ = w.Write([]byte(strings.Replace(rec.Body.String(), "data-watch=", `data-watch-every="0.2" data-watch=`, 1)))
	})
	s.t.Cleanup(func() { s.web.mux = whole })
	p, base := s.tab(browsertest.New(s.t), "handler", width, 844)
	p.Open(base + "/account")
	return p, away
}

// tabSays waits until the banner and the tab of a page say something.
func tabSays(t *testing.T, p *browsertest.Page, banner, tab string) {
	t.Helper()
	said, title := "", ""
	for end := time.Now().Add(8 * time.Second); time.Now().Before(end); {
		if said, title = p.Text("header"), p.Title(); strings.Contains(said, banner) && strings.HasPrefix(title, tab) {
			return
		}
	}
	t.Fatalf("%q over %q, want %q over %q", title, said, tab, banner)
}

// A page that no longer watches says so, in the banner and on the tab, and what to do; and
// how many wait stands on the tab while it watches.
func TestAPageThatNoLongerWatchesSaysSo(t *testing.T) {
	s := newSite(t)
	p, away := s.watchingSoon(390)
	s.online("Tamsin Invented", fact.Of(false), fact.Answer[bool]{})
	tabSays(t, p, "A report made online waits", "(1) ")
	away.Store(true)
	tabSays(t, p, "Foursight does not answer: this page does not watch for online reports now.", "(not watching) ")
	away.Store(false)
	tabSays(t, p, "A report made online waits", "(1) ")
	s.now = s.now.Add(30 * time.Minute)
	tabSays(t, p, "This page no longer watches for online reports: you are signed out. Sign in again", "(not watching) ")
	check(t, p, "a page that no longer watches", 390)
}

// The page that watches without script says on its tab how many wait.
func TestTheTabOfThePageThatWatchesSaysHowManyWait(t *testing.T) {
	s := newSite(t)
	title := func() string { return s.signedIn("handler").get(watchPath).text("title") }
	if got := title(); got != "Watching - Foursight" {
		t.Errorf("with nothing: %q", got)
	}
	s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	s.online("Zoe Nowhere", fact.Answer[bool]{}, fact.Answer[bool]{})
	if got := title(); got != "(2) Watching - Foursight" {
		t.Errorf("with two: %q", got)
	}
}
