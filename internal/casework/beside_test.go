package casework

import (
	"slices"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// bornAt records when somebody was born.
func (w *world) bornAt(by, id, person, on string) {
	w.t.Helper()
	must(w.t, w.try(by, id, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(person), Details: casefile.Details{Born: fact.Of(bornOn(on, w.now))}}))
}

// first is the case that leads an answer and a search.
func (w *world) first(who, asked string) (call, search string) {
	w.t.Helper()
	if got := w.call(who, asked).Cases; len(got) > 0 {
		call = got[0].ID
	}
	found, err := w.Search(w.t.Context(), w.as(who), asked)
	must(w.t, err)
	if len(found.Items) > 0 {
		search = found.Items[0].ID
	}
	return call, search
}

// What stands beside a name is of the same person, and hides nobody.
func TestCallWordsBesideANameAreOfTheSamePerson(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, victim, _ := w.couple()
		w.bornAt("other", id, victim, "10/10/1980")
		must(t, w.try("other", id, "ReferenceNoted", casefile.ReferenceNoted{External: []casefile.ExternalRef{{System: "incident log", Number: "INC 20261127-0331"}}}))
		other, stranger, suspect := w.between("Nia Elsewhere", "Owen Other")
		must(t, w.try("other", other, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(stranger), Details: casefile.Details{Addresses: []casefile.Line{"58 Kiln Close, Fernton FE2 3CD"}}}))
		w.graver(other, suspect)
		ref := mustRef(t, w, id)
		for _, asked := range []string{"Sadia Underhill 10/10/1980", "Sadia Underhill 10.10.80", "10 Oct 1980 Sadia Underhill", "Sadia Underhill, 10-10-1980", "my ex Sadia Underhill 10/10/1980",
			ref + " Sadia Underhill", "Sadia Underhill " + ref, ref[6:] + " Sadia Underhill", "INC 20261127-0331", "20261127-0331", "INC 20261127-0331 Sadia Underhill", "Sadia Underhill 20261127-0331", "Sadia Underhill inc 20261127-0331",
			"Sadia Underhill 58 Kiln Close", "Sadia Underhill, 58 Kiln Close, Fernton", "Sadia Underhill 10/10/1980 58 Kiln Close", "Sadia Underhill 59 Kiln Close", "Sadia Underhill 07700 900907"} {
			if call, search := w.first("other", asked); call != id || search != id {
				t.Errorf("%q: on a call %v, in the search %v; want her case first in both", asked, call == id, search == id)
			}
		}
		// What cannot be read beside her name hides her no more than what is not hers, and is said.
		for _, asked := range []string{"Sadia Underhill 31/02/1980", "Sadia Underhill 1980-10-10", "Sadia Underhill 10th October 1980", "99/99/9999 Sadia Underhill", "Sadia Underhil 31/02/1980",
			"Sadia Underhill flat 2 119 Lime Walk", "Sadia Underhill @nobody_has_this"} {
			call, search := w.first("other", asked)
			if got := w.call("other", asked); call != id || search != id || len(got.Loose) == 0 {
				t.Errorf("%q: on a call %v, in the search %v, said to be near %q; want her case first in both", asked, call == id, search == id, got.Loose)
			}
		}
		for _, asked := range []string{ref + " Sadia Underhill", "INC 20261127-0331 Sadia Underhill", "Sadia Underhill 58 Kiln Close"} {
			found, err := w.Search(t.Context(), w.as("other"), asked)
			must(t, err)
			if got := w.call("other", asked); found.Items[0].Loose || len(got.None)+len(got.Loose)+len(got.Uncompared) > 0 {
				t.Errorf("%q is all found: loose %v, none %v", asked, got.Loose, got.None)
			}
		}
		if found, err := w.Search(t.Context(), w.as("other"), ref+" Nobody Quillfeather"); err != nil || len(found.Items) != 1 || !found.Items[0].Loose {
			t.Errorf("a reference beside another's name: %v %+v, want the case, and that not all is found", err, found.Items)
		}
	})
}

// A stranger who lives there never stands before whoever has the whole name, however
// grave, though the other person asked for is in the stranger's case; nor does whoever
// has a name one slip away.
func TestCallAStrangerAtTheAddressStandsBelowTheName(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _ := w.between("Aoife Barrowclough", "Wayne Madeup")
	other, stranger, suspect := w.between("Aoife Barrowclouge", "Wayne Hallworth")
	must(t, w.try("other", other, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(stranger), Details: casefile.Details{Name: fact.Of(casefile.Line("Nia Elsewhere")), Addresses: []casefile.Line{"119 Lime Walk"}}}))
	w.graver(other, suspect)
	if call, search := w.first("other", "Aoife Barrowclough 119 Lime Walk"); call != id || search != id {
		t.Errorf("a stranger at the address stands first: on a call %v, in the search %v", call != id, search != id)
	}
	if got := w.call("other", "Aoife Barrowclough 119 Lime Walk and Wayne Hallworth").Cases; len(got) != 2 || got[0].rank.both || got[1].rank.both {
		t.Errorf("a stranger at the address is taken for one of the two asked for: %d cases", len(got))
	}
	far, _, _ := w.between("Ottilie Hallworth", "Owen Other")
	near, _, accused := w.between("Ottilie Hallsworth", "Owen Other")
	w.graver(near, accused)
	g := &gathering{s: w.Service, now: w.now, parts: []part{{typed: "Ottilie Hallworth", born: "10/10/1980"}}}
	for _, id := range []string{far, near} {
		page := w.pageFor("other", id)
		g.files, g.out.Cases = append(g.files, page.Case), append(g.out.Cases, CallCase{CasePage: page})
	}
	fits := func(n int) int {
		return g.fits(n, [][]Match{matching(g.files[n], reading{"Ottilie Hallworth", true})})
	}
	if whole, slip := fits(0), fits(1); whole < wholeName || slip >= wholeName {
		t.Errorf("the whole name fits %d, one a slip away %d", whole, slip)
	}
}

// Each of two people may carry a date of birth.
func TestCallEachOfTwoMayCarryADate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, suspect := w.couple()
	w.bornAt("other", id, victim, "10/10/1980")
	w.bornAt("other", id, suspect, "09/02/1983")
	for _, asked := range []string{"Oscar Hallworth 09/02/1983 and Sadia Underhill", "Oscar Hallworth and Sadia Underhill 10/10/1980", "Oscar Hallworth 09/02/1983 and Sadia Underhill 10/10/1980"} {
		got := w.call("other", asked)
		if len(got.Cases) != 1 || got.Cases[0].ID != id || !got.Cases[0].rank.both || len(got.Loose)+len(got.None) > 0 {
			t.Errorf("%q: %d cases, loose %v, none %v", asked, len(got.Cases), got.Loose, got.None)
		}
	}
}

// A date of birth is compared only with what the viewer is shown. To whoever is shown
// none, no date, the right one nor another, makes any difference.
func TestCallADateOfBirthIsHiddenFromWhoeverMayNotSeeIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hers, victim, _ := w.couple()
	w.bornAt("other", hers, victim, "10/10/1980")
	namesake, another, suspect := w.between("Sadia Underhill", "Owen Other")
	w.bornAt("other", namesake, another, "03/04/1991")
	w.graver(namesake, suspect)
	shown := func(who, id string) bool {
		return w.pageFor(who, id).Can(casefile.ClassSensitive)
	}
	const found, holder = "responder", "other"
	if shown(found, hers) || !shown(holder, hers) || !shown(holder, namesake) {
		t.Fatalf("the test needs one who is shown dates of birth and one who is not: %v %v", shown(found, hers), shown(holder, hers))
	}
	for _, on := range []string{"10/10/1980", "03/04/1991", "05/06/1977"} {
		got := w.call(found, "Sadia Underhill "+on)
		if !slices.Equal(ids(got.Cases), []string{namesake, hers}) || len(got.Loose)+len(got.None) > 0 || !slices.Equal(got.Uncompared, []string{on}) {
			t.Errorf("%s tells whoever may not see it: %v, loose %v, not compared %v", on, places(ids(got.Cases), []string{namesake, hers}), got.Loose, got.Uncompared)
		}
	}
	if got := w.call(holder, "Sadia Underhill 10/10/1980"); !slices.Equal(ids(got.Cases), []string{hers, namesake}) || len(got.Loose)+len(got.Uncompared) > 0 {
		t.Errorf("the date is hers: %v, loose %v, not compared %v", places(ids(got.Cases), []string{hers, namesake}), got.Loose, got.Uncompared)
	}
	if got := w.call(holder, "Sadia Underhill 05/06/1977"); len(got.Cases) != 2 || !slices.Equal(got.Loose, []string{"05/06/1977"}) {
		t.Errorf("a date of neither: %d cases, loose %v", len(got.Cases), got.Loose)
	}
}

// A surname is no part of a number beside it, and a number that is no telephone's stays
// in one piece.
func TestWhatStandsBesideANameIsTakenApart(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]piece{
		"Ann Lee 20261127-0331":      {{typed: "20261127-0331"}, {typed: "Ann Lee"}},
		"ANN LEE 20261127-0331":      {{typed: "20261127-0331"}, {typed: "ANN LEE"}},
		"INC 20261127-0331 Ann Lee":  {{typed: "INC 20261127-0331"}, {typed: "Ann Lee"}},
		"FPC-2611-0441 Ann Lee":      {{typed: "FPC-2611-0441"}, {typed: "Ann Lee"}},
		"INC 20261127-0331":          {{typed: "INC 20261127-0331"}},
		"Ann Lee 31/02/1980":         {{typed: "Ann Lee 31/02/1980"}},
		"10/10/1980":                 {{typed: "10/10/1980"}},
		"Ann Lee 9/2/83 4 Sample St": {{typed: "Ann Lee", born: "9/2/83"}, {typed: "4 Sample St", place: true}},
		"4 Sample Street, Fernton":   {{typed: "4 Sample Street, Fernton"}},
	} {
		if parts := CallParts(line); !slices.Equal(parts, []string{line}) || !slices.Equal(apart(line), want) {
			t.Errorf("%q: parts %q, pieces %+v, want %+v", line, parts, apart(line), want)
		}
	}
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	for said, want := range map[string]calendar.Date{"27/11/26": {Year: 2026, Month: 11, Day: 27}, "28/11/26": {Year: 1926, Month: 11, Day: 28}, "1.2.80": {Year: 1980, Month: 2, Day: 1}} {
		if got := bornOn(said, now); got != want {
			t.Errorf("%s is %v, want %v", said, got, want)
		}
	}
}

// A line taken apart reaches no restricted case, and what runs for one is what runs for
// nobody; the card is shown to whoever gives the name with a date or an address.
func TestALineTakenApartShowsNoTraceOfARestrictedCase(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	hidden, victim, _, _ := w.report("responder") // Ffion Invented, 4 Sample Street
	w.bornAt("responder", hidden, victim, "10/10/1980")
	ref := mustRef(t, w, hidden)
	w.wall(hidden)
	must(t, w.try("standards", hidden, "SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(victim), Lines: []casefile.Line{"Speak to her alone"}}))
	told := w.tripped("standards", hidden, 0)
	for _, x := range []struct{ hit, miss string }{{"Ffion Invented 10/10/1980", "Nobdy Anderlof 10/10/1980"}, {"Ffion Invented 4 Sample Street", "Nobdy Anderlof 8 Marlin Street"},
		{ref + " Ffion Invented", "FS-26-2222222 Nobdy Anderlof"}} {
		var got, none CallAnswer
		var found, nothing List[Found]
		var cards List[SafetyCard]
		ask := func(asked string, a *CallAnswer, f *List[Found]) func() {
			return func() {
				*a = w.call("other", asked)
				var err error
				*f, err = w.Search(t.Context(), w.as("other"), asked)
				must(t, err)
				cards, err = w.SafetyCards(t.Context(), w.as("other"), asked)
				must(t, err)
			}
		}
		two := st.during(ask(x.miss, &none, &nothing))
		one := st.during(ask(x.hit, &got, &found))
		if len(got.Cases)+len(got.Looks)+len(got.Loose)+len(got.Uncompared)+len(found.Items)+len(found.Looks) > 0 || len(got.None) != len(none.None) || found.Next != "" {
			t.Errorf("%q: %+v, in the search %+v", x.hit, got, found)
		}
		if len(got.Cards) != 1 || len(cards.Items) != 1 || len(none.Cards) > 0 {
			t.Errorf("%q: %d cards on a call, %d in the search, want the one", x.hit, len(got.Cards), len(cards.Items))
		}
		if !slices.Equal(one, two) {
			t.Errorf("%q: a hidden case changes what runs: %s", x.hit, firstDifference(two, one))
		}
		if now := w.tripped("standards", hidden, told+2); now != told+2 {
			t.Errorf("%q: the guardian was told %d times, want once for each of two", x.hit, now-told)
		}
		told = w.tripped("standards", hidden, told+2)
	}
}
