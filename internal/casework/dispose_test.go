package casework

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/store"
)

func TestADisposedCaseIsGoneAndTheLogStillVerifies(t *testing.T) {
	t.Parallel()
	onEachStore(t, aDisposedCaseIsGone)
}

func aDisposedCaseIsGone(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	other, _, _, _ := w.report("responder")
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), What: "zebracanary"})}})
	must(t, err)
	must(t, w.SaveDraft(t.Context(), "responder", Draft{ID: journal.NewID(), CaseID: id, Fields: map[string][]string{"what": {"zebracanary"}}}))
	if _, err := w.DisposeCase(t.Context(), id, Disposal{By: "standards"}); err == nil {
		t.Error("disposed of without reason or authority")
	}
	_, err = w.DisposeCase(t.Context(), id, Disposal{By: "standards", Reason: "court order", Authority: "order 7 of 2026"})
	must(t, err)
	if _, err := w.Case(t.Context(), w.as("responder"), id); !errors.Is(err, ErrNoCase) {
		t.Errorf("after disposal: %v", err)
	}
	if got, err := w.Search(t.Context(), w.as("responder"), "zebracanary"); err != nil || len(got.Items) != 0 {
		t.Errorf("search finds it: %v %v", got.Items, err)
	}
	if d, err := w.Drafts(t.Context(), "responder", id); err != nil || len(d) != 0 {
		t.Errorf("drafts left: %v %v", d, err)
	}
	if _, err := w.Case(t.Context(), w.as("responder"), other); err != nil {
		t.Errorf("another case went with it: %v", err)
	}
	verifier, err := note.NewVerifier(w.VerifierKey())
	must(t, err)
	rep, err := journal.Verify(t.Context(), w.store, journal.VerifyOptions{Verifier: verifier, Keys: w.keys})
	must(t, err)
	if !rep.OK() {
		t.Errorf("the log no longer verifies: %v", rep.Problems)
	}
	must(t, w.Rebuild(t.Context(), nil))
	must(t, w.store.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if _, ok, err := store.RowOf(ctx, tx, id); err != nil || ok {
			t.Errorf("rebuild brought it back: %v %v", ok, err)
		}
		return nil
	}))
}

func TestNoTextOfACaseStandsInTheDatabaseFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := worldIn(t, dir)
	id, _, _, pair := w.report("responder")
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), What: "zebracanary waited"})}})
	must(t, err)
	must(t, w.SaveDraft(t.Context(), "responder", Draft{ID: journal.NewID(), CaseID: id, Fields: map[string][]string{"what": {"zebracanary"}}}))
	_, err = w.KeepSearch(t.Context(), w.as("responder"), "zebracanary")
	must(t, err)
	files := 0
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		for _, canary := range []string{"zebracanary", "Ffion", "07700", "Sample Street", "steve_m"} {
			if bytes.Contains(b, []byte(canary)) || bytes.Contains(bytes.ToLower(b), []byte(strings.ToLower(canary))) {
				t.Errorf("%s holds %q in clear", filepath.Base(path), canary)
			}
		}
		return err
	}))
	if files == 0 {
		t.Fatal("no files were looked at")
	}
}
