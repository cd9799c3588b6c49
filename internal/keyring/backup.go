package keyring

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// BackupLife is how long a keyring backup is kept unless a force says
// otherwise. A destroyed key is unrecoverable once every backup made before its
// destruction has been pruned.
const BackupLife = 30 * 24 * time.Hour

// backupStamp is the instant in a backup's file name, UTC.
const backupStamp = "20060102T150405.000Z"

// Backup writes a consistent copy, compacted and without the remains of deleted
// rows, to a new file "keyring-<instant>.db" (mode 0600) in dir and returns its
// path when it is durable. The keyring may be in use. The copy needs the same master
// identity.
func (k *Keyring) Backup(ctx context.Context, dir string) (string, error) {
	path := filepath.Join(dir, "keyring-"+k.now().UTC().Format(backupStamp)+".db")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("back up keyring: %w", err)
	}
	// VACUUM INTO accepts an existing empty file, which keeps the mode set above.
	_, err = k.db.ExecContext(ctx, "VACUUM INTO ?", path)
	if err := errors.Join(err, f.Sync(), f.Close(), syncFolder(dir)); err != nil {
		return "", fmt.Errorf("back up keyring to %s: %w", path, errors.Join(err, os.Remove(path)))
	}
	return path, nil
}

// PruneBackups removes the keyring backups in dir that were made longer ago than
// olderThan (0 means BackupLife), judged by the instant in their name, and
// returns how many. Other files are left alone.
func (k *Keyring) PruneBackups(dir string, olderThan time.Duration) (int, error) {
	if olderThan == 0 {
		olderThan = BackupLife
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		return 0, fmt.Errorf("prune keyring backups: %w", err)
	}
	removed := 0
	var errs []error
	for _, f := range files {
		stamp, ok := strings.CutPrefix(f.Name(), "keyring-")
		if !ok {
			continue
		}
		made, err := time.Parse(backupStamp+".db", stamp)
		if err != nil || k.now().Sub(made) <= olderThan {
			continue // not ours by name, or still young
		}
		if err := os.Remove(filepath.Join(dir, f.Name())); err != nil {
			errs = append(errs, fmt.Errorf("prune keyring backups: %w", err))
			continue
		}
		removed++
	}
	return removed, errors.Join(errs...)
}
