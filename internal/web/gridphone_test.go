package web

import (
	"cmp"
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
	cold   bool                 // no page was opened yet: nothing is kept of the site
	taps   int                  // answers, links and buttons so far
	before *browsertest.TabStop // the stop the focus was on before, on this page
	fresh  bool                 // no key was pressed on this page, and the focus is at its top
	state  string               // what tells the next page from others of its address and heading
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
				p := &phone{Page: browsertest.New(t).Page(390, phoneHeight), t: t, s: s, base: s.doorOf(), keys: keys, cold: true}
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
	p.arrives(path, http.StatusOK, p.Open(p.base+path), began)
}

// newly says that the page to come is another than those of its address and heading
// that were looked at before, and calls it by what makes it so.
func (p *phone) newly(state string) { p.state = state }

// follows presses a button or link, and looks at the page it leads to. By keys it is
// known by the words it begins with.
func (p *phone) follows(selector, words string) {
	p.t.Helper()
	p.goes(selector, words, http.StatusOK)
}

// stopped presses a button that is answered with something to put right: it is said at
// the top, and with script the focus is there.
func (p *phone) stopped(selector, words string) {
	p.t.Helper()
	p.newly("with something to put right")
	p.goes(selector, words, http.StatusUnprocessableEntity)
	if p.keys && !strings.Contains(p.Text(cmp.Or(p.Focused(), "main")), "There is a problem") {
		p.t.Errorf("at %s the focus is on %q, which does not say what is wrong", p.Location(), p.Focused())
	}
}

// unfolds opens what is folded, by its words.
func (p *phone) unfolds(selector, words string) {
	p.t.Helper()
	p.taps++
	if !p.keys {
		p.Click(selector)
		return
	}
	if at := p.TabTo(p.sees, selector); !strings.HasPrefix(at.Name, words) {
		p.t.Errorf("at %s %s is called %q; want %q", p.Location(), selector, at.Name, words)
	}
	p.Press("Enter")
}

func (p *phone) goes(selector, words string, want int) {
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
	p.arrives(words, want, press(), began)
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
	// Of a set of answers the first has the focus, or the one that was given, and arrows
	// lead on.
	first := numbered.ReplaceAllString(id, "")
	if at := p.TabTo(p.sees, id, first, `input[type="radio"][id^="`+first[1:]+`"]:checked`); at.Selector == id {
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
// something to do on the first screen, or what was saved or is wrong.
func (p *phone) arrives(what string, want, status int, began time.Time) {
	p.t.Helper()
	took := time.Since(began)
	if status != want {
		p.t.Fatalf("%q answers %d, want %d: %s", what, status, want, p.Text("main"))
	}
	here := p.Location()
	at, fragment, _ := strings.Cut(strings.TrimPrefix(here, p.base), "#")
	if p.keys { // on the slow line; without script a page is no heavier
		if n := p.c.weight(at); n > mostBytes {
			p.t.Errorf("%s opened cold takes %d bytes; at most %d", at, n, mostBytes)
		}
		if took > usableWithin && status == http.StatusOK { // once more: a machine that is busy is not a line that is slow
			took = min(took, p.again(here))
		}
		if took > usableWithin {
			p.t.Errorf("%q is usable after %v; at most %v", what, took, usableWithin)
		}
	}
	p.cold = false
	p.stands(what)
	switch {
	case status != http.StatusOK:
		p.leads(".govuk-error-summary")
	case strings.Contains(at, "done="):
		p.leads(".govuk-notification-banner__heading")
	case fragment == "": // else the page stands where it was asked to
		p.leads(firstAction)
	}
	p.before, p.fresh = nil, fragment == "" && p.Focused() == ""
}

// again opens a page once more and says how long that takes: with nothing kept where
// nothing was kept the first time, as the first page of a shift is opened (U23).
func (p *phone) again(url string) time.Duration {
	p.t.Helper()
	p.Cache(!p.cold)
	defer p.Cache(true)
	began := time.Now()
	p.Open(url)
	return time.Since(began)
}

// stands looks at the page as it is now: by axe once for each address, heading and state.
func (p *phone) stands(what string) {
	p.t.Helper()
	at, _, _ := strings.Cut(strings.TrimPrefix(p.Location(), p.base), "#")
	kind := reference.ReplaceAllString(at, "*")
	if _, seen := lookedAt.LoadOrStore(fmt.Sprint(p.keys, " ", kind, " ", p.Text("h1"), " ", p.state), true); !seen {
		for _, v := range p.Violations() {
			p.t.Errorf("%s %s: %s", what, p.state, v)
		}
	}
	p.state = ""
	for _, o := range p.HorizontalScroll() {
		if !strings.Contains(o.Selector, "figure") { // a picture scrolls in its own frame
			p.t.Errorf("%s: %s", what, o)
		}
	}
	for _, small := range p.TargetSizes(24) {
		p.t.Errorf("%s: target too small: %s", what, small)
	}
}

// reference is what tells one page from another of its kind.
var reference = regexp.MustCompile(`FS-\d\d-\w+|[0-9a-f]{32}`)

// lookedAt are the kinds of page that axe has looked at, each once in each way and
// in each state a journey names.
var lookedAt sync.Map

// leads holds that something ends on the first screen.
func (p *phone) leads(selector string) {
	p.t.Helper()
	if end := p.Bottom(selector); end > phoneHeight {
		p.t.Errorf("at %s %s ends at %.0f px, below the first screen", p.Location(), selector, end)
	}
}
