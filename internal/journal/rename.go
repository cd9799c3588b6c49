package journal

import "golang.org/x/mod/sumdb/tlog"

// rename looks for one entry of a subtree whose header, with an actor or a kind
// that occurs in the journal, gives the signed hash.
func (u *undoing) rename(p *part) (bool, error) {
	n, err := u.known()
	if err != nil {
		return false, err
	}
	rows := u.span(p.start(&u.from), p.end)
	base := make([]tlog.Hash, len(rows))
	for i, r := range rows {
		base[i] = r.leaf
	}
	p.fill(&u.from, base)
	for i, r := range rows {
		if !r.parsed || u.left < 0 {
			continue
		}
		try := func(h Header, was string) bool {
			o, ok := otherOf(h, was)
			if !ok || !u.holds(p, change{r.Pos, o.leaf}) {
				return false
			}
			u.report(rows, base, map[int]other{i: o})
			return true
		}
		for _, actor := range n.actors {
			h := r.header
			if h.Actor = actor; try(h, "its actor was "+actor) {
				return true, nil
			}
		}
		for _, k := range n.kinds {
			h := r.header
			if h.Kind, h.Version = k.kind, k.version; try(h, "its kind was "+k.kind) {
				return true, nil
			}
		}
	}
	return false, nil
}

// names are the actors and kinds that occur in the journal.
type names struct {
	actors []string
	kinds  []struct {
		kind    string
		version int
	}
}

// known reads the names, once.
func (l *locator) known() (*names, error) {
	if l.names != nil {
		return l.names, nil
	}
	n := new(names)
	seen := map[any]bool{}
	for e, err := range l.tx.AllEntries(l.ctx, 0) {
		if err != nil {
			return nil, err
		}
		h, err := ParseHeader(e.Header)
		if err != nil {
			continue // the walk has named it
		}
		kind := struct {
			kind    string
			version int
		}{h.Kind, h.Version}
		if !seen[h.Actor] {
			seen[h.Actor] = true
			n.actors = append(n.actors, h.Actor)
		}
		if !seen[kind] {
			seen[kind] = true
			n.kinds = append(n.kinds, kind)
		}
	}
	l.names = n
	return n, nil
}
