package calendar

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	weekdayNames = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
	monthNames   = "january|february|march|april|may|june|july|august|september|october|november|december"
	numberNames  = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|a hundred"
)

// roundNumbers are the names that do not follow one upon another.
var roundNumbers = map[string]int{"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "a hundred": 100}

// number reads digits, "a", or a number in words as numberNames has them.
func number(word string) (int, bool) {
	if word == "a" || word == "an" {
		return 1, true
	}
	if n, ok := roundNumbers[word]; ok {
		return n, true
	}
	for i, name := range strings.Split(numberNames, "|") {
		if word == name {
			return i + 1, true
		}
	}
	n, err := strconv.Atoi(word)
	return n, err == nil
}

// partOfDay is the hours each part may be taken to cover, overlapping as people
// use them.
var partOfDay = map[string][2]int{
	"morning": {0, 13}, "lunchtime": {11, 15}, "afternoon": {12, 19}, "evening": {16, 24}, "night": {17, 30},
	"teatime": {15, 20}, "dinnertime": {11, 21}, "bedtime": {19, 26}, "early hours": {0, 8}, "small hours": {0, 7}, "daytime": {6, 20},
}

const partNames = `morning|lunchtime|afternoon|evening|night|teatime|dinnertime|bedtime|early hours|small hours|daytime`

var (
	dayPart = regexp.MustCompile(`^(.+?)(?: in the| at)? (` + partNames + `)$`)
	partOf  = regexp.MustCompile(`^(?:in |on |at |during )?(?:the )?(` + partNames + `) (?:of|on|before)? ?(.+)$`)
	weekday = regexp.MustCompile(`^(on |last |this |on the |this last |the )?(` + weekdayNames + `)( just gone| gone| just past)?$`)
	inMonth = regexp.MustCompile(`^(in |last |early |late |mid |early in |late in |this |during |around |back in |way back in )?(` + monthNames + `)(?: (?:of )?(\d{4}|last year|this year))?$`)
	ofMonth = regexp.MustCompile(`^(?:on )?the (\d{1,2})(?:st|nd|rd|th)(?: of (this|last) month)?$`)
	inYear  = regexp.MustCompile(`^(?:in |during )?((?:19|20)\d{2})$`)
	dated   = regexp.MustCompile(`^(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)? (?:of )?(` + monthNames + `)(?: (\d{4}))?$`)
)

// readDay reads words for a day, part of a day, week, month or year.
func readDay(words string, now time.Time) (span, bool) {
	today := DateOf(now)
	if words == "now" || words == "just now" {
		return span{now.Add(-15 * time.Minute), now}, true
	}
	if t, err := time.Parse(time.DateOnly, strings.TrimPrefix(words, "on ")); err == nil {
		d := Date{t.Year(), t.Month(), t.Day()}
		return wholeDays(d, d), true
	}
	if s, ok := fixedWords(words, today); ok {
		if earlyHours(now) { // whoever has not slept may mean the day before; a month stays the month
			if as, ok := fixedWords(words, today.AddDays(-1)); ok {
				s = s.hull(as)
			}
		}
		return s, true
	}
	if s, ok := readFeast(words, today); ok {
		return s, true
	}
	if s, ok := readBankHoliday(words, today); ok {
		return s, true
	}
	if s, ok := readLastWeek(words, today); ok {
		return s, true
	}
	if s, ok := readAround(words, now); ok {
		return s, true
	}
	if s, ok := readNamedDate(words, today); ok {
		return s, true
	}
	if m := weekday.FindStringSubmatch(words); m != nil {
		return wholeDays(weekdayBefore(m[2], saidLast(m), today)), true
	}
	if s, ok := readPart(words, now); ok {
		return s, true
	}
	if s, ok := readEarlierOne(words, today); ok {
		return s, true
	}
	if m := ofMonth.FindStringSubmatch(words); m != nil {
		return readOfMonth(m[1], m[2], today)
	}
	if m := dated.FindStringSubmatch(words); m != nil {
		return readDated(m[1], m[2], m[3], today)
	}
	if m := inMonth.FindStringSubmatch(words); m != nil {
		return readMonth(m[2], m[3], m[1] == "last ", today), true
	}
	if m := inYear.FindStringSubmatch(words); m != nil {
		y, _ := number(m[1]) // four digits by the pattern
		return wholeDays(Date{y, time.January, 1}, Date{y, time.December, 31}), true
	}
	return span{}, false
}

// "The other day" may be yesterday or most of a fortnight back, "the other week"
// most of two months; neither is said of longer ago.
const (
	otherDay  = 14
	otherWeek = 56
)

// fixedWords are the phrases with one meaning relative to today.
func fixedWords(words string, today Date) (span, bool) {
	yesterday := today.AddDays(-1)
	monday := today.AddDays(-(int(today.Weekday()) + 6) % 7)
	firstOfMonth := Date{today.Year, today.Month, 1}
	switch strings.TrimPrefix(words, "some time ") {
	case "today", "earlier today":
		return wholeDays(today, today), true
	case "tonight":
		return hours(today, 17, 30), true
	case "last night", "yesterday night":
		return hours(yesterday, 17, 30), true
	case "overnight", "during the night", "in the night":
		return hours(yesterday, 17, 33), true
	case "the early hours", "in the early hours", "early hours", "in the small hours":
		return hours(today, 0, 8), true
	case "the other day", "the other night", "the other evening", "the other morning", "the other afternoon":
		return wholeDays(today.AddDays(-otherDay), yesterday), true
	case "the other week":
		return wholeDays(today.AddDays(-otherWeek), today.AddDays(-2)), true
	case "yesterday":
		return wholeDays(yesterday, yesterday), true
	case "the day before yesterday", "day before yesterday":
		return wholeDays(today.AddDays(-2), today.AddDays(-2)), true
	case "the night before last", "night before last":
		return hours(today.AddDays(-2), 17, 30), true
	case "this week":
		return wholeDays(monday, today), true
	case "last week":
		return wholeDays(monday.AddDays(-7), monday.AddDays(-1)), true
	case "the week before last", "week before last":
		return wholeDays(monday.AddDays(-14), monday.AddDays(-8)), true
	case "the weekend before last", "weekend before last":
		sunday, _ := weekdayBefore("sunday", false, today)
		return hours(sunday.AddDays(-9), 17, 24).hull(wholeDays(sunday.AddDays(-8), sunday.AddDays(-7))), true
	case "the month before last", "month before last":
		return wholeDays(AddMonths(firstOfMonth, -2), AddMonths(firstOfMonth, -1).AddDays(-1)), true
	case "the year before last", "year before last":
		return wholeDays(Date{today.Year - 2, time.January, 1}, Date{today.Year - 2, time.December, 31}), true
	case "at the weekend", "over the weekend", "the weekend", "last weekend", "this weekend", "weekend":
		sunday, _ := weekdayBefore("sunday", false, today)
		last := sunday
		if w := today.Weekday(); w == time.Saturday || w == time.Sunday {
			last = today // said at a weekend: this one or the one before
		}
		return hours(sunday.AddDays(-2), 17, 24).hull(wholeDays(last, last)), true
	case "this month":
		return wholeDays(firstOfMonth, today), true
	case "last month":
		return wholeDays(AddMonths(firstOfMonth, -1), firstOfMonth.AddDays(-1)), true
	case "this year":
		return wholeDays(Date{today.Year, time.January, 1}, today), true
	case "last year":
		return wholeDays(Date{today.Year - 1, time.January, 1}, Date{today.Year - 1, time.December, 31}), true
	}
	return span{}, false
}

// weekdayBefore gives the first and last day a weekday's name may mean: the
// latest one up to today, and the one before it as well when today is that day
// or the teller said "last".
func weekdayBefore(name string, last bool, today Date) (Date, Date) {
	day := today
	for strings.ToLower(day.Weekday().String()) != name {
		day = day.AddDays(-1)
	}
	if last || day == today {
		return day.AddDays(-7), day
	}
	return day, day
}

// readMonth reads a month's name: the latest one that has begun, and the same
// month a year before as well when it is the month now or the teller said "last".
func readMonth(name, year string, last bool, today Date) span {
	m := monthNamed(name)
	y := today.Year
	switch year {
	case "", "this year":
		if year == "" && m > today.Month {
			y--
		}
	case "last year":
		y--
	default:
		y, _ = number(year) // four digits by the pattern
	}
	first := Date{y, m, 1}
	s := wholeDays(first, AddMonths(first, 1).AddDays(-1))
	if year == "" && (last || m == today.Month) {
		s.from = AddYears(first, -1).Start()
	}
	return s
}

func readDated(day, month, year string, today Date) (span, bool) {
	n, _ := number(day) // digits by the pattern
	if year != "" {
		y, _ := number(year)
		d, ok := existing(y, monthNamed(month), n)
		return wholeDays(d, d), ok
	}
	const back = 8 // 29 February can be eight years ago at most
	for y := today.Year; y >= today.Year-back; y-- {
		if d, ok := existing(y, monthNamed(month), n); ok && !today.Before(d) {
			return wholeDays(d, d), true
		}
	}
	return span{}, false
}

func existing(y int, m time.Month, day int) (Date, bool) {
	d, err := ParseDate(Date{y, m, day}.String())
	return d, err == nil
}

func monthNamed(name string) time.Month {
	for i, n := range strings.Split(monthNames, "|") {
		if n == name {
			return time.Month(i + 1)
		}
	}
	panic("calendar: not a month: " + name) // the pattern admits month names only
}
