package words

import "strings"

// KindWords is what is said about one kind of entry.
type KindWords struct {
	Title string // what somebody is doing, as an instruction: "Record an incident"
	Done  string // the same as a line of history: "Incident recorded"
	Did   string // the same as said to whoever takes the work on: "Wrote down what happened"; empty where it is no work
	Intro string // one sentence above the form; may be empty
	Why   string // why this is asked, with its source
	Lang  string // language the text is in: not always the one asked for
}

// FieldWords is what is said about one field of a kind.
type FieldWords struct {
	Label string // no full stop; a question where something is asked of somebody
	Hint  string // whole sentences; may be empty
	Why   string // why this field is asked; empty where the kind's own reason serves
	Lang  string // language the text is in
}

// Book is the wording in one language. It is read-only and may be shared.
type Book struct {
	lang   string
	name   string
	mark   string // put after text that fell back to English; empty in English
	kinds  map[string]KindWords
	fields map[string]FieldWords // "Kind/path", and "/path" for what every entry has
	codes  map[string]map[string]codeWords
	facts  map[string]string
	door   Doorstep
	advice AdviceBook
	form   SelfReport
	below  *Book // where missing text comes from; nil for English
}

// For returns the wording in a language ("en", "cy"). A language the product
// does not have is answered in English.
func For(lang string) *Book {
	l := load()
	if b := l.books[lang]; b != nil {
		return b
	}
	return l.books["en"]
}

// Lang is the code of the language the book was asked for in.
func (b *Book) Lang() string { return b.lang }

// Name is what the language calls itself.
func (b *Book) Name() string { return b.name }

// Kind is what is said about a kind of entry. Text that is not translated comes
// in English, with Lang "en" and a visible mark after title and history line. A
// kind nobody has words for is shown by its own name.
func (b *Book) Kind(name string) KindWords {
	if w, ok := b.kinds[name]; ok {
		return w
	}
	if b.below == nil {
		return KindWords{Title: name, Done: name, Lang: b.lang}
	}
	w := b.below.Kind(name)
	w.Title, w.Done = b.marked(w.Title), b.marked(w.Done)
	if w.Did != "" {
		w.Did = b.marked(w.Did)
	}
	return w
}

// Field is what is said about a field, by its dotted path in the kind's data
// ("details.name"). The paths "occurred", "known", "reason" and "withdrawn" are
// of the entry itself; a kind may word them its own way.
func (b *Book) Field(kind, path string) FieldWords {
	if w, ok := b.fields[kind+"/"+path]; ok {
		return w
	}
	if b.below == nil {
		if w, ok := b.fields["/"+path]; ok {
			return w
		}
		return FieldWords{Label: path, Lang: b.lang}
	}
	w := b.below.Field(kind, path)
	w.Label = b.marked(w.Label)
	return w
}

// Code is the label of a code; family is the Go name of its list ("Behaviour").
// A code the book does not know is shown as it is stored.
func (b *Book) Code(family, code string) string {
	if w, ok := b.codes[family][code]; ok {
		return w.Label
	}
	if b.below == nil {
		return code
	}
	return b.marked(b.below.Code(family, code))
}

// CodeHint is one sentence more about a code; mostly empty.
func (b *Book) CodeHint(family, code string) string {
	if w, ok := b.codes[family][code]; ok || b.below == nil {
		return w.Hint
	}
	return b.below.CodeHint(family, code)
}

// Phrase names a fact as it reads inside a sentence: "pair.relationship" is "how
// the two people know each other". Paths are those of conditions: they start with
// case or pair, and indices in brackets are ignored. A path without words is
// shown as it is, with spaces.
func (b *Book) Phrase(path string) string {
	for _, key := range keysFor(path) {
		if p := b.facts[key]; p != "" {
			return p
		}
	}
	if b.below == nil {
		return strings.NewReplacer(".", " ", "_", " ").Replace(withoutIndices(path))
	}
	return b.marked(b.below.Phrase(path))
}

// marked shows that text is in English where another language was asked for.
func (b *Book) marked(text string) string {
	return strings.TrimSpace(text + " " + b.mark)
}
