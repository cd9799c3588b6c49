package keyring

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fresh makes a keyring in a folder of its own and returns its two paths.
func fresh(t *testing.T) (k *Keyring, path, identity string) {
	t.Helper()
	dir := t.TempDir()
	path, identity = filepath.Join(dir, "keyring.db"), filepath.Join(dir, "master.age")
	k, err := Create(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { k.Close() })
	return k, path, identity
}

func mustKey(t *testing.T, k *Keyring, name string) (string, [32]byte) {
	t.Helper()
	id, key, err := k.Key(t.Context(), name)
	if err != nil {
		t.Fatalf("Key(%q): %v", name, err)
	}
	return id, key
}

func reopen(t *testing.T, k *Keyring, path, identity string) *Keyring {
	t.Helper()
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { again.Close() })
	return again
}

func TestAKeyIsTheSameAfterReopening(t *testing.T) {
	k, path, identity := fresh(t)
	id, key := mustKey(t, k, "case/a1")
	otherID, other := mustKey(t, k, "system/blind")
	if key == other || id == otherID || key == [32]byte{} {
		t.Fatal("two names share a key or an id, or the key is empty")
	}
	k = reopen(t, k, path, identity)
	if found, err := k.Find(t.Context(), id); err != nil || found != key {
		t.Errorf("Find after reopening: same key %v, error %v", found == key, err)
	}
	if gotID, got := mustKey(t, k, "case/a1"); gotID != id || got != key {
		t.Error("Key after reopening gave another key")
	}
	if _, err := k.Find(t.Context(), "0123"); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("Find of an unknown id: got %v, want ErrUnknownKey", err)
	}
}

func TestConcurrentCallersGetOneKey(t *testing.T) {
	k, _, _ := fresh(t)
	var mu sync.Mutex
	seen := map[string]map[[32]byte]bool{}
	var wg sync.WaitGroup
	for i := range 32 {
		wg.Go(func() {
			name := fmt.Sprintf("case/%d", i%4)
			_, key, err := k.Key(t.Context(), name)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			if seen[name] == nil {
				seen[name] = map[[32]byte]bool{}
			}
			seen[name][key] = true
		})
	}
	wg.Wait()
	for name, keys := range seen {
		if len(keys) != 1 {
			t.Errorf("%s: callers got %d different keys, want 1", name, len(keys))
		}
	}
}

func TestADestroyedKeyIsGoneFromTheFileAndStaysGone(t *testing.T) {
	k, path, identity := fresh(t)
	id, _ := mustKey(t, k, "case/a1")
	var wrapped []byte
	if err := k.db.QueryRow("SELECT wrapped FROM named_key WHERE id = ?", id).Scan(&wrapped); err != nil {
		t.Fatal(err)
	}
	want := Tombstone{Name: "case/a1", KeyID: id, Entry: "e1", Destroyed: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	for range 2 { // the second time changes nothing
		if err := k.Destroy(t.Context(), "case/a1", Tombstone{Entry: "e1", Destroyed: want.Destroyed}); err != nil {
			t.Fatal(err)
		}
	}
	check := func(k *Keyring) {
		t.Helper()
		if _, _, err := k.Key(t.Context(), "case/a1"); !errors.Is(err, ErrDestroyed) {
			t.Errorf("Key: got %v, want ErrDestroyed", err)
		}
		if _, err := k.Find(t.Context(), id); !errors.Is(err, ErrDestroyed) {
			t.Errorf("Find: got %v, want ErrDestroyed", err)
		}
		if diff := cmp.Diff([]Tombstone{want}, k.Tombstones()); diff != "" {
			t.Errorf("tombstones (-want +got):\n%s", diff)
		}
	}
	check(k)
	for _, file := range []string{path, path + "-wal"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, wrapped) {
			t.Errorf("%s still holds the wrapped key", filepath.Base(file))
		}
	}
	check(reopen(t, k, path, identity))
}

func TestTombstonesBringARestoredKeyringUpToDate(t *testing.T) {
	k, _, identity := fresh(t)
	mustKey(t, k, "case/a1")
	_, kept := mustKey(t, k, "case/a2")
	dir := t.TempDir()
	backup, err := k.Backup(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("backup mode: %v, error %v, want 0600", info.Mode(), err)
	}
	for _, name := range []string{"case/a1", "entry/e9"} {
		if err := k.Destroy(t.Context(), name, Tombstone{Entry: "e1"}); err != nil {
			t.Fatal(err)
		}
	}
	restored, err := Open(backup, identity)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	mustKey(t, restored, "case/a1") // the backup still has it: why backups are pruned
	if err := restored.ApplyTombstones(t.Context(), k.Tombstones()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := restored.Key(t.Context(), "case/a1"); !errors.Is(err, ErrDestroyed) {
		t.Errorf("Key after applying tombstones: got %v, want ErrDestroyed", err)
	}
	if _, key := mustKey(t, restored, "case/a2"); key != kept {
		t.Error("another case's key changed in the restore")
	}
	if diff := cmp.Diff(k.Tombstones(), restored.Tombstones()); diff != "" {
		t.Errorf("tombstones (-original +restored):\n%s", diff)
	}
}

func TestOldBackupsArePruned(t *testing.T) {
	k, _, _ := fresh(t)
	dir := t.TempDir()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, age := range []time.Duration{40, 31, 29, 0} {
		k.now = func() time.Time { return now.Add(-age * 24 * time.Hour) }
		if _, err := k.Backup(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
	}
	other := filepath.Join(dir, "keyring-notes.txt")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := k.PruneBackups(dir, 0); n != 2 || err != nil {
		t.Errorf("PruneBackups: removed %d, error %v, want 2 and none", n, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 3 {
		t.Errorf("%d files left, want two backups and the note", len(files))
	}
}

func TestRotateRewrapsEverythingAndResumes(t *testing.T) {
	k, path, identity := fresh(t)
	keys := map[string][32]byte{}
	var names []string
	for i := range rewrapBatch + 20 {
		names = append(names, fmt.Sprintf("case/%d", i))
	}
	if err := k.Ensure(t.Context(), names); err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		_, keys[n] = mustKey(t, k, n)
	}
	// A rotation stopped after its first batch.
	tx, err := k.db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := k.addYear(t.Context(), tx); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if moved, err := k.rewrapSome(t.Context()); !moved || err != nil {
		t.Fatalf("first batch: moved %v, error %v", moved, err)
	}
	k = reopen(t, k, path, identity)
	for _, n := range names {
		if _, got := mustKey(t, k, n); got != keys[n] {
			t.Fatalf("%s: another key in the middle of a rotation", n)
		}
	}
	if err := k.Resume(t.Context()); err != nil {
		t.Fatal(err)
	}
	k = reopen(t, k, path, identity)
	var years int
	if err := k.db.QueryRow("SELECT count(*) FROM year_key").Scan(&years); err != nil || years != 1 {
		t.Errorf("%d yearly keys left (error %v), want 1", years, err)
	}
	if err := k.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if _, got := mustKey(t, k, n); got != keys[n] {
			t.Fatalf("%s: another key after rotation", n)
		}
	}
}

// years are the yearly keys that wrap something, and how many there are in all.
func years(t *testing.T, k *Keyring) (used []string, all int) {
	t.Helper()
	rows, err := k.db.Query("SELECT DISTINCT year_key FROM named_key")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		used = append(used, id)
	}
	if err := errors.Join(rows.Close(), k.db.QueryRow("SELECT count(*) FROM year_key").Scan(&all)); err != nil {
		t.Fatal(err)
	}
	return used, all
}

func TestRotateMovesEveryKeyAlsoWhenTheClockWasSetBack(t *testing.T) {
	k, _, _ := fresh(t)
	_, key := mustKey(t, k, "case/a1")
	mustKey(t, k, "case/a2")
	before, _ := years(t, k)
	k.now = func() time.Time { return time.Now().AddDate(0, 0, -3) }
	if err := k.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, all := years(t, k)
	if len(after) != 1 || all != 1 || after[0] == before[0] {
		t.Errorf("keys lie under %v of %d yearly keys, want one that is not %v", after, all, before)
	}
	if _, got := mustKey(t, k, "case/a1"); got != key {
		t.Error("another key after rotation")
	}
}

// With PostgreSQL nothing keeps a rotation from running beside the service.
func TestARotationBesideAnotherProcessLosesNoKey(t *testing.T) {
	k, path, identity := fresh(t)
	service, err := Open(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	defer service.Close()
	keys := map[string][32]byte{}
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 60 {
			name := fmt.Sprintf("case/%d", i)
			_, key, err := service.Key(t.Context(), name)
			if err != nil {
				t.Error(err)
				return
			}
			keys[name] = key
		}
	})
	for range 5 {
		if err := k.Rotate(t.Context()); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if err := k.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if used, all := years(t, k); len(used) != 1 || all != 1 {
		t.Errorf("keys lie under %v of %d yearly keys, want one", used, all)
	}
	again, err := Open(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for name, key := range keys {
		if _, got := mustKey(t, again, name); got != key {
			t.Errorf("%s: another key after rotation", name)
		}
	}
	if len(keys) != 60 {
		t.Errorf("%d keys made, want 60", len(keys))
	}
}

// Old wrappings in the write-ahead log open with the old yearly key: a rotation
// that could not remove them says so, and the next one does.
func TestRotateSaysWhereItCouldNotRemoveWhatWasReplaced(t *testing.T) {
	k, path, _ := fresh(t)
	id, key := mustKey(t, k, "case/a1")
	var wrapped []byte
	if err := k.db.QueryRow("SELECT wrapped FROM named_key WHERE id = ?", id).Scan(&wrapped); err != nil {
		t.Fatal(err)
	}
	if _, err := k.db.Exec("PRAGMA busy_timeout = 0"); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	reading, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reading.QueryRow("SELECT count(*) FROM named_key").Scan(&n); err != nil {
		t.Fatal(err)
	}
	if err := k.Rotate(t.Context()); err == nil || !strings.Contains(err.Error(), "another process is reading") {
		t.Errorf("rotating under a reader: %v, want it to say that another process is reading", err)
	}
	if _, got := mustKey(t, k, "case/a1"); got != key {
		t.Error("another key after a rotation that was held up")
	}
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := k.Rotate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{path, path + "-wal"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, wrapped) {
			t.Errorf("%s still holds the key as it was wrapped before", filepath.Base(file))
		}
	}
}

func TestANewYearGetsItsOwnKey(t *testing.T) {
	k, _, _ := fresh(t)
	mustKey(t, k, "case/old")
	k.now = func() time.Time { return time.Now().AddDate(1, 0, 0) }
	mustKey(t, k, "case/new")
	var years int
	if err := k.db.QueryRow("SELECT count(DISTINCT year_key) FROM named_key").Scan(&years); err != nil || years != 2 {
		t.Errorf("keys lie under %d yearly keys (error %v), want 2", years, err)
	}
}

func TestWrappedKeysCannotBeExchanged(t *testing.T) {
	k, path, identity := fresh(t)
	a, _ := mustKey(t, k, "case/a")
	b, _ := mustKey(t, k, "case/b")
	if _, err := k.db.Exec("UPDATE named_key SET wrapped = (SELECT wrapped FROM named_key WHERE id = ?) WHERE id = ?", a, b); err != nil {
		t.Fatal(err)
	}
	k = reopen(t, k, path, identity)
	if _, _, err := k.Key(t.Context(), "case/b"); err == nil || errors.Is(err, ErrUnknownKey) {
		t.Errorf("Key of a row holding another row's ciphertext: got %v, want a failure to open", err)
	}
}

func TestOpenAndCreateRefuse(t *testing.T) {
	k, path, identity := fresh(t)
	k.Close()
	other := filepath.Join(t.TempDir(), "other.age")
	stranger, err := Create(filepath.Join(t.TempDir(), "k.db"), other)
	if err != nil {
		t.Fatal(err)
	}
	stranger.Close()
	loose := filepath.Join(t.TempDir(), "loose.age")
	text, err := os.ReadFile(identity)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(loose, text, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		do   func() (*Keyring, error)
		want string
	}{
		{"creating over an existing keyring", func() (*Keyring, error) { return Create(path, filepath.Join(t.TempDir(), "n.age")) }, "already exists"},
		{"opening with another master identity", func() (*Keyring, error) { return Open(path, other) }, "master identity"},
		{"opening with an identity others can read", func() (*Keyring, error) { return Open(path, loose) }, "expected 0600"},
		{"opening a keyring that is not there", func() (*Keyring, error) { return Open(path+"x", identity) }, "no such file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.do()
			if err == nil {
				got.Close()
				t.Fatal("succeeded, want a refusal")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want it to say %q", err, c.want)
			}
		})
	}
	again, err := Open(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, _, err := again.Key(t.Context(), "case/with space"); err == nil {
		t.Error("a key name with a space was accepted")
	}
}

// A first start that was cut short leaves the master identity, or the identity and an
// empty keyring file: the next one goes on from there.
func TestCreateGoesOnWhereAFirstStartWasCutShort(t *testing.T) {
	k, path, identity := fresh(t)
	before, _ := os.ReadFile(identity)
	k.Close()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	k, err := Create(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	k.Close()
	after, _ := os.ReadFile(identity)
	if len(before) == 0 || string(before) != string(after) {
		t.Error("the master identity was replaced")
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, leftover := range []string{"-wal", "-shm"} {
		os.Remove(path + leftover)
	}
	if k, err = Open(path, identity); err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	if _, _, err := k.Key(t.Context(), "case/a"); err != nil {
		t.Error(err)
	}
}

func TestTheDisposalMarkIsKept(t *testing.T) {
	k, path, identity := fresh(t)
	if pos, err := k.DisposalMark(t.Context()); pos != 0 || err != nil {
		t.Errorf("new keyring: mark %d, error %v, want 0", pos, err)
	}
	if err := k.SetDisposalMark(t.Context(), 42); err != nil {
		t.Fatal(err)
	}
	k = reopen(t, k, path, identity)
	if pos, err := k.DisposalMark(t.Context()); pos != 42 || err != nil {
		t.Errorf("after reopening: mark %d, error %v, want 42", pos, err)
	}
}
