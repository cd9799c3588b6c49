package store

import (
	"context"
	"fmt"
	"strings"
)

// Card is a safety card: what a restricted case's guardian lets the control room
// see when a search meets the person, number or address it is about. It says
// nothing of a case.
type Card struct {
	ID     string
	Sealed []byte
	Tokens []TokenRef
}

// CardHit is a card a search met, with the case it hangs from: for the record of
// looks, never for the page.
type CardHit struct {
	Card
	CaseID string
}

// CardsHolding lists cards that hold, for each group, any of its tokens. A card
// is kept from staff named in a conflict with its case; nothing else hides it.
func CardsHolding(ctx context.Context, tx Tx, staff string, groups [][]TokenRef, limit int) ([]CardHit, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	var where strings.Builder
	args := []any{staff}
	for _, g := range groups {
		if len(g) == 0 {
			return nil, nil
		}
		held, values := holds(g)
		where.WriteString(` and exists (select 1 from card_token t where t.card_id = k.card_id and (` + held + `))`)
		args = append(args, values...)
	}
	hits, err := collect(ctx, tx, func(scan func(...any) error) (h CardHit, err error) {
		return h, scan(&h.CaseID, &h.ID, &h.Sealed)
	}, `select k.case_id, k.card_id, k.sealed from card k where not exists
		(select 1 from conflict x where x.case_id = k.case_id and x.staff = ?)`+where.String()+` order by k.card_id limit ?`, append(args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("look for safety cards: %w", err)
	}
	return hits, nil
}
