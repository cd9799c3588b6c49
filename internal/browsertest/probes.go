package browsertest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/chromedp/cdproto/page"
)

// TabStop is one place the Tab key leads to.
type TabStop struct {
	Selector string  `json:"selector"`
	Name     string  `json:"name"` // label or text, at most 80 characters
	X        float64 `json:"x"`    // CSS pixels in the viewport when focused
	Y        float64 `json:"y"`
	PageX    float64 `json:"pageX"` // CSS pixels from the corner of the page
	PageY    float64 `json:"pageY"`
	Width    float64 `json:"width"`
	Height   float64 `json:"height"`
	Obscured bool    `json:"obscured"` // no part of it is on top (WCAG 2.4.11)
	// FocusVisible: the page looks different there with the focus than without
	// (WCAG 2.4.7). It is seen in the pixels, so any kind of mark counts, but
	// a blinking caret alone does not.
	FocusVisible bool `json:"-"`
}

// maxTabStops ends a walk that would not end; no page of ours is near it.
const maxTabStops = 400

// stop is a tab stop as the probe describes it.
type stop struct {
	TabStop
	Again int           `json:"again"`
	Area  page.Viewport `json:"area"` // where a mark of the focus would be seen
	Kind  string        `json:"kind"` // its place in the tree and its style with the focus
}

// TabStops presses Tab from the top of the page to the end of the focus order
// and returns every stop in order. A keyboard trap (WCAG 2.1.2) fails the test.
func (p *Page) TabStops() []TabStop {
	p.t.Helper()
	w := p.world(probesScript)
	var stops []TabStop
	for len(stops) < maxTabStops {
		p.Press("Tab")
		s := probe[*stop](w, "nextStop()")
		switch {
		case s == nil || s.Again == 0:
			return stops // past the last stop, or round to the first
		case s.Again > 0:
			p.t.Fatalf("browsertest: keyboard trap: after %s, Tab goes back to %s", stops[len(stops)-1].Selector, s.Selector)
		}
		s.FocusVisible = p.showsFocus(w, s)
		stops = append(stops, s.TabStop)
	}
	p.t.Fatalf("browsertest: more than %d tab stops", maxTabStops)
	return nil
}

// TabTo presses Tab until the focus is on the first element that one of the selectors
// matches, and says where it is. What stands between is given to see as TabStops tells
// it, the end included unless the focus was there already.
func (p *Page) TabTo(see func(TabStop), selectors ...string) TabStop {
	p.t.Helper()
	w := p.world(probesScript)
	wanted := probe[[]string](w, fmt.Sprintf("pathsOf(%s)", must(json.Marshal(selectors))))
	at := probe[*stop](w, "nextStop()")
	for n := 0; at == nil || !slices.Contains(wanted, at.Selector); n++ {
		if n == maxTabStops {
			p.t.Fatalf("browsertest: at %s Tab does not lead to %q", p.Location(), selectors)
		}
		p.Press("Tab")
		if at = probe[*stop](w, "nextStop()"); at != nil {
			at.FocusVisible = p.showsFocus(w, at)
			probe[bool](w, "focusStop()")
			see(at.TabStop)
		}
	}
	return at.TabStop
}

func must(raw []byte, err error) []byte {
	if err != nil {
		panic(err) // a list of strings is always JSON
	}
	return raw
}

// OutOfOrder returns the stops that stand wholly above the stop before them and
// not to its right: places where the focus jumps against the way people read
// (WCAG 2.4.3). A column that follows another begins above it and to its right.
func OutOfOrder(stops []TabStop) []TabStop {
	var out []TabStop
	for n, s := range stops {
		if n == 0 {
			continue
		}
		before := stops[n-1]
		if s.PageY+s.Height <= before.PageY && s.PageX < before.PageX+before.Width {
			out = append(out, s)
		}
	}
	return out
}

// Focused names the element that has the focus, as TabStop.Selector does; empty
// where none has.
func (p *Page) Focused() string {
	p.t.Helper()
	return probe[string](p.world(probesScript), "focused()")
}

// photographed are the stops seen so far with the focus and without, by place in
// the tree and style in both states: whether they differ. What stands and is styled
// like one of them looks like it, and two photographs take as long as ten stops.
var photographed sync.Map

// showsFocus reports whether the page looks different with the focus on a stop, and
// takes the focus away: the browser goes on tabbing from where it was.
func (p *Page) showsFocus(w world, s *stop) bool {
	p.t.Helper()
	if s.Area.Width <= 0 || s.Area.Height <= 0 {
		probe[string](w, "blurStop()")
		return false
	}
	kind := s.Kind + probe[string](w, "blurStop()")
	if differs, seen := photographed.Load(kind); seen && !s.Obscured {
		return differs.(bool)
	}
	probe[bool](w, "focusStop()")
	focused := p.capture(s.Area)
	probe[string](w, "blurStop()")
	differs := !bytes.Equal(focused, p.capture(s.Area))
	if !s.Obscured {
		photographed.Store(kind, differs)
	}
	return differs
}

func (p *Page) capture(area page.Viewport) []byte {
	p.t.Helper()
	area.Scale = 1
	shot := call(p, "capture the focus", page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatPng,
		Clip:   &area,
	})
	return shot.Data
}

// Shows reports whether an element looks different for a mark it has: an attribute
// such as "aria-current", or a class such as ".overdue". It compares pixels, so it
// holds in whatever colours the page is shown. An element without the mark fails
// the test.
func (p *Page) Shows(selector, mark string) bool {
	p.t.Helper()
	w := p.world(probesScript)
	area := probe[page.Viewport](w, fmt.Sprintf("areaOf(%q)", selector))
	marked := p.capture(area)
	if !probe[bool](w, fmt.Sprintf("without(%q, %q)", selector, mark)) {
		p.t.Fatalf("browsertest: %s has no %s", selector, mark)
	}
	plain := p.capture(area)
	probe[bool](w, "restore()")
	return !bytes.Equal(marked, plain)
}

// Overflow is an element that makes the page, or a part of it, scroll sideways.
type Overflow struct {
	Selector string  `json:"selector"`
	Right    float64 `json:"right"` // where its content ends, CSS pixels
	Width    float64 `json:"width"` // how much room there is
}

// String says what does not fit, for failure messages.
func (o Overflow) String() string {
	return fmt.Sprintf("%s ends at %.0f px, only %.0f px are there", o.Selector, o.Right, o.Width)
}

// HorizontalScroll returns what makes the page scroll sideways at its present
// width; nothing on a page that reflows (WCAG 1.4.10). Ask it of a page 320 wide.
// Tables may scroll inside a part of their own.
func (p *Page) HorizontalScroll() []Overflow {
	p.t.Helper()
	return probe[[]Overflow](p.world(probesScript), "horizontalScroll()")
}

// Target is something to press, with the size of the larger of it and its label.
type Target struct {
	Selector string  `json:"selector"`
	Name     string  `json:"name"`
	Width    float64 `json:"width"` // CSS pixels
	Height   float64 `json:"height"`
}

// String says which target is how large, for failure messages.
func (t Target) String() string {
	return fmt.Sprintf("%s %q is %.0f by %.0f px", t.Selector, t.Name, t.Width, t.Height)
}

// TargetSizes returns the targets smaller than least CSS pixels in either
// direction (WCAG 2.5.8 asks for 24). Links inside a sentence are left out;
// unlike the criterion, free space around a target does not excuse it.
func (p *Page) TargetSizes(least int) []Target {
	p.t.Helper()
	return probe[[]Target](p.world(probesScript), fmt.Sprintf("smallTargets(%d)", least))
}

// OnScreen reports whether the first element that matches stands in the viewport, whole
// or, where it is taller, from its top.
func (p *Page) OnScreen(selector string) bool {
	p.t.Helper()
	return probe[bool](p.world(probesScript), fmt.Sprintf("onScreen(%q)", selector))
}

// Bottom is where the first element that matches ends, CSS pixels from the top of
// the page as it first stands.
func (p *Page) Bottom(selector string) float64 {
	p.t.Helper()
	return probe[float64](p.world(probesScript), fmt.Sprintf("document.querySelector(%q).getBoundingClientRect().bottom + scrollY", selector))
}
