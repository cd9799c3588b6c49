package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"foursight/internal/casework"
	"foursight/internal/evidence"
	"foursight/internal/faultpoint"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/store"
	"foursight/internal/store/postgres"
	"foursight/internal/store/sqlite"
)

// Restored says what a restore came to.
type Restored struct {
	journal.Report
	Buried []string // streams and entries disposed of after the copy was made, and now again
	Unread []error  // keyrings still there that would not say what they had destroyed
}

// Restore puts the newest backup of dir and the newest keyring of keysDir into
// cfg's empty folders, carries out again every disposal since, verifies, and makes
// the read models. Disposals are those the journal records, those named by
// tombstones.json in dir, keysDir and cfg.Keys, those of the keyring the copy was
// made from where it is still there, and those of replaces (a keyring file; "" for
// none). A restore that does not verify is reported and left for inspection.
func Restore(ctx context.Context, cfg Config, dir, keysDir, replaces string) (Restored, error) {
	cfg = cfg.withDefaults()
	out, err := restore(ctx, cfg, dir, keysDir, replaces)
	if err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	if !out.OK() {
		return out, nil
	}
	if err := endRestore(cfg); err != nil {
		return out, fmt.Errorf("restore: %w", err)
	}
	return out, Rebuild(ctx, cfg, nil)
}

func restore(ctx context.Context, cfg Config, dir, keysDir, replaces string) (out Restored, err error) {
	db, err1 := newest(dir, databasePrefix, cfg.copySuffix())
	keys, err2 := newest(keysDir, "keyring-", ".db")
	if err := errors.Join(err1, err2); err != nil {
		return out, err
	}
	if _, err := os.Stat(cfg.Master); err != nil {
		return out, fmt.Errorf("master identity: %w", err)
	}
	ring := filepath.Join(cfg.Keys, keyringFile)
	again := restoring(cfg)
	if err := clearUnfinished(cfg); err != nil {
		return out, err
	}
	if _, err := os.Lstat(ring); err == nil {
		return out, fmt.Errorf("%s is already there: a restore needs an empty folder", ring)
	}
	if err := beginRestore(cfg); err != nil {
		return out, err
	}
	var gone []keyring.Tombstone
	if gone, out.Unread, err = gatherTombstones(cfg, []string{dir, keysDir, cfg.Keys}, replaces); err != nil {
		return out, err
	}
	if cfg.Postgres != "" {
		err = postgres.Restore(ctx, db, cfg.Postgres)
		if again && errors.Is(err, postgres.ErrFilled) {
			err = nil // the restore that was cut short had filled it, in one transaction
		}
	} else {
		err = sqlite.Restore(ctx, db, cfg.Data)
	}
	if err != nil {
		return out, err
	}
	faultpoint.At(faultpoint.RestoreStore)
	if err := os.MkdirAll(cfg.Keys, 0o700); err != nil {
		return out, err
	}
	if err := copyFile(keys, ring); err != nil {
		return out, err
	}
	faultpoint.At(faultpoint.RestoreKeys)
	if _, err := copyMissing(filepath.Join(dir, "evidence"), evidenceDir(cfg)); err != nil {
		return out, err
	}
	faultpoint.At(faultpoint.RestoreFiles)
	r, err := OpenRecord(ctx, cfg, false)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if out.Buried, err = r.bury(ctx, cfg, gone); err != nil {
		return out, err
	}
	if err := errors.Join(rememberCopies(cfg, dir, keysDir), writeTombstones(cfg, cfg.Keys, r.Keys.Tombstones()), r.Store.Write(ctx, store.ClearRows)); err != nil {
		return out, err
	}
	faultpoint.At(faultpoint.RestoreBuried)
	out.Report, err = journal.Verify(ctx, r.Store, journal.VerifyOptions{Verifier: r.Verifier, Keys: r.Keys})
	return out, err
}

// bury carries over what was disposed of since the copy was made. Keys go last:
// until then they open what names the evidence files that go too.
func (r *Record) bury(ctx context.Context, cfg Config, gone []keyring.Tombstone) (buried []string, err error) {
	if _, err := journal.ResumeDisposals(ctx, r.Store, r.Keys); err != nil {
		return nil, err
	}
	w, err := journal.NewWriter(r.Store, r.Keys, journal.Options{Signer: r.Signer, Log: cfg.Log, Fatal: cfg.Fatal})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	vault, err := evidence.Open(evidenceDir(cfg))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, vault.Close()) }()
	by := casework.Disposer{Store: r.Store, Keys: r.Keys, Writer: w, Vault: vault}
	for _, t := range append(gone, r.Keys.Tombstones()...) {
		again, err := r.buryAgain(ctx, by, t)
		if err != nil {
			return buried, err
		}
		if again {
			buried = append(buried, t.Name)
		}
	}
	return buried, r.Keys.ApplyTombstones(ctx, gone)
}

// buryAgain records and carries out a disposal that this journal, older than it,
// knows nothing of; without an entry saying so its gap would look like tampering.
func (r *Record) buryAgain(ctx context.Context, by casework.Disposer, t keyring.Tombstone) (again bool, err error) {
	stream, entry := t.Name, ""
	if id, one := strings.CutPrefix(t.Name, "entry/"); one {
		entry = id
		if stream, err = r.holds(ctx, entry); err != nil || stream == "" {
			return false, err
		}
	}
	known, err := r.gapKnown(ctx, stream, entry)
	if err != nil || known {
		return false, err
	}
	_, err = by.Dispose(ctx, stream, entry, casework.Disposal{By: "system", Authority: "restore",
		Reason: "Disposed of after the copy was made that this record was restored from: entry " + t.Entry})
	return err == nil, err
}

// holds is the stream of an entry; empty where this journal has no such entry.
func (r *Record) holds(ctx context.Context, entry string) (stream string, err error) {
	err = r.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		e, _, err := tx.EntryByID(ctx, entry)
		stream = e.Stream
		return err
	})
	return stream, err
}

// gapKnown reports whether the journal holds nothing of a stream, or already says
// that the stream, or the one entry of it, was disposed of.
func (r *Record) gapKnown(ctx context.Context, stream, entry string) (known bool, err error) {
	err = r.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
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
			if h.Disposes != "" && (h.Disposes == stream || h.Disposes == entry) {
				known = true
				break
			}
		}
		return nil
	})
	return known, err
}
