// Package form turns a kind of entry into a form and what was typed back into
// the kind's data: one definition, one wording, one way of asking.
//
// Boundary: values in, values out. It knows kinds (casefile), wording (words) and
// components (web/ui); it knows no request, no permission and no clock. Whoever
// calls it says which people, pairs and checks may be chosen, which fields are
// withheld, and when it is.
//
// Every answer is three-valued as typed: nothing ticked is "not asked", and "asked,
// not known" and "prefer not to say" are answers of their own. Nothing is
// pre-ticked but what is already recorded.
//
// Threat: text that turns into markup, or a posted value that reaches a field the
// form did not offer. Components escape; Parse reads only fields Build would show.
package form

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
	"foursight/internal/words"
)

// Choice is something a reference may point at.
type Choice struct {
	Value string // id
	Label string // as people call it: never the id
	Hint  string
}

// Apart sets some codes of a list apart from the others, under words of their own.
type Apart struct {
	Codes        []string
	Legend, Hint string
}

// Either words a yes-or-no answer as the two ways to decide. There is no third:
// who does not decide leaves the form.
type Either struct {
	Yes, No string
}

// Beside is what stands by a yes-or-no question: how to put it to somebody so that
// they tell it in their own words, and under the choices what each answer tells.
type Beside struct {
	Ask   string
	Tells ui.Component
}

// Context is what a form needs from outside the kind.
type Context struct {
	Words    *words.Book
	Now      time.Time                   // when the form was opened: "last night" is said of then
	Told     time.Time                   // when the words for when something happened were said, where that was before now; a correction's were
	Prefix   string                      // before every field's name, for several kinds in one form
	Only     []string                    // paths to show; empty for all
	Hide     []string                    // paths the system fills in
	Withheld func(f casefile.Field) bool // fields of a recorded entry the person may not see; nil for none
	Timed    bool                        // ask when it happened and when police knew, where the kind has it
	Choices  map[string][]Choice         // by what is referred to ("person"), or "Kind/path" for one field
	Apart    map[string]Apart            // by path
	Either   map[string]Either           // by path
	Already  map[string]string           // by path: what is recorded, shown with the field's hint
	Beside   map[string]Beside           // by path: what to say to get an answer, and what each answer tells
	Instead  map[string]ui.Component     // by path: drawn in place of the question, under the field's own name
	Below    map[string]ui.Component     // by path: drawn under the question
	NoHint   map[string]bool             // by path: the kind's own hint is not true of whom this form is about
	First    []string                    // paths drawn before all others, in this order, once it is said who and when
	Folds    []Fold                      // parts folded away below, while nothing in them is answered
	Asked    []string                    // paths whose question led to this form: their fold stands open
	Grouped  map[string]Grouped          // by path: a long list of codes set out in groups
	Suggest  map[string][]string         // by "Kind/path": what a line may say, put forward as it is typed
	Bare     bool                        // groups of fields stand without a heading of their own: what is around has one
	Free     []string                    // paths of references that may well stay empty: no default, and a way to say "none"
	Problems []casefile.Problem          // what to put right, shown at its field
}

// shows reports whether a field is part of the form.
func (c Context) shows(f casefile.Field) bool {
	if slices.Contains(c.Hide, f.Path) {
		return false
	}
	if len(c.Only) == 0 {
		return true
	}
	for _, p := range c.Only {
		if p == f.Path || strings.HasPrefix(f.Path, p+".") || strings.HasPrefix(p, f.Path+".") {
			return true
		}
	}
	return false
}

func (c Context) withholds(f casefile.Field) bool { return c.Withheld != nil && c.Withheld(f) }

func (c Context) choices(kind string, f casefile.Field) []Choice {
	if own, ok := c.Choices[kind+"/"+f.Path]; ok {
		return own
	}
	return c.Choices[f.Refers]
}

// asksChoice reports whether a field is answered by pointing at something: a
// reference, or a line that holds the id of one.
func (c Context) asksChoice(kind string, f casefile.Field) bool {
	_, own := c.Choices[kind+"/"+f.Path]
	return own || f.Shape == casefile.ShapeRef && f.Refers != "staff"
}

// Statuses that a person can give in place of an answer, in the order shown.
var statuses = []string{"asked_not_known", "declined"}

// occurred is the path of when something happened: of the entry, not of its data.
const occurred = "occurred"

const statusMark = "s:" // before a status among the values of a choice

// Name is the name of a field in the form; parts are further words after it.
func (c Context) Name(path string, parts ...string) string {
	return c.Prefix + strings.Join(append([]string{path}, parts...), "-")
}

// ID is the id of a field's first box: what an error summary links to. A place in
// a list ("members[2]") leads to the list.
func (c Context) ID(path string) string {
	if i := strings.IndexByte(path, '['); i >= 0 {
		path = path[:i]
	}
	return idOf(c.Name(path))
}

func idOf(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, name)
}

// problemAt is what is wrong with a field or any place within it.
func (c Context) problemAt(path string) string {
	var out []string
	for _, p := range c.Problems {
		at := p.Field
		if i := strings.IndexByte(at, '['); i >= 0 {
			at = at[:i]
		}
		if at == path {
			out = append(out, p.What)
		}
	}
	return strings.Join(out, " ")
}

// Values are fields as a browser sends them.
type Values = url.Values
