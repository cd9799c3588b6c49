// Package browsertest drives Debian's Chromium so that tests can see a page as
// a person does: with a keyboard, at 320 pixels, on a slow line, with scripts
// off, and through axe-core's accessibility rules.
//
// Boundary: only tests import it. It knows nothing of the product's pages; it
// opens addresses and reports what the browser shows. Every method fails the
// test itself when the browser cannot do what was asked, so callers read as a
// list of steps.
//
// Source: WCAG 2.2 A and AA (criteria named at each probe) and the project's
// own bar for keyboard use, narrow screens and slow lines.
//
// Threat: a probe that finds nothing because it could not look. Each probe is
// itself tested on a page that has the fault and on one that has not, and a
// missing browser or axe-core fails the test; nothing is skipped.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// stepTimeout bounds one step (a click, a load). It is far above what a step
// takes on a busy machine with two cores, and below what a person would wait.
const stepTimeout = 30 * time.Second

// chromium is the one browser process of this test binary, started by the first
// New and ended by Main.
var chromium struct {
	sync.Mutex
	ctx  context.Context // nil until started
	stop func() error
	main bool // Main is running, so somebody will end the process
}

// Main runs a package's tests and then ends the browser they shared. A package
// whose tests call New has:
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }
func Main(m *testing.M) int {
	chromium.Lock()
	chromium.main = true
	chromium.Unlock()
	code := m.Run()
	chromium.Lock()
	defer chromium.Unlock()
	if chromium.ctx == nil {
		return code
	}
	if err := chromium.stop(); err != nil {
		fmt.Fprintf(os.Stderr, "browsertest: end Chromium: %v\n", err)
		return max(code, 1)
	}
	return code
}

// Browser is a session of its own in the shared Chromium: its cookies, cache and
// pages are seen by no other test. It ends with the test.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// New returns a fresh session, starting Chromium if this is the first. It fails
// the test when Chromium is not installed or TestMain does not call Main.
func New(t testing.TB) *Browser {
	t.Helper()
	parent, err := started()
	if err != nil {
		t.Fatalf("browsertest: %v", err)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	// The session's first tab starts here, outside any step's time limit: a
	// limit on the context that starts a tab would end the tab with it.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("browsertest: open a session: %v", err)
	}
	return &Browser{t: t, ctx: ctx}
}

// started returns the shared Chromium's context.
func started() (context.Context, error) {
	chromium.Lock()
	defer chromium.Unlock()
	if !chromium.main {
		return nil, errors.New("no one would end the browser: add func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }")
	}
	if chromium.ctx != nil {
		return chromium.ctx, nil
	}
	path, err := executable()
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "foursight-chromium-")
	if err != nil {
		return nil, fmt.Errorf("make a profile folder: %w", err)
	}
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options(path, profile)...)
	ctx, cancel := chromedp.NewContext(allocator)
	stop := func() error {
		err := chromedp.Cancel(ctx)
		cancel()
		endAllocator()
		return errors.Join(err, os.RemoveAll(profile))
	}
	if err := chromedp.Do(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", path, err), stop())
	}
	chromium.ctx, chromium.stop = ctx, stop
	return ctx, nil
}

// options are chromedp's defaults with everything off that would reach for the
// network by itself: a test talks to its own server and to nothing else.
func options(path, profile string) []chromedp.ExecAllocatorOption {
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
	)
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium's sandbox refuses to run as root
	}
	return opts
}

// executable is the shell of Chromium where it is installed: the whole browser makes a
// window with its own pages for every session, and takes five times the processor's time.
func executable() (string, error) {
	for _, name := range []string{"chromium-headless-shell", "chromium", "chromium-browser"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no chromium on the path: run ./test once, which installs what the tests need")
}
