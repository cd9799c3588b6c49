package casework

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"foursight/internal/casefile"
	"foursight/internal/linkage"
	"foursight/internal/store"
)

// Classes of blind search token. A stolen database shows how often a token
// occurs, never what it stands for.
const (
	tokWord   = "w" // stem of a word in text
	tokName   = "n" // a name's word, folded, and its first letter
	tokSound  = "s" // how a name's word sounds
	tokDigits = "d" // every run of 4 digits of a number
	tokHandle = "h" // account, e-mail address, and their parts of 3
	tokPlate  = "v" // vehicle registration, and its parts of 3
	tokPost   = "p" // postcode
	tokRef    = "r" // our reference or another system's number
	tokSame   = "k" // what two reports about the same people share
)

// How short a part of a number, an account or a plate may be and still be looked for,
// and how long a plate is.
const (
	digitRun     = 4
	accountRun   = 3
	plateRun     = 3
	longestPlate = 7
)

// blinder turns search terms into keyed 64-bit tokens.
type blinder struct{ key [32]byte }

func (b blinder) token(class, text string) store.TokenRef {
	mac := hmac.New(sha256.New, b.key[:])
	mac.Write([]byte(class))
	mac.Write([]byte{0})
	mac.Write([]byte(text))
	return store.TokenRef{Class: class, Token: int64(binary.BigEndian.Uint64(mac.Sum(nil)))}
}

// tokensOf lists every token a case is found by, each once.
func (b blinder) tokensOf(c *casefile.Case) []store.TokenRef {
	seen := map[store.TokenRef]bool{}
	var out []store.TokenRef
	put := func(ts ...store.TokenRef) {
		for _, t := range ts {
			if !seen[t] {
				seen[t] = true
				out = append(out, t)
			}
		}
	}
	put(b.token(tokRef, linkage.Plain(c.Ref)))
	for _, x := range c.External {
		for _, n := range refFormsOf(x) {
			put(b.token(tokRef, n))
		}
	}
	for _, p := range c.Persons.Items {
		b.person(p, put)
	}
	put(b.sameTokens(c)...)
	for _, t := range texts(c) {
		for _, w := range linkage.Words(t) {
			put(b.token(tokWord, stem(w)))
		}
	}
	slices.SortFunc(out, func(a, b store.TokenRef) int {
		if a.Class != b.Class {
			return strings.Compare(a.Class, b.Class)
		}
		if a.Token < b.Token {
			return -1
		}
		return 1
	})
	return out
}

// bareNumber is how short another system's number may be and still be found without the
// letters before it.
const bareNumber = 6

// refFormsOf are what another system's number is found by: as it is written, and without
// the letters before it, which a caller leaves out.
func refFormsOf(x casefile.ExternalRef) []string {
	whole := linkage.Plain(string(x.Number))
	bare := strings.TrimLeftFunc(whole, unicode.IsLetter)
	if bare == whole || len(bare) < bareNumber {
		return []string{whole}
	}
	return []string{whole, bare}
}

func (b blinder) person(p casefile.Person, put func(...store.TokenRef)) {
	names := append([]casefile.Line{p.Name.Value}, p.Aliases...)
	for _, n := range names {
		for _, w := range linkage.Words(string(n)) {
			put(b.token(tokName, w), b.token(tokName, initialOf(w)), b.token(tokSound, linkage.Sound(w)))
		}
	}
	for _, n := range phonesOf(p) {
		if d := linkage.Number(string(n)); d != "" {
			for _, g := range runs("0"+d, digitRun) {
				put(b.token(tokDigits, g))
			}
		}
	}
	for _, h := range accountsOf(p) {
		f := linkage.Account(string(h))
		put(b.token(tokHandle, f))
		for _, g := range runs(f, accountRun) {
			put(b.token(tokHandle, g))
		}
	}
	for _, v := range p.Vehicles {
		plate := linkage.Plain(string(v))
		put(b.token(tokPlate, plate))
		for _, g := range runs(plate, plateRun) {
			put(b.token(tokPlate, g))
		}
	}
	for _, a := range p.Addresses {
		if pc := linkage.Postcode(string(a)); pc != "" {
			put(b.token(tokPost, pc))
		}
		for _, w := range linkage.Words(string(a)) {
			put(b.token(tokWord, stem(w)))
		}
	}
}

// texts are the free words of a case that search covers.
func texts(c *casefile.Case) []string {
	var out []string
	for _, a := range c.Accounts {
		out = append(out, string(a.Data.Words))
	}
	for _, p := range c.Pairs {
		out = append(out, string(p.Label))
		for _, i := range p.Incidents.Items {
			out = append(out, string(i.Data.What), string(i.Data.Place), string(i.Data.Response), string(i.Data.Repeats.Words))
		}
	}
	for _, m := range c.Materials {
		if m.Evidence != nil {
			out = append(out, string(m.Evidence.What), string(m.Evidence.Ref))
		}
	}
	return out
}

// maxGroups bounds what one search asks of the database. A longer search is
// narrowed by its first words and confirmed by all of them.
const maxGroups = 16

// queryGroups turns one reading of what somebody typed into groups of tokens: every
// group must be found, any token of a group will do. A group asked twice is asked once.
func (b blinder) queryGroups(r reading) [][]store.TokenRef {
	var out [][]store.TokenRef
	for _, g := range b.groupsOf(r) {
		if len(out) == maxGroups {
			break
		}
		if !slices.ContainsFunc(out, func(o []store.TokenRef) bool { return slices.Equal(o, g) }) {
			out = append(out, g)
		}
	}
	return out
}

// groupsOf are those groups. What may be the end of a reference of ours is looked
// for as one beside all else it may be; so is what may be part of a plate.
func (b blinder) groupsOf(r reading) [][]store.TokenRef {
	groups := b.plateGroups(b.plainGroups(r), r.text)
	var refs []store.TokenRef
	for _, ref := range fullRefs(r.text) {
		refs = append(refs, b.token(tokRef, linkage.Plain(ref)))
	}
	for i := range groups {
		groups[i] = append(groups[i], refs...)
	}
	return groups
}

// plateGroups are the groups for what is either what they look for, or part of a
// plate: each of them beside each part of the plate, of which as few as cover it.
func (b blinder) plateGroups(groups [][]store.TokenRef, q string) [][]store.TokenRef {
	if !platePart(q) || len(groups) > mostPlateWords || isNumber(q) {
		return groups
	}
	var out [][]store.TokenRef
	parts := runs(linkage.Plain(q), plateRun)
	for i := range parts {
		if i%plateRun != 0 && i != len(parts)-1 {
			continue
		}
		for _, g := range groups {
			out = append(out, append(slices.Clone(g), b.token(tokPlate, parts[i])))
		}
	}
	return out
}

func (b blinder) plainGroups(asked reading) [][]store.TokenRef {
	var groups [][]store.TokenRef
	q := asked.text
	if r := linkage.Plain(q); looksLikeRef(q) {
		return [][]store.TokenRef{{b.token(tokRef, r), b.token(tokPlate, r)}}
	}
	if isNumber(q) {
		// A number in another system is also all digits.
		for _, g := range digitGrams(linkage.Digits(q)) {
			groups = append(groups, []store.TokenRef{b.token(tokDigits, g), b.token(tokRef, linkage.Plain(q))})
		}
		return groups
	}
	if pc := linkage.Postcode(q); pc != "" && len(strings.Fields(q)) <= 2 {
		return [][]store.TokenRef{{b.token(tokPost, pc)}}
	}
	if f := linkage.Account(q); strings.ContainsAny(q, "@_") && len(f) >= accountRun {
		for _, g := range runs(f, accountRun) {
			groups = append(groups, []store.TokenRef{b.token(tokHandle, g), b.token(tokHandle, f)})
		}
		return groups
	}
	words, whole := linkage.NameWords(q), linkage.Plain(q)
	for _, w := range words {
		group := b.wordGroup(w, asked.near)
		if linkage.Digits(q) != "" { // another system's number, written with spaces or dashes
			group = append(group, b.token(tokRef, whole))
		}
		if len(words) > 1 && len(words) <= mostPlateWords { // "AB12 CDE" is one plate, as it is written
			group = append(group, b.token(tokPlate, whole))
		}
		groups = append(groups, group)
	}
	return groups
}

// wordGroup is all that one word may be.
func (b blinder) wordGroup(w string, near bool) []store.TokenRef {
	group := []store.TokenRef{b.token(tokName, w), b.token(tokHandle, linkage.Account(w)), b.token(tokRef, linkage.Plain(w)), b.token(tokPlate, linkage.Plain(w))}
	for _, form := range linkage.Street(w) {
		group = append(group, b.token(tokWord, stem(form)))
	}
	switch {
	case len(w) >= 3:
		group = append(group, b.token(tokSound, linkage.Sound(w)))
	case len(w) == 1:
		group = append(group, b.token(tokName, initialOf(w)))
	}
	if near {
		for _, spelt := range linkage.Near(w) {
			group = append(group, b.token(tokName, spelt))
		}
	}
	return group
}

// initialOf is what a word of a name is found by where only its first letter was given.
func initialOf(w string) string {
	_, n := utf8.DecodeRuneInString(w)
	return w[:n] + "."
}

// mostPlateWords is into how many words a plate may fall.
const mostPlateWords = 3

func stem(w string) string {
	env := snowballstem.NewEnv(w)
	english.Stem(env)
	return env.Current()
}

// digitGrams are the runs of four digits that a number has which was written any way:
// +44, 0044 and a leading 0 come to the same. Where too little is left without them the
// noughts are part of it: "0907" are the last digits of a number.
func digitGrams(d string) []string {
	if out := runs(linkage.Number(d), digitRun); len(out) > 0 {
		return out
	}
	return runs(d, digitRun)
}

// runs are the parts of a text that are n long.
func runs(s string, n int) []string {
	var out []string
	rs := []rune(s)
	for i := 0; i+n <= len(rs); i++ {
		out = append(out, string(rs[i:i+n]))
	}
	return out
}

func looksLikeRef(q string) bool {
	q = strings.ToUpper(strings.TrimSpace(q))
	return strings.HasPrefix(q, "FS-") || strings.ContainsAny(q, "/") && strings.ContainsAny(q, "0123456789")
}
