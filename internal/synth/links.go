package synth

import (
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Some people come to notice twice. One story reports the same two people as an
// earlier one; somebody finds that out, and joins a third case by mistake.

// earlier and mistaken are the places of the stories that the theme again is joined
// to, rightly and wrongly.
const (
	earlierStory  = 6
	mistakenStory = 5
)

// again makes the people of a story those of an earlier one.
func (s *Story) again(of *Story) {
	s.victim, s.actor, s.actorName, s.rel = of.victim, of.actor, of.actorName, of.rel
}

// joinCases writes the decisions that join cases, once all stories are written.
func joinCases(stories []*Story) {
	for _, s := range stories {
		if s.kind != again || len(s.Turns) < 3 {
			continue
		}
		first, next := s.Turns[1], s.Turns[2]
		s.decide(first, stories[earlierStory], "same_parties", "Both name the same two people, and the number is the same.")
		here, there := s.decide(first, stories[mistakenStory], "same_suspect", "The same first name, and the same part of the town.")
		s.act(next, casefile.MatchUndone{Link: here, Why: "Another man of that name: the birth dates differ."})
		stories[mistakenStory].visit(next.At, casefile.MatchUndone{Link: there, Why: "Another man of that name: the birth dates differ."})
	}
}

// decide writes one decision into both cases and gives the ids of the two entries.
func (s *Story) decide(t *Turn, other *Story, how casefile.LinkKind, why casefile.Text) (here, there casefile.LinkID) {
	here, there = casefile.LinkID(id(s.r)), casefile.LinkID(id(s.r))
	d := casefile.MatchDecided{Other: casefile.Line(other.ID), Same: fact.Of(true), How: fact.Of(how), Basis: why, Mirror: there}
	s.acts(t, d, func(e *casefile.Event) { e.ID = string(here) })
	d.Other, d.Mirror = casefile.Line(s.ID), here
	other.visit(t.At, d)
	last := other.Turns[len(other.Turns)-1]
	last.Events[len(last.Events)-1].ID = string(there)
	return here, there
}

// visit writes one act into a story by whoever holds it in the end.
func (s *Story) visit(at time.Time, data any) {
	s.act(s.sitting(at, s.owner), data)
}

// sitting begins somebody's sitting at a time of its own.
func (s *Story) sitting(at time.Time, by string) *Turn {
	t := &Turn{Case: s, At: at, By: by}
	s.Turns = append(s.Turns, t)
	return t
}
