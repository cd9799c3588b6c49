package evidence

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"

	"crypto/sha256"

	"filippo.io/age"
)

// content measures and hashes what is written through it.
type content struct {
	w    io.Writer
	hash hash.Hash
	size int64
}

func (c *content) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.hash.Write(p[:n])
	c.size += int64(n)
	return n, err
}

func (c *content) sum() string { return hex.EncodeToString(c.hash.Sum(nil)) }

// Original is an open file that can be read from any place. Each part read is
// authenticated by itself; Verify checks the whole against its hash.
type Original struct {
	io.ReaderAt
	Size int64
	file *os.File
}

// Close releases the file.
func (o *Original) Close() error { return o.file.Close() }

// Original opens a stored file for reading from any place, as importers need. The
// errors wrap ErrMissing or ErrAltered.
func (v *Vault) Original(b Blob) (*Original, error) {
	p, err := place(b.Name)
	if err != nil {
		return nil, err
	}
	identity, err := age.ParseX25519Identity(string(b.Key))
	if err != nil {
		return nil, fmt.Errorf("open evidence %s: the key is not one", b.Name) // err could quote the key
	}
	f, err := v.root.Open(p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open evidence %s: %w", b.Name, ErrMissing)
	}
	if err != nil {
		return nil, fmt.Errorf("open evidence %s: %w", b.Name, err)
	}
	st, err := f.Stat()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open evidence %s: %w", b.Name, err), f.Close())
	}
	plain, size, err := age.DecryptReaderAt(f, st.Size(), identity)
	if err == nil && size != b.Size {
		err = fmt.Errorf("it holds %d bytes, recorded were %d", size, b.Size)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open evidence %s: %w: %w", b.Name, ErrAltered, err), f.Close())
	}
	return &Original{ReaderAt: plain, Size: size, file: f}, nil
}

// OpenBlob streams a stored file. The reader fails with ErrAltered, never with a
// plain end of file, when what it gave is not what was recorded.
func (v *Vault) OpenBlob(b Blob) (io.ReadCloser, error) {
	o, err := v.Original(b)
	if err != nil {
		return nil, err
	}
	return &verified{r: io.NewSectionReader(o, 0, o.Size), blob: b, hash: sha256.New(), close: o.Close}, nil
}

type verified struct {
	r     io.Reader
	blob  Blob
	hash  hash.Hash
	close func() error
}

func (r *verified) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	r.hash.Write(p[:n])
	switch {
	case errors.Is(err, io.EOF):
		if hex.EncodeToString(r.hash.Sum(nil)) != r.blob.SHA256 {
			return n, fmt.Errorf("read evidence %s: %w", r.blob.Name, ErrAltered)
		}
	case err != nil:
		err = fmt.Errorf("read evidence %s: %w: %w", r.blob.Name, ErrAltered, err)
	}
	return n, err
}

func (r *verified) Close() error { return r.close() }

// Verify reads a whole file and reports whether it is what was recorded.
func (v *Vault) Verify(ctx context.Context, b Blob) error {
	rc, err := v.OpenBlob(b)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, withContext{ctx, rc})
	return errors.Join(err, rc.Close())
}
