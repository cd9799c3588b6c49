package sqlite_test

import (
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/sqlite"
	"foursight/internal/store/storetest"
)

// open opens a store in dir, closed with the test.
func open(t testing.TB, dir string) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
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

func TestSQLiteKeepsTheContract(t *testing.T) {
	storetest.Run(t, storetest.Maker{
		Open: func(t *testing.T) store.Store { return open(t, t.TempDir()) },
		Restore: func(t *testing.T, backup string) store.Store {
			dir := t.TempDir()
			if err := sqlite.Restore(t.Context(), backup, dir); err != nil {
				t.Fatal(err)
			}
			return open(t, dir)
		},
	})
}

func BenchmarkSQLite(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.Store { return open(b, b.TempDir()) })
}
