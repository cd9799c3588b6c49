package browsertest

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// WaitForWorker waits until a service worker looks after the page's address.
func (p *Page) WaitForWorker() {
	p.t.Helper()
	// In the page's own world: a service worker is not to be seen from another.
	found := call(p, "wait for the service worker", runtime.Evaluate, runtime.EvaluateParams{
		Expression: "navigator.serviceWorker.ready.then((r) => new Promise((done) => {\n" +
			"const seen = () => r.active?.state === 'activated' ? done(true) : r.active.addEventListener('statechange', seen, { once: true }); seen() }))",
		AwaitPromise: new(true), ReturnByValue: new(true)})
	if string(found.Result.Value) != "true" {
		p.t.Fatalf("browsertest: the service worker is not active: %s", found.Result.Value)
	}
}

// ForgetCache empties the browser's own cache of pages, not what a worker keeps.
func (p *Page) ForgetCache() {
	p.t.Helper()
	call(p, "empty the cache", network.ClearBrowserCache, cdp.Empty{})
}

// Unreachable reports whether an address cannot be opened at all.
func (p *Page) Unreachable(url string) bool {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, stepTimeout)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Navigate(url))
	return err != nil
}
