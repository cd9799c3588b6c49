package casework

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/linkage"
)

// OwnNumbers are how a search is answered by a number that names one whole case.
var OwnNumbers = []string{"reference", "another system's number"}

// byName and byWords are how a search is answered by a name and by words.
const byName, byWords = "name", "words"

// Match is somebody of a case and what of theirs answered a search; Person is
// empty for what belongs to the case itself.
type Match struct {
	Person  casefile.PersonID
	Because []string // "name", "number", "reference" ...: never the value itself
	Whole   bool     // by the whole of a reference, number, account or plate
	Spread  bool     // the words fall on several people, and on this one some of them
	Follows bool     // not typed: they bear the name of somebody found
}

// confirms says what in a case answers a search, on its opened text.
func confirms(c *casefile.Case, r reading) []string {
	var out []string
	for _, m := range matching(c, r) {
		out = append(out, m.Because...)
	}
	return compact(out)
}

// matching lists who and what in a case answers a search: the case's own numbers,
// then its people, then what was said; and where no one person bears all words, those
// who bear them between them.
func matching(c *casefile.Case, r reading) []Match {
	var out []Match
	at := Match{}
	say := func(ok, whole bool, what string) {
		if ok {
			at.Because, at.Whole = append(at.Because, what), at.Whole || whole
		}
	}
	done := func(next casefile.PersonID) {
		if len(at.Because) > 0 {
			at.Because = compact(at.Because)
			out = append(out, at)
		}
		at = Match{Person: next}
	}
	ref, number := linkage.Plain(r.text), isNumber(r.text)
	say(ref != "" && linkage.Plain(c.Ref) == ref || slices.Contains(fullRefs(r.text), c.Ref), true, OwnNumbers[0])
	for _, x := range c.External {
		say(ref != "" && slices.Contains(refFormsOf(x), ref), true, OwnNumbers[1])
	}
	named := false
	for _, p := range c.Persons.Items {
		done(casefile.PersonID(p.ID))
		name := nameAnswers(p, r)
		named = named || name
		say(name, false, byName)
		for _, n := range phonesOf(p) {
			part, whole := numberAnswers(string(n), r.text)
			say(number && part, whole, "number")
		}
		for _, a := range accountsOf(p) {
			h, have := linkage.Account(r.text), linkage.Account(string(a))
			say(len(h) >= 3 && strings.Contains(have, h), have == h, "account")
		}
		for _, v := range p.Vehicles {
			part, whole := plateAnswers(string(v), r.text)
			say(part, whole, "vehicle")
		}
		say(anyLine(p.Addresses, func(a string) bool { return addressAnswers(a, r.text) }), false, "address")
	}
	done("")
	say(!number && textAnswers(c, r.text), false, byWords)
	done("")
	if !named {
		out = append(out, spread(c, r)...)
	}
	return out
}

// spread are the people who bear the words between them, where two people were named
// and nothing between the two: every word is a name of one of them.
func spread(c *casefile.Case, r reading) []Match {
	asked := linkage.NameWords(r.text)
	if len(asked) < 2 || !Spells(r.text) {
		return nil
	}
	borne := map[string]bool{}
	var out []Match
	for _, p := range c.Persons.Items {
		bears := false
		for _, w := range asked {
			if len(w) > 1 && slices.ContainsFunc(namesOf(p), func(n string) bool { return bearsWord(linkage.Words(n), w, r.near) }) {
				borne[w], bears = true, true
			}
		}
		if bears {
			out = append(out, Match{Person: casefile.PersonID(p.ID), Because: []string{byName}, Spread: true})
		}
	}
	if slices.ContainsFunc(asked, func(w string) bool { return !borne[w] }) {
		return nil
	}
	return out
}

// numberAnswers reports whether a telephone number has the digits asked for, as it is
// written or dialled, and whether they are all of it.
func numberAnswers(number, asked string) (part, whole bool) {
	have, want, digits := linkage.Number(number), linkage.Number(asked), linkage.Digits(asked)
	whole = have != "" && have == want
	return whole || len(want) >= digitRun && strings.Contains(have, want) || len(digits) >= digitRun && strings.Contains("0"+have, digits), whole
}

// plateAnswers reports whether a plate has the letters and digits asked for, three at
// least, and whether they are all of it.
func plateAnswers(plate, asked string) (part, whole bool) {
	have, want := linkage.Plain(plate), linkage.Plain(asked)
	whole = want != "" && have == want
	return whole || platePart(asked) && strings.Contains(have, want), whole
}

// platePart reports whether what was typed may be part of a plate: with a digit in it,
// or the three letters at an end of one.
func platePart(asked string) bool {
	p := linkage.Plain(asked)
	return len(p) == plateRun || len(p) > plateRun && len(p) <= longestPlate && linkage.Digits(p) != ""
}

// addressAnswers reports whether an address has the postcode searched for, or all
// of two words or more, however a street is shortened.
func addressAnswers(address, query string) bool {
	if pc := linkage.Postcode(query); pc != "" && len(strings.Fields(query)) <= 2 {
		return linkage.Postcode(address) == pc
	}
	full := func(s string) []string {
		words := linkage.Words(s)
		for i, w := range words {
			words[i] = linkage.Street(w)[0]
		}
		return words
	}
	asked, have := full(query), full(address)
	return len(asked) >= 2 && !slices.ContainsFunc(asked, func(w string) bool { return !slices.Contains(have, w) })
}

// phonesOf and accountsOf are what somebody is reached by, their safe contact
// included: whoever calls from it is found by it.
func phonesOf(p casefile.Person) []casefile.Line {
	if n := safeNumber(p); n != "" && !strings.Contains(n, "@") {
		return append(slices.Clone(p.Phones), casefile.Line(n))
	}
	return p.Phones
}

func accountsOf(p casefile.Person) []casefile.Line {
	out := slices.Concat(p.Handles, p.Emails)
	if n := safeNumber(p); strings.Contains(n, "@") {
		out = append(out, casefile.Line(n))
	}
	return out
}

func safeNumber(p casefile.Person) string {
	if p.SafeContact == nil {
		return ""
	}
	return string(p.SafeContact.Data.Number.Value)
}

func compact(in []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func anyLine(lines []casefile.Line, f func(string) bool) bool {
	for _, l := range lines {
		if f(string(l)) {
			return true
		}
	}
	return false
}

// namesOf are the names somebody goes by.
func namesOf(p casefile.Person) []string {
	return texted(append([]casefile.Line{p.Name.Value}, p.Aliases...))
}

// nameAnswers reports whether one name of somebody has all words asked for. Initials
// alone are nobody's name.
func nameAnswers(p casefile.Person, r reading) bool {
	asked := linkage.NameWords(r.text)
	if !slices.ContainsFunc(asked, func(w string) bool { return len(w) > 1 }) {
		return false
	}
	return slices.ContainsFunc(namesOf(p), func(n string) bool {
		have := linkage.Words(n)
		return len(have) > 0 && !slices.ContainsFunc(asked, func(w string) bool { return !bearsWord(have, w, r.near) })
	})
}

// bearsWord reports whether a word is one of a name's, as written or as it sounds; one
// letter is the first of one; near is a slip away from one.
func bearsWord(name []string, w string, near bool) bool {
	return slices.ContainsFunc(name, func(have string) bool {
		switch {
		case have == w, len(w) >= 3 && linkage.Sound(have) == linkage.Sound(w):
			return true
		case len(w) == 1:
			return strings.HasPrefix(have, w)
		}
		return near && slices.Contains(linkage.Near(w), have)
	})
}

func textAnswers(c *casefile.Case, query string) bool {
	have := map[string]bool{}
	for _, t := range append(texts(c), addresses(c)...) {
		for _, w := range linkage.Words(t) {
			have[stem(w)] = true
		}
	}
	asked := linkage.Words(query)
	for _, w := range asked {
		if !have[stem(w)] {
			return false
		}
	}
	return len(asked) > 0
}

func addresses(c *casefile.Case) []string {
	var out []string
	for _, p := range c.Persons.Items {
		for _, a := range p.Addresses {
			out = append(out, string(a))
		}
	}
	return out
}
