package sqlite

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"foursight/internal/store"
)

// lockFile is locked while a process has the folder open for writing, and holds
// one line that says which. The lock is the kernel's, so it ends with the
// process; the line left behind by a crash means nothing.
const lockFile = "foursight.lock"

// errLocked: another process, or another store in this one, holds the lock.
var errLocked = errors.New("locked")

type folderLock struct{ f *os.File }

func lockFolder(dir string) (*folderLock, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = tryLock(f)
	if errors.Is(err, errLocked) {
		holder, readErr := io.ReadAll(io.LimitReader(f, 256))
		return nil, errors.Join(
			fmt.Errorf("%w: held by %s", store.ErrInUse, strings.TrimSpace(string(holder))), readErr, f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock data folder: %w", err), f.Close())
	}
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	line := fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
	if err := errors.Join(f.Truncate(0), writeAt(f, line)); err != nil {
		return nil, errors.Join(fmt.Errorf("sign the lock: %w", err), f.Close())
	}
	return &folderLock{f}, nil
}

func writeAt(f *os.File, s string) error {
	_, err := f.WriteAt([]byte(s), 0)
	return err
}

// release gives the folder up. The file stays: removing it could take away a
// lock that somebody else has just been given.
func (l *folderLock) release() error { return l.f.Close() }
