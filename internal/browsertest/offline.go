package browsertest

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// WaitForWorker waits until a service worker looks after an address of the page's site.
func (p *Page) WaitForWorker(scope string) {
	p.t.Helper()
	// In the page's own world: a service worker is not to be seen from another.
	found := call(p, "wait for the service worker", runtime.Evaluate, runtime.EvaluateParams{
		Expression: fmt.Sprintf(`(async () => { for (;;) {
			const at = await navigator.serviceWorker.getRegistration(%q)
			if (at?.active?.state === 'activated') return true
			await new Promise((later) => setTimeout(later, 20))
		} })()`, scope),
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
