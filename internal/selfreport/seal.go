package selfreport

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"
)

// answers are what a form carries from page to page.
type answers struct {
	Case     string     `json:"c"`           // id the report will have, however often it is sent
	Began    int64      `json:"b"`           // milliseconds
	LastAt   int64      `json:"l,omitempty"` // when it was said when it last happened, milliseconds
	OftenAt  int64      `json:"o,omitempty"` // when it was said how often it happens, milliseconds
	Reviewed bool       `json:"r,omitempty"` // they have come as far as the check
	Raised   []string   `json:"n,omitempty"` // pages that a change after the check made necessary
	Said     url.Values `json:"a"`
	Rather   []string   `json:"k,omitempty"` // pages whose question they would rather not answer
}

// ratherNot reports whether they would rather not answer a question that is asked.
func (a answers) ratherNot(page string) bool { return slices.Contains(a.Rather, page) }

func (a answers) get(field string) string { return a.Said.Get(field) }

// formLife is how long a form can be gone on with.
const formLife = 24 * time.Hour

// sealer seals answers under a key of the service, bound to the browser's cookie:
// AES-256-GCM, a random nonce before the sealed bytes, the cookie as associated
// data. A page found on a disk opens nowhere.
type sealer struct{ gcm cipher.AEAD }

func newSealer(key [32]byte) (sealer, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return sealer{}, fmt.Errorf("report form: %w", err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	return sealer{gcm}, err
}

func (s sealer) close(a answers, browser string) (string, error) {
	plain, err := json.Marshal(a)
	if err != nil {
		return "", fmt.Errorf("seal answers: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(s.gcm.Seal(nil, nil, plain, []byte(browser))), nil
}

// errClosed: the form was left, is another browser's, or is too old.
var errClosed = errors.New("this form has been closed")

func (s sealer) open(sealed, browser string, now time.Time) (answers, error) {
	var a answers
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return a, errClosed
	}
	plain, err := s.gcm.Open(nil, nil, raw, []byte(browser))
	if err != nil {
		return a, errClosed
	}
	if err := json.Unmarshal(plain, &a); err != nil {
		return a, errClosed
	}
	if age := now.Sub(time.UnixMilli(a.Began)); age < -time.Minute || age > formLife {
		return answers{}, errClosed
	}
	return a, nil
}

// random is 128 random bits as 32 hex digits would be written by the journal.
func random() string {
	var b [16]byte
	rand.Read(b[:])
	return fmt.Sprintf("%x", b[:])
}
