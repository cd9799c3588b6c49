package store

import (
	"context"
	"fmt"
)

// Consulted is one person's reading of one case, or of nothing when a search
// missed or a page was refused. The access entry is the record; this row is its
// index.
type Consulted struct {
	EntryID string
	CaseID  string // "" for a miss or refusal
	At      int64  // milliseconds since 1970 UTC
	Staff   string
	Basis   string // why they could: allocated, supervises, same_unit, ...
	Route   string
}

var consultedTable = table{
	name:    "consulted",
	columns: []string{"entry_id", "case_id", "staff", "at", "basis", "route"},
	keys:    6,
}

// InsertConsulted indexes consultations; one already there stays as it is.
func InsertConsulted(ctx context.Context, tx Tx, list ...Consulted) error {
	rows := make([][]any, len(list))
	for i, c := range list {
		rows[i] = []any{c.EntryID, c.CaseID, c.Staff, c.At, c.Basis, c.Route}
	}
	if err := consultedTable.upsert(ctx, tx, consultedTable.distinct(rows)); err != nil {
		return fmt.Errorf("index consultations: %w", err)
	}
	return nil
}

// Consultations lists who read a case the viewer may see, latest first.
func Consultations(ctx context.Context, tx Tx, v Viewer, caseID string, after Cursor, limit int) (Page[Consulted], error) {
	return consultations(ctx, tx, v, `k.case_id = ? and k.case_id <> ''`, caseID, after, limit)
}

// ConsultationsBy lists what a member of staff read, latest first, misses and
// refusals included, leaving out cases hidden from the viewer.
func ConsultationsBy(ctx context.Context, tx Tx, v Viewer, staff string, after Cursor, limit int) (Page[Consulted], error) {
	return consultations(ctx, tx, v, `k.staff = ?`, staff, after, limit)
}

func consultations(ctx context.Context, tx Tx, v Viewer, which, value string, after Cursor, limit int) (Page[Consulted], error) {
	if err := checkLimit(limit); err != nil {
		return Page[Consulted]{}, fmt.Errorf("list consultations: %w", err)
	}
	seen, seenArgs := Visible(v)
	args := append([]any{value}, seenArgs...)
	from := ``
	if after != (Cursor{}) {
		// Latest first, so the cursor is an upper end; the rest of the key
		// settles rows that share an instant.
		from = ` and (k.at, k.entry_id, k.case_id, k.staff, k.basis, k.route) < (?, ?, ?, ?, ?, ?)`
		args = append(args, after.At, after.Key[0], after.Key[1], after.Key[2], after.Key[3], after.Key[4])
	}
	list, err := collect(ctx, tx, func(scan func(...any) error) (k Consulted, err error) {
		return k, scan(&k.EntryID, &k.CaseID, &k.At, &k.Staff, &k.Basis, &k.Route)
	}, `select k.entry_id, k.case_id, k.at, k.staff, k.basis, k.route from consulted k where `+which+
		` and (k.case_id = '' or exists (select 1 from case_row c where c.case_id = k.case_id and `+seen+`))`+from+
		` order by k.at desc, k.entry_id desc, k.case_id desc, k.staff desc, k.basis desc, k.route desc limit ?`,
		append(args, limit+1)...)
	if err != nil {
		return Page[Consulted]{}, fmt.Errorf("list consultations: %w", err)
	}
	return pageOf(list, limit, func(k Consulted) Cursor {
		return Cursor{At: k.At, Key: [5]string{k.EntryID, k.CaseID, k.Staff, k.Basis, k.Route}}
	}), nil
}

// FirstLook is the first instant after another at which a member of staff looked at
// anything, in milliseconds since 1970 UTC; 0 where they did not. It says when, never
// at what.
func FirstLook(ctx context.Context, tx Tx, staff string, after int64) (int64, error) {
	return lookTime(ctx, tx, `select coalesce(min(k.at), 0) from consulted k where k.staff = ? and k.at > ?`, staff, after)
}

// LastLook is the last such instant that is not after another; 0 where there is none.
func LastLook(ctx context.Context, tx Tx, staff string, upTo int64) (int64, error) {
	return lookTime(ctx, tx, `select coalesce(max(k.at), 0) from consulted k where k.staff = ? and k.at <= ?`, staff, upTo)
}

func lookTime(ctx context.Context, tx Tx, query, staff string, near int64) (at int64, err error) {
	if err := tx.QueryRow(ctx, query, staff, near).Scan(&at); err != nil {
		return 0, fmt.Errorf("read when %s looked: %w", staff, err)
	}
	return at, nil
}

// CasesConsulted lists the cases a member of staff read after an instant by one of
// the routes given, what they read last first, each once; cases hidden from the
// viewer are left out.
func CasesConsulted(ctx context.Context, tx Tx, v Viewer, staff string, since int64, routes []string, limit int) ([]CaseRow, error) {
	if err := checkLimit(limit); err != nil {
		return nil, fmt.Errorf("list cases consulted: %w", err)
	}
	if len(routes) == 0 {
		return nil, nil
	}
	by, args := anyOf("k.route", routes)
	args = append([]any{staff, since}, args...)
	seen, seenArgs := Visible(v)
	rows, err := collect(ctx, tx, scanCase, `select `+caseColumns+` from case_row c
		join (select k.case_id, max(k.at) as last from consulted k where k.staff = ? and k.at > ? and `+by+` group by k.case_id) r
		on r.case_id = c.case_id where `+seen+` order by r.last desc, c.case_id limit ?`, append(append(args, seenArgs...), limit)...)
	if err != nil {
		return nil, fmt.Errorf("list cases consulted: %w", err)
	}
	return rows, nil
}

// LastConsulted is when each of some staff last read each of some cases by one of the
// routes, after an instant; cases hidden from the viewer, and what nobody read, are left
// out. Only the case, who and when are filled in.
func LastConsulted(ctx context.Context, tx Tx, v Viewer, staff, cases []string, since int64, routes []string) ([]Consulted, error) {
	if len(staff) == 0 || len(cases) == 0 || len(routes) == 0 {
		return nil, nil
	}
	who, args := anyOf("k.staff", staff)
	which, more := anyOf("k.case_id", cases)
	args = append(args, more...)
	by, more := anyOf("k.route", routes)
	args = append(append(args, more...), since)
	seen, more := Visible(v)
	list, err := collect(ctx, tx, func(scan func(...any) error) (k Consulted, err error) {
		return k, scan(&k.CaseID, &k.Staff, &k.At)
	}, `select k.case_id, k.staff, max(k.at) from consulted k join case_row c on c.case_id = k.case_id
		where `+who+` and `+which+` and `+by+` and k.at > ? and `+seen+` group by k.case_id, k.staff order by k.case_id, k.staff`, append(args, more...)...)
	if err != nil {
		return nil, fmt.Errorf("list last consultations: %w", err)
	}
	return list, nil
}
