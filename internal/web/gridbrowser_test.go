package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
)

// phone is a patrol phone on a slow line, used in one of two ways: by keys alone, or
// by touch with no script running. Time is taken with nothing kept from page to page.
type phone struct {
	*browsertest.Page
	t    *testing.T
	c    *client // the same person's, to weigh pages
	base string

	keys  bool
	begun bool // a page was opened
}

// onPhones runs a journey in both ways, each on a site of its own.
func onPhones(t *testing.T, journey func(t *testing.T, s *site, as func(who string) *phone)) {
	for way, keys := range map[string]bool{"by keyboard": true, "without script": false} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			base := s.plain()
			journey(t, s, func(who string) *phone {
				p := &phone{Page: s.inBrowser(base, 390, 844, who), t: t, c: s.signedIn(who), base: base, keys: keys}
				if !keys {
					p.JSOff()
				}
				p.CacheOff()
				p.Throttle(slowLine, slowAnswer)
				return p
			})
		})
	}
}

// opens goes to a page by its address and looks at it.
func (p *phone) opens(path string) {
	p.t.Helper()
	began := time.Now()
	p.arrives(path, p.Open(p.base+path), began)
}

// follows presses a button or link, found by its selector or, by keys, by the words
// it begins with, and looks at the page it leads to.
func (p *phone) follows(selector, words string) {
	p.t.Helper()
	press := func() int { return p.Follow(selector) }
	if p.keys {
		p.reach(words)
		press = func() int { return p.PressAndFollow("Enter") }
	}
	began := time.Now()
	p.arrives(words, press(), began)
}

// writes types into a box or picks from a list by its first letters.
func (p *phone) writes(id, text string) {
	p.t.Helper()
	if !p.keys {
		p.Fill(id, text)
		return
	}
	p.reach(id)
	p.Press(text)
}

// reach presses Tab until the focus is on an id or on what begins with some words.
func (p *phone) reach(want string) {
	p.t.Helper()
	for range 120 {
		on := p.Focused()
		if on == want || !strings.HasPrefix(want, "#") && on != "" && on != "body" && strings.HasPrefix(strings.Join(strings.Fields(p.Text(on)), " "), want) {
			return
		}
		p.Press("Tab")
	}
	p.t.Fatalf("at %s Tab does not lead to %q", p.Location(), want)
}

// arrives looks at the page that is shown: in time, light enough, accessible.
func (p *phone) arrives(what string, status int, began time.Time) {
	p.t.Helper()
	took := time.Since(began)
	if status != http.StatusOK {
		p.t.Fatalf("%q answers %d: %s", what, status, p.Text("main"))
	}
	if took > usableWithin {
		p.t.Errorf("%q is usable after %v; at most %v", what, took, usableWithin)
	}
	at, _, _ := strings.Cut(strings.TrimPrefix(p.Location(), p.base), "#")
	n := 0
	if p.begun { // the files came with the first page and are kept by the phone
		n = len(p.c.get(at).body)
	} else {
		n, p.begun = p.c.weight(at), true
	}
	if n > mostBytes {
		p.t.Errorf("%s takes %d bytes; at most %d", at, n, mostBytes)
	}
	check(p.t, p.Page, what, 390)
}

// One officer offers a case, the next sees the offer before all else and takes it on.
func TestACaseIsHandedOverAndTakenOnByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.report("responder", "Ffion Invented")
		s.report("detective", "Mali Invented") // of the receiver's own, with duties of safety
		p := as("responder")
		p.opens("/case/" + r.ref)
		p.follows(`main a[href="/case/`+r.ref+`/record/CaseHandedOver"]`, "Hand the case over")
		p.writes("#f-to", "DC Dilys")
		p.writes("#f-why-not", "He was in the next room.")
		p.follows(forwards, "Save")
		if got := s.caseNow(r.id); got.Owner == "detective" || len(got.Handovers) != 1 || got.Handovers[0].Data.To != "detective" {
			t.Fatalf("offered: held by %q, %+v", got.Owner, got.Handovers)
		}

		p = as("detective")
		p.opens("/")
		if got := p.Text(".fs-next"); !strings.Contains(got, "Accept the case handed over to you by PC Rhian Example") || !strings.Contains(got, r.ref) {
			t.Fatalf("the first thing the receiver sees is %q", got)
		}
		// Without script the menu stands unfolded above it.
		if end := p.Bottom(".fs-next__do"); p.keys && end > 844 {
			t.Errorf("the way to accept ends at %.0f px, below the first screen", end)
		}
		p.follows(".fs-next__do", "Accept")
		p.follows(forwards, "Save")
		if got := s.caseNow(r.id).Owner; got != "detective" {
			t.Errorf("accepted, the case is held by %q", got)
		}
	})
}
