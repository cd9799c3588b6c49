package casefile

import "slices"

// Folding is a case to which events are added one after another: after each it
// is what Fold gives of all of them. An act that comes last in the order of
// folding is laid on what is there; anything else, a correction or an act known
// of earlier, folds the whole case anew. It is not safe for concurrent use.
type Folding struct {
	id     string
	events []Event
	f      *folder // the acts applied, nothing derived from them; nil where all is to be folded anew
	last   *applied
	taken  map[string]bool // ids of events, and those that corrections name; made when first asked for
	grew   string
}

// Resume begins with the events that a case has. They are folded when the first
// is added.
func Resume(id string, events []Event) *Folding {
	return &Folding{id: id, events: slices.Clone(events)}
}

// Add folds one event more and returns the case with it. Cases returned before
// may share what the event changes and are not to be read any more.
func (g *Folding) Add(e Event) *Case {
	g.events, g.grew = append(g.events, e), ""
	if g.f == nil || !g.lay(&g.events[len(g.events)-1]) {
		g.whole()
	}
	derived := folder{c: g.f.c.underived(), namesakes: g.f.namesakes, tookBack: g.f.tookBack}
	derived.derive()
	return derived.c
}

// Undo takes back the event added last and returns the case without it.
func (g *Folding) Undo() *Case {
	g.events, g.f, g.grew = g.events[:len(g.events)-1], nil, ""
	return Fold(g.id, g.events)
}

// Events are all of the case's, in the order in which they were added.
func (g *Folding) Events() []Event { return g.events }

// Grew names the list of facts to which the event added last added one item, at
// its end, and of all else that conditions read changed no more than the other facts
// its kind names; empty where the whole case may have changed.
func (g *Folding) Grew() string { return g.grew }

func (g *Folding) whole() {
	f, acts := foldActs(g.id, g.events)
	g.f, g.last, g.taken = f, nil, nil
	if n := len(acts); n > 0 {
		g.last = acts[n-1]
	}
}

// lay applies an event as the last act; false where it is not.
func (g *Folding) lay(e *Event) bool {
	k, ok := KindOf(e.Kind)
	if !ok || e.Corrects != "" || e.Withdraw || g.isTaken(e) {
		return false
	}
	data, err := e.decoded(k)
	if err != nil {
		return false
	}
	a := &applied{event: e, kind: k, data: data, original: e, known: e.KnownAt()}
	if g.last != nil && inOrder(g.last, a) > 0 {
		return false
	}
	g.f.apply(a)
	g.f.c.Version = max(g.f.c.Version, e.Seq)
	g.last, g.taken[e.ID] = a, true
	if k.Appends {
		g.grew = k.Facts[0]
	}
	return true
}

// isTaken reports whether an event repeats the id of another, or has one that a
// correction recorded before it names.
func (g *Folding) isTaken(e *Event) bool {
	if g.taken == nil {
		g.taken = make(map[string]bool, len(g.events)+64)
		for i := range g.events[:len(g.events)-1] {
			g.taken[g.events[i].ID] = true
			g.taken[g.events[i].Corrects] = true
		}
	}
	return g.taken[e.ID]
}

// underived copies a case as far as deriving from it a second time would not give
// the same, so that the acts underneath can go on.
func (c *Case) underived() *Case {
	out := *c
	out.Pairs = slices.Clone(c.Pairs)
	return &out
}
