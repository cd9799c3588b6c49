package calendar

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Monday 23 November 2026, 16:30 in London, unless a row says otherwise.
var saidAt = time.Date(2026, 11, 23, 16, 30, 0, 0, London)

func TestWordsForPastTimesBecomeCautiousIntervals(t *testing.T) {
	const smallHours = "2026-11-23T02:00:00Z"
	for _, tt := range []struct{ words, now, want string }{
		{"last night", "", "2026-11-22 17:00 to 2026-11-23 05:59"},
		{"Last night.", smallHours, "2026-11-21 17:00 to 2026-11-23 02:00"},
		{"yesterday", "", "2026-11-22 00:00 to 2026-11-22 23:59"},
		{"yesterday", smallHours, "2026-11-21 00:00 to 2026-11-22 23:59"},
		{"yesterday evening", "", "2026-11-22 16:00 to 2026-11-22 23:59"},
		{"this morning", "", "2026-11-23 00:00 to 2026-11-23 12:59"},
		{"today", "", "2026-11-23 00:00 to 2026-11-23 16:30"},
		{"just now", "", "2026-11-23 16:15 to 2026-11-23 16:30"},
		{"the night before last", "", "2026-11-21 17:00 to 2026-11-22 05:59"},
		{"on Tuesday", "", "2026-11-17 00:00 to 2026-11-17 23:59"},
		{"last Tuesday", "", "2026-11-10 00:00 to 2026-11-17 23:59"},
		{"on Monday", "", "2026-11-16 00:00 to 2026-11-23 16:30"},
		{"on Tuesday night", "", "2026-11-17 17:00 to 2026-11-18 05:59"},
		{"at the weekend", "", "2026-11-20 17:00 to 2026-11-22 23:59"},
		{"at the weekend", "2026-11-21T10:00:00Z", "2026-11-13 17:00 to 2026-11-21 10:00"},
		{"last week", "", "2026-11-16 00:00 to 2026-11-22 23:59"},
		{"last month", "", "2026-10-01 00:00 to 2026-10-31 23:59"},
		{"about nine last night", "", "2026-11-22 20:00 to 2026-11-22 22:00"},
		{"last night at about nine", "", "2026-11-22 20:00 to 2026-11-22 22:00"},
		{"at 9.30pm yesterday", "", "2026-11-22 21:30 to 2026-11-22 21:30"},
		{"21:40 yesterday", "", "2026-11-22 21:40 to 2026-11-22 21:40"},
		{"about 21:40 yesterday", "", "2026-11-22 20:40 to 2026-11-22 22:40"},
		{"at 07:20 today", "", "2026-11-23 07:20 to 2026-11-23 07:20"},
		{"today 07:20", "", "2026-11-23 07:20 to 2026-11-23 07:20"},
		{"today at 07:20", "", "2026-11-23 07:20 to 2026-11-23 07:20"},
		{"07:20", "", "2026-11-23 07:20 to 2026-11-23 07:20"},
		{"21:40", "", "2026-11-22 21:40 to 2026-11-22 21:40"},
		{"16:30", "", "2026-11-23 16:30 to 2026-11-23 16:30"},
		{"at 01:10 today", smallHours, "2026-11-23 01:10 to 2026-11-23 01:10"},
		{"at 9:30 yesterday", "", "2026-11-22 09:30 to 2026-11-22 21:30"},
		{"at 01:30 today", "2026-10-25T12:00:00Z", "2026-10-25 01:30 to 2026-10-25 01:30"},
		{"half past two on Tuesday", "", "2026-11-17 02:00 to 2026-11-17 15:00"},
		{"about quarter to one last night", "", "2026-11-22 23:45 to 2026-11-23 01:45"},
		{"midnight last night", "", "2026-11-22 23:30 to 2026-11-23 00:30"},
		{"about 3pm", "", "2026-11-23 14:00 to 2026-11-23 16:00"},
		{"about nine", "", "2026-11-22 20:00 to 2026-11-23 10:00"},
		{"half an hour ago", "", "2026-11-23 15:45 to 2026-11-23 16:15"},
		{"an hour ago", "", "2026-11-23 15:00 to 2026-11-23 16:00"},
		{"ten minutes ago", "", "2026-11-23 16:15 to 2026-11-23 16:25"},
		{"three days ago", "", "2026-11-20 00:00 to 2026-11-20 23:59"},
		{"about three days ago", "", "2026-11-19 00:00 to 2026-11-21 23:59"},
		{"two weeks ago", "", "2026-11-05 00:00 to 2026-11-13 23:59"},
		{"about two weeks ago", "", "2026-11-02 00:00 to 2026-11-16 23:59"},
		{"a few weeks ago", "", "2026-10-08 00:00 to 2026-11-13 23:59"},
		{"a couple of months ago", "", "2026-07-23 00:00 to 2026-10-24 23:59"},
		{"a year ago", "", "2025-05-24 00:00 to 2026-05-25 23:59"},
		{"in June", "", "2026-06-01 00:00 to 2026-06-30 23:59"},
		{"in December", "", "2025-12-01 00:00 to 2025-12-31 23:59"},
		{"in June 2024", "", "2024-06-01 00:00 to 2024-06-30 23:59"},
		{"last June", "", "2025-06-01 00:00 to 2026-06-30 23:59"},
		{"since June", "", "2026-06-01 00:00 to 2026-11-23 16:30"},
		{"most Tuesdays since June", "", "2026-06-01 00:00 to 2026-11-23 16:30"},
		{"every night since last Tuesday", "", "2026-11-10 00:00 to 2026-11-23 16:30"},
		{"since June, every Friday", "", "2026-06-01 00:00 to 2026-11-23 16:30"},
		{"Since about two weeks ago, most nights", "", "2026-11-02 00:00 to 2026-11-23 16:30"},
		{"on 18 November", "", "2026-11-18 00:00 to 2026-11-18 23:59"},
		{"the 3rd of December", "", "2025-12-03 00:00 to 2025-12-03 23:59"},
		{"29 February", "", "2024-02-29 00:00 to 2024-02-29 23:59"},
		{"18/11/2026", "", "2026-11-18 00:00 to 2026-11-18 23:59"},
		{"5/11", "", "2026-11-05 00:00 to 2026-11-05 23:59"},
		{"on 23/11", "", "2026-11-23 00:00 to 2026-11-23 16:30"}, // today
		{"24/11", "", "2025-11-24 00:00 to 2025-11-24 23:59"},    // the last such day, not one to come
		{"29/2", "", "2024-02-29 00:00 to 2024-02-29 23:59"},
		{"5/11 at 21:40", "", "2026-11-05 21:40 to 2026-11-05 21:40"},
		{"since 5/11", "", "2026-11-05 00:00 to 2026-11-23 16:30"},
		{"2026-11-18", "", "2026-11-18 00:00 to 2026-11-18 23:59"},
		{"last month", "2026-11-27T01:40:00Z", "2026-10-01 00:00 to 2026-10-31 23:59"}, // the small hours widen days, not months
		{"yesterday", "2026-11-27T01:40:00Z", "2026-11-25 00:00 to 2026-11-26 23:59"},
		{"last night", "2026-10-25T12:00:00Z", "2026-10-24 17:00 to 2026-10-25 05:59"}, // the clocks went back
	} {
		now := saidAt
		if tt.now != "" {
			now = instant(t, tt.now)
		}
		got, err := ParseSaid(tt.words, now)
		if err != nil {
			t.Errorf("%s: %v", tt.words, err)
			continue
		}
		const layout = "2006-01-02 15:04"
		if s := got.From.In(London).Format(layout) + " to " + got.To.In(London).Format(layout); s != tt.want {
			t.Errorf("%s (said %s):\ngot  %s\nwant %s", tt.words, Moment(now), s, tt.want)
		}
		want := Approx
		if got.From.Equal(got.To) {
			want = Exact
		}
		if got.Said != tt.words || got.Precision != want {
			t.Errorf("%s: kept as %q with precision %s, want the words and %s", tt.words, got.Said, got.Precision, want)
		}
	}
}

func TestWordsNotUnderstoodAreSaidToBe(t *testing.T) {
	for _, tt := range []struct{ words, want string }{
		{"", "not understood"},
		{strings.Repeat("on Monday and ", 12) + "on Friday", "not understood"},
		{"24/7", "not understood"},
		{"ages ago", "not understood"},
		{"when we were married", "not understood"},
		{"since the wedding", "not understood"},
		{"half a week ago", "not understood"},
		{"at 25:00 yesterday", "not understood"},
		{"at 9:75 yesterday", "not understood"},
		{"13pm yesterday", "not understood"},
		{"31 June", "not understood"},
		{"30 February 2026", "not understood"},
		{"tonight", "still to come"},
		{"in June 2031", "still to come"},
		{"since 2027-01-01", "still to come"},
	} {
		got, err := ParseSaid(tt.words, saidAt)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !got.IsZero() {
			t.Errorf("%q: got %v, error %v; want an error that says %q", tt.words, got.Words(), err, tt.want)
		}
	}
}

// Whatever is said and whenever: an answer ends no later than now, starts no
// later than it ends, and survives being stored.
func TestSaidTimesAreNeverInTheFuture(t *testing.T) {
	clocks := []string{"", "about nine ", "at half past four ", "11.45pm ", "around 3am "}
	days := []string{"last night", "yesterday", "on Tuesday", "last Friday", "this morning", "since June", "in May", "at the weekend",
		"a few weeks ago", "about two weeks ago", "several months ago", "an hour ago", "today", "overnight"}
	rapid.Check(t, func(rt *rapid.T) {
		now := anyDate(rt).Start().Add(time.Duration(rapid.IntRange(0, 86399).Draw(rt, "second")) * time.Second)
		words := rapid.SampledFrom(clocks).Draw(rt, "clock") + rapid.SampledFrom(days).Draw(rt, "day")
		got, err := ParseSaid(words, now)
		if err != nil {
			return
		}
		if got.To.Before(got.From) || got.To.After(now) {
			rt.Fatalf("%q said %s gave %s to %s", words, now, got.From, got.To)
		}
		b, err := got.MarshalJSON()
		if err != nil {
			rt.Fatal(err)
		}
		var back Interval
		if err := back.UnmarshalJSON(b); err != nil || back != got {
			rt.Fatalf("%s came back as %v, error %v", b, back, err)
		}
	})
}

func FuzzParseSaid(f *testing.F) {
	for _, s := range []string{"about nine last night", "most Tuesdays since June", "999 years ago", "quarter to 0 yesterday", "on 0 may 0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		got, err := ParseSaid(words, saidAt)
		if err == nil && (got.To.After(saidAt) || got.To.Before(got.From)) {
			t.Errorf("%q gave %s to %s", words, got.From, got.To)
		}
	})
}
