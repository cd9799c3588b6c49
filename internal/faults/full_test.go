package faults_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"foursight/internal/faultpoint"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// The disk of the record is full for a while, and then it has room again, under two
// writers, photographs, and somebody who answers calls (fault R6). Whatever was
// acknowledged is there once; calls are answered all the while; ten seconds after there
// is room acts are recorded again and nothing waits beside the record, in the same
// process. Killed when a look is kept beside it, or taken in, it loses and doubles none.
func TestADiskThatIsFullForAWhile(t *testing.T) {
	onEach(t, func(t *testing.T, dsn func() string) {
		points := slices.Repeat([]faultpoint.Point{"", faultpoint.LookBeside, faultpoint.LookAdopted}, times(1, 20))
		if t.Name() == "TestADiskThatIsFullForAWhile/PostgreSQL" {
			points = points[:times(1, 20)] // the second place is the same for both
		}
		for _, point := range points {
			w := newWorld(t, dsn())
			w.cfg.Beside = t.TempDir()
			cmd := exec.Command(childPath, w.args("-writers", "2", "-photos", "-tolerate", "write")...)
			cmd.Env = append(os.Environ(), "FOURSIGHT_KILL_AT="+string(point))
			var why error
			watched := make(chan struct{})
			l := w.run(cmd, func(p *os.Process) {
				go func() {
					defer close(watched)
					why = errors.Join(w.filled(p), ignoreGone(p.Kill()))
				}()
			})
			<-watched
			switch {
			case !l.killed:
				t.Fatalf("%q: it ended by itself: %s", point, l.stderr)
			case point == "" && why != nil:
				t.Fatalf("%v\n%s", why, l.stderr)
			}
			w.looksAreThereOnce()
			if point == "" {
				w.whole()
			} else {
				w.present()
			}
			acked, kept, refused := w.counts()
			t.Logf("%q: %d acts acknowledged, %d looks kept, %d acts refused", point, acked, kept, refused)
		}
	})
}

func ignoreGone(err error) error {
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// whileAlive waits for something no longer than it is given and the child lives.
func whileAlive(p *os.Process) func(time.Duration, func() bool) bool {
	return func(d time.Duration, done func() bool) bool {
		for end := time.Now().Add(d); !done(); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) || p.Signal(syscall.Signal(0)) != nil {
				return false
			}
		}
		return true
	}
}

// filled fills the disk under a child, makes room, and holds it to both.
func (w *world) filled(p *os.Process) error {
	within := whileAlive(p)
	if !within(20*time.Second, func() bool { acked, kept, _ := w.counts(); return acked > 8 && kept > 8 }) {
		return errors.New("with room, too little was recorded")
	}
	room, err := w.fill(p.Pid)
	if err != nil {
		return err
	}
	full := within(20*time.Second, func() bool { _, _, refused := w.counts(); return refused > 4 })
	acked, kept, _ := w.counts()
	answered := full && within(10*time.Second, func() bool {
		file, err := os.Stat(filepath.Join(w.cfg.Beside, "looks-to-adopt"))
		_, now, _ := w.counts()
		return now > kept+20 && err == nil && file.Size() > 0
	})
	now, _, _ := w.counts()
	if err := room(); err != nil {
		return err
	}
	began := time.Now()
	again := within(10*time.Second, func() bool {
		file, err := os.Stat(filepath.Join(w.cfg.Beside, "looks-to-adopt"))
		acked, _, _ := w.counts()
		return acked > now+8 && err == nil && file.Size() == 0
	})
	w.t.Logf("ten seconds were allowed, %s were taken", time.Since(began).Round(time.Millisecond))
	switch {
	case !full:
		return errors.New("nothing was refused: the disk was not full")
	case now > acked+2: // of each writer one act may have been under way
		return errors.New("acts were acknowledged while the disk was full")
	case !answered:
		return errors.New("calls were not answered while the disk was full")
	case !again:
		return errors.New("it did not go on within ten seconds")
	}
	return nil
}

// fill fills the disk on which the record of a running child lies, until room is called.
// Under SQLite each write to it fails, and each new file of evidence; PostgreSQL answers
// as it does for want of room.
func (w *world) fill(pid int) (room func() error, err error) {
	if w.cfg.Postgres != "" {
		return func() error { return w.sql(`drop trigger no_room on entry`) }, w.sql(`create function no_room() returns trigger language plpgsql as
			$$ begin raise exception 'no room' using errcode = 'disk_full'; end $$;
			create trigger no_room before insert on entry for each row execute function no_room()`)
	}
	return attach(pid, "pwrite64,openat:error=ENOSPC", append(w.files(), filepath.Join(w.cfg.Data, "evidence", "partial"))...)
}

// sql changes what PostgreSQL does under a running child.
func (w *world) sql(statements string) error {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.cfg.Postgres)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statements)
	return errors.Join(err, conn.Close(ctx))
}

// files are those that SQLite writes the record and its keys to.
func (w *world) files() []string {
	return []string{filepath.Join(w.cfg.Data, "foursight.db"), filepath.Join(w.cfg.Data, "foursight.db-wal"), filepath.Join(w.cfg.Keys, "keyring.db-wal")}
}

// attach tampers with calls of a running child that concern some files, in the words of
// strace, until it is told to let go.
func attach(pid int, inject string, files ...string) (letGo func() error, err error) {
	args := []string{"-f", "-p", strconv.Itoa(pid), "-o", os.DevNull, "-e", "signal=none", "-e", "inject=" + inject}
	for _, path := range files {
		args = append(args, "-P", path)
	}
	strace := exec.Command("strace", args...)
	says, err := strace.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := strace.Start(); err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(says)
	for lines.Scan() && !strings.Contains(lines.Text(), " attached") {
	}
	go func() { // or it would wait for a reader
		for lines.Scan() {
		}
	}()
	return func() error {
		if err := strace.Process.Signal(os.Interrupt); err != nil { // it lets go of the child and ends
			return ignoreGone(err)
		}
		_, err := strace.Process.Wait()
		return err
	}, nil
}

// looksAreThereOnce opens the world, which takes in what waits beside the record, and
// finds every look once that was kept.
func (w *world) looksAreThereOnce() {
	w.t.Helper()
	a := w.open()
	defer w.closed(a)
	if err := a.Service.Adopt(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	found := map[string]int{}
	if err := a.Store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		clear(found)
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			if e.Kind != "Consulted" {
				continue
			}
			body, err := journal.Open(ctx, a.Keys, e)
			if err != nil {
				return err
			}
			var in struct{ Looks []struct{ Route string } }
			if err := json.Unmarshal(body.JSON, &in); err != nil {
				return err
			}
			for _, l := range in.Looks {
				found[strings.TrimPrefix(l.Route, "GET /call/")]++
			}
		}
		return nil
	}); err != nil {
		w.t.Fatal(err)
	}
	for _, id := range w.kept {
		if found[id] != 1 {
			w.t.Errorf("the look %s was kept, and is in the record %d times", id, found[id])
		}
	}
	if file, err := os.ReadFile(filepath.Join(w.cfg.Beside, "looks-to-adopt")); err != nil || len(file) > 0 {
		w.t.Errorf("%d bytes wait beside the record (%v)", len(file), err)
	}
}

// The program's log goes to a full disk: it says nothing, and does all the rest.
func TestALogThatFindsNoRoomStopsNothing(t *testing.T) {
	w := newWorld(t, "")
	cmd := exec.Command("sh", append([]string{"-c", `exec "$@" 2>/dev/full`, "sh", childPath}, w.args("-writers", "2", "-acts", "4", "-photos", "write")...)...)
	if l := w.run(cmd, nil); l.code != 0 || len(l.acked) < 8 {
		t.Errorf("exit status %d, %d acts acknowledged", l.code, len(l.acked))
	}
	w.present()
}
