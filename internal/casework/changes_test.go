package casework

import (
	"fmt"
	"testing"
	"time"
)

func TestAShiftEndsWithTheLastLookBeforeARest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	v := w.as("responder")
	if at, known, err := w.LastShift(t.Context(), v); err != nil || known || !at.Equal(w.Now().Add(-12*time.Hour)) {
		t.Errorf("with no look before: %v, %v; want twelve hours ago", at, err)
	}
	look := func() time.Time {
		t.Helper()
		if err := w.Look(t.Context(), Look{Staff: "responder", Route: "GET /", Outcome: "shown", Cases: []LookedAt{{ID: id}}}); err != nil {
			t.Fatal(err)
		}
		return w.Now()
	}
	look()
	w.now = w.now.Add(3 * time.Hour)
	ended := look()
	w.now = w.now.Add(6*time.Hour + time.Minute)
	look()
	w.now = w.now.Add(2 * time.Hour)
	var unit []LookedAt // each look at a list names hundreds of cases
	for n := range 300 {
		unit = append(unit, LookedAt{ID: fmt.Sprint(id, n)})
	}
	for range 4 {
		w.now = w.now.Add(time.Hour)
		must(t, w.Look(t.Context(), Look{Staff: "responder", Route: "GET /", Outcome: "shown", Cases: unit}))
	}
	at, known, err := w.LastShift(t.Context(), v)
	if err != nil || !known || at.Sub(ended).Abs() > time.Second {
		t.Errorf("last shift ended %v, %v; want %v", at, err, ended)
	}
	if at, known, _ := w.LastShift(t.Context(), w.as("detective")); known || !at.Equal(w.Now().Add(-12*time.Hour)) {
		t.Errorf("another person's looks count: %v", at)
	}
}
