package faults_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foursight/internal/app"
	"foursight/internal/faultpoint"
)

// The power is cut before each sync of a recorded run: whatever the disk kept of the
// writes that were not synced (none, some, parts of some), the record opens and
// verifies, every act acknowledged before is there, and every file that it names is
// whole (fault R4).
func TestThePowerIsCutBeforeEachSync(t *testing.T) {
	w := newWorld(t, "")
	if l := w.child("", "-writers", "2", "-acts", "4", "-photos", "write"); l.code != 0 {
		t.Fatal(l.stderr)
	}
	// What a killed process left in the logs is there too.
	if l := w.child(string(faultpoint.Committed)+"#3", "-writers", "2", "-cases", "1", "write"); !l.killed {
		t.Fatal(l.stderr)
	}
	for n := range times(1, 4) {
		d, before := w.disk(), len(w.acked)
		l, calls := w.written(nil, "-writers", fmt.Sprint(times(1, 4)), "-acts", fmt.Sprint(times(5, 12)), "-cases", fmt.Sprint(10+n), "-photos", "write")
		if l.code != 0 {
			t.Fatal(l.stderr)
		}
		syncs := w.cutAtEach(d, calls, before)
		t.Logf("%d syncs, %d acts acknowledged", syncs, len(w.acked)-before)
	}
}

// A sync fails and the process ends. What it had written is gone from the disk, but the
// machine still shows it to the next process, and thinks it clean. Then the power is
// cut: nothing that the next process acknowledged stood upon what was lost.
func TestThePowerIsCutAfterAFailedSync(t *testing.T) {
	hit, wanted := 0, times(1, 40)
	for tries := 0; hit < wanted; tries++ {
		if tries > 20*wanted {
			t.Fatalf("of %d tries %d had a sync fail that ended the child", tries, hit)
		}
		w := newWorld(t, "")
		d := w.disk()
		l, calls := w.written([]string{"-e", fmt.Sprintf("inject=fsync,fdatasync:error=EIO:when=%d", 3+rand.IntN(8))}, "-writers", "1", "-acts", "5", "-cases", "1", "-tolerate", "write")
		if l.code != 1 || len(w.acked) == 0 {
			continue // threads are counted apart: none came so far, or it failed before an act
		}
		hit++
		for _, c := range calls {
			d.do(c)
		}
		before := len(w.acked)
		l, calls = w.written(nil, "-writers", "1", "-acts", "3", "-cases", "2", "write")
		if l.code != 0 {
			t.Fatal(l.stderr)
		}
		w.cutAtEach(d, calls, before)
	}
}

// disk is the disk that the world lies on, as it now is.
func (w *world) disk() *disk {
	w.t.Helper()
	d, err := newDisk(filepath.Dir(w.cfg.Data))
	if err != nil {
		w.t.Fatal(err)
	}
	if d.now[w.cfg.Data] == nil || d.now[w.cfg.Keys] == nil {
		w.t.Fatalf("not below %s: %s, %s", d.root, w.cfg.Data, w.cfg.Keys)
	}
	return d
}

// written runs the child and returns what it did to the disk.
func (w *world) written(how []string, args ...string) (life, []call) {
	w.t.Helper()
	l, trace := w.traced(append([]string{"-xx", "-s", "8000000", "-e", "trace=" + strings.Join([]string{"open", "openat", "write", "pwrite64", "ftruncate",
		"mkdir", "mkdirat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "fsync", "fdatasync"}, ",")}, how...), args...)
	return l, parsed(trace)
}

// cutAtEach has a disk do what a run did, and cuts its power before each sync and at the
// end. Of what was acknowledged the first entries were so before the run.
func (w *world) cutAtEach(d *disk, calls []call, before int) (syncs int) {
	w.t.Helper()
	told := slices.Clone(w.acked[:before])
	for _, c := range append(calls, call{name: "end"}) {
		if c.name == "write" && strings.HasPrefix(c.fds[0], "1<") {
			if id, ok := strings.CutPrefix(c.strings[0], "ack "); ok {
				told = append(told, strings.TrimSpace(id))
			}
		}
		if c.name == "end" || d.syncs(c) {
			syncs++
			all := []kept{nothing, some, torn}
			if times(0, 1) == 0 {
				n := rand.IntN(3)
				all = all[n : n+syncs%2] // every other sync, in one way
			}
			for _, how := range all {
				w.cutHere(d, how, told, fmt.Sprintf("sync %d, %s%s", syncs, c.name, c.fds))
			}
		}
		d.do(c)
	}
	if len(told) != len(w.acked) || len(told) == before {
		w.t.Errorf("the trace has %d acknowledgements, the child gave %d", len(told)-before, len(w.acked)-before)
	}
	return syncs
}

// cutHere cuts the power of a disk and looks at what stands then.
func (w *world) cutHere(d *disk, how kept, told []string, before string) {
	w.t.Helper()
	defer func() {
		if w.t.Failed() {
			w.t.Logf("power cut before %s; of what was not synced, %s kept", before, how)
			w.t.FailNow()
		}
	}()
	root := w.t.TempDir()
	if err := d.cut(how, root); err != nil {
		w.t.Fatal(err)
	}
	below := func(p string) string { return root + strings.TrimPrefix(p, d.root) }
	to := &world{t: w.t, acked: told, cfg: w.cfg}
	to.cfg.Data, to.cfg.Keys, to.cfg.Master = below(w.cfg.Data), below(w.cfg.Keys), below(w.cfg.Master)
	to.present()
	r, err := app.OpenRecord(w.t.Context(), to.cfg, true)
	if err != nil {
		w.t.Fatal(err)
	}
	files, err := r.CheckFiles(w.t.Context())
	if err := errors.Join(err, r.Close()); err != nil || len(files.Problems) > 0 {
		w.t.Errorf("evidence files: %v, %q", err, files.Problems)
	}
}
