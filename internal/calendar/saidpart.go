package calendar

import (
	"regexp"
	"strings"
	"time"
)

// readPart reads part of a day with the day before or after it: "Tuesday evening",
// "the night of the bank holiday", "in the early hours of Sunday".
func readPart(words string, now time.Time) (span, bool) {
	if m := partOf.FindStringSubmatch(words); m != nil {
		if s, ok := partOn(m[1], m[2], now); ok {
			return s, true
		}
	}
	if m := dayPart.FindStringSubmatch(words); m != nil {
		return partOn(m[2], m[1], now)
	}
	return span{}, false
}

func partOn(part, day string, now time.Time) (span, bool) {
	switch day {
	case "this", "earlier this", "today":
		day = "today"
	case "last", "yesterday":
		day = "yesterday"
	}
	within, ok := readDay(day, now)
	if !ok {
		return span{}, false
	}
	h := partOfDay[part]
	first, last := DateOf(within.from), DateOf(within.to)
	if first.DaysUntil(last) > mostDaysOfPart {
		return within, true // "in the evenings last month": the whole of it
	}
	out := hours(first, h[0], h[1]).hull(hours(last, h[0], h[1]))
	if day == "today" {
		out.from = maxTime(out.from, within.from)
	}
	return out, !out.from.After(now)
}

// mostDaysOfPart is how many days a part of a day may be said of one by one.
const mostDaysOfPart = 8

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// saidLast reports whether a weekday was said so that the one of the week before
// may be meant.
func saidLast(m []string) bool {
	return m[1] == "last " || m[1] == "this last "
}

var (
	beforeLast = regexp.MustCompile(`^(?:on )?(?:the )?(` + weekdayNames + `) (before last|the week before last|the week before)$`)
	weekFrom   = regexp.MustCompile(`^(?:on )?(?:about )?(a|one|two|\d{1,2}) (week|fortnight|month|year)s? (?:ago )?(?:on |since |past )?(today|yesterday|(?:last )?(?:` + weekdayNames + `))$`)
	thisTime   = regexp.MustCompile(`^(?:about |around )?this time last (week|month|year)$`)
)

var (
	ofLastWeek  = regexp.MustCompile(`^(?:on )?(` + weekdayNames + `)(?: (` + partNames + `))? (?:of )?last week$`)
	namedDate   = regexp.MustCompile(`^(?:on )?(` + weekdayNames + `) (?:the )?(\d{1,2}(?:st|nd|rd|th)?)((?: of)? (?:` + monthNames + `)(?: \d{4})?)?$`)
	shortDate   = regexp.MustCompile(`^(?:on )?(?:the )?(\d{1,2})/(\d{1,2})$`)
	writtenDate = regexp.MustCompile(`^(?:on )?(\d{1,2})[-./](\d{1,2})[-./](\d{2}|\d{4})$`)
)

// readLastWeek reads a weekday of the week before this one. Said on a Sunday, the
// week may have begun on either side of it.
func readLastWeek(words string, today Date) (span, bool) {
	m := ofLastWeek.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	monday := today.AddDays(-7 - (int(today.Weekday())+6)%7)
	day := monday
	for strings.ToLower(day.Weekday().String()) != m[1] {
		day = day.AddDays(1)
	}
	h := partOfDay[m[2]]
	if m[2] == "" {
		h = [2]int{0, 24}
	}
	out := hours(day, h[0], h[1])
	if today.Weekday() == time.Sunday && day.AddDays(7).Before(today) {
		out = out.hull(hours(day.AddDays(7), h[0], h[1]))
	}
	return out, true
}

// readNamedDate reads a weekday with its date, and nothing where they do not agree;
// and a date in figures, the day first.
func readNamedDate(words string, today Date) (span, bool) {
	if m := writtenDate.FindStringSubmatch(words); m != nil {
		day, _ := number(m[1])
		month, _ := number(m[2])
		year, _ := number(m[3]) // all digits by the pattern
		if year < 100 {
			year += 2000
		}
		d, ok := existing(year, time.Month(month), day)
		return wholeDays(d, d), ok
	}
	// Day and month alone, as written here: the last such day. "24/7" is no day.
	if m := shortDate.FindStringSubmatch(words); m != nil && words != "24/7" {
		if month, _ := number(m[2]); month >= 1 && month <= 12 {
			return readDated(m[1], strings.ToLower(time.Month(month).String()), "", today)
		}
		return span{}, false
	}
	m := namedDate.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	var s span
	ok := false
	if m[3] == "" {
		s, ok = readOfMonth(strings.TrimRight(m[2], "stndrh"), "", today)
	} else if d := dated.FindStringSubmatch(m[2] + m[3]); d != nil {
		s, ok = readDated(d[1], d[2], d[3], today)
	}
	return s, ok && strings.ToLower(DateOf(s.from).Weekday().String()) == m[1]
}

// readEarlierOne reads a day by how many weeks, months or years it lies before
// another: "a week last Tuesday", "Tuesday before last", "this time last year".
func readEarlierOne(words string, today Date) (span, bool) {
	if m := thisTime.FindStringSubmatch(words); m != nil {
		at := back(today, 1, m[1])
		slack := map[string]int{"week": 1, "month": 7, "year": 21}[m[1]]
		return wholeDays(at.AddDays(-slack), at.AddDays(slack)), true
	}
	if m := beforeLast.FindStringSubmatch(words); m != nil {
		first, last := weekdayBefore(m[1], true, today)
		return wholeDays(first.AddDays(-7), last.AddDays(-7)), true
	}
	m := weekFrom.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	n, _ := number(m[1]) // a number by the pattern
	var first, last Date
	switch m[3] {
	case "today":
		first, last = today, today
	case "yesterday":
		first, last = today.AddDays(-1), today.AddDays(-1)
	default:
		name, said := strings.CutPrefix(m[3], "last ")
		first, last = weekdayBefore(name, said, today)
	}
	return wholeDays(back(first, n, m[2]), back(last, n, m[2])), true
}

// back is the day n units before another.
func back(d Date, n int, unit string) Date {
	switch unit {
	case "week":
		return d.AddDays(-7 * n)
	case "fortnight":
		return d.AddDays(-14 * n)
	case "month":
		return AddMonths(d, -n)
	}
	return AddYears(d, -n)
}

// readOfMonth reads "the 14th": the latest day of that number, in the month said.
func readOfMonth(day, month string, today Date) (span, bool) {
	n, _ := number(day) // digits by the pattern
	first := Date{today.Year, today.Month, 1}
	if month == "last" {
		first = AddMonths(first, -1)
	}
	for range 3 {
		d, ok := existing(first.Year, first.Month, n)
		if ok && !today.Before(d) {
			return wholeDays(d, d), true
		}
		if month != "" {
			return span{}, false
		}
		first = AddMonths(first, -1)
	}
	return span{}, false
}
