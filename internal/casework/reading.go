package casework

import (
	"slices"
	"strings"

	"foursight/internal/linkage"
)

// reading is one way to take what somebody typed.
type reading struct {
	text string
	near bool // a longer word of a name may be one slip away from what was typed
}

// plainly takes what was typed as it stands; the address of a page means the account
// it is of.
func plainly(typed string) reading {
	if account := linkage.PageAccount(typed); account != "" {
		return reading{text: "@" + account}
	}
	return reading{text: typed}
}

// mostWords bounds how many words are left out in turn.
const mostWords = 6

// loosened are the readings of what was typed that are tried where it finds nothing as
// it stands, the nearest first; the first set of them that finds something is what is
// offered. First each word of a name a slip away; then most of the words, and of four
// the two that may be one person's. They depend on nothing but what was typed.
//
// Last the name alone, where it stands beside something with digits in it that nothing
// has: a date misheard, written another way or of no calendar hides nobody.
func loosened(typed string) [][]reading {
	out := looseWords(typed)
	if name := spelledAlone(typed); name != "" {
		out = append(append(out, []reading{{text: name}}), looseWords(name)...)
	}
	return out
}

// spelledAlone are the words before the first that does not only spell, else those after
// the last such, where they may be a whole name; empty where every word spells.
func spelledAlone(typed string) string {
	words := strings.Fields(typed)
	odd := func(w string) bool { return strings.ContainsAny(w, "0123456789@_/") }
	first := slices.IndexFunc(words, odd)
	if first < 0 {
		return ""
	}
	last := first
	for i := first; i < len(words); i++ {
		if odd(words[i]) {
			last = i
		}
	}
	for _, of := range [][]string{words[:first], words[last+1:]} {
		if name := strings.Join(of, " "); len(linkage.NameWords(name)) >= 2 {
			return name
		}
	}
	return ""
}

func looseWords(typed string) [][]reading {
	if _, plain := asWords(typed); !plain {
		return nil
	}
	var out [][]reading
	words := linkage.NameWords(typed)
	if slices.ContainsFunc(words, func(w string) bool { return len(linkage.Near(w)) > 1 }) {
		out = append(out, []reading{{typed, true}})
	}
	n := len(words)
	if n < 3 || n > mostWords {
		return out
	}
	out = append(out, without(words, 1))
	if n == 4 {
		out = append(out, []reading{{text: strings.Join(words[:2], " ")}, {text: strings.Join(words[2:], " ")}})
	}
	if n >= 5 { // three of five, four of six: still most of them
		out = append(out, without(words, 2))
	}
	return out
}

// without are readings of all words but so many.
func without(words []string, leave int) []reading {
	if leave == 0 {
		return []reading{{text: strings.Join(words, " ")}}
	}
	var out []reading
	for i := range words {
		for _, r := range without(slices.Delete(slices.Clone(words), i, i+1), leave-1) {
			if !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}
	return out
}

// asWords are the words of what was typed, and whether they are no more than that: no
// number, account, postcode or reference.
func asWords(typed string) (words []string, plain bool) {
	words = linkage.NameWords(typed)
	account := strings.ContainsAny(typed, "@_") || linkage.PageAccount(typed) != ""
	return words, len(words) > 0 && !account && !isNumber(typed) && !looksLikeRef(typed) && linkage.Postcode(typed) == ""
}

// isNumber reports whether what was typed is mostly digits, and four of them at least.
func isNumber(typed string) bool {
	d := linkage.Digits(typed)
	return len(d) >= 4 && len(d)*2 >= len(strings.TrimSpace(typed))
}

// Spells reports whether what was typed can only be somebody's name, or two.
func Spells(typed string) bool {
	_, plain := asWords(typed)
	return plain && linkage.Digits(typed) == ""
}

// eachTwo are what a line of several words is looked for by where one person is meant
// and the line may name two: any two words beside each other.
func eachTwo(typed string) []reading {
	words := linkage.NameWords(typed)
	if !Spells(typed) || len(words) < 3 || len(words) > mostWords {
		return nil
	}
	var out []reading
	for i := range len(words) - 1 {
		out = append(out, reading{text: words[i] + " " + words[i+1]})
	}
	return out
}
