//go:build unix

package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// onEachBeside is onEachBreaking with a second place for looks.
func onEachBeside(t *testing.T, test func(*testing.T, *world, *breaking)) {
	t.Helper()
	onEachBreaking(t, func(t *testing.T, w *world, b *breaking) {
		cfg := w.cfg
		cfg.Beside = t.TempDir()
		must(t, w.Close())
		w.open(cfg)
		test(t, w, b)
	})
}

// pressing is a look that must be kept, told from others by its route.
func (w *world) pressing(route string) error {
	return w.Look(w.t.Context(), Look{Staff: "responder", Route: route, Cases: []LookedAt{{ID: strings.Repeat("5", 32), Version: 7}}, Outcome: "shown", Pressing: true})
}

// looked lists the routes of the looks in the record, and how many entries hold them.
func (w *world) looked() (routes []string, entries int) {
	w.t.Helper()
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		routes, entries = nil, 0
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil || e.Kind != kindConsulted {
				must(w.t, err)
				continue
			}
			entries++
			body, err := journal.Open(ctx, w.keys, e)
			must(w.t, err)
			var in struct{ Looks []Look }
			must(w.t, json.Unmarshal(body.JSON, &in))
			for _, l := range in.Looks {
				routes = append(routes, l.Route)
			}
		}
		return nil
	}))
	return routes, entries
}

// held waits until the record holds looks by these routes, each once, and nothing waits
// beside it: the service adopts by itself.
func (w *world) held(want ...string) {
	w.t.Helper()
	must(w.t, w.Adopt(w.t.Context()))
	got, _ := w.looked()
	slices.Sort(got)
	if !slices.Equal(got, want) {
		w.t.Errorf("the record holds looks by %q, want %q", got, want)
	}
	if file, err := os.ReadFile(w.lookFile()); err != nil || len(file) > 0 {
		w.t.Errorf("%d bytes are beside the record (%v), want none", len(file), err)
	}
}

func (w *world) lookFile() string { return filepath.Join(w.cfg.Beside, lookFile) }

// Without room in the record a look that presses is kept beside it, sealed, every other
// is refused, and with room again the record takes it in, once, with its own time.
func TestALookThatPressesIsKeptBesideAFullRecordAndAdoptedOnce(t *testing.T) {
	t.Parallel()
	onEachBeside(t, func(t *testing.T, w *world, b *breaking) {
		b.full.Store(true)
		if err := w.Look(t.Context(), Look{Staff: "responder", Route: "GET /case/{ref}", Outcome: "shown"}); !errors.Is(err, ErrFull) {
			t.Errorf("an ordinary look: %v, want ErrFull", err)
		}
		at := w.now
		for n := range 3 {
			must(t, w.pressing(fmt.Sprint("GET /call/", n)))
		}
		if got, _ := w.looked(); len(got) > 0 {
			t.Fatalf("the record holds %q: it had no room", got)
		}
		file, err := os.ReadFile(w.lookFile())
		must(t, err)
		if bytes.Count(file, []byte("\n")) != 3 || bytes.Contains(file, []byte("responder")) || bytes.Contains(file, []byte("55555")) {
			t.Errorf("beside it lies %q", file)
		}
		if st, err := w.Standing(t.Context()); err != nil || st.Beside != 3 || !st.HasBeside || st.BesideFails != nil {
			t.Errorf("it stands at %+v, %v", st, err)
		}
		w.now = w.now.Add(time.Hour)
		b.full.Store(false)
		w.held("GET /call/0", "GET /call/1", "GET /call/2")
		before := w.digest()
		must(t, w.clearRows())
		must(t, w.Rebuild(t.Context(), nil))
		if w.digest() != before {
			t.Error("rows made again from the record differ")
		}
		must(t, w.store.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
			first, err := store.FirstLook(ctx, tx, "responder", 0)
			last, err2 := store.LastLook(ctx, tx, "responder", math.MaxInt64)
			if first != millis(at) || last != millis(at) {
				t.Errorf("they were from %d to %d, want %d: when somebody looked", first, last, millis(at))
			}
			return errors.Join(err, err2)
		}))
		must(t, w.pressing("GET /call/after")) // straight into the record
		w.held("GET /call/0", "GET /call/1", "GET /call/2", "GET /call/after")
	})
}

// The process dies after the record took looks in and before the file was emptied, and
// again; or it dies while a line is written. Everything kept is in the record once.
func TestACrashAroundAdoptingDoublesNothingAndLosesNothing(t *testing.T) {
	t.Parallel()
	onEachBeside(t, func(t *testing.T, w *world, b *breaking) {
		b.full.Store(true)
		must(t, w.pressing("GET /call/0"))
		must(t, w.pressing("GET /call/1"))
		file, err := os.ReadFile(w.lookFile())
		must(t, err)
		b.full.Store(false)
		w.held("GET /call/0", "GET /call/1")
		cfg := w.cfg
		begun := bytes.Repeat(file[:bytes.IndexByte(file, '\n')], 3) // longer than what is written over it
		for _, left := range [][]byte{file, file, append(slices.Clone(file), begun...)} {
			must(t, w.Close())
			must(t, os.WriteFile(filepath.Join(cfg.Beside, lookFile), left, 0o600))
			b.full.Store(true)
			w.open(cfg)
			b.full.Store(false)
			w.held("GET /call/0", "GET /call/1")
		}
		must(t, w.Close())
		must(t, os.WriteFile(filepath.Join(cfg.Beside, lookFile), begun, 0o600)) // nothing but a line begun
		b.full.Store(true)
		w.open(cfg)
		must(t, w.pressing("GET /call/2"))
		must(t, w.pressing("GET /call/3"))
		must(t, w.Close())
		w.open(cfg)
		b.full.Store(false)
		w.held("GET /call/0", "GET /call/1", "GET /call/2", "GET /call/3")
		if kept, err := filepath.Glob(w.lookFile() + "-*"); err != nil || len(kept) > 0 {
			t.Errorf("kept as damaged: %q, %v", kept, err)
		}
	})
}

// Where it is not known whether the record took a look in, it is kept beside it under
// the id it has there.
func TestALookWhoseOutcomeIsNotKnownIsInTheRecordOnce(t *testing.T) {
	t.Parallel()
	onEachBeside(t, func(t *testing.T, w *world, b *breaking) {
		b.unknown.Store(true)
		must(t, w.pressing("GET /call/0"))
		b.unknown.Store(false)
		w.held("GET /call/0")
	})
}

// Many look at once: each is answered for itself, and what was answered is there once.
func TestOfManyLooksAtOnceEachIsAnsweredForItself(t *testing.T) {
	t.Parallel()
	onEachBeside(t, func(t *testing.T, w *world, b *breaking) {
		b.full.Store(true)
		var all sync.WaitGroup
		var want []string
		for n := range 60 {
			route := fmt.Sprintf("GET /call/%02d", n)
			press := n%3 > 0
			if press {
				want = append(want, route)
			}
			all.Go(func() {
				err := w.Look(t.Context(), Look{Staff: "responder", Route: route, Outcome: "shown", Pressing: press})
				if press && err != nil || !press && !errors.Is(err, ErrFull) {
					t.Errorf("pressing %v: %v", press, err)
				}
			})
		}
		all.Wait()
		b.full.Store(false)
		w.held(want...)
	})
}

// Lines that were changed or taken away are said; the others are taken in, and the file
// as it was is kept.
func TestLinesThatWereTouchedBesideTheRecordAreSaid(t *testing.T) {
	t.Parallel()
	for name, touch := range map[string]func(lines [][]byte) [][]byte{
		"changed": func(l [][]byte) [][]byte {
			l[1][30] ^= 1
			return l
		},
		"taken away": func(l [][]byte) [][]byte { return slices.Delete(l, 1, 2) },
		"exchanged":  func(l [][]byte) [][]byte { l[0], l[1] = l[1], l[0]; return l },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			b := &breaking{Store: w.store}
			var log bytes.Buffer
			cfg := w.cfg
			cfg.Store, cfg.Beside, cfg.Log = b, t.TempDir(), slog.New(slog.NewTextHandler(&log, nil))
			must(t, w.Close())
			w.open(cfg)
			b.full.Store(true)
			for n := range 3 {
				must(t, w.pressing(fmt.Sprint("GET /call/", n)))
			}
			must(t, w.Close())
			file, err := os.ReadFile(filepath.Join(cfg.Beside, lookFile))
			must(t, err)
			touched := bytes.Join(touch(slices.Collect(bytes.Lines(file))), nil)
			must(t, os.WriteFile(filepath.Join(cfg.Beside, lookFile), touched, 0o600))
			b.full.Store(false)
			w.open(cfg)
			if name == "exchanged" {
				w.held("GET /call/0", "GET /call/1", "GET /call/2")
			} else {
				w.held("GET /call/0", "GET /call/2")
			}
			must(t, w.Close())
			kept, err := filepath.Glob(filepath.Join(cfg.Beside, lookFile+"-unreadable-*"))
			if err != nil || len(kept) != 1 {
				t.Fatalf("kept under another name: %q, %v; want one file", kept, err)
			}
			if got, err := os.ReadFile(kept[0]); err != nil || !bytes.Equal(got, touched) {
				t.Errorf("what is kept is not the file as it was (%v)", err)
			}
			if !strings.Contains(log.String(), "damaged or missing") {
				t.Errorf("the log says nothing of it: %s", &log)
			}
			w.open(cfg)
		})
	}
}

// A second place that is full as well, or whose sync failed, keeps nothing, and says so.
func TestASecondPlaceThatCannotKeepRefuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := &breaking{Store: w.store}
	cfg := w.cfg
	cfg.Store, cfg.Beside = b, t.TempDir()
	must(t, w.Close())
	w.open(cfg)
	b.full.Store(true)
	in := func(f *os.File) (was *os.File) {
		w.Service.looks.beside.mu.Lock()
		defer w.Service.looks.beside.mu.Unlock()
		was, w.Service.looks.beside.f = w.Service.looks.beside.f, f
		return was
	}
	full, err := os.OpenFile("/dev/full", os.O_RDWR, 0)
	must(t, err)
	defer full.Close()
	file := in(full)
	if err := w.pressing("GET /call/full"); !errors.Is(err, ErrFull) || !w.KeepsBeside() {
		t.Errorf("full: %v, want ErrFull and that it may keep the next", err)
	}
	in(file)
	must(t, w.pressing("GET /call/room"))
	_, pipe, err := os.Pipe() // which takes no sync
	must(t, err)
	defer pipe.Close()
	in(pipe)
	if err := w.pressing("GET /call/lost"); err == nil {
		t.Error("kept where nothing can be kept")
	}
	in(file)
	w.Service.looks.beside.mu.Lock()
	must(t, errors.Join(w.Service.looks.beside.synced(nil)))
	w.Service.looks.beside.synced(errors.New("the disk is broken"))
	w.Service.looks.beside.mu.Unlock()
	if err := w.pressing("GET /call/after"); !errors.Is(err, store.ErrSyncFailed) || w.KeepsBeside() {
		t.Errorf("after a failed sync: %v, want ErrSyncFailed and that it keeps nothing", err)
	}
	b.full.Store(false)
	must(t, w.Adopt(t.Context()))
	if got, _ := w.looked(); !slices.Equal(got, []string{"GET /call/room"}) {
		t.Errorf("the record holds %q, want what was kept before", got)
	}
}

// While there is no room a search is kept in memory, for its owner alone, and a guardian
// is told of who asked once there is room.
func TestASearchIsAnsweredAndAGuardianToldAllTheSame(t *testing.T) {
	t.Parallel()
	onEachBeside(t, func(t *testing.T, w *world, b *breaking) {
		id, _, _, _ := w.report("responder")
		w.wall(id)
		b.full.Store(true)
		search, err := w.KeepSearch(t.Context(), w.as("other"), "07700 900123")
		must(t, err)
		if q, ok := w.KeptSearch(t.Context(), w.as("other"), search); !ok || q != "07700 900123" {
			t.Errorf("kept %q, %v", q, ok)
		}
		if _, ok := w.KeptSearch(t.Context(), w.as("responder"), search); ok {
			t.Error("somebody else finds it")
		}
		if _, err := w.AnswerCall(t.Context(), w.as("other"), "07700 900123"); err != nil {
			t.Error(err)
		}
		for range 2000 { // what follows the answer is not waited for
			w.untold.mu.Lock()
			n := len(w.untold.notices)
			w.untold.mu.Unlock()
			if n > 0 {
				break
			}
			time.Sleep(3 * time.Millisecond)
		}
		if n := w.tripped("standards", id, 0); n != 0 {
			t.Fatalf("told %d times: there was no room", n)
		}
		if _, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: journal.NewID(), Events: []casefile.Event{
			w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now))})}}); !errors.Is(err, ErrFull) {
			t.Errorf("recording: %v, want ErrFull", err)
		}
		b.full.Store(false)
		must(t, w.Adopt(t.Context()))
		if n := w.tripped("standards", id, 1); n != 1 {
			t.Errorf("told %d times once there was room, want 1", n)
		}
		w.now = w.now.Add(searchLife)
		if _, ok := w.KeptSearch(t.Context(), w.as("other"), search); ok {
			t.Error("a search is kept longer than its time")
		}
	})
}
