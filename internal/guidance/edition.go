package guidance

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
)

// Edition is guidance ready to evaluate: clauses in file order, every condition
// planned. It does not change once loaded and may be shared between goroutines.
type Edition struct {
	ID          string
	Title       string
	Status      string // draft, reviewed, adopted, superseded or withdrawn
	Hash        string // SHA-256 in hex over the edition's files
	OverlayHash string // the same over the force's overlay; empty without one
	Clauses     []*Clause
	Readings    []Reading
	Departures  []Departure
	Off         []SwitchOff
	Opening     []OpeningCode

	accounting []Accounted
	byKey      map[string]*Clause
	contrasts  []Contrast
	defs       []*definition
	params     map[string]*Param
	phrases    map[string]string
	days       *calendar.Holidays
	caseLang   *language
	orgLang    *language
}

// Clause returns the clause with a key, or nil.
func (e *Edition) Clause(key string) *Clause { return e.byKey[key] }

// Definition is a named condition or list of codes, for showing beside clauses.
type Definition struct {
	Key  string
	Text string // what it means, in our own words
	Cite []Citation
}

// Definitions lists the definitions in file order.
func (e *Edition) Definitions() []Definition {
	out := make([]Definition, len(e.defs))
	for i, d := range e.defs {
		out[i] = Definition{Key: d.Key, Text: d.Text, Cite: d.Cite}
	}
	return out
}

// Param returns the parameter with a key, or nil.
func (e *Edition) Param(key string) *Param { return e.params[key] }

// LocalUnset lists the parameters for which nobody has set a local standard at
// day d, sorted by key. The pages show these as "no local standard set".
func (e *Edition) LocalUnset(d calendar.Date) []*Param {
	var out []*Param
	for _, k := range sortedKeys(e.params) {
		if _, ok := e.params[k].at(d); !ok {
			out = append(out, e.params[k])
		}
	}
	return out
}

// Options is what an edition needs from the program that loads it.
type Options struct {
	Case  *Schema // required
	Force *Schema // the force's register; required when there are org clauses
	Funcs []Func
	Kinds []string           // kinds of event that rows accounted for may name; nil: not checked
	Days  *calendar.Holidays // nil: England and Wales as shipped

	// Worked keeps the facts of worked examples, for RunExamples. They are most of
	// what an edition holds in memory, and nothing else reads them.
	Worked bool
}

// manifest is edition.yaml.
type manifest struct {
	ID          string        `yaml:"id" need:"yes"`
	Title       string        `yaml:"title" need:"yes"`
	Status      string        `yaml:"status" need:"yes" words:"draft,reviewed,adopted,superseded,withdrawn"`
	Format      int           `yaml:"format" need:"yes" doc:"Version of this format; 1"`
	From        calendar.Date `yaml:"from" need:"yes" doc:"First day it can govern"`
	To          calendar.Date `yaml:"to" doc:"First day it no longer does"`
	Instruments []instrument  `yaml:"instruments" need:"yes"`
	Authors     []string      `yaml:"authors"`
}

type instrument struct {
	ID    string        `yaml:"id" need:"yes"`
	Title string        `yaml:"title" need:"yes"`
	URL   string        `yaml:"url"`
	From  calendar.Date `yaml:"from" need:"yes"`
	To    calendar.Date `yaml:"to"`
}

// sourceHashes is sources.yaml: for each section the hashes of its paragraphs,
// in order, as Source numbers them. Text is never kept.
type sourceHashes struct {
	Instrument string              `yaml:"instrument" need:"yes"`
	Sections   map[string][]string `yaml:"sections" need:"yes"`
}

// Departure is a recorded decision of the force to do something else.
type Departure struct {
	Key      string        `yaml:"key" need:"yes"`
	Instead  string        `yaml:"instead" need:"yes"`
	Reason   string        `yaml:"reason" need:"yes"`
	Approver string        `yaml:"approver" need:"yes"`
	Review   calendar.Date `yaml:"review" need:"yes"`
}

// OpeningCode is the code under which the force's control room opens an incident whose
// answers point to something. Each force has its own, so it is always shown as local
// (APP 7 wants one for stalking that call handlers can use).
type OpeningCode struct {
	Points    string `yaml:"points_to" need:"yes" words:"stalking,several_acts,one_act" doc:"what the answers to a call come to"`
	Code      string `yaml:"code" need:"yes"`
	Reference string `yaml:"reference" need:"yes" doc:"where the force sets it"`
}

// SwitchOff takes an unverified clause out of use.
type SwitchOff struct {
	Key    string `yaml:"key" need:"yes"`
	Reason string `yaml:"reason" need:"yes"`
}

type tighten struct {
	Key      string   `yaml:"key" need:"yes"`
	Strength string   `yaml:"strength" words:"must,must_not"`
	Severity string   `yaml:"severity" words:"medium,high,safety"`
	Add      string   `yaml:"add" doc:"A shorter time"`
	Warn     []string `yaml:"warn"`
}

type localValues struct {
	Key    string       `yaml:"key" need:"yes"`
	Values []ParamValue `yaml:"values" need:"yes"`
}

// overlayFile is overlay.yaml, the force's own policy on top of an edition.
type overlayFile struct {
	Force      string        `yaml:"force" need:"yes"`
	Edition    string        `yaml:"edition" need:"yes" doc:"id of the edition it was written against"`
	Params     []localValues `yaml:"params"`
	Tighten    []tighten     `yaml:"tighten"`
	Off        []SwitchOff   `yaml:"off"`
	Departures []Departure   `yaml:"departures"`
	Opening    []OpeningCode `yaml:"opening_codes"`
}

// loader gathers an edition and everything wrong with it.
type loader struct {
	opt     Options
	ed      *Edition
	faults  *Faults
	man     manifest
	readers map[string]*reader
	defs    map[string]*definition
	hashes  []sourceHashes
	over    *overlayFile
}

// Load reads an edition and, where overlay is not nil, a force's overlay. Either
// everything is right and an Edition comes back, or the error is a *Faults with
// all that is wrong.
func Load(fsys, overlay fs.FS, opt Options) (*Edition, error) {
	l := &loader{opt: opt, faults: &Faults{}, readers: map[string]*reader{}, defs: map[string]*definition{},
		ed: &Edition{byKey: map[string]*Clause{}, params: map[string]*Param{}, phrases: map[string]string{}, days: opt.Days}}
	if l.ed.days == nil {
		l.ed.days = calendar.EnglandWales()
	}
	hash, err := l.readAll(fsys, "", l.readEditionFile)
	if err != nil {
		return nil, err
	}
	l.ed.Hash = hash
	if overlay != nil {
		if l.ed.OverlayHash, err = l.readAll(overlay, "overlay/", l.readOverlayFile); err != nil {
			return nil, err
		}
		l.applyOverlay()
	}
	l.ed.ID, l.ed.Title, l.ed.Status = l.man.ID, l.man.Title, l.man.Status
	if err := l.compile(); err != nil {
		return nil, err
	}
	l.check()
	if err := l.faults.err(); err != nil {
		return nil, err
	}
	return l.ed, nil
}

// HashFiles hashes every YAML file of a folder, in name order, as name, length and
// bytes, so that neither a rename nor a moved line is missed: the Hash an edition
// read from them has, or the OverlayHash.
func HashFiles(fsys fs.FS) (string, error) {
	return eachFile(fsys, "", func(string, []byte) {})
}

func eachFile(fsys fs.FS, prefix string, visit func(name string, b []byte)) (hash string, err error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return "", fmt.Errorf("list edition files: %w", err)
	}
	slices.Sort(names)
	h := sha256.New()
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("read %s: %w", prefix+name, err)
		}
		fmt.Fprintf(h, "%s\x00%d\x00%s", name, len(b), b)
		visit(name, b)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// readAll reads every YAML file of a folder and hashes them.
func (l *loader) readAll(fsys fs.FS, prefix string, read func(name string, r *reader, doc *yaml.Node)) (string, error) {
	return eachFile(fsys, prefix, func(name string, b []byte) {
		r := &reader{file: prefix + name, source: strings.Split(string(b), "\n"), faults: l.faults, pos: map[position]*yaml.Node{}}
		l.readers[r.file] = r
		var doc yaml.Node
		if err := yaml.Unmarshal(b, &doc); err != nil {
			l.faults.add(Fault{File: r.file, Line: yamlLine(err), What: strings.TrimPrefix(err.Error(), "yaml: ")})
			return
		}
		if len(doc.Content) > 0 {
			read(name, r, doc.Content[0])
		}
	})
}

func yamlLine(err error) int {
	var n int
	if _, after, ok := strings.Cut(err.Error(), "line "); ok {
		fmt.Sscanf(after, "%d", &n)
	}
	return n
}

func (l *loader) readEditionFile(name string, r *reader, doc *yaml.Node) {
	if strings.HasPrefix(name, "accounting") {
		var list []Accounted
		r.decode(doc, &list)
		l.readAccounting(r, list)
		return
	}
	switch name {
	case "edition.yaml":
		r.decode(doc, &l.man)
		if l.man.Format != 1 && l.man.Format != 0 {
			r.fault(r.node(&l.man, "format"), "1", "format %d is not one this program reads", l.man.Format)
		}
	case "definitions.yaml":
		var list []definition
		r.decode(doc, &list)
		for i := range list {
			l.addDefinition(r, &list[i])
		}
	case "params.yaml":
		var list []Param
		r.decode(doc, &list)
		for i := range list {
			l.addParam(r, &list[i])
		}
	case "readings.yaml":
		r.decode(doc, &l.ed.Readings)
	case "contrasts.yaml":
		r.decode(doc, &l.ed.contrasts)
	case "phrases.yaml":
		r.decode(doc, &l.ed.phrases)
	case "sources.yaml":
		r.decode(doc, &l.hashes)
	default:
		l.readClauses(r, doc)
	}
}

func (l *loader) readClauses(r *reader, doc *yaml.Node) {
	var list []Clause
	r.decode(doc, &list)
	for i := range list {
		c := &list[i]
		n := r.node(c, "")
		if n == nil {
			continue // not a mapping: already a fault
		}
		c.file, c.line = r.file, n.Line
		if first := l.ed.byKey[c.Key]; first != nil {
			r.fault(r.node(c, "key"), "a key of its own", "clause %s is already at %s:%d", c.Key, first.file, first.line)
			continue
		}
		if !l.opt.Worked {
			for j := range c.Examples {
				c.Examples[j].Given = yaml.Node{}
			}
		}
		l.ed.byKey[c.Key] = c
		l.ed.Clauses = append(l.ed.Clauses, c)
	}
}

func (l *loader) addDefinition(r *reader, d *definition) {
	n := r.node(d, "")
	if n == nil {
		return
	}
	d.file, d.line, d.index = r.file, n.Line, len(l.ed.defs)
	switch {
	case !definitionKey.MatchString(d.Key):
		r.fault(r.node(d, "key"), "one or two snake_case words joined by a dot: coc.present", "definition %q cannot be named in a condition", d.Key)
		return
	case l.defs[d.Key] != nil:
		r.fault(r.node(d, "key"), "a key of its own", "definition %s is already at line %d", d.Key, l.defs[d.Key].line)
		return
	case (d.Expr == "") == (len(d.Codes) == 0):
		r.fault(n, "either expr or codes", "definition %s has both or neither of expr and codes", d.Key)
		return
	}
	l.defs[d.Key] = d
	l.ed.defs = append(l.ed.defs, d)
}

func (l *loader) addParam(r *reader, p *Param) {
	n := r.node(p, "")
	if n == nil {
		return
	}
	p.file, p.line = r.file, n.Line
	if l.ed.params[p.Key] != nil {
		r.fault(r.node(p, "key"), "a key of its own", "parameter %s is already at line %d", p.Key, l.ed.params[p.Key].line)
		return
	}
	l.checkValues(r, p.Key, p.Values)
	l.ed.params[p.Key] = p
}

func (l *loader) checkValues(r *reader, key string, values []ParamValue) {
	for i := range values {
		v := &values[i]
		if i > 0 && !values[i-1].From.Before(v.From) {
			r.fault(r.node(v, "from"), "a later date than the value before", "values of %s are out of order", key)
		}
		if v.Value == "none" || v.Value == "" {
			continue
		}
		due, err := calendar.ParseDue(v.Value, "", "")
		if err != nil {
			r.fault(r.node(v, "value"), "Nh, Nd, Nwd, Nmo, Ny or none", "parameter %s: %v", key, err)
			continue
		}
		v.due, v.set = due, true
	}
}
