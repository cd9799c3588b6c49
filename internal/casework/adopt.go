package casework

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"foursight/internal/edition"
	"foursight/internal/force"
	"foursight/internal/guidance"
)

// ErrNotAdopted: the edition or overlay on disk is not the one the force adopted.
var ErrNotAdopted = errors.New("this edition of the guidance, with this overlay, has not been adopted by the force")

// EnsureAdopted compares the edition in use with the one the force adopted. With
// none adopted yet, or with by given, it records the adoption with every file, so
// that a replay in ten years has the bytes; otherwise a difference is ErrNotAdopted.
// edition and overlay are the folders the edition in use was read from. Cases come
// to stand under a new edition from just after its adoption: those somebody opens
// or writes to then, the others as Wake reaches them.
func (s *Service) EnsureAdopted(ctx context.Context, by string, edition, overlay fs.FS) error {
	s.adopting.Lock()
	defer s.adopting.Unlock()
	before := s.allTerms()
	last := before[len(before)-1]
	a := adoption{EditionAdopted: force.EditionAdopted{Edition: s.edition.ID, Hash: hashOf(s.edition), Files: map[string]string{}}}
	switch {
	case last.seq != 0 && last.hash == a.Hash:
		return nil
	case last.seq != 0 && by == "":
		return fmt.Errorf("%w: adopted %s; found %s", ErrNotAdopted, bothHashes(last.hash), bothHashes(a.Hash))
	}
	if err := errors.Join(gather(a.Files, editionPrefix, edition), gather(a.Files, overlayPrefix, overlay)); err != nil {
		return fmt.Errorf("adopt edition: %w", err)
	}
	if err := a.prove(); err != nil {
		return fmt.Errorf("adopt edition: %w", err)
	}
	if last.seq != 0 {
		old, err := last.edition()
		if err != nil {
			return fmt.Errorf("adopt edition: %w", err)
		}
		a.Changed = changedClauses(old, s.edition)
	}
	if by == "" {
		by = "system"
	}
	s.termMu.Lock()
	defer s.termMu.Unlock()
	receipt, err := s.recordRegister(ctx, by, registerEntry{"force", force.KindEditionAdopted, a.EditionAdopted})
	if err != nil {
		return err
	}
	e := receipt.Entries[0]
	a.id, a.seq, a.recorded = e.ID, e.Seq, e.Recorded
	s.terms = s.begin(before, a)
	return nil
}

// proven holds the hashes of editions whose files were read and whose examples came
// out in this process: the same bytes come out the same again.
var proven sync.Map

// prove reads the files an adoption would keep and works every example of theirs.
// An edition that does not do what it says of itself is not adopted.
func (a adoption) prove() error {
	if _, done := proven.Load(a.Hash); done && a.filesHash() == a.Hash {
		return nil
	}
	if _, err := readAdopted(a); err != nil {
		return err
	}
	from, _ := a.folders() // an overlay sets numbers that the examples leave unset
	ed, err := edition.LoadWorked(from, nil)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrAdoption, a, err)
	}
	_, failed, err := guidance.RunExamples(ed)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrAdoption, a, err)
	}
	if len(failed) > 0 {
		return fmt.Errorf("%w: %s: %d of its examples do not come out as written, first %s", ErrAdoption, a, len(failed), failed[0])
	}
	proven.Store(a.Hash, true)
	return nil
}

// filesHash is the hash of the files an adoption would keep, as hashOf of the edition
// they make.
func (a adoption) filesHash() string {
	from, overlay := a.folders()
	hash, _ := guidance.HashFiles(from) // reading from memory does not fail; another hash is read again
	if overlay != nil {
		over, _ := guidance.HashFiles(overlay)
		hash += over
	}
	return hash
}

// changedClauses are the clauses of an edition that the one before lacked or had
// otherwise than in words, by key.
func changedClauses(before, after *guidance.Edition) []string {
	var out []string
	for _, c := range guidance.Diff(before, after) {
		if c.What == guidance.Added || c.What == guidance.Altered {
			out = append(out, c.Key)
		}
	}
	return out
}

// gather reads the files an edition or overlay is made of.
func gather(files map[string]string, prefix string, fsys fs.FS) error {
	if fsys == nil {
		return nil
	}
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return err
	}
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		files[prefix+name] = string(b)
	}
	return nil
}
