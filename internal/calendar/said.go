package calendar

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// nightOwl is the hour before which a teller's "today" may still be the day
// before by the calendar, so that "last night" and "yesterday" are widened.
const nightOwl = 6

// dusk is the hour from which it is night or evening in everyday speech.
const dusk = 17

// mostWords is how many words a time may have and still be looked into: more is a
// story, and taking it apart at every "and" would not end.
const mostWords = 16

// span is a stretch of time, both ends possible.
type span struct{ from, to time.Time }

func (s span) hull(o span) span {
	if o.from.Before(s.from) {
		s.from = o.from
	}
	if o.to.After(s.to) {
		s.to = o.to
	}
	return s
}

func wholeDays(a, b Date) span { return span{a.Start(), b.End().Add(-time.Second)} }

// hours is part of a day by the London clock; to may be past 24.
func hours(d Date, from, to int) span {
	at := func(h int) time.Time { return time.Date(d.Year, d.Month, d.Day, h, 0, 0, 0, London) }
	return span{at(from), at(to).Add(-time.Second)}
}

// ParseSaid turns a teller's words for a past time into the widest stretch they
// may mean at the instant now, with precision Approx and the words kept in Said;
// a time to the minute ("at 07:20 today") is that minute and Exact.
// It knows what people say of days, parts of days, weeks, months, seasons, feasts
// and bank holidays of England and Wales; "N units ago" with its hedges; times of
// day with any of these ("about nine last night"); two of them joined ("Tuesday or
// Wednesday", "from March to June"); what is counted back from now ("for the last
// three weeks") or goes on since; and any of these with how often before or after
// it ("at least three times a week since June"). How often by itself is no time:
// ParseOften reads it.
//
// Where everyday speech has two readings ("last Tuesday") both are inside. The
// ends are cautious and no more than that: Earliest serves limits, Latest
// recency (guidance-design 9.4). Words it does not know are an error that says
// so, and the caller keeps them as they were said: an Interval with Said alone.
func ParseSaid(words string, now time.Time) (Interval, error) {
	now = now.Truncate(time.Second)
	said := normalise(words)
	_, rest := cutOften(said)
	rest, habit := cutHabit(said, rest, now)
	if strings.Count(said, " ") > mostWords {
		rest, said = "", ""
	}
	s, ok := readStretch(rest, now)
	if !ok && !habit && rest != said { // "at the weekend" is a time before it is a habit
		s, ok = readStretch(said, now)
	}
	if !ok {
		return Interval{}, fmt.Errorf("time %q: not understood; expected words like "+
			"“last night”, “on Tuesday”, “about two weeks ago” or “since June”", words)
	}
	if s.from.After(now) {
		return Interval{}, fmt.Errorf("time %q: that is still to come at %s", words, Moment(now))
	}
	if s.to.After(now) {
		s.to = now
	}
	out := Interval{From: s.from.UTC(), To: s.to.UTC(), Precision: Approx, Said: strings.TrimSpace(words)}
	if s.from.Equal(s.to) { // one minute was named and no other can be meant
		out.Precision = Exact
	}
	return out, nil
}

// readPoint reads words for one occasion, with or without a time of day.
func readPoint(words string, now time.Time) (span, bool) {
	if s, ok := readAgo(words, now); ok {
		return s, true
	}
	if s, ok := readDay(words, now); ok {
		return s, true
	}
	return readClock(words, now)
}

func earlyHours(now time.Time) bool { return now.In(London).Hour() < nightOwl }

var (
	clockWords = regexp.MustCompile(`^((?:about|around|roughly|at|some time|sometime|just|before|after|or so|gone) )*` +
		`(` + minutesWords + `)?(\d{1,2}|midnight|noon|midday|` + numberNames + `)` +
		`(?:[:.](\d{2}))?(?: ?o'clock)?(?: ?(am|pm))?(?: (.+))?$`)
	clockLast = regexp.MustCompile(`^(.+?) ((?:about|around|roughly|at) .+|\d{1,2}[:.]\d{2}(?: ?(?:am|pm))?)$`)
)

// halfOf is which half of the day words after a clock reading mean: 0 to noon, 1
// from noon. Night is both.
var halfOf = map[string]int{"in the morning": 0, "in the afternoon": 1, "in the evening": 1}

// readClock reads a time of day with the day it belongs to, in either order; a
// time alone is within the last day.
func readClock(words string, now time.Time) (span, bool) {
	if s, ok := readClockFirst(words, now); ok {
		return s, true
	}
	// "5 november 21:40" begins like a time, too
	if turned := clockLast.FindStringSubmatch(words); turned != nil && clockWords.MatchString(turned[2]) {
		return readClockFirst(turned[2]+" "+turned[1], now)
	}
	return span{}, false
}

// readClockFirst reads a time of day and then the day.
func readClockFirst(words string, now time.Time) (span, bool) {
	m := clockWords.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	minutes, ok := clockMinutes(m[2], m[3], m[4], m[5])
	if !ok {
		return span{}, false
	}
	hedge := strings.TrimSpace(m[1])
	exact := m[4] != "" && (hedge == "" || hedge == "at") // "at 07:20" is that minute
	day := m[6]
	if half, alone := halfOf[day]; alone && m[5] == "" && len(minutes) == 2 {
		// "two in the morning", with no day: within the last one
		day, m[6], minutes = "", "", minutes[half:half+1]
	}
	if day == "" {
		day = "today"
	}
	within, ok := readDay(day, now)
	if !ok {
		return span{}, false
	}
	slack := 30 * time.Minute
	switch {
	case exact:
		slack = 0
	case hedge != "" && hedge != "at":
		slack = time.Hour
	}
	if m[3] == "midnight" { // at either end of the day
		within.to = within.to.Add(time.Second)
	}
	if m[6] == "" {
		within = span{now.AddDate(0, 0, -1).Add(time.Second), now} // the same minute of yesterday is not meant
	}
	s, ok := clockWithin(within, minutes, slack, now, strings.Contains(day, "night"))
	if ok && exact && day == "today" && len(minutes) == 1 {
		s.from = s.to // the latest that is past: in the small hours "today" reaches back a day
	}
	return s, ok
}

// clockMinutes gives the minutes of the day a clock reading may mean: both
// halves of the day when it does not say which.
func clockMinutes(quarter, hour, minute, half string) ([]int, bool) {
	switch hour {
	case "midnight":
		return []int{0}, quarter == "" && minute == "" && half == ""
	case "noon", "midday":
		return []int{12 * 60}, quarter == "" && minute == "" && half == ""
	}
	h, ok := number(hour)
	if !ok || h > 23 || half != "" && (h == 0 || h > 12) {
		return nil, false
	}
	at := h * 60
	if minute != "" {
		n, ok := number(minute)
		if !ok || n > 59 || quarter != "" {
			return nil, false
		}
		at += n
	}
	at += minutesFrom(quarter)
	const noon, day = 12 * 60, 24 * 60
	switch {
	case half == "am":
		return []int{(at%noon + noon) % noon}, true
	case half == "pm":
		return []int{(at%noon+noon)%noon + noon}, true
	case h == 0 || h > 12, minute != "" && hour[0] == '0': // "07:20" is by the clock of 24 hours
		return []int{(at + day) % day}, true
	}
	early := (at%noon + noon) % noon
	return []int{early, early + noon}, true
}

// clockWithin finds every time in the stretch at which a clock may have shown
// one of the minutes, and spans them with the slack; of nights, none by day.
func clockWithin(within span, minutes []int, slack time.Duration, now time.Time, night bool) (span, bool) {
	var out span
	found := false
	for d := DateOf(within.from); !d.Start().After(within.to); d = d.AddDays(1) {
		for _, m := range minutes {
			for _, at := range showing(d, m) {
				if night && at.In(London).Hour() >= nightOwl && at.In(London).Hour() < dusk {
					continue // between two nights, and in neither
				}
				if at.Before(within.from) || at.After(within.to) || at.Add(-slack).After(now) {
					continue
				}
				s := span{at.Add(-slack), at.Add(slack)}
				if found {
					s = out.hull(s)
				}
				out, found = s, true
			}
		}
	}
	return out, found
}

// showing are the instants of a day at which its clocks show a minute: two in the
// hour that comes twice when they go back.
func showing(d Date, minute int) []time.Time {
	at := time.Date(d.Year, d.Month, d.Day, minute/60, minute%60, 0, 0, London)
	out := []time.Time{at}
	for _, other := range []time.Duration{-time.Hour, time.Hour} {
		if o := at.Add(other); o.Format("15:04") == at.Format("15:04") {
			out = append(out, o)
		}
	}
	return out
}
