package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// table is one read-model table, for the few things done alike to all of them:
// replacing a case's rows, dropping them, and digesting.
type table struct {
	name    string
	columns []string // the primary key's first
	keys    int      // how many of columns are the primary key
	sealed  int      // how many of columns, at the end, are sealed blobs
}

// Rows written by one statement. Full batches are the common case in bulk; the
// small ones keep the number of different statements down to three a table.
var batches = []int{64, 8, 1}

// distinct keeps the last of rows that share a key, in order of appearance.
func (t table) distinct(rows [][]any) [][]any {
	at := make(map[string]int, len(rows))
	kept := rows[:0:0]
	for _, row := range rows {
		key := rowKey(row[:t.keys])
		if i, ok := at[key]; ok {
			kept[i] = row
			continue
		}
		at[key] = len(kept)
		kept = append(kept, row)
	}
	return kept
}

// upsert inserts rows or overwrites those with the same key; rows are distinct.
func (t table) upsert(ctx context.Context, tx Tx, rows [][]any) error {
	for _, size := range batches {
		if len(rows) < size {
			continue
		}
		query := t.upsertSQL(size)
		for len(rows) >= size {
			args := make([]any, 0, size*len(t.columns))
			for _, row := range rows[:size] {
				args = append(args, row...)
			}
			if _, err := tx.Exec(ctx, query, args...); err != nil {
				return fmt.Errorf("write %s: %w", t.name, err)
			}
			rows = rows[size:]
		}
	}
	return nil
}

func (t table) upsertSQL(rows int) string {
	one := `(?` + strings.Repeat(`, ?`, len(t.columns)-1) + `)`
	query := `insert into ` + t.name + ` (` + strings.Join(t.columns, ", ") + `) values ` +
		one + strings.Repeat(`, `+one, rows-1) +
		` on conflict (` + strings.Join(t.columns[:t.keys], ", ") + `) do `
	if t.keys == len(t.columns) {
		return query + `nothing`
	}
	var set []string
	for _, column := range t.columns[t.keys:] {
		set = append(set, column+` = excluded.`+column)
	}
	return query + `update set ` + strings.Join(set, ", ")
}

// changes compares a case's stored rows with what they should be, deletes those
// that should not be there and returns those to write.
func (t table) changes(ctx context.Context, tx Tx, caseID string, want [][]any) ([][]any, error) {
	stored, err := t.rows(ctx, tx, ` where case_id = ?`, caseID)
	if err != nil {
		return nil, err
	}
	held := make(map[string][]any, len(stored))
	for _, row := range stored {
		held[rowKey(row[:t.keys])] = row
	}
	write := want[:0:0]
	for _, row := range want {
		key := rowKey(row[:t.keys])
		if old, ok := held[key]; !ok || rowKey(old) != rowKey(row) {
			write = append(write, row)
		}
		delete(held, key)
	}
	remove := `delete from ` + t.name + ` where ` + strings.Join(t.columns[:t.keys], " = ? and ") + ` = ?`
	for _, row := range held {
		if _, err := tx.Exec(ctx, remove, row[:t.keys]...); err != nil {
			return nil, fmt.Errorf("delete from %s: %w", t.name, err)
		}
	}
	return write, nil
}

// rows reads whole rows; every value is a string, an int64 or a []byte.
func (t table) rows(ctx context.Context, tx Tx, tail string, args ...any) ([][]any, error) {
	list, err := collect(ctx, tx, t.scan(len(t.columns)),
		`select `+strings.Join(t.columns, ", ")+` from `+t.name+tail, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", t.name, err)
	}
	return list, nil
}

func (t table) scan(columns int) func(func(...any) error) ([]any, error) {
	return func(scan func(...any) error) ([]any, error) {
		row := make([]any, columns)
		into := make([]any, columns)
		for i := range row {
			into[i] = &row[i]
		}
		return row, scan(into...)
	}
}

// digest writes every row's clear columns to w in order of primary key.
func (t table) digest(ctx context.Context, tx Tx, w io.Writer) (err error) {
	shown := t.columns[:len(t.columns)-t.sealed]
	rows, err := tx.Query(ctx, `select `+strings.Join(shown, ", ")+` from `+t.name+
		` order by `+strings.Join(t.columns[:t.keys], ", "))
	if err != nil {
		return fmt.Errorf("read %s: %w", t.name, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	scan := t.scan(len(shown))
	if _, err := io.WriteString(w, rowKey([]any{t.name})); err != nil {
		return err
	}
	for rows.Next() {
		row, err := scan(rows.Scan)
		if err != nil {
			return fmt.Errorf("read %s: %w", t.name, err)
		}
		if _, err := io.WriteString(w, rowKey(row)); err != nil {
			return err
		}
	}
	return rows.Err()
}

// rowKey encodes values so that different rows never read alike: each as a
// letter for its type, then its length and bytes, or eight bytes.
func rowKey(values []any) string {
	var b []byte
	for _, value := range values {
		switch x := value.(type) {
		case int64:
			b = binary.BigEndian.AppendUint64(append(b, 'i'), uint64(x))
		case string:
			b = binary.AppendUvarint(append(b, 't'), uint64(len(x)))
			b = append(b, x...)
		case []byte:
			b = binary.AppendUvarint(append(b, 'b'), uint64(len(x)))
			b = append(b, x...)
		default:
			panic(fmt.Sprintf("a read-model column held %T; the common subset has integers, text and blobs", value))
		}
	}
	return string(b)
}
