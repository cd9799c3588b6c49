package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"foursight/internal/evidence"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Files is what a check of the evidence files found.
type Files struct {
	Checked  int      // files read whole and as recorded, what was read from originals included
	Problems []string // one for each file that is missing or is not what was recorded
}

// CheckFiles reads every evidence file that the record names and compares it with
// the SHA-256 in its entry. What was disposed of is passed over. Without keys nothing
// can be read, and it fails.
func (r *Record) CheckFiles(ctx context.Context) (Files, error) {
	var out Files
	if r.Keys == nil {
		return out, errors.New("check evidence files: no keys are at hand")
	}
	vault, err := evidence.Open(r.evidence)
	if err != nil {
		return out, fmt.Errorf("check evidence files: %w", err)
	}
	type named struct {
		entry string
		blob  evidence.Blob
	}
	var all []named
	err = r.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		all = nil
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			if e.Kind != "MaterialImported" && e.Kind != "EvidenceAdded" {
				continue
			}
			body, err := journal.Open(ctx, r.Keys, e)
			if errors.Is(err, journal.ErrDisposed) {
				continue
			}
			if err != nil {
				return fmt.Errorf("entry %s: %w", e.ID, err)
			}
			blobs, err := blobsOf(body.JSON)
			if err != nil {
				return fmt.Errorf("entry %s: %w", e.ID, err)
			}
			for _, b := range blobs {
				all = append(all, named{e.ID, b})
			}
		}
		return nil
	})
	seen := map[string]bool{} // a correction names its original's file again
	for _, n := range all {
		if err != nil || seen[n.blob.Name] {
			continue
		}
		seen[n.blob.Name] = true
		switch wrong := vault.Verify(ctx, n.blob); {
		case ctx.Err() != nil:
			err = ctx.Err()
		case wrong != nil:
			out.Problems = append(out.Problems, fmt.Sprintf("entry %s: %v", n.entry, wrong))
		default:
			out.Checked++
		}
	}
	if err := errors.Join(err, vault.Close()); err != nil {
		return out, fmt.Errorf("check evidence files: %w", err)
	}
	return out, nil
}

// CheckDatabase has an embedded database check its own file: pages, and indexes against
// their tables. Verify reads entries in their order and would not notice that a damaged
// index hides some from whoever asks for a case. PostgreSQL's pages are its own to check.
func (r *Record) CheckDatabase(ctx context.Context) error {
	if db, ok := r.Store.(interface{ Check(context.Context) error }); ok {
		return db.Check(ctx)
	}
	return nil
}

// blobsOf are the files an entry names: the original and what was read from it.
func blobsOf(body []byte) ([]evidence.Blob, error) {
	var b struct {
		Data struct {
			Blob        string `json:"blob"`
			Key         string `json:"key"`
			SHA256      string `json:"sha256"`
			Size        int64  `json:"size"`
			Derived     string `json:"derived"`
			DerivedKey  string `json:"derived_key"`
			DerivedSum  string `json:"derived_sha256"`
			DerivedSize int64  `json:"derived_size"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &b); err != nil {
		return nil, err
	}
	var out []evidence.Blob
	d := b.Data
	if d.Blob != "" {
		out = append(out, evidence.Blob{Name: d.Blob, Key: evidence.Key(d.Key), SHA256: d.SHA256, Size: d.Size})
	}
	if d.Derived != "" {
		out = append(out, evidence.Blob{Name: d.Derived, Key: evidence.Key(d.DerivedKey), SHA256: d.DerivedSum, Size: d.DerivedSize})
	}
	return out, nil
}
