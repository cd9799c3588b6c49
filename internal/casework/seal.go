package casework

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"
)

// Rows and working state that hold personal text are sealed with AES-256-GCM, a
// random 96-bit nonce in front, and the row's own key as associated data so that
// a blob cannot be moved to another row.

func sealJSON(key [32]byte, place string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", place, err)
	}
	return sealBytes(key, place, plain)
}

func sealBytes(key [32]byte, place string, plain []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, fmt.Errorf("seal %s: %w", place, err)
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(plain)+aead.Overhead())
	rand.Read(nonce)
	return aead.Seal(nonce, nonce, plain, []byte(place)), nil
}

func openJSON(key [32]byte, place string, sealed []byte, v any) error {
	plain, err := openBytes(key, place, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(plain, v)
}

func openBytes(key [32]byte, place string, sealed []byte) ([]byte, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	if len(sealed) < aead.NonceSize() {
		return nil, fmt.Errorf("open %s: %d bytes is too short to be sealed", place, len(sealed))
	}
	plain, err := aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(place))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", place, err)
	}
	return plain, nil
}

func gcm(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
