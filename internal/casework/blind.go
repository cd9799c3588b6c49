package casework

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

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
	tokName   = "n" // a name's word, folded
	tokSound  = "s" // how a name's word sounds
	tokDigits = "d" // every run of 4 digits of a number, and its last 6
	tokHandle = "h" // account, e-mail address, and their parts of 3
	tokPlate  = "v" // vehicle registration
	tokPost   = "p" // postcode
	tokRef    = "r" // our reference or another system's number
	tokSame   = "k" // what two reports about the same people share
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
		put(b.token(tokRef, linkage.Plain(string(x.Number))))
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

func (b blinder) person(p casefile.Person, put func(...store.TokenRef)) {
	names := append([]casefile.Line{p.Name.Value}, p.Aliases...)
	for _, n := range names {
		for _, w := range linkage.Words(string(n)) {
			put(b.token(tokName, w), b.token(tokSound, linkage.Sound(w)))
		}
	}
	for _, n := range phonesOf(p) {
		for _, g := range digitGrams(linkage.Digits(string(n))) {
			put(b.token(tokDigits, g))
		}
	}
	for _, h := range accountsOf(p) {
		f := linkage.Account(string(h))
		put(b.token(tokHandle, f))
		for _, g := range grams(f) {
			put(b.token(tokHandle, g))
		}
	}
	for _, v := range p.Vehicles {
		put(b.token(tokPlate, linkage.Plain(string(v))))
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

// queryGroups turns what somebody typed into groups of tokens: every group must
// be found, any token of a group will do. A group asked twice is asked once.
func (b blinder) queryGroups(q string) [][]store.TokenRef {
	var out [][]store.TokenRef
	for _, g := range b.groupsOf(q) {
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
// for as one beside all else it may be.
func (b blinder) groupsOf(q string) [][]store.TokenRef {
	groups := b.plainGroups(q)
	var refs []store.TokenRef
	for _, ref := range fullRefs(q) {
		refs = append(refs, b.token(tokRef, linkage.Plain(ref)))
	}
	for i := range groups {
		groups[i] = append(groups[i], refs...)
	}
	return groups
}

func (b blinder) plainGroups(q string) [][]store.TokenRef {
	var groups [][]store.TokenRef
	if r := linkage.Plain(q); looksLikeRef(q) {
		return [][]store.TokenRef{{b.token(tokRef, r), b.token(tokPlate, r)}}
	}
	if d := linkage.Digits(q); len(d) >= 4 && len(d)*2 >= len(strings.TrimSpace(q)) {
		for _, g := range digitGrams(d) {
			groups = append(groups, []store.TokenRef{b.token(tokDigits, g)})
		}
		// A number in another system is also all digits.
		for i := range groups {
			groups[i] = append(groups[i], b.token(tokRef, linkage.Plain(q)))
		}
		if len(groups) == 0 { // little but noughts: no telephone number, perhaps a log's
			groups = [][]store.TokenRef{{b.token(tokRef, linkage.Plain(q))}}
		}
		return groups
	}
	if pc := linkage.Postcode(q); pc != "" && len(strings.Fields(q)) <= 2 {
		return [][]store.TokenRef{{b.token(tokPost, pc)}}
	}
	if f := linkage.Account(q); strings.ContainsAny(q, "@_") && len(f) >= 3 {
		for _, g := range grams(f) {
			groups = append(groups, []store.TokenRef{b.token(tokHandle, g), b.token(tokHandle, f)})
		}
		return groups
	}
	words, whole := linkage.Words(q), linkage.Plain(q)
	for _, w := range words {
		group := []store.TokenRef{b.token(tokName, w), b.token(tokWord, stem(w)), b.token(tokHandle, linkage.Account(w)), b.token(tokRef, linkage.Plain(w)), b.token(tokPlate, linkage.Plain(w))}
		if len(w) >= 3 {
			group = append(group, b.token(tokSound, linkage.Sound(w)))
		}
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

// mostPlateWords is into how many words a plate may fall.
const mostPlateWords = 3

func stem(w string) string {
	env := snowballstem.NewEnv(w)
	english.Stem(env)
	return env.Current()
}

// digitGrams are the runs of four digits of a number written any way: +44, 0044
// and a leading 0 come to the same.
func digitGrams(d string) []string {
	d = strings.TrimPrefix(d, "00")
	if len(d) > 10 {
		d = strings.TrimPrefix(d, "44")
	}
	d = strings.TrimPrefix(d, "0")
	var out []string
	for i := 0; i+4 <= len(d); i++ {
		out = append(out, d[i:i+4])
	}
	return out
}

func grams(s string) []string {
	var out []string
	rs := []rune(s)
	for i := 0; i+3 <= len(rs); i++ {
		out = append(out, string(rs[i:i+3]))
	}
	return out
}

func looksLikeRef(q string) bool {
	q = strings.ToUpper(strings.TrimSpace(q))
	return strings.HasPrefix(q, "FS-") || strings.ContainsAny(q, "/") && strings.ContainsAny(q, "0123456789")
}
