package calendar

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Words with two readings are asked about, each reading by itself; words with one
// are not. Real calendars: Easter of 2025 and 2026, both days the clocks change.
func TestWordsWithTwoReadingsAreToldApart(t *testing.T) {
	for _, tt := range []struct {
		words, now string
		want       []string
	}{
		{"last Tuesday", "", []string{"Tue 17 Nov 2026", "Tue 10 Nov 2026"}},
		{"on Tuesday", "", nil},
		{"on Monday", "", []string{"Mon 23 Nov 2026, between 00:00 and 16:30", "Mon 16 Nov 2026"}},
		{"last Monday", "", nil},
		{"last Tuesday night", "", []string{"between Tue 17 Nov 2026, 17:00 and Wed 18 Nov 2026, 05:59", "between Tue 10 Nov 2026, 17:00 and Wed 11 Nov 2026, 05:59"}},
		{"half two on Tuesday", "", []string{"Tue 17 Nov 2026, between 14:00 and 15:00", "Tue 17 Nov 2026, between 02:00 and 03:00"}},
		{"about nine", "", []string{"Mon 23 Nov 2026, between 08:00 and 10:00", "Sun 22 Nov 2026, between 20:00 and 22:00"}},
		{"about nine last night", "", nil},
		{"about nine last night", "2026-11-27T01:40:00Z", []string{"Thu 26 Nov 2026, between 20:00 and 22:00", "Wed 25 Nov 2026, between 20:00 and 22:00"}}, // nobody means the morning between
		{"last night", "2026-11-27T01:40:00Z", []string{"between Thu 26 Nov 2026, 17:00 and Fri 27 Nov 2026, 01:40", "between Wed 25 Nov 2026, 17:00 and Thu 26 Nov 2026, 05:59"}},
		{"about 9.30 yesterday", "", []string{"Sun 22 Nov 2026, between 20:30 and 22:30", "Sun 22 Nov 2026, between 08:30 and 10:30"}},
		{"9pm yesterday", "", nil},
		{"last Tuesday at about nine", "", []string{"Tue 17 Nov 2026, between 20:00 and 22:00", "Tue 17 Nov 2026, between 08:00 and 10:00",
			"Tue 10 Nov 2026, between 20:00 and 22:00", "Tue 10 Nov 2026, between 08:00 and 10:00"}},
		{"last summer", "", []string{"between Mon 1 Jun and Tue 22 Sep 2026", "between Sun 1 Jun and Mon 22 Sep 2025"}},
		{"since last Easter", "", []string{"between Fri 3 Apr and Mon 23 Nov 2026", "between Fri 18 Apr 2025 and Mon 23 Nov 2026"}},
		{"last June", "2026-06-20T12:00:00Z", []string{"between Mon 1 and Sat 20 Jun 2026", "between Sun 1 and Mon 30 Jun 2025"}},
		{"most Tuesdays since June", "", nil},
		{"a few times a week since Easter", "", nil},
		{"half one on Sunday", "2026-10-26T12:00:00Z", []string{"Sun 25 Oct 2026, between 13:00 and 14:00", "Sun 25 Oct 2026, between 01:00 BST and 02:00"}},
		{"every Tuesday at nine", "", nil}, // which nine is no question of when
		{"every night between 9 and 10", "", nil},
		{"at about nine most evenings", "", nil},
		{"every Tuesday at nine since June", "", nil},
		{"at nine every Tuesday since June", "", nil},
		{"since June every Tuesday at nine", "", nil},
		{"every Tuesday since June at nine", "", nil},
		{"1140hrs yesterday", "", nil},
		{"2140hrs yesterday", "", nil},
		{"1130 yesterday", "", []string{"Sun 22 Nov 2026, 23:30", "Sun 22 Nov 2026, 11:30"}}, // without "hrs", whoever types it may mean either
		{"1130 last night", "", nil},
		{"yesterday at ten past nine", "", []string{"Sun 22 Nov 2026, between 20:40 and 21:40", "Sun 22 Nov 2026, between 08:40 and 09:40"}},
		{"twenty to nine last night", "", nil},
		{"end of last October", "", []string{"between Thu 1 and Sat 31 Oct 2026", "between Wed 1 and Fri 31 Oct 2025"}},
		{"the other day", "", nil},
		{"when I got home", "", nil},
	} {
		now := saidAt
		if tt.now != "" {
			now = instant(t, tt.now)
		}
		var got []string
		for _, w := range Ways(tt.words, now) {
			if w.Interval.Said != tt.words {
				t.Errorf("%s: the words kept are %q", tt.words, w.Interval.Said)
			}
			got = append(got, w.Interval.bounds())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s:\ngot  %q\nwant %q", tt.words, got, tt.want)
		}
	}
}

// What may be meant lies within what is understood, and there are two or none.
func TestEveryWayLiesWithinWhatIsUnderstood(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		now := saidAt.AddDate(0, 0, rapid.IntRange(-800, 400).Draw(rt, "days")).Add(time.Duration(rapid.IntRange(-16, 7).Draw(rt, "hours")) * time.Hour)
		words := rapid.SampledFrom([]string{"", "since ", "at ", "about ", "nine "}).Draw(rt, "before") +
			rapid.SampledFrom([]string{"last tuesday", "on sunday", "last june", "last winter", "half two on friday", "last christmas", "three on saturday night"}).Draw(rt, "when") +
			rapid.SampledFrom([]string{"", " at about nine", " morning", " or so"}).Draw(rt, "after")
		all, err := ParseSaid(words, now)
		ways := Ways(words, now)
		if err != nil && ways != nil || len(ways) == 1 {
			rt.Fatalf("%q: %d ways, understood: %v", words, len(ways), err)
		}
		for _, w := range ways {
			if w.Interval.From.Before(all.From) || w.Interval.To.After(all.To) || w.Interval.To.Before(w.Interval.From) {
				rt.Fatalf("%q said %s: %s is not within %s", words, Moment(now), w.Interval.bounds(), all.bounds())
			}
		}
	})
}
