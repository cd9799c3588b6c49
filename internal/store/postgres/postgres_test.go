//go:build unix

package postgres_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/postgres"
	"foursight/internal/store/postgres/pgtest"
	"foursight/internal/store/storetest"
)

// server is the private cluster of this package's tests.
var server *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	if server, err = pgtest.Start(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = max(code, 1)
	}
	os.Exit(code)
}

// open opens a store on the database dsn names, closed with the test.
func open(t testing.TB, dsn string) store.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), dsn, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestPostgresKeepsTheContract(t *testing.T) {
	storetest.Run(t, storetest.Maker{
		Open: func(t *testing.T) store.Store { return open(t, server.Database(t)) },
		Restore: func(t *testing.T, backup string) store.Store {
			dsn := server.Database(t)
			if err := postgres.Restore(t.Context(), backup, dsn); err != nil {
				t.Fatal(err)
			}
			return open(t, dsn)
		},
	})
}

func BenchmarkPostgres(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.Store { return open(b, server.Database(b)) })
}
