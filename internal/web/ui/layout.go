package ui

import (
	"slices"
	"time"

	"foursight/internal/calendar"
)

// Measures of the picture in px. The rows of names beside it have the same
// heights in foursight.css (fs-course__name--...), so both are changed together.
const (
	axisHeight  = 32
	lineHeight  = 32 // the row of police lines' letters
	spanHeight  = 28
	laneHeight  = 44
	plotMin     = 1020 // px: fills a page of 1280 px beside the names, folded out of a summary too
	monthMin    = 48   // px: a month is never narrower
	labelApart  = 72   // px between the names of months
	margin      = 16   // px at both ends, so that a mark at the edge is whole
	markRadius  = 7
	markNudge   = 9 // px up or down where marks would cover one another
	spanPadding = 4
	flagApart   = 27 // px between the letters of two lines
)

// tick is one month of the axis; Name is empty where there is no room for it.
type tick struct {
	X    int
	Name string
}

// nameRow is one name beside the picture; Size is its row's class.
type nameRow struct{ Name, Size string }

// laneRow is one lane's ground.
type laneRow struct {
	Y, Height int
	Shaded    bool
}

// drawing is the picture laid out.
type drawing struct {
	CoursePicture
	Width, Height, Bottom int
	PlotTop               int
	Names                 []nameRow
	Ground                []laneRow
	Ticks                 []tick
	Entries               []entry
	HasLate, HasBar       bool
	After                 string // what came after the last entry, in words: the axis ends with it
	LineKinds             []struct{ Letter, Words string }
	Radius, SpanInner     int
	Wide                  bool   // wider than the page of a desk, too
	Paper                 string // how far the picture is drawn in to fit a sheet, as its class says
}

// papers are widths of the picture up to which each class of foursight.css fits it
// on A4, names beside it included. What is wider is left to the table.
var papers = []struct {
	upTo  int
	class string
}{{plotMin, "sheet"}, {1560, "wide"}, {2460, "wider"}, {3900, "widest"}}

func paperFor(width int) string {
	for _, p := range papers {
		if width <= p.upTo {
			return p.class
		}
	}
	return "none"
}

// scale places instants between first and last over width px.
type scale struct {
	first, last time.Time
	width       int
}

func (s scale) x(t time.Time) int {
	whole := s.last.Sub(s.first).Seconds()
	part := min(max(t.Sub(s.first).Seconds(), 0), whole)
	return margin + int(part/whole*float64(s.width-2*margin))
}

// layout places every entry. The axis goes from the first entry to the last with
// a little room at both ends: time in which nothing is recorded is said in words
// and takes no room, so that the entries are what is seen.
func (p CoursePicture) layout(all []entry) drawing {
	first, last := all[0].From, all[0].From
	for _, e := range all {
		first = earlier(first, e.From)
		last = later(later(last, e.From), e.To.Add(-time.Nanosecond)) // the end of a span is the first instant after it
	}
	before := max(last.Sub(first)/25, 24*time.Hour)
	after := (last.Sub(first) + before) / 25 // the newest stands at the right edge, where the picture begins on a phone
	axis := scale{first: first.Add(-before), last: last.Add(after)}
	months := 1
	for t := monthOf(axis.first).AddDate(0, 1, 0); t.Before(axis.last); t = t.AddDate(0, 1, 0) {
		months++
	}
	axis.width = max(plotMin, months*monthMin+2*margin)
	d := drawing{CoursePicture: p, Width: axis.width, Radius: markRadius, SpanInner: spanHeight - 2*spanPadding, PlotTop: axisHeight, Wide: axis.width > plotMin, Paper: paperFor(axis.width)}
	if day := calendar.DateOf(last); day.Before(calendar.DateOf(p.Until)) {
		d.After = "Nothing recorded since " + day.Short() + "."
	}
	d.ticks(axis)
	d.rows(all)
	d.place(all, axis, later(p.Until, last))
	return d
}

func monthOf(t time.Time) time.Time {
	t = t.UTC()
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// ticks marks where the axis begins and each month after it, and names those
// whose names stand apart.
func (d *drawing) ticks(axis scale) {
	d.Ticks = []tick{{X: axis.x(axis.first), Name: monthName(axis.first)}}
	for t := monthOf(axis.first).AddDate(0, 1, 0); t.Before(axis.last); t = t.AddDate(0, 1, 0) {
		d.Ticks = append(d.Ticks, tick{X: axis.x(t), Name: monthName(t)})
	}
	if len(d.Ticks) > 1 && d.Ticks[1].X-d.Ticks[0].X < labelApart {
		d.Ticks[0].Name = "" // the first whole month is named, not the end of the one before
	}
	named := -labelApart
	for n := range d.Ticks {
		t := &d.Ticks[n]
		if t.Name == "" || t.X-named < labelApart || d.Width-t.X < labelApart-margin {
			t.Name = ""
			continue
		}
		named = t.X
	}
}

func monthName(t time.Time) string { return t.Format("Jan 2006") }

// rows lists the names beside the picture from top to bottom and the ground of
// each lane: police lines, the kinds of span there are, then the lanes as given.
func (d *drawing) rows(all []entry) {
	y := axisHeight
	d.Names = append(d.Names, nameRow{"", "axis"})
	if slices.ContainsFunc(all, func(e entry) bool { return e.Shape == "line" }) {
		d.Names = append(d.Names, nameRow{"Police", "line"})
		y += lineHeight
	}
	for _, kind := range d.spanKinds(all) {
		d.Names = append(d.Names, nameRow{spanWords[kind], "span"})
		y += spanHeight
	}
	for n, lane := range d.Lanes {
		d.Names = append(d.Names, nameRow{lane, "lane"})
		d.Ground = append(d.Ground, laneRow{Y: y, Height: laneHeight, Shaded: n%2 == 0})
		y += laneHeight
	}
	d.Height, d.Bottom = y+1, y
}

// spanKinds are the kinds of span there are, in a fixed order.
func (d *drawing) spanKinds(all []entry) []SpanKind {
	var kinds []SpanKind
	for _, kind := range []SpanKind{OrderSpan, BailSpan, CustodySpan} {
		if slices.ContainsFunc(all, func(e entry) bool { return e.Shape == "span" && e.Kind == string(kind) }) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// place gives each entry its spot; marks of one lane that would cover one
// another are nudged up and down in turn.
func (d *drawing) place(all []entry, axis scale, until time.Time) {
	spanTop := axisHeight
	if len(d.Names) > 1 && d.Names[1].Size == "line" {
		spanTop += lineHeight
	}
	kinds := d.spanKinds(all)
	laneTop := spanTop + len(kinds)*spanHeight
	lastX, nudge := map[string]int{}, map[string]int{}
	seen := map[string]bool{}
	for n := range all {
		e := &all[n]
		e.X = axis.x(e.From)
		switch e.Shape {
		case "line":
			e.Y = axisHeight
			if !seen[e.Kind] {
				seen[e.Kind] = true
				d.LineKinds = append(d.LineKinds, lineWords[LineKind(e.Kind)])
			}
		case "span":
			end := e.To
			if end.IsZero() {
				end = until
			}
			e.Width = max(axis.x(end)-e.X, 4)
			e.Y = spanTop + slices.Index(kinds, SpanKind(e.Kind))*spanHeight + spanPadding
		case "mark":
			e.Y = laneTop + slices.Index(d.Lanes, e.Group)*laneHeight + laneHeight/2
			e.Bar = e.To.Sub(e.From) > 36*time.Hour // a single day is a point at this scale
			if e.Bar {
				e.Width = max(axis.x(e.To)-e.X, 2*markRadius)
			}
			if last, ok := lastX[e.Group]; ok && e.X-last < 2*markRadius {
				nudge[e.Group] = (nudge[e.Group] + 1) % 3
			} else {
				nudge[e.Group] = 0
			}
			lastX[e.Group] = e.X
			e.Y += []int{0, -markNudge, markNudge}[nudge[e.Group]]
			d.HasLate = d.HasLate || e.Late
			d.HasBar = d.HasBar || e.Bar
		}
	}
	d.flags(all)
	d.Entries = all
}

// flags sets the letters of lines beside one another where the lines are closer
// than a letter is wide: an arrest never hides behind the release after it.
func (d *drawing) flags(all []entry) {
	var lines []*entry
	for n := range all {
		if all[n].Shape == "line" {
			lines = append(lines, &all[n])
		}
	}
	last := d.Width - margin
	for n := len(lines) - 1; n >= 0; n-- {
		lines[n].FlagX = min(lines[n].X, last)
		last = lines[n].FlagX - flagApart
	}
	next := margin
	for _, l := range lines {
		l.FlagX = max(l.FlagX, next)
		next = l.FlagX + flagApart
	}
}
