package app

import (
	"context"
	"fmt"
	"time"

	"foursight/internal/journal"
	"foursight/internal/store"
)

// A witness copy is written at least this often while anything is recorded.
const (
	witnessEvery   = time.Minute
	witnessEntries = 1000
	witnessLook    = time.Second
)

// Witness keeps a copy of checkpoints in a file until ctx ends: every minute and
// every thousand entries. The file belongs on another machine's disk, out of reach
// of whoever could rewrite the journal. A failure goes to failed and the copying
// goes on.
func (a *App) Witness(ctx context.Context, path string, failed func(error)) {
	var size int64
	var at time.Time
	tick := time.NewTicker(witnessLook)
	defer tick.Stop()
	for {
		wrote, err := a.witness(ctx, path, size, time.Since(at) >= witnessEvery)
		switch {
		case err != nil && ctx.Err() == nil:
			failed(err)
			at = time.Now() // a place that cannot be reached is tried each minute, not each second
		case wrote > size:
			size, at = wrote, time.Now()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// witness writes the newest checkpoint if it is time or enough has been recorded,
// and returns the size it covers, or the size last written.
func (a *App) witness(ctx context.Context, path string, last int64, due bool) (int64, error) {
	var head store.Checkpoint
	err := a.Store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		head, _, err = tx.Head(ctx)
		return err
	})
	if err != nil {
		return last, fmt.Errorf("witness: %w", err)
	}
	if head.Size == last || !due && head.Size < last+witnessEntries {
		return last, nil
	}
	if err := journal.WriteWitness(path, head); err != nil {
		return last, fmt.Errorf("witness: %w", err)
	}
	return head.Size, nil
}
