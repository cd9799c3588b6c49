package casework

import (
	"context"
	"fmt"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/store"
)

// Held is a suspect in custody, or one who has left it while a victim has not been
// reached about it.
type Held struct {
	Arrest  string    `json:"arrest"`
	Since   time.Time `json:"since"`
	Planned time.Time `json:"planned,omitzero"` // zero where the time of release is not known
	Out     time.Time `json:"out,omitzero"`     // when they left; zero while they are held
	Asked   time.Time `json:"asked,omitzero"`   // when custody was last asked and did not know; zero where it was not, and where the time is known
	AskBy   time.Time `json:"ask_by,omitzero"`  // when custody is to be asked again; zero where the force has set no time
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
// where no such gap is found in mostStints, of which each is restHours at most.
const (
	restHours  = 6 * time.Hour
	shiftHours = 12 * time.Hour
	mostStints = 28
)

// LastShift is when the viewer's last shift ended: their last look before the
// newest gap of six hours in what they looked at. Where they looked at nothing
// before, nobody knows it: then it is twelve hours ago, and known is false.
func (s *Service) LastShift(ctx context.Context, v access.Viewer) (ended time.Time, known bool, err error) {
	now := s.Now()
	var at int64
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		at, err = lastBeforeRest(ctx, tx, v.Staff.ID, millis(now))
		return err
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("last shift: %w", err)
	}
	if at == 0 {
		return now.Add(-shiftHours), false, nil
	}
	return fromMillis(at), true, nil
}

// lastBeforeRest is somebody's last look before the newest rest, 0 where there is none.
// It goes back from the first look of each six hours: between any two within them there
// is no rest. So it asks a few times, however much was looked at.
func lastBeforeRest(ctx context.Context, tx store.Tx, staff string, now int64) (int64, error) {
	from := now
	for range mostStints {
		rested := from - restHours.Milliseconds()
		first, err := store.FirstLook(ctx, tx, staff, rested)
		if err != nil {
			return 0, err
		}
		if first == 0 || first >= from {
			return store.LastLook(ctx, tx, staff, rested)
		}
		from = first
	}
	return 0, nil
}
