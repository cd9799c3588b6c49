package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"foursight/internal/faultpoint"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Rebuild makes every case's rows again from the journal, case by case, with the
// ledger carried on over each event, adoption and instant as it was when they came.
// It needs the files of every adoption, and says which of them cannot be used.
func (s *Service) Rebuild(ctx context.Context, progress func(done int)) error {
	if err := s.checkAdoptions(); err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	var streams []string
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		streams, err = store.StreamsLike(ctx, tx, casePrefix)
		return err
	})
	if err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	for i, stream := range streams {
		if err := s.rebuildCase(ctx, caseOf(stream)); err != nil {
			return fmt.Errorf("rebuild: %w", err)
		}
		faultpoint.At(faultpoint.RebuildCase)
		if progress != nil {
			progress(i + 1)
		}
	}
	if err := s.rebuildLooks(ctx); err != nil {
		return err
	}
	if err := s.store.Write(ctx, store.RowsWhole); err != nil {
		return fmt.Errorf("rebuild: %w", err)
	}
	return s.store.Settle(ctx)
}

func (s *Service) rebuildCase(ctx context.Context, id string) error {
	return s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		events, err := s.readEvents(ctx, tx, id, 0)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			return store.DropCase(ctx, tx, id)
		}
		l, err := s.replay(id, events)
		if err != nil {
			return err
		}
		if l, err = s.caughtUp(l, s.Now()); err != nil {
			return err
		}
		rows, err := s.rowsOf(l)
		if err != nil {
			return err
		}
		return store.ReplaceCaseRows(ctx, tx, rows)
	})
}

// rebuildLooks makes the index of consultations again from the access streams.
func (s *Service) rebuildLooks(ctx context.Context) error {
	return s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		streams, err := store.StreamsLike(ctx, tx, "access/")
		if err != nil {
			return err
		}
		for _, stream := range streams {
			for entry, err := range tx.Entries(ctx, stream, 0) {
				if err != nil {
					return err
				}
				b, err := journal.Open(ctx, s.keys, entry)
				if errors.Is(err, journal.ErrDisposed) {
					continue
				}
				if err != nil {
					return err
				}
				rows, err := lookRows(b.JSON, entry.ID)
				if err != nil {
					return fmt.Errorf("rebuild consultations: %w", err)
				}
				if err := store.InsertConsulted(ctx, tx, rows...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// lookRows indexes one entry of looks.
func lookRows(body []byte, id string) ([]store.Consulted, error) {
	var in struct {
		Looks []Look `json:"looks"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	var rows []store.Consulted
	for _, l := range in.Looks {
		cases := l.Cases
		if len(cases) == 0 {
			cases = []LookedAt{{}}
		}
		for _, c := range cases {
			rows = append(rows, store.Consulted{EntryID: id, CaseID: c.ID, At: millis(l.At), Staff: l.Staff, Basis: string(l.Basis), Route: l.Route})
		}
	}
	return rows, nil
}
