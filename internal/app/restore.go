package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// Restore puts the newest backup of dir and the newest keyring of keysDir into
// cfg's empty folders, destroys again every key that the keyring being replaced
// (its file; "" where it is lost) had destroyed, carries out the disposals the
// journal records, verifies, and makes the read models. A restore that does not
// verify is reported and left for inspection.
func Restore(ctx context.Context, cfg Config, dir, keysDir, replaces string) (journal.Report, error) {
	cfg = cfg.withDefaults()
	report, err := restore(ctx, cfg, dir, keysDir, replaces)
	if err != nil {
		return report, fmt.Errorf("restore: %w", err)
	}
	if !report.OK() {
		return report, nil
	}
	return report, Rebuild(ctx, cfg, nil)
}

func restore(ctx context.Context, cfg Config, dir, keysDir, replaces string) (report journal.Report, err error) {
	db, err1 := newest(dir, "foursight-")
	keys, err2 := newest(keysDir, "keyring-")
	if err := errors.Join(err1, err2); err != nil {
		return report, err
	}
	ring := filepath.Join(cfg.Keys, keyringFile)
	if _, err := os.Lstat(ring); err == nil {
		return report, fmt.Errorf("%s is already there: a restore needs an empty folder", ring)
	}
	if err := sqlite.Restore(ctx, db, cfg.Data); err != nil {
		return report, err
	}
	if err := os.MkdirAll(cfg.Keys, 0o700); err != nil {
		return report, err
	}
	if err := copyFile(keys, ring); err != nil {
		return report, err
	}
	if _, err := copyMissing(filepath.Join(dir, "evidence"), evidenceDir(cfg)); err != nil {
		return report, err
	}
	r, err := OpenRecord(ctx, cfg, false)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if r.Keys == nil {
		return report, fmt.Errorf("the master identity %s is not there", cfg.Master)
	}
	if err := r.bury(ctx, cfg, replaces); err != nil {
		return report, err
	}
	return journal.Verify(ctx, r.Store, journal.VerifyOptions{Verifier: r.Verifier, Keys: r.Keys})
}

// bury carries over what was disposed of since the backup was made.
func (r *Record) bury(ctx context.Context, cfg Config, replaces string) error {
	if replaces != "" {
		old, err := keyring.Open(replaces, cfg.Master)
		if err != nil {
			return fmt.Errorf("keyring being replaced: %w", err)
		}
		err = r.Keys.ApplyTombstones(ctx, old.Tombstones())
		if err := errors.Join(err, old.Close()); err != nil {
			return err
		}
	}
	if _, err := journal.ResumeDisposals(ctx, r.Store, r.Keys); err != nil {
		return err
	}
	for _, t := range r.Keys.Tombstones() {
		id, ok := strings.CutPrefix(t.Name, "case/")
		if !ok {
			continue
		}
		err := r.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error { return store.PurgeCase(ctx, tx, id) })
		if err != nil {
			return err
		}
	}
	return nil
}
