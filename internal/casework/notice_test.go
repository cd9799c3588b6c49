package casework

import (
	"errors"
	"testing"
	"time"

	"foursight/internal/casefile"
)

func TestTheGuardianAloneLearnsWhoSearchedForARestrictedCase(t *testing.T) {
	t.Parallel()
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

// A guardian who takes over is not blind to what outsiders did before.
func TestANewGuardianSeesTheSearchesAnEarlierOneWasTold(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, _, _ := w.report("responder")
		w.wall(id)
		search := func() {
			_, err := w.Search(t.Context(), w.as("other"), "Ffion Invented")
			must(t, err)
		}
		search()
		w.tripped("standards", id, 1)
		first := w.now
		w.now = w.now.Add(time.Hour)
		guard := func(guardian string, members ...casefile.StaffID) {
			must(t, w.try("standards", id, "AccessRestricted", casefile.AccessRestricted{Guardian: casefile.StaffID(guardian), Members: members}))
		}
		guard("detective", "standards")
		if got, err := w.SearchAlerts(t.Context(), w.as("standards"), id); !errors.Is(err, ErrNotAllowed) || got != nil {
			t.Errorf("a guardian no longer is told %v, %v", got, err)
		}
		guard("detective") // the earlier guardian is now outside, and what they were told goes with them
		if _, err := w.SearchAlerts(t.Context(), w.as("standards"), id); !errors.Is(err, ErrNoCase) {
			t.Errorf("outside now, the earlier guardian is told %v", err)
		}
		w.now = w.now.Add(time.Hour)
		search()
		w.tripped("detective", id, 1)
		got, err := w.SearchAlerts(t.Context(), w.as("detective"), id)
		must(t, err)
		if len(got) != 2 || !got[0].At.Equal(w.now) || !got[1].At.Equal(first) || got[1].Staff != "other" {
			t.Errorf("the new guardian is told %+v, want the search of now and that of %v", got, first)
		}
		list, err := w.Notices(t.Context(), w.as("standards"), 100)
		must(t, err)
		for _, n := range list {
			if n.CaseID == id {
				t.Errorf("the earlier guardian, outside now, still has notice %q of it", n.Kind)
			}
		}
	})
}
