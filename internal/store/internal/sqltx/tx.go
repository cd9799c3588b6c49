// Package sqltx is the half of store.Tx that reads alike on both databases:
// savepoints, and every journal query that is not an insert.
//
// Boundary: it holds no connection policy. sqlite and postgres begin and end
// transactions and insert entries, each in its native way; this package only
// runs statements on what they hand it.
package sqltx

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"foursight/internal/store"
)

// pageEntries is how many entries one query of a long walk reads. Walks are
// paged so that the caller may run other queries between two entries:
// PostgreSQL allows one open result per connection.
const pageEntries = 256

// Conn runs statements inside one open transaction. Queries use "?".
type Conn interface {
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
	// InsertEntry stores header and body and reports false, changing nothing
	// and leaving the transaction usable, when a unique column is taken.
	InsertEntry(ctx context.Context, e store.Entry) (inserted bool, err error)
}

// Tx is one open transaction; it fulfils store.Tx over a Conn.
type Tx struct {
	conn  Conn
	depth int // savepoints open
}

// New returns the transaction open on conn.
func New(conn Conn) *Tx { return &Tx{conn: conn} }

// Exec runs a statement and reports the rows it changed.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	res, err := t.conn.Exec(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// Query runs a statement that returns rows; the caller closes them.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return t.conn.Query(ctx, query, args...)
}

// QueryRow runs a statement that returns at most one row.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return t.conn.QueryRow(ctx, query, args...)
}

// Savepoint runs f and undoes its writes, and nothing else, when it fails.
// A panic in f is left to the enclosing transaction, which rolls back whole.
func (t *Tx) Savepoint(ctx context.Context, f func() error) error {
	t.depth++
	defer func() { t.depth-- }()
	name := fmt.Sprintf("sp%d", t.depth)
	if _, err := t.conn.Exec(ctx, "savepoint "+name); err != nil {
		return fmt.Errorf("open savepoint: %w", err)
	}
	if err := f(); err != nil {
		// A cancelled request must not take the rest of the transaction with it.
		undo := context.WithoutCancel(ctx)
		if _, e := t.conn.Exec(undo, "rollback to savepoint "+name); e != nil {
			return errors.Join(err, fmt.Errorf("undo savepoint: %w", e))
		}
		if _, e := t.conn.Exec(undo, "release savepoint "+name); e != nil {
			return errors.Join(err, fmt.Errorf("release undone savepoint: %w", e))
		}
		return err
	}
	if _, err := t.conn.Exec(ctx, "release savepoint "+name); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
	return nil
}

// InsertEntry stores an entry and its body, or says which of its unique columns
// is taken: store.ErrDuplicateID, store.ErrSeqTaken.
func (t *Tx) InsertEntry(ctx context.Context, e store.Entry) error {
	inserted, err := t.conn.InsertEntry(ctx, e)
	switch {
	case err != nil:
		return fmt.Errorf("insert entry %s: %w", e.ID, err)
	case inserted:
		return nil
	}
	var ids, seqs int64
	err = t.conn.QueryRow(ctx,
		`select (select count(*) from entry where id = ?), (select count(*) from entry where stream = ? and seq = ?)`,
		e.ID, e.Stream, e.Seq).Scan(&ids, &seqs)
	switch {
	case err != nil:
		return fmt.Errorf("insert entry %s: find what is taken: %w", e.ID, err)
	case ids > 0:
		return fmt.Errorf("insert entry %s: %w", e.ID, store.ErrDuplicateID)
	case seqs > 0:
		return fmt.Errorf("insert entry %s: %s number %d: %w", e.ID, e.Stream, e.Seq, store.ErrSeqTaken)
	}
	return fmt.Errorf("insert entry %s: position %d already taken", e.ID, e.Pos)
}

const selectEntry = `select e.pos, e.id, e.stream, e.seq, e.kind, e.recorded, e.header, e.leaf, b.sealed
	from entry e left join body b on b.pos = e.pos `

func scanEntry(scan func(...any) error) (store.Entry, error) {
	var e store.Entry
	err := scan(&e.Pos, &e.ID, &e.Stream, &e.Seq, &e.Kind, &e.Recorded, &e.Header, &e.Leaf, &e.Sealed)
	return e, err
}

// EntryByID finds an entry with its body; false when there is none.
func (t *Tx) EntryByID(ctx context.Context, id string) (store.Entry, bool, error) {
	e, err := scanEntry(t.conn.QueryRow(ctx, selectEntry+`where e.id = ?`, id).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return store.Entry{}, false, nil
	case err != nil:
		return store.Entry{}, false, fmt.Errorf("read entry %s: %w", id, err)
	}
	return e, true, nil
}

// StreamSeq is the last sequence number of a stream, 0 when it is empty.
func (t *Tx) StreamSeq(ctx context.Context, stream string) (int64, error) {
	var seq int64
	err := t.conn.QueryRow(ctx, `select coalesce(max(seq), 0) from entry where stream = ?`, stream).Scan(&seq)
	if err != nil {
		return 0, fmt.Errorf("read last number of %s: %w", stream, err)
	}
	return seq, nil
}

// Entries yields one stream's entries with Seq > after, in order.
func (t *Tx) Entries(ctx context.Context, stream string, after int64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for {
			page, err := t.entries(ctx, selectEntry+`where e.stream = ? and e.seq > ? order by e.seq limit ?`,
				stream, after, pageEntries)
			if err != nil {
				yield(store.Entry{}, fmt.Errorf("read entries of %s after %d: %w", stream, after, err))
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			if len(page) < pageEntries {
				return
			}
			after = page[len(page)-1].Seq
		}
	}
}

// AllEntries yields every entry with Pos >= from, in order of position. From where
// bodies are read is said as well: PostgreSQL, which joins the two by reading both in
// order, otherwise begins with the first body of all for each page.
func (t *Tx) AllEntries(ctx context.Context, from int64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) {
		for {
			page, err := t.entries(ctx, selectEntry+`and b.pos >= ? where e.pos >= ? order by e.pos limit ?`, from, from, pageEntries)
			if err != nil {
				yield(store.Entry{}, fmt.Errorf("read entries from position %d: %w", from, err))
				return
			}
			for _, e := range page {
				if !yield(e, nil) {
					return
				}
			}
			if len(page) < pageEntries {
				return
			}
			from = page[len(page)-1].Pos + 1
		}
	}
}

// entries reads one page whole and closes it before the caller sees a row.
func (t *Tx) entries(ctx context.Context, query string, args ...any) (page []store.Entry, err error) {
	rows, err := t.conn.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		e, err := scanEntry(rows.Scan)
		if err != nil {
			return nil, err
		}
		page = append(page, e)
	}
	return page, rows.Err()
}

// DeleteBody removes the sealed body at pos. The database's trigger refuses it
// where no disposal entry covers that position.
func (t *Tx) DeleteBody(ctx context.Context, pos int64) error {
	if _, err := t.conn.Exec(ctx, `delete from body where pos = ?`, pos); err != nil {
		return fmt.Errorf("delete body at position %d: %w", pos, err)
	}
	return nil
}

const selectCheckpoint = `select size, root, edge, time, note from checkpoint `

// Head is the newest checkpoint; false in an empty journal.
func (t *Tx) Head(ctx context.Context) (store.Checkpoint, bool, error) {
	return t.checkpoint(ctx, selectCheckpoint+`order by size desc limit 1`)
}

func (t *Tx) checkpoint(ctx context.Context, query string, args ...any) (store.Checkpoint, bool, error) {
	var c store.Checkpoint
	err := t.conn.QueryRow(ctx, query, args...).Scan(&c.Size, &c.Root, &c.Edge, &c.Time, &c.Note)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return store.Checkpoint{}, false, nil
	case err != nil:
		return store.Checkpoint{}, false, fmt.Errorf("read checkpoint: %w", err)
	}
	return c, true, nil
}

// Checkpoints yields the checkpoints that cover more than after entries and at
// most upto, in order of size.
func (t *Tx) Checkpoints(ctx context.Context, after, upto int64) iter.Seq2[store.Checkpoint, error] {
	return func(yield func(store.Checkpoint, error) bool) {
		for {
			page, err := t.checkpoints(ctx, after, upto)
			if err != nil {
				yield(store.Checkpoint{}, fmt.Errorf("read checkpoints after size %d: %w", after, err))
				return
			}
			for _, c := range page {
				if !yield(c, nil) {
					return
				}
			}
			if len(page) < pageEntries {
				return
			}
			after = page[len(page)-1].Size
		}
	}
}

// checkpoints reads one page whole and closes it before the caller sees a row.
func (t *Tx) checkpoints(ctx context.Context, after, upto int64) (page []store.Checkpoint, err error) {
	rows, err := t.conn.Query(ctx, selectCheckpoint+`where size > ? and size <= ? order by size limit ?`, after, upto, pageEntries)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var c store.Checkpoint
		if err := rows.Scan(&c.Size, &c.Root, &c.Edge, &c.Time, &c.Note); err != nil {
			return nil, err
		}
		page = append(page, c)
	}
	return page, rows.Err()
}

// InsertCheckpoint stores the state of the log after one commit.
func (t *Tx) InsertCheckpoint(ctx context.Context, c store.Checkpoint) error {
	_, err := t.conn.Exec(ctx, `insert into checkpoint (size, root, edge, time, note) values (?, ?, ?, ?, ?)`,
		c.Size, c.Root, c.Edge, c.Time, c.Note)
	if err != nil {
		return fmt.Errorf("insert checkpoint of size %d: %w", c.Size, err)
	}
	return nil
}
