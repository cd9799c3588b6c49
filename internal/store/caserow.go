package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// CaseRow is what lists show of one case. Instants are milliseconds since 1970
// UTC, 0 for none.
type CaseRow struct {
	CaseID       string
	Ref          string // the reference people quote, such as FS-26-7KQ4M
	Stage        string
	Opened       int64
	Closed       int64 // 0 while open
	Walled       bool  // restricted to its wall members
	Guardian     string
	Owner        string
	Supervisor   string
	Unit         string
	Grade        int    // 0 for none
	Judged       int64  // when the grade was judged
	Pending      string // codes of all that waits for a second person, with a space between; empty for nothing
	Version      int64  // last sequence number of the case's stream
	Updated      int64
	NextDue      int64  // earliest due instant among its obligations
	NextClause   string // the clause that is due then
	NextSeverity int
	Wake         int64  // earliest instant at which time alone changes what is found of it, its duties included
	Adopted      int64  // which adoption of guidance its duties stand under: its number in the force's stream
	Channel      string // code of how it was reported; empty where nobody recorded it, ChannelUnread in rows of an earlier release
	Spoke        int64  // when an officer first spoke with the victim; 0 where nothing is recorded
	Summary      []byte // sealed
}

// ChannelUnread stands in rows made before they held how a report came.
const ChannelUnread = "?"

const caseColumns = `c.case_id, c.ref, c.stage, c.opened, c.closed, c.walled, c.guardian, c.owner, c.supervisor,
	c.unit, c.grade, c.judged, c.pending, c.version, c.updated, c.next_due, c.next_clause, c.next_severity, c.wake, c.adopted,
	c.channel, c.spoke, c.summary`

func scanCase(scan func(...any) error) (CaseRow, error) {
	var r CaseRow
	var walled int64
	err := scan(&r.CaseID, &r.Ref, &r.Stage, &r.Opened, &r.Closed, &walled, &r.Guardian, &r.Owner, &r.Supervisor,
		&r.Unit, &r.Grade, &r.Judged, &r.Pending, &r.Version, &r.Updated, &r.NextDue, &r.NextClause, &r.NextSeverity,
		&r.Wake, &r.Adopted, &r.Channel, &r.Spoke, &r.Summary)
	r.Walled = walled != 0
	r.NextDue = dueInstant(r.NextDue)
	return r, err
}

// CaseByID finds a case the viewer may see; false when there is none, which is
// also the answer for a case hidden from them.
func CaseByID(ctx context.Context, tx Tx, v Viewer, caseID string) (CaseRow, bool, error) {
	return caseBy(ctx, tx, v, "c.case_id", caseID)
}

// CaseByRef is CaseByID by the reference people quote.
func CaseByRef(ctx context.Context, tx Tx, v Viewer, ref string) (CaseRow, bool, error) {
	return caseBy(ctx, tx, v, "c.ref", ref)
}

// RowOf finds a case's row without a viewer, for the service's own upkeep.
func RowOf(ctx context.Context, tx Tx, caseID string) (CaseRow, bool, error) {
	r, err := scanCase(tx.QueryRow(ctx, `select `+caseColumns+` from case_row c where c.case_id = ?`, caseID).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return CaseRow{}, false, nil
	case err != nil:
		return CaseRow{}, false, fmt.Errorf("read row of case %s: %w", caseID, err)
	}
	return r, true, nil
}

// RefTaken reports whether any case has a reference, whoever may see it: none gets
// another's, and nobody chooses one.
func RefTaken(ctx context.Context, tx Tx, ref string) (taken bool, err error) {
	var n int
	if err := tx.QueryRow(ctx, `select count(*) from case_row where ref = ?`, ref).Scan(&n); err != nil {
		return false, fmt.Errorf("look for reference %s: %w", ref, err)
	}
	return n > 0, nil
}

// LedgerOf reads a case's sealed ledger without a viewer, for the service's own
// upkeep; false where there is none.
func LedgerOf(ctx context.Context, tx Tx, caseID string) (sealed []byte, found bool, err error) {
	err = tx.QueryRow(ctx, `select sealed from case_ledger where case_id = ?`, caseID).Scan(&sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, fmt.Errorf("read ledger of case %s: %w", caseID, err)
	}
	return sealed, true, nil
}

func caseBy(ctx context.Context, tx Tx, v Viewer, column, value string) (CaseRow, bool, error) {
	seen, args := Visible(v)
	row := tx.QueryRow(ctx, `select `+caseColumns+` from case_row c where `+column+` = ? and `+seen,
		append([]any{value}, args...)...)
	r, err := scanCase(row.Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return CaseRow{}, false, nil
	case err != nil:
		return CaseRow{}, false, fmt.Errorf("read case %s: %w", value, err)
	}
	return r, true, nil
}

// QueueFilter narrows a list of cases; empty fields narrow nothing.
type QueueFilter struct {
	Owner      string
	Unit       string
	Supervisor string
	Walled     bool   // only restricted cases
	Guardian   string // only restricted cases with this guardian
	OwnUnits   bool   // only cases of the viewer's own units
	Stage      string
	Grade      int
	Closed     bool     // closed cases; otherwise open ones
	Pending    []string // only cases that wait for one of these: codes a row holds
	OnDuty     []string // only cases one of these is on duty for or was offered, without end
}

// Queue lists cases by what falls due next, undated ones last, then by id.
func Queue(ctx context.Context, tx Tx, v Viewer, f QueueFilter, after Cursor, limit int) (Page[CaseRow], error) {
	if err := checkLimit(limit); err != nil {
		return Page[CaseRow]{}, fmt.Errorf("list cases: %w", err)
	}
	var where []string
	var args []any
	add := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	// What waits for somebody stands in a table of its own, which holds all that is asked
	// of a case here.
	few := len(f.Pending) > 0
	if f.Closed {
		add(`c.closed > 0`)
	} else {
		add(`c.closed = 0`)
	}
	if f.Owner != "" {
		add(`c.owner = ?`, f.Owner)
	}
	if f.Unit != "" {
		add(`c.unit = ?`, f.Unit)
	}
	if f.Walled {
		add(`c.walled = 1`)
	}
	if f.Guardian != "" {
		add(`c.walled = 1 and c.guardian = ?`, f.Guardian)
	}
	if f.Supervisor != "" {
		add(`c.supervisor = ?`, f.Supervisor)
	}
	if few {
		condition, values := anyOf("c.code", f.Pending)
		add(condition, values...)
	}
	if len(f.OnDuty) > 0 {
		condition, values := anyOf("d.staff", f.OnDuty)
		add(`c.case_id in (select d.case_id from duty_on d where `+condition+` and d.until = 0)`, values...)
	}
	if f.OwnUnits {
		if len(v.Units) == 0 {
			return Page[CaseRow]{}, nil
		}
		condition, values := anyOf("c.unit", v.Units)
		add(condition, values...)
	}
	if f.Stage != "" {
		add(`c.stage = ?`, f.Stage)
	}
	if f.Grade != 0 {
		add(`c.grade = ?`, f.Grade)
	}
	if after != (Cursor{}) {
		add(`(c.next_due, c.case_id) > (?, ?)`, after.At, after.Key[0])
	}
	seen, seenArgs := Visible(v)
	add(seen, seenArgs...)
	query := `select ` + caseColumns + ` from case_row c where ` + strings.Join(where, " and ") + ` order by c.next_due, c.case_id limit ?`
	if few {
		query = `with few as materialized (select distinct c.next_due, c.case_id from waits c where ` + strings.Join(where, " and ") + ` order by c.next_due, c.case_id limit ?)
			select ` + caseColumns + ` from few cross join case_row c where c.case_id = few.case_id order by c.next_due, c.case_id`
	}
	rows, err := collect(ctx, tx, scanCase, query, append(args, limit+1)...)
	if err != nil {
		return Page[CaseRow]{}, fmt.Errorf("list cases: %w", err)
	}
	return pageOf(rows, limit, func(r CaseRow) Cursor {
		return Cursor{At: dueOrder(r.NextDue), Key: [5]string{r.CaseID}}
	}), nil
}

// Reported is one report and the first word with the victim after it.
type Reported struct {
	Opened  int64
	Channel string
	Spoke   int64
	Stage   string
}

// ReportedSince lists every report that reached the police at or after an instant, of
// cases the viewer may see, in no order. All that is asked stands in one index by time.
func ReportedSince(ctx context.Context, tx Tx, v Viewer, since int64) ([]Reported, error) {
	seen, args := Visible(v)
	out, err := collect(ctx, tx, func(scan func(...any) error) (r Reported, err error) {
		return r, scan(&r.Opened, &r.Channel, &r.Spoke, &r.Stage)
	}, `select c.opened, c.channel, c.spoke, c.stage from case_row c where c.opened >= ? and `+seen, append([]any{since}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	return out, nil
}

// amongStep is how many cases, or streams, are asked for in one statement.
const amongStep = 8

// SeenAmong says which of some cases there are for a viewer. It asks for eight at a
// time, and at least once, so that one hidden case and none run the same statement.
func SeenAmong(ctx context.Context, tx Tx, v Viewer, ids []string) (map[string]bool, error) {
	found, err := among(ctx, tx, v, ids, `c.case_id`, func(scan func(...any) error) (id string, err error) { return id, scan(&id) })
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, id := range found {
		out[id] = true
	}
	return out, nil
}

// CasesAmong finds the rows of some cases, in the order asked, each once; those the viewer
// may not see are not there. It asks as SeenAmong does.
func CasesAmong(ctx context.Context, tx Tx, v Viewer, ids []string) ([]CaseRow, error) {
	found, err := among(ctx, tx, v, ids, caseColumns, scanCase)
	if err != nil {
		return nil, err
	}
	byID := map[string]CaseRow{}
	for _, r := range found {
		byID[r.CaseID] = r
	}
	var out []CaseRow
	for _, id := range ids {
		if r, ok := byID[id]; ok {
			out = append(out, r)
			delete(byID, id)
		}
	}
	return out, nil
}

// among reads columns of those of some cases that a viewer may see, in no order.
func among[T any](ctx context.Context, tx Tx, v Viewer, ids []string, columns string, scan func(func(...any) error) (T, error)) (out []T, err error) {
	for from := 0; from == 0 || from < len(ids); from += amongStep {
		step := make([]string, amongStep) // the rest are ids that no case has
		copy(step, ids[from:])
		named, args := anyOf("c.case_id", step)
		seen, more := Visible(v)
		found, err := collect(ctx, tx, scan, `select `+columns+` from case_row c where `+named+` and `+seen, append(args, more...)...)
		if err != nil {
			return nil, fmt.Errorf("look for %d cases: %w", len(ids), err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// anyOf is "column is one of values".
func anyOf(column string, values []string) (condition string, args []any) {
	for _, value := range values {
		args = append(args, value)
	}
	return column + ` in (?` + strings.Repeat(", ?", len(values)-1) + `)`, args
}

// OnDuty reports whether the viewer is allocated to or on duty for a case they
// may see, now.
func OnDuty(ctx context.Context, tx Tx, v Viewer, caseID string) (bool, error) {
	seen, args := Visible(v)
	var n int64
	err := tx.QueryRow(ctx, `select count(*) from case_row c where c.case_id = ? and exists (select 1 from duty_on d
		where d.case_id = c.case_id and d.staff = ? and (d.until = 0 or d.until > ?)) and `+seen,
		append([]any{caseID, v.Staff, v.Now}, args...)...).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("read duty on case %s: %w", caseID, err)
	}
	return n > 0, nil
}

// OnDutySince lists the cases the viewer may see that they are on duty for without end,
// or until an instant or later, in no order.
func OnDutySince(ctx context.Context, tx Tx, v Viewer, since int64) ([]string, error) {
	seen, args := Visible(v)
	ids, err := collect(ctx, tx, func(scan func(...any) error) (id string, err error) { return id, scan(&id) },
		`select d.case_id from duty_on d cross join case_row c where d.staff = ? and (d.until = 0 or d.until >= ?) and c.case_id = d.case_id and `+seen,
		append([]any{v.Staff, since}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("list duty since: %w", err)
	}
	return ids, nil
}

// SharedItems lists what a partner viewer holds unexpired shares in, of one case.
func SharedItems(ctx context.Context, tx Tx, v Viewer, caseID string) ([]Share, error) {
	seen, args := Visible(v)
	items, err := collect(ctx, tx, func(scan func(...any) error) (s Share, err error) {
		return s, scan(&s.Partner, &s.Item, &s.Expires)
	}, `select h.partner, h.item, h.expires from share h join case_row c on c.case_id = h.case_id
		where h.case_id = ? and h.partner = ? and h.expires > ? and `+seen+` order by h.item`,
		append([]any{caseID, v.Partner, v.Now}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read shares of case %s: %w", caseID, err)
	}
	return items, nil
}
