package faults_test

import (
	"path/filepath"
	"strings"
	"testing"

	"foursight/internal/app"
	"foursight/internal/faultpoint"
)

// Each command that looks after the record is killed at each of its points and then
// given again: it goes on or begins anew, and what stands is never half (fault R3).
func TestLookingAfterTheRecordIsNeverLeftHalf(t *testing.T) {
	commands := []struct {
		do     string
		points []faultpoint.Point
		sqlite bool // only there has it these points
	}{
		{"rebuild", []faultpoint.Point{faultpoint.RebuildCleared, faultpoint.RebuildCase}, false},
		{"rotate", []faultpoint.Point{faultpoint.RotationBegun, faultpoint.RotationBatch, faultpoint.RotationOldRemove}, false},
		{"backup", []faultpoint.Point{faultpoint.BackupBegun, faultpoint.BackupStored, faultpoint.BackupKeys, faultpoint.BackupFile}, false},
		{"backup", []faultpoint.Point{faultpoint.BackupCopied, faultpoint.BackupCleared}, true},
		{"dispose", []faultpoint.Point{faultpoint.DisposalRecorded, faultpoint.DisposalKey, faultpoint.DisposalBodies, faultpoint.DisposalFiles, faultpoint.DisposalTold}, false},
	}
	onBoth(t, func(t *testing.T, w *world) {
		if l := w.child("", "-writers", "12", "-acts", "6", "-photos", "write"); l.code != 0 {
			t.Fatal(l.stderr)
		}
		copies := t.TempDir()
		for _, c := range commands {
			if c.sqlite && w.cfg.Postgres != "" {
				continue
			}
			// What was acknowledged of a case disposed of is gone on purpose: only its
			// headers stay, which present counts.
			args := []string{"-copies", copies, "-stream", "case/00000000000000000000000000000001", c.do}
			for _, point := range c.points {
				if c.do == "backup" {
					copies = t.TempDir() // evidence is copied once to a folder
					args[1] = copies
				}
				l := w.child(string(point), args...)
				if !l.killed && point != faultpoint.DisposalFiles { // files go with the first that came so far
					t.Fatalf("%s: %q was not reached: %s", c.do, point, l.stderr)
				}
				w.present()
				if l := w.child("", args...); l.code != 0 && !(c.do == "dispose" && strings.Contains(l.stderr, "destroyed")) {
					t.Fatalf("%s after a kill at %q: %s", c.do, point, l.stderr)
				}
				w.present()
				if c.do == "backup" && (point == faultpoint.BackupFile || times(0, 1) == 1) {
					restores(t, w, copies)
				}
				if t.Failed() {
					t.Fatalf("%s, killed at %q", c.do, point)
				}
			}
		}
		w.whole()
	})
}

// restores restores the newest copy into new folders, killed at each point and then
// given again, and finds everything there.
func restores(t *testing.T, w *world, copies string) {
	t.Helper()
	for _, point := range []faultpoint.Point{faultpoint.RestoreStore, faultpoint.RestoreKeys, faultpoint.RestoreFiles, faultpoint.RestoreBuried, faultpoint.RebuildCleared, faultpoint.RebuildCase} {
		root := t.TempDir()
		to := &world{t: t, acked: w.acked, cfg: app.Config{Data: filepath.Join(root, "data"), Keys: filepath.Join(root, "keys"), Master: w.cfg.Master, Force: w.cfg.Force}}
		if w.cfg.Postgres != "" {
			to.cfg.Postgres = server.Database(t)
		}
		args := []string{"-copies", copies, "restore"}
		if l := to.child(string(point), args...); !l.killed {
			t.Fatalf("restore: %q was not reached: %s", point, l.stderr)
		}
		if point == faultpoint.RebuildCleared || point == faultpoint.RebuildCase {
			to.whole() // it stands; only its rows were still to be made, and opening makes them
			continue
		}
		if a, err := app.Open(t.Context(), to.cfg); err == nil {
			to.closed(a)
			t.Fatalf("restore killed at %q: half of it opened", point)
		}
		if l := to.child("", args...); l.code != 0 {
			t.Fatalf("restore again after a kill at %q: %s", point, l.stderr)
		}
		to.present()
	}
}
