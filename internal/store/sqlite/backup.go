package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Backup writes a consistent copy of the database to the file path while the
// store is in use. The copy is compacted, so nothing deleted is in it, and is
// durable when Backup returns. An existing file is never overwritten.
func (db *DB) Backup(ctx context.Context, path string) error {
	if err := db.backup(ctx, path); err != nil {
		return fmt.Errorf("back up store to %s: %w", path, err)
	}
	return nil
}

func (db *DB) backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); err == nil {
		return os.ErrExist
	}
	partial := path + ".partial"
	// Made first, so that it is never readable by others; SQLite fills an empty file.
	f, err := os.OpenFile(partial, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	err = func() error {
		source, err := sql.Open("sqlite", dsn(filepath.Join(db.dir, File), false))
		if err != nil {
			return err
		}
		_, err = source.ExecContext(ctx, `vacuum into ?`, partial)
		return errors.Join(err, source.Close())
	}()
	if err != nil {
		return errors.Join(err, f.Close(), os.Remove(partial))
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	if err := os.Rename(partial, path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// Restore puts the backup file into folder dir, which must hold no database,
// after SQLite's own check finds it whole.
func Restore(ctx context.Context, backup, dir string) error {
	if err := restore(ctx, backup, dir); err != nil {
		return fmt.Errorf("restore %s into %s: %w", backup, dir, err)
	}
	return nil
}

func restore(ctx context.Context, backup, dir string) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	path := filepath.Join(dir, File)
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s: %w", path, os.ErrExist)
	}
	partial := path + ".partial"
	if err := copyFile(backup, partial); err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	if err := checkWhole(ctx, partial); err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	if err := os.Rename(partial, path); err != nil {
		return err
	}
	return syncFolder(dir)
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// checkWhole runs SQLite's integrity check on a database nobody else has open.
func checkWhole(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", dsn(path, true))
	if err != nil {
		return err
	}
	return errors.Join(integrity(ctx, db), db.Close())
}

// Check runs SQLite's own check of the whole file: pages, and indexes against their
// tables. It says the first thing that is wrong.
func (db *DB) Check(ctx context.Context) error { return integrity(ctx, db.reads) }

func integrity(ctx context.Context, db *sql.DB) error {
	var verdict string
	if err := db.QueryRowContext(ctx, `pragma integrity_check(1)`).Scan(&verdict); err != nil {
		return fmt.Errorf("check integrity: %w", err)
	}
	if verdict != "ok" {
		return fmt.Errorf("check integrity: %s", verdict)
	}
	return nil
}

// syncFolder makes a rename in dir durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
