package faults_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"foursight/internal/app"
	"foursight/internal/faultpoint"
	"foursight/internal/store/sqlite"
	"foursight/internal/store/storetest"
)

// A first start, killed at each point, is followed by one that stands.
func TestAFirstStartCutShortIsGoneOnWith(t *testing.T) {
	onEach(t, func(t *testing.T, dsn func() string) {
		for _, point := range []faultpoint.Point{faultpoint.Migrating, faultpoint.Migrated, faultpoint.KeyMade, faultpoint.BeforeCommit, faultpoint.Committed} {
			for n := 1; n <= 3; n++ {
				if t.Name() == "TestAFirstStartCutShortIsGoneOnWith/PostgreSQL" && n != 2 && times(0, 1) == 0 {
					continue // a database costs more than a folder
				}
				w := unopened(t, dsn())
				w.child(fmt.Sprintf("%s#%d", point, n), "open")
				if _, err := os.Stat(w.cfg.Data); err != nil {
					t.Fatal(err)
				}
				w.present()
			}
		}
	})
}

// A record that an earlier build wrote is brought up to date: killed before and after
// each step, and at any moment, it is gone on with at the next start, everything that
// was acknowledged is there, and its rows are those a rebuild makes (fault R3).
func TestAnUpgradeCutShortIsGoneOnWith(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		if l := w.child("", "-writers", "4", "-acts", "6", "-photos", "write"); l.code != 0 {
			t.Fatal(l.stderr)
		}
		newest := storetest.Migrations(t, w.migrations())
		first, last := 3, 3
		if times(0, 1) == 1 {
			last = newest - 1 // builds before the third kept no rows
		}
		for n := first; n <= last; n++ {
			old := w.aged(n)
			upgrade := func(point string, killed bool) {
				t.Helper()
				then := old.copied()
				l := then.child(point, "open")
				if l.killed != killed {
					t.Fatalf("from migration %d, %q: killed %v, %s", n, point, l.killed, l.stderr)
				}
				then.present()
				if t.Failed() {
					t.Fatalf("from migration %d, killed at %q", n, point)
				}
			}
			for step := 1; step <= newest-n; step += times(newest-n-1, 1) {
				upgrade(fmt.Sprintf("%s#%d", faultpoint.Migrating, step), true)
				upgrade(fmt.Sprintf("%s#%d", faultpoint.Migrated, step), true)
			}
			for range times(1, 10) {
				then := old.copied()
				l := then.run(after(rand.N(150*time.Millisecond), exec.Command(childPath, then.args("open")...)), nil)
				if !l.killed && l.code != 0 {
					t.Fatalf("from migration %d, killed at any moment: %s", n, l.stderr)
				}
				then.whole()
			}
		}
	})
}

// after has a command killed some time after it started.
func after(d time.Duration, cmd *exec.Cmd) *exec.Cmd {
	return exec.Command("timeout", append([]string{"-s", "KILL", fmt.Sprintf("%.3f", max(d.Seconds(), 0.001)), cmd.Path}, cmd.Args[1:]...)...)
}

// migrations is the folder of the world's database's.
func (w *world) migrations() string {
	if w.cfg.Postgres != "" {
		return "../store/postgres/migrations"
	}
	return "../store/sqlite/migrations"
}

// aged is the world as an earlier build left it, which knew the first n migrations.
func (w *world) aged(n int) *world {
	w.t.Helper()
	old := w.copied()
	dialect, driver, from, to := goose.DialectSQLite3, "sqlite", filepath.Join(w.cfg.Data, sqlite.File), filepath.Join(old.cfg.Data, sqlite.File)
	if w.cfg.Postgres != "" {
		dialect, driver, from, to = goose.DialectPostgres, "pgx", w.cfg.Postgres, server.Database(w.t)
		old.cfg.Postgres = to
	} else {
		for _, name := range []string{to, to + "-wal", to + "-shm"} {
			if err := os.RemoveAll(name); err != nil {
				w.t.Fatal(err)
			}
		}
	}
	newer, err := sql.Open(driver, from)
	if err != nil {
		w.t.Fatal(err)
	}
	older, err := sql.Open(driver, to)
	if err != nil {
		w.t.Fatal(err)
	}
	storetest.Aged(w.t, dialect, w.migrations(), newer, older, n)
	if err := errors.Join(newer.Close(), older.Close()); err != nil {
		w.t.Fatal(err)
	}
	return old
}

// copied is the same force again in folders, and a database, of its own. Nobody may
// have it open.
func (w *world) copied() *world {
	w.t.Helper()
	root := w.t.TempDir()
	to := &world{t: w.t, acked: w.acked, cfg: app.Config{Data: filepath.Join(root, "data"), Keys: filepath.Join(root, "keys"), Master: w.cfg.Master, Force: w.cfg.Force}}
	for from, to := range map[string]string{w.cfg.Data: to.cfg.Data, w.cfg.Keys: to.cfg.Keys} {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			w.t.Fatal(err)
		}
	}
	if w.cfg.Postgres != "" {
		to.cfg.Postgres = server.Copy(w.t, w.cfg.Postgres)
	}
	return to
}
