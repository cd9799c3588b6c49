// Package storetest is the contract of package store as a suite of tests: what
// holds of one database holds of the other. sqlite and postgres run it on
// themselves.
//
// Boundary: only package store is used, so that a third database could be held
// to the same. People, references and numbers here are invented.
package storetest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"foursight/internal/store"
)

// Maker makes stores for the suite. Each is closed with the test that asked.
type Maker struct {
	// Open returns a new, empty store.
	Open func(t *testing.T) store.Store
	// Restore returns a store made from what Backup wrote.
	Restore func(t *testing.T, backup string) store.Store
}

// Run holds a database to the contract.
func Run(t *testing.T, m Maker) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Maker)
	}{
		{"entries come back as they were stored", entriesComeBack},
		{"long streams are walked whole, other queries between", longStreams},
		{"streams are listed by name and by folder", streamsLike},
		{"a taken id or number is refused and the transaction goes on", takenIsRefused},
		{"savepoints undo their own writes only", savepoints},
		{"the journal cannot be changed", journalUnchanged},
		{"a body goes only where a disposal covers it", disposal},
		{"checkpoints are found by size", checkpoints},
		{"many checkpoints are walked whole, other queries between", manyCheckpoints},
		{"an entry without its leaf hash is refused", leavesAreKept},
		{"writes happen one after another", writesSerialise},
		{"an error, a panic or a cancelled request leaves nothing", nothingLeft},
		{"a read sees one snapshot and cannot write", snapshots},
		{"what is read at one moment is of one snapshot", oneMoment},
		{"a closed store refuses", closedRefuses},
		{"working state is kept, listed, purged and swept", working},
		{"notices wait until sent", notices},
		{"rows come back as they were replaced", rowsComeBack},
		{"a hidden case reaches nobody by any query", hiddenCases},
		{"a share opens until it expires", shares},
		{"a grant opens a wall until it ends", grants},
		{"a safety card reaches all but staff in conflict", cards},
		{"pages have neither gaps nor repeats while rows arrive", paging},
		{"filters narrow", filters},
		{"cases consulted are listed once, the last first", consultedCases},
		{"who last read which case is asked of many at once", lastConsulted},
		{"search intersects groups", search},
		{"a match in a restricted case reaches its guardian", walledHolding},
		{"cases are woken in order", wakes},
		{"rebuilt rows have the same digest", rebuild},
		{"a backup restores equal", backup},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, m) })
	}
}

// write runs f in a transaction that must succeed.
func write(t testing.TB, s store.Store, f func(ctx context.Context, tx store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), f); err != nil {
		t.Fatalf("write: %v", err)
	}
}

// read runs f in a snapshot that must succeed.
func read(t testing.TB, s store.Store, f func(ctx context.Context, tx store.Tx) error) {
	t.Helper()
	if err := s.Read(t.Context(), f); err != nil {
		t.Fatalf("read: %v", err)
	}
}

// entry is an invented entry at a position of a stream.
func entry(pos int64, stream string, seq int64, kind string) store.Entry {
	return store.Entry{
		Pos: pos, ID: fmt.Sprintf("id-%d", pos), Stream: stream, Seq: seq, Kind: kind, Recorded: 1_700_000_000_000 + pos,
		Header: fmt.Appendf(nil, `{"pos":%d}`, pos), Leaf: fmt.Appendf(nil, "leaf hash of the header %08d", pos), Sealed: fmt.Appendf(nil, "sealed \x00\xff %d", pos),
	}
}

// insert appends entries and must succeed.
func insert(t testing.TB, s store.Store, entries ...store.Entry) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, e := range entries {
			if err := tx.InsertEntry(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// all reads the whole journal.
func all(t testing.TB, s store.Store) []store.Entry {
	t.Helper()
	var list []store.Entry
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		list = nil
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			list = append(list, e)
		}
		return nil
	})
	return list
}

// refused fails the test unless err is there and says what.
func refused(t testing.TB, what string, err error, says string) {
	t.Helper()
	switch {
	case err == nil:
		t.Errorf("%s: allowed, want it refused", what)
	case !strings.Contains(err.Error(), says):
		t.Errorf("%s: refused with %q, want it to say %q", what, err, says)
	}
}
