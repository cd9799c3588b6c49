package words

import (
	"reflect"
	"strings"
	"unicode"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A condition reads facts by the cel tags of casefile.Case and casefile.Pair. A
// path is resolved to the record it ends in, so that one phrase serves a fact
// wherever its record stands: "pair.incidents.channel" by "incident.channel".

var (
	caseType = reflect.TypeFor[casefile.Case]()
	pairType = reflect.TypeFor[casefile.Pair]()
	actType  = reflect.TypeFor[casefile.Act]()
)

// factPaths lists every path a condition can read, with the keys under which a
// phrase for it may stand, best first.
func factPaths() map[string][]string {
	out := map[string][]string{}
	walkFacts("case", caseType, out)
	walkFacts("pair", pairType, out)
	return out
}

func walkFacts(prefix string, t reflect.Type, out map[string][]string) {
	for _, f := range reflect.VisibleFields(t) {
		tag := f.Tag.Get("cel")
		if tag == "" {
			continue
		}
		path := prefix + "." + tag
		out[path] = []string{path, recordName(t) + "." + tag}
		if len(f.Index) > 1 {
			out[path] = append(out[path], recordName(actType)+"."+tag)
		}
		if rec := recordOf(f.Type); rec != nil && rec != pairType {
			walkFacts(path, rec, out)
		}
	}
}

// recordOf opens lists and facts to the struct with cel tags inside, or nil.
func recordOf(t reflect.Type) reflect.Type {
	for {
		switch {
		case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
			t = t.Elem()
		case t.Kind() == reflect.Struct && t.PkgPath() == reflect.TypeFor[fact.Status]().PkgPath():
			f, ok := t.FieldByName("Items")
			if !ok {
				f, _ = t.FieldByName("Value")
			}
			t = f.Type
		case t.Kind() == reflect.Struct && t.PkgPath() == caseType.PkgPath():
			return t
		default:
			return nil
		}
	}
}

// keysFor lists the keys under which a phrase for a path may stand.
func keysFor(path string) []string {
	path = withoutIndices(path)
	path = strings.TrimPrefix(path, "case.pairs.")
	path = strings.TrimPrefix(path, "pairs.")
	paths := knownPaths()
	for _, p := range []string{path, "case." + path, "pair." + path} {
		if keys := paths[p]; keys != nil {
			return keys
		}
	}
	return []string{path}
}

// withoutIndices drops "[i2]" from a path.
func withoutIndices(path string) string {
	var b strings.Builder
	depth := 0
	for _, r := range path {
		switch {
		case r == '[':
			depth++
		case r == ']' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// recordName is a Go type's name as keys write it: OrderConsidering is
// order_considering.
func recordName(t reflect.Type) string {
	var b strings.Builder
	for i, r := range t.Name() {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
