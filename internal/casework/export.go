package casework

import (
	"context"
	"fmt"
	"io"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/journal"
)

// keptBack are the kinds that are in no package: what joins the case to others. Who
// reads a package is not known, and one of those cases may be restricted by then
// (decision 12).
var keptBack = []string{"MatchDecided", "MatchUndone"}

// KeptBack reports whether entries of a kind are in no package.
func KeptBack(kind string) bool { return slices.Contains(keptBack, kind) }

// ExportCase writes one case as a signed package that verifies offline: every
// entry with its header, salt, body and proof, but for what joins it to other cases.
// Only somebody who may see all of the case and answers for it may export it; the look is recorded
// before anything is written.
func (s *Service) ExportCase(ctx context.Context, v access.Viewer, ref string, w io.Writer) error {
	if !access.May(v, access.Export) {
		return ErrNotAllowed
	}
	p, err := s.Case(ctx, v, ref)
	if err != nil {
		return err
	}
	if !access.MayTake(p.Permission) || !p.Can(casefile.ClassContact) || !p.Can(casefile.ClassIntel) || !p.Can(casefile.ClassLegal) || !p.Can(casefile.ClassSensitive) {
		return ErrNotAllowed
	}
	l := p.Looked("export")
	l.Outcome = "exported"
	if err := s.Look(ctx, l); err != nil {
		return err
	}
	if err := journal.WritePackage(ctx, w, s.store, s.keys, s.signer, s.verifier, []string{caseStream(p.ID)}, keptBack...); err != nil {
		return fmt.Errorf("export case: %w", err)
	}
	return nil
}

// VerifierKey is the public key that the service's checkpoints verify with.
func (s *Service) VerifierKey() string { return s.verifier }
