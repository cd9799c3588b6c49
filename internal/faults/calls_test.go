package faults_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// One call to the system fails, the n-th of its kind (fault R5): the program refuses or
// ends and says why; nothing acknowledged is missing, and nothing is acknowledged after
// a sync of the database or the keyring failed. What was being done can be done again.
func TestTheNthCallFails(t *testing.T) {
	ended := 0
	for _, c := range []struct {
		do    string
		calls map[string]int // how many n are tried in every run
	}{
		{"write", map[string]int{"pwrite64": 2, "fsync,fdatasync": 3, "open,openat": 1, "rename,renameat,renameat2": 1, "ftruncate": 0, "write": 0, "unlink,unlinkat": 0}},
		{"rotate", map[string]int{"pwrite64": 1, "fsync,fdatasync": 1, "open,openat": 0, "ftruncate": 0}},
		{"backup", map[string]int{"pwrite64": 0, "write,copy_file_range,sendfile": 1, "fsync,fdatasync": 1, "open,openat": 0, "rename,renameat,renameat2": 1}},
	} {
		t.Run(c.do, func(t *testing.T) {
			w := newWorld(t, "")
			if l := w.child("", "-writers", "2", "-acts", "5", "-photos", "write"); l.code != 0 {
				t.Fatal(l.stderr)
			}
			next := 100 // each life opens a case of its own, and so makes a key
			run := func(inject ...string) (life, []string) {
				next++
				copies := filepath.Join(filepath.Dir(w.cfg.Data), fmt.Sprintf("copies%d", next))
				if err := os.Mkdir(copies, 0o700); err != nil {
					t.Fatal(err)
				}
				args := []string{"-copies", copies, c.do}
				if c.do == "write" {
					args = []string{"-writers", "1", "-acts", "5", "-photos", "-tolerate", "-cases", fmt.Sprint(next), "write"}
				}
				return w.traced(inject, args...)
			}
			l, clean := run("-e", "trace="+strings.Join(allOf(c.calls), ","))
			if l.code != 0 {
				t.Fatalf("with no call failing: %s", l.stderr)
			}
			hits, tried := 0, 0
			for _, calls := range allOf(c.calls) {
				wanted := hits + times(c.calls[calls], math.MaxInt32)
				for _, n := range upTo(most(clean, calls)) {
					if hits == wanted {
						break
					}
					tried++
					l, trace := run("-e", "trace=write,"+calls, "-e", fmt.Sprintf("inject=%s:error=EIO:when=%d", calls, n))
					failed := w.failed(trace)
					if len(failed) > 0 {
						hits++
					}
					if l.code != 0 {
						ended++
					}
					what := fmt.Sprintf("%s: %s number %d failed at %q", c.do, calls, n, failed)
					if l.code == 0 && copyUnsynced(trace) {
						t.Errorf("%s: a copy was said to be made", what)
					}
					w.refused(what, l, trace, len(failed) > 0)
					w.present()
					if t.Failed() {
						t.FailNow()
					}
				}
			}
			if l, _ := run("-e", "trace=none"); l.code != 0 {
				t.Errorf("%s afterwards: %s", c.do, l.stderr)
			}
			w.whole()
			if hits == 0 {
				t.Error("no call failed in the folders")
			}
			t.Logf("of %d failures %d were of a call in the folders", tried, hits)
		})
	}
	if t.Logf("it ended with an error %d times", ended); ended == 0 {
		t.Error("the child never ended by itself")
	}
}

// allOf are the keys in order.
func allOf(calls map[string]int) (all []string) {
	for c := range calls {
		all = append(all, c)
	}
	slices.Sort(all)
	return all
}

// upTo are the numbers from 1 to most in any order.
func upTo(most int) []int {
	all := rand.Perm(most)
	for i := range all {
		all[i]++
	}
	return all
}

// traced runs the child under strace and returns the lines of its trace.
func (w *world) traced(how []string, args ...string) (life, []string) {
	w.t.Helper()
	log := filepath.Join(w.t.TempDir(), "trace")
	args = w.args(args...)
	cmd := exec.Command("strace", slices.Concat([]string{"-f", "-y", "-qq", "-e", "signal=none", "-o", log}, how, []string{childPath}, args)...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1") // few threads: calls are counted for each
	l := w.run(cmd, nil)
	text, err := os.ReadFile(log)
	if err != nil {
		w.t.Fatal(err)
	}
	return l, strings.Split(string(text), "\n")
}

// most is how often one thread made any of these calls.
func most(trace []string, calls string) (most int) {
	made := map[string]int{}
	for _, line := range trace {
		thread, rest, _ := strings.Cut(line, " ")
		call, _, _ := strings.Cut(strings.TrimSpace(rest), "(")
		if slices.Contains(strings.Split(calls, ","), call) {
			made[thread]++
			most = max(most, made[thread])
		}
	}
	return most
}

// failed are the calls that were made to fail in the world's folders. Those elsewhere,
// such as the language's own, are not what is tried.
func (w *world) failed(trace []string) (failed []string) {
	for _, line := range trace {
		if strings.Contains(line, "(INJECTED)") && strings.Contains(line, filepath.Dir(w.cfg.Data)) {
			failed = append(failed, line)
		}
	}
	return failed
}

// syncFailed is a sync of a database or its log that failed, after which nothing more is
// acknowledged. (Evidence has files of its own, each written once: where its sync failed
// it is thrown away.)
var syncFailed = regexp.MustCompile(`f(data)?sync\(\d+<[^>]*\.db(-wal)?>\) .*\(INJECTED\)`)

// copySync is a sync in a folder of copies.
var copySync = regexp.MustCompile(`f(?:data)?sync\(\d+<([^>]*/copies\d[^>]*)>`)

// copyUnsynced says that a sync in a folder of copies failed and was not made good.
// (SQLite syncs a folder for a temporary file of its own, and goes on without; a folder
// to work in is removed at the end.)
func copyUnsynced(trace []string) bool {
	failed := map[string]bool{}
	for _, line := range trace {
		if of := copySync.FindStringSubmatch(line); of != nil && !strings.Contains(of[1], "/.partial-") {
			failed[of[1]] = strings.Contains(line, "(INJECTED)")
		}
	}
	return slices.Contains(slices.Collect(maps.Values(failed)), true)
}

// refused holds a life in which a call failed to what it may have said.
func (w *world) refused(what string, l life, trace []string, hit bool) {
	w.t.Helper()
	if hit && l.code > 1 || l.code < 0 {
		w.t.Errorf("%s: exit status %d: %s", what, l.code, l.stderr)
	}
	// Saying why is a write as well: calls are counted for each thread, so it may be the
	// one that fails.
	silenced := slices.ContainsFunc(trace, func(line string) bool {
		return strings.Contains(line, "write(2<") && strings.Contains(line, "(INJECTED)")
	})
	if l.code == 1 && strings.TrimSpace(l.stderr) == "" && !silenced {
		w.t.Errorf("%s: it ended and did not say why", what)
	}
	lost := false
	asked, told := 0, 0
	for _, line := range trace {
		switch {
		case syncFailed.MatchString(line):
			lost = true
		case strings.Contains(line, `write(1<`) && strings.Contains(line, `"do `):
			asked++
		case strings.Contains(line, `write(1<`) && strings.Contains(line, `"err `):
			told++
		case strings.Contains(line, `write(1<`) && strings.Contains(line, `"ack `):
			told++
			if lost {
				w.t.Errorf("%s: acknowledged after a failed sync: %s", what, line)
			}
		}
	}
	if asked != told && l.code == 0 {
		w.t.Errorf("%s: %d acts asked for, %d answered, and it ended well", what, asked, told)
	}
}
