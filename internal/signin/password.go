package signin

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"foursight/internal/calendar"
)

// Params are the cost of one Argon2id hash, with the day they were chosen. A hash
// carries its own, and is made again with the newest at the next sign-in.
type Params struct {
	Since   calendar.Date // when these were chosen; not part of the hash
	Memory  uint32        // KiB
	Passes  uint32
	Threads uint8
}

// Current is RFC 9106's choice for when memory is limited (section 4, second
// recommended option), well above OWASP's least.
var Current = Params{Since: calendar.Date{Year: 2026, Month: 11, Day: 23}, Memory: 64 * 1024, Passes: 3, Threads: 4}

const (
	saltBytes, keyBytes = 16, 32

	// A damaged or planted hash must not exhaust memory or time.
	maxMemory, maxPasses, maxThreads = 1 << 20, 16, 16
)

func (p Params) check() error {
	if p.Memory < 8*uint32(p.Threads) || p.Memory > maxMemory || p.Passes < 1 || p.Passes > maxPasses ||
		p.Threads < 1 || p.Threads > maxThreads {
		return fmt.Errorf("password cost m=%d,t=%d,p=%d is out of range", p.Memory, p.Passes, p.Threads)
	}
	return nil
}

// hash is the PHC string of a password:
//
//	$argon2id$v=19$m=65536,t=3,p=4$<salt, base64>$<key, base64>
func (p Params) hash(password string) string {
	salt := make([]byte, saltBytes)
	rand.Read(salt) // never fails
	key := argon2.IDKey([]byte(norm.NFKC.String(password)), salt, p.Passes, p.Memory, p.Threads, keyBytes)
	return p.phc(salt, key)
}

// nobody is a hash that costs as much to verify as a password's and that no password
// made: its key is drawn, not derived, so that starting the service derives none.
func (p Params) nobody() string {
	salt, key := make([]byte, saltBytes), make([]byte, keyBytes)
	rand.Read(salt)
	rand.Read(key)
	return p.phc(salt, key)
}

func (p Params) phc(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Passes, p.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(key))
}

var errBadHash = errors.New("stored password hash: expected $argon2id$v=19$m=,t=,p=$salt$key")

// verify reports whether the password made the hash, in time that does not
// depend on where they differ, and with which cost it was made.
func verify(hash, password string) (ok bool, p Params, err error) {
	part := strings.Split(hash, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return false, p, errBadHash
	}
	if _, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Passes, &p.Threads); err != nil {
		return false, p, errBadHash
	}
	salt, err1 := base64.RawStdEncoding.Strict().DecodeString(part[4])
	want, err2 := base64.RawStdEncoding.Strict().DecodeString(part[5])
	if err := errors.Join(err1, err2, p.check()); err != nil || len(salt) < saltBytes || len(want) != keyBytes {
		return false, p, errBadHash
	}
	got := argon2.IDKey([]byte(norm.NFKC.String(password)), salt, p.Passes, p.Memory, p.Threads, keyBytes)
	return subtle.ConstantTimeCompare(got, want) == 1, p, nil
}

func (p Params) sameCost(o Params) bool {
	return p.Memory == o.Memory && p.Passes == o.Passes && p.Threads == o.Threads
}

// hashed runs f when one of the places for hashing is free.
func (s *Service) hashed(ctx context.Context, f func()) error {
	select {
	case s.hashing <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-s.hashing }()
	f()
	return nil
}

const (
	shortestPassword = 12
	longestPassword  = 256 // characters; hashing a book is somebody else's denial of service
)

// Unfit says everything wrong with a password somebody chose.
type Unfit struct{ Problems []string }

func (u *Unfit) Error() string { return "choose another password: " + strings.Join(u.Problems, "; ") }

// fit judges a chosen password by length and by what a guesser tries first: no
// rules on which characters it holds, for those make passwords worse.
func fit(password, name string) error {
	var problems []string
	n := utf8.RuneCountInString(password)
	if n < shortestPassword {
		problems = append(problems, fmt.Sprintf("it has %d characters, at least %d are needed", n, shortestPassword))
	}
	if n > longestPassword {
		problems = append(problems, fmt.Sprintf("it has %d characters, at most %d are allowed", n, longestPassword))
	}
	if !utf8.ValidString(password) {
		problems = append(problems, "it holds bytes that are not text")
	}
	folded := normaliseName(password)
	for _, word := range []string{normaliseName(name), "foursight", "password"} {
		if len(word) >= 4 && strings.Contains(folded, word) {
			problems = append(problems, fmt.Sprintf("it contains “%s”", word))
		}
	}
	if monotonous(folded) {
		problems = append(problems, "it repeats itself or counts up or down")
	}
	if len(problems) > 0 {
		return &Unfit{problems}
	}
	return nil
}

// monotonous reports whether nearly every character is the one before it, one
// more, or one less, or the whole is a short piece over and over.
func monotonous(s string) bool {
	r := []rune(s)
	if len(r) < 2 {
		return false
	}
	plain := 0
	for i := 1; i < len(r); i++ {
		if d := r[i] - r[i-1]; d >= -1 && d <= 1 {
			plain++
		}
	}
	if plain*4 >= (len(r)-1)*3 {
		return true
	}
	for size := 1; size <= min(4, len(r)/2); size++ {
		piece := string(r[:size])
		if strings.HasPrefix(strings.Repeat(piece, len(r)/size+1), s) {
			return true
		}
	}
	return false
}
