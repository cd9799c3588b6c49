package journal

import (
	"fmt"
	"math"

	"golang.org/x/mod/sumdb/tlog"
)

// reorder looks for another order of the entries from the first open part to the
// commit's end that gives every signed hash: two exchanged, up to maxRun put in,
// one moved. onward is false where what follows the commit stands in wrong places
// because of it.
func (u *undoing) reorder(parts []part) (onward, found bool) {
	a := parts[0].start(&u.from)
	rows := u.span(a, u.to.edge.size+maxRun)
	n := int(u.to.edge.size - a)
	base := make([]tlog.Hash, n)
	for i := range base {
		base[i] = rows[i].meant
	}
	for i := range parts {
		p := &parts[i]
		start := p.start(&u.from)
		p.fill(&u.from, base[start-a:p.end-a])
	}
	// order reports whether the entries come to the signed hashes where those from
	// i to j are replaced by the entries that as names, by number among the rows.
	order := func(i, j int, as func(int) int) bool {
		var changes []change
		for k := i; k <= j; k++ {
			if to := as(k); to != k {
				changes = append(changes, change{a + int64(k), rows[to].meant})
			}
		}
		return u.allHold(parts, changes)
	}
	say := func(i, place int) {
		at := problemAt(rows[i].Entry)
		at.Why = fmt.Sprintf("it stands in another's place: it was recorded at position %d", rows[place].Pos)
		u.bad(at)
	}
	for i := range n {
		for j := i + 1; j < n && u.left >= 0; j++ {
			if u.allHold(parts, []change{{rows[i].Pos, rows[j].meant}, {rows[j].Pos, rows[i].meant}}) {
				say(i, j)
				say(j, i)
				return true, true
			}
		}
	}
	for run := 1; run <= len(rows)-n; run++ {
		for i := range n {
			if u.left < 0 {
				break
			}
			if order(i, n-1, func(k int) int { return k + run }) {
				for k := i; k < min(i+run, n); k++ {
					at := problemAt(rows[k].Entry)
					at.Why = "it was put in: without it the entries after it are as recorded"
					u.bad(at)
				}
				return false, true
			}
		}
	}
	for i := range n { // the entry at i is the one recorded at j
		for j := range n {
			if i == j || u.left < 0 {
				continue
			}
			step := 1 // between them each stands one place too early, or one too late
			if j < i {
				step = -1
			}
			if order(min(i, j), max(i, j), func(k int) int {
				if k == j {
					return i
				}
				return k + step
			}) {
				for k := i; k != j; k += step {
					say(k+step, k)
				}
				say(i, j)
				return true, true
			}
		}
	}
	return false, false
}

// allHold reports whether every part comes to its signed hash with these changes,
// which are by position.
func (u *undoing) allHold(parts []part, changes []change) bool {
	for i := range parts {
		p := &parts[i]
		n := 0
		for n < len(changes) && changes[n].pos < p.end {
			n++
		}
		if !u.holds(p, changes[:n]...) {
			return false
		}
		changes = changes[n:]
	}
	return true
}

// takenOut reports, and names, up to maxRun entries taken out from a position of
// the commit on, which shows in the commit after it: as signed, that many places
// too early.
func (u *undoing) takenOut(first int64) (bool, error) {
	end := u.to.edge.size
	begin := max(u.from.size, end-maxRun)
	for c, err := range u.tx.Checkpoints(u.ctx, end, math.MaxInt64) {
		if err != nil {
			return false, err
		}
		after, _ := u.signed(c)
		if after == nil {
			continue
		}
		if c.Size-end > maxUndone {
			break
		}
		var leaves []tlog.Hash // of the positions from begin on
		for e, err := range u.tx.AllEntries(u.ctx, begin) {
			if err != nil {
				return false, err
			}
			if e.Pos >= c.Size {
				break
			}
			leaves = append(leaves, Leaf(e.Header))
		}
		for n := int64(1); n <= end-begin; n++ {
			log := u.to.edge.clone()
			for i := end - n - begin; i < min(c.Size-n-begin, int64(len(leaves))); i++ {
				log.add(leaves[i])
			}
			if log.size == c.Size && log.root() == after.root {
				at := problemAt(u.span(first, first+1)[0].Entry)
				at.Why = fmt.Sprintf("entries were taken out of positions %d to %d (one commit): all that follow stand %d too early", first, end-1, n)
				u.bad(at)
				return true, nil
			}
		}
		break
	}
	return false, nil
}
