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
// may mean at the instant now, with precision Approx and the words kept in Said.
// It knows a modest set: parts of today and yesterday, weekdays, weekends, weeks
// and months by name ("in June"), dates without a year, "N units ago" with
// "about", "a few" or "a couple of", times of day with any of these ("about nine
// last night"), and anything recurring "since" one of them.
//
// Where everyday speech has two readings ("last Tuesday") both are inside. The
// ends are cautious and no more than that: Earliest serves limits, Latest
// recency (guidance-design 9.4). Words it does not know are an error that says
// so, and the caller keeps them as they were said: an Interval with Said alone.
func ParseSaid(words string, now time.Time) (Interval, error) {
	now = now.Truncate(time.Second)
	s, ok := readSaid(normalise(words), now)
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
	return Interval{From: s.from.UTC(), To: s.to.UTC(), Precision: Approx, Said: strings.TrimSpace(words)}, nil
}

func normalise(words string) string {
	words = strings.ToLower(strings.NewReplacer(",", " ", "’", "'", "“", " ", "”", " ", "\"", " ").Replace(words))
	return strings.TrimRight(strings.Join(strings.Fields(words), " "), ".!?")
}

var sinceWords = regexp.MustCompile(`^(?:(?:(?:on |at )?(?:most|every|nearly every|almost every|some|many|several) ` +
	`(?:day|night|morning|afternoon|evening|week|weekend|month|` + weekdayNames + `)s?|` +
	`daily|weekly|always|ever|constantly|repeatedly|on and off|off and on) )?since (.+)$`)

// sinceThen is the same said the other way round: "since June, every Friday".
var sinceThen = regexp.MustCompile(`^since (.+?) ((?:on |at )?(?:most|every|nearly every|almost every|some|many|several) ` +
	`(?:day|night|morning|afternoon|evening|week|weekend|month|` + weekdayNames + `)s?|` +
	`daily|weekly|constantly|repeatedly|on and off|off and on)$`)

func readSaid(words string, now time.Time) (span, bool) {
	if m := sinceThen.FindStringSubmatch(words); m != nil {
		words = m[2] + " since " + m[1]
	}
	if m := sinceWords.FindStringSubmatch(words); m != nil {
		s, ok := readPoint(m[1], now)
		s.to = now
		return s, ok
	}
	return readPoint(words, now)
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

// agoWords splits "about two weeks ago" into its hedge, count and unit.
var agoWords = regexp.MustCompile(`^(about |around |roughly |maybe |perhaps |nearly |almost |over |more than |just over |at least |probably )*` +
	`(half an|an?|a few|a couple of|a couple|several|\d{1,3}|` + numberNames + `) (minute|min|hour|day|night|week|fortnight|month|year)s? ago$`)

func readAgo(words string, now time.Time) (span, bool) {
	m := agoWords.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	hedged, unit := m[1] != "", m[3]
	low, high := 0, 0
	switch m[2] {
	case "half an":
		if unit != "hour" {
			return span{}, false
		}
		low, high, unit, hedged = 30, 30, "minute", true
	case "a couple", "a couple of":
		low, high, hedged = 2, 3, true
	case "a few":
		low, high = 2, 6
	case "several":
		low, high = 3, 10
	default:
		n, ok := number(m[2])
		if !ok {
			return span{}, false
		}
		low, high = n, n
	}
	return ago(low, high, unit, hedged, now), true
}

// ago allows half a unit either way, or a whole one where the teller hedged. A
// count of days means civil days.
func ago(low, high int, unit string, hedged bool, now time.Time) span {
	today := DateOf(now)
	slack := func(half, whole int) int {
		if hedged {
			return whole
		}
		return half
	}
	days := func(each, slackDays int) span {
		return wholeDays(today.AddDays(-high*each-slackDays), today.AddDays(-max(0, low*each-slackDays)))
	}
	passed := func(each time.Duration, slackMinutes int) span {
		extra := time.Duration(slackMinutes) * time.Minute
		return span{now.Add(-time.Duration(high)*each - extra), now.Add(-max(0, time.Duration(low)*each-extra))}
	}
	months := func(each, slackDays int) span {
		return wholeDays(AddMonths(today, -high*each).AddDays(-slackDays), AddMonths(today, -low*each).AddDays(slackDays))
	}
	switch unit {
	case "minute", "min":
		return passed(time.Minute, slack(5, 15))
	case "hour":
		return passed(time.Hour, slack(30, 60))
	case "day", "night":
		s := days(1, slack(0, 1))
		if earlyHours(now) {
			s.from = DateOf(s.from).AddDays(-1).Start()
		}
		if unit == "night" { // a night runs into the next morning
			s.to = hours(DateOf(s.to), 0, 30).to
		}
		return s
	case "week":
		return days(7, slack(4, 7))
	case "fortnight":
		return days(14, slack(7, 14))
	case "month":
		return months(1, slack(15, 31))
	}
	return months(12, slack(183, 366))
}

func earlyHours(now time.Time) bool { return now.In(London).Hour() < nightOwl }

var (
	clockWords = regexp.MustCompile(`^((?:about|around|roughly|at|some time|sometime|just|before|after|or so|gone) )*` +
		`(half past |quarter past |quarter to )?(\d{1,2}|midnight|noon|midday|` + numberNames + `)` +
		`(?:[:.](\d{2}))?(?: ?o'clock)?(?: ?(am|pm))?(?: (.+))?$`)
	clockLast = regexp.MustCompile(`^(.+?) ((?:about|around|roughly|at) .+)$`)
)

// readClock reads a time of day with the day it belongs to, in either order; a
// time alone is within the last day.
func readClock(words string, now time.Time) (span, bool) {
	m := clockWords.FindStringSubmatch(words)
	if m == nil {
		if turned := clockLast.FindStringSubmatch(words); turned != nil && clockWords.MatchString(turned[2]) {
			m = clockWords.FindStringSubmatch(turned[2] + " " + turned[1])
		}
	}
	if m == nil {
		return span{}, false
	}
	minutes, ok := clockMinutes(m[2], m[3], m[4], m[5])
	if !ok {
		return span{}, false
	}
	day := m[6]
	if day == "" {
		day = "today"
	}
	within, ok := readDay(day, now)
	if !ok {
		return span{}, false
	}
	slack := 30 * time.Minute
	if hedge := strings.TrimSpace(m[1]); hedge != "" && hedge != "at" {
		slack = time.Hour
	}
	if m[6] == "" {
		within = span{now.AddDate(0, 0, -1), now}
	}
	return clockWithin(within, minutes, slack, now)
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
	at += map[string]int{"half past ": 30, "quarter past ": 15, "quarter to ": -15}[quarter]
	const noon, day = 12 * 60, 24 * 60
	switch {
	case half == "am":
		return []int{(at%noon + noon) % noon}, true
	case half == "pm":
		return []int{(at%noon+noon)%noon + noon}, true
	case h == 0 || h > 12:
		return []int{(at + day) % day}, true
	}
	early := (at%noon + noon) % noon
	return []int{early, early + noon}, true
}

// clockWithin finds every time in the stretch at which a clock may have shown
// one of the minutes, and spans them with the slack.
func clockWithin(within span, minutes []int, slack time.Duration, now time.Time) (span, bool) {
	var out span
	found := false
	for d := DateOf(within.from); !d.Start().After(within.to); d = d.AddDays(1) {
		for _, m := range minutes {
			at := time.Date(d.Year, d.Month, d.Day, 0, m, 0, 0, London)
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
	return out, found
}
