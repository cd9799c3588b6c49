package faults_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Each sync takes a second for a while, under four writers and a reader (fault R7): acts
// are acknowledged more slowly and none is refused, reading goes on as before, the health
// page says so, and both are over with the slowness.
func TestADiskThatIsSlowForAWhile(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		slow := func(pid int) (letGo func() error, err error) {
			return attach(pid, "fsync,fdatasync:delay_enter=1000000", w.files()...)
		}
		if w.cfg.Postgres != "" { // the sync is the server's own: what stands for it is as slow at the same place
			slow = func(int) (func() error, error) {
				return func() error { return w.sql(`drop trigger slow on entry`) }, w.sql(`create function slow() returns trigger language plpgsql as
					$$ begin
						if current_setting('foursight.slowed', true) is distinct from 'yes' then
							perform set_config('foursight.slowed', 'yes', true), pg_sleep(1);
						end if;
						return null;
					end $$;
					create constraint trigger slow after insert on entry deferrable initially deferred for each row execute function slow()`)
			}
		}
		w.watched(func(p *os.Process) error { return w.slowed(p, slow) })
		w.whole()
	})
}

// watched runs a child of four writers and a reader for as long as something is done to
// it, which must not end it.
func (w *world) watched(do func(*os.Process) error) {
	w.t.Helper()
	var why error
	over := make(chan struct{})
	l := w.run(exec.Command(childPath, w.args("-writers", "4", "-reads", "write")...), func(p *os.Process) {
		go func() {
			defer close(over)
			why = errors.Join(do(p), ignoreGone(p.Kill()))
		}()
	})
	<-over
	if why != nil || !l.killed {
		w.t.Fatalf("%v (ended by itself: %v)\n%s", why, !l.killed, l.stderr)
	}
}

// more waits until so many more acts are acknowledged.
func (w *world) more(p *os.Process, n int, within time.Duration) error {
	had, _, _ := w.counts()
	if !whileAlive(p)(within, func() bool { acked, _, _ := w.counts(); return acked >= had+n }) {
		acked, _, refused := w.counts()
		return fmt.Errorf("within %s %d of %d acts were acknowledged, %d refused", within, acked-had, n, refused)
	}
	return nil
}

// slowed slows the syncs of a child until the health page says so, lets go, and holds it
// to what must be true meanwhile and afterwards.
func (w *world) slowed(p *os.Process, slow func(pid int) (func() error, error)) error {
	if err := w.more(p, 40, 20*time.Second); err != nil {
		return err
	}
	letGo, err := slow(p.Pid)
	if err != nil {
		return err
	}
	says := func(is bool) func() bool {
		return func() bool { _, states := w.standing(); return strings.Contains(states, "slow_sync") == is }
	}
	read, _ := w.standing()
	acked, _, _ := w.counts()
	began := time.Now()
	said := whileAlive(p)(30*time.Second, says(true))
	took := time.Since(began)
	now, _ := w.standing()
	slowly, _, refused := w.counts()
	err = letGo()
	w.t.Logf("in %s %d acts were acknowledged, %d readings", took.Round(time.Millisecond), slowly-acked, now-read)
	switch {
	case err != nil:
		return err
	case !said:
		return errors.New("the health page does not say that syncs are slow")
	case slowly == acked:
		return errors.New("nothing was acknowledged while syncs were slow")
	case float64(slowly-acked) > 40*took.Seconds(): // four writers, and a sync takes a second
		return errors.New("acts were acknowledged too fast: nothing was slow")
	case refused > 0:
		return fmt.Errorf("%d acts were refused", refused)
	case float64(now-read) < 10*took.Seconds():
		return errors.New("whoever reads waited for those who write")
	}
	if err := w.more(p, 40, 10*time.Second); err != nil {
		return fmt.Errorf("afterwards: %w", err)
	}
	if !whileAlive(p)(10*time.Second, says(false)) {
		return errors.New("the health page says that syncs are slow when they are not")
	}
	return nil
}

// Calls that a signal interrupts are made again, and a write of which the system takes a
// part is a write that failed: it ends, and what was acknowledged is there (fault R7).
func TestWritesThatAreInterruptedOrCutShort(t *testing.T) {
	w := newWorld(t, "")
	letGo := func() error { return nil }
	w.watched(func(p *os.Process) (err error) {
		if err := w.more(p, 8, 20*time.Second); err != nil {
			return err
		}
		if letGo, err = attach(p.Pid, "pwrite64,pread64:error=EINTR:when=2+3", w.files()...); err != nil {
			return err
		}
		err = w.more(p, 40, 20*time.Second)
		if _, _, refused := w.counts(); refused > 0 {
			err = errors.Join(err, fmt.Errorf("%d acts were refused", refused))
		}
		return err
	})
	if err := letGo(); err != nil { // not of a living child: a call that is let go of half-way fails
		t.Error(err)
	}
	w.present()

	l := w.run(exec.Command(childPath, w.args("-writers", "4", "-acts", "2000", "write")...), func(p *os.Process) {
		var most int64
		for _, path := range w.files() {
			if f, err := os.Stat(path); err == nil {
				most = max(most, f.Size())
			}
		}
		end := uint64(most) + 1000 // in the middle of a page
		if err := unix.Prlimit(p.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: end, Max: end}, nil); err != nil {
			t.Error(err)
		}
	})
	if l.killed || l.code == 0 {
		t.Errorf("it ended with %d, killed %v: no write was cut short", l.code, l.killed)
	}
	w.whole()
}
