package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Disposal says what is to be disposed of, and why it may be.
type Disposal struct {
	Stream    string // "case/<id>"; or, with Entry set, left empty
	Entry     string // id of one wrong entry of a case
	Reason    string
	Authority string // who decided: a name or a reference to the decision
}

// Disposed says what a disposal came to.
type Disposed struct {
	journal.Receipt
	Unreached []string // folders of copies that do not know of it yet
}

// Dispose records a disposal and carries it out: the key, the sealed bodies, the
// rows and working state of the case, its evidence files. What stays is a header
// for each entry, which says nothing, and the reason. Every folder of copies that
// backup wrote to is told, so that a restore from there disposes again. The text
// is unrecoverable once the keyring backups made before have been pruned. The
// service must be stopped: the journal has one writer.
func Dispose(ctx context.Context, cfg Config, d Disposal) (out Disposed, err error) {
	cfg = cfg.withDefaults()
	if r, err := OpenRecord(ctx, cfg, true); err != nil {
		return out, fmt.Errorf("dispose: %w", err) // no record is made by trying to dispose of one
	} else if err := r.Close(); err != nil {
		return out, fmt.Errorf("dispose: %w", err)
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return out, fmt.Errorf("dispose: %w", err)
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if out.Receipt, err = a.dispose(ctx, d); err != nil {
		return out, fmt.Errorf("dispose: %w", err)
	}
	if out.Unreached, err = tellCopies(cfg, a.Keys.Tombstones()); err != nil {
		return out, fmt.Errorf("disposed of, but a folder of copies was not told: %w", err)
	}
	return out, nil
}

func (a *App) dispose(ctx context.Context, d Disposal) (receipt journal.Receipt, err error) {
	stream := d.Stream
	if d.Entry != "" {
		if stream, err = streamOf(ctx, a.Store, d.Entry); err != nil {
			return receipt, err
		}
	}
	id, ok := strings.CutPrefix(stream, "case/")
	if !ok {
		return receipt, fmt.Errorf("%q: expected a case, as case/<id>, or an entry of one", stream)
	}
	why := casework.Disposal{By: "system", Reason: d.Reason, Authority: d.Authority}
	if d.Entry != "" {
		receipt, err = a.Service.DisposeEntry(ctx, id, d.Entry, why)
	} else {
		receipt, err = a.Service.DisposeCase(ctx, id, why)
	}
	if errors.Is(err, casework.ErrNoCase) {
		return receipt, fmt.Errorf("%s is not in this journal", stream)
	}
	return receipt, err
}

// streamOf is the stream an entry belongs to.
func streamOf(ctx context.Context, st store.Store, entry string) (stream string, err error) {
	err = st.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		e, ok, err := tx.EntryByID(ctx, entry)
		if err == nil && !ok {
			err = fmt.Errorf("entry %s is not in this journal", entry)
		}
		stream = e.Stream
		return err
	})
	return stream, err
}
