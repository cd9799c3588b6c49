package journal

import (
	"fmt"
	"iter"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

// Leaf is the log's hash of a header: SHA-256(0x00 ‖ header), RFC 6962.
func Leaf(header []byte) tlog.Hash { return tlog.RecordHash(header) }

// edge is the right edge of the log's tree: the roots of its complete subtrees,
// largest first. It is all that appending needs. The zero edge is the empty log.
type edge struct {
	size   int64
	hashes []tlog.Hash
}

// add appends a leaf. Two subtrees of one size become one of twice the size, as
// a binary counter carries.
func (e *edge) add(leaf tlog.Hash) {
	for range bits.TrailingZeros64(^uint64(e.size)) {
		last := len(e.hashes) - 1
		leaf = tlog.NodeHash(e.hashes[last], leaf)
		e.hashes = e.hashes[:last]
	}
	e.hashes = append(e.hashes, leaf)
	e.size++
}

// root is the log's root hash: the subtrees joined from the right.
func (e *edge) root() tlog.Hash {
	if len(e.hashes) == 0 {
		return emptyRoot
	}
	h := e.hashes[len(e.hashes)-1]
	for i := len(e.hashes) - 2; i >= 0; i-- {
		h = tlog.NodeHash(e.hashes[i], h)
	}
	return h
}

// emptyRoot is the root of a log without entries (RFC 6962: the hash of nothing).
var emptyRoot = func() tlog.Hash {
	h, err := tlog.TreeHash(0, nil)
	if err != nil {
		panic("journal: hash of the empty tree: " + err.Error())
	}
	return h
}()

func (e *edge) clone() edge {
	return edge{size: e.size, hashes: append(make([]tlog.Hash, 0, len(e.hashes)+2), e.hashes...)}
}

// bytes is the edge as a checkpoint row keeps it.
func (e *edge) bytes() []byte {
	b := make([]byte, 0, len(e.hashes)*tlog.HashSize)
	for _, h := range e.hashes {
		b = append(b, h[:]...)
	}
	return b
}

// edgeOf reads a checkpoint's edge and checks that it gives the checkpoint's root.
func edgeOf(c store.Checkpoint) (edge, error) {
	n := bits.OnesCount64(uint64(c.Size))
	if c.Size < 0 || len(c.Edge) != n*tlog.HashSize {
		return edge{}, fmt.Errorf("checkpoint of size %d: edge of %d bytes, expected %d: %w", c.Size, len(c.Edge), n*tlog.HashSize, ErrAltered)
	}
	e := edge{size: c.Size}
	for i := range n {
		e.hashes = append(e.hashes, tlog.Hash(c.Edge[i*tlog.HashSize:]))
	}
	if root := e.root(); string(root[:]) != string(c.Root) {
		return edge{}, fmt.Errorf("checkpoint of size %d: its edge does not give its root: %w", c.Size, ErrAltered)
	}
	return e, nil
}

// Prover holds every hash of the log, rebuilt from raw headers, and makes
// proofs. It needs about 64 bytes an entry.
type Prover struct {
	size   int64
	hashes []tlog.Hash // in tlog's stored order
}

// NewProver rebuilds the log's hashes from entries in order of position from 0.
func NewProver(entries iter.Seq2[store.Entry, error]) (*Prover, error) {
	p := new(Prover)
	for e, err := range entries {
		if err != nil {
			return nil, fmt.Errorf("rebuild log: %w", err)
		}
		if e.Pos != p.size {
			return nil, fmt.Errorf("rebuild log: entry at position %d, expected %d: %w", e.Pos, p.size, ErrAltered)
		}
		if err := p.add(e.Header); err != nil {
			return nil, fmt.Errorf("rebuild log at position %d: %w", e.Pos, err)
		}
	}
	return p, nil
}

func (p *Prover) add(header []byte) error {
	hs, err := tlog.StoredHashes(p.size, header, p)
	if err != nil {
		return err
	}
	p.hashes = append(p.hashes, hs...)
	p.size++
	return nil
}

// ReadHashes makes a Prover a tlog.HashReader.
func (p *Prover) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(p.hashes)) {
			return nil, fmt.Errorf("log has no stored hash %d", x)
		}
		out[i] = p.hashes[x]
	}
	return out, nil
}

// Size is how many entries the prover covers.
func (p *Prover) Size() int64 { return p.size }

func (p *Prover) check(what string, n int64) error {
	if n < 0 || n > p.size {
		return fmt.Errorf("%s %d: the log has %d entries", what, n, p.size)
	}
	return nil
}

// Root is the root of the log's first size entries.
func (p *Prover) Root(size int64) (tlog.Hash, error) {
	if err := p.check("root at size", size); err != nil {
		return tlog.Hash{}, err
	}
	return tlog.TreeHash(size, p)
}

// Inclusion proves that the entry at pos is in the log of this size; check it
// with tlog.CheckRecord.
func (p *Prover) Inclusion(pos, size int64) (tlog.RecordProof, error) {
	if err := p.check("inclusion in size", size); err != nil {
		return nil, err
	}
	if pos < 0 || pos >= size {
		return nil, fmt.Errorf("inclusion of position %d: expected 0 to %d", pos, size-1)
	}
	return tlog.ProveRecord(size, pos, p)
}
