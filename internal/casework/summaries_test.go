package casework

import (
	"fmt"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/store"
)

// What a row was opened to is given again for the same row alone: neither for one
// written anew nor for another case, nor after something of the case was disposed of.
func TestAnOpenedSummaryIsOfOneRowAsItWasWritten(t *testing.T) {
	t.Parallel()
	var k summaries
	row := func(id int, sealed string) store.CaseRow {
		return store.CaseRow{CaseID: fmt.Sprint(id), Summary: []byte(sealed)}
	}
	holds := func(what string, r store.CaseRow, want bool) {
		t.Helper()
		if sum, ok := k.get(r); ok != want || ok && sum.Victims[0] != r.CaseID {
			t.Errorf("%s: %v, %v; want %v", what, sum, ok, want)
		}
	}
	put := func(r store.CaseRow) { k.put(r, summary{Victims: []string{r.CaseID}}) }
	holds("nothing yet", row(1, "a"), false)
	put(row(1, "a"))
	holds("the row", row(1, "a"), true)
	holds("the row written anew", row(1, "b"), false)
	holds("another case", row(2, "a"), false)
	put(row(2, "a"))
	for id := 3; id < 3+mostSummaries; id++ {
		put(row(id, "a"))
		if id%100 == 0 {
			holds("one in use", row(1, "a"), true)
		}
	}
	for id := 3 + mostSummaries; id < 3+2*mostSummaries; id++ {
		put(row(id, "a"))
	}
	holds("one long not in use", row(2, "a"), false)
	if n := len(k.recent) + len(k.older); n > 2*mostSummaries {
		t.Errorf("%d are kept", n)
	}
	put(row(1, "a"))
	k.drop("1")
	holds("after a disposal", row(1, "a"), false)
}

// A list says what a case says now, and nothing of a disposed case stays in memory.
func TestAListFollowsItsCasesAndForgetsWhatIsDisposedOf(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, _, pair := w.report("responder")
		row := func() Row {
			t.Helper()
			list, err := w.Cases(t.Context(), w.as("responder"), Filter{Mine: true}, "", 10)
			must(t, err)
			if len(list.Items) != 1 {
				t.Fatalf("%d cases, want 1", len(list.Items))
			}
			return list.Items[0]
		}
		if r := row(); r.Grade != "" {
			t.Errorf("graded %q before anybody judged", r.Grade)
		}
		for _, grade := range []casefile.Grade{casefile.Medium, casefile.High} {
			_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{w.event("RiskAssessed",
				casefile.RiskAssessed{Pair: casefile.PairID(pair), Judgement: fact.Of(grade)})}})
			must(t, err)
			if r := row(); r.Grade != grade {
				t.Errorf("graded %q, want %q", r.Grade, grade)
			}
		}
		if _, ok := w.sums.recent[id]; !ok {
			t.Fatal("nothing is kept: the test would prove nothing")
		}
		_, err := w.DisposeCase(t.Context(), id, Disposal{By: "standards", Reason: "court order", Authority: "order 7 of 2026"})
		must(t, err)
		if _, ok := w.sums.recent[id]; ok {
			t.Error("what the case said is still in memory")
		}
	})
}
