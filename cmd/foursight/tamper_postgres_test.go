//go:build unix

package main

import (
	"database/sql"
	"path/filepath"
	"testing"

	"foursight/internal/app"
	"foursight/internal/store/postgres/pgtest"
	"foursight/internal/synth"
)

// editPostgres connects to a database as its owner, with triggers silent.
func editPostgres(t *testing.T, dsn string) editing {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1) // the setting below is the connection's
	e := editing{t: t, db: db, postgres: true}
	e.exec(`set session_replication_role = replica`)
	return e
}

// What is found in a file is found in PostgreSQL, at the same place.
func TestVerifyFindsEachWayOfEditingPostgreSQL(t *testing.T) {
	server, err := pgtest.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	data := filepath.Join(t.TempDir(), "data")
	whole := server.Database(t)
	if _, err := app.Synthesise(t.Context(), app.Config{Data: data, Postgres: whole}, synth.Options{Seed: 1, Cases: 2}); err != nil {
		t.Fatal(err)
	}
	key := verifierOf(t, "--data", data, "--database", whole)
	for _, way := range waysOfEditing {
		t.Run(way.name, func(t *testing.T) {
			dsn := server.Copy(t, whole)
			args := []string{"--data", data, "--database", dsn}
			must(t, append([]string{"journal", "verify"}, args...)...)
			way.edit(editPostgres(t, dsn))
			foundIn(t, args, key, way.says, way.unopened)
		})
	}
}
