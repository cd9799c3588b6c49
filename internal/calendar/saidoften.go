package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Often is how often something happened, as somebody said it.
type Often struct {
	Least, Most int    // times in each Per; 0 where nobody can say
	Per         string // "day", "week": the unit each count is for; empty where it counts in all
	Words       string // as said: "at least three times a week", "most Tuesdays"
}

const (
	oftenEach = `(?:on |at |nearly |almost |just about |practically |pretty much )*(?:most|every single|every other|every few|every|each|some|many|several) ` +
		`(?:hour|day|night|morning|afternoon|evening|week|weekend|month|weekday|payday|school day|school night|working day|` + weekdayNames + `)s?(?: (?:and|or) (?:` + weekdayNames + `)s?)*(?: (?:morning|afternoon|evening|night)s?)?|` +
		`every (?:couple of|second|third|fourth|\d{1,2}|` + numberNames + `) (?:hour|day|night|week|weekend|month|` + weekdayNames + `)s?`
	oftenDays  = `(?:on |at |in the |of an |of a )?(?:(?:weekday|weekend) (?:mornings|afternoons|evenings|nights)|school days|weekends|weekdays|nights|evenings|mornings|(?:` + dayPlurals + `)(?: (?:and|or) (?:` + dayPlurals + `))*)`
	dayPlurals = `mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays`
	oftenSo    = `daily|nightly|weekly|monthly|hourly|always|constantly|continually|repeatedly|regularly|all the time|non-stop|nonstop|day and night|on and off|off and on|now and then|now and again|every now and then|every now and again|from time to time|sometimes|frequently|again and again|over and over|loads|lots`
	oftenCount = `(?:at least |at most |about |around |roughly |up to |more than |over |maybe |probably |sometimes |nearly |almost |as many as )*` +
		`(?:once|twice|thrice|(?:(?:\d{1,3}|` + numberNames + `|a couple of|a few|several|many|lots of|loads of|dozens of|a dozen|half a dozen|a handful of|countless|hundreds of)(?: (?:or|to) (?:\d{1,3}|` + numberNames + `))? times)|once or twice|two or three times)` +
		`(?: (?:a|an|every|each|per|in a|in one) (?:hour|day|night|week|fortnight|month|year|weekend|weekday|evening)| (?:daily|weekly|monthly))?`
)

// Nights and days on which something happened, each at least once: they are counted
// only with a unit ("two nights a week"), in a row, or before when it was ("three
// nights last week"); else they are time gone by ("for three nights").
const (
	oftenOn   = `(?:at least |about |around |roughly |maybe |probably |sometimes )*(?:(\d{1,3}|a couple of|a few|several|` + numberNames + `)(?: (?:or|to) (?:\d{1,3}|` + numberNames + `))?) (?:days|nights|mornings|afternoons|evenings|weekends)`
	oftenUnit = `(?: (?:a|an|every|each|per|in a|out of every) (week|fortnight|month|year)| running| in a row| on the trot)`
)

var (
	oftenNights = regexp.MustCompile(`^(` + oftenOn + oftenUnit + `)(?: (.+))?$`)
	nightsThen  = regexp.MustCompile(`^(` + oftenOn + `)() ((?:last|this|since|over the|during) .+)$`)
	nightsLast  = regexp.MustCompile(`^(.+?) (` + oftenOn + oftenUnit + `)$`)
	roughNights = regexp.MustCompile(`^(?:about|around|roughly|maybe|probably|sometimes) `)
	atNight     = regexp.MustCompile(`^(at night) ((?:ever )?since .+|for .+)$`)
)

// cutNights parts nights counted from when: often is empty where none are. Least is
// how many there were in each Per.
func cutNights(words string) (often, when string, o Often) {
	read := func(often, count, per, when string) (string, string, Often) {
		least, ok := number(count)
		if !ok {
			least = map[string]int{"a couple of": 2, "a few": 2, "several": 3}[count]
		}
		if roughNights.MatchString(often) {
			least = 0
		}
		return often, when, Often{Least: least, Per: per, Words: often}
	}
	if m := oftenNights.FindStringSubmatch(words); m != nil {
		return read(m[1], m[2], m[3], m[4])
	}
	if m := nightsThen.FindStringSubmatch(words); m != nil {
		return read(m[1], m[2], "", m[4])
	}
	if m := nightsLast.FindStringSubmatch(words); m != nil {
		return read(m[2], m[3], m[4], m[1])
	}
	if m := atNight.FindStringSubmatch(words); m != nil {
		return m[1], m[2], Often{Words: m[1]}
	}
	return "", words, Often{}
}

var (
	oftenAny   = `(?:` + oftenCount + `|` + oftenEach + `|` + oftenSo + `|` + oftenDays + `)`
	oftenFirst = regexp.MustCompile(`^(` + oftenAny + `(?: (?:and|or) ` + oftenAny + `)?)(?: (.+))?$`)
	oftenLast  = regexp.MustCompile(`^(.+?) (` + oftenCount + `|` + oftenEach + `|` + oftenSo + `|(?:on |at |in the )` + oftenDays + `|(?:` + dayPlurals + `)(?: (?:and|or) (?:` + dayPlurals + `))*)$`)
	onceThat   = regexp.MustCompile(`^(?:i|we|he|she|they|it|you|the|my|his|her|our|their|that)\b`) // "once we had split up" counts nothing
	countAgain = regexp.MustCompile(`\b(?:once|twice|times)\b`)
	countParts = regexp.MustCompile(`^((?:[a-z]+ )*?)(once or twice|two or three times|once|twice|thrice|(\d{1,3}|` + numberNames + `)(?: (?:or|to) (\d{1,3}|` + numberNames + `))? times|(a couple of|a few|several|many|lots of|loads of|dozens of|a dozen|half a dozen|a handful of|countless|hundreds of) times)` +
		`(?: (?:a|an|every|each|per|in a|in one) ([a-z]+)| (daily|weekly|monthly))?$`)
)

// cutOften parts how often from when: "at least three times a week", "since June".
// often is empty where nothing was said of it.
func cutOften(words string) (often, when string) {
	if often, when, _ := cutNights(words); often != "" {
		return often, when
	}
	if often, when := cutAmid(words); often != "" {
		return often, when
	}
	if m := oftenFirst.FindStringSubmatch(words); m != nil && !onceThat.MatchString(m[2]) {
		return m[1], m[2]
	}
	if m := oftenLast.FindStringSubmatch(words); m != nil {
		return m[2], m[1]
	}
	return "", words
}

// ParseOften finds how often something happened in a teller's words, which may say
// when as well. Counts are the teller's: nothing is multiplied out. The error says
// that nothing of how often was said.
func ParseOften(words string) (Often, error) {
	o, ok := readOften(normalise(words))
	if !ok {
		return Often{}, fmt.Errorf("how often %q: expected words like “most evenings”, “twice” or “at least three times a week”", words)
	}
	o.Words = asTyped(words, o.Words)
	return o, nil
}

func readOften(said string) (Often, bool) {
	if nights, _, o := cutNights(said); nights != "" {
		return o, true
	}
	often, when := cutOften(said)
	if often == "" {
		return Often{}, false
	}
	if countAgain.MatchString(when) {
		return Often{Words: said}, true // "twice on Tuesday and once on Friday": nothing is added up
	}
	o := Often{Words: often}
	m := countParts.FindStringSubmatch(often)
	if m == nil {
		return o, true
	}
	switch {
	case m[2] == "once":
		o.Least, o.Most = 1, 1
	case m[2] == "twice":
		o.Least, o.Most = 2, 2
	case m[2] == "thrice":
		o.Least, o.Most = 3, 3
	case m[2] == "once or twice":
		o.Least, o.Most = 1, 2
	case m[2] == "two or three times":
		o.Least, o.Most = 2, 3
	case m[5] != "":
		o.Least = map[string]int{"a couple of": 2, "a few": 2, "several": 3}[m[5]]
	case m[3] != "":
		o.Least, _ = number(m[3]) // a number by the pattern
		o.Most = o.Least
		if m[4] != "" {
			o.Most, _ = number(m[4])
		}
	}
	o.hedge(m[1])
	o.Per = m[6]
	if m[7] != "" {
		o.Per = map[string]string{"daily": "day", "weekly": "week", "monthly": "month"}[m[7]]
	}
	return o, true
}

// asTyped finds words that were read, in small letters, as they stand in what was
// typed, so that a name keeps its capital. However they were typed, days and months
// have theirs and the first word has none: the same words read the same everywhere.
func asTyped(typed, read string) string {
	typed = strings.Join(strings.Fields(typed), " ")
	if i := strings.Index(lowerEach(typed), read); i >= 0 {
		if read = typed[i : i+len(read)]; len(read) > 1 && read[1] >= 'a' && read[1] <= 'z' {
			read = strings.ToLower(read[:1]) + read[1:]
		}
	}
	return named.ReplaceAllStringFunc(read, func(name string) string { return strings.ToUpper(name[:1]) + strings.ToLower(name[1:]) })
}

// lowerEach makes letters small where that leaves every byte at its place.
func lowerEach(s string) string {
	if low := strings.ToLower(s); len(low) == len(s) {
		return low
	}
	return s
}

// SeveralDays reports whether the words can be of nothing but acts on more than one
// day: "most Tuesdays", "three nights", "twice a week". False says nothing: "again and
// again" may all have been one evening.
func (o Often) SeveralDays() bool {
	words := strings.ToLower(o.Words)
	switch {
	case within.MatchString(words):
		return false
	case o.Per != "":
		return slices.Contains([]string{"week", "fortnight", "month", "year", "weekend", "weekday"}, o.Per) && !maybeNever.MatchString(words)
	}
	return dayWords.MatchString(words) && !countAgain.MatchString(words)
}

var (
	named      = regexp.MustCompile(`(?i)\b(?:` + weekdayNames + `|` + monthNames + `)s?\b`)
	within     = regexp.MustCompile(`\b(?:in one|in a|day and night)\b`)
	maybeNever = regexp.MustCompile(`\b(?:at most|up to|as many as)\b`)
	dayWords   = regexp.MustCompile(`\b(?:(?:(?:school |working )?(?:days?|nights?)|mornings?|afternoons?|evenings?|weekdays?|weekends?|weeks?|months?|paydays?|` + weekdayNames + `|` + dayPlurals + `)\b|daily|nightly|weekly|monthly)`)
)

// AtLeast is how many times it was in all, at the least: what was counted, and two
// where the words tell of more than once and count nothing. A count for each week is
// not multiplied out.
func (o Often) AtLeast() int {
	switch {
	case o.Least > 1, o.Per == "" && o.Least == 1:
		if o.Per == "" || !o.SeveralDays() {
			return o.Least
		}
		return max(o.Least, 2)
	case o.Least == 0 && o.Most > 0:
		return 1 // "at most twice"
	}
	return 2
}

// hedge opens the end that a rough count leaves open.
func (o *Often) hedge(before string) {
	switch {
	case strings.Contains(before, "more than"), strings.Contains(before, "over"):
		o.Least, o.Most = o.Least+1, 0
	case strings.Contains(before, "at least"):
		o.Most = 0
	case strings.Contains(before, "at most"), strings.Contains(before, "up to"), strings.Contains(before, "as many as"):
		o.Least = 0
	case strings.TrimSpace(before) != "":
		o.Least, o.Most = 0, 0
	}
}

// String says how often plainly: "at least 3 times a week"; where no count was said,
// the words themselves.
func (o Often) String() string {
	times := func(n int) string {
		if n == 1 {
			return "once"
		}
		return fmt.Sprintf("%d times", n)
	}
	out := ""
	switch {
	case o.Least == 0 && o.Most == 0:
		return o.Words
	case o.Most == 0:
		out = "at least " + times(o.Least)
	case o.Least == 0:
		out = "at most " + times(o.Most)
	case o.Least == o.Most:
		out = times(o.Least)
	default:
		out = fmt.Sprintf("%d to %d times", o.Least, o.Most)
	}
	if o.Per != "" {
		out += " a" + map[bool]string{true: "n"}[o.Per == "hour" || o.Per == "evening"] + " " + o.Per
	}
	return out
}
