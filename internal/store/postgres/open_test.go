//go:build unix

package postgres_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/postgres"

	"github.com/jackc/pgx/v5"
)

// run executes statements as the cluster's owner, behind the store's back.
func run(t *testing.T, dsn string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, statement := range statements {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func put(ctx context.Context, s store.Store, pos int64, kind string) error {
	return s.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		return tx.InsertEntry(ctx, store.Entry{Pos: pos, ID: fmt.Sprint("id", pos), Stream: "case/a", Seq: pos + 1,
			Kind: kind, Header: []byte("{}"), Leaf: make([]byte, 32), Sealed: []byte("x")})
	})
}

func TestNewerSchemaIsRefused(t *testing.T) {
	dsn := server.Database(t)
	open(t, dsn)
	run(t, dsn, `insert into goose_db_version (version_id, is_applied) values (9000, true)`)
	for _, opts := range []postgres.Options{{}, {ReadOnly: true}} {
		if _, err := postgres.Open(t.Context(), dsn, opts); !errors.Is(err, store.ErrNewerSchema) {
			t.Errorf("open %+v: %v; want ErrNewerSchema", opts, err)
		}
	}
}

func TestOpeningErrorsKeepThePassword(t *testing.T) {
	_, err := postgres.Open(t.Context(), "postgres://amara:hunter2@[::bad/x", postgres.Options{})
	if err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("bad settings: %v; want an error without the password", err)
	}
}

// The role a force gives the service can do the service's work and cannot touch
// what was recorded, not even by dropping a trigger.
func TestGrantedRole(t *testing.T) {
	dsn := server.Database(t)
	open(t, dsn)
	role := "service_role"
	run(t, dsn, `create role `+role+` login`)
	if err := postgres.Grant(t.Context(), dsn, role); err != nil {
		t.Fatal(err)
	}
	s := open(t, strings.Replace(dsn, "user=foursight", "user="+role, 1))
	if err := put(t.Context(), s, 0, "ReportReceived"); err != nil {
		t.Fatalf("append as the service's role: %v", err)
	}
	if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return errors.Join(store.PutWorking(ctx, tx, store.Working{Kind: "k"}), store.ClearRows(ctx, tx),
			store.ReplaceCaseRows(ctx, tx, store.CaseRows{Case: store.CaseRow{CaseID: "c", Ref: "r"}}))
	}); err != nil {
		t.Errorf("rows and working state as the service's role: %v", err)
	}
	if err := put(t.Context(), s, 1, "StreamDisposed"); err != nil {
		t.Fatal(err)
	}
	if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error { return tx.DeleteBody(ctx, 0) }); err != nil {
		t.Errorf("delete a disposed body as the service's role: %v", err)
	}
	for _, statement := range []string{
		`update entry set kind = 'Other'`, `delete from entry`, `truncate entry cascade`, `update body set sealed = ''`,
		`drop trigger entry_unchanged on entry`, `alter table entry disable trigger all`, `delete from checkpoint`,
		`create or replace function refuse_change() returns trigger language plpgsql as 'begin return null; end'`,
	} {
		err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			_, err := tx.Exec(ctx, statement)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "permission denied") && !strings.Contains(err.Error(), "must be owner") {
			t.Errorf("%s as the service's role: %v; want it denied", statement, err)
		}
	}
}

// A commit the server refused is undone and known to be; one whose connection
// was lost is unknown, and says so.
func TestCommitFailures(t *testing.T) {
	dsn := server.Database(t)
	s := open(t, dsn)
	run(t, dsn, `create function at_commit() returns trigger language plpgsql security definer as $$
		begin
			if new.kind = 'Lost' then perform pg_terminate_backend(pg_backend_pid()); end if;
			if new.kind = 'Refused' then raise exception 'refused at commit'; end if;
			return null;
		end $$`,
		`create constraint trigger at_commit after insert on entry deferrable initially deferred
			for each row execute function at_commit()`)
	if err := put(t.Context(), s, 0, "Refused"); err == nil || errors.Is(err, store.ErrSyncFailed) {
		t.Errorf("refused commit: %v; want an error, not ErrSyncFailed", err)
	}
	if err := put(t.Context(), s, 0, "Lost"); !errors.Is(err, store.ErrSyncFailed) {
		t.Errorf("lost commit: %v; want ErrSyncFailed", err)
	}
	if err := put(t.Context(), s, 0, "ReportReceived"); err != nil {
		t.Errorf("after them: %v", err)
	}
}

func TestWriteRunsAgainWhenAsked(t *testing.T) {
	s := open(t, server.Database(t))
	for code, want := range map[string]int{"40001": 3, "40P01": 3, "23514": 1} {
		runs := 0
		err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			if runs++; runs == 3 {
				return nil
			}
			_, err := tx.Exec(ctx, `do $$ begin raise exception 'again' using errcode = '`+code+`'; end $$`)
			return fmt.Errorf("wrapped: %w", err)
		})
		if runs != want || (err == nil) != (want == 3) {
			t.Errorf("error %s: %d runs, %v; want %d", code, runs, err, want)
		}
	}
}

// A backup that an earlier build made, before a migration added columns, is restored;
// what it could not hold is not taken for nothing.
func TestABackupOfAnEarlierSchemaIsRestored(t *testing.T) {
	s := open(t, server.Database(t))
	if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return store.ReplaceCaseRows(ctx, tx, store.CaseRows{Case: store.CaseRow{CaseID: "c", Ref: "r", Channel: "online", Spoke: 5, Summary: []byte("sealed")}})
	}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	file, list := filepath.Join(path, "case_row.copy"), filepath.Join(path, "manifest.json")
	rows, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	was := fmt.Sprintf("%x", sha256.Sum256(rows))
	cells := strings.Split(string(rows), "\t")
	old := strings.Join(slices.Delete(cells, len(cells)-4, len(cells)-2), "\t") // channel and spoke stand before the sealed ones
	if err := os.WriteFile(file, []byte(old), 0o600); err != nil {
		t.Fatal(err)
	}
	manifest, err := os.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(manifest), was, fmt.Sprintf("%x", sha256.Sum256([]byte(old))), 1)
	text = regexp.MustCompile(`"schema": \d+`).ReplaceAllString(text, `"schema": 3`)
	text = regexp.MustCompile(`(?s),\s*\{\s*"table": "(case_ledger|rows_cleared|waits)"[^}]*\}`).ReplaceAllString(text, "") // the last of them
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	dsn := server.Database(t)
	if err := postgres.Restore(t.Context(), path, dsn); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dsn).Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		row, found, err := store.RowOf(ctx, tx, "c")
		if !found || row.Ref != "r" || row.Channel != store.ChannelUnread || row.Spoke != 0 {
			t.Errorf("restored as %+v, found %v", row, found)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestRestoreRefuses(t *testing.T) {
	dsn := server.Database(t)
	s := open(t, dsn)
	if err := put(t.Context(), s, 0, "ReportReceived"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Restore(t.Context(), path, dsn); err == nil || !strings.Contains(err.Error(), "already holds") {
		t.Errorf("restore over a store: %v", err)
	}
	entries := filepath.Join(path, "entry.copy")
	b, err := os.ReadFile(entries)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(b), "ReportReceived", "ReportWithdrawn", 1)
	if err := os.WriteFile(entries, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Restore(t.Context(), path, server.Database(t)); err == nil || !strings.Contains(err.Error(), "manifest") {
		t.Errorf("restore of a changed backup: %v; want the manifest to disagree", err)
	}
	if err := os.Remove(filepath.Join(path, "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if err := postgres.Restore(t.Context(), path, server.Database(t)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("restore of an unfinished backup: %v; want os.ErrNotExist", err)
	}
}
