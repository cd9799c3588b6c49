package faults_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/app"
	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Copies made while people write are whole: each restores, verifies, holds everything
// that was acknowledged before it was begun, and is the beginning of the record
// (fault R25).
func TestACopyMadeUnderLoadIsABeginningOfTheRecord(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		type made struct {
			to     *world
			copies string
		}
		var copies []made
		failed := ""
		l := w.run(exec.Command(childPath, w.args("-writers", "8", "-photos", "write")...), func(p *os.Process) {
			go func() {
				defer p.Kill()
				for range times(1, 20) {
					dir := t.TempDir()
					root := t.TempDir()
					to := &world{t: t, acked: w.soFar(), cfg: app.Config{Data: filepath.Join(root, "data"), Keys: filepath.Join(root, "keys"), Master: w.cfg.Master, Force: w.cfg.Force}}
					if out, err := exec.Command(childPath, w.args("-copies", dir, "backup")...).CombinedOutput(); err != nil {
						failed = fmt.Sprintf("backup: %v: %s", err, out)
						return
					}
					copies = append(copies, made{to, dir})
				}
			}()
		})
		if !l.killed || failed != "" {
			t.Fatalf("the writers ended by themselves, or a copy failed: %s %s", l.stderr, failed)
		}
		w.present()
		live := w.leaves()
		for n, c := range copies {
			if w.cfg.Postgres != "" {
				c.to.cfg.Postgres = server.Database(t)
			}
			if l := c.to.child("", "-copies", c.copies, "restore"); l.code != 0 {
				t.Fatalf("restore of copy %d: %s", n, l.stderr)
			}
			c.to.present()
			if got := c.to.leaves(); len(got) < len(c.to.acked) || len(got) > len(live) || !slices.Equal(got, live[:len(got)]) {
				t.Errorf("copy %d, of %d entries, is not the beginning of a record of %d", n, len(got), len(live))
			}
		}
	})
}

// leaves are the hashes of every entry in order.
func (w *world) leaves() (out []string) {
	w.t.Helper()
	a := w.open()
	defer w.closed(a)
	err := a.Store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		out = nil
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			out = append(out, string(e.Leaf))
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// Every connection to PostgreSQL is cut again and again under writers, in the middle of
// commits: nothing acknowledged is lost or there twice, whether the program ends or goes
// on (fault R28).
func TestConnectionsCutUnderLoad(t *testing.T) {
	w := newWorld(t, server.Database(t))
	db, err := sql.Open("pgx", w.cfg.Postgres+" application_name=scissors")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	lives, cuts, ended := 0, 0, 0
	for cuts < times(8, 200) {
		lives++
		stop := make(chan struct{})
		cut := make(chan int)
		l := w.run(exec.Command(childPath, w.args("-writers", "16", "-acts", "40", "-tolerate", "write")...), func(*os.Process) {
			go func() {
				n := 0
				defer func() { cut <- n }()
				for {
					// Not before the work goes on again, however slow the machine is: else every
					// cut after the first meets writers that are still finding their way back.
					if !w.goesOn(stop) {
						return
					}
					select {
					case <-stop:
						return
					case <-time.After(rand.N(100 * time.Millisecond)):
					}
					if _, err := db.ExecContext(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity
						where datname = current_database() and application_name = 'foursight'`); err != nil {
						t.Errorf("cut: %v", err)
						return
					}
					n++
				}
			}()
		})
		close(stop)
		if l.ready == 0 {
			t.Fatalf("it did not open: %s", l.stderr)
		}
		cuts += <-cut
		if l.code != 0 {
			ended++
		}
		w.present()
		if t.Failed() {
			t.FailNow()
		}
	}
	w.whole()
	t.Logf("%d cuts in %d lives, of which %d ended by themselves; %d acts acknowledged", cuts, lives, ended, len(w.acked))
}

// goesOn waits until another act is acknowledged, and says whether one was before the
// program ended. Half a minute without one is a program that does not come back.
func (w *world) goesOn(ended <-chan struct{}) bool {
	had := len(w.soFar())
	for end := time.Now().Add(30 * time.Second); len(w.soFar()) == had; {
		select {
		case <-ended:
			return false
		case <-time.After(5 * time.Millisecond):
		}
		if time.Now().After(end) {
			w.t.Error("nothing was acknowledged for half a minute after the connections were cut")
			return false
		}
	}
	return true
}

// Too few files to work with: the program refuses or ends with an error, and does
// neither panic nor lose what it acknowledged (fault R27).
func TestTooFewFileDescriptors(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		if l := w.child("", "-writers", "2", "-acts", "2", "write"); l.code != 0 {
			t.Fatal(l.stderr)
		}
		refused, worked := 0, 0
		limits := []string{"8", "14", "20", "26", "32", "64"}
		if times(0, 1) == 0 {
			limits = []string{"8", "64"}
		}
		for _, files := range limits {
			limited := exec.Command("sh", append([]string{"-c", `ulimit -n "$0"; exec "$@"`, files, childPath}, w.args("-writers", "8", "-acts", "4", "-photos", "-tolerate", "write")...)...)
			l := w.run(limited, nil)
			switch l.code {
			case 0:
				worked++
			case 1:
				refused++
			default:
				t.Errorf("with %s files: exit status %d, %s", files, l.code, l.stderr)
			}
			w.present()
		}
		if refused == 0 || worked == 0 {
			t.Errorf("%d limits were too low and %d high enough: both are wanted", refused, worked)
		}
		w.whole()
	})
}

// A service that is closed leaves nothing running (fault R27).
func TestNothingIsLeftRunning(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		id := journal.NewID()
		use := func() int {
			t.Helper()
			a := w.open()
			v, ok := a.Service.Viewer(t.Context(), "pc-marsh")
			if !ok {
				t.Fatal("nobody to act for")
			}
			if err := a.Service.Look(t.Context(), casework.Look{Staff: v.Staff.ID, Basis: access.Searched, Route: "GET /case/{ref}", Cases: []casework.LookedAt{{ID: id}}, Outcome: "missed"}); err != nil {
				t.Fatal(err)
			}
			w.closed(a)
			return runtime.NumGoroutine()
		}
		base, after := use(), 0
		for range 4 {
			after = use()
		}
		for end := time.Now().Add(10 * time.Second); after > base && time.Now().Before(end); after = runtime.NumGoroutine() {
			runtime.Gosched() // what was told to end gets its turn
		}
		if after > base {
			stacks := make([]byte, 1<<20)
			t.Errorf("%d goroutines after five lives, %d after one:\n%s", after, base, stacks[:runtime.Stack(stacks, true)])
		}
	})
}
