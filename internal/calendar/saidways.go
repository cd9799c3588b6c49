package calendar

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Way is one of several times that a teller's words may mean.
type Way struct {
	Words    string   // the same words said so that they mean this time alone: "about 9 pm on tuesday"
	Interval Interval // within that of all ways; Said holds the teller's own words
}

var (
	aWeekday = regexp.MustCompile(`\b(last |on |this last )(` + weekdayNames + `)\b`)
	eachYear = regexp.MustCompile(`\blast (` + monthNames + `|spring|summer|autumn|winter|christmas|easter|new year|halloween|bonfire night)\b`)
)

// Ways are the times that words may mean where everyday speech has two readings:
// "last Tuesday" (two weeks), "half two on Tuesday" (two halves of the day), "last
// summer" (two years). ParseSaid holds all of them; whoever takes the words down
// asks which. None where there is one reading, or none.
func Ways(words string, now time.Time) []Way {
	all, err := ParseSaid(words, now)
	if err != nil {
		return nil
	}
	var out []Way
	for _, said := range halves(normalise(words), all, now) {
		found := waysOfNight(said, now)
		if len(found) == 0 {
			found = waysOfWeekday(said, now)
		}
		if len(found) == 0 {
			found = waysOfYear(said, now)
		}
		if len(found) == 0 {
			found = way(said, now)
		}
		for _, w := range found {
			same := func(x Way) bool {
				return x.Interval.From.Equal(w.Interval.From) && x.Interval.To.Equal(w.Interval.To)
			}
			if w.within(all) && !slices.ContainsFunc(out, same) {
				w.Interval.Said = all.Said
				out = append(out, w)
			}
		}
	}
	if len(out) < 2 {
		return nil
	}
	slices.SortFunc(out, func(a, b Way) int { return b.Interval.From.Compare(a.Interval.From) })
	return out
}

func (w Way) within(i Interval) bool {
	return !w.Interval.From.Before(i.From) && !w.Interval.To.After(i.To)
}

// way reads words as said at an instant; none where they mean nothing then.
func way(words string, now time.Time) []Way {
	i, err := ParseSaid(words, now)
	if err != nil {
		return nil
	}
	return []Way{{words, i}}
}

// waysOfWeekday are the latest such day and the one a week before. What goes on
// since then is left with the earlier one.
func waysOfWeekday(said string, now time.Time) []Way {
	m := aWeekday.FindStringSubmatchIndex(said)
	if m == nil || sinceWords.MatchString(said) {
		return nil
	}
	name := said[m[4]:m[5]]
	day := DateOf(now)
	for strings.ToLower(day.Weekday().String()) != name {
		day = day.AddDays(-1)
	}
	var out []Way
	for range 3 {
		// Said on the day after, "on Tuesday" means one day and no other.
		at := day.AddDays(2).Start().Add(-time.Second)
		if day == DateOf(now) {
			if strings.Contains(said[m[2]:m[3]], "last") {
				day = day.AddDays(-7)
				continue // nobody calls today so
			}
			out = append(out, way(strings.TrimSpace(said[:m[0]]+"today"+said[m[1]:]), now)...)
		} else if ways := way(said[:m[0]]+"on "+name+said[m[1]:], at); ways != nil {
			ways[0].Words = fmt.Sprintf("%s%s%s", said[:m[0]], strings.ToLower(day.Long()), said[m[1]:])
			out = append(out, ways...)
		}
		day = day.AddDays(-7)
	}
	return out
}

// waysOfNight are the two nights that "last night" may mean in the small hours: the
// one that is not over for whoever has not slept, and the one before it.
func waysOfNight(said string, now time.Time) []Way {
	if !strings.Contains(said, lastNight) || !earlyHours(now) {
		return nil
	}
	var out []Way
	for back := 1; back <= 2; back++ {
		evening := DateOf(now).AddDays(-back)
		for _, w := range way(said, evening.AddDays(1).Start().Add(12*time.Hour)) { // as said at noon after it
			w.Words = strings.Replace(said, lastNight, "on the night of "+strings.ToLower(evening.Long()), 1)
			if w.Interval.To.After(now) {
				w.Interval.To = now
			}
			out = append(out, w)
		}
	}
	return out
}

const lastNight = "last night"

// halves are the words with each half of the day, where they say neither and both
// may be meant; else the words alone.
func halves(said string, all Interval, now time.Time) []string {
	for _, at := range clockEnds(said) {
		var out []string
		for _, half := range []string{" am", " pm"} {
			words := said[:at] + half + said[at:]
			if w := way(words, now); w != nil && w[0].within(all) {
				out = append(out, words)
			}
		}
		if len(out) == 2 {
			return out
		}
	}
	return []string{said}
}

var clockEnd = regexp.MustCompile(`(?:^|\b(?:at|about|around|past|half|to|before|after) )(?:` + minutesWords + `)?(?:\d{1,2}(?:[:.]\d{2})?|` + numberNames + `)(?: o'clock)?( [a-z]+|$)`)

// clockEnds are the places after what may be a time of day.
func clockEnds(said string) []int {
	var out []int
	for _, m := range clockEnd.FindAllStringSubmatchIndex(said, -1) {
		out = append(out, m[2])
	}
	return out
}

// waysOfYear are the years that "last summer" may mean.
func waysOfYear(said string, now time.Time) []Way {
	m := eachYear.FindStringSubmatchIndex(said)
	if m == nil {
		return nil
	}
	var out []Way
	for y := DateOf(now).Year; y > DateOf(now).Year-3; y-- {
		out = append(out, way(fmt.Sprintf("%s%s %d%s", said[:m[0]], said[m[2]:m[3]], y, said[m[1]:]), now)...)
	}
	return out
}
