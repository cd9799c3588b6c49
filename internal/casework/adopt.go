package casework

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"foursight/internal/force"
)

// ErrNotAdopted: the edition or overlay on disk is not the one the force adopted.
var ErrNotAdopted = errors.New("this edition of the guidance has not been adopted by the force")

// EnsureAdopted compares the edition in use with the one the force adopted. With
// none adopted yet, or with by given, it records the adoption with every file, so
// that a replay in ten years has the bytes; otherwise a difference is ErrNotAdopted.
func (s *Service) EnsureAdopted(ctx context.Context, by string, edition, overlay fs.FS) error {
	have := s.Register().Adopted
	hash := s.edition.Hash + s.edition.OverlayHash
	switch {
	case have.Hash == hash:
		return nil
	case have.Hash != "" && by == "":
		return fmt.Errorf("%w: adopted %s, found %s", ErrNotAdopted, short(have.Hash), short(hash))
	}
	files := map[string]string{}
	if err := errors.Join(gather(files, "edition/", edition), gather(files, "overlay/", overlay)); err != nil {
		return fmt.Errorf("adopt edition: %w", err)
	}
	if by == "" {
		by = "system"
	}
	return s.recordRegister(ctx, by, registerEntry{"force", force.KindEditionAdopted, force.EditionAdopted{Edition: s.edition.ID, Hash: hash, Files: files}})
}

func gather(files map[string]string, prefix string, fsys fs.FS) error {
	if fsys == nil {
		return nil
	}
	return fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(fsys, path)
		files[prefix+path] = string(b)
		return err
	})
}
