package casework

import (
	"errors"
	"slices"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
	"foursight/internal/linkage"
)

// reportOf is a new report by somebody, of a victim and a suspect.
func (w *world) reportOf(by string, victim, suspect casefile.Details) string {
	w.t.Helper()
	id := journal.NewID()
	v := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: victim})
	x := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: suspect})
	w.now = w.now.Add(time.Minute)
	_, err := w.Record(w.t.Context(), w.as(by), Acts{CaseID: id, Events: []casefile.Event{
		w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now)), Unit: casefile.Line(w.as(by).Staff.Unit)}), v, x,
		w.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})}})
	must(w.t, err)
	return id
}

func named(name string, phones ...casefile.Line) casefile.Details {
	return casefile.Details{Name: fact.Of(casefile.Line(name)), Phones: phones}
}

func (w *world) possible(who, id string) []Possible {
	w.t.Helper()
	p, err := w.Case(w.t.Context(), w.as(who), id)
	must(w.t, err)
	out, _, err := w.PossiblySame(w.t.Context(), w.as(who), p.CaseView.Case)
	must(w.t, err)
	return out
}

func TestReportsThatMayBeAboutTheSamePeopleAreOffered(t *testing.T) {
	for name, tt := range map[string]struct {
		victim, suspect casefile.Details
		how             casefile.LinkKind
		because         []linkage.Reason
	}{
		"both by name":                     {named("Ffion Invented"), named("Stephen Maydup"), "same_parties", []linkage.Reason{linkage.SameName}},
		"the other way round":              {named("Steven Madeup"), named("Ffion Invented"), "roles_reversed", []linkage.Reason{linkage.SameName}},
		"one name and nothing else":        {named("Ffion Invented"), named("Zoe Nowhere"), "", nil},
		"the victim's number":              {named("F. I.", "07700 900123"), named("Zoe Nowhere"), "same_victim", []linkage.Reason{linkage.SameNumber}},
		"the suspect's number":             {named("Zoe Nowhere"), named("", "+44 7700 900456"), "same_suspect", []linkage.Reason{linkage.SameNumber}},
		"his number is the victim's there": {named("Zoe Nowhere", "07700 900456"), named("Nobody Elsewhere"), "related", []linkage.Reason{linkage.SameNumber}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			here := w.reportOf("responder", named("Ffion Invented", "07700 900123"), named("Steven Madeup", "07700 900456"))
			there := w.reportOf("other", tt.victim, tt.suspect)
			got := w.possible("responder", here)
			if tt.how == "" {
				if len(got) != 0 {
					t.Errorf("offered for %v", got[0].Alike)
				}
				return
			}
			if len(got) != 1 || got[0].ID != there || got[0].How != tt.how || !slices.Equal(got[0].Alike[0].For, tt.because) {
				t.Fatalf("offered %+v; want %s for %v", got, tt.how, tt.because)
			}
			if back := w.possible("other", there); len(back) != 1 || back[0].ID != here {
				t.Errorf("the other way: %+v", back)
			}
		})
	}
}

// A decision stands on both cases and is taken back on both; each is sent twice.
func TestCasesAreJoinedAndPartedByADecisionOnBoth(t *testing.T) {
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
	joined := func(who, id string) []Joined {
		p, err := w.Case(t.Context(), w.as(who), id)
		must(t, err)
		out, err := w.Joined(t.Context(), w.as(who), p.CaseView.Case)
		must(t, err)
		return out
	}
	d := Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true), How: fact.Of(casefile.LinkKind("same_parties")), Basis: "Both say so."}}
	for range 2 {
		must(t, w.DecideMatch(t.Context(), w.as("responder"), d))
	}
	for _, side := range [][3]string{{"responder", here, there}, {"other", there, here}} {
		j := joined(side[0], side[1])
		if len(j) != 1 || j[0].Other != side[2] || j[0].Case.ID != side[2] || !j[0].Same.Value || j[0].Undone || j[0].By != "responder" || j[0].Data.Basis != "Both say so." {
			t.Errorf("%s sees %+v", side[0], j)
		}
		if len(w.possible(side[0], side[1])) != 0 {
			t.Errorf("%s is offered what was decided", side[0])
		}
	}
	link := casefile.LinkID(joined("other", there)[0].ID)
	undo := journal.NewID()
	for range 2 {
		must(t, w.UndoMatch(t.Context(), w.as("other"), undo, there, link, "Two people of one name."))
	}
	for _, side := range [][2]string{{"responder", here}, {"other", there}} {
		j := joined(side[0], side[1])
		if len(j) != 1 || !j[0].Undone || j[0].Why != "Two people of one name." {
			t.Errorf("%s sees %+v", side[0], j)
		}
		if len(w.possible(side[0], side[1])) != 1 {
			t.Errorf("%s is not offered it again", side[0])
		}
	}
}

func TestWhoMayNotJoinCases(t *testing.T) {
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
	d := Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true)}}
	if err := w.DecideMatch(t.Context(), w.as("registrar"), d); err == nil {
		t.Error("somebody who works neither case joined them")
	}
	for _, who := range []string{"advocate", "admin"} {
		if err := w.DecideMatch(t.Context(), w.as(who), d); !errors.Is(err, ErrNoCase) {
			t.Errorf("%s: %v", who, err)
		}
	}
	must(t, w.try("other", there, "AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"other"}, Why: "Invented."}))
	if err := w.DecideMatch(t.Context(), w.as("responder"), d); !errors.Is(err, ErrNoCase) {
		t.Errorf("joining a case that is not there: %v", err)
	}
	if got := w.possible("responder", here); len(got) != 0 {
		t.Errorf("an outsider is offered the restricted case: %+v", got)
	}
	// One who sees both may not join them while only one is restricted.
	p := w.possible("other", there)
	if len(p) != 1 || !p[0].Apart {
		t.Fatalf("inside the wall: %+v", p)
	}
	d = Decision{ID: journal.NewID(), CaseID: there, MatchDecided: casefile.MatchDecided{Other: casefile.Line(here), Same: fact.Of(true)}}
	err := w.DecideMatch(t.Context(), w.as("other"), d)
	if refused, ok := errors.AsType[*Refused](err); !ok || refused.Problems[0].Code != "one_is_restricted" {
		t.Errorf("joined over a wall: %v", err)
	}
	if v := w.caseVersion(here); v != 4 {
		t.Errorf("the open case has %d entries", v)
	}
}

// A case restricted after it was joined is no longer there for those outside, nor
// is the decision that named it.
func TestAJoinedCaseThatIsRestrictedLaterLeavesNoTraceOutside(t *testing.T) {
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
	must(t, w.DecideMatch(t.Context(), w.as("responder"), Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true), Basis: "Both say so."}}))
	must(t, w.try("other", there, "AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"other"}, Why: "Invented."}))
	p, err := w.Case(t.Context(), w.as("responder"), here)
	must(t, err)
	if len(p.Links) != 0 || slices.ContainsFunc(p.History, func(e casefile.Event) bool { return e.Kind == "MatchDecided" }) {
		t.Errorf("outside: links %+v, %d entries", p.Links, len(p.History))
	}
	if j, err := w.Joined(t.Context(), w.as("responder"), p.CaseView.Case); err != nil || len(j) != 0 {
		t.Errorf("outside: joined %+v, %v", j, err)
	}
	inside, err := w.Case(t.Context(), w.as("other"), here)
	must(t, err)
	if len(inside.Links) != 1 || !slices.ContainsFunc(inside.History, func(e casefile.Event) bool { return e.Kind == "MatchDecided" }) {
		t.Errorf("inside: links %+v", inside.Links)
	}
}

// A friend who passes on messages for two people does not make them one.
func TestATrustedPersonsNumberIsNobodysOwn(t *testing.T) {
	for channel, want := range map[casefile.ContactChannel]int{"through_trusted_person": 0, "phone": 1} {
		w := newWorld(t)
		here, there := w.reportOf("responder", named("Ffion Invented"), named("")), w.reportOf("other", named("Zoe Nowhere"), named(""))
		for by, id := range map[string]string{"responder": here, "other": there} {
			p, err := w.Case(t.Context(), w.as(by), id)
			must(t, err)
			must(t, w.try(by, id, "SafeContactRecorded", casefile.SafeContactRecorded{Person: p.Pairs[0].VictimID, Channel: fact.Of(channel), Number: "07700 900777"}))
		}
		if got := w.possible("responder", here); len(got) != want {
			t.Errorf("%s: offered %d, want %d", channel, len(got), want)
		}
	}
}

func (w *world) caseVersion(id string) int64 {
	w.t.Helper()
	p, err := w.Case(w.t.Context(), w.as("sergeant"), id)
	must(w.t, err)
	return p.Version
}
