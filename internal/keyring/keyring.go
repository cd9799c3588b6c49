// Package keyring keeps the keys that open the record: one for each stream and
// a few for the system. Destroying a key is how a case is disposed of, so keys
// live in a store of their own whose backups are few and short-lived.
//
//	master identity (age X25519 file, kept away from the data)
//	  └─ yearly key        32 random bytes, encrypted to the master's recipient
//	       └─ named key    32 random bytes, AES-256-GCM under the year's key,
//	                       associated data = key id + 0x00 + name
//
// Names are stream names ("case/<id>", "force", "staff/<id>") and "system/blind",
// "system/rows", "system/working" and "system/checkpoint" (an Ed25519 seed).
//
// Boundary: keys, tombstones and their backups. What a key seals is the business
// of whoever asked for it; when a key may be destroyed is journal's and policy's.
//
// Threat: a stolen keyring file without the master identity opens nothing, and
// neither does a stolen journal without the keyring. A key is on disk before it
// is handed out, so nothing is ever sealed under a key that a crash can lose. A
// destroyed key is overwritten in the file (secure_delete) and survives only in
// keyring backups, which is why those are pruned after 30 days by default.
// Whoever holds the master identity and a keyring file can open everything.
package keyring

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"filippo.io/age"
)

// Errors a caller may test for.
var (
	// ErrDestroyed: the key was destroyed on purpose; a tombstone says when.
	ErrDestroyed = errors.New("key has been destroyed")
	// ErrUnknownKey: no key has this id, and no tombstone names it.
	ErrUnknownKey = errors.New("no such key")
	// ErrExists: Create found a keyring or an identity file already there.
	ErrExists = errors.New("already exists")
	// ErrFull: the keyring's disk has no more room, and no key was made or changed. The
	// same can be done again once there is room.
	ErrFull = errors.New("no room left to write in the keyring")
	// ErrSyncFailed: the keyring's file met an I/O error while something was made
	// durable, so what it holds on disk is not known. Nothing more is read from it or
	// written to it: the process must end, and what opens it next reads it anew.
	ErrSyncFailed = errors.New("sync of the keyring to disk failed")
)

const schemaVersion = 1

// schema of the keyring file. Instants are milliseconds since 1970 UTC.
const schema = `
CREATE TABLE year_key (
	id      TEXT PRIMARY KEY,
	year    INTEGER NOT NULL,
	wrapped BLOB NOT NULL,            -- age file holding 32 bytes
	created INTEGER NOT NULL
) STRICT;
CREATE TABLE named_key (
	id       TEXT PRIMARY KEY,
	name     TEXT NOT NULL UNIQUE,
	year_key TEXT NOT NULL REFERENCES year_key (id),
	wrapped  BLOB NOT NULL,           -- nonce, ciphertext and tag of 32 bytes
	created  INTEGER NOT NULL
) STRICT;
CREATE INDEX named_key_year ON named_key (year_key);
CREATE TABLE tombstone (
	name      TEXT PRIMARY KEY,
	key_id    TEXT NOT NULL,          -- empty where no key of that name existed
	entry     TEXT NOT NULL,          -- journal entry that ordered it
	destroyed INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstone_key ON tombstone (key_id);
CREATE TABLE mark (
	name TEXT PRIMARY KEY,
	pos  INTEGER NOT NULL
) STRICT;
PRAGMA user_version = 1;`

// named is one key held in memory.
type named struct {
	id   string
	name string
	key  [32]byte
}

// Keyring is an open keyring. It is safe for concurrent use by one process; the
// lock on the data folder, or on the database, keeps a second process out.
type Keyring struct {
	db     *sql.DB
	master *age.X25519Identity
	now    func() time.Time

	creating sync.Mutex // held while keys are created, destroyed or rewrapped

	mu     sync.RWMutex
	failed error // set once a sync failed: every later transaction returns it
	byName map[string]named
	byID   map[string]named
	gone   map[string]Tombstone // by name
	years  map[string][32]byte  // yearly keys by id
}

// Create makes a new keyring file and a new master identity file (mode 0600)
// and opens the keyring. Neither may exist: overwriting an identity would make
// everything sealed under it unreadable. The identity must be copied to a safe
// place away from the data.
func Create(path, identityFile string) (*Keyring, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fmt.Errorf("create keyring: %s: %w", path, ErrExists)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("create keyring: %w", err)
	}
	master, err := readIdentity(identityFile)
	if errors.Is(err, fs.ErrNotExist) {
		if master, err = age.GenerateX25519Identity(); err == nil {
			err = writeIdentity(identityFile, master)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("create keyring: %w", err)
	}
	// Made here so that the file is private from its first byte; SQLite gives
	// its -wal and -shm the same mode.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("create keyring: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("create keyring: %w", err)
	}
	return open(path, master)
}

// writeIdentity stores the master identity in the form age's own tools read.
func writeIdentity(path string, id *age.X25519Identity) error {
	partial := path + ".partial" // what an earlier start, cut short, left may be overwritten
	f, err := os.OpenFile(partial, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("master identity: %w", err)
	}
	_, err = fmt.Fprintf(f, "# Foursight master identity. Keep it away from the data and its backups.\n# public key: %s\n%s\n", id.Recipient(), id)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write master identity %s: %w", path, err)
	}
	if err := os.Rename(partial, path); err != nil {
		return fmt.Errorf("master identity: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a new name in a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open opens an existing keyring with the master identity in identityFile. It
// refuses an identity file that others on the machine can read, and an identity
// that does not open the newest yearly key.
func Open(path, identityFile string) (*Keyring, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("open keyring: %w", err)
	}
	master, err := readIdentity(identityFile)
	if err != nil {
		return nil, fmt.Errorf("open keyring: %w", err)
	}
	return open(path, master)
}

// readIdentity reads the one X25519 identity of a file.
func readIdentity(path string) (*age.X25519Identity, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("master identity: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("master identity %s: mode is %04o, expected 0600 (readable by its owner alone)", path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("master identity: %w", err)
	}
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("master identity %s: %w", path, err)
	}
	if len(ids) != 1 {
		return nil, fmt.Errorf("master identity %s: holds %d identities, expected one", path, len(ids))
	}
	id, ok := ids[0].(*age.X25519Identity)
	if !ok {
		return nil, fmt.Errorf("master identity %s: expected an X25519 identity (AGE-SECRET-KEY-1...)", path)
	}
	return id, nil
}

// open connects, brings the schema into being and checks the master identity.
func open(path string, master *age.X25519Identity) (*Keyring, error) {
	// secure_delete overwrites removed rows with zeros: a destroyed key must not
	// linger in the file's free pages.
	q := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)",
		"secure_delete(ON)", "foreign_keys(ON)", "trusted_schema(OFF)", "wal_autocheckpoint(0)",
	}, "_txlock": {"immediate"}}
	dsn := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	db, err := sql.Open("sqlite", dsn.String())
	if err != nil {
		return nil, fmt.Errorf("open keyring %s: %w", path, err)
	}
	db.SetMaxOpenConns(1) // one connection: lookups are cached, writes are rare
	k := &Keyring{
		db: db, master: master, now: time.Now,
		byName: map[string]named{}, byID: map[string]named{},
		gone: map[string]Tombstone{}, years: map[string][32]byte{},
	}
	if err := k.start(context.Background()); err != nil {
		return nil, errors.Join(fmt.Errorf("open keyring %s: %w", path, err), db.Close())
	}
	return k, nil
}

// start makes or checks the schema, loads the tombstones and makes sure that
// there is a yearly key and that the master opens it.
func (k *Keyring) start(ctx context.Context) error {
	var version int
	if err := k.db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	// What a process that met a failed sync left in the log is perhaps only in the
	// machine's memory: it is written and synced again, elsewhere, before anything
	// is built upon it.
	if _, err := k.db.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
		return fmt.Errorf("settle the write-ahead log: %w", err)
	}
	switch version {
	case 0:
		if err := k.inTx(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, schema)
			return err
		}); err != nil {
			return fmt.Errorf("make schema: %w", err)
		}
	case schemaVersion:
	default:
		return fmt.Errorf("schema version is %d, this program knows %d", version, schemaVersion)
	}
	if err := k.loadTombstones(ctx); err != nil {
		return err
	}
	return k.inTx(ctx, func(tx *sql.Tx) error {
		_, _, err := k.currentYear(ctx, tx)
		return err
	})
}

// Check reports whether the keyring can be read and the master identity still opens
// this year's key.
func (k *Keyring) Check(ctx context.Context) error {
	err := k.inTx(ctx, func(tx *sql.Tx) error {
		_, _, err := k.currentYear(ctx, tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("check keyring: %w", err)
	}
	return nil
}

// Close forgets the keys held in memory and closes the file.
func (k *Keyring) Close() error {
	k.mu.Lock()
	clear(k.byName)
	clear(k.byID)
	clear(k.years)
	failed := k.failed
	k.mu.Unlock()
	var err error
	if failed == nil {
		err = k.fold(context.Background(), 1) // closing does it too, and says nothing where it fails
	}
	if err := errors.Join(err, k.db.Close()); err != nil {
		return fmt.Errorf("close keyring: %w", err)
	}
	return nil
}
