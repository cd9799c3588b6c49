package linkage

import (
	"slices"
	"strings"
)

// What somebody types in a hurry: a letter too many or too few, a title before a name,
// a street shortened, a page's address instead of the account it is of.

// nearShortest is the shortest word that is looked for a letter off: below it one
// letter makes another name (Ann, Dan, Jan).
const nearShortest = 5

// nearLongest bounds how many spellings of one word are looked for.
const nearLongest = 14

const letters = "abcdefghijklmnopqrstuvwxyz"

// Near lists a folded word and every spelling one slip away from it: a letter left
// out, put in or changed, or two neighbours swapped. A short or very long word, or one
// that is not plain letters, is near itself alone. How many they are depends on its
// length and on nothing else, some 500 for nine letters: one may stand twice.
func Near(w string) []string {
	out := []string{w}
	if len(w) < nearShortest || len(w) > nearLongest || strings.Trim(w, letters) != "" {
		return out
	}
	for i := range len(w) + 1 {
		for _, l := range letters {
			out = append(out, w[:i]+string(l)+w[i:])
			if i < len(w) {
				out = append(out, w[:i]+string(l)+w[i+1:])
			}
		}
		if i < len(w) {
			out = append(out, w[:i]+w[i+1:])
		}
		if i+1 < len(w) {
			out = append(out, w[:i]+w[i+1:i+2]+w[i:i+1]+w[i+2:])
		}
	}
	return out
}

// titles stand before a name and are none. Those that are also a word of a street or
// of what somebody said are titles only where they come first.
var titles = map[string]bool{"mr": true, "mrs": true, "ms": true, "mx": true, "pc": true, "miss": true, "dr": true}

var titlesFirst = []string{"miss", "dr"}

// NameWords are the words of what was typed that may be of a name: without titles. A
// line of titles alone, or one with a house number in it, keeps all of its words.
func NameWords(s string) []string {
	words := Words(s)
	if Digits(s) != "" {
		return words
	}
	var out []string
	for i, w := range words {
		if !titles[w] || i > 0 && slices.Contains(titlesFirst, w) {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return words
	}
	return out
}

// IsTitle reports whether there is nothing but titles in what was typed.
func IsTitle(s string) bool {
	words := Words(s)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !titles[w] })
}

// streets are the words a street ends with, each with how it is shortened.
var streets = [][]string{{"avenue", "ave", "av"}, {"close", "cl"}, {"court", "ct"}, {"crescent", "cres"}, {"drive", "dr"}, {"gardens", "gdns"}, {"grove", "gr"}, {"lane", "ln"},
	{"park", "pk"}, {"place", "pl"}, {"road", "rd"}, {"square", "sq"}, {"street", "st"}, {"terrace", "ter", "terr"}}

// Street lists a word of an address in every way it is written, in full first; any
// other word is itself.
func Street(w string) []string {
	for _, forms := range streets {
		if slices.Contains(forms, w) {
			return forms
		}
	}
	return []string{w}
}

// PageAccount is the account that the address of a page is of: the first part of its
// path. Empty where what was typed is no such address.
func PageAccount(s string) string {
	s = strings.TrimSpace(s)
	for _, scheme := range []string{"https://", "http://"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			s = s[len(scheme):]
		}
	}
	host, path, is := strings.Cut(s, "/")
	labels := strings.Split(host, ".")
	ending := strings.ToLower(labels[len(labels)-1])
	if !is || len(labels) < 2 || len(ending) < 2 || strings.Trim(ending, letters) != "" || strings.ContainsAny(s, " \t@") && !strings.HasPrefix(path, "@") {
		return ""
	}
	if i := strings.IndexAny(path, "/?#"); i >= 0 {
		path = path[:i]
	}
	return Account(path)
}
