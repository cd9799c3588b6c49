package journal

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/keyring"
	"foursight/internal/store"
)

// fakeStore keeps a journal in memory: rows can be edited behind the journal's
// back, and a commit can be held up or made to fail.
type fakeStore struct {
	mu          sync.Mutex
	entries     []store.Entry
	checkpoints []store.Checkpoint
	rows        []string // first argument of each Exec

	commits  int
	hold     chan struct{} // when set, each Write takes a token before it begins
	entered  chan struct{} // when set, each Write says that it has begun
	onCommit func() error  // when set, decides the commit's fate
}

func (s *fakeStore) Read(ctx context.Context, f func(context.Context, store.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f(ctx, fakeTx{s})
}

func (s *fakeStore) Write(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if s.entered != nil {
		s.entered <- struct{}{}
	}
	if s.hold != nil {
		<-s.hold
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e, c, r := len(s.entries), len(s.checkpoints), len(s.rows)
	err := f(ctx, fakeTx{s})
	if err == nil && s.onCommit != nil {
		err = s.onCommit()
	}
	if err != nil {
		s.entries, s.checkpoints, s.rows = s.entries[:e], s.checkpoints[:c], s.rows[:r]
		return err
	}
	s.commits++
	return nil
}

func (s *fakeStore) Backup(context.Context, string) error { return errors.ErrUnsupported }
func (s *fakeStore) Settle(context.Context) error         { return nil }
func (s *fakeStore) Dialect() string                      { return "fake" }
func (s *fakeStore) Close() error                         { return nil }

type fakeTx struct{ s *fakeStore }

func (t fakeTx) Exec(_ context.Context, _ string, args ...any) (int64, error) {
	t.s.rows = append(t.s.rows, fmt.Sprint(args[0]))
	return 1, nil
}
func (t fakeTx) Query(context.Context, string, ...any) (*sql.Rows, error) {
	return nil, errors.ErrUnsupported
}
func (t fakeTx) QueryRow(context.Context, string, ...any) *sql.Row { return nil }

func (t fakeTx) Savepoint(_ context.Context, f func() error) error {
	e, c, r := len(t.s.entries), len(t.s.checkpoints), len(t.s.rows)
	err := f()
	if err != nil {
		t.s.entries, t.s.checkpoints, t.s.rows = t.s.entries[:e], t.s.checkpoints[:c], t.s.rows[:r]
	}
	return err
}

func (t fakeTx) InsertEntry(_ context.Context, e store.Entry) error {
	for _, have := range t.s.entries {
		if have.ID == e.ID {
			return fmt.Errorf("insert: %w", store.ErrDuplicateID)
		}
		if have.Stream == e.Stream && have.Seq == e.Seq {
			return fmt.Errorf("insert: %w", store.ErrSeqTaken)
		}
	}
	t.s.entries = append(t.s.entries, e)
	return nil
}

func (t fakeTx) EntryByID(_ context.Context, id string) (store.Entry, bool, error) {
	for _, e := range t.s.entries {
		if e.ID == id {
			return e, true, nil
		}
	}
	return store.Entry{}, false, nil
}

func (t fakeTx) StreamSeq(_ context.Context, stream string) (seq int64, err error) {
	for _, e := range t.s.entries {
		if e.Stream == stream {
			seq = max(seq, e.Seq)
		}
	}
	return seq, nil
}

func (t fakeTx) Entries(_ context.Context, stream string, after int64) iter.Seq2[store.Entry, error] {
	return t.where(func(e store.Entry) bool { return e.Stream == stream && e.Seq > after })
}

func (t fakeTx) AllEntries(_ context.Context, from int64) iter.Seq2[store.Entry, error] {
	return t.where(func(e store.Entry) bool { return e.Pos >= from })
}

func (t fakeTx) where(keep func(store.Entry) bool) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for _, e := range t.s.entries {
			if keep(e) && !yield(e, nil) {
				return
			}
		}
	}
}

func (t fakeTx) DeleteBody(_ context.Context, pos int64) error {
	for i := range t.s.entries {
		if t.s.entries[i].Pos == pos {
			t.s.entries[i].Sealed = nil
		}
	}
	return nil
}

func (t fakeTx) Head(context.Context) (store.Checkpoint, bool, error) {
	if len(t.s.checkpoints) == 0 {
		return store.Checkpoint{}, false, nil
	}
	return t.s.checkpoints[len(t.s.checkpoints)-1], true, nil
}

func (t fakeTx) InsertCheckpoint(_ context.Context, c store.Checkpoint) error {
	t.s.checkpoints = append(t.s.checkpoints, c)
	return nil
}

func (t fakeTx) Checkpoints(_ context.Context, after, upto int64) iter.Seq2[store.Checkpoint, error] {
	return func(yield func(store.Checkpoint, error) bool) {
		for _, c := range t.s.checkpoints {
			if c.Size > after && c.Size <= upto && !yield(c, nil) {
				return
			}
		}
	}
}

// fakeKeys is a keyring in memory. A key is the hash of its name.
type fakeKeys struct {
	mu   sync.Mutex
	byID map[string][32]byte
	gone map[string]string // name to key id
	mark int64
	fail error // what Destroy gives, when set
}

func newFakeKeys() *fakeKeys {
	return &fakeKeys{byID: map[string][32]byte{}, gone: map[string]string{}}
}

func keyID(name string) string {
	sum := sha256.Sum256([]byte("id of " + name))
	return fmt.Sprintf("%x", sum[:16])
}

func (k *fakeKeys) Key(_ context.Context, name string) (string, [32]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.gone[name]; ok {
		return "", [32]byte{}, keyring.ErrDestroyed
	}
	id, key := keyID(name), sha256.Sum256([]byte(name))
	k.byID[id] = key
	return id, key, nil
}

func (k *fakeKeys) Find(_ context.Context, id string) ([32]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, gone := range k.gone {
		if gone == id {
			return [32]byte{}, keyring.ErrDestroyed
		}
	}
	key, ok := k.byID[id]
	if !ok {
		return key, keyring.ErrUnknownKey
	}
	return key, nil
}

func (k *fakeKeys) Destroyed(name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, ok := k.gone[name]
	return ok
}

func (k *fakeKeys) Destroy(_ context.Context, name string, _ keyring.Tombstone) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fail != nil {
		return k.fail
	}
	k.gone[name] = keyID(name)
	return nil
}

func (k *fakeKeys) DisposalMark(context.Context) (int64, error) { return k.mark, nil }
func (k *fakeKeys) SetDisposalMark(_ context.Context, pos int64) error {
	k.mark = pos
	return nil
}

const logName = "example.org/fernshire/journal"

// testSigner is the same in every run.
func testSigner(t testing.TB) (note.Signer, note.Verifier, string) {
	t.Helper()
	signer, key, err := NewSigner(logName, [32]byte{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(key)
	if err != nil {
		t.Fatal(err)
	}
	return signer, verifier, key
}

// startWriter starts a writer whose failures are quiet and never end the test.
func startWriter(t testing.TB, st store.Store, keys Keys, opts Options) *Writer {
	t.Helper()
	opts.Signer, _, _ = testSigner(t)
	opts.Log = slog.New(slog.DiscardHandler)
	w, err := NewWriter(st, keys, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func draft(stream string, seq int64) Draft {
	return Draft{ID: NewID(), Stream: stream, Seq: seq, Kind: "IncidentRecorded", Version: 1, Actor: "staff/u1", Body: []byte(`{"data":{"channel":"in_person"}}`)}
}

// appendOne records one draft and fails the test if it cannot.
func appendOne(t testing.TB, w *Writer, d Draft) Appended {
	t.Helper()
	r, err := w.Append(context.Background(), Request{Drafts: []Draft{d}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Entries[0]
}
