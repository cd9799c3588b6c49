package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/store"
)

// Change is something that happened on a case which whoever holds it has to know
// at the start of their shift. It holds codes and staff ids only, for it stands in
// lists; pages put it in words.
type Change struct {
	ID   string    `json:"id"` // of the entry
	Kind string    `json:"kind"`
	At   time.Time `json:"at"` // when it was recorded
	By   string    `json:"by,omitempty"`
	// NotThem: somebody rang as the victim who was not, or may not have been.
	NotThem bool `json:"not_them,omitempty"`
	// Corrected: what was recorded before was corrected; nothing new happened.
	Corrected bool `json:"corrected,omitempty"`
}

// Held is a suspect in custody, or one who has left it while a victim has not been
// reached about it.
type Held struct {
	Arrest  string    `json:"arrest"`
	Since   time.Time `json:"since"`
	Planned time.Time `json:"planned,omitzero"` // zero where the time of release is not known
	Out     time.Time `json:"out,omitzero"`     // when they left; zero while they are held
}

// telling are the kinds that change what somebody has to do next, gravest first
// (practice moment 5).
var telling = []string{
	"SuspectReleased", "BreachReported", "ThreatToLifeConsidered", "ReleasePlanned", "SuspectArrested", "IncidentRecorded", "OrderEnded", "BailEnded",
	"VictimMessageReceived", "VictimContacted", "SuspectCharged", "BailSet", "OrderServed", "OrderNoted", "SuspectIdentified", "CounterAllegationMade",
	"MarkerNoted", "CheckCompleted", "CheckFailed", "SpecialistAnswered", "RegistrarRuled", "EvidenceAdded",
}

// Weighs orders kinds of change, gravest first; anything else comes after them.
func Weighs(kind string) int {
	if i := slices.Index(telling, kind); i >= 0 {
		return i
	}
	return len(telling)
}

// mostChanges is how many changes a case's row keeps, newest first.
const mostChanges = 12

// changesOf are the newest changes of a case. Of contact with the victim only what
// failed is one: nobody answered, it was not safe, or it was somebody else.
func changesOf(l *loaded) []Change {
	var out []Change
	for _, e := range slices.Backward(l.events) {
		if len(out) == mostChanges {
			break
		}
		outcome := contactOutcome(l.c, e)
		if !slices.Contains(telling, e.Kind) || e.Withdraw || e.Kind == "VictimContacted" && !slices.Contains(failed, outcome) {
			continue
		}
		out = append(out, Change{ID: e.ID, Kind: e.Kind, At: e.ActedAt(), By: e.Actor, NotThem: outcome == "not_them", Corrected: e.Corrects != ""})
	}
	return out
}

// failed are the outcomes of contact that somebody has to act on.
var failed = []casefile.Outcome{"no_answer", "not_safe_to_speak", "not_them"}

// contactOutcome is how a contact ended; empty for other entries, and where nobody said.
func contactOutcome(c *casefile.Case, e casefile.Event) casefile.Outcome {
	for i := range c.Contacts {
		if k := &c.Contacts[i]; k.ID == e.Root() && k.Outcome.Given() {
			return k.Outcome.Value
		}
	}
	return ""
}

// heldOf is the suspect of an open case who has left custody while a victim does not
// know, the longest out first; else who is in custody, soonest out first.
func heldOf(c *casefile.Case) *Held {
	var out *Held
	for _, x := range c.OutUntold() {
		if out == nil || x.Arrest.ReleasedAt.Before(out.Out) {
			out = &Held{Arrest: x.Arrest.ID, Since: x.Arrest.ArrestedAt, Out: x.Arrest.ReleasedAt}
		}
	}
	if out != nil {
		return out
	}
	for i := range c.Pairs {
		a := c.InCustody(c.Pairs[i].ActorID)
		if a == nil || c.Pairs[i].ActorID == "" {
			continue
		}
		h := &Held{Arrest: a.ID, Since: a.ArrestedAt, Planned: a.PlannedAt}
		if out == nil || !h.Planned.IsZero() && (out.Planned.IsZero() || h.Planned.Before(out.Planned)) {
			out = h
		}
	}
	return out
}

// A shift is over when nothing was looked at for restHours; shiftHours is taken
// where no such gap is found.
const (
	restHours  = 6 * time.Hour
	shiftHours = 12 * time.Hour
	mostLooks  = 600
)

// LastShift is when the viewer's last shift ended: their last look before the
// newest gap of six hours in what they looked at. Where they looked at nothing
// before, nobody knows it: then it is twelve hours ago, and known is false.
func (s *Service) LastShift(ctx context.Context, v access.Viewer) (ended time.Time, known bool, err error) {
	now := s.Now()
	var looks []int64
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		looks, err = store.LookTimes(ctx, tx, v.Staff.ID, mostLooks)
		return err
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("last shift: %w", err)
	}
	later := now
	for _, at := range looks {
		if t := fromMillis(at); later.Sub(t) >= restHours {
			return t, true, nil
		} else {
			later = t
		}
	}
	return now.Add(-shiftHours), false, nil
}
