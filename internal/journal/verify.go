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
// checkpoint, the row columns, the bodies (with keys) and the witness. Findings
// are in the report; an error means that the check could not be made. Where only
// the hashes disagree, the log can say which commit but not which entry of it: the
// problem then names the first and gives the range.
func Verify(ctx context.Context, st store.Store, opts VerifyOptions) (Report, error) {
	var report Report
	err := st.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		v := newCheck(ctx, opts)
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
	log      edge
	seqs     map[string]int64
	ids      map[string]struct{}
	last     time.Time           // recorded of the entry before
	gone     map[[2]string]bool  // what disposals name: {stream, stream or entry id}
	bare     []Problem           // entries without a body, or without its key
	witness  []store.Checkpoint  // by size
	agreed   int64               // size of the largest witness checkpoint that agrees
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

func (v *check) bad(p Problem) { v.report.Problems = append(v.report.Problems, p) }

// noteRoot keeps the root at sizes a witness names.
func (v *check) noteRoot() {
	if _, ok := v.reported[v.log.size]; ok {
		v.reported[v.log.size] = v.log.root()
	}
}

// walkBatch entries travel together from the reading to the checking side.
const walkBatch = 512

// walk reads every entry once. Reading and checking take about as long as each
// other, so they go on side by side.
func (v *check) walk(tx store.Tx) error {
	batches := make(chan []store.Entry, 4)
	work, stop := context.WithCancelCause(v.ctx)
	defer stop(nil)
	checked := make(chan struct{})
	go func() {
		defer close(checked)
		for batch := range batches {
			if err := v.batch(batch); err != nil {
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

// read sends every entry, in order, until work ends.
func read(work context.Context, tx store.Tx, batches chan<- []store.Entry) error {
	batch := make([]store.Entry, 0, walkBatch)
	send := func() error {
		select {
		case batches <- batch:
			batch = make([]store.Entry, 0, walkBatch)
			return nil
		case <-work.Done():
			return work.Err()
		}
	}
	for e, err := range tx.AllEntries(work, 0) {
		if err != nil {
			return err
		}
		if batch = append(batch, e); len(batch) == walkBatch {
			if err := send(); err != nil {
				return err
			}
		}
	}
	return send()
}

// batch checks entries and adds them to the rebuilt log.
func (v *check) batch(entries []store.Entry) error {
	for _, e := range entries {
		if err := v.entry(e); err != nil {
			return err
		}
		v.log.add(Leaf(e.Header))
		v.noteRoot()
		v.report.Entries++
		if v.opts.Progress != nil && v.report.Entries%progressEvery == 0 {
			v.opts.Progress(v.report.Entries)
		}
	}
	return nil
}

// entry checks one entry against itself and those before it.
func (v *check) entry(e store.Entry) error {
	at := Problem{Pos: e.Pos, ID: e.ID, Stream: e.Stream, Seq: e.Seq}
	bad := func(format string, args ...any) {
		at.Why = fmt.Sprintf(format, args...)
		v.bad(at)
	}
	if e.Pos != v.log.size {
		bad("found where position %d was expected", v.log.size)
	}
	h, err := ParseHeader(e.Header)
	if err != nil {
		bad("%v", err)
		return nil
	}
	if e.ID != h.ID || e.Stream != h.Stream || e.Seq != h.Seq || e.Kind != h.Kind || e.Recorded != h.Recorded.UnixMilli() {
		bad("its columns (%s, %s number %d, %s, recorded %d) are not what its header says (%s, %s number %d, %s, recorded %d)",
			e.ID, e.Stream, e.Seq, e.Kind, e.Recorded, h.ID, h.Stream, h.Seq, h.Kind, h.Recorded.UnixMilli())
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
		at.Why = "its body is missing and no disposal covers it"
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
		at.Why = "its key was destroyed and no disposal covers it"
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

// checkpoints compares the rebuilt log with the newest stored checkpoint and
// with the witness.
func (v *check) checkpoints(tx store.Tx) error {
	head, ok, err := tx.Head(v.ctx)
	if err != nil {
		return err
	}
	v.report.Root = v.log.root()
	end := Problem{Pos: v.log.size}
	if !ok && v.log.size > 0 {
		end.Pos, end.Why = 0, "there are entries and no checkpoint"
		v.bad(end)
	}
	if ok {
		v.signature(head)
		switch {
		case head.Size > v.log.size:
			end.Why = fmt.Sprintf("cut off: the newest checkpoint covers %d entries", head.Size)
			v.bad(end)
		case head.Size < v.log.size:
			end.Pos, end.Why = head.Size, "past the newest checkpoint: no commit ended here"
			v.bad(end)
		}
		if head.Size != v.log.size || string(head.Root) != string(v.report.Root[:]) {
			if err := v.locate(tx); err != nil {
				return err
			}
		}
	}
	v.compareWitness()
	return nil
}

// signature checks that the newest checkpoint's note is signed and says what its
// row says.
func (v *check) signature(head store.Checkpoint) {
	c, err := ParseCheckpoint(head.Note, v.opts.Verifier)
	at := Problem{Pos: max(head.Size-1, 0)}
	switch {
	case err != nil:
		at.Why = fmt.Sprintf("newest checkpoint (%d entries): %v", head.Size, err)
		v.bad(at)
	case c.Size != head.Size || string(c.Root) != string(head.Root) || c.Time != head.Time:
		at.Why = fmt.Sprintf("newest checkpoint (%d entries): its signed note says otherwise", head.Size)
		v.bad(at)
	default:
		v.report.Signed = v.opts.Verifier != nil
	}
}

// compareWitness compares the roots at the sizes the witness saw.
func (v *check) compareWitness() {
	for _, c := range v.witness {
		if v.opts.Verifier != nil {
			if _, err := ParseCheckpoint(c.Note, v.opts.Verifier); err != nil {
				v.bad(Problem{Pos: max(c.Size-1, 0), Why: fmt.Sprintf("witness checkpoint of %d entries: %v", c.Size, err)})
				continue
			}
		}
		root := v.reported[c.Size]
		switch {
		case c.Size > v.log.size:
			v.bad(Problem{Pos: v.log.size, Why: fmt.Sprintf("rolled back or cut off: a witness saw %d entries at %s",
				c.Size, time.UnixMilli(c.Time).UTC().Format(timeLayout))})
			return
		case string(root[:]) != string(c.Root):
			v.bad(Problem{Pos: v.agreed, Why: fmt.Sprintf("rewritten: the first %d entries are not those a witness saw at %s; the difference begins at position %d or later",
				c.Size, time.UnixMilli(c.Time).UTC().Format(timeLayout), v.agreed)})
			return
		}
		v.agreed = c.Size
		v.report.Witnessed++
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
