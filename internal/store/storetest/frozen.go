package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"
)

// Frozen holds the migration files of a folder to the checksums they were written
// with: a database that ran one never runs it again, so a change to it would reach new
// databases alone (decision 13). Another file is added instead, with its checksum.
func Frozen(t *testing.T, dir string, want map[string]string) {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(want) {
		t.Errorf("%s holds %d files, %d are pinned", dir, len(files), len(want))
	}
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		switch got := hex.EncodeToString(sum[:]); want[f.Name()] {
		case got:
		case "":
			t.Errorf("%s is not pinned: its checksum is %s", f.Name(), got)
		default:
			t.Errorf("%s was changed (now %s): migrations are frozen, add another", f.Name(), got)
		}
	}
}
