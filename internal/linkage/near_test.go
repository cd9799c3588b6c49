package linkage

import (
	"slices"
	"testing"
)

func TestAWordIsNearEverySpellingOneSlipAway(t *testing.T) {
	near := Near("hallsworth")
	for _, w := range []string{"hallsworth", "hallworth", "hallsworths", "hallswerth", "hallsowrth", "allsworth"} {
		if !slices.Contains(near, w) {
			t.Errorf("%q is not near hallsworth", w)
		}
	}
	for _, w := range []string{"halworth", "hallswor", "underhill", ""} {
		if slices.Contains(near, w) {
			t.Errorf("%q is near hallsworth", w)
		}
	}
	for _, w := range []string{"dann", "o'neill", "zoë", "9abcde", "anextremelylongfamilyname"} {
		if got := Near(w); !slices.Equal(got, []string{w}) {
			t.Errorf("%q is near %d spellings, want itself alone", w, len(got))
		}
	}
	if n := len(near); n > 700 || n != len(Near("aaaaaaaaaa")) {
		t.Errorf("%d spellings of one word of ten letters and %d of another", n, len(Near("aaaaaaaaaa")))
	}
}

func TestTitlesAreNoNames(t *testing.T) {
	for typed, want := range map[string][]string{"Mrs Underhill": {"underhill"}, "mr. Oscar Hallworth": {"oscar", "hallworth"}, "Dr Sadia Underhill": {"sadia", "underhill"}, "PC Marsh": {"marsh"},
		"Miss Underhill": {"underhill"}, "Oak Dr": {"oak", "dr"}, "I miss you": {"i", "miss", "you"}, "Mr Hallworth Mrs Underhill": {"hallworth", "underhill"}, "Mrs": {"mrs"}, "12 Ms Lane": {"12", "ms", "lane"}} {
		if got := NameWords(typed); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", typed, got, want)
		}
	}
	if !IsTitle("Mr") || IsTitle("Mr Hallworth") || IsTitle("") {
		t.Error("a title alone is not told from a name")
	}
}

func TestAStreetIsOneHoweverItIsShortened(t *testing.T) {
	if !slices.Equal(Street("cl"), Street("close")) || !slices.Equal(Street("st"), Street("street")) || slices.Equal(Street("cl"), Street("ct")) || !slices.Equal(Street("kiln"), []string{"kiln"}) {
		t.Errorf("cl %v, st %v, ct %v, kiln %v", Street("cl"), Street("st"), Street("ct"), Street("kiln"))
	}
}

func TestThePageOfAnAccountLeadsToIt(t *testing.T) {
	for typed, want := range map[string]string{"instagram.com/oscar_67": "oscar_67", "https://www.example.org/@Oscar_67/photos?x=1": "oscar_67", "HTTP://example.org/oscar67": "oscar67",
		"FN/0042": "", "example.org": "", "12.5/3": "", "oscar@example.org": "", "see example.org/oscar": "", "example.org/": ""} {
		if got := PageAccount(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
