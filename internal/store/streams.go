package store

import (
	"context"
	"fmt"
	"strings"
)

// StreamsLike lists the streams whose names are one of the given names, or start
// with one that ends in "/", in order. It reads the stream index, not entries.
func StreamsLike(ctx context.Context, tx Tx, names ...string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	var where []string
	var args []any
	for _, n := range names {
		if strings.HasSuffix(n, "/") {
			// "0" is the sign after "/": the range holds just the names that start so.
			where = append(where, `(stream >= ? and stream < ?)`)
			args = append(args, n, strings.TrimSuffix(n, "/")+"0")
			continue
		}
		where = append(where, `stream = ?`)
		args = append(args, n)
	}
	list, err := collect(ctx, tx, func(scan func(...any) error) (s string, err error) { return s, scan(&s) },
		`select distinct stream from entry where `+strings.Join(where, " or ")+` order by stream`, args...)
	if err != nil {
		return nil, fmt.Errorf("list streams: %w", err)
	}
	return list, nil
}

// LastSeqs is the last sequence number of each of some streams, as Tx.StreamSeq gives it
// of one; a stream without entries is not there.
func LastSeqs(ctx context.Context, tx Tx, streams []string) (map[string]int64, error) {
	type last struct {
		stream string
		seq    int64
	}
	out := map[string]int64{}
	for from := 0; from < len(streams); from += amongStep {
		step := make([]string, amongStep) // the rest are no stream's name
		copy(step, streams[from:])
		named, args := anyOf("stream", step)
		found, err := collect(ctx, tx, func(scan func(...any) error) (l last, err error) { return l, scan(&l.stream, &l.seq) },
			`select stream, max(seq) from entry where `+named+` group by stream`, args...)
		if err != nil {
			return nil, fmt.Errorf("last numbers of %d streams: %w", len(streams), err)
		}
		for _, l := range found {
			out[l.stream] = l.seq
		}
	}
	return out, nil
}

// WalledHolding lists restricted cases that hold, for each group, any of its
// tokens, with their guardians. It carries no viewer's filter: only the service
// itself asks, after a search has been answered, so that a guardian can be told.
func WalledHolding(ctx context.Context, tx Tx, groups [][]TokenRef, limit int) ([]CaseRow, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	var where strings.Builder
	var args []any
	for _, g := range groups {
		if len(g) == 0 {
			return nil, nil
		}
		held, values := holds(g)
		where.WriteString(` and exists (select 1 from token t where t.case_id = c.case_id and (` + held + `))`)
		args = append(args, values...)
	}
	// Restricted cases are few: they are found first, lest every case be gone through
	// in the order that is asked for.
	rows, err := collect(ctx, tx, scanCase, `with few as materialized (select w.case_id from case_row w where w.walled = 1)
		select `+caseColumns+` from few cross join case_row c where c.case_id = few.case_id`+
		where.String()+` order by c.case_id limit ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("look for restricted cases: %w", err)
	}
	return rows, nil
}
