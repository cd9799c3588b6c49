package guidance

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"
)

// The names conditions start from.
const (
	nameCase = "case" // the root of the schema
	namePair = "pair" // the pair a clause is asked of
	nameIt   = "it"   // the element of for_each
)

// Functions that quantifier macros expand to; authors cannot write "@".
const (
	fnMore  = "@more"  // may the list have elements nobody has told us of?
	fnTally = "@tally" // count one element, possibly unknown
	fnStart = "@start" // an empty tally over a list
	fnReach = "@reach" // has the tally reached n?
)

// Func is a helper a caller adds to the condition language. Fn is called only
// with known values, must be pure, and may return the zero Value for unknown.
type Func struct {
	Name   string // a lower-case word, not already in the language
	Args   []Kind // Bool, Int, Text, DateOnly or Instant
	Result Kind
	Cite   string // where the rule it computes comes from
	Fn     func(args []Value) Value
}

var (
	dateCEL     = cel.ObjectType("date")
	intervalCEL = cel.ObjectType("interval")
	tallyCEL    = cel.OpaqueType("tally")
)

func celScalar(k Kind) *cel.Type {
	switch k {
	case Bool:
		return cel.BoolType
	case Int:
		return cel.IntType
	case DateOnly:
		return dateCEL
	case Instant:
		return cel.TimestampType
	case interval:
		return intervalCEL
	}
	return cel.StringType
}

func codeCEL(f *family) *cel.Type { return cel.ObjectType("code." + f.name) }

func (f *field) celType() *cel.Type {
	switch f.kind {
	case Code:
		return codeCEL(f.family)
	case record:
		return cel.ObjectType(f.rec.name)
	case list:
		switch f.elem {
		case record:
			return cel.ListType(cel.ObjectType(f.rec.name))
		case Code:
			return cel.ListType(codeCEL(f.family))
		}
		return cel.ListType(celScalar(f.elem))
	}
	return celScalar(f.kind)
}

// provider tells CEL the fields of the schema's structs.
type provider struct {
	*types.Registry
	records map[string]*recordType
}

func newProvider(s *Schema) (*provider, error) {
	reg, err := types.NewRegistry()
	if err != nil {
		return nil, fmt.Errorf("condition types: %w", err)
	}
	p := &provider{Registry: reg, records: map[string]*recordType{}}
	for _, r := range s.records {
		p.records[r.name] = r
	}
	return p, nil
}

func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if p.records[name] != nil || name == "date" || name == "interval" || strings.HasPrefix(name, "code.") {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return p.Registry.FindStructType(name)
}

func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	r := p.records[name]
	if r == nil {
		return nil, false
	}
	names := make([]string, len(r.order))
	for i, f := range r.order {
		names[i] = f.name
	}
	return names, true
}

func (p *provider) FindStructFieldType(name, fieldName string) (*types.FieldType, bool) {
	if name == "interval" {
		if t := intervalEnds[fieldName]; t != nil {
			return &types.FieldType{Type: t}, true
		}
		return nil, false
	}
	r := p.records[name]
	if r == nil || r.fields[fieldName] == nil {
		return nil, false
	}
	return &types.FieldType{Type: r.fields[fieldName].celType()}, true
}

// intervalEnds are the parts of an imprecise time a condition may read. The
// cautious end depends on the question, so an author has to choose one.
var intervalEnds = map[string]*cel.Type{
	"earliest": cel.TimestampType, "latest": cel.TimestampType,
	"first_day": dateCEL, "last_day": dateCEL,
}

// language is the condition language over one schema: the CEL environments that
// parse and check, and the helpers that plans call.
type language struct {
	schema *Schema
	base   *cel.Env
	envs   map[string]*cel.Env
	funcs  map[string]Func
	rule   func(add string) (period, error) // reads "6mo", "7d", "param:name"
}

func newLanguage(s *Schema, funcs []Func, vars []cel.EnvOption) (*language, error) {
	p, err := newProvider(s)
	if err != nil {
		return nil, err
	}
	opts := []cel.EnvOption{
		cel.CustomTypeProvider(p), cel.CustomTypeAdapter(p.Registry),
		cel.StdLib(), cel.ClearMacros(), cel.Macros(macros()...), cel.EnableMacroCallTracking(),
		cel.Variable(nameCase, cel.ObjectType(s.root.name)),
	}
	opts = append(opts, builtinDecls()...)
	l := &language{schema: s, envs: map[string]*cel.Env{}, funcs: map[string]Func{}}
	for _, f := range funcs {
		if !wordPattern.MatchString(f.Name) || f.Fn == nil || l.funcs[f.Name].Fn != nil {
			return nil, fmt.Errorf("helper %q: expected a new lower-case name and a function", f.Name)
		}
		l.funcs[f.Name] = f
		args := make([]*cel.Type, len(f.Args))
		for i, a := range f.Args {
			args[i] = celScalar(a)
		}
		opts = append(opts, cel.Function(f.Name, cel.Overload("helper_"+f.Name, args, celScalar(f.Result))))
	}
	for _, name := range sortedKeys(s.families) {
		fam := s.families[name]
		for _, c := range sortedKeys(fam.consts) {
			opts = append(opts, cel.Variable(name+"."+c, codeCEL(fam)))
		}
	}
	l.base, err = cel.NewCustomEnv(append(opts, vars...)...)
	if err != nil {
		return nil, fmt.Errorf("condition language: %w", err)
	}
	return l, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// scope says which names a condition may start from and what they are.
type scope struct {
	pair *recordType // nil outside pairs
	it   *recordType // nil without for_each
}

func (s scope) key() string {
	k := ""
	if s.pair != nil {
		k = s.pair.name
	}
	if s.it != nil {
		k += "|" + s.it.name
	}
	return k
}

func (l *language) env(s scope) (*cel.Env, error) {
	if s.pair == nil && s.it == nil {
		return l.base, nil
	}
	if e := l.envs[s.key()]; e != nil {
		return e, nil
	}
	var opts []cel.EnvOption
	if s.pair != nil {
		opts = append(opts, cel.Variable(namePair, cel.ObjectType(s.pair.name)))
	}
	if s.it != nil {
		opts = append(opts, cel.Variable(nameIt, cel.ObjectType(s.it.name)))
	}
	e, err := l.base.Extend(opts...)
	if err != nil {
		return nil, fmt.Errorf("condition language: %w", err)
	}
	l.envs[s.key()] = e
	return e, nil
}

// builtinDecls declares what every condition can use beside operators.
func builtinDecls() []cel.EnvOption {
	any1 := cel.TypeParamType("A")
	fn := func(name string, overloads ...cel.FunctionOpt) cel.EnvOption { return cel.Function(name, overloads...) }
	status := func(name string) cel.EnvOption {
		return fn(name, cel.Overload(name+"_any", []*cel.Type{any1}, cel.BoolType, cel.OverloadIsNonStrict()))
	}
	when := func(name string) cel.EnvOption {
		return fn(name,
			cel.Overload(name+"_instant", []*cel.Type{cel.TimestampType, cel.StringType}, cel.BoolType),
			cel.Overload(name+"_date", []*cel.Type{dateCEL, cel.StringType}, cel.BoolType))
	}
	order := func(op string) cel.EnvOption {
		return fn(op, cel.Overload("date"+op, []*cel.Type{dateCEL, dateCEL}, cel.BoolType))
	}
	anyList := cel.ListType(any1)
	return []cel.EnvOption{
		status("known"), status("declined"), status("asked"), status("disputed"), status("not_applicable"),
		fn("complete", cel.Overload("complete_list", []*cel.Type{anyList}, cel.BoolType)),
		when("within"), when("older_than"), when("upcoming"),
		fn("passed", cel.Overload("passed_instant", []*cel.Type{cel.TimestampType}, cel.BoolType),
			cel.Overload("passed_date", []*cel.Type{dateCEL}, cel.BoolType)),
		fn("date", cel.Overload("date_text", []*cel.Type{cel.StringType}, dateCEL),
			cel.Overload("date_instant", []*cel.Type{cel.TimestampType}, dateCEL)),
		fn("days_between", cel.Overload("days_between_dates", []*cel.Type{dateCEL, dateCEL}, cel.IntType)),
		fn("age_at", cel.Overload("age_at_dates", []*cel.Type{dateCEL, dateCEL}, cel.IntType)),
		order(operators.Less), order(operators.LessEquals), order(operators.Greater), order(operators.GreaterEquals),
		fn(fnMore, cel.Overload("more_list", []*cel.Type{anyList}, cel.BoolType)),
		fn(fnStart, cel.Overload("start_list", []*cel.Type{anyList}, tallyCEL)),
		fn(fnTally, cel.Overload("tally_bool", []*cel.Type{tallyCEL, cel.BoolType}, tallyCEL, cel.OverloadIsNonStrict())),
		fn(fnReach, cel.Overload("reach_int", []*cel.Type{tallyCEL, cel.IntType}, cel.BoolType)),
	}
}

// macros are the quantifiers. An open list may have elements nobody has told us
// of, so exists is false and all is true only once the list is complete.
func macros() []cel.Macro {
	return []cel.Macro{
		cel.ReceiverMacro("exists", 2, func(eh cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			e, err := parser.MakeExists(eh, target, args)
			if err != nil {
				return nil, err
			}
			return eh.NewCall(operators.LogicalOr, e, eh.NewCall(fnMore, eh.Copy(target))), nil
		}),
		cel.ReceiverMacro("all", 2, func(eh cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			e, err := parser.MakeAll(eh, target, args)
			if err != nil {
				return nil, err
			}
			more := eh.NewCall(operators.LogicalNot, eh.NewCall(fnMore, eh.Copy(target)))
			return eh.NewCall(operators.LogicalAnd, e, more), nil
		}),
		cel.ReceiverMacro("atLeast", 3, expandAtLeast),
		refused("exists_one", 2, "write atLeast(1, v, ...) and, where it matters, !atLeast(2, v, ...)"),
		refused("filter", 2, "filter loses what is unknown; write atLeast(n, v, ...) or exists"),
		refused("map", 2, "map is not part of the condition language; write exists or all"),
		cel.GlobalMacro("has", 1, func(eh cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			return nil, eh.NewError(args[0].ID(), "has() does not see unknown facts; write known(...)")
		}),
	}
}

func refused(name string, n int, instead string) cel.Macro {
	return cel.ReceiverMacro(name, n, func(eh cel.MacroExprFactory, target ast.Expr, _ []ast.Expr) (ast.Expr, *cel.Error) {
		return nil, eh.NewError(target.ID(), name+" is not allowed: "+instead)
	})
}

func expandAtLeast(eh cel.MacroExprFactory, target ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
	if args[1].Kind() != ast.IdentKind {
		return nil, eh.NewError(args[1].ID(), "expected a simple name for each element")
	}
	return eh.NewComprehension(target, args[1].AsIdent(), eh.AccuIdentName(),
		eh.NewCall(fnStart, eh.Copy(target)), eh.NewLiteral(types.True),
		eh.NewCall(fnTally, eh.NewAccuIdent(), args[2]),
		eh.NewCall(fnReach, eh.NewAccuIdent(), args[0])), nil
}

// problem is a fault inside a condition, placed by line and column of its text
// (line from 1, column from 0).
type problem struct {
	line, col      int
	what, expected string
}

var identPattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*`)

// check parses and type-checks a condition.
func (l *language) check(text string, s scope) (*ast.AST, []problem) {
	env, err := l.env(s)
	if err != nil {
		return nil, []problem{{line: 1, what: err.Error()}}
	}
	checked, iss := env.Compile(text)
	if iss != nil && iss.Err() != nil {
		var out []problem
		for _, e := range iss.Errors() {
			out = append(out, l.explainError(text, e))
		}
		return nil, out
	}
	return checked.NativeRep(), nil
}

func (l *language) explainError(text string, e *common.Error) problem {
	what, _, _ := strings.Cut(e.Message, " (")
	p := problem{line: e.Location.Line(), col: e.Location.Column(), what: what}
	switch {
	case strings.HasPrefix(e.Message, "undeclared reference to "):
		at := strings.Trim(strings.TrimPrefix(what, "undeclared reference to "), "'")
		if l.schema.families[at] != nil { // CEL names only the family where nothing was close
			at = identPattern.FindString(textAt(text, p.line, p.col))
		}
		if fam, member, ok := strings.Cut(at, "."); ok && l.schema.families[fam] != nil {
			p.what = fmt.Sprintf("%q is not a code of %s", member, fam)
			p.expected = didYouMean(member, sortedKeys(l.schema.families[fam].consts))
			return p
		}
		p.expected = didYouMean(at, l.names())
	case strings.HasPrefix(e.Message, "undefined field"):
		name := strings.Trim(strings.TrimPrefix(p.what, "undefined field "), "'")
		p.expected = didYouMean(name, l.fieldNames())
	}
	return p
}

func (l *language) names() []string {
	names := []string{nameCase, namePair, nameIt}
	names = append(names, sortedKeys(l.schema.families)...)
	for _, v := range l.base.Variables() {
		if !strings.HasPrefix(v.Name(), "@") {
			names = append(names, v.Name())
		}
	}
	return names
}

func (l *language) fieldNames() []string {
	set := map[string]bool{}
	for _, r := range l.schema.records {
		for _, f := range r.order {
			set[f.name] = true
		}
	}
	return sortedKeys(set)
}

func textAt(text string, line, col int) string {
	lines := strings.Split(text, "\n")
	if line < 1 || line > len(lines) || col > len(lines[line-1]) {
		return ""
	}
	return lines[line-1][col:]
}

// didYouMean names the nearest of the choices, or all of them when few.
func didYouMean(got string, choices []string) string {
	best, least := "", len(got)/2+2
	for _, c := range choices {
		if d := editDistance(got, c); d < least {
			best, least = c, d
		}
	}
	switch {
	case best != "":
		return fmt.Sprintf("did you mean %q?", best)
	case len(choices) > 0 && len(choices) <= 12:
		return "one of " + strings.Join(choices, ", ")
	}
	return ""
}

func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diag, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diag+cost)
		}
	}
	return row[len(b)]
}
