package postgres

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"foursight/internal/store"
)

// conn runs statements written with "?" inside one transaction.
type conn struct{ tx *sql.Tx }

func (c conn) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	res, err := c.tx.ExecContext(ctx, rebind(query), args...)
	return res, said(err)
}

func (c conn) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return c.tx.QueryContext(ctx, rebind(query), args...)
}

func (c conn) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return c.tx.QueryRowContext(ctx, rebind(query), args...)
}

// InsertEntry stores header and body in one round trip; false when a unique
// column is taken, which "do nothing" turns from a failed transaction into no
// rows.
func (c conn) InsertEntry(ctx context.Context, e store.Entry) (bool, error) {
	const header = `insert into entry (pos, id, stream, seq, kind, recorded, header, leaf)
		values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`
	args := []any{e.Pos, e.ID, e.Stream, e.Seq, e.Kind, e.Recorded, e.Header, e.Leaf}
	query := header
	if len(e.Sealed) > 0 {
		query = `with added as (` + header + ` returning pos)
			insert into body (pos, sealed) select pos, $9::bytea from added`
		args = append(args, e.Sealed)
	}
	res, err := c.tx.ExecContext(ctx, query, args...)
	if err != nil {
		return false, said(err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// rebind turns each "?" outside quotes into $1, $2 and so on.
func rebind(query string) string {
	if !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	b.Grow(len(query) + 16)
	n, quoted := 0, false
	for i := range len(query) {
		switch ch := query[i]; {
		case ch == '\'':
			quoted = !quoted
			b.WriteByte(ch)
		case ch == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(ch)
		}
	}
	return b.String()
}
