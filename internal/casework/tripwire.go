package casework

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/linkage"
	"foursight/internal/logsafe"
	"foursight/internal/store"
)

// Somebody outside a restricted case who searches for what it holds, asks for it
// by its address, or records the same people anew is answered as if there were no
// such case. Afterwards, whatever the answer was, the same look-up runs; where it
// meets a restricted case, the case's guardian is told (DESIGN 5).

// Asking is how somebody outside a restricted case came upon it.
type Asking string

const (
	BySearch  Asking = ""         // by a search, in the box or on a call
	ByOpening Asking = "opened"   // by its reference or address
	ByPeople  Asking = "recorded" // by recording people it holds
)

// trip looks, after the answer, whether what was asked for is in a restricted
// case the viewer is outside of. Nobody waits for it. own is the case recorded
// on, which may be walled by then and is not what was asked about; or empty.
func (s *Service) trip(ctx context.Context, v access.Viewer, own string, how Asking, queries ...string) {
	asked := make([]reading, len(queries))
	for i, q := range queries {
		asked[i] = reading{text: q}
	}
	s.tripBy(ctx, v, own, how, asked...)
}

// tripBy is trip for every way in which a search was tried.
func (s *Service) tripBy(ctx context.Context, v access.Viewer, own string, how Asking, queries ...reading) {
	if len(queries) == 0 {
		return
	}
	// Nor is it counted: a figure that moved here alone would tell who can see it.
	ctx, at := store.Unwatched(context.WithoutCancel(ctx)), s.Now()
	s.done.Go(func() {
		if err := s.tripwire(ctx, v, at, own, how, queries); err != nil {
			s.cfg.Log.Error("tripwire failed", logsafe.Err(err))
		}
	})
}

func (s *Service) tripwire(ctx context.Context, v access.Viewer, at time.Time, own string, how Asking, queries []reading) error {
	told := map[string]store.Notice{} // by case
	for _, q := range queries {
		hits, err := s.walledAnswering(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range hits {
			if h.CaseID == own {
				continue
			}
			l, err := s.peek(ctx, h.CaseID)
			if err != nil {
				return err
			}
			if l == nil || q.text != h.CaseID && !tells(l.c, q, how) {
				continue
			}
			if _, inside := access.ToCase(v, l.c); inside {
				continue
			}
			n := store.Notice{ID: journal.NewID(), At: millis(at), ToStaff: h.Guardian, CaseID: h.CaseID, Kind: NoticeTripped}
			if n.Sealed, err = sealJSON(s.rowsKey, "notice/"+n.ID, map[string]string{"staff": v.Staff.ID, "how": string(how)}); err != nil {
				return err
			}
			told[h.CaseID] = n
		}
	}
	if len(told) == 0 {
		return nil
	}
	return s.tell(ctx, slices.Collect(maps.Values(told)))
}

// tell leaves notices for guardians. Without room for them they wait in memory: a full
// disk is not to be the moment at which nobody hears who asked.
func (s *Service) tell(ctx context.Context, notices []store.Notice) error {
	err := s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		for _, n := range notices {
			if err := store.PutNotice(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, ErrFull) {
		s.untold.mu.Lock()
		defer s.untold.mu.Unlock()
		if len(s.untold.notices)+len(notices) > mostUntold {
			return fmt.Errorf("%d notices wait already: %w", len(s.untold.notices), err)
		}
		s.untold.notices = append(s.untold.notices, notices...)
		return nil
	}
	return err
}

// untold are notices for which there was no room.
type untold struct {
	mu      sync.Mutex
	notices []store.Notice
}

// mostUntold bounds them.
const mostUntold = 10_000

// tellUntold leaves the notices that wait. A count that moved for them alone would tell
// who can see it that there is a restricted case.
func (s *Service) tellUntold(ctx context.Context) error {
	s.untold.mu.Lock()
	waiting := s.untold.notices
	s.untold.notices = nil
	s.untold.mu.Unlock()
	if len(waiting) == 0 {
		return nil
	}
	return s.tell(store.Unwatched(ctx), waiting)
}

// tells reports whether a case answers what was asked. Somebody recorded under a name
// that two people of a case only share between them is neither.
func tells(c *casefile.Case, q reading, how Asking) bool {
	return slices.ContainsFunc(matching(c, q), func(m Match) bool { return how != ByPeople || !m.Spread })
}

// walledAnswering lists restricted cases that a case id or a search may mean.
func (s *Service) walledAnswering(ctx context.Context, query reading) (hits []store.CaseRow, err error) {
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		if _, notID := journal.ParseID(query.text); notID != nil {
			hits, err = store.WalledHolding(ctx, tx, s.blind.queryGroups(query), searchPage)
			return err
		}
		row, ok, err := store.RowOf(ctx, tx, query.text)
		if hits = nil; ok && row.Walled {
			hits = []store.CaseRow{row}
		}
		return err
	})
	return hits, err
}

func (s *Service) peek(ctx context.Context, id string) (l *loaded, err error) {
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		l, err = s.load(ctx, tx, id)
		return err
	})
	return l, err
}

// peopleIn lists, as searches, by what the people that acts describe can be
// found: a report of somebody already in a restricted case is such a search.
// What was invented to fill a database asks about nobody.
func peopleIn(events []casefile.Event) []string {
	var out []string
	put := func(lines ...casefile.Line) {
		for _, l := range lines {
			if q := string(l); q != "" && !slices.Contains(out, q) {
				out = append(out, q)
			}
		}
	}
	for _, e := range events {
		if e.Source == casefile.FromSynth || e.Kind != "PersonAdded" && e.Kind != "PersonDetailed" {
			continue
		}
		data, err := e.Decoded()
		if err != nil {
			continue
		}
		var d casefile.Details
		switch x := data.(type) {
		case *casefile.PersonAdded:
			d = x.Details
		case *casefile.PersonDetailed:
			d = x.Details
		default:
			continue
		}
		put(d.Name.Value)
		for _, lines := range [][]casefile.Line{d.Aliases, d.Phones, d.Emails, d.Handles, d.Vehicles} {
			put(lines...)
		}
		for _, a := range d.Addresses {
			put(casefile.Line(linkage.Postcode(string(a))))
		}
	}
	return out
}
