//go:build unix

package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// A database that may not grow refuses what does not fit, keeps nothing of it, not
// even what is written after SQLite has undone the transaction by itself, and takes
// the same again once there is room.
func TestWithoutRoomNothingIsKeptAndWithRoomItGoesOn(t *testing.T) {
	s := open(t, t.TempDir())
	pages := func(n int) {
		t.Helper()
		if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			_, err := tx.Exec(ctx, fmt.Sprintf("pragma max_page_count = %d", n))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if err := put(t, s, 0, "acknowledged"); err != nil {
		t.Fatal(err)
	}
	pages(1) // as many as there are
	large := strings.Repeat("x", 1<<20)
	if err := put(t, s, 1, large); !errors.Is(err, store.ErrFull) {
		t.Errorf("without room: %v, want ErrFull", err)
	}
	err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for pos, sealed := range []string{"", "small", large, "small"} {
			if pos > 0 { // whoever goes on after an error records nothing
				_ = tx.InsertEntry(ctx, store.Entry{Pos: int64(pos), ID: fmt.Sprint("id", pos), Stream: "case/a", Seq: int64(pos) + 1,
					Kind: "ReportReceived", Header: []byte("{}"), Leaf: make([]byte, 32), Sealed: []byte(sealed)})
			}
		}
		return nil
	})
	if !errors.Is(err, store.ErrFull) {
		t.Errorf("whose error was passed over: %v, want ErrFull", err)
	}
	if got := last(t, s); got != 1 {
		t.Errorf("%d entries, want the 1 acknowledged", got)
	}
	pages(1 << 30)
	if err := put(t, s, 1, large); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if got := last(t, s); got != 2 {
		t.Errorf("%d entries, want 2", got)
	}
}

// Nothing goes into temporary files: they would lie unsealed on a disk of their own,
// which may be full.
func TestNothingIsSortedIntoTemporaryFiles(t *testing.T) {
	s := open(t, t.TempDir())
	for name, run := range map[string]func(context.Context, func(context.Context, store.Tx) error) error{"reading": s.Read, "writing": s.Write} {
		if err := run(t.Context(), func(ctx context.Context, tx store.Tx) error {
			const memory = 2
			var where int
			if err := tx.QueryRow(ctx, "pragma temp_store").Scan(&where); err != nil || where != memory {
				t.Errorf("%s: temp_store is %d, %v; want %d", name, where, err, memory)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// faulty runs one test again in a process of its own, some of whose calls on one file
// of a data folder strace makes fail, and returns the folder; inside that process it
// returns the folder and true. There the test keeps to one thread, by which strace
// counts calls. The store is there already: opening it again syncs nothing.
func faulty(t *testing.T, file, inject string) (dir string, inside bool) {
	t.Helper()
	const env = "FOURSIGHT_TEST_FAULTY"
	if dir, ok := os.LookupEnv(env); ok {
		runtime.LockOSThread()
		return dir, true
	}
	dir = t.TempDir()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), "strace", "-f", "-qq", "-o", os.DevNull, "-P", filepath.Join(dir, file), "-e", "signal=none", "-e", "inject="+inject,
		os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	run.Env = append(os.Environ(), env+"="+dir)
	out, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Fatalf("with %s failing on %s: %v\n%s", inject, file, err, out)
	}
	return dir, false
}

// mega is the sealed body of one entry: 256 pages of the log.
var mega = strings.Repeat("x", 1<<20)

// The log's disk has no room for some calls and then has some: refused meanwhile, and
// gone on with in the same process. What was acknowledged is there, and nothing else.
func TestALogWithoutRoomRefusesUntilThereIsSome(t *testing.T) {
	dir, inside := faulty(t, sqlite.File+"-wal", "pwrite64:error=ENOSPC:when=400..410")
	if !inside {
		if got := last(t, open(t, dir)); got != 12 {
			t.Errorf("%d entries afterwards, want 12", got)
		}
		return
	}
	s := open(t, dir)
	refused := 0
	for pos := int64(0); pos < 12; {
		err := put(t, s, pos, strings.Repeat("x", 100_000))
		switch {
		case err == nil:
			pos++
		case errors.Is(err, store.ErrFull):
			refused++
		default:
			t.Fatal(err)
		}
		if got := last(t, s); got != pos {
			t.Fatalf("%d entries, %d acknowledged", got, pos)
		}
	}
	if refused == 0 {
		t.Error("nothing was refused: the test tried nothing")
	}
}

// Without room in the database file the log is not folded in, and writing goes on: in
// the log it is durable.
func TestALogThatCannotBeFoldedInForWantOfRoomIsWrittenOn(t *testing.T) {
	dir, inside := faulty(t, sqlite.File, "pwrite64:error=ENOSPC:when=1+")
	if !inside {
		if got := last(t, open(t, dir)); got != 10 {
			t.Errorf("%d entries afterwards, want 10", got)
		}
		return
	}
	s := open(t, dir)
	for pos := range int64(10) {
		if err := put(t, s, pos, mega); err != nil {
			t.Fatal(err)
		}
	}
	if wal, err := os.Stat(filepath.Join(dir, sqlite.File+"-wal")); err != nil || wal.Size() < 10<<20 {
		t.Errorf("the log is %v, %v; want more than 10 MB, or nothing was tried", wal.Size(), err)
	}
}

// A sync of the database file that fails while the log is folded in is heard: nothing
// is taken from then on, and what was acknowledged before is there.
func TestAFailedSyncWhileTheLogIsFoldedInEndsWriting(t *testing.T) {
	dir, inside := faulty(t, sqlite.File, "fsync,fdatasync:error=EIO:when=1")
	acked := filepath.Join(dir, "acknowledged")
	if !inside {
		said, err := os.ReadFile(acked)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(last(t, open(t, dir))); got != string(said) {
			t.Errorf("%s entries afterwards, want the %s acknowledged", got, said)
		}
		return
	}
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var pos int64
	for pos < 12 && err == nil {
		if err = put(t, s, pos, mega); err == nil {
			pos++
		}
	}
	if !errors.Is(err, store.ErrSyncFailed) || pos < 3 {
		t.Errorf("after %d entries: %v, want ErrSyncFailed", pos, err)
	}
	if err := put(t, s, pos, "small"); !errors.Is(err, store.ErrSyncFailed) {
		t.Errorf("the next write: %v, want ErrSyncFailed still", err)
	}
	if err := os.WriteFile(acked, fmt.Append(nil, pos), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Closing folds the log in, and says where that failed.
func TestAFailedSyncAtTheEndIsSaid(t *testing.T) {
	dir, inside := faulty(t, sqlite.File, "fsync,fdatasync:error=EIO:when=1")
	if !inside {
		if got := last(t, open(t, dir)); got != 1 {
			t.Errorf("%d entries afterwards, want 1", got)
		}
		return
	}
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := put(t, s, 0, "acknowledged"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err == nil {
		t.Error("closing said nothing of the sync that failed")
	}
}
