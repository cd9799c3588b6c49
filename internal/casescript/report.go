package casescript

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"foursight/internal/calendar"
	"foursight/internal/guidance"
)

// Report is an outcome in the words and shape that programs rely on. Lists are
// never null. Fields may be added; none is taken away or changes its meaning.
type Report struct {
	Case        string       `json:"case"`    // its reference, or "script" where the script gives none
	At          time.Time    `json:"at"`      // UTC
	Edition     string       `json:"edition"` // id
	EditionHash string       `json:"edition_hash"`
	OverlayHash string       `json:"overlay_hash,omitempty"`
	Obligations []Obligation `json:"obligations"`
	Advice      []Advice     `json:"advice"`
	Clocks      []Clock      `json:"clocks"`
	Prompts     []Prompt     `json:"prompts"`
	Questions   []Question   `json:"questions"`
	Problems    []Problem    `json:"problems"`
}

// Obligation is one duty as it stands.
type Obligation struct {
	Clause     string   `json:"clause"`
	Cite       string   `json:"cite"` // "app-sh 4.1 para 1"
	Provenance string   `json:"provenance"`
	Kind       string   `json:"kind"`
	Strength   string   `json:"strength"`
	State      string   `json:"state"` // outstanding, satisfied, decided, waived, undetermined, contrary or ended
	Actor      string   `json:"actor"`
	Due        string   `json:"due,omitempty"` // last day (2026-11-23), or an instant for times in hours; absent where no time is set
	Scope      string   `json:"scope"`         // "case", a pair, a pair and an element: "p1/i2"
	Say        string   `json:"say"`
	Why        []string `json:"why"`
	Ask        []string `json:"ask"` // fact paths that have to be known first

	Severity     string    `json:"severity"`
	Arose        time.Time `json:"arose"`
	DueWords     string    `json:"due_words,omitempty"`
	DueLocal     bool      `json:"due_local,omitempty"` // the number is the force's own, not the guidance's
	Overdue      bool      `json:"overdue,omitempty"`
	NoDue        string    `json:"no_due,omitempty"`
	Settle       []string  `json:"settle,omitempty"` // kinds of entry that would settle it, or how to put it right
	Sources      []string  `json:"sources,omitempty"`
	Reopened     bool      `json:"reopened,omitempty"`
	CannotComply bool      `json:"cannot_comply,omitempty"`
	Disputed     bool      `json:"disputed,omitempty"`
	Unverified   bool      `json:"unverified,omitempty"`
	Reading      string    `json:"reading,omitempty"`
	Tags         []string  `json:"tags,omitempty"`
}

// Advice is what the guidance points to on one question, and is no decision.
type Advice struct {
	Question  string   `json:"question"`
	Pair      string   `json:"pair,omitempty"`
	PointsTo  string   `json:"points_to"` // empty where the reasons do not settle it
	For       []string `json:"for"`       // "presumption: ... (app-sh 1.3 para 4)"
	Against   []string `json:"against"`
	Displaced []string `json:"displaced,omitempty"` // overtaken by a ruling: shown, not counted
	Missing   []string `json:"missing"`
}

// Clock is a period that runs whoever acts.
type Clock struct {
	Clause     string   `json:"clause"`
	Scope      string   `json:"scope"`
	Cite       string   `json:"cite"`
	From       string   `json:"from,omitempty"`     // civil day it is counted from
	LastDay    string   `json:"last_day,omitempty"` // last civil day, absent while the start is not known
	Certain    bool     `json:"certain"`
	Note       string   `json:"note"`
	Ask        []string `json:"ask,omitempty"`
	Provenance string   `json:"provenance"`
	Unverified bool     `json:"unverified,omitempty"`
}

// Prompt is something to have in mind; it has no tick.
type Prompt struct {
	Clause  string `json:"clause"`
	Scope   string `json:"scope"`
	Cite    string `json:"cite"`
	Say     string `json:"say"`
	Caution bool   `json:"caution,omitempty"`
}

// Question is one fact to ask for and the clauses it would decide.
type Question struct {
	Path     string   `json:"path"`
	Status   string   `json:"status"` // not_asked, asked_not_known, declined, disputed
	Severity string   `json:"severity,omitempty"`
	Clauses  []string `json:"clauses"`
}

// Problem is an entry that did not fit the case.
type Problem struct {
	Entry string `json:"entry"`
	Field string `json:"field,omitempty"`
	What  string `json:"what"`
}

// Report says the outcome in words. The error is for a finding that cannot be
// traced to its clause, which no input should bring about.
func (o *Outcome) Report() (*Report, error) {
	r := &Report{Case: o.Case.Ref, At: o.At.UTC(), Edition: o.Edition.ID, EditionHash: o.Edition.Hash, OverlayHash: o.Edition.OverlayHash,
		Obligations: []Obligation{}, Advice: []Advice{}, Clocks: []Clock{}, Prompts: []Prompt{}, Questions: []Question{}, Problems: []Problem{}}
	if r.Case == "" {
		r.Case = caseID
	}
	for _, f := range o.Findings.Obligations {
		x, err := o.obligation(f)
		if err != nil {
			return nil, err
		}
		r.Obligations = append(r.Obligations, x)
	}
	for _, a := range o.Findings.Advice {
		r.Advice = append(r.Advice, o.advice(a))
	}
	for _, c := range o.Findings.Clocks {
		r.Clocks = append(r.Clocks, o.clock(c))
	}
	for _, p := range o.Findings.Prompts {
		c := o.Edition.Clause(p.Clause)
		r.Prompts = append(r.Prompts, Prompt{Clause: p.Clause, Scope: Scope(p.Key), Cite: c.Cite[0].String(), Say: c.Say, Caution: p.Caution})
	}
	for _, q := range o.Findings.Questions {
		r.Questions = append(r.Questions, Question{Path: q.Path, Status: q.Status.String(), Severity: q.Severity, Clauses: q.Clauses})
	}
	for _, p := range o.Case.Problems {
		r.Problems = append(r.Problems, Problem{Entry: p.Event, Field: p.Field, What: p.What})
	}
	return r, nil
}

func (o *Outcome) obligation(f guidance.Finding) (Obligation, error) {
	c := o.Edition.Clause(f.Clause)
	why, err := guidance.Explain(o.Frame, o.Edition, o.Context, f)
	if err != nil {
		return Obligation{}, fmt.Errorf("report on %s: %w", o.Case.Ref, err)
	}
	x := Obligation{Clause: f.Clause, Cite: c.Cite[0].String(), Provenance: c.Provenance, Kind: c.Kind, Strength: c.Strength,
		State: string(f.State), Actor: c.Actor.Role, Due: dueText(f.Due), Scope: Scope(f.Key), Say: c.Say, Why: []string{why.Sentence}, Ask: paths(f.Ask),
		Severity: c.Severity, Arose: f.Arose.UTC(), DueWords: f.Due.Sentence(), DueLocal: o.local(c) && !f.Due.At.IsZero(), Overdue: f.Overdue(o.At), NoDue: f.NoDue,
		Settle: why.Settled, Sources: f.Sources, Reopened: f.Reopened, CannotComply: f.CannotComply, Disputed: f.Disputed,
		Unverified: c.Unverified(), Reading: c.Reading, Tags: c.Tags}
	for _, a := range why.Because {
		if text := sentence(a.Phrase); !slices.Contains(x.Why, text) {
			x.Why = append(x.Why, text)
		}
	}
	return x, nil
}

// sentence makes a phrase stand by itself.
func sentence(phrase string) string {
	first, size := utf8.DecodeRuneInString(phrase)
	return string(unicode.ToUpper(first)) + phrase[size:] + "."
}

// local reports whether the number behind a clause's due time is the force's.
func (o *Outcome) local(c *guidance.Clause) bool {
	if c.Due == nil {
		return false
	}
	key, isParam := strings.CutPrefix(c.Due.Add, "param:")
	p := o.Edition.Param(key)
	return isParam && p != nil && p.Local
}

// Scope writes whom an obligation is about: "case", "p1", "p1/i2".
func Scope(k guidance.Key) string {
	switch {
	case k.Pair != "" && k.Occurrence != "":
		return k.Pair + "/" + k.Occurrence
	case k.Pair+k.Occurrence != "":
		return k.Pair + k.Occurrence
	}
	return "case"
}

// dueText is the last day of a time counted in days, and the instant of one
// counted in hours.
func dueText(d guidance.Due) string {
	switch {
	case d.At.IsZero():
		return ""
	case d.At.Equal(d.LastDay.End()):
		return d.LastDay.String()
	}
	return d.At.UTC().Format(time.RFC3339)
}

func (o *Outcome) advice(a guidance.Advice) Advice {
	x := Advice{Question: a.Question, Pair: a.Pair, PointsTo: a.PointsTo, For: []string{}, Against: []string{}, Missing: paths(a.Missing)}
	add := func(to *[]string, reasons []guidance.Reason) {
		for _, r := range reasons {
			text := fmt.Sprintf("%s: %s (%s)", r.Strength, r.Text, o.Edition.Clause(r.Clause).Cite[0])
			if r.Displaced {
				x.Displaced = append(x.Displaced, text)
				continue
			}
			*to = append(*to, text)
		}
	}
	add(&x.For, a.For)
	add(&x.Against, a.Against)
	return x
}

func (o *Outcome) clock(k guidance.Clock) Clock {
	c := o.Edition.Clause(k.Clause)
	x := Clock{Clause: k.Clause, Scope: Scope(k.Key), Cite: c.Cite[0].String(), Certain: k.Certain, Note: k.Note,
		Provenance: c.Provenance, Unverified: c.Unverified()}
	if !k.From.IsZero() {
		x.From, x.LastDay = calendar.DateOf(k.From).String(), k.LastDay.String()
	}
	if len(k.Ask) > 0 {
		x.Ask = paths(k.Ask)
	}
	return x
}

func paths(asks []guidance.Ask) []string {
	out := []string{}
	for _, a := range asks {
		out = append(out, a.Path)
	}
	return out
}
