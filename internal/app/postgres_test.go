//go:build unix

package app_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"

	"foursight/internal/app"
	"foursight/internal/casework"
	"foursight/internal/store/postgres/pgtest"
	"foursight/internal/store/storetest"
)

// A record in PostgreSQL is copied and restored like the embedded one, and a case
// disposed of since stays so.
func TestBackupAndRestoreOfPostgreSQL(t *testing.T) {
	server, err := pgtest.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	cfg := liveIn(t, server.Database(t))
	a := open(t, cfg)
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	for id, name := range map[string]string{gone: canary, stays: "Ines Larkhill"} {
		if err := report(t.Context(), a.Service, v, id, casework.NewRef(a.Service.Now()), name, name+" says that it keeps happening."); err != nil {
			t.Fatal(err)
		}
	}
	closed(t, a)
	copies := t.TempDir()
	made, err := app.Backup(t.Context(), cfg, filepath.Join(copies, "db"), filepath.Join(copies, "ring"))
	if err != nil || filepath.Ext(made.Database) != ".pg" {
		t.Fatalf("backup: %+v, %v", made, err)
	}
	if _, err := app.Dispose(t.Context(), cfg, app.Disposal{Stream: "case/" + gone, Reason: "Recorded on the wrong person", Authority: "DPO 12"}); err != nil {
		t.Fatal(err)
	}
	cfg.Postgres = server.Database(t)
	restoredWithout(t, cfg, copies)
}

func TestADatabaseOfAnEarlierBuildOpensAndVerifiesOnPostgreSQL(t *testing.T) {
	const migrations = "../store/postgres/migrations"
	server, err := pgtest.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	cfg := liveIn(t, server.Database(t))
	ids := begun(t, cfg)
	a := open(t, cfg)
	want := storetest.Said(t, a.Store)
	closed(t, a)
	from, err := sql.Open("pgx", cfg.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	for n := 1; n <= storetest.Migrations(t, migrations); n++ {
		cfg.Postgres = server.Database(t)
		to, err := sql.Open("pgx", cfg.Postgres)
		if err != nil {
			t.Fatal(err)
		}
		storetest.Aged(t, goose.DialectPostgres, migrations, from, to, n)
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		upgraded(t, cfg, ids, n, want)
	}
}
