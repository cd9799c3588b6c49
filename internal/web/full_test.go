package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// noRoomSite is a site whose disk can be filled, with a second place for looks where one
// is named, Ffion's case with an order, and a restricted case whose card says one thing.
func noRoomSite(t *testing.T, beside string) (*site, *breaking, reported) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	b := &breaking{Store: st, beside: beside}
	s := siteOver(t, Options{Demo: true}, b)
	r := s.liveCase()
	walled := s.report("responder", "Ines Hidden")
	s.record("sergeant", walled.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"detective"}}))
	s.record("standards", walled.id, s.event("SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(walled.victim), Lines: []casefile.Line{"Speak to her alone"}}))
	return s, b, r
}

// fill fills the disk, or makes room; s.now goes on, so that sessions want to be stored.
func (s *site) fill(b *breaking, full bool) {
	s.now = s.now.Add(2 * time.Minute)
	b.all.Store(full)
	b.full.Store(full)
}

// lookedSince lists outcome and route of the looks in the record since a position.
func (s *site) lookedSince(b *breaking, from int64) (looks []string, next int64) {
	s.t.Helper()
	must(s.t, b.Store.Read(s.t.Context(), func(ctx context.Context, tx store.Tx) error {
		looks, next = nil, from
		for e, err := range tx.AllEntries(ctx, from) {
			if err != nil {
				return err
			}
			if next = e.Pos + 1; e.Kind != "Consulted" {
				continue
			}
			body, err := journal.Open(ctx, s.keys, e)
			if err != nil {
				return err
			}
			var in struct{ Looks []casework.Look }
			must(s.t, json.Unmarshal(body.JSON, &in))
			for _, l := range in.Looks {
				looks = append(looks, l.Staff+": "+l.Outcome+", "+l.Route)
			}
		}
		return nil
	}))
	return looks, next
}

// Practice 1.13: with the record full, a call is answered as before, with the safety
// card, and its look is kept; everything else is refused, in words, and shows nothing.
func TestACallIsAnsweredWhileTheRecordIsFullAndAllElseIsRefused(t *testing.T) {
	t.Parallel()
	s, b, r := noRoomSite(t, t.TempDir())
	h, d, detective := s.signedIn("handler"), s.signedIn("other"), s.signedIn("detective")
	before := h.call("07700 900123")
	if len(linesOf(before, ".fs-call__live")) != 3 || before.text(".govuk-notification-banner") != "" {
		t.Fatalf("with room: %s", before.text("main"))
	}
	form := "/case/" + r.ref + "/record/VictimContacted"
	sent := filled(s.signedIn("responder").get(form).Find(`form[action="` + form + `"]`))
	sent.Set("say", "She asked to be rung after six")
	responder := s.signedIn("responder")
	_, from := s.lookedSince(b, 0)
	s.fill(b, true)
	for range 2 { // a full disk may last
		p := h.call("07700 900123")
		if p.status != http.StatusOK || !slices.Equal(linesOf(p, ".fs-call__live"), linesOf(before, ".fs-call__live")) || !slices.Equal(linesOf(p, ".fs-call__safe"), linesOf(before, ".fs-call__safe")) {
			t.Errorf("a call is answered %d: %s", p.status, p.text("main"))
		}
		if !strings.Contains(p.text(".govuk-inset-text"), "Speak to her alone") {
			t.Errorf("the safety card is not shown: %s", p.text("main"))
		}
		if got := p.text(".govuk-notification-banner"); !strings.Contains(got, "The record is full") || !strings.Contains(got, "nothing can be recorded") {
			t.Errorf("it is not said what is missing: %q", got)
		}
		s.now = s.now.Add(15 * time.Minute) // and sessions go on
		for _, c := range []*client{d, detective, responder} {
			if p := c.get("/call"); p.path != "/call" {
				t.Fatalf("somebody at work is sent to %s", p.path)
			}
		}
	}
	if p := h.call("Nobody Known"); p.status != http.StatusOK || !strings.Contains(p.text("main"), "Nothing here answers that") {
		t.Errorf("a call about nobody known: %d, %s", p.status, p.text("main"))
	}
	if p := d.search("Ines Hidden"); p.status != http.StatusOK || !strings.Contains(p.text("main"), "Speak to her alone") || p.Find(".fs-found__case").Length() > 0 {
		t.Errorf("a search by whoever is sent: %d, %s", p.status, p.text("main"))
	}
	if p := d.search("Ffion Invented"); p.status != http.StatusOK || strings.Contains(p.body, r.ref) || !strings.Contains(p.text("main"), "not listed while the record is full") {
		t.Errorf("a search lists cases: %d, %s", p.status, p.text("main"))
	}
	for name, p := range map[string]shown{
		"home":             h.get("/"),
		"a case":           h.get("/case/" + r.ref),
		"no case":          h.get("/case/FS-26-NOTHERE"),
		"the news of one":  h.get("/case/" + r.ref + "/news"),
		"cases":            detective.get("/cases"),
		"a search":         detective.search("Ffion Invented"),
		"the door":         responder.get("/case/" + r.ref + "/door"),
		"what is recorded": responder.post(form, sent),
	} {
		if p.status != http.StatusServiceUnavailable || p.header.Get("Retry-After") != "10" {
			t.Errorf("%s: %d, Retry-After %q", name, p.status, p.header.Get("Retry-After"))
		}
		for _, held := range []string{"Ffion", "Madeup", "100 m", "Sample Street"} {
			if strings.Contains(p.body, held) {
				t.Errorf("%s: the page holds %q", name, held)
			}
		}
		says := map[bool]string{true: "Nothing you just sent was saved", false: "this page is not shown"}[name == "what is recorded"]
		if !strings.Contains(p.text("main"), says) {
			t.Errorf("%s: it is not said why: %s", name, p.text("main"))
		}
		if name != "what is recorded" && p.Find(`main form[action="/call"]`).Length() != 1 {
			t.Errorf("%s: no way to what a call needs", name)
		}
	}
	s.fill(b, false)
	must(t, s.Adopt(t.Context()))
	got, _ := s.lookedSince(b, from)
	want := []string{"handler: shown, GET /call/{id}", "handler: safety card, GET /call/{id}", "handler: shown, GET /call/{id}", "handler: safety card, GET /call/{id}",
		"handler: miss, GET /call/{id}", "other: safety card, GET /search/{id}", "other: miss, GET /search/{id}"}
	if !slices.Equal(got, want) {
		t.Errorf("looks in the record once there is room:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if p := h.get("/"); p.status != http.StatusOK {
		t.Errorf("home once there is room: %d", p.status)
	}
	if p := responder.post(form, sent); p.status != http.StatusOK || len(s.page("responder", r.id).History) == 0 {
		t.Errorf("recording once there is room: %d", p.status)
	}
}

// Without a second place nothing is shown, a call neither, and nobody is sent where
// there is nothing to be had.
func TestWithoutASecondPlaceAFullRecordShowsNothing(t *testing.T) {
	t.Parallel()
	s, b, _ := noRoomSite(t, "")
	h := s.signedIn("handler")
	s.fill(b, true)
	for name, p := range map[string]shown{"a call": h.call("07700 900123"), "home": h.get("/")} {
		if p.status != http.StatusServiceUnavailable || strings.Contains(p.body, "Madeup") || strings.Contains(p.body, "Speak to her alone") {
			t.Errorf("%s: %d: %s", name, p.status, p.text("main"))
		}
		if p.Find(`main form[action="/call"]`).Length() != 0 || !strings.Contains(p.text("main"), "ring the control room") {
			t.Errorf("%s says: %s", name, p.text("main"))
		}
	}
}

// Whoever signs out is signed out, room or not.
func TestSigningOutNeedsNoRoom(t *testing.T) {
	t.Parallel()
	s, b, _ := noRoomSite(t, t.TempDir())
	h := s.signedIn("handler")
	was := h.cookie(sessionCookie)
	s.fill(b, true)
	if p := h.post("/sign-out", nil); p.path != "/sign-in" || p.status != http.StatusOK {
		t.Errorf("signing out leads to %s with %d", p.path, p.status)
	}
	h.plant(sessionCookie, was)
	if p := h.get("/call"); p.path != "/sign-in" {
		t.Errorf("the session of before opens %s", p.path)
	}
}

func TestThePagesOfAFullRecordAreReadByEverybody(t *testing.T) {
	s, b, _ := noRoomSite(t, t.TempDir())
	base := s.plain()
	for _, w := range widths {
		s.fill(b, false)
		p := s.inBrowser(base, w.width, w.height, "handler")
		s.fill(b, true)
		for _, path := range []string{"/", "/call"} {
			p.Open(base + path)
			if path == "/call" {
				p.Fill("main input[name=q]", "07700 900123")
				if status := p.PressAndFollow("Enter"); status != http.StatusOK || !strings.Contains(p.Text(".govuk-notification-banner"), "The record is full") {
					t.Errorf("a call is answered %d", status)
				}
			}
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				t.Errorf("%s at %d px: %s", path, w.width, o)
			}
		}
	}
}
