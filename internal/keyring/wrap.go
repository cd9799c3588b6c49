package keyring

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
)

// newID returns 128 random bits as 32 lower-case hexadecimal digits.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b[:])
}

// aead is AES-256-GCM whose nonce is drawn at random and put before the
// ciphertext.
func aead(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// bound is the associated data of a wrapped key: its id and name, so that two
// rows' ciphertexts cannot be exchanged. Ids are fixed length and hold no zero
// byte, so the pair is unambiguous.
func bound(id, name string) []byte {
	return []byte(id + "\x00" + name)
}

// wrap encrypts a named key under a year's key.
func wrap(year [32]byte, id, name string, key [32]byte) ([]byte, error) {
	a, err := aead(year)
	if err != nil {
		return nil, fmt.Errorf("wrap key %s: %w", id, err)
	}
	return a.Seal(nil, nil, key[:], bound(id, name)), nil
}

// unwrap is the inverse of wrap.
func unwrap(year [32]byte, id, name string, wrapped []byte) (key [32]byte, err error) {
	a, err := aead(year)
	if err != nil {
		return key, fmt.Errorf("unwrap key %s: %w", id, err)
	}
	plain, err := a.Open(nil, nil, wrapped, bound(id, name))
	if err != nil {
		return key, fmt.Errorf("unwrap key %s: %w", id, err)
	}
	if len(plain) != len(key) {
		return key, fmt.Errorf("unwrap key %s: %d bytes, expected %d", id, len(plain), len(key))
	}
	copy(key[:], plain)
	return key, nil
}

// currentYear returns the id and key of the newest yearly key, making one when
// the calendar year (UTC) has none yet. Older years' keys stay: what they wrap
// stays readable until Rotate.
func (k *Keyring) currentYear(ctx context.Context, tx *sql.Tx) (string, [32]byte, error) {
	year := k.now().UTC().Year()
	var id string
	var newest int
	err := tx.QueryRowContext(ctx, "SELECT id, year FROM year_key ORDER BY created DESC, rowid DESC LIMIT 1").Scan(&id, &newest)
	switch {
	case err == nil && newest >= year:
		key, err := k.yearKey(ctx, tx, id)
		return id, key, err
	case err == nil || errors.Is(err, sql.ErrNoRows):
		return k.addYear(ctx, tx)
	default:
		return "", [32]byte{}, fmt.Errorf("find this year's key: %w", err)
	}
}

// addYear makes a new yearly key for the current year.
func (k *Keyring) addYear(ctx context.Context, tx *sql.Tx) (string, [32]byte, error) {
	var key [32]byte
	rand.Read(key[:])
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, k.master.Recipient())
	if err != nil {
		return "", key, fmt.Errorf("wrap yearly key: %w", err)
	}
	if _, err := w.Write(key[:]); err != nil {
		return "", key, fmt.Errorf("wrap yearly key: %w", err)
	}
	if err := w.Close(); err != nil {
		return "", key, fmt.Errorf("wrap yearly key: %w", err)
	}
	id := newID()
	now := k.now().UTC()
	// Never before the yearly keys there are, or a clock set back would leave an
	// older one the newest, and a rotation would move nothing.
	if _, err := tx.ExecContext(ctx, "INSERT INTO year_key (id, year, wrapped, created) SELECT ?, ?, ?, max(?, coalesce(max(created) + 1, 0)) FROM year_key",
		id, now.Year(), sealed.Bytes(), now.UnixMilli()); err != nil {
		return "", key, fmt.Errorf("store yearly key: %w", err)
	}
	return id, key, nil
}

// yearKey opens one yearly key with the master identity and remembers it.
func (k *Keyring) yearKey(ctx context.Context, tx *sql.Tx, id string) (key [32]byte, err error) {
	k.mu.RLock()
	key, ok := k.years[id]
	k.mu.RUnlock()
	if ok {
		return key, nil
	}
	var wrapped []byte
	if err := tx.QueryRowContext(ctx, "SELECT wrapped FROM year_key WHERE id = ?", id).Scan(&wrapped); err != nil {
		return key, fmt.Errorf("read yearly key %s: %w", id, err)
	}
	r, err := age.Decrypt(bytes.NewReader(wrapped), k.master)
	if err != nil {
		return key, fmt.Errorf("open yearly key %s with the master identity: %w", id, err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return key, fmt.Errorf("open yearly key %s: %w", id, err)
	}
	if len(plain) != len(key) {
		return key, fmt.Errorf("open yearly key %s: %d bytes, expected %d", id, len(plain), len(key))
	}
	copy(key[:], plain)
	k.mu.Lock()
	k.years[id] = key
	k.mu.Unlock()
	return key, nil
}
