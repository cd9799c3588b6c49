package casefile

import (
	"slices"
	"strings"
	"time"
)

// Unchecked is somebody of whom a system should be checked and has not been. It stands
// though the system was checked on others: a check clears whom it was made of, and
// nobody else (APP 4.3.1; practice 1.10).
type Unchecked struct {
	ID     string   `cel:"id"` // "<system>/<person>"
	System System   `cel:"system"`
	Person PersonID `cel:"person"`
}

// suspectedFrom notes when it was entered that somebody plays the part of a suspect.
func (p *Person) suspectedFrom(at time.Time) {
	p.SuspectAt = earliest(p.SuspectAt, at)
}

// deriveWhom says of each check whom it was made of. One that names nobody is of the
// one victim or the one suspect the case had when it was asked for; of nobody where
// there were several, and never of anybody who came after it.
func (c *Case) deriveWhom() {
	for i := range c.Checks {
		k := &c.Checks[i]
		k.Whom = k.OfID
		if k.Whom != "" || k.OnThing() {
			continue
		}
		list := c.suspectsAt(k.Acted)
		if k.Subject == "victim" {
			list = c.victimsAt(k.Acted)
		}
		if value := strings.TrimSpace(string(k.Data.Subject)); value != "" {
			list = slices.DeleteFunc(list, func(id PersonID) bool { return !c.isCalled(id, value) })
		}
		if len(list) == 1 {
			k.Whom = list[0]
		}
	}
}

// since is when the last of the acts that make somebody a suspect was entered.
func since(acts ...Act) time.Time {
	var out time.Time
	for _, a := range acts {
		if a.Acted.After(out) {
			out = a.Acted
		}
	}
	return out
}

// suspectsAt are those suspected by what had been entered at an instant, each once;
// an empty one stands for each whose conduct is recorded and who is not known.
func (c *Case) suspectsAt(at time.Time) []PersonID {
	var out []PersonID
	for i := range c.Persons.Items {
		if p := &c.Persons.Items[i]; c.suspectBy(p, at) {
			out = append(out, PersonID(p.ID))
		}
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if !p.Acted.After(at) && (p.ActorID == "" || p.Named.Acted.After(at)) {
			out = append(out, "")
		}
	}
	return out
}

// suspectBy reports whether somebody was a suspect by what had been entered at an
// instant: by the part they were given or as the actor of a pair.
func (c *Case) suspectBy(p *Person, at time.Time) bool {
	return p.Has(Suspect) && !p.SuspectAt.After(at) || slices.ContainsFunc(c.Pairs, func(x Pair) bool {
		return x.ActorID == PersonID(p.ID) && !since(x.Act, x.Named, p.Act).After(at)
	})
}

// victimsAt are the victims by what had been entered at an instant, each once.
func (c *Case) victimsAt(at time.Time) []PersonID {
	var out []PersonID
	for i := range c.Persons.Items {
		p := &c.Persons.Items[i]
		is := func(x Pair) bool { return x.VictimID == PersonID(p.ID) && !x.Acted.After(at) }
		if !p.Acted.After(at) && (p.Has(Victim) || slices.ContainsFunc(c.Pairs, is)) {
			out = append(out, PersonID(p.ID))
		}
	}
	return out
}

// isCalled reports whether words are a name that somebody of the case bears.
func (c *Case) isCalled(id PersonID, words string) bool {
	p := c.Person(id)
	if p == nil {
		return false
	}
	names := p.Aliases
	if p.Name.Given() {
		names = append(slices.Clone(names), p.Name.Value)
	}
	return slices.ContainsFunc(names, func(n Line) bool { return strings.EqualFold(strings.TrimSpace(string(n)), words) })
}

// OnThing reports whether a check was made on an address, a number, an account or a vehicle.
func (k *Check) OnThing() bool {
	return k.Subject == "address" || k.Subject == "number" || k.Subject == "handle" || k.Subject == "vehicle"
}

// Settles reports whether a check, if it is finished, settles its system for somebody:
// it was made of them. One made on a number or an address settles it only for a person
// without a name, of whom there is nothing else to search by.
func (k *Check) Settles(p *Person) bool {
	if k.OnThing() {
		return (k.OfID == PersonID(p.ID) || p.reachedBy(k.Data.Subject)) && !p.told()
	}
	return k.Whom == PersonID(p.ID)
}

// told reports whether a name or another thing is known that tells who somebody is.
func (p *Person) told() bool {
	return Details{Name: p.Name.Answer, Aliases: p.Aliases, Staff: p.Staff}.Told()
}

// reachedBy reports whether a number, account or address is recorded of somebody.
func (p *Person) reachedBy(value Line) bool {
	return value != "" && slices.ContainsFunc(p.things(), func(l Line) bool { return plainly(l) == plainly(value) })
}

// things are what is recorded of somebody that is nobody's name and can be checked.
func (p *Person) things() []Line {
	return slices.Concat(p.Phones, p.Emails, p.Handles, p.Addresses, p.Vehicles)
}

// plainly is a number, account, address or vehicle however it was spaced.
func plainly(l Line) string { return strings.ToLower(strings.Join(strings.Fields(string(l)), "")) }

// deriveThings says of each pair whose actor nobody has named whether something is
// recorded of them on which no check is finished (practice 1.10), and of each pair
// whether any such thing was checked.
func (c *Case) deriveThings() {
	for i := range c.Pairs {
		p := &c.Pairs[i]
		who := c.Person(p.ActorID)
		p.ThingsLeft = who != nil && !who.told() && slices.ContainsFunc(who.things(), func(l Line) bool {
			return !slices.ContainsFunc(c.Checks, func(k Check) bool { return k.Done && k.OnThing() && plainly(k.Data.Subject) == plainly(l) })
		})
		p.ThingDone = slices.ContainsFunc(c.Checks, func(k Check) bool { return k.Done && k.OnThing() && c.thingOf(&k, p) })
	}
}

// thingOf reports whether a number, account, address or vehicle that was checked may be
// of a pair: it is said or recorded of one of the two. One that is nobody's may be of any
// pair of the one victim, and of none where there are several.
func (c *Case) thingOf(k *Check, p *Pair) bool {
	nobodys := true
	for i := range c.Persons.Items {
		if x := &c.Persons.Items[i]; k.OfID == PersonID(x.ID) || k.OfID == "" && x.reachedBy(k.Data.Subject) {
			if x.ID == string(p.ActorID) || x.ID == string(p.VictimID) {
				return true
			}
			nobodys = false
		}
	}
	return nobodys && c.alone(p)
}

// OfVictims reports whether a system is checked of each victim as well as of whom they
// report (reading R-32): what is known of MARAC is held by the victim's name (APP 4.3.1,
// para 7), and the children who may be in danger are first of all theirs (para 10).
func (s System) OfVictims() bool { return s == "markers_marac" || s == "child_protection" }

// CheckOwed reports whether a system is to be checked of somebody: of each suspect, and
// in some of each victim, once anything is known that it can be searched by.
func (c *Case) CheckOwed(sys System, p *Person) bool {
	return !p.Searchable.IsZero() && (c.suspects(p) || sys.OfVictims() && c.isVictim(PersonID(p.ID)))
}

// deriveUnchecked lists, for each system somebody finished checking, those of whom it
// is to be checked and was not.
func (c *Case) deriveUnchecked() {
	c.Unchecked = nil
	for _, code := range System("").Codes() {
		sys := System(code)
		if !slices.ContainsFunc(c.Checks, func(k Check) bool { return k.System == sys && k.Done }) {
			continue // nothing of it is done: the duty says that by itself
		}
		for i := range c.Persons.Items {
			p := &c.Persons.Items[i]
			if !c.CheckOwed(sys, p) || slices.ContainsFunc(c.Checks, func(k Check) bool { return k.System == sys && k.Done && k.Settles(p) }) {
				continue
			}
			c.Unchecked = append(c.Unchecked, Unchecked{ID: code + "/" + p.ID, System: sys, Person: PersonID(p.ID)})
		}
	}
}
