package calendar

import (
	"regexp"
	"strings"
	"time"
)

// Times people place by something else: the day the clocks change, a week by one of
// its days, a week or day beside a feast, the last few of a weekday.
var (
	clocksWords = regexp.MustCompile(`^(?:when |the (?:day|night|weekend) )?(?:the )?clocks? (went back|went forwards?|changed?|change)$`)
	weekOf      = regexp.MustCompile(`^(?:in |during )?(?:the )?week (commencing|beginning|starting|of) (.+)$`)
	besideWords = regexp.MustCompile(`^(?:in |on |during )?(?:the )?(week|day|weekend) (before|after) (.+)$`)
	lastFew     = regexp.MustCompile(`^(?:for |over |on |these |the )*(?:last|past) (a couple of|couple of|a few|few|several|\d{1,2}|` + numberNames + `) (` + weekdayNames + `)s$`)
)

// readAround reads words for a time that stands beside something else.
func readAround(words string, now time.Time) (span, bool) {
	today := DateOf(now)
	if m := clocksWords.FindStringSubmatch(words); m != nil {
		d, ok := clocksChanged(m[1], today)
		return wholeDays(d, d), ok
	}
	if m := weekOf.FindStringSubmatch(words); m != nil {
		return readWeekOf(m[1] == "of", m[2], now)
	}
	if m := besideWords.FindStringSubmatch(words); m != nil {
		return readBeside(m[1], m[2] == "before", m[3], today)
	}
	if m := lastFew.FindStringSubmatch(words); m != nil {
		n, ok := number(m[1])
		if !ok { // as many as people may mean by it
			n = map[string]int{"a couple of": 3, "couple of": 3, "a few": 6, "few": 6, "several": 10}[m[1]]
		}
		latest, _ := weekdayBefore(m[2], false, today)
		return span{latest.AddDays(-7 * (n - 1)).Start(), now}, n > 0
	}
	return span{}, false
}

// clocksChanged is the latest day on which the clocks of London went back, forward
// or either way (Summer Time Order 2002).
func clocksChanged(which string, today Date) (Date, bool) {
	offset := func(d Date) int {
		_, o := d.Start().Zone()
		return o
	}
	for d := today; today.Year-d.Year < 3; d = d.AddDays(-1) {
		before, after := offset(d), offset(d.AddDays(1))
		back, forward := after < before, after > before
		if back && which == "went back" || forward && strings.HasPrefix(which, "went forward") || (back || forward) && strings.HasPrefix(which, "change") {
			return d, true
		}
	}
	return Date{}, false
}

// readWeekOf is seven days from a day, or the week from Monday that a day lies in.
func readWeekOf(within bool, words string, now time.Time) (span, bool) {
	s, ok := readDay(words, now)
	d := DateOf(s.from)
	if !ok || d != DateOf(s.to) {
		return span{}, false
	}
	if within {
		d = d.AddDays(-(int(d.Weekday()) + 6) % 7)
	}
	return wholeDays(d, d.AddDays(6)), true
}

// readBeside is the week, weekend or day before or after a feast, bank holiday or
// date.
func readBeside(unit string, before bool, words string, today Date) (span, bool) {
	s, ok := readFeast(words, today)
	if !ok {
		s, ok = readBankHoliday(words, today)
	}
	if !ok {
		s, ok = readNamedDate(words, today)
	}
	if m := dated.FindStringSubmatch(words); !ok && m != nil {
		s, ok = readDated(m[1], m[2], m[3], today)
	}
	if !ok {
		return span{}, false
	}
	first, last := DateOf(s.from), DateOf(s.to)
	n := map[string]int{"day": 1, "week": 7, "weekend": 7}[unit]
	if before {
		first, last = first.AddDays(-n), first.AddDays(-1)
	} else {
		first, last = last.AddDays(1), last.AddDays(n)
	}
	if unit != "weekend" {
		return wholeDays(first, last), true
	}
	for first.Weekday() != time.Saturday {
		first = first.AddDays(1)
	}
	return hours(first.AddDays(-1), 17, 24).hull(wholeDays(first, first.AddDays(1))), true
}
