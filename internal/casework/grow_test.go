package casework

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

// Acts recorded together leave what they would have left one by one: the case is
// the fold of its events, its duties arose and ended as each act made them, and
// what is found is what evaluating the whole finds.
func TestActsRecordedTogetherLeaveWhatEachLeavesByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, _, p := w.report("responder")
	pair := casefile.PairID(p)
	act := func(day int) casefile.Event {
		e := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, Unwanted: fact.Of(true)})
		e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 11, Day: day})
		return e
	}
	advice := func() casefile.Event {
		return w.event("AdviceGiven", casefile.AdviceGiven{Person: casefile.PersonID(victim), Codes: []casefile.AdviceCode{"keep_log"}, ByPolice: fact.Of(true)})
	}
	first, check := advice(), w.event("CheckRequested", casefile.CheckRequested{System: "leds_pnc", Person: casefile.PersonID(victim)})
	fix, gone, late := advice(), act(4), advice()
	fix.Corrects, fix.Reason = first.ID, "misheard"
	late.Known = w.now.Add(-time.Hour)
	withdrawn := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair})
	withdrawn.Corrects, withdrawn.Reason, withdrawn.Withdraw = gone.ID, "another case", true
	batches := [][]casefile.Event{
		{first, advice(), act(3), gone, advice(), check,
			w.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(victim)}),
			w.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High)}),
			fix, late, advice(), act(9), withdrawn, advice()},
		{advice(), w.event("CaseOpened", casefile.CaseOpened{}), advice(), act(1),
			w.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(victim), SafeNow: fact.Of(true)}),
			w.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(check.ID), Result: casefile.Trace}), advice(), advice()},
	}
	n := int64(5)
	for _, events := range batches {
		w.now = w.now.Add(26 * time.Hour) // past instants at which time alone changes something
		got, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: events})
		must(t, err)
		if n += int64(len(events)); got.Version != n {
			t.Fatalf("version %d; want %d", got.Version, n)
		}
		l := w.cases.get(id)
		again, err := w.replay(id, l.events)
		must(t, err)
		if d := cmp.Diff(again.c, l.c, cmpopts.IgnoreUnexported(casefile.Case{}, casefile.Pending{}), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("the case folded anew (-) and as kept (+) differ:\n%s", d)
		}
		if d := cmp.Diff(again.ledger.Entries(), l.ledger.Entries(), cmpopts.IgnoreUnexported(guidance.Entry{})); d != "" {
			t.Errorf("the ledger advanced over each event (-) and as kept (+) differ:\n%s", d)
		}
		if d := cmp.Diff(again.found, l.found, cmpopts.IgnoreUnexported(guidance.Findings{}, guidance.Finding{}, guidance.Due{})); d != "" {
			t.Errorf("what the whole case gives (-) and what was found (+) differ:\n%s", d)
		}
	}
	if len(w.cases.get(id).ledger.Entries()) < 10 {
		t.Fatal("hardly a duty arose: the test would prove nothing")
	}
	before := w.digest()
	must(t, w.clearRows())
	must(t, w.Rebuild(t.Context(), nil))
	if w.digest() != before {
		t.Error("rows rebuilt from the journal differ from those kept while recording")
	}
}

// Where one act of many is refused none is recorded, the others are still judged,
// and the case in memory is as it was.
func TestARefusalAmongManyActsLeavesTheCaseAsItWas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, _, p := w.report("responder")
	first := w.cases.get(id)
	add := func(person string) casefile.Event {
		return w.event("PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(person), Details: casefile.Details{Phones: []casefile.Line{"07700 900456"}}})
	}
	again := w.event("PersonDetailed", casefile.PersonDetailed{})
	again.Corrects, again.Reason = p, "misheard"
	offer := w.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective"})
	accept := func() casefile.Event {
		return w.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)})
	}
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{add(victim), add("nobody"), add(victim), offer, accept(), accept(), again}})
	refused, ok := errors.AsType[*Refused](err)
	if !ok {
		t.Fatalf("recorded with a person who is not there: %v", err)
	}
	var codes []string
	for _, x := range refused.Problems {
		codes = append(codes, x.Code)
	}
	if d := cmp.Diff([]string{"unknown_person", "not_the_receiver", "not_the_receiver", "unknown_person", "wrong_kind"}, codes); d != "" {
		t.Errorf("refusals (-want +got):\n%s", d)
	}
	if l := w.cases.get(id); l != first || len(l.events) != 5 || len(l.c.Person(casefile.PersonID(victim)).Phones) != 1 {
		t.Errorf("the case in memory changed: %d events, %v", len(l.events), l.c.Person(casefile.PersonID(victim)).Phones)
	}
	got, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{add(victim)}})
	must(t, err)
	if got.Version != 6 {
		t.Errorf("version %d; want 6", got.Version)
	}
}
