package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

func put(t testing.TB, s store.Store, pos int64, sealed string) error {
	t.Helper()
	return s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.InsertEntry(ctx, store.Entry{Pos: pos, ID: fmt.Sprint("id", pos), Stream: "case/a", Seq: pos + 1,
			Kind: "ReportReceived", Header: []byte("{}"), Leaf: make([]byte, 32), Sealed: []byte(sealed)})
	})
}

func last(t testing.TB, s store.Store) (seq int64) {
	t.Helper()
	if err := s.Read(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
		seq, err = tx.StreamSeq(ctx, "case/a")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return seq
}

func TestOneProcessHoldsTheFolder(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	_, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint("process ", os.Getpid())) {
		t.Errorf("second opening: %v; want ErrInUse naming process %d", err, os.Getpid())
	}
	if err := sqlite.Restore(t.Context(), filepath.Join(dir, sqlite.File), dir); !errors.Is(err, store.ErrInUse) {
		t.Errorf("restore into it: %v; want ErrInUse", err)
	}
	if err := put(t, s, 0, "x"); err != nil {
		t.Fatal(err)
	}
	reader, err := sqlite.Open(t.Context(), dir, sqlite.Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("reading beside the writer: %v", err)
	}
	if got := last(t, reader); got != 1 {
		t.Errorf("reader sees %d entries, want 1", got)
	}
	if err := put(t, reader, 1, "x"); err == nil {
		t.Error("a reader wrote")
	}
	if err := errors.Join(reader.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if got := last(t, open(t, dir)); got != 1 {
		t.Errorf("opened again: %d entries, want 1", got)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	edit(t, dir, `insert into goose_db_version (version_id, is_applied) values (9000, 1)`)
	for _, opts := range []sqlite.Options{{}, {ReadOnly: true}} {
		s, err := sqlite.Open(t.Context(), dir, opts)
		if !errors.Is(err, store.ErrNewerSchema) {
			t.Errorf("open %+v: %v, %v; want ErrNewerSchema", opts, s, err)
		}
	}
	// The refusal let go of the folder.
	edit(t, dir, `delete from goose_db_version where version_id = 9000`)
	open(t, dir)
}

// Rows that an earlier build wrote lack what names and numbers are found by, what has
// changed, or when somebody spoke with the victim: opening their database asks for them
// to be made again, and one without cases asks nothing.
func TestRowsOfABuildThatFoundLessAreToBeMadeAgain(t *testing.T) {
	for _, of := range []struct {
		since int
		cases bool
	}{{8, false}, {8, true}, {9, false}, {9, true}, {10, false}, {10, true}, {12, false}, {12, true}} {
		cases := of.cases
		dir := t.TempDir()
		s := open(t, dir)
		if cases {
			if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
				return store.ReplaceCaseRows(ctx, tx, store.CaseRows{Case: store.CaseRow{CaseID: "c", Ref: "r", Summary: []byte("sealed")}})
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		edit(t, dir, fmt.Sprintf(`drop index consulted_looked; drop table waits; delete from goose_db_version where version_id >= %d`, of.since))
		if err := open(t, dir).Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
			cleared, err := store.RowsCleared(ctx, tx)
			if cleared != cases {
				t.Errorf("a database before %d with cases %v: to be made again %v", of.since, cases, cleared)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// edit changes the database behind the store's back.
func edit(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, sqlite.File))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(statement)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestOthersCannotReadTheFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	if err := put(t, s, 0, "x"); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 2 {
		t.Fatalf("files in data folder: %v, %v", files, err)
	}
	for _, name := range append(files, dir, copied) {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}

func TestDisposedBodiesLeaveTheFile(t *testing.T) {
	const canary = "canary 01632 960123 canary"
	dir := t.TempDir()
	s := open(t, dir)
	if err := put(t, s, 0, strings.Repeat(canary, 300)); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(tx.InsertEntry(ctx, store.Entry{Pos: 1, ID: "d", Stream: "case/a", Seq: 2, Kind: "StreamDisposed", Header: []byte("{}"), Leaf: make([]byte, 32)}),
			tx.DeleteBody(ctx, 0))
	}); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := errors.Join(s.Backup(t.Context(), copied), s.Close()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{filepath.Join(dir, sqlite.File), copied} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(canary)) {
			t.Errorf("%s still holds a deleted body", filepath.Base(name))
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for i := range int64(200) {
		if err := put(t, s, i, strings.Repeat("x", 500)); err != nil {
			t.Fatal(err)
		}
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := errors.Join(s.Backup(t.Context(), copied), s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := sqlite.Restore(t.Context(), copied, dir); !errors.Is(err, os.ErrExist) {
		t.Errorf("restore over a database: %v; want os.ErrExist", err)
	}
	b, err := os.ReadFile(copied)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, b[:len(b)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := t.TempDir()
	if err := sqlite.Restore(t.Context(), copied, fresh); err == nil {
		t.Error("restored half a database")
	}
	if _, err := os.Stat(filepath.Join(fresh, sqlite.File)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a refused restore left a database behind: %v", err)
	}
}
