package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"foursight/internal/store"
)

// Said lists what the read models say, one line a row: cases, duties with their
// states, questions, search words. Instants are left out: a row's are taken when the
// act is judged, a rebuilt row's when the journal recorded it, some milliseconds later.
func Said(t *testing.T, st store.Store) (out []string) {
	t.Helper()
	err := st.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		out = nil
		for _, query := range []string{
			`select case_id, ref, stage, owner, unit, version from case_row order by case_id`,
			`select case_id, clause, scope, occurrence, state, edition from obligation order by case_id, clause, scope, occurrence`,
			`select case_id, path, weight, clause, '', '' from question order by case_id, path, clause`,
			`select case_id, class, token, '', '', '' from token order by case_id, class, token`,
		} {
			rows, err := tx.Query(ctx, query)
			if err != nil {
				return err
			}
			for rows.Next() {
				var c [6]any
				if err := rows.Scan(&c[0], &c[1], &c[2], &c[3], &c[4], &c[5]); err != nil {
					return errors.Join(err, rows.Close())
				}
				out = append(out, fmt.Sprint(c[:]...))
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
