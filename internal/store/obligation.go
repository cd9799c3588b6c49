package store

import (
	"context"
	"fmt"
	"strings"
)

// Obligation is one duty as lists show it: keys, codes and instants only. What
// it says comes from the edition. Instants are milliseconds since 1970 UTC, 0
// for none; whether it is overdue is a comparison, not a state.
type Obligation struct {
	CaseID     string
	Clause     string // key in the edition
	Scope      string // what it is about within the case, "" for the whole
	Occurrence string // which time it arose
	State      string // outstanding, satisfied, decided, waived, undetermined, contrary, ended
	Kind       string
	Strength   string
	Severity   int
	Actor      string // role that owes it
	Provenance string // law, app, local, reading
	Arose      int64
	Due        int64
	Warn       int64
	NextFlip   int64 // when its state may change with no further event; never before its case's Wake
	Edition    string
	Source     string // id of the event it arose from
	Ended      int64
	Decided    int64
	Marks      string // codes such as disputed, cannot_comply
}

const obligationColumns = `o.case_id, o.clause, o.scope, o.occurrence, o.state, o.kind, o.strength, o.severity, o.actor,
	o.provenance, o.arose, o.due, o.warn, o.next_flip, o.edition, o.source, o.ended, o.decided, o.marks`

func scanObligation(scan func(...any) error) (Obligation, error) {
	var o Obligation
	err := scan(&o.CaseID, &o.Clause, &o.Scope, &o.Occurrence, &o.State, &o.Kind, &o.Strength, &o.Severity, &o.Actor,
		&o.Provenance, &o.Arose, &o.Due, &o.Warn, &o.NextFlip, &o.Edition, &o.Source, &o.Ended, &o.Decided, &o.Marks)
	o.Due = dueInstant(o.Due)
	return o, err
}

// Duty is an obligation in a list across cases.
type Duty struct {
	Obligation
	Ref, Owner string // of its case
}

// DutyFilter narrows a list of duties; empty fields narrow nothing but State.
type DutyFilter struct {
	State     string // "" means outstanding
	Actor     string
	Owner     string // of the case
	DueBefore int64  // due earlier than this instant; 0 lists undated ones too
}

// Duties lists the obligations of cases the viewer may see by due instant,
// undated ones last, then by case, clause, scope and occurrence.
func Duties(ctx context.Context, tx Tx, v Viewer, f DutyFilter, after Cursor, limit int) (Page[Duty], error) {
	if err := checkLimit(limit); err != nil {
		return Page[Duty]{}, fmt.Errorf("list duties: %w", err)
	}
	// cross join fixes the order of joining in SQLite, materialized keeps
	// PostgreSQL from walking the due index: an owner's few cases lead to their
	// duties. Otherwise the due index leads and its order is the answer.
	from, fence := `obligation o cross join case_row c`, `not materialized`
	var where []string
	var args []any
	add := func(condition string, values ...any) {
		where = append(where, condition)
		args = append(args, values...)
	}
	add(`o.case_id = c.case_id`)
	if f.State == "" {
		f.State = "outstanding"
	}
	add(`o.state = ?`, f.State)
	if f.Owner != "" {
		from, fence = `case_row c cross join obligation o`, `materialized`
		add(`c.owner = ?`, f.Owner)
	}
	if f.Actor != "" {
		add(`o.actor = ?`, f.Actor)
	}
	if f.DueBefore != 0 {
		add(`o.due < ?`, f.DueBefore)
	}
	if after != (Cursor{}) {
		add(`(o.due, o.case_id, o.clause, o.scope, o.occurrence) > (?, ?, ?, ?, ?)`,
			after.At, after.Key[0], after.Key[1], after.Key[2], after.Key[3])
	}
	seen, seenArgs := Visible(v)
	add(seen, seenArgs...)
	duties, err := collect(ctx, tx, func(scan func(...any) error) (d Duty, err error) {
		d.Obligation, err = scanObligation(func(into ...any) error { return scan(append(into, &d.Ref, &d.Owner)...) })
		return d, err
	}, `with d as `+fence+` (select `+obligationColumns+`, c.ref, c.owner from `+from+
		` where `+strings.Join(where, " and ")+`) select `+
		strings.ReplaceAll(obligationColumns, "o.", "d.")+`, d.ref, d.owner from d
		order by due, case_id, clause, scope, occurrence limit ?`, append(args, limit+1)...)
	if err != nil {
		return Page[Duty]{}, fmt.Errorf("list duties: %w", err)
	}
	return pageOf(duties, limit, func(d Duty) Cursor {
		return Cursor{At: dueOrder(d.Due), Key: [5]string{d.CaseID, d.Clause, d.Scope, d.Occurrence}}
	}), nil
}

// Obligations lists every obligation of one case the viewer may see, by due
// instant and key.
func Obligations(ctx context.Context, tx Tx, v Viewer, caseID string) ([]Obligation, error) {
	seen, args := Visible(v)
	list, err := collect(ctx, tx, scanObligation, `select `+obligationColumns+
		` from case_row c cross join obligation o where o.case_id = c.case_id and c.case_id = ? and `+seen+
		` order by o.due, o.clause, o.scope, o.occurrence`, append([]any{caseID}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read obligations of case %s: %w", caseID, err)
	}
	return list, nil
}

// Question is a fact nobody has recorded that a clause waits for.
type Question struct {
	Path   string // of the fact in the case
	Weight int    // how much hangs on it, for ordering
	Clause string
}

// Questions lists what one case the viewer may see has not answered, heaviest
// first.
func Questions(ctx context.Context, tx Tx, v Viewer, caseID string) ([]Question, error) {
	seen, args := Visible(v)
	list, err := collect(ctx, tx, func(scan func(...any) error) (q Question, err error) {
		return q, scan(&q.Path, &q.Weight, &q.Clause)
	}, `select q.path, q.weight, q.clause from case_row c cross join question q
		where q.case_id = c.case_id and c.case_id = ? and `+seen+` order by q.weight desc, q.path, q.clause`,
		append([]any{caseID}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("read questions of case %s: %w", caseID, err)
	}
	return list, nil
}
