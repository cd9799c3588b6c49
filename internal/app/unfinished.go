package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"foursight/internal/store/sqlite"
)

// A restore puts several things in place, one after another. Until it has been
// verified a file beside them says so: nothing is served from half a record, and the
// restore, done again, begins anew.
const unfinishedFile = "restore-unfinished"

// ErrRestoreUnfinished: a restore into this folder was cut short or did not verify.
var ErrRestoreUnfinished = errors.New("a restore into this data folder was not finished, or did not verify: do it again (restore), or look at it (journal verify)")

func restoring(cfg Config) bool {
	_, err := os.Lstat(filepath.Join(cfg.Data, unfinishedFile))
	return err == nil
}

// clearUnfinished removes what a restore that was cut short had put in place. A
// PostgreSQL database is filled in one transaction and needs none of it.
func clearUnfinished(cfg Config) error {
	if !restoring(cfg) {
		return nil
	}
	var errs []error
	for _, file := range []string{filepath.Join(cfg.Data, sqlite.File), filepath.Join(cfg.Keys, keyringFile)} {
		for _, part := range []string{"", "-wal", "-shm", ".partial"} {
			if err := os.Remove(file + part); err != nil && !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

// beginRestore says, durably, that a restore is under way.
func beginRestore(cfg Config) error {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(cfg.Data, unfinishedFile), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("note that a restore is under way: %w", err)
	}
	return syncFolder(cfg.Data)
}

func endRestore(cfg Config) error {
	if err := os.Remove(filepath.Join(cfg.Data, unfinishedFile)); err != nil {
		return err
	}
	return syncFolder(cfg.Data)
}

// syncFolder makes what was made, renamed or removed in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
