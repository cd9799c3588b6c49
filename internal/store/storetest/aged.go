package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
)

// tablesSince are the tables each migration brought, in an order that rows can be
// copied in. A later one that brings none changes those.
var tablesSince = [][]string{
	{"entry", "body", "checkpoint", "disposed_entry"},
	{"working", "notice"},
	{"case_row", "wall_member", "conflict", "share", "duty_on", "obligation", "question", "token", "card", "card_token", "consulted"},
	13: {"waits"},
}

// Aged makes of the empty database to what an earlier build would have left, which
// knew the first n migrations of a folder: its schema, with the entries and rows of from
// as far as it had room for them.
func Aged(t *testing.T, dialect goose.Dialect, migrations string, from, to *sql.DB, n int) {
	t.Helper()
	p, err := goose.NewProvider(dialect, to, os.DirFS(migrations))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), int64(n)); err != nil {
		t.Fatal(err)
	}
	for _, table := range slices.Concat(tablesSince[:min(n, len(tablesSince))]...) {
		if err := copyRows(t.Context(), from, to, table, dialect == goose.DialectPostgres); err != nil {
			t.Fatalf("copy %s as migration %d knew it: %v", table, n, err)
		}
	}
}

// copyRows copies a table into one that may lack some of its columns.
func copyRows(ctx context.Context, from, to *sql.DB, table string, numbered bool) error {
	empty, err := to.QueryContext(ctx, "select * from "+table+" limit 0")
	if err != nil {
		return err
	}
	columns, err := empty.Columns()
	if err := empty.Close(); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	marks := make([]string, len(columns))
	for i := range marks {
		if marks[i] = "?"; numbered {
			marks[i] = fmt.Sprint("$", i+1)
		}
	}
	list := strings.Join(columns, ", ")
	rows, err := from.QueryContext(ctx, "select "+list+" from "+table+" order by 1")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if _, err := to.ExecContext(ctx, "insert into "+table+" ("+list+") values ("+strings.Join(marks, ", ")+")", row...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Migrations is how many there are in a folder.
func Migrations(t *testing.T, dir string) int {
	t.Helper()
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}
