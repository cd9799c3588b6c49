package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/lexicon"
)

// entryFields are the fields every entry has, whatever its kind.
var entryFields = []string{"occurred", "known", "reason", "withdrawn"}

// families lists every code list that needs words: those of kinds' fields, those
// a case holds, and those the record itself uses.
func families() map[string][]string {
	out := map[string][]string{
		"Role":        casefile.Role("").Codes(),
		"CaseStage":   casefile.CaseStage("").Codes(),
		"Broad":       casefile.Broad("").Codes(),
		"CheckState":  casefile.CheckState("").Codes(),
		"TriggerKind": casefile.TriggerKind("").Codes(),
		"LogKind": codes(casefile.Collection, casefile.Alteration, casefile.Consultation, casefile.DisclosureOf,
			casefile.Combination, casefile.Erasure),
		"FieldClass": codes(casefile.ClassCase, casefile.ClassContact, casefile.ClassSafety, casefile.ClassIntel, casefile.ClassLegal, casefile.ClassSensitive),
		"Source": codes(casefile.FromForm, casefile.FromImport, casefile.FromScript, casefile.FromPublic, casefile.FromSystem,
			casefile.FromSynth),
		"Occurs": codes(casefile.OccursNow, casefile.OccursAt, casefile.OccursDuring, casefile.OccursUnasked),
		"Shape": codes(casefile.ShapeLine, casefile.ShapeText, casefile.ShapeBool, casefile.ShapeInt, casefile.ShapeDate,
			casefile.ShapeTime, casefile.ShapeCode, casefile.ShapeRef, casefile.ShapeGroup),
		"OpenQuestion": append(casefile.Behaviour("").Codes(), "feared"), // what to ask where an account's words point to one
		"Caution":      lexicon.Caution("").Codes(),
		"Precision":    codes(calendar.Exact, calendar.Day, calendar.Range, calendar.Approx),
	}
	for s := fact.NotAsked; s <= fact.Disputed; s++ {
		out["Status"] = append(out["Status"], s.String())
	}
	for _, k := range casefile.Kinds() {
		casefile.Walk(k.Fields, func(f casefile.Field) {
			switch f.Shape {
			case casefile.ShapeCode:
				out[f.Family] = f.Codes
			case casefile.ShapeRef:
				if !slices.Contains(out["Refers"], f.Refers) {
					out["Refers"] = append(out["Refers"], f.Refers)
				}
			}
		})
	}
	return out
}

func codes[T ~string](members ...T) []string {
	out := make([]string, len(members))
	for i, m := range members {
		out[i] = string(m)
	}
	return out
}

// check compares the books with what casefile defines: English must have every
// key and no other; another language may have gaps but nothing spare.
func (l *library) check() []error {
	var errs []error
	for _, lang := range slices.Sorted(maps.Keys(l.books)) {
		b := l.books[lang]
		whole := b.below == nil
		for _, found := range [][]string{b.differences("kind", whole, wantKinds(), b.haveKinds()),
			b.differences("field", whole, wantFields(), b.haveFields()),
			b.differences("code", whole, wantCodes(), b.haveCodes()), b.factDifferences(whole)} {
			for _, what := range found {
				errs = append(errs, fmt.Errorf("words in %q: %s", lang, what))
			}
		}
	}
	return errs
}

// differences lists what is missing (an empty text counts as missing) and what
// is spare, by key.
func (b *Book) differences(what string, whole bool, want map[string]bool, have map[string]string) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if want[key] && whole && have[key] == "" {
			out = append(out, fmt.Sprintf("%s %s has no words", what, key))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if _, known := want[key]; !known {
			out = append(out, fmt.Sprintf("%s %s has words but does not exist", what, key))
		}
	}
	return out
}

// wantKinds and its fellows map each key to whether English must have it.
func wantKinds() map[string]bool {
	out := map[string]bool{}
	for _, k := range casefile.Kinds() {
		out[k.Name+" title"], out[k.Name+" done"], out[k.Name+" why"], out[k.Name+" did"] = true, true, true, false
	}
	return out
}

func (b *Book) haveKinds() map[string]string {
	out := map[string]string{}
	for name, w := range b.kinds {
		out[name+" title"], out[name+" done"], out[name+" why"], out[name+" did"] = w.Title, w.Done, w.Why, w.Did
	}
	return out
}

func wantFields() map[string]bool {
	out := map[string]bool{}
	for _, p := range entryFields {
		out["/"+p] = true
	}
	for _, k := range casefile.Kinds() {
		for _, p := range entryFields {
			out[k.Name+"/"+p] = false
		}
		allFields(k.Fields, func(f casefile.Field) { out[k.Name+"/"+f.Path] = true })
	}
	return out
}

// allFields visits groups as well as what they hold: a group has a legend.
func allFields(fields []casefile.Field, visit func(casefile.Field)) {
	for _, f := range fields {
		visit(f)
		allFields(f.Fields, visit)
	}
}

func (b *Book) haveFields() map[string]string {
	out := map[string]string{}
	for key, w := range b.fields {
		out[key] = w.Label
	}
	return out
}

func wantCodes() map[string]bool {
	out := map[string]bool{}
	for family, members := range families() {
		for _, c := range members {
			out[family+" "+c] = true
		}
	}
	return out
}

func (b *Book) haveCodes() map[string]string {
	out := map[string]string{}
	for family, members := range b.codes {
		for c, w := range members {
			out[family+" "+c] = w.Label
		}
	}
	return out
}

// factDifferences needs its own rule: one phrase may serve several paths.
func (b *Book) factDifferences(whole bool) []string {
	var out []string
	used := map[string]bool{}
	paths := knownPaths()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		i := slices.IndexFunc(paths[path], func(key string) bool { return b.facts[key] != "" })
		if i >= 0 {
			used[paths[path][i]] = true
		} else if whole {
			out = append(out, fmt.Sprintf("fact %s has no phrase (one of %s)", path, strings.Join(paths[path], ", ")))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.facts)) {
		if !used[key] {
			out = append(out, fmt.Sprintf("fact %s has a phrase but no condition can read it", key))
		}
	}
	return out
}
