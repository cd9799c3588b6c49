package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

// VerifyOptions say what a check has to go on. More finds more.
type VerifyOptions struct {
	// Verifier checks checkpoint signatures; nil leaves them unchecked.
	Verifier note.Verifier
	// Keys opens bodies and checks commitments; nil leaves bodies unopened.
	Keys Keys
	// Witness holds checkpoints kept in another place (ReadWitness). Only these
	// find a journal that was rolled back, or rewritten and signed again.
	Witness []store.Checkpoint
	// Progress, when set, is told now and then how many entries are done.
	Progress func(n int64)
}

// Problem is one thing that is not as it was recorded. Pos is the first position
// it can concern; ID, Stream and Seq are of the entry there, if one is there.
type Problem struct {
	Pos    int64
	ID     string
	Stream string
	Seq    int64
	Why    string

	aside bool // it says nothing of the header, which may be as recorded
}

func (p Problem) String() string {
	if p.ID == "" {
		return fmt.Sprintf("position %d: %s", p.Pos, p.Why)
	}
	return fmt.Sprintf("position %d, entry %s, %s number %d: %s", p.Pos, p.ID, p.Stream, p.Seq, p.Why)
}

// Report is what a check found.
type Report struct {
	Entries   int64     // entries read
	Root      tlog.Hash // rebuilt from them
	Opened    int64     // bodies opened and matched to their commitment
	Disposed  int64     // entries without a body, lawfully
	Signed    bool      // the newest checkpoint's signature was checked
	Witnessed int       // witness checkpoints that agree
	Problems  []Problem // by position, at most 100; empty means whole
}

// OK reports whether nothing was found.
func (r Report) OK() bool { return len(r.Problems) == 0 }

// maxProblems bounds a report; one splice can upset every later entry.
const maxProblems = 100

// progressEvery entries Progress is told.
const progressEvery = 4096

// Verify rebuilds the log from raw entries and compares it with the stored
// checkpoints, the row columns, the leaf hashes, the bodies (with keys) and the
// witness. Findings are in the report; an error means that the check could not be
// made.
//
// Every checkpoint row is held against the entries; of their signatures the
// newest's is checked, which covers them all, and the others' where the newest
// does not agree: then locate finds the first bad entry.
func Verify(ctx context.Context, st store.Store, opts VerifyOptions) (Report, error) {
	var report Report
	err := st.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		v := newCheck(ctx, opts)
		var err error
		if v.head, v.any, err = tx.Head(ctx); err != nil {
			return err
		}
		if err := v.walk(tx); err != nil {
			return err
		}
		v.missingBodies()
		if err := v.checkpoints(tx); err != nil {
			return err
		}
		report = v.finish()
		return nil
	})
	if err != nil {
		return Report{}, fmt.Errorf("verify journal: %w", err)
	}
	return report, nil
}

// check is one verification under way.
type check struct {
	ctx      context.Context
	opts     VerifyOptions
	report   Report
	head     store.Checkpoint // the newest; any says whether there is one
	any      bool
	log      edge  // rebuilt from the headers
	next     int64 // the position after the entry before
	seqs     map[string]int64
	ids      map[string]struct{}
	last     time.Time           // recorded of the entry before
	gone     map[[2]string]bool  // what disposals name: {stream, stream or entry id}
	bare     []Problem           // entries without a body, or without its key
	unlike   []Problem           // entries whose leaf hash is not that of their header, the first maxProblems
	agreed   store.Checkpoint    // the newest whose root the rebuilt log has; size 0 for none
	doubts   []store.Checkpoint  // rows that are not what the entries give, the first maxProblems
	witness  []store.Checkpoint  // by size
	vouched  int64               // size of the largest witness checkpoint that agrees
	reported map[int64]tlog.Hash // roots at the sizes a witness names
}

func newCheck(ctx context.Context, opts VerifyOptions) *check {
	v := &check{
		ctx: ctx, opts: opts, seqs: map[string]int64{}, ids: map[string]struct{}{},
		gone: map[[2]string]bool{}, reported: map[int64]tlog.Hash{},
		witness: slices.SortedFunc(slices.Values(opts.Witness), func(a, b store.Checkpoint) int { return cmp.Compare(a.Size, b.Size) }),
	}
	for _, c := range v.witness {
		v.reported[c.Size] = tlog.Hash{}
	}
	v.noteRoot()
	return v
}

func problemAt(e store.Entry) Problem {
	return Problem{Pos: e.Pos, ID: e.ID, Stream: e.Stream, Seq: e.Seq}
}

func (v *check) bad(p Problem) { v.report.Problems = append(v.report.Problems, p) }

// noteRoot keeps the root at sizes a witness names.
func (v *check) noteRoot() {
	if _, ok := v.reported[v.log.size]; ok {
		v.reported[v.log.size] = v.log.root()
	}
}

// batch is what travels together from the reading to the checking side: entries,
// and the checkpoints after the batch before that cover no more than these.
type batch struct {
	entries     []store.Entry
	checkpoints []store.Checkpoint
}

// walkBatch is how many entries a batch has.
const walkBatch = 512

// walk reads every entry once. Reading and checking take about as long as each
// other, so they go on side by side.
func (v *check) walk(tx store.Tx) error {
	batches := make(chan batch, 4)
	work, stop := context.WithCancelCause(v.ctx)
	defer stop(nil)
	checked := make(chan struct{})
	go func() {
		defer close(checked)
		for b := range batches {
			if err := v.batch(b); err != nil {
				stop(err)
				return
			}
		}
	}()
	readErr := read(work, tx, batches)
	close(batches)
	<-checked
	if cause := context.Cause(work); cause != nil {
		return cause // what stopped the checking; the reading only noticed
	}
	if readErr == nil && v.opts.Progress != nil {
		v.opts.Progress(v.report.Entries)
	}
	return readErr
}

// read sends every entry and checkpoint, in order, until work ends.
func read(work context.Context, tx store.Tx, batches chan<- batch) error {
	var covered int64
	b := batch{entries: make([]store.Entry, 0, walkBatch)}
	send := func() error {
		if len(b.entries) == 0 {
			return nil
		}
		upto := b.entries[len(b.entries)-1].Pos + 1
		for c, err := range tx.Checkpoints(work, covered, upto) {
			if err != nil {
				return err
			}
			b.checkpoints = append(b.checkpoints, c)
		}
		covered = upto
		select {
		case batches <- b:
			b = batch{entries: make([]store.Entry, 0, walkBatch)}
			return nil
		case <-work.Done():
			return work.Err()
		}
	}
	for e, err := range tx.AllEntries(work, 0) {
		if err != nil {
			return err
		}
		if b.entries = append(b.entries, e); len(b.entries) == walkBatch {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// batch checks entries and adds them to the rebuilt log.
func (v *check) batch(b batch) error {
	for _, e := range b.entries {
		leaf := Leaf(e.Header)
		if err := v.entry(e, leaf); err != nil {
			return err
		}
		v.log.add(leaf)
		v.noteRoot()
		v.report.Entries++
		for len(b.checkpoints) > 0 && b.checkpoints[0].Size <= v.next {
			v.compare(b.checkpoints[0])
			b.checkpoints = b.checkpoints[1:]
		}
		if v.opts.Progress != nil && v.report.Entries%progressEvery == 0 {
			v.opts.Progress(v.report.Entries)
		}
	}
	return nil
}

// entry checks one entry against itself and those before it.
func (v *check) entry(e store.Entry, leaf tlog.Hash) error {
	at := problemAt(e)
	bad := func(format string, args ...any) {
		at.Why = fmt.Sprintf(format, args...)
		v.bad(at)
	}
	if e.Pos != v.next {
		bad("found where position %d was expected", v.next)
	}
	v.next = e.Pos + 1
	if string(e.Leaf) != string(leaf[:]) && len(v.unlike) < maxProblems {
		v.unlike = append(v.unlike, at)
	}
	h, err := ParseHeader(e.Header)
	if err != nil {
		bad("%v", err)
		return nil
	}
	if e.ID != h.ID || e.Stream != h.Stream || e.Seq != h.Seq || e.Kind != h.Kind || e.Recorded != h.Recorded.UnixMilli() {
		at.aside = true // the columns alone may have been changed
		bad("its columns (%s, %s number %d, %s, recorded %d) are not what its header says (%s, %s number %d, %s, recorded %d)",
			e.ID, e.Stream, e.Seq, e.Kind, e.Recorded, h.ID, h.Stream, h.Seq, h.Kind, h.Recorded.UnixMilli())
		at.aside = false
	}
	if want := v.seqs[h.Stream] + 1; h.Seq != want {
		bad("number %d of %s found where number %d was expected", h.Seq, h.Stream, want)
	}
	v.seqs[h.Stream] = h.Seq
	if _, twice := v.ids[h.ID]; twice {
		bad("its id was recorded before")
	}
	v.ids[h.ID] = struct{}{}
	if h.Recorded.Before(v.last) {
		bad("recorded %s, before the entry before it (%s)", h.Recorded.Format(timeLayout), v.last.Format(timeLayout))
	}
	v.last = h.Recorded
	if (h.Kind == StreamDisposed || h.Kind == EntryDisposed) && h.Disposes != "" {
		v.gone[[2]string{h.Stream, h.Disposes}] = true
	}
	return v.body(h, e, at)
}

// body checks the sealed body as far as there are keys.
func (v *check) body(h Header, e store.Entry, at Problem) error {
	if e.Sealed == nil {
		at.Why, at.aside = "its body is missing and no disposal covers it", true
		v.bare = append(v.bare, at)
		return nil
	}
	if v.opts.Keys == nil {
		return nil
	}
	_, err := open(v.ctx, v.opts.Keys, h, e)
	switch {
	case err == nil:
		v.report.Opened++
	case errors.Is(err, ErrDisposed):
		at.Why, at.aside = "its key was destroyed and no disposal covers it", true
		v.bare = append(v.bare, at)
	case v.ctx.Err() != nil:
		return v.ctx.Err()
	default:
		at.Why = err.Error()
		v.bad(at)
	}
	return nil
}

// missingBodies settles which bodies may be missing, now that every disposal has
// been seen.
func (v *check) missingBodies() {
	for _, p := range v.bare {
		if v.gone[[2]string{p.Stream, p.Stream}] || v.gone[[2]string{p.Stream, p.ID}] {
			v.report.Disposed++
			continue
		}
		v.bad(p)
	}
}

// finish orders and bounds the findings.
func (v *check) finish() Report {
	slices.SortStableFunc(v.report.Problems, func(a, b Problem) int { return cmp.Compare(a.Pos, b.Pos) })
	if len(v.report.Problems) > maxProblems {
		v.report.Problems = v.report.Problems[:maxProblems]
	}
	return v.report
}
