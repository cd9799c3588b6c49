package calendar

import (
	"regexp"
	"time"
)

// howMany is a count as people give it, with what may follow it for more or less.
const howMany = `half an|an?|a good few|a few|some|a couple of|a couple|couple of|several|\d{1,3}|` + numberNames

// hedges are said before a count to make it rougher.
const hedges = `(?:about |around |roughly |maybe |perhaps |nearly |almost |over |more than |just over |just under |at least |probably |something like |up to |getting on for )*`

const unitNames = `minute|min|hour|day|night|week|fortnight|weekend|month|year`

// countWords splits "about two or three weeks" into its hedge, counts, unit and
// what is said after the unit to make it rougher.
var countWords = regexp.MustCompile(`^(` + hedges + `)(` + howMany + `)(?: (?:or|to) (` + numberNames + `|\d{1,3}))? (` + unitNames + `)s?( or so| or two| or thereabouts| and a half)?$`)

// counted is how many units were said, from the least to the most.
type counted struct {
	low, high int
	unit      string
	hedged    bool
}

func readCount(words string) (counted, bool) {
	m := countWords.FindStringSubmatch(words)
	if m == nil {
		return counted{}, false
	}
	c := counted{unit: m[4], hedged: m[1] != "" || m[5] != ""}
	switch m[2] {
	case "half an":
		if c.unit != "hour" {
			return counted{}, false
		}
		c.low, c.high, c.unit, c.hedged = 30, 30, "minute", true
	case "a couple", "a couple of", "couple of":
		c.low, c.high, c.hedged = 2, 3, true
	case "a few", "a good few", "some":
		c.low, c.high = 2, 6
	case "several":
		c.low, c.high = 3, 10
	default:
		n, ok := number(m[2])
		if !ok {
			return counted{}, false
		}
		c.low, c.high = n, n
	}
	if m[3] != "" {
		c.high, _ = number(m[3]) // a number by the pattern
	}
	switch m[5] {
	case " or two":
		c.high = max(c.high, 2)
	case " and a half":
		c.high++
	}
	return c, c.low <= c.high
}

// agoWords is "about two weeks ago", or back, or before now.
var agoWords = regexp.MustCompile(`^(.+?) (?:ago|back)$`)

func readAgo(words string, now time.Time) (span, bool) {
	m := agoWords.FindStringSubmatch(words)
	if m == nil {
		return span{}, false
	}
	c, ok := readCount(m[1])
	if !ok {
		return span{}, false
	}
	return c.ago(now), true
}

// ago allows half a unit either way, or a whole one where the teller hedged. A
// count of days means civil days.
func (c counted) ago(now time.Time) span {
	today := DateOf(now)
	slack := func(half, whole int) int {
		if c.hedged {
			return whole
		}
		return half
	}
	days := func(each, slackDays int) span {
		return wholeDays(today.AddDays(-c.high*each-slackDays), today.AddDays(-max(0, c.low*each-slackDays)))
	}
	passed := func(each time.Duration, slackMinutes int) span {
		extra := time.Duration(slackMinutes) * time.Minute
		return span{now.Add(-time.Duration(c.high)*each - extra), now.Add(-max(0, time.Duration(c.low)*each-extra))}
	}
	months := func(each, slackDays int) span {
		return wholeDays(AddMonths(today, -c.high*each).AddDays(-slackDays), AddMonths(today, -c.low*each).AddDays(slackDays))
	}
	switch c.unit {
	case "minute", "min":
		return passed(time.Minute, slack(5, 15))
	case "hour":
		return passed(time.Hour, slack(30, 60))
	case "day", "night":
		s := days(1, slack(0, 1))
		if earlyHours(now) {
			s.from = DateOf(s.from).AddDays(-1).Start()
		}
		if c.unit == "night" { // a night runs into the next morning
			s.to = hours(DateOf(s.to), 0, 30).to
		}
		return s
	case "week", "weekend":
		return days(7, slack(4, 7))
	case "fortnight":
		return days(14, slack(7, 14))
	case "month":
		return months(1, slack(15, 31))
	}
	return months(12, slack(183, 366))
}
