package casework

import (
	"slices"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A row says what a case waits for: an answer of each specialist who was asked, until it
// comes, and a release of which a duty inspector is to be told, from the minute at which
// the guidance asks for one.
func TestARowHoldsWhatSpecialistsWereAskedAndAReleaseThatIsNear(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, actor, pair := w.report("responder")
		record := func(kind string, data any) string {
			t.Helper()
			e := w.event(kind, data)
			_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{e}})
			must(t, err)
			w.now = w.now.Add(time.Minute)
			return e.ID
		}
		waits := func(want ...string) Row {
			t.Helper()
			r, got := w.waiting("responder", id)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("at %s it waits for %v, want %v", w.now.Format("15:04"), got, want)
			}
			return r
		}
		q := record("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("spoc")), Pair: casefile.PairID(pair), Whom: "The one on call"})
		record("SpecialistAsked", casefile.SpecialistAsked{Question: "Who could help?"})
		r := waits("asked_spoc SpecialistAsked", "asked_other SpecialistAsked")
		if x := r.Waiting[0]; x.ID != q || x.Of != "spoc" || !x.Taken || x.By != "responder" || x.Pair != pair || x.At.IsZero() {
			t.Errorf("the question reads %+v", x)
		}
		for code, want := range map[string]int{WaitsAdvice("spoc"): 1, WaitsAdvice("registrar"): 0, WaitsInspector: 0} {
			list, err := w.Cases(t.Context(), w.as("registrar"), Filter{Waits: []string{code}}, "", 50)
			must(t, err)
			if len(list.Items) != want {
				t.Errorf("%d cases wait for %s, want %d", len(list.Items), code, want)
			}
		}
		record("SpecialistAnswered", casefile.SpecialistAnswered{Request: casefile.RequestID(q), Said: "It is stalking.", Whom: "The one on call"})
		waits("asked_other SpecialistAsked")

		arrest := record("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(actor)})
		record("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), At: fact.Is[calendar.Interval](fact.AskedNotKnown)})
		r = waits("asked_other SpecialistAsked", "custody SuspectArrested")
		if r.Held == nil || !r.Held.Asked.Equal(w.now.Add(-time.Minute)) {
			t.Errorf("custody was asked and does not know, and the row says %+v", r.Held)
		}
		out := w.now.Add(5 * time.Hour)
		record("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), At: fact.Of(calendar.At(out))})
		for _, before := range []time.Duration{time.Minute, -time.Minute} { // no local number is set: the release itself
			near := before < 0
			w.now = out.Add(-before)
			_, err := w.Wake(t.Context())
			must(t, err)
			if !near {
				r = waits("asked_other SpecialistAsked", "custody SuspectArrested")
				if !r.Held.Asked.IsZero() || !r.Held.AskBy.IsZero() {
					t.Errorf("the time is known, and the row says %+v", r.Held)
				}
				continue
			}
			r = waits("asked_other SpecialistAsked", "custody SuspectArrested", "near SuspectArrested")
			i := slices.IndexFunc(r.Waiting, func(x Waiting) bool { return x.On == WaitsInspector })
			if x := r.Waiting[i]; x.ID != arrest || !x.Due.Equal(out) || x.Pair != pair {
				t.Errorf("the release that is near reads %+v", x)
			}
		}
		record("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("duty_inspector")), Pair: casefile.PairID(pair), Arrest: casefile.ArrestID(arrest)})
		waits("asked_other SpecialistAsked", "custody SuspectArrested", "asked_duty_inspector SpecialistAsked")
	})
}
