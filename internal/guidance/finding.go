package guidance

import "time"

// State is where an obligation stands. Overdue is not a state: compare Due.At
// with the time it is asked about.
type State string

const (
	Outstanding  State = "outstanding"
	Satisfied    State = "satisfied"
	Decided      State = "decided" // considered, either way
	Waived       State = "waived"
	Undetermined State = "undetermined" // a fact has to be known first
	Contrary     State = "contrary"     // something cautioned against has happened
	Ended        State = "ended"        // lapsed, or no longer asked
)

// Key names one obligation across editions: the clause, the pair it is asked of
// where it is asked per pair, and the element where it is asked per element.
type Key struct {
	Clause     string
	Pair       string
	Occurrence string
}

// String joins what there is of pair and occurrence: "p1/i2", or "case".
func (k Key) label() string {
	switch {
	case k.Pair != "" && k.Occurrence != "":
		return k.Pair + "/" + k.Occurrence
	case k.Pair != "":
		return k.Pair
	case k.Occurrence != "":
		return k.Occurrence
	}
	return "case"
}

// Finding is one obligation as it stands.
type Finding struct {
	Key
	State        State
	Reopened     bool // decided before, and what it rested on has changed
	CannotComply bool // the person who owes it has recorded that it cannot be done yet
	Disputed     bool // somebody has recorded that it does not apply
	Arose        time.Time
	Due          Due
	NoDue        string    // why a rule gives no time: "no local standard set"
	WarnFrom     time.Time // zero until the first warning is due
	NextFlip     time.Time // earliest instant at which time alone changes this; zero is never
	Ask          []Ask     // what has to be known first
	Sources      []string  // events relied on, sorted
	Decision     string    // event that decided, waived, disputed or said it cannot be done
	basis        uint64
	floor        time.Time // its time is not counted from before this
}

// Overdue reports whether the time for it has passed at now.
func (f Finding) Overdue(now time.Time) bool {
	return f.State == Outstanding && !f.Due.At.IsZero() && !now.Before(f.Due.At)
}

// Reason is one argument on a question of judgement.
type Reason struct {
	Key
	Candidate string
	Against   bool // speaks against Candidate, not for it
	Strength  string
	Text      string
	Displaced bool // overtaken by a ruling; shown, not counted
	Sources   []string
}

// Advice is what the guidance points to on one question for one pair, with
// everything for and against. It is never a decision.
type Advice struct {
	Question string
	Pair     string
	PointsTo string // empty where the reasons do not settle it
	For      []Reason
	Against  []Reason
	Missing  []Ask
}

// Clock is a period that runs whoever acts.
type Clock struct {
	Key
	Due
	Certain bool // it applies, and it is counted from a day that is known exactly
	Note    string
	Ask     []Ask
}

// Prompt is something worth having in mind now; it has no tick. A caution is a
// prompt from an avoid clause, before the act.
type Prompt struct {
	Key
	Caution bool
}

// Measure is one subject of a metric.
type Measure struct {
	Key
	Applies Tri
	Met     Tri
}

// Question is one fact to ask for, with the clauses it would decide. Questions
// are ordered by the gravest of those clauses, then by how many there are.
type Question struct {
	Ask
	Clauses  []string // shared between questions: not to be changed
	Severity string
}

// Findings is everything an edition says about one subject at one time.
type Findings struct {
	At          time.Time
	Edition     string // hash
	Obligations []Finding
	Advice      []Advice
	Clocks      []Clock
	Prompts     []Prompt
	Measures    []Measure
	Questions   []Question
	NextFlip    time.Time // when to evaluate again if nothing is recorded before; zero is never

	parts    []part // by clause, for EvaluateDirty
	known    map[string]bool
	adopting bool
}

// part is what one clause contributed.
type part struct {
	findings []Finding
	reasons  []Reason
	missing  []missing
	clocks   []Clock
	prompts  []Prompt
	measures []Measure
	flip     int64
}

type missing struct {
	key Key
	ask []Ask
}

// DecisionKind says what somebody recorded about a duty. Any other than these, as
// cannot_comply, says that it cannot be done yet.
type DecisionKind string

const (
	DecisionMade     DecisionKind = "decided"
	DecisionWaived   DecisionKind = "waived"
	DecisionDisputed DecisionKind = "disputed"
)

// DutyDecision is a recorded decision about one obligation, folded by the
// caller from its own events.
type DutyDecision struct {
	Key
	Kind   DecisionKind
	Until  time.Time // a waiver or inability lapses then; zero is open-ended
	Reason string
	Source string // event that recorded it
}

// Context is what evaluation needs beside facts and edition.
type Context struct {
	Now       time.Time
	Decisions []DutyDecision
	Ledger    Ledger // what was found before; the zero Ledger is nothing

	// Adopting is set at the one evaluation in which the edition takes the place of
	// another that the ledger was carried on under.
	Adopting bool
	// Since says from when a clause, by key, has stood as it stands: the adoption of
	// the edition that added or altered it. Clauses of the first edition adopted have
	// no entry. Nobody's time is counted from before a clause stood.
	Since map[string]time.Time
	// Earlier holds, by hash, the editions Ledger.Earlier names: what arose under
	// one of them keeps the time that one gave.
	Earlier map[string]*Edition
}
