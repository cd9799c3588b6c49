package casework

import (
	"context"
	"fmt"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/linkage"
	"foursight/internal/store"
)

// Another report may be about the same people. What a case says of its people is
// looked for in all that the viewer may see, and what is found is compared person by
// person: somebody then decides (links.go).

const (
	mostPossible = 8  // cases offered
	possiblePage = 40 // cases compared
	mostKeys     = 200
)

// Alike is a person of one case and a person of another who may be one.
type Alike struct {
	Here, There casefile.PersonID
	linkage.Likeness
}

// Possible is another case that may be about the same people.
type Possible struct {
	*CasePage
	How   casefile.LinkKind // what their parts in both say
	Alike []Alike           // never none
	Apart bool              // one of the two is restricted and the other is not: they cannot be joined as they are
}

// PossiblySame finds cases that may be about the same people as c, within what the
// viewer may see, newest first; more says that there are others. Those decided on
// already are left out.
func (s *Service) PossiblySame(ctx context.Context, v access.Viewer, c *casefile.Case) (out []Possible, more bool, err error) {
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		out, more = nil, false
		seen := map[string]bool{c.ID: true}
		for _, l := range c.Links {
			seen[l.Other] = seen[l.Other] || !l.Undone && l.Decided()
		}
		same := s.blind.sameTokens(c)
		if len(same) == 0 {
			return nil
		}
		page, err := store.SearchTokens(ctx, tx, storeViewer(v), [][]store.TokenRef{same}, store.Cursor{}, possiblePage)
		if err != nil {
			return err
		}
		more = page.More
		for _, r := range page.Items {
			if seen[r.CaseID] {
				continue
			}
			p, err := s.possible(ctx, tx, v, c, r.CaseID)
			if err != nil {
				return err
			}
			if p != nil {
				out = append(out, *p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("look for the same people: %w", err)
	}
	slices.SortFunc(out, func(a, b Possible) int { return b.ReportedAt.Compare(a.ReportedAt) })
	if len(out) > mostPossible {
		out, more = out[:mostPossible], true
	}
	return out, more, nil
}

// possible compares a case with another; nil where nobody of one may be somebody of
// the other, or the viewer may not see it.
func (s *Service) possible(ctx context.Context, tx store.Tx, v access.Viewer, c *casefile.Case, id string) (*Possible, error) {
	l, err := s.load(ctx, tx, id)
	if err != nil || l == nil {
		return nil, err
	}
	view, ok := access.View(l.c, v)
	if !ok || view.Permission.Basis == access.SharedWith {
		return nil, nil
	}
	how, alike := compareCases(c, l.c)
	if len(alike) == 0 {
		return nil, nil
	}
	page, err := s.pageOf(l, view, s.Now())
	if err != nil {
		return nil, err
	}
	page.Links, page.History = nil, nil // what else it is joined to is said on its own page
	return &Possible{CasePage: page, How: how, Alike: alike, Apart: (c.Restricted == nil) != (l.c.Restricted == nil)}, nil
}

// sameTokens are what another case about the same people is found by: what is one
// person's own, and the names of the two of a pair, whichever of them is the victim.
func (b blinder) sameTokens(c *casefile.Case) []store.TokenRef {
	var keys []string
	names := map[casefile.PersonID][]string{}
	for _, p := range partiesOf(c) {
		d := described(p)
		keys = append(keys, d.Keys()...)
		names[casefile.PersonID(p.ID)] = d.NameKeys()
	}
	for i := range c.Pairs {
		for _, v := range names[c.Pairs[i].VictimID] {
			for _, a := range names[c.Pairs[i].ActorID] {
				keys = append(keys, "pair "+min(v, a)+" and "+max(v, a))
			}
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	out := make([]store.TokenRef, 0, len(keys))
	for _, k := range keys[:min(len(keys), mostKeys)] {
		out = append(out, b.token(tokSame, k))
	}
	return out
}

// partiesOf are the victims and suspects of a case, by the part they were given or as
// one of a pair: who was only ever named in a pair is one as much.
func partiesOf(c *casefile.Case) []*casefile.Person {
	var out []*casefile.Person
	for i := range c.Persons.Items {
		if p := &c.Persons.Items[i]; c.IsVictim(p) || p.Has(casefile.SecondaryVictim) || c.IsSuspect(p) {
			out = append(out, p)
		}
	}
	return out
}

// compareCases compares every party of one case with every party of the other. A
// name alone counts only where the other person of the pair bears the same name
// too.
func compareCases(here, there *casefile.Case) (casefile.LinkKind, []Alike) {
	var sure, named []Alike
	for _, a := range partiesOf(here) {
		for _, b := range partiesOf(there) {
			x := Alike{casefile.PersonID(a.ID), casefile.PersonID(b.ID), linkage.Compare(described(a), described(b))}
			switch {
			case x.MayBeSame():
				sure = append(sure, x)
			case x.Named():
				named = append(named, x)
			}
		}
	}
	for i := range here.Pairs {
		for j := range there.Pairs {
			a, b := &here.Pairs[i], &there.Pairs[j]
			for _, way := range [][2]casefile.PersonID{{b.VictimID, b.ActorID}, {b.ActorID, b.VictimID}} {
				one, other := among(sure, named, a.VictimID, way[0]), among(sure, named, a.ActorID, way[1])
				if one != nil && other != nil {
					sure = withAlike(withAlike(sure, *one), *other)
				}
			}
		}
	}
	return howAlike(here, there, sure), sure
}

// among finds the comparison of two people in either list.
func among(sure, named []Alike, here, there casefile.PersonID) *Alike {
	for _, list := range [][]Alike{sure, named} {
		for i := range list {
			if here != "" && there != "" && list[i].Here == here && list[i].There == there {
				return &list[i]
			}
		}
	}
	return nil
}

func withAlike(list []Alike, x Alike) []Alike {
	if slices.ContainsFunc(list, func(y Alike) bool { return y.Here == x.Here && y.There == x.There }) {
		return list
	}
	return append(slices.Clip(list), x)
}

// described is what a case says of somebody.
func described(p *casefile.Person) linkage.Person {
	out := linkage.Person{Numbers: texted(numbersOf(p)), Accounts: texted(ownAccounts(p)), Plates: texted(p.Vehicles), Addresses: texted(p.Addresses)}
	for _, n := range append([]casefile.Line{p.Name.Value}, p.Aliases...) {
		if n != "" {
			out.Names = append(out.Names, string(n))
		}
	}
	if p.Born.Given() {
		out.Born = p.Born.Value
	}
	if p.Age.Given() {
		out.Age = p.Age.Value
	}
	return out
}

// numbersOf and ownAccounts are somebody's own: whoever passes on messages for them
// is not them, and may do so for others.
func numbersOf(p *casefile.Person) []casefile.Line {
	if throughAnother(p) {
		return p.Phones
	}
	return phonesOf(*p)
}

func ownAccounts(p *casefile.Person) []casefile.Line {
	if throughAnother(p) {
		return slices.Concat(p.Handles, p.Emails)
	}
	return accountsOf(*p)
}

func throughAnother(p *casefile.Person) bool {
	if p.SafeContact == nil {
		return false
	}
	ch := p.SafeContact.Data.Channel
	return !ch.Given() || ch.Value == "through_trusted_person" || ch.Value == "through_advocate"
}

func texted(lines []casefile.Line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, string(l))
	}
	return out
}

// compared is what was compared, as a decision keeps it.
func compared(alike []Alike) []casefile.Compared {
	var out []casefile.Compared
	for _, x := range alike {
		for _, r := range slices.Concat(x.For, x.Against) {
			out = append(out, casefile.Compared{Here: x.Here, There: casefile.Line(x.There), As: casefile.LikenessOf(r)})
		}
	}
	return out
}

// turned is the same as the other case keeps it.
func turned(people []casefile.Compared) []casefile.Compared {
	var out []casefile.Compared
	for _, x := range people {
		x.Here, x.There = casefile.PersonID(x.There), casefile.Line(x.Here)
		out = append(out, x)
	}
	return out
}

// howAlike says what the parts of those who may be the same come to.
func howAlike(here, there *casefile.Case, alike []Alike) casefile.LinkKind {
	var victims, suspects, crossed int
	for _, x := range alike {
		a, b := here.Person(x.Here), there.Person(x.There)
		v, s := here.IsVictim(a) && there.IsVictim(b), here.IsSuspect(a) && there.IsSuspect(b)
		switch {
		case v:
			victims++
		case s:
			suspects++
		default:
			crossed++
		}
	}
	switch {
	case victims > 0 && suspects > 0:
		return "same_parties"
	case crossed > 1:
		return "roles_reversed"
	case victims > 0:
		return "same_victim"
	case suspects > 0:
		return "same_suspect"
	}
	return "related"
}
