//go:build unix

package postgres_test

import (
	"context"
	"fmt"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/postgres"

	"github.com/jackc/pgx/v5"
)

// After Settle the planner knows how many rows there are, and an index alone
// answers what it can; a role that may not gather that is not refused.
func TestSettleTellsThePlannerWhatIsThere(t *testing.T) {
	const cases = 300
	dsn := server.Database(t)
	s := open(t, dsn)
	if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		var rows []store.CaseRows
		for i := range cases {
			rows = append(rows, store.CaseRows{Case: store.CaseRow{CaseID: fmt.Sprint("c", i), Ref: fmt.Sprint("FS-26-", i)},
				Tokens: []store.TokenRef{{Class: "stem", Token: int64(i)}, {Class: "stem", Token: -1}}})
		}
		return store.ReplaceCaseRows(ctx, tx, rows...)
	}); err != nil {
		t.Fatal(err)
	}
	known := func(table string) (rows, visible int) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(t.Context())
		if err := conn.QueryRow(t.Context(), `select reltuples::int, relallvisible from pg_class where relname = $1`, table).Scan(&rows, &visible); err != nil {
			t.Fatal(err)
		}
		return rows, visible
	}

	run(t, dsn, `create role lowly login`)
	if err := postgres.Grant(t.Context(), dsn, "lowly"); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dsn+" user=lowly").Settle(t.Context()); err != nil {
		t.Errorf("settle as a role that does not own the tables: %v; want it left to the server", err)
	}
	if rows, _ := known("token"); rows == 2*cases {
		t.Fatal("the tables are counted already: the test would prove nothing")
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for table, want := range map[string]int{"case_row": cases, "token": 2 * cases} {
		if rows, visible := known(table); rows != want || visible == 0 {
			t.Errorf("%s: %d rows, %d pages all visible; want %d rows", table, rows, visible, want)
		}
	}
	reader, err := postgres.Open(t.Context(), dsn, postgres.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Settle(t.Context()); err == nil {
		t.Error("a store open for reading only settled")
	}
}

// The planner is not told that a table has no rows: it would plan to read all of it.
func TestAnEmptyTableIsNotCountedAsEmpty(t *testing.T) {
	dsn := server.Database(t)
	if err := open(t, dsn).Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, table := range []string{"consulted", "case_row", "obligation", "notice"} {
		var counted float64
		if err := conn.QueryRow(t.Context(), `select reltuples from pg_class where relname = $1 and relkind = 'r'`, table).Scan(&counted); err != nil {
			t.Fatal(err)
		}
		if counted != -1 {
			t.Errorf("%s is counted: %v rows; want it left unknown while it is empty", table, counted)
		}
	}
}
