package casefile

import (
	"slices"
	"strings"
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

// UnitKey is a unit's name as it is compared: case and spacing say nothing, for
// people type them. Empty is no unit.
func UnitKey(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// SameUnit reports whether two names mean the same unit; no unit is nobody's.
func SameUnit(a, b string) bool { return UnitKey(a) != "" && UnitKey(a) == UnitKey(b) }

// Offered is the hand-over that waits to be accepted; nil for none. Of several
// offers only the newest counts.
func (c *Case) Offered() *Handover {
	if n := len(c.Handovers); n > 0 && !c.Handovers[n-1].Accepted && !c.Handovers[n-1].Replaced {
		return &c.Handovers[n-1]
	}
	return nil
}

// replaceOffers marks the offers that nobody can take up any more: a later one
// stands in their place, withdrawn or not, or somebody accepted the case after they
// were made. The latest withdrawn offer had been made at tookBack.
func (c *Case) replaceOffers(tookBack time.Time) {
	since := tookBack
	for i := range c.Handovers {
		if h := &c.Handovers[i]; h.Accepted && h.AcceptedAt.After(since) {
			since = h.AcceptedAt
		}
	}
	for i := range c.Handovers {
		h := &c.Handovers[i]
		h.Replaced = !h.Accepted && (i < len(c.Handovers)-1 || since.After(h.At))
	}
}

// ForUnit is the unit anybody of which may accept; empty where somebody is named,
// or no unit is.
func (h *Handover) ForUnit() string {
	if h.Data.To != "" {
		return ""
	}
	return string(h.Data.ToUnit)
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

// find returns the item an event created, nil where there is none.
func find[T interface{ eventID() string }](items []T, id string) *T {
	for i := range items {
		if items[i].eventID() == id {
			return &items[i]
		}
	}
	return nil
}

func (a Act) eventID() string { return a.ID }

// when is the moment an act tells of: as told, or else when police knew.
func (a Act) when() time.Time {
	if !a.Occurred.IsZero() {
		return a.Occurred.From
	}
	return a.At
}

// pair finds the pair an act is about and notes it where there is none.
func (f *folder) pair(id PairID) *Pair {
	p := f.c.Pair(id)
	if p == nil {
		f.missing("pair", "pair")
	}
	return p
}

// about finds what an earlier act of the case created and notes it where there is
// none. what is the field and the thing's name.
func about[T interface{ eventID() string }](f *folder, items []T, what, id string) *T {
	x := find(items, id)
	if x == nil {
		f.missing(what, what)
	}
	return x
}

// there is the problem with a reference to something not in the case. says is the
// sentence for the person who made it.
func there[T interface{ eventID() string }](items []T, what, id, says string) []Problem {
	if find(items, id) == nil {
		return one(what, "unknown_"+what, says)
	}
	return nil
}

// StepHolder is who has a step to do now: whoever it was given to, or, once the case
// passed from them to somebody else, its new holder (APP 4, para 4). Empty where it is
// nobody's of the force.
func (c *Case) StepHolder(m *Measure) StaffID {
	who := m.Data.Owner
	if who == "" || m.Settled {
		return who
	}
	var before StaffID // who held the case
	for _, t := range c.Takings {
		if !m.At.After(t.At) && (who == t.From || who == before) {
			who = t.To
		}
		before = t.To
	}
	return who
}

// Threats are the behaviours that threaten somebody, the gravest first.
var Threats = []Behaviour{"threat_kill", "weapon", "threat_violence", "threat_sexual", "threat_self_harm"}

// Threatens reports whether an act threatened somebody.
func (i *Incident) Threatens() bool {
	return slices.ContainsFunc(i.Behaviours, func(b Behaviour) bool { return slices.Contains(Threats, b) })
}
