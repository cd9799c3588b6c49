package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"foursight/internal/app"
	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
)

const (
	gone   = "000000000000000000000000000000aa"
	stays  = "000000000000000000000000000000bb"
	canary = "Peregrine-Quillfeather"
)

// sealedOf collects the bytes that hold a case's text: bodies and summaries.
func sealedOf(t *testing.T, st store.Store, id string) (out [][]byte) {
	t.Helper()
	err := st.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for e, err := range tx.Entries(ctx, "case/"+id, 0) {
			if err != nil {
				return err
			}
			if e.Sealed != nil && e.Kind != journal.StreamDisposed {
				out = append(out, bytes.Clone(e.Sealed))
			}
		}
		var summary []byte
		err := tx.QueryRow(ctx, `select summary from case_row where case_id = ?`, id).Scan(&summary)
		if err != nil {
			return err
		}
		ledger, found, err := store.LedgerOf(ctx, tx, id)
		if err == nil && !found {
			t.Errorf("case %s has no ledger to be disposed of", id)
		}
		out = append(out, summary, ledger)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A case disposed of verifies as lawfully gone; its text is in no file of the data
// folder, and a restore from copies made before, told nothing, finds nothing of it.
func TestADisposedCaseIsNowhere(t *testing.T) {
	cfg := live(t)
	a := open(t, cfg)
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	for id, name := range map[string]string{gone: canary, stays: "Ines Larkhill"} {
		if err := report(t.Context(), a.Service, v, id, casework.NewRef(a.Service.Now()), name, name+" says that it keeps happening."); err != nil {
			t.Fatal(err)
		}
	}
	if found := findByName(t, a, canary); found != 1 {
		t.Fatalf("before disposal search finds %d cases, want 1", found)
	}
	sealed := sealedOf(t, a.Store, gone)
	closed(t, a)
	copies := t.TempDir()
	if _, err := app.Backup(t.Context(), cfg, filepath.Join(copies, "db"), filepath.Join(copies, "ring")); err != nil {
		t.Fatal(err)
	}

	// SQLite spreads long values over pages, so a value is sought by its beginning.
	for i, b := range sealed {
		sealed[i] = b[:min(64, len(b))]
		if filesHolding(t, cfg.Data, sealed[i]) == nil {
			t.Fatalf("sealed text %d is not found even before disposal", i)
		}
	}

	receipt, err := app.Dispose(t.Context(), cfg, app.Disposal{Stream: "case/" + gone, Reason: "Recorded on the wrong person", Authority: "DPO 12"})
	if err != nil || len(receipt.Entries) != 1 {
		t.Fatalf("dispose: %v, %v", receipt, err)
	}

	for i, b := range append(sealed, []byte(canary)) {
		if files := filesHolding(t, cfg.Data, b); files != nil {
			t.Errorf("sealed text %d of the case is still in %v", i, files)
		}
	}
	a = open(t, cfg)
	if found := findByName(t, a, canary); found != 0 {
		t.Errorf("after disposal search finds %d cases", found)
	}
	if found := findByName(t, a, "Larkhill"); found != 1 {
		t.Errorf("the other case: search finds %d, want 1", found)
	}
	r, err := journal.Verify(t.Context(), a.Store, journal.VerifyOptions{Keys: a.Keys})
	if err != nil || !r.OK() || r.Disposed != 3 {
		t.Errorf("verify: %v, problems %v, disposed %d; want whole with 3", err, r.Problems, r.Disposed)
	}
	closed(t, a)
	t.Run("restored beside the live keyring", func(t *testing.T) {
		if err := os.Remove(filepath.Join(copies, "db", "tombstones.json")); err != nil {
			t.Fatal(err)
		}
		restoredWithout(t, cfg, copies)
	})
	t.Run("restored after the live keyring was lost", func(t *testing.T) {
		if err := os.RemoveAll(cfg.Keys); err != nil {
			t.Fatal(err)
		}
		restoredWithout(t, cfg, copies)
	})
}

// restoredWithout restores the copies made before the disposal, plainly.
func restoredWithout(t *testing.T, old app.Config, copies string) {
	t.Helper()
	root := t.TempDir()
	cfg := old
	cfg.Data, cfg.Keys = filepath.Join(root, "data"), filepath.Join(root, "keys")
	report, err := app.Restore(t.Context(), cfg, filepath.Join(copies, "db"), filepath.Join(copies, "ring"), "")
	if err != nil || !report.OK() {
		t.Fatalf("restore: %v, problems %v", err, report.Problems)
	}
	if want := []string{"case/" + gone}; !slices.Equal(report.Buried, want) {
		t.Errorf("restored: disposed of again %v, want %v", report.Buried, want)
	}
	a := open(t, cfg)
	defer a.Close()
	if found := findByName(t, a, canary); found != 0 {
		t.Errorf("restored: search finds %d cases of the name disposed of", found)
	}
	if found := findByName(t, a, "Larkhill"); found != 1 {
		t.Errorf("restored: search finds %d of the other case, want 1", found)
	}
	err = a.Store.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for e, err := range tx.Entries(ctx, "case/"+gone, 0) {
			if err != nil {
				return err
			}
			if e.Kind == journal.StreamDisposed {
				continue // says why the rest is gone
			}
			if _, err := journal.Open(ctx, a.Keys, e); err == nil {
				t.Errorf("restored: entry %d of the case opens", e.Seq)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func findByName(t *testing.T, a *app.App, name string) int {
	t.Helper()
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	found, err := a.Service.Search(t.Context(), v, name)
	if err != nil {
		t.Fatal(err)
	}
	return len(found.Items)
}

// A restore refuses folders that hold something, and touches nothing before it
// has the master identity.
func TestRestoreRefusesWithoutMasterAndOverData(t *testing.T) {
	cfg := live(t)
	copies := t.TempDir()
	db, ring := filepath.Join(copies, "db"), filepath.Join(copies, "ring")
	if _, err := app.Backup(t.Context(), cfg, db, ring); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Restore(t.Context(), cfg, db, ring, ""); err == nil {
		t.Error("restored over a record that was there")
	}
	fresh := filepath.Join(t.TempDir(), "data")
	if _, err := app.Restore(t.Context(), app.Config{Data: fresh, Keys: fresh + "-keys", Master: fresh + "-none.txt"}, db, ring, ""); err == nil {
		t.Error("restored without a master identity")
	}
	if _, err := os.Stat(fresh); !os.IsNotExist(err) {
		t.Errorf("a refused restore left something behind: %v", err)
	}
}
