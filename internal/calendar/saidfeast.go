package calendar

import (
	"regexp"
	"strings"
	"time"
)

// dayMonth is a day of every year.
type dayMonth struct {
	m time.Month
	d int
}

// feasts are days and short runs of days with a name, each from its first to its
// last day as people use the name. Those that move with Easter are in easterly.
var feasts = map[string][2]dayMonth{
	"new year's eve": {{12, 31}, {12, 31}}, "new year's day": {{1, 1}, {1, 1}}, "new year": {{12, 31}, {1, 2}}, "the new year": {{12, 31}, {1, 2}},
	"valentine's day": {{2, 14}, {2, 14}}, "valentine's": {{2, 14}, {2, 14}}, "st patrick's day": {{3, 17}, {3, 17}},
	"halloween": {{10, 31}, {10, 31}}, "bonfire night": {{11, 5}, {11, 5}}, "fireworks night": {{11, 5}, {11, 5}}, "guy fawkes": {{11, 5}, {11, 5}}, "guy fawkes night": {{11, 5}, {11, 5}},
	"christmas": {{12, 24}, {1, 1}}, "christmas eve": {{12, 24}, {12, 24}}, "christmas day": {{12, 25}, {12, 25}}, "boxing day": {{12, 26}, {12, 26}},
	// Seasons begin for some with the month and for others with the solstice or
	// equinox: both readings are inside.
	"spring": {{3, 1}, {6, 21}}, "summer": {{6, 1}, {9, 22}}, "autumn": {{9, 1}, {12, 21}}, "winter": {{12, 1}, {3, 20}},
}

// easterly are days counted from Easter Sunday.
var easterly = map[string][2]int{
	"easter": {-2, 1}, "easter weekend": {-2, 1}, "easter sunday": {0, 0}, "easter monday": {1, 1}, "good friday": {-2, -2}, "mother's day": {-21, -21}, "mothers' day": {-21, -21}, "mothering sunday": {-21, -21},
	"pancake day": {-47, -47}, "shrove tuesday": {-47, -47},
}

var feastWords = regexp.MustCompile(`^(?:(?:in|at|on|over|during|around) )?(?:the )?(last |this )?(?:the )?(.+?)(?: holidays?| period| time)?(?: (?:of )?(\d{4}|last year|this year))?$`)

// readFeast reads a named day, feast or season: the latest that has begun, and the
// one before it as well where it is going on now or the teller said "last".
func readFeast(words string, today Date) (span, bool) {
	m := feastWords.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	name := strings.TrimSuffix(strings.TrimPrefix(strings.ReplaceAll(m[2], "valentines", "valentine's"), "the "), "'s weekend")
	at := func(year int) (span, bool) {
		if f, ok := feasts[name]; ok {
			first, last := Date{year, f[0].m, f[0].d}, Date{year, f[1].m, f[1].d}
			if last.Before(first) {
				last.Year++
			}
			return wholeDays(first, last), true
		}
		if e, ok := easterly[name]; ok {
			sunday := EasterSunday(year)
			return wholeDays(sunday.AddDays(e[0]), sunday.AddDays(e[1])), true
		}
		return span{}, false
	}
	return latestOf(at, m[1] == "last ", m[3], today)
}

// latestOf picks the years meant by a name that comes back every year.
func latestOf(at func(year int) (span, bool), last bool, year string, today Date) (span, bool) {
	switch year {
	case "":
	case "last year":
		return at(today.Year - 1)
	case "this year":
		return at(today.Year)
	default:
		y, _ := number(year) // digits by the pattern
		return at(y)
	}
	for y := today.Year; y > today.Year-3; y-- {
		s, ok := at(y)
		if !ok {
			return span{}, false
		}
		if s.from.After(today.Start()) {
			continue
		}
		if before, ok := at(y - 1); ok && (last || !s.to.Before(today.Start())) {
			s = s.hull(before)
		}
		return s, true
	}
	return span{}, false
}

// EasterSunday is the day of Easter in a year of the Gregorian calendar, by the
// anonymous method of 1876 (Butcher's Ecclesiastical Calendar).
func EasterSunday(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	return Date{year, time.Month(month), (h + l - 7*m + 33*month + 19) % 32}
}

var bankWords = regexp.MustCompile(`^(?:(?:on|at|over|during) )?(?:the )?(last |this )?(?:(early may|` + monthNames + `|spring|summer|christmas|easter) )?bank holiday( weekend)?(?: (` + weekdayNames + `))?(?: (\d{4}|last year|this year))?$`)

// readBankHoliday reads a bank holiday of England and Wales, or its weekend: the
// latest that has come, and the one before as well where the teller said "last" or
// it is today. Outside the years of the shipped file it knows none.
func readBankHoliday(words string, today Date) (span, bool) {
	m := bankWords.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	var found []Date // latest first
	days := EnglandWales().Dates()
	for i := len(days) - 1; i >= 0; i-- {
		d := days[i]
		if !today.Before(d) && fits(d, m[2], m[4], m[5], today) {
			found = append(found, d)
		}
	}
	if len(found) == 0 {
		return span{}, false
	}
	take := 1
	if len(found) > 1 && (m[1] == "last " || found[0] == today || sameSpell(found[0], found[1])) {
		take = 2
	}
	out := stretchOf(found[0], m[3] != "")
	for _, d := range found[1:take] {
		out = out.hull(stretchOf(d, m[3] != ""))
	}
	return out, true
}

// sameSpell reports whether two bank holidays may go by one name: the two of May,
// and those of Christmas or of Easter.
func sameSpell(a, b Date) bool { return a.Year == b.Year && a.Month == b.Month || b.DaysUntil(a) < 5 }

func fits(d Date, name, weekday, year string, today Date) bool {
	switch year {
	case "":
	case "last year":
		if d.Year != today.Year-1 {
			return false
		}
	case "this year":
		if d.Year != today.Year {
			return false
		}
	default:
		if y, _ := number(year); d.Year != y {
			return false
		}
	}
	if weekday != "" && strings.ToLower(d.Weekday().String()) != weekday {
		return false
	}
	title := EnglandWales().days[d]
	switch name {
	case "":
		return true
	case "early may":
		return strings.HasPrefix(title, "early_may")
	case "spring":
		return title == "spring"
	case "summer":
		return title == "late_august"
	case "christmas":
		return d.Month == time.December
	case "easter":
		return title == "good_friday" || title == "easter_monday"
	}
	return d.Month == monthNamed(name)
}

// stretchOf is a bank holiday, or with its weekend: the days off around it, from
// the evening before the first.
func stretchOf(d Date, weekend bool) span {
	if !weekend {
		return wholeDays(d, d)
	}
	first, last := d, d
	off := func(x Date) bool { return !EnglandWales().IsWorkingDay(x) }
	for off(first.AddDays(-1)) {
		first = first.AddDays(-1)
	}
	for off(last.AddDays(1)) {
		last = last.AddDays(1)
	}
	return hours(first.AddDays(-1), 17, 24).hull(wholeDays(first, last))
}
