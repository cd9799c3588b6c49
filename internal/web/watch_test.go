package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"foursight/internal/fact"
)

// A screen nobody touches learns of a report made online: the page that watches looks
// again by itself, leaves no entry each time, and keeps nobody signed in.
func TestAScreenNobodyTouchesLearnsOfAnOnlineReport(t *testing.T) {
	p := newProof(t)
	see := func() got { t.Helper(); return p.ask("handler", "GET", watchPath, nil) }
	before := see()
	if before.status != http.StatusOK || before.header.Get("Refresh") != watchEvery || !strings.Contains(before.body, "No report made online waits for a first word.") {
		t.Fatalf("%d, looks again after %q", before.status, before.header.Get("Refresh"))
	}
	p.looks()
	p.st.appended()
	ref := p.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	p.st.appended()
	for range 3 {
		p.now = p.now.Add(30 * time.Second)
		if after := see(); !strings.Contains(after.body, "A report made online waits") || strings.Contains(after.body, ref) || strings.Contains(after.body, "Tamsin") {
			t.Errorf("watching shows %s", after.body)
		}
	}
	if looks, kept := p.looks(), p.st.appended(); len(looks) > 0 || len(kept) > 0 {
		t.Errorf("watching leaves looks %+v and entries %v", looks, kept)
	}
	if g := p.ask("responder", "GET", watchPath, nil); g.header.Get("Refresh") != "" || strings.Contains(g.body, "A report made online waits") {
		t.Error("a responder is told, or their page looks again")
	}
	// Watched every half minute, the session still ends after its twenty minutes.
	for range 60 {
		p.now = p.now.Add(30 * time.Second)
		see()
	}
	if g := see(); g.status != http.StatusSeeOther || g.header.Get("Location") != "/sign-in" {
		t.Errorf("after half an hour of watching: %d to %q", g.status, g.header.Get("Location"))
	}
}

// With script every page of the control room asks it, home too.
func TestEveryPageOfTheControlRoomAsksThePageThatWatches(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	for _, path := range []string{"/", "/cases", "/report"} {
		p := c.get(path)
		region := p.Find(`[data-watch="` + watchPath + `"]`)
		if said := region.AttrOr("data-watch-said", ""); !strings.Contains(said, "A report made online waits") || (region.Find(".fs-told").Length() == 1) != (path != "/") {
			t.Errorf("%s was drawn with %q told", path, said)
		}
	}
	if got := c.get("/"); got.Find(`a[href="`+watchPath+`"]`).Length() != 1 {
		t.Error("home does not lead to the page that watches")
	}
	if p := s.signedIn("responder").get("/"); p.Find("[data-watch]").Length() > 0 || p.Find(`a[href="`+watchPath+`"]`).Length() > 0 {
		t.Error("a responder's page asks")
	}
	if p := c.get(watchPath); p.Find("[data-watch]").Length() > 0 {
		t.Error("the page that watches asks itself")
	}
}

// However old a report is, it waits until somebody has spoken with the victim:
// the page says how many, since when the oldest, and whether any is not safe.
func TestAReportMadeOnlineWaitsHoweverOldItIs(t *testing.T) {
	s := newSite(t)
	s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	watch := func() string { t.Helper(); return s.signedIn("handler").get(watchPath).text("main") }
	s.now = s.now.Add(49 * time.Hour)
	if got := watch(); !strings.Contains(got, "A report made online waits: nobody has spoken with the victim. It has waited 2 days, since Fri 20 Nov 2026, 14:00.") {
		t.Error(got)
	}
	s.online("Zoe Nowhere", fact.Of(false), fact.Answer[bool]{})
	s.now = s.now.Add(time.Hour)
	got := watch()
	if !strings.Contains(got, "2 reports made online wait: nobody has spoken with the victims. One says they are not safe. The oldest has waited 2 days, since Fri 20 Nov 2026, 14:00.") || strings.Contains(got, "Zoe") {
		t.Error(got)
	}
	p := s.signedIn("handler").get(watchPath)
	if p.Find(`main a[href="/"]`).Length() != 1 {
		t.Error("no way from it to home, where they are listed")
	}
	// One number: what is told over other pages is of the last day and says so.
	for _, told := range []string{".fs-told", "main"} {
		if seen := p.Find("body :not([hidden]) > "+told).Length() == 1; seen != (told == "main") {
			t.Errorf("%s is seen: %v", told, seen)
		}
	}
	s.online("Una Nowhere", fact.Answer[bool]{}, fact.Answer[bool]{})
	if got := s.signedIn("handler").get("/cases").Find(".fs-told").Text(); !strings.Contains(got, "2 reports made online in the last day wait") {
		t.Errorf("told over other pages: %q", got)
	}
	if got := watch(); !strings.Contains(got, "3 reports made online wait") || strings.Contains(got, "2 reports") {
		t.Error(got)
	}
	// Each is led to, whoever is not safe first; who may not see one is led to none.
	links := s.signedIn("handler").get(watchPath).Find(`main a[href^="/case/"]`)
	if links.Length() != 3 || links.First().Text() != "Open the report of Sun 22 Nov 2026, 15:00: they say they are not safe" {
		t.Errorf("links: %s", links.Text())
	}
	if got := s.signedIn("handler").get(links.First().AttrOr("href", "")).text("main"); !strings.Contains(got, "Zoe Nowhere") {
		t.Errorf("the first leads to %s", got)
	}
	s.online("Walled Nowhere", fact.Answer[bool]{}, fact.Of(true))
	if p := s.signedIn("handler").get(watchPath); p.Find(`main a[href^="/case/"]`).Length() != 3 {
		t.Error("a restricted report is linked for the control room")
	}
}
