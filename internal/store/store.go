// Package store is the contract for what the shell needs kept: the journal's
// entries, the disposable rows derived from them, and the short-lived working
// state. sqlite and postgres fulfil it; storetest is the suite both must pass.
//
// Boundary: rows and transactions only. What an entry means, how it is sealed
// and whether it may be appended is journal's business; who may see a case is
// access's, though every query here that can return a case takes a Viewer and
// carries one filter, so that a hidden row never leaves the database.
//
// Journal tables are written in each database's native way. Everything else is
// one SQL text in the common subset: integers (milliseconds since 1970 UTC for
// instants, 0 for none), text codes and blobs, keyset paging, "?" parameters.
package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
)

// Errors a caller may test for.
var (
	// ErrDuplicateID: an entry with this id is already in the journal.
	ErrDuplicateID = errors.New("entry id already recorded")
	// ErrSeqTaken: another entry holds this stream's sequence number.
	ErrSeqTaken = errors.New("stream sequence already taken")
	// ErrInUse: another process holds the data folder or the database.
	ErrInUse = errors.New("the data are in use by another process")
	// ErrNewerSchema: the database was written by a newer release.
	ErrNewerSchema = errors.New("database schema is newer than this program")
)

// Entry is one journal entry as stored: clear header bytes and a sealed body.
//
// Pos is the global position and Merkle leaf index, from 0 without gaps; Seq the
// position in the stream, from 1 without gaps. ID, Stream, Seq, Kind and
// Recorded repeat what Header says, for indexes, and Leaf is the log's hash of
// Header, so that an edited header can be told from its neighbours; Header is the
// truth. Sealed is nil after disposal.
type Entry struct {
	Pos      int64
	ID       string
	Stream   string
	Seq      int64
	Kind     string
	Recorded int64 // milliseconds since 1970 UTC
	Header   []byte
	Leaf     []byte // 32 bytes
	Sealed   []byte
}

// Checkpoint is the state of the Merkle log after one commit.
type Checkpoint struct {
	Size int64  // entries covered
	Root []byte // 32 bytes
	Edge []byte // right-edge subtree hashes, 32 bytes each, largest subtree first
	Time int64  // milliseconds since 1970 UTC
	Note []byte // signed note (C2SP signed-note, tlog-checkpoint body)
}

// Tx is one open transaction. Queries use "?" whatever the database.
type Tx interface {
	Exec(ctx context.Context, query string, args ...any) (rowsAffected int64, err error)
	// Query's rows are closed before the transaction's next statement: one result
	// is open at a time.
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row

	// Savepoint runs f; if f fails its writes are undone, the transaction stays
	// usable, and f's error is returned.
	Savepoint(ctx context.Context, f func() error) error

	// InsertEntry stores header and body; ErrDuplicateID or ErrSeqTaken if so.
	InsertEntry(ctx context.Context, e Entry) error
	// EntryByID finds an entry with its body; false when there is none.
	EntryByID(ctx context.Context, id string) (Entry, bool, error)
	// StreamSeq is the last sequence number of a stream, 0 when it is empty.
	StreamSeq(ctx context.Context, stream string) (int64, error)
	// Entries yields one stream's entries with Seq > after, in order.
	Entries(ctx context.Context, stream string, after int64) iter.Seq2[Entry, error]
	// AllEntries yields every entry with Pos >= from, in order of position.
	AllEntries(ctx context.Context, from int64) iter.Seq2[Entry, error]
	// DeleteBody removes the sealed body of the entry at pos. Only possible where
	// a disposal entry for its stream or id exists (trigger or grant).
	DeleteBody(ctx context.Context, pos int64) error

	// Head is the newest checkpoint; false in an empty journal.
	Head(ctx context.Context) (Checkpoint, bool, error)
	InsertCheckpoint(ctx context.Context, c Checkpoint) error
	// Checkpoints yields those covering more than after entries and at most upto,
	// in order of size.
	Checkpoints(ctx context.Context, after, upto int64) iter.Seq2[Checkpoint, error]
}

// Store is one open database.
type Store interface {
	// Read runs f in a read-only snapshot.
	Read(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	// Write runs f in the one writing transaction (SQLite: the writer connection;
	// PostgreSQL: under one transaction-level advisory lock) and commits durably.
	// f may be run again if the database asks for a retry before anything was
	// committed. An error wrapping ErrSyncFailed means the process must end.
	Write(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	// Backup copies the database, consistently and while it is in use, to path (a
	// file for SQLite, a directory for PostgreSQL).
	Backup(ctx context.Context, path string) error
	// Settle is called after much was written at once: it brings up to date what
	// the database plans its queries by, so that lists are as fast at once as they
	// would become by the database's own upkeep.
	Settle(ctx context.Context) error
	// Dialect is "sqlite" or "postgres", for messages and tests.
	Dialect() string
	Close() error
}

// ErrFull: the disk, a quota or a limit on a file's size has no more room. Nothing of
// the transaction is kept; the same can be done again once there is room.
var ErrFull = errors.New("no room left to write")

// ErrSyncFailed: a commit's sync failed, so what is durable is unknown. Nothing
// may be acknowledged and the process must end (PostgreSQL's lesson of 2018).
var ErrSyncFailed = errors.New("sync to disk failed")
