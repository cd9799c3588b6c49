package journal

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// hours at which a clock is most often set wrong, or read wrongly.
var hardHours = []time.Time{
	time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC),  // summer time begins
	time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC), // and ends
	time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC),  // a leap day
	time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC),
	time.Date(2038, 1, 19, 3, 14, 7, 0, time.UTC), // seconds no longer fit 32 bits
	time.Date(2100, 3, 1, 0, 0, 0, 0, time.UTC),
}

// Whatever the clock does, entries keep the order in which they were recorded, their
// recorded times never go back, the raw reading stands beside each, and those in doubt
// are marked: after a step of over a minute, and while what is recorded is over a
// minute ahead of the clock (fault R10).
func TestWhateverTheClockDoesOrderIsKeptAndDoubtIsMarked(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steady := rapid.Bool().Draw(rt, "a clock beside it that nobody can set")
		now, up := rapid.SampledFrom(hardHours).Draw(rt, "begins"), time.Duration(0)
		now = now.Add(time.Duration(rapid.IntRange(-7200, 7200).Draw(rt, "seconds off")) * time.Second)
		opts := Options{Now: func() time.Time { return now }}
		if steady {
			opts.Elapsed = func() time.Duration { return up }
		}
		st, keys := new(fakeStore), newFakeKeys()
		w := startWriter(t, st, keys, opts)
		defer func() { w.Close() }()

		var read, recorded time.Time // the reading before, and the newest recorded time
		var readUp time.Duration
		began := false // in this process
		for seq := int64(1); seq <= 12; seq++ {
			passed := time.Duration(rapid.IntRange(0, 100_000).Draw(rt, "ms pass")) * time.Millisecond
			now, up = now.Add(passed), up+passed
			switch rapid.IntRange(0, 5).Draw(rt, "what happens") {
			case 0:
				now = now.Add(time.Duration(rapid.IntRange(-90, 90).Draw(rt, "seconds set")) * time.Second)
			case 1:
				now = now.Add(time.Duration(rapid.IntRange(-400, 400).Draw(rt, "days set")) * 24 * time.Hour)
			case 2:
				now = rapid.SampledFrom(hardHours).Draw(rt, "set to")
			case 3:
				if err := w.Close(); err != nil {
					rt.Fatal(err)
				}
				w, began = startWriter(t, st, keys, opts), false
			}
			raw := now.Truncate(time.Millisecond)
			stepped := false
			switch drift := raw.Sub(read); {
			case seq == 1:
			case began && steady:
				drift -= up - readUp
				stepped = drift > time.Minute || drift < -time.Minute
			default: // another process, or nothing to compare with: only back is seen
				stepped = drift < -time.Minute
			}
			r, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/a", seq)}})
			if err != nil {
				rt.Fatal(err)
			}
			a := r.Entries[0]
			h, err := ParseHeader(st.entries[a.Pos].Header)
			if err != nil {
				rt.Fatal(err)
			}
			if a.Pos != seq-1 || a.Seq != seq {
				rt.Fatalf("entry %d stands at %d", seq, a.Pos)
			}
			want := raw
			if want.Before(recorded) {
				want = recorded
			}
			if !h.Recorded.Equal(want) || !a.Recorded.Equal(want) || !h.Clock.Equal(raw) {
				rt.Fatalf("entry %d: recorded %s by a clock of %s, want %s by %s", seq, h.Recorded, h.Clock, want, raw)
			}
			if suspect := stepped || want.Sub(raw) > time.Minute; h.Suspect != suspect || a.Suspect != suspect {
				rt.Fatalf("entry %d: suspect %v, want %v (clock %s, before it %s, recorded %s)", seq, h.Suspect, suspect, raw, read, want)
			}
			read, readUp, recorded, began = raw, up, want, true
		}
		wantWhole(t, st, keys)
	})
}
