package selfreport

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
)

var widths = []struct{ width, height int }{{390, 844}, {1280, 900}}

// inBrowser is the form in a real browser.
func inBrowser(t *testing.T, opt Options, width, height int) (*place, *browsertest.Page, string) {
	t.Helper()
	pl := serve(t, opt)
	plain := httptest.NewServer(pl.form)
	t.Cleanup(plain.Close)
	return pl, browsertest.New(t).Page(width, height), plain.URL
}

// sound looks at the page shown: nothing axe finds, nothing too wide or too small.
func sound(t *testing.T, p *browsertest.Page, what string, width int) {
	t.Helper()
	for _, v := range p.Violations() {
		t.Errorf("%s at %d px: %s", what, width, v)
	}
	for _, o := range p.HorizontalScroll() {
		t.Errorf("%s at %d px: %+v", what, width, o)
	}
	for _, small := range p.TargetSizes(24) {
		t.Errorf("%s at %d px: target too small: %+v", what, width, small)
	}
	if h := p.Text("h1"); h == "" {
		t.Errorf("%s at %d px has no heading", what, width)
	}
}

const (
	goOn = "form .govuk-button:not(.govuk-button--secondary)"
	exit = ".govuk-js-exit-this-page-button"
)

// A whole report, with script and without, on a phone and at a desk.
func TestAReportIsMadeInABrowser(t *testing.T) {
	for _, w := range widths {
		for _, script := range []bool{true, false} {
			if !script && w.width > 390 {
				continue // without script a wide page differs in nothing that a narrow one does not
			}
			pl, p, base := inBrowser(t, Options{}, w.width, w.height)
			if !script {
				p.JSOff()
			}
			shot := func(name string) string { return fmt.Sprintf("%s-%d", name, w.width) }
			p.Open(base + "/")
			if got := p.Text("main"); strings.Contains(got, "Shift") != script || !strings.Contains(got, "Press Exit this page") {
				t.Errorf("script runs: %v; how to leave: %s", script, got)
			}
			sound(t, p, "the start", w.width)
			p.Screenshot(shot("start"))
			p.Follow(goOn)
			for n := 0; n < len(steps); n++ {
				st := steps[n]
				asks := pl.form.says.Pages[st.Name].Asks
				if slices.Contains([]string{"them", "their_age", "email", "trusted"}, st.Name) { // for others than this person
					continue
				}
				if got := p.Text("h1"); got != asks {
					t.Fatalf("at %s: %q", st.Name, got)
				}
				sound(t, p, st.Name, w.width)
				p.Screenshot(shot(st.Name))
				switch st.Name {
				case "safe":
					p.Click("#safe-2")
					p.Follow(goOn)
					sound(t, p, "in danger", w.width)
					p.Screenshot(shot("danger"))
				case "account":
					p.Fill("#account", "He waits outside my work.")
				case "known":
					p.Click("#known")
				case "police":
					p.Click("#police")
				case "how":
					p.Click("#how")
				case "acts":
					p.Click("#acts-2")
				case "age":
					p.Fill("#age", "old")
					if p.Follow(goOn) != http.StatusUnprocessableEntity {
						t.Error("an age in letters is taken")
					}
					sound(t, p, "a wrong age", w.width)
					p.Fill("#age", "34")
				}
				p.Follow(goOn)
			}
			sound(t, p, "the check", w.width)
			p.Screenshot(shot("check"))
			if got := p.Text("dl"); !strings.Contains(got, "He waits outside my work.") || !strings.Contains(got, "Not answered") {
				t.Errorf("the check: %s", got)
			}
			if status := p.Follow(goOn); status != http.StatusOK || len(pl.desk.reports) != 1 {
				t.Fatalf("sent: %d, %d reports", status, len(pl.desk.reports))
			}
			sound(t, p, "the end", w.width)
			p.Screenshot(shot("done"))
			if p.Back(); strings.Contains(p.Text("body"), "He waits") {
				t.Errorf("Back shows what was said: %s", p.Text("body"))
			}
		}
	}
}

// By keyboard alone on a patrol phone's line, from the first page to the end: every
// stop on the way is seen and in order, Enter goes on, and what was said arrives.
func TestAReportIsMadeByKeyboardAloneOnASlowLine(t *testing.T) {
	t.Parallel()
	pl, p, base := inBrowser(t, Options{}, 390, 844)
	p.Throttle(400, 400*time.Millisecond)
	p.Open(base + "/")
	var before *browsertest.TabStop
	see := func(s browsertest.TabStop) {
		if s.Obscured || !s.FocusVisible {
			t.Errorf("at %q the focus on %s (%s) cannot be seen", p.Text("h1"), s.Selector, s.Name)
		}
		if before != nil && len(browsertest.OutOfOrder([]browsertest.TabStop{*before, s})) > 0 {
			t.Errorf("at %q the focus jumps up from %s to %s", p.Text("h1"), before.Selector, s.Selector)
		}
		before = &s
	}
	onward := func() {
		t.Helper()
		p.TabTo(see, goOn)
		before = nil
		began := time.Now()
		if status := p.PressAndFollow("Enter"); status != http.StatusOK {
			t.Fatalf("going on to %q answers %d", p.Text("h1"), status)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%q is usable after %v", p.Text("h1"), took)
		}
	}
	onward()
	for _, st := range steps {
		if p.Text("h1") != pl.form.says.Pages[st.Name].Asks { // asked of others than this person
			continue
		}
		switch st.Name {
		case "account":
			p.TabTo(see, "#account")
			p.Press("He waits outside my work.")
		case "acts":
			p.TabTo(see, "#acts-2")
			p.Press("Space")
		case "known", "police", "how":
			p.TabTo(see, "#"+st.Name)
			p.Press("Space")
		}
		onward()
	}
	if got := p.Text("dl"); !strings.Contains(got, "He waits outside my work.") {
		t.Fatalf("the keyboard led to %q: %s", p.Text("h1"), got)
	}
	onward()
	if n := len(pl.desk.reports); n != 1 {
		t.Errorf("%d reports arrived", n)
	}
}

// U19: one press or Shift three times, with script and without; afterwards neither
// Back nor sending the page again shows what was typed.
func TestExitThisPageLeavesTheFormForGood(t *testing.T) {
	weather := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>Weather</title><h1>Sunny spells</h1>")
	}))
	t.Cleanup(weather.Close)
	for how, leave := range map[string]func(*browsertest.Page) int{
		"one press":      func(p *browsertest.Page) int { return p.Follow(exit) },
		"without script": func(p *browsertest.Page) int { return p.Follow(exit) },
		"Shift three times": func(p *browsertest.Page) int {
			p.Press("Shift", "Shift")
			return p.PressAndFollow("Shift")
		},
	} {
		_, p, base := inBrowser(t, Options{Away: weather.URL + "/weather"}, 390, 844)
		if how == "without script" {
			p.JSOff()
		}
		p.Open(base + "/")
		p.Follow(goOn)
		p.Follow(goOn)
		p.Follow(goOn)
		p.Fill("#account", "He waits outside my work.")
		p.Follow(goOn)
		if status := leave(p); status != http.StatusOK || p.Location() != weather.URL+"/weather" {
			t.Errorf("%s answers %d at %s", how, status, p.Location())
		}
		p.Back()
		if got := p.Text("body"); strings.Contains(got, "He waits") || strings.Contains(got, "Has any of this happened") {
			t.Errorf("%s: Back shows %s", how, got)
		}
		if p.Open(base + "/report"); p.Location() != base+"/" {
			t.Errorf("%s: the form opens at %s", how, p.Location())
		}
	}
}
