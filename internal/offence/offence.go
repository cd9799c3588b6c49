// Package offence sets an officer's recorded case beside the offences that stalking
// and harassment may be: what each needs in law, from which day, and for each need
// what is recorded for it, what speaks against it and what nobody knows yet.
//
// Purpose: the choice of an offence begins from the law and from the acts, not from
// the first message somebody brought (APP 1.1, 1.2.2, 1.3).
//
// Boundary: a case and the instant it is seen at go in, values come out. It says
// nowhere that an offence is made out, ranks nothing and adds nothing up: the
// officer decides, and the Crown Prosecution Service settles the charge. The law
// itself (dates, modes, maximum sentences, limits) is data in data/offences.yaml.
//
// Source: domain facts LAW-01 to LAW-15, OFF-01 to OFF-20, TIM-01 to TIM-06; APP
// Stalking or harassment, consultation draft June 2026, 1.1 to 1.3. What is marked
// unverified rests on general knowledge.
//
// Threat: an offence that seems to fall away because nobody asked. What is not
// recorded is a question here, never a no; and a list of examples that holds none
// of the acts says nothing.
package offence

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

//go:embed data/offences.yaml
var shippedLaw []byte

// Mode is where an offence is tried.
type Mode string

// The modes of trial of the table.
const (
	Summary   Mode = "summary"    // in a magistrates' court only
	EitherWay Mode = "either_way" // there or in the Crown Court
	Depends   Mode = "depends"    // on the form of the offence
)

// Limit is the time within which proceedings begin.
type Limit string

// The limits of the table.
const (
	NoLimit   Limit = "none"
	SixMonths Limit = "six_months"                 // MCA 1980 s127, from the last act relied on (TIM-01, TIM-02)
	Special   Limit = "three_years_and_six_months" // CA 2003 s127: of the offence, and of the prosecutor having enough evidence (OFF-13)
	Check     Limit = "check"                      // differs by form and has to be checked
)

// sixMonths are the months of the summary limit, threeYears those of CA 2003 s127.
const (
	sixMonths  = 6
	threeYears = 36
)

// Law is the offences, what they need, and what is said of them.
type Law struct {
	Version   string              `yaml:"version"`
	Elements  map[string]*Element `yaml:"elements"`
	Offences  []Option            `yaml:"offences"`
	Notes     map[string]Note     `yaml:"notes"`
	Hostility Uplift              `yaml:"hostility"`
}

// Option is an offence that may be recorded.
type Option struct {
	Code       casefile.Offence `yaml:"code"` // as it is recorded
	Name       string           `yaml:"name"`
	Law        string           `yaml:"law"`
	Cite       string           `yaml:"cite"`
	Facts      []string         `yaml:"facts"` // ids of the project's table of law
	Unverified bool             `yaml:"unverified"`
	From       Day              `yaml:"from"`  // acts from this day; zero for longer than any case
	Until      Day              `yaml:"until"` // acts before this day; zero while it is the law
	Mode       Mode             `yaml:"mode"`
	Max        []Maximum        `yaml:"max"` // on indictment
	Limit      Limit            `yaml:"limit"`
	Course     bool             `yaml:"course"`  // made of a course of conduct
	Message    bool             `yaml:"message"` // made of one message
	Needs      []string         `yaml:"elements"`
	Heart      []string         `yaml:"needs"` // of Needs: without any of these recorded, nothing points here
	Defence    string           `yaml:"defence"`
	Powers     string           `yaml:"powers"`
	Notes      []string         `yaml:"notes"`
}

// Maximum is the longest sentence on indictment, in years, for acts from one day
// and before another; a zero day is no bound.
type Maximum struct {
	Years int `yaml:"years"`
	From  Day `yaml:"from"`
	Until Day `yaml:"until"`
}

// Element is one thing an offence needs, and where a case may show it.
type Element struct {
	Is       string               `yaml:"is"`
	Law      string               `yaml:"law"`
	Note     string               `yaml:"note"`
	NoteOpen bool                 `yaml:"note_unverified"` // not confirmed by a lawyer
	Open     bool                 `yaml:"open"`            // the acts named are examples
	Acts     []ActRule            `yaml:"acts"`
	Facts    []FactRule           `yaml:"facts"`
	Each     []EachRule           `yaml:"each"`
	Ask      []string             `yaml:"ask"`  // facts of each act to ask where not given
	Find     string               `yaml:"find"` // a way of looking that is code
	Strands  []casefile.Strand    `yaml:"strands"`
	Orders   []casefile.OrderKind `yaml:"orders"`
	Question string               `yaml:"question"` // what no fact of a case holds
	Wider    Day                  `yaml:"wider"`    // from when it reaches further, for a way of looking that asks
}

// ActRule names acts that bear on an element, by what was done or how it came.
type ActRule struct {
	Says       string                    `yaml:"says"`
	Behaviours []casefile.Behaviour      `yaml:"behaviours"`
	Channels   []casefile.Channel        `yaml:"channels"`
	Kinds      []casefile.HarassmentKind `yaml:"kinds"`
	Until      Day                       `yaml:"until"` // acts before this day only; zero for all
}

// FactRule says what a yes-or-no fact of the pair tells; an answer without words
// tells nothing.
type FactRule struct {
	Path string `yaml:"path"` // below the pair
	Yes  string `yaml:"yes"`
	No   string `yaml:"no"`
}

// EachRule is FactRule for a fact of every act.
type EachRule struct {
	Of  string `yaml:"of"`
	Yes string `yaml:"yes"`
	No  string `yaml:"no"`
}

// Note is something to know of an offence, with where it comes from.
type Note struct {
	Say        string `yaml:"say"`
	Cite       string `yaml:"cite"`
	Unverified bool   `yaml:"unverified"` // not confirmed by a lawyer
}

// Uplift is hostility that raises a sentence.
type Uplift struct {
	Law     string            `yaml:"law"`
	Cite    string            `yaml:"cite"`
	Strands []casefile.Strand `yaml:"strands"`
	Say     string            `yaml:"say"`
	Ask     string            `yaml:"ask"`
}

// ID tells an option apart from all others.
func (o *Option) ID() string { return string(o.Code) }

// MaxFor is the longest sentence on indictment for acts on a day; of no years where
// the table holds none.
func (o *Option) MaxFor(day calendar.Date) Maximum {
	for _, m := range o.Max {
		if !day.Before(m.From.On) && (m.Until.IsZero() || day.Before(m.Until.On)) {
			return m
		}
	}
	return Maximum{}
}

// EnglandWales is the law that ships.
func EnglandWales() *Law { return shipped() }

var shipped = sync.OnceValue(func() *Law {
	l, err := Load(shippedLaw)
	if err != nil {
		panic(err) // embedded and tested: cannot happen in a built binary
	}
	return l
})

// Load reads a table of offences. The error names every fault found.
func Load(raw []byte) (*Law, error) {
	var l Law
	dec := yaml.NewDecoder(bytes.NewReader(raw))
	dec.KnownFields(true)
	if err := dec.Decode(&l); err != nil {
		return nil, fmt.Errorf("offences: %w", err)
	}
	c := checker{law: &l}
	c.check()
	if len(c.faults) > 0 {
		return nil, fmt.Errorf("offences: %w", errors.Join(c.faults...))
	}
	return &l, nil
}

// checker finds what a table refers to and nothing defines.
type checker struct {
	law    *Law
	faults []error
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(format, args...))
}

func known[T ~string](c *checker, where string, list []T, codes []string) {
	for _, x := range list {
		if !slices.Contains(codes, string(x)) {
			c.fault("%s: %q is no code", where, x)
		}
	}
}

func (c *checker) check() {
	used, ids := map[string]bool{}, map[string]bool{}
	for i := range c.law.Offences {
		o := &c.law.Offences[i]
		known(c, "offence "+o.ID(), []casefile.Offence{o.Code}, casefile.Offence("").Codes())
		if ids[o.ID()] {
			c.fault("offence %s stands twice", o.ID())
		}
		ids[o.ID()] = true
		if o.Name == "" || o.Law == "" || o.Cite == "" || len(o.Needs) == 0 {
			c.fault("offence %s: name, law, citation and elements have to be given", o.ID())
		}
		known(c, o.ID()+" mode", []Mode{o.Mode}, []string{string(Summary), string(EitherWay), string(Depends)})
		known(c, o.ID()+" limit", []Limit{o.Limit}, []string{string(NoLimit), string(SixMonths), string(Special), string(Check)})
		c.window("offence "+o.ID(), o.From, o.Until)
		for _, m := range o.Max {
			c.window(o.ID()+" maximum", m.From, m.Until)
		}
		for _, key := range o.Needs {
			used[key] = true
			if c.law.Elements[key] == nil {
				c.fault("offence %s needs %q, which is not described", o.ID(), key)
			}
		}
		for _, key := range o.Heart {
			if !slices.Contains(o.Needs, key) {
				c.fault("offence %s: %q is not one of its elements", o.ID(), key)
			}
		}
		for _, key := range o.Notes {
			if c.law.Notes[key].Say == "" {
				c.fault("offence %s: note %q is not worded", o.ID(), key)
			}
		}
	}
	for key, e := range c.law.Elements {
		if !used[key] {
			c.fault("element %s belongs to no offence", key)
		}
		c.element(key, e)
	}
	known(c, "hostility", c.law.Hostility.Strands, casefile.Strand("").Codes())
}

func (c *checker) element(key string, e *Element) {
	if e.Is == "" || e.Law == "" {
		c.fault("element %s: what it is and its law have to be given", key)
	}
	c.day(key+" wider", e.Wider)
	known(c, key, e.Strands, casefile.Strand("").Codes())
	known(c, key, e.Orders, casefile.OrderKind("").Codes())
	if _, ok := finders[e.Find]; !ok && e.Find != "" {
		c.fault("element %s: there is no way of looking %q", key, e.Find)
	}
	for _, a := range e.Acts {
		c.day(key+" until", a.Until)
		known(c, key, a.Behaviours, casefile.Behaviour("").Codes())
		known(c, key, a.Channels, casefile.Channel("").Codes())
		known(c, key, a.Kinds, casefile.HarassmentKind("").Codes())
	}
	for _, f := range e.Facts {
		if _, ok := pairFact(&casefile.Pair{}, f.Path); !ok {
			c.fault("element %s: no fact %q of a pair", key, f.Path)
		}
	}
	for _, f := range e.Each {
		if _, ok := actFact(&casefile.Incident{}, f.Of); !ok {
			c.fault("element %s: no fact %q of an act", key, f.Of)
		}
	}
	for _, f := range e.Ask {
		if f != "behaviours" && f != "channel" {
			c.fault("element %s: an act is not asked for %q", key, f)
		}
	}
	if len(e.Acts)+len(e.Facts)+len(e.Each) == 0 && e.Find == "" && e.Question == "" {
		c.fault("element %s: nothing shows it and nothing is asked", key)
	}
}
