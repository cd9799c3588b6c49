// Package lexicon finds words in what people say and write that point to
// behaviours, and words of officers that the guidance cautions against.
//
// Purpose: one versioned file of words and rules (data/en.yaml) serves the open
// questions after an account is kept, quiet notes beside officers' own words, and
// the screening of records (DESIGN 4, "Words lexicon").
//
// Boundary: text in, matches with their places and reasons out. It asks nothing,
// decides nothing and keeps nothing. A match is a reason to ask; no match means
// nothing at all. What is asked, and in which words, is the words package's.
//
// Source: the behaviours are casefile.Behaviour (APP 1.1.2, 2.3, 3.2.2, 5.7; PHA
// s2A(3)); the cautions follow APP 3, 3.1, 4.1 and 4.2. The phrases are our own and
// claim no completeness; no rate of success is known.
//
// Threat: words put into a victim's mouth, and words quietly overlooked. Matches
// carry the span they rest on, so that whoever reads them sees whose words they
// are; a denial is marked, not dropped; and nobody may rest a "nothing found" on it.
package lexicon

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"foursight/internal/casefile"
)

//go:embed data/en.yaml
var english []byte

// Caution is something an officer's words may show that the guidance warns of.
type Caution string

// Cautions of the English file; each has its citation there.
const (
	MutualContact Caution = "mutual_contact"
	Trivial       Caution = "made_light_of"
	OnlyDomestic  Caution = "put_down_to_relationship"
	NotWilling    Caution = "unwilling"
	ToldToStop    Caution = "told_to_stop"
	Block         Caution = "block"
	LeaveSocial   Caution = "leave_social_media"
	ChangeNumber  Caution = "change_number"
	Inconsistent  Caution = "inconsistent"
	WhyLate       Caution = "reported_late"
	Blamed        Caution = "blamed"
)

// Codes lists the cautions.
func (Caution) Codes() []string {
	out := []string{}
	for _, c := range []Caution{MutualContact, Trivial, OnlyDomestic, NotWilling, ToldToStop, Block, LeaveSocial, ChangeNumber, Inconsistent, WhyLate, Blamed} {
		out = append(out, string(c))
	}
	return out
}

// Match is words that point to a behaviour. Start and End are bytes of the text.
type Match struct {
	Behaviour  casefile.Behaviour
	Start, End int
	Negated    bool   // somebody says that it did not happen: "he never hit me"
	Feared     bool   // the teller is afraid that it will, and nobody is said to have threatened it
	Rule       string // the rule that found it: "gifts/send $me flowers"
}

// Note is an officer's words that the guidance cautions against.
type Note struct {
	Caution    Caution
	Cite       string // "APP 4.1"
	Start, End int
	Rule       string
}

// Lexicon is a file of words and rules, ready to use by several goroutines.
type Lexicon struct {
	version  string
	words    vocabulary
	cites    map[Caution]string
	acts     index // behaviours, and what only looks like one
	cautions index
	negation negation
	fears    fears
}

// Version names the file: it changes whenever a rule does.
func (l *Lexicon) Version() string { return l.version }

// Cite is the section of the guidance a caution rests on.
func (l *Lexicon) Cite(c Caution) string { return l.cites[c] }

// English is the lexicon that ships.
func English() *Lexicon { return shipped() }

var shipped = sync.OnceValue(func() *Lexicon {
	l, err := Load(english)
	if err != nil {
		panic(err) // embedded and tested: cannot happen in a built binary
	}
	return l
})

// file is a lexicon as written:
//
//	version: en-2026-11
//	negation: {words, window, ends, undo}
//	fears: {of, words, will, says, tellers}  fear of an act, told apart from a threat of it
//	sets: {me: [me, us]}                    used in rules as $me
//	forms: {send: [sends, sent, sending]}   of words that do not follow the rules
//	behaviours: {gifts: [rule, ...]}
//	over: {threat_kill: [assault]}          a rule of the first hides matches of the others within it
//	shadows: [{say: [rule, ...], of: [gifts]}]  words that only look like these; of nothing is of all
//	cautions: {block: {cite, say: [rule, ...]}}
type file struct {
	Version    string                 `yaml:"version"`
	Negation   negationFile           `yaml:"negation"`
	Fears      fearsFile              `yaml:"fears"`
	Sets       map[string][]string    `yaml:"sets"`
	Forms      map[string][]string    `yaml:"forms"`
	Behaviours map[string][]string    `yaml:"behaviours"`
	Over       map[string][]string    `yaml:"over"`
	Shadows    []shadowFile           `yaml:"shadows"`
	Cautions   map[string]cautionFile `yaml:"cautions"`
}

type negationFile struct {
	Words  []string `yaml:"words"`
	Window int      `yaml:"window"`
	Ends   []string `yaml:"ends"`
	Undo   []string `yaml:"undo"`
}

type fearsFile struct {
	Of      []string `yaml:"of"`
	Words   []string `yaml:"words"`
	Will    []string `yaml:"will"`
	Says    []string `yaml:"says"`
	Tellers []string `yaml:"tellers"`
}

type shadowFile struct {
	Say []string `yaml:"say"`
	Of  []string `yaml:"of"`
}

type cautionFile struct {
	Cite string   `yaml:"cite"`
	Say  []string `yaml:"say"`
}

// Load reads a lexicon. The error names every fault found.
func Load(raw []byte) (*Lexicon, error) {
	var f file
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	c := &compiler{file: &f, words: vocabulary{}}
	l := &Lexicon{version: f.Version, words: c.words, cites: map[Caution]string{}}
	l.negation = negation{c.words.set(f.Negation.Words), c.words.set(f.Negation.Ends), c.words.set(f.Negation.Undo), f.Negation.Window}
	if f.Version == "" || f.Negation.Window < 1 {
		c.fault("version and negation.window have to be given")
	}
	codes := casefile.Behaviour("").Codes()
	for _, code := range f.Fears.Of {
		c.known("behaviour", code, codes)
	}
	l.fears = fears{f.Fears.Of, c.words.set(f.Fears.Words), c.words.set(f.Fears.Will), c.words.set(f.Fears.Says), c.words.set(f.Fears.Tellers), c.words.set([]string{"you"})}
	for _, code := range slices.Sorted(maps.Keys(f.Behaviours)) {
		c.known("behaviour", code, codes)
		for _, say := range f.Behaviours[code] {
			c.add(&l.acts, say, pattern{key: code, rule: code + "/" + say, hides: f.Over[code]})
		}
	}
	for _, code := range slices.Sorted(maps.Keys(f.Over)) {
		c.known("behaviour", code, codes)
		for _, hidden := range f.Over[code] {
			c.known("behaviour", hidden, codes)
		}
	}
	for _, s := range f.Shadows {
		for _, code := range s.Of {
			c.known("behaviour", code, codes)
		}
		for _, say := range s.Say {
			c.add(&l.acts, say, pattern{hides: s.Of, hidesAll: len(s.Of) == 0})
		}
	}
	for _, code := range Caution("").Codes() {
		x, ok := f.Cautions[code]
		if !ok || x.Cite == "" || len(x.Say) == 0 {
			c.fault("caution %s needs a citation and rules", code)
		}
		l.cites[Caution(code)] = x.Cite
	}
	for _, code := range slices.Sorted(maps.Keys(f.Cautions)) {
		c.known("caution", code, Caution("").Codes())
		for _, say := range f.Cautions[code].Say {
			c.add(&l.cautions, say, pattern{key: code, rule: code + "/" + say})
		}
	}
	if len(c.faults) > 0 {
		return nil, fmt.Errorf("lexicon: %w", errors.Join(c.faults...))
	}
	return l, nil
}

// Behaviours finds what points to behaviours in somebody's words, by place. Of
// matches of one behaviour that overlap, the longest stays.
func (l *Lexicon) Behaviours(text string) []Match {
	words := tokens(text, l.words)
	found := l.acts.find(words)
	out := make([]Match, 0, len(found))
	for _, h := range found {
		if h.p.key == "" {
			continue
		}
		m := Match{Behaviour: casefile.Behaviour(h.p.key), Start: words[h.from].start, End: words[h.to-1].end, Negated: l.negation.holds(words, h.from), Rule: h.p.rule}
		if at, feared := l.fears.holds(words, h); feared {
			m.Feared, m.Start = true, min(m.Start, words[at].start)
			m.Negated = m.Negated || l.negation.holds(words, at)
		}
		out = append(out, m)
	}
	return out
}

// Cautions finds officers' words that the guidance cautions against, by place.
// What is said not to have been done is left out: "did not advise her to block".
func (l *Lexicon) Cautions(text string) []Note {
	words := tokens(text, l.words)
	var out []Note
	for _, h := range l.cautions.find(words) {
		if l.negation.holds(words, h.from) {
			continue
		}
		c := Caution(h.p.key)
		out = append(out, Note{Caution: c, Cite: l.cites[c], Start: words[h.from].start, End: words[h.to-1].end, Rule: h.p.rule})
	}
	return out
}

// Quote is the words of a match, on one line.
func Quote(text string, start, end int) string {
	return strings.Join(strings.Fields(text[start:end]), " ")
}
