package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"foursight/internal/faultpoint"
	"foursight/internal/keyring"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// Copies says what a backup wrote and what it cleared away.
type Copies struct {
	Database string `json:"database"` // file; of PostgreSQL a folder
	Keyring  string `json:"keyring"`  // file, in a folder of its own
	Files    int    `json:"files"`    // evidence files copied, those already there not counted
	Pruned   int    `json:"pruned"`   // keyring backups past their days
}

// A copy of the database is named for the instant it was made, UTC.
const (
	databasePrefix = "foursight-"
	stamp          = "20060102T150405.000Z"
)

// copySuffix tells copies of the two databases apart.
func (c Config) copySuffix() string {
	if c.Postgres != "" {
		return ".pg"
	}
	return ".db"
}

// Backup copies the record while the service runs. dir receives the database, as
// "foursight-<instant>.db" or, of PostgreSQL, the folder "foursight-<instant>.pg",
// and evidence files; keysDir receives the keyring's copy and loses those older
// than 30 days. The two belong in different places: either alone opens nothing.
// The database goes first, since a key is durable before its first entry. Both
// folders are remembered, so that a later disposal is written there too.
//
// From an embedded database read models are left out: a restore makes them again,
// and a case disposed of later must not live on in them. A PostgreSQL copy has
// them, sealed under the keyring's key for rows; a restore makes them again too.
func Backup(ctx context.Context, cfg Config, dir, keysDir string) (c Copies, err error) {
	cfg = cfg.withDefaults()
	if within(dir, keysDir) || within(keysDir, dir) || dir == keysDir {
		return c, errors.New("back up: the keyring's copies need a folder apart from the database's")
	}
	if err := errors.Join(os.MkdirAll(dir, 0o700), os.MkdirAll(keysDir, 0o700)); err != nil {
		return c, fmt.Errorf("back up: %w", err)
	}
	r, err := OpenRecord(ctx, cfg, true)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if r.Keys == nil {
		return c, errors.New("back up: the master identity is needed: give its file")
	}
	if err := errors.Join(rememberCopies(cfg, dir, keysDir), writeTombstones(cfg, dir, r.Keys.Tombstones()), writeTombstones(cfg, keysDir, r.Keys.Tombstones())); err != nil {
		return c, fmt.Errorf("back up: %w", err)
	}
	faultpoint.At(faultpoint.BackupBegun)
	c.Database = filepath.Join(dir, databasePrefix+time.Now().UTC().Format(stamp)+cfg.copySuffix())
	if cfg.Postgres != "" {
		err = r.Store.Backup(ctx, c.Database)
	} else {
		err = copyDatabase(ctx, r.Store, dir, c.Database)
	}
	if err != nil {
		return c, fmt.Errorf("back up: %w", err)
	}
	faultpoint.At(faultpoint.BackupStored)
	if c.Keyring, err = r.Keys.Backup(ctx, keysDir); err != nil {
		return c, err
	}
	faultpoint.At(faultpoint.BackupKeys)
	if c.Pruned, err = r.Keys.PruneBackups(keysDir, keyring.BackupLife); err != nil {
		return c, err
	}
	if c.Files, err = copyMissing(evidenceDir(cfg), filepath.Join(dir, "evidence")); err != nil {
		return c, fmt.Errorf("back up evidence: %w", err)
	}
	return c, nil
}

// copyDatabase copies twice: once while the service writes, and once more without
// the read models, compacted so that nothing cleared remains in the file.
func copyDatabase(ctx context.Context, st store.Store, dir, path string) (err error) {
	work, err := os.MkdirTemp(dir, ".partial-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if err := st.Backup(ctx, filepath.Join(work, sqlite.File)); err != nil {
		return err
	}
	faultpoint.At(faultpoint.BackupCopied)
	whole, err := sqlite.Open(ctx, work, sqlite.Options{})
	if err != nil {
		return err
	}
	err = whole.Write(ctx, store.ClearRows)
	faultpoint.At(faultpoint.BackupCleared)
	if err == nil {
		err = whole.Backup(ctx, path)
	}
	return errors.Join(err, whole.Close())
}

// copyMissing copies files that are not there yet. An evidence file never changes
// once it has its name.
func copyMissing(from, to string) (n int, err error) {
	err = filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == from {
			return nil // no evidence yet
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if _, err := os.Lstat(target); err == nil {
			return nil
		}
		if d.IsDir() {
			if err := os.MkdirAll(target, 0o700); err != nil {
				return err
			}
			return syncFolder(filepath.Dir(target))
		}
		n++
		err = copyFile(path, target)
		faultpoint.At(faultpoint.BackupFile)
		return err
	})
	return n, err
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to+".partial", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Sync(), out.Close()); err != nil {
		return err
	}
	if err := os.Rename(to+".partial", to); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(to))
}

// newest finds the latest copy "<prefix><instant><suffix>" of a folder.
func newest(dir, prefix, suffix string) (string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var names []string
	for _, f := range files {
		if strings.HasPrefix(f.Name(), prefix) && strings.HasSuffix(f.Name(), suffix) {
			names = append(names, f.Name())
		}
	}
	if len(names) == 0 {
		return "", fmt.Errorf("no %s<instant>%s in %s", prefix, suffix, dir)
	}
	return filepath.Join(dir, slices.Max(names)), nil
}
