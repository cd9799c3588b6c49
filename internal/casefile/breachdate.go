package casefile

import "foursight/internal/calendar"

// breachesTooEarly notes breaches told of before what they are said to break was made
// or set: one of the two dates is wrong, or it is a breach of something else.
func (f *folder) breachesTooEarly() {
	for i := range f.c.Breaches {
		b := &f.c.Breaches[i]
		from, until := f.c.boundFrom(b), b.Occurred.Latest()
		if from.IsZero() || until.IsZero() || !until.Before(from) {
			continue
		}
		f.c.Problems = append(f.c.Problems, Problem{Event: b.ID, Field: "occurred", Code: "before_it_bound",
			What: "A breach is dated " + until.Short() + ", before what it is said to break began on " + from.Short() + ". Check both dates, or say what else it breaks."})
	}
}

// boundFrom is the first day that what a breach is of may have bound anybody; zero
// where nobody said, or the breach names neither bail nor order.
func (c *Case) boundFrom(b *Breach) calendar.Date {
	for i := range c.Bails {
		if x := &c.Bails[i]; x.ID == string(b.Data.Bail) {
			return x.Occurred.Earliest()
		}
	}
	for i := range c.KnownOrders {
		if o := &c.KnownOrders[i]; o.ID == string(b.Data.Order) {
			return o.Data.Made
		}
	}
	return calendar.Date{}
}
