//go:build unix

package sqlite_test

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"foursight/internal/store"
)

// A commit that meets an I/O error says so, and nothing is written after it.
// The error is made by a limit on file size, which holds for a whole process, so
// the test runs itself again in a process of its own.
func TestFailedCommitEndsWriting(t *testing.T) {
	const inside = "FOURSIGHT_TEST_FILE_LIMIT"
	dir := os.Getenv(inside)
	if dir == "" {
		dir := t.TempDir()
		run := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFailedCommitEndsWriting$", "-test.v")
		run.Env = append(os.Environ(), inside+"="+dir)
		out, err := run.CombinedOutput()
		if err != nil || !strings.Contains(string(out), "--- PASS") {
			t.Fatalf("under a file limit: %v\n%s", err, out)
		}
		// Without the limit, what was acknowledged is there and nothing else.
		if got := last(t, open(t, dir)); got != 1 {
			t.Errorf("%d entries after the failure, want the 1 acknowledged", got)
		}
		return
	}
	s := open(t, dir)
	if err := put(t, s, 0, "acknowledged"); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	tight := limit
	tight.Cur = 1 << 20
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &tight); err != nil {
		t.Fatal(err)
	}
	err := put(t, s, 1, strings.Repeat("x", 3<<20))
	if !errors.Is(err, store.ErrSyncFailed) {
		t.Errorf("commit past the limit: %v; want ErrSyncFailed", err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if err := put(t, s, 1, "small"); !errors.Is(err, store.ErrSyncFailed) {
		t.Errorf("the next write: %v; want ErrSyncFailed still", err)
	}
}
