package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"foursight/internal/app"
	"foursight/internal/casework"
)

// A file that was altered or is gone is found beside a journal that is whole, and
// the entry that recorded it is named.
func TestEvidenceFilesAreCheckedAgainstTheRecord(t *testing.T) {
	cfg := live(t)
	a := open(t, cfg)
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	if err := report(t.Context(), a.Service, v, stays, casework.NewRef(a.Service.Now()), "Ines Larkhill", "It keeps happening."); err != nil {
		t.Fatal(err)
	}
	good, _ := exhibit(t, a, stays, "a picture")
	flipped, flippedFile := exhibit(t, a, stays, "another picture")
	gone, goneFile := exhibit(t, a, stays, "a third picture")
	closed(t, a)
	check := func() app.Files {
		t.Helper()
		r, err := app.OpenRecord(t.Context(), cfg, true)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		files, err := r.CheckFiles(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	if got := check(); got.Checked != 3 || len(got.Problems) != 0 {
		t.Fatalf("before: %+v", got)
	}
	at := func(name string) string {
		found, err := filepath.Glob(filepath.Join(cfg.Data, "evidence", "blobs", "*", name))
		if err != nil || len(found) != 1 {
			t.Fatalf("file %s: %v, %v", name, found, err)
		}
		return found[0]
	}
	b, err := os.ReadFile(at(flippedFile))
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] ^= 1
	if err := os.WriteFile(at(flippedFile), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(at(goneFile)); err != nil {
		t.Fatal(err)
	}
	got := check()
	all := strings.Join(got.Problems, "\n")
	if got.Checked != 1 || len(got.Problems) != 2 || !strings.Contains(all, flipped) || !strings.Contains(all, gone) || strings.Contains(all, good) {
		t.Errorf("after: %d read, problems\n%s", got.Checked, all)
	}
}
