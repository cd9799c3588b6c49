package lexicon

import "slices"

// fears tell what a teller is afraid of from what somebody threatened or did.
type fears struct {
	of                         []string
	words, will, says, tellers wordSet
	you                        wordSet
}

// holds looks over the sentence of a match: whether what it points to is feared, and
// the word at which the fear begins. What somebody else is told to have said, last
// before the match or right after it, is theirs; so is what is said to "you".
func (f fears) holds(words []token, h hit) (at int, feared bool) {
	if !slices.Contains(f.of, h.p.key) || f.you.has(words[h.to-1].n) {
		return 0, false
	}
	begin := h.from
	for begin > 0 && !words[begin].ends {
		begin--
	}
	fear, said, will := -1, -1, -1
	for i := begin; i < h.to; i++ {
		switch n := words[i].n; {
		case f.words.has(n):
			fear = i
		case f.says.has(n) && (i == begin || !f.tellers.has(words[i-1].n)):
			said = i
		case f.will.has(n) && will < 0:
			will = i
		}
	}
	for i := h.to; i < len(words) && !words[i].ends && said < 0; i++ {
		if f.says.has(words[i].n) && words[i].comma || i > h.to && f.says.has(words[i].n) && words[i-1].comma {
			said = i // "he'll kill me, he says"
		}
	}
	switch {
	case will < 0: // "I can't believe he punched me": it is told as done
	case fear > said && said < h.to:
		return fear, true
	case said < 0:
		return will, true
	}
	return 0, false
}
