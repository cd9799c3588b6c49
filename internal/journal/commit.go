package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/faultpoint"
	"foursight/internal/logsafe"
	"foursight/internal/store"
)

// tail is what the writer remembers of the journal's end between commits, so
// that a commit reads one checkpoint row and no hashes.
type tail struct {
	edge     edge
	root     tlog.Hash
	recorded time.Time // of the newest entry; zero in an empty journal
	clock    time.Time // the raw clock of the newest entry
}

// draftTail is a tail inside a transaction, with the streams' last numbers as
// far as they are known.
type draftTail struct {
	tail
	seqs map[string]int64
}

// errCareful: somebody in a batch was refused after something of theirs was written.
// The batch is undone and taken again, each request by itself.
var errCareful = errors.New("to be taken again, each request by itself")

// commit records a batch and answers everybody in it. Refusals are rare, and a place
// to go back to before each request costs more than the rest of it; so none is made
// until somebody is refused.
func (w *Writer) commit(batch []*pending) {
	if w.tryCommit(batch, false) {
		return
	}
	w.tryCommit(batch, true)
}

// tryCommit is false when nobody was answered: the batch is to be taken again with
// care, which answers everybody.
func (w *Writer) tryCommit(batch []*pending, careful bool) bool {
	ctx := context.Background() // a batch belongs to no one caller
	began := time.Now()
	var (
		outs    []outcome
		end     draftTail
		now     time.Time
		at      time.Duration
		settled bool // the transaction's work was done; what failed was the commit
	)
	faultpoint.At(faultpoint.Taken)
	err := w.st.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		settled, outs = false, outs[:0] // it may run again
		start, err := w.tail(ctx, tx)
		if err != nil {
			return err
		}
		var stepped bool
		now, at, stepped = w.clock.read(start.clock)
		end = draftTail{tail: start, seqs: map[string]int64{}}
		for _, p := range batch {
			out, err := w.appendOne(ctx, tx, &end, p, now, stepped, careful)
			if err != nil {
				return err
			}
			outs = append(outs, out)
		}
		if end.edge.size > start.edge.size {
			c, err := signCheckpoint(w.opts.Signer, &end.edge, end.recorded.UnixMilli())
			if err != nil {
				return err
			}
			if err := tx.InsertCheckpoint(ctx, c); err != nil {
				return err
			}
			end.root = tlog.Hash(c.Root)
			faultpoint.At(faultpoint.Signed)
		}
		settled = true
		return nil
	})
	switch {
	case errors.Is(err, store.ErrSyncFailed):
		w.tell(Commit{Requests: len(batch), Took: time.Since(began), Err: err})
		w.fail(batch, err, settled)
		return true
	case errors.Is(err, errCareful):
		return false // it was undone; what is remembered of the journal's end still holds
	case err != nil:
		w.tell(Commit{Requests: len(batch), Took: time.Since(began), Err: err})
		w.forget() // read again before the next commit
		what := "not recorded"
		if settled && !errors.Is(err, store.ErrFull) { // for want of room nothing was kept: that is known
			what = ErrOutcomeUnknown.Error()
			err = fmt.Errorf("%w: %w", ErrOutcomeUnknown, err)
		}
		w.opts.Log.Error("journal commit failed", slog.String("outcome", what), logsafe.Err(err))
		for _, p := range batch {
			p.done <- outcome{err: err}
		}
		return true
	}
	if end.edge.size > w.state.edge.size {
		w.clock.keep(now, at)
	}
	w.mu.Lock()
	w.kept, w.newest = w.clock, end.clock
	w.mu.Unlock()
	w.tell(Commit{Requests: len(batch), Entries: entriesOf(outs), Size: end.edge.size, Took: time.Since(began)})
	w.state = end.tail
	maps.Copy(w.seqs, end.seqs)
	for i, p := range batch {
		p.done <- outs[i]
	}
	faultpoint.At(faultpoint.Answered)
	return true
}

// maxSeqs bounds the streams whose last number is remembered.
const maxSeqs = 100_000

// forget drops what is remembered of the journal's end.
func (w *Writer) forget() {
	w.state = tail{}
	clear(w.seqs)
}

// tail returns the journal's end: what is remembered, when the newest checkpoint
// agrees, else what the database says, checked.
func (w *Writer) tail(ctx context.Context, tx store.Tx) (tail, error) {
	head, ok, err := tx.Head(ctx)
	if err != nil {
		return tail{}, fmt.Errorf("read the newest checkpoint: %w", err)
	}
	mine := w.state
	switch {
	case mine.edge.size > 0 && head.Size == mine.edge.size && string(head.Root) == string(mine.root[:]):
		mine.edge = mine.edge.clone()
		if len(w.seqs) > maxSeqs {
			clear(w.seqs)
		}
		return mine, nil
	case head.Size < mine.edge.size:
		return tail{}, fmt.Errorf("newest checkpoint covers %d entries, %d were committed: %w", head.Size, mine.edge.size, ErrRolledBack)
	case head.Size == mine.edge.size && mine.edge.size > 0:
		return tail{}, fmt.Errorf("newest checkpoint of size %d has another root than was committed: %w", head.Size, ErrAltered)
	}
	// Somebody else has appended since, or nothing is remembered yet.
	clear(w.seqs)
	return loadTail(ctx, tx, head, ok)
}

// loadTail reads the journal's end from its newest checkpoint and last entry.
func loadTail(ctx context.Context, tx store.Tx, head store.Checkpoint, any bool) (tail, error) {
	var t tail
	if any {
		e, err := edgeOf(head)
		if err != nil {
			return tail{}, err
		}
		t.edge, t.root = e, tlog.Hash(head.Root)
	}
	from := max(t.edge.size-1, 0)
	found := false
	for e, err := range tx.AllEntries(ctx, from) {
		if err != nil {
			return tail{}, fmt.Errorf("read the journal's last entry: %w", err)
		}
		if e.Pos >= t.edge.size {
			return tail{}, fmt.Errorf("entry %s at position %d is past the newest checkpoint (%d entries): %w", e.ID, e.Pos, t.edge.size, ErrAltered)
		}
		h, err := ParseHeader(e.Header)
		if err != nil {
			return tail{}, fmt.Errorf("read the journal's last entry %s: %w: %w", e.ID, ErrAltered, err)
		}
		t.recorded, t.clock, found = h.Recorded, h.Clock, true
	}
	if any && !found {
		return tail{}, fmt.Errorf("the newest checkpoint covers %d entries, the last is missing: %w", head.Size, ErrAltered)
	}
	return t, nil
}

// errRefused carries a request's own refusal out of its savepoint.
type errRefused struct{ cause error }

func (e *errRefused) Error() string { return e.cause.Error() }
func (e *errRefused) Unwrap() error { return e.cause }

// appendOne records one request: with care in a savepoint, else as it comes. A
// refusal is an outcome; an error means that the whole transaction must be given up.
func (w *Writer) appendOne(ctx context.Context, tx store.Tx, end *draftTail, p *pending, now time.Time, stepped, careful bool) (outcome, error) {
	if conflict, err := w.conflict(ctx, tx, end, p.req.Drafts[0]); err != nil {
		return outcome{}, err
	} else if conflict != nil {
		return w.refusal(ctx, tx, p, conflict) // nothing was written that would have to be undone
	}
	if !careful {
		receipt, err := w.place(ctx, tx, end, p, now, stepped)
		if _, refused := errors.AsType[*errRefused](err); refused && !errors.Is(err, store.ErrSyncFailed) {
			err = errCareful
		}
		return outcome{receipt: receipt}, err
	}
	var receipt Receipt
	trial := draftTail{}
	err := tx.Savepoint(ctx, func() (err error) {
		trial = draftTail{tail: end.tail, seqs: maps.Clone(end.seqs)}
		trial.edge = end.edge.clone()
		receipt, err = w.place(ctx, tx, &trial, p, now, stepped)
		return err
	})
	if err == nil {
		*end = trial
		return outcome{receipt: receipt}, nil
	}
	// A savepoint that could not be undone joins a second error to the refusal,
	// which then no longer is the error itself: the transaction is given up.
	refused, ok := err.(*errRefused)
	if !ok || errors.Is(err, store.ErrSyncFailed) {
		return outcome{}, err
	}
	return w.refusal(ctx, tx, p, refused.cause)
}

// conflict says that a draft's number is not the next of its stream; nil where it is.
func (w *Writer) conflict(ctx context.Context, tx store.Tx, end *draftTail, d Draft) (error, error) {
	have, err := w.lastSeq(ctx, tx, d.Stream, end.seqs)
	if err != nil || d.Seq == have+1 {
		return nil, err
	}
	return &ConflictError{Stream: d.Stream, Have: have}, nil
}

// place writes a request's entries and rows after the journal's end, which moves on.
func (w *Writer) place(ctx context.Context, tx store.Tx, end *draftTail, p *pending, now time.Time, stepped bool) (Receipt, error) {
	var receipt Receipt
	entries := make([]store.Entry, 0, len(p.req.Drafts))
	for i, d := range p.req.Drafts {
		conflict, err := w.conflict(ctx, tx, end, d)
		if err != nil {
			return Receipt{}, err
		}
		if conflict != nil {
			return Receipt{}, &errRefused{cause: conflict}
		}
		e, a, err := end.place(ctx, tx, d, p.sealed[i], now, stepped)
		if err != nil {
			return Receipt{}, err
		}
		entries = append(entries, e)
		receipt.Entries = append(receipt.Entries, a)
	}
	if p.req.Rows != nil {
		if err := p.req.Rows(ctx, tx, entries); err != nil {
			return Receipt{}, &errRefused{cause: fmt.Errorf("rows: %w", err)}
		}
		faultpoint.At(faultpoint.RowsChanged)
	}
	return receipt, nil
}

// refusal looks whether a refused request is one already recorded.
func (w *Writer) refusal(ctx context.Context, tx store.Tx, p *pending, cause error) (outcome, error) {
	_, conflict := errors.AsType[*ConflictError](cause)
	duplicate := errors.Is(cause, store.ErrDuplicateID)
	if !conflict && !duplicate {
		return outcome{err: cause}, nil
	}
	receipt, found, err := recordedBefore(ctx, tx, p.req.Drafts)
	switch {
	case errors.Is(err, ErrIDReused):
		return outcome{err: err}, nil
	case err != nil:
		return outcome{}, err
	case found:
		return outcome{receipt: receipt}, nil
	case duplicate: // a later draft's id, or the first's in another stream
		return outcome{err: fmt.Errorf("%w: %w", ErrIDReused, cause)}, nil
	}
	return outcome{err: cause}, nil
}

// recordedBefore returns the first receipt of a request sent again: every id is
// there, in the same stream, with the same kind and actor.
func recordedBefore(ctx context.Context, tx store.Tx, drafts []Draft) (Receipt, bool, error) {
	r := Receipt{Duplicate: true}
	for i, d := range drafts {
		e, ok, err := tx.EntryByID(ctx, d.ID)
		if err != nil {
			return Receipt{}, false, err
		}
		if !ok && i == 0 {
			return Receipt{}, false, nil
		}
		if !ok {
			return Receipt{}, false, fmt.Errorf("entry %s was recorded without %s: %w", drafts[0].ID, d.ID, ErrIDReused)
		}
		h, err := ParseHeader(e.Header)
		if err != nil {
			return Receipt{}, false, fmt.Errorf("entry %s: %w: %w", e.ID, ErrAltered, err)
		}
		if h.Stream != d.Stream || h.Kind != d.Kind || h.Actor != d.Actor {
			return Receipt{}, false, fmt.Errorf("entry %s is a %s in %s: %w", h.ID, h.Kind, h.Stream, ErrIDReused)
		}
		r.Entries = append(r.Entries, appended(h, e.Pos))
	}
	return r, true, nil
}

// lastSeq is a stream's last number: settled in this transaction, remembered
// from earlier commits (which holds while the newest checkpoint is the one
// remembered), or read.
func (w *Writer) lastSeq(ctx context.Context, tx store.Tx, stream string, settled map[string]int64) (int64, error) {
	if seq, ok := settled[stream]; ok {
		return seq, nil
	}
	if seq, ok := w.seqs[stream]; ok {
		return seq, nil
	}
	return tx.StreamSeq(ctx, stream)
}

// place gives a draft its position and time and stores it.
func (t *draftTail) place(ctx context.Context, tx store.Tx, d Draft, s sealed, now time.Time, stepped bool) (store.Entry, Appended, error) {
	h := d.header()
	if !d.At.IsZero() {
		now = d.At.UTC().Truncate(time.Millisecond)
	}
	h.Recorded, h.Clock, h.Key, h.Commitment = now, now, s.key, s.commitment
	if h.Recorded.Before(t.recorded) {
		h.Recorded = t.recorded
	}
	// After a step back what is recorded stands still until the clock catches up:
	// those entries are in doubt too, not only the first.
	h.Suspect = stepped || h.Recorded.Sub(h.Clock) > clockStep
	header, err := h.Encode()
	if err != nil {
		return store.Entry{}, Appended{}, &errRefused{cause: err}
	}
	leaf := Leaf(header)
	e := store.Entry{
		Pos: t.edge.size, ID: h.ID, Stream: h.Stream, Seq: h.Seq, Kind: h.Kind,
		Recorded: h.Recorded.UnixMilli(), Header: header, Leaf: leaf[:], Sealed: s.body,
	}
	if err := tx.InsertEntry(ctx, e); err != nil {
		if errors.Is(err, store.ErrDuplicateID) {
			err = &errRefused{cause: err}
		}
		return store.Entry{}, Appended{}, err
	}
	faultpoint.At(faultpoint.Inserted)
	t.edge.add(leaf)
	t.recorded, t.clock = h.Recorded, h.Clock
	t.seqs[d.Stream] = d.Seq
	return e, appended(h, e.Pos), nil
}

func appended(h Header, pos int64) Appended {
	return Appended{ID: h.ID, Stream: h.Stream, Seq: h.Seq, Pos: pos, Recorded: h.Recorded, Suspect: h.Suspect}
}
