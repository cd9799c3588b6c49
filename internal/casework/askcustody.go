package casework

import "foursight/internal/guidance"

// AskCustodyAgain is the duty to ask custody again when somebody is released, where it
// was asked and did not know (APP 4.2).
const AskCustodyAgain = "release.time_asked_again"

// heldWith is who is held or out, as heldOf has it, with when custody was last asked and
// did not know, and by when it is to be asked again.
func heldWith(l *loaded) *Held {
	h := heldOf(l.c)
	if h == nil || !h.Out.IsZero() || !h.Planned.IsZero() {
		return h
	}
	for i := range l.c.Arrests {
		if l.c.Arrests[i].ID == h.Arrest {
			h.Asked = l.c.Arrests[i].NotKnownAt
		}
	}
	for _, e := range l.ledger.Entries() {
		if e.Clause == AskCustodyAgain && e.Occurrence == h.Arrest && e.State == guidance.Outstanding {
			h.AskBy = e.Due
		}
	}
	return h
}
