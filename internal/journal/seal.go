package journal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"foursight/internal/keyring"
	"foursight/internal/store"
)

// Errors a caller may test for.
var (
	// ErrDisposed: the entry was disposed of; header and proof are all there is.
	ErrDisposed = errors.New("disposed of")
	// ErrAltered: stored bytes are not what was recorded.
	ErrAltered = errors.New("altered after it was recorded")
)

// Keys is what the journal asks of a keyring; *keyring.Keyring fulfils it. It is
// an interface so that a key service can take its place.
type Keys interface {
	// Key finds or makes the key of this name, durable before it is returned; an
	// error wraps keyring.ErrDestroyed after disposal.
	Key(ctx context.Context, name string) (id string, key [32]byte, err error)
	// Find returns the key with this id; errors wrap keyring.ErrDestroyed and
	// keyring.ErrUnknownKey.
	Find(ctx context.Context, id string) (key [32]byte, err error)
	// Destroyed reports whether a name has a tombstone.
	Destroyed(name string) bool
}

const (
	bodyDomain = "foursight/body/1\x00"
	saltSize   = 32
)

// Commitment is what a header says of its body; see the package comment.
func Commitment(salt [saltSize]byte, body []byte) (sum [32]byte) {
	h := sha256.New()
	h.Write([]byte(bodyDomain))
	h.Write(salt[:])
	h.Write(body)
	h.Sum(sum[:0])
	return sum
}

// place is the associated data that ties a sealed body to its entry: all that its
// header says, save its times, which the commit gives, and what key and
// commitment tie to the body by themselves.
func place(h Header) []byte {
	b := make([]byte, 0, 256)
	text := func(s string) {
		b = append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
	}
	number := func(n int64) {
		b = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(b, 8), uint64(n))
	}
	text(h.Stream)
	number(h.Seq)
	text(h.ID)
	text(h.Kind)
	number(int64(h.Version))
	text(h.Actor)
	text(h.Disposes)
	return b
}

func aead(key [32]byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// sealed is a draft's body made ready outside the writer's lock.
type sealed struct {
	key        string
	commitment [32]byte
	body       []byte
}

// seal encrypts a draft's body under the key of its key name.
func seal(ctx context.Context, keys Keys, d Draft) (sealed, error) {
	id, key, err := keys.Key(ctx, d.keyName())
	if err != nil {
		return sealed{}, fmt.Errorf("seal entry %s: %w", d.ID, err)
	}
	a, err := aead(key)
	if err != nil {
		return sealed{}, fmt.Errorf("seal entry %s: %w", d.ID, err)
	}
	var salt [saltSize]byte
	rand.Read(salt[:])
	plain := make([]byte, 0, saltSize+len(d.Body))
	plain = append(append(plain, salt[:]...), d.Body...)
	return sealed{
		key:        id,
		commitment: Commitment(salt, d.Body),
		body:       a.Seal(nil, nil, plain, place(d.header())),
	}, nil
}

// Body is an opened entry.
type Body struct {
	Header Header
	Salt   [saltSize]byte
	JSON   []byte // as recorded, byte for byte
}

// Open opens one entry and checks it against its header's commitment. The error
// wraps ErrDisposed when the body, its key or the entry was disposed of, and
// ErrAltered when the bytes are not what was recorded.
func Open(ctx context.Context, keys Keys, e store.Entry) (Body, error) {
	h, err := ParseHeader(e.Header)
	if err != nil {
		return Body{}, fmt.Errorf("open entry %s: %w: %w", e.ID, ErrAltered, err)
	}
	return open(ctx, keys, h, e)
}

// open opens an entry whose header has been parsed.
func open(ctx context.Context, keys Keys, h Header, e store.Entry) (Body, error) {
	b := Body{Header: h}
	if e.Sealed == nil || keys.Destroyed(entryKey(h.ID)) {
		return b, fmt.Errorf("open entry %s: %w", h.ID, ErrDisposed)
	}
	key, err := keys.Find(ctx, h.Key)
	if errors.Is(err, keyring.ErrDestroyed) {
		return b, fmt.Errorf("open entry %s: %w: %w", h.ID, ErrDisposed, err)
	}
	if err != nil {
		return b, fmt.Errorf("open entry %s: %w", h.ID, err)
	}
	a, err := aead(key)
	if err != nil {
		return b, fmt.Errorf("open entry %s: %w", h.ID, err)
	}
	plain, err := a.Open(nil, nil, e.Sealed, place(h))
	if err != nil {
		return b, fmt.Errorf("open entry %s: body: %w: %w", h.ID, ErrAltered, err)
	}
	if len(plain) < saltSize {
		return b, fmt.Errorf("open entry %s: body: %w: shorter than its salt", h.ID, ErrAltered)
	}
	b.Salt = [saltSize]byte(plain)
	b.JSON = plain[saltSize:]
	if Commitment(b.Salt, b.JSON) != h.Commitment {
		return b, fmt.Errorf("open entry %s: body: %w: it does not match its commitment", h.ID, ErrAltered)
	}
	return b, nil
}
