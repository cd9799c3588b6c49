package postgres

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"foursight/internal/store"
	"foursight/internal/store/internal/upgrade"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var migrations embed.FS

// provider runs migrations under a session lock: two servers may start at once.
func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
}

// migrate brings the schema up to date, each numbered file in one transaction,
// or, when only reading, checks that it is.
func migrate(ctx context.Context, db *sql.DB, readOnly bool) error {
	p, err := provider(db)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	current, err := schemaVersion(ctx, db)
	switch {
	case err != nil:
		return fmt.Errorf("read schema version: %w", err)
	case current > newest:
		return fmt.Errorf("schema %d, this program knows %d: %w", current, newest, store.ErrNewerSchema)
	case current == newest:
		return nil
	case readOnly:
		return fmt.Errorf("schema %d is older than this program's %d: open the store for writing once", current, newest)
	}
	return upgrade.Steps(ctx, p, current, newest)
}

// schemaVersion is the newest migration applied, 0 in an empty database. Asking
// first keeps a role without the right to create tables able to open the store.
func schemaVersion(ctx context.Context, db *sql.DB) (int64, error) {
	var made bool
	err := db.QueryRowContext(ctx, `select to_regclass('goose_db_version') is not null`).Scan(&made)
	if err != nil || !made {
		return 0, err
	}
	var version int64
	err = db.QueryRowContext(ctx, `select coalesce(max(version_id), 0) from goose_db_version`).Scan(&version)
	return version, err
}
