package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Working is one piece of working state: a session, draft, upload, set of search
// results or preference. It arrives sealed and expires.
type Working struct {
	Kind    string
	Key     string // unique within Kind
	Owner   string // staff id, "" for nobody's
	CaseID  string // the case it concerns, "" for none
	Expires int64  // milliseconds since 1970 UTC; 0 for never
	Sealed  []byte
}

const selectWorking = `select kind, key, owner, case_id, expires, sealed from working `

func scanWorking(scan func(...any) error) (w Working, err error) {
	return w, scan(&w.Kind, &w.Key, &w.Owner, &w.CaseID, &w.Expires, &w.Sealed)
}

// PutWorking stores w, replacing what had its kind and key.
func PutWorking(ctx context.Context, tx Tx, w Working) error {
	sealed := w.Sealed
	if sealed == nil {
		sealed = []byte{}
	}
	_, err := tx.Exec(ctx, `insert into working (kind, key, owner, case_id, expires, sealed) values (?, ?, ?, ?, ?, ?)
		on conflict (kind, key) do update set owner = excluded.owner, case_id = excluded.case_id,
		expires = excluded.expires, sealed = excluded.sealed`,
		w.Kind, w.Key, w.Owner, w.CaseID, w.Expires, sealed)
	if err != nil {
		return fmt.Errorf("store working %s: %w", w.Kind, err)
	}
	return nil
}

// GetWorking finds what has this kind and key and has not expired at now.
func GetWorking(ctx context.Context, tx Tx, kind, key string, now int64) (Working, bool, error) {
	w, err := scanWorking(tx.QueryRow(ctx, selectWorking+
		`where kind = ? and key = ? and (expires = 0 or expires > ?)`, kind, key, now).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Working{}, false, nil
	case err != nil:
		return Working{}, false, fmt.Errorf("read working %s: %w", kind, err)
	}
	return w, true, nil
}

// DeleteWorking removes what has this kind and key, if anything has.
func DeleteWorking(ctx context.Context, tx Tx, kind, key string) error {
	if _, err := tx.Exec(ctx, `delete from working where kind = ? and key = ?`, kind, key); err != nil {
		return fmt.Errorf("delete working %s: %w", kind, err)
	}
	return nil
}

// ListWorking lists the unexpired pieces of one kind that any of the owners has, by key.
func ListWorking(ctx context.Context, tx Tx, owners []string, kind string, now int64) ([]Working, error) {
	if len(owners) == 0 {
		return nil, nil
	}
	condition, args := anyOf("owner", owners)
	list, err := collect(ctx, tx, scanWorking, selectWorking+
		`where `+condition+` and kind = ? and (expires = 0 or expires > ?) order by key`, append(args, kind, now)...)
	if err != nil {
		return nil, fmt.Errorf("list working %s: %w", kind, err)
	}
	return list, nil
}

// PurgeCase removes all working state that concerns a case, notices included,
// when the case is restricted or disposed of. Notices of the kinds to keep stay.
func PurgeCase(ctx context.Context, tx Tx, caseID string, keep ...string) error {
	if caseID == "" {
		return errors.New("purge working state: no case named")
	}
	if _, err := tx.Exec(ctx, `delete from working where case_id = ? and case_id <> ''`, caseID); err != nil {
		return fmt.Errorf("purge working of case %s: %w", caseID, err)
	}
	where, args := `case_id = ? and case_id <> ''`, []any{caseID}
	if len(keep) > 0 {
		condition, kinds := anyOf("kind", keep)
		where, args = where+` and not (`+condition+`)`, append(args, kinds...)
	}
	if _, err := tx.Exec(ctx, `delete from notice where `+where, args...); err != nil {
		return fmt.Errorf("purge notice of case %s: %w", caseID, err)
	}
	return nil
}

// SweepExpired removes working state that has expired at now and says how much.
func SweepExpired(ctx context.Context, tx Tx, now int64) (removed int64, err error) {
	removed, err = tx.Exec(ctx, `delete from working where expires > 0 and expires <= ?`, now)
	if err != nil {
		return 0, fmt.Errorf("sweep working state: %w", err)
	}
	return removed, nil
}
