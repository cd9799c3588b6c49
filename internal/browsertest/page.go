package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Page is one tab. Selectors are CSS selectors; where several elements match,
// the first in document order is meant.
type Page struct {
	t         testing.TB
	ctx       context.Context
	scriptOff bool
}

// Page opens an empty tab whose viewport is width by height CSS pixels. If the
// test fails, a screenshot "failed" of what the tab last showed is kept.
func (b *Browser) Page(width, height int) *Page {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	p := &Page{t: b.t, ctx: ctx}
	b.t.Cleanup(func() {
		if b.t.Failed() {
			if png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
				b.t.Logf("browsertest: the page as it was: %s", save(b.t, "failed", png))
			}
		}
		cancel()
	})
	if err := chromedp.Do(ctx); err != nil {
		b.t.Fatalf("browsertest: open a tab: %v", err)
	}
	p.do("set the viewport", chromedp.EmulateViewport(int64(width), int64(height)))
	return p
}

// do runs steps within one time limit and fails the test if they do not work.
func (p *Page) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatalf("browsertest: %s: %v", what, err)
	}
}

// call sends one protocol command.
func call[P, R any](p *Page, what string, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	result, err := chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (R, error) {
		return cdp.Call(ctx, t, command, params)
	})
	if err != nil {
		p.t.Fatalf("browsertest: %s: %v", what, err)
	}
	return result
}

// Open loads url and returns the HTTP status of the document, redirects
// followed. It returns when the page's load event has fired.
func (p *Page) Open(url string) int {
	p.t.Helper()
	return p.navigate("open "+url, chromedp.Navigate(url))
}

// Click clicks the element once it is visible and returns at once; use it where
// no new page follows.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Follow clicks the element (a link, a submit button), waits for the page it
// leads to and returns that document's HTTP status.
func (p *Page) Follow(selector string) int {
	p.t.Helper()
	return p.navigate("follow "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// PressAndFollow presses a key that leads to another page, such as "Enter" on a
// link or a submit button, and returns that document's HTTP status.
func (p *Page) PressAndFollow(name string) int {
	p.t.Helper()
	key, named := keys[name]
	if !named {
		p.t.Fatalf("browsertest: %q is not the name of a key", name)
	}
	return p.navigate("press "+name, chromedp.KeyEvent(key, asTheSystemDoes))
}

// Back goes back one page, as the browser's button does. The browser may show that
// page from its memory, in which case nothing is fetched and no load is announced.
func (p *Page) Back() {
	p.t.Helper()
	history := call(p, "read the history", page.GetNavigationHistory, cdp.Empty{})
	if history.CurrentIndex < 1 {
		p.t.Fatalf("browsertest: no page to go back to")
	}
	left := p.Location()
	call(p, "go back", page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: history.Entries[history.CurrentIndex-1].ID})
	for until := time.Now().Add(stepTimeout); p.Location() == left || !p.complete(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			p.t.Fatalf("browsertest: going back does not leave %s", left)
		}
	}
}

// complete reports whether the page that is there has been read to its end; false
// also while one gives way to another.
func (p *Page) complete() bool {
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	state, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.readyState"))
	return err == nil && state == "complete"
}

func (p *Page) navigate(what string, step chromedp.Action[chromedp.Void]) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	response, err := chromedp.RunResponse(ctx, step)
	if err != nil {
		p.t.Fatalf("browsertest: %s: %v", what, err)
	}
	if response == nil {
		return 0 // about:blank and the like are not fetched
	}
	return int(response.Status)
}

// Fill replaces what a text field holds by typing text into it, as a person
// would: select everything, delete it, type.
func (p *Page) Fill(selector, text string) {
	p.t.Helper()
	field := chromedp.CSS(selector)
	p.do("fill "+selector,
		chromedp.Focus(field, chromedp.NodeVisible),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl), selectAll),
		chromedp.KeyEvent(kb.Backspace),
		chromedp.SendKeys(field, text))
}

// Choose gives a file to a file field, as the camera or the file dialogue does.
func (p *Page) Choose(selector, file string) {
	p.t.Helper()
	p.do("choose a file for "+selector, chromedp.SetUploadFiles(chromedp.CSS(selector), []string{file}))
}

// selectAll names what Ctrl+A does: headless Chromium has no desktop that would
// turn the keys into the command.
func selectAll(key *input.DispatchKeyEventParams) { key.Commands = []string{"selectAll"} }

// asTheSystemDoes sends a key's way down before the letter it stands for, so that
// the page takes it once: Enter on a link that moves the focus into a form must
// not send that form as well.
func asTheSystemDoes(key *input.DispatchKeyEventParams) {
	if key.Type == kb.KeyDown {
		key.Type = input.DispatchKeyEventTypeRawKeyDown
	}
}

// keys are the keys that have names; anything else given to Press is typed.
var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ",
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight,
	"Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown,
	"Backspace": kb.Backspace, "Delete": kb.Delete, "Shift": kb.Shift,
}

// Press presses keys one after another wherever the focus is: a name such as
// "Tab", "Enter", "Escape", "Space", "ArrowDown" or "Shift", "Shift+Tab" to go
// backwards, or text to type.
func (p *Page) Press(names ...string) {
	p.t.Helper()
	for _, name := range names {
		switch key, named := keys[name]; {
		case name == "Shift+Tab":
			p.do("press "+name, chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
		case named:
			p.do("press "+name, chromedp.KeyEvent(key, asTheSystemDoes))
		default:
			p.do("type "+name, chromedp.KeyEvent(name))
		}
	}
}

// Text returns the text of the element as it is shown: hidden parts left out,
// white space as laid out.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatalf("browsertest: read the text of %s: %v", selector, err)
	}
	return text
}

// Value returns what a form field holds.
func (p *Page) Value(selector string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Value(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatalf("browsertest: read the value of %s: %v", selector, err)
	}
	return value
}

// Location returns the address the page is at.
func (p *Page) Location() string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	url, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		p.t.Fatalf("browsertest: read the location: %v", err)
	}
	return url
}

// Title is what the tab says.
func (p *Page) Title() string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	title, err := chromedp.Run(ctx, chromedp.Title())
	if err != nil {
		p.t.Fatalf("browsertest: read the title: %v", err)
	}
	return title
}

// Screenshot keeps the whole page as name.png among the test's artifacts (see
// "go test -artifacts") and returns the file's path.
func (p *Page) Screenshot(name string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatalf("browsertest: screenshot %s: %v", name, err)
	}
	return save(p.t, name, png)
}

func save(t testing.TB, name string, png []byte) string {
	t.Helper()
	path := filepath.Join(t.ArtifactDir(), name+".png")
	if err := os.WriteFile(path, png, 0o644); err != nil {
		t.Errorf("browsertest: keep screenshot: %v", err)
	}
	return path
}

// JSOff stops the page's scripts from running in every page opened from now on.
// The probes still work: they do not run as scripts of the page.
func (p *Page) JSOff() {
	p.t.Helper()
	p.setScriptOff(true)
	p.scriptOff = true
}

func (p *Page) setScriptOff(off bool) {
	p.t.Helper()
	call(p, "switch scripts", emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off})
}

// Throttle slows every request of the page to kilobits per second each way and
// adds latency before each answer. A patrol phone is Throttle(400,
// 400*time.Millisecond).
func (p *Page) Throttle(kilobits int, latency time.Duration) {
	p.t.Helper()
	bytes := float64(kilobits) * 1000 / 8
	call(p, "throttle", network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{
			Latency:            float64(latency.Milliseconds()),
			DownloadThroughput: bytes,
			UploadThroughput:   bytes,
		}},
	})
}

// CacheOff makes the page fetch everything anew, as the first page of a shift does.
func (p *Page) CacheOff() { p.t.Helper(); p.Cache(false) }

// Cache says whether what was fetched before may be used again.
func (p *Page) Cache(on bool) {
	p.t.Helper()
	call(p, "switch the cache", network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: !on})
}
