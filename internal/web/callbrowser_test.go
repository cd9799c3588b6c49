package web

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/browsertest"
)

// Requirement U23: a page on a patrol phone, 400 kbit/s each way, 0.4 s to answer.
const (
	slowLine     = 400
	slowAnswer   = 400 * time.Millisecond
	usableWithin = 5 * time.Second
	mostBytes    = 100_000
)

// assetBytes is how much each asset takes, by its address, which its content is part of.
var assetBytes sync.Map

// weight is how much a page takes over the line the first time: itself and all it
// asks for, compressed as a browser asks for it.
func (c *client) weight(path string) int {
	c.t.Helper()
	fetch := func(path string) (sent int, plain string) {
		req, err := http.NewRequestWithContext(c.t.Context(), "GET", c.tls.URL+path, nil)
		must(c.t, err)
		req.Header.Set("Accept-Encoding", "gzip")
		resp, err := c.http.Do(req)
		must(c.t, err)
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			c.t.Fatalf("%s: %d", path, resp.StatusCode)
		}
		raw, err := io.ReadAll(resp.Body)
		must(c.t, err)
		if resp.Header.Get("Content-Encoding") != "gzip" {
			return len(raw), string(raw)
		}
		unzip, err := gzip.NewReader(strings.NewReader(string(raw)))
		must(c.t, err)
		text, err := io.ReadAll(unzip)
		must(c.t, err)
		return len(raw), string(text)
	}
	total, page := fetch(path)
	seen := map[string]bool{}
	for _, part := range strings.Split(page, `"`) {
		if strings.HasPrefix(part, "/assets/") && !seen[part] {
			seen[part] = true
			n, known := assetBytes.Load(part)
			if !known {
				n, _ = fetch(part)
				assetBytes.Store(part, n)
			}
			total += n.(int)
		}
	}
	if len(seen) < 4 {
		c.t.Fatalf("%s asks for %d files: the measure is wrong", path, len(seen))
	}
	return total
}

// onASlowLine opens a page as a patrol phone does, nothing cached, and says how
// long it took to be usable.
func onASlowLine(t *testing.T, p *browsertest.Page, url string) time.Duration {
	t.Helper()
	p.CacheOff()
	p.Throttle(slowLine, slowAnswer)
	began := time.Now()
	if status := p.Open(url); status != http.StatusOK {
		t.Fatalf("%s: %d", url, status)
	}
	return time.Since(began)
}

func TestAnAnsweredCallIsAccessibleAtBothWidthsAndWithoutScript(t *testing.T) {
	s := newSite(t)
	s.liveCase()
	s.between("other", "Steven Madeup", "Ffion Invented")
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "handler")
		p.JSOff()
		p.Open(base + "/call")
		if got := p.Focused(); got != "#call" {
			t.Errorf("without script the caret is in %q", got)
		}
		check(t, p, "the box", w.width)
		for name, q := range map[string]string{"answer": "07700 900123", "miss": "Zoe Nowhere"} {
			p.Fill("#call", q)
			if status := p.Follow("main .fs-search__button"); status != http.StatusOK {
				t.Fatalf("%q answers %d", q, status)
			}
			check(t, p, name, w.width)
			p.Screenshot(fmt.Sprintf("call-%s-%d", name, w.width))
			p.Open(base + "/call")
		}
	}
}

func TestACallIsAnsweredByKeyboardAlone(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	base := s.plain()
	p := s.inBrowser(base, 1366, 768, "handler")
	p.Press("07700 900123") // the caret is in the box
	if status := p.PressAndFollow("Enter"); status != http.StatusOK || !strings.Contains(p.Location(), "/call/") {
		t.Fatalf("%d at %s", status, p.Location())
	}
	if got := p.Text(".fs-call__live"); !strings.Contains(got, "not to approach within 100 m") {
		t.Errorf("answer: %s", got)
	}
	send := false
	for _, stop := range p.TabStops() {
		if stop.Obscured || !stop.FocusVisible {
			t.Errorf("the focus on %s (%s) cannot be seen", stop.Selector, stop.Name)
		}
		send = send || strings.Contains(stop.Name, "Send responders") && strings.Contains(stop.Name, r.ref)
	}
	if !send {
		t.Error("the keyboard does not reach the way to send responders")
	}
}

// The line that matters is on the first screen, at a desk and on a phone.
func TestWhatIsInForceStandsOnTheFirstScreenOfAnAnswer(t *testing.T) {
	s := newSite(t)
	s.liveCase()
	base := s.plain()
	for _, w := range []struct{ width, height int }{{1366, 768}, {390, 844}} {
		p := s.inBrowser(base, w.width, w.height, "handler")
		p.Fill("#search", "Ffion Invented")
		p.Follow("main .fs-search__button")
		if end := p.Bottom(".fs-call__live li"); end > float64(w.height) {
			t.Errorf("at %dx%d the live order ends at %.0f px", w.width, w.height, end)
		}
	}
}

func TestAnAnsweredCallIsUsableOnASlowLine(t *testing.T) {
	s := newSite(t)
	s.liveCase()
	h := s.signedIn("handler")
	answered := h.call("07700 900123").path
	if n := h.weight(answered); n > mostBytes {
		t.Errorf("an answer takes %d bytes; at most %d", n, mostBytes)
	}
	base := s.plain()
	p := s.inBrowser(base, 390, 844, "handler")
	if took := onASlowLine(t, p, base+answered); took > usableWithin {
		t.Errorf("usable after %v; at most %v", took, usableWithin)
	}
}
