package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Records keeps what sign-in must remember between requests. It is an interface
// because the working state belongs to the caller, who seals every value: they
// hold TOTP secrets and password hashes. Keys are ids or SHA-256 digests, never
// a name, an address or a token.
//
// Read runs f over one consistent state. Change runs f alone, as if no other
// Change were under way, and keeps all it did or nothing; f may be run again, and
// then starts from what is kept. Both return f's error as it is.
//
// A record past its expiry may be gone or still be there: sign-in judges by the
// times inside. Expiry is for clearing up; the zero time means keep.
type Records interface {
	Read(ctx context.Context, f func(View) error) error
	Change(ctx context.Context, f func(Edit) error) error
}

// View is what Read gives.
type View interface {
	// Get returns a copy of the value; false when there is none.
	Get(kind, key string) (value []byte, found bool, err error)
}

// Edit is what Change gives. Get sees what Put and Delete did before it.
type Edit interface {
	View
	Put(kind, key string, value []byte, expires time.Time) error
	// Delete of what is not there is no error.
	Delete(kind, key string) error
}

// The kinds of record.
const (
	kindName     = "signin-name"     // account id, by digest of the sign-in name
	kindAccount  = "signin-account"  // account, by account id
	kindTicket   = "signin-ticket"   // ticket, by digest of its token
	kindSession  = "signin-session"  // session, by digest of its token
	kindThrottle = "signin-throttle" // throttle, by digest of what is throttled
	kindFamiliar = "signin-familiar" // empty JSON object, by digest of name and device or source
)

// ErrNoAccount: there is no account with this id.
var ErrNoAccount = errors.New("no such account")

// newToken makes 256 random bits in 43 URL-safe characters.
func newToken() string {
	var b [32]byte
	rand.Read(b[:]) // never fails: it ends the process if the system has no randomness
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is SHA-256, in hex, over each part preceded by its length, so that no
// two lists of parts share an input.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func nameKey(name string) string { return digest("name", normaliseName(name)) }

func getJSON[T any](v View, kind, key string) (value T, found bool, err error) {
	b, found, err := v.Get(kind, key)
	if err != nil || !found {
		return value, false, err
	}
	if err := json.Unmarshal(b, &value); err != nil {
		return value, false, fmt.Errorf("%s record is damaged: %w", kind, err)
	}
	return value, true, nil
}

func putJSON(e Edit, kind, key string, value any, expires time.Time) error {
	b, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %s record: %w", kind, err)
	}
	return e.Put(kind, key, b, expires)
}

func getAccount(v View, id string) (account, error) {
	a, found, err := getJSON[account](v, kindAccount, id)
	if err == nil && !found {
		err = ErrNoAccount
	}
	return a, err
}

func putAccount(e Edit, a account) error { return putJSON(e, kindAccount, a.ID, a, time.Time{}) }
