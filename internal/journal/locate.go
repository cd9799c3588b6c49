package journal

import (
	"iter"
	"math"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

// How the first bad entry is found. It is looked for only after the newest
// checkpoint has failed, commit by commit from the last checkpoint that is signed
// and agrees; each commit begins from the edge its checkpoint signs, so that one
// bad commit says nothing against the next. Within a commit, for each subtree that
// the checkpoint's edge signs:
//
//  1. The headers give its hash: they are as recorded. A leaf hash that is not of
//     its header was changed.
//  2. Else the stored leaf hashes give it: they are as recorded, and a header with
//     another hash is a bad one.
//  3. Else both were changed. Undoing what can be undone (undo.go) may give the
//     signed hash, which proves what was changed.
//  4. Else what does not fit by other means is named (misfit.go), or the range.
//
// After a commit that only the last step could settle nothing more is looked for:
// where entries were put in or taken out, all that follow would disagree.
type locator struct {
	*check
	tx     store.Tx
	from   edge // as signed, before the commit being looked at
	pull   func() (store.Entry, error, bool)
	held   *store.Entry // read and not yet used
	behind int64        // entries before are settled
	names  *names       // what known has read
}

// locate names the first bad entry, and those after it that are as certain.
func (v *check) locate(tx store.Tx) error {
	l := &locator{check: v, tx: tx}
	if c := v.agreed; c.Size > 0 {
		// Somebody who rewrote entries may have rewritten the rows of checkpoints to
		// agree; only a signature shows that this is where to begin.
		if s, err := v.signed(c); err == nil {
			l.from = s.edge
		}
	}
	l.behind = l.from.size
	stopped := false
	next, stop := iter.Pull2(tx.AllEntries(v.ctx, l.from.size))
	defer stop()
	l.pull = next
	for _, p := range v.unlike {
		if p.Pos < l.behind {
			p.Why = leafChanged
			v.bad(p)
		}
	}
	for c, err := range tx.Checkpoints(v.ctx, l.from.size, math.MaxInt64) {
		if err != nil {
			return err
		}
		to, err := v.signed(c)
		if err != nil && c.Size != v.head.Size { // what is wrong with the newest has been said
			v.badCheckpoint("checkpoint", c, err)
		}
		if to == nil {
			continue
		}
		settled, err := l.commit(*to)
		if err != nil {
			return err
		}
		l.behind = to.edge.size
		if stopped = !settled; stopped {
			break
		}
	}
	if !stopped && l.behind < min(v.next, v.head.Size) {
		v.bad(Problem{Pos: l.behind, Why: "no checkpoint from here on is signed as it should be: what was recorded is not proved"})
	}
	v.disagreeing(l.behind)
	return nil
}

// take returns the entry at a position; nil when there is none.
func (l *locator) take(pos int64) (*store.Entry, error) {
	for {
		if l.held == nil {
			e, err, ok := l.pull()
			if err != nil || !ok {
				return nil, err
			}
			l.held = &e
		}
		if l.held.Pos > pos {
			return nil, nil
		}
		e := l.held
		l.held = nil
		if e.Pos == pos {
			return e, nil
		}
	}
}

// stored is an entry's leaf hash as its row has it; a value of another length is
// nobody's hash.
func stored(e store.Entry) (h tlog.Hash) {
	if len(e.Leaf) == len(h) {
		copy(h[:], e.Leaf)
	}
	return h
}

// part is a subtree of a commit, or, where the checkpoint's edge is of no use, the
// whole commit, once its hashes are compared.
type part struct {
	subtree
	end    int64 // the position after its last
	right  bool  // the headers give its hash
	leaves bool  // the stored leaf hashes give its hash
}

// commit looks at the entries from the checkpoint before to this one, and moves
// on to it. It reports false when there is no going on from here.
func (l *locator) commit(to signedLog) (settled bool, err error) {
	from := l.from
	headers, leaves := from.clone(), from.clone()
	parts := l.parts(to)
	var unlike []Problem
	at := 0
	for headers.size < to.edge.size {
		e, err := l.take(headers.size)
		if err != nil {
			return false, err
		}
		if e == nil { // the walk has said that one is missing
			parts = parts[:at]
			break
		}
		leaf := Leaf(e.Header)
		if leaf != stored(*e) && len(unlike) < maxProblems {
			unlike = append(unlike, problemAt(*e))
		}
		headers.add(leaf)
		leaves.add(stored(*e))
		if p := &parts[at]; headers.size == p.end {
			p.right, p.leaves = p.is(&headers, to), p.is(&leaves, to)
			at++
		}
	}
	l.from = to.edge
	if len(to.edge.hashes) == 0 { // one part: what gives the signed root is as it was
		l.from = headers
		if len(parts) > 0 && parts[0].leaves {
			l.from = leaves
		}
	}
	for _, p := range parts {
		if p.open() {
			continue
		}
		for _, u := range unlike {
			if u.Pos >= p.at && u.Pos < p.end {
				u.Why = headerChanged
				if p.right {
					u.Why = leafChanged
				}
				l.bad(u)
			}
		}
	}
	if !slices.ContainsFunc(parts, part.open) {
		return headers.size == to.edge.size || len(to.edge.hashes) > 0, nil
	}
	return l.undo(from, to, headers.size, parts)
}

// open reports whether it is not known yet which entries of the part are bad.
func (p part) open() bool { return !p.right && !p.leaves }

// parts are what a commit's checkpoint lets be compared by itself.
func (l *locator) parts(to signedLog) (list []part) {
	if len(to.edge.hashes) == 0 {
		return []part{{subtree: subtree{at: l.from.size}, end: to.edge.size}}
	}
	for _, t := range to.edge.subtrees(l.from.size) {
		list = append(list, part{subtree: t, end: t.at + t.width})
	}
	return list
}

// is reports whether a log rebuilt to the part's end has the part as signed.
func (p *part) is(log *edge, to signedLog) bool {
	if p.width == 0 {
		return log.root() == to.root
	}
	return log.hashes[len(log.hashes)-1] == p.want
}
