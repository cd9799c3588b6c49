package guidance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"go.yaml.in/yaml/v3"
)

var definitionKey = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$`)

// compile plans every definition and clause. Faults in conditions are gathered;
// the error is for what no author could put right.
func (l *loader) compile() error {
	if l.opt.Case == nil {
		return fmt.Errorf("load edition: no case schema was given")
	}
	var err error
	if l.ed.caseLang, err = l.language(l.opt.Case); err != nil {
		return err
	}
	for _, d := range l.ed.defs {
		l.planDefinition(d)
	}
	for _, c := range l.ed.Clauses {
		lang := l.ed.caseLang
		if c.org = c.Kind == "org"; c.org {
			if l.ed.orgLang == nil && l.opt.Force != nil {
				if l.ed.orgLang, err = newLanguage(l.opt.Force, l.opt.Funcs, nil); err != nil {
					return err
				}
				l.ed.orgLang.rule = l.ed.caseLang.rule
			}
			if lang = l.ed.orgLang; lang == nil {
				r := l.readers[c.file]
				r.fault(r.node(c, "kind"), "a schema of the force's register", "clause %s is an org clause, and this program gave no register", c.Key)
				continue
			}
		}
		(&clauseCompiler{loader: l, c: c, r: l.readers[c.file], lang: lang}).run()
	}
	return nil
}

func (l *loader) language(s *Schema) (*language, error) {
	var vars []cel.EnvOption
	for _, d := range l.ed.defs {
		t := cel.BoolType
		if len(d.Codes) > 0 {
			if !l.resolveCodes(s, d) {
				continue
			}
			t = cel.ListType(codeCEL(d.fam))
		}
		vars = append(vars, cel.Variable(d.Key, t))
	}
	lang, err := newLanguage(s, l.opt.Funcs, vars)
	if err != nil {
		return nil, err
	}
	params := l.ed.params // not the loader, which holds every file it has read
	lang.rule = func(add string) (period, error) { return parsePeriod(add, "", "", params) }
	return lang, nil
}

func (l *loader) resolveCodes(s *Schema, d *definition) bool {
	r := l.readers[d.file]
	for _, name := range d.Codes {
		fam, member, _ := strings.Cut(name, ".")
		f := s.families[fam]
		switch {
		case f == nil:
			r.fault(r.node(d, "codes"), didYouMean(fam, sortedKeys(s.families)), "%q names no list of codes", name)
			return false
		case f.consts[member] == "":
			r.fault(r.node(d, "codes"), didYouMean(member, sortedKeys(f.consts)), "%q is not a code of %s", member, fam)
			return false
		case d.fam != nil && d.fam != f:
			r.fault(r.node(d, "codes"), "codes of one list", "definition %s mixes codes of %s and %s", d.Key, d.fam.name, fam)
			return false
		}
		d.fam = f
		d.codes = append(d.codes, TextValue(f.consts[member]))
	}
	return true
}

// planDefinition plans a definition after those it names.
func (l *loader) planDefinition(d *definition) {
	r := l.readers[d.file]
	if d.state == 1 {
		r.fault(r.node(d, "expr"), "definitions that build on one another without a circle", "definition %s depends on itself", d.Key)
		return
	}
	if d.state == 2 || len(d.Codes) > 0 {
		return
	}
	d.state = 1
	defer func() { d.state = 2 }()
	for _, other := range l.ed.defs {
		if mentions(d.Expr, other.Key) {
			l.planDefinition(other)
		}
	}
	lang := l.ed.caseLang
	s, pairPath := scopeOf(lang.schema, d.Scope, nil)
	if d.Scope == ScopePairs && s.pair == nil {
		r.fault(r.node(d, "scope"), "a schema with a list called pairs", "definition %s is for a pair", d.Key)
		return
	}
	p, probs := lang.plan(d.Expr, s, "", pairPath, l.defs)
	for _, x := range probs {
		l.faults.add(r.place(r.node(d, "expr"), x))
	}
	if p == nil {
		p = &plan{text: d.Expr, root: constant(Unknown)}
	}
	d.plan = p
	for _, used := range p.defs {
		used.used = true
	}
}

// mentions reports whether a condition names key, as a whole word.
func mentions(expr, key string) bool {
	for rest := expr; ; {
		i := strings.Index(rest, key)
		if i < 0 {
			return false
		}
		end := i + len(key)
		if (i == 0 || !nameByte(rest[i-1])) && (end == len(rest) || !nameByte(rest[end])) {
			return true
		}
		rest = rest[end:]
	}
}

func nameByte(b byte) bool {
	return b == '_' || b == '.' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9'
}

// scopeOf is the scope of a clause or definition over a schema.
func scopeOf(s *Schema, word string, it *recordType) (scope, string) {
	if word != ScopePairs {
		return scope{it: it}, ""
	}
	if f := s.root.fields["pairs"]; f != nil && f.kind == list && f.rec != nil {
		return scope{pair: f.rec, it: it}, "pairs"
	}
	return scope{it: it}, ""
}

type clauseCompiler struct {
	*loader
	c        *Clause
	r        *reader
	lang     *language
	sc       scope
	itPath   string
	pairPath string
}

func (k *clauseCompiler) run() {
	c := k.c
	k.sc, k.pairPath = scopeOf(k.lang.schema, c.Scope, nil)
	if c.Scope == ScopePairs && k.sc.pair == nil {
		k.r.fault(k.r.node(c, "scope"), "a schema with a list called pairs", "clause %s runs per pair", c.Key)
		return
	}
	if k.sc.pair != nil {
		c.deps = append(c.deps, k.pairPath)
	}
	if c.ForEach != "" {
		k.forEach()
	}
	c.when = k.cond("when", c.When)
	c.until = k.cond("until", c.Until)
	c.expects = k.cond("expects", c.Expects)
	c.contrary = k.cond("contrary_when", c.ContraryWhen)
	c.requires = k.cond("requires", c.Requires)
	c.displaced = k.cond("displaced_when", c.DisplacedWhen)
	if c.Due != nil {
		k.due()
	}
	k.reopen()
	c.why = k.template("why", c.Why)
	slices.Sort(c.deps)
	c.deps = slices.Compact(c.deps)
}

func (k *clauseCompiler) problems(n *yaml.Node, probs []problem) {
	for _, x := range probs {
		k.faults.add(k.r.place(n, x))
	}
}

func (k *clauseCompiler) cond(field, text string) *plan {
	if text == "" {
		return nil
	}
	p, probs := k.lang.plan(text, k.sc, k.itPath, k.pairPath, k.defsFor())
	k.problems(k.r.node(k.c, field), probs)
	if p != nil {
		k.c.deps = append(k.c.deps, p.deps...)
		k.c.timed = k.c.timed || p.when
		for _, d := range p.defs {
			d.used = true
		}
	}
	return p
}

// defsFor are the definitions a clause can name: they speak of cases.
func (k *clauseCompiler) defsFor() map[string]*definition {
	if k.c.org {
		return nil
	}
	return k.defs
}

func (k *clauseCompiler) planner(text string) (*planner, *planned, []problem) {
	p, a, probs := k.lang.planner(text, k.sc, k.itPath, k.pairPath, k.defsFor())
	if probs != nil {
		return nil, nil, probs
	}
	return p, &planned{a}, nil
}

func (k *clauseCompiler) forEach() {
	n := k.r.node(k.c, "for_each")
	p, a, probs := k.planner(k.c.ForEach)
	if probs != nil {
		k.problems(n, probs)
		return
	}
	l, ok := p.list(a.Expr())
	if !ok || l.field.rec == nil {
		k.r.fault(n, "the path of a list, as case.transfers or pair.incidents", "%q has no elements to ask of one by one", k.c.ForEach)
		return
	}
	k.c.list, k.sc.it, k.itPath = l, l.field.rec, l.path
	k.c.deps = append(k.c.deps, l.path)
}

func (k *clauseCompiler) reopen() {
	for _, path := range k.c.ReopenOn {
		if k.lang.schema.paths[path] == nil {
			k.r.fault(k.r.node(k.c, "reopen_on"), didYouMean(path, k.lang.schema.Paths()), "%q is no fact path", path)
			continue
		}
		k.c.reopen = append(k.c.reopen, path)
		k.c.deps = append(k.c.deps, path)
	}
}
