package lexicon

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is one word of a text in small letters, with its bytes and the mark that
// parts it from the word before.
type token struct {
	word       string
	n, bare    int // its number, and that of the word without what is drawn on to it: he's, I've
	start, end int
	ends       bool // a sentence ended before it
	comma      bool
}

// tokens parts a text into words: letters and digits with the apostrophes within.
func tokens(text string, known vocabulary) []token {
	out := make([]token, 0, len(text)/5)
	start := -1
	ends, comma := true, false
	flush := func(end int) {
		if start < 0 {
			return
		}
		w := lower(text[start:end])
		t := token{word: w, n: known[w], start: start, end: end, ends: ends, comma: comma}
		t.bare = t.n
		if b := bare(w); b != w {
			t.bare = known[b]
		}
		out = append(out, t)
		start, ends, comma = -1, false, false
	}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case r >= 'a' && r <= 'z', unicode.IsLetter(r), unicode.IsDigit(r):
			if start < 0 {
				start = i
			}
		case (r == '\'' || r == '’') && start >= 0 && letterAt(text, i+size):
		default:
			flush(i)
			switch r {
			case '.', '!', '?', ';', '\n', '…':
				ends = true
			case ',', ':', '(', ')', '–', '—':
				comma = true
			}
		}
		i += size
	}
	flush(len(text))
	return out
}

func letterAt(text string, i int) bool {
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.IsLetter(r)
}

func lower(w string) string {
	for i := 0; i < len(w); i++ {
		if c := w[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return strings.ReplaceAll(strings.ToLower(w), "’", "'")
		}
	}
	return w
}

func bare(w string) string {
	at := strings.IndexByte(w, '\'')
	if at < 0 {
		return w
	}
	switch w[at:] {
	case "'s", "'ve", "'d", "'ll", "'re", "'m":
		return w[:at]
	}
	return w
}

// index holds rules by the number of their first word.
type index struct{ first [][]*pattern }

// hit is a rule that matched, from one token up to another.
type hit struct {
	p        *pattern
	from, to int
}

// find gives every match in order of place, with those hidden by others left out,
// and of overlapping matches of one key the first, and of those the longest.
func (x *index) find(words []token) []hit {
	var all []hit // by where they begin
	for i := range words {
		all = x.at(all, words, i, words[i].n)
		if b := words[i].bare; b != words[i].n {
			all = x.at(all, words, i, b)
		}
	}
	var out []hit
	for n, h := range all {
		if !hidden(all, n) {
			out = append(out, h)
		}
	}
	slices.SortFunc(out, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.p.key, b.p.key), cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), cmp.Compare(a.p.rule, b.p.rule))
	})
	keep := out[:0]
	for _, h := range out {
		if n := len(keep); n > 0 && keep[n-1].p.key == h.p.key && h.from < keep[n-1].to {
			continue
		}
		keep = append(keep, h)
	}
	slices.SortFunc(keep, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.p.key, b.p.key))
	})
	return keep
}

// longestRule is more words than any rule can take up, gaps and all.
const longestRule = 40

// hidden reports whether another match takes the place of the n-th.
func hidden(all []hit, n int) bool {
	h := all[n]
	for i := n - 1; i >= 0 && all[i].from > h.from-longestRule; i-- {
		if all[i].hides(h) {
			return true
		}
	}
	for i := n + 1; i < len(all) && all[i].from == h.from; i++ {
		if all[i].hides(h) {
			return true
		}
	}
	return false
}

func (x *index) at(all []hit, words []token, i, first int) []hit {
	if first == 0 || first >= len(x.first) {
		return all
	}
	for _, p := range x.first[first] {
		if to, ok := follow(p.parts[1:], words, i+1); ok {
			all = append(all, hit{p, i, to})
		}
	}
	return all
}

// hides reports whether a match takes another's place: the other begins within
// it, and the rule says that what begins there is something else.
func (o hit) hides(h hit) bool {
	if o.p == h.p || h.p.key == "" || h.from < o.from || h.from >= o.to {
		return false
	}
	return o.p.hidesAll || slices.Contains(o.p.hides, h.p.key)
}

// follow matches the rest of a rule at a place and gives where it ends. Words left
// out and gaps are tried shortest first.
func follow(parts []part, words []token, at int) (int, bool) {
	if len(parts) == 0 {
		return at, true
	}
	p := parts[0]
	if p.gap > 0 {
		for n := 0; n <= p.gap; n++ {
			if n > 0 && (at+n-1 >= len(words) || words[at+n-1].ends) {
				return 0, false
			}
			if to, ok := follow(parts[1:], words, at+n); ok {
				return to, true
			}
		}
		return 0, false
	}
	if at < len(words) && !words[at].ends && (p.forms.has(words[at].n) || p.forms.has(words[at].bare)) {
		if to, ok := follow(parts[1:], words, at+1); ok {
			return to, true
		}
	}
	if p.optional {
		return follow(parts[1:], words, at)
	}
	return 0, false
}

// negation says when words before a match deny it.
type negation struct {
	words, ends, undo wordSet
	window            int
}

// holds looks back from a match over the words of its clause. A word of denial
// counts unless something between turns it round ("never stopped", "not only").
func (n negation) holds(words []token, from int) bool {
	if n.ends.has(words[from].bare) {
		return false // a clause of its own begins with the match: "I'd regret it"
	}
	for i := from - 1; i >= max(0, from-n.window); i-- {
		if words[i+1].ends || words[i+1].comma {
			return false
		}
		switch w := words[i]; {
		case n.undo.has(w.n):
			return false
		case n.words.has(w.n):
			return true
		case n.ends.has(w.n), n.ends.has(w.bare):
			return false
		}
	}
	return false
}
