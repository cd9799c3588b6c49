package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// CasePage is everything a page about one case may use: the case as the viewer
// may see it, what the guidance finds, and the history in the viewer's classes.
// For a partner there is nothing but the entries of the items shared with them.
type CasePage struct {
	access.CaseView
	Edition  *guidance.Edition // in force at At
	Findings *guidance.Findings
	Ledger   guidance.Ledger
	History  []casefile.Event // every entry, oldest first; data only through DataOf
	At       time.Time

	rules guidance.Context // what Findings were made with, of the case as the viewer may see it
}

// DataOf decodes an entry's data with what the viewer may not see left out.
func (p *CasePage) DataOf(e casefile.Event) (any, error) {
	k, ok := casefile.KindOf(e.Kind)
	if !ok {
		return nil, fmt.Errorf("kind %q is not known to this release", e.Kind)
	}
	data, err := k.Decode(e.Data)
	if err != nil {
		return nil, err
	}
	if p.typed(e) {
		return p.OwnData(data), nil
	}
	return p.Data(data), nil
}

// typed reports whether the viewer typed all that an entry says. A correction may carry
// on words of somebody else that its author was never shown.
func (p *CasePage) typed(e casefile.Event) bool {
	return e.Corrects == "" && e.Actor != "" && e.Actor == p.Viewer.Staff.ID
}

// Withholds reports whether a field of an entry is withheld from the viewer, or some of
// what its free words say: neither is changed by somebody who has not read it.
func (p *CasePage) Withholds(e *casefile.Event, f casefile.Field) bool {
	if !p.Can(f.Class) {
		return true
	}
	if f.Shape != casefile.ShapeText || p.typed(*e) {
		return false
	}
	var at any
	if json.Unmarshal(e.Data, &at) != nil {
		return true
	}
	for name := range strings.SplitSeq(f.Path, ".") {
		in, _ := at.(map[string]any)
		at = in[name]
	}
	if answer, is := at.(map[string]any); is {
		at = answer["v"]
	}
	said, _ := at.(string)
	return p.Words(said) != said
}

// Looked is the look this page stands for, to be recorded before it is sent.
func (p *CasePage) Looked(route string) Look {
	l := Look{Staff: p.Viewer.Staff.ID, Basis: p.Permission.Basis, Route: route, Outcome: "shown",
		Cases: []LookedAt{{ID: p.ID, Version: p.Version}}}
	for class, ok := range p.Permission.Classes {
		if ok {
			l.Classes = append(l.Classes, string(class))
		}
	}
	slices.Sort(l.Classes)
	if p.SafeTold {
		l.Reason = "safe contact without numbers: the case is offered to their unit"
	}
	return l
}

// Case loads a case for a viewer by its reference or id. ErrNoCase where there is
// none for them.
func (s *Service) Case(ctx context.Context, v access.Viewer, ref string) (*CasePage, error) {
	return s.CaseAsKnown(ctx, v, ref, time.Time{})
}

// CaseAsKnown loads a case as it was recorded up to an instant; the zero instant
// is now.
func (s *Service) CaseAsKnown(ctx context.Context, v access.Viewer, ref string, at time.Time) (*CasePage, error) {
	l, err := s.named(ctx, v, ref)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	if !at.IsZero() && at.Before(now) {
		if l, err = s.asKnown(l, at); err != nil {
			return nil, err
		}
		if l == nil {
			return nil, ErrNoCase
		}
		now = at
	}
	view, ok := access.View(l.c, v)
	if !ok {
		return nil, ErrNoCase
	}
	p, err := s.pageOf(l, view, now)
	if err != nil {
		return nil, err
	}
	return p, s.hideLinks(ctx, p)
}

// named loads the case of a reference or id through the viewer's filter; ErrNoCase,
// noted for its guardian, where there is none for them.
func (s *Service) named(ctx context.Context, v access.Viewer, ref string) (*loaded, error) {
	l, err := s.within(ctx, v, ref)
	if errors.Is(err, ErrNoCase) {
		s.trip(ctx, v, "", ByOpening, ref)
	}
	return l, err
}

// within is named where nobody asked for the case.
func (s *Service) within(ctx context.Context, v access.Viewer, ref string) (l *loaded, err error) {
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		l = nil
		row, ok, err := s.rowFor(ctx, tx, v, ref)
		if err != nil || !ok {
			return err
		}
		l, err = s.load(ctx, tx, row.CaseID)
		return err
	})
	if err == nil && l == nil {
		err = ErrNoCase
	}
	return l, err
}

// openIn opens a case that a query with the viewer's filter gave, up to its last entry,
// inside its transaction; nil where the viewer may not see it after all. What it is linked
// to is not looked up yet: see hideUnseen.
func (s *Service) openIn(ctx context.Context, tx store.Tx, v access.Viewer, id string, last int64) (*CasePage, error) {
	l, err := s.loadTo(ctx, tx, id, last)
	if err != nil || l == nil {
		return nil, err
	}
	view, ok := access.View(l.c, v)
	if !ok {
		return nil, nil
	}
	return s.pageOf(l, view, s.Now())
}

// pageOf is a case as somebody sees it at an instant.
func (s *Service) pageOf(l *loaded, view access.CaseView, now time.Time) (*CasePage, error) {
	ed, rules, err := s.rules(l, view.Case, now)
	if err != nil {
		return nil, err
	}
	if view.Permission.Basis == access.SharedWith {
		return &CasePage{CaseView: view, Edition: ed, Findings: &guidance.Findings{}, History: itemsOf(l.events, view.Permission.Items), At: now}, nil
	}
	found, err := s.fresh(l, now)
	if err != nil {
		return nil, err
	}
	return &CasePage{CaseView: view, Edition: ed, Findings: found, Ledger: l.ledger, History: l.events, At: now, rules: rules}, nil
}

// asKnown is a case as it stood at an instant before now, nil where there was none.
func (s *Service) asKnown(l *loaded, at time.Time) (*loaded, error) {
	events := recordedBy(l.events, at)
	if len(events) == 0 {
		return nil, nil
	}
	then, err := s.replay(l.c.ID, events)
	if err != nil {
		return nil, err
	}
	return s.caughtUp(then, at)
}

// itemsOf are the entries about the items a partner is shown, corrections included.
func itemsOf(events []casefile.Event, items []string) []casefile.Event {
	var out []casefile.Event
	for _, e := range events {
		if slices.Contains(items, e.Root()) {
			out = append(out, e)
		}
	}
	return out
}

func recordedBy(events []casefile.Event, at time.Time) []casefile.Event {
	var then []casefile.Event
	for _, e := range events {
		if !e.Recorded.After(at) {
			then = append(then, e)
		}
	}
	return then
}

// rowFor finds a case's row through the viewer's filter, by reference or by id.
func (s *Service) rowFor(ctx context.Context, tx store.Tx, v access.Viewer, ref string) (store.CaseRow, bool, error) {
	if _, err := journal.ParseID(ref); err == nil {
		return store.CaseByID(ctx, tx, storeViewer(v), ref)
	}
	return store.CaseByRef(ctx, tx, storeViewer(v), ref)
}

// storeViewer is the viewer as the database's filter knows them.
func storeViewer(v access.Viewer) store.Viewer {
	sv := store.Viewer{Staff: v.Staff.ID, Content: v.Content(), Now: millis(v.At)}
	if !v.Police() {
		sv.Partner = v.Staff.Partner
	}
	if v.Staff.Unit != "" {
		sv.Units = append(sv.Units, v.Staff.Unit)
	}
	sv.Units = append(sv.Units, v.Staff.Supervises...)
	return sv
}

// OwedTo names the victims of a case, where it has several, to whom a duty of the whole
// case is still owed.
func (s *Service) OwedTo(p *CasePage, key guidance.Key) []casefile.PersonID {
	if len(p.Victims) < 2 {
		return nil
	}
	var out []casefile.PersonID
	for _, id := range guidance.Unmet(guidance.Flatten(s.schema, p.CaseView.Case), p.Edition, p.rules, key, "victims") {
		out = append(out, casefile.PersonID(id))
	}
	return out
}

// Why explains one duty of a page in the facts the viewer may see.
func (s *Service) Why(p *CasePage, key guidance.Key) (guidance.Explanation, error) {
	for _, f := range p.Findings.Obligations {
		if f.Key == key {
			return guidance.Explain(guidance.Flatten(s.schema, p.CaseView.Case), p.Edition, p.rules, f)
		}
	}
	return guidance.Explanation{}, errNoDuty
}
