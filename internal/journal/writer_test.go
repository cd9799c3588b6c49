package journal

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foursight/internal/keyring"
	"foursight/internal/store"
)

// wantWhole verifies a journal with everything there is and fails on a finding.
func wantWhole(t *testing.T, st store.Store, keys Keys) Report {
	t.Helper()
	_, verifier, _ := testSigner(t)
	r, err := Verify(t.Context(), st, VerifyOptions{Verifier: verifier, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Errorf("verify: %s", p)
	}
	return r
}

func TestConcurrentWritersLoseNothingAndRecordNothingTwice(t *testing.T) {
	st, keys := new(fakeStore), newFakeKeys()
	w := startWriter(t, st, keys, Options{})
	const writers, each, streams = 16, 20, 4
	var mu sync.Mutex
	acked := map[string]Appended{}
	conflicts := 0
	var wg sync.WaitGroup
	for n := range writers {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(1, uint64(n)))
			for range each {
				d := draft(fmt.Sprintf("case/%d", rng.IntN(streams)), 1)
				for {
					r, err := w.Append(context.Background(), Request{Drafts: []Draft{d}})
					if conflict, ok := errors.AsType[*ConflictError](err); ok {
						mu.Lock()
						conflicts++
						mu.Unlock()
						d.Seq = conflict.Have + 1
						continue
					}
					if err != nil {
						t.Error(err)
						return
					}
					again, err := w.Append(context.Background(), Request{Drafts: []Draft{d}})
					if err != nil || !again.Duplicate {
						t.Errorf("the same request again: %+v, error %v, want a duplicate", again, err)
					}
					if diff := cmp.Diff(r.Entries, again.Entries); diff != "" {
						t.Errorf("its receipt differs (-first +again):\n%s", diff)
					}
					mu.Lock()
					acked[d.ID] = r.Entries[0]
					mu.Unlock()
					break
				}
			}
		})
	}
	wg.Wait()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if len(st.entries) != writers*each || len(acked) != writers*each {
		t.Fatalf("%d recorded, %d acknowledged, want %d", len(st.entries), len(acked), writers*each)
	}
	for _, e := range st.entries {
		if a := acked[e.ID]; a.Pos != e.Pos || a.Seq != e.Seq || a.Stream != e.Stream {
			t.Errorf("entry %s: acknowledged as %+v, recorded as position %d, %s number %d", e.ID, a, e.Pos, e.Stream, e.Seq)
		}
	}
	if conflicts == 0 {
		t.Error("no conflict in a test about conflicts")
	}
	if r := wantWhole(t, st, keys); r.Opened != writers*each || !r.Signed {
		t.Errorf("verified %+v, want every body opened and the checkpoint signed", r)
	}
}

func TestOneCommitTakesAllThatIsReadyAndWritesOneCheckpoint(t *testing.T) {
	st := &fakeStore{hold: make(chan struct{}), entered: make(chan struct{}, 10)}
	w := startWriter(t, st, newFakeKeys(), Options{MaxBatch: 64})
	boom := errors.New("rows failed")
	var wg sync.WaitGroup
	send := func(req Request, want func(Receipt, error)) {
		wg.Go(func() { want(w.Append(context.Background(), req)) })
	}
	fine := func(_ Receipt, err error) {
		if err != nil {
			t.Error(err)
		}
	}
	send(Request{Drafts: []Draft{draft("case/first", 1)}}, fine)
	<-st.entered // the first commit has begun: the rest wait for the second
	for i := range 30 {
		s := fmt.Sprintf("case/%d", i)
		send(Request{Drafts: []Draft{draft(s, 1), draft(s, 2)}, Rows: func(ctx context.Context, tx store.Tx, es []store.Entry) error {
			_, err := tx.Exec(ctx, "insert", es[1].ID)
			return err
		}}, fine)
	}
	send(Request{Drafts: []Draft{draft("case/bad", 1)}, Rows: func(ctx context.Context, tx store.Tx, _ []store.Entry) error {
		if _, err := tx.Exec(ctx, "insert", "left behind"); err != nil {
			return err
		}
		return boom
	}}, func(_ Receipt, err error) {
		if !errors.Is(err, boom) {
			t.Errorf("failing rows: got %v, want its own error", err)
		}
	})
	send(Request{Drafts: []Draft{draft("case/gap", 3)}}, func(_ Receipt, err error) {
		if c, ok := errors.AsType[*ConflictError](err); !ok || c.Stream != "case/gap" || c.Have != 0 {
			t.Errorf("a gap: got %v, want a conflict with 0 entries", err)
		}
	})
	for { // until everything is queued behind the first commit
		w.mu.Lock()
		n := len(w.queue)
		w.mu.Unlock()
		if n == 32 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	st.hold <- struct{}{}
	<-st.entered
	st.hold <- struct{}{}
	<-st.entered // somebody was refused: all that waited are taken again, each by itself
	st.hold <- struct{}{}
	wg.Wait()
	if len(st.checkpoints) != 2 || st.commits != 2 {
		t.Errorf("%d checkpoints in %d commits, want 2 in 2", len(st.checkpoints), st.commits)
	}
	if len(st.entries) != 61 || len(st.rows) != 30 {
		t.Errorf("%d entries and %d rows, want 61 and 30", len(st.entries), len(st.rows))
	}
}

func TestAnIDBelongsToOneThing(t *testing.T) {
	w := startWriter(t, new(fakeStore), newFakeKeys(), Options{})
	first := draft("case/a", 1)
	appendOne(t, w, first)
	for name, edit := range map[string]func(*Draft){
		"another stream": func(d *Draft) { d.Stream = "case/b" },
		"another kind":   func(d *Draft) { d.Kind = "PersonAdded" },
		"another actor":  func(d *Draft) { d.Actor = "staff/u2" },
	} {
		t.Run(name, func(t *testing.T) {
			d := first
			edit(&d)
			if _, err := w.Append(t.Context(), Request{Drafts: []Draft{d}}); !errors.Is(err, ErrIDReused) {
				t.Errorf("got %v, want ErrIDReused", err)
			}
		})
	}
	t.Run("a second draft's id", func(t *testing.T) {
		d := first
		d.Seq = 3
		if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/a", 2), d}}); !errors.Is(err, ErrIDReused) {
			t.Errorf("got %v, want ErrIDReused", err)
		}
	})
	t.Run("recorded without the rest of the request", func(t *testing.T) {
		if _, err := w.Append(t.Context(), Request{Drafts: []Draft{first, draft("case/a", 2)}}); !errors.Is(err, ErrIDReused) {
			t.Errorf("got %v, want ErrIDReused", err)
		}
	})
	t.Run("twice in one request", func(t *testing.T) {
		d := draft("case/a", 2)
		next := d
		next.Seq = 3
		if _, err := w.Append(t.Context(), Request{Drafts: []Draft{d, next}}); !errors.Is(err, ErrIDReused) {
			t.Errorf("got %v, want ErrIDReused", err)
		}
	})
	t.Run("again with the next number", func(t *testing.T) {
		d := first
		d.Seq = 2
		if r, err := w.Append(t.Context(), Request{Drafts: []Draft{d}}); err != nil || !r.Duplicate || r.Entries[0].Seq != 1 {
			t.Errorf("got %+v, error %v, want the first receipt", r, err)
		}
	})
}

func TestDraftsAreCheckedWhole(t *testing.T) {
	w := startWriter(t, new(fakeStore), newFakeKeys(), Options{})
	_, err := w.Append(t.Context(), Request{Drafts: []Draft{{ID: "x", Stream: "case a", Body: []byte(`{"a":0.5}`)}, {ID: NewID(), Disposes: "case/a"}}})
	if err == nil {
		t.Fatal("accepted")
	}
	for _, want := range []string{"entry id", "case a", "seq 0", "version 0", "kind", "actor", "without point", "disposes of nothing"} {
		if !contains(err, want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
	if _, err := w.Append(t.Context(), Request{}); err == nil {
		t.Error("a request without drafts was accepted")
	}
}

func TestClockStepsAreMarkedAndRecordedNeverGoesBack(t *testing.T) {
	st := new(fakeStore)
	now, up := noon, time.Duration(0)
	opts := Options{Now: func() time.Time { return now }, Elapsed: func() time.Duration { return up }}
	w := startWriter(t, st, newFakeKeys(), opts)
	seq := int64(0)
	step := func(name string, wall, elapsed time.Duration, wantRecorded time.Time, wantSuspect bool) {
		t.Helper()
		now, up = now.Add(wall), up+elapsed
		seq++
		a := appendOne(t, w, draft("case/a", seq))
		if !a.Recorded.Equal(wantRecorded) || a.Suspect != wantSuspect {
			t.Errorf("%s: recorded %s, suspect %v, want %s, %v", name, a.Recorded, a.Suspect, wantRecorded, wantSuspect)
		}
		h, err := ParseHeader(st.entries[a.Pos].Header)
		if err != nil || !h.Clock.Equal(now) || h.Suspect != wantSuspect {
			t.Errorf("%s: header %+v (error %v), want the raw clock %s", name, h, err, now)
		}
	}
	step("the first", 0, 0, noon, false)
	step("a quiet hour", time.Hour, time.Hour, noon.Add(time.Hour), false)
	step("half a minute back", -30*time.Second, time.Second, noon.Add(time.Hour), false)
	step("an hour forwards in a second", time.Hour, time.Second, noon.Add(2*time.Hour-30*time.Second), true)
	step("steady afterwards", time.Second, time.Second, noon.Add(2*time.Hour-29*time.Second), false)
	step("an hour back", -time.Hour, time.Second, noon.Add(2*time.Hour-29*time.Second), true)
	step("still behind what is recorded", time.Second, time.Second, noon.Add(2*time.Hour-29*time.Second), true)
	step("caught up", time.Hour, time.Hour, now.Add(time.Hour), false)

	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	last := now
	now = now.Add(-2 * time.Minute) // set back while the service was down
	w = startWriter(t, st, newFakeKeys(), opts)
	if a := appendOne(t, w, draft("case/a", seq+1)); !a.Suspect || !a.Recorded.Equal(last) {
		t.Errorf("after a restart with the clock set back: %+v, want suspect and recorded %s", a, last)
	}
}

func TestAFailedSyncEndsTheWriterAndAcknowledgesNobody(t *testing.T) {
	st := new(fakeStore)
	var fatal error
	w := startWriter(t, st, newFakeKeys(), Options{Fatal: func(err error) { fatal = err }})
	appendOne(t, w, draft("case/a", 1))
	st.onCommit = func() error { return fmt.Errorf("commit: %w", store.ErrSyncFailed) }
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/a", 2)}}); !errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("got %v, want ErrOutcomeUnknown", err)
	}
	if !errors.Is(fatal, store.ErrSyncFailed) {
		t.Errorf("Fatal was given %v, want ErrSyncFailed", fatal)
	}
	st.onCommit = nil
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/a", 2)}}); !errors.Is(err, ErrClosed) {
		t.Errorf("append afterwards: got %v, want ErrClosed", err)
	}
	if err := w.Close(); !errors.Is(err, store.ErrSyncFailed) {
		t.Errorf("Close: got %v, want the failure", err)
	}
}

// A keyring whose sync failed ends the writer too: who asked for a new key, and whoever
// comes after, is told that nothing is recorded.
func TestAKeyringThatFailedToSyncEndsTheWriter(t *testing.T) {
	st, keys := new(fakeStore), &failingKeys{fakeKeys: newFakeKeys()}
	var fatal error
	w := startWriter(t, st, keys, Options{Fatal: func(err error) { fatal = err }})
	appendOne(t, w, draft("case/a", 1))
	keys.err = fmt.Errorf("keyring: %w", keyring.ErrSyncFailed)
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/b", 1)}}); !errors.Is(err, keyring.ErrSyncFailed) {
		t.Errorf("got %v, want ErrSyncFailed", err)
	}
	if !errors.Is(fatal, keyring.ErrSyncFailed) {
		t.Errorf("Fatal was given %v, want ErrSyncFailed", fatal)
	}
	keys.err = nil
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/a", 2)}}); !errors.Is(err, ErrClosed) {
		t.Errorf("append afterwards: got %v, want ErrClosed", err)
	}
	if len(st.entries) != 1 {
		t.Errorf("%d recorded, want 1", len(st.entries))
	}
}

type failingKeys struct {
	*fakeKeys
	err error
}

func (k *failingKeys) Key(ctx context.Context, name string) (string, [32]byte, error) {
	if k.err != nil {
		return "", [32]byte{}, k.err
	}
	return k.fakeKeys.Key(ctx, name)
}

// No room on the disk, in the record or the keyring: refused for certain, and the next
// request finds the room there is by then. Nothing ends.
func TestAFullDiskRefusesForCertainAndTheWriterGoesOn(t *testing.T) {
	st, keys := new(fakeStore), &failingKeys{fakeKeys: newFakeKeys()}
	w := startWriter(t, st, keys, Options{Fatal: func(err error) { t.Errorf("it ends: %v", err) }})
	appendOne(t, w, draft("case/a", 1))
	for name, set := range map[string]func(full bool){
		"record": func(full bool) {
			st.mu.Lock()
			defer st.mu.Unlock()
			st.onCommit = map[bool]func() error{true: func() error { return fmt.Errorf("commit: %w", store.ErrFull) }}[full]
		},
		"keyring": func(full bool) { keys.err = map[bool]error{true: fmt.Errorf("keyring: %w", keyring.ErrFull)}[full] },
	} {
		set(true)
		d := draft("case/"+name, 1)
		if _, err := w.Append(t.Context(), Request{Drafts: []Draft{d}}); !errors.Is(err, store.ErrFull) || errors.Is(err, ErrOutcomeUnknown) {
			t.Errorf("%s full: got %v, want ErrFull and a known outcome", name, err)
		}
		set(false)
		if a := appendOne(t, w, d); a.Seq != 1 {
			t.Errorf("%s with room again: number %d, want 1", name, a.Seq)
		}
	}
}

func TestACommitThatFailsIsUnknownAndTheSameRequestCanBeSentAgain(t *testing.T) {
	st := new(fakeStore)
	w := startWriter(t, st, newFakeKeys(), Options{})
	appendOne(t, w, draft("case/a", 1))
	fail := true
	st.onCommit = func() error {
		if fail {
			return errors.New("connection lost")
		}
		return nil
	}
	d := draft("case/a", 2)
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{d}}); !errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("got %v, want ErrOutcomeUnknown", err)
	}
	st.mu.Lock()
	fail = false
	st.mu.Unlock()
	if a := appendOne(t, w, d); a.Pos != 1 {
		t.Errorf("sent again: position %d, want 1", a.Pos)
	}
}

func TestAContextThatEndsWhileQueuedRecordsNothing(t *testing.T) {
	st := &fakeStore{hold: make(chan struct{}), entered: make(chan struct{}, 10)}
	w := startWriter(t, st, newFakeKeys(), Options{})
	underWay, cancelUnderWay := context.WithCancel(t.Context())
	first := make(chan error)
	go func() {
		_, err := w.Append(underWay, Request{Drafts: []Draft{draft("case/a", 1)}})
		first <- err
	}()
	<-st.entered // its commit has begun
	waiting, cancelWaiting := context.WithCancel(t.Context())
	cancelWaiting()
	if _, err := w.Append(waiting, Request{Drafts: []Draft{draft("case/b", 1)}}); !errors.Is(err, context.Canceled) || errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("while queued: got %v, want a plain refusal", err)
	}
	cancelUnderWay()
	if err := <-first; !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, context.Canceled) {
		t.Errorf("under way: got %v, want ErrOutcomeUnknown", err)
	}
	close(st.hold)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if len(st.entries) != 1 || st.entries[0].Stream != "case/a" {
		t.Errorf("recorded %d entries, want the one under way alone", len(st.entries))
	}
}

func TestCloseRecordsWhatIsQueued(t *testing.T) {
	st := &fakeStore{hold: make(chan struct{}), entered: make(chan struct{}, 10)}
	w := startWriter(t, st, newFakeKeys(), Options{MaxBatch: 1})
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() { appendOne(t, w, draft(fmt.Sprintf("case/%d", i), 1)) })
	}
	for queuedNow := 0; queuedNow != 4; time.Sleep(time.Millisecond) {
		w.mu.Lock()
		queuedNow = len(w.queue)
		w.mu.Unlock()
	}
	go close(st.hold)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	if len(st.entries) != 5 {
		t.Errorf("%d recorded, want 5", len(st.entries))
	}
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/z", 1)}}); !errors.Is(err, ErrClosed) {
		t.Errorf("append after Close: got %v, want ErrClosed", err)
	}
}

func TestAWriterRefusesAJournalThatIsNotAsItLeftIt(t *testing.T) {
	for name, c := range map[string]struct {
		restart bool
		edit    func(*fakeStore)
		want    error
	}{
		"rolled back while running": {false, func(s *fakeStore) { s.entries, s.checkpoints = s.entries[:1], s.checkpoints[:1] }, ErrRolledBack},
		"another root while running": {false, func(s *fakeStore) {
			s.checkpoints[2].Root = make([]byte, 32)
		}, ErrAltered},
		"an entry past the newest checkpoint": {true, func(s *fakeStore) { s.checkpoints = s.checkpoints[:2] }, ErrAltered},
		"the last entry missing":              {true, func(s *fakeStore) { s.entries = s.entries[:2] }, ErrAltered},
		"an edge that gives another root":     {true, func(s *fakeStore) { s.checkpoints[2].Edge[0] ^= 1 }, ErrAltered},
	} {
		t.Run(name, func(t *testing.T) {
			st, keys := new(fakeStore), newFakeKeys()
			w := startWriter(t, st, keys, Options{})
			for seq := range int64(3) {
				appendOne(t, w, draft("case/a", seq+1))
			}
			if c.restart {
				if err := w.Close(); err != nil {
					t.Fatal(err)
				}
				w = startWriter(t, st, keys, Options{})
			}
			c.edit(st)
			if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/a", 4)}}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestADestroyedStreamTakesNoMore(t *testing.T) {
	keys := newFakeKeys()
	w := startWriter(t, new(fakeStore), keys, Options{})
	if err := keys.Destroy(t.Context(), "case/a", keyring.Tombstone{}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/a", 1)}}); !errors.Is(err, keyring.ErrDestroyed) {
		t.Errorf("got %v, want ErrDestroyed", err)
	}
}
