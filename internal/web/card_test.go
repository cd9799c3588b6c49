package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
	"foursight/internal/web/assets"
)

// Practice 1.12: the card is the same for everybody, holds nothing about anybody
// and is the one page that a browser may keep.
func TestThePromptCardHoldsNobodyAndAloneMayBeKept(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	nobody := p.ask("", "GET", assets.CardPath, nil)
	if nobody.status != http.StatusOK || nobody.header.Get("Cache-Control") != keepCard || nobody.header.Get("Set-Cookie") != "" {
		t.Fatalf("%d, kept %q, cookie %q", nobody.status, nobody.header.Get("Cache-Control"), nobody.header.Get("Set-Cookie"))
	}
	for _, role := range casefile.Role("").Codes() {
		if g := p.ask("r-"+role, "GET", assets.CardPath, nil); g.body != nobody.body || g.header.Get("Set-Cookie") != "" {
			t.Errorf("as %s the card is another", role)
		}
	}
	held := strings.ToLower(nobody.body)
	for _, c := range p.cases {
		for _, class := range everyClass {
			if strings.Contains(held, c.canary(class)) {
				t.Errorf("the card holds the %s canary of %q", class, c.label)
			}
		}
		if strings.Contains(held, strings.ToLower(c.ref)) || strings.Contains(held, c.id) {
			t.Errorf("the card names the case %q", c.label)
		}
	}
	for _, st := range p.Register().All() {
		if strings.Contains(held, strings.ToLower(st.Name)) {
			t.Errorf("the card names %s", st.Name)
		}
	}
	if strings.Contains(held, "<form") || strings.Contains(held, "sensitive") {
		t.Error("the card has a form or a marking")
	}
	p.looks()
	kept := 0
	for _, r := range p.web.routes() {
		if r.method != "GET" {
			continue
		}
		g := p.ask("responder", "GET", address(r, p.cases["own"]), nil)
		switch may := g.header.Get("Cache-Control"); {
		case r.path == assets.CardPath && may == keepCard:
			kept++
		case may != "no-store":
			t.Errorf("%s may be kept: %q", r.path, may)
		}
	}
	if kept != 1 {
		t.Errorf("%d pages may be kept, want the card alone", kept)
	}
}

func TestThePromptCardIsReadOnAPhoneOnPaperAndWithoutScript(t *testing.T) {
	s := newSite(t)
	base := s.plain()
	for _, w := range append(widths, struct{ width, height int }{320, 640}) {
		p := browsertest.New(t).Page(w.width, w.height)
		p.JSOff()
		if status := p.Open(base + assets.CardPath); status != http.StatusOK {
			t.Fatalf("the card answers %d", status)
		}
		p.Axe(t)
		for _, o := range p.HorizontalScroll() {
			t.Errorf("at %d px: %s", w.width, o)
		}
		// One sheet of A4, on both sides at most, or two of A5.
		if a4, a5 := len(p.SheetsOf(210, 297)), len(p.SheetsOf(148, 210)); a4 < 1 || a4 > 2 || a5 < a4 || a5 > 4 {
			t.Errorf("on A4 it takes %d pages, on A5 %d", a4, a5)
		}
	}
}

// The card is there without a signal, and it alone: for whoever opened it, and for whoever
// only opened a page that leads to it, since nobody thinks of the card while there is one.
func TestThePromptCardIsThereWithoutASignalAndNothingElseIs(t *testing.T) {
	for name, opened := range map[string][]string{"opened before": {"/sign-in", assets.CardPath}, "never opened": {"/sign-in"}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			server := httptest.NewServer(s.web)
			t.Cleanup(server.Close)
			base := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
			p := browsertest.New(t).Page(390, 844)
			for _, path := range opened {
				p.Open(base + path)
			}
			p.WaitForWorker(assets.CardPath)
			p.ForgetCache()
			server.Close()
			p.Open(base + assets.CardPath)
			if got := p.Text("h1"); !strings.Contains(got, "prompt card") {
				t.Errorf("without a signal the card is %q", got)
			}
			if !p.Unreachable(base + "/sign-in") {
				t.Error("another page opens without a signal: something else was kept")
			}
		})
	}
}
