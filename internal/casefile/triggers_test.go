package casefile

import (
	"testing"
	"time"

	"foursight/internal/fact"
)

// Police knew of an act before risk was judged, and nobody recorded it until after:
// whoever judged could not have weighed it.
func TestAnActEnteredAfterTheJudgementReopensIt(t *testing.T) {
	at := func(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) }
	event := func(id, kind string, recorded, known time.Time, data any) Event {
		e, err := NewEvent(id, "", kind, data)
		if err != nil {
			t.Fatal(err)
		}
		e.Recorded, e.Known = recorded, known
		return e
	}
	base := []Event{
		event("v", "PersonAdded", at(8), at(8), PersonAdded{Roles: []PersonRole{Victim}}),
		event("p", "PairRecorded", at(8), at(8), PairRecorded{Victim: "v"}),
	}
	incident := func(entered int) Event {
		return event("i", "IncidentRecorded", at(entered), at(9), IncidentRecorded{Pair: "p"})
	}
	judged := func(id string, entered int, names Line) Event {
		return event(id, "RiskAssessed", at(entered), at(entered), RiskAssessed{Pair: "p", Judgement: fact.Of(High), Trigger: names})
	}
	for name, tt := range map[string]struct {
		events []Event
		opened time.Time // zero: the judgement stands
	}{
		"entered before":  {[]Event{incident(9), judged("r", 10, "")}, time.Time{}},
		"entered with it": {[]Event{incident(10), judged("r", 10, "")}, time.Time{}},
		"entered after":   {[]Event{judged("r", 10, ""), incident(12)}, at(12)},
		"entered after, and a judgement names it": {[]Event{judged("r", 10, ""), incident(12), judged("s", 11, "i")}, time.Time{}},
	} {
		for _, backwards := range []bool{false, true} {
			events := append(append([]Event{}, base...), tt.events...)
			if backwards {
				for i, j := 0, len(events)-1; i < j; i, j = i+1, j-1 {
					events[i], events[j] = events[j], events[i]
				}
			}
			got := Fold("c", events).Pairs[0].Triggers
			if tt.opened.IsZero() != (len(got) == 0) || len(got) == 1 && !got[0].At.Equal(tt.opened) {
				t.Errorf("%s, backwards %v: %+v, want one at %s", name, backwards, got, tt.opened)
			}
		}
	}
}
