package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
	"foursight/internal/web/guard"
)

// holding is a store that can hold one request up.
type holding struct {
	store.Store
	next   atomic.Bool // the next is held
	inside chan struct{}
	let    chan struct{}
}

func (h *holding) Read(ctx context.Context, f func(context.Context, store.Tx) error) error {
	h.maybe(ctx)
	return h.Store.Read(ctx, f)
}

func (h *holding) Write(ctx context.Context, f func(context.Context, store.Tx) error) error {
	h.maybe(ctx)
	return h.Store.Write(ctx, f)
}

// maybe holds up what belongs to a request, not what the service does by itself.
func (h *holding) maybe(ctx context.Context) {
	if guard.Of(ctx).ID != "" && h.next.CompareAndSwap(true, false) {
		close(h.inside)
		<-h.let
	}
}

// hold has a request stay under way until let is called.
func (h *holding) hold(t *testing.T, ask func()) (let func()) {
	t.Helper()
	h.inside, h.let = make(chan struct{}), make(chan struct{})
	h.next.Store(true)
	ended := make(chan struct{})
	go func() { ask(); close(ended) }()
	<-h.inside
	return func() { close(h.let); <-ended }
}

// fullSite has one place of each class and nobody waits for it.
func fullSite(t *testing.T) (*site, *holding) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	h := &holding{Store: st}
	return siteOver(t, Options{Demo: true, Limits: guard.Limits{Reads: 1, Writes: 1, SignIns: 1, Urgents: 1, Uploads: 1, Wait: time.Millisecond}}, h), h
}

func turnedAway(t *testing.T, p shown, said ...string) {
	t.Helper()
	if p.status != http.StatusServiceUnavailable || p.header.Get("Retry-After") == "" {
		t.Errorf("%s: %d, Retry-After %q; want 503 and a time", p.path, p.status, p.header.Get("Retry-After"))
	}
	for _, words := range append(said, "in danger now", "radio", "control room") {
		if !strings.Contains(p.text("main"), words) {
			t.Errorf("%s does not say %q: %s", p.path, words, p.text("main"))
		}
	}
}

func TestAPageThatFindsNoPlaceSaysWhatToDoAndUrgentOnesOpen(t *testing.T) {
	t.Parallel()
	s, h := fullSite(t)
	handler, colleague := s.signedIn("handler"), s.signedIn("responder")
	let := h.hold(t, func() { colleague.get("/cases") })
	p := handler.get("/cases?mine=yes")
	turnedAway(t, p, "Nothing you saved before is lost")
	if p.Find(`a[href="/cases?mine=yes"]`).Length() != 1 || p.Find("form").Length() > 0 {
		t.Errorf("no way to try again: %s", p.body)
	}
	for _, path := range []string{"/call", "/prompt-card", "/report"} {
		if p := handler.get(path); p.status != http.StatusOK {
			t.Errorf("%s: %d while ordinary pages are turned away: %s", path, p.status, p.text("main"))
		}
	}
	if p := s.client().get("/sign-in"); p.status != http.StatusOK {
		t.Errorf("sign-in: %d while ordinary pages are turned away", p.status)
	}
	let()
	if p := handler.get("/cases"); p.status != http.StatusOK {
		t.Errorf("afterwards: %d", p.status)
	}
}

func TestAFormThatFindsNoPlaceIsKeptInThePageAndRecordedOnce(t *testing.T) {
	t.Parallel()
	s, h := fullSite(t)
	c := s.signedIn("responder")
	r := s.report("responder", "Ines Invented")
	path := "/case/" + r.ref + "/record/VictimContacted"
	open := c.get(path)
	sent := filled(open.Find(`form[action="` + path + `"]`))
	sent.Set("say", `She asked: "ring <after> six"`)
	other := s.signedIn("sergeant")
	let := h.hold(t, func() { other.post("/case/"+r.ref+"/record/VictimContacted", url.Values{}) })
	p := c.post(path, sent)
	turnedAway(t, p, "not saved yet", "Nothing you just sent was saved", "keeps what you typed")
	kept := filled(p.Find(`form[action="` + path + `"]`))
	for name, values := range sent {
		if !slices.Equal(kept[name], values) {
			t.Errorf("%s: sent %q, kept %q", name, values, kept[name])
		}
	}
	foreign := c.send("POST", path, strings.NewReader(sent.Encode()), http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"cross-site"}})
	if foreign.status != http.StatusForbidden || foreign.Find(`main form`).Length() > 0 {
		t.Errorf("what another site sent: %d, given back to be sent again", foreign.status)
	}
	let()
	before := len(s.page("responder", r.id).History)
	again := c.submit(p, `form[action="`+path+`"]`, nil)
	after := s.page("responder", r.id)
	if again.status != http.StatusOK || len(after.History) != before+1 {
		t.Errorf("sent again: %d, %d entries and then %d", again.status, before, len(after.History))
	}
	if c.post(path, sent); len(s.page("responder", r.id).History) != before+1 {
		t.Error("sent a third time it stands twice")
	}
}

func TestAFileThatFindsNoPlaceIsSaidNotToBeKept(t *testing.T) {
	t.Parallel()
	s, h := fullSite(t)
	c, other := s.signedIn("responder"), s.signedIn("sergeant")
	r := s.report("responder", "Ines Invented")
	bring := func(c *client) shown {
		return c.send("POST", "/case/"+r.ref+"/photo", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--x--\r\n"),
			http.Header{"Content-Type": {"multipart/form-data; boundary=x"}, "Sec-Fetch-Site": {"same-origin"}})
	}
	let := h.hold(t, func() { bring(other) })
	defer let()
	turnedAway(t, bring(c), "the file was not kept", "Keep the file")
}

func TestWhoCannotSignInForNowIsToldSo(t *testing.T) {
	t.Parallel()
	s, h := fullSite(t)
	let := h.hold(t, func() {
		s.client().post("/sign-in", url.Values{"name": {"handler@fernshire.example.org"}, "password": {"a secret of somebody"}})
	})
	defer let()
	p := s.client().post("/sign-in", url.Values{"name": {"responder@fernshire.example.org"}, "password": {"a secret of somebody"}})
	turnedAway(t, p, "not been signed in")
	if strings.Contains(p.body, "a secret of somebody") || strings.Contains(p.body, "responder@") {
		t.Error("what was typed to sign in stands in the page")
	}
}

// What may change the record never takes a place of what reads, and the other way
// round; each route has a class.
func TestEveryRouteHasPlaces(t *testing.T) {
	s := newSite(t)
	count := map[guard.Class]int{}
	for _, r := range s.web.routes() {
		class := s.web.class[r.method+" "+r.path]
		count[class]++
		if class == guard.Read && r.method == "POST" && r.log != casefile.Consultation || class == guard.Write && r.method == "GET" || class == guard.Free {
			t.Errorf("%s %s is of class %q", r.method, r.path, class)
		}
		if r.action == access.Seek && strings.HasPrefix(r.path, "/call") && class != guard.Urgent {
			t.Errorf("%s %s is not urgent", r.method, r.path)
		}
	}
	for _, class := range []guard.Class{guard.Read, guard.Write, guard.Upload, guard.Download, guard.SignIn, guard.Urgent} {
		if count[class] < 2 {
			t.Errorf("%d routes of class %q", count[class], class)
		}
	}
}
