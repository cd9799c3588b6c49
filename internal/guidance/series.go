package guidance

import "time"

// Series evaluates a subject after one event and then the next, and carries its
// ledger along: after each step findings and ledger are what EvaluateDirty and
// Advance would have given one after the other. Only what a step can have changed
// is worked out again, and findings are gathered once, when they are asked for.
// It is not safe for concurrent use.
type Series struct {
	ed     *Edition
	found  *Findings
	ledger Ledger
	own    bool // found and ledger are this series' alone, and come from its last step
}

// NewSeries goes on from what was found before the first step, nil for nothing,
// and the ledger as it stood.
func NewSeries(ed *Edition, before *Findings, l Ledger) *Series {
	return &Series{ed: ed, found: before, ledger: l}
}

// Step evaluates the subject as it is after one event that can have changed these
// facts; nil is any. c's ledger is not read: it is the series' own.
func (s *Series) Step(f *Frame, c Context, changed []string) {
	c.Ledger = s.ledger
	if changed == nil || !s.own || !s.found.goesOn(s.ed, c.Now) {
		before := s.found
		if changed == nil {
			before = nil
		}
		s.found = evaluateDirty(before, f, s.ed, c, changed)
		s.found.duties(s.ed)
		s.ledger, s.own = Advance(s.ledger, s.found, c.Now), true
		return
	}
	// The ledger is what the last step made of these very parts, so that a part
	// which is not asked again would be refreshed to what it is, and its entries
	// advanced to what they are. A clause reads no other clause's entries.
	v, paths := newEvaluation(f, s.ed, c), withoutIndices(changed)
	for i, clause := range s.ed.Clauses {
		if p := &s.found.parts[i]; v.asks(clause) && v.dirty(clause, *p, paths) {
			before := p.findings
			*p = v.clause(clause)
			s.carry(before, p.findings, c.Now)
		}
	}
	s.found.At = c.Now
}

// carry advances the entries of one clause in place.
func (s *Series) carry(before, now []Finding, at time.Time) {
	for i := range now {
		was, had := s.ledger.entries[now[i].Key]
		s.ledger.entries[now[i].Key] = entryOf(&now[i], was, had, s.found, at)
	}
	var kept map[Key]bool // made only where the two do not run alike
	for i := range before {
		k := before[i].Key
		if i < len(now) && now[i].Key == k {
			continue
		}
		if kept == nil {
			kept = make(map[Key]bool, len(now))
			for j := range now {
				kept[now[j].Key] = true
			}
		}
		if was := s.ledger.entries[k]; !kept[k] && was.State != Ended {
			s.ledger.entries[k] = was.ended(at, EndedNoLonger)
		}
	}
}

// Ledger is the ledger after the last step; it changes with the next.
func (s *Series) Ledger() Ledger { return s.ledger }

// End gives what the last step found, and the ledger after it. They are the
// caller's: a further step works on copies.
func (s *Series) End() (*Findings, Ledger) {
	if s.own {
		s.found.assemble(s.ed)
		s.own = false
	}
	return s.found, s.ledger
}
