package casework

import (
	"slices"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// APP 5.2: the officer a case is about must not read it, named as staff or not.
func TestAPoliceSuspectIsShutOutByNameUntilTheMemberOfStaffIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, suspect, _ := w.report("responder")
	detail := func(d casefile.Details) {
		t.Helper()
		_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
			w.event("PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(suspect), Details: d})}})
		must(t, err)
	}
	sees := func(who string, want bool) {
		t.Helper()
		if _, err := w.Case(t.Context(), w.as(who), id); (err == nil) != want {
			t.Errorf("%s sees the case: %v; want %v", who, err == nil, want)
		}
		list, err := w.Cases(t.Context(), w.as(who), Filter{}, "", 10)
		must(t, err)
		if (len(list.Items) == 1) != want {
			t.Errorf("%s lists %d cases; want it there: %v", who, len(list.Items), want)
		}
	}
	detail(casefile.Details{Name: fact.Of(casefile.Line("pc  SIMON example"))})
	sees("suspect", true)
	detail(casefile.Details{PoliceWorker: fact.Of(true)})
	sees("suspect", false)
	sees("detective", true)
	w.cases.drop(id) // folded anew from the journal
	sees("suspect", false)
	detail(casefile.Details{Staff: "detective"})
	sees("detective", false)
	sees("suspect", true)
}

func TestStaffNamedInAGroupOfFieldsAreFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	e := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Staff: "nobody"}})
	if got := namedStaff(e); got["details.staff"] != "nobody" || len(got) != 1 {
		t.Errorf("named %v", got)
	}
	problems := w.staffProblems(e)
	if !slices.ContainsFunc(problems, func(p casefile.Problem) bool { return p.Field == "details.staff" && p.Code == "unknown_staff" }) {
		t.Errorf("problems %v; want the unknown member of staff", problems)
	}
}
