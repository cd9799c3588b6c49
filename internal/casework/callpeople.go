package casework

import (
	"foursight/internal/casefile"
	"foursight/internal/linkage"
)

// CallPerson is somebody of one of the cases that answer a call.
type CallPerson struct {
	Case   string // id
	Person casefile.PersonID
}

// describe keeps what people of the cases found are compared by. Whoever searches finds
// a number, an account, a plate and an address whether or not they are shown them, and
// learns from a comparison that two records share one and no more; a date of birth and
// an age are compared only where the viewer is shown them.
func (g *gathering) describe() {
	g.out.described, g.out.apart = map[CallPerson]linkage.Person{}, map[[2]string]bool{}
	for n, c := range g.files {
		shown := g.out.Cases[n]
		for i := range c.Persons.Items {
			p := &c.Persons.Items[i]
			d := described(p)
			d.Born, d.Age = linkage.Person{}.Born, 0
			if seen := shown.Person(casefile.PersonID(p.ID)); seen != nil {
				as := described(seen)
				d.Born, d.Age = as.Born, as.Age
			}
			g.out.described[CallPerson{c.ID, casefile.PersonID(p.ID)}] = d
		}
		for _, l := range c.Links {
			if _, found := g.at[l.Other]; found && !l.Undone && l.Same.Given() && !l.Same.Value {
				g.out.apart[[2]string{c.ID, l.Other}] = true
			}
		}
	}
}

// Alike weighs whether two people of two cases are one. Of cases that somebody decided
// do not belong together it says nothing.
func (a CallAnswer) Alike(x, y CallPerson) linkage.Likeness {
	if a.apart[[2]string{x.Case, y.Case}] || a.apart[[2]string{y.Case, x.Case}] {
		return linkage.Likeness{}
	}
	return linkage.Compare(a.described[x], a.described[y])
}

// Comparable reports whether anything is recorded of somebody by which they could be
// found in another case.
func (a CallAnswer) Comparable(x CallPerson) bool {
	d := a.described[x]
	return len(d.Keys()) > 0 || len(d.NameKeys()) > 0
}
