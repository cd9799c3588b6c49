// Package linkage says whether two records may be of the same person, and why.
//
// Boundary: it compares what is recorded and gives reasons for and against, in the
// order of what they are worth. It joins nothing, and gives no score: a decision
// that two records are of one person is somebody's, with a reason, and can be taken
// back (DESIGN 3).
//
// Source: APP Stalking or harassment, consultation draft June 2026, 4.2 and 4.3.1
// (earlier reports, by either party, read together).
//
// Threat: two people taken for one, so that one carries the other's history. A name
// alone is therefore never enough, and what speaks against is given beside what
// speaks for.
package linkage

import (
	"slices"
	"strings"

	"foursight/internal/calendar"
)

// Person is what a record says of somebody. Empty is not recorded, and never a
// difference.
type Person struct {
	Names     []string // as written, aliases included
	Born      calendar.Date
	Age       int // in years when recorded; 0 where nobody said
	Numbers   []string
	Accounts  []string // handles and e-mail addresses
	Plates    []string
	Addresses []string
}

// Reason is one thing two records share, or in which they differ.
type Reason string

// Reasons, the weightiest first.
const (
	SameNumber   Reason = "same_number"
	SameAccount  Reason = "same_account"
	SamePlate    Reason = "same_plate"
	SameName     Reason = "same_name"
	SoundsAlike  Reason = "sounds_alike" // or one is a short form of the other
	SameBirth    Reason = "same_birth_date"
	SamePostcode Reason = "same_postcode"

	OtherBirth Reason = "other_birth_date"
	OtherAge   Reason = "other_age"
	OtherName  Reason = "other_name"
)

// Speaks reports whether a reason speaks for two records being of one person.
func (r Reason) Speaks() bool { return r != OtherBirth && r != OtherAge && r != OtherName }

// Likeness is what speaks for two records being of one person, and what against.
type Likeness struct {
	For, Against []Reason
}

// agesApart is how far two recorded ages may lie from each other before that speaks
// against: reports lie years apart, and ages are guessed at.
const agesApart = 10

// Compare says what two records share and in which they differ. It is the same
// whichever comes first.
func Compare(a, b Person) Likeness {
	var l Likeness
	say := func(shared bool, r Reason) {
		if shared {
			l.For = append(l.For, r)
		}
	}
	say(share(a.Numbers, b.Numbers, number), SameNumber)
	say(share(a.Accounts, b.Accounts, account), SameAccount)
	say(share(a.Plates, b.Plates, Plain), SamePlate)
	same, alike := names(a.Names, b.Names)
	say(same, SameName)
	say(alike && !same, SoundsAlike)
	say(!a.Born.IsZero() && a.Born == b.Born, SameBirth)
	say(share(a.Addresses, b.Addresses, Postcode), SamePostcode)
	against := func(differs bool, r Reason) {
		if differs {
			l.Against = append(l.Against, r)
		}
	}
	against(!a.Born.IsZero() && !b.Born.IsZero() && a.Born != b.Born, OtherBirth)
	against(a.Age > 0 && b.Age > 0 && max(a.Age, b.Age)-min(a.Age, b.Age) > agesApart, OtherAge)
	against(len(a.Names) > 0 && len(b.Names) > 0 && !same && !alike, OtherName)
	return l
}

// Named reports whether the names are the same or sound alike.
func (l Likeness) Named() bool { return l.has(SameName, SoundsAlike) }

// MayBeSame reports whether somebody should look: something only one person uses is
// shared, or a name together with a birth date or a postcode.
func (l Likeness) MayBeSame() bool {
	return l.has(SameNumber, SameAccount, SamePlate) || l.Named() && l.has(SameBirth, SamePostcode)
}

// Likely reports whether two records can be read as one person's until somebody says
// otherwise: the same name as written, something else besides, and nothing against. A
// name that sounds alike may be a brother's at the same address.
func (l Likeness) Likely() bool { return l.has(SameName) && l.MayBeSame() && len(l.Against) == 0 }

// ByNameAlone reports whether the same name, as written, is all there is, with nothing
// against.
func (l Likeness) ByNameAlone() bool {
	return l.has(SameName) && !l.MayBeSame() && len(l.Against) == 0
}

// Keys are what two records share exactly where MayBeSame holds of them: what only one
// person uses, and a name as it sounds with a birth date or a postcode. An index of
// them finds every record worth comparing and no other.
func (p Person) Keys() []string {
	var out []string
	put := func(kind string, list []string, form func(string) string) {
		for _, x := range list {
			if f := form(x); f != "" {
				out = append(out, kind+f)
			}
		}
	}
	put("number ", p.Numbers, number)
	put("account ", p.Accounts, account)
	put("plate ", p.Plates, Plain)
	for _, name := range p.NameKeys() {
		if !p.Born.IsZero() {
			out = append(out, "born "+p.Born.String()+" "+name)
		}
		put("postcode "+name+" ", p.Addresses, Postcode)
	}
	return out
}

// NameKeys are somebody's names as they sound: two records share one exactly where
// Named holds of them.
func (p Person) NameKeys() []string {
	var out []string
	for _, n := range p.Names {
		if words := Words(n); len(words) > 1 {
			out = append(out, strings.Join(sounds(words), " "))
		}
	}
	return out
}

func (l Likeness) has(any ...Reason) bool {
	return slices.ContainsFunc(l.For, func(r Reason) bool { return slices.Contains(any, r) })
}

// number is a telephone number long enough to be one person's.
func number(s string) string {
	if n := Number(s); len(n) >= 7 {
		return n
	}
	return ""
}

// account is an account name long enough to be one person's.
func account(s string) string {
	if a := Account(s); len(a) >= 3 {
		return a
	}
	return ""
}

// share reports whether two lists hold one thing, once both are brought to one form;
// what comes to nothing is shared with nobody.
func share(a, b []string, form func(string) string) bool {
	return slices.ContainsFunc(a, func(x string) bool {
		f := form(x)
		return f != "" && slices.ContainsFunc(b, func(y string) bool { return form(y) == f })
	})
}

// names compares every name of one with every name of the other: the same words in
// any order, or words that each sound like one of the other's. A single word is
// nobody's name: half the country shares it.
func names(a, b []string) (same, alike bool) {
	for _, x := range a {
		for _, y := range b {
			p, q := sorted(Words(x)), sorted(Words(y))
			if len(p) < 2 || len(q) < 2 {
				continue
			}
			same = same || slices.Equal(p, q)
			alike = alike || slices.Equal(sounds(p), sounds(q))
		}
	}
	return same, alike
}

func sorted(words []string) []string {
	slices.Sort(words)
	return words
}

func sounds(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = heard(w)
	}
	return sorted(out)
}
