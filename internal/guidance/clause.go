package guidance

import (
	"fmt"
	"strings"

	"foursight/internal/calendar"
)

// The closed words an edition file may use. Each list is also what the JSON
// Schema of the format offers.
var (
	kinds       = []string{"duty", "consider", "avoid", "advise", "gate", "clock", "prompt", "org", "metric"}
	strengths   = []string{"must", "should", "consider", "may", "must_not", "should_not"}
	provenances = []string{"law", "app", "local", "reading"}
	severities  = []string{"low", "medium", "high", "safety"}
	argueWords  = []string{"presumption", "strong", "some", "weak"}
)

// The two scopes: asked once of the whole subject, or once for each element of
// its list called pairs.
const (
	ScopeCase  = "case"
	ScopePairs = "pairs"
)

// Citation says where a rule is written: an instrument of the edition, a
// section and, where paragraphs are numbered, a paragraph from 1.
type Citation struct {
	Instrument string `yaml:"instrument" need:"yes" doc:"Short name of the guidance or law, listed in edition.yaml"`
	Section    string `yaml:"section" need:"yes" doc:"Section as printed"`
	Para       int    `yaml:"para" doc:"Paragraph in the section, from 1, as guidance source numbers them"`
}

// String writes the citation as a reader looks it up: "app-sh 9.8 para 4".
func (c Citation) String() string {
	s := c.Instrument + " " + c.Section
	if c.Para > 0 {
		s += fmt.Sprintf(" para %d", c.Para)
	}
	return s
}

// Actor is who owes it: a role, and who is told when nobody holds that role.
type Actor struct {
	Role     string `yaml:"role" need:"yes"`
	Fallback string `yaml:"fallback"`
}

// Decision is what counts as having considered something: an event either way.
type Decision struct {
	Event    string   `yaml:"event" need:"yes" doc:"Kind of event that records the decision"`
	Requires []string `yaml:"requires" doc:"Fields that event has to carry"`
}

// DueRule is when something is due.
type DueRule struct {
	From   []string `yaml:"from" need:"yes" doc:"Facts it is counted from, the latest of them; arose is when the duty arose"`
	Add    string   `yaml:"add" need:"yes" doc:"Nh, Nd, Nwd, Nmo, Ny or param:name"`
	Before bool     `yaml:"before" doc:"true: counted back, so that it is due so long before; where add has no number, before the moment itself"`
	Called string   `yaml:"called" doc:"What a person calls the moment it is counted from: the report"`
	Count  string   `yaml:"count" words:"calendar,working"`
	Day0   string   `yaml:"day0" words:"included,excluded"`
	Rule   string   `yaml:"rule" words:"corresponding_date" doc:"Required with months and years, so that the reader sees how they are counted"`
	Warn   []string `yaml:"warn" doc:"How long before it falls due to warn: Nh or Nd"`
}

// Argument is one reason for or against an answer to a question of judgement.
type Argument struct {
	For      string `yaml:"for" doc:"Candidate it supports"`
	Against  string `yaml:"against" doc:"Candidate it speaks against"`
	Strength string `yaml:"strength" need:"yes" words:"presumption,strong,some,weak"`
	Text     string `yaml:"text" need:"yes"`
}

// Waiver says who may waive a duty and what they have to give.
type Waiver struct {
	By    []string `yaml:"by" need:"yes"`
	Needs string   `yaml:"needs" need:"yes" words:"rationale"`
}

// Clause is one rule of an edition as written in its file.
type Clause struct {
	Key           string     `yaml:"key" need:"yes" doc:"Stable for ever and the same in every edition"`
	Cite          []Citation `yaml:"cite" need:"yes"`
	Also          []Citation `yaml:"also"`
	Kind          string     `yaml:"kind" need:"yes"`
	Strength      string     `yaml:"strength"`
	Provenance    string     `yaml:"provenance" need:"yes"`
	Verified      *bool      `yaml:"verified" doc:"false: rests on a fact nobody has confirmed; needs fact and can be switched off"`
	Fact          string     `yaml:"fact" doc:"Number of the domain fact it rests on"`
	Reading       string     `yaml:"reading" doc:"Entry of readings.yaml it follows"`
	Actor         Actor      `yaml:"actor"`
	Scope         string     `yaml:"scope" words:"case,pairs"`
	ForEach       string     `yaml:"for_each" doc:"List asked of element by element, each bound as it"`
	When          string     `yaml:"when" doc:"Condition under which it applies; absent is always"`
	Until         string     `yaml:"until" doc:"Condition under which it lapses"`
	Expects       string     `yaml:"expects" doc:"Condition under which it is satisfied"`
	Decision      *Decision  `yaml:"decision"`
	ReopenOn      []string   `yaml:"reopen_on" doc:"Fact paths whose change asks for the decision again"`
	ContraryWhen  string     `yaml:"contrary_when" doc:"avoid: condition under which it has happened"`
	Settle        string     `yaml:"settle" doc:"avoid: how to put it right"`
	Guards        string     `yaml:"guards" doc:"gate: kind of event it stands before"`
	Requires      string     `yaml:"requires" doc:"gate: what has to hold for the event to be recorded"`
	Block         string     `yaml:"block" words:"hard,soft"`
	Question      string     `yaml:"question" doc:"advise: question of judgement it speaks to"`
	Argue         *Argument  `yaml:"argue"`
	DisplacedWhen string     `yaml:"displaced_when" doc:"advise: condition under which the argument no longer counts and is shown struck through"`
	Due           *DueRule   `yaml:"due"`
	UnknownFrom   string     `yaml:"unknown_from" doc:"What to say while the start of the period is not known"`
	Severity      string     `yaml:"severity"`
	Say           string     `yaml:"say" need:"yes" doc:"What to do, in our own words, at most 240 characters"`
	Why           string     `yaml:"why" doc:"Why it applies; {{path}} stands for a fact"`
	SatisfyWith   []string   `yaml:"satisfy_with" doc:"Kinds of event that can satisfy it; of a prompt, those by which what it asks is recorded"`
	Waivable      *Waiver    `yaml:"waivable"`
	NotFor        string     `yaml:"not_for"`
	Tags          []string   `yaml:"tags"`
	Examples      []Example  `yaml:"examples"`

	compiled
}

// compiled is what the loader makes of a clause.
type compiled struct {
	file       string
	line       int
	org        bool // asked of the force's register, not of a case
	list       *listRef
	when       *plan
	until      *plan
	expects    *plan
	contrary   *plan
	requires   *plan
	displaced  *plan
	due        *duePlan
	why        []whyPart
	deps       []string
	reopen     []string
	timed      bool
	needsArose bool
}

// plans are its conditions, nil where it has none of a kind.
func (c *Clause) plans() []*plan {
	return []*plan{c.when, c.until, c.expects, c.contrary, c.requires, c.displaced}
}

// Title is the key with its citation, for messages: "spo.consider (app-sh 5)".
func (c *Clause) Title() string { return c.Key + " (" + c.Cite[0].String() + ")" }

// Where says which file and line the clause was read from.
func (c *Clause) Where() (file string, line int) { return c.file, c.line }

// Unverified reports whether the clause rests on an unconfirmed fact.
func (c *Clause) Unverified() bool { return c.Verified != nil && !*c.Verified }

// Deps are the fact paths its findings depend on, sorted.
func (c *Clause) Deps() []string { return c.deps }

// definition is a named condition, or a named list of codes.
type definition struct {
	Key   string     `yaml:"key" need:"yes"`
	Cite  []Citation `yaml:"cite" need:"yes"`
	Scope string     `yaml:"scope" words:"case,pairs"`
	Expr  string     `yaml:"expr"`
	Codes []string   `yaml:"codes" doc:"Codes written family.member; stands after in"`
	Text  string     `yaml:"text" need:"yes" doc:"What it means, in our own words"`

	file  string
	line  int
	index int
	plan  *plan
	codes []Value
	fam   *family
	used  bool
	state uint8 // planning: 0 not begun, 1 under way, 2 done
}

// Param is a number the guidance leaves open or the law gives from a date.
type Param struct {
	Key    string       `yaml:"key" need:"yes"`
	Word   string       `yaml:"word" doc:"The soft word of time it stands for"`
	Cite   []Citation   `yaml:"cite" need:"yes"`
	Values []ParamValue `yaml:"values" doc:"Dated values, in order; none written means no local standard is set"`
	Local  bool         `yaml:"local" doc:"true: a number for the force to set"`

	file string
	line int
}

// ParamValue is one value and the day it starts to hold.
type ParamValue struct {
	From      calendar.Date `yaml:"from" need:"yes"`
	Value     string        `yaml:"value" need:"yes" doc:"Nh, Nd, Nwd, Nmo, Ny or none"`
	Reference string        `yaml:"reference" need:"yes"`

	due calendar.Due
	set bool
}

// at is the value that holds on day d; ok is false where no standard is set.
// On is the value on a day; false where nobody has set one.
func (p *Param) On(d calendar.Date) (due calendar.Due, ok bool) { return p.at(d) }

func (p *Param) at(d calendar.Date) (due calendar.Due, ok bool) {
	for _, v := range p.Values {
		if d.Before(v.From) {
			break
		}
		due, ok = v.due, v.set
	}
	return due, ok
}

// changes is the first day after d on which another value starts to hold; zero
// where none does.
func (p *Param) changes(d calendar.Date) calendar.Date {
	for _, v := range p.Values {
		if d.Before(v.From) {
			return v.From
		}
	}
	return calendar.Date{}
}

// Reading is an interpretation of an ambiguous paragraph, shown where it matters.
type Reading struct {
	ID       string     `yaml:"id" need:"yes"`
	Cite     []Citation `yaml:"cite" need:"yes"`
	Question string     `yaml:"question" need:"yes"`
	Taken    string     `yaml:"taken" need:"yes"`
	Other    []string   `yaml:"other"`
	By       string     `yaml:"by" need:"yes"`
	On       string     `yaml:"on" need:"yes"`
}

// period is a length of time: written out, or the value of a parameter.
type period struct {
	text  string
	due   calendar.Due
	param *Param
}

func (p period) on(d calendar.Date) (calendar.Due, bool) {
	if p.param != nil {
		return p.param.at(d)
	}
	return p.due, true
}

// parsePeriod reads Nh, Nd, Nwd, Nmo, Ny or param:name.
func parsePeriod(add, count, day0 string, params map[string]*Param) (period, error) {
	if name, ok := strings.CutPrefix(add, "param:"); ok {
		p := params[name]
		if p == nil {
			return period{}, fmt.Errorf("parameter %q is not in params.yaml: %s", name, didYouMean(name, sortedKeys(params)))
		}
		return period{text: add, param: p}, nil
	}
	d, err := calendar.ParseDue(add, count, day0)
	return period{text: add, due: d}, err
}
