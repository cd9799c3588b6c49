package keyring

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"foursight/internal/faultpoint"
)

// rewrapBatch keys are rewrapped per transaction, so that Rotate never holds
// the file for long and a stopped Rotate has lost little.
const rewrapBatch = 500

// Rotate makes a new yearly key and rewraps every named key under it, then
// deletes the yearly keys that wrap nothing. The named keys themselves do not
// change. A Rotate that was interrupted is finished by Resume or by the next
// Rotate; every key stays readable at every moment between.
func (k *Keyring) Rotate(ctx context.Context) error {
	k.creating.Lock()
	err := k.inTx(ctx, func(tx *sql.Tx) error {
		_, _, err := k.addYear(ctx, tx)
		return err
	})
	k.creating.Unlock()
	if err != nil {
		return fmt.Errorf("rotate keyring: %w", err)
	}
	faultpoint.At(faultpoint.RotationBegun)
	return k.Resume(ctx)
}

// Resume finishes a Rotate that was interrupted: it rewraps what is not yet
// under the newest yearly key. With nothing to do it changes nothing.
func (k *Keyring) Resume(ctx context.Context) error {
	for {
		left, err := k.rewrapSome(ctx)
		if err != nil {
			return fmt.Errorf("rotate keyring: %w", err)
		}
		faultpoint.At(faultpoint.RotationBatch)
		if !left {
			break
		}
	}
	k.creating.Lock()
	defer k.creating.Unlock()
	faultpoint.At(faultpoint.RotationOldRemove)
	if err := k.inTx(ctx, func(tx *sql.Tx) error {
		id, _, err := k.currentYear(ctx, tx)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, "DELETE FROM year_key WHERE id <> ? AND id NOT IN (SELECT year_key FROM named_key)", id)
		return err
	}); err != nil {
		return fmt.Errorf("rotate keyring: remove spent yearly keys: %w", err)
	}
	k.mu.Lock()
	clear(k.years)
	k.mu.Unlock()
	if err := k.emptyLog(ctx); err != nil {
		return fmt.Errorf("rotate keyring: %w", err)
	}
	return nil
}

// emptyLog folds the write-ahead log into the main file and empties it: it still
// holds pages as they were before rows were removed or replaced.
func (k *Keyring) emptyLog(ctx context.Context) error {
	var busy, pages, folded int
	if err := k.synced(k.db.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &folded)); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	if busy != 0 {
		return errors.New("empty the write-ahead log: another process is reading the keyring; do it again when that has ended")
	}
	return nil
}

// rewrapSome moves one batch to the newest yearly key and reports whether any
// row was found to move.
func (k *Keyring) rewrapSome(ctx context.Context) (moved bool, err error) {
	k.creating.Lock()
	defer k.creating.Unlock()
	err = k.inTx(ctx, func(tx *sql.Tx) error {
		yearID, year, err := k.currentYear(ctx, tx)
		if err != nil {
			return err
		}
		ids, err := idsNotUnder(ctx, tx, yearID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			n, err := k.read(ctx, tx, "id", id)
			if err != nil {
				return err
			}
			wrapped, err := wrap(year, n.id, n.name, n.key)
			if err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "UPDATE named_key SET year_key = ?, wrapped = ? WHERE id = ?", yearID, wrapped, id); err != nil {
				return fmt.Errorf("store key %s: %w", id, err)
			}
		}
		moved = len(ids) > 0
		return nil
	})
	return moved, err
}

// idsNotUnder lists up to rewrapBatch keys that another yearly key wraps.
func idsNotUnder(ctx context.Context, tx *sql.Tx, yearID string) (ids []string, err error) {
	rows, err := tx.QueryContext(ctx, "SELECT id FROM named_key WHERE year_key <> ? LIMIT ?", yearID, rewrapBatch)
	if err != nil {
		return nil, fmt.Errorf("find keys to rewrap: %w", err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("find keys to rewrap: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
