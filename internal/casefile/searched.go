package casefile

import (
	"slices"
	"strings"
	"time"
)

// searchableFrom notes that something is known of somebody by which a system can be
// searched: a name, a number, an account, an address or a vehicle.
func (p *Person) searchableFrom(at time.Time) {
	p.Searchable = earliest(p.Searchable, at)
}

// earliest is the earlier of two instants, of which the first may not be known yet.
func earliest(known, at time.Time) time.Time {
	if known.IsZero() || at.Before(known) {
		return at
	}
	return known
}

// deriveSearched says of each finished check whether it searched for anything. "No
// trace" of somebody of whom nothing was known settles no duty: nobody was looked for
// (practice 1.10). A trace was found by something, whatever was written down.
func (c *Case) deriveSearched() {
	for i := range c.Checks {
		k := &c.Checks[i]
		k.Nothing = k.State == StateNothing && !c.searched(k)
		k.Done = k.State == StateHit || k.State == StateNothing && !k.Nothing
	}
}

// searched reports whether a check named anybody or anything when it was answered. A
// check recorded on "the victim" or "the suspect" is of any of them of the case. What
// says no person or thing at all is taken as an officer's own search.
func (c *Case) searched(k *Check) bool {
	named := func(p *Person) bool { return !p.Searchable.IsZero() && !p.Searchable.After(k.DoneAt) }
	value := strings.TrimSpace(string(k.Data.Subject))
	if p := c.Person(k.Whom); p != nil && (k.OfID != "" || k.Subject != "") {
		return named(p) || value != "" && (k.Subject != "victim" && k.Subject != "actor")
	}
	switch k.Subject {
	case "victim":
		return value != "" || slices.ContainsFunc(c.Persons.Items, func(p Person) bool { return p.Has(Victim) && named(&p) })
	case "actor":
		if value != "" {
			return !c.labels(value)
		}
		return slices.ContainsFunc(c.Persons.Items, func(p Person) bool { return c.suspects(&p) && named(&p) })
	case "":
		return true
	}
	return value != ""
}

// labels reports whether words are only what an unknown person is called in the case.
func (c *Case) labels(value string) bool {
	return value == "not named" || slices.ContainsFunc(c.Pairs, func(p Pair) bool { return p.ActorKind != ActorPerson && strings.EqualFold(string(p.Label), value) })
}
