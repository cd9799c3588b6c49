package casefile_test

import (
	"slices"
	"testing"
	"time"

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
