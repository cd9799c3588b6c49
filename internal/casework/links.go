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
// Nothing is merged. A restricted case is joined only to a restricted one: else an
// open case would tell of it (DESIGN 5).

// Decision says whether another case and one's own belong together.
type Decision struct {
	ID     string // of the entry; its like in the other case has one that follows from it
	CaseID string
	casefile.MatchDecided
}

// apartProblem refuses to join an open case and a restricted one.
var apartProblem = casefile.Problem{Code: "one_is_restricted", What: "One of the two cases is restricted and the other is open to the force. Restrict the other first, or leave them apart."}

// DecideMatch records a decision on both cases: on the viewer's own by what they may
// record there, and on the other because they see it. Sent twice it is recorded
// once. ErrNoCase where the viewer sees either not.
func (s *Service) DecideMatch(ctx context.Context, v access.Viewer, m Decision) error {
	here, err := s.named(ctx, v, m.CaseID)
	if err != nil {
		return err
	}
	there, err := s.named(ctx, v, string(m.Other))
	if err != nil {
		return err
	}
	if (here.c.Restricted == nil) != (there.c.Restricted == nil) {
		return &Refused{Problems: []casefile.Problem{apartProblem}}
	}
	if m.There != "" && there.c.Person(casefile.PersonID(m.There)) == nil {
		return &Refused{Problems: []casefile.Problem{{Field: "person_there", Code: "unknown_person", What: "That person is not in the other case."}}}
	}
	mirror := mirrorID(m.ID)
	m.Mirror = casefile.LinkID(mirror)
	if err := s.recordOne(ctx, v, m.CaseID, m.ID, m.MatchDecided, access.None); err != nil {
		return err
	}
	like := casefile.MatchDecided{Other: casefile.Line(m.CaseID), Same: m.Same, How: m.How, Here: casefile.PersonID(m.There), There: casefile.Line(m.Here), Basis: m.Basis, Mirror: casefile.LinkID(m.ID)}
	return s.recordOne(ctx, v, there.c.ID, mirror, like, access.Joining)
}

// UndoMatch takes a decision back on both cases; on the other only where the viewer
// still sees it.
func (s *Service) UndoMatch(ctx context.Context, v access.Viewer, id, caseID string, link casefile.LinkID, why casefile.Text) error {
	here, err := s.named(ctx, v, caseID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(here.c.Links, func(l casefile.Link) bool { return l.ID == string(link) })
	if i < 0 {
		return &Refused{Problems: []casefile.Problem{{Field: "link", Code: "unknown_link", What: "That decision is not on this case."}}}
	}
	if err := s.recordOne(ctx, v, caseID, id, casefile.MatchUndone{Link: link, Why: why}, access.None); err != nil {
		return err
	}
	l := here.c.Links[i]
	if l.Data.Mirror == "" {
		return nil
	}
	err = s.recordOne(ctx, v, l.Other, mirrorID(id), casefile.MatchUndone{Link: l.Data.Mirror, Why: why}, access.Joining)
	if errors.Is(err, ErrNoCase) {
		return nil
	}
	return err
}

// mirrorID is the id of an entry's like in the other case.
func mirrorID(id string) string {
	sum := sha256.Sum256([]byte("foursight/match/1\x00" + id))
	return hex.EncodeToString(sum[:16])
}

func (s *Service) recordOne(ctx context.Context, v access.Viewer, caseID, id string, data any, as access.Basis) error {
	e, err := casefile.NewEvent(id, "", fmt.Sprintf("%T", data)[len("casefile."):], data)
	if err != nil {
		return err
	}
	e.Source = casefile.FromForm
	_, err = s.recordAs(ctx, v, Acts{CaseID: caseID, Events: []casefile.Event{e}}, as)
	return err
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
// they may not see, and the entries that made it.
func (s *Service) hideLinks(ctx context.Context, p *CasePage) error {
	if len(p.Links) == 0 {
		return nil
	}
	hidden := map[string]bool{}
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		clear(hidden)
		for _, l := range p.Links {
			_, ok, err := store.CaseByID(ctx, tx, storeViewer(p.Viewer), l.Other)
			if err != nil {
				return err
			}
			hidden[l.ID] = !ok
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.Links = slices.DeleteFunc(p.Links, func(l casefile.Link) bool { return hidden[l.ID] })
	p.History = slices.DeleteFunc(slices.Clone(p.History), func(e casefile.Event) bool {
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
	return nil
}
