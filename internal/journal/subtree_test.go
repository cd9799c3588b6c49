package journal

import (
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// Whatever the sizes of two checkpoints, a subtree of the later one says of changed
// leaves what building the log again from them says.
func TestASubtreeSaysWhatTheRebuiltLogSays(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	leaf := func() tlog.Hash {
		return Leaf([]byte{byte(source.IntN(256)), byte(source.IntN(256)), byte(source.IntN(256))})
	}
	for range 2000 {
		size := 1 + source.Int64N(90)
		before := source.Int64N(size)
		leaves := make([]tlog.Hash, size)
		for i := range leaves {
			leaves[i] = leaf()
		}
		from, to := logOf(leaves[:before]), logOf(leaves)
		next := before
		for _, s := range to.subtrees(before) {
			start := s.start(&from)
			if start != next || s.at+s.width > size {
				t.Fatalf("sizes %d and %d: subtree of %d at %d begins at %d, want %d", before, size, s.width, s.at, start, next)
			}
			next = s.at + s.width
			s.fill(&from, slices.Clone(leaves[start:next]))
			if ok, _ := s.holds(nil); !ok {
				t.Fatalf("sizes %d and %d: subtree of %d at %d does not come to its hash", before, size, s.width, s.at)
			}
			var changes []change
			changed := slices.Clone(leaves)
			for pos := start; pos < next; pos++ {
				if source.IntN(4) == 0 {
					changed[pos] = leaf()
					changes = append(changes, change{pos, changed[pos]})
				}
			}
			again := logOf(changed)
			s.want = again.hashes[len(again.hashes)-len(again.subtrees(s.at))]
			if ok, _ := s.holds(changes); !ok {
				t.Fatalf("sizes %d and %d: subtree of %d at %d with %d changes does not come to the rebuilt log's hash", before, size, s.width, s.at, len(changes))
			}
			s.want[0] ^= 1
			if ok, _ := s.holds(changes); ok {
				t.Fatalf("sizes %d and %d: subtree of %d at %d holds for another hash", before, size, s.width, s.at)
			}
		}
		if next != size {
			t.Fatalf("sizes %d and %d: subtrees end at %d", before, size, next)
		}
	}
}

func logOf(leaves []tlog.Hash) (e edge) {
	for _, l := range leaves {
		e.add(l)
	}
	return e
}
