package casework

import (
	"context"
	"fmt"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/store"
)

// SafetyCard is what the control room is shown of somebody: lines the guardian
// chose, and nothing that points to a case.
type SafetyCard struct {
	ID    string
	Lines []string
}

// SafetyCards finds the cards a search meets: as it was typed, where that meets none a
// letter off, and of several words any two beside each other, which may be somebody's
// name; and so for each piece of a line with a name in it. Only the control room and
// those it sends are shown them; the look is recorded by the caller with Looks.
func (s *Service) SafetyCards(ctx context.Context, v access.Viewer, query string) (List[SafetyCard], error) {
	if !v.ControlRoom() {
		return List[SafetyCard]{}, nil
	}
	var out List[SafetyCard]
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		out = List[SafetyCard]{}
		if err := s.cardsOf(ctx, tx, v, query, &out); err != nil {
			return err
		}
		for _, p := range piecesOf(query) {
			var found List[SafetyCard]
			if err := s.cardsOf(ctx, tx, v, p.typed, &found); err != nil {
				return err
			}
			for i, c := range found.Items {
				if !slices.ContainsFunc(out.Items, func(have SafetyCard) bool { return have.ID == c.ID }) {
					out.Items, out.Looks = append(out.Items, c), append(out.Looks, found.Looks[i])
				}
			}
		}
		return nil
	})
	if err != nil {
		return List[SafetyCard]{}, fmt.Errorf("safety cards: %w", err)
	}
	return out, nil
}

// cardsOf are the cards that one thing typed meets.
func (s *Service) cardsOf(ctx context.Context, tx store.Tx, v access.Viewer, query string, out *List[SafetyCard]) error {
	for _, r := range append([]reading{plainly(query)}, eachTwo(query)...) {
		if err := s.cardsBy(ctx, tx, v, r, out); err != nil {
			return err
		}
	}
	if _, words := asWords(query); !words {
		return nil
	}
	var near List[SafetyCard] // looked for whatever was found before: what is asked of the database tells nothing
	if err := s.cardsBy(ctx, tx, v, reading{query, true}, &near); err != nil {
		return err
	}
	if len(out.Items) == 0 {
		*out = near
	}
	return nil
}

// cardsBy adds the cards that one reading of a search meets, each once.
func (s *Service) cardsBy(ctx context.Context, tx store.Tx, v access.Viewer, r reading, out *List[SafetyCard]) error {
	hits, err := store.CardsHolding(ctx, tx, v.Staff.ID, s.blind.queryGroups(r), searchPage)
	if err != nil {
		return err
	}
	for _, h := range hits {
		if slices.ContainsFunc(out.Items, func(have SafetyCard) bool { return have.ID == h.ID }) {
			continue
		}
		c := SafetyCard{ID: h.ID}
		if err := openJSON(s.rowsKey, "card/"+h.ID, h.Sealed, &c.Lines); err != nil {
			return err
		}
		out.Items = append(out.Items, c)
		out.Looks = append(out.Looks, LookedAt{ID: h.CaseID})
	}
	return nil
}

// cardRows derives the cards of a restricted case. A case that is not restricted
// shows itself and has none.
func (s *Service) cardRows(c *casefile.Case) ([]store.Card, error) {
	if c.Restricted == nil {
		return nil, nil
	}
	var out []store.Card
	for _, k := range c.Cards {
		p := c.Person(k.Person)
		if k.Off || p == nil || len(k.Lines) == 0 {
			continue
		}
		sealed, err := sealJSON(s.rowsKey, "card/"+k.ID, k.Lines)
		if err != nil {
			return nil, err
		}
		card := store.Card{ID: k.ID, Sealed: sealed}
		seen := map[store.TokenRef]bool{}
		s.blind.person(*p, func(ts ...store.TokenRef) {
			for _, t := range ts {
				if !seen[t] {
					seen[t] = true
					card.Tokens = append(card.Tokens, t)
				}
			}
		})
		out = append(out, card)
	}
	return out, nil
}
