package app

import (
	"context"
	"errors"
	"fmt"
)

// RotateKeys wraps every key of the keyring anew under a new yearly key, in
// batches, and removes the yearly keys that then wrap nothing. What the keys open
// is not touched. Interrupted, it leaves every key readable; doing it again
// finishes it. store.ErrInUse says that a service holds the data.
func RotateKeys(ctx context.Context, cfg Config) (err error) {
	r, err := OpenRecord(ctx, cfg, false)
	if err != nil {
		return fmt.Errorf("rotate keys: %w", err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if r.Keys == nil {
		return errors.New("rotate keys: the master identity is needed: give its file")
	}
	return r.Keys.Rotate(ctx)
}
