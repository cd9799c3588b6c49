package app_test

import (
	"context"
	"encoding/hex"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// One wrong entry goes with the file it names; the rest of its case stays, also
// when a copy made before is restored.
func TestADisposedEntryIsGoneAndItsCaseStays(t *testing.T) {
	cfg := live(t)
	a := open(t, cfg)
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	if err := report(t.Context(), a.Service, v, stays, casework.NewRef(a.Service.Now()), "Ines Larkhill", "It keeps happening."); err != nil {
		t.Fatal(err)
	}
	wrong, file := exhibit(t, a, stays, "a photograph of somebody else")
	_, kept := exhibit(t, a, stays, "a photograph of the gate")
	closed(t, a)
	copies := t.TempDir()
	db, ring := filepath.Join(copies, "db"), filepath.Join(copies, "ring")
	if _, err := app.Backup(t.Context(), cfg, db, ring); err != nil {
		t.Fatal(err)
	}

	if _, err := app.Dispose(t.Context(), cfg, app.Disposal{Entry: strings.Repeat("0", 32), Reason: "x", Authority: "y"}); err == nil {
		t.Error("disposed of an entry that is not there")
	}
	if _, err := app.Dispose(t.Context(), cfg, app.Disposal{Entry: wrong, Reason: "Another person", Authority: "DPO 13"}); err != nil {
		t.Fatal(err)
	}
	withoutEntry(t, cfg, wrong, file, kept)

	old := cfg
	root := t.TempDir()
	cfg.Data, cfg.Keys = filepath.Join(root, "data"), filepath.Join(root, "keys")
	restored, err := app.Restore(t.Context(), cfg, db, ring, "")
	if err != nil || !restored.OK() || !slices.Equal(restored.Buried, []string{"entry/" + wrong}) {
		t.Fatalf("restore over %s: %v, problems %v, disposed of again %v", old.Data, err, restored.Problems, restored.Buried)
	}
	withoutEntry(t, cfg, wrong, file, kept)
}

// exhibit records a file with a case and returns the entry's id and the file's name.
func exhibit(t *testing.T, a *app.App, id, words string) (entry, name string) {
	t.Helper()
	blob, err := a.Vault.Add(t.Context(), strings.NewReader(words), 1000)
	if err != nil {
		t.Fatal(err)
	}
	e, err := event("EvidenceAdded", casefile.EvidenceAdded{Kind: fact.Of(casefile.EvidenceKind("photograph")), What: casefile.Text(words),
		Blob: casefile.Line(blob.Name), SHA256: casefile.Line(blob.SHA256), Key: casefile.Line(string(blob.Key)), Size: blob.Size})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	if _, err := a.Service.Record(t.Context(), v, casework.Acts{CaseID: id, Events: []casefile.Event{e}}); err != nil {
		t.Fatal(err)
	}
	return e.ID, blob.Name
}

// withoutEntry checks that one entry and its file are gone and all else is there.
func withoutEntry(t *testing.T, cfg app.Config, wrong, file, kept string) {
	t.Helper()
	a := open(t, cfg)
	defer closed(t, a)
	report, err := journal.Verify(t.Context(), a.Store, journal.VerifyOptions{Keys: a.Keys})
	if err != nil || !report.OK() || report.Disposed != 1 {
		t.Errorf("verify: %v, problems %v, disposed %d; want whole with 1", err, report.Problems, report.Disposed)
	}
	if found := findByName(t, a, "Larkhill"); found != 1 {
		t.Errorf("search finds %d of the case, want 1", found)
	}
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	page, err := a.Service.Case(t.Context(), v, stays)
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Materials) != 1 || page.Materials[0].Evidence == nil || string(page.Materials[0].Evidence.Blob) != kept {
		t.Errorf("the case holds %d files, want the one that was right", len(page.Materials))
	}
	names, err := a.Vault.Names()
	if err != nil || slices.Contains(names, file) || !slices.Contains(names, kept) {
		t.Errorf("stored files %v, %v: want %s and not %s", names, err, kept, file)
	}
	err = a.Store.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		e, _, err := tx.EntryByID(ctx, wrong)
		if err == nil && e.Sealed != nil {
			t.Errorf("the entry still has its body: %s", hex.EncodeToString(e.Sealed[:8]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
