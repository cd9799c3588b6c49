package journal

import (
	"fmt"
	"math/bits"

	"foursight/internal/store"
)

// locate walks the log once more, now comparing every stored checkpoint, and
// names the first commit whose hashes disagree. It is made only after the newest
// checkpoint has failed, because it asks for a row per entry.
//
// Within the commit the checkpoint's edge narrows it further: the first subtree
// that differs holds the first difference.
func (v *check) locate(tx store.Tx) error {
	var log edge
	var good int64 // entries covered by the last checkpoint that agreed
	for e, err := range tx.AllEntries(v.ctx, 0) {
		if err != nil {
			return err
		}
		log.add(Leaf(e.Header))
		c, ok, err := tx.CheckpointAt(v.ctx, log.size)
		if err != nil {
			return err
		}
		if !ok || c.Size != log.size {
			continue
		}
		root := log.root()
		if string(root[:]) == string(c.Root) {
			good = c.Size
			continue
		}
		return v.blame(tx, max(good, differs(&log, c)), c.Size)
	}
	return nil // every checkpoint within reach agrees: the walk has said what is wrong
}

// differs is the position at which the first subtree of the edge begins that is
// not the checkpoint's; 0 when the checkpoint's edge is itself unusable.
func differs(log *edge, c store.Checkpoint) int64 {
	want, err := edgeOf(c)
	if err != nil {
		return 0
	}
	var at int64
	for i, size := 0, c.Size; i < len(want.hashes); i++ {
		if want.hashes[i] != log.hashes[i] {
			return at
		}
		width := int64(1) << (bits.Len64(uint64(size)) - 1) // the largest power of two within size
		at, size = at+width, size-width
	}
	return at
}

// blame adds a problem for the positions from first to end, unless the walk
// already found one of them.
func (v *check) blame(tx store.Tx, first, end int64) error {
	for _, p := range v.report.Problems {
		if p.Pos >= first && p.Pos < end {
			return nil
		}
	}
	p := Problem{Pos: first, Why: "its header is not the one recorded"}
	if end-first > 1 {
		p.Why = fmt.Sprintf("one or more headers from position %d to %d (one commit) are not those recorded", first, end-1)
	}
	for e, err := range tx.AllEntries(v.ctx, first) {
		if err != nil {
			return err
		}
		p.ID, p.Stream, p.Seq = e.ID, e.Stream, e.Seq
		break
	}
	v.bad(p)
	return nil
}
