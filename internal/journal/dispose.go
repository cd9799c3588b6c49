package journal

import (
	"context"
	"errors"
	"fmt"

	"foursight/internal/faultpoint"
	"foursight/internal/keyring"
	"foursight/internal/store"
)

// Kinds of entry that dispose. Each is appended to the stream it is about and
// sealed under a key that outlives the stream's, so that reason and authority
// stay readable; its header says in clear what it disposes of, so that a
// verifier without keys can tell a lawful gap from a missing body.
const (
	// StreamDisposed: a whole stream, Disposes = the stream.
	StreamDisposed = "StreamDisposed"
	// EntryDisposed: one wrong entry of the stream, Disposes = its id.
	EntryDisposed = "EntryDisposed"
	// ForceKey is the key name disposals are sealed under.
	ForceKey = "force"
)

// entryKey is the keyring name that stands for one entry disposed of alone.
func entryKey(id string) string { return "entry/" + id }

// Destroyer is what disposal asks of a keyring; *keyring.Keyring fulfils it.
type Destroyer interface {
	// Destroy deletes a key for good and keeps the tombstone; doing it again
	// changes nothing.
	Destroy(ctx context.Context, name string, t keyring.Tombstone) error
	// DisposalMark is the position before which disposals are carried out.
	DisposalMark(ctx context.Context) (int64, error)
	SetDisposalMark(ctx context.Context, pos int64) error
}

// Dispose records a disposal and carries it out: the entry first, then the key,
// then the bodies. A StreamDisposed draft disposes of its whole stream, save
// disposals themselves; an EntryDisposed draft of one entry of its stream, whose
// body goes and which Open refuses from then on (the stream's key stays, so older
// copies of the database hold that body until they are pruned).
//
// A crash after the entry is durable loses nothing: ResumeDisposals, or the same
// call again, does the rest. A stream that has moved on gives *ConflictError and
// nothing is disposed of.
func Dispose(ctx context.Context, st store.Store, w *Writer, keys Destroyer, d Draft) (Receipt, error) {
	if d.Kind != StreamDisposed && d.Kind != EntryDisposed {
		return Receipt{}, fmt.Errorf("dispose: kind %q: expected %s or %s", d.Kind, StreamDisposed, EntryDisposed)
	}
	d.KeyName = ForceKey
	receipt, err := w.Append(ctx, Request{Drafts: []Draft{d}, Rows: func(ctx context.Context, tx store.Tx, _ []store.Entry) error {
		if d.Kind != EntryDisposed {
			return nil
		}
		e, ok, err := tx.EntryByID(ctx, d.Disposes)
		if err != nil {
			return err
		}
		if !ok || e.Stream != d.Stream {
			return fmt.Errorf("entry %s is not in %s", d.Disposes, d.Stream)
		}
		return store.AllowDisposal(ctx, tx, e.Pos)
	}})
	if err != nil {
		return Receipt{}, fmt.Errorf("dispose of %s: %w", d.Disposes, err)
	}
	if err := carryOut(ctx, st, keys, d.Stream, d.Kind, d.Disposes, d.ID); err != nil {
		return receipt, fmt.Errorf("dispose of %s: recorded, not yet carried out: %w", d.Disposes, err)
	}
	return receipt, nil
}

// ResumeDisposals carries out every disposal recorded since the keyring's mark
// and moves the mark to the journal's end. It runs at start and after a restore:
// a restored keyring brings back its earlier mark, a restored journal that is
// shorter than the mark is read from its beginning. It returns how many it found.
func ResumeDisposals(ctx context.Context, st store.Store, keys Destroyer) (int, error) {
	mark, err := keys.DisposalMark(ctx)
	if err != nil {
		return 0, fmt.Errorf("resume disposals: %w", err)
	}
	var found []Header
	var end int64
	err = st.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		found, end = nil, 0
		head, ok, err := tx.Head(ctx)
		if err != nil || !ok {
			return err
		}
		end = head.Size
		if mark > end {
			mark = 0
		}
		for e, err := range tx.AllEntries(ctx, mark) {
			if err != nil {
				return err
			}
			if e.Kind != StreamDisposed && e.Kind != EntryDisposed {
				continue
			}
			h, err := ParseHeader(e.Header)
			if err != nil {
				return fmt.Errorf("entry %s: %w: %w", e.ID, ErrAltered, err)
			}
			found = append(found, h)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("resume disposals: %w", err)
	}
	for _, h := range found {
		if err := carryOut(ctx, st, keys, h.Stream, h.Kind, h.Disposes, h.ID); err != nil {
			return 0, fmt.Errorf("resume disposal %s: %w", h.ID, err)
		}
	}
	if err := keys.SetDisposalMark(ctx, end); err != nil {
		return 0, fmt.Errorf("resume disposals: %w", err)
	}
	return len(found), nil
}

// carryOut destroys the key and deletes the bodies that a recorded disposal
// names. The key goes first: once it has, the bodies are unreadable even if the
// deletion is interrupted. Doing it again changes nothing.
func carryOut(ctx context.Context, st store.Store, keys Destroyer, stream, kind, disposes, by string) error {
	faultpoint.At(faultpoint.DisposalRecorded)
	name := stream
	if kind == EntryDisposed {
		name = entryKey(disposes)
	}
	if err := keys.Destroy(ctx, name, keyring.Tombstone{Entry: by}); err != nil {
		return err
	}
	faultpoint.At(faultpoint.DisposalKey)
	err := st.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		if kind == EntryDisposed {
			e, ok, err := tx.EntryByID(ctx, disposes)
			if err != nil || !ok || e.Sealed == nil {
				return err
			}
			return tx.DeleteBody(ctx, e.Pos)
		}
		var bodies []int64
		for e, err := range tx.Entries(ctx, stream, 0) {
			if err != nil {
				return err
			}
			if e.Sealed != nil && e.Kind != StreamDisposed && e.Kind != EntryDisposed {
				bodies = append(bodies, e.Pos)
			}
		}
		var errs []error
		for _, pos := range bodies {
			errs = append(errs, tx.DeleteBody(ctx, pos))
		}
		return errors.Join(errs...)
	})
	if err != nil {
		return fmt.Errorf("delete bodies: %w", err)
	}
	faultpoint.At(faultpoint.DisposalBodies)
	return nil
}
