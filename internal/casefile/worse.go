package casefile

import (
	"slices"
	"time"
)

// violent are the behaviours for which risk is judged anew when a correction adds one to
// an act: whoever judged before it had not been told (APP 4.2). The gravest stand first.
var violent = []Behaviour{"threat_kill", "weapon", "strangulation", "assault", "threat_violence", "threat_sexual", "threat_self_harm",
	"entry_to_home", "preventing_leaving", "tracking", "spyware", "animal_harm"}

// Violent are those behaviours, the gravest first.
func Violent() []Behaviour { return slices.Clone(violent) }

// worseSince is when the last correction was entered that says something graver of an act
// than the words before it, of what still stands; zero where none does.
func worseSince(earlier []gone, now IncidentRecorded) (at time.Time) {
	for n, old := range earlier {
		was, next := old.data.(*IncidentRecorded), &now
		if n+1 < len(earlier) {
			next = earlier[n+1].data.(*IncidentRecorded)
		}
		if graver(was, next, &now) {
			at = old.with.ActedAt()
		}
	}
	return at
}

// graver reports whether next says what was does not, and it is still said now.
func graver(was, next, now *IncidentRecorded) bool {
	yes := func(d *IncidentRecorded) bool { return d.Breach.Known() && d.Breach.Value }
	fear := func(d *IncidentRecorded) bool { return d.Fear.Known() && d.Fear.Value }
	if yes(next) && yes(now) && !yes(was) || fear(next) && fear(now) && !fear(was) {
		return true
	}
	return slices.ContainsFunc(violent, func(b Behaviour) bool {
		return slices.Contains(next.Behaviours, b) && slices.Contains(now.Behaviours, b) && !slices.Contains(was.Behaviours, b)
	})
}
