package selfreport

import (
	"cmp"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// incidents are what happened last and how often, where any of it was said: one
// entry, or two where the words for how often tell of other days than the last time
// ("about nine last night", "most Tuesdays since June"). Every entry keeps the words
// it comes from. Words such as "last night" are read as on the evening they were
// typed.
func (g *gathered) incidents(a answers, pair casefile.PairID) {
	typed := time.UnixMilli(cmp.Or(a.OftenAt, a.LastAt))
	last, often := a.get("last"), a.get("often")
	in := casefile.IncidentRecorded{Pair: pair, Repeats: repeats(often)}
	if often == "" {
		in.Repeats = repeatsWithin(last)
	}
	for _, b := range a.Said["acts"] {
		in.Behaviours = append(in.Behaviours, casefile.Behaviour(b))
	}
	if len(in.Behaviours) == 0 && last == "" && often == "" {
		return
	}
	if last == "" && a.ratherNot("last") {
		in.WhenUnsaid = casefile.UnsaidDeclined
	}
	newest := said(last, time.UnixMilli(a.LastAt))
	spell, ok := spellOf(often, newest, typed)
	if ok { // the words stand whole with the time they tell of
		in.Repeats = repeatsWithin(often)
	}
	switch {
	case !ok:
		g.add("incident", "IncidentRecorded", in).Occurred = newest
	case last == "":
		g.add("incident", "IncidentRecorded", in).Occurred = spell
	default:
		one := casefile.IncidentRecorded{Pair: pair}
		if len(in.Behaviours) == 1 { // of several nobody said which it was that time
			one.Behaviours = in.Behaviours
		}
		in.Repeats = besideLast(in.Repeats)
		g.add("incident", "IncidentRecorded", one).Occurred = newest
		g.add("spell", "IncidentRecorded", in).Occurred = spell
	}
}

// said is when something happened; words that cannot be placed in time are kept
// alone.
func said(words string, typed time.Time) calendar.Interval {
	if words == "" {
		return calendar.Interval{}
	}
	at, err := calendar.ParseSaid(words, typed)
	if err != nil {
		return calendar.Interval{Said: words}
	}
	return at
}

// spellOf is the time over which something kept happening: what the words say of it,
// or some days up to the last time. False where the words tell of no other day than
// the last time does, or may.
func spellOf(often string, last calendar.Interval, typed time.Time) (calendar.Interval, bool) {
	o, err := calendar.ParseOften(often)
	if err != nil {
		return calendar.Interval{}, false
	}
	end := typed.UTC().Truncate(time.Second)
	if !last.To.IsZero() && last.To.Before(end) {
		end = last.To
	}
	at, err := calendar.ParseSaid(often, typed)
	switch again := o.SeveralDays() || o.Least > 1; {
	case err == nil && again && at.From.Before(end):
		if at.To.After(end) {
			at.To = end
		}
		return at, true
	case err != nil && o.SeveralDays():
		return calendar.Interval{To: end, Precision: calendar.Day, Said: often}, true
	}
	return calendar.Interval{}, false
}

// repeats is how often, in the teller's words with their count where they counted in
// all. A count for each week or night is kept in words: nothing is multiplied out.
func repeats(often string) casefile.Repeats {
	out := casefile.Repeats{Words: casefile.Line(often)}
	if o, err := calendar.ParseOften(often); err == nil && o.Per == "" {
		out.Least, out.Most = o.Least, o.Most
	}
	return out
}

// repeatsWithin is how often where the same words say when as well.
func repeatsWithin(words string) casefile.Repeats {
	o, err := calendar.ParseOften(words)
	if err != nil {
		return casefile.Repeats{}
	}
	r := repeats(words)
	r.Words = casefile.Line(o.Words)
	return r
}

// besideLast leaves the last time out of the count and says so, since it is an entry
// of its own: both together come to what was said.
func besideLast(r casefile.Repeats) casefile.Repeats {
	if r.Least == 0 && r.Most == 0 {
		return r
	}
	r.Least, r.Most = max(r.Least-1, 0), max(r.Most-1, 0)
	r.Words += " (the last of them is an entry of its own)"
	return r
}
