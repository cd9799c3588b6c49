package journal

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

// compare holds a stored checkpoint against the log as rebuilt up to there. What
// it says in its note is compared too, not who signed it.
func (v *check) compare(c store.Checkpoint) {
	root := v.log.root()
	same := c.Size == v.log.size && string(c.Root) == string(root[:])
	if same {
		v.agreed = c
	}
	origin, _, _ := strings.Cut(string(v.head.Note), "\n")
	if same && string(c.Edge) == string(v.log.bytes()) && bytes.HasPrefix(c.Note, []byte(checkpointText(origin, c.Size, root, c.Time)+"\n")) {
		return
	}
	if len(v.doubts) < maxProblems {
		v.doubts = append(v.doubts, c)
	}
}

// checkpoints compares the rebuilt log with the stored checkpoints and with the
// witness.
func (v *check) checkpoints(tx store.Tx) error {
	v.report.Root = v.log.root()
	end := Problem{Pos: v.next}
	if !v.any {
		if v.log.size > 0 {
			v.bad(Problem{Why: "there are entries and no checkpoint"})
		}
		v.disagreeing(0)
		v.compareWitness()
		return nil
	}
	to, err := v.signed(v.head)
	if err != nil {
		v.badCheckpoint("newest checkpoint", v.head, err)
	}
	v.report.Signed = err == nil && v.opts.Verifier != nil
	switch {
	case v.head.Size > v.next:
		end.Why = fmt.Sprintf("cut off: the newest checkpoint covers %d entries", v.head.Size)
		v.bad(end)
	case v.head.Size < v.next:
		end.Pos, end.Why = v.head.Size, "past the newest checkpoint: no commit ended here"
		v.bad(end)
	}
	if to == nil || v.head.Size != v.log.size || to.root != v.report.Root {
		if err := v.locate(tx); err != nil {
			return err
		}
		v.compareWitness()
		return nil
	}
	for _, c := range v.doubts {
		if c.Size != v.head.Size || err == nil { // what is wrong with the newest has been said
			v.badCheckpoint("checkpoint", c, errRow)
		}
	}
	for _, p := range v.unlike {
		p.Why = leafChanged
		v.bad(p)
	}
	v.compareWitness()
	return nil
}

// What is found by the hashes of an entry.
const (
	leafChanged   = "its leaf hash was changed: its header is the one recorded"
	headerChanged = "its header is not the one recorded"
	leafNotOf     = "its header and its leaf hash are not of each other"
)

// errRow: a checkpoint's row, its note and the entries do not all say the same.
var errRow = errors.New("its row was changed")

func (v *check) badCheckpoint(what string, c store.Checkpoint, err error) {
	v.bad(Problem{Pos: max(c.Size-1, 0), Why: fmt.Sprintf("%s (%d entries): %v", what, c.Size, err)})
}

// disagreeing names the entries from a position on whose header and leaf hash are
// not of each other, where nothing signed tells which was changed.
func (v *check) disagreeing(from int64) {
	for _, p := range v.unlike {
		if p.Pos >= from {
			p.Why = leafNotOf
			v.bad(p)
		}
	}
}

// signedLog is the log's state as a checkpoint's signed note has it.
type signedLog struct {
	edge edge // without hashes where the row's are not of the signed root
	root tlog.Hash
	time int64 // milliseconds since 1970 UTC; recorded of every entry of its commit
}

// signed reads a checkpoint's note. It returns nil where the note is not signed as
// it should be, or is of another size; with an error beside a result, the note
// holds and the row beside it was changed.
func (v *check) signed(c store.Checkpoint) (*signedLog, error) {
	n, err := ParseCheckpoint(c.Note, v.opts.Verifier)
	if err != nil {
		return nil, err
	}
	if n.Size != c.Size {
		return nil, errors.New("its signed note says otherwise")
	}
	s := &signedLog{edge: edge{size: n.Size}, root: tlog.Hash(n.Root), time: n.Time}
	e, err := edgeOf(store.Checkpoint{Size: n.Size, Root: n.Root, Edge: c.Edge})
	if err == nil {
		s.edge = e
	}
	if string(c.Root) != string(n.Root) || c.Time != n.Time {
		err = errors.New("its signed note says otherwise")
	}
	return s, err
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
			v.bad(Problem{Pos: v.vouched, Why: fmt.Sprintf("rewritten: the first %d entries are not those a witness saw at %s; the difference begins at position %d or later",
				c.Size, time.UnixMilli(c.Time).UTC().Format(timeLayout), v.vouched)})
			return
		}
		v.vouched = c.Size
		v.report.Witnessed++
	}
}
