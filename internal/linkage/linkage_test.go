package linkage_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"foursight/internal/calendar"
	"foursight/internal/linkage"
)

func TestWhatTwoRecordsShareAndInWhatTheyDiffer(t *testing.T) {
	born := calendar.Date{Year: 1990, Month: 3, Day: 4}
	for name, tt := range map[string]struct {
		a, b        linkage.Person
		by, against []linkage.Reason
		worthALook  bool
	}{
		"a number written two ways": {linkage.Person{Numbers: []string{"+44 7700 900123"}}, linkage.Person{Numbers: []string{"01632 960001", "07700 900 123"}},
			[]linkage.Reason{linkage.SameNumber}, nil, true},
		"part of a number is no number": {linkage.Person{Numbers: []string{"0123"}}, linkage.Person{Numbers: []string{"0123"}}, nil, nil, false},
		"an account with and without its sign": {linkage.Person{Accounts: []string{"@Steven_M"}}, linkage.Person{Accounts: []string{"steven_m"}},
			[]linkage.Reason{linkage.SameAccount}, nil, true},
		"a plate": {linkage.Person{Plates: []string{"FE61 ABC"}}, linkage.Person{Plates: []string{"fe61abc"}}, []linkage.Reason{linkage.SamePlate}, nil, true},
		"a name alone": {linkage.Person{Names: []string{"Steven Madeup"}}, linkage.Person{Names: []string{"Madeup, Steven"}},
			[]linkage.Reason{linkage.SameName}, nil, false},
		"a name that sounds alike, and a birth date": {linkage.Person{Names: []string{"Steven Madeup"}, Born: born}, linkage.Person{Names: []string{"Stephen Maydup"}, Born: born},
			[]linkage.Reason{linkage.SoundsAlike, linkage.SameBirth}, nil, true},
		"a name and a postcode": {linkage.Person{Names: []string{"Ffion Invented"}, Addresses: []string{"1 Mill Lane, Fernton FE1 2AB"}}, linkage.Person{Names: []string{"ffion invented"}, Addresses: []string{"Flat 2, FE12AB"}},
			[]linkage.Reason{linkage.SameName, linkage.SamePostcode}, nil, true},
		"one word is nobody's name": {linkage.Person{Names: []string{"Steven"}, Born: born}, linkage.Person{Names: []string{"Steven"}, Born: born},
			[]linkage.Reason{linkage.SameBirth}, []linkage.Reason{linkage.OtherName}, false},
		"a shared number and everything else different": {linkage.Person{Names: []string{"Ffion Invented"}, Born: born, Age: 36, Numbers: []string{"07700 900123"}},
			linkage.Person{Names: []string{"Zoe Nowhere"}, Born: born.AddDays(1), Age: 60, Numbers: []string{"07700 900123"}},
			[]linkage.Reason{linkage.SameNumber}, []linkage.Reason{linkage.OtherBirth, linkage.OtherAge, linkage.OtherName}, true},
		"nothing recorded": {linkage.Person{}, linkage.Person{Names: []string{"Zoe Nowhere"}, Born: born}, nil, nil, false},
		"an alias":         {linkage.Person{Names: []string{"Ffion Invented", "Fi Madeup"}, Born: born}, linkage.Person{Names: []string{"Fi Madeup"}, Born: born}, []linkage.Reason{linkage.SameName, linkage.SameBirth}, nil, true},
	} {
		l := linkage.Compare(tt.a, tt.b)
		if !slices.Equal(l.For, tt.by) || !slices.Equal(l.Against, tt.against) || l.MayBeSame() != tt.worthALook {
			t.Errorf("%s: for %v, against %v, worth a look %v; want %v, %v, %v", name, l.For, l.Against, l.MayBeSame(), tt.by, tt.against, tt.worthALook)
		}
	}
}

func TestAShortNameMayBeTheSameAndIsNeverThatByItself(t *testing.T) {
	called := func(name, number string) linkage.Person {
		p := linkage.Person{Names: []string{name}}
		if number != "" {
			p.Numbers = []string{number}
		}
		return p
	}
	for _, tt := range []struct {
		a, b              linkage.Person
		alike, sure, name bool
	}{
		{called("Liz Example", ""), called("Elizabeth Example", ""), true, false, false},
		{called("Steve Madeup", ""), called("Stephen Madeup", ""), true, false, false},
		{called("Bob Example", "07700 900123"), called("Robert Example", "07700 900123"), true, false, false}, // a brother's phone
		{called("Robert Example", "07700 900123"), called("Robert Example", "07700 900123"), true, true, false},
		{called("Robert Example", ""), called("Robert Example", ""), true, false, true},
		{called("Dan Example", ""), called("Ann Example", ""), false, false, false},
	} {
		l := linkage.Compare(tt.a, tt.b)
		if l.Named() != tt.alike || l.Likely() != tt.sure || l.ByNameAlone() != tt.name {
			t.Errorf("%s and %s: alike %v, likely %v, by name alone %v", tt.a.Names, tt.b.Names, l.Named(), l.Likely(), l.ByNameAlone())
		}
		if shared := slices.ContainsFunc(tt.a.NameKeys(), func(k string) bool { return slices.Contains(tt.b.NameKeys(), k) }); shared != tt.alike {
			t.Errorf("%s and %s share a key: %v", tt.a.Names, tt.b.Names, shared)
		}
	}
}

func people() *rapid.Generator[linkage.Person] {
	some := func(values ...string) *rapid.Generator[[]string] {
		return rapid.SliceOfN(rapid.SampledFrom(values), 0, 2)
	}
	return rapid.Custom(func(t *rapid.T) linkage.Person {
		p := linkage.Person{Names: some("Steven Madeup", "Stephen Maydup", "Ffion Invented", "Zoe").Draw(t, "names"), Age: rapid.SampledFrom([]int{0, 20, 25, 60}).Draw(t, "age"),
			Numbers: some("07700 900123", "+447700900123", "01632 960001", "123").Draw(t, "numbers"), Accounts: some("@a_b_c", "A_B_C", "x").Draw(t, "accounts"),
			Plates: some("FE61 ABC", "fe61abc").Draw(t, "plates"), Addresses: some("FE1 2AB", "1 Mill Lane", "2 Mill Lane FE1 2AB").Draw(t, "addresses")}
		if rapid.Bool().Draw(t, "born") {
			p.Born = calendar.Date{Year: 1990, Month: 1, Day: rapid.IntRange(1, 2).Draw(t, "day")}
		}
		return p
	})
}

// It is the same whichever record comes first, and a record is like itself in all
// that it holds.
func TestLikenessGoesBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := people().Draw(t, "a"), people().Draw(t, "b")
		one, other := linkage.Compare(a, b), linkage.Compare(b, a)
		if !slices.Equal(one.For, other.For) || !slices.Equal(one.Against, other.Against) {
			t.Fatalf("%v %v, and the other way %v %v", one.For, one.Against, other.For, other.Against)
		}
		if self := linkage.Compare(a, a); slices.ContainsFunc(self.Against, func(r linkage.Reason) bool { return r != linkage.OtherName }) || len(self.For) == 0 && len(a.Plates) > 0 {
			t.Fatalf("compared with itself: for %v, against %v", self.For, self.Against)
		}
	})
}

// The keys find every pair worth a look, and no other.
func TestTwoRecordsShareAKeyExactlyWhereTheyAreWorthALook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := people().Draw(t, "a"), people().Draw(t, "b")
		shared := func(x, y []string) bool {
			return slices.ContainsFunc(x, func(k string) bool { return slices.Contains(y, k) })
		}
		l := linkage.Compare(a, b)
		if got := shared(a.Keys(), b.Keys()); got != l.MayBeSame() {
			t.Fatalf("share a key: %v; for %v\n%q\n%q", got, l.For, a.Keys(), b.Keys())
		}
		if got := shared(a.NameKeys(), b.NameKeys()); got != l.Named() {
			t.Fatalf("share a name: %v; for %v\n%q\n%q", got, l.For, a.NameKeys(), b.NameKeys())
		}
	})
}
