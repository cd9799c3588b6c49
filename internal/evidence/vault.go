// Package evidence keeps originals and what was read from them: each file is
// encrypted to a key of its own, under a random name, and known by the SHA-256 of
// its content.
//
// Boundary: bytes in, bytes out, below one directory. Who may add or open a file,
// its custody and the events that name it belong to the callers; so do the keys,
// which live in the sealed body of the event that names the file and nowhere here.
//
// Source: the age v1 file format (C2SP age) for each file; the content of a
// derivative is drawn in derivative.go.
//
// Threat: whoever copies the directory sees how many files there are, their sizes
// to within a few bytes and when they were written, and nothing else. A changed,
// cut or swapped file does not decrypt or does not match its hash. No name a
// client gives reaches the disk, and no file is ever served as anything a browser
// would run: see SafeName and DownloadType.
package evidence

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"filippo.io/age"

	"foursight/internal/faultpoint"
)

// Key opens one file. It is an age X25519 identity in text. It encodes as itself,
// for the sealed body that keeps it, and never prints or logs.
type Key string

func (Key) String() string       { return "[key]" }
func (Key) GoString() string     { return "[key]" }
func (Key) LogValue() slog.Value { return slog.StringValue("[key]") }

// Blob names a stored file.
type Blob struct {
	Name   string `json:"name"`   // 32 random hex digits: the name on disk
	SHA256 string `json:"sha256"` // of the content, lower-case hex
	Size   int64  `json:"size"`   // of the content, in bytes
	Key    Key    `json:"key"`
}

// Errors callers test for.
var (
	ErrMissing  = errors.New("the file is not in the evidence store")
	ErrAltered  = errors.New("the stored file is not the one that was recorded")
	ErrTooLarge = errors.New("the file is larger than allowed")
)

// Vault is a directory of encrypted files. Its methods may be used at once.
type Vault struct{ root *os.Root }

const (
	blobs   = "blobs"
	partial = "partial" // files not yet whole, removed by Sweep
)

// Open prepares dir, creating it for its owner alone.
func Open(dir string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open evidence store: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open evidence store: %w", err)
	}
	for _, d := range []string{blobs, partial} {
		if err := root.MkdirAll(d, 0o700); err != nil {
			return nil, errors.Join(fmt.Errorf("open evidence store: %w", err), root.Close())
		}
	}
	return &Vault{root}, nil
}

// Close releases the directory.
func (v *Vault) Close() error { return v.root.Close() }

// place is where a blob lies: two levels, so that no directory grows without end.
func place(name string) (string, error) {
	if b, err := hex.DecodeString(name); err != nil || len(b) != 16 {
		return "", fmt.Errorf("evidence name: expected 32 hex digits: %w", ErrMissing)
	}
	return blobs + "/" + name[:2] + "/" + name, nil
}

// Add stores r, at most limit bytes, and returns when the file is durable. A
// crash before that leaves a partial file for Sweep; after it, a whole file that
// the caller's event may not name yet, which Names finds and Remove deletes.
func (v *Vault) Add(ctx context.Context, r io.Reader, limit int64) (Blob, error) {
	return v.write(func(w io.Writer) error {
		n, err := io.Copy(w, io.LimitReader(withContext{ctx, r}, limit+1))
		if err == nil && n > limit {
			err = fmt.Errorf("%w: more than %d bytes", ErrTooLarge, limit)
		}
		return err
	})
}

// write stores what fill writes.
func (v *Vault) write(fill func(io.Writer) error) (_ Blob, err error) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		return Blob{}, fmt.Errorf("add evidence: make a key: %w", err)
	}
	var id [16]byte
	rand.Read(id[:]) // never fails
	name := hex.EncodeToString(id[:])
	temp := partial + "/" + name
	f, err := v.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Blob{}, fmt.Errorf("add evidence: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("add evidence: %w", errors.Join(err, f.Close(), v.root.Remove(temp)))
		}
	}()
	buffered := bufio.NewWriterSize(f, 256<<10)
	sealed, err := age.Encrypt(buffered, identity.Recipient())
	if err != nil {
		return Blob{}, err
	}
	c := &content{w: sealed, hash: sha256.New()}
	if err := fill(c); err != nil {
		return Blob{}, err
	}
	filled := func() error { faultpoint.At(faultpoint.FileFilled); return nil }
	for _, step := range []func() error{sealed.Close, buffered.Flush, filled, f.Sync} {
		if err := step(); err != nil {
			return Blob{}, err
		}
	}
	final, err := place(name)
	if err != nil {
		return Blob{}, err
	}
	if err := v.root.MkdirAll(blobs+"/"+name[:2], 0o700); err != nil {
		return Blob{}, err
	}
	if err := v.root.Rename(temp, final); err != nil {
		return Blob{}, err
	}
	faultpoint.At(faultpoint.FileNamed)
	// The rename is durable only when both directories are.
	if err := errors.Join(v.syncDir(blobs+"/"+name[:2]), v.syncDir(blobs), f.Close()); err != nil {
		return Blob{}, errors.Join(err, v.root.Remove(final))
	}
	return Blob{Name: name, SHA256: c.sum(), Size: c.size, Key: Key(identity.String())}, nil
}

func (v *Vault) syncDir(dir string) error {
	d, err := v.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Remove deletes a file for good, as disposal asks. A file already gone is no
// error, so that a disposal cut short can be run again.
func (v *Vault) Remove(b Blob) error {
	p, err := place(b.Name)
	if err != nil {
		return err
	}
	if err := v.root.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove evidence %s: %w", b.Name, err)
	}
	if err := v.syncDir(blobs + "/" + b.Name[:2]); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove evidence %s: %w", b.Name, err)
	}
	return nil
}

// Sweep deletes partial files last written before a time, left by a crash or an
// upload that stopped, and says how many.
func (v *Vault) Sweep(before time.Time) (int, error) {
	entries, err := fs.ReadDir(v.root.FS(), partial)
	if err != nil {
		return 0, fmt.Errorf("sweep evidence: %w", err)
	}
	n := 0
	var failed []error
	for _, e := range entries {
		st, err := e.Info()
		if err == nil && st.ModTime().Before(before) {
			if err = v.root.Remove(partial + "/" + e.Name()); err == nil {
				n++
			}
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // gone meanwhile: it became whole
			failed = append(failed, fmt.Errorf("sweep evidence: %w", err))
		}
	}
	return n, errors.Join(failed...)
}

// Names lists the stored files, so that a check can find those no event names.
func (v *Vault) Names() ([]string, error) {
	var names []string
	err := fs.WalkDir(v.root.FS(), blobs, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, d.Name())
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list evidence: %w", err)
	}
	return names, nil
}

// withContext stops a long copy when the caller has gone.
type withContext struct {
	ctx context.Context
	r   io.Reader
}

func (c withContext) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
