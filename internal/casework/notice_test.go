package casework

import (
	"errors"
	"testing"
)

func TestTheGuardianAloneLearnsWhoSearchedForARestrictedCase(t *testing.T) {
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, _, _ := w.report("responder")
		w.wall(id)
		for n := range 2 {
			_, err := w.Search(t.Context(), w.as("other"), "Ffion Invented")
			must(t, err)
			w.tripped("standards", id, n+1)
		}
		got, err := w.SearchAlerts(t.Context(), w.as("standards"), id)
		must(t, err)
		if len(got) != 2 || got[0].Staff != "other" || !got[0].At.Equal(w.now) || got[1].At.After(got[0].At) {
			t.Errorf("the guardian is told %+v, want two searches by other, the later first", got)
		}
		for who, want := range map[string]error{"other": ErrNoCase, "admin": ErrNoCase, "detective": ErrNotAllowed} {
			if alerts, err := w.SearchAlerts(t.Context(), w.as(who), id); !errors.Is(err, want) || alerts != nil {
				t.Errorf("%s is told %v, %v; want %v", who, alerts, err, want)
			}
		}
		open, _, _, _ := w.report("detective")
		if _, err := w.SearchAlerts(t.Context(), w.as("standards"), open); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("searches for an open case: %v, want %v", err, ErrNotAllowed)
		}
		for who, want := range map[string]int{"standards": 1, "detective": 0, "other": 0} {
			list, err := w.Cases(t.Context(), w.as(who), Filter{Guarded: true}, "", 10)
			must(t, err)
			if len(list.Items) != want || want == 1 && list.Items[0].ID != id {
				t.Errorf("%s guards %d cases, want %d", who, len(list.Items), want)
			}
		}
	})
}
