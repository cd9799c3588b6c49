package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"foursight/internal/casefile"
	"foursight/internal/evidence"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Disposal says why something is disposed of and on whose authority. It outlives
// what it disposes of.
type Disposal struct {
	By        string // staff id
	Reason    string
	Authority string // policy or order it rests on
}

// DisposeCase destroys a case: the disposal is recorded, the case's key is
// destroyed, its bodies, rows, evidence files and working state are deleted. The
// log still verifies. The text is unrecoverable once the keyring's own backups
// have aged out.
func (s *Service) DisposeCase(ctx context.Context, id string, d Disposal) error {
	if d.Reason == "" || d.Authority == "" {
		return errors.New("dispose of case: a reason and an authority are required")
	}
	var l *loaded
	var last int64
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if last, err = tx.StreamSeq(ctx, caseStream(id)); err != nil {
			return err
		}
		l, err = s.load(ctx, tx, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("dispose of case %s: %w", id, err)
	}
	if last == 0 {
		return ErrNoCase
	}
	draft, err := disposalDraft(journal.StreamDisposed, caseStream(id), caseStream(id), last+1, d)
	if err != nil {
		return err
	}
	if _, err := journal.Dispose(ctx, s.store, s.writer, s.keys, draft); err != nil {
		return err
	}
	s.cases.drop(id)
	err = s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(store.DropCase(ctx, tx, id), store.PurgeCase(ctx, tx, id))
	})
	if l != nil {
		for _, b := range blobsOf(l.c) {
			err = errors.Join(err, s.vault.Remove(b))
		}
	}
	if err != nil {
		return fmt.Errorf("dispose of case %s: %w", id, err)
	}
	return nil
}

// DisposeEntry destroys one wrong entry of a case and leaves the rest.
func (s *Service) DisposeEntry(ctx context.Context, id, entry string, d Disposal) error {
	if d.Reason == "" || d.Authority == "" {
		return errors.New("dispose of entry: a reason and an authority are required")
	}
	var last int64
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		last, err = tx.StreamSeq(ctx, caseStream(id))
		return err
	})
	if err != nil {
		return fmt.Errorf("dispose of entry %s: %w", entry, err)
	}
	draft, err := disposalDraft(journal.EntryDisposed, caseStream(id), entry, last+1, d)
	if err != nil {
		return err
	}
	if _, err := journal.Dispose(ctx, s.store, s.writer, s.keys, draft); err != nil {
		return err
	}
	s.cases.drop(id)
	s.purgeWorking(ctx, id)
	return s.rebuildCase(ctx, id)
}

func disposalDraft(kind, stream, what string, seq int64, d Disposal) (journal.Draft, error) {
	raw, err := json.Marshal(map[string]string{"reason": d.Reason, "authority": d.Authority})
	if err != nil {
		return journal.Draft{}, err
	}
	body, err := json.Marshal(casefile.Body{Source: casefile.FromSystem, Data: raw})
	if err != nil {
		return journal.Draft{}, err
	}
	return journal.Draft{ID: journal.NewID(), Stream: stream, Seq: seq, Kind: kind, Version: 1, Actor: d.By, Body: body, Disposes: what}, nil
}

// blobsOf lists every file a case holds.
func blobsOf(c *casefile.Case) []evidence.Blob {
	var out []evidence.Blob
	put := func(name, sum, key casefile.Line, size int64) {
		if name != "" {
			out = append(out, evidence.Blob{Name: string(name), SHA256: string(sum), Size: size, Key: evidence.Key(key)})
		}
	}
	for _, m := range c.Materials {
		if i := m.Imported; i != nil {
			put(i.Blob, i.SHA256, i.Key, i.Size)
			put(i.Derived, i.DerivedSum, i.DerivedKey, i.DerivedSize)
		}
		if e := m.Evidence; e != nil {
			put(e.Blob, e.SHA256, e.Key, e.Size)
		}
	}
	return out
}
