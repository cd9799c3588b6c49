package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foursight/internal/evidence"
)

// What a broken upload left is gone a day later, at the next start; a file under
// way and a whole one are left alone.
func TestStartClearsUploadsThatNeverBecameWhole(t *testing.T) {
	cfg := live(t)
	folder := filepath.Join(cfg.Data, "evidence")
	vault, err := evidence.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := vault.Add(t.Context(), strings.NewReader("a photograph"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := vault.Close(); err != nil {
		t.Fatal(err)
	}
	stored := filepath.Join(folder, "blobs", whole.Name[:2], whole.Name)
	broken, underWay := filepath.Join(folder, "partial", "broken"), filepath.Join(folder, "partial", "under-way")
	for _, path := range []string{broken, underWay} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	old := time.Now().Add(-25 * time.Hour)
	for _, path := range []string{broken, stored} {
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	closed(t, open(t, cfg))
	for path, want := range map[string]bool{broken: false, underWay: true, stored: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: there %v, want %v", filepath.Base(path), err == nil, want)
		}
	}
}
