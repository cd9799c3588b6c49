// Package conduct says what a series of incidents between two people shows: how
// many, how close together, by which ways, what is new, what followed when police
// had stepped in. It shows a pattern and scores nobody.
//
// Boundary: pure counting over the incidents of one pair, as the case holds them.
// No clock, no wording of codes, no law: whether there is a course of conduct, and
// how grave it is, is for the officer and the guidance.
//
// Source: APP Stalking or harassment (consultation draft, June 2026), 2 and 5, on
// seeing the whole course of conduct and not the last act alone.
//
// Threat: a calm line on a page that talks an officer out of a danger. Incidents
// known only roughly are counted as a range, an entry that stands for many acts
// says so, and quiet is never reported: with few reports nothing can be told.
package conduct

import (
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// Count is how many incidents fall within a time: those that certainly do, and
// those that may, where the date is known only roughly or not at all. Certain <=
// Possible.
type Count struct{ Certain, Possible int }

// Tally is one code and how many incidents carry it.
type Tally[C ~string] struct {
	Code C
	N    int
}

// First is the first incident in which a behaviour was seen.
type First struct {
	Behaviour casefile.Behaviour
	Incident  string // id
	When      calendar.Interval
}

// Gap is a stretch in which no incident is recorded, in whole days.
type Gap struct {
	From, To calendar.Date
	Days     int
}

// Step is a moment at which police had stepped in: the first report, an order, an arrest.
type Step struct {
	At   time.Time
	What string
}

// Followed is a step and the incidents that happened after it.
type Followed struct {
	Step
	Count // of incidents after it; Possible adds those that may have been before or after
}

// Summary is what the incidents of one pair show at a time.
type Summary struct {
	Entries  int // incidents recorded
	Acts     int // acts they stand for, at the least
	Undated  int // incidents nobody has given a time for
	Rough    int // incidents known only to within more than a day
	Late     int // incidents recorded more than a day after police knew
	Breaches int // incidents recorded as breaching an order or bail

	Last7, Last30, Last90 Count
	Longest, Latest       Gap // zero where fewer than two incidents have a date
	Since                 int // days since the newest incident, at the least

	Channels []Tally[casefile.Channel]
	Targets  []Tally[casefile.Target]
	Firsts   []First    // each behaviour once, oldest first
	New      []First    // of Firsts, those first seen in the last 30 days when others came before
	After    []Followed // in the order of the steps

	MoreFrequent bool // the trend test fires; false says nothing at all
}

// Of summarises incidents at an instant. Steps are moments police stepped in.
func Of(incidents []casefile.Incident, steps []Step, now time.Time) Summary {
	s := Summary{Entries: len(incidents)}
	channels, targets := map[casefile.Channel]int{}, map[casefile.Target]int{}
	var dated []casefile.Incident
	for _, i := range incidents {
		s.Acts += i.Data.Repeats.AtLeast()
		if i.Late {
			s.Late++
		}
		if i.Breach.Known() && i.Breach.Value {
			s.Breaches++
		}
		if i.Channel.Given() {
			channels[i.Channel.Value]++
		}
		if i.Target.Given() {
			targets[i.Target.Value]++
		}
		if i.Occurred.From.IsZero() {
			s.Undated++
			continue
		}
		if rough(i.Occurred) {
			s.Rough++
		}
		dated = append(dated, i)
	}
	slices.SortStableFunc(dated, func(a, b casefile.Incident) int { return a.Occurred.From.Compare(b.Occurred.From) })
	s.Channels = ranked(channels, casefile.Channel("").Codes())
	s.Targets = ranked(targets, casefile.Target("").Codes())
	s.Last7, s.Last30, s.Last90 = s.within(dated, 7, now), s.within(dated, 30, now), s.within(dated, 90, now)
	s.gaps(dated, now)
	s.firsts(dated, now)
	s.follow(dated, steps)
	s.MoreFrequent = moreFrequent(dated, now)
	return s
}

// rough reports whether a time is known only to within more than a day. One night
// falls on two days by the calendar and is no rougher for it.
func rough(i calendar.Interval) bool {
	return i.Earliest() != i.Latest() && i.To.Sub(i.From) > 24*time.Hour
}

// end is the latest instant an incident may have happened.
func end(i calendar.Interval) time.Time {
	if i.To.Before(i.From) {
		return i.From
	}
	return i.To
}

// ranked lists counts, most first; equal ones in the order of the code list.
func ranked[C ~string](n map[C]int, order []string) []Tally[C] {
	var out []Tally[C]
	for _, c := range order {
		if n[C(c)] > 0 {
			out = append(out, Tally[C]{C(c), n[C(c)]})
		}
	}
	slices.SortStableFunc(out, func(a, b Tally[C]) int { return b.N - a.N })
	return out
}

// within counts incidents of the last n days, today included. One without a date
// may be among them: nobody has said that it is not.
func (s *Summary) within(dated []casefile.Incident, n int, now time.Time) Count {
	c := Count{Possible: s.Undated}
	since := calendar.DateOf(now).AddDays(1 - n).Start()
	for _, i := range dated {
		if i.Occurred.From.After(now) {
			continue
		}
		if !i.Occurred.From.Before(since) {
			c.Certain++
		}
		if !end(i.Occurred).Before(since) {
			c.Possible++
		}
	}
	return c
}

// gaps finds the longest and the latest stretch between incidents. A rough time
// fills all the days it may have been, so a gap is never longer than it is known
// to be.
func (s *Summary) gaps(dated []casefile.Incident, now time.Time) {
	if len(dated) == 0 {
		return
	}
	reached := dated[0].Occurred.Latest()
	for _, i := range dated[1:] {
		if from := i.Occurred.Earliest(); reached.Before(from) {
			g := Gap{From: reached, To: from, Days: reached.DaysUntil(from)}
			if g.Days > s.Longest.Days {
				s.Longest = g
			}
			s.Latest = g
		}
		if last := i.Occurred.Latest(); reached.Before(last) {
			reached = last
		}
	}
	s.Since = max(0, reached.DaysUntil(calendar.DateOf(now)))
}

func (s *Summary) firsts(dated []casefile.Incident, now time.Time) {
	seen := map[casefile.Behaviour]bool{}
	recent := calendar.DateOf(now).AddDays(-29)
	for _, i := range dated {
		for _, b := range i.Behaviours {
			if seen[b] {
				continue
			}
			seen[b] = true
			s.Firsts = append(s.Firsts, First{b, i.ID, i.Occurred})
		}
	}
	for _, f := range s.Firsts {
		if f.Incident != dated[0].ID && !f.When.Earliest().Before(recent) {
			s.New = append(s.New, f)
		}
	}
}

func (s *Summary) follow(dated []casefile.Incident, steps []Step) {
	for _, step := range steps {
		f := Followed{Step: step, Count: Count{Possible: s.Undated}}
		for _, i := range dated {
			if i.Occurred.From.After(step.At) {
				f.Certain++
			}
			if end(i.Occurred).After(step.At) {
				f.Possible++
			}
		}
		s.After = append(s.After, f)
	}
}
