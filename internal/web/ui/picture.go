package ui

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"time"

	"foursight/internal/calendar"
)

// Mark is one incident of a course of conduct.
type Mark struct {
	Lane     string            // channel or behaviour it is drawn under
	Occurred calendar.Interval // a point, or a bar where the time is not exactly known
	When     string            // the same in words
	What     string            // short, in neutral words
	Late     bool              // recorded later than it was known; drawn hollow
	Recorded string            // when it was recorded, in words
	Href     string            // its entry
}

// SpanKind is what lasted.
type SpanKind string

// The kinds of span, each with a row of its own above the lanes.
const (
	OrderSpan   SpanKind = "order"
	BailSpan    SpanKind = "bail"
	CustodySpan SpanKind = "custody"
)

// Span is an order, bail or custody. The zero To means it still lasts.
type Span struct {
	Kind     SpanKind
	From, To time.Time
	When     string
	What     string
	Href     string
}

// LineKind is what police did at one moment.
type LineKind string

// The kinds of line, each with the letter it carries in the picture.
const (
	ContactLine LineKind = "contact"
	ArrestLine  LineKind = "arrest"
	ReleaseLine LineKind = "release"
	ChangeLine  LineKind = "change"
)

// Line is a moment drawn from top to bottom through every lane.
type Line struct {
	Kind LineKind
	At   time.Time
	When string
	What string
	Href string
}

// CoursePicture is a course of conduct as a picture with an equal table beneath
// it: the same entries in the same order (U10). Nothing in it is judged: an
// entry has no size or colour of its own beyond what it is.
type CoursePicture struct {
	ID      string // prefix of the ids of its rows
	Title   string // says whose course of conduct and over what time
	Desc    string // what the picture shows, in a sentence or two
	Lanes   []string
	Marks   []Mark
	Spans   []Span
	Lines   []Line
	Until   time.Time // as known then: what came after the last entry is said in words up to here
	Caption string    // of the table; Title when empty
	Noun    string    // what a mark is; "Incident" when empty
}

var spanWords = map[SpanKind]string{OrderSpan: "Order", BailSpan: "Bail", CustodySpan: "Custody"}

var lineWords = map[LineKind]struct{ Letter, Words string }{
	ContactLine: {"C", "Police contact"}, ArrestLine: {"A", "Arrest"}, ReleaseLine: {"R", "Release"}, ChangeLine: {"!", "Change of circumstance"},
}

// entry is one thing of the picture, and one row of the table.
type entry struct {
	ID         string // of the row; the shape in the picture leads to it
	Shape      string // "mark", "span" or "line"
	Kind       string // of a span or line
	Letter     string // of a line
	Group      string // the lane, or what kind of span or line
	When, What string
	Recorded   string
	Href       string
	Late       bool
	From, To   time.Time // the zero To still lasts

	// Where it is drawn, in px of the picture.
	X, Y, Width int
	FlagX       int  // of a line's letter
	Bar         bool // drawn as a bar: the time is not exactly known
}

// entries returns everything in order of time; ties keep lines, spans, then marks.
func (p CoursePicture) entries() ([]entry, error) {
	var all []entry
	for _, l := range p.Lines {
		words, ok := lineWords[l.Kind]
		if !ok {
			return nil, fmt.Errorf("line of kind %q: expected contact, arrest, release or change", l.Kind)
		}
		all = append(all, entry{Group: words.Words, When: l.When, What: l.What, Href: l.Href, From: l.At, To: l.At,
			Shape: "line", Kind: string(l.Kind), Letter: words.Letter})
	}
	for _, s := range p.Spans {
		words, ok := spanWords[s.Kind]
		if !ok {
			return nil, fmt.Errorf("span of kind %q: expected order, bail or custody", s.Kind)
		}
		all = append(all, entry{Group: words, When: s.When, What: s.What, Href: s.Href, From: s.From, To: s.To,
			Shape: "span", Kind: string(s.Kind)})
	}
	for _, m := range p.Marks {
		if !slices.Contains(p.Lanes, m.Lane) {
			return nil, fmt.Errorf("incident %q: no lane %q among %q", m.What, m.Lane, p.Lanes)
		}
		if m.Occurred.From.IsZero() {
			return nil, fmt.Errorf("incident %q: it has no time and cannot be drawn", m.What)
		}
		all = append(all, entry{Group: m.Lane, When: m.When, What: m.What, Href: m.Href, Recorded: m.Recorded, Late: m.Late,
			From: m.Occurred.From, To: m.Occurred.To, Shape: "mark"})
	}
	slices.SortStableFunc(all, func(a, b entry) int { return a.From.Compare(b.From) })
	prefix := cmp.Or(p.ID, "course")
	for n := range all {
		all[n].ID = fmt.Sprintf("%s-%d", prefix, n+1)
	}
	return all, nil
}

// HTML draws the picture, its key and its table.
func (p CoursePicture) HTML() (template.HTML, error) {
	all, err := p.entries()
	if err != nil {
		return "", fmt.Errorf("course picture %q: %w", p.Title, err)
	}
	p.ID, p.Caption, p.Noun = cmp.Or(p.ID, "course"), cmp.Or(p.Caption, p.Title), cmp.Or(p.Noun, "Incident")
	if len(all) == 0 {
		return execute("course-empty", p)
	}
	return execute("course-picture", p.layout(all))
}
