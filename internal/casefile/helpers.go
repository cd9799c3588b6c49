package casefile

import (
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

func zeroFact[T any]() fact.Fact[T] { return fact.Fact[T]{} }

func answer[T any](v T) fact.Answer[T] { return fact.Of(v) }

func (p *Pair) firstAssessed() time.Time {
	var first time.Time
	for _, r := range p.Risks {
		if first.IsZero() || r.At.Before(first) {
			first = r.At
		}
	}
	return first
}

// add appends what is not there yet, keeping order.
func add[T comparable](dst []T, more ...T) []T {
	for _, m := range more {
		if !slices.Contains(dst, m) {
			dst = append(dst, m)
		}
	}
	return dst
}

// ageOn is the age in whole years on the day police knew; a birthday on 29
// February falls on 1 March in other years.
func ageOn(born calendar.Date, a Act) int {
	on := calendar.DateOf(a.At)
	years := on.Year - born.Year
	if on.Month < born.Month || on.Month == born.Month && on.Day < born.Day {
		years--
	}
	return years
}
