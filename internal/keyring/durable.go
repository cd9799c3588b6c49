package keyring

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite" // the "sqlite" driver
	sqlite3 "modernc.org/sqlite/lib"
)

// foldAt is how many pages the write-ahead log may hold before they are folded into
// the keyring's file. SQLite is told not to do that by itself: it would say nothing
// where a sync fails meanwhile.
const foldAt = 500

// inTx runs f in one transaction, committed durably (synchronous FULL) unless f fails.
func (k *Keyring) inTx(ctx context.Context, f func(tx *sql.Tx) error) error {
	k.mu.RLock()
	failed := k.failed
	k.mu.RUnlock()
	if failed != nil {
		return failed
	}
	if err := k.fold(ctx, foldAt); err != nil {
		return err
	}
	tx, err := k.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		if rbErr := tx.Rollback(); rbErr != nil && !errors.Is(rbErr, sql.ErrTxDone) {
			err = errors.Join(err, rbErr)
		}
		return full(err)
	}
	return k.synced(tx.Commit())
}

// fold folds the log in where it has grown to least pages, before anything is begun.
// For want of room it is left as it is: what is in it is durable there.
func (k *Keyring) fold(ctx context.Context, least int) error {
	var busy, pages, folded int
	err := k.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(NOOP)").Scan(&busy, &pages, &folded)
	if err == nil && pages >= least && folded < pages {
		err = k.synced(k.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &folded))
	}
	if err != nil && !errors.Is(err, ErrFull) {
		return fmt.Errorf("fold in the write-ahead log: %w", err)
	}
	return nil
}

// synced passes on what making something durable came to. After an I/O error a
// second sync may claim what the first one lost, so there is none. Where the index of
// the log that connections share finds no room, the key is not given out; that index
// is not kept, and the next try makes it anew.
func (k *Keyring) synced(err error) error {
	code := codeOf(err)
	if code&0xff != sqlite3.SQLITE_IOERR || code == sqlite3.SQLITE_IOERR_SHMSIZE {
		return full(err)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.failed = fmt.Errorf("%w: %w", ErrSyncFailed, err)
	return k.failed
}

// full adds the keyring's word for a full disk to SQLite's. Without room nothing is
// committed: that is known.
func full(err error) error {
	if code := codeOf(err); code&0xff == sqlite3.SQLITE_FULL || code == sqlite3.SQLITE_IOERR_SHMSIZE {
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// codeOf is SQLite's code for an error with its detail; 0 where it is not SQLite's.
func codeOf(err error) int {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return 0
	}
	return e.Code()
}
