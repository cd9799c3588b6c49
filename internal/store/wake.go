package store

import (
	"context"
	"fmt"
)

// Wake is a case to be looked at again though nothing was recorded on it.
type Wake struct {
	CaseID string
	At     int64 // its Wake instant, come or (where only an adoption calls it) not
}

// WakeDue lists cases whose Wake instant has come, and cases whose duties stand
// under an adoption before the one given, at most limit of each, by that instant.
// It serves the one process that wakes cases, never a person, and so takes no
// viewer.
func WakeDue(ctx context.Context, tx Tx, now, adopted int64, limit int) ([]Wake, error) {
	// Each half is cut short by its own index: after an adoption every case is in
	// the second, and none of the first has to wait for them.
	list, err := collect(ctx, tx, func(scan func(...any) error) (w Wake, err error) {
		return w, scan(&w.CaseID, &w.At)
	}, `select case_id, wake from (select case_id, wake from case_row where wake > 0 and wake <= ?
			order by wake, case_id limit ?) as come
		union select case_id, wake from (select case_id, wake from case_row where adopted < ?
			order by adopted, case_id limit ?) as behind
		order by wake, case_id`, now, limit, adopted, limit)
	if err != nil {
		return nil, fmt.Errorf("list cases to wake: %w", err)
	}
	return list, nil
}

// Behind says how many cases WakeDue has still to give, counting no further than
// most, and since when the first of them has waited; 0 where none does. It serves
// those who run the service.
func Behind(ctx context.Context, tx Tx, now, adopted int64, most int) (n int, since int64, err error) {
	err = tx.QueryRow(ctx, `select count(*), coalesce(min(nullif(wake, 0)), 0) from (select wake from case_row
			where wake > 0 and wake <= ? order by wake limit ?) as come`, now, most).Scan(&n, &since)
	if err == nil && n < most {
		var more int
		err = tx.QueryRow(ctx, `select count(*) from (select 1 from case_row where adopted < ? limit ?) as behind`, adopted, most-n).Scan(&more)
		n += more
	}
	if err != nil {
		return 0, 0, fmt.Errorf("count cases to wake: %w", err)
	}
	return n, since, nil
}
