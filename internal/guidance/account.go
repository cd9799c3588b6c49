package guidance

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Accounted says what answers one row of a catalogue of what a source asks. A
// row is named by its number and never by its words. Files called accounting*.yaml
// hold them; together they account for every row of the sections they are about.
type Accounted struct {
	Row           string   `yaml:"row" need:"yes" doc:"Number of the row: a word, the section and a number in it, as APP-4.3.1-02"`
	Clauses       []string `yaml:"clauses" doc:"Keys of clauses that answer it"`
	Kinds         []string `yaml:"kinds" doc:"Kinds of event it is recorded with"`
	Codes         []string `yaml:"codes" doc:"Lists of codes that hold it, or members as family.member"`
	Pages         []string `yaml:"pages" doc:"Pages that show or ask it, as method and address: GET /report/{draft}/{page}"`
	Content       string   `yaml:"content" doc:"What is shown or held, in a few words of our own"`
	Measure       string   `yaml:"measure" doc:"What is measured, in a few words; from the clauses or kinds named beside it"`
	NotComputable string   `yaml:"not_computable" doc:"Why no program can work it out; stands alone"`

	file string
	line int
}

var rowPattern = regexp.MustCompile(`^[A-Z]+-(\d+(?:\.\d+)*)-\d{2,}$`)

// Section is the section of the source the row belongs to.
func (a *Accounted) Section() string {
	if m := rowPattern.FindStringSubmatch(a.Row); m != nil {
		return m[1]
	}
	return ""
}

// Ways are the words of AccountWays that say how the row is answered; one that a
// clause answers may be measured too.
func (a *Accounted) Ways() []string {
	var out []string
	for i, has := range []bool{len(a.Clauses) > 0, len(a.Kinds) > 0, len(a.Codes) > 0 || len(a.Pages) > 0 || a.Content != "",
		a.Measure != "", a.NotComputable != ""} {
		if has {
			out = append(out, accountWays[i])
		}
	}
	return out
}

var accountWays = []string{"clause", "kind", "content", "measure", "not computable"}

// AccountWays are the ways a row can be answered, in order.
func AccountWays() []string { return slices.Clone(accountWays) }

// Accounting lists the rows accounted for, in the order of their sections.
func (e *Edition) Accounting() []Accounted { return e.accounting }

// Unnamed lists the clauses of the sections accounted for that no row names: rules
// that answer nothing the catalogue asks. Only a clause's first citation counts, so
// one that rests on law alone is free.
func (e *Edition) Unnamed() []*Clause {
	named, sections := map[string]bool{}, map[string]bool{}
	for i := range e.accounting {
		a := &e.accounting[i]
		prefix, _, _ := strings.Cut(a.Row, "-")
		sections[strings.ToLower(prefix)+" "+a.Section()] = true
		for _, k := range a.Clauses {
			named[k] = true
		}
	}
	var out []*Clause
	for _, c := range e.Clauses {
		// "app-sh 4.3" is accounted for by rows called APP-4.3-01.
		prefix, _, _ := strings.Cut(c.Cite[0].Instrument, "-")
		if sections[prefix+" "+c.Cite[0].Section] && !named[c.Key] {
			out = append(out, c)
		}
	}
	return out
}

func (l *loader) readAccounting(r *reader, list []Accounted) {
	for i := range list {
		a := &list[i]
		n := r.node(a, "")
		if n == nil {
			continue // not a mapping: already a fault
		}
		a.file, a.line = r.file, n.Line
		l.ed.accounting = append(l.ed.accounting, *a)
		l.checkAccounted(r, a)
	}
}

// checkAccounted is what can be said of a row by itself.
func (l *loader) checkAccounted(r *reader, a *Accounted) {
	bad := func(field, expected, format string, args ...any) {
		r.fault(r.node(a, field), expected, "row "+a.Row+": "+format, args...)
	}
	if a.Section() == "" {
		bad("row", "a word, the section and a number, as APP-4.3.1-02", "this names no row")
	}
	switch ways := a.Ways(); {
	case len(ways) == 0:
		bad("", "clauses, kinds, codes, pages, content or measure, or not_computable with why", "nothing answers it")
	case len(ways) > 1 && a.NotComputable != "":
		bad("not_computable", "either an answer or why there is none", "it is answered and said not to be computable")
	case a.Measure != "" && len(a.Clauses) == 0 && len(a.Kinds) == 0:
		bad("measure", "the clauses or kinds it is measured from", "a measure of nothing")
	}
	for _, code := range a.Codes {
		fam, member, dotted := strings.Cut(code, ".")
		f := l.opt.Case.families[fam]
		switch {
		case f == nil:
			bad("codes", didYouMean(fam, sortedKeys(l.opt.Case.families)), "%q names no list of codes", fam)
		case dotted && f.consts[member] == "":
			bad("codes", didYouMean(member, sortedKeys(f.consts)), "%q is not a code of %s", member, fam)
		}
	}
	for _, k := range a.Kinds {
		if len(l.opt.Kinds) > 0 && !slices.Contains(l.opt.Kinds, k) {
			bad("kinds", didYouMean(k, l.opt.Kinds), "%q is no kind of event", k)
		}
	}
}

// checkAccounting is what can be said once every file is read.
func (l *loader) checkAccounting() {
	first := map[string]*Accounted{}
	for i := range l.ed.accounting {
		a := &l.ed.accounting[i]
		fault := func(expected, format string, args ...any) {
			l.faults.add(Fault{File: a.file, Line: a.line, What: fmt.Sprintf("row "+a.Row+": "+format, args...), Expected: expected})
		}
		if was := first[a.Row]; was != nil {
			fault("each row once", "it is already at %s:%d", was.file, was.line)
			continue
		}
		first[a.Row] = a
		for _, k := range a.Clauses {
			off := slices.ContainsFunc(l.ed.Off, func(o SwitchOff) bool { return o.Key == k })
			if l.ed.byKey[k] == nil && !off {
				fault(didYouMean(k, sortedKeys(l.ed.byKey)), "there is no clause %q", k)
			}
		}
	}
	slices.SortStableFunc(l.ed.accounting, func(a, b Accounted) int {
		return cmp.Or(CompareSections(a.Section(), b.Section()), strings.Compare(a.Row, b.Row))
	})
}

// CompareSections orders section numbers as a document does: 4.3 before 4.3.1
// before 4.10.
func CompareSections(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
		n, _ := strconv.Atoi(x)
		m, _ := strconv.Atoi(y)
		return cmp.Compare(n, m)
	})
}
