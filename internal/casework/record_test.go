package casework

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/journal"
)

func TestAReportBecomesACaseThatItsTakerSees(t *testing.T) {
	t.Parallel()
	onEachStore(t, aReportBecomesACaseThatItsTakerSees)
}

func aReportBecomesACaseThatItsTakerSees(t *testing.T, w *world) {
	id, victim, _, _ := w.report("responder")
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	if p.Permission.Basis != access.Allocated {
		t.Errorf("basis = %q, want allocated: whoever took the report holds it", p.Permission.Basis)
	}
	if got := p.Person(casefile.PersonID(victim)); got == nil || len(got.Phones) != 1 {
		t.Errorf("victim = %+v, want a phone number", got)
	}
	if len(p.Findings.Obligations) == 0 {
		t.Error("no duties found for a new report")
	}
}

func TestNumbersAreWithheldFromThoseWhoOnlyFoundTheCase(t *testing.T) {
	t.Parallel()
	onEachStore(t, numbersAreWithheldFromThoseWhoOnlyFoundTheCase)
}

func numbersAreWithheldFromThoseWhoOnlyFoundTheCase(t *testing.T, w *world) {
	id, victim, _, _ := w.report("responder")
	p, err := w.Case(t.Context(), w.as("other"), id)
	must(t, err)
	who := p.Person(casefile.PersonID(victim))
	if len(who.Phones) != 0 || len(who.Addresses) != 0 {
		t.Errorf("a colleague of another unit got %v %v", who.Phones, who.Addresses)
	}
	if who.Name.Value != "Ffion Invented" {
		t.Errorf("name = %q", who.Name.Value)
	}
	for _, e := range p.History {
		data, err := p.DataOf(e)
		must(t, err)
		if d, ok := data.(casefile.PersonAdded); ok && len(d.Details.Phones) > 0 {
			t.Errorf("history gives the number: %v", d.Details.Phones)
		}
	}
}

func TestTheSameFormSentTwiceIsRecordedOnce(t *testing.T) {
	t.Parallel()
	onEachStore(t, theSameFormSentTwiceIsRecordedOnce)
}

func theSameFormSentTwiceIsRecordedOnce(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	e := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), What: "waited outside"})
	first, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{e}})
	must(t, err)
	again, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{e}})
	must(t, err)
	if !again.Duplicate || again.Version != first.Version {
		t.Errorf("second = %+v, first = %+v", again, first)
	}
}

func TestTwoPeopleEditingTheSamePartConflictAndTwoAdditionsDoNot(t *testing.T) {
	t.Parallel()
	onEachStore(t, twoPeopleEditingTheSamePartConflictAndTwoAdditionsDoNot)
}

func twoPeopleEditingTheSamePartConflictAndTwoAdditionsDoNot(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	base := p.Version
	decide := func(why string) Acts {
		return Acts{CaseID: id, Base: base, Events: []casefile.Event{w.event("ClassificationDecided",
			casefile.ClassificationDecided{Pair: casefile.PairID(pair), As: casefile.Stalking2A, Why: casefile.Text(why)})}}
	}
	_, err = w.Record(t.Context(), w.as("responder"), decide("first"))
	must(t, err)
	_, err = w.Record(t.Context(), w.as("sergeant"), decide("second"))
	var c *Conflict
	if !errors.As(err, &c) || len(c.Theirs) != 1 || !strings.Contains(string(c.Mine.Data), "second") {
		t.Fatalf("err = %v, want a conflict that shows both", err)
	}
	add := Acts{CaseID: id, Base: base, Events: []casefile.Event{w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair)})}}
	if _, err := w.Record(t.Context(), w.as("sergeant"), add); err != nil {
		t.Errorf("an addition conflicted: %v", err)
	}
}

func TestARestrictedCaseDoesNotExistForThoseOutside(t *testing.T) {
	t.Parallel()
	onEachStore(t, aRestrictedCaseDoesNotExistForThoseOutside)
}

func aRestrictedCaseDoesNotExistForThoseOutside(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	ref := mustRef(t, w, id)
	suspect := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}})
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
		suspect,
		w.event("SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(pair), Person: casefile.PersonID(suspect.ID), Staff: "suspect", Police: fact.Of(true)}),
	}})
	must(t, err)
	if _, err := w.Case(t.Context(), w.as("suspect"), id); !errors.Is(err, ErrNoCase) {
		t.Errorf("the suspect got %v at once after being named, want ErrNoCase", err)
	}
	_, err = w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"detective"}})}})
	must(t, err)
	for _, who := range []string{"other", "responder", "sergeant", "suspect", "admin", "advocate", "registrar"} {
		for _, key := range []string{id, ref} {
			if _, err := w.Case(t.Context(), w.as(who), key); !errors.Is(err, ErrNoCase) {
				t.Errorf("%s got %v for %s, want ErrNoCase", who, err, key)
			}
		}
		if who == "admin" || who == "advocate" {
			continue
		}
		for _, q := range []string{"Ffion Invented", "Fion Invented", "900123", "@steve_m", "FE1 2AB", ref} {
			got, err := w.Search(t.Context(), w.as(who), q)
			must(t, err)
			if len(got.Items) != 0 {
				t.Errorf("%s finds a restricted case by %q", who, q)
			}
		}
		_, err := w.Record(t.Context(), w.as(who), Acts{CaseID: id, Events: []casefile.Event{w.event("CaseOpened", casefile.CaseOpened{})}})
		if !errors.Is(err, ErrNoCase) {
			t.Errorf("%s records on it: %v", who, err)
		}
	}
	for _, who := range []string{"standards", "detective"} {
		p, err := w.Case(t.Context(), w.as(who), id)
		must(t, err)
		if !p.Can(casefile.ClassContact) {
			t.Errorf("%s, inside, is not shown how to reach the victim", who)
		}
	}
}

func mustRef(t testing.TB, w *world, id string) string {
	t.Helper()
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	if !ValidRef(p.Ref) {
		t.Fatalf("reference %q is not well formed", p.Ref)
	}
	return p.Ref
}

func TestSearchFindsACaseEachWayItIsLookedFor(t *testing.T) {
	t.Parallel()
	onEachStore(t, searchFindsACaseEachWayItIsLookedFor)
}

func searchFindsACaseEachWayItIsLookedFor(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{w.event("IncidentRecorded",
		casefile.IncidentRecorded{Pair: casefile.PairID(pair), What: "He kept following her to the library"})}})
	must(t, err)
	for _, q := range []string{"Ffion Invented", "invented", "Stephen Madeup", "900123", "+44 7700 900123", "steve_m", "follow library", "FE1 2AB", mustRef(t, w, id)} {
		got, err := w.Search(t.Context(), w.as("responder"), q)
		must(t, err)
		if len(got.Items) != 1 || got.Items[0].ID != id {
			t.Errorf("search %q found %d cases", q, len(got.Items))
		}
	}
	for _, q := range []string{"Nobody", "900999", "@someoneelse", "ZZ9 9ZZ", "library swimming"} {
		got, err := w.Search(t.Context(), w.as("responder"), q)
		must(t, err)
		if len(got.Items) != 0 {
			t.Errorf("search %q found %d cases, want none", q, len(got.Items))
		}
	}
}

func TestACorrectedDateMendsTheClock(t *testing.T) {
	t.Parallel()
	onEachStore(t, aCorrectedDateMendsTheClock)
}

func aCorrectedDateMendsTheClock(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	e := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})
	e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 1, Day: 15})
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{e}})
	must(t, err)
	w.now = w.now.Add(time.Hour)
	fix := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})
	fix.Corrects, fix.Reason = e.ID, "date misheard"
	fix.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 8, Day: 31})
	_, err = w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{fix}})
	must(t, err)
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	var got calendar.Date
	for _, c := range p.Findings.Clocks {
		if c.Clause == "clock.summary.six_months" {
			got = c.LastDay
		}
	}
	if want := (calendar.Date{Year: 2027, Month: 2, Day: 28}); got != want {
		t.Errorf("last day = %v, want %v (six months from the corrected date, short month)", got, want)
	}
}

func TestRebuildMakesTheSameRows(t *testing.T) {
	t.Parallel()
	onEachStore(t, rebuildMakesTheSameRows)
}

func rebuildMakesTheSameRows(t *testing.T, w *world) {
	for range 3 {
		id, _, _, pair := w.report("responder")
		w.now = w.now.Add(90 * time.Minute)
		_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
			w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)}),
			w.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(pair), Judgement: fact.Of(casefile.High)})}})
		must(t, err)
	}
	must(t, w.Look(t.Context(), Look{Staff: "responder", Route: "case", Outcome: "shown", Cases: []LookedAt{{ID: journal.NewID()}}}))
	before := w.digest()
	must(t, w.clearRows())
	if w.digest() == before {
		t.Fatal("clearing the rows changed nothing: the test would prove nothing")
	}
	must(t, w.Rebuild(t.Context(), nil))
	if w.digest() != before {
		t.Error("rows rebuilt from the journal differ from those kept while recording")
	}
}

func TestTheAdviceThatWasShownIsKeptWithTheDecision(t *testing.T) {
	t.Parallel()
	onEachStore(t, theAdviceIsKept)
}

func theAdviceIsKept(t *testing.T, w *world) {
	id, _, _, pair := w.report("responder")
	act := func(day int) casefile.Event {
		e := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})
		e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 11, Day: day})
		return e
	}
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{act(3), act(9)}})
	must(t, err)
	decided := w.event("ClassificationDecided", casefile.ClassificationDecided{Pair: casefile.PairID(pair), As: casefile.Harassment2, Why: "looks like a dispute"})
	decided.Around.Advised, decided.Around.Allocated = "forged", true
	got, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{decided}})
	must(t, err)
	if len(got.Proposed) != 1 {
		t.Errorf("proposed = %v: harassment of a former partner waits for the registrar", got.Proposed)
	}
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	pr := p.Pair(casefile.PairID(pair))
	if pr.Class.Given() || pr.ProposedAs.Value != casefile.Harassment2 {
		t.Errorf("in force %q, proposed %q", pr.Class.Value, pr.ProposedAs.Value)
	}
	if pr.Advised == nil || pr.Advised.Data.PointsTo != "stalking" {
		t.Fatalf("advice kept = %+v, want one that points to stalking", pr.Advised)
	}
	last := p.History[len(p.History)-1]
	if last.Around.Advised != pr.Advised.ID {
		t.Errorf("the decision names advice %q, want %q", last.Around.Advised, pr.Advised.ID)
	}
	if _, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("RegistrarRuled", casefile.RegistrarRuled{Pair: casefile.PairID(pair), Ruling: casefile.RuledHarassmentOnly})}}); err == nil {
		t.Error("a responder ruled in the registrar's place")
	}
	_, err = w.Record(t.Context(), w.as("registrar"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("RegistrarRuled", casefile.RegistrarRuled{Pair: casefile.PairID(pair), Ruling: casefile.RuledHarassmentOnly, Why: "one dispute over a deposit"})}})
	must(t, err)
	p, err = w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	if got := p.Pair(casefile.PairID(pair)).Class.Value; got != casefile.Harassment2 {
		t.Errorf("after the ruling in force = %q", got)
	}
}

func TestRowsKeptByManyWritersAtOnceRebuildEqual(t *testing.T) {
	t.Parallel()
	onEachStore(t, rowsOfManyWriters)
}

// rowsOfManyWriters runs on the machine's own clock, so that what is written
// waits for other commits between being admitted and being recorded.
func rowsOfManyWriters(t *testing.T, w *world) {
	start := time.Now()
	began := w.now
	w.clock = func() time.Time { return began.Add(time.Since(start)) }
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			id, _, _, pair := w.report("responder")
			for range 4 {
				e := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})
				if _, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{e}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	_, err := w.Wake(t.Context())
	must(t, err)
	before := w.digest()
	must(t, w.clearRows())
	must(t, w.Rebuild(t.Context(), nil))
	if w.digest() != before {
		t.Error("rows rebuilt from the journal differ from those kept while recording")
	}
}

// A later act asks again whether to seek an order; considering it again settles it.
func TestConsideringAnOrderAgainSettlesItAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, pair := w.report("responder")
	day := 1
	act := func() casefile.Event {
		e := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), Unwanted: fact.Of(true)})
		e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 11, Day: day})
		day += 4
		return e
	}
	record := func(by string, events ...casefile.Event) {
		t.Helper()
		w.now = w.now.Add(time.Hour)
		_, err := w.Record(t.Context(), w.as(by), Acts{CaseID: id, Events: events})
		must(t, err)
	}
	state := func() guidance.State {
		t.Helper()
		p, err := w.Case(t.Context(), w.as("sergeant"), id)
		must(t, err)
		for _, f := range p.Findings.Obligations {
			if f.Clause == "spo.consider" {
				return f.State
			}
		}
		return "absent"
	}
	consider := func() casefile.Event {
		return w.event("OrderConsidered", casefile.OrderConsidered{Pair: casefile.PairID(pair), Order: fact.Of(casefile.SPO), Decision: fact.Of(casefile.DecideNo), Why: "the court's order already covers it"})
	}
	record("sergeant", act(), act(), w.event("CaseOpened", casefile.CaseOpened{}), w.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "detective", Unit: "north"}))
	if got := state(); got != guidance.Outstanding {
		t.Fatalf("before anybody considered it: %s", got)
	}
	record("detective", consider())
	if got := state(); got != guidance.Decided {
		t.Fatalf("considered: %s", got)
	}
	record("detective", act())
	if got := state(); got != guidance.Outstanding {
		t.Fatalf("after a further act: %s, want it asked again", got)
	}
	record("detective", consider())
	if got := state(); got != guidance.Decided {
		t.Errorf("considered again: %s", got)
	}
}
