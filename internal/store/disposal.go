package store

import (
	"context"
	"fmt"
)

// AllowDisposal says which body an EntryDisposed entry means. It is called in
// the transaction that appends that entry, after it; the database refuses it
// where no EntryDisposed entry of the same stream is left to cover pos. For
// StreamDisposed nothing need be said.
func AllowDisposal(ctx context.Context, tx Tx, pos int64) error {
	if _, err := tx.Exec(ctx, `insert into disposed_entry (pos) values (?)`, pos); err != nil {
		return fmt.Errorf("allow disposal at position %d: %w", pos, err)
	}
	return nil
}
