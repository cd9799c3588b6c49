//go:build unix

package keyring

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// faulty runs one test again in a process of its own, some of whose calls on one file
// of a keyring's folder strace makes fail; inside that process it is true. Both are
// given the keyring's two paths. Inside, the test keeps to one thread, by which strace
// counts calls.
func faulty(t *testing.T, file, inject string) (path, identity string, inside bool) {
	t.Helper()
	const env = "FOURSIGHT_TEST_FAULTY"
	if dir, ok := os.LookupEnv(env); ok {
		runtime.LockOSThread()
		return filepath.Join(dir, "keyring.db"), filepath.Join(dir, "master.age"), true
	}
	k, path, identity := fresh(t)
	if err := k.Close(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	run := exec.CommandContext(t.Context(), "strace", "-f", "-qq", "-o", os.DevNull, "-P", filepath.Join(dir, file), "-e", "signal=none", "-e", "inject="+inject,
		os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	run.Env = append(os.Environ(), env+"="+dir)
	out, err := run.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS") {
		t.Fatalf("with %s failing on %s: %v\n%s", inject, file, err, out)
	}
	return path, identity, false
}

// Without room no new key is given out, those that are there open what they opened,
// and with room again the same keyring makes keys.
func TestWithoutRoomNoKeyIsMadeUntilThereIsSome(t *testing.T) {
	path, identity, inside := faulty(t, "keyring.db-wal", "pwrite64:error=ENOSPC:when=40..44")
	if !inside {
		return
	}
	k, err := Open(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string][32]byte{}
	refused := 0
	for n := 0; n < 20; {
		name := fmt.Sprintf("case/%d", n)
		_, key, err := k.Key(t.Context(), name)
		if err == nil {
			given[name] = key
			n++
			continue
		}
		if !errors.Is(err, ErrFull) || errors.Is(err, ErrSyncFailed) {
			t.Fatal(err)
		}
		refused++
		if _, have := mustKey(t, k, "case/0"); have != given["case/0"] {
			t.Error("a key that was there is another now")
		}
		if err := k.Check(t.Context()); err != nil {
			t.Errorf("it no longer opens: %v", err)
		}
	}
	if refused == 0 {
		t.Error("nothing was refused: the test tried nothing")
	}
	k = reopen(t, k, path, identity)
	for name, key := range given {
		if _, have := mustKey(t, k, name); have != key {
			t.Errorf("%s: another key than was given out", name)
		}
	}
}

// A sync of the keyring's file that fails while its log is folded in is heard: no key
// is given out from then on, and those given out before are there.
func TestAFailedSyncWhileTheLogIsFoldedInEndsTheKeyring(t *testing.T) {
	path, identity, inside := faulty(t, "keyring.db", "fsync,fdatasync:error=EIO:when=1")
	names := func(n int) []string {
		out := make([]string, 100)
		for i := range out {
			out[i] = fmt.Sprintf("case/%d-%d", n, i)
		}
		return out
	}
	given := filepath.Join(filepath.Dir(path), "given")
	if !inside {
		want, err := os.ReadFile(given)
		if err != nil {
			t.Fatal(err)
		}
		k, err := Open(path, identity)
		if err != nil {
			t.Fatal(err)
		}
		defer k.Close()
		if _, key := mustKey(t, k, "case/0-99"); fmt.Sprint(key) != string(want) {
			t.Error("afterwards it is another key than was given out")
		}
		return
	}
	k, err := Open(path, identity)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; n < 100 && err == nil; n++ {
		err = k.Ensure(t.Context(), names(n))
	}
	if !errors.Is(err, ErrSyncFailed) || n < 4 {
		t.Errorf("after %d times a hundred keys: %v, want ErrSyncFailed", n-1, err)
	}
	if _, key := mustKey(t, k, "case/0-99"); os.WriteFile(given, fmt.Append(nil, key), 0o600) != nil {
		t.Error("not written down")
	}
	if err := k.Ensure(t.Context(), []string{"case/other"}); !errors.Is(err, ErrSyncFailed) {
		t.Errorf("the next key: %v, want ErrSyncFailed still", err)
	}
}
