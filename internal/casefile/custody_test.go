package casefile_test

import (
	"testing"
	"time"
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
