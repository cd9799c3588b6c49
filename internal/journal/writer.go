package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/faultpoint"
	"foursight/internal/keyring"
	"foursight/internal/logsafe"
	"foursight/internal/store"
)

// Errors a caller of Append may test for; see also *ConflictError.
var (
	// ErrIDReused: the id is already in the journal for something else.
	ErrIDReused = errors.New("id already used for another entry")
	// ErrOutcomeUnknown: the commit was under way when the answer was lost. The
	// entries may or may not be recorded; appending the same ids again tells.
	ErrOutcomeUnknown = errors.New("not known whether it was recorded")
	// ErrClosed: the writer is closed or has failed.
	ErrClosed = errors.New("journal writer is closed")
	// ErrRolledBack: the database holds less than this process has committed.
	ErrRolledBack = errors.New("the journal went backwards")
)

// ConflictError says that somebody else appended to the stream since the caller
// read it. Nothing of the request was recorded.
type ConflictError struct {
	Stream string
	Have   int64 // the stream's last sequence number now
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s has moved on: its last entry is number %d", e.Stream, e.Have)
}

// Request is one act: its entries and rows are recorded together or not at all.
type Request struct {
	Drafts []Draft
	// Rows, when set, changes the rows derived from the entries, in the same
	// transaction. It may run more than once, and must touch nothing but tx. An
	// error undoes this request alone. ctx is the writer's, not the caller's.
	Rows func(ctx context.Context, tx store.Tx, entries []store.Entry) error
}

// Appended says where one entry went.
type Appended struct {
	ID       string
	Stream   string
	Seq      int64
	Pos      int64 // position in the whole journal
	Recorded time.Time
	Suspect  bool // the clock was in doubt
}

// Receipt is the answer to a request that is durable.
type Receipt struct {
	Entries   []Appended
	Duplicate bool // it had been recorded before; these are the facts from then
}

// Options configure a Writer. The zero value of each has a use, save Signer.
type Options struct {
	// Now is the clock; nil means time.Now. Only synth sets another.
	Now func() time.Time
	// Elapsed is a clock that nobody can set, against which Now's steps are
	// judged; nil means time since the writer began if Now is nil, else that
	// only steps backwards are noticed.
	Elapsed func() time.Duration
	// Signer signs checkpoints. Required.
	Signer note.Signer
	// Log receives failures; nil means slog.Default.
	Log *slog.Logger
	// MaxBatch is the most requests in one commit; 0 means 64.
	MaxBatch int
	// Fatal ends the process after a failed sync; nil means exit status 1.
	Fatal func(error)
	// Committed, when set, is told of every commit, on the writer's goroutine.
	Committed func(Commit)
}

// maxBatchEntries bounds one commit when requests are large.
const maxBatchEntries = 4096

// Writer appends to the journal. One goroutine takes every request that is ready
// and records them in one transaction: a savepoint each, so that one refusal
// leaves the others alone; one checkpoint for all; acknowledged when durable.
// It is safe for concurrent use. On SQLite it must be the only one.
type Writer struct {
	st   store.Store
	keys Keys
	opts Options

	mu     sync.Mutex
	queue  []*pending
	closed error         // why nothing more is taken; nil while open
	kept   clockWatch    // clock, as the last commit left it
	newest time.Time     // raw clock of the newest entry then
	wake   chan struct{} // holds one token while the queue may have work
	done   chan struct{} // closed when the goroutine has ended

	// The goroutine's own:
	state tail
	seqs  map[string]int64 // last numbers of streams, as state's commit left them
	dated bool             // the clock is invented, and so may drafts' times be
	clock clockWatch
}

// pending is a request on its way.
type pending struct {
	req    Request
	sealed []sealed
	state  atomic.Int32 // queued, then taken or withdrawn
	done   chan outcome // buffered: the writer never waits for a caller
}

const (
	queued int32 = iota
	taken
	withdrawn
)

type outcome struct {
	receipt Receipt
	err     error
}

// NewWriter starts a writer; Close ends it.
func NewWriter(st store.Store, keys Keys, opts Options) (*Writer, error) {
	if opts.Signer == nil {
		return nil, errors.New("journal writer: a checkpoint signer is required")
	}
	dated := opts.Now != nil
	if !dated {
		opts.Now = time.Now
		if opts.Elapsed == nil {
			start := time.Now()
			opts.Elapsed = func() time.Duration { return time.Since(start) }
		}
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.MaxBatch == 0 {
		opts.MaxBatch = 64
	}
	if opts.Fatal == nil {
		opts.Fatal = func(error) { os.Exit(1) }
	}
	w := &Writer{
		st: st, keys: keys, opts: opts,
		wake: make(chan struct{}, 1), done: make(chan struct{}), seqs: map[string]int64{}, dated: dated,
		clock: clockWatch{now: opts.Now, elapsed: opts.Elapsed},
	}
	go w.run()
	return w, nil
}

// Append records a request and returns when it is durable.
//
// It refuses with *ConflictError when a draft's Seq is not its stream's next,
// with ErrIDReused when its first id belongs to something else, with Rows' own
// error, with store.ErrFull where the disk of the record or of the keys has no room,
// and with ctx's error when ctx ends before a commit took the request up;
// in each case nothing was recorded. When ctx ends later, or a commit's fate is
// lost, the error wraps ErrOutcomeUnknown. A request already recorded gets its
// first receipt again, with Duplicate set.
func (w *Writer) Append(ctx context.Context, req Request) (Receipt, error) {
	p, err := w.prepare(ctx, req)
	if errors.Is(err, keyring.ErrSyncFailed) {
		w.fail(nil, err, false) // the keyring gives no more keys, and only a new process may open it
	}
	if errors.Is(err, keyring.ErrFull) {
		err = fmt.Errorf("not recorded: %w: %w", store.ErrFull, err) // and goes on: the next may find room
	}
	if err != nil {
		return Receipt{}, fmt.Errorf("append: %w", err)
	}
	if err := w.enqueue(p); err != nil {
		return Receipt{}, fmt.Errorf("append %s: %w", p.ref(), err)
	}
	select {
	case out := <-p.done:
		return out.result(p)
	case <-ctx.Done():
	}
	if p.state.CompareAndSwap(queued, withdrawn) {
		return Receipt{}, fmt.Errorf("append %s: not recorded: %w", p.ref(), ctx.Err())
	}
	select {
	case out := <-p.done: // it was decided all the same
		return out.result(p)
	default:
		return Receipt{}, fmt.Errorf("append %s: %w: %w", p.ref(), ErrOutcomeUnknown, ctx.Err())
	}
}

func (o outcome) result(p *pending) (Receipt, error) {
	if o.err != nil {
		return Receipt{}, fmt.Errorf("append %s: %w", p.ref(), o.err)
	}
	return o.receipt, nil
}

// ref names a request in messages.
func (p *pending) ref() string {
	return p.req.Drafts[0].Stream + " entry " + p.req.Drafts[0].ID
}

// prepare checks and seals a request in the caller's goroutine.
func (w *Writer) prepare(ctx context.Context, req Request) (*pending, error) {
	if len(req.Drafts) == 0 {
		return nil, errors.New("a request needs at least one draft")
	}
	var errs []error
	ids := make(map[string]bool, len(req.Drafts))
	for _, d := range req.Drafts {
		if err := d.Check(); err != nil {
			errs = append(errs, err)
		}
		if !d.At.IsZero() && !w.dated {
			errs = append(errs, fmt.Errorf("draft %s: a time of its own, which only an invented journal takes", d.ID))
		}
		if ids[d.ID] {
			errs = append(errs, fmt.Errorf("draft %s: id twice in one request: %w", d.ID, ErrIDReused))
		}
		ids[d.ID] = true
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	p := &pending{req: req, done: make(chan outcome, 1), sealed: make([]sealed, len(req.Drafts))}
	for i, d := range req.Drafts {
		s, err := seal(ctx, w.keys, d)
		if err != nil {
			return nil, err
		}
		p.sealed[i] = s
	}
	faultpoint.At(faultpoint.Sealed)
	return p, nil
}

func (w *Writer) enqueue(p *pending) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed != nil {
		return w.closed
	}
	w.queue = append(w.queue, p)
	w.signal()
	return nil
}

// signal leaves a token for the goroutine; one is enough.
func (w *Writer) signal() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Close takes no more requests, records those already queued and ends the
// writer. It returns the failure that ended the writer earlier, if any.
func (w *Writer) Close() error {
	w.mu.Lock()
	if w.closed == nil {
		w.closed = ErrClosed
	}
	w.mu.Unlock()
	w.signal()
	<-w.done
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed == ErrClosed {
		return nil
	}
	return w.closed
}

// gatherFor is how long a commit waits for the callers that the one before it
// has just answered. Without it their next requests fall into two halves, and
// every other sync serves only a few. A lone writer never waits.
const gatherFor = time.Millisecond

// run is the writer's one goroutine.
func (w *Writer) run() {
	defer close(w.done)
	last := 0 // requests in the commit before
	for {
		w.gather(last)
		batch, closed := w.take()
		last = len(batch)
		if len(batch) > 0 {
			w.commit(batch)
			continue
		}
		if closed {
			return
		}
		<-w.wake
	}
}

// gather waits, after a commit that answered more than one caller, until as many
// requests are ready as were in flight then, gatherFor has passed or the writer
// is closing.
func (w *Writer) gather(answered int) {
	if answered < 2 {
		return
	}
	w.mu.Lock()
	n := min(answered+len(w.queue), w.opts.MaxBatch)
	w.mu.Unlock()
	enough := time.After(gatherFor)
	for {
		w.mu.Lock()
		ready := len(w.queue) >= n || w.closed != nil
		w.mu.Unlock()
		if ready {
			return
		}
		select {
		case <-w.wake:
		case <-enough:
			return
		}
	}
}

// take removes the requests for one commit from the queue, passing over those
// withdrawn meanwhile.
func (w *Writer) take() (batch []*pending, closed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	n, entries := 0, 0
	for ; n < len(w.queue) && len(batch) < w.opts.MaxBatch && entries < maxBatchEntries; n++ {
		if p := w.queue[n]; p.state.CompareAndSwap(queued, taken) {
			batch = append(batch, p)
			entries += len(p.req.Drafts)
		}
	}
	w.queue = w.queue[n:]
	return batch, w.closed != nil
}

// fail ends the writer after a failed sync, its own or the keyring's: nobody is told
// that anything was recorded, and nothing more is taken. Where it did not come to a
// commit (settled is false) it is known that nothing was.
func (w *Writer) fail(batch []*pending, err error, settled bool) {
	w.opts.Log.Error("a sync failed; ending", logsafe.Err(err))
	w.opts.Fatal(err)
	w.mu.Lock()
	w.closed = fmt.Errorf("%w: %w", ErrClosed, err)
	waiting := w.queue
	w.queue = nil
	w.mu.Unlock()
	for _, p := range waiting {
		if p.state.CompareAndSwap(queued, withdrawn) {
			p.done <- outcome{err: fmt.Errorf("not recorded: %w", err)}
		}
	}
	if settled {
		err = fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
	} else {
		err = fmt.Errorf("not recorded: %w", err)
	}
	for _, p := range batch {
		p.done <- outcome{err: err}
	}
}
