//go:build unix

package postgres_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"foursight/internal/store"

	"github.com/jackc/pgx/v5"
)

// A long journal is read page by page, and each page begins where it is told to: to read
// the last of it, the server goes through the last bodies and not through all of them.
func TestAPageOfTheJournalBeginsWhereItIsTold(t *testing.T) {
	const entries, last = 4_000, 200
	dsn := server.Database(t)
	s := open(t, dsn)
	if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for i := range int64(entries) {
			if err := tx.InsertEntry(ctx, store.Entry{Pos: i, ID: fmt.Sprint("e", i), Stream: "case/long", Seq: i + 1, Kind: "IncidentRecorded",
				Recorded: i, Header: make([]byte, 300), Leaf: make([]byte, 32), Sealed: make([]byte, 600)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	// read counts what the server has gone through of the bodies so far, once it has said so.
	read := func(more int64) (n int64) {
		t.Helper()
		for began := time.Now(); time.Since(began) < 20*time.Second; time.Sleep(100 * time.Millisecond) {
			if err := conn.QueryRow(t.Context(), `select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = 'body'`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			if n >= more {
				return n
			}
		}
		t.Fatalf("the server counts %d bodies read, want at least %d", n, more)
		return 0
	}
	before := read(0)
	if err := s.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		n := 0
		for _, err := range tx.AllEntries(ctx, entries-last) {
			if err != nil {
				return err
			}
			n++
		}
		if n != last {
			t.Errorf("%d entries from %d on, want %d", n, entries-last, last)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	s.Close() // a server counts what a session did once it ends, if not some seconds later
	if n := read(before+last) - before; n > 5*last {
		t.Errorf("to read the last %d entries the server went through %d bodies", last, n)
	}
}
