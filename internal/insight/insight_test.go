package insight

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/web/guard"
)

// standIn stands as a test says.
type standIn struct {
	standing          casework.Standing
	now               time.Time
	read, write, keys error
}

func (s *standIn) Standing(context.Context) (casework.Standing, error) { return s.standing, s.read }
func (s *standIn) TryWrite(context.Context) error                      { return s.write }
func (s *standIn) TryKeys(context.Context) error                       { return s.keys }
func (s *standIn) Now() time.Time                                      { return s.now }

func get(s *Set, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestReadyOnlyWhileEveryCheckHolds(t *testing.T) {
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	secret := errors.New("case FS-26-ABCDEFG of Ines Larkhill")
	for name, test := range map[string]struct {
		change   func(*standIn)
		check    string
		degraded string
	}{
		"all well":              {func(s *standIn) {}, "", ""},
		"cannot read":           {func(s *standIn) { s.read = secret }, checkRead, ""},
		"cannot write":          {func(s *standIn) { s.write = secret }, checkWrite, ""},
		"keyring shut":          {func(s *standIn) { s.keys = secret }, checkKeys, ""},
		"writer stopped":        {func(s *standIn) { s.standing.Writer.Stopped = secret }, checkWriter, ""},
		"clock behind":          {func(s *standIn) { s.standing.Newest = now.Add(2 * time.Minute) }, checkClock, ""},
		"clock a little off":    {func(s *standIn) { s.standing.Newest = now.Add(30 * time.Second) }, "", ""},
		"clock stepped":         {func(s *standIn) { s.standing.Writer.Stepped = true }, "", "clock_stepped"},
		"wakes behind":          {func(s *standIn) { s.standing.AsleepSince = now.Add(-time.Hour) }, "", "wakes_behind"},
		"no room, looks beside": {func(s *standIn) { s.write, s.standing.HasBeside = casework.ErrFull, true }, "", "full"},
		"no room at all":        {func(s *standIn) { s.write = casework.ErrFull }, checkWrite, "full"},
		"no room, and none beside": {func(s *standIn) {
			s.write, s.standing.HasBeside, s.standing.BesideFails = casework.ErrFull, true, secret
		}, checkWrite, "full looks_beside_failed"},
		"looks to adopt":       {func(s *standIn) { s.standing.HasBeside, s.standing.Beside = true, 3 }, "", "looks_beside"},
		"no answer comes back": {func(s *standIn) { s.write = context.DeadlineExceeded }, checkWrite, ""},
	} {
		t.Run(name, func(t *testing.T) {
			svc := &standIn{now: now}
			test.change(svc)
			s := New("test")
			s.Watch(svc)
			w := get(s, "GET", "/health/ready")
			var r Readiness
			if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			if ready := test.check == ""; r.Ready != ready || (w.Code == 200) != ready {
				t.Errorf("%d, ready %v, checks %v", w.Code, r.Ready, r.Checks)
			}
			for c, state := range r.Checks {
				if (state == holds) != (c != test.check) && (state != noRoom || !r.Ready) {
					t.Errorf("check %s is %q", c, state)
				}
			}
			if got := strings.Join(r.Degraded, " "); got != test.degraded {
				t.Errorf("degraded %q, want %q", got, test.degraded)
			}
			if all := w.Body.String() + get(s, "GET", "/metrics").Body.String(); strings.Contains(all, "FS-26") || strings.Contains(all, "Larkhill") {
				t.Errorf("an error's words stand in %s", all)
			}
		})
	}
}

func TestAServiceThatEndsIsNotReady(t *testing.T) {
	s := New("test")
	s.Watch(&standIn{now: time.Now()})
	if w := get(s, "GET", "/health/ready"); w.Code != 200 {
		t.Fatalf("before: %d", w.Code)
	}
	s.Stopping()
	if w := get(s, "GET", "/health/ready"); w.Code != 503 {
		t.Errorf("while ending: %d, want 503", w.Code)
	}
}

func TestTheListenerServesNothingElseAndTakesNothing(t *testing.T) {
	s := New("test")
	s.Watch(&standIn{now: time.Now()})
	for _, path := range []string{"/health/live", "/health/ready", "/metrics"} {
		for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 405, "PUT": 405, "DELETE": 405, "OPTIONS": 405} {
			if w := get(s, method, path); w.Code != want {
				t.Errorf("%s %s: %d, want %d", method, path, w.Code, want)
			}
		}
	}
	for _, path := range []string{"/", "/sign-in", "/case/FS-26-ABCDEFG", "/debug/pprof/", "/metrics/x", "/health", "/assets/"} {
		if w := get(s, "GET", path); w.Code != 404 {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
}

// Every metric is explained, and nothing is explained that is not there.
func TestThePageForOperatorsNamesEveryMetric(t *testing.T) {
	s := New("test")
	s.Watch(&standIn{now: time.Now()})
	s.Answered(Pages)(guard.Answered{Request: guard.Request{Class: "police", Shed: "read"}, Route: "GET /", Status: http.StatusServiceUnavailable})
	s.Load(Pages, func() map[string]int { return map[string]int{"read": 1} })
	s.Committed(journal.Commit{Requests: 1})
	s.Looked("shown", nil)
	s.Began(false)
	s.Ended(store.Timing{Err: errors.New("failed")})
	found := func(text, pattern string) (names []string) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
			names = append(names, m[1])
		}
		slices.Sort(names)
		return slices.Compact(names)
	}
	exposed := found(get(s, "GET", "/metrics").Body.String(), `(?m)^# TYPE (foursight_\w+)`)
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "operations.md"))
	if err != nil {
		t.Fatal(err)
	}
	explained := found(string(page), "(?m)^\\| `(foursight_\\w+)`")
	if len(exposed) < 20 || !slices.Equal(exposed, explained) {
		t.Errorf("exposed:\n%s\nexplained:\n%s", strings.Join(exposed, "\n"), strings.Join(explained, "\n"))
	}
}
