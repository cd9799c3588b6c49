package words

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed en cy
var files embed.FS

// Files in a language's folder beside one <Kind>.yaml each.
const (
	languageFile = "language.yaml"   // name of the language and its fallback mark
	entryFile    = "entry.yaml"      // fields every entry has
	codesFile    = "codes.yaml"      // family -> code -> label, or {label, hint}
	factsFile    = "facts.yaml"      // fact path -> phrase
	doorstepFile = "doorstep.yaml"   // what to say at the door, and the prompt card
	adviceFile   = "advice.yaml"     // advice to offer, by situation and by service or device
	formFile     = "selfreport.yaml" // what the public's report form says
)

type kindFile struct {
	Title  string               `yaml:"title"`
	Done   string               `yaml:"done"`
	Did    string               `yaml:"did"`
	Intro  string               `yaml:"intro"`
	Why    string               `yaml:"why"`
	Fields map[string]fieldFile `yaml:"fields"`
}

type fieldFile struct {
	Label string `yaml:"label"`
	Hint  string `yaml:"hint"`
	Why   string `yaml:"why"`
}

type languageWords struct {
	Name string `yaml:"name"`
	Mark string `yaml:"mark"`
}

type codeWords struct {
	Label string `yaml:"label"`
	Hint  string `yaml:"hint"`
}

// UnmarshalYAML reads a label alone, or {label, hint}.
func (c *codeWords) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		c.Label = n.Value
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch key := n.Content[i].Value; key {
		case "label":
			c.Label = n.Content[i+1].Value
		case "hint":
			c.Hint = n.Content[i+1].Value
		default:
			return fmt.Errorf("line %d: %q: expected label or hint", n.Content[i].Line, key)
		}
	}
	return nil
}

type library struct {
	books map[string]*Book
	errs  []error
}

var (
	load       = sync.OnceValue(func() *library { return read(files) })
	knownPaths = sync.OnceValue(factPaths)
)

// Check reports every file that cannot be read and every key that is missing or
// spare. A program calls it at start and does not run on an error.
func Check() error {
	l := load()
	return errors.Join(append(slices.Clone(l.errs), l.check()...)...)
}

// read loads the languages of a file system: en must be whole, the others may
// have gaps that English fills.
func read(fsys fs.FS) *library {
	l := &library{books: map[string]*Book{}}
	en := l.readBook(fsys, "en")
	l.books["en"] = en
	dirs, err := fs.ReadDir(fsys, ".")
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("list languages: %w", err))
	}
	for _, d := range dirs {
		if d.IsDir() && d.Name() != "en" {
			b := l.readBook(fsys, d.Name())
			b.below = en
			l.books[d.Name()] = b
		}
	}
	return l
}

func (l *library) readBook(fsys fs.FS, lang string) *Book {
	b := &Book{lang: lang, kinds: map[string]KindWords{}, fields: map[string]FieldWords{},
		codes: map[string]map[string]codeWords{}, facts: map[string]string{}}
	names, err := fs.Glob(fsys, lang+"/*.yaml")
	if err != nil || len(names) == 0 {
		l.errs = append(l.errs, fmt.Errorf("words in %q: no files: %w", lang, cmp.Or(err, fs.ErrNotExist)))
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err == nil {
			err = b.readFile(path.Base(name), raw)
		}
		if err != nil {
			l.errs = append(l.errs, fmt.Errorf("words %s: %w", name, err))
		}
	}
	return b
}

func (b *Book) readFile(name string, raw []byte) error {
	switch name {
	case languageFile:
		var w languageWords
		err := strict(raw, &w)
		b.name, b.mark = w.Name, w.Mark
		return err
	case codesFile:
		return strict(raw, &b.codes)
	case factsFile:
		return strict(raw, &b.facts)
	case doorstepFile:
		return strict(raw, &b.door)
	case adviceFile:
		return strict(raw, &b.advice)
	case formFile:
		return strict(raw, &b.form)
	case entryFile:
		var fields map[string]fieldFile
		err := strict(raw, &fields)
		b.addFields("", fields)
		return err
	}
	var w kindFile
	err := strict(raw, &w)
	kind := strings.TrimSuffix(name, ".yaml")
	b.kinds[kind] = KindWords{Title: w.Title, Done: w.Done, Did: w.Did, Intro: w.Intro, Why: w.Why, Lang: b.lang}
	b.addFields(kind, w.Fields)
	return err
}

func (b *Book) addFields(kind string, fields map[string]fieldFile) {
	for _, p := range slices.Sorted(maps.Keys(fields)) {
		f := fields[p]
		b.fields[kind+"/"+p] = FieldWords{Label: f.Label, Hint: f.Hint, Why: f.Why, Lang: b.lang}
	}
}

// strict decodes one YAML document in which unknown keys are errors.
func strict(raw []byte, into any) error {
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
