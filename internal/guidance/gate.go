package guidance

// Step is something about to be recorded that a gate may stand before.
type Step struct {
	Kind       string // kind of event
	Pair       string // the pair it concerns; empty for any
	Occurrence string // the element it concerns, as an order; empty for any
}

// Blocked is a gate that does not let a step through, and what it wants.
type Blocked struct {
	Key
	Hard bool // law or the guidance forbids it; else a reason lets it through
	Say  string
	// Needs are facts not known that the gate depends on. Empty means that they
	// are known and do not suffice.
	Needs []Ask
}

// Gates says which gates stand before a step, on the facts as they would be
// once it was recorded. A gate opens only on what is known: where whether it
// applies, or what it requires, is unknown, it names the facts it needs.
func Gates(proposed *Frame, ed *Edition, c Context, s Step) []Blocked {
	v := newEvaluation(proposed, ed, c)
	var out []Blocked
	for _, clause := range ed.Clauses {
		if clause.Kind != "gate" || clause.Guards != s.Kind || clause.org != v.org {
			continue
		}
		v.subjects(clause, func(k Key) {
			if s.Pair != "" && k.Pair != "" && s.Pair != k.Pair || s.Occurrence != "" && k.Occurrence != "" && s.Occurrence != k.Occurrence {
				return
			}
			e := &v.env
			applies := always(clause.when, e)
			met := clause.requires.eval(e)
			if applies == False || met == True {
				return
			}
			b := Blocked{Key: k, Hard: clause.Block != "soft", Say: clause.Say}
			if applies == Unknown {
				b.Needs = e.ask(clause.when.eval)
			}
			if met == Unknown {
				b.Needs = append(b.Needs, e.ask(clause.requires.eval)...)
			}
			out = append(out, b)
		})
	}
	return out
}
