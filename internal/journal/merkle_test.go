package journal

import (
	"errors"
	"fmt"
	"iter"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

func numbered(n int64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for i := range n {
			if !yield(store.Entry{Pos: i, Header: fmt.Appendf(nil, "header %d", i)}, nil) {
				return
			}
		}
	}
}

func TestTheEdgeGivesTheReferenceRootAtEverySize(t *testing.T) {
	const sizes = 300
	p, err := NewProver(numbered(sizes))
	if err != nil {
		t.Fatal(err)
	}
	var e edge
	for n := range int64(sizes + 1) {
		want, err := tlog.TreeHash(n, p)
		if err != nil {
			t.Fatal(err)
		}
		if e.size != n || e.root() != want {
			t.Fatalf("size %d (edge says %d): got root %s, want %s", n, e.size, e.root(), want)
		}
		root := e.root()
		back, err := edgeOf(store.Checkpoint{Size: n, Root: root[:], Edge: e.bytes()})
		if err != nil || back.root() != want {
			t.Fatalf("size %d: edge read back gives %s (error %v), want %s", n, back.root(), err, want)
		}
		before := e.clone()
		e.add(Leaf(fmt.Appendf(nil, "header %d", n)))
		if before.root() != want {
			t.Fatalf("size %d: adding to an edge changed its clone", n)
		}
	}
}

func TestProofsHold(t *testing.T) {
	p, err := NewProver(numbered(70))
	if err != nil {
		t.Fatal(err)
	}
	if p.Size() != 70 {
		t.Fatalf("size %d, want 70", p.Size())
	}
	for size := int64(1); size <= 70; size += 3 {
		root, err := p.Root(size)
		if err != nil {
			t.Fatal(err)
		}
		for pos := range size {
			proof, err := p.Inclusion(pos, size)
			if err != nil {
				t.Fatal(err)
			}
			leaf := Leaf(fmt.Appendf(nil, "header %d", pos))
			if err := tlog.CheckRecord(proof, size, root, pos, leaf); err != nil {
				t.Errorf("entry %d in %d: %v", pos, size, err)
			}
			if err := tlog.CheckRecord(proof, size, root, pos, Leaf([]byte("another"))); err == nil {
				t.Errorf("entry %d in %d: the proof holds for another header", pos, size)
			}
		}
	}
	for name, err := range map[string]error{
		"inclusion past the size": second(p.Inclusion(5, 5)),
		"inclusion past the log":  second(p.Inclusion(0, 71)),
		"a root past the log":     second(p.Root(71)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestProverRefusesAGap(t *testing.T) {
	_, err := NewProver(func(yield func(store.Entry, error) bool) {
		_ = yield(store.Entry{Pos: 0}, nil) && yield(store.Entry{Pos: 2}, nil)
	})
	if !errors.Is(err, ErrAltered) {
		t.Errorf("got %v, want ErrAltered", err)
	}
}

func TestAnEdgeThatDoesNotGiveItsRootIsRefused(t *testing.T) {
	var e edge
	for i := range 5 {
		e.add(Leaf([]byte{byte(i)}))
	}
	root := e.root()
	good := store.Checkpoint{Size: 5, Root: root[:], Edge: e.bytes()}
	for name, edit := range map[string]func(*store.Checkpoint){
		"size":  func(c *store.Checkpoint) { c.Size = 7 },
		"root":  func(c *store.Checkpoint) { c.Root = make([]byte, 32) },
		"hash":  func(c *store.Checkpoint) { c.Edge[3] ^= 1 },
		"short": func(c *store.Checkpoint) { c.Edge = c.Edge[:32] },
	} {
		c := good
		c.Edge = e.bytes()
		edit(&c)
		if _, err := edgeOf(c); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: got %v, want ErrAltered", name, err)
		}
	}
}
