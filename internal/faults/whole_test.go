package faults_test

import (
	"context"
	"slices"

	"github.com/google/go-cmp/cmp"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/app"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/store/storetest"
)

// whole opens the world as it now is and holds it to what must be true after any
// fault: it opens, every entry verifies and can be read, every act that was
// acknowledged is there once, and the rows are those a rebuild makes.
func (w *world) whole() {
	w.t.Helper()
	w.present()
	a := w.open()
	before := storetest.Said(w.t, a.Store)
	w.closed(a)
	if err := app.Rebuild(w.t.Context(), w.cfg, nil); err != nil {
		w.t.Fatal(err)
	}
	a = w.open()
	if d := cmp.Diff(before, storetest.Said(w.t, a.Store)); d != "" {
		w.t.Errorf("the rows that stood differ from those made again:\n%s", d)
	}
	w.closed(a)
}

// present is whole without its rebuild, for between faults.
func (w *world) present() {
	w.t.Helper()
	a := w.open()
	defer w.closed(a)
	verifier, err := note.NewVerifier(a.Service.VerifierKey())
	if err != nil {
		w.t.Fatal(err)
	}
	report, err := journal.Verify(w.t.Context(), a.Store, journal.VerifyOptions{Verifier: verifier, Keys: a.Keys})
	if err != nil || !report.OK() || report.Opened+report.Disposed != report.Entries {
		w.t.Fatalf("verify: %v, %+v", err, report)
	}
	var ids []string
	err = a.Store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		ids = nil
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			ids = append(ids, e.ID)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	slices.Sort(ids)
	if n := len(slices.Compact(slices.Clone(ids))); n != len(ids) {
		w.t.Errorf("%d entries under %d ids", len(ids), n)
	}
	for _, id := range w.acked {
		if _, found := slices.BinarySearch(ids, id); !found {
			w.t.Errorf("act %s was acknowledged and is not recorded", id)
		}
	}
}
