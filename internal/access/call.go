package access

import (
	"slices"

	"foursight/internal/casefile"
)

// controlRoom are those who answer a call or go to it. What protects life is told
// to them of any case they may see, and of a restricted one by its safety card.
var controlRoom = []casefile.Role{casefile.CallHandler, casefile.Responder, casefile.DutyInspector, casefile.Supervisor}

// ControlRoom reports whether the viewer answers calls or goes to them.
func (v Viewer) ControlRoom() bool { return v.Is(controlRoom...) }

// ForCall is a case as whoever answers a call about it is given it. The control
// room is told, of a case open to the force, what a safety card would say of a
// restricted one (DESIGN 5): the terms that were served, and how to reach the
// victim safely, but no number, no code word and nothing of who is at home. Told
// reports whether that is so; where it is not, the case is what View gives and
// those fields are withheld as on every other page. False where the viewer may
// not see the case.
func ForCall(c *casefile.Case, v Viewer) (out CaseView, told, ok bool) {
	out, ok = View(c, v)
	switch {
	case !ok || out.Permission.Basis == SharedWith:
		return out, false, ok
	case out.Can(casefile.ClassContact):
		return out, true, true
	case !v.ControlRoom():
		return out, false, true
	}
	for i, o := range c.KnownOrders {
		out.KnownOrders[i].Data.Terms = slices.Clone(o.Data.Terms)
	}
	for i, b := range c.Bails {
		out.Bails[i].Data.Words = slices.Clone(b.Data.Words)
	}
	tellSafeContact(out.Case, c)
	return out, true, true
}

// tellSafeContact puts into what a viewer is given how to reach everybody safely, and
// leaves out every number, code word and who is at home.
func tellSafeContact(out, c *casefile.Case) {
	for i, p := range c.Persons.Items {
		if p.SafeContact == nil {
			continue
		}
		safe := *p.SafeContact
		safe.Data = dataThrough(safe.Data, lens{classes: safety}).(casefile.SafeContactRecorded)
		if safe.Kept != nil {
			safe.Kept = new(*safe.Kept)
		}
		out.Persons.Items[i].SafeContact = &safe
	}
}
