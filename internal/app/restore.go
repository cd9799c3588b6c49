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
	if _, err := os.Stat(cfg.Master); err != nil {
		return report, fmt.Errorf("master identity: %w", err)
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
	var errs []error
	for _, t := range r.Keys.Tombstones() {
		errs = append(errs, r.buryAgain(ctx, cfg, t))
	}
	return errors.Join(errs...)
}

// buryAgain records and carries out a disposal that this journal, older than it,
// knows nothing of; without an entry saying so its gap would look like tampering.
func (r *Record) buryAgain(ctx context.Context, cfg Config, t keyring.Tombstone) error {
	d := Disposal{Reason: "Disposed of after the copy was made that this record was restored from: entry " + t.Entry, Authority: "restore"}
	if entry, ok := strings.CutPrefix(t.Name, "entry/"); ok {
		d.Entry = entry
	} else {
		d.Stream = t.Name
	}
	known, err := r.gapKnown(ctx, d)
	if err != nil || known {
		return err
	}
	_, _, err = r.dispose(ctx, cfg, d)
	return err
}

// gapKnown reports whether the journal holds nothing of what was disposed of, or
// already says that it was.
func (r *Record) gapKnown(ctx context.Context, d Disposal) (known bool, err error) {
	err = r.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		stream := d.Stream
		if d.Entry != "" {
			e, ok, err := tx.EntryByID(ctx, d.Entry)
			if err != nil || !ok {
				known = !ok
				return err
			}
			stream = e.Stream
		}
		known = true
		for e, err := range tx.Entries(ctx, stream, 0) {
			if err != nil {
				return err
			}
			known = false
			h, err := journal.ParseHeader(e.Header)
			if err != nil {
				return err
			}
			if h.Disposes != "" && (h.Disposes == stream || h.Disposes == d.Entry) {
				known = true
				break
			}
		}
		return nil
	})
	return known, err
}
