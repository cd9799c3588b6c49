package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/evidence"
	"foursight/internal/faultpoint"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/store"
)

// Disposal says why something is disposed of and on whose authority. It outlives
// what it disposes of.
type Disposal struct {
	By        string // staff id, or "system"
	Reason    string
	Authority string // policy or order it rests on
}

// DisposeCase destroys a case: the disposal is recorded, the case's key is
// destroyed, its bodies, rows, evidence files and working state are deleted. The
// log still verifies. The text is unrecoverable once the keyring's own backups
// have aged out.
func (s *Service) DisposeCase(ctx context.Context, id string, d Disposal) (journal.Receipt, error) {
	receipt, err := s.disposer().Dispose(ctx, caseStream(id), "", d)
	s.forget(id)
	return receipt, err
}

// DisposeEntry destroys one wrong entry of a case, with the files it names, and
// makes the case's rows again without it. The case's drafts and other working
// state go too, since they may hold what was wrong.
func (s *Service) DisposeEntry(ctx context.Context, id, entry string, d Disposal) (journal.Receipt, error) {
	receipt, err := s.disposer().Dispose(ctx, caseStream(id), entry, d)
	s.forget(id)
	if err != nil {
		return receipt, err
	}
	if err := s.rebuildCase(ctx, id); err != nil {
		return receipt, fmt.Errorf("dispose of entry %s: rows not made again: %w", entry, err)
	}
	return receipt, nil
}

// forget takes a case out of memory.
func (s *Service) forget(id string) {
	s.cases.drop(id)
	s.sums.drop(id)
}

func (s *Service) disposer() Disposer {
	return Disposer{Store: s.store, Keys: s.keys, Writer: s.writer, Vault: s.vault}
}

// Disposer is what a disposal is carried out with: a service's own parts, or those
// of a record being restored, before a service is opened over it.
type Disposer struct {
	Store  store.Store
	Keys   *keyring.Keyring
	Writer *journal.Writer
	Vault  *evidence.Vault
}

// Dispose records a disposal and carries it out: of a whole stream, or of one
// entry of it. A case's rows and working state go with either. A stream that is
// not there gives ErrNoCase. Interrupted after the record is made, the rest
// happens at the next start; only evidence files may then stay, sealed under keys
// that went with the entries.
func (p Disposer) Dispose(ctx context.Context, stream, entry string, d Disposal) (receipt journal.Receipt, err error) {
	what, kind := stream, journal.StreamDisposed
	if entry != "" {
		what, kind = entry, journal.EntryDisposed
	}
	if d.Reason == "" || d.Authority == "" {
		return receipt, fmt.Errorf("dispose of %s: a reason and an authority are required", what)
	}
	var last int64
	var files []string
	err = p.Store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		if last, err = tx.StreamSeq(ctx, stream); err != nil {
			return err
		}
		files, err = p.files(ctx, tx, stream, entry)
		return err
	})
	if err == nil && last == 0 {
		err = ErrNoCase
	}
	if err != nil {
		return receipt, fmt.Errorf("dispose of %s: %w", what, err)
	}
	draft, err := disposalDraft(kind, stream, what, last+1, d)
	if err != nil {
		return receipt, err
	}
	if receipt, err = journal.Dispose(ctx, p.Store, p.Writer, p.Keys, draft); err != nil {
		return receipt, err
	}
	var errs []error
	if id := caseOf(stream); id != "" {
		errs = append(errs, p.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
			return errors.Join(store.DropCase(ctx, tx, id), store.PurgeCase(ctx, tx, id))
		}))
	}
	for _, name := range files {
		errs = append(errs, p.Vault.Remove(evidence.Blob{Name: name}))
		faultpoint.At(faultpoint.DisposalFiles)
	}
	if err := errors.Join(errs...); err != nil {
		return receipt, fmt.Errorf("dispose of %s: %w", what, err)
	}
	return receipt, nil
}

// files names the evidence files that go: all that the stream's entries name, those
// of corrected entries included, or those that one entry names and no other does.
func (p Disposer) files(ctx context.Context, tx store.Tx, stream, entry string) (names []string, err error) {
	kept := map[string]bool{}
	for e, err := range tx.Entries(ctx, stream, 0) {
		if err != nil {
			return nil, err
		}
		if e.Kind != "MaterialImported" && e.Kind != "EvidenceAdded" {
			continue
		}
		b, err := journal.Open(ctx, p.Keys, e)
		if errors.Is(err, journal.ErrDisposed) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var body struct {
			Data struct {
				Blob    string `json:"blob"`
				Derived string `json:"derived"`
			} `json:"data"`
		}
		if err := json.Unmarshal(b.JSON, &body); err != nil {
			return nil, fmt.Errorf("entry %s: %w", e.ID, err)
		}
		for _, name := range []string{body.Data.Blob, body.Data.Derived} {
			switch {
			case name == "":
			case entry == "" || e.ID == entry:
				names = append(names, name)
			default:
				kept[name] = true // a correction names its original's file again
			}
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return kept[name] }), nil
}

func disposalDraft(kind, stream, what string, seq int64, d Disposal) (journal.Draft, error) {
	raw, err := json.Marshal(map[string]string{"reason": d.Reason, "authority": d.Authority})
	if err != nil {
		return journal.Draft{}, err
	}
	body, err := json.Marshal(casefile.Body{Source: casefile.FromSystem, Reason: d.Reason, Data: raw})
	if err != nil {
		return journal.Draft{}, err
	}
	return journal.Draft{ID: journal.NewID(), Stream: stream, Seq: seq, Kind: kind, Version: 1, Actor: d.By, Body: body, Disposes: what}, nil
}
