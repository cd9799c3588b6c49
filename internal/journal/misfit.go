package journal

import (
	"fmt"
	"slices"

	"foursight/internal/store"
)

// misfit names what it can where hashes do not tell: which entries, from first to
// end, agree neither with their sealed body, nor with the time their checkpoint
// signs, nor with the entries before them. With the keys, an entry whose body
// opens has the header it was sealed with, so that only the others can be bad.
// Without, the first that does not fit may not be the first that was changed: the
// range is given with it. usual are the times an entry of the commit has; nil where
// they are not known.
func (l *locator) misfit(to signedLog, usual *Header, first, end int64) error {
	odd := map[int64]bool{} // positions whose header the walk has found wrong
	for _, p := range l.report.Problems {
		odd[p.Pos] = odd[p.Pos] || p.ID != "" && !p.aside
	}
	var start Problem
	var found, unlike []Problem
	sure, begun := true, false
	for e, err := range l.tx.AllEntries(l.ctx, first) {
		if err != nil {
			return err
		}
		if e.Pos >= end {
			break
		}
		if e.Pos == first {
			start = problemAt(e)
		}
		h, err := ParseHeader(e.Header)
		opens := err == nil && l.opens(h, e)
		fits := opens || err == nil && !odd[e.Pos] // the walk may only have met what another entry upset
		if fits {
			// Earlier entries at the beginning may be of a commit whose checkpoint
			// is gone; among this commit's none can be.
			ms := h.Recorded.UnixMilli()
			begun = begun || ms == to.time
			fits = !begun && ms < to.time || ms == to.time && (usual == nil || h.Clock.Equal(usual.Clock) && h.Suspect == usual.Suspect)
		}
		if Leaf(e.Header) != stored(e) {
			unlike = append(unlike, problemAt(e))
		}
		if !fits {
			found = append(found, problemAt(e))
			continue
		}
		sure = sure && opens
		if err := l.ctx.Err(); err != nil {
			return err
		}
	}
	where := fmt.Sprintf("headers from position %d to %d (one commit)", first, end-1)
	one := "one or more " + where + " are not those recorded, and their leaf hashes were changed with them"
	switch {
	case end-first == 1:
		start.Why = headerChanged
		l.bad(start)
	case len(found) == 1 && sure:
		found[0].Why = headerChanged + ": of the " + where + " every other is tied to its body"
		l.bad(found[0])
	case len(found) > 0 && sure:
		for _, p := range found {
			p.Why = fmt.Sprintf("its header, or its body alone, is not the one recorded: of the %s all but %d are tied to their bodies", where, len(found))
			l.bad(p)
		}
	case len(found) > 0:
		start = found[0]
		start.Why = one + "; this is the first that does not fit by other means"
		l.bad(start)
	case sure:
		start.Why = where + " do not stand in the order, or do not have the times, they were recorded with"
		l.bad(start)
	default:
		start.Why = one + "; which of them, nothing else stored tells"
		l.bad(start)
	}
	for _, p := range unlike {
		switch {
		case sure && slices.ContainsFunc(found, func(f Problem) bool { return f.Pos == p.Pos }):
			continue // its header has been named
		case sure:
			p.Why = leafChanged
		default:
			p.Why = leafNotOf
		}
		l.bad(p)
	}
	return nil
}

// opens reports whether an entry's body opens under its header.
func (l *locator) opens(h Header, e store.Entry) bool {
	if l.opts.Keys == nil || e.Sealed == nil {
		return false
	}
	_, err := open(l.ctx, l.opts.Keys, h, e)
	return err == nil
}
