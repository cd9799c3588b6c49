package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"foursight/internal/store"
)

// maxStatements bounds a session's prepared statements; the texts come from
// code, so only a caller that builds queries could exceed it, and those beyond
// are run unprepared.
const maxStatements = 256

// session is one connection and the statements prepared on it. It is used by
// one transaction at a time.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	open  bool // a transaction is open
	// undone is why SQLite may have undone the open transaction by itself. What came
	// after it would be a transaction of its own, so nothing does until begin.
	undone error
}

func newSession(ctx context.Context, db *sql.DB) (*session, error) {
	// The connection outlives the request that happened to need it first.
	conn, err := db.Conn(context.WithoutCancel(ctx))
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, stmts: make(map[string]*sql.Stmt)}, nil
}

func (s *session) close() error {
	if s == nil {
		return nil
	}
	var errs []error
	for _, stmt := range s.stmts {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}

func (s *session) begin(ctx context.Context, how string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.undone = nil
	if _, err := s.Exec(ctx, how); err != nil {
		return err
	}
	s.open = true
	return nil
}

func (s *session) commit() error {
	_, err := s.Exec(context.Background(), "commit")
	if err == nil {
		s.open = false
	}
	return err
}

// rollback undoes what was not committed. SQLite may have rolled back by itself
// after an error, so its complaint that no transaction is open is no failure.
func (s *session) rollback() {
	if s.open {
		s.open, s.undone = false, nil
		_, _ = s.Exec(context.Background(), "rollback")
	}
}

// Exec runs a prepared statement. It is not interrupted half-way: statements
// that write are short, and watching a context costs more than they do.
func (s *session) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s.undone != nil {
		return nil, s.undone
	}
	res, err := s.exec(context.WithoutCancel(ctx), query, args...)
	if err != nil && s.open && undoes(err) {
		s.undone = err
	}
	return res, err
}

func (s *session) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := s.prepare(ctx, query)
	if err != nil {
		return nil, said(err)
	}
	var res sql.Result
	if stmt == nil {
		res, err = s.conn.ExecContext(ctx, query, args...)
	} else {
		res, err = stmt.ExecContext(ctx, args...)
	}
	return res, said(err)
}

// prepare returns the statement for query, nil when too many are held already.
func (s *session) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt := s.stmts[query]; stmt != nil {
		return stmt, nil
	}
	if len(s.stmts) >= maxStatements {
		return nil, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s.stmts[query] = stmt
	return stmt, nil
}

// Query runs a prepared statement: working out how to answer often takes longer
// than answering. Its rows are closed before the next statement runs, as store.Tx
// asks and PostgreSQL insists.
func (s *session) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := s.prepare(context.WithoutCancel(ctx), query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return s.conn.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRow runs a prepared statement for at most one row. The row is scanned, and
// so the statement free again, before the same text can be run by this session.
func (s *session) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := s.prepare(context.WithoutCancel(ctx), query)
	if err != nil || stmt == nil {
		return s.conn.QueryRowContext(ctx, query, args...) // which says what is wrong with it
	}
	return stmt.QueryRowContext(ctx, args...)
}

// InsertEntry stores header and body; false when a unique column is taken.
func (s *session) InsertEntry(ctx context.Context, e store.Entry) (bool, error) {
	res, err := s.Exec(ctx, `insert into entry (pos, id, stream, seq, kind, recorded, header, leaf)
		values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
		e.Pos, e.ID, e.Stream, e.Seq, e.Kind, e.Recorded, e.Header, e.Leaf)
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	if len(e.Sealed) == 0 {
		return true, nil
	}
	_, err = s.Exec(ctx, `insert into body (pos, sealed) values (?, ?)`, e.Pos, e.Sealed)
	return err == nil, err
}
