package casework

import (
	"cmp"
	"time"

	"foursight/internal/guidance"
)

// Urgency is what decides where something to be done stands in a list.
type Urgency struct {
	Due    time.Time // zero: no time is set
	Weight int       // gravity of the clause, SafetyWeight the gravest
}

// SafetyWeight is the weight of what keeps somebody safe; HighWeight of what
// stands high without being that.
const (
	SafetyWeight = 4
	HighWeight   = 3
)

// safeNow is the duty that stands before all others until somebody has recorded
// that the victim is safe (APP 4.1).
const safeNow = "safety.first"

// WeightOf is the gravity of a clause, from 1.
func WeightOf(c *guidance.Clause) int {
	if c.Key == safeNow {
		return SafetyWeight + 1
	}
	return severities[c.Severity]
}

// NowReach is how far ahead Now reaches: what falls due within a day.
const NowReach = 24 * time.Hour

// MorePressing orders what is to be done, on home, in lists of cases and on a
// case alike: negative where a comes first. What keeps somebody safe and has no
// time is for this moment, and comes before everything; then what keeps somebody
// safe and is due within a day; then whatever has a time, the earliest first;
// then the rest, the gravest first.
func MorePressing(a, b Urgency, now time.Time) int {
	return cmp.Or(cmp.Compare(a.class(now), b.class(now)), a.Due.Compare(b.Due), cmp.Compare(b.Weight, a.Weight))
}

func (u Urgency) class(now time.Time) int {
	switch {
	case u.Weight >= SafetyWeight && u.Due.IsZero():
		return 0
	case u.Weight >= SafetyWeight && u.Due.Before(now.Add(NowReach)):
		return 1
	case !u.Due.IsZero():
		return 2
	}
	return 3
}

// nextDue is one of the duties of which a case's row shows the most pressing:
// the gravest of each class of urgency that can come first as time passes.
type nextDue struct {
	Clause   string    `json:"clause"`
	Due      time.Time `json:"due,omitzero"`
	Severity int       `json:"severity"`
}

func (n nextDue) urgency() Urgency { return Urgency{n.Due, n.Severity} }

// keepNext keeps of each class the duty that comes first in it: safety without a
// time, safety with one, any with one, any without. Which of them comes first
// depends on the time of asking.
func keepNext(kept []nextDue, n nextDue) []nextDue {
	same := func(a, b nextDue) bool {
		return (a.Severity >= SafetyWeight) == (b.Severity >= SafetyWeight) && a.Due.IsZero() == b.Due.IsZero()
	}
	for i := range kept {
		if same(kept[i], n) {
			if MorePressing(n.urgency(), kept[i].urgency(), time.Time{}) < 0 {
				kept[i] = n
			}
			return kept
		}
	}
	return append(kept, n)
}

// pressing is the most pressing of what a row keeps; false where nothing is due.
func pressing(kept []nextDue, now time.Time) (first nextDue, any bool) {
	for i, n := range kept {
		if i == 0 || MorePressing(n.urgency(), first.urgency(), now) < 0 {
			first = n
		}
	}
	return first, len(kept) > 0
}

// overdue is what has waited longest of what a row keeps; false where no time
// has passed.
func overdue(kept []nextDue, now time.Time) (late nextDue, any bool) {
	for _, n := range kept {
		if n.Due.IsZero() || now.Before(n.Due) {
			continue
		}
		if !any || n.Due.Before(late.Due) {
			late, any = n, true
		}
	}
	return late, any
}
