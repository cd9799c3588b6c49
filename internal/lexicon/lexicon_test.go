package lexicon

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"foursight/internal/casefile"
)

// example is one line of an examples file: a text and the codes it points to.
type example struct {
	text string
	want []string
}

func examples(t testing.TB, name string) []example {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []example
	for line := range strings.Lines(string(raw)) {
		text, want, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		x := example{text: text}
		for _, code := range strings.Split(want, ", ") {
			if code != "-" {
				x.want = append(x.want, code)
			}
		}
		slices.Sort(x.want)
		out = append(out, x)
	}
	if len(out) < 30 {
		t.Fatalf("%s has %d examples", name, len(out))
	}
	return out
}

// codesIn are the behaviours a text points to, each once, with "no" where denied.
func codesIn(text string) []string {
	var out []string
	for _, m := range English().Behaviours(text) {
		code := string(m.Behaviour)
		if m.Negated {
			code = "no " + code
		}
		out = append(out, code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestWhatPeopleSayPointsToTheBehavioursOfTheTable(t *testing.T) {
	shown := map[string]int{}
	for _, x := range examples(t, "examples.txt") {
		if got := codesIn(x.text); !slices.Equal(got, x.want) {
			t.Errorf("%q: got %v, want %v", x.text, got, x.want)
		}
		for _, code := range x.want {
			shown[code]++
		}
	}
	for _, code := range casefile.Behaviour("").Codes() {
		if code != "other" && shown[code] == 0 {
			t.Errorf("no example points to %s", code)
		}
	}
}

func TestOfficersWordsRaiseTheCautionsOfTheTable(t *testing.T) {
	shown := map[string]bool{}
	for _, x := range examples(t, "officers.txt") {
		var got []string
		for _, n := range English().Cautions(x.text) {
			got = append(got, string(n.Caution))
			if n.Cite == "" || n.Cite != English().Cite(n.Caution) {
				t.Errorf("%q: %s cites %q", x.text, n.Caution, n.Cite)
			}
			shown[string(n.Caution)] = true
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, x.want) {
			t.Errorf("%q: got %v, want %v", x.text, got, x.want)
		}
	}
	for _, code := range Caution("").Codes() {
		if !shown[code] {
			t.Errorf("no example raises %s", code)
		}
	}
}

func TestAMatchSaysWhichWordsAndWhichRule(t *testing.T) {
	text := "Café. He’s never hit me — but he sent flowers."
	found := English().Behaviours(text)
	if len(found) != 2 {
		t.Fatalf("found %+v", found)
	}
	hit, gift := found[0], found[1]
	if Quote(text, hit.Start, hit.End) != "hit me" || !hit.Negated || hit.Rule != "assault/hit $me" {
		t.Errorf("first %+v: %q", hit, Quote(text, hit.Start, hit.End))
	}
	if Quote(text, gift.Start, gift.End) != "flowers" || gift.Negated || gift.Behaviour != "gifts" {
		t.Errorf("second %+v: %q", gift, Quote(text, gift.Start, gift.End))
	}
}

// sentence draws an example, or filler, or a few odd runes.
func sentence(t *rapid.T, all []example) string {
	if rapid.Bool().Draw(t, "odd") {
		return rapid.StringOf(rapid.RuneFrom([]rune("he hit me following n’t 's éß\u202e.,;\n-"))).Draw(t, "runes")
	}
	return rapid.SampledFrom(all).Draw(t, "example").text
}

// checkSpans holds every match to its text: whole characters, in order, and no two
// of one behaviour over the same words.
func checkSpans(t interface{ Errorf(string, ...any) }, text string) {
	last := map[casefile.Behaviour]int{}
	from := 0
	for _, m := range English().Behaviours(text) {
		switch {
		case m.Start < from || m.End <= m.Start || m.End > len(text):
			t.Errorf("%q: %+v is out of place", text, m)
			return
		case m.Start < last[m.Behaviour]:
			t.Errorf("%q: %+v overlaps the one before", text, m)
		case utf8.ValidString(text) && !utf8.ValidString(text[m.Start:m.End]):
			t.Errorf("%q: %+v parts a character", text, m)
		case !slices.Contains(casefile.Behaviour("").Codes(), string(m.Behaviour)) || !strings.HasPrefix(m.Rule, string(m.Behaviour)+"/"):
			t.Errorf("%q: %+v has no rule of its own", text, m)
		}
		from, last[m.Behaviour] = m.Start, m.End
	}
}

// What one sentence points to does not depend on its neighbours, on capitals or on
// how its apostrophes are drawn.
func TestASentenceIsReadByItself(t *testing.T) {
	all := examples(t, "examples.txt")
	rapid.Check(t, func(rt *rapid.T) {
		a, b := sentence(rt, all), rapid.SampledFrom(all).Draw(rt, "second").text
		text := a + ".\n" + b + "."
		checkSpans(rt, text)
		found, alone := English().Behaviours(text), English().Behaviours(b)
		var after []Match
		for _, m := range found {
			if m.Start >= len(a)+2 {
				m.Start, m.End = m.Start-len(a)-2, m.End-len(a)-2
				after = append(after, m)
			}
		}
		if !slices.Equal(after, alone) {
			rt.Fatalf("%q after %q: %+v; alone %+v", b, a, after, alone)
		}
		if loud := codesIn(strings.ToUpper(b)); !slices.Equal(loud, codesIn(b)) {
			rt.Fatalf("%q in capitals: %v", b, loud)
		}
		if curly := codesIn(strings.ReplaceAll(b, "'", "’")); !slices.Equal(curly, codesIn(b)) {
			rt.Fatalf("%q with curly apostrophes: %v", b, curly)
		}
	})
}

// A denial in front of an act denies it; a word that turns it round does not.
func TestADenialIsMarkedAndNotDropped(t *testing.T) {
	for _, act := range []string{"hit me", "followed me", "threatened me", "strangled me"} {
		for before, denied := range map[string]bool{"he ": false, "he never ": true, "he has not ": true, "he didn't ": true, "no he never once ": true, "without he ": false,
			"he never stopped and ": false, "I don't know why he ": false, "he did not only ": false, "he didn't come, he ": false, "she denied it but he ": false} {
			text := before + act
			found := English().Behaviours(text)
			if len(found) == 0 {
				t.Errorf("%q: nothing found", text)
				continue
			}
			if last := found[len(found)-1]; last.Negated != denied {
				t.Errorf("%q: denied %v, want %v", text, last.Negated, denied)
			}
		}
	}
}

func FuzzBehaviours(f *testing.F) {
	for _, x := range examples(f, "examples.txt") {
		f.Add(x.text)
	}
	f.Add("he never \xff hit me’s ’ n't")
	f.Fuzz(func(t *testing.T, text string) {
		checkSpans(t, text)
		for _, n := range English().Cautions(text) {
			if n.Start < 0 || n.End > len(text) || n.Start >= n.End {
				t.Errorf("%q: %+v", text, n)
			}
		}
	})
}

func BenchmarkBehaviours(b *testing.B) {
	var text strings.Builder
	for _, x := range examples(b, "examples.txt") {
		text.WriteString(x.text + ". ")
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if len(English().Behaviours(text.String())) == 0 {
			b.Fatal("nothing found")
		}
	}
}
