package casework

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"syscall"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/evidence"
	"foursight/internal/fact"
)

// MaxPhoto is the largest photograph taken in, in bytes; MostPhotos how many are taken at
// once.
const (
	MaxPhoto   = 64 << 20
	MostPhotos = 20
)

// PhotoEntry is the id of the entry of one photograph of those a form sends, counted from
// zero: the same set sent again over a bad line is the same entries.
func PhotoEntry(form string, n int) string {
	if n == 0 {
		return form
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "photograph/%s/%d", form, n))
	return hex.EncodeToString(sum[:16])
}

// KeepPhoto keeps a photograph as it came, with everything the camera wrote into
// it, and records one event. Nothing is made smaller, turned round or shown. Where
// somebody pictured may be under 18, or nobody has said that nobody is, not a byte
// of it is read (practice 1.3).
func (s *Service) KeepPhoto(ctx context.Context, v access.Viewer, ref string, up Upload, r io.Reader) (Recorded, error) {
	p, err := s.Case(ctx, v, ref)
	if err != nil {
		return Recorded{}, err
	}
	if problems := beforePhoto(up); len(problems) > 0 {
		return Recorded{}, &Refused{Problems: problems}
	}
	photo := bufio.NewReader(r)
	head, err := photo.Peek(evidence.ImageHead)
	if err != nil && !errors.Is(err, io.EOF) {
		return Recorded{}, fmt.Errorf("keep photograph: %w", err)
	}
	if evidence.ImageType(head) == "" {
		return Recorded{}, &Unreadable{errors.New("it is not a photograph, or not one in a form that phones write")}
	}
	original, err := s.vault.Add(ctx, photo, MaxPhoto)
	switch {
	case errors.Is(err, evidence.ErrTooLarge):
		return Recorded{}, &Unreadable{fmt.Errorf("it is larger than %d MB", MaxPhoto>>20)}
	case err != nil:
		return Recorded{}, fmt.Errorf("keep photograph: %w", noRoom(err))
	}
	if m := p.Material(casefile.MaterialID(up.EventID)); m != nil && m.Imported != nil && string(m.Imported.SHA256) == original.SHA256 {
		// Sent again because the signal failed: the first is the one that is kept.
		return Recorded{CaseID: p.ID, Version: p.Version, Duplicate: true}, s.vault.Remove(original)
	}
	e, err := casefile.NewEvent(up.EventID, "", "MaterialImported", casefile.MaterialImported{Origin: up.Origin, Agreement: up.Agreement, Under18: up.Under18,
		Format: casefile.FormatPhotograph, FileName: casefile.Line(evidence.SafeName(up.FileName)), SHA256: casefile.Line(original.SHA256),
		Blob: casefile.Line(original.Name), Key: casefile.Line(string(original.Key)), Size: original.Size})
	if err != nil {
		return Recorded{}, errors.Join(err, s.vault.Remove(original))
	}
	e.Source = casefile.FromImport
	rec, err := s.Record(ctx, v, Acts{CaseID: p.ID, Base: up.Base, Events: []casefile.Event{e}})
	if err != nil {
		return rec, s.unnamed(original, err)
	}
	return rec, nil
}

// unnamed removes a file whose event was refused. Where it is not known whether the
// event was recorded the file stays: it may be named.
func (s *Service) unnamed(b evidence.Blob, err error) error {
	if errors.Is(err, ErrOutcomeUnknown) {
		return err
	}
	return errors.Join(err, s.vault.Remove(b))
}

// noRoom adds the record's word for a full disk to the system's.
func noRoom(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// beforePhoto is what has to be answered before a photograph is read: "not known"
// keeps it out as a yes does.
func beforePhoto(up Upload) []casefile.Problem {
	out := beforeImport(up)
	if up.Under18.Status != fact.NotAsked && (!up.Under18.Known() || up.Under18.Value) {
		out = append(out, casefile.Problem{Field: "may_show_under_18", Code: "under_18", What: "Somebody pictured may be under 18, so it is not brought in. Keep the device, and ask a digital media investigator."})
	}
	return out
}
