package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/browsertest"
)

// The grid: each journey is told once, as a list of steps, and taken in two ways on
// a phone of 390 by 844 px: by keys alone on a slow line, and by touch with no script
// running. Every page on the way is looked at, and the journey ends in the record.

const phoneHeight = 844

// phone is a patrol phone in one of the two ways. It keeps style sheets from page to
// page as phones do; the first page comes with nothing kept.
type phone struct {
	*browsertest.Page
	t    *testing.T
	s    *site
	c    *client // the same person's, to weigh pages
	base string

	keys   bool
	taps   int                  // answers, links and buttons so far
	before *browsertest.TabStop // the stop the focus was on before, on this page
	fresh  bool                 // no key was pressed on this page, and the focus is at its top
}

// onPhones takes a journey in both ways at once, each on a site of its own: while the
// one waits for its line the other goes on.
func onPhones(t *testing.T, journey func(t *testing.T, s *site, as func(who string) *phone)) {
	t.Parallel()
	var both sync.WaitGroup
	for way, keys := range map[string]bool{"by keyboard": true, "without script": false} {
		both.Go(func() {
			t.Run(way, func(t *testing.T) {
				s := newSite(t)
				p := &phone{Page: browsertest.New(t).Page(390, phoneHeight), t: t, s: s, base: s.doorOf(), keys: keys}
				if keys {
					p.Throttle(slowLine, slowAnswer)
				} else {
					p.JSOff()
				}
				journey(t, s, func(who string) *phone {
					p.c = s.signedIn(who)
					p.Open(p.base + "/test/sign-in/" + who)
					return p
				})
			})
		})
	}
	both.Wait()
}

// doorOf serves the site with a door that signs somebody in and shows nothing, so
// that the first page opened afterwards finds nothing kept.
func (s *site) doorOf() string {
	s.t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/", s.web)
	mux.HandleFunc("GET /test/sign-in/{who}", func(w http.ResponseWriter, r *http.Request) {
		sess, err := s.ids.Demonstrate(r.Context(), r.PathValue("who"), s.now)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.SetCookie(w, secret(sessionCookie, sess.Token, 0))
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!DOCTYPE html><title>Signed in</title>"))
	})
	srv := httptest.NewServer(mux)
	s.t.Cleanup(srv.Close)
	return srv.URL
}

// opens goes to a page by its address and looks at it.
func (p *phone) opens(path string) {
	p.t.Helper()
	began := time.Now()
	p.arrives(path, p.Open(p.base+path), began)
}

// follows presses a button or link, and looks at the page it leads to. By keys it is
// known by the words it begins with.
func (p *phone) follows(selector, words string) {
	p.t.Helper()
	p.taps++
	press := func() int { return p.Follow(selector) }
	if p.keys {
		if at := p.TabTo(p.sees, selector); !strings.HasPrefix(at.Name, words) {
			p.t.Errorf("at %s %s is called %q; want %q", p.Location(), selector, at.Name, words)
		}
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
	p.TabTo(p.sees, id)
	p.Press(text)
}

// picks takes one of a set of answers or ticks a box, by its id.
func (p *phone) picks(id string) {
	p.t.Helper()
	p.taps++
	if !p.keys {
		p.Click(id)
		return
	}
	// Of a set of answers the first has the focus, and arrows lead on.
	if at := p.TabTo(p.sees, id, numbered.ReplaceAllString(id, "")); at.Selector == id {
		p.Press("Space")
		return
	}
	for range 40 {
		if p.Press("ArrowDown"); p.Focused() == id {
			return
		}
	}
	p.t.Fatalf("at %s no arrow leads to %s", p.Location(), id)
}

// numbered is the end of the id of all but the first of a set of answers.
var numbered = regexp.MustCompile(`-\d+$`)

const skipLink = "Skip to main content"

// sees looks at one stop: its mark is seen, it stands below the one before, and where
// the focus begins at the top of a page the first is the way past its head.
func (p *phone) sees(s browsertest.TabStop) {
	p.t.Helper()
	if s.Obscured || !s.FocusVisible {
		p.t.Errorf("at %s the focus on %s (%s) cannot be seen", p.Location(), s.Selector, s.Name)
	}
	if p.fresh && s.Name != skipLink {
		p.t.Errorf("at %s the first stop is %q; want the skip link", p.Location(), s.Name)
	}
	if p.fresh = false; s.Name == skipLink { // it stands nowhere
		p.before = nil
		return
	}
	if p.before != nil && len(browsertest.OutOfOrder([]browsertest.TabStop{*p.before, s})) > 0 {
		p.t.Errorf("at %s the focus jumps up from %s (%s) to %s (%s)", p.Location(), p.before.Selector, p.before.Name, s.Selector, s.Name)
	}
	p.before = &s
}

// firstAction is what a page lets somebody do first.
const firstAction = "main :is(a[href], button, input:not([type=hidden]), select, textarea, summary)"

// arrives looks at the page that is shown: in time, light enough, accessible, with
// something to do on the first screen, or what was saved.
func (p *phone) arrives(what string, status int, began time.Time) {
	p.t.Helper()
	took := time.Since(began)
	if status != http.StatusOK {
		p.t.Fatalf("%q answers %d: %s", what, status, p.Text("main"))
	}
	at, _, _ := strings.Cut(strings.TrimPrefix(p.Location(), p.base), "#")
	kind := reference.ReplaceAllString(at, "*")
	if p.keys { // on the slow line; without script a page is no heavier
		if n := p.c.weight(at); n > mostBytes {
			p.t.Errorf("%s opened cold takes %d bytes; at most %d", at, n, mostBytes)
		}
		if took > usableWithin { // once more: a machine that is busy is not a line that is slow
			began = time.Now()
			p.Open(p.Location())
			took = min(took, time.Since(began))
		}
		if took > usableWithin {
			p.t.Errorf("%q is usable after %v; at most %v", what, took, usableWithin)
		}
	}
	if _, seen := lookedAt.LoadOrStore(fmt.Sprint(p.keys, " ", kind, " ", p.Text("h1")), true); !seen {
		for _, v := range p.Violations() {
			p.t.Errorf("%s: %s", what, v)
		}
	}
	for _, o := range p.HorizontalScroll() {
		if !strings.Contains(o.Selector, "figure") { // a picture scrolls in its own frame
			p.t.Errorf("%s: %s", what, o)
		}
	}
	for _, small := range p.TargetSizes(24) {
		p.t.Errorf("%s: target too small: %s", what, small)
	}
	if strings.Contains(at, "done=") {
		p.leads(".govuk-notification-banner__heading")
	} else {
		p.leads(firstAction)
	}
	p.before, p.fresh = nil, p.Focused() == ""
}

// reference is what tells one page from another of its kind.
var reference = regexp.MustCompile(`FS-\d\d-\w+|[0-9a-f]{32}`)

// lookedAt are the kinds of page that axe has looked at, each once in each way.
var lookedAt sync.Map

// leads holds that something ends on the first screen.
func (p *phone) leads(selector string) {
	p.t.Helper()
	if end := p.Bottom(selector); end > phoneHeight {
		p.t.Errorf("at %s %s ends at %.0f px, below the first screen", p.Location(), selector, end)
	}
}
