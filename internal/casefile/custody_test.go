package casefile_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// What a victim was told before a time was known, or of a later one, does not tell them
// of the release as it is planned; a time put off does not make them be told again.
func TestFromWhenAVictimIsToldOfAReleaseAsItIsPlanned(t *testing.T) {
	at := func(clock string) string {
		return `{"arrest":"a1","release_at":{"v":{"from":"2026-11-03T` + clock + `:00Z","to":"2026-11-03T` + clock + `:00Z"}}}`
	}
	const unknown = `{"arrest":"a1","release_at":{"s":"asked_not_known"}}`
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	for name, tt := range map[string]struct {
		plans    []string // recorded at the sixth minute and after
		tell     int      // minute, 5 is the arrest
		notKnown int      // 0: never
		known    bool
	}{
		"nobody asked":                     {nil, 5, 0, false},
		"a time from the first":            {[]string{at("06:00")}, 5, 0, true},
		"asked, and not known":             {[]string{unknown}, 5, 6, false},
		"asked twice, and not known":       {[]string{unknown, unknown}, 5, 7, false},
		"known at the second asking":       {[]string{unknown, at("06:00")}, 7, 6, true},
		"a time, and later nobody knows":   {[]string{at("06:00"), unknown}, 5, 7, false},
		"lost, and known again":            {[]string{at("06:00"), unknown, at("06:00")}, 8, 7, true},
		"brought forward":                  {[]string{at("06:00"), at("04:00")}, 7, 0, true},
		"put off":                          {[]string{at("06:00"), at("09:00")}, 5, 0, true},
		"said again":                       {[]string{at("06:00"), at("06:00")}, 5, 0, true},
		"only where they go is found out":  {[]string{unknown, `{"arrest":"a1","going_to":"Millbrook"}`}, 5, 6, false},
		"in words that are no time to ask": {[]string{`{"arrest":"a1","release_at":{"v":{"said":"when the doctor has been"}}}`}, 5, 6, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.add("SuspectArrested", "a1", `{"person":"s1"}`)
			for i, plan := range tt.plans {
				h.add("ReleasePlanned", string(rune('k'+i)), plan)
			}
			a := h.whole().Arrests[0]
			if !a.TellFrom.Equal(minute(tt.tell)) {
				t.Errorf("told from %v, want minute %d", a.TellFrom, tt.tell)
			}
			if got := a.NotKnownAt; got.IsZero() != (tt.notKnown == 0) || tt.notKnown > 0 && !got.Equal(minute(tt.notKnown)) {
				t.Errorf("asked and not known at %v, want minute %d", got, tt.notKnown)
			}
			if a.PlannedAt.IsZero() == tt.known {
				t.Errorf("planned for %v, want a time: %v", a.PlannedAt, tt.known)
			}
		})
	}
}

// TestWhoIsNotReachedBeforeAReleaseIsToldOfByVictim tells one release to two victims: a
// try, a word to custody and a word to the inspector are of the one they name.
func TestWhoIsNotReachedBeforeAReleaseIsToldOfByVictim(t *testing.T) {
	h := told(t)
	h.add("PersonAdded", "v2", `{"details":{"name":"Noor Imagined"}}`)
	h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
	h.add("VictimContacted", "c0", `{"person":"v2","outcome":"no_answer"}`) // before the arrest
	h.add("SuspectArrested", "a1", `{"person":"s1"}`)
	h.add("ThreatToLifeConsidered", "t0", `{"pair":"p1","threat_present":true,"inspector_told":"insp-1","decision":"Sit outside."}`)
	pairs := func(list []casefile.ReleaseWord) (out []string) {
		for _, w := range list {
			out = append(out, string(w.PairID))
		}
		return out
	}
	want := func(tried, custody, inspector []string) {
		t.Helper()
		a := h.whole().Arrests[0]
		if got := pairs(a.NotReached); !slices.Equal(got, tried) {
			t.Errorf("tried: %q; want %q", got, tried)
		}
		if got := pairs(a.CustodyTold); !slices.Equal(got, custody) {
			t.Errorf("custody told of %q; want %q", got, custody)
		}
		if got := pairs(a.InspectorTold); !slices.Equal(got, inspector) {
			t.Errorf("inspector told of %q; want %q", got, inspector)
		}
	}
	want(nil, nil, nil)
	h.add("VictimContacted", "c1", `{"person":"v1","outcome":"not_them"}`)
	h.add("VictimContacted", "c2", `{"person":"v1","outcome":"declined"}`) // who declines to speak was reached
	h.add("SpecialistAsked", "q0", `{"of":"duty_inspector","pair":"p1"}`)  // about something else
	h.add("SpecialistAsked", "q1", `{"of":"spoc","pair":"p1","arrest":"a1"}`)
	want([]string{"p1"}, nil, nil)
	h.add("CustodyTold", "w1", `{"arrest":"a1","pair":"p2"}`)
	h.add("SpecialistAsked", "q2", `{"of":"duty_inspector","pair":"p2","arrest":"a1"}`)
	want([]string{"p1"}, []string{"p2"}, []string{"p2"})
	h.add("ThreatToLifeConsidered", "t1", `{"pair":"p1","threat_present":true,"inspector_told":"insp-1","decision":"Sit outside until she is told."}`)
	want([]string{"p1"}, []string{"p2"}, []string{"p1", "p2"})
	h.add("VictimContacted", "c3", `{"person":"v1","outcome":"no_answer"}`, by("cs-1", casefile.Custody)) // custody that tried knows
	want([]string{"p1", "p1"}, []string{"p2", "p1"}, []string{"p1", "p2"})
}

// A court that keeps somebody in ends what is asked before a release; a release planned
// after that begins it anew, and what was said and done before tells nothing of it.
func TestAReleasePlannedAfterACourtKeptSomebodyInBeginsAnew(t *testing.T) {
	const kept = `{"arrest":"a1","how":{"v":"remanded"}}`
	const at, unknown = `{"arrest":"a1","release_at":{"v":{"from":"2026-11-20T10:00:00Z","to":"2026-11-20T10:00:00Z"}}}`, `{"arrest":"a1","release_at":{"s":"asked_not_known"}}`
	const early = `{"arrest":"a1","release_at":{"v":{"from":"2026-11-03T06:00:00Z","to":"2026-11-03T06:00:00Z"}},"going_to":"Millbrook"}`
	minute := func(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }
	for name, tt := range map[string]struct {
		then     [][2]string // recorded from the tenth minute on
		held     bool
		heldFrom int // minute, 5 is the arrest
		tell     int
		out      bool
	}{
		"kept in, and no more":               {nil, false, 5, 5, false},
		"a time of release":                  {[][2]string{{"ReleasePlanned", at}}, true, 10, 10, false},
		"a time that only words tell":        {[][2]string{{"ReleasePlanned", `{"arrest":"a1","release_at":{"v":{"said":"after the hearing"}}}`}}, true, 10, 10, false},
		"another way than to be kept in":     {[][2]string{{"ReleasePlanned", `{"arrest":"a1","how":{"v":"charged_and_bailed"}}`}}, true, 10, 10, false},
		"asked, and nobody knows":            {[][2]string{{"ReleasePlanned", unknown}}, false, 5, 5, false},
		"to be kept in again":                {[][2]string{{"ReleasePlanned", `{"arrest":"a1","how":{"v":"remanded"},"release_at":{"v":{"from":"2026-11-20T10:00:00Z","to":"2026-11-20T10:00:00Z"}}}`}}, false, 5, 5, false},
		"where they would go":                {[][2]string{{"ReleasePlanned", `{"arrest":"a1","going_to":"Millbrook"}`}}, false, 5, 5, false},
		"planned, and kept in once more":     {[][2]string{{"ReleasePlanned", at}, {"SuspectReleased", kept}}, false, 10, 10, false},
		"planned, and out":                   {[][2]string{{"ReleasePlanned", at}, {"SuspectReleased", `{"arrest":"a1"}`}}, false, 10, 10, true},
		"out of court with no plan":          {[][2]string{{"SuspectReleased", `{"arrest":"a1","how":{"v":"charged_and_bailed"}}`}}, false, 5, 5, true},
		"out, and a plan that tells of then": {[][2]string{{"SuspectReleased", `{"arrest":"a1"}`}, {"ReleasePlanned", at}}, false, 5, 5, true},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.add("SuspectArrested", "a1", `{"person":"s1"}`)                       // 5
			h.add("ReleasePlanned", "r1", early)                                    // 6
			h.add("VictimContacted", "c1", `{"person":"v1","outcome":"no_answer"}`) // 7
			h.add("CustodyTold", "w1", `{"arrest":"a1","pair":"p1"}`)               // 8
			h.add("SuspectReleased", "k1", kept)                                    // 9
			for i, e := range tt.then {
				h.add(e[0], string(rune('m'+i)), e[1])
			}
			c := h.whole()
			a := c.Arrests[0]
			if a.Released == tt.held || (c.InCustody("s1") != nil) != tt.held || a.Out() != tt.out {
				t.Errorf("released %v, out %v; want held %v, out %v", a.Released, a.Out(), tt.held, tt.out)
			}
			if !a.HeldFrom.Equal(minute(tt.heldFrom)) || !a.TellFrom.Equal(minute(tt.tell)) {
				t.Errorf("counts from %v and told from %v, want minutes %d and %d", a.HeldFrom, a.TellFrom, tt.heldFrom, tt.tell)
			}
			if began := tt.heldFrom > 5; began != (len(a.NotReached) == 0) || began != (len(a.CustodyTold) == 0) {
				t.Errorf("tried %v and custody told %v, want none of before: %v", a.NotReached, a.CustodyTold, began)
			}
			if tt.held && (a.How.Given() || a.Plan.To != "" || a.PlannedHow.Given() && a.PlannedHow.Value == casefile.Remanded) {
				t.Errorf("what was planned before stands: %+v", a.Plan)
			}
			if a.Kept.ID == "" {
				t.Error("that a court kept them in is gone")
			}
		})
	}
}

// A release that was to be none, because a court was to keep them in, is one once a time
// is given for it that says nothing of a court.
func TestATimeOfReleaseIsNotKeptInBecauseTheLastPlanWas(t *testing.T) {
	h := told(t)
	h.add("SuspectArrested", "a1", `{"person":"s1"}`)
	h.add("ReleasePlanned", "r1", `{"arrest":"a1","how":{"v":"remanded"}}`)
	h.add("ReleasePlanned", "r2", `{"arrest":"a1","going_to":"Millbrook"}`)
	if a := h.whole().Arrests[0]; !a.PlannedHow.Given() || a.PlannedHow.Value != casefile.Remanded {
		t.Errorf("where they go took back that they are kept in: %v", a.PlannedHow)
	}
	h.add("ReleasePlanned", "r3", `{"arrest":"a1","release_at":{"v":{"from":"2026-11-03T06:00:00Z","to":"2026-11-03T06:00:00Z"}}}`)
	if a := h.whole().Arrests[0]; a.PlannedHow.Given() || !a.TellFrom.Equal(start.Add(8*time.Minute)) || !a.HeldFrom.Equal(start.Add(5*time.Minute)) {
		t.Errorf("a release is planned, by %v, told from %v, counted from %v", a.PlannedHow, a.TellFrom, a.HeldFrom)
	}
}

// Bail before a charge that a court overtook stays overtaken when they leave it later.
func TestBailThatACourtOvertookStaysSo(t *testing.T) {
	h := told(t)
	h.add("SuspectArrested", "a1", `{"person":"s1"}`)
	h.add("BailSet", "b1", `{"person":"s1","kind":{"v":"police_before_charge"}}`)
	h.add("SuspectCharged", "x1", `{"pair":"p1"}`)
	h.add("SuspectReleased", "k1", `{"arrest":"a1","how":{"v":"remanded"}}`)
	h.add("SuspectReleased", "k2", `{"arrest":"a1"}`)
	c := h.whole()
	if live := c.LiveBail("s1", calendar.DateOf(start)); len(live) > 0 || !c.Bails[0].LapsedAt.Equal(start.Add(8*time.Minute)) {
		t.Errorf("live: %v; lapsed at %v", live, c.Bails[0].LapsedAt)
	}
}

// Word to custody that a victim is not reached is about the release of whoever was
// arrested; of a pair whose other person is somebody else, or not known, it says nothing.
func TestCustodyIsToldOfAVictimOfThePersonArrested(t *testing.T) {
	h := told(t)
	h.add("PersonAdded", "s2", `{"details":{"name":"Somebody Else"}}`)
	h.add("PairRecorded", "p2", `{"victim":"v1","actor":"s2"}`)
	h.add("PairRecorded", "p3", `{"victim":"v1"}`)
	h.add("SuspectArrested", "a1", `{"person":"s1"}`)
	c := h.whole()
	for pair, want := range map[string]string{"p1": "", "p2": "pair not_arrested", "p3": "pair not_arrested", "p9": "pair unknown_pair"} {
		e := h.entry("CustodyTold", "w-"+pair, `{"arrest":"a1","pair":"`+pair+`"}`)
		got := ""
		for _, p := range casefile.Admit(c, e, start.Add(time.Hour)) {
			got += p.Field + " " + p.Code
			if p.Code == "not_arrested" && !strings.Contains(p.What, "Choose a victim of the person arrested") {
				t.Errorf("%s: %q does not say what is expected", pair, p.What)
			}
		}
		if got != want {
			t.Errorf("%s: refused with %q, want %q", pair, got, want)
		}
	}
}
