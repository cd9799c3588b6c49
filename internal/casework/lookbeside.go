package casework

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"foursight/internal/faultpoint"
	"foursight/internal/store"
)

// lookFile is the file of looks kept beside the record, in a folder of its own on
// another disk.
const lookFile = "looks-to-adopt"

// beside is the second place for looks, used while the journal has no room for those
// without which a live order would be hidden (practice 1.13). It holds entries that the
// journal is to adopt: each with the id it has there from the start, so that adopting
// it again after a crash changes nothing.
//
// The file is only ever added to, and emptied once the journal holds all of it:
//
//	file  = *( line LF )
//	line  = base64 of JSON {"id", "stream", "before", "body"}, sealed under the key of
//	        working state, bound to "looks beside"
//	before = hexadecimal of what SHA-256 makes of the line before, after what it made
//	         of those before that; zeros where there is none
//
// A line that opens is adopted, whatever stands before it; that lines are missing or
// exchanged is said. The file of which a line does not open is kept aside and not
// emptied. Who takes the whole file away takes its looks away, and nothing tells: it
// lies there only while the disk of the record is full.
type beside struct {
	key [32]byte
	dir string

	taking sync.Mutex // held by whoever adopts

	mu      sync.Mutex
	f       *os.File
	end     int64       // of the whole lines; what follows was never acknowledged
	waiting []lookEntry // the lines not adopted, oldest first
	chain   [32]byte    // what the next line says is before it
	damaged bool        // a line of the file does not open, or is not in its place
	failed  error       // set once a sync failed: nothing more is taken
}

// lookEntry is the entry that some looks become.
type lookEntry struct {
	ID     string          `json:"id"`
	Stream string          `json:"stream"`
	Before string          `json:"before,omitempty"`
	Body   json.RawMessage `json:"body"`
}

// openBeside opens the second place in folder dir, making both where they are missing,
// and reads what is still to be adopted.
func openBeside(dir string, key [32]byte) (_ *beside, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	b := &beside{key: key, dir: dir}
	if b.f, err = os.OpenFile(filepath.Join(dir, lookFile), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, err
	}
	if err := errors.Join(b.read(), syncDir(dir)); err != nil {
		return nil, errors.Join(fmt.Errorf("looks beside the record in %s: %w", dir, err), b.f.Close())
	}
	return b, nil
}

const besidePlace = "looks beside"

// read finds the lines of the file. The last may be without its end: it was being
// written when the process died, and nobody was told that it is kept.
func (b *beside) read() error {
	all, err := io.ReadAll(b.f)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(all) {
		if line[len(line)-1] != '\n' {
			return nil
		}
		b.end += int64(len(line))
		var e lookEntry
		sealed, err := base64.StdEncoding.DecodeString(string(line[:len(line)-1]))
		if err == nil {
			err = openJSON(b.key, besidePlace, sealed, &e)
		}
		if err != nil || e.Before != hex.EncodeToString(b.chain[:]) {
			b.damaged = true
		}
		if err == nil {
			b.waiting = append(b.waiting, e)
		}
		b.chain = chained(b.chain, line)
	}
	return nil
}

// keep adds an entry and returns when it is durable. ErrFull where there is no room
// here either.
func (b *beside) keep(e lookEntry) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failed != nil {
		return b.failed
	}
	e.Before = hex.EncodeToString(b.chain[:])
	sealed, err := sealJSON(b.key, besidePlace, e)
	if err != nil {
		return err
	}
	line := append(base64.StdEncoding.AppendEncode(nil, sealed), '\n')
	// What an earlier try left here has no end of line: this is written over its beginning,
	// and the rest of it is again a line without one.
	if _, err := b.f.WriteAt(line, b.end); err != nil {
		return noRoom(err)
	}
	if err := b.synced(b.f.Sync()); err != nil {
		return err
	}
	faultpoint.At(faultpoint.LookBeside)
	b.end += int64(len(line))
	b.chain = chained(b.chain, line)
	b.waiting = append(b.waiting, e)
	return nil
}

func chained(before [32]byte, line []byte) [32]byte {
	return sha256.Sum256(append(before[:], line...))
}

// first is the oldest entry still to be adopted; false where there is none.
func (b *beside) first() (lookEntry, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) == 0 {
		return lookEntry{}, false
	}
	return b.waiting[0], true
}

// adopted strikes out the oldest entry, which the journal now holds. After the last
// the file is emptied; where the process dies before, all are adopted once more, which
// the journal knows by their ids.
func (b *beside) adopted() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.waiting = b.waiting[1:]
}

// empty begins the file anew where nothing waits in it. Where something in it could not
// be read, or is missing, it is kept under another name, and damaged says so.
func (b *beside) empty() (damaged bool, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.waiting) > 0 || b.end == 0 || b.failed != nil {
		return false, nil
	}
	if damaged = b.damaged; damaged {
		path := filepath.Join(b.dir, lookFile)
		if err := os.Rename(path, path+"-unreadable-"+time.Now().UTC().Format("20060102T150405.000")); err != nil {
			return true, err
		}
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err := errors.Join(err, syncDir(b.dir)); err != nil {
			b.failed = err // whatever is kept now would have no name
			return true, err
		}
		_ = b.f.Close() // everything in it is durable
		b.f, b.damaged = f, false
	}
	if err := b.f.Truncate(0); err != nil {
		return damaged, err // it is adopted once more at the next start, which changes nothing
	}
	b.end, b.chain = 0, [32]byte{}
	return damaged, b.synced(b.f.Sync())
}

// synced passes on what a sync came to. After one that failed a second may claim what
// the first one lost, so there is none.
func (b *beside) synced(err error) error {
	if err != nil {
		b.failed = fmt.Errorf("looks beside the record: %w: %w", store.ErrSyncFailed, err)
	}
	return b.failed
}

// standing says how many entries wait to be adopted, and why no more can be kept.
func (b *beside) standing() (waiting int, failed error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiting), b.failed
}

func (b *beside) close() error { return b.f.Close() }

// syncDir makes names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
