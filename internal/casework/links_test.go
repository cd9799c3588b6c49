package casework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
	"foursight/internal/linkage"
	"foursight/internal/store"
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
	t.Parallel()
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
	t.Parallel()
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

// entriesOf counts the entries of a kind in the journal.
func (w *world) entriesOf(kind string) (n int) {
	w.t.Helper()
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		n = 0
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			if e.Kind == kind {
				n++
			}
		}
		return nil
	}))
	return n
}

// Both halves of a decision are kept or neither, and the rows with them; sent again
// it is recorded whole.
func TestADecisionIsKeptOnBothCasesOrOnNeither(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
	join := Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true)}}
	undo := journal.NewID()
	for _, step := range []struct {
		kind, second string
		do           func() error
	}{
		{"MatchDecided", mirrorID(join.ID), func() error { return w.DecideMatch(t.Context(), w.as("responder"), join) }},
		{"MatchUndone", mirrorID(undo), func() error {
			return w.UndoMatch(t.Context(), w.as("responder"), undo, here, casefile.LinkID(join.ID), "Two people of one name.")
		}},
	} {
		before, digest := [2]int64{w.caseVersion(here), w.caseVersion(there)}, w.digest()
		st.refuse = step.second
		if err := step.do(); err == nil {
			t.Errorf("%s: the second half could not be kept, and nobody was told", step.kind)
		}
		if after := [2]int64{w.caseVersion(here), w.caseVersion(there)}; after != before || w.entriesOf(step.kind) != 0 || w.digest() != digest {
			t.Errorf("%s: half of it was kept: versions %v, before %v, %d entries", step.kind, after, before, w.entriesOf(step.kind))
		}
		st.refuse = ""
		must(t, step.do())
		must(t, step.do())
		if after := [2]int64{w.caseVersion(here), w.caseVersion(there)}; after != [2]int64{before[0] + 1, before[1] + 1} || w.entriesOf(step.kind) != 2 {
			t.Errorf("%s: sent again, versions %v, before %v, %d entries", step.kind, after, before, w.entriesOf(step.kind))
		}
	}
}

// Two people may decide on the same two cases at once, each from their own side: one
// decision stands.
func TestTwoWhoJoinTheSameCasesAtOnceMakeOneDecision(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
		there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
		errs := make(chan error, 8)
		for n := range cap(errs) {
			side := [][3]string{{"responder", here, there}, {"other", there, here}}[n%2]
			d := Decision{ID: journal.NewID(), CaseID: side[1], MatchDecided: casefile.MatchDecided{Other: casefile.Line(side[2]), Same: fact.Of(true)}}
			v := w.as(side[0])
			go func() { errs <- w.DecideMatch(t.Context(), v, d) }()
		}
		kept := 0
		for range cap(errs) {
			err := <-errs
			refused, ok := errors.AsType[*Refused](err)
			switch {
			case err == nil:
				kept++
			case !ok || refused.Problems[0].Code != "already_decided":
				t.Error(err)
			}
		}
		if kept != 1 || w.entriesOf("MatchDecided") != 2 {
			t.Errorf("%d decisions were taken, in %d entries", kept, w.entriesOf("MatchDecided"))
		}
	})
}

// A decision stands until it is taken back, and is taken back once.
func TestADecisionIsNeitherMadeNorTakenBackTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
	decide := func(who, here, there string, same bool) (string, error) {
		d := Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(same)}}
		return d.ID, w.DecideMatch(t.Context(), w.as(who), d)
	}
	want := func(what, code string, err error) {
		t.Helper()
		if refused, ok := errors.AsType[*Refused](err); !ok || refused.Problems[0].Code != code {
			t.Errorf("%s: %v, want %s", what, err, code)
		}
	}
	first, err := decide("responder", here, there, true)
	must(t, err)
	_, err = decide("responder", here, there, false)
	want("decided otherwise", "already_decided", err)
	_, err = decide("other", there, here, true)
	want("from the other side", "already_decided", err)
	_, err = decide("responder", here, here, true)
	want("with itself", "other_case_missing", err)
	back := func() error {
		return w.UndoMatch(t.Context(), w.as("responder"), journal.NewID(), here, casefile.LinkID(first), "Two people.")
	}
	must(t, back())
	want("taken back again", "already_undone", back())
	want("never made", "unknown_link", w.UndoMatch(t.Context(), w.as("responder"), journal.NewID(), here, casefile.LinkID(journal.NewID()), ""))
	_, err = decide("other", there, here, false)
	must(t, err)
}

// What each case holds of a decision is about its own people.
func TestEachCaseHoldsADecisionFromItsOwnSide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Steven Madeup"), named("Ffion Invented"))
	victim, suspect := w.pageFor("responder", here).Pairs[0].VictimID, w.pageFor("other", there).Pairs[0].ActorID
	d := Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true), Here: victim, There: casefile.Line(suspect)}}
	must(t, w.DecideMatch(t.Context(), w.as("responder"), d))
	for _, side := range []struct {
		by, id, other, mirror string
		here                  casefile.PersonID
		there                 casefile.Line
	}{{"responder", here, there, mirrorID(d.ID), victim, casefile.Line(suspect)}, {"other", there, here, d.ID, suspect, casefile.Line(victim)}} {
		l := w.pageFor(side.by, side.id).Links[0].Data
		if string(l.Other) != side.other || l.Here != side.here || l.There != side.there || string(l.Mirror) != side.mirror || l.Basis != "" {
			t.Errorf("%s holds %+v", side.by, l)
		}
	}
	d.ID, d.There = journal.NewID(), "nobody of that case"
	if refused, ok := errors.AsType[*Refused](w.DecideMatch(t.Context(), w.as("responder"), d)); !ok || refused.Problems[0].Code != "unknown_person" {
		t.Errorf("somebody who is not in the other case: %v", refused)
	}
}

func TestWhoMayNotJoinCases(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
	touched := w.touched(here)
	w.now = w.now.Add(time.Minute)
	must(t, w.DecideMatch(t.Context(), w.as("responder"), Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true), Basis: "Both say so."}}))
	if now := w.touched(here); now != touched {
		t.Errorf("lists would show that it was touched when it was joined: %d, before %d", now, touched)
	}
	must(t, w.try("other", there, "AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"other"}, Why: "Invented."}))
	p, err := w.Case(t.Context(), w.as("responder"), here)
	must(t, err)
	if len(p.Links) != 0 || slices.ContainsFunc(p.History, func(e casefile.Event) bool { return e.Kind == "MatchDecided" }) {
		t.Errorf("outside: links %+v, %d entries", p.Links, len(p.History))
	}
	if j, err := w.Joined(t.Context(), w.as("responder"), p.CaseView.Case); err != nil || len(j) != 0 {
		t.Errorf("outside: joined %+v, %v", j, err)
	}
	// Nor can it be taken back by them; the answer is that of a decision never made.
	link := casefile.LinkID(w.pageFor("other", here).Links[0].ID)
	known := w.UndoMatch(t.Context(), w.as("responder"), journal.NewID(), here, link, "")
	never := w.UndoMatch(t.Context(), w.as("responder"), journal.NewID(), here, casefile.LinkID(journal.NewID()), "")
	if known == nil || never == nil || known.Error() != never.Error() || w.entriesOf("MatchUndone") != 0 {
		t.Errorf("outside, taking back a decision that is hidden: %v; one never made: %v", known, never)
	}
	inside, err := w.Case(t.Context(), w.as("other"), here)
	must(t, err)
	if len(inside.Links) != 1 || !slices.ContainsFunc(inside.History, func(e casefile.Event) bool { return e.Kind == "MatchDecided" }) {
		t.Errorf("inside: links %+v", inside.Links)
	}
}

// A package goes to people of whom nobody knows what they may see: what joins the case
// to others is in none, and it verifies all the same.
func TestAPackageHoldsNothingThatJoinsTheCaseToOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented"), named("Steven Madeup"))
	there := w.reportOf("other", named("Ffion Invented"), named("Steven Madeup"))
	d := Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true), Basis: "Both name the same flat."}}
	must(t, w.DecideMatch(t.Context(), w.as("responder"), d))
	must(t, w.try("responder", here, "AdviceGiven", casefile.AdviceGiven{Codes: []casefile.AdviceCode{"keep_log"}}))
	ref, told := w.pageFor("other", there).Ref, w.pageFor("responder", here)
	for _, when := range []string{"while both are open", "once the other is restricted"} {
		var pack strings.Builder
		must(t, w.ExportCase(t.Context(), w.as("sergeant"), here, &pack))
		verifier, err := note.NewVerifier(w.VerifierKey())
		must(t, err)
		r, opened, err := journal.VerifyPackage(strings.NewReader(pack.String()), verifier)
		if err != nil || int(r.Entries) != len(told.History)-1 {
			t.Errorf("%s: %d entries, %v; the case has %d", when, r.Entries, err, len(told.History))
		}
		for _, o := range opened {
			if strings.HasPrefix(o.Header.Kind, "Match") {
				t.Errorf("%s: it holds a %s", when, o.Header.Kind)
			}
		}
		for _, trace := range []string{there, ref, d.ID, mirrorID(d.ID), "Match", "the same flat"} {
			if strings.Contains(pack.String(), trace) {
				t.Errorf("%s: it holds %q", when, trace)
			}
		}
		if when == "while both are open" {
			must(t, w.try("other", there, "AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"other"}, Why: "Invented."}))
		}
	}
}

// A friend who passes on messages for two people does not make them one.
func TestATrustedPersonsNumberIsNobodysOwn(t *testing.T) {
	t.Parallel()
	for channel, want := range map[casefile.ContactChannel]int{"through_trusted_person": 0, "phone": 1} {
		w := newWorld(t)
		here, there := w.reportOf("responder", named("Ffion Invented"), named("")), w.reportOf("other", named("Zoe Nowhere"), named(""))
		for by, id := range map[string]string{"responder": here, "other": there} {
			p, err := w.Case(t.Context(), w.as(by), id)
			must(t, err)
			must(t, w.try(by, id, "SafeContactRecorded", casefile.SafeContactRecorded{Person: p.Pairs[0].VictimID, Channel: fact.Of(channel), Number: fact.Of(casefile.Line("07700 900777"))}))
		}
		if got := w.possible("responder", here); len(got) != want {
			t.Errorf("%s: offered %d, want %d", channel, len(got), want)
		}
	}
}

// touched is when lists say that something was last done on a case.
func (w *world) touched(id string) (at int64) {
	w.t.Helper()
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		row, ok, err := store.RowOf(ctx, tx, id)
		if !ok {
			w.t.Fatalf("no row of case %s", id)
		}
		at = row.Updated
		return err
	}))
	return at
}

func (w *world) pageFor(who, id string) *CasePage {
	w.t.Helper()
	p, err := w.Case(w.t.Context(), w.as(who), id)
	must(w.t, err)
	return p
}

func (w *world) caseVersion(id string) int64 {
	w.t.Helper()
	p, err := w.Case(w.t.Context(), w.as("sergeant"), id)
	must(w.t, err)
	return p.Version
}

// Whoever was only ever named as one of a pair is a party of the case as much as
// whoever was given the part.
func TestPeopleOfAPairWithoutAPartAreCompared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented", "07700 900123"), named("Steven Madeup", "07700 900456"))
	there := journal.NewID()
	v, x := w.event("PersonAdded", casefile.PersonAdded{Details: named("F. I.", "07700 900123")}), w.event("PersonAdded", casefile.PersonAdded{Details: named("Zoe Nowhere", "+44 7700 900456")})
	w.now = w.now.Add(time.Minute)
	_, err := w.Record(t.Context(), w.as("other"), Acts{CaseID: there, Events: []casefile.Event{
		w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now)), Unit: casefile.Line(w.as("other").Staff.Unit)}), v, x,
		w.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})}})
	must(t, err)
	for _, side := range [][3]string{{"responder", here, there}, {"other", there, here}} {
		got := w.possible(side[0], side[1])
		if len(got) != 1 || got[0].ID != side[2] || got[0].How != "same_parties" || len(got[0].Alike) != 2 {
			t.Errorf("%s is offered %+v; want the same two people", side[0], got)
		}
	}
}

// A decision keeps what spoke for it and against, of everybody who may be one, on both
// cases and as it was then, however often it is sent.
func TestADecisionKeepsAllThatWasCompared(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	here := w.reportOf("responder", named("Ffion Invented", "07700 900123"), named("Steven Madeup", "07700 900456"))
	there := w.reportOf("other", named("Ffion Invented"), named("Bo Pretend", "07700 900456"))
	d := Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(there), Same: fact.Of(true)}}
	must(t, w.DecideMatch(t.Context(), w.as("responder"), d))
	suspect := casefile.PersonID("")
	for _, side := range [][2]string{{"responder", here}, {"other", there}} {
		p, err := w.Case(t.Context(), w.as(side[0]), side[1])
		must(t, err)
		var as []casefile.LikenessOf
		for _, x := range p.Links[0].Data.People {
			if x.Here == p.Pairs[0].ActorID {
				as = append(as, x.As)
			}
		}
		if want := []casefile.LikenessOf{"same_number", "other_name"}; !slices.Equal(as, want) || len(p.Links[0].Data.People) != 3 {
			t.Errorf("%s keeps %+v", side[0], p.Links[0].Data.People)
		}
		if side[1] == here {
			suspect = p.Pairs[0].ActorID
		}
	}
	must(t, w.try("responder", here, "PersonDetailed", casefile.PersonDetailed{Person: suspect, Details: casefile.Details{Aliases: []casefile.Line{"Bo Pretend"}}}))
	must(t, w.DecideMatch(t.Context(), w.as("responder"), d))

	both := w.reportOf("other", named("Ffion Invented", "07700 900123"), named("Steven Madeup", "07700 900456"))
	must(t, w.DecideMatch(t.Context(), w.as("responder"), Decision{ID: journal.NewID(), CaseID: here, MatchDecided: casefile.MatchDecided{Other: casefile.Line(both), Same: fact.Of(true)}}))
	p, err := w.Case(t.Context(), w.as("responder"), here)
	must(t, err)
	if people := p.Links[1].Data.People; len(people) < 4 {
		t.Errorf("of two people it keeps %+v", people)
	}
}

// What is kept with a decision has the same codes as what is weighed.
func TestEveryReasonOfALikenessIsACode(t *testing.T) {
	for _, r := range []linkage.Reason{linkage.SameNumber, linkage.SameAccount, linkage.SamePlate, linkage.SameName, linkage.SoundsAlike, linkage.SameBirth, linkage.SamePostcode,
		linkage.OtherBirth, linkage.OtherAge, linkage.OtherName} {
		if !slices.Contains(casefile.LikenessOf("").Codes(), string(r)) {
			t.Errorf("%s is no code", r)
		}
	}
}
