package importer

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Source is an original: named bytes that can be read more than once, from any
// place. Package evidence gives one for a stored original; OpenPath and Spool
// give one for a path or a stream. Close is never nil.
type Source struct {
	Name  string // as the person who gave it named it: shown, never opened
	Data  io.ReaderAt
	Size  int64
	Close func() error
}

// FromBytes is a Source over bytes already in memory.
func FromBytes(name string, b []byte) Source {
	return Source{Name: name, Data: bytes.NewReader(b), Size: int64(len(b)), Close: func() error { return nil }}
}

// OpenPath opens the file an operator named on the command line.
func OpenPath(path string) (Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return Source{}, fmt.Errorf("open import: %w", err)
	}
	st, err := f.Stat()
	if err != nil {
		_ = f.Close() // the first failure is the one to report
		return Source{}, fmt.Errorf("open import %s: %w", path, err)
	}
	if !st.Mode().IsRegular() {
		_ = f.Close()
		return Source{}, fmt.Errorf("open import %s: this is not a file; expected one export file", path)
	}
	return Source{Name: filepath.Base(path), Data: f, Size: st.Size(), Close: f.Close}, nil
}

// spoolInMemory is how much of a stream is held in memory before it goes to disk.
const spoolInMemory = 32 * mib

// Spool makes a Source of a stream, as `import -` needs: exports are read twice
// and archives from their end. A large one goes to a temporary file that has no
// name from the start, where the system allows it, and is gone after Close.
func Spool(ctx context.Context, name string, r io.Reader, limit int64) (_ Source, err error) {
	if limit == 0 {
		limit = DefaultLimits.File
	}
	r = Bounded(contextReader{ctx, r}, name, limit)
	var head bytes.Buffer
	if _, err := io.CopyN(&head, r, spoolInMemory); err == io.EOF {
		return FromBytes(name, head.Bytes()), nil
	} else if err != nil {
		return Source{}, fmt.Errorf("read %s: %w", name, err)
	}
	f, err := os.CreateTemp("", "foursight-import-")
	if err != nil {
		return Source{}, fmt.Errorf("read %s: %w", name, err)
	}
	unlinked := os.Remove(f.Name()) == nil
	discard := func() error {
		err := f.Close()
		if !unlinked { // systems that keep an open file's name
			err = os.Remove(f.Name())
		}
		return err
	}
	size, err := io.Copy(f, io.MultiReader(&head, r))
	if err != nil {
		_ = discard() // the read failure is the one to report
		return Source{}, fmt.Errorf("read %s: %w", name, err)
	}
	return Source{Name: name, Data: f, Size: size, Close: discard}, nil
}

// reader streams the whole original from its start.
func (s Source) reader() io.Reader { return io.NewSectionReader(s.Data, 0, s.Size) }

// contextReader stops a long read when the caller has gone.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
