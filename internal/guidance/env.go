package guidance

import (
	"math"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// maxVars bounds the names a condition can hold at once: case, pair, it, and
// the elements of nested quantifiers.
const maxVars = 8

const (
	varCase = iota
	varPair
	varIt
	varFree // first quantifier
)

const never = math.MaxInt64

// env is the state of one evaluation. Closures read it; nothing outlives it.
type env struct {
	now   time.Time
	micro int64
	days  *calendar.Holidays
	bound
	flip int64 // earliest instant, in Unix microseconds, at which a time condition could change
	memo []memo

	// tracing makes leaves record themselves, as missing and, with reading, as
	// read; on only for questions and explanations.
	tracing bool
	reading bool
	missing []leafRef
	read    []leafRef

	// asked keeps the question of each fact, so that its path is written once
	// however many clauses wait for it; round marks those of the present clause.
	asked     map[factName]int // index of questions
	questions []askedOnce
	asking    []Ask // room for the questions of one condition
	round     int
}

// bound are the elements that the names of a condition stand for.
type bound struct {
	elems [maxVars]*elem
	vals  [maxVars]Value
}

type factName struct {
	elem *elem
	name string
}

type askedOnce struct {
	Ask
	round int
}

// memo is what a definition came to for the case or one pair, and once it has been
// traced the facts it lacks, each once.
type memo struct {
	done, traced bool
	t            Tri
	flip         int64
	missing      []leafRef
}

// leafRef is one fact that a condition looked at. As-yet-unseen elements of an
// open list are the list itself.
type leafRef struct {
	elem   *elem
	name   string // within the element's record: "classification.decided"
	kind   Kind
	slot   *slot
	source string // for lists and scalar elements, which have no slot
}

func (r leafRef) path() string {
	if r.elem == nil { // a force parameter with no value
		return r.name
	}
	return r.elem.at(r.name)
}

func (r leafRef) status() fact.Status {
	if r.slot == nil {
		return fact.NotAsked
	}
	return r.slot.status
}

func (r leafRef) from() string {
	switch {
	case r.slot != nil && r.slot.source != "":
		return r.slot.source
	case r.source != "":
		return r.source
	}
	for e := r.elem; e != nil; e = e.parent {
		if e.source != "" {
			return e.source
		}
	}
	return ""
}

func (e *env) miss(r leafRef) Tri {
	if e.tracing {
		e.missing = append(e.missing, r)
	}
	return Unknown
}

func (e *env) see(r leafRef) {
	if e.reading {
		e.read = append(e.read, r)
	}
}

// flipAt notes that the answer could change at t.
func (e *env) flipAt(t time.Time) {
	if m := t.UnixMicro(); m > e.micro && m < e.flip {
		e.flip = m
	}
}

// forget drops the questions raised while working out something that turned
// out definite: they cannot matter any more.
func (e *env) forget(mark int) {
	if e.tracing {
		e.missing = e.missing[:mark]
	}
}

// ask runs f with tracing and returns the paths and statuses it found unknown,
// without repeats, in the order met.
func (e *env) ask(f func(*env) Tri) []Ask {
	e.tracing, e.missing = true, e.missing[:0]
	defer func() { e.tracing = false }()
	if f(e) != Unknown {
		return nil
	}
	return e.asks()
}

// asks are the questions behind what was found missing, each once.
func (e *env) asks() []Ask {
	e.asking = e.asking[:0] // what is missing repeats itself many times: room is taken for what is left of it
	e.round++
	for i := range e.missing {
		if a, first := e.question(&e.missing[i]); first {
			e.asking = append(e.asking, a.Ask)
		}
	}
	return slices.Clone(e.asking)
}

// distinct leaves each fact once of what was found missing from mark on, and gives
// them.
func (e *env) distinct(mark int) []leafRef {
	kept := mark
	e.round++
	for i := mark; i < len(e.missing); i++ {
		if _, first := e.question(&e.missing[i]); first {
			e.missing[kept] = e.missing[i]
			kept++
		}
	}
	e.missing = e.missing[:kept]
	return slices.Clone(e.missing[mark:])
}

// question is the question of a fact; first in this round or not.
func (e *env) question(m *leafRef) (a *askedOnce, first bool) {
	k := factName{m.elem, m.name}
	i, ok := e.asked[k]
	if !ok {
		if e.asked == nil {
			e.asked = map[factName]int{}
		}
		i = len(e.questions)
		e.asked[k] = i
		e.questions = append(e.questions, askedOnce{Ask: Ask{Path: m.path(), Status: m.status()}})
	}
	a = &e.questions[i]
	first = a.round != e.round
	a.round = e.round
	return a, first
}

// sources runs f with tracing and returns the events behind the facts it read,
// sorted, without repeats.
func (e *env) sources(f func(*env) Tri) []string {
	e.tracing, e.reading, e.missing, e.read = true, true, e.missing[:0], e.read[:0]
	defer func() { e.tracing, e.reading = false, false }()
	f(e)
	var out []string
	for _, r := range e.read {
		if s := r.from(); s != "" {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Ask is one fact that has to be known before a clause can be decided.
type Ask struct {
	Path   string // "incidents[i2].channel"; "params.breach.attend" for a local number nobody has set
	Status fact.Status
}

// Param reports whether what is missing is a local number and not a fact.
func (a Ask) Param() bool { return strings.HasPrefix(a.Path, "params.") }
