package casework

import (
	"slices"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// couple records Sadia Underhill's report of Oscar Hallworth, with all that may be
// typed of either.
func (w *world) couple() (id, victim, suspect string) {
	w.t.Helper()
	id, victim, suspect = w.between("Sadia Underhill", "Oscar Hallworth")
	must(w.t, w.try("other", id, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(victim), Details: casefile.Details{Addresses: []casefile.Line{"58 Kiln Close, Fernton FE2 3CD"}}}))
	must(w.t, w.try("other", id, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(suspect), Details: casefile.Details{Phones: []casefile.Line{"07700 900907"}, Handles: []casefile.Line{"@oscar_67"}, Vehicles: []casefile.Line{"QQ24 HNT"}}}))
	return id, victim, suspect
}

// graver gives a case what would put it first among any of its like.
func (w *world) graver(id, suspect string) {
	w.t.Helper()
	must(w.t, w.try("other", id, "OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(suspect), Order: fact.Of(casefile.SPO), Served: calendar.DateOf(w.now), Until: calendar.DateOf(w.now).AddDays(30)}))
}

// Whoever types what is one person's own is answered with that person's case first,
// however grave a case of another who bears the name.
func TestWhatWasTypedStandsBeforeWhatFollowsFromIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _ := w.couple()
	namesake, _, suspect := w.between("Keisha Garside", "Oscar Hallworth")
	w.graver(namesake, suspect)
	for _, asked := range []string{mustRef(t, w, id), "07700900907", "+44 7700 900907", "@oscar_67", "QQ24HNT", "0907", "HNT", "Kiln Close"} {
		got := w.call("other", asked)
		if want := []string{id, namesake}; asked != "Kiln Close" && !slices.Equal(ids(got.Cases), want) || got.Cases[0].ID != id {
			t.Errorf("%q: %v, want what was typed first, %v", asked, places(ids(got.Cases), want), want)
			continue
		}
		for i, c := range got.Cases {
			if c.Matches[0].Follows != (i > 0) {
				t.Errorf("%q: case %d follows %v", asked, i, c.Matches[0].Follows)
			}
		}
	}
	if got := w.call("other", "Oscar Hallworth").Cases; got[0].ID != namesake || got[0].Matches[0].Follows {
		t.Error("of two who bear the name that was typed the graver does not come first")
	}
	// One account begins like another: the whole stands before the part.
	longer, _, who := w.between("Nia Elsewhere", "Owen Other")
	must(t, w.try("other", longer, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(who), Details: casefile.Details{Handles: []casefile.Line{"oscar_678"}}}))
	w.graver(longer, who)
	if got := ids(w.call("other", "@oscar_67").Cases); !slices.Equal(got, []string{id, longer, namesake}) {
		t.Errorf("the whole account, part of another, the namesake: %v", places(got, []string{id, longer, namesake}))
	}
}

// What is live now stands first, then what is open, then the grade. A threat to life
// decided on a case that was closed since is none of today's.
func TestAClosedCaseNeverStandsBeforeWhatIsLiveOnAnOpenOne(t *testing.T) {
	t.Parallel()
	live := callRank{open: true, bail: true, grade: 3}
	for name, r := range map[string]callRank{"closed with a threat to life": {life: true, grade: 3}, "closed and high": {grade: 3}, "open and standard": {open: true}} {
		cases := []CallCase{{CasePage: &CasePage{}, rank: r}, {CasePage: &CasePage{}, rank: live}}
		if sortCall(cases); !cases[0].rank.bail {
			t.Errorf("%s stands before live bail", name)
		}
	}
	cases := []CallCase{{CasePage: &CasePage{}, rank: callRank{life: true, grade: 3}}, {CasePage: &CasePage{}, rank: callRank{open: true}}, {CasePage: &CasePage{}, rank: callRank{grade: 2}}, {CasePage: &CasePage{}, rank: callRank{served: true}}}
	sortCall(cases)
	if !cases[0].rank.served || !cases[1].rank.open || !cases[2].rank.life || cases[3].rank.grade != 2 {
		t.Errorf("an order that binds, then open, then a threat to life of a closed case, then the grade: %+v", cases)
	}
	w := newWorld(t)
	id, _, _ := w.couple()
	p, err := w.Case(t.Context(), w.as("other"), mustRef(t, w, id))
	must(t, err)
	if r := rankOf(p.Case, w.now); !r.open || r.life {
		t.Errorf("an open case ranks as %+v", r)
	}
	shut := *p.Case
	shut.Stage = casefile.StageClosed
	if rankOf(&shut, w.now).open {
		t.Error("a closed case ranks as open")
	}
}

func TestPartOfANumberOrPlateIsEnough(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, _ := w.couple()
		w.between("Nia Elsewhere", "Owen Other")
		for asked, because := range map[string]string{"QQ24": "vehicle", "QQ24HN": "vehicle", "qq24 hn": "vehicle", "HNT": "vehicle", "24HNT": "vehicle", "QQ24 HNT": "vehicle",
			"0907": "number", "00907": "number", "900907": "number", "07700 900 907": "number", "07700": "number", "0770": "number", "oscar_6": "account"} {
			got := w.call("other", asked)
			if len(got.Cases) != 1 || got.Cases[0].ID != id || !slices.Contains(got.Cases[0].Matches[0].Because, because) || len(got.Loose)+len(got.None) > 0 {
				t.Errorf("%q: %d cases, loose %v; want the case by its %s", asked, len(got.Cases), got.Loose, because)
			}
			found, err := w.Search(t.Context(), w.as("other"), asked)
			must(t, err)
			if len(found.Items) != 1 || found.Items[0].Loose || !slices.Contains(found.Items[0].Because, because) {
				t.Errorf("%q in the search: %+v", asked, found.Items)
			}
		}
		for _, asked := range []string{"QQ25", "QQ24HM", "HN", "0908", "00908", "24HQT"} {
			if got := w.call("other", asked); len(got.Cases) > 0 {
				t.Errorf("%q finds %v", asked, ids(got.Cases))
			}
		}
	})
}

// Names given in a hurry: two without "and", a title, an initial, a letter off, a
// street shortened, a page's address. What no case has as it was typed is said.
func TestNamesGivenInAHurryFindTheCase(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, _ := w.couple()
		w.between("Nia Elsewhere", "Owen Other")
		for asked, loose := range map[string]bool{"Underhill Hallworth": true, "underhill, hallworth": true, "sadia underhill oscar hallworth": true, "Oscar Hallsworth": true, "oscr hallworth": false, "Mrs Underhill": false,
			"Mr and Mrs Underhill": false, "S. Underhill": false, "O Hallworth": false, "58 kiln cl": false, "instagram.com/oscar_67": false, "https://www.example.org/oscar_67/": false,
			"Sadia Jane Underhill": true, "sadia underhill zebedee quillfeather": true, "Mrs Sadia Underhill of Fernton": true, "58 kiln ct": true} {
			got := w.call("other", asked)
			if len(got.Cases) != 1 || got.Cases[0].ID != id || len(got.Loose) != map[bool]int{true: 1}[loose] || len(got.None) > 0 {
				t.Errorf("%q: %d cases, loose %q, none %q; want the case, loose %v", asked, len(got.Cases), got.Loose, got.None, loose)
			}
			found, err := w.Search(t.Context(), w.as("other"), asked)
			must(t, err)
			if asked != "Mr and Mrs Underhill" && (len(found.Items) != 1 || found.Items[0].Loose != loose) {
				t.Errorf("%q in the search: %+v", asked, found.Items)
			}
		}
		for _, asked := range []string{"Sadia Quillfeather", "T. Underhill", "Mr", "S O", "Fernton Quillfeather Zebedee"} {
			if got := w.call("other", asked); len(got.Cases) > 0 {
				t.Errorf("%q finds %v by %v", asked, ids(got.Cases), got.Cases[0].Matches)
			}
		}
	})
}

// Where somebody bears the name, two people who bear it between them are not offered.
func TestANameSomebodyBearsIsNotMadeUpOfTwo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _ := w.couple()
	made, _, suspect := w.between("Eleanor Hallworth", "Oscar Eastwick")
	w.graver(made, suspect)
	for _, asked := range []string{"Oscar Hallworth", "Sadia Underhill and Oscar Hallworth"} {
		if got := w.call("other", asked); !slices.Equal(ids(got.Cases), []string{id}) || len(got.Looks) != 1 || got.Looks[0].ID != id {
			t.Errorf("%q: %v, looks %v, want %s alone", asked, ids(got.Cases), got.Looks, id)
		}
	}
	found, err := w.Search(t.Context(), w.as("other"), "Oscar Hallworth")
	must(t, err)
	if len(found.Items) != 1 || len(found.Looks) != 1 || found.Looks[0].ID != id || found.Items[0].Loose {
		t.Errorf("the search finds %d, looks %v", len(found.Items), found.Looks)
	}
	if got := w.call("other", "Eleanor Eastwick"); !slices.Equal(ids(got.Cases), []string{made}) || len(got.Loose) != 1 {
		t.Errorf("a name nobody bears: %v, loose %q", ids(got.Cases), got.Loose)
	}
}

// Words typed as they are said put nobody else first: not whose account has an ex in it,
// nor who keeps ringing. A name that is like such a word is found as it was typed.
func TestWordsAsSaidPutNoStrangersFirst(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, suspect := w.between("Nia Underhill", "Gethin Invented")
		stranger, _, other := w.between("Keisha Elsewhere", "Owen Other")
		w.graver(stranger, other)
		must(t, w.try("other", stranger, "AccountRecorded", casefile.AccountRecorded{Words: "My ex keeps ringing, he is outside, a man called Gethin says so."}))
		for _, asked := range []string{"my ex Gethin Invented", "she says Gethin Invented", "Gethin Invented keeps ringing", "my ex Gethin", "My ex, Gethin Invented, he’s outside", "a man called Gethin Invented", "my ex Gethin Inventled", "my ex and Gethin Invented"} {
			got := w.call("other", asked)
			if len(got.Cases) == 0 || got.Cases[0].ID != id || !slices.Contains(got.Cases[0].Who(), casefile.PersonID(suspect)) || len(got.None) > 0 {
				t.Errorf("%q: %v, none %q, meant %q", asked, places(ids(got.Cases), []string{id, stranger}), got.None, got.Meant)
			}
			if len(got.Cases) > 1 && asked == "my ex Gethin Invented" {
				t.Errorf("%q finds strangers too: %v", asked, got.Cases[1].Matches)
			}
		}
		if got := w.call("other", "Nia Underhill says Gethin Invented keeps ringing"); len(got.Cases) == 0 || !got.Cases[0].rank.both || len(got.Cases[0].Who()) != 2 {
			t.Errorf("two people in one line: %v", got.Cases)
		}
		if got := w.call("other", "my ex Zebedee Quillfeather"); len(got.Cases) > 0 || !slices.Equal(got.None, []string{"Zebedee Quillfeather"}) {
			t.Errorf("nobody is found for: %v, none %q", ids(got.Cases), got.None)
		}
		// A name that is a small word, alone or beside another.
		li, _, _ := w.between("He Li", "Said")
		w.between("Arun Li", "Karim Elsewhere")
		for _, asked := range []string{"He Li", "Said", "Said and He Li"} {
			if got := w.call("other", asked); len(got.Cases) == 0 || got.Cases[0].ID != li || len(got.Meant) > 0 || len(got.None) > 0 {
				t.Errorf("%q: %v, meant %q", asked, ids(got.Cases), got.Meant)
			}
		}
		if got := w.call("other", "my ex"); len(got.Cases) != 1 || got.Cases[0].ID != stranger {
			t.Errorf("small words alone are looked for as typed: %v", ids(got.Cases))
		}
	})
}

func TestWhoWasNotFoundIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, _ := w.couple()
	for asked, none := range map[string][]string{"Sadia Underhill and Zebedee Quillfeather": {"Zebedee Quillfeather"}, "Zebedee Quillfeather & underhill": {"Zebedee Quillfeather"}, "Sadia Underhill and 01632 960999": {"01632 960999"},
		"07700 900907 Zebedee Quillfeather": {"Zebedee Quillfeather"}, "Sadia Underhill and Oscar Hallsworth": nil, "Sadia Underhill": nil} {
		got := w.call("other", asked)
		if len(got.Cases) != 1 || got.Cases[0].ID != id || !slices.Equal(got.None, none) {
			t.Errorf("%q: %v, none %q, want %q", asked, ids(got.Cases), got.None, none)
		}
	}
	if got := w.call("other", "Sadia Underhill and Oscar Hallsworth").Cases[0]; !got.rank.both || len(got.Who()) != 2 || got.Who()[0] != casefile.PersonID(victim) {
		t.Errorf("of both, one a letter off: both %v, %v answered", got.rank.both, got.Who())
	}
}

// What is looked for loosely never reaches a restricted case, and tells its guardian
// as a plain search does; a card is shown to whoever gives the name in a hurry.
func TestALooseSearchShowsNoTraceOfARestrictedCase(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	hidden, victim, suspect, _ := w.report("responder") // Ffion Invented and Steven Madeup
	must(t, w.try("responder", hidden, "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(suspect), Details: casefile.Details{Vehicles: []casefile.Line{"ZQ26 TST"}}}))
	w.wall(hidden)
	must(t, w.try("standards", hidden, "SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(victim), Lines: []casefile.Line{"Speak to her alone"}}))
	told := w.tripped("standards", hidden, 0)
	for _, x := range []struct {
		hit, miss string // words of one length: each spelling a letter off is asked for
		card      bool
	}{{"Invented Madeup", "Anderlof Malstk", false}, {"Steven Madleup", "Bodilb Malstkk", false}, {"Ffion Inventled", "Nobdy Anderlofs", true}, {"Mrs F Invented", "Mrs B Anderlof", true},
		{"ffion invented steven madeup", "nobdy anderlof bodilb malstk", true}, {"ZQ26", "XJ31", false}, {"0123", "0456", true}, {"4 sample st", "7 marker st", true}} {
		var got, none CallAnswer
		one := st.during(func() { got = w.call("other", x.hit) })
		two := st.during(func() { none = w.call("other", x.miss) })
		if len(got.Cases)+len(got.Looks)+len(got.Loose) > 0 || !slices.Equal(got.None, []string{x.hit}) || got.More || (len(got.Cards) == 1) != x.card || len(none.Cards) > 0 {
			t.Errorf("%q: %+v", x.hit, got)
		}
		if !slices.Equal(one, two) {
			t.Errorf("%q: a hidden case changes what runs: %s", x.hit, firstDifference(two, one))
		}
		if now := w.tripped("standards", hidden, told+1); now != told+1 {
			t.Errorf("%q: the guardian was told %d times, want once", x.hit, now-told)
		}
		told = w.tripped("standards", hidden, told+1)
	}
	// The same with the small words of speech, which are left out of both.
	var got CallAnswer
	one := st.during(func() { got = w.call("other", "my ex Ffion Invented keeps ringing") })
	two := st.during(func() { w.call("other", "my ex Nobdy Anderlof keeps ringing") })
	if len(got.Cases)+len(got.Looks) > 0 || !slices.Equal(got.None, []string{"Ffion Invented"}) || len(got.Cards) != 1 || !slices.Equal(one, two) {
		t.Errorf("as said: %+v; %s", got, firstDifference(two, one))
	}
	if now := w.tripped("standards", hidden, told+1); now != told+1 {
		t.Errorf("as said, the guardian was told %d times, want once", now-told)
	}
}
