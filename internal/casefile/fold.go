package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"foursight/internal/fact"
)

// Fold turns a case's events into the case. It is total: an event that cannot be
// understood or does not fit becomes a Problem, and the rest folds on.
//
// Order of arrival does not matter. Corrections are resolved first (the newest
// word on each act stands at the original's place), then acts are applied by
// rank, by when police knew them, and by position. Nothing is read from the
// clock.
func Fold(id string, events []Event) *Case {
	return Continue(nil, id, events)
}

// State is a case with the events it was folded from, so that it can go on.
type State struct {
	Case   *Case
	Events []Event // in order of recording
}

// Continue folds more events onto those already in state (nil for none) and
// returns the same case that folding all of them at once gives.
func Continue(state *State, id string, more []Event) *Case {
	all := more
	if state != nil {
		all = slices.Concat(state.Events, more)
	}
	f, _ := foldActs(id, all)
	f.derive()
	return f.c
}

// foldActs applies the acts of a case in order and says which those were; what
// follows from them is not derived yet.
func foldActs(id string, all []Event) (*folder, []*applied) {
	f := &folder{c: &Case{ID: id, Stage: StageReport}}
	acts := f.resolve(all)
	for _, a := range acts {
		f.apply(a)
	}
	for i := range all {
		f.c.Version = max(f.c.Version, all[i].Seq)
	}
	return f, acts
}

// folder is one fold under way: the case so far and the act being applied.
type folder struct {
	c     *Case
	e     *Event // the newest word on the act
	first *Event // the act as it was first recorded
	act   Act
	was   []any  // what the act said before it was corrected, oldest first
	gone  []gone // the same with what did away with each

	namesakes []StaffID   // of the acts' Around.Conflicts
	back      []takenBack // answers of specialists that were withdrawn
	tookBack  time.Time   // when the latest offer of the case that was withdrawn had been made
}

func (f *folder) apply(a *applied) {
	f.e, f.first, f.act, f.was, f.gone = a.event, a.original, a.act(), a.earlier, a.gone
	for _, id := range a.event.Around.Conflicts {
		f.namesakes = append(f.namesakes, StaffID(id))
	}
	if a.kind.fold != nil {
		a.kind.fold(f, a.data)
	}
}

// applied is an act ready to fold: the original's place with the newest word.
type applied struct {
	event    *Event // effective: data, actor and reason of the newest word
	kind     *Kind
	data     any   // nil where it was withdrawn
	earlier  []any // what it said before each correction, oldest first
	original *Event
	gone     []gone    // each word of it that another took the place of, or that was withdrawn, oldest first
	known    time.Time // when police knew of the original
}

// gone is a word that no longer stands, and the event that did away with it.
type gone struct {
	data any
	with *Event
}

// replaced keeps what the act said until this event.
func (a *applied) replaced(e *Event) {
	if a.data != nil {
		a.gone = append(a.gone, gone{a.data, e})
	}
}

func (a *applied) act() Act {
	o := a.original
	return Act{
		ID: o.ID, By: o.Actor, ByRole: o.Role, At: a.known, Occurred: a.event.Occurred,
		Recorded: o.Recorded, Acted: o.ActedAt(), Late: o.Recorded.Sub(a.known) > 24*time.Hour,
	}
}

// resolve decodes events, applies corrections and withdrawals, and orders what is
// left. An event whose id was seen before is the same event twice and is dropped.
//
// Cases of hundreds of acts fold at every look, so events are pointed to and never
// copied here.
func (f *folder) resolve(events []Event) []*applied {
	byID := make(map[string]*applied, len(events))
	slab := make([]applied, 0, len(events)) // never grows: pointers into it hold
	var amend []*Event
	for i := range events {
		e := &events[i]
		if e.Corrects != "" || e.Withdraw {
			amend = append(amend, e)
			continue
		}
		if _, seen := byID[e.ID]; seen {
			continue
		}
		k, ok := KindOf(e.Kind)
		if !ok {
			f.note(e, "", "unknown_kind", fmt.Sprintf("An entry of a kind this release does not know (%s) was left out.", e.Kind))
			continue
		}
		data, err := e.decoded(k)
		if err != nil {
			f.note(e, "", "unreadable", fmt.Sprintf("An entry could not be read and was left out: %v.", err))
			continue
		}
		slab = append(slab, applied{event: e, kind: k, data: data, original: e, known: e.KnownAt()})
		byID[e.ID] = &slab[len(slab)-1]
	}
	f.amend(byID, amend)
	out := make([]*applied, 0, len(slab))
	for i := range slab {
		f.back = append(f.back, slab[i].takenBack()...)
		switch a := &slab[i]; {
		case a.data != nil:
			out = append(out, a)
		case a.kind.Name == "CaseHandedOver" && a.known.After(f.tookBack):
			f.tookBack = a.known
		}
	}
	slices.SortStableFunc(out, inOrder)
	return out
}

// inOrder is the order in which acts are applied.
func inOrder(a, b *applied) int {
	if c := cmp.Compare(a.kind.Rank, b.kind.Rank); c != 0 {
		return c
	}
	if c := a.known.Compare(b.known); c != 0 {
		return c
	}
	return cmp.Or(
		a.original.Recorded.Compare(b.original.Recorded),
		cmp.Compare(a.original.Seq, b.original.Seq),
		cmp.Compare(a.original.ID, b.original.ID),
	)
}

// amend lays corrections over their originals, oldest first. A correction may
// name the original or an earlier correction of it.
func (f *folder) amend(byID map[string]*applied, amend []*Event) {
	slices.SortStableFunc(amend, func(a, b *Event) int {
		return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.Seq, b.Seq), cmp.Compare(a.ID, b.ID))
	})
	roots := map[string]string{}
	for _, e := range amend {
		roots[e.ID] = e.Corrects
	}
	seen := map[string]bool{}
	for _, e := range amend {
		if seen[e.ID] {
			continue
		}
		seen[e.ID] = true
		root, ok := rootOf(e.Corrects, roots)
		target := byID[root]
		switch {
		case !ok || target == nil:
			f.note(e, "", "nothing_to_correct", "A correction names an entry that is not in this case; it was kept and left out.")
			continue
		case target.kind.Name != e.Kind:
			f.note(e, "", "wrong_kind", fmt.Sprintf("A correction is a %s but what it corrects is a %s; it was left out.", e.Kind, target.kind.Name))
			continue
		case e.Withdraw:
			target.replaced(e)
			target.data, target.event = nil, e
			continue
		}
		data, err := e.decoded(target.kind)
		if err != nil {
			f.note(e, "", "unreadable", fmt.Sprintf("A correction could not be read; the earlier entry stands: %v.", err))
			continue
		}
		if target.data != nil {
			target.earlier = append(target.earlier, target.data)
		}
		target.replaced(e)
		target.data, target.event = data, e
	}
}

func rootOf(id string, corrections map[string]string) (string, bool) {
	for range len(corrections) + 1 {
		next, isCorrection := corrections[id]
		if !isCorrection {
			return id, true
		}
		id = next
	}
	return "", false // a ring of corrections
}

func (f *folder) note(e *Event, field, code, what string) {
	f.c.Problems = append(f.c.Problems, Problem{Event: e.ID, Field: field, Code: code, What: what})
}

func (f *folder) missing(field, what string) {
	f.note(f.e, field, "unknown_"+what, fmt.Sprintf("An entry names a %s that is not in this case; it is kept and shown here until it is put right.", what))
}

// put sets a fact from the act being folded.
func put[T any](f *folder, dst *fact.Fact[T], a fact.Answer[T]) { dst.Put(a, f.e.ID) }

// set sets a fact to a known value.
func set[T any](f *folder, dst *fact.Fact[T], v T) { dst.Put(fact.Of(v), f.e.ID) }

// Finders. Each returns nil when there is no such thing.

// Person finds somebody in the case.
func (c *Case) Person(id PersonID) *Person {
	for i := range c.Persons.Items {
		if c.Persons.Items[i].ID == string(id) {
			return &c.Persons.Items[i]
		}
	}
	return nil
}

// Pair finds a pair.
func (c *Case) Pair(id PairID) *Pair {
	for i := range c.Pairs {
		if c.Pairs[i].ID == string(id) {
			return &c.Pairs[i]
		}
	}
	return nil
}

// Incident finds an incident and the pair that holds it.
func (c *Case) Incident(id IncidentID) (*Pair, *Incident) {
	for i := range c.Pairs {
		items := c.Pairs[i].Incidents.Items
		for j := range items {
			if items[j].ID == string(id) {
				return &c.Pairs[i], &items[j]
			}
		}
	}
	return nil, nil
}

// Assessment finds a risk assessment and its pair.
func (c *Case) Assessment(id AssessmentID) (*Pair, *Assessment) {
	for i := range c.Pairs {
		for j := range c.Pairs[i].Risks {
			if c.Pairs[i].Risks[j].ID == string(id) {
				return &c.Pairs[i], &c.Pairs[i].Risks[j]
			}
		}
	}
	return nil, nil
}

// CheckByID finds a background check.
func (c *Case) CheckByID(id CheckID) *Check {
	for i := range c.Checks {
		if c.Checks[i].ID == string(id) {
			return &c.Checks[i]
		}
	}
	return nil
}

// HandoverByID finds a hand-over.
func (c *Case) HandoverByID(id HandoverID) *Handover {
	for i := range c.Handovers {
		if c.Handovers[i].ID == string(id) {
			return &c.Handovers[i]
		}
	}
	return nil
}

// Material finds imported material or evidence.
func (c *Case) Material(id MaterialID) *Material {
	for i := range c.Materials {
		if c.Materials[i].ID == string(id) {
			return &c.Materials[i]
		}
	}
	return nil
}

// Proposal finds something saved as proposed.
func (c *Case) Proposal(id ProposalID) *Pending {
	for _, p := range c.Proposals {
		if p.ID == string(id) {
			return p
		}
	}
	return nil
}
