package casework

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"foursight/internal/access"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Found is one search hit and what in the case answered the search.
type Found struct {
	Row
	Because []string // "name", "number", "words" ...: never the value itself
	Loose   bool     // not all that was typed is in it as it was typed
}

// searchPage bounds how many rows are opened to confirm one page of hits.
const searchPage = 25

// Search finds cases by reference, other systems' numbers, name as written or as
// it sounds, part of a number, account or vehicle, postcode, or words. Blind
// tokens narrow in the database; the opened text confirms. Where all that was typed
// together finds nothing, what comes nearest to it is offered. Names and numbers are
// never put in an address: the web keeps results under an opaque id.
func (s *Service) Search(ctx context.Context, v access.Viewer, query string) (List[Found], error) {
	if !v.Police() {
		return List[Found]{}, ErrNotAllowed
	}
	var out List[Found]
	var tried []reading
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		out, tried = List[Found]{}, nil
		if pieces := piecesOf(query); pieces != nil {
			done, err := s.searchLine(ctx, tx, v, query, pieces, &out)
			if tried = done; err != nil || len(out.Items) > 0 {
				return err
			}
		}
		for i, set := range slices.Concat([][]reading{{plainly(query)}}, loosened(query)) {
			for _, r := range set {
				if err := s.searchBy(ctx, tx, v, r, i > 0, &out); err != nil {
					return err
				}
			}
			if tried = append(tried, set...); len(out.Items) > 0 {
				break
			}
		}
		out = wholeFirst(out)
		return nil
	})
	if err != nil {
		return List[Found]{}, fmt.Errorf("search: %w", err)
	}
	// The same look-up runs after every search, hit or miss, and nobody waits
	// for it: a restricted case that would have answered pages its guardian.
	s.tripBy(ctx, v, "", BySearch, tried...)
	return out, nil
}

// searchLine searches for the pieces of a line and for the line as it stands, which may
// be one address, or words of an account: these stand last.
func (s *Service) searchLine(ctx context.Context, tx store.Tx, v access.Viewer, query string, pieces []piece, out *List[Found]) ([]reading, error) {
	var whole, apart List[Found]
	if err := s.searchBy(ctx, tx, v, plainly(query), false, &whole); err != nil {
		return nil, err
	}
	tried, err := s.searchPieces(ctx, tx, v, pieces, &apart)
	if err != nil {
		return nil, err
	}
	first, last := List[Found]{Next: cmp.Or(apart.Next, whole.Next)}, List[Found]{}
	for i, f := range whole.Items {
		to := &first
		if !slices.ContainsFunc(f.Because, func(by string) bool { return by != byWords }) {
			to = &last
		}
		to.Items, to.Looks = append(to.Items, f), append(to.Looks, whole.Looks[i])
	}
	*out = first
	for _, l := range []List[Found]{apart, last} {
		for i, f := range l.Items {
			if !slices.ContainsFunc(out.Looks, func(have LookedAt) bool { return have.ID == f.ID }) {
				out.Items, out.Looks = append(out.Items, f), append(out.Looks, l.Looks[i])
			}
		}
	}
	return append(tried, plainly(query)), nil
}

// wholeFirst leaves out what only comes near where a case is all that was typed.
func wholeFirst(in List[Found]) List[Found] {
	if !slices.ContainsFunc(in.Items, func(f Found) bool {
		return !f.Loose && slices.ContainsFunc(f.Because, func(by string) bool { return by != byWords })
	}) {
		return in
	}
	out := List[Found]{Next: in.Next}
	for i, f := range in.Items {
		if !f.Loose {
			out.Items, out.Looks = append(out.Items, f), append(out.Looks, in.Looks[i])
		}
	}
	return out
}

// searchBy adds the cases that answer one reading of a search, each once.
func (s *Service) searchBy(ctx context.Context, tx store.Tx, v access.Viewer, asked reading, loose bool, out *List[Found]) error {
	page, err := store.SearchTokens(ctx, tx, storeViewer(v), s.blind.queryGroups(asked), store.Cursor{}, searchPage)
	if err != nil {
		return err
	}
	for _, r := range page.Items {
		if slices.ContainsFunc(out.Looks, func(l LookedAt) bool { return l.ID == r.CaseID }) {
			continue
		}
		l, err := s.load(ctx, tx, r.CaseID)
		if err != nil {
			return err
		}
		if l == nil {
			continue
		}
		if _, ok := access.ToCase(v, l.c); !ok {
			continue
		}
		found := matching(l.c, asked)
		if len(found) == 0 {
			continue
		}
		row, err := s.row(r)
		if err != nil {
			return err
		}
		out.Items = append(out.Items, Found{Row: row, Because: confirms(l.c, asked), Loose: loose || found[0].Spread})
		out.Looks = append(out.Looks, LookedAt{ID: r.CaseID, Version: r.Version})
	}
	if page.More {
		out.Next = page.Next.String()
	}
	return nil
}

// searchLife is how long what was searched for is kept.
const searchLife = 12 * time.Hour

// KeepSearch stores what was searched for under an opaque id of the viewer's own,
// so that no name or number stands in an address. Where there is no room it is kept in
// memory: a full disk is no reason not to answer a call.
func (s *Service) KeepSearch(ctx context.Context, v access.Viewer, query string) (string, error) {
	id := journal.NewID()
	b, err := json.Marshal(query)
	if err != nil {
		return "", err
	}
	err = s.PutWorking(ctx, WorkingItem{Kind: "search", Key: id, Owner: v.Staff.ID, Expires: s.Now().Add(searchLife), Data: b})
	if errors.Is(err, ErrFull) {
		return id, s.roomless.keep(id, heldSearch{v.Staff.ID, query, s.Now().Add(searchLife)}, s.Now(), err)
	}
	return id, err
}

// KeptSearch is what was searched for; false for anybody else's id.
func (s *Service) KeptSearch(ctx context.Context, v access.Viewer, id string) (string, bool) {
	if h, ok := s.roomless.find(id, s.Now()); ok {
		return h.query, h.owner == v.Staff.ID
	}
	item, ok, err := s.GetWorking(ctx, "search", id)
	if err != nil || !ok || item.Owner != v.Staff.ID {
		return "", false
	}
	var q string
	return q, json.Unmarshal(item.Data, &q) == nil
}

// heldSearches are searches for which there was no room, by id.
type heldSearches struct {
	mu   sync.Mutex
	held map[string]heldSearch
}

type heldSearch struct {
	owner, query string
	until        time.Time
}

// mostHeld bounds them.
const mostHeld = 10_000

// keep holds a search; full is the answer where too many are held.
func (h *heldSearches) keep(id string, s heldSearch, now time.Time, full error) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	maps.DeleteFunc(h.held, func(_ string, s heldSearch) bool { return !now.Before(s.until) })
	if len(h.held) >= mostHeld {
		return full
	}
	if h.held == nil {
		h.held = map[string]heldSearch{}
	}
	h.held[id] = s
	return nil
}

func (h *heldSearches) find(id string, now time.Time) (heldSearch, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s, ok := h.held[id]
	return s, ok && now.Before(s.until)
}
