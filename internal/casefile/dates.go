package casefile

import (
	"cmp"
	"slices"
	"time"
)

// DayAhead is a day set beforehand after which risk is to be judged again.
type DayAhead struct {
	ID   string      `cel:"id"` // of the entry that set it
	Kind TriggerKind `cel:"kind"`
	At   time.Time   `cel:"at"` // when it has come: a hearing with its day, an end after it
}

// deriveDates gives each pair the days that were set beforehand and change what holds the
// actor or what they may do: the first hearing, and the end of an order or of conditions
// by its date. Nobody records anything on that day, so no entry can ask for the risk to be
// judged again (APP 4.2, 5). What ended before, or was replaced, asks by itself.
func (c *Case) deriveDates() {
	for i := range c.Pairs {
		p := &c.Pairs[i]
		p.Dates = nil
		first := p.firstAssessed()
		if first.IsZero() {
			continue
		}
		note := func(x DayAhead) {
			if x.At.After(first) {
				p.Dates = append(p.Dates, x)
			}
		}
		for _, x := range c.Charges {
			if x.PairID == PairID(p.ID) && !x.Data.First.IsZero() {
				note(DayAhead{ID: x.ID, Kind: "hearing", At: x.Data.First.Start()})
			}
		}
		for _, o := range c.KnownOrders {
			if p.ActorID != "" && o.PersonID == p.ActorID && !o.Ended && !o.Until.IsZero() {
				note(DayAhead{ID: o.ID, Kind: "order_expires", At: o.Until.End()})
			}
		}
		for _, b := range c.Bails {
			if p.ActorID != "" && b.PersonID == p.ActorID && !b.Ended && !b.Until.IsZero() && b.LapsedAt.Equal(b.Until.End()) {
				note(DayAhead{ID: b.ID, Kind: "bail_expires", At: b.Until.End()})
			}
		}
		slices.SortStableFunc(p.Dates, func(a, b DayAhead) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	}
}
