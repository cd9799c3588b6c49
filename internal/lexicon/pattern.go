package lexicon

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A rule is words with spaces between. Each is
//
//	word      any form of the word: gift, gifts, gifted
//	=word     that form alone
//	$set      any member of a set of the file
//	a|b       either, each as above
//	word?     may be left out
//	..3       up to three further words
//
// A rule begins with a word that has to be there, and never runs over the end of a
// sentence.
type pattern struct {
	key      string // behaviour or caution; empty for what only looks like one
	rule     string
	parts    []part
	hides    []string // keys whose matches within it do not count
	hidesAll bool
}

// part is one word of a rule, or a gap.
type part struct {
	forms    wordSet
	optional bool
	gap      int
}

// vocabulary numbers every word that any rule knows, from 1; 0 is any other word.
type vocabulary map[string]int

func (v vocabulary) number(w string) int {
	n, ok := v[w]
	if !ok {
		n = len(v) + 1
		v[w] = n
	}
	return n
}

// wordSet is words by their numbers, one bit each.
type wordSet []uint64

func (s *wordSet) add(n int) {
	for len(*s) <= n/64 {
		*s = append(*s, 0)
	}
	(*s)[n/64] |= 1 << (n % 64)
}

func (s wordSet) has(n int) bool { return n/64 < len(s) && s[n/64]&(1<<(n%64)) != 0 }

func (v vocabulary) set(words []string) wordSet {
	var s wordSet
	for _, w := range words {
		s.add(v.number(w))
	}
	return s
}

// compiler reads rules and gathers every fault.
type compiler struct {
	file   *file
	words  vocabulary
	faults []error
}

func (c *compiler) fault(format string, a ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, a...))
}

func (c *compiler) known(what, code string, codes []string) {
	if !slices.Contains(codes, code) {
		c.fault("%q is no %s", code, what)
	}
}

// add reads a rule into an index under each form of its first word.
func (c *compiler) add(x *index, say string, p pattern) {
	for _, w := range strings.Fields(say) {
		p.parts = append(p.parts, c.part(say, w))
	}
	if len(p.parts) == 0 || p.parts[0].optional || p.parts[0].gap > 0 || p.parts[len(p.parts)-1].gap > 0 {
		c.fault("rule %q: it has to begin with a word that must be there, and end with a word", say)
		return
	}
	if length(p.parts) >= longestRule {
		c.fault("rule %q may run over %d words or more", say, longestRule)
	}
	for n := range len(c.words) + 1 {
		if !p.parts[0].forms.has(n) {
			continue
		}
		for len(x.first) <= n {
			x.first = append(x.first, nil)
		}
		if slices.ContainsFunc(x.first[n], func(o *pattern) bool { return o.rule == p.rule && p.key != "" }) {
			c.fault("rule %q stands twice", p.rule)
			return
		}
		x.first[n] = append(x.first[n], &p)
	}
}

func length(parts []part) int {
	n := 0
	for _, p := range parts {
		n += max(1, p.gap)
	}
	return n
}

func (c *compiler) part(say, w string) part {
	if n, ok := strings.CutPrefix(w, ".."); ok {
		gap, err := strconv.Atoi(n)
		if err != nil || gap < 1 || gap > 9 {
			c.fault("rule %q: %q is no gap of 1 to 9 words", say, w)
		}
		return part{gap: gap}
	}
	var p part
	w, p.optional = strings.CutSuffix(w, "?")
	for _, a := range strings.Split(w, "|") {
		for _, form := range c.alternative(say, a) {
			p.forms.add(c.words.number(form))
			if len(form) > 5 && strings.HasSuffix(form, "ing") {
				p.forms.add(c.words.number(form[:len(form)-1])) // as people type it: followin, textin
			}
		}
	}
	return p
}

func (c *compiler) alternative(say, a string) []string {
	if name, ok := strings.CutPrefix(a, "$"); ok {
		set, known := c.file.Sets[name]
		if !known {
			c.fault("rule %q: no set %q", say, name)
		}
		var out []string
		for _, m := range set {
			out = append(out, c.alternative(say, m)...)
		}
		return out
	}
	exact, ok := strings.CutPrefix(a, "=")
	if t := tokens(exact, nil); len(t) != 1 || t[0].word != exact {
		c.fault("rule %q: %q is not one word in small letters", say, a)
		return nil
	}
	if ok {
		return []string{exact}
	}
	if irregular, ok := c.file.Forms[exact]; ok {
		return append([]string{exact}, irregular...)
	}
	return forms(exact)
}

// forms are the shapes a regular English word takes: as a noun in the plural, as a
// verb in its tenses. Some do not exist; nobody writes those.
func forms(w string) []string {
	if len(w) < 3 {
		return []string{w}
	}
	out := []string{w}
	stem, last := w[:len(w)-1], w[len(w)-1]
	vowel := func(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }
	switch {
	case last == 'e':
		out = append(out, w+"s", w+"d", stem+"ing", w+"r", w+"rs")
	case last == 'y' && !vowel(w[len(w)-2]):
		out = append(out, stem+"ies", stem+"ied", w+"ing")
	case last == 's', last == 'x', last == 'z', strings.HasSuffix(w, "ch"), strings.HasSuffix(w, "sh"):
		out = append(out, w+"es", w+"ed", w+"ing")
	default:
		out = append(out, w+"s", w+"ed", w+"ing")
		if n := len(w); !vowel(last) && last != 'w' && last != 'y' && vowel(w[n-2]) && !vowel(w[n-3]) {
			double := w + string(last)
			out = append(out, double+"ed", double+"ing")
		}
	}
	return out
}
