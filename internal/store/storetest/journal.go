package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"foursight/internal/store"

	"github.com/google/go-cmp/cmp"
)

func entriesComeBack(t *testing.T, m Maker) {
	s := m.Open(t)
	want := []store.Entry{
		entry(0, "case/a", 1, "ReportReceived"),
		entry(1, "case/b", 1, "ReportReceived"),
		entry(2, "case/a", 2, "IncidentRecorded"),
	}
	want[2].Sealed = nil // as restored after a disposal
	insert(t, s, want...)
	if diff := cmp.Diff(want, all(t, s)); diff != "" {
		t.Errorf("journal (-want +got):\n%s", diff)
	}
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		got, found, err := tx.EntryByID(ctx, "id-1")
		if err != nil || !found || !cmp.Equal(got, want[1]) {
			t.Errorf("EntryByID(id-1) = %v, %v, %v; want %v", got, found, err, want[1])
		}
		if _, found, err := tx.EntryByID(ctx, "id-9"); err != nil || found {
			t.Errorf("EntryByID(id-9) found %v, %v; want nothing", found, err)
		}
		for stream, last := range map[string]int64{"case/a": 2, "case/b": 1, "case/c": 0} {
			if seq, err := tx.StreamSeq(ctx, stream); err != nil || seq != last {
				t.Errorf("StreamSeq(%s) = %d, %v; want %d", stream, seq, err, last)
			}
		}
		var after []int64
		for e, err := range tx.Entries(ctx, "case/a", 1) {
			if err != nil {
				return err
			}
			after = append(after, e.Pos)
		}
		if !cmp.Equal(after, []int64{2}) {
			t.Errorf("Entries(case/a, after 1) at positions %v; want [2]", after)
		}
		return nil
	})
}

func longStreams(t *testing.T, m Maker) {
	s := m.Open(t)
	const n = 1000
	var entries []store.Entry
	for i := range int64(n) {
		entries = append(entries, entry(i, "case/long", i+1, "IncidentRecorded"))
	}
	insert(t, s, entries...)
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		var walked int64
		for e, err := range tx.Entries(ctx, "case/long", 0) {
			if err != nil {
				return err
			}
			if e.Pos != walked {
				t.Fatalf("entry %d of the walk stands at position %d", walked, e.Pos)
			}
			walked++
			if _, found, err := tx.EntryByID(ctx, e.ID); err != nil || !found {
				t.Fatalf("EntryByID(%s) between two entries: %v, %v", e.ID, found, err)
			}
		}
		if walked != n {
			t.Errorf("walked %d entries, want %d", walked, n)
		}
		from := 0
		for _, err := range tx.AllEntries(ctx, n-300) {
			if err != nil {
				return err
			}
			from++
		}
		if from != 300 {
			t.Errorf("AllEntries from %d yields %d, want 300", n-300, from)
		}
		for e, err := range tx.AllEntries(ctx, 0) { // stopping early must not upset what follows
			if err != nil || e.Pos > 2 {
				break
			}
		}
		_, err := tx.StreamSeq(ctx, "case/long")
		return err
	})
}

func takenIsRefused(t *testing.T, m Maker) {
	s := m.Open(t)
	insert(t, s, entry(0, "case/a", 1, "ReportReceived"))
	sameID := entry(1, "case/b", 1, "ReportReceived")
	sameID.ID = "id-0"
	sameSeq := entry(1, "case/a", 1, "ReportReceived")
	samePos := entry(0, "case/b", 1, "ReportReceived")
	samePos.ID = "id-7"
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, inSavepoint := range []bool{true, false} {
			try := func(e store.Entry) error { return tx.InsertEntry(ctx, e) }
			if inSavepoint {
				try = func(e store.Entry) error {
					return tx.Savepoint(ctx, func() error { return tx.InsertEntry(ctx, e) })
				}
			}
			if err := try(sameID); !errors.Is(err, store.ErrDuplicateID) {
				t.Errorf("same id: %v; want ErrDuplicateID", err)
			}
			if err := try(sameSeq); !errors.Is(err, store.ErrSeqTaken) {
				t.Errorf("same number: %v; want ErrSeqTaken", err)
			}
			if err := try(samePos); err == nil || errors.Is(err, store.ErrDuplicateID) || errors.Is(err, store.ErrSeqTaken) {
				t.Errorf("same position: %v; want an error of its own", err)
			}
		}
		return tx.InsertEntry(ctx, entry(1, "case/a", 2, "IncidentRecorded"))
	})
	if got := all(t, s); len(got) != 2 || got[1].Seq != 2 {
		t.Errorf("journal holds %d entries after refusals, want the first and the one that followed", len(got))
	}
}

func savepoints(t *testing.T, m Maker) {
	s := m.Open(t)
	errOuter, errInner := errors.New("outer"), errors.New("inner")
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		keep := func(key string) error {
			return store.PutWorking(ctx, tx, store.Working{Kind: "draft", Key: key})
		}
		if err := keep("before"); err != nil {
			return err
		}
		err := tx.Savepoint(ctx, func() error {
			return errors.Join(keep("undone"), errOuter)
		})
		if !errors.Is(err, errOuter) {
			t.Errorf("savepoint returns %v, want f's error", err)
		}
		if err := tx.Savepoint(ctx, func() error {
			if err := keep("outer"); err != nil {
				return err
			}
			if err := tx.Savepoint(ctx, func() error { return errors.Join(keep("inner"), errInner) }); !errors.Is(err, errInner) {
				t.Errorf("inner savepoint returns %v, want its error", err)
			}
			return keep("outer again")
		}); err != nil {
			return err
		}
		// A statement the database itself refuses must not end the transaction.
		if err := tx.Savepoint(ctx, func() error {
			_, err := tx.Exec(ctx, `insert into no_such_table (x) values (?)`, 1)
			return err
		}); err == nil {
			t.Error("insert into a missing table succeeded")
		}
		return keep("after")
	})
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		list, err := store.ListWorking(ctx, tx, []string{""}, "draft", 0)
		var keys []string
		for _, w := range list {
			keys = append(keys, w.Key)
		}
		if diff := cmp.Diff([]string{"after", "before", "outer", "outer again"}, keys); diff != "" {
			t.Errorf("kept (-want +got):\n%s", diff)
		}
		return err
	})
}

func journalUnchanged(t *testing.T, m Maker) {
	s := m.Open(t)
	insert(t, s, entry(0, "case/a", 1, "ReportReceived"), entry(1, "case/a", 2, "EntryDisposed"))
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := store.AllowDisposal(ctx, tx, 0); err != nil {
			return err
		}
		return tx.InsertCheckpoint(ctx, store.Checkpoint{Size: 2, Root: []byte("r"), Edge: []byte("e"), Time: 1, Note: []byte("n")})
	})
	before := all(t, s)
	for _, change := range []string{
		`update entry set kind = 'Other' where pos = 0`,
		`update entry set header = header where pos = 0`,
		`update entry set leaf = leaf where pos = 0`,
		`delete from entry where pos = 1`,
		`delete from entry`,
		`update checkpoint set time = 2`,
		`delete from checkpoint`,
		`update body set sealed = sealed where pos = 1`,
		`update disposed_entry set pos = 1`,
		`delete from disposed_entry`,
	} {
		err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			_, err := tx.Exec(ctx, change)
			return err
		})
		refused(t, change, err, "never")
	}
	replace := `insert or replace into entry select pos, id, stream, seq, 'Other', recorded, header, leaf from entry`
	if s.Dialect() == "postgres" {
		replace = `truncate entry, body, disposed_entry`
	}
	err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Exec(ctx, replace)
		return err
	})
	refused(t, replace, err, "never")
	if diff := cmp.Diff(before, all(t, s)); diff != "" {
		t.Errorf("the journal changed (-before +after):\n%s", diff)
	}
}

func disposal(t *testing.T, m Maker) {
	s := m.Open(t)
	insert(t, s,
		entry(0, "case/a", 1, "ReportReceived"), entry(1, "case/a", 2, "IncidentRecorded"),
		entry(2, "case/b", 1, "ReportReceived"), entry(3, "case/b", 2, "IncidentRecorded"))
	try := func(f func(ctx context.Context, tx store.Tx) error) error { return s.Write(t.Context(), f) }
	drop := func(pos int64) error {
		return try(func(ctx context.Context, tx store.Tx) error { return tx.DeleteBody(ctx, pos) })
	}
	refused(t, "body of a live stream", drop(0), "disposal")
	refused(t, "permission with no disposal recorded", try(func(ctx context.Context, tx store.Tx) error {
		return store.AllowDisposal(ctx, tx, 0)
	}), "EntryDisposed")

	// One wrong entry of case/a is disposed of alone.
	if err := try(func(ctx context.Context, tx store.Tx) error {
		return errors.Join(tx.InsertEntry(ctx, entry(4, "case/a", 3, "EntryDisposed")),
			store.AllowDisposal(ctx, tx, 1), tx.DeleteBody(ctx, 1))
	}); err != nil {
		t.Fatalf("dispose of one entry: %v", err)
	}
	refused(t, "its neighbour", drop(0), "disposal")
	refused(t, "a second body under one disposal", try(func(ctx context.Context, tx store.Tx) error {
		return store.AllowDisposal(ctx, tx, 0)
	}), "EntryDisposed")
	refused(t, "another stream's body under it", try(func(ctx context.Context, tx store.Tx) error {
		return store.AllowDisposal(ctx, tx, 2)
	}), "EntryDisposed")

	// The whole of case/b.
	insert(t, s, entry(5, "case/b", 3, "StreamDisposed"))
	for _, pos := range []int64{2, 3} {
		if err := drop(pos); err != nil {
			t.Errorf("body %d of a disposed stream: %v", pos, err)
		}
	}
	refused(t, "a live stream beside a disposed one", drop(0), "disposal")
	for _, e := range all(t, s) {
		gone := e.Pos == 1 || e.Pos == 2 || e.Pos == 3
		if gone != (e.Sealed == nil) {
			t.Errorf("body at %d gone: %v, want %v", e.Pos, e.Sealed == nil, gone)
		}
		if len(e.Header) == 0 {
			t.Errorf("header at %d gone", e.Pos)
		}
	}
}

func checkpoints(t *testing.T, m Maker) {
	s := m.Open(t)
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		_, found, err := tx.Head(ctx)
		if found {
			t.Error("an empty journal has a head")
		}
		return err
	})
	var want []store.Checkpoint
	for _, size := range []int64{1, 5, 8} {
		want = append(want, store.Checkpoint{Size: size, Root: []byte{byte(size), 0}, Edge: []byte{byte(size)}, Time: size * 10, Note: []byte("note\n")})
	}
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, c := range want {
			if err := tx.InsertCheckpoint(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	refused(t, "a second checkpoint of one size", s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.InsertCheckpoint(ctx, want[0])
	}), "checkpoint of size 1")
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		head, found, err := tx.Head(ctx)
		if err != nil || !found || !cmp.Equal(head, want[2]) {
			t.Errorf("Head = %v, %v, %v; want %v", head, found, err, want[2])
		}
		for _, span := range []struct {
			after, upto int64
			want        []store.Checkpoint
		}{{0, 99, want}, {1, 8, want[1:]}, {1, 7, want[1:2]}, {8, 99, nil}} {
			var got []store.Checkpoint
			for c, err := range tx.Checkpoints(ctx, span.after, span.upto) {
				if err != nil {
					return err
				}
				got = append(got, c)
			}
			if !cmp.Equal(got, span.want) {
				t.Errorf("Checkpoints(%d, %d) = %v; want %v", span.after, span.upto, got, span.want)
			}
		}
		return nil
	})
}

func manyCheckpoints(t *testing.T, m Maker) {
	s := m.Open(t)
	const n = 600 // more than two pages
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for size := range int64(n) {
			if err := tx.InsertCheckpoint(ctx, store.Checkpoint{Size: size + 1, Root: []byte("r"), Edge: []byte("e"), Note: []byte("n")}); err != nil {
				return err
			}
		}
		return nil
	})
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		var walked int64
		for c, err := range tx.Checkpoints(ctx, 0, n) {
			if err != nil {
				return err
			}
			if walked++; c.Size != walked {
				t.Fatalf("checkpoint %d of the walk covers %d entries", walked, c.Size)
			}
			if _, _, err := tx.Head(ctx); err != nil {
				t.Fatalf("Head between two checkpoints: %v", err)
			}
		}
		if walked != n {
			t.Errorf("walked %d checkpoints, want %d", walked, n)
		}
		return nil
	})
}

func leavesAreKept(t *testing.T, m Maker) {
	s := m.Open(t)
	for _, leaf := range [][]byte{nil, {}, []byte("shorter than a hash")} {
		e := entry(0, "case/a", 1, "ReportReceived")
		e.Leaf = leaf
		err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.InsertEntry(ctx, e) })
		refused(t, fmt.Sprintf("a leaf hash of %d bytes", len(leaf)), err, "insert entry id-0")
	}
	if got := all(t, s); len(got) != 0 {
		t.Errorf("journal holds %d entries, want none", len(got))
	}
}

func streamsLike(t *testing.T, m Maker) {
	s := m.Open(t)
	for i, stream := range []string{"staff/b", "staffing", "force", "staff/a", "case/a", "staff", "forces"} {
		insert(t, s, entry(int64(i), stream, 1, "Opened"))
	}
	insert(t, s, entry(7, "staff/a", 2, "Opened"))
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		got, err := store.StreamsLike(ctx, tx, "staff/", "force", "none")
		if diff := cmp.Diff([]string{"force", "staff/a", "staff/b"}, got); err != nil || diff != "" {
			t.Errorf("streams %v (-want +got):\n%s", err, diff)
		}
		if got, err := store.StreamsLike(ctx, tx); err != nil || got != nil {
			t.Errorf("streams like nothing: %v, %v", got, err)
		}
		want := map[string]int64{"staff/a": 2, "staff/b": 1, "case/a": 1}
		last, err := store.LastSeqs(ctx, tx, []string{"staff/a", "none 1", "none 2", "none 3", "none 4", "none 5", "none 6", "none 7", "staff/b", "case/a", "staff/"})
		if diff := cmp.Diff(want, last); err != nil || diff != "" {
			t.Errorf("last numbers %v (-want +got):\n%s", err, diff)
		}
		return nil
	})
}
