package guidance

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Schema is what conditions may say about one kind of subject (a case, or the
// force's own register), reflected once from Go structs.
//
// A field is visible when it carries the tag cel:"name"; names are snake_case.
// fact.Fact and fact.Answer are leaves that may be unknown; a plain value is
// known unless it is empty (no date, no instant, no code, no text). fact.List
// is an open list; a slice is a closed one, a fact of a slice is closed once
// answered. Elements of a list of structs have a field tagged cel:"id", and a
// Go field Source string, where there is one, names the event they came from.
// An embedded struct lends its fields to the struct that holds it; where the id
// comes that way it names the event too, as the id of a recorded act does.
// The tag class:"..." is carried into explanations so that a value may be
// withheld there; class "case" is open, as having none is.
type Schema struct {
	root     *recordType
	families map[string]*family
	records  map[reflect.Type]*recordType
	paths    map[string]*field
}

type family struct {
	name    string
	members []string          // as stored
	consts  map[string]string // name in conditions -> stored code
}

type recordType struct {
	name   string
	fields map[string]*field
	order  []*field
	slots  int
	lists  int
	id     *field
	source []int // index of the Go field that names the event, nil without one
	goType reflect.Type
}

type field struct {
	name   string
	kind   Kind // of the leaf; list for lists; record for nested structs
	elem   Kind // for lists: kind of element, record for structs
	family *family
	rec    *recordType // nested struct or list element
	slot   int         // first slot or list index, relative to the record
	lists  int         // nested struct: first list index
	goIdx  []int       // as reflect.Value.FieldByIndex reads it: embedded structs are reached through
	isFact bool
	open   bool
	class  string
}

type answer interface {
	AnswerStatus() fact.Status
	AnswerValue() any
}

var (
	answerType   = reflect.TypeFor[answer]()
	listType     = reflect.TypeFor[interface{ ListComplete() bool }]()
	codesType    = reflect.TypeFor[interface{ Codes() []string }]()
	timeType     = reflect.TypeFor[time.Time]()
	dateType     = reflect.TypeFor[calendar.Date]()
	intervalType = reflect.TypeFor[calendar.Interval]()

	wordPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	celReserved = []string{"in", "true", "false", "null", "as", "break", "const", "continue", "else", "for", "function",
		"if", "import", "let", "loop", "package", "namespace", "return", "var", "void", "while"}
)

// SchemaOf reflects the schema of T, a struct. Every fault in the structs is
// reported at once.
func SchemaOf[T any]() (*Schema, error) {
	s := &Schema{families: map[string]*family{}, records: map[reflect.Type]*recordType{}, paths: map[string]*field{}}
	t := reflect.TypeFor[T]()
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("schema of %s: expected a struct", t)
	}
	var errs []error
	s.root = s.reflectRecord(t, &errs)
	if len(errs) > 0 {
		return nil, fmt.Errorf("schema of %s: %w", t, errors.Join(errs...))
	}
	s.index("", s.root, nil)
	return s, nil
}

// Codes lists the code families a condition can name, with each member as
// written after the dot. A code that starts with a digit is written with n
// before it, and a hyphen as an underscore.
func (s *Schema) Codes() map[string][]string {
	out := map[string][]string{}
	for name, f := range s.families {
		for c := range f.consts {
			out[name] = append(out[name], c)
		}
		slices.Sort(out[name])
	}
	return out
}

// Paths lists every fact path a condition can read ("incidents.channel"), sorted.
func (s *Schema) Paths() []string {
	out := make([]string, 0, len(s.paths))
	for p := range s.paths {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// Class is the sensitivity class of the fact at a path, from its struct tag;
// empty where none was set. Indices in brackets are ignored.
func (s *Schema) Class(path string) string {
	if f := s.paths[stripIndices(path)]; f != nil {
		return f.class
	}
	return ""
}

func (s *Schema) index(prefix string, r *recordType, seen []*recordType) {
	if slices.Contains(seen, r) {
		return
	}
	for _, f := range r.order {
		s.paths[prefix+f.name] = f
		if f.rec != nil {
			s.index(prefix+f.name+".", f.rec, append(seen, r))
		}
	}
}

func (s *Schema) reflectRecord(t reflect.Type, errs *[]error) *recordType {
	if r := s.records[t]; r != nil {
		return r
	}
	r := &recordType{name: t.PkgPath() + "." + t.Name(), fields: map[string]*field{}, goType: t}
	s.records[t] = r
	for _, sf := range reflect.VisibleFields(t) {
		if sf.Name == "Source" && len(sf.Index) == 1 && sf.Type.Kind() == reflect.String {
			r.source = sf.Index
		}
		name := sf.Tag.Get("cel")
		if name == "" {
			continue
		}
		fail := func(format string, a ...any) {
			*errs = append(*errs, fmt.Errorf("%s.%s: %s", t, sf.Name, fmt.Sprintf(format, a...)))
		}
		if !wordPattern.MatchString(name) || slices.Contains(celReserved, name) {
			fail("cel name %q: expected a snake_case name that is not a word of the condition language", name)
			continue
		}
		if r.fields[name] != nil {
			fail("cel name %q is used twice", name)
			continue
		}
		f := &field{name: name, goIdx: sf.Index, class: withheldClass(sf.Tag.Get("class"))}
		if err := s.reflectField(f, sf.Type, errs); err != nil {
			fail("%v", err)
			continue
		}
		r.place(f)
		if f == r.id && len(sf.Index) > 1 && r.source == nil {
			r.source = sf.Index
		}
	}
	return r
}

// withheldClass is a class as explanations need it: empty where whoever may see
// the subject at all may see the fact.
func withheldClass(tag string) string {
	if tag == "case" {
		return ""
	}
	return tag
}

// place gives a field its slots in the flattened record.
func (r *recordType) place(f *field) {
	switch f.kind {
	case list:
		f.slot = r.lists
		r.lists++
	case record:
		f.slot, f.lists = r.slots, r.lists
		r.slots += f.rec.slots
		r.lists += f.rec.lists
	case interval:
		f.slot = r.slots
		r.slots += 2
	default:
		f.slot = r.slots
		r.slots++
	}
	if f.name == "id" && f.kind == Text {
		r.id = f
	}
	r.fields[f.name] = f
	r.order = append(r.order, f)
}

func (s *Schema) reflectField(f *field, t reflect.Type, errs *[]error) error {
	if t.Implements(answerType) {
		f.isFact = true
		v, _ := t.FieldByName("Value")
		t = v.Type
		if t.Kind() == reflect.Slice {
			return s.reflectList(f, t.Elem(), errs)
		}
	}
	if t.Implements(listType) {
		f.open = true
		items, _ := t.FieldByName("Items")
		return s.reflectList(f, items.Type.Elem(), errs)
	}
	if t.Kind() == reflect.Slice {
		return s.reflectList(f, t.Elem(), errs)
	}
	k, err := s.leaf(f, t)
	if err != nil {
		return err
	}
	if k != 0 {
		f.kind = k
		return nil
	}
	if t.Kind() == reflect.Struct && !f.isFact {
		f.kind, f.rec = record, s.reflectRecord(t, errs)
		return nil
	}
	return fmt.Errorf("type %s cannot be read by conditions: expected bool, int, string, a code type, a date, an instant, an interval, a struct, or a list of these", t)
}

func (s *Schema) reflectList(f *field, elem reflect.Type, errs *[]error) error {
	f.kind = list
	k, err := s.leaf(f, elem)
	switch {
	case err != nil:
		return err
	case k == interval:
		return fmt.Errorf("a list of intervals has no elements to name; make it a list of structs")
	case k != 0:
		f.elem = k
		return nil
	case elem.Kind() != reflect.Struct || f.isFact:
		return fmt.Errorf("a list of %s cannot be read by conditions", elem)
	}
	f.elem, f.rec = record, s.reflectRecord(elem, errs)
	if f.rec.id == nil {
		return fmt.Errorf("elements of type %s need a string field tagged cel:\"id\"", elem)
	}
	return nil
}

// leaf returns the kind of a scalar type, or 0 where it is none.
func (s *Schema) leaf(f *field, t reflect.Type) (Kind, error) {
	switch {
	case t == timeType:
		return Instant, nil
	case t == dateType:
		return DateOnly, nil
	case t == intervalType:
		return interval, nil
	case t.Kind() == reflect.Bool:
		return Bool, nil
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		return Int, nil
	case t.Kind() == reflect.String && t.Implements(codesType):
		fam, err := s.family(t)
		f.family = fam
		return Code, err
	case t.Kind() == reflect.String:
		return Text, nil
	}
	return 0, nil
}

func (s *Schema) family(t reflect.Type) (*family, error) {
	name := snake(t.Name())
	codes := reflect.Zero(t).Interface().(interface{ Codes() []string }).Codes()
	if f := s.families[name]; f != nil {
		if !slices.Equal(f.members, codes) {
			return nil, fmt.Errorf("two code lists are called %q", name)
		}
		return f, nil
	}
	f := &family{name: name, members: codes, consts: map[string]string{}}
	for _, c := range codes {
		n := constName(c)
		if !wordPattern.MatchString(n) || slices.Contains(celReserved[:4], n) {
			return nil, fmt.Errorf("code %q of %s cannot be written in a condition: expected lower-case letters, digits and underscores", c, name)
		}
		if f.consts[n] != "" {
			return nil, fmt.Errorf("codes %q and %q of %s read the same in conditions", c, f.consts[n], name)
		}
		f.consts[n] = c
	}
	s.families[name] = f
	return f, nil
}

func constName(code string) string {
	n := strings.ReplaceAll(code, "-", "_")
	if n != "" && unicode.IsDigit(rune(n[0])) {
		return "n" + n
	}
	return n
}

// snake turns a Go type name into the family name: RiskGrade -> risk_grade, SPOState -> spo_state.
func snake(name string) string {
	var b strings.Builder
	rs := []rune(name)
	for i, r := range rs {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func stripIndices(path string) string {
	for {
		i := strings.IndexByte(path, '[')
		if i < 0 {
			return path
		}
		j := strings.IndexByte(path[i:], ']')
		if j < 0 {
			return path[:i]
		}
		path = path[:i] + path[i+j+1:]
	}
}
