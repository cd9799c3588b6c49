package guidance

import "slices"

// Unmet names, in their order, the elements of one list of the case ("victims") of all
// of whom something is expected that is not so, or not known to be, of these: to whom
// an obligation is still owed. Nil where a clause expects nothing of all of them.
func Unmet(f *Frame, ed *Edition, c Context, of Key, list string) []string {
	clause := ed.byKey[of.Clause]
	if clause == nil || clause.expects == nil {
		return nil
	}
	var out []string
	v := newEvaluation(f, ed, c)
	v.subjects(clause, func(k Key) {
		if k == of {
			out = unmet(&v.env, clause.expects.root, list, nil)
		}
	})
	return out
}

// unmet looks where all of a condition has to hold: what is one of several ways to
// meet it is owed to nobody in particular.
func unmet(e *env, n *node, list string, out []string) []string {
	switch {
	case n.op == opAnd:
		for _, kid := range n.kids {
			out = unmet(e, kid, list, out)
		}
	case n.op == opDefinition: // see (*planner).definition for what it binds
		bound := e.bound
		out = unmet(e, n.kids[0], list, out)
		e.bound = bound
	case n.op == opAll && n.rng.path == list:
		each(e, n.rng, n.slot, func() bool {
			if id := e.elems[n.slot].id; n.kids[0].eval(e) != True && !slices.Contains(out, id) {
				out = append(out, id)
			}
			return false
		})
	}
	return out
}
