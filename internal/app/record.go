package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/store"
	"foursight/internal/store/postgres"
	"foursight/internal/store/sqlite"
)

// Record is the journal and its keys without the service around them, for the
// commands that look after it.
type Record struct {
	Store    store.Store
	Keys     *keyring.Keyring // nil where the master identity is not at hand
	Signer   note.Signer      // nil without keys
	Verifier note.Verifier    // nil without keys
	Public   string           // the verifier key to hand out; empty without keys

	evidence string // folder of the evidence files
}

// OpenRecord opens a record that exists. reading opens it beside a running
// service; otherwise the lock on the data folder or database is taken, and
// store.ErrInUse says that a service runs. Without a master identity, bodies and signatures
// cannot be checked and Keys is nil.
func OpenRecord(ctx context.Context, cfg Config, reading bool) (*Record, error) {
	cfg = cfg.withDefaults()
	if cfg.Postgres == "" {
		if _, err := os.Stat(filepath.Join(cfg.Data, sqlite.File)); err != nil {
			return nil, fmt.Errorf("open record: %w", err)
		}
	}
	r := &Record{evidence: evidenceDir(cfg)}
	if err := r.open(ctx, cfg, reading); err != nil {
		return nil, errors.Join(fmt.Errorf("open record: %w", err), r.Close())
	}
	return r, nil
}

func (r *Record) open(ctx context.Context, cfg Config, reading bool) (err error) {
	if cfg.Postgres != "" {
		r.Store, err = postgres.Open(ctx, cfg.Postgres, postgres.Options{ReadOnly: reading, Alone: !reading})
	} else {
		r.Store, err = sqlite.Open(ctx, cfg.Data, sqlite.Options{ReadOnly: reading})
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(cfg.Master); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if r.Keys, err = keyring.Open(filepath.Join(cfg.Keys, keyringFile), cfg.Master); err != nil {
		return err
	}
	name, err := logName(ctx, r.Store, cfg.LogName)
	if err != nil {
		return err
	}
	_, seed, err := r.Keys.Key(ctx, "system/checkpoint")
	if err != nil {
		return err
	}
	if r.Signer, r.Public, err = journal.NewSigner(name, seed); err != nil {
		return err
	}
	r.Verifier, err = note.NewVerifier(r.Public)
	return err
}

// Close closes what is open.
func (r *Record) Close() error {
	var errs []error
	if r.Keys != nil {
		errs = append(errs, r.Keys.Close())
	}
	if r.Store != nil {
		errs = append(errs, r.Store.Close())
	}
	return errors.Join(errs...)
}

// Head is the newest checkpoint; false in an empty journal.
func (r *Record) Head(ctx context.Context) (head store.Checkpoint, any bool, err error) {
	err = r.Store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		head, any, err = tx.Head(ctx)
		return err
	})
	return head, any, err
}
