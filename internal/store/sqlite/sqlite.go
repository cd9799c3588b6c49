// Package sqlite keeps a Foursight store in one file of a data folder.
//
// Boundary: connections, transactions, locking, migration and copying. What
// the rows mean belongs to package store and its callers.
//
// One process writes: a lock on the folder is held while the store is open. A
// commit is durable when Write returns (write-ahead log, synchronous FULL).
//
// Threat: somebody with the file but no keys. Bodies, summaries and working
// state arrive sealed; deleted content is overwritten (secure_delete). Codes,
// actors and times are in clear, as SECURITY.md says.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"foursight/internal/faultpoint"
	"foursight/internal/store"
	"foursight/internal/store/internal/sqltx"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

// File is the database's name inside its data folder.
const File = "foursight.db"

// busyWait is how long a statement waits for a lock. Only a reader outside this
// process can hold one, since the folder's lock keeps other writers away.
const busyWait = 10 * time.Second

// Options says how to open a store. The zero value opens it for writing.
type Options struct {
	// ReadOnly opens an existing database beside the process that writes to it:
	// no lock is taken, nothing is migrated, Write fails.
	ReadOnly bool
	// Readers is how many reads may run at once; 0 means four per processor.
	Readers int
	// Reindex makes every index again from its table: an index whose bytes were
	// damaged hides rows that are there.
	Reindex bool
}

// DB is an open SQLite store.
type DB struct {
	dir    string
	lock   *folderLock // nil when read-only
	writes *sql.DB     // nil when read-only
	reads  *sql.DB
	writer chan *session // holds the one writing session while it is free
	pool   chan *session // holds the reading sessions that are free

	closing sync.Once
	closed  chan struct{}

	// failed is set once a sync failed; every later Write returns it. Only the
	// holder of the writing session reads or sets it.
	failed error
	// unfolded is until when the log is not folded in, for want of room. Only the
	// holder of the writing session reads or sets it.
	unfolded time.Time
}

var _ store.Store = (*DB)(nil)

// Open opens the store in folder dir, making both when they are missing, and
// brings its schema up to date.
//
// Errors: store.ErrInUse names the process holding the folder;
// store.ErrNewerSchema when a newer release wrote the database.
func Open(ctx context.Context, dir string, opts Options) (store.Store, error) {
	db := &DB{dir: dir, writer: make(chan *session, 1), closed: make(chan struct{})}
	if err := db.open(ctx, opts); err != nil {
		return nil, errors.Join(fmt.Errorf("open store in %s: %w", dir, err), db.Close())
	}
	return db, nil
}

func (db *DB) open(ctx context.Context, opts Options) error {
	path := filepath.Join(db.dir, File)
	if opts.ReadOnly {
		if _, err := os.Stat(path); err != nil {
			return err
		}
	} else if err := db.openWriter(ctx, path, opts.Reindex); err != nil {
		return err
	}
	readers := opts.Readers
	if readers <= 0 {
		readers = 4 * runtime.GOMAXPROCS(0)
	}
	reads, err := sql.Open("sqlite", dsn(path, true))
	if err != nil {
		return err
	}
	db.reads = reads
	db.reads.SetMaxIdleConns(readers)
	db.pool = make(chan *session, readers)
	for range readers {
		db.pool <- nil // made on first use
	}
	if opts.ReadOnly {
		return checkSchema(ctx, reads)
	}
	return nil
}

func (db *DB) openWriter(ctx context.Context, path string, reindex bool) error {
	if err := os.MkdirAll(db.dir, 0o700); err != nil {
		return err
	}
	lock, err := lockFolder(db.dir)
	if err != nil {
		return err
	}
	db.lock = lock
	// The file is made here, not by SQLite, so that nobody else can read it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if db.writes, err = sql.Open("sqlite", dsn(path, false)); err != nil {
		return err
	}
	db.writes.SetMaxOpenConns(1)
	var s *session
	defer func() { db.writer <- s }() // nil when opening failed, so that Close need not wait
	// What a process that met a failed sync left in the log is perhaps only in the
	// machine's memory: it is written and synced again, elsewhere, before anything
	// is built upon it.
	if _, err := db.writes.ExecContext(ctx, "pragma wal_checkpoint(passive)"); err != nil {
		return fmt.Errorf("settle the write-ahead log: %w", err)
	}
	if err := migrate(ctx, db.writes); err != nil {
		return err
	}
	if reindex {
		if _, err := db.writes.ExecContext(ctx, "reindex"); err != nil {
			return fmt.Errorf("make the indexes again: %w", err)
		}
	}
	s, err = newSession(ctx, db.writes)
	return err
}

// dsn is the data source name that sets every connection's pragmas.
// recursive_triggers makes REPLACE fire the triggers that forbid deletion.
func dsn(path string, readOnly bool) string {
	q := url.Values{}
	q.Add("_pragma", fmt.Sprintf("busy_timeout(%d)", busyWait.Milliseconds()))
	q.Add("_pragma", "foreign_keys(1)")
	q.Add("_pragma", "recursive_triggers(1)")
	q.Add("_pragma", "wal_autocheckpoint(0)") // fold.go
	// What is sorted, or what a savepoint would undo, goes into no temporary file: that
	// would lie unsealed on another disk, which may be full.
	q.Add("_pragma", "temp_store(memory)")
	if readOnly {
		q.Add("_pragma", "cache_size(-8192)") // KiB, for each reader
		q.Add("_pragma", "query_only(1)")
	} else {
		q.Add("_txlock", "immediate")
		q.Add("_pragma", "cache_size(-49152)")
		q.Add("_pragma", "secure_delete(1)")
		q.Add("_pragma", "journal_mode(wal)")
		q.Add("_pragma", "synchronous(full)")
		q.Add("_pragma", "journal_size_limit(67108864)")
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// Dialect is "sqlite".
func (db *DB) Dialect() string { return "sqlite" }

// Settle does nothing: queries name the order in which tables are read, and
// SQLite keeps to it.
func (db *DB) Settle(context.Context) error { return nil }

// Close waits for the transactions in hand, folds the log in, as far as nobody outside
// reads from it, and releases the folder. Calling it again does nothing.
func (db *DB) Close() error {
	var errs []error
	db.closing.Do(func() {
		close(db.closed)
		wait := time.After(busyWait)
		drain := func(sessions chan *session, n int) {
			for range n {
				select {
				case s := <-sessions:
					if sessions == db.writer && s != nil && db.failed == nil {
						errs = append(errs, db.fold(s, 1))
					}
					errs = append(errs, s.close())
				case <-wait:
					errs = append(errs, errors.New("close store: a transaction is still running"))
					return
				}
			}
		}
		if db.writes != nil {
			drain(db.writer, 1)
			errs = append(errs, db.writes.Close())
		}
		if db.reads != nil {
			drain(db.pool, cap(db.pool))
			errs = append(errs, db.reads.Close())
		}
		if db.lock != nil {
			errs = append(errs, db.lock.release())
		}
	})
	return errors.Join(errs...)
}

// errClosed: the store was closed.
var errClosed = errors.New("store is closed")

// take waits for a free session; the caller gives it back.
func (db *DB) take(ctx context.Context, free chan *session) (*session, error) {
	select {
	case <-db.closed:
		return nil, errClosed
	default:
	}
	select {
	case s := <-free:
		return s, nil
	case <-db.closed:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Read runs f in a read-only snapshot taken at its first query.
func (db *DB) Read(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	s, err := db.take(ctx, db.pool)
	if err != nil {
		return fmt.Errorf("wait to read: %w", err)
	}
	defer func() { db.pool <- s }()
	if s == nil {
		if s, err = newSession(ctx, db.reads); err != nil {
			return fmt.Errorf("open reader: %w", err)
		}
	}
	if err := s.begin(ctx, "begin deferred"); err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer s.rollback()
	return f(ctx, sqltx.New(s))
}

// Write runs f in the one writing transaction and commits it durably.
//
// Errors: store.ErrFull when there was no room, and nothing is kept; once there is
// room the next Write finds it. store.ErrSyncFailed when the commit, or folding in the
// log before it, met an I/O error; from then on every Write fails the same way, since
// a second sync may claim what the first one lost.
func (db *DB) Write(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	if db.writes == nil {
		return errors.New("write: store is open for reading only")
	}
	s, err := db.take(ctx, db.writer)
	if err != nil {
		return fmt.Errorf("wait to write: %w", err)
	}
	defer func() { db.writer <- s }()
	if db.failed != nil {
		return db.failed
	}
	if err := db.fold(s, foldAt); isIOError(err) {
		return db.fail(err)
	} else if err != nil {
		return err
	}
	if err := s.begin(ctx, "begin immediate"); err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	defer s.rollback() // nothing to undo once committed
	if err := f(ctx, sqltx.New(s)); err != nil {
		if isFailedSync(s.undone) { // much was written, and the log begun anew for it
			return db.fail(s.undone)
		}
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	faultpoint.At(faultpoint.BeforeCommit)
	err = s.commit()
	faultpoint.At(faultpoint.Committed)
	if isIOError(err) {
		return db.fail(fmt.Errorf("commit: %w", err))
	}
	if err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// fail ends writing. Only the holder of the writing session calls it.
func (db *DB) fail(err error) error {
	db.failed = fmt.Errorf("%w: %w", store.ErrSyncFailed, err)
	return db.failed
}
