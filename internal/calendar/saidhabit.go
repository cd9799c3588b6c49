package calendar

import "regexp"

const clockPlain = `(?:(?:about|around|roughly|at|just|before|after) )*(?:half past |half |quarter past |quarter to )?` +
	`(?:\d{1,2}|midnight|noon|midday|` + numberNames + `)(?:[:.]\d{2})?(?: ?o'clock)?(?: ?(?:am|pm))?`

// habitClock is a clock time without a day, and the stretch that may come after it.
var habitClock = regexp.MustCompile(`^(?:(?:between|from) )?` + clockPlain + `(?: (?:and|or|to|until) ` + clockPlain + `)?(?: in the (?:morning|afternoon|evening)| at night)?` +
	`(?: ((?:ever )?since .+|for .+|(?:over |in |during )?(?:the )?(?:last|past) .+|this .+))?$`)

// cutHabit takes the clock time of a habit from when it was: "every Tuesday at nine"
// names no day, and the nine of the last day would be a false date. What is left may
// be empty; habit is false where the words are of no such habit.
func cutHabit(said, when string) (rest string, habit bool) {
	m := habitClock.FindStringSubmatch(when)
	if m == nil {
		return when, false
	}
	o, ok := readOften(said)
	if !ok || o.Per == "" && countAgain.MatchString(o.Words) { // "twice at nine" may be of one day
		return when, false
	}
	return m[1], true
}
