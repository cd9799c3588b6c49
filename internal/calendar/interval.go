package calendar

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Precision says how exactly a time is known.
type Precision string

const (
	Exact  Precision = "exact"  // an instant, to the minute or better
	Day    Precision = "day"    // some time on one civil day
	Range  Precision = "range"  // some time between two days or instants
	Approx Precision = "approx" // the teller's own estimate, already widened to its cautious bounds
)

// Interval is when something happened, as well as it is known: not before From
// and not after To. Both are UTC instants; To is the last second it may have
// been. The zero Interval means nobody has said when.
//
// Which end is cautious depends on the question: a limitation period runs from
// Earliest, "how recent" is judged by Latest (guidance-design 9.4).
type Interval struct {
	From, To  time.Time
	Precision Precision
	Said      string // the words used, where they were not a date: "most Tuesdays since June"
}

// At is an exact instant.
func At(t time.Time) Interval {
	t = t.UTC().Truncate(time.Second)
	return Interval{From: t, To: t, Precision: Exact}
}

// On is some time on one civil day.
func On(d Date) Interval {
	return Interval{From: d.Start().UTC(), To: d.End().Add(-time.Second).UTC(), Precision: Day}
}

// Between is some time from the start of one day to the end of another.
func Between(a, b Date) Interval {
	if a == b {
		return On(a)
	}
	return Interval{From: a.Start().UTC(), To: b.End().Add(-time.Second).UTC(), Precision: Range}
}

// IsZero reports whether nobody has said when.
func (i Interval) IsZero() bool { return i.From.IsZero() && i.To.IsZero() }

// Earliest is the first civil day it may have been.
func (i Interval) Earliest() Date {
	if i.From.IsZero() {
		return Date{}
	}
	return DateOf(i.From)
}

// Latest is the last civil day it may have been.
func (i Interval) Latest() Date {
	if i.To.IsZero() {
		return Date{}
	}
	return DateOf(i.To)
}

type storedInterval struct {
	From      string    `json:"from,omitempty"`
	To        string    `json:"to,omitempty"`
	Precision Precision `json:"precision,omitempty"`
	Said      string    `json:"said,omitempty"`
}

// MarshalJSON writes {"from","to","precision","said"} with RFC 3339 UTC instants.
func (i Interval) MarshalJSON() ([]byte, error) {
	s := storedInterval{Precision: i.Precision, Said: i.Said}
	if !i.From.IsZero() {
		s.From = i.From.UTC().Format(time.RFC3339)
	}
	if !i.To.IsZero() {
		s.To = i.To.UTC().Format(time.RFC3339)
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads the stored form; from and to may also be civil dates, and
// the whole may be one date or instant, as case scripts write it.
func (i *Interval) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		v, err := ParseInterval(one, "")
		if err != nil {
			return err
		}
		*i = v
		return nil
	}
	var s storedInterval
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return fmt.Errorf("time: expected a date, an instant or {from, to, precision, said}: %w", err)
	}
	if s.From == "" && s.To == "" {
		*i = Interval{Said: s.Said}
		return nil
	}
	v, err := ParseInterval(s.From, s.To)
	if err != nil {
		return err
	}
	if _, day := ParseDate(s.To); s.From == "" && day != nil {
		v.From = time.Time{} // an instant alone is the last it may have been: nobody said when it began
	}
	switch s.Precision {
	case "":
	case Exact, Day, Range, Approx:
		v.Precision = s.Precision
	default:
		return fmt.Errorf("precision %q: expected exact, day, range or approx", s.Precision)
	}
	v.Said = s.Said
	*i = v
	return nil
}

// ParseInterval reads a civil date (2026-11-18) or an instant
// (2026-11-18T22:10:00Z) for each end; an empty end is the same as the other.
func ParseInterval(from, to string) (Interval, error) {
	if from == "" {
		from = to
	}
	if to == "" {
		to = from
	}
	a, err := parseEnd(from)
	if err != nil {
		return Interval{}, err
	}
	b, err := parseEnd(to)
	if err != nil {
		return Interval{}, err
	}
	if b.To.Before(a.From) {
		return Interval{}, fmt.Errorf("time ends at %s, before it starts at %s", to, from)
	}
	p := Range
	if from == to {
		p = a.Precision
	}
	return Interval{From: a.From, To: b.To, Precision: p}, nil
}

func parseEnd(s string) (Interval, error) {
	if d, err := ParseDate(s); err == nil {
		return On(d), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return Interval{}, fmt.Errorf("time %q: expected a date as 2026-11-18 or an instant as 2026-11-18T22:10:00Z", s)
	}
	return At(t), nil
}
