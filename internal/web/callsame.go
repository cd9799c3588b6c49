package web

import (
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/linkage"
)

// Who of several cases may be one person, as a call is answered: by what their records
// share, and said as no more than that.

// closeness is how far the records of two people can be read as one person's. Nothing here
// is certain; what rests on less than a name and something else besides is said.
type closeness int

const (
	apart  closeness = iota
	maybe            // a name that sounds alike, or a number and another name or none
	byName           // the same name and nothing else to compare
	likely           // the same name and something else, nothing against; or one record
)

// member is somebody of one case found, and how far they are who was asked for.
type member struct {
	c   callCase
	p   *casefile.Person
	how closeness
	linkage.Likeness
}

func (m member) key() casework.CallPerson {
	return casework.CallPerson{Case: m.c.ID, Person: casefile.PersonID(m.p.ID)}
}

// weigh says how far two people found are one.
func weigh(found casework.CallAnswer, a, b member) (closeness, linkage.Likeness) {
	if a.c.ID == b.c.ID {
		if a.p.ID == b.p.ID {
			return likely, linkage.Likeness{}
		}
		return apart, linkage.Likeness{}
	}
	switch l := found.Alike(a.key(), b.key()); {
	case l.Likely():
		return likely, l
	case l.ByNameAlone():
		return byName, l
	case l.MayBeSame(), l.Named():
		return maybe, l
	case a.p.Name.Given() && b.p.Name.Given() && sameName(personName(a.p), personName(b.p)): // of one word
		return maybe, linkage.Likeness{For: []linkage.Reason{linkage.SameName}}
	}
	return apart, linkage.Likeness{}
}

// named is what somebody is called where they head what is known of them; without a
// name, by what they were found.
func (m member) named() string {
	if m.p.Name.Given() {
		return personName(m.p)
	}
	out := capital(m.c.called(m.p))
	for _, x := range m.c.found.Matches {
		if string(x.Person) == m.p.ID && len(x.Because) > 0 {
			return out + ", found by " + joinAnd(x.Because, " and ")
		}
	}
	return out
}

// perhaps says that somebody may be the person above, by what, and what speaks against.
func (m member) perhaps() string {
	words := m.c.srv.likenessWords
	out := "May be the same: " + m.c.called(m.p) + " (" + words(m.For)
	if len(m.Against) > 0 {
		out += "; against it, " + words(m.Against)
	}
	return out + ")"
}

// everywhere is somebody in every case found that may be about them, themselves first.
func everywhere(found casework.CallAnswer, cases []callCase, asked member) []member {
	asked.how = likely
	out := []member{asked}
	for _, c := range cases {
		var best *member
		for i := range c.Persons.Items {
			m := member{c: c, p: &c.Persons.Items[i]}
			if m.how, m.Likeness = weigh(found, asked, m); m.how == apart || c.ID == asked.c.ID {
				continue
			}
			if m.how == byName && bothNamed(found, asked, m) {
				m.how = likely
			}
			for _, x := range surely(out) { // who differs from one of them is not surely any of them
				if how, l := weigh(found, x, m); how <= maybe && len(l.Against) > 0 {
					m.how, m.Likeness = maybe, l
				}
			}
			if best == nil || m.how > best.how {
				best = &m
			}
		}
		if best != nil {
			out = append(out, *best)
		}
	}
	return out
}

// bothNamed reports whether two who bear one name are each in a pair with somebody of
// one name too: two people who meet twice are the same two.
func bothNamed(found casework.CallAnswer, a, b member) bool {
	return slices.ContainsFunc(a.others(), func(x member) bool {
		return slices.ContainsFunc(b.others(), func(y member) bool {
			how, _ := weigh(found, x, y)
			return how >= byName
		})
	})
}

// others are those whom somebody is in a pair with.
func (m member) others() []member {
	var out []member
	add := func(id casefile.PersonID) {
		if p := m.c.Person(id); p != nil {
			out = append(out, member{c: m.c, p: p})
		}
	}
	for i := range m.c.Pairs {
		switch p := &m.c.Pairs[i]; casefile.PersonID(m.p.ID) {
		case p.VictimID:
			add(p.ActorID)
		case p.ActorID:
			add(p.VictimID)
		}
	}
	return out
}

// surely are those of a list who are more than perhaps one.
func surely(list []member) []member {
	return slices.DeleteFunc(slices.Clone(list), func(m member) bool { return m.how <= maybe })
}

// weight is how much a list of one person has to say: its sure members, and then that
// who heads it has a name.
func weight(list []member) int {
	n := 2 * len(surely(list))
	if list[0].p.Name.Given() {
		n++
	}
	return n
}

// reportsBy are the reports that rest on so much.
func reportsBy(list []member, how closeness) []reportRef {
	var out []reportRef
	for _, m := range list {
		if m.how == how {
			out = append(out, m.c.reportRef())
		}
	}
	return out
}
