package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Share is an item of a case that a partner organisation may see until it
// expires.
type Share struct {
	Partner string
	Item    string // id of what is shared
	Expires int64  // milliseconds since 1970 UTC; 0 opens nothing
}

// DutyOn says that a member of staff is allocated to a case or on duty for it, or
// that it is offered to a whole unit.
type DutyOn struct {
	Staff string // staff id, or a key that stands for a unit and is no staff id
	Until int64  // milliseconds since 1970 UTC; 0 for no end
}

// CaseRows is everything the read models hold of one case. CaseID inside
// Obligations may be left empty.
type CaseRows struct {
	Case        CaseRow
	Wall        []string // staff inside the restriction
	Granted     []DutyOn // staff let inside for a time; Until 0 opens nothing
	Conflicts   []string // staff who must never see it
	Shares      []Share
	DutyOn      []DutyOn
	Obligations []Obligation
	Questions   []Question
	Tokens      []TokenRef
	Cards       []Card
	Ledger      []byte // sealed; LedgerOf reads it
}

// caseTables are the tables CaseRows fills, in the order of CaseRows.tables.
var caseTables = []table{
	{name: "case_row", keys: 1, sealed: 2, columns: []string{"case_id", "ref", "stage", "opened", "closed", "walled",
		"guardian", "owner", "supervisor", "unit", "grade", "judged", "pending", "version", "updated", "next_due",
		"next_clause", "next_severity", "wake", "adopted", "channel", "spoke", "prints", "summary"}},
	{name: "wall_member", keys: 2, columns: []string{"case_id", "staff", "until"}},
	{name: "conflict", keys: 2, columns: []string{"case_id", "staff"}},
	{name: "share", keys: 3, columns: []string{"case_id", "partner", "item", "expires"}},
	{name: "duty_on", keys: 2, columns: []string{"case_id", "staff", "until"}},
	{name: "obligation", keys: 4, columns: []string{"case_id", "clause", "scope", "occurrence", "state", "kind",
		"strength", "severity", "actor", "provenance", "arose", "due", "warn", "next_flip", "edition", "source",
		"ended", "decided", "marks"}},
	{name: "question", keys: 3, columns: []string{"case_id", "path", "clause", "weight"}},
	{name: "token", keys: 3, columns: []string{"class", "token", "case_id"}},
	{name: "card", keys: 2, sealed: 1, columns: []string{"case_id", "card_id", "sealed"}},
	{name: "card_token", keys: 3, columns: []string{"class", "token", "card_id", "case_id"}},
	{name: "waits", keys: 2, columns: []string{"case_id", "code", "closed", "walled", "guardian", "owner", "supervisor",
		"unit", "stage", "grade", "next_due"}},
	{name: "case_ledger", keys: 1, sealed: 1, columns: []string{"case_id", "sealed"}},
}

// Of the tables above, these hold one row a case, and another at every event.
const rowTable, ledgerTable = 0, 11

// tables lays the rows out by table, in the order of caseTables.
func (r CaseRows) tables() [][][]any {
	c := r.Case
	id := c.CaseID
	summary := c.Summary
	if summary == nil {
		summary = []byte{}
	}
	all := make([][][]any, len(caseTables))
	all[rowTable] = [][]any{{id, c.Ref, c.Stage, c.Opened, c.Closed, flag(c.Walled), c.Guardian, c.Owner, c.Supervisor,
		c.Unit, int64(c.Grade), c.Judged, c.Pending, c.Version, c.Updated, dueOrder(c.NextDue), c.NextClause,
		int64(c.NextSeverity), c.Wake, c.Adopted, c.Channel, c.Spoke, []byte{}, summary}}
	for _, staff := range r.Wall {
		all[1] = append(all[1], []any{id, staff, int64(0)})
	}
	for _, g := range r.Granted {
		if g.Until > 0 && !slices.Contains(r.Wall, g.Staff) {
			all[1] = append(all[1], []any{id, g.Staff, g.Until})
		}
	}
	for _, staff := range r.Conflicts {
		all[2] = append(all[2], []any{id, staff})
	}
	for _, s := range r.Shares {
		all[3] = append(all[3], []any{id, s.Partner, s.Item, s.Expires})
	}
	for _, d := range r.DutyOn {
		all[4] = append(all[4], []any{id, d.Staff, d.Until})
	}
	for _, o := range r.Obligations {
		all[5] = append(all[5], []any{id, o.Clause, o.Scope, o.Occurrence, o.State, o.Kind, o.Strength,
			int64(o.Severity), o.Actor, o.Provenance, o.Arose, dueOrder(o.Due), o.Warn, o.NextFlip, o.Edition,
			o.Source, o.Ended, o.Decided, o.Marks})
	}
	for _, q := range r.Questions {
		all[6] = append(all[6], []any{id, q.Path, q.Clause, int64(q.Weight)})
	}
	for _, t := range r.Tokens {
		all[7] = append(all[7], []any{t.Class, t.Token, id})
	}
	for _, k := range r.Cards {
		all[8] = append(all[8], []any{id, k.ID, k.Sealed})
		for _, t := range k.Tokens {
			all[9] = append(all[9], []any{t.Class, t.Token, k.ID, id})
		}
	}
	for _, code := range strings.Fields(c.Pending) {
		all[10] = append(all[10], []any{id, code, c.Closed, flag(c.Walled), c.Guardian, c.Owner, c.Supervisor, c.Unit, c.Stage, int64(c.Grade), dueOrder(c.NextDue)})
	}
	if r.Ledger != nil {
		all[ledgerTable] = [][]any{{id, r.Ledger}}
	}
	for i, t := range caseTables {
		all[i] = t.distinct(all[i])
	}
	row := all[rowTable][0]
	row[len(row)-2] = prints(all)
	return all
}

// printSize is how much of a digest tells one table's rows of a case from others.
const printSize = 8

// prints are short digests of a case's rows, one for each table between case_row
// and case_ledger. They stand in its row, so that replacing rows need not read
// tables in which nothing changed.
func prints(all [][][]any) []byte {
	out := make([]byte, 0, printSize*(ledgerTable-1))
	for _, rows := range all[1:ledgerTable] {
		keys := make([]string, len(rows))
		for i, row := range rows {
			keys[i] = rowKey(row)
		}
		slices.Sort(keys)
		h := sha256.New()
		for _, k := range keys {
			io.WriteString(h, k)
		}
		out = append(out, h.Sum(nil)[:printSize]...)
	}
	return out
}

func samePrint(stored, now []byte, table int) bool {
	from, to := (table-1)*printSize, table*printSize
	return len(stored) == len(now) && bytes.Equal(stored[from:to], now[from:to])
}

// ReplaceCaseRows makes the read models hold exactly these rows for these cases.
// Only rows that differ are written, since one event changes few of them, and
// rows of many cases share statements. A case appears once in the list.
func ReplaceCaseRows(ctx context.Context, tx Tx, cases ...CaseRows) error {
	write := make([][][]any, len(caseTables))
	for _, rows := range cases {
		id := rows.Case.CaseID
		if id == "" {
			return fmt.Errorf("replace rows of case %q: no case id", rows.Case.Ref)
		}
		var stored []byte
		err := tx.QueryRow(ctx, `select prints from case_row where case_id = ?`, id).Scan(&stored)
		known := !errors.Is(err, sql.ErrNoRows)
		if err != nil && known {
			return fmt.Errorf("replace rows of case %s: %w", id, err)
		}
		all := rows.tables()
		now := prints(all)
		for i, want := range all {
			switch {
			case i == rowTable || i == ledgerTable || !known:
			case samePrint(stored, now, i):
				continue
			default:
				if want, err = caseTables[i].changes(ctx, tx, id, want); err != nil {
					return fmt.Errorf("replace rows of case %s: %w", id, err)
				}
			}
			write[i] = append(write[i], want...)
		}
	}
	for i, t := range caseTables {
		if err := t.upsert(ctx, tx, write[i]); err != nil {
			return fmt.Errorf("replace rows of %d cases: %w", len(cases), err)
		}
	}
	return nil
}

// DropCase removes a case's rows, at its disposal or merger. Consultations of it
// stay: they are derived from the access stream, which is not disposed of.
func DropCase(ctx context.Context, tx Tx, caseID string) error {
	for _, t := range caseTables {
		if _, err := tx.Exec(ctx, `delete from `+t.name+` where case_id = ?`, caseID); err != nil {
			return fmt.Errorf("drop rows of case %s: %w", caseID, err)
		}
	}
	return nil
}

// ClearRows empties every read model, as the first step of a rebuild. Working
// state is no read model and stays.
func ClearRows(ctx context.Context, tx Tx) error {
	for _, t := range append([]table{consultedTable}, caseTables...) {
		if _, err := tx.Exec(ctx, `delete from `+t.name); err != nil {
			return fmt.Errorf("clear %s: %w", t.name, err)
		}
	}
	if _, err := tx.Exec(ctx, `insert into rows_cleared (one) values (1) on conflict do nothing`); err != nil {
		return fmt.Errorf("note that the rows are cleared: %w", err)
	}
	return nil
}

// RowsCleared reports whether the read models were cleared and not all made again:
// until they are, nobody may read them.
func RowsCleared(ctx context.Context, tx Tx) (bool, error) {
	var n int
	if err := tx.QueryRow(ctx, `select count(*) from rows_cleared`).Scan(&n); err != nil {
		return false, fmt.Errorf("ask whether the rows are whole: %w", err)
	}
	return n > 0, nil
}

// RowsWhole notes that every read model is made again.
func RowsWhole(ctx context.Context, tx Tx) error {
	if _, err := tx.Exec(ctx, `delete from rows_cleared`); err != nil {
		return fmt.Errorf("note that the rows are whole: %w", err)
	}
	return nil
}

// RowsDigest is SHA-256 over every read model's clear columns in order of their
// keys, the same on both databases. Sealed blobs are left out: sealing the same
// text again gives other bytes. Two databases made from one journal agree.
func RowsDigest(ctx context.Context, tx Tx) ([32]byte, error) {
	h := sha256.New()
	for _, t := range append([]table{consultedTable}, caseTables...) {
		if err := t.digest(ctx, tx, h); err != nil {
			return [32]byte{}, fmt.Errorf("digest read models: %w", err)
		}
	}
	return [32]byte(h.Sum(nil)), nil
}
