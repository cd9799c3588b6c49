package journal

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"foursight/internal/keyring"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// onDisk opens a real database and a real keyring in folders of their own.
func onDisk(t testing.TB) (store.Store, *keyring.Keyring) {
	t.Helper()
	st, err := sqlite.Open(context.Background(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	dir := t.TempDir()
	keys, err := keyring.Create(filepath.Join(dir, "keyring.db"), filepath.Join(dir, "master.age"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keys.Close() })
	return st, keys
}

func TestTheWholeRecordOnSQLite(t *testing.T) {
	st, keys := onDisk(t)
	w := startWriter(t, st, keys, Options{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for seq := range int64(10) {
				appendOne(t, w, draft(fmt.Sprintf("case/%d", i), seq+1))
			}
		})
	}
	wg.Wait()
	clash := draft("case/0", 5)
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{clash}}); err == nil || !contains(err, "moved on") {
		t.Errorf("an old version: got %v, want a conflict", err)
	}
	if r := wantWhole(t, st, keys); r.Entries != 80 || r.Opened != 80 || !r.Signed {
		t.Errorf("verified %+v, want 80 entries opened and signed", r)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}

	w = startWriter(t, st, keys, Options{}) // a second start reads the edge from the database
	var wrong string
	if err := st.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for e, err := range tx.Entries(ctx, "case/1", 3) {
			wrong = e.ID
			return err
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, d := range []Draft{disposal(EntryDisposed, "case/1", wrong, 11), disposal(StreamDisposed, "case/2", "case/2", 11)} {
		if _, err := Dispose(t.Context(), st, w, keys, d); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := ResumeDisposals(t.Context(), st, keys); n != 2 || err != nil {
		t.Errorf("resumed %d, error %v, want both, changing nothing", n, err)
	}
	if r := wantWhole(t, st, keys); r.Disposed != 11 || r.Opened != 71 {
		t.Errorf("after disposal: %d disposed, %d opened, want 11 and 71", r.Disposed, r.Opened)
	}
	signer, verifier, key := testSigner(t)
	var b bytes.Buffer
	if err := WritePackage(t.Context(), &b, st, keys, signer, key, []string{"case/1", "case/2", "case/3"}); err != nil {
		t.Fatal(err)
	}
	if r, _, err := VerifyPackage(strings.NewReader(b.String()), verifier); err != nil || r.Entries != 32 || r.Disposed != 11 {
		t.Errorf("package: %+v, error %v, want 32 entries, 11 disposed of", r, err)
	}
}
