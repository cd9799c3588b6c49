// Package postgres keeps a Foursight store in a PostgreSQL database, for a force
// that has outgrown one machine.
//
// Boundary: connections, transactions, locking, migration and copying. What the
// rows mean belongs to package store and its callers.
//
// Writers take one transaction-level advisory lock, so that positions and stream
// numbers are given out one after another without sequences, which leave gaps. The
// record is right whoever writes; that one process serves it is Options.Alone.
// Reads are repeatable-read snapshots.
//
// Threat: somebody with the database but no keys, or with the service's role.
// Bodies, summaries and working state arrive sealed. Triggers refuse any change
// to the journal; an owner can drop a trigger, so a force gives the service a
// role that does not own the tables (see Grant), and checkpoints are witnessed
// elsewhere.
package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"foursight/internal/faultpoint"
	"foursight/internal/store"
	"foursight/internal/store/internal/sqltx"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// writeLock is the advisory lock every writing transaction holds; the number
// spells "FOUR" and only has to differ from other users of the same database.
const writeLock = 0x464f5552

// attempts is how often a transaction that the database asked to have run again
// is run in all.
const attempts = 5

// Options says how to open a store. The zero value serves.
type Options struct {
	// Connections is how many connections the pool may hold; 0 means four per
	// processor and at least eight.
	Connections int
	// ReadOnly opens an up-to-date database without migrating it; Write fails.
	ReadOnly bool
	// Alone holds the database against every other that is opened so, as a service
	// does; store.ErrInUse where somebody has it.
	Alone bool
	// Patience is how long a predecessor that was just ended has until it is in use;
	// 0 means two seconds.
	Patience time.Duration
}

// DB is an open PostgreSQL store.
type DB struct {
	db       *sql.DB // reads, and what looks after the database
	writes   *sql.DB // its own connections: readers who wait for somebody who writes must not hold his
	readOnly bool
	alone    *alone // nil where the database is shared
}

// writers is how many connections write: one that has the lock, one that waits.
const writers = 2

var _ store.Store = (*DB)(nil)

// Open connects to the database named by dsn (a postgres:// URL or key=value
// words) and brings its schema up to date.
//
// Errors: store.ErrNewerSchema when a newer release migrated the database;
// store.ErrInUse, asked for alone, when another has it.
func Open(ctx context.Context, dsn string, opts Options) (store.Store, error) {
	config, err := parse(dsn)
	if err != nil {
		return nil, err
	}
	d := &DB{readOnly: opts.ReadOnly}
	if opts.Alone {
		d.alone = &alone{config: config, patience: cmp.Or(opts.Patience, 2*time.Second)}
		if err := d.alone.hold(ctx); err != nil {
			return nil, fmt.Errorf("open store on %s: %w", config.Host, err)
		}
	}
	db := stdlib.OpenDB(*config)
	n := opts.Connections
	if n <= 0 {
		n = max(8, 4*runtime.GOMAXPROCS(0))
	}
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	db.SetConnMaxIdleTime(10 * time.Minute)
	if err := migrate(ctx, db, opts.ReadOnly); err != nil {
		err = errors.Join(fmt.Errorf("open store on %s: %w", config.Host, err), db.Close())
		if d.alone != nil {
			err = errors.Join(err, d.alone.release())
		}
		return nil, err
	}
	writes := stdlib.OpenDB(*config)
	writes.SetMaxOpenConns(writers)
	writes.SetMaxIdleConns(writers)
	writes.SetConnMaxIdleTime(10 * time.Minute)
	d.db, d.writes = db, writes
	return d, nil
}

// parse reads a data source name. Its error never repeats it, since it may hold
// a password.
func parse(dsn string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("read PostgreSQL connection settings: want postgres://user@host/database or key=value words")
	}
	// A commit is acknowledged only when it is on disk.
	config.RuntimeParams["synchronous_commit"] = "on"
	config.RuntimeParams["application_name"] = "foursight"
	// Statements are written so that one plan serves whatever is asked for, as
	// SQLite's must; planning for each anew takes longer than most answers.
	config.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	return config, nil
}

// Dialect is "postgres".
func (d *DB) Dialect() string { return "postgres" }

// Close closes the pool, waiting for transactions in hand.
func (d *DB) Close() error {
	err := errors.Join(d.writes.Close(), d.db.Close())
	if d.alone != nil {
		err = errors.Join(err, d.alone.release())
	}
	return err
}

// Settle counts what is in the tables, for the planner, and marks the pages that
// every reader sees alike, so that an index alone can answer. The server does both
// by itself, but only about a minute after much was written: until then an owner's
// duties are found by reading everybody's. A role that does not own the tables
// leaves it to the server.
//
// An empty table is left uncounted: told that it has no rows, the server plans to read
// it from end to end, keeps that plan, and is slower with every row that comes; of a
// table that nobody counted it expects some.
func (d *DB) Settle(ctx context.Context) error {
	if d.readOnly {
		return errors.New("settle: store is open for reading only")
	}
	names, err := d.filled(ctx)
	if err != nil || len(names) == 0 {
		return err
	}
	// A table that the server is at work on already is passed over.
	if _, err := d.db.ExecContext(ctx, `vacuum (analyze, skip_locked) `+strings.Join(names, ", ")); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	return nil
}

// filled are the tables that hold anything.
func (d *DB) filled(ctx context.Context) (names []string, err error) {
	for _, t := range copied {
		var has bool
		if err := d.db.QueryRowContext(ctx, `select exists (select from `+t.name+`)`).Scan(&has); err != nil {
			return nil, fmt.Errorf("settle: %w", err)
		}
		if has {
			names = append(names, t.name)
		}
	}
	return names, nil
}

// Read runs f in a repeatable-read, read-only snapshot.
func (d *DB) Read(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	tx, err := d.db.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return said(f(ctx, sqltx.New(conn{tx})))
}

// Write runs f under the writing lock and commits. Where the database asks for
// it before anything was committed, f runs again.
//
// Errors: store.ErrFull when the server has no room on its disk, and nothing is kept;
// store.ErrSyncFailed when the outcome of the commit is unknown: the connection was
// lost or the server says it cannot tell.
func (d *DB) Write(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	if d.readOnly {
		return errors.New("write: store is open for reading only")
	}
	if d.alone != nil {
		if err := d.alone.hold(ctx); err != nil {
			return fmt.Errorf("write: %w", err)
		}
	}
	var err error
	for range attempts {
		if err = d.write(ctx, f); !wantsRetry(err) {
			break
		}
	}
	return err
}

func (d *DB) write(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	// The transaction is not tied to ctx: once the commit is under way, giving
	// up would only hide its outcome. Every statement in it still is.
	tx, err := d.writes.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing to undo once committed
	if _, err := tx.ExecContext(ctx, `select pg_advisory_xact_lock($1)`, writeLock); err != nil {
		return fmt.Errorf("wait to write: %w", err)
	}
	if err := f(ctx, sqltx.New(conn{tx})); err != nil {
		return said(err)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	faultpoint.At(faultpoint.BeforeCommit)
	err = tx.Commit()
	faultpoint.At(faultpoint.Committed)
	if err != nil {
		if outcomeUnknown(err) {
			return fmt.Errorf("commit: %w: %w", store.ErrSyncFailed, err)
		}
		return fmt.Errorf("commit: %w", said(err))
	}
	return nil
}

// said adds the store's word for a full disk to the server's (disk_full), by which it
// has undone the transaction. Where it runs out of room for its own log it ends
// instead, and the outcome is unknown.
func said(err error) error {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "53100" && !errors.Is(err, store.ErrFull) {
		return fmt.Errorf("%w: %w", store.ErrFull, err)
	}
	return err
}

// wantsRetry reports the errors by which PostgreSQL asks for a transaction to be
// run again: serialization failure and deadlock.
func wantsRetry(err error) bool {
	if errors.Is(err, store.ErrSyncFailed) {
		return false
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// outcomeUnknown reports whether a failed commit may yet have happened. The
// server answers with an error of its own only when it rolled back, save for
// the two codes that say it does not know and class 58, system error.
func outcomeUnknown(err error) bool {
	if errors.Is(err, pgx.ErrTxCommitRollback) || errors.Is(err, sql.ErrTxDone) {
		return false
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	return !ok || e.Code == "40003" || e.Code == "08007" || e.Code[:2] == "58" || e.Severity == "FATAL" || e.Severity == "PANIC"
}
