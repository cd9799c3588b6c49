package casework

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

// cardWorld holds a restricted case whose suspect is an officer, and the card its
// guardian set for the victim.
func cardWorld(t *testing.T) (w *world, id, victim string) {
	t.Helper()
	w = newWorld(t)
	id, victim, suspect, pair := w.report("responder")
	must(t, w.try("responder", id, "SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(pair), Person: casefile.PersonID(suspect), Staff: "suspect"}))
	w.wall(id)
	must(t, w.try("standards", id, "SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(victim), Lines: []casefile.Line{"Non-contact order served 3 March: must not enter Fernton", "Speak to her alone"}}))
	return w, id, victim
}

func TestASafetyCardReachesTheControlRoomWithoutASignOfACase(t *testing.T) {
	t.Parallel()
	w, id, _ := cardWorld(t)
	for _, q := range []string{"Ffion Invented", "Fion Invented", "07700 900123", "900123", "FE1 2AB"} {
		got, err := w.SafetyCards(t.Context(), w.as("other"), q)
		must(t, err)
		if len(got.Items) != 1 || !slices.Equal(got.Items[0].Lines, []string{"Non-contact order served 3 March: must not enter Fernton", "Speak to her alone"}) {
			t.Fatalf("%q: cards %+v, want the guardian's two lines", q, got.Items)
		}
		shown, err := json.Marshal(got.Items)
		must(t, err)
		for _, sign := range []string{id, "FS-26", "restrict", "guardian", "standards", "Ffion", "900123", "Sample Street"} {
			if strings.Contains(string(shown), sign) {
				t.Errorf("%q: the card shows %q: %s", q, sign, shown)
			}
		}
		if len(got.Looks) != 1 || got.Looks[0].ID != id {
			t.Errorf("%q: looks %v, want the case it hangs from, for the record", q, got.Looks)
		}
	}
}

func TestASafetyCardIsKeptFromTheSuspectAndFromRolesOutsideTheControlRoom(t *testing.T) {
	t.Parallel()
	w, _, _ := cardWorld(t)
	for who, want := range map[string]int{"other": 1, "responder": 1, "sergeant": 1, "suspect": 0, "registrar": 0, "admin": 0, "advocate": 0, "standards": 0} {
		got, err := w.SafetyCards(t.Context(), w.as(who), "Ffion Invented")
		must(t, err)
		if len(got.Items) != want || len(got.Looks) != want {
			t.Errorf("%s is shown %d cards, want %d", who, len(got.Items), want)
		}
	}
	for _, miss := range []string{"Steven Madeup", "Nobody Elsewhere", "", "steve_m"} {
		got, err := w.SafetyCards(t.Context(), w.as("other"), miss)
		must(t, err)
		if len(got.Items) > 0 {
			t.Errorf("%q meets a card that is about somebody else", miss)
		}
	}
}

func TestOnlyTheGuardianSetsACardAndTakesItAway(t *testing.T) {
	t.Parallel()
	w, id, victim := cardWorld(t)
	off := casefile.SafetyCardSet{Person: casefile.PersonID(victim), Off: true}
	var refused *Refused
	if err := w.try("detective", id, "SafetyCardSet", off); !errors.As(err, &refused) {
		t.Errorf("a member takes the card away: %v", err)
	}
	if err := w.try("sergeant", id, "SafetyCardSet", off); !errors.Is(err, ErrNoCase) {
		t.Errorf("a sergeant outside takes the card away: %v", err)
	}
	must(t, w.try("standards", id, "SafetyCardSet", off))
	got, err := w.SafetyCards(t.Context(), w.as("other"), "Ffion Invented")
	must(t, err)
	if len(got.Items) > 0 {
		t.Errorf("a card taken away is shown: %+v", got.Items)
	}
}

func TestACardIsSearchedWithTheSameStatementsHitOrMiss(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	id, victim, _, _ := w.report("responder")
	w.wall(id)
	must(t, w.try("standards", id, "SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(victim), Lines: []casefile.Line{"Speak to her alone"}}))
	run := func(q string, want int) []string {
		return st.during(func() {
			got, err := w.SafetyCards(t.Context(), w.as("other"), q)
			must(t, err)
			if len(got.Items) != want {
				t.Errorf("%q: %d cards, want %d", q, len(got.Items), want)
			}
		})
	}
	hit, miss := run("Ffion Invented", 1), run("Nobdy Anywhere", 0) // as long, since each spelling a letter off is asked for
	if !slices.Equal(hit, miss) {
		t.Error(firstDifference(miss, hit))
	}
}
