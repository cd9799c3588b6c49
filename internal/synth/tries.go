package synth

import (
	"context"
	"fmt"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// Try is something of the first hour for a newcomer to do: as whom, and how.
type Try struct{ As, Do string }

// Tries lists what to try in an invented force, with a number and a name that its
// cases hold: a call for help about somebody under a court order, a new report over the
// telephone and at the door, and a victim who rings for news.
func Tries(ctx context.Context, svc *casework.Service) ([]Try, error) {
	number, name, err := caller(ctx, svc)
	if err != nil || number == "" {
		return nil, err
	}
	return []Try{
		{"co-bello", fmt.Sprintf("999, he is outside: type %s and press Enter", number)},
		{"co-bello", "101, he keeps messaging: “101: six questions”, one key for each answer"},
		{"co-bello", fmt.Sprintf("a victim rings for news: type %s, then “Any news?”", name)},
		{"pc-marsh", "at the door, on a window as narrow as a phone: “New report”"},
	}, nil
}

// caller is the number and the name of a victim on the most pressing case with an order
// that binds somebody today, and whose number is on that case alone.
func caller(ctx context.Context, svc *casework.Service) (number, name casefile.Line, err error) {
	reader, ok := svc.Viewer(ctx, "ds-amari")
	handler, also := svc.Viewer(ctx, "co-bello")
	if !ok || !also {
		return "", "", nil
	}
	_, open, err := svc.OpenCases(ctx, reader, casework.Filter{}, 200)
	if err != nil {
		return "", "", fmt.Errorf("synth: %w", err)
	}
	today := calendar.DateOf(svc.Now())
	for _, p := range open {
		for _, x := range p.Case.Pairs {
			if x.ActorID == "" || len(x.Victim.Phones) == 0 || !x.Victim.Name.Given() || len(p.Case.LiveOrders(x.ActorID, today)) == 0 {
				continue
			}
			found, err := svc.AnswerCall(ctx, handler, string(x.Victim.Phones[0]))
			if err != nil {
				return "", "", fmt.Errorf("synth: %w", err)
			}
			if len(found.Cases) == 1 && found.Cases[0].Told {
				return x.Victim.Phones[0], x.Victim.Name.Value, nil
			}
		}
	}
	return "", "", nil
}
