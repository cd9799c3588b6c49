package guidance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits that keep a clause readable by the person it is about.
const (
	maxSay       = 240 // characters
	maxCondition = 400 // characters; longer ones want a definition
	maxAtoms     = 12
)

// check is every rule about an edition that is not the shape of its files or
// the meaning of its conditions.
func (l *loader) check() {
	if r := l.readers["edition.yaml"]; r == nil {
		l.faults.add(Fault{File: "edition.yaml", What: "the file is missing", Expected: "id, title, status, format, from and instruments"})
	}
	for _, c := range l.ed.Clauses {
		l.checkClause(c, l.readers[c.file])
	}
	for _, d := range l.ed.defs {
		r := l.readers[d.file]
		l.checkCites(r, d, d.Cite)
		if !d.used {
			r.fault(r.node(d, "key"), "a definition that some clause uses", "definition %s is not used", d.Key)
		}
	}
	for _, k := range sortedKeys(l.ed.params) {
		p := l.ed.params[k]
		r := l.readers[p.file]
		l.checkCites(r, p, p.Cite)
	}
	l.checkContrasts()
	for i := range l.ed.Readings {
		l.checkCites(l.readers["readings.yaml"], &l.ed.Readings[i], l.ed.Readings[i].Cite)
	}
	l.checkAccounting()
	for _, path := range sortedKeys(l.ed.phrases) {
		if l.opt.Case.paths[path] == nil && (l.opt.Force == nil || l.opt.Force.paths[path] == nil) {
			l.faults.add(Fault{File: "phrases.yaml", What: fmt.Sprintf("%q is no fact path", path), Expected: didYouMean(path, l.opt.Case.Paths())})
		}
	}
}

func (l *loader) checkClause(c *Clause, r *reader) {
	bad := func(field, expected, format string, a ...any) {
		r.fault(r.node(c, field), expected, "clause "+c.Key+": "+format, a...)
	}
	if c.Key != "" && !clauseKey.MatchString(c.Key) {
		bad("key", "words of a-z, 0-9 and _ joined by dots", "key cannot be read aloud")
	}
	word := func(field, got string, words []string, need bool) {
		if got == "" && !need || got != "" && slices.Contains(words, got) {
			return
		}
		bad(field, "one of "+strings.Join(words, ", "), "%s is %q", field, got)
	}
	owed := slices.Contains([]string{"duty", "consider", "avoid", "org"}, c.Kind)
	word("kind", c.Kind, kinds, true)
	word("strength", c.Strength, strengths, owed)
	word("provenance", c.Provenance, provenances, true)
	word("severity", c.Severity, severities, owed)
	l.checkCites(r, c, c.Cite)
	l.checkCites(r, c, c.Also)
	if c.Unverified() && c.Fact == "" {
		bad("verified", "fact: the number of the domain fact", "rests on an unconfirmed fact and does not say which")
	}
	if c.Provenance == "reading" && !slices.ContainsFunc(l.ed.Readings, func(x Reading) bool { return x.ID == c.Reading }) {
		bad("reading", "the id of an entry in readings.yaml", "follows a reading and does not say which")
	}
	if owed && c.Actor.Role == "" {
		bad("actor", "actor: {role: ...}", "somebody has to owe it")
	}
	if n := utf8.RuneCountInString(c.Say); n > maxSay {
		bad("say", fmt.Sprintf("at most %d characters", maxSay), "say is %d characters long", n)
	}
	if w := blameWords.FindString(c.Say + " " + c.Why + " " + c.Settle); w != "" {
		bad("say", "neutral words", "%q blames", w)
	}
	if c.Strength == "must" && c.Waivable != nil {
		bad("waivable", "no waiver: what cannot be done yet is recorded and escalated", "a must cannot be waived")
	}
	l.checkKind(c, bad)
	for field, p := range map[string]*plan{"when": c.when, "until": c.until, "expects": c.expects,
		"contrary_when": c.contrary, "requires": c.requires, "displaced_when": c.displaced} {
		if p == nil {
			continue
		}
		if n := utf8.RuneCountInString(p.text); n > maxCondition {
			bad(field, "a definition for part of it", "%s is %d characters long", field, n)
		}
		if n := p.root.atoms(); n > maxAtoms {
			bad(field, "a definition for part of it", "%s asks %d things at once", field, n)
		}
	}
}

var (
	clauseKey  = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)
	blameWords = regexp.MustCompile(`(?i)\b(violat\w*|negligen\w*|fail(ed|ure) to|her fault|his fault|their fault|brought it on|alleged(ly)? victim|should have known)\b`)
)

// kindFields says, for each kind, which fields it needs and which only it may have.
var kindFields = map[string]struct{ need, may []string }{
	"duty":     {[]string{"expects"}, []string{"until", "due", "unknown_from", "waivable", "satisfy_with"}},
	"consider": {nil, []string{"until", "due", "unknown_from", "waivable", "satisfy_with", "expects", "decision", "reopen_on"}},
	"avoid":    {[]string{"contrary_when", "settle"}, []string{"expects", "satisfy_with"}},
	"advise":   {[]string{"question", "argue"}, []string{"displaced_when"}},
	"gate":     {[]string{"guards", "requires"}, []string{"block"}},
	"clock":    {[]string{"due"}, []string{"until", "unknown_from"}},
	"prompt":   {nil, []string{"satisfy_with"}},
	"org":      {[]string{"expects"}, []string{"until", "due", "unknown_from", "waivable", "satisfy_with"}},
	"metric":   {[]string{"expects"}, nil},
}

func (l *loader) checkKind(c *Clause, bad func(field, expected, format string, a ...any)) {
	rules, ok := kindFields[c.Kind]
	if !ok {
		return
	}
	has := map[string]bool{
		"until": c.Until != "", "expects": c.Expects != "", "decision": c.Decision != nil, "reopen_on": len(c.ReopenOn) > 0,
		"contrary_when": c.ContraryWhen != "", "settle": c.Settle != "", "guards": c.Guards != "", "requires": c.Requires != "",
		"block": c.Block != "", "question": c.Question != "", "argue": c.Argue != nil, "displaced_when": c.DisplacedWhen != "",
		"due": c.Due != nil, "unknown_from": c.UnknownFrom != "", "waivable": c.Waivable != nil, "satisfy_with": len(c.SatisfyWith) > 0,
	}
	for _, f := range sortedKeys(has) {
		switch {
		case has[f] && !slices.Contains(rules.need, f) && !slices.Contains(rules.may, f):
			bad(f, "another kind of clause, or no "+f, "%s does not belong to a clause of kind %s", f, c.Kind)
		case !has[f] && slices.Contains(rules.need, f):
			bad(f, f, "a clause of kind %s needs %s", c.Kind, f)
		}
	}
	if c.Kind == "consider" && !has["decision"] && !has["expects"] {
		bad("decision", "decision, expects or both", "nothing says what counts as having considered it")
	}
	if c.Argue != nil && (c.Argue.For == "") == (c.Argue.Against == "") {
		bad("argue", "either for or against", "an argument takes one side")
	}
}

// atoms counts the things a condition asks, a definition being one.
func (n *node) atoms() int {
	if n.op == opAtom || n.op == opDefinition {
		return 1
	}
	sum := 0
	for _, k := range n.kids {
		sum += k.atoms()
	}
	return sum
}

// checkCites checks that each instrument is known, in force when the edition
// starts, and, where its paragraphs are hashed, has the paragraph cited.
func (l *loader) checkCites(r *reader, owner any, cites []Citation) {
	for i := range cites {
		c := &cites[i]
		at := slices.IndexFunc(l.man.Instruments, func(x instrument) bool { return x.ID == c.Instrument })
		if at < 0 {
			var ids []string
			for _, x := range l.man.Instruments {
				ids = append(ids, x.ID)
			}
			r.fault(r.node(c, "instrument"), didYouMean(c.Instrument, ids), "instrument %q is not listed in edition.yaml", c.Instrument)
			continue
		}
		in := l.man.Instruments[at]
		if l.man.From.Before(in.From) || !in.To.IsZero() && !l.man.From.Before(in.To) {
			r.fault(r.node(c, "instrument"), "an instrument in force on "+l.man.From.String(), "%s is not in force when this edition starts", c.Instrument)
		}
		for _, h := range l.hashes {
			if h.Instrument != c.Instrument {
				continue
			}
			paras, ok := h.Sections[c.Section]
			switch {
			case !ok && slices.ContainsFunc(sortedKeys(h.Sections), func(s string) bool { return strings.HasPrefix(s, c.Section+".") }):
				// a heading whose words all stand in its subsections
			case !ok:
				r.fault(r.node(c, "section"), didYouMean(c.Section, sortedKeys(h.Sections)), "%s has no section %s", c.Instrument, c.Section)
			case c.Para > len(paras) || c.Para < 0:
				r.fault(r.node(c, "para"), fmt.Sprintf("1 to %d", len(paras)), "%s %s has no paragraph %d", c.Instrument, c.Section, c.Para)
			}
		}
	}
}
