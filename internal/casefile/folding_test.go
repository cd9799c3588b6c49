package casefile_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"foursight/internal/casefile"
)

// laterHistory is a history in which some entries tell of what police had known
// before others, some repeat one, and some have an id that a correction named
// before they came.
func laterHistory(t *rapid.T, n int) []casefile.Event {
	events := anyHistory(t, n, true)
	for i := range events {
		switch rapid.IntRange(0, 9).Draw(t, "how it came") {
		case 0:
			events[i].Known = start.Add(time.Duration(rapid.IntRange(0, 300).Draw(t, "known")) * time.Minute)
		case 1:
			events[i] = events[rapid.IntRange(0, i).Draw(t, "again")]
		case 2:
			other := rapid.IntRange(0, i).Draw(t, "trades places with")
			events[i], events[other] = events[other], events[i]
		}
	}
	return events
}

// inOrderHistory has an entry of each kind that appends, and up to two of every
// other, in the order in which kinds are folded; now and then a correction comes
// before what it names.
func inOrderHistory(t *rapid.T) []casefile.Event {
	w := newTeller()
	w.stray = true
	kinds := casefile.Kinds()
	slices.SortStableFunc(kinds, func(a, b *casefile.Kind) int { return a.Rank - b.Rank })
	for _, k := range kinds {
		least := 0
		if k.Appends {
			least = 1
		}
		for range rapid.IntRange(least, 2).Draw(t, k.Name) {
			if rapid.IntRange(0, 40).Draw(t, "corrected beforehand") == 0 {
				e := w.entry(t, k)
				e.Corrects, e.Reason = fmt.Sprintf("e%03d", len(w.events)+2), "misheard"
				w.add(e)
			}
			w.add(w.entry(t, k))
		}
	}
	return w.events
}

func TestAddingEventsOneByOneIsFoldingThemAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := laterHistory(t, 25)
		if rapid.Bool().Draw(t, "in order") {
			events = inOrderHistory(t)
		}
		begin := rapid.IntRange(0, len(events)).Draw(t, "begin")
		g := casefile.Resume("c1", events[:begin])
		for i := begin; i < len(events); i++ {
			if rapid.IntRange(0, 5).Draw(t, "tries another first") == 0 {
				g.Add(rapid.SampledFrom(events).Draw(t, "tried"))
				differ(t, "taken back", casefile.Fold("c1", events[:i]), g.Undo())
			}
			got := g.Add(events[i])
			if i+1 == len(events) || rapid.IntRange(0, 4).Draw(t, "looks") == 0 {
				differ(t, "added "+events[i].Kind, casefile.Fold("c1", events[:i+1]), got)
			}
		}
		if len(g.Events()) != len(events) {
			t.Fatalf("%d events; want %d", len(g.Events()), len(events))
		}
	})
}

// TestAKindThatAppendsAddsOneItemAndTouchesNothingElse holds each kind that is
// said to append to it: the next evaluation takes the rest of its list as it was.
func TestAKindThatAppendsAddsOneItemAndTouchesNothingElse(t *testing.T) {
	grew := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		events := laterHistory(t, 25)
		if rapid.Bool().Draw(t, "in order") {
			events = inOrderHistory(t)
		}
		g := casefile.Resume("c1", events[:1])
		before := casefile.Fold("c1", events[:1])
		for i, e := range events[1:] {
			g.Add(e)
			after := casefile.Fold("c1", events[:i+2])
			if name := g.Grew(); name != "" {
				grew[e.Kind]++
				k, _ := casefile.KindOf(e.Kind)
				changed := changedFacts(before, after)
				if !slices.Contains(changed, name) || slices.ContainsFunc(changed, func(f string) bool { return !slices.Contains(k.Facts, f) }) {
					t.Fatalf("%s is said to append to %s, naming %v, and changed %v", e.Kind, name, k.Facts, changed)
				}
				was, is := factNamed(before, name), factNamed(after, name)
				if is.Len() != was.Len()+1 || was.Len() > 0 && !cmp.Equal(was.Interface(), is.Slice(0, was.Len()).Interface()) {
					t.Fatalf("%s is said to append to %s: from %v to %v", e.Kind, name, was, is)
				}
			}
			before = after
		}
	})
	for _, k := range casefile.Kinds() {
		switch {
		case k.Appends && len(k.Facts) == 0:
			t.Errorf("%s appends and names no list", k.Name)
		case k.Appends && grew[k.Name] == 0:
			t.Errorf("no %s was ever seen to append: the test does not try it (%v)", k.Name, slices.Sorted(maps.Keys(grew)))
		}
	}
}

func factNamed(c *casefile.Case, name string) reflect.Value {
	v := reflect.ValueOf(*c)
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("cel") == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// A case that acts are laid on one after another does not cost the whole of it
// for each: that is what Folding is for.
func TestAnActThatComesLastIsLaidOnWhatIsThere(t *testing.T) {
	h := told(t)
	h.incidents("i", 3)
	g := casefile.Resume("c1", h.events)
	g.Add(h.entry("ReferralMade", "a1", `{"person":"v1","service":"idva"}`))
	read := 0
	for i := range 5 {
		e := h.entry("ReferralMade", "b"+string(rune('1'+i)), `{"person":"v1","service":"idva"}`)
		e.Seq += int64(i) + 1
		g.Add(casefile.Prepare(e))
		if g.Grew() == "referrals" {
			read++
		}
	}
	if read != 5 {
		t.Errorf("%d of 5 were laid on what is there", read)
	}
	late := h.entry("ReferralMade", "late", `{"person":"v1","service":"idva"}`, known(start.Add(-time.Hour)))
	if g.Add(late); g.Grew() != "" {
		t.Error("an act known of before others is said to have come last")
	}
	fix := h.entry("ReferralMade", "fix", `{"person":"v1"}`, corrects("a1"))
	if c := g.Add(fix); g.Grew() != "" || len(c.Referrals) != 7 || c.Referrals[1].Service.Given() {
		t.Errorf("after a correction: %s, %+v", g.Grew(), c.Referrals)
	}
}
