//go:build unix

package postgres_test

import (
	"errors"
	"testing"
	"time"

	"foursight/internal/store"
	"foursight/internal/store/postgres"
)

func TestOneServiceHoldsTheDatabase(t *testing.T) {
	dsn := server.Database(t)
	alone := postgres.Options{Alone: true, Patience: 100 * time.Millisecond}
	first, err := postgres.Open(t.Context(), dsn, alone)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { first.Close() }()
	if _, err := postgres.Open(t.Context(), dsn, alone); !errors.Is(err, store.ErrInUse) {
		t.Errorf("a second service: %v; want ErrInUse", err)
	}
	reader, err := postgres.Open(t.Context(), dsn, postgres.Options{ReadOnly: true})
	if err != nil {
		t.Fatalf("reading beside the service: %v", err)
	}
	defer reader.Close()

	// Its connection is cut, and it takes the database again when it next writes.
	cut := `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
		and database = (select oid from pg_database where datname = current_database())`
	run(t, dsn, cut)
	pos := int64(0)
	for ; ; pos++ { // it takes a moment until it hears of the cut
		if err := put(t.Context(), first, pos, "ReportReceived"); err != nil {
			t.Fatalf("writing after the connection was cut: %v", err)
		}
		other, err := postgres.Open(t.Context(), dsn, alone)
		if errors.Is(err, store.ErrInUse) {
			break
		}
		if err != nil || pos == 1000 {
			t.Fatalf("a second service, %d writes after that: %v; want ErrInUse", pos, err)
		}
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
	}

	// Cut again, with a successor that is quicker: the first soon writes no more.
	run(t, dsn, cut)
	second, err := postgres.Open(t.Context(), dsn, alone)
	if err != nil {
		t.Fatalf("the successor: %v", err)
	}
	for err = nil; err == nil && pos < 2000; {
		pos++
		err = put(t.Context(), first, pos, "ReportReceived")
	}
	if !errors.Is(err, store.ErrInUse) {
		t.Errorf("the first writes beside its successor: %v; want ErrInUse", err)
	}
	if err := put(t.Context(), second, pos, "ReportReceived"); err != nil {
		t.Errorf("the successor: %v", err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	third, err := postgres.Open(t.Context(), dsn, alone)
	if err != nil {
		t.Fatalf("after a service that was closed: %v", err)
	}
	if err := third.Close(); err != nil {
		t.Fatal(err)
	}
}
