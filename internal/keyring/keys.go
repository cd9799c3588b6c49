package keyring

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"foursight/internal/faultpoint"
)

// maxName bounds a key's name; stream names are far shorter.
const maxName = 200

// checkName refuses names that could not be a stream's or the system's.
func checkName(name string) error {
	if name == "" || len(name) > maxName || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("key name %q: expected 1 to %d printable ASCII characters without spaces", name, maxName)
	}
	return nil
}

// Key finds the key of this name or makes it. A key it makes is durable before
// it is returned. The error wraps ErrDestroyed when the name has a tombstone:
// a disposed stream never gets a second key.
func (k *Keyring) Key(ctx context.Context, name string) (id string, key [32]byte, err error) {
	if n, ok, err := k.cached(name); ok || err != nil {
		return n.id, n.key, err
	}
	if err := k.Ensure(ctx, []string{name}); err != nil {
		return "", key, err
	}
	n, ok, err := k.cached(name)
	if err == nil && !ok { // closed, or destroyed and pruned between the two steps
		err = fmt.Errorf("key %s: %w", name, ErrUnknownKey)
	}
	return n.id, n.key, err
}

// cached looks a name up in memory alone.
func (k *Keyring) cached(name string) (named, bool, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if _, gone := k.gone[name]; gone {
		return named{}, false, fmt.Errorf("key %s: %w", name, ErrDestroyed)
	}
	n, ok := k.byName[name]
	return n, ok, nil
}

// Ensure finds or makes the keys of all these names in one transaction, so that
// an import that opens thousands of streams pays for one sync and not for
// thousands. It fails whole, wrapping ErrDestroyed, if any name has a tombstone.
func (k *Keyring) Ensure(ctx context.Context, names []string) error {
	for _, name := range names {
		if err := checkName(name); err != nil {
			return err
		}
	}
	k.creating.Lock()
	defer k.creating.Unlock()
	found := make([]named, 0, len(names))
	if err := k.inTx(ctx, func(tx *sql.Tx) error {
		for _, name := range names {
			_, ok, err := k.cached(name)
			if err != nil {
				return err
			}
			if ok {
				continue
			}
			n, err := k.findOrMake(ctx, tx, name)
			if err != nil {
				return err
			}
			found = append(found, n)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("keyring: %w", err)
	}
	faultpoint.At(faultpoint.KeyMade)
	k.remember(found...)
	return nil
}

// findOrMake reads a key's row or inserts one.
func (k *Keyring) findOrMake(ctx context.Context, tx *sql.Tx, name string) (named, error) {
	n, err := k.read(ctx, tx, "name", name)
	if !errors.Is(err, ErrUnknownKey) {
		return n, err
	}
	yearID, year, err := k.currentYear(ctx, tx)
	if err != nil {
		return named{}, err
	}
	n = named{id: newID(), name: name}
	rand.Read(n.key[:])
	wrapped, err := wrap(year, n.id, name, n.key)
	if err != nil {
		return named{}, err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO named_key (id, name, year_key, wrapped, created) VALUES (?, ?, ?, ?, ?)",
		n.id, name, yearID, wrapped, k.now().UnixMilli()); err != nil {
		return named{}, fmt.Errorf("store key %s: %w", name, err)
	}
	return n, nil
}

// read loads and opens the one key whose column ("id" or "name") has this value.
func (k *Keyring) read(ctx context.Context, tx *sql.Tx, column, value string) (named, error) {
	var n named
	var yearID string
	var wrapped []byte
	err := tx.QueryRowContext(ctx, "SELECT id, name, year_key, wrapped FROM named_key WHERE "+column+" = ?", value).
		Scan(&n.id, &n.name, &yearID, &wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return named{}, fmt.Errorf("key %s: %w", value, ErrUnknownKey)
	}
	if err != nil {
		return named{}, fmt.Errorf("read key %s: %w", value, err)
	}
	year, err := k.yearKey(ctx, tx, yearID)
	if err != nil {
		return named{}, err
	}
	n.key, err = unwrap(year, n.id, n.name, wrapped)
	return n, err
}

// remember puts committed keys into memory.
func (k *Keyring) remember(keys ...named) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, n := range keys {
		k.byName[n.name] = n
		k.byID[n.id] = n
	}
}

// Find returns the key with this id. The error wraps ErrDestroyed when a
// tombstone names the id, ErrUnknownKey when nothing does.
func (k *Keyring) Find(ctx context.Context, id string) (key [32]byte, err error) {
	k.mu.RLock()
	n, ok := k.byID[id]
	k.mu.RUnlock()
	if ok {
		return n.key, nil
	}
	k.creating.Lock()
	defer k.creating.Unlock()
	err = k.inTx(ctx, func(tx *sql.Tx) error {
		n, err = k.read(ctx, tx, "id", id)
		if !errors.Is(err, ErrUnknownKey) {
			return err
		}
		var gone int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM tombstone WHERE key_id = ? AND key_id <> ''", id).Scan(&gone); err != nil {
			return fmt.Errorf("read tombstone of key %s: %w", id, err)
		}
		if gone > 0 {
			return fmt.Errorf("key %s: %w", id, ErrDestroyed)
		}
		return err
	})
	if err != nil {
		return key, fmt.Errorf("keyring: %w", err)
	}
	k.remember(n)
	return n.key, nil
}
