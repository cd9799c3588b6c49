package app_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"foursight/internal/app"
	"foursight/internal/edition"
	"foursight/internal/synth"
)

// From the first page to a case: the same value the program serves, over TLS,
// signed in as invented people.
func TestFromSignInToACase(t *testing.T) {
	cfg := app.Config{Data: filepath.Join(t.TempDir(), "data"), Demo: true, Overlay: edition.Fernshire()}
	made, err := app.Synthesise(t.Context(), cfg, synth.Options{Seed: 5, Cases: 4})
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, cfg)
	defer a.Close()
	srv := httptest.NewTLSServer(a.Web)
	defer srv.Close()

	steps := []struct {
		as, path string
		status   int
		holds    string
	}{
		{"", "/sign-in", 200, "Danielle Marsh"},
		{"", "/case/" + made.Fresh, 200, "Choose who to be"}, // sent to sign in
		{"pc-marsh", "/", 200, ""},
		{"pc-marsh", "/case/" + made.Fresh, 200, made.Fresh},
		{"pc-thorne", "/case/" + made.Restricted[0], 404, ""},
		{"ps-hale", "/case/" + made.Restricted[0], 200, made.Restricted[0]},
		{"admin-price", "/case/" + made.Fresh, 404, ""}, // no case content, so no case,
	}
	for _, s := range steps {
		status, body := visit(t, srv, s.as, s.path)
		if status != s.status || !strings.Contains(body, s.holds) {
			t.Errorf("%s as %q: status %d, want %d and %q in %.300q", s.path, s.as, status, s.status, s.holds, body)
		}
	}
}

// visit signs in as somebody with one click, where as is not empty, and gets a page.
func visit(t *testing.T, srv *httptest.Server, as, path string) (int, string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := srv.Client()
	c.Jar = jar
	if as != "" {
		req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/sign-in/demonstration", strings.NewReader(url.Values{"staff": {as}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", srv.URL)
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		got(t, c, req)
	}
	req, err := http.NewRequestWithContext(t.Context(), "GET", srv.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return got(t, c, req)
}

func got(t *testing.T, c *http.Client, req *http.Request) (int, string) {
	t.Helper()
	res, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}
