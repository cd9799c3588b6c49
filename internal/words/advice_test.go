package words

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

// wrong is what APP 4.1 cautions against, in any words that come near it.
var wrong = regexp.MustCompile(`(?i)\bblock|chang\w* (your|their|the)? ?(phone )?numbers?\b|(come|get|stay|go) off|(delete|close|leave) (your|their|the)? ?(accounts?|profile|social)|to stop\b|tell (them|him|her|the other person)|stay (at home|in)\b|avoid (going|places)`)

// letsLive are the lines that say the opposite of it.
var letsLive = regexp.MustCompile(`(?i)(do not|need not|does not) have to|nobody has to|need not`)

func offered() []Advised {
	b := For("en").Advice()
	return append(slices.Clone(b.Offer), b.Platforms...)
}

func TestNoAdviceOfferedIsWhatTheGuidanceCautionsAgainst(t *testing.T) {
	for _, a := range offered() {
		if slices.Contains(casefile.CautionedAdvice(), a.Code) {
			t.Errorf("%s is offered", a.Code)
		}
		for _, text := range append([]string{a.First, a.Say, a.Plain}, a.Easy...) {
			if hit := wrong.FindString(text); hit != "" && !letsLive.MatchString(text) {
				t.Errorf("%s: %q in %q", a.Key(), hit, text)
			}
		}
	}
	for _, text := range []string{"Block them on every app.", "Change your number.", "Come off social media.", "Tell them clearly to stop.", "Stay at home after dark."} {
		if !wrong.MatchString(text) || letsLive.MatchString(text) {
			t.Errorf("%q would pass", text)
		}
	}
}

func TestEveryAdviceIsOfferedForASituationAndCited(t *testing.T) {
	b := For("en").Advice()
	var keys, seen, platforms []string
	for _, s := range b.Situations {
		keys = append(keys, s.Key)
	}
	for _, a := range b.Offer {
		for _, when := range a.When {
			if !slices.Contains(keys, when) {
				t.Errorf("%s is for the situation %q, which is none", a.Code, when)
			}
		}
		if len(a.When) == 0 || slices.Contains(seen, a.Code) || a.Platform != "" {
			t.Errorf("%s: for %v, seen before: %v", a.Key(), a.When, slices.Contains(seen, a.Code))
		}
		seen = append(seen, a.Code)
	}
	for _, a := range b.Platforms {
		platforms = append(platforms, a.Platform)
	}
	for _, code := range casefile.AdviceCode("").Codes() {
		if !slices.Contains(casefile.CautionedAdvice(), code) && !slices.Contains(seen, code) {
			t.Errorf("%s is offered for no situation", code)
		}
	}
	if want := casefile.Platform("").Codes(); !slices.Equal(platforms, want) {
		t.Errorf("advice by service or device: %v, want %v", platforms, want)
	}
	for _, a := range offered() {
		if !sections.MatchString(a.Cite) || !slices.Contains(casefile.AdviceCode("").Codes(), a.Code) {
			t.Errorf("%s cites %q", a.Key(), a.Cite)
		}
	}
}

func TestAdviceIsPlainAndEasyReadHasOneIdeaALine(t *testing.T) {
	b := For("en").Advice()
	hold := func(where, text string) {
		for _, f := range faults(line{where, "line", text}) {
			t.Errorf("%s %q: %s", where, text, f)
		}
	}
	for _, a := range offered() {
		hold(a.Key(), a.Say)
		hold(a.Key(), a.Plain)
		if a.First != "" {
			hold(a.Key(), a.First)
		}
		if len(a.Easy) == 0 {
			t.Errorf("%s has no Easy Read", a.Key())
		}
		for _, l := range a.Easy {
			hold(a.Key(), l)
			if n := len(strings.Fields(l)); n > 11 || len(sentences(l)) != 1 || strings.ContainsAny(l, ";:") || !strings.HasSuffix(l, ".") {
				t.Errorf("%s: %q is %d words; Easy Read has one short sentence a line", a.Key(), l, n)
			}
		}
	}
	for _, c := range b.Cautioned {
		hold(c.Code, c.Why)
		for _, n := range c.Next {
			hold(c.Code, n)
		}
	}
}

func TestWhatIsCautionedAgainstHasAWayOn(t *testing.T) {
	var codes []string
	for _, c := range For("cy").Advice().Cautioned { // a language without it has the English
		codes = append(codes, c.Code)
		if c.Why == "" || len(c.Next) < 2 || !sections.MatchString(c.Cite) {
			t.Errorf("%s: %+v", c.Code, c)
		}
	}
	if want := casefile.CautionedAdvice(); !slices.Equal(codes, want) {
		t.Errorf("%v, want %v", codes, want)
	}
}

// Easy Read has a picture beside each idea, and each picture is said in words.
func TestEveryAdviceHasAPictureInEasyRead(t *testing.T) {
	sheet := For("en").Advice().Sheet
	used := map[string]bool{"door": true, "person": true, "999": true} // of the parts of a sheet
	for _, a := range offered() {
		if p := sheet.PictureOf(a.Picture); p.Key == "" || p.Alt == "" {
			t.Errorf("%s has the picture %q", a.Key(), a.Picture)
		}
		used[a.Picture] = true
	}
	for _, p := range sheet.Pictures {
		if !used[p.Key] {
			t.Errorf("nothing uses the picture %q", p.Key)
		}
	}
	if p := sheet.PictureOf("nothing"); p != (Picture{}) {
		t.Errorf("a key of none gives %+v", p)
	}
}

// What the program itself puts on paper gives nothing away, in either wording.
func TestTheWordsOfASheetNameNobodyAndNoPolice(t *testing.T) {
	b := For("en").Advice()
	tells := regexp.MustCompile(`(?i)\b(` + strings.Join(b.Sheet.Telling, "|") + `)`)
	lines := []string{}
	for _, a := range offered() {
		lines = append(append(lines, a.Plain), a.Easy...)
	}
	for _, w := range []SheetWords{b.Sheet.Plain, b.Sheet.Easy} {
		lines = append(append(lines, w.Title, w.Do, w.Others, w.Help, w.Afraid), w.AfraidLines...)
		for _, l := range w.AfraidLines { // an unquoted comma would have cut one in two
			if !strings.HasSuffix(l, ".") {
				t.Errorf("%q is no whole sentence", l)
			}
		}
		if !strings.Contains(w.From, "{force}") || !strings.Contains(w.Call, "{ref}") || !tells.MatchString(w.Call) {
			t.Errorf("%q and %q do not say who the paper is from", w.From, w.Call)
		}
	}
	for _, p := range b.Sheet.Pictures {
		lines = append(lines, p.Alt)
	}
	for _, l := range lines {
		if hit := tells.FindString(l); hit != "" || l == "" {
			t.Errorf("%q says %q", l, hit)
		}
	}
	for _, word := range []string{"Police", "officers", "victim", "stalking", "harassed", "bail"} {
		if !tells.MatchString(word) {
			t.Errorf("%q would pass", word)
		}
	}
}
