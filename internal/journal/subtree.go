package journal

import (
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// subtree is one complete subtree of the log as a checkpoint has it, holding the
// hash of every node that covers an entry of one commit, so that what another leaf
// would come to is a walk from it to the root.
type subtree struct {
	at, width int64       // the positions it covers: width of them, from at
	want      tlog.Hash   // its root, as signed
	rows      []level     // from the leaves up; the last holds the root alone
	left      []tlog.Hash // by level: the node before rows' first, where there is one
}

// level is the nodes of one height from number first on, counted within the subtree.
type level struct {
	first  int64
	hashes []tlog.Hash
}

// change is a leaf in place of the one at a position.
type change struct {
	pos  int64
	leaf tlog.Hash
}

// subtrees are the complete subtrees of an edge that cover positions from after
// on, without their hashes inside.
func (e *edge) subtrees(after int64) (list []subtree) {
	var at int64
	for i, left := 0, e.size; i < len(e.hashes); i++ {
		width := int64(1) << (bits.Len64(uint64(left)) - 1) // the largest power of two within it
		if at+width > after {
			list = append(list, subtree{at: at, width: width, want: e.hashes[i]})
		}
		at, left = at+width, left-width
	}
	return list
}

// start is the first position whose leaf the subtree is given: all before are
// covered by the edge of the checkpoint before.
func (t *subtree) start(before *edge) int64 { return max(t.at, before.size) }

// fill puts in the leaves from start on; what the subtree covers before comes as
// nodes from the edge of the checkpoint before.
func (t *subtree) fill(before *edge, leaves []tlog.Hash) {
	height := bits.TrailingZeros64(uint64(t.width))
	t.left = make([]tlog.Hash, height+1)
	var at int64
	for i, left := 0, before.size; i < len(before.hashes); i++ {
		level := bits.Len64(uint64(left)) - 1
		if at >= t.at && level <= height {
			t.left[level] = before.hashes[i]
		}
		at, left = at+1<<level, left-1<<level
	}
	t.rows = []level{{t.start(before) - t.at, leaves}}
	for k := range height {
		below := t.rows[k]
		up := level{first: below.first >> 1}
		for i := up.first; i < t.width>>(k+1); i++ {
			up.hashes = append(up.hashes, tlog.NodeHash(t.node(k, 2*i), t.node(k, 2*i+1)))
		}
		t.rows = append(t.rows, up)
	}
}

// node is the hash of a node by height and number. A node before the first of its
// level is asked for only as a left neighbour of one that is held, and those are
// just the subtrees of the edge before.
func (t *subtree) node(height int, number int64) tlog.Hash {
	row := t.rows[height]
	if number < row.first {
		return t.left[height]
	}
	return row.hashes[number-row.first]
}

// holds reports whether the subtree comes to its signed root with these changes,
// which are by position and within it, and how many hashes that took.
func (t *subtree) holds(changes []change) (ok bool, hashes int) {
	top := len(t.rows) - 1
	if len(changes) == 0 {
		return t.node(top, 0) == t.want, 0
	}
	now := make([]change, len(changes)) // pos: the node's number in its level
	for i, c := range changes {
		now[i] = change{c.pos - t.at, c.leaf}
	}
	for k := range top {
		next := now[:0]
		for i := 0; i < len(now); i++ {
			c := now[i]
			number := c.pos
			switch {
			case number&1 == 1:
				c.leaf = tlog.NodeHash(t.node(k, number-1), c.leaf)
			case i+1 < len(now) && now[i+1].pos == number+1:
				i++
				c.leaf = tlog.NodeHash(c.leaf, now[i].leaf)
			default:
				c.leaf = tlog.NodeHash(c.leaf, t.node(k, number+1))
			}
			c.pos = number >> 1
			next = append(next, c)
			hashes++
		}
		now = next
	}
	return now[0].leaf == t.want, hashes
}
