package whatsapp

import (
	"fmt"
	"slices"
	"time"

	"foursight/internal/importer"
)

// firstYear is when WhatsApp began: no chat is older, and two-digit years are
// read as this century.
const firstYear = 2009

// evidence is what the whole file shows about the order of its dates.
type evidence struct {
	headers   int
	firstLine int
	yearFirst bool // a field of three or four digits stands first
	received  time.Time
	orders    [3]tally
	spaced    bool // 26. 3. 14. as Korean phones write, where a short year stands first
	differ    bool // some date reads differently under two orders in question
}

// tally is one order held against every date in the file.
type tally struct {
	order       importer.DateOrder
	impossible  int // dates that do not exist, are before WhatsApp or after receipt
	against     int // the line of the first of those
	backwards   int // times the file steps back by more than a day
	first, last time.Time
	previous    time.Time
}

func newEvidence(received time.Time) *evidence {
	return &evidence{received: received, orders: [3]tally{{order: importer.DMY}, {order: importer.MDY}, {order: importer.YMD}}}
}

// dayUnder reads the three fields in an order; ok is false for a day that cannot be.
func (h *header) dayUnder(order importer.DateOrder) (day time.Time, ok bool) {
	d, m, y, w := h.fields[0], h.fields[1], h.fields[2], h.widths[2]
	switch order {
	case importer.MDY:
		d, m = m, d
	case importer.YMD:
		y, d, w = d, y, h.widths[0]
	}
	switch w {
	case 2:
		y += 2000
	case 4:
	default:
		return time.Time{}, false
	}
	day = time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return day, day.Day() == d && int(day.Month()) == m && y >= firstYear && y < 2200
}

func (e *evidence) add(h *header, line int) {
	if e.headers == 0 {
		e.firstLine = line
	}
	e.headers++
	e.yearFirst = e.yearFirst || h.widths[0] == 4
	e.spaced = e.spaced || h.spaced
	var days [3]time.Time
	possible := false
	for i := range e.orders {
		day, ok := h.dayUnder(e.orders[i].order)
		if ok && (e.received.IsZero() || !day.After(e.received.AddDate(0, 0, 1))) {
			days[i], possible = day, true
		}
	}
	if !possible {
		return // a day that cannot be in any order says nothing about the order
	}
	hour, _ := h.clock()
	for i, day := range days {
		e.orders[i].add(day, time.Duration(hour)*time.Hour+time.Duration(h.minute)*time.Minute, line)
	}
	e.differ = e.differ || !days[0].Equal(days[1]) || e.spaced && !days[0].Equal(days[2])
}

func (t *tally) add(day time.Time, clock time.Duration, line int) {
	if day.IsZero() {
		if t.impossible++; t.against == 0 {
			t.against = line
		}
		return
	}
	if day.Before(t.previous.AddDate(0, 0, -1)) {
		t.backwards++
	}
	t.previous = day
	at := day.Add(clock)
	if t.first.IsZero() || at.Before(t.first) {
		t.first = at
	}
	if at.After(t.last) {
		t.last = at
	}
}

// settle gives the order the file proves and how, or the question to ask.
//
// A field that can only be a year, a month or a day rules an order out; failing
// that, so does a file that would run backwards under it, since an export is in
// the order the phone received. A two-digit year in first place is weighed where
// the date is spaced as phones that write it so do, and elsewhere only where no
// other order can be: otherwise every short chat would be a question. What is
// left open is asked, never guessed.
func (e *evidence) settle() (importer.DateOrder, string, *importer.Question) {
	if e.yearFirst {
		return importer.YMD, "the year stands first", nil
	}
	possible := func(t tally) bool { return t.impossible == 0 && (t.order != importer.YMD || e.spaced) }
	left := e.keep(possible)
	if len(left) == 0 && e.orders[2].impossible == 0 && !e.orders[2].first.IsZero() {
		return importer.YMD, "only with the year first is every date possible", nil
	}
	switch {
	case len(left) == 1:
		return left[0].order, "only in this order is every date possible", nil
	case len(left) == 0:
		return "", "", e.question("no one order of day, month and year makes every date possible", e.keep(func(t tally) bool { return !t.first.IsZero() }))
	case !e.differ:
		return left[0].order, "every date is the same in either order", nil
	}
	forward := e.keep(func(t tally) bool { return possible(t) && t.backwards == 0 })
	if len(forward) == 1 {
		return forward[0].order, "only in this order does the chat run forward in time", nil
	}
	return "", "", e.question("the dates can be read in more than one order of day, month and year", left)
}

func (e *evidence) keep(ok func(tally) bool) []tally {
	return slices.DeleteFunc(slices.Clone(e.orders[:]), func(t tally) bool { return !ok(t) })
}

func (e *evidence) question(why string, readings []tally) *importer.Question {
	q := &importer.Question{Line: e.firstLine, Ask: fmt.Sprintf("%s, and the file does not settle it; say which order the phone used", why)}
	for _, t := range readings {
		q.Readings = append(q.Readings, importer.DateReading{Order: t.order, First: t.first.Format(toMinute), Last: t.last.Format(toMinute), Against: t.against})
	}
	return q
}
