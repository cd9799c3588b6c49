package app

import (
	"context"
	"log/slog"

	"foursight/internal/faultpoint"
	"foursight/internal/store"
)

// Rebuild makes every read model again from the journal. The service must be
// stopped. Cut short, it is done again at the next start, before anybody reads.
func Rebuild(ctx context.Context, cfg Config, progress func(done int)) error {
	cfg.rebuild, cfg.progress = true, progress
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	return a.Close()
}

// wholeRows makes the read models again where it is asked for, or where they were
// cleared and not all made since: by a rebuild that was cut short, or in the copy that
// this record was restored from.
func (a *App) wholeRows(ctx context.Context, cfg Config) error {
	var cleared bool
	err := a.Store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		cleared, err = store.RowsCleared(ctx, tx)
		return err
	})
	if err != nil || !cleared && !cfg.rebuild {
		return err
	}
	if !cfg.rebuild && cfg.Log != nil {
		cfg.Log.Warn("the lists and duties were cleared and not all made again: making them before anything is served", slog.Bool("rebuild", true))
	}
	if err := a.Store.Write(ctx, store.ClearRows); err != nil {
		return err
	}
	faultpoint.At(faultpoint.RebuildCleared)
	return a.Service.Rebuild(ctx, cfg.progress)
}
