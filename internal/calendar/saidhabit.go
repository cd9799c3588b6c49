package calendar

import (
	"regexp"
	"strings"
	"time"
)

const (
	clockPlain = `(?:(?:about|around|roughly|at|just|before|after) )*(?:` + minutesWords + `)?` +
		`(?:\d{1,2}|midnight|noon|midday|` + numberNames + `)(?:[:.]\d{2})?(?: ?o'clock)?(?: ?(?:am|pm))?`
	clockAlone = `(?:(?:between|from) )?` + clockPlain + `(?: (?:and|or|to|until) ` + clockPlain + `)?(?: in the (?:morning|afternoon|evening)| at night)?`
	goesOn     = `(?:ever )?since .+|for .+|(?:over |in |during )?(?:the )?(?:last|past) .+|this .+|(?:up )?(?:until|to) .+`
)

var (
	// habitClock is a clock time without a day, and the stretch that may come after it.
	habitClock = regexp.MustCompile(`^` + clockAlone + `(?: (` + goesOn + `))?$`)
	// clockAfter is the same the other way about: "since June at nine".
	clockAfter = regexp.MustCompile(`^((?:ever )?since (.+?)|` + strings.ReplaceAll(goesOn, ".+", ".+?") + `) (?:(?:about|around|roughly|at|just|before|after) |(?:between|from) )` + clockAlone + `$`)
	// oftenAmid is how often between a clock time and a stretch, either one first.
	oftenAmid  = regexp.MustCompile(`^(` + clockAlone + `) (` + oftenAny + `) (` + goesOn + `)$`)
	amidTurned = regexp.MustCompile(`^(` + goesOn + `) (` + oftenAny + `) (` + clockAlone + `)$`)
)

// cutAmid parts how often from the clock time and the stretch on either side of it.
func cutAmid(words string) (often, when string) {
	if m := oftenAmid.FindStringSubmatch(words); m != nil {
		return m[2], m[1] + " " + m[3]
	}
	if m := amidTurned.FindStringSubmatch(words); m != nil {
		return m[2], m[3] + " " + m[1]
	}
	return "", words
}

// cutHabit takes the clock time of a habit from when it was: "every Tuesday at nine"
// names no day, and the nine of the last day would be a false date. What is left may
// be empty; habit is false where the words are of no such habit.
func cutHabit(said, when string, now time.Time) (rest string, habit bool) {
	o, ok := readOften(said)
	if !ok || o.Per == "" && countAgain.MatchString(o.Words) { // "twice at nine" may be of one day
		return when, false
	}
	if m := habitClock.FindStringSubmatch(when); m != nil {
		return m[1], true
	}
	if m := clockAfter.FindStringSubmatch(when); m != nil && !oneDay(m[2], now) {
		return m[1], true
	}
	return when, false
}

// oneDay reports whether words name one day or night, so that a clock time after them
// is the time of that day: "since yesterday at nine".
func oneDay(words string, now time.Time) bool {
	s, ok := readStretch(words, now)
	return ok && s.to.Sub(s.from) < 25*time.Hour
}
