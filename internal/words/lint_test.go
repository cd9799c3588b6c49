package words

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"foursight/internal/casefile"
)

// line is one text of the English book and where it stands.
type line struct{ where, what, text string }

func english() []line {
	en := For("en")
	var out []line
	add := func(where, what, text string) {
		if text != "" {
			out = append(out, line{where, what, text})
		}
	}
	for name, k := range en.kinds {
		add(name, "title", k.Title)
		add(name, "done", k.Done)
		add(name, "did", k.Did)
		add(name, "intro", k.Intro)
		add(name, "why", k.Why)
	}
	for key, f := range en.fields {
		add(key, "label", f.Label)
		add(key, "hint", f.Hint)
		add(key, "why", f.Why)
	}
	for family, codes := range en.codes {
		for code, w := range codes {
			add(family+" "+code, "label", w.Label)
			add(family+" "+code, "hint", w.Hint)
		}
	}
	for path, phrase := range en.facts {
		add(path, "phrase", phrase)
	}
	return out
}

var (
	sentenceEnd = regexp.MustCompile(`[.?!](?:\s+|$)`)
	citation    = regexp.MustCompile(`\s*\((?:[^()]*; )?APP [0-9][^()]*\)`)
	cited       = regexp.MustCompile(`\((?:law|local standard)?(?:; )?APP [1-9](?:\.[0-9]+)*(?: and [1-9](?:\.[0-9]+)*)*\)\.$`)
)

func sentences(text string) []string {
	var out []string
	for _, s := range sentenceEnd.Split(citation.ReplaceAllString(text, ""), -1) {
		if strings.TrimSpace(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// banned are words that judge a victim, take a side before a court has, or say
// in police language what plain words say. Each has what to write instead.
var banned = map[string]string{
	"alleged victim":    "victim",
	"alleged":           "say who said it",
	"allegation":        "report",
	"refused":           "chose not to, declined",
	"to engage":         "speak with",
	"uncooperative":     "chose not to",
	"violated":          "advice recorded that the guidance cautions against",
	"violation":         "say what happened",
	"claims that":       "said",
	"claimed":           "said",
	"admits":            "said",
	"failed to":         "did not",
	"provoked":          "leave out",
	"attention seeking": "leave out",
	"hysterical":        "leave out",
	"lifestyle":         "say what is meant",
	"complainant":       "victim",
	"perpetrator":       "suspect",
	"stalker":           "suspect, person who stalks",
	"offender":          "suspect",
	"lover":             "partner",
	"domestic incident": "say what happened",
	"utilise":           "use",
	"commence":          "begin",
	"prior to":          "before",
	"in order to":       "to",
	"ascertain":         "find out",
	"please":            "leave out",
	"score":             "grade",
	"percent":           "say it in words",
	"mandatory":         "must",
}

func faults(l line) []string {
	var out []string
	for _, s := range sentences(l.text) {
		if n := len(strings.Fields(s)); n > 25 {
			out = append(out, fmt.Sprintf("a sentence of %d words; at most 25", n))
		}
	}
	low := strings.ToLower(l.text)
	for word, instead := range banned {
		if regexp.MustCompile(`\b` + regexp.QuoteMeta(word) + `\b`).MatchString(low) {
			out = append(out, fmt.Sprintf("%q: write %s", word, instead))
		}
	}
	first := []rune(l.text)[0]
	switch l.what {
	case "title", "done", "did", "label":
		if strings.HasSuffix(l.text, ".") {
			out = append(out, "ends in a full stop")
		}
		if !unicode.IsUpper(first) && !unicode.IsDigit(first) {
			out = append(out, "does not begin with a capital")
		}
	case "phrase":
		if strings.HasSuffix(l.text, ".") || unicode.IsUpper(first) && !strings.HasPrefix(l.text, "FOUR") {
			out = append(out, "is not the middle of a sentence")
		}
	default:
		if !strings.HasSuffix(l.text, ".") && !strings.HasSuffix(l.text, "?") {
			out = append(out, "is not a whole sentence: no full stop or question mark at its end")
		}
	}
	if l.what == "why" && !cited.MatchString(l.text) {
		out = append(out, "does not end with its source, as in (APP 4.1).")
	}
	if strings.TrimSpace(l.text) != l.text || strings.Contains(l.text, "  ") {
		out = append(out, "has stray spaces")
	}
	return out
}

func TestWordsArePlainAndJudgeNobody(t *testing.T) {
	lines := english()
	if len(lines) < 800 {
		t.Fatalf("found %d texts; want the whole book", len(lines))
	}
	for _, l := range lines {
		for _, f := range faults(l) {
			t.Errorf("%s, %s %q: %s", l.where, l.what, l.text, f)
		}
	}
}

func TestTheLintFindsWhatItIsFor(t *testing.T) {
	tests := map[string]line{
		"a long sentence":        {"x", "intro", "This is a sentence that goes on and on, with one more thing after another, until nobody who reads it on a doorstep knows what it was about."},
		"a word that judges":     {"x", "hint", "The alleged victim refused to engage."},
		"a label that stops":     {"x", "label", "Where did it happen."},
		"a hint that does not":   {"x", "hint", "Use their own words"},
		"a reason with no cite":  {"x", "why", "Because it matters."},
		"a phrase with capitals": {"x", "phrase", "The relationship"},
		"a label in lower case":  {"x", "label", "where did it happen?"},
	}
	for name, l := range tests {
		if len(faults(l)) == 0 {
			t.Errorf("%s passed: %q", name, l.text)
		}
	}
}

// grade is the Flesch-Kincaid school grade of prose; a reading age is five more.
func grade(text []string) float64 {
	var sent, words, syllables int
	for _, t := range text {
		for _, s := range sentences(t) {
			sent++
			for _, w := range strings.Fields(s) {
				words++
				syllables += syllablesOf(w)
			}
		}
	}
	return 0.39*float64(words)/float64(sent) + 11.8*float64(syllables)/float64(words) - 15.59
}

func syllablesOf(word string) int {
	word = strings.ToLower(strings.TrimRight(word, ".,;:?!)'\""))
	n, vowel := 0, false
	for _, r := range word {
		is := strings.ContainsRune("aeiouy", r)
		if is && !vowel {
			n++
		}
		vowel = is
	}
	if n > 1 && strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") {
		n--
	}
	return max(n, 1)
}

// U24 asks for a reading age of 11 by formula: a grade of 6. Only whole sentences
// are measured (introductions, reasons, hints), each form's together; a formula
// means nothing on a label of five words.
func TestFormsReadAtTheAgeOfEleven(t *testing.T) {
	en := For("en")
	var all []string
	for _, k := range casefile.Kinds() {
		w := en.Kind(k.Name)
		own := []string{w.Intro, w.Why}
		allFields(k.Fields, func(f casefile.Field) {
			x := en.Field(k.Name, f.Path)
			own = append(own, x.Hint, x.Why)
		})
		all = append(all, own...)
		if g := grade(own); g > 8 {
			t.Errorf("%s reads at grade %.1f; one form may be at most 8", k.Name, g)
		}
	}
	g := grade(all)
	t.Logf("all forms together read at grade %.1f", g)
	if g > 6 {
		t.Errorf("all forms together read at grade %.1f; want at most 6, a reading age of 11", g)
	}
}

func TestTheGradeTellsHardFromEasy(t *testing.T) {
	easy := grade([]string{"Are they safe now? Say if it is not safe to talk."})
	hard := grade([]string{"Practitioners should undertake proportionate multidimensional vulnerability assessments commensurate with organisational safeguarding responsibilities."})
	if easy > 3 || hard < 15 {
		t.Errorf("easy text reads at grade %.1f and hard text at %.1f", easy, hard)
	}
}

// The four marks and the contrast questions are asked as questions. Which way an
// answer points is the edition's to say; package web holds that the form shows it.
func TestFourIsAskedAsQuestions(t *testing.T) {
	en := For("en")
	for _, path := range []string{"fixated", "obsessive", "unwanted", "repeated", "focus_on_person", "consumes_daily_life",
		"routine_changed", "would_stop_if_resolved"} {
		if w := en.Field("FourAssessed", path); !strings.HasSuffix(w.Label, "?") {
			t.Errorf("%s is %q; want a question", path, w.Label)
		}
	}
	last := en.Field("FourAssessed", "would_stop_if_resolved")
	if want := "Would it stop if the underlying problem were solved?"; last.Label != want {
		t.Errorf("the last question is %q; want %q", last.Label, want)
	}
}
