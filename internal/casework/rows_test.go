package casework

import (
	"context"

	"foursight/internal/store"
)

func (w *world) digest() (sum [32]byte) {
	w.t.Helper()
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
		sum, err = store.RowsDigest(ctx, tx)
		return err
	}))
	return sum
}

func (w *world) clearRows() error {
	return w.store.Write(w.t.Context(), func(ctx context.Context, tx store.Tx) error { return store.ClearRows(ctx, tx) })
}
