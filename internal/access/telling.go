package access

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"foursight/internal/casefile"
)

// What is withheld in its own field is told all the same where free words repeat it:
// an account says where the victim is staying, a note has her new number. So for a
// viewer who is not given how to reach people, free words leave out what the case
// withholds from them, numbers and addresses of any kind, and what somebody says of
// where they themselves stay. Nothing is changed in the record. Other words are not
// understood: this lessens what a colleague reads in passing and is no promise about
// every sentence.

// withheldWords stands in place of what was left out.
const withheldWords = "[withheld]"

// telling is what free words may not repeat. Nil leaves all words as they are.
type telling struct {
	values []string // in lower case, the longest first
}

// shortestTold is how long a withheld value is at least, in bytes, to be looked for in
// free words: a shorter one is an everyday word. One with a digit is none.
const (
	shortestTold   = 10
	shortestNumber = 4
)

// tellingOf is what a case withholds from free words; nil for whoever is given how to
// reach people, and for a partner, to whom each item was shared by somebody who read it.
func tellingOf(c *casefile.Case, p Permission) *telling {
	if p.Classes[casefile.ClassContact] || p.Basis == SharedWith {
		return nil
	}
	out := &telling{}
	out.gather(reflect.ValueOf(c).Elem(), "", p.Classes)
	slices.SortFunc(out.values, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	out.values = slices.Compact(out.values)
	return out
}

// gather takes the words of fields that tell how or where somebody is reached.
func (t *telling) gather(v reflect.Value, class casefile.FieldClass, given Classes) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			t.gather(v.Elem(), class, given)
		}
	case reflect.Slice:
		if !holdsWords(v.Type().Elem(), isReach(class)) {
			return
		}
		for i := range v.Len() {
			t.gather(v.Index(i), class, given)
		}
	case reflect.Struct:
		if !holdsWords(v.Type(), isReach(class)) {
			return
		}
		for f, field := range v.Fields() {
			of := casefile.FieldClass(f.Tag.Get("class"))
			if of == "" {
				of = class
			}
			if f.IsExported() && holdsWords(f.Type, isReach(of)) {
				t.gather(field, of, given)
			}
		}
	case reflect.String:
		if words := v.Type() == textType || v.Type() == lineType; words && !given[class] && isReach(class) {
			t.add(v.String())
		}
	}
}

var lineType = reflect.TypeFor[casefile.Line]()

// isReach reports whether fields of a class tell how or where somebody is reached.
func isReach(class casefile.FieldClass) bool {
	return class == casefile.ClassContact || class == casefile.ClassSafety
}

// worded are types by whether a value of them can hold such words, within a field of
// such a class or outside one.
var worded sync.Map // wordedKey -> bool

type wordedKey struct {
	t      reflect.Type
	within bool
}

// holdsWords reports whether values of a type can hold words that tell how somebody is
// reached: the rest of a case is passed over.
func holdsWords(t reflect.Type, within bool) bool {
	if known, ok := worded.Load(wordedKey{t, within}); ok {
		return known.(bool)
	}
	is := false
	switch {
	case t == timeType:
	case t.Kind() == reflect.String:
		is = within && (t == textType || t == lineType)
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice:
		is = holdsWords(t.Elem(), within)
	case t.Kind() == reflect.Struct:
		for f := range t.Fields() {
			class := casefile.FieldClass(f.Tag.Get("class"))
			is = is || f.IsExported() && holdsWords(f.Type, isReach(class) || class == "" && within)
		}
	}
	worded.Store(wordedKey{t, within}, is)
	return is
}

func (t *telling) add(value string) {
	value = strings.ToLower(strings.TrimSpace(value))
	for part := range strings.SplitSeq(value, ",") {
		for _, x := range []string{value, strings.TrimSpace(part)} {
			if len(x) >= shortestTold || len(x) >= shortestNumber && strings.ContainsFunc(x, unicode.IsDigit) {
				t.values = append(t.values, x)
			}
		}
	}
}

var (
	anyNumber   = regexp.MustCompile(`\+?\(?\d[\d ()-]{7,}\d`)
	anyEmail    = regexp.MustCompile(`[^\s@<>()]+@[^\s@<>()]+\.[\pL]{2,}`)
	anyPostcode = regexp.MustCompile(`(?i)\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b`)
	// Where the teller, or somebody they are with, stays; never where "he" does.
	stays  = regexp.MustCompile(`(?i)\b((?:i|we|she|they)(?:['’](?:m|re|s|ve|d|ll)| am| are| is| was| were| have| has| had| will)?(?: been| now| just| currently| still| both| always| going to| trying to)* (?:stay|stays|staying|stayed|sleep|sleeps|sleeping|slept|hide|hides|hiding|hid|live|lives|living|move|moved|moving|sheltering)(?: back| in| out| over| down| up)*) ((?:at|with|in|into|to|near|behind|under|above|next to|round)\b[^.;!?\n]*)`)
	inFear = regexp.MustCompile(`(?i)^in (?:constant |daily )?(?:fear|terror|dread)\b`) // how, and not where
	// Where a copy or a bag is kept.
	kept = regexp.MustCompile(`(?i)\b((?:hidden|hid|hide|hides|kept|keep|keeps|keeping)(?: (?:it|them|a|an|the|her|his|their|my|our|copy|bag|phone|keys?|papers?|plan|is|of))*) ((?:at|with|in|inside|near|behind|under|above|on)\b[^.;!?\n]*)`)
)

// A stem is in every word of where somebody stays, or something is kept: most texts
// hold none.
var (
	stayStems = []string{"stay", "sle", "hid", "liv", "mov", "shelter"}
	keepStems = []string{"hid", "keep", "kept"}
)

func anyStem(lower string, stems []string) bool {
	return slices.ContainsFunc(stems, func(s string) bool { return strings.Contains(lower, s) })
}

// shortestCall is how many digits a telephone number has at least here, and inPostcode
// a postcode: with fewer there is none to look for.
const (
	shortestCall = 9
	inPostcode   = 2
)

// text is free words without what they may not tell.
func (t *telling) text(words string) string {
	if t == nil || words == "" {
		return words
	}
	words = t.withoutValues(words)
	digits := 0
	for _, r := range words {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits >= shortestCall {
		words = anyNumber.ReplaceAllString(words, withheldWords)
	}
	if digits >= inPostcode {
		words = anyPostcode.ReplaceAllString(words, withheldWords)
	}
	if strings.Contains(words, "@") {
		words = anyEmail.ReplaceAllString(words, withheldWords)
	}
	lower := strings.ToLower(words)
	if anyStem(lower, stayStems) {
		words = stays.ReplaceAllStringFunc(words, func(said string) string {
			m := stays.FindStringSubmatch(said)
			if inFear.MatchString(m[2]) {
				return said
			}
			return m[1] + " " + withheldWords
		})
	}
	if anyStem(lower, keepStems) {
		words = kept.ReplaceAllString(words, "$1 "+withheldWords)
	}
	return words
}

// withoutValues leaves out what the case withholds, wherever it is repeated.
func (t *telling) withoutValues(words string) string {
	lower := strings.ToLower(words)
	if len(lower) != len(words) {
		lower = words // a letter whose small form is longer: places would not agree
	}
	for _, x := range t.values {
		for from := 0; ; {
			at := strings.Index(lower[from:], x)
			if at < 0 {
				break
			}
			at += from
			words = words[:at] + withheldWords + words[at+len(x):]
			lower = lower[:at] + withheldWords + lower[at+len(x):]
			from = at + len(withheldWords)
		}
	}
	return words
}
