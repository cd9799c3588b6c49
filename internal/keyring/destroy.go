package keyring

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Tombstone records that a key was destroyed. It outlives the key, so that a
// restored backup of either store can be brought to the same state.
type Tombstone struct {
	Name      string    // the key's name: a stream, or "entry/<id>" for one entry disposed of alone
	KeyID     string    // empty where no key of that name existed
	Entry     string    // id of the journal entry that ordered it
	Destroyed time.Time // UTC, whole milliseconds
}

// Destroy deletes the key of this name, overwrites its row in the file and
// keeps the tombstone t (its Name and KeyID are filled in here; Destroyed
// defaults to now). Doing it again changes nothing. A name that never had a key
// gets its tombstone all the same and can never get a key.
func (k *Keyring) Destroy(ctx context.Context, name string, t Tombstone) error {
	t.Name = name
	if err := k.bury(ctx, []Tombstone{t}); err != nil {
		return fmt.Errorf("destroy key %s: %w", name, err)
	}
	return nil
}

// ApplyTombstones destroys every key that these tombstones name and keeps them:
// what a restore does with the tombstones of the keyring it replaces.
func (k *Keyring) ApplyTombstones(ctx context.Context, ts []Tombstone) error {
	if err := k.bury(ctx, ts); err != nil {
		return fmt.Errorf("apply tombstones: %w", err)
	}
	return nil
}

func (k *Keyring) bury(ctx context.Context, ts []Tombstone) error {
	k.creating.Lock()
	defer k.creating.Unlock()
	for _, t := range ts {
		if err := checkName(t.Name); err != nil {
			return err
		}
	}
	var buried []Tombstone
	if err := k.inTx(ctx, func(tx *sql.Tx) error {
		for _, t := range ts {
			b, err := k.buryOne(ctx, tx, t)
			if err != nil {
				return err
			}
			buried = append(buried, b)
		}
		return nil
	}); err != nil {
		return err
	}
	k.mu.Lock()
	for _, t := range buried {
		k.gone[t.Name] = t
		if n, ok := k.byName[t.Name]; ok {
			delete(k.byID, n.id)
			delete(k.byName, t.Name)
		}
	}
	k.mu.Unlock()
	return k.emptyLog(ctx) // no copy of the wrapped key is left
}

// buryOne deletes one key's row and writes its tombstone, or returns the
// tombstone that is already there.
func (k *Keyring) buryOne(ctx context.Context, tx *sql.Tx, t Tombstone) (Tombstone, error) {
	err := tx.QueryRowContext(ctx, "SELECT id FROM named_key WHERE name = ?", t.Name).Scan(&t.KeyID)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return t, err
	}
	if t.Destroyed.IsZero() {
		t.Destroyed = k.now()
	}
	t.Destroyed = t.Destroyed.UTC().Truncate(time.Millisecond)
	if _, err := tx.ExecContext(ctx, "DELETE FROM named_key WHERE name = ?", t.Name); err != nil {
		return t, err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO tombstone (name, key_id, entry, destroyed) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
		t.Name, t.KeyID, t.Entry, t.Destroyed.UnixMilli()); err != nil {
		return t, err
	}
	var ms int64
	if err := tx.QueryRowContext(ctx, "SELECT key_id, entry, destroyed FROM tombstone WHERE name = ?", t.Name).
		Scan(&t.KeyID, &t.Entry, &ms); err != nil {
		return t, err
	}
	t.Destroyed = time.UnixMilli(ms).UTC()
	return t, nil
}

// Tombstones returns every tombstone, by name.
func (k *Keyring) Tombstones() []Tombstone {
	k.mu.RLock()
	defer k.mu.RUnlock()
	ts := make([]Tombstone, 0, len(k.gone))
	for _, t := range k.gone {
		ts = append(ts, t)
	}
	slices.SortFunc(ts, func(a, b Tombstone) int { return strings.Compare(a.Name, b.Name) })
	return ts
}

// Destroyed reports whether this name has a tombstone. It reads memory alone.
func (k *Keyring) Destroyed(name string) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	_, gone := k.gone[name]
	return gone
}

func (k *Keyring) loadTombstones(ctx context.Context) error {
	rows, err := k.db.QueryContext(ctx, "SELECT name, key_id, entry, destroyed FROM tombstone")
	if err != nil {
		return fmt.Errorf("read tombstones: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var t Tombstone
		var ms int64
		if err := rows.Scan(&t.Name, &t.KeyID, &t.Entry, &ms); err != nil {
			return fmt.Errorf("read tombstones: %w", err)
		}
		t.Destroyed = time.UnixMilli(ms).UTC()
		k.gone[t.Name] = t
	}
	return rows.Err()
}

// disposalMark names the one mark there is.
const disposalMark = "disposals"

// DisposalMark is the journal position up to which (exclusive) disposals are
// known to be carried out: 0 in a new keyring. It is kept here so that a keyring
// restored from a backup brings back an earlier mark, and the disposals since
// are carried out again.
func (k *Keyring) DisposalMark(ctx context.Context) (int64, error) {
	var pos int64
	err := k.db.QueryRowContext(ctx, "SELECT pos FROM mark WHERE name = ?", disposalMark).Scan(&pos)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("keyring: read disposal mark: %w", err)
	}
	return pos, nil
}

// SetDisposalMark records that disposals before pos are carried out.
func (k *Keyring) SetDisposalMark(ctx context.Context, pos int64) error {
	if err := k.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "INSERT INTO mark (name, pos) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET pos = excluded.pos", disposalMark, pos)
		return err
	}); err != nil {
		return fmt.Errorf("keyring: set disposal mark: %w", err)
	}
	return nil
}
