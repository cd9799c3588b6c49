package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"foursight/internal/store"
	"foursight/internal/store/internal/upgrade"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrations embed.FS

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files)
}

// migrate brings the schema up to date, each numbered file in one transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	current, newest, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if current > newest {
		return fmt.Errorf("schema %d, this program knows %d: %w", current, newest, store.ErrNewerSchema)
	}
	return upgrade.Steps(ctx, p, current, newest)
}

// checkSchema refuses a database that a read-only opening cannot bring up to date.
func checkSchema(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	sources := p.ListSources()
	newest := sources[len(sources)-1].Version
	var current int64
	if err := db.QueryRowContext(ctx, `select max(version_id) from goose_db_version`).Scan(&current); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	switch {
	case current > newest:
		return fmt.Errorf("schema %d, this program knows %d: %w", current, newest, store.ErrNewerSchema)
	case current < newest:
		return fmt.Errorf("schema %d is older than this program's %d: open the store for writing once", current, newest)
	}
	return nil
}
