package casefile_test

import (
	"slices"
	"testing"
)

// v1 and v2 are victims of s1, and v1 of s2 too; kid is a child of the house, and mum a
// victim only through another.
func TestAWeaponBearsOnTheLivesItIsAbout(t *testing.T) {
	for _, tt := range []struct {
		name, kind, data string
		want             []string // the pairs
	}{
		{"of the first victim", "ImmediateSafetyRecorded", `{"person":"v1","weapons":true}`, []string{"p1", "p3"}},
		{"of the second", "ImmediateSafetyRecorded", `{"person":"v2","weapons":true}`, []string{"p2"}},
		{"of whoever is a victim through another", "ImmediateSafetyRecorded", `{"person":"mum","weapons":true}`, []string{"p4"}},
		{"nobody said whose", "ImmediateSafetyRecorded", `{"weapons":true}`, []string{"p1", "p2", "p3"}},
		{"of a child", "ImmediateSafetyRecorded", `{"person":"kid","weapons":true}`, []string{"p1", "p2", "p3"}},
		{"there is none", "ImmediateSafetyRecorded", `{"person":"v1","weapons":false}`, nil},
		{"asked, and not known", "ImmediateSafetyRecorded", `{"person":"v1","weapons":{"s":"asked_not_known"}}`, nil},
		{"nobody asked", "ImmediateSafetyRecorded", `{"person":"v1"}`, nil},

		{"a marker on whoever acts towards two", "MarkerNoted", `{"on":"actor","person":"s1","kind":"firearms"}`, []string{"p1", "p2", "p4"}},
		{"a marker on whoever acts towards one", "MarkerNoted", `{"on":"actor","person":"s2","kind":"weapons"}`, []string{"p3"}},
		{"a marker on a victim", "MarkerNoted", `{"on":"victim","person":"v2","kind":"firearms"}`, []string{"p2"}},
		{"a marker on nobody named", "MarkerNoted", `{"on":"address","kind":"firearms"}`, []string{"p1", "p2", "p3", "p4"}},
		{"a marker for something else", "MarkerNoted", `{"on":"actor","person":"s1","kind":"violence"}`, nil},
		{"a marker for nobody knows what", "MarkerNoted", `{"on":"actor","person":"s1"}`, nil},
	} {
		h := told(t)
		h.add("PersonAdded", "v2", `{"roles":["victim"]}`)
		h.add("PersonAdded", "mum", `{"roles":["secondary_victim"]}`)
		h.add("PersonAdded", "kid", `{"roles":["child"]}`)
		h.add("PersonAdded", "s2", `{"roles":["suspect"]}`)
		h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
		h.add("PairRecorded", "p3", `{"victim":"v1","actor":"s2"}`)
		h.add("PairRecorded", "p4", `{"victim":"mum","actor":"s1"}`)
		h.add(tt.kind, "w", tt.data)
		var got []string
		for _, p := range h.whole().Pairs {
			if slices.Contains(p.Weapons, "w") {
				got = append(got, p.ID)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: bears on %v, want %v", tt.name, got, tt.want)
		}
	}
}

// Of two who each accuse the other the danger is to whoever reported first, unless it
// is the other's weapon.
func TestAWeaponBetweenTwoWhoAccuseEachOther(t *testing.T) {
	for data, want := range map[string][]string{
		`{"on":"actor","person":"s1","kind":"weapons"}`:  {"p1"},
		`{"on":"victim","person":"v1","kind":"weapons"}`: {"p1", "p2"},
	} {
		h := told(t)
		h.add("PairRecorded", "p2", `{"victim":"s1","actor":"v1"}`)
		h.add("MarkerNoted", "w", data)
		var got []string
		for _, p := range h.whole().Pairs {
			if slices.Contains(p.Weapons, "w") {
				got = append(got, p.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: bears on %v, want %v", data, got, want)
		}
	}
}
