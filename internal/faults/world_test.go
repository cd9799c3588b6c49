package faults_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/force"
	"foursight/internal/store/postgres/pgtest"
)

// childPath is the program under fault, built once with its fault points in.
var childPath string

// server is the PostgreSQL that every test shares.
var server *pgtest.Server

func TestMain(m *testing.M) {
	code, err := prepared(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func prepared(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "foursight-faults-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	childPath = filepath.Join(dir, "child")
	if out, err := exec.Command("go", "build", "-tags", "faults", "-o", childPath, "./child").CombinedOutput(); err != nil {
		return 1, fmt.Errorf("build the child: %w\n%s", err, out)
	}
	if server, err = pgtest.Start(context.Background()); err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	return m.Run(), nil
}

// times is how often something is tried: few in every run, many in the long one.
func times(few, many int) int {
	if os.Getenv("FOURSIGHT_LONG") != "" {
		return many
	}
	return few
}

// onBoth runs a test on each database, over a force of its own.
func onBoth(t *testing.T, f func(t *testing.T, w *world)) {
	onEach(t, func(t *testing.T, dsn func() string) { f(t, newWorld(t, dsn())) })
}

// onEach runs a test on each database; dsn makes a new one, "" with SQLite.
func onEach(t *testing.T, f func(t *testing.T, dsn func() string)) {
	t.Run("SQLite", func(t *testing.T) { f(t, func() string { return "" }) })
	t.Run("PostgreSQL", func(t *testing.T) { f(t, func() string { return server.Database(t) }) })
}

// world is a force in temporary folders, and what its child was told is recorded.
type world struct {
	t   *testing.T
	cfg app.Config

	mu    sync.Mutex // of what follows, while a child lives
	acked []string
	kept  []string // looks
	told  int      // answers that an act was refused
	reads int
	state string // as it stood last
}

// counts are how many acts were acknowledged, looks kept and acts refused up to now.
func (w *world) counts() (acked, kept, refused int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.acked), len(w.kept), w.told
}

// standing is how often a case was read up to now, and in which states it serves.
func (w *world) standing() (reads int, states string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.reads, w.state
}

// soFar is what was acknowledged up to now.
func (w *world) soFar() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.acked)
}

// unopened is a world before its first start.
func unopened(t *testing.T, dsn string) *world {
	root := t.TempDir()
	return &world{t: t, cfg: app.Config{Data: filepath.Join(root, "data"), Keys: filepath.Join(root, "keys"),
		Master: filepath.Join(root, "safe", "master.txt"), Force: "Westmarch Police", Postgres: dsn}}
}

func newWorld(t *testing.T, dsn string) *world {
	t.Helper()
	w := unopened(t, dsn)
	a := w.open()
	if _, err := a.Init(t.Context(), force.Staff{ID: "admin-price", Name: "Carys Price", Roles: []force.Held{{Role: casefile.Administrator}}}); err != nil {
		t.Fatal(err)
	}
	officer := force.Staff{ID: "pc-marsh", Title: "PC", Name: "Danielle Marsh", Unit: "North", Roles: []force.Held{{Role: casefile.Responder}}}
	if err := a.Service.RecordStaff(t.Context(), "admin-price", officer); err != nil {
		t.Fatal(err)
	}
	w.closed(a)
	return w
}

func (w *world) open() *app.App {
	w.t.Helper()
	a, err := app.Open(w.t.Context(), w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

func (w *world) closed(a *app.App) {
	w.t.Helper()
	if err := a.Close(); err != nil {
		w.t.Fatal(err)
	}
}

// args are the child's flags for this world.
func (w *world) args(more ...string) []string {
	return append([]string{"-data", w.cfg.Data, "-keys", w.cfg.Keys, "-master", w.cfg.Master, "-postgres", w.cfg.Postgres, "-beside", w.cfg.Beside}, more...)
}

// life is one run of the child.
type life struct {
	ready  time.Duration // how long opening took; 0 where it did not come to that
	acked  []string
	killed bool // by SIGKILL
	code   int
	stderr string
}

// run runs a command that is, or wraps, the child, and reads what it says. onReady is
// called once it is ready to write.
func (w *world) run(cmd *exec.Cmd, onReady func(*os.Process)) life {
	w.t.Helper()
	var l life
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		w.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		switch word, rest, _ := strings.Cut(lines.Text(), " "); {
		case word == "ready":
			if l.ready, err = time.ParseDuration(rest + "ms"); err != nil {
				w.t.Fatal(err)
			}
			if onReady != nil {
				onReady(cmd.Process)
			}
		case word == "ack" && len(rest) == 32: // the last line may be cut by the kill
			l.acked = append(l.acked, rest)
			w.mu.Lock()
			w.acked = append(w.acked, rest)
			w.mu.Unlock()
		case word == "kept" && len(rest) == 32:
			w.mu.Lock()
			w.kept = append(w.kept, rest)
			w.mu.Unlock()
		case word == "err":
			w.mu.Lock()
			w.told++
			w.mu.Unlock()
		case word == "read", word == "stands":
			w.mu.Lock()
			if word == "read" {
				w.reads++
			} else {
				w.state = rest
			}
			w.mu.Unlock()
		}
	}
	err = cmd.Wait()
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && err != nil {
		l.killed = status.Signaled() && status.Signal() == syscall.SIGKILL
	}
	l.code, l.stderr = cmd.ProcessState.ExitCode(), stderr.String()
	return l
}

// child runs the child with a point at which it dies; "" for none.
func (w *world) child(point string, args ...string) life {
	w.t.Helper()
	cmd := exec.Command(childPath, w.args(args...)...)
	cmd.Env = append(os.Environ(), "FOURSIGHT_KILL_AT="+point)
	return w.run(cmd, nil)
}
