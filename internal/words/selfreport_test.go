package words

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// named are the texts of the public's form that name a thing: headings, questions,
// choices, buttons. All others are whole sentences, but for the middles of some.
var (
	named   = []string{"Title", "How", "Watched", "Asks", "Them", "Label", "About", "Changes", "Reference", "NotAnswered", "Buttons", "Answers"}
	middles = []string{"Wait"}
	mayLack = []string{"Them", "Hint"}
)

// formLines is every text of the public's form, by its place in the file.
func formLines(t *testing.T) []line {
	t.Helper()
	var out []line
	var walk func(where string, v reflect.Value)
	walk = func(where string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				walk(where+"."+v.Type().Field(i).Name, v.Field(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(where+"."+key.String(), v.MapIndex(key))
			}
		case reflect.Slice:
			if v.Len() == 0 {
				t.Errorf("%s says nothing", where)
			}
			for i := range v.Len() {
				walk(where, v.Index(i))
			}
		default:
			out = append(out, line{where, whatIs(where), v.String()})
		}
	}
	walk("", reflect.ValueOf(For("en").SelfReport()))
	slices.SortFunc(out, func(a, b line) int { return strings.Compare(a.where, b.where) })
	return out
}

func whatIs(where string) string {
	parts := strings.Split(where, ".")
	last := parts[len(parts)-1]
	switch {
	case slices.Contains(middles, parts[1]):
		return "phrase"
	case slices.Contains(named, last) || slices.Contains(named, parts[1]):
		return "label"
	}
	return "line"
}

// What the public reads alone is held to the same rules as every form of an officer's.
func TestThePublicFormIsPlainAndJudgesNobody(t *testing.T) {
	lines := formLines(t)
	if len(lines) < 150 {
		t.Fatalf("found %d texts; want the whole form", len(lines))
	}
	for _, l := range lines {
		if last := l.where[strings.LastIndex(l.where, ".")+1:]; l.text == "" {
			if !slices.Contains(mayLack, last) {
				t.Errorf("%s says nothing", l.where)
			}
			continue
		}
		for _, f := range faults(l) {
			t.Errorf("%s %q: %s", l.where, l.text, f)
		}
	}
}

// policeWords are words that only those who work with them know.
var policeWords = regexp.MustCompile(`(?i)\b(suspect|victim|offence|incident|course of conduct|safeguard\w*|disclos\w*|perpetrat\w*|reporter|handles?|proxy|proceed\w*|submit\w*|individual|behaviours?)\b`)

func TestThePublicFormUsesNoWordsOfTheTrade(t *testing.T) {
	for _, l := range formLines(t) {
		if hit := policeWords.FindString(l.text); hit != "" {
			t.Errorf("%s: %q in %q", l.where, hit, l.text)
		}
	}
}

// several is a question that asks two things: two sentences, or a second question word
// after the first. "Who is the person you trust?" with a name and a number is one set.
var several = regexp.MustCompile(`(?i)\?.*\?|\b(and|or) (what|when|where|who|how|may|would|do|does|is|are)\b`)

func TestEachPageOfThePublicFormAsksOneQuestion(t *testing.T) {
	pages := For("en").SelfReport().Pages
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		for _, asks := range []string{pages[name].Asks, pages[name].Them} {
			if asks != "" && (!strings.HasSuffix(asks, "?") || several.MatchString(asks)) {
				t.Errorf("%s: %q is not one question", name, asks)
			}
			if n := len(strings.Fields(asks)); n > 11 {
				t.Errorf("%s: %q has %d words", name, asks, n)
			}
		}
	}
	for _, asks := range []string{"Where and when is that safe?", "When did it happen? How often?", "What are you called and how old are you?"} {
		if !several.MatchString(asks) {
			t.Errorf("%q would pass", asks)
		}
	}
}

func TestThePublicFormReadsAtTheAgeOfEleven(t *testing.T) {
	var all []string
	for _, l := range formLines(t) {
		if strings.HasSuffix(l.text, ".") || strings.HasSuffix(l.text, "?") {
			all = append(all, l.text)
		}
	}
	g := grade(all)
	t.Logf("the public's form reads at grade %.1f", g)
	if g > 6 {
		t.Errorf("the public's form reads at grade %.1f; want at most 6, a reading age of 11", g)
	}
}

func TestALanguageWithoutThePublicFormHasTheEnglish(t *testing.T) {
	if got := For("cy").SelfReport().Title; got != For("en").SelfReport().Title || got == "" {
		t.Errorf("in Welsh the form is called %q", got)
	}
}
