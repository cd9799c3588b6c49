package casework

import (
	"slices"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// shared is a report by somebody of their own, against the one suspect every case of
// a test has, with the pair.
func (w *world) shared(victim string) (id string, suspect casefile.PersonID, pair casefile.PairID) {
	w.t.Helper()
	id, _, actor := w.between(victim, "Rhys Madeup")
	p, err := w.Case(w.t.Context(), w.as("other"), mustRef(w.t, w, id))
	must(w.t, err)
	return id, casefile.PersonID(actor), casefile.PairID(p.Pairs[0].ID)
}

// The answer to a call puts first what is most dangerous, by the same reasons for
// everybody. Cases are made safest first and the safest is written to last, so that
// neither order of making nor of writing would do.
func TestACallIsAnsweredMostDangerousFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	until := calendar.DateOf(w.now).AddDays(30)
	var made []string
	try := func(id, kind string, data any) {
		t.Helper()
		must(t, w.try("other", id, kind, data))
	}
	grade := func(id string, pair casefile.PairID, g casefile.Grade) {
		try(id, "RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(g), Reasons: "as they said"})
	}
	for _, make := range []func(id string, x casefile.PersonID, pair casefile.PairID){
		func(id string, _ casefile.PersonID, pair casefile.PairID) { grade(id, pair, casefile.Standard) },
		func(string, casefile.PersonID, casefile.PairID) {}, // nobody has judged the risk
		func(id string, _ casefile.PersonID, pair casefile.PairID) { grade(id, pair, casefile.Medium) },
		func(id string, _ casefile.PersonID, pair casefile.PairID) { grade(id, pair, casefile.High) },
		func(id string, x casefile.PersonID, _ casefile.PairID) {
			try(id, "MarkerNoted", casefile.MarkerNoted{Person: x, Kind: fact.Of(casefile.MarkerKind("firearms"))})
		},
		func(id string, x casefile.PersonID, pair casefile.PairID) {
			try(id, "OrderNoted", casefile.OrderNoted{Person: x, Until: until})
			grade(id, pair, casefile.Standard)
		},
		func(id string, x casefile.PersonID, _ casefile.PairID) {
			try(id, "BailSet", casefile.BailSet{Person: x, Until: until})
		},
		func(id string, x casefile.PersonID, pair casefile.PairID) {
			try(id, "OrderNoted", casefile.OrderNoted{Person: x, Until: until, Served: calendar.DateOf(w.now)})
			try(id, "BailSet", casefile.BailSet{Person: x, Until: until})
			grade(id, pair, casefile.High)
		},
		func(id string, x casefile.PersonID, _ casefile.PairID) {
			try(id, "SuspectArrested", casefile.SuspectArrested{Person: x})
		},
		func(id string, _ casefile.PersonID, pair casefile.PairID) {
			p, err := w.Case(t.Context(), w.as("responder"), mustRef(t, w, id))
			must(t, err)
			try(id, "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: p.Pairs[0].VictimID, SafeNow: fact.Of(false)})
		},
		func(id string, _ casefile.PersonID, pair casefile.PairID) {
			try(id, "ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: pair, Present: fact.Of(true)})
		},
	} {
		id, x, pair := w.shared("Ann Invented")
		make(id, x, pair)
		made = append(made, id)
	}
	slices.Reverse(made)
	w.now = w.now.Add(time.Hour)
	try(made[len(made)-1], "AccountRecorded", casefile.AccountRecorded{Words: "more of it"})
	for _, who := range []string{"other", "sergeant", "standards"} {
		if got := ids(w.call(who, "Rhys Madeup").Cases); !slices.Equal(got, made) {
			t.Errorf("%s: order %v, want %v", who, places(got, made), made)
		}
	}
	// What was decided before counts no longer; the newest report comes first of those alike.
	id := made[0]
	p, err := w.Case(t.Context(), w.as("responder"), mustRef(t, w, id))
	must(t, err)
	try(id, "ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(p.Pairs[0].ID), Present: fact.Of(false), Basis: "He is in prison."})
	newest, _, _ := w.shared("Ann Invented")
	got := ids(w.call("other", "Rhys Madeup").Cases)
	if got[0] != made[1] || slices.Index(got, newest) != 8 || slices.Index(got, made[9]) > 10 {
		t.Errorf("order %v", places(got, made))
	}
}

// places are where each of the cases stands among others, for a message.
func places(got, among []string) []int {
	var out []int
	for _, id := range got {
		out = append(out, slices.Index(among, id))
	}
	return out
}

// A case with both people stands before a graver one with one of them, also where
// more cases answer one name than are gone through.
func TestACaseOfBothPeopleStandsBeforeAnyWithOneOfThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	both, _, _ := w.shared("Victor Invented")
	for range callPage {
		w.shared("Owen Elsewhere")
	}
	held, x, _ := w.shared("Nia Elsewhere")
	must(t, w.try("other", held, "SuspectArrested", casefile.SuspectArrested{Person: x}))
	one, _, victor := w.between("Ann Sample", "Victor Victor")
	must(t, w.try("other", one, "SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(victor)}))
	for _, asked := range []string{"Rhys Madeup and Victor", "victor & rhys madeup"} {
		got := w.call("other", asked)
		if got.Cases[0].ID != both || !got.More {
			t.Errorf("%q: first is %d of %d", asked, slices.Index(ids(got.Cases), both), len(got.Cases))
		}
		if who := got.Cases[0].Who(); len(who) != 2 {
			t.Errorf("%q: %v answered in the case of both", asked, who)
		}
	}
	if got := w.call("other", "Victor and Victor Victor").Cases; got[0].ID != one || got[0].rank.both {
		t.Error("one person who bears both names is taken for two")
	}
}
