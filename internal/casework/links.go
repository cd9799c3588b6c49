package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/store"
)

// Two cases are joined by a decision that each of them holds, and parted by another.
// Nothing is merged. Both halves of a decision are recorded in one commit. A
// restricted case is joined only to a restricted one: else an open case would tell of
// it (DESIGN 5). Where a case is restricted after it was joined, the decision is not
// there for those outside it (decision 12).

// Decision says whether another case and one's own belong together.
type Decision struct {
	ID     string // of the entry; its like in the other case has one that follows from it
	CaseID string
	casefile.MatchDecided
}

// apartProblem refuses to join an open case and a restricted one.
var apartProblem = casefile.Problem{Code: "one_is_restricted", What: "One of the two cases is restricted and the other is open to the force. Restrict the other first, or leave them apart."}

// unknownLink answers alike for a decision that was never made and for one on a case
// the viewer may not see.
var unknownLink = casefile.Problem{Field: "link", Code: "unknown_link", What: "That decision is not on this case."}

// half is one case's half of a decision.
type half struct {
	caseID, id string
	data       any
	as         access.Basis
}

// DecideMatch records a decision on both cases, or on neither: on the viewer's own by
// what they may record there, and on the other because they see it. Sent twice it is
// recorded once. ErrNoCase where the viewer sees either not.
func (s *Service) DecideMatch(ctx context.Context, v access.Viewer, m Decision) error {
	mirror := mirrorID(m.ID)
	m.Mirror = casefile.LinkID(mirror)
	like := casefile.MatchDecided{Other: casefile.Line(m.CaseID), Same: m.Same, How: m.How, Here: casefile.PersonID(m.There), There: casefile.Line(m.Here), Basis: m.Basis, Mirror: casefile.LinkID(m.ID)}
	return s.recordBoth(ctx, v, func() ([]half, error) {
		here, err := s.named(ctx, v, m.CaseID)
		if err != nil {
			return nil, err
		}
		there, err := s.named(ctx, v, string(m.Other))
		if err != nil {
			return nil, err
		}
		if m.There != "" && there.c.Person(casefile.PersonID(m.There)) == nil {
			return nil, &Refused{Problems: []casefile.Problem{{Field: "person_there", Code: "unknown_person", What: "That person is not in the other case."}}}
		}
		m.People = comparedFor(here.c, there.c, m.ID)
		like.People = turned(m.People)
		return []half{{here.c.ID, m.ID, m.MatchDecided, access.None}, {there.c.ID, mirror, like, access.Joining}}, nil
	})
}

// comparedFor is what is kept of a comparison with a decision: as it was when it was
// first recorded, for whoever sends it twice.
func comparedFor(here, there *casefile.Case, id string) []casefile.Compared {
	if i := slices.IndexFunc(here.Links, func(l casefile.Link) bool { return l.ID == id }); i >= 0 {
		return here.Links[i].Data.People
	}
	_, alike := compareCases(here, there)
	return compared(alike)
}

// UndoMatch takes a decision back on both cases, or on neither. A decision on a case
// that the viewer does not see is not there for them.
func (s *Service) UndoMatch(ctx context.Context, v access.Viewer, id, caseID string, link casefile.LinkID, why casefile.Text) error {
	return s.recordBoth(ctx, v, func() ([]half, error) {
		here, err := s.named(ctx, v, caseID)
		if err != nil {
			return nil, err
		}
		// Where there is no such decision, a case that is none is looked for: a
		// decision on a hidden case runs the same statements.
		var l casefile.Link
		other := mirrorID(string(link))
		if i := slices.IndexFunc(here.c.Links, func(l casefile.Link) bool { return l.ID == string(link) }); i >= 0 {
			l = here.c.Links[i]
			other = l.Other
		}
		_, err = s.within(ctx, v, other)
		if errors.Is(err, ErrNoCase) {
			return nil, &Refused{Problems: []casefile.Problem{unknownLink}}
		}
		if err != nil {
			return nil, err
		}
		out := []half{{here.c.ID, id, casefile.MatchUndone{Link: link, Why: why}, access.None}}
		if l.Data.Mirror != "" {
			out = append(out, half{l.Other, mirrorID(id), casefile.MatchUndone{Link: l.Data.Mirror, Why: why}, access.Joining})
		}
		return out, nil
	})
}

// recordBoth records the halves that find gives in one commit. They are found and
// admitted anew while others write to either case, who may have restricted it. What
// stands in the record already is not recorded again.
func (s *Service) recordBoth(ctx context.Context, v access.Viewer, find func() ([]half, error)) error {
	var mine claim
	defer mine.end()
	for range tries {
		err := s.tryBoth(ctx, v, find, &mine)
		if isConflict(err) {
			continue
		}
		return err
	}
	return errors.New("record on two cases: others kept writing to them")
}

func (s *Service) tryBoth(ctx context.Context, v access.Viewer, find func() ([]half, error), mine *claim) error {
	halves, parts, err := s.admitBoth(ctx, v, find)
	if err != nil || len(parts) == 0 {
		return err
	}
	var cases []string
	for _, h := range halves {
		cases = append(cases, h.caseID)
	}
	if waited, err := s.turns.take(ctx, mine, cases...); err != nil {
		return fmt.Errorf("record on two cases: not recorded: %w", err)
	} else if waited {
		if halves, parts, err = s.admitBoth(ctx, v, find); err != nil || len(parts) == 0 {
			return err
		}
	}
	if _, joins := halves[0].data.(casefile.MatchDecided); joins && len(parts) == 2 && (parts[0].next.c.Restricted == nil) != (parts[1].next.c.Restricted == nil) {
		return &Refused{Problems: []casefile.Problem{apartProblem}}
	}
	_, err = s.appendAll(ctx, v, parts...)
	return err
}

// admitBoth admits the halves that find gives; fewer parts than halves, or none, where
// some were recorded before.
func (s *Service) admitBoth(ctx context.Context, v access.Viewer, find func() ([]half, error)) ([]half, []*admitted, error) {
	halves, err := find()
	if err != nil {
		return nil, nil, err
	}
	var parts []*admitted
	for _, h := range halves {
		e, err := casefile.NewEvent(h.id, "", fmt.Sprintf("%T", h.data)[len("casefile."):], h.data)
		if err != nil {
			return nil, nil, err
		}
		e.Source = casefile.FromForm
		a, _, err := s.admit(ctx, v, Acts{CaseID: h.caseID, Events: []casefile.Event{e}}, false, h.as)
		if err != nil {
			return nil, nil, err
		}
		if a != nil {
			parts = append(parts, a)
		}
	}
	return halves, parts, nil
}

// mirrorID is the id of an entry's like in the other case.
func mirrorID(id string) string {
	sum := sha256.Sum256([]byte("foursight/match/1\x00" + id))
	return hex.EncodeToString(sum[:16])
}

// Joined is a decision on another case that the viewer may see.
type Joined struct {
	casefile.Link
	Case *CasePage
}

// Joined lists the decisions a case holds on others, the newest first.
func (s *Service) Joined(ctx context.Context, v access.Viewer, c *casefile.Case) ([]Joined, error) {
	var out []Joined
	for _, l := range slices.Backward(c.Links) {
		p, err := s.seen(ctx, v, l.Other)
		if errors.Is(err, ErrNoCase) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("joined cases: %w", err)
		}
		out = append(out, Joined{l, p})
	}
	return out, nil
}

// seen is a case as the viewer sees it, without telling its guardian that somebody
// asked: nobody did.
func (s *Service) seen(ctx context.Context, v access.Viewer, id string) (*CasePage, error) {
	l, err := s.within(ctx, v, id)
	if err != nil {
		return nil, err
	}
	view, ok := access.View(l.c, v)
	if !ok {
		return nil, ErrNoCase
	}
	return s.pageOf(l, view, s.Now())
}

// hideLinks leaves out of a case, as somebody is shown it, every decision on a case
// they may not see, and the entries that made it. It asks the database whether or not
// there are any: a case whose only decision is hidden runs the statements of one
// without.
func (s *Service) hideLinks(ctx context.Context, p *CasePage) error {
	return s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		seen, err := store.SeenAmong(ctx, tx, storeViewer(p.Viewer), p.linked())
		if err == nil {
			p.hideUnseen(seen)
		}
		return err
	})
}

// linked are the cases that a case is linked to.
func (p *CasePage) linked() []string {
	var out []string
	for _, l := range p.Links {
		out = append(out, l.Other)
	}
	return out
}

// hideUnseen leaves out every link to a case that is not among those seen.
func (p *CasePage) hideUnseen(seen map[string]bool) {
	hidden := map[string]bool{}
	for _, l := range p.Links {
		hidden[l.ID] = !seen[l.Other]
	}
	p.Links = slices.DeleteFunc(p.Links, func(l casefile.Link) bool { return hidden[l.ID] })
	shown := slices.DeleteFunc(slices.Clone(p.History), func(e casefile.Event) bool {
		switch e.Kind {
		case "MatchDecided":
			return hidden[e.ID] || hidden[e.Corrects]
		case "MatchUndone":
			k, _ := casefile.KindOf(e.Kind)
			data, err := k.Decode(e.Data)
			d, ok := data.(*casefile.MatchUndone)
			return err == nil && ok && hidden[string(d.Link)]
		}
		return false
	})
	if n := len(shown); n > 0 && n < len(p.History) {
		p.History, p.Version = shown, shown[n-1].Seq // the newest they are shown: a form says so back
	}
}
