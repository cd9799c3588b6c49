package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed probes.js
var probesScript string

// world is an isolated JavaScript world of the page as it is now loaded: it sees
// the page's elements, shares no variable with the page's scripts, and is not
// bound by the page's Content-Security-Policy.
type world struct {
	page *Page
	id   runtime.ExecutionContextID
}

// world makes an isolated world with the given scripts loaded.
func (p *Page) world(scripts ...string) world {
	p.t.Helper()
	tree := call(p, "find the page's frame", page.GetFrameTree, cdp.Empty{})
	made := call(p, "make an isolated world", page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{
		FrameID:   tree.FrameTree.Frame.ID,
		WorldName: "browsertest",
	})
	w := world{page: p, id: made.ExecutionContextID}
	for _, script := range scripts {
		if _, err := w.evaluate(script + "\n;null"); err != nil {
			p.t.Fatalf("browsertest: load a probe: %v", err)
		}
	}
	return w
}

// evaluate runs an expression, waits for it if it is a promise, and returns its
// value as JSON.
func (w world) evaluate(expression string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(w.page.ctx, stepTimeout)
	defer cancel()
	return chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		result, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{
			Expression:    expression,
			ContextID:     w.id,
			AwaitPromise:  new(true),
			ReturnByValue: new(true),
		})
		if err != nil {
			return nil, err
		}
		if thrown := result.ExceptionDetails; thrown != nil {
			if thrown.Exception != nil {
				return nil, fmt.Errorf("%s %s", thrown.Text, thrown.Exception.Description)
			}
			return nil, errors.New(thrown.Text)
		}
		return result.Result.Value, nil
	})
}

// probe runs an expression of probes.js and decodes its value into T.
func probe[T any](w world, expression string) T {
	w.page.t.Helper()
	var value T
	raw, err := w.evaluate(expression)
	if err == nil {
		err = json.Unmarshal(raw, &value)
	}
	if err != nil {
		w.page.t.Fatalf("browsertest: probe %s: %v", expression, err)
	}
	return value
}
