package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/evidence"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Disposal says what is to be disposed of, and why it may be.
type Disposal struct {
	Stream    string // "case/<id>"; or, with Entry set, left empty
	Entry     string // id of one wrong entry
	Reason    string
	Authority string // who decided: a name or a reference to the decision
}

// Dispose records a disposal and carries it out: the key, the sealed bodies, the
// rows and working state of the case, its evidence files. What stays is a header
// for each entry, which says nothing, and the reason. The text is unrecoverable
// once the keyring backups made before have been pruned. The service must be
// stopped: the journal has one writer.
func Dispose(ctx context.Context, cfg Config, d Disposal) (receipt journal.Receipt, err error) {
	r, err := OpenRecord(ctx, cfg, false)
	if err != nil {
		return receipt, err
	}
	receipt, stream, err := r.dispose(ctx, cfg.withDefaults(), d)
	if err := errors.Join(err, r.Close()); err != nil {
		return receipt, fmt.Errorf("dispose: %w", err)
	}
	if d.Entry == "" {
		return receipt, nil
	}
	return receipt, refold(ctx, cfg, stream)
}

func (r *Record) dispose(ctx context.Context, cfg Config, d Disposal) (receipt journal.Receipt, stream string, err error) {
	if r.Keys == nil {
		return receipt, "", errors.New("the master identity is needed: give its file")
	}
	draft := journal.Draft{ID: journal.NewID(), Stream: d.Stream, Kind: journal.StreamDisposed, Version: 1, Actor: "system", Disposes: d.Stream}
	var blobs []string
	err = r.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		if d.Entry != "" {
			e, ok, err := tx.EntryByID(ctx, d.Entry)
			if err != nil || !ok {
				return errors.Join(err, notThere(d.Entry, ok))
			}
			draft.Stream, draft.Kind, draft.Disposes = e.Stream, journal.EntryDisposed, d.Entry
		}
		last, err := tx.StreamSeq(ctx, draft.Stream)
		if err != nil || last == 0 {
			return errors.Join(err, notThere(draft.Stream, last > 0))
		}
		draft.Seq = last + 1
		blobs, err = r.blobs(ctx, tx, draft)
		return err
	})
	if err != nil {
		return receipt, "", err
	}
	if draft.Body, err = disposalBody(d); err != nil {
		return receipt, "", err
	}
	w, err := journal.NewWriter(r.Store, r.Keys, journal.Options{Signer: r.Signer, Log: cfg.Log, Fatal: cfg.Fatal})
	if err != nil {
		return receipt, "", err
	}
	receipt, err = journal.Dispose(ctx, r.Store, w, r.Keys, draft)
	if err := errors.Join(err, w.Close()); err != nil {
		return receipt, draft.Stream, err
	}
	if err := r.forget(ctx, draft); err != nil {
		return receipt, draft.Stream, err
	}
	return receipt, draft.Stream, removeFiles(cfg, blobs)
}

func notThere(what string, there bool) error {
	if there {
		return nil
	}
	return fmt.Errorf("%s is not in this journal", what)
}

func disposalBody(d Disposal) ([]byte, error) {
	data, err := json.Marshal(map[string]string{"reason": d.Reason, "authority": d.Authority})
	if err != nil {
		return nil, err
	}
	return json.Marshal(casefile.Body{Source: casefile.FromSystem, Reason: d.Reason, Data: data})
}

// blobs names the evidence files that go with what is disposed of.
func (r *Record) blobs(ctx context.Context, tx store.Tx, d journal.Draft) (names []string, err error) {
	for e, err := range tx.Entries(ctx, d.Stream, 0) {
		if err != nil {
			return nil, err
		}
		if d.Kind == journal.EntryDisposed && e.ID != d.Disposes || e.Kind != "MaterialImported" && e.Kind != "EvidenceAdded" {
			continue
		}
		b, err := journal.Open(ctx, r.Keys, e)
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
			return nil, err
		}
		for _, name := range []string{body.Data.Blob, body.Data.Derived} {
			if name != "" {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// forget removes a case's rows and working state. For one entry only working
// state goes here; the rows are made again without it.
func (r *Record) forget(ctx context.Context, d journal.Draft) error {
	id, ok := strings.CutPrefix(d.Stream, "case/")
	if !ok {
		return nil
	}
	return r.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(store.DropCase(ctx, tx, id), store.PurgeCase(ctx, tx, id))
	})
}

func removeFiles(cfg Config, names []string) error {
	if len(names) == 0 {
		return nil
	}
	vault, err := evidence.Open(evidenceDir(cfg))
	if err != nil {
		return err
	}
	var errs []error
	for _, n := range names {
		errs = append(errs, vault.Remove(evidence.Blob{Name: n}))
	}
	return errors.Join(append(errs, vault.Close())...)
}

// refold makes the rows again of a case that lost an entry.
func refold(ctx context.Context, cfg Config, stream string) error {
	if !strings.HasPrefix(stream, "case/") {
		return nil
	}
	return Rebuild(ctx, cfg, nil)
}

// Rebuild makes every read model again from the journal. The service must be
// stopped.
func Rebuild(ctx context.Context, cfg Config, progress func(done int)) error {
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	err = a.Store.Write(ctx, store.ClearRows)
	if err == nil {
		err = a.Service.Rebuild(ctx, progress)
	}
	return errors.Join(err, a.Close())
}
