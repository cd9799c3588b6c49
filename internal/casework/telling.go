package casework

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Change is something that happened on a case which whoever holds it has to know
// at the start of their shift. It holds codes and staff ids only, for it stands in
// lists; pages put it in words.
type Change struct {
	ID   string    `json:"id"` // of the entry
	Kind string    `json:"kind"`
	How  How       `json:"how,omitempty"` // what sets it apart from others of its kind
	At   time.Time `json:"at"`            // when it was recorded
	By   string    `json:"by,omitempty"`  // empty: by several people
	// Corrected: what was recorded before was corrected; nothing new happened.
	Corrected bool `json:"corrected,omitempty"`

	// It stands for as many more of its kind that lie before it, the first recorded at From.
	More int       `json:"more,omitempty"`
	From time.Time `json:"from,omitzero"`
}

// How sets a change apart from others of its kind: some are graver than others, and
// some of a kind tell nothing.
type How string

const (
	Plain       How = ""
	Threatened  How = "threatened"   // somebody's life is in danger
	Unsafe      How = "unsafe"       // somebody is not safe
	Raised      How = "raised"       // the risk is higher than it was
	JudgedHigh  How = "high"         // the risk is high, the first time it was judged
	Unreached   How = "no_answer"    // the victim was called, and nobody answered
	NotSafeCall How = "not_safe"     // the victim was called, and it was not safe to speak
	NotThem     How = "not_them"     // somebody rang as the victim who was not, or may not have been
	Moved       How = "changed"      // how to reach somebody safely is not what it was
	Answered    How = "answered"     // the victim's message has been answered
	AtOnce      How = "immediate"    // police are to go at once
	Undone      How = "not_possible" // a safety step that cannot be taken
	NotArrested How = "not_arrested" // no arrest, after a breach or where one was considered
)

type ofKind struct {
	kind string
	how  How
}

// telling are the changes that alter what somebody has to do next, by the danger
// they tell of, gravest first (practice moment 5): a life, somebody not safe now, the
// suspect free or in breach; then what is about to change it; then protection that
// has gone; then word from the victim; then what helps the enquiry.
var telling = []ofKind{
	{"ThreatToLifeConsidered", Threatened}, {"ImmediateSafetyRecorded", Unsafe}, {"SuspectReleased", Plain}, {"BreachReported", Plain},
	{"VictimContacted", NotSafeCall}, {"RiskAssessed", Raised}, {"RiskAssessed", JudgedHigh}, {"ReleasePlanned", Plain}, {"SuspectArrested", Plain},
	{"ResponseGraded", AtOnce}, {"IncidentRecorded", Plain}, {"OrderEnded", Plain}, {"BailEnded", Plain}, {"SafetyMeasureSettled", Undone}, {"BreachActed", NotArrested},
	{"VictimContacted", NotThem}, {"VictimMessageReceived", Plain}, {"VictimContacted", Unreached}, {"SuspectCharged", Plain}, {"BailSet", Plain},
	{"OrderServed", Plain}, {"OrderNoted", Plain}, {"ThreatToLifeConsidered", Plain}, {"RespondersSent", Plain}, {"ArrestConsidered", NotArrested}, {"SuspectIdentified", Plain},
	{"CounterAllegationMade", Plain}, {"SafeContactRecorded", Moved}, {"MarkerNoted", Plain}, {"VictimMessageReceived", Answered}, {"CheckCompleted", Plain}, {"CheckFailed", Plain},
	{"SpecialistAnswered", Plain}, {"RegistrarRuled", Plain}, {"EvidenceAdded", Plain},
}

// Weighs orders changes, gravest first; one that tells nothing comes after them all.
func (c Change) Weighs() int {
	if i := slices.Index(telling, ofKind{c.Kind, c.How}); i >= 0 {
		return i
	}
	return len(telling)
}

// Since is how many changes of a run were recorded after an instant; where some of it
// lies before, only that it is so many or more is known.
func (c Change) Since(at time.Time) (n int, more bool) {
	switch {
	case !c.At.After(at):
		return 0, false
	case c.More == 0 || c.More == 1 && !c.From.After(at) && c.By != "":
		return 1, false
	case c.From.After(at) && c.By != "":
		return 1 + c.More, false
	}
	return 1, true
}

// What a case's row keeps of one sort of change: the newest runs, then what each
// person recorded before those as one line, the last of which may stand for several
// people. However much comes of one sort, nothing of another is pushed out by it.
const (
	mostRuns   = 3
	mostPeople = 4
	runReach   = 10 * time.Minute // two entries of a person no further apart are one run
)

// changesOf are the changes of a case, newest first. An entry that was taken back
// tells nothing.
func changesOf(l *loaded) []Change {
	read := tellsOf(l)
	back := map[string]bool{} // entries whose newest word is that it was not so
	word := map[string]bool{}
	sorts := map[ofKind][]Change{}
	for _, e := range slices.Backward(l.events) {
		if root := e.Root(); !word[root] {
			word[root], back[root] = true, e.Withdraw
		}
		if back[e.Root()] || e.Withdraw {
			continue
		}
		how, does := read(e)
		sort := ofKind{e.Kind, how}
		if !does || !slices.Contains(telling, sort) {
			continue
		}
		x := Change{ID: e.ID, Kind: e.Kind, How: how, At: e.ActedAt(), By: e.Actor, Corrected: e.Corrects != ""}
		runs := sorts[sort]
		if n := len(runs); n > 0 && runs[n-1].alike(x) && runs[n-1].first().Sub(x.At) <= runReach {
			runs[n-1].takeIn(x)
			continue
		}
		sorts[sort] = append(runs, x)
	}
	var out []Change
	for _, sort := range telling {
		out = append(out, bounded(sorts[sort])...)
	}
	slices.SortStableFunc(out, func(a, b Change) int { return b.At.Compare(a.At) })
	return out
}

// bounded keeps the newest runs of one sort, and counts the others by who they are of.
func bounded(runs []Change) []Change {
	if len(runs) <= mostRuns {
		return runs
	}
	out := slices.Clone(runs[:mostRuns])
	for _, x := range runs[mostRuns:] {
		i := slices.IndexFunc(out[mostRuns:], x.alike) + mostRuns
		switch {
		case i >= mostRuns:
			out[i].takeIn(x)
		case len(out) < mostRuns+mostPeople:
			out = append(out, x)
		default: // so many people: the last line is of several
			last := &out[len(out)-1]
			last.By = ""
			last.takeIn(x)
		}
	}
	return out
}

// alike reports whether two changes of one sort are one person's, and both new or both
// corrections.
func (c Change) alike(x Change) bool { return c.By == x.By && c.Corrected == x.Corrected }

// first is when the first of a run was recorded.
func (c Change) first() time.Time {
	if c.More == 0 {
		return c.At
	}
	return c.From
}

// takeIn counts an earlier run with a later one.
func (c *Change) takeIn(x Change) {
	c.From, c.More = x.first(), c.More+1+x.More
}

// tellsOf reads what an entry of a case tells, as the case stands: does is false
// where it tells nothing to whoever begins a shift.
func tellsOf(l *loaded) func(casefile.Event) (how How, does bool) {
	how := map[string]How{}
	c := l.c
	for i := range c.Immediate {
		if x := &c.Immediate[i]; x.Endangered() {
			how[x.ID] = Unsafe
		}
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		var before casefile.Grade
		for j := range p.Risks {
			r := &p.Risks[j]
			switch {
			case before != "" && r.Then.Level() > before.Level():
				how[r.ID] = Raised
			case before == "" && r.Then == casefile.High:
				how[r.ID] = JudgedHigh
			}
			before = r.Then
		}
		for j := range p.Life {
			if x := &p.Life[j]; x.Present.Given() && x.Present.Value {
				how[x.ID] = Threatened
			}
		}
	}
	for i := range c.Contacts {
		if k := &c.Contacts[i]; k.Outcome.Given() {
			how[k.ID] = failed[k.Outcome.Value]
		}
	}
	for i := range c.Messages {
		if c.Messages[i].Answered {
			how[c.Messages[i].ID] = Answered
		}
	}
	for i := range c.Gradings {
		if g := &c.Gradings[i]; is(g.Grade, "immediate") {
			how[g.ID] = AtOnce
		}
	}
	for i := range c.Measures {
		if m := &c.Measures[i]; is(m.Outcome, "not_possible") {
			how[m.ID] = Undone
		}
	}
	for i := range c.Breaches {
		if b := &c.Breaches[i]; is(b.Action, "not_arrested") {
			how[b.ID] = NotArrested
		}
	}
	for i := range c.ArrestChoice {
		if a := &c.ArrestChoice[i]; is(a.Decision, casefile.DecideNo) {
			how[a.ID] = NotArrested
		}
	}
	reached := map[casefile.PersonID]bool{} // somebody has said how
	for _, e := range l.events {
		if e.Kind != "SafeContactRecorded" || e.Withdraw {
			continue
		}
		if d, err := e.Decoded(); err == nil {
			who := d.(*casefile.SafeContactRecorded).Person
			if reached[who] {
				how[e.ID] = Moved
			}
			reached[who] = true
		}
	}
	return func(e casefile.Event) (How, bool) {
		about := e.Root()
		switch e.Kind {
		case "SafetyMeasureSettled", "BreachActed": // said of what an earlier entry began
			about = subjectOf(e)
		case "SafeContactRecorded": // a correction changes it as well
			about = e.ID
		case "BreachReported":
			return Plain, true
		}
		switch x := how[about]; e.Kind {
		case "ImmediateSafetyRecorded", "RiskAssessed", "VictimContacted", "ResponseGraded", "SafeContactRecorded", "SafetyMeasureSettled", "BreachActed", "ArrestConsidered":
			return x, x != Plain
		case "ThreatToLifeConsidered", "VictimMessageReceived":
			return x, true
		}
		return Plain, true
	}
}

// failed are the outcomes of contact that somebody has to act on.
var failed = map[casefile.Outcome]How{"no_answer": Unreached, "not_safe_to_speak": NotSafeCall, "not_them": NotThem}

func is[T comparable](a fact.Fact[T], v T) bool { return a.Given() && a.Value == v }

// subjectOf is the earlier entry that a step's outcome or an action on a breach is about.
func subjectOf(e casefile.Event) string {
	data, err := e.Decoded()
	if err != nil {
		return ""
	}
	switch d := data.(type) {
	case *casefile.SafetyMeasureSettled:
		return string(d.Step)
	case *casefile.BreachActed:
		return string(d.Breach)
	}
	return ""
}

// Gravest orders changes: the gravest first, the newest of those before the others.
func Gravest(a, b Change) int {
	return cmp.Or(cmp.Compare(a.Weighs(), b.Weighs()), b.At.Compare(a.At))
}
