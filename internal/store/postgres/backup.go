package postgres

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"foursight/internal/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// A backup is a folder: manifest.json and one file per table in PostgreSQL's
// COPY text format. The manifest is written last, so a folder without one is no
// backup.
const manifestFile = "manifest.json"

// manifest says what a backup holds.
type manifest struct {
	Format string      `json:"format"` // "foursight-postgres-1"
	Schema int64       `json:"schema"` // number of the newest migration applied
	Tables []tableFile `json:"tables"`
}

type tableFile struct {
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"` // of the file, hex
}

const format = "foursight-postgres-1"

// copied are the tables of a backup with their columns, in an order in which the
// journal's triggers and keys accept them again.
var copied = []struct{ name, columns string }{
	{"entry", "pos, id, stream, seq, kind, recorded, header, leaf"},
	{"body", "pos, sealed"},
	{"checkpoint", "size, root, edge, time, note"},
	{"disposed_entry", "pos"},
	{"working", "kind, key, owner, case_id, expires, sealed"},
	{"notice", "id, at, to_staff, case_id, kind, sealed, sent"},
	{"case_row", "case_id, ref, stage, opened, closed, walled, guardian, owner, supervisor, unit, grade, judged, pending, version, updated, next_due, next_clause, next_severity, wake, adopted, channel, spoke, prints, summary"},
	{"wall_member", "case_id, staff, until"},
	{"conflict", "case_id, staff"},
	{"share", "case_id, partner, item, expires"},
	{"duty_on", "case_id, staff, until"},
	{"obligation", "case_id, clause, scope, occurrence, state, kind, strength, severity, actor, provenance, arose, due, warn, next_flip, edition, source, ended, decided, marks"},
	{"question", "case_id, path, weight, clause"},
	{"token", "class, token, case_id"},
	{"card", "case_id, card_id, sealed"},
	{"card_token", "class, token, card_id, case_id"},
	{"consulted", "entry_id, case_id, staff, at, basis, route"},
	{"case_ledger", "case_id, sealed"},
	{"rows_cleared", "one"},
	{"waits", "case_id, code, closed, walled, guardian, owner, supervisor, unit, stage, grade, next_due"}, // what a later migration adds stands last: earlier backups end before it
}

// Backup copies every table, as one snapshot saw it, into the new folder path,
// while the store is in use. It is durable when Backup returns.
func (d *DB) Backup(ctx context.Context, path string) error {
	if err := d.backup(ctx, path); err != nil {
		return fmt.Errorf("back up store to %s: %w", path, err)
	}
	return nil
}

func (d *DB) backup(ctx context.Context, path string) (err error) {
	if err := os.Mkdir(path, 0o700); err != nil {
		return err
	}
	conn, err := d.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return conn.Raw(func(raw any) (err error) {
		pg := raw.(*stdlib.Conn).Conn()
		tx, err := pg.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, tx.Rollback(context.WithoutCancel(ctx))) }()
		m := manifest{Format: format}
		if err := tx.QueryRow(ctx, `select max(version_id) from goose_db_version`).Scan(&m.Schema); err != nil {
			return fmt.Errorf("read schema version: %w", err)
		}
		for _, t := range copied {
			file, err := copyOut(ctx, pg.PgConn(), filepath.Join(path, t.name+".copy"), t.name, t.columns)
			if err != nil {
				return fmt.Errorf("copy %s: %w", t.name, err)
			}
			m.Tables = append(m.Tables, file)
		}
		return writeManifest(path, m)
	})
}

func copyOut(ctx context.Context, pg *pgconn.PgConn, path, table, columns string) (file tableFile, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return tableFile{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffered, sum := bufio.NewWriterSize(f, 1<<16), sha256.New()
	tag, err := pg.CopyTo(ctx, io.MultiWriter(buffered, sum), `copy `+table+` (`+columns+`) to stdout`)
	if err != nil {
		return tableFile{}, err
	}
	if err := errors.Join(buffered.Flush(), f.Sync()); err != nil {
		return tableFile{}, err
	}
	return tableFile{Table: table, Rows: tag.RowsAffected(), SHA256: hex.EncodeToString(sum.Sum(nil))}, nil
}

// brought are the columns that a migration after the first three added, by its number:
// a backup of an earlier schema holds none of them.
var brought = map[int64][]string{4: {"case_row.channel", "case_row.spoke"}}

// columnsAt are the columns of a table as a backup of a schema holds them.
func columnsAt(table string, schema int64) string {
	var out []string
	for _, t := range copied {
		if t.name != table {
			continue
		}
		for column := range strings.SplitSeq(t.columns, ", ") {
			later := false
			for at, columns := range brought {
				later = later || at > schema && slices.Contains(columns, table+"."+column)
			}
			if !later {
				out = append(out, column)
			}
		}
	}
	return strings.Join(out, ", ")
}

func writeManifest(dir string, m manifest) (err error) {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, manifestFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(syncFolder(dir), syncFolder(filepath.Dir(dir)))
}

// Restore puts the backup in folder path into the empty database named by dsn,
// in one transaction, after checking every file against the manifest.
func Restore(ctx context.Context, path, dsn string) error {
	if err := restore(ctx, path, dsn); err != nil {
		return fmt.Errorf("restore %s: %w", path, err)
	}
	return nil
}

func restore(ctx context.Context, path, dsn string) (err error) {
	m, err := readManifest(path)
	if err != nil {
		return err
	}
	config, err := parse(dsn)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*config)
	defer func() { err = errors.Join(err, db.Close()) }()
	version, err := schemaVersion(ctx, db)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if err := mayFill(ctx, db, version, m.Schema); err != nil {
		return err
	}
	p, err := provider(db)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	if sources := p.ListSources(); m.Schema > sources[len(sources)-1].Version {
		return fmt.Errorf("backup has schema %d: %w", m.Schema, store.ErrNewerSchema)
	}
	// The schema as it was; opening the store brings it up to date.
	if _, err := p.UpTo(ctx, m.Schema); err != nil {
		return fmt.Errorf("make schema %d: %w", m.Schema, err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return conn.Raw(func(raw any) error {
		pg := raw.(*stdlib.Conn).Conn()
		tx, err := pg.Begin(ctx)
		if err != nil {
			return err
		}
		for _, file := range m.Tables {
			if err := copyIn(ctx, pg.PgConn(), path, file, m.Schema); err != nil {
				return errors.Join(fmt.Errorf("copy %s: %w", file.Table, err), tx.Rollback(context.WithoutCancel(ctx)))
			}
		}
		return tx.Commit(ctx)
	})
}

// mayFill refuses a database that holds a record. One without entries, of a schema no
// newer than the backup's, is what a restore that was cut short leaves.
func mayFill(ctx context.Context, db *sql.DB, version, schema int64) error {
	if version == 0 {
		return nil
	}
	var begun bool
	if err := db.QueryRowContext(ctx, `select exists (select 1 from entry)`).Scan(&begun); err != nil {
		return fmt.Errorf("ask whether the database is empty: %w", err)
	}
	if begun || version > schema {
		return ErrFilled
	}
	return nil
}

// ErrFilled: the database to restore into already holds a record.
var ErrFilled = errors.New("the database already holds a store: restore into an empty one")

func readManifest(path string) (manifest, error) {
	var m manifest
	b, err := os.ReadFile(filepath.Join(path, manifestFile))
	if err != nil {
		return m, fmt.Errorf("a backup folder has a %s: %w", manifestFile, err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("read %s: %w", manifestFile, err)
	}
	if m.Format != format {
		return m, fmt.Errorf("read %s: format %q, want %q", manifestFile, m.Format, format)
	}
	for i, file := range m.Tables {
		if i >= len(copied) || file.Table != copied[i].name {
			return m, fmt.Errorf("read %s: table %q is not one of a store, or out of place", manifestFile, file.Table)
		}
	}
	return m, nil
}

func copyIn(ctx context.Context, pg *pgconn.PgConn, dir string, file tableFile, schema int64) (err error) {
	f, err := os.Open(filepath.Join(dir, file.Table+".copy"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sum := sha256.New()
	tag, err := pg.CopyFrom(ctx, io.TeeReader(bufio.NewReaderSize(f, 1<<16), sum), `copy `+file.Table+` (`+columnsAt(file.Table, schema)+`) from stdin`)
	if err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != file.SHA256 || tag.RowsAffected() != file.Rows {
		return fmt.Errorf("%d rows, SHA-256 %s; the manifest says %d, %s", tag.RowsAffected(), got, file.Rows, file.SHA256)
	}
	return nil
}

// syncFolder makes new names in dir durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
