package casework

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Recorded is the answer to acts that are durable.
type Recorded struct {
	CaseID    string
	Version   int64    // of the case, after the acts
	Duplicate bool     // they had been recorded before
	Proposed  []string // ids saved as proposed, waiting for a second person
}

// Acts are what somebody asks to be recorded together on one case.
type Acts struct {
	CaseID string
	Base   int64 // version of the case the person was looking at; 0 where they saw none
	Events []casefile.Event
}

// tries bounds how often an act is admitted anew because others wrote meanwhile,
// though it was its turn: another process, or what the service itself records.
const tries = 8

// errCrowded: every try met an entry of somebody else. Nothing was recorded.
var errCrowded = errors.New("others kept writing to it")

// Record authorises, admits and appends acts, all or none. The error is
// ErrNoCase, ErrNotAllowed, *Refused, *Conflict, or the journal's.
func (s *Service) Record(ctx context.Context, v access.Viewer, acts Acts) (Recorded, error) {
	return s.recordAs(ctx, v, acts, access.None)
}

// recordAs is Record on a basis that the server found for acts it makes itself; None
// is the viewer's own.
func (s *Service) recordAs(ctx context.Context, v access.Viewer, acts Acts, as access.Basis) (Recorded, error) {
	if len(acts.Events) == 0 {
		return Recorded{}, errors.New("record: no acts given")
	}
	begins := acts.Events[0].Kind == "ReportReceived" && acts.Events[0].Corrects == ""
	var mine claim
	defer mine.end()
	for range tries {
		got, err := s.tryRecord(ctx, v, acts, begins, as, &mine)
		if isConflict(err) {
			continue // somebody wrote between our load and our turn: look again
		}
		return got, err
	}
	return Recorded{}, fmt.Errorf("record on case %s: %w", acts.CaseID, errCrowded)
}

func (s *Service) tryRecord(ctx context.Context, v access.Viewer, acts Acts, begins bool, as access.Basis, mine *claim) (Recorded, error) {
	a, before, err := s.admit(ctx, v, acts, begins, as)
	if a == nil {
		return before, err
	}
	if waited, err := s.turns.take(ctx, mine, acts.CaseID); err != nil {
		return Recorded{}, fmt.Errorf("record on case %s: not recorded: %w", acts.CaseID, err)
	} else if waited {
		if a, before, err = s.admit(ctx, v, acts, begins, as); a == nil {
			return before, err
		}
	}
	out, err := s.appendAll(ctx, v, a)
	if err != nil {
		return Recorded{}, err
	}
	return out[0], nil
}

// loadFor loads a case through the viewer's filter, so that a hidden case and an
// absent one cost the same statements; nil for both. A report may not begin where
// there is a case, seen or not: that is ErrNoCase.
func (s *Service) loadFor(ctx context.Context, v access.Viewer, id string, begins bool) (l *loaded, err error) {
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		l = nil
		_, visible, err := store.CaseByID(ctx, tx, storeViewer(v), id)
		if err != nil {
			return err
		}
		if visible {
			l, err = s.load(ctx, tx, id)
			return err
		}
		if !begins {
			return nil
		}
		last, err := tx.StreamSeq(ctx, caseStream(id))
		if err == nil && last > 0 {
			err = ErrNoCase
		}
		return err
	})
	return l, err
}

// shutsOut reports whether acts put a wall up, or somebody out of one: the drafts,
// searches and notices they had of the case go in the same transaction.
func shutsOut(before, after *casefile.Case) bool {
	if after.Restricted == nil {
		return false
	}
	if before.Restricted == nil {
		return true
	}
	return slices.ContainsFunc(before.Restricted.Members, func(m casefile.StaffID) bool { return !slices.Contains(after.Restricted.Members, m) })
}

// recordedBefore is the one answer to an act whose id stands in the record with
// other words, in this case or, for all the answer says, any other.
var recordedBefore = casefile.Problem{Code: "already_recorded",
	What: "This form was recorded before with other words. What was recorded stands: correct that entry instead."}

// recorded puts the acknowledged state in the cache, with the times the journal
// gave, and says what is now proposed.
func (s *Service) recorded(ctx context.Context, acts Acts, next *loaded, receipt journal.Receipt) (Recorded, error) {
	r := Recorded{CaseID: acts.CaseID, Version: next.version, Duplicate: receipt.Duplicate}
	if receipt.Duplicate {
		// Recorded while we were admitting it, and not after what we had loaded.
		r.Version = receipt.Entries[len(receipt.Entries)-1].Seq
		s.cases.drop(acts.CaseID)
		return r, nil
	}
	n := len(next.events) - len(receipt.Entries)
	exact := true
	for i, a := range receipt.Entries {
		e := &next.events[n+i]
		exact = exact && e.Recorded.Equal(a.Recorded)
		e.Recorded, e.Suspect, e.Seq = a.Recorded, a.Suspect, a.Seq
	}
	if !exact {
		next.c = casefile.Fold(acts.CaseID, next.events)
		next.c.Version = next.version
	}
	s.cases.put(acts.CaseID, next)
	for _, p := range next.c.Proposals {
		if !p.Decided && slices.ContainsFunc(acts.Events, func(e casefile.Event) bool { return e.Root() == p.ID }) {
			r.Proposed = append(r.Proposed, p.ID)
		}
	}
	for i := range next.c.Pairs {
		if src := next.c.Pairs[i].ProposedAs.Source; src != "" && slices.ContainsFunc(acts.Events, func(e casefile.Event) bool { return e.ID == src }) {
			r.Proposed = append(r.Proposed, src)
		}
	}
	return r, nil
}

// already reports acts recorded before: the same form sent twice. Sent again with
// other words, it is refused, so that nobody believes the second was kept.
func (s *Service) already(l *loaded, acts Acts) (Recorded, bool, error) {
	first := acts.Events[0]
	for _, e := range l.events {
		if e.ID != first.ID {
			continue
		}
		if e.Kind != first.Kind || !sameJSON(e.Data, first.Data) {
			return Recorded{}, true, &Refused{Problems: []casefile.Problem{recordedBefore}}
		}
		return Recorded{CaseID: acts.CaseID, Version: l.version, Duplicate: true}, true, nil
	}
	return Recorded{}, false, nil
}

// sameJSON compares stored data with sent data by value: spacing and the order of
// keys say nothing.
func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return bytes.Equal(a, b)
	}
	return reflect.DeepEqual(x, y)
}

// mayWrite decides whether the viewer may record on the case at all. A case that
// does not exist and one that is hidden are answered alike.
func (s *Service) mayWrite(v access.Viewer, l *loaded, begins bool) (access.Permission, error) {
	if begins {
		if l != nil {
			return access.Permission{}, ErrNoCase
		}
		if _, ok := access.ToReport(v); !ok {
			return access.Permission{}, ErrNotAllowed
		}
		return access.Permission{Basis: access.Taking}, nil
	}
	if l == nil {
		return access.Permission{}, ErrNoCase
	}
	p, ok := access.ToCase(v, l.c)
	if !ok {
		return access.Permission{}, ErrNoCase
	}
	return p, nil
}

// clash finds entries newer than what the person saw that touch the same part.
// Additions never clash (DESIGN 3, Conflicts by part).
func clash(l *loaded, acts Acts) *Conflict {
	if acts.Base == 0 || acts.Base >= l.version {
		return nil
	}
	for _, mine := range acts.Events {
		part, adds := partOf(mine)
		if adds && mine.Corrects == "" {
			continue
		}
		var theirs []casefile.Event
		for _, e := range l.events {
			if e.Seq <= acts.Base {
				continue
			}
			p, a := partOf(e)
			same := p == part && !(a && e.Corrects == "")
			if mine.Corrects != "" {
				same = e.Corrects == mine.Corrects // two corrections of one entry
			}
			if same {
				theirs = append(theirs, e)
			}
		}
		if len(theirs) > 0 {
			return &Conflict{Theirs: theirs, Mine: mine}
		}
	}
	return nil
}

func partOf(e casefile.Event) (part string, adds bool) {
	k, ok := casefile.KindOf(e.Kind)
	if !ok {
		return e.Kind, false
	}
	data, err := k.Decode(e.Data)
	if err != nil {
		return k.Part, k.Adds
	}
	return k.PartOf(data), k.Adds
}

// admitAll stamps each act with what it needs from outside, asks casefile whether
// it folds and guidance whether law or the APP forbids it, and folds it so that
// the next one is judged with it. All refusals are given at once.
func (s *Service) admitAll(v access.Viewer, perm access.Permission, l *loaded, acts Acts, now time.Time) (*loaded, []journal.Draft, error) {
	g, err := s.grow(acts.CaseID, l, now)
	if err != nil {
		return nil, nil, err
	}
	now = g.now
	var refused []casefile.Problem
	drafts := make([]journal.Draft, 0, len(acts.Events))
	for _, e := range acts.Events {
		k, ok := casefile.KindOf(e.Kind)
		if !ok {
			return nil, nil, &Refused{Problems: casefile.Admit(g.c, e, now)}
		}
		role, ok := s.roleFor(v, perm, k, g.c)
		if !ok {
			refused = append(refused, casefile.Problem{Code: "role_may_not", What: "Your role, or how you come to see this case, does not let you record this."})
			continue
		}
		s.stamp(&e, v, perm, role, k, now)
		e.Stream, e.Seq = caseStream(acts.CaseID), g.version+1
		e = casefile.Prepare(e)
		problems := casefile.Admit(g.c, e, now)
		problems = append(problems, g.correctionProblems(e)...)
		problems = append(problems, s.staffProblems(e)...)
		problems = append(problems, s.offerProblems(g.c, e)...)
		g.try(&e)
		problems = append(problems, g.unguarded(e)...)
		if len(problems) == 0 {
			problems = append(problems, s.gates(g, e)...)
		}
		if len(problems) > 0 {
			g.drop()
			refused = append(refused, problems...)
			continue
		}
		d, err := draftOf(e, e.Seq)
		if err != nil {
			return nil, nil, err
		}
		drafts = append(drafts, d)
		g.keep(e)
	}
	if len(refused) > 0 {
		return nil, nil, &Refused{Problems: refused}
	}
	return g.grown(), drafts, nil
}

func (s *Service) roleFor(v access.Viewer, perm access.Permission, k *casefile.Kind, c *casefile.Case) (casefile.Role, bool) {
	switch perm.Basis {
	case access.Reporting:
		return "", true // nobody signed in; what they sent was sifted by kind before it came here
	case access.Taking:
		// Whoever takes the report records what belongs to taking it.
		for _, r := range v.Roles {
			if k.MayRecord(r) {
				return r, true
			}
		}
		return "", false
	}
	return access.ToRecord(v, perm, k, c)
}

// stamp fills in what the server knows and no client may set.
func (s *Service) stamp(e *casefile.Event, v access.Viewer, perm access.Permission, role casefile.Role, k *casefile.Kind, now time.Time) {
	e.Version, e.Actor = k.Version, v.Staff.ID
	if perm.Basis == access.Reporting && e.Kind == "AccessRestricted" {
		e.Actor = "system" // the sender asked for no wall and knows of none
	}
	e.Recorded, e.Clock = now.UTC().Truncate(time.Millisecond), now.UTC().Truncate(time.Millisecond)
	e.Admitted = e.Recorded
	e.Role, e.Unit, e.Basis = role, v.Staff.Unit, string(perm.Basis)
	if e.Source == "" {
		e.Source = casefile.FromForm
	}
	e.Around = casefile.Around{Roles: v.Roles, Allocated: perm.Basis == access.Allocated, Advised: e.Around.Advised,
		Unshown: k.Part == "safe_contact" && !perm.Classes[casefile.ClassContact]}
}
