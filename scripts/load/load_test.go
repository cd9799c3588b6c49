package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"foursight/internal/app"
	"foursight/internal/edition"
	"foursight/internal/synth"
)

// The tool is tried on a small force, so that a page that changes is noticed here and
// not when a load is wanted.
func TestALoadOfAFewPeople(t *testing.T) {
	dir := t.TempDir()
	if _, err := app.Synthesise(t.Context(), app.Config{Data: dir}, synth.Options{Seed: 1, Cases: 40, Told: 16}); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), app.Config{Data: dir, Demo: true, Overlay: edition.Fernshire()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	srv := httptest.NewServer(a.Web)
	defer srv.Close()
	var out strings.Builder
	err = run(t.Context(), plan{url: srv.URL, users: 24, think: time.Millisecond, steps: 12, writes: 30, pid: os.Getpid(), every: time.Second, seed: 1}, &out)
	if err != nil {
		t.Errorf("%v\n%s", err, out.String())
	}
	for _, part := range []string{"POST /case/{ref}/record/VictimContacted", "GET /case/{ref}/duties", "POST /search", "memory of the server", "missing or doubled: 0"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("the report does not say %q:\n%s", part, out.String())
		}
	}
	if strings.Contains(out.String(), "\n0 contacts acknowledged") {
		t.Errorf("nothing was recorded:\n%s", out.String())
	}
}

func TestARouteNamesNobodyAndNothing(t *testing.T) {
	for path, want := range map[string]string{
		"/case/FS-26-7KQ4MXT/entry/0123456789abcdef0123456789abcdef": "GET /case/{ref}/entry/{id}",
		"/cases?after=x&mine=yes":                                    "GET /cases (a further page)",
		"/search/0123456789abcdef0123456789abcdef?x":                 "GET /search/{id}",
		"/": "GET /",
	} {
		if got := route("GET", path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestWhatFailsIsCountedAndEndsTheRunBadly(t *testing.T) {
	m := newMeter()
	m.add("GET", "/", 200, time.Millisecond, "")
	m.add("POST", "/case/FS-26-7KQ4MXT/record/VictimContacted", 500, 3*time.Millisecond, "Something went wrong")
	var out strings.Builder
	m.report(&out)
	if f := m.failures(); len(f) != 1 || !strings.Contains(out.String(), "1 of status 500; told to come back: 0; failed: 1") {
		t.Errorf("failures %v; report:\n%s", f, out.String())
	}
	if !strings.Contains(out.String(), "| **all that record** | 1 | 3.0 | 3.0 | 3.0 | 3.0 |") {
		t.Errorf("what records is not told apart:\n%s", out.String())
	}
}

// Somebody told to come back does, and is a failure only when they were too often.
func TestWhoIsToldToComeBackComesBack(t *testing.T) {
	for refusals, want := range map[int]int{0: 0, 1: 0, comeBacks: 0, comeBacks + 1: 1} {
		left := refusals
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if left--; left >= 0 {
				w.Header().Set("Retry-After", "0")
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		}))
		m := newMeter()
		_, err := newBrowser(srv.URL, m).post(t.Context(), "/case/FS-26-7KQ4MXT/record/VictimContacted", url.Values{"a": {"b"}})
		srv.Close()
		if len(m.failures()) != want || (err != nil) != (want == 1) || m.away != refusals {
			t.Errorf("refused %d times: %v, %v, %d counted", refusals, err, m.failures(), m.away)
		}
	}
}
