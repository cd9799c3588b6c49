package casefile_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"foursight/internal/casefile"
)

// TestAKindNamesEveryFactItCanChange compares the facts conditions can see before
// and after each entry of a generated history: whatever changed must be named by
// the kind's definition, since incremental evaluation looks at nothing else.
func TestAKindNamesEveryFactItCanChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 25, true)
		before := casefile.Fold("c1", nil)
		for i, e := range events {
			after := casefile.Fold("c1", events[:i+1])
			k, ok := casefile.KindOf(e.Kind)
			if !ok || e.Corrects != "" { // a correction can change whatever rests on its original
				before = after
				continue
			}
			for _, fact := range changedFacts(before, after) {
				if i > 0 && !slices.Contains(k.Facts, fact) && !slices.Contains(k.Facts, "*") {
					t.Fatalf("%s changed %q, which its definition does not name (%v)", e.Kind, fact, k.Facts)
				}
			}
			before = after
		}
	})
}

// changedFacts names the root facts, as conditions name them, that differ.
func changedFacts(a, b *casefile.Case) []string {
	var out []string
	va, vb := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range va.NumField() {
		name := va.Type().Field(i).Tag.Get("cel")
		if name != "" && !cmp.Equal(va.Field(i).Interface(), vb.Field(i).Interface()) {
			out = append(out, name)
		}
	}
	return out
}
