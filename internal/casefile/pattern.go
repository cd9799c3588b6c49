package casefile

import (
	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// What is few, and what is far apart. APP 1.1.3 says that a connection is harder
// to show for few acts spread over a long time, or for acts that come round on one
// date, and gives no number (Lau v DPP: LAW-15). These are Foursight's, set out as
// reading R-09 of the edition and shown as a reading; a test of package edition
// holds the words and the numbers together.
const (
	FewActs          = 4  // acts, at most
	WideGapMonths    = 3  // between two of a few acts, at least
	LongGapMonths    = 12 // between two of any number of acts, at least
	AnnualWindowDays = 7  // either side of the same day in another year
)

// derivePattern works out what the acts of a pair show between them, for
// conditions that would otherwise have to ask each act: which behaviours, kinds
// of harassment and ways are named so far, whether any came through others, and
// whether they are few and far apart. What is named so far is a list of our own and closed:
// that a behaviour is not in it says only that nobody has named it.
func (p *Pair) derivePattern() {
	p.Behaviours, p.Kinds, p.Channels, p.Others = nil, nil, nil, false
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		p.Behaviours = add(p.Behaviours, x.Behaviours...)
		p.Kinds = add(p.Kinds, x.Kinds...)
		if x.Channel.Given() {
			p.Channels = add(p.Channels, x.Channel.Value)
		}
		p.Others = p.Others || x.throughOthers()
	}
	p.Sparse = p.sparse()
}

// throughOthers reports whether an act is recorded as done through a person or a
// process: by that answer, by the way it came, or by what was done (APP 2.2.1).
func (i *Incident) throughOthers() bool {
	if i.ByProxy.Known() && i.ByProxy.Value {
		return true
	}
	if i.Channel.Given() && (i.Channel.Value == ChanThird || i.Channel.Value == ChanCourt) {
		return true
	}
	for _, b := range i.Behaviours {
		if b == UsingOthers {
			return true
		}
	}
	return false
}

// sparse reports whether what ties the acts together has to be put in words: they
// are few with a wide gap, or have a very long one, or come round on one day of the
// year. Only gaps that are certain count, so a rough time fills all the days it may
// have been; acts that were welcome, and acts without a date, are left out.
func (p *Pair) sparse() bool {
	var dated []calendar.Interval
	acts := 0
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		if x.welcome() {
			continue
		}
		acts += x.Data.Repeats.AtLeast()
		if !x.Occurred.IsZero() {
			dated = append(dated, x.Occurred)
		}
	}
	if len(dated) < 2 {
		return false
	}
	wide, long, reached := false, false, dated[0].Latest()
	for _, when := range dated[1:] {
		from := when.Earliest()
		wide = wide || !from.Before(calendar.AddMonths(reached, WideGapMonths))
		long = long || !from.Before(calendar.AddMonths(reached, LongGapMonths))
		if last := when.Latest(); reached.Before(last) {
			reached = last
		}
	}
	return long || wide && acts <= FewActs || annual(dated)
}

// welcome reports whether somebody said that an act was not unwanted.
func (i *Incident) welcome() bool {
	return i.Unwanted.Known() && !i.Unwanted.Value || i.Unwanted.Status == fact.NotApplicable
}

// annual reports whether every act lies within a week of one day of the year, and
// they lie in more than one year. Acts come in order of time.
func annual(dated []calendar.Interval) bool {
	first, years := dated[0].Earliest(), false
	for _, when := range dated {
		from, to := when.Earliest(), when.Latest()
		near := false
		for n := from.Year - first.Year - 1; n <= to.Year-first.Year+1; n++ {
			day := calendar.AddYears(first, n)
			if !from.Before(day.AddDays(-AnnualWindowDays)) && !day.AddDays(AnnualWindowDays).Before(to) {
				near, years = true, years || n > 0
			}
		}
		if !near {
			return false
		}
	}
	return years
}
