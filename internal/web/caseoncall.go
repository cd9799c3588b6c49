package web

import (
	"slices"

	"foursight/internal/casefile"
)

// onCallRoutes tell whoever answers a call how to reach a victim safely.
var onCallRoutes = []string{"GET /call/{id}", "GET /case/{ref}/news"}

// tellAsOnCall leaves on the case what its visitor was told of it on a call this shift:
// how to reach people safely, and no number, code word or who is at home (access.ForCall).
// It reports whether it told anything more than the page would have.
func (c *caseView) tellAsOnCall() (bool, error) {
	hidden := func(p casefile.Person) bool { return p.HasSafe && p.SafeContact == nil }
	if c.then || c.Can(casefile.ClassContact) || !c.Viewer.ControlRoom() || !slices.ContainsFunc(c.Persons.Items, hidden) {
		return false, nil
	}
	ctx := c.visit.Context()
	since, _, err := c.srv.svc.LastShift(ctx, c.Viewer)
	if err != nil {
		return false, err
	}
	heard, err := c.srv.svc.LookedSince(ctx, c.Viewer, c.ID, since, onCallRoutes)
	if err != nil || !heard {
		return false, err
	}
	found, err := c.srv.svc.CaseForCall(ctx, c.Viewer, c.ID)
	if err != nil {
		return false, err
	}
	for i := range c.Persons.Items {
		if p := found.Person(casefile.PersonID(c.Persons.Items[i].ID)); p != nil {
			c.Persons.Items[i].SafeContact = p.SafeContact
		}
	}
	return found.Told, nil
}
