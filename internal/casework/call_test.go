package casework

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/journal"
)

// between records a report of one person by another, with no number of either.
func (w *world) between(victim, actor string) (id, victimID, actorID string) {
	w.t.Helper()
	id = journal.NewID()
	person := func(name string, role casefile.PersonRole) casefile.Event {
		return w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{role}, Details: casefile.Details{Name: fact.Of(casefile.Line(name))}})
	}
	v, x := person(victim, casefile.Victim), person(actor, casefile.Suspect)
	_, err := w.Record(w.t.Context(), w.as("other"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now)), Unit: "south"}), v, x,
		w.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})}})
	must(w.t, err)
	return id, v.ID, x.ID
}

func (w *world) call(who, asked string) CallAnswer {
	w.t.Helper()
	got, err := w.AnswerCall(w.t.Context(), w.as(who), asked)
	must(w.t, err)
	return got
}

func ids(cases []CallCase) []string {
	var out []string
	for _, c := range cases {
		out = append(out, c.ID)
	}
	return out
}

func TestANumberLeadsToWhatTheSamePersonIsInOtherCases(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		first, _, _, _ := w.report("responder") // Ffion Invented, 07700 900123
		reverse, _, accused := w.between("Steven Madeup", "Ffion Invented")
		elsewhere, _, _ := w.between("Nia Elsewhere", "Owen Other")
		must(t, w.try("other", reverse, "OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(accused), Order: fact.Of(casefile.OrderKind("non_molestation")), Terms: []casefile.Line{"Not to contact him."}}))
		got := w.call("other", "07700 900123")
		if want := []string{first, reverse}; !slices.Equal(ids(got.Cases), want) {
			t.Fatalf("cases %v, want the one with the number first, then the one with an order on who bears the name: %v; never %s", ids(got.Cases), want, elsewhere)
		}
		if got.Cases[0].Live || !got.Cases[1].Live || !slices.Equal(got.Names, []string{"Ffion Invented", "Steven Madeup"}) {
			t.Errorf("live %v and %v, names followed %v", got.Cases[0].Live, got.Cases[1].Live, got.Names)
		}
		if who := got.Cases[1].Who(); len(who) != 2 || who[0] != casefile.PersonID(accused) || !got.Cases[1].Matches[0].Follows || got.Cases[0].Matches[0].Follows {
			t.Errorf("in the other case %v answered, want the suspect %s first", who, accused)
		}
		if len(got.Looks) != 2 || got.Looks[0].Version == 0 {
			t.Errorf("looks %v, want each case once with its version", got.Looks)
		}
	})
}

// Whoever rings gives her own name: what binds him on the case of another woman is found
// by it too, and not only by his.
func TestAVictimsNameLeadsToWhatBindsTheSuspectElsewhere(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		hers, _, _, _ := w.report("responder") // Ffion Invented, of Steven Madeup
		another, _, him := w.between("Nia Elsewhere", "Steven Madeup")
		must(t, w.try("other", another, "OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(him), Order: fact.Of(casefile.OrderKind("non_molestation")), Terms: []casefile.Line{"Not to contact her."}}))
		got := w.call("other", "Ffion Invented")
		if want := []string{hers, another}; !slices.Equal(ids(got.Cases), want) || !got.Cases[1].Matches[0].Follows || !got.Cases[1].Live {
			t.Fatalf("cases %v, want %v, the second by his name and live", ids(got.Cases), want)
		}
	})
}

func TestEverythingACallerMayGiveFindsThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, _, _ := w.report("responder")
	ref := mustRef(t, w, id)
	must(t, w.try("responder", id, "SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(victim), Number: fact.Of(casefile.Line("01632 960777"))}))
	must(t, w.try("responder", id, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(victim), Details: casefile.Details{Vehicles: []casefile.Line{"ZQ26 TST"}}}))
	must(t, w.try("responder", id, "ReferenceNoted", casefile.ReferenceNoted{External: []casefile.ExternalRef{{System: "Incident log", Number: "FPC-2611-0441"}}}))
	for asked, because := range map[string]string{ref[6:]: "reference", strings.ToLower(ref[6:]): "reference", ref[3:]: "reference", "FS 26 " + ref[6:]: "reference",
		"FPC-2611-0441": "another system's number", "2611-0441": "another system's number", "fpc 2611 0441": "another system's number", "07700 900123": "number", "+44 7700 900123": "number", "01632960777": "number", "Ffion Invented": "name", "Fion Invented": "name", "FE1 2AB": "address",
		"4 Sample Street, Fernton FE1 2AB": "address", "Sample Street": "address", strings.ToLower(ref): "reference", "@steve_m_1": "account", "zq26tst": "vehicle", "07700 900123 Ffion Invented": "number", "Nobody Elsewhere 07700 900123": "number", "ZQ26 TST": "vehicle", "zq 26 tst": "vehicle", "Ffion Invented and Steven Madeup": "name"} {
		got := w.call("other", asked)
		if len(got.Cases) != 1 || got.Cases[0].ID != id || !slices.Contains(got.Cases[0].Matches[0].Because, because) {
			t.Errorf("%q: %v, want the case by its %s", asked, got.Cases, because)
		}
	}
	for _, asked := range []string{"", "  ", "01632 960778", "ZQ26 TSU", "Ffion", "nobody at all and nobody else"} {
		if got := w.call("other", asked); len(got.Cases) > 0 && asked != "Ffion" {
			t.Errorf("%q finds %v", asked, ids(got.Cases))
		}
	}
}

func TestTwoPeopleAreAskedForTogetherAndMatchedEach(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	both, victim, suspect, _ := w.report("responder")
	hers, _, _ := w.between("Ffion Invented", "Owen Other")
	got := w.call("other", "Ffion Invented and Steven Madeup")
	if len(got.Cases) != 2 || len(got.Names) != 0 {
		t.Fatalf("cases %v, names %v", ids(got.Cases), got.Names)
	}
	for _, c := range got.Cases {
		want := []casefile.PersonID{casefile.PersonID(victim), casefile.PersonID(suspect)}
		if c.ID == both && !slices.Equal(c.Who(), want) || c.ID == hers && len(c.Who()) != 1 {
			t.Errorf("%s: %v answered", c.ID, c.Who())
		}
	}
}

func TestACaseStandsFirstWhileSomethingIsInForce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, suspect, _ := w.report("responder")
	live := func() bool { return w.call("other", "Ffion Invented").Cases[0].Live }
	if live() {
		t.Error("a new report has nothing in force")
	}
	must(t, w.try("responder", id, "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(victim), SafeNow: fact.Of(false)}))
	if !live() {
		t.Error("somebody said not to be safe is nothing to know at once")
	}
	must(t, w.try("responder", id, "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(victim), SafeNow: fact.Of(true)}))
	today := calendar.DateOf(w.now)
	for name, act := range map[string]struct {
		kind string
		data any
	}{
		"bail":   {"BailSet", casefile.BailSet{Person: casefile.PersonID(suspect), Until: today}},
		"order":  {"OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(suspect), Until: today}},
		"marker": {"MarkerNoted", casefile.MarkerNoted{Person: casefile.PersonID(suspect), Kind: fact.Of(casefile.MarkerKind("firearms")), Until: today}},
	} {
		at := w.now
		must(t, w.try("responder", id, act.kind, act.data))
		if !live() {
			t.Errorf("%s that ends today is nothing to know at once", name)
		}
		w.now = w.now.AddDate(0, 0, 1)
		if live() {
			t.Errorf("%s that ended yesterday still is", name)
		}
		w.now = at
	}
	must(t, w.try("responder", id, "SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(suspect)}))
	w.now = w.now.AddDate(0, 0, 1)
	if !live() {
		t.Error("somebody arrested and not released is nothing to know at once")
	}
}

// The one restricted case of the world is Ffion's; another report about her, which
// anybody may see, leads a number to her name.
func TestACallNeverReachesARestrictedCaseAndTellsItsGuardian(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	hidden, victim, _, _ := w.report("responder")
	w.wall(hidden)
	must(t, w.try("standards", hidden, "SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(victim), Lines: []casefile.Line{"Speak to her alone"}}))
	open, _, _ := w.between("Ffion Invented", "Owen Other")
	must(t, w.try("other", open, "PersonAdded", casefile.PersonAdded{Details: casefile.Details{Name: fact.Of(casefile.Line("Ffion Invented")), Phones: []casefile.Line{"01632 960555"}}}))
	told := w.tripped("standards", hidden, 2) // the two acts naming her tell, as they always have
	got := w.call("other", "01632 960555")
	if !slices.Equal(ids(got.Cases), []string{open}) || len(got.Looks) != 1 {
		t.Errorf("cases %v, looks %v; want the open one alone", ids(got.Cases), got.Looks)
	}
	if len(got.Cards) != 1 || got.Cards[0].Lines[0] != "Speak to her alone" || len(got.Shown) != 1 || got.Shown[0].ID != hidden {
		t.Errorf("cards %+v of %v, want the guardian's lines, found by the name", got.Cards, got.Shown)
	}
	if now := w.tripped("standards", hidden, told+1); now != told+1 {
		t.Errorf("the guardian was told %d times more, want once", now-told)
	}
	ask := func(asked string) []string {
		return st.during(func() { w.call("other", asked) })
	}
	hit, miss := ask("Ffion Bower"), ask("Nobdy Hence") // words of one length, since each spelling a letter off is asked for
	byNumber, none := ask("07700 900123"), ask("07700 900999")
	if !slices.Equal(hit, miss) || !slices.Equal(byNumber, none) || len(none) == 0 {
		t.Errorf("a hidden case changes what runs: %s", firstDifference(none, byNumber))
	}
	inside := w.call("detective", "07700 900123").Cases
	if n := slices.Index(ids(inside), hidden); n < 0 || !inside[n].Told {
		t.Error("somebody inside the wall is not answered with the case")
	}
}

func TestACardIsNeverFoundByItsSuspectAndNobodyOutsideTheForceAnswersCalls(t *testing.T) {
	t.Parallel()
	w, id, _ := cardWorld(t)
	if got := w.call("suspect", "Ffion Invented"); len(got.Cards) > 0 || len(got.Cases) > 0 {
		t.Errorf("the suspect is answered with %d cards and %d cases of %s", len(got.Cards), len(got.Cases), id)
	}
	for _, who := range []string{"advocate", "admin"} {
		if got, err := w.AnswerCall(t.Context(), w.as(who), "Ffion Invented"); err != ErrNotAllowed || len(got.Cases) > 0 {
			t.Errorf("%s: %v, %v", who, got, err)
		}
	}
}

func TestOnACallTermsAreToldToTheControlRoomAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, suspect, _ := w.report("responder")
	must(t, w.try("responder", id, "OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(suspect), Order: fact.Of(casefile.SPO), Terms: []casefile.Line{"Not to approach within 100 m."}}))
	for who, told := range map[string]bool{"other": true, "sergeant": true, "registrar": false, "standards": false} {
		c := w.call(who, "Steven Madeup").Cases[0]
		if terms := len(c.KnownOrders[0].Data.Terms) == 1; c.Told != told || terms != told {
			t.Errorf("%s: told %v, terms %v; want %v", who, c.Told, terms, told)
		}
		if v := w.as(who); c.Permission.Basis == access.Searched && c.Can(casefile.ClassContact) {
			t.Errorf("%s, whose basis is %s, sees every number on a call", v.Staff.ID, c.Permission.Basis)
		}
	}
}

func TestWhatAReportWouldMakeIsWorkedOutWithoutRecordingIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}})
	x := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}})
	p := w.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})
	act := func() casefile.Event {
		return w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(p.ID), Unwanted: fact.Of(true)})
	}
	acts := Acts{CaseID: journal.NewID(), Events: []casefile.Event{w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now))}), v, x, p,
		w.event("RelationshipRecorded", casefile.RelationshipRecorded{Pair: casefile.PairID(p.ID), Is: fact.Of(casefile.FormerPartner)}), act(), act()}}
	got, err := w.Preview(t.Context(), w.as("responder"), acts)
	must(t, err)
	if len(got.Findings.Advice) == 0 || got.Findings.Advice[slices.IndexFunc(got.Findings.Advice, isClass)].PointsTo != adviseStalking {
		t.Errorf("advice %+v, want it to point to stalking", got.Findings.Advice)
	}
	if _, err := w.Case(t.Context(), w.as("responder"), acts.CaseID); err != ErrNoCase {
		t.Errorf("the case is there: %v", err)
	}
}

func isClass(a guidance.Advice) bool { return a.Question == questionClass }

// A call for news is answered from the case it names and no other; a restricted
// case, a share with a partner and a conflict open none.
func TestOneCaseForACallIsTheCaseNamedAndOnlyForWhoMaySeeIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, _, _, _ := w.report("responder")
	id, victim, _, _ := w.report("responder")
	must(t, w.try("responder", id, "SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(victim), Number: fact.Of(casefile.Line("01632 960777")), Times: fact.Of(casefile.Line("after six"))}))
	got, err := w.CaseForCall(t.Context(), w.as("other"), mustRef(t, w, id))
	must(t, err)
	if got.ID != id || got.ID == first || !got.Told || got.Live || got.Person(casefile.PersonID(victim)).SafeContact.Data.Times.Value != "after six" || got.Person(casefile.PersonID(victim)).SafeContact.Data.Number.Given() {
		t.Errorf("case %s, told %v, safe contact %+v; want %s with how to reach her and no number", got.ID, got.Told, got.Person(casefile.PersonID(victim)).SafeContact, id)
	}
	must(t, w.try("sergeant", id, "ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(victim), Expires: calendar.DateOf(w.now).AddDays(30)}))
	if _, err := w.CaseForCall(t.Context(), w.as("advocate"), id); !errors.Is(err, ErrNoCase) {
		t.Errorf("a partner with a share: %v", err)
	}
	must(t, w.try("responder", id, "AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	for _, who := range []string{"other", "sergeant"} {
		if _, err := w.CaseForCall(t.Context(), w.as(who), id); !errors.Is(err, ErrNoCase) {
			t.Errorf("%s, outside a restricted case: %v", who, err)
		}
	}
	if got, err := w.CaseForCall(t.Context(), w.as("standards"), id); err != nil || got.ID != id {
		t.Errorf("its guardian: %v", err)
	}
}
