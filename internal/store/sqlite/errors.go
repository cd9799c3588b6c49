package sqlite

import (
	"errors"
	"fmt"

	"foursight/internal/store"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// codeOf is SQLite's code for an error with its detail; 0 where it is not SQLite's.
func codeOf(err error) int {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return 0
	}
	return e.Code()
}

// said adds the store's word for a full disk to SQLite's. SQLite finds no room before
// it marks anything as committed, so nothing of the transaction is kept.
func said(err error) error {
	if codeOf(err)&0xff == sqlite3.SQLITE_FULL {
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}

// undoes reports the errors at which SQLite may undo the whole transaction by itself.
func undoes(err error) bool {
	switch codeOf(err) & 0xff {
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT:
		return true
	}
	return false
}

// isIOError reports whether SQLite met an I/O error on what it keeps. The index of the
// log that its connections share is not kept: where that finds no room, the disk is
// sound, and only the outcome of the commit is not known.
func isIOError(err error) bool {
	code := codeOf(err)
	return code&0xff == sqlite3.SQLITE_IOERR && code != sqlite3.SQLITE_IOERR_SHMSIZE
}

// isFailedSync reports whether a sync is what failed.
func isFailedSync(err error) bool {
	code := codeOf(err)
	return code == sqlite3.SQLITE_IOERR_FSYNC || code == sqlite3.SQLITE_IOERR_DIR_FSYNC
}
