package calendar

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestIntervalsAreReadInEveryFormCaseScriptsUse(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{`"2026-11-18"`, `{"from":"2026-11-18T00:00:00Z","to":"2026-11-18T23:59:59Z","precision":"day"}`},
		{`"2026-06-18"`, `{"from":"2026-06-17T23:00:00Z","to":"2026-06-18T22:59:59Z","precision":"day"}`},
		{`"2026-11-18T22:10:00Z"`, `{"from":"2026-11-18T22:10:00Z","to":"2026-11-18T22:10:00Z","precision":"exact"}`},
		{`{"from":"2026-11-18","to":"2026-11-19"}`, `{"from":"2026-11-18T00:00:00Z","to":"2026-11-19T23:59:59Z","precision":"range"}`},
		{`{"from":"2026-11-18","precision":"approx","said":"on Wednesday"}`,
			`{"from":"2026-11-18T00:00:00Z","to":"2026-11-18T23:59:59Z","precision":"approx","said":"on Wednesday"}`},
		{`{"said":"ages ago"}`, `{"said":"ages ago"}`},
		{`{}`, `{}`},
	} {
		var i Interval
		if err := json.Unmarshal([]byte(tt.src), &i); err != nil {
			t.Errorf("%s: %v", tt.src, err)
			continue
		}
		if got, err := json.Marshal(i); err != nil || string(got) != tt.want {
			t.Errorf("%s: got %s, error %v, want %s", tt.src, got, err, tt.want)
		}
	}
	for _, tt := range []struct{ src, want string }{
		{`"yesterday"`, "expected a date"},
		{`{"from":"2026-11-19","to":"2026-11-18"}`, "before it starts"},
		{`{"from":"2026-11-18","precision":"vague"}`, "expected exact, day, range or approx"},
		{`{"form":"2026-11-18"}`, "unknown field"},
		{`7`, "expected a date"},
	} {
		var i Interval
		if err := json.Unmarshal([]byte(tt.src), &i); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one that says %q", tt.src, err, tt.want)
		}
	}
}

func TestDatesThatDoNotExistAreRefused(t *testing.T) {
	for _, s := range []string{"2026-02-29", "2026-13-01", "26-01-01", "2026-1-1", "01/02/2026", ""} {
		if d, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", s, d)
		}
	}
	var d Date
	if err := d.UnmarshalText([]byte("2028-02-29")); err != nil || d != (Date{2028, 2, 29}) {
		t.Errorf("2028-02-29 reads as %s, error %v", d, err)
	}
	if err := d.UnmarshalText(nil); err != nil || !d.IsZero() {
		t.Errorf("no text reads as %s, error %v; want no date", d, err)
	}
}

// A time of which only the end is known is read back as that, not as the end itself.
func TestATimeWithoutABeginningIsReadBackWithoutOne(t *testing.T) {
	was := Interval{To: time.Date(2026, 11, 20, 14, 5, 0, 0, time.UTC), Precision: Day, Said: "on different days"}
	b, err := json.Marshal(was)
	if err != nil {
		t.Fatal(err)
	}
	var got Interval
	if err := json.Unmarshal(b, &got); err != nil || got != was {
		t.Errorf("%s is read as %+v, %v; want %+v", b, got, err, was)
	}
	if err := json.Unmarshal([]byte(`{"to":"2026-11-20"}`), &got); err != nil || got != On(Date{2026, 11, 20}) {
		t.Errorf("a day alone is read as %+v, %v", got, err)
	}
}
