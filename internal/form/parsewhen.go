package form

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// ymd is a date as typed, parts of which may be missing; zero is not given.
type ymd struct{ y, m, d int }

// typedDate reads the three boxes before name. given is whether any was filled.
func (p *parser) typedDate(path, name string) (out ymd, given, ok bool) {
	ok = true
	for _, part := range []struct {
		box      string
		into     *int
		low, top int
	}{{"day", &out.d, 1, 31}, {"month", &out.m, 1, 12}, {"year", &out.y, 1900, 2199}} {
		typed := trimmed(p.v.Get(name + "-" + part.box))
		if typed == "" {
			continue
		}
		given = true
		n, err := strconv.Atoi(typed)
		if err != nil && part.box == "month" {
			n = monthNamed(typed)
		}
		if part.box == "year" && n > 0 && n < 100 {
			n += 2000
		}
		if n < part.low || n > part.top {
			p.fail(path, "not_a_date", fmt.Sprintf("%q is not a %s. Type a date such as 27 3 2026.", typed, part.box))
			ok = false
		}
		*part.into = n
	}
	return out, given, ok
}

func monthNamed(s string) int {
	for m := time.January; m <= time.December; m++ {
		if len(s) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), strings.ToLower(s)) {
			return int(m)
		}
	}
	return 0
}

// days is the first and last day a typed date may mean.
func (p *parser) days(path string, t ymd) (first, last calendar.Date, ok bool) {
	switch {
	case t.y == 0:
		p.fail(path, "not_a_date", "Give the year too.")
		return first, last, false
	case t.m == 0 && t.d != 0:
		p.fail(path, "not_a_date", "Give the month too.")
		return first, last, false
	case t.m == 0:
		return calendar.Date{Year: t.y, Month: 1, Day: 1}, calendar.Date{Year: t.y, Month: 12, Day: 31}, true
	case t.d == 0:
		first = calendar.Date{Year: t.y, Month: time.Month(t.m), Day: 1}
		return first, calendar.AddMonths(first, 1).AddDays(-1), true
	}
	d, err := calendar.ParseDate(fmt.Sprintf("%04d-%02d-%02d", t.y, t.m, t.d))
	if err != nil {
		p.fail(path, "not_a_date", fmt.Sprintf("%d %s %d is not a day that exists.", t.d, time.Month(t.m), t.y))
		return first, last, false
	}
	return d, d, true
}

// date reads one whole civil day.
func (p *parser) date(path string) (calendar.Date, bool) {
	t, given, ok := p.typedDate(path, p.Name(path))
	if !given || !ok {
		return calendar.Date{}, false
	}
	if t.d == 0 || t.m == 0 {
		p.fail(path, "not_a_date", "Give the day, month and year.")
		return calendar.Date{}, false
	}
	d, _, ok := p.days(path, t)
	return d, ok
}

// clockForms are how a time of day may be typed. A zone after it, "01:30 GMT",
// settles the hour that comes twice when the clocks go back.
var clockForms = []string{"15:04", "15:04:05", "15.04", "1504", "3:04pm", "3.04pm", "3pm"}

func clock(day calendar.Date, typed string) (time.Time, bool) {
	typed, zone, _ := strings.Cut(typed, " ")
	for _, form := range clockForms {
		c, err := time.Parse(form, strings.ToLower(typed))
		if err != nil {
			continue
		}
		at := time.Date(day.Year, day.Month, day.Day, c.Hour(), c.Minute(), c.Second(), 0, calendar.London)
		for _, other := range []time.Duration{-time.Hour, time.Hour} {
			o := at.Add(other)
			if name, _ := o.Zone(); name == zone && o.Format("15:04:05") == at.Format("15:04:05") {
				at = o
			}
		}
		return at, true
	}
	return time.Time{}, false
}

// end is one end of an interval as typed: nothing, days, or an instant.
func (p *parser) end(path, which string) (first, last time.Time, given, whole, ok bool) {
	name := p.Name(path, which)
	t, given, ok := p.typedDate(path, name)
	at := trimmed(p.v.Get(name + "-time"))
	switch {
	case !ok:
		return first, last, true, false, false
	case !given && at == "":
		return first, last, false, false, true
	case !given:
		p.fail(path, "not_a_date", "Give the day as well as the time.")
		return first, last, true, false, false
	}
	a, b, ok := p.days(path, t)
	if !ok {
		return first, last, true, false, false
	}
	if at == "" {
		return a.Start(), b.End().Add(-time.Second), true, true, true
	}
	if a != b {
		p.fail(path, "not_a_date", "Give the whole date where you give a time of day.")
		return first, last, true, false, false
	}
	when, ok := clock(a, at)
	if !ok {
		p.fail(path, "not_a_time", fmt.Sprintf("%q is not a time of day. Type it such as 21:40.", at))
		return first, last, true, false, false
	}
	return when, when, true, false, true
}

// which is the box that says which of several times words mean; anyWay that nobody
// knows. An answer to other words than those typed now says nothing.
const (
	which  = "which"
	anyWay = "any"
)

// dayGiven reports whether anything is typed of a day or time beside the words.
func dayGiven(v Values, c Context, path string) bool {
	for _, end := range []string{"from", "to"} {
		for _, box := range []string{"day", "month", "year", "time"} {
			if trimmed(v.Get(c.Name(path, end, box))) != "" {
				return true
			}
		}
	}
	return false
}

// told is when the words for when something happened were said.
func (c Context) told() time.Time {
	if c.Told.IsZero() {
		return c.Now
	}
	return c.Told
}

// OpenWays are the times that the words typed for when something happened may mean
// while nobody has said which, or that nobody knows; nil where there is no question.
func OpenWays(v Values, c Context) []calendar.Way {
	said := trimmed(v.Get(c.Name(occurred, "said")))
	if said == "" || dayGiven(v, c, occurred) || v.Get(c.Name(occurred, which)) == anyWay {
		return nil
	}
	ways := calendar.Ways(said, c.told())
	for _, w := range ways {
		if w.Words == v.Get(c.Name(occurred, which)) {
			return nil
		}
	}
	return ways
}

// repeats is the path of how often something happened, in kinds that ask for it.
const repeats = "repeats"

// oftenSaid takes how often something happened from the words for when, "most
// Tuesdays since June", where the form asks for it and nothing was typed there. A
// count for each week or night is kept in words alone: nothing is multiplied out.
func (p *parser) oftenSaid(k *casefile.Kind, data map[string]any, said string) {
	n := slices.IndexFunc(k.Fields, func(f casefile.Field) bool { return f.Path == repeats })
	if n < 0 || data[repeats] != nil || !p.shows(k.Fields[n]) {
		return
	}
	o, err := calendar.ParseOften(said)
	if err != nil {
		return
	}
	out := map[string]any{"words": o.Words}
	if o.Per == "" && o.Least > 0 {
		out["least"] = o.Least
	}
	if o.Per == "" && o.Most > 0 {
		out["most"] = o.Most
	}
	data[repeats] = out
}

// interval reads words, one end or both. Given dates bound the time; words are
// then kept beside them as they were said. Words for when something happened that
// cannot be placed are kept alone, the time not known: they never stop a form
// from being saved (DESIGN 1.3). Where a time sets how long something holds, such
// as who may see a case, words that cannot be placed are to be put right.
func (p *parser) interval(path string) (calendar.Interval, bool) {
	said := trimmed(p.v.Get(p.Name(path, "said")))
	a, b, from, wholeFrom, ok1 := p.end(path, "from")
	c, d, to, wholeTo, ok2 := p.end(path, "to")
	switch {
	case !ok1 || !ok2:
		return calendar.Interval{}, false
	case to && !from:
		a, b, from, wholeFrom = c, d, true, wholeTo
	case !to && !from && said == "":
		return calendar.Interval{}, false
	case !to && !from:
		told := p.Now
		if path == occurred {
			told = p.told()
		}
		i, err := calendar.ParseSaid(said, told)
		if err != nil && path == occurred {
			return calendar.Interval{Said: said}, true
		}
		if err != nil {
			p.fail(path, "not_understood", fmt.Sprintf("“%s” could not be placed in time. Keep the words and give the day as well, or two days it fell between.", said))
			return calendar.Interval{}, false
		}
		for _, w := range calendar.Ways(said, told) {
			if w.Words == p.v.Get(p.Name(path, which)) {
				i = w.Interval
			}
		}
		return i, true
	}
	i := calendar.Interval{From: a.UTC(), To: b.UTC(), Said: said, Precision: calendar.Exact}
	if to {
		i.To = d.UTC()
	}
	if i.To.Before(i.From) {
		p.fail(path, "ends_before_start", "The last day is before the first. Change one of them.")
		return calendar.Interval{}, false
	}
	switch {
	case said != "":
		i.Precision = calendar.Approx
	case wholeFrom && i.Earliest() == i.Latest():
		i.Precision = calendar.Day
	case !i.From.Equal(i.To):
		i.Precision = calendar.Range
	}
	return i, true
}

// known is when police first knew: a day alone counts from its start, because
// time limits run from when police knew.
func (p *parser) known() time.Time {
	a, _, given, _, ok := p.end("known", "from")
	if !given || !ok {
		return time.Time{}
	}
	return a.UTC()
}
