package casework

import (
	"context"
	"fmt"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/store"
)

// Row is one case in a list. Names only: no number or address ever stands in a
// list.
type Row struct {
	ID, Ref, Stage, Unit, Owner string
	Version                     int64 // of the case, as the row shows it
	Victims, Actors             []string
	Relation                    casefile.Relationship
	Class, Proposed             casefile.Class
	Grade                       casefile.Grade
	Judged, Reported, NextDue   time.Time
	Next                        *guidance.Clause // most pressing of what is due, nil where nothing is; NextDue zero where it has no time
	Late                        *guidance.Clause // what has been overdue longest, nil where nothing is
	LateSince                   time.Time
	Waiting                     []Waiting // all that waits for a second person
	Changes                     []Change  // the newest, newest first
	Held                        *Held     // a suspect in custody, nil where none is
	Gaps                        *Gaps     // nil of a closed case, and where an earlier release wrote the row
	Restricted                  bool      // shown only to those inside
}

// Look is the case as the row shows it, for the record of who was shown it.
func (r Row) Look() LookedAt { return LookedAt{ID: r.ID, Version: r.Version} }

// DutyRow is one duty in a list across cases.
type DutyRow struct {
	Key     guidance.Key
	Clause  *guidance.Clause
	CaseID  string
	Ref     string
	Victims []string
	Due     time.Time
	Marks   string
}

// List is one page of a list; Next continues it, empty at the end.
type List[T any] struct {
	Items []T
	Next  string
	Looks []LookedAt // cases shown, for the record
}

// Filter narrows the list of cases.
type Filter struct {
	Mine    bool
	Walled  bool // restricted cases the viewer is inside of
	Guarded bool // restricted cases the viewer is guardian of
	MyUnits bool
	Owner   string
	Unit    string
	Stage   string
	Grade   casefile.Grade
	Closed  bool
	Waits   []string // only cases that wait for one of these: Waits codes
	Led     bool     // only cases whose supervisor the viewer is
	Offered bool     // only cases offered to a unit of the viewer's, for anybody there to accept
}

// Cases lists cases the viewer may see, most pressing first.
func (s *Service) Cases(ctx context.Context, v access.Viewer, f Filter, after string, limit int) (List[Row], error) {
	return s.listCases(ctx, v, f, after, limit, nil)
}

// OpenCases is the first page of Cases with each of its cases opened.
func (s *Service) OpenCases(ctx context.Context, v access.Viewer, f Filter, limit int) (List[Row], []*CasePage, error) {
	var open []*CasePage
	list, err := s.listCases(ctx, v, f, "", limit, func(ctx context.Context, tx store.Tx, page []store.CaseRow) error {
		open = nil
		var streams, linked []string
		for _, r := range page {
			streams = append(streams, caseStream(r.CaseID))
		}
		last, err := store.LastSeqs(ctx, tx, streams)
		if err != nil {
			return err
		}
		for _, r := range page {
			p, err := s.openIn(ctx, tx, v, r.CaseID, last[caseStream(r.CaseID)])
			if err != nil {
				return err
			}
			if p != nil {
				open, linked = append(open, p), append(linked, p.linked()...)
			}
		}
		seen, err := store.SeenAmong(ctx, tx, storeViewer(v), linked)
		for _, p := range open {
			p.hideUnseen(seen)
		}
		return err
	})
	return list, open, err
}

// listCases reads a page of the queue; with is what else is read beside it.
func (s *Service) listCases(ctx context.Context, v access.Viewer, f Filter, after string, limit int,
	with func(context.Context, store.Tx, []store.CaseRow) error) (List[Row], error) {
	if !v.Content() {
		return List[Row]{}, ErrNotAllowed
	}
	cur, err := store.ParseCursor(after)
	if err != nil {
		return List[Row]{}, fmt.Errorf("list cases: %w", err)
	}
	q, some := queueFilter(v, f)
	if !some {
		return List[Row]{}, nil
	}
	var out List[Row]
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		page, err := store.Queue(ctx, tx, storeViewer(v), q, cur, limit)
		if err != nil {
			return err
		}
		out = List[Row]{}
		for _, r := range page.Items {
			row, err := s.row(r)
			if err != nil {
				return err
			}
			if !v.Police() {
				row = Row{ID: row.ID, Ref: row.Ref, Version: row.Version} // a partner is shown items, never a case
			}
			out.Items = append(out.Items, row)
			out.Looks = append(out.Looks, row.Look())
		}
		if page.More {
			out.Next = page.Next.String()
		}
		if with == nil {
			return nil
		}
		return with(ctx, tx, page.Items)
	})
	if err != nil {
		return List[Row]{}, fmt.Errorf("list cases: %w", err)
	}
	return out, nil
}

// queueFilter is a filter as the store asks it for a viewer; false where nothing
// can be in it.
func queueFilter(v access.Viewer, f Filter) (store.QueueFilter, bool) {
	q := store.QueueFilter{Owner: f.Owner, Unit: f.Unit, OwnUnits: f.MyUnits, Stage: f.Stage, Grade: f.Grade.Level(), Closed: f.Closed, Pending: f.Waits}
	if f.Mine {
		q.Owner = v.Staff.ID
	}
	if f.Led {
		q.Supervisor = v.Staff.ID
	}
	q.Walled = f.Walled
	if f.Guarded {
		q.Guardian = v.Staff.ID
	}
	if f.Offered {
		for _, unit := range append([]string{v.Staff.Unit}, v.Staff.Supervises...) {
			if access.InUnit(v, unit) {
				q.OnDuty = append(q.OnDuty, dutyUnit(unit))
			}
		}
	}
	return q, !f.Offered || len(q.OnDuty) > 0
}

func (s *Service) row(r store.CaseRow) (Row, error) {
	sum, err := s.openSummary(r)
	if err != nil {
		return Row{}, err
	}
	row := Row{ID: r.CaseID, Version: r.Version, Ref: r.Ref, Stage: r.Stage, Unit: r.Unit, Owner: r.Owner, Victims: sum.Victims, Actors: sum.Actors,
		Relation: casefile.Relationship(sum.Relation), Class: casefile.Class(sum.Class), Proposed: casefile.Class(sum.Proposed),
		Grade: casefile.Grade(sum.Grade), Judged: fromMillis(r.Judged), Reported: fromMillis(r.Opened), Waiting: sum.Waiting, Changes: sum.Changes, Held: sum.Held, Gaps: sum.Gaps, Restricted: r.Walled}
	now := s.Now()
	if n, ok := pressing(sum.Next, now); ok {
		row.Next, row.NextDue = s.edition.Clause(n.Clause), n.Due
	}
	if n, ok := overdue(sum.Next, now); ok {
		row.Late, row.LateSince = s.edition.Clause(n.Clause), n.Due
	}
	return row, nil
}

// Duties lists what is outstanding on the viewer's cases (or, for supervisors,
// their units' cases), by when it is due.
func (s *Service) Duties(ctx context.Context, v access.Viewer, f store.DutyFilter, after string, limit int) (List[DutyRow], error) {
	if !v.Police() {
		return List[DutyRow]{}, ErrNotAllowed
	}
	cur, err := store.ParseCursor(after)
	if err != nil {
		return List[DutyRow]{}, fmt.Errorf("list duties: %w", err)
	}
	var out List[DutyRow]
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		page, err := store.Duties(ctx, tx, storeViewer(v), f, cur, limit)
		if err != nil {
			return err
		}
		out = List[DutyRow]{}
		for _, d := range page.Items {
			row := DutyRow{Key: guidance.Key{Clause: d.Clause, Pair: d.Scope, Occurrence: d.Occurrence}, Clause: s.edition.Clause(d.Clause),
				CaseID: d.CaseID, Ref: d.Ref, Due: fromMillis(d.Due), Marks: d.Marks}
			if c, ok, err := store.CaseByID(ctx, tx, storeViewer(v), d.CaseID); err == nil && ok {
				if sum, err := s.openSummary(c); err == nil {
					row.Victims = sum.Victims
				}
			}
			if row.Clause != nil {
				out.Items = append(out.Items, row)
				out.Looks = append(out.Looks, LookedAt{ID: d.CaseID})
			}
		}
		if page.More {
			out.Next = page.Next.String()
		}
		return nil
	})
	if err != nil {
		return List[DutyRow]{}, fmt.Errorf("list duties: %w", err)
	}
	return out, nil
}

// Notices lists what the viewer has been told, newest first.
func (s *Service) Notices(ctx context.Context, v access.Viewer, limit int) ([]store.Notice, error) {
	var out []store.Notice
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		page, err := store.Notices(ctx, tx, storeViewer(v), store.Cursor{}, limit)
		out = page.Items
		return err
	})
	return out, err
}

// SentSince are the cases the viewer may see to which they are sent, or were until an
// instant: which of those they were told of are worth opening.
func (s *Service) SentSince(ctx context.Context, v access.Viewer, since time.Time) (ids []string, err error) {
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		ids, err = store.OnDutySince(ctx, tx, storeViewer(v), millis(since))
		return err
	})
	return ids, err
}

// Looked is one line of who has looked at a case.
type Looked struct {
	At    time.Time
	Staff string
	Basis access.Basis
	Route string
}

// WhoLooked lists who has looked at a case, newest first. Only those allocated to
// it, supervising it or guarding it are told.
func (s *Service) WhoLooked(ctx context.Context, p *CasePage, after string, limit int) (List[Looked], error) {
	switch p.Permission.Basis {
	case access.Allocated, access.Supervises, access.Guardian, access.Member, access.BreakGlass:
	default:
		return List[Looked]{}, ErrNotAllowed
	}
	cur, err := store.ParseCursor(after)
	if err != nil {
		return List[Looked]{}, fmt.Errorf("who looked: %w", err)
	}
	var out List[Looked]
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		page, err := store.Consultations(ctx, tx, storeViewer(p.Viewer), p.ID, cur, limit)
		if err != nil {
			return err
		}
		out = List[Looked]{}
		for _, c := range page.Items {
			out.Items = append(out.Items, Looked{At: fromMillis(c.At), Staff: c.Staff, Basis: access.Basis(c.Basis), Route: c.Route})
		}
		if page.More {
			out.Next = page.Next.String()
		}
		return nil
	})
	return out, err
}

func (s *Service) rolesNow(st interface {
	RolesOn(calendar.Date) []casefile.Role
}) []casefile.Role {
	return st.RolesOn(calendar.DateOf(s.Now()))
}
