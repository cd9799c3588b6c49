package calendar

import (
	"regexp"
	"strings"
	"time"
)

// shortForms are names people cut short, as they type them.
var shortForms = map[string]string{
	"jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june", "jul": "july", "aug": "august",
	"sep": "september", "sept": "september", "oct": "october", "nov": "november", "dec": "december",
	"mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday", "thu": "thursday", "thur": "thursday",
	"thurs": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday", "xmas": "christmas", "tonite": "tonight", "twice-weekly": "twice weekly",
	"mins": "minutes", "hrs": "hours", "wk": "week", "wks": "weeks", "&": "and", "til": "until", "till": "until", "’til": "until", "'til": "until",
}

// joined are words written as one, two or with a hyphen.
var joined = strings.NewReplacer("tea time", "teatime", "tea-time", "teatime", "dinner time", "dinnertime", "lunch time", "lunchtime", "bed time", "bedtime",
	"night time", "night", "week-end", "weekend", "mid-", "mid ", "some time", "sometime", "half term", "half-term", "w/c", "week commencing", "wk commencing", "week commencing")

var (
	roughly   = regexp.MustCompile(`\b(\d{1,2}|` + numberNames + `)[- ]?ish\b`)
	hyphened  = regexp.MustCompile(`\b(\d{1,3}(?:st|nd|rd|th)?|` + numberNames + `|` + weekdayNames + `|` + monthNames + `) ?[-–] ?(\d{1,3}(?:st|nd|rd|th)?|` + numberNames + `|` + weekdayNames + `|` + monthNames + `)\b`)
	plainDate = regexp.MustCompile(`\d-\d{1,2}-\d`)
	beginning = regexp.MustCompile(`\b(start|beginning) of the (year|month)\b`)
	sideWords = regexp.MustCompile(`(?:^| )(?:i think|i believe|it was|it happened|it started|or thereabouts|as far as i remember|i would say|i'd say)(?: |$)`)
)

// normalise writes words as the patterns here know them: small letters, no
// commas, names in full.
func normalise(words string) string {
	words = strings.ToLower(strings.NewReplacer(",", " ", "’", "'", "“", " ", "”", " ", "\"", " ", "(", " ", ")", " ").Replace(words))
	words = strings.TrimRight(strings.Join(strings.Fields(words), " "), ".!?")
	words = joined.Replace(roughly.ReplaceAllString(words, "about $1"))
	if !plainDate.MatchString(words) {
		words = hyphened.ReplaceAllString(words, "$1 to $2")
	}
	words = clockOf24(words)
	words = beginning.ReplaceAllString(words, "$1 of this $2")
	words = sideWords.ReplaceAllString(words, " ")
	tokens := strings.Fields(words)
	for i, w := range tokens {
		if full, ok := shortForms[strings.TrimSuffix(w, ".")]; ok {
			tokens[i] = full
		}
	}
	return strings.Join(tokens, " ")
}

var (
	sinceWords  = regexp.MustCompile(`^(?:ever )?since (.+)$|^(?:starting |beginning )?from (.+?)(?: on| onwards?| until now| to now| to this day)$|^(.+?) onwards?$`)
	lastUnits   = regexp.MustCompile(`^(?:for|over|in|during|within|these|through)? ?(?:the )?(?:last|past|previous) (.+)$`)
	forUnits    = regexp.MustCompile(`^for (.+?)(?: now)?$`)
	theseUnits  = regexp.MustCompile(`^these last (.+)$`)
	joinedWords = regexp.MustCompile(`^(?:(?:some ?time )?(?:between|from|either) )?(.+?) (and again|and|into|to|until|up to|or|through to) (.+)$`)
	wholeOf     = regexp.MustCompile(`^(?:all day|all night|all of|all through|all|most of|throughout|the whole of|the whole|right through|some ?time|during|` +
		`(?:at |towards |near |by )?(?:the )?(?:start|beginning|end|middle|back end) of|(?:in )?the (?:first|second|early|latter) (?:half|part) of|first thing|last thing|` +
		`early|late|later|earlier|mid|quite late|quite early|very late|very early|only|just|again|probably|maybe|perhaps|about|around)(?: on| in| at)? (.+)$`)
)

// readStretch reads words for a time, one occasion or a stretch of it.
func readStretch(words string, now time.Time) (span, bool) {
	if words == "" {
		return span{}, false
	}
	if m := sinceWords.FindStringSubmatch(words); m != nil {
		s, ok := readStretch(m[1]+m[2]+m[3], now)
		s.to = now
		return s, ok
	}
	if s, ok := readPoint(words, now); ok {
		return s, true
	}
	if s, ok := readBack(words, now); ok {
		return s, true
	}
	if s, ok := readJoined(words, now); ok {
		return s, true
	}
	if m := wholeOf.FindStringSubmatch(words); m != nil {
		return readStretch(m[1], now)
	}
	return span{}, false
}

// readBack reads what is counted back from now: "for the last three weeks", "in the
// past month", "for about six weeks".
func readBack(words string, now time.Time) (span, bool) {
	count := ""
	if m := theseUnits.FindStringSubmatch(words); m != nil {
		count = m[1]
	} else if m := lastUnits.FindStringSubmatch(words); m != nil {
		count = m[1]
	} else if m := forUnits.FindStringSubmatch(words); m != nil {
		count = m[1]
	} else {
		return span{}, false
	}
	c, ok := readCount(count)
	if !ok { // "the last week", "the past couple of days"
		c, ok = readCount("a " + count)
	}
	if !ok {
		return span{}, false
	}
	s := c.ago(now)
	s.to = now
	return s, true
}

// readJoined reads two times with a word between: what lies between them, or one
// or the other. What the second says of both ("nine and ten last night", "3 to 5
// June") is lent to the first.
func readJoined(words string, now time.Time) (span, bool) {
	for _, x := range splits(words) {
		second, ok := readStretch(x.second, now)
		if !ok {
			continue
		}
		lent := x.second
		if x.by == "into" { // "Friday night into Saturday morning" lends Friday no morning
			lent = ""
		}
		first, ok := readFirst(x.first, lent, now)
		if ok && (x.by == "and" || x.by == "or" || !second.to.Before(first.from)) {
			return first.hull(second), true
		}
	}
	return span{}, false
}

// split is words parted at a joining word.
type split struct{ first, by, second string }

// splits are the ways to part words at a joining word, the first such word first.
func splits(words string) []split {
	var out []split
	for rest, head := words, ""; ; {
		m := joinedWords.FindStringSubmatchIndex(rest)
		if m == nil {
			return out
		}
		x := split{strings.TrimSpace(head + rest[m[2]:m[3]]), rest[m[4]:m[5]], rest[m[6]:m[7]]}
		out = append(out, x)
		head, rest = x.first+" "+x.by+" ", x.second
	}
}

func readFirst(first, second string, now time.Time) (span, bool) {
	tokens := strings.Fields(second)
	for n := 1; n < len(tokens); n++ {
		if s, ok := readPoint(first+" "+strings.Join(tokens[n:], " "), now); ok {
			return s, true
		}
	}
	return readStretch(first, now)
}
