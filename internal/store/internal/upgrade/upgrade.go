// Package upgrade takes a database's schema from one version to the next, alike for
// both databases.
//
// Boundary: the steps. Which files there are, and whether they may be run, is the
// database's own package.
package upgrade

import (
	"context"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"

	"foursight/internal/faultpoint"
)

// Steps runs the migrations after current, each in a transaction of its own, up to
// newest. A server started at the same moment may have run some of them.
func Steps(ctx context.Context, p *goose.Provider, current, newest int64) error {
	for at := current; at < newest; faultpoint.At(faultpoint.Migrated) {
		faultpoint.At(faultpoint.Migrating)
		step, err := p.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("migrate schema from %d to %d: %w", at, newest, err)
		}
		at = step.Source.Version
	}
	return nil
}
