package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"foursight/internal/access"
	"foursight/internal/evidence"
	"foursight/internal/importer"
)

// What is kept beside imported material as working state: a file while a question
// about it is open, and who is who in it. Neither is part of the record.

const (
	keptUploadLife = time.Hour
	keptUploadMost = 50 << 20 // bytes; a larger file is chosen again
	sendersLife    = 30 * 24 * time.Hour
)

// ErrNotKept says that a file is kept no longer, or was too large to keep.
var ErrNotKept = errors.New("the file is no longer kept; choose it again")

// keepUpload seals a file for its owner while they answer a question about it. It
// reports whether it is kept: one that is too large is not.
//
// The item is the file's name, a line break, and the file as it came.
func (s *Service) keepUpload(ctx context.Context, v access.Viewer, caseID string, up Upload, src importer.Source) (bool, error) {
	if up.EventID == "" || src.Size > keptUploadMost {
		return false, nil
	}
	item := bytes.NewBufferString(evidence.SafeName(up.FileName) + "\n")
	if _, err := io.Copy(item, io.NewSectionReader(src.Data, 0, src.Size)); err != nil {
		return false, fmt.Errorf("keep upload: %w", err)
	}
	err := s.PutWorking(ctx, WorkingItem{Kind: "upload", Key: keptKey(v, up.EventID), Owner: v.Staff.ID, CaseID: caseID,
		Expires: s.Now().Add(keptUploadLife), Data: item.Bytes()})
	return err == nil, err
}

func keptKey(v access.Viewer, id string) string { return v.Staff.ID + "/" + id }

// ImportKept imports the file that the viewer brought under the upload's event id
// and that was kept while a question was open. ErrNotKept where there is none.
func (s *Service) ImportKept(ctx context.Context, v access.Viewer, ref string, up Upload) (Recorded, importer.Summary, error) {
	p, err := s.Case(ctx, v, ref)
	if err != nil {
		return Recorded{}, importer.Summary{}, err
	}
	w, ok, err := s.GetWorking(ctx, "upload", keptKey(v, up.EventID))
	if err != nil {
		return Recorded{}, importer.Summary{}, err
	}
	name, content, whole := bytes.Cut(w.Data, []byte("\n"))
	if !ok || !whole || w.CaseID != p.ID {
		return Recorded{}, importer.Summary{}, ErrNotKept
	}
	up.FileName = string(name)
	rec, sum, err := s.ImportMaterial(ctx, v, ref, up, bytes.NewReader(content))
	if err != nil {
		return rec, sum, err
	}
	return rec, sum, s.DeleteWorking(ctx, "upload", keptKey(v, up.EventID))
}

// SenderIs is who a sender in imported messages is, as the person who reads them
// says: they know the case, the file does not.
type SenderIs string

const (
	SenderVictim  SenderIs = "victim"
	SenderOther   SenderIs = "other"   // the other person of the pair
	SenderElse    SenderIs = "else"    // somebody else
	SenderUnknown SenderIs = "unknown" // asked, not known
)

// Senders is who is who in a piece of material, by name as the file has it, as
// the viewer has said; empty before they were asked.
func (s *Service) Senders(ctx context.Context, v access.Viewer, material string) (map[string]SenderIs, error) {
	out := map[string]SenderIs{}
	w, ok, err := s.GetWorking(ctx, "senders", keptKey(v, material))
	if err != nil || !ok {
		return out, err
	}
	if err := json.Unmarshal(w.Data, &out); err != nil {
		return nil, fmt.Errorf("read senders: %w", err)
	}
	return out, nil
}

// KeepSenders keeps who is who, so that it is asked once for a file.
func (s *Service) KeepSenders(ctx context.Context, v access.Viewer, caseID, material string, senders map[string]SenderIs) error {
	b, err := json.Marshal(senders)
	if err != nil {
		return fmt.Errorf("keep senders: %w", err)
	}
	return s.PutWorking(ctx, WorkingItem{Kind: "senders", Key: keptKey(v, material), Owner: v.Staff.ID, CaseID: caseID, Expires: s.Now().Add(sendersLife), Data: b})
}
