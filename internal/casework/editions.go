package casework

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"foursight/internal/edition"
	"foursight/internal/force"
	"foursight/internal/guidance"
)

// ErrAdoption: the files kept with an adoption cannot be used. What wraps it names
// the adoption.
var ErrAdoption = errors.New("adopted guidance cannot be used")

// term is the time that one adoption of guidance governs: from just after it was
// recorded until just after the next one was. Before the first there was no other,
// so it governs that time too.
type term struct {
	seq   int64                // of the adoption in the force's stream; 0 where none has been recorded
	from  time.Time            // first instant it governs; zero for the first
	hash  string               // of edition and overlay
	since map[string]time.Time // when the clauses added or altered since the first adoption came to stand as they stand

	edition func() (*guidance.Edition, error) // ready to evaluate
	kept    func() (*guidance.Edition, error) // the same, from the files kept with the adoption
}

// terms are every term so far, in order; never none.
type terms []*term

// at is the term that governs an instant.
func (ts terms) at(t time.Time) *term {
	for _, x := range slices.Backward(ts) {
		if !t.Before(x.from) {
			return x
		}
	}
	return ts[0]
}

// of is the term of an adoption, by its number.
func (ts terms) of(seq int64) *term {
	for _, x := range slices.Backward(ts) {
		if x.seq <= seq {
			return x
		}
	}
	return ts[0]
}

// after is the term that follows an adoption, nil where it is the newest.
func (ts terms) after(seq int64) *term {
	for _, x := range ts {
		if x.seq > seq {
			return x
		}
	}
	return nil
}

// named is a term under the edition and overlay of a hash, nil where there is none.
func (ts terms) named(hash string) *term {
	for _, x := range ts {
		if x.hash == hash {
			return x
		}
	}
	return nil
}

// adoption is an entry of the force's stream that adopted an edition.
type adoption struct {
	id       string
	seq      int64
	recorded time.Time
	force.EditionAdopted
}

func (a adoption) String() string {
	if a.id == "" {
		return "the files given as " + a.Edition
	}
	return fmt.Sprintf("adoption of %s recorded %s (entry %s)", a.Edition, a.recorded.UTC().Format(time.RFC3339), a.id)
}

// hashOf is the hash of an edition with its overlay, as adoptions and duties name it.
func hashOf(ed *guidance.Edition) string { return ed.Hash + ed.OverlayHash }

// bothHashes names the two hashes that one by hashOf is made of, for a message: two
// overlays of one edition differ in the second alone.
func bothHashes(hash string) string {
	one := hex.EncodedLen(sha256.Size)
	if len(hash) <= one {
		return "edition " + short(hash) + " without an overlay"
	}
	return "edition " + short(hash[:one]) + " with overlay " + short(hash[one:])
}

// inUse is the one term of a journal in which nothing has been adopted yet: what
// the program was started with.
func (s *Service) inUse() terms {
	ready := func() (*guidance.Edition, error) { return s.edition, nil }
	return terms{{hash: hashOf(s.edition), edition: ready, kept: ready}}
}

// allTerms are the terms so far. While an adoption is being recorded it waits:
// whoever then is told of no new term has read the clock before the adoption did.
func (s *Service) allTerms() terms {
	s.termMu.RLock()
	defer s.termMu.RUnlock()
	return s.terms
}

// begin adds the term of an adoption to those before it. Files are parsed, checked
// and planned when they are first needed, once for each edition and overlay.
func (s *Service) begin(before terms, a adoption) terms {
	t := &term{seq: a.seq, hash: a.Hash}
	if before[0].seq == 0 {
		before = nil
	}
	if n := len(before); n > 0 {
		// What was admitted in the millisecond of the adoption, or before, was not
		// admitted under it.
		last := before[n-1]
		t.from = a.recorded.Add(time.Millisecond)
		if !t.from.After(last.from) {
			t.from = last.from.Add(time.Millisecond)
		}
		if t.since = maps.Clone(last.since); t.since == nil {
			t.since = map[string]time.Time{}
		}
		for _, key := range a.Changed {
			t.since[key] = t.from
		}
	}
	if same := before.named(a.Hash); same != nil {
		t.kept = same.kept
	} else {
		t.kept = sync.OnceValues(func() (*guidance.Edition, error) { return readAdopted(a) })
	}
	if t.edition = t.kept; a.Hash == hashOf(s.edition) {
		t.edition = func() (*guidance.Edition, error) { return s.edition, nil }
	}
	return append(slices.Clip(before), t)
}

// readAdopted makes an edition of the files kept with its adoption. They have to
// be those whose hash the adoption gives.
func readAdopted(a adoption) (*guidance.Edition, error) {
	ed, err := edition.LoadFiles(a.folders())
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrAdoption, a, err)
	}
	if got := hashOf(ed); got != a.Hash {
		return nil, fmt.Errorf("%w: %s: its files have hash %s, it says %s", ErrAdoption, a, got, a.Hash)
	}
	return ed, nil
}

// folders are the files kept with an adoption; overlay is nil where there is none.
func (a adoption) folders() (from, overlay fs.FS) {
	files, over := keptFiles{}, keptFiles(nil)
	for name, text := range a.Files {
		if rest, ok := strings.CutPrefix(name, editionPrefix); ok {
			files[rest] = text
		}
		if rest, ok := strings.CutPrefix(name, overlayPrefix); ok {
			if over == nil {
				over = keptFiles{}
			}
			over[rest] = text
		}
	}
	if over == nil {
		return files, nil
	}
	return files, over
}

// checkAdoptions reads again the files of every adoption.
func (s *Service) checkAdoptions() error {
	var errs []error
	for _, t := range s.allTerms() {
		_, err := t.kept()
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

const (
	editionPrefix = "edition/"
	overlayPrefix = "overlay/"
)

// keptFiles are one folder's files by name, as an adoption keeps them: as much of
// a file system as reading an edition takes.
type keptFiles map[string]string

func (k keptFiles) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: errors.ErrUnsupported}
}

func (k keptFiles) ReadFile(name string) ([]byte, error) {
	text, ok := k[name]
	if !ok {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

func (k keptFiles) Glob(pattern string) ([]string, error) {
	var out []string
	for name := range k {
		ok, err := path.Match(pattern, name)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}
