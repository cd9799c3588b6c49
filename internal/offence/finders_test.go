package offence

import (
	"slices"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestAnActThatMayBeFromBeforeTheOffenceBeganIsAskedAbout(t *testing.T) {
	rough := act(t, "a1", "2026-03-30", "sexual_comments")
	rough.Occurred = calendar.Between(day(t, "2026-03-30"), day(t, "2026-04-02"))
	c, p := pairOf(rough)
	v := viewOf(t, c, p, "poa_s4b")
	if len(v.Earlier) != 0 || !slices.Equal(v.Undated, []string{"a1"}) {
		t.Errorf("left out %q, asked about %q", v.Earlier, v.Undated)
	}
	wantLines(t, "what was done", says(v.element(t, "abusive").For), "Acts that may have been so: a1")
}

func TestFewActsFarApartNeedWordsForWhatTiesThem(t *testing.T) {
	c, p := pairOf(act(t, "a1", "2025-01-01"), act(t, "a2", "2026-10-05"))
	p.Sparse = true
	e := viewOf(t, c, p, "pha_s2").element(t, "course")
	wantLines(t, "what is not known", asks(e.Missing), "connection_explained")
	if len(e.Against) != 1 {
		t.Errorf("against stands %q", says(e.Against))
	}
	p.Connected, p.ConnectedBy = true, "c1"
	if e = viewOf(t, c, p, "pha_s2").element(t, "course"); len(e.Against) != 0 || e.For[1].Source != "c1" {
		t.Errorf("explained: for %+v, against %+v", e.For, e.Against)
	}
}

// PHA 1997 s1(1A): one act towards each of two people is enough, by one and the same.
func TestHarassmentOfTwoNeedsAnActTowardsEachByTheSamePerson(t *testing.T) {
	c, _ := pairOf(act(t, "a1", "2026-10-05"))
	c.Pairs = append(c.Pairs, casefile.Pair{Act: casefile.Act{ID: "p2"}, VictimID: "v2", ActorID: "s"})
	p, other := &c.Pairs[0], &c.Pairs[1]
	find := func() (View, Weighed) {
		v := viewOf(t, c, p, "pha_s2_two")
		return v, v.element(t, "several")
	}
	if v, e := find(); v.Points || len(e.For) > 0 || len(e.Missing) != 1 {
		t.Errorf("nothing was done to the other yet: points %v, for %q", v.Points, says(e.For))
	}
	x := act(t, "b1", "2026-10-06")
	other.Incidents.Items = []casefile.Incident{x}
	v, e := find()
	wantLines(t, "towards two", says(e.For), "Acts towards this victim: a1", "An act of theirs towards another victim of this case")
	if !v.Points || e.For[1].Source != "b1" || len(e.Missing) != 0 {
		t.Errorf("towards two: points %v, %+v, asked %q", v.Points, e.For, asks(e.Missing))
	}
	for name, change := range map[string]func(){
		"of somebody else":     func() { other.ActorID = "s2" },
		"of nobody known":      func() { p.ActorID, other.ActorID = "", "" },
		"of the other alone":   func() { p.Incidents.Items = nil },
		"towards the same":     func() { other.VictimID = p.VictimID },
		"welcome to the other": func() { other.Incidents.Items[0].Unwanted = fact.Fact[bool]{Answer: fact.Of(false)} },
	} {
		wasP, wasOther, wasX := *p, *other, other.Incidents.Items[0]
		change()
		if v, e := find(); v.Points {
			t.Errorf("%s: it points to %q", name, says(e.For))
		}
		*p, *other = wasP, wasOther
		other.Incidents.Items[0] = wasX
	}
}

func TestWhatMadeItPlainThatContactIsUnwanted(t *testing.T) {
	x := act(t, "a1", "2026-10-05")
	x.Data.Response = "She asked him to go."
	c, p := pairOf(x)
	find := func() Weighed { return viewOf(t, c, p, "pha_s2").element(t, "knows") }
	wantLines(t, "what is not known", asks(find().Missing), "told_to_stop")
	c.KnownOrders = []casefile.ProtectiveOrder{{Act: casefile.Act{ID: "o1"}, PersonID: "s", Served: true}, {Act: casefile.Act{ID: "o2"}, PersonID: "s"}, {Act: casefile.Act{ID: "o3"}, PersonID: "x", Served: true}}
	c.Bails = []casefile.Bail{{Act: casefile.Act{ID: "b1"}, PersonID: "s"}, {Act: casefile.Act{ID: "b2"}, PersonID: "x"}}
	p.Told = []casefile.Telling{{Act: casefile.Act{ID: "t1"}}}
	var sources []string
	for _, pt := range find().For {
		sources = append(sources, pt.Source)
	}
	if want := []string{"t1", "o1", "b1", ""}; !slices.Equal(sources, want) || len(find().Missing) != 0 {
		t.Errorf("it rests on %q with %d questions, want %q", sources, len(find().Missing), want)
	}
	p.ActorID = ""
	if got := find().For; len(got) != 2 {
		t.Errorf("of somebody unknown, orders and bail of others are taken for theirs: %+v", got)
	}
}

func TestCoercionAndChangesAreThreeValued(t *testing.T) {
	c, p := pairOf(act(t, "a1", "2026-10-05", "isolation"))
	find := func(id, key string) Weighed { return viewOf(t, c, p, id).element(t, key) }
	wantLines(t, "coercion nobody considered", asks(find("sca_s76", "controlling").Missing), "coercive_control_overlap")
	p.Coercion.Put(fact.Of(casefile.NotYet), "d1")
	wantLines(t, "coercion not decided", asks(find("sca_s76", "controlling").Missing), "coercive_control_overlap")
	p.Coercion.Put(fact.Of(casefile.DecideNo), "d2")
	if e := find("sca_s76", "controlling"); len(e.Against) != 1 || len(e.For) != 1 {
		t.Errorf("considered and not found: %+v", e)
	}
	p.Coercion.Put(fact.Of(casefile.DecideYes), "d3")
	if e := find("sca_s76", "controlling"); len(e.Against) != 0 || e.For[0].Source != "d3" {
		t.Errorf("considered and found: %+v", e)
	}
	p.Impact.Changes.Complete, p.Impact.Changes.Source = true, "i1"
	if e := find("pha_s4a_distress", "effect"); len(e.Against) != 1 || e.Against[0].Source != "i1" {
		t.Errorf("asked, and nothing changed: %+v", e)
	}
	p.Impact.Changes.Items = []casefile.Change{"money"}
	if e := find("pha_s4a_distress", "effect"); len(e.Against) != 0 || len(e.For) != 1 {
		t.Errorf("something changed: %+v", e)
	}
}

func TestAnActSaidNotToBeUnwantedIsShownAsSuch(t *testing.T) {
	x := act(t, "a1", "2026-10-05", "messages")
	x.Unwanted.Put(fact.Of(false), "a1")
	c, p := pairOf(x)
	e := viewOf(t, c, p, "ca_s127").element(t, "improper")
	if len(e.For) != 0 {
		t.Errorf("for it stands %q", says(e.For))
	}
	wantLines(t, "against", says(e.Against), notUnwanted+": a1")
}

func TestActsOfOneDayMayBeOneOccasion(t *testing.T) {
	asked := func(acts ...casefile.Incident) bool {
		c, p := pairOf(acts...)
		return slices.ContainsFunc(viewOf(t, c, p, "pha_s2a").element(t, "course").Missing, func(q Question) bool { return q.Words != "" })
	}
	rough := act(t, "a2", "2026-10-05")
	rough.Occurred = calendar.Between(day(t, "2026-10-05"), day(t, "2026-10-06"))
	for what, x := range map[string]struct {
		acts []casefile.Incident
		want bool
	}{
		"two of one day":         {[]casefile.Incident{act(t, "a1", "2026-10-05"), act(t, "a2", "2026-10-05")}, true},
		"two of two days":        {[]casefile.Incident{act(t, "a1", "2026-10-05"), act(t, "a2", "2026-10-06")}, false},
		"one that may be of two": {[]casefile.Incident{act(t, "a1", "2026-10-05"), rough}, false},
		"one without a day":      {[]casefile.Incident{act(t, "a1", "2026-10-05"), act(t, "a2", "")}, false},
		"one act by itself":      {[]casefile.Incident{act(t, "a1", "2026-10-05")}, false},
	} {
		if got := asked(x.acts...); got != x.want {
			t.Errorf("%s: asked whether they were separate occasions %t, want %t", what, got, x.want)
		}
	}
}

func TestBeingToldToStopShowsNothingOfFear(t *testing.T) {
	c, p := pairOf(act(t, "a1", "2026-10-05", "messages"))
	p.Told = []casefile.Telling{{Act: casefile.Act{ID: "t1"}}}
	for id, key := range map[string]string{"pha_s4": "knows_fear", "sca_s76": "knows_effect"} {
		if e := viewOf(t, c, p, id).element(t, key); len(e.For) != 0 || len(e.Missing) == 0 {
			t.Errorf("%s: %s rests on %q with %d questions", id, key, says(e.For), len(e.Missing))
		}
	}
	if e := viewOf(t, c, p, "pha_s4a_distress").element(t, "knows_alarm"); len(e.For) != 1 {
		t.Errorf("that they were told shows of distress %q", says(e.For))
	}
}
