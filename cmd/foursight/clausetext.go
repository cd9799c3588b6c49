package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"foursight/internal/guidance"
)

// keysLike lists the keys that share a part with what was asked for, or all.
func keysLike(ed *guidance.Edition, asked string) string {
	var like, all []string
	first, _, _ := strings.Cut(asked, ".")
	for _, c := range ed.Clauses {
		all = append(all, "  "+c.Key)
		if first != "" && strings.Contains(c.Key, first) {
			like = append(like, "  "+c.Key)
		}
	}
	if len(like) > 0 {
		all = like
	}
	return strings.Join(all, "\n")
}

// writeClause shows a clause as a reader meets it: what it says, how strongly
// and by whose word, when it applies, what settles it, and its examples.
func writeClause(w io.Writer, ed *guidance.Edition, c *guidance.Clause) error {
	p := &page{}
	p.line("%s", c.Key)
	p.block("  ", c.Say)
	p.line("")
	row := func(head, text string) {
		if text != "" {
			p.line("%s", head)
			p.block("  ", text)
		}
	}
	kind := c.Kind
	if c.Strength != "" {
		kind += ", " + strings.ReplaceAll(c.Strength, "_", " ")
	}
	row("Kind and strength", kind)
	row("Provenance", provenance(c.Provenance, "", c.Unverified())+factNumber(c))
	row("Source", sources(c))
	row("Who", who(c))
	row("Asked of", subject(c))
	row("Applies when", conditionWords(c.When))
	row("Has happened when", conditionWords(c.ContraryWhen))
	row("Opens when", conditionWords(c.Requires))
	row("Settled when", conditionWords(c.Expects))
	row("Overtaken when", conditionWords(c.DisplacedWhen))
	row("Lapses when", conditionWords(c.Until))
	if c.Argue != nil {
		side := "for " + c.Argue.For
		if c.Argue.For == "" {
			side = "against " + c.Argue.Against
		}
		row("Argues", fmt.Sprintf("on %s, %s, %s: %s", c.Question, side, c.Argue.Strength, c.Argue.Text))
	}
	row("Put right by", c.Settle)
	row("Recorded with", strings.Join(c.SatisfyWith, ", "))
	row("Due", dueWords(ed, c))
	row("Not for", c.NotFor)
	definitions(p, ed, c)
	for _, r := range ed.Readings {
		if r.ID == c.Reading {
			row("Reading "+r.ID, r.Question+" "+r.Taken)
			row("Other readings", strings.Join(r.Other, " "))
		}
	}
	for i, ex := range c.Examples {
		if i == 0 {
			p.line("Examples")
		}
		p.block("  ", "- "+ex.Name+": "+outcomeWords(ex.Expect))
	}
	if _, err := p.WriteTo(w); err != nil {
		return fmt.Errorf("write clause %s: %w", c.Key, err)
	}
	return nil
}

func factNumber(c *guidance.Clause) string {
	if c.Fact == "" {
		return ""
	}
	return " (" + c.Fact + ")"
}

func sources(c *guidance.Clause) string {
	var out []string
	for _, x := range append(append([]guidance.Citation{}, c.Cite...), c.Also...) {
		out = append(out, x.String())
	}
	return strings.Join(out, "; ")
}

func who(c *guidance.Clause) string {
	text := strings.ReplaceAll(c.Actor.Role, "_", " ")
	if c.Actor.Fallback != "" {
		text += ", or else " + strings.ReplaceAll(c.Actor.Fallback, "_", " ")
	}
	if c.Waivable != nil {
		text += "; may be waived with reasons by " + strings.ReplaceAll(strings.Join(c.Waivable.By, ", "), "_", " ")
	}
	return text
}

func subject(c *guidance.Clause) string {
	text := "the case as a whole"
	if c.Scope == guidance.ScopePairs {
		text = "each pair of victim and actor"
	}
	if c.ForEach != "" {
		text += ", for each of " + conditionWords(c.ForEach)
	}
	return text
}

func dueWords(ed *guidance.Edition, c *guidance.Clause) string {
	if c.Due == nil {
		return ""
	}
	length := c.Due.Add
	if key, ok := strings.CutPrefix(c.Due.Add, "param:"); ok {
		p := ed.Param(key)
		switch {
		case p == nil:
			length = key
		case len(p.Values) == 0:
			length = fmt.Sprintf("%q: no local standard set", p.Word)
		case p.Local:
			v := p.Values[len(p.Values)-1]
			length = fmt.Sprintf("%s, a local standard (%s)", v.Value, v.Reference)
		default:
			v := p.Values[len(p.Values)-1]
			length = fmt.Sprintf("%s (%s)", v.Value, v.Reference)
		}
	}
	counted := ", counted from"
	if c.Due.Before {
		counted = ", counted back from"
	}
	if c.Due.Called != "" {
		return length + counted + ": " + c.Due.Called
	}
	var from []string
	for _, f := range c.Due.From {
		from = append(from, conditionWords(f))
	}
	return length + counted + " " + strings.Join(from, " or, if later, ")
}

// definitions gives the meaning of every name a clause borrows.
func definitions(p *page, ed *guidance.Edition, c *guidance.Clause) {
	said := false
	text := strings.Join([]string{c.When, c.Until, c.Expects, c.ContraryWhen, c.Requires, c.DisplacedWhen}, " ")
	for _, d := range ed.Definitions() {
		if !regexp.MustCompile(`\b` + regexp.QuoteMeta(d.Key) + `\b`).MatchString(text) {
			continue
		}
		if !said {
			p.line("Where")
			said = true
		}
		p.block("  ", fmt.Sprintf("%s means: %s (%s)", strings.ReplaceAll(d.Key, "_", " "), d.Text, d.Cite[0]))
	}
}

// wording turns the signs of a condition into words, in this order. It is for
// reading: what is evaluated is the condition itself.
var wording = []struct {
	from *regexp.Regexp
	to   string
}{
	{regexp.MustCompile(`(\w+(?:\.\w+)*)\.atLeast\((\d+), (\w+), (.*?)\)`), "at least $2 of $1 have $4"},
	{regexp.MustCompile(`(\w+(?:\.\w+)*)\.exists\((\w+), `), "one of $1 has ("},
	{regexp.MustCompile(`(\w+(?:\.\w+)*)\.size\(\) > 0`), "there is any of $1"},
	{regexp.MustCompile(`!known\(([^)]*)\)`), "$1 is not known"},
	{regexp.MustCompile(`\bknown\(([^)]*)\)`), "$1 is known"},
	{regexp.MustCompile(`\b[a-z_]+\.([a-z0-9_]+) in \b[a-z]\.(\w+)`), "$2 with $1"},
	{regexp.MustCompile(` == `), " is "},
	{regexp.MustCompile(` != `), " is other than "},
	{regexp.MustCompile(` >= `), " not before "},
	{regexp.MustCompile(` < `), " below "},
	{regexp.MustCompile(` in `), " is one of "},
	{regexp.MustCompile(`!`), "not "},
	{regexp.MustCompile(` \? `), ", then "},
	{regexp.MustCompile(` : `), "; otherwise "},
	{regexp.MustCompile(`&&`), "and"},
	{regexp.MustCompile(`\|\|`), "or"},
	{regexp.MustCompile(`\bpair\.id\b`), "this pair"},
	{regexp.MustCompile(`\bit\.(\w)`), "its own $1"},
	{regexp.MustCompile(`\b(?:case|pair|[a-z])\.(\w)`), "$1"},
	{regexp.MustCompile(`\b(?:` + strings.Join(families, "|") + `)\.(\w)`), "$1"},
	{regexp.MustCompile(`_`), " "},
	{regexp.MustCompile(`\.`), " "},
}

// families are the names of code lists that conditions write before a code.
var families = []string{"advice_code", "case_stage", "channel", "class", "decision", "evidence_kind", "intake", "order_kind", "outcome",
	"person_role", "purpose", "relationship", "role", "ruling", "service", "system", "topic"}

func conditionWords(condition string) string {
	if condition == "arose" {
		return "when it arose"
	}
	text := strings.Join(strings.Fields(condition), " ")
	for _, w := range wording {
		text = w.from.ReplaceAllString(text, w.to)
	}
	return text
}

// outcomeWords says what an example expects.
func outcomeWords(x guidance.Expect) string {
	var out []string
	for _, s := range []struct {
		word string
		list []string
	}{{"outstanding", x.Outstanding}, {"satisfied", x.Satisfied}, {"decided", x.Decided}, {"waived", x.Waived}, {"to be asked", x.Undetermined},
		{"recorded as advised", x.Contrary}, {"lapsed", x.Ended}, {"does not apply", x.NotApplicable}, {"shown", x.Prompted}, {"argued", x.Argued},
		{"overtaken", x.Displaced}, {"held", x.Blocked}, {"running", x.Running}} {
		if len(s.list) > 0 {
			out = append(out, s.word)
		}
	}
	if len(x.Ask) > 0 {
		out = append(out, "asks for "+strings.Join(x.Ask, ", "))
	}
	if x.Due != "" {
		out = append(out, "last day "+x.Due)
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, "; ")
}
