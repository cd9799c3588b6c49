package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Unit is what a period is counted in, written as in the guidance editions.
type Unit string

const (
	Hours       Unit = "h"
	Days        Unit = "d"
	WorkingDays Unit = "wd"
	Months      Unit = "mo"
	Years       Unit = "y"
)

// longest is the greatest number a period may hold: far past any real limit, and
// small enough that counting working days one by one stays quick.
const longest = 9999

// Due is a period to be counted from an event: "1wd", "24h", "6mo".
type Due struct {
	N        int
	Unit     Unit
	Included bool // the event's own day is the first of the period ("beginning with")
}

// ParseDue reads a period as guidance editions write it: add is Nh, Nd, Nwd, Nmo
// or Ny; count is "", "calendar" or "working" ("5d" counted "working" is "5wd");
// day0 is "", "excluded" or "included". The error says what was expected.
func ParseDue(add, count, day0 string) (Due, error) {
	digits := strings.TrimRight(add, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.Atoi(digits)
	due := Due{N: n, Unit: Unit(add[len(digits):])}
	if err != nil || n < 0 || n > longest || digits != strconv.Itoa(n) {
		return Due{}, fmt.Errorf("period %q: expected a number from 0 to %d and h, d, wd, mo or y", add, longest)
	}
	switch due.Unit {
	case Hours, Days, WorkingDays, Months, Years:
	default:
		return Due{}, fmt.Errorf("period %q: unit %q is not h, d, wd, mo or y", add, due.Unit)
	}
	switch count {
	case "":
	case "calendar":
		if due.Unit == WorkingDays {
			return Due{}, fmt.Errorf("period %q counts working days but count says calendar", add)
		}
	case "working":
		if due.Unit != Days && due.Unit != WorkingDays {
			return Due{}, fmt.Errorf("period %q: only days can be counted as working days", add)
		}
		due.Unit = WorkingDays
	default:
		return Due{}, fmt.Errorf("count %q: expected calendar or working", count)
	}
	switch day0 {
	case "", "excluded":
	case "included":
		if due.Unit == Hours || n == 0 {
			return Due{}, fmt.Errorf("period %q: day0 included needs at least one whole day", add)
		}
		due.Included = true
	default:
		return Due{}, fmt.Errorf("day0 %q: expected included or excluded", day0)
	}
	return due, nil
}

// String writes the period back: "1wd".
func (d Due) String() string { return strconv.Itoa(d.N) + string(d.Unit) }

// Deadline is when a period runs out.
type Deadline struct {
	// At is the first instant that is too late: the start of the day after the
	// last day, or for hours the instant itself. Overdue is !now.Before(At).
	At time.Time
	// Last is the last civil day on which it can be done.
	Last Date
	// Warning is set when working days ran past the bank holidays loaded.
	Warning Warning

	due      Due
	division string
	back     bool // counted back from the event
}

// Before counts the period back from an event at t: what has to be done so long
// before it. Days and longer are whole civil days, to the end of the last; hours are
// counted as they pass. A period of nothing ends with the event itself.
func (d Due) Before(t time.Time, h *Holidays) Deadline {
	out := Deadline{due: d, back: true, At: t.UTC(), Last: DateOf(t)}
	switch d.Unit {
	case Hours:
		out.At = AddHours(t, -d.N).UTC()
		out.Last = DateOf(out.At)
		return out
	case Days:
		out.Last = out.Last.AddDays(-d.N)
	case WorkingDays:
		out.Last, out.Warning = h.AddWorkingDays(out.Last, -d.N)
		out.division = h.Division()
	case Months:
		out.Last = AddMonths(out.Last, -d.N)
	case Years:
		out.Last = AddMonths(out.Last, -12*d.N)
	}
	if d.N > 0 {
		out.At = out.Last.End().UTC()
	}
	return out
}

// From counts the period from an event at t. Periods in days and longer are
// counted in civil days of Europe/London and run to the end of their last day;
// hours are counted as they pass.
func (d Due) From(t time.Time, h *Holidays) Deadline {
	out := Deadline{due: d}
	if d.Unit == Hours {
		out.At = AddHours(t, d.N).UTC()
		out.Last = DateOf(out.At)
		return out
	}
	start := DateOf(t)
	switch d.Unit {
	case Days:
		out.Last = start.AddDays(d.N)
		if d.Included {
			out.Last = LastDayIncluded(start, d.N)
		}
	case WorkingDays:
		if d.Included {
			start = start.AddDays(-1)
		}
		out.Last, out.Warning = h.AddWorkingDays(start, d.N)
		out.division = h.Division()
	case Months, Years:
		months := d.N
		if d.Unit == Years {
			months *= 12
		}
		out.Last = AddMonths(start, months)
		if d.Included {
			out.Last = LastDayOfMonths(start, months)
		}
	}
	out.At = out.Last.End().UTC()
	return out
}

// FromEarliest counts the period from the earliest instant an imprecisely known
// event may have been, which is the cautious end for a limit. ok is false when
// nobody has said when.
func (d Due) FromEarliest(i Interval, h *Holidays) (_ Deadline, ok bool) {
	if i.From.IsZero() {
		return Deadline{}, false
	}
	return d.From(i.From, h), true
}

// Sentence says the deadline to a person; event names what it is counted from:
//
//	by the end of Tuesday 29 December 2026, 1 working day after the arrest; England and Wales bank holidays
//	by the end of Saturday 4 April 2026, 3 days beginning with the day of service
//	by 00:40 on Monday 30 March 2026, 24 hours after the report
func (d Deadline) Sentence(event string) string {
	var b strings.Builder
	if d.due.Unit == Hours || d.back && d.due.N == 0 {
		fmt.Fprintf(&b, "by %s on %s", ClockTime(d.At), d.Last.Long())
	} else {
		fmt.Fprintf(&b, "by the end of %s", d.Last.Long())
	}
	switch {
	case d.back && d.due.N == 0:
		fmt.Fprintf(&b, ", before %s", event)
	case d.back:
		fmt.Fprintf(&b, ", %s before %s", d.due.Words(), event)
	case d.due.Included:
		fmt.Fprintf(&b, ", %s beginning with the day of %s", d.due.Words(), strings.TrimPrefix(event, "the "))
	case d.due.N == 0:
		fmt.Fprintf(&b, ", the same %s as %s", d.due.Unit.same(), event)
	default:
		fmt.Fprintf(&b, ", %s after %s", d.due.Words(), event)
	}
	if d.division != "" {
		fmt.Fprintf(&b, "; %s bank holidays", d.division)
	}
	if d.Warning.Any() {
		fmt.Fprintf(&b, ". %s", d.Warning)
	}
	return b.String()
}

// Words says the period: "1 working day".
func (d Due) Words() string {
	name := map[Unit]string{Hours: "hour", Days: "day", WorkingDays: "working day", Months: "month", Years: "year"}[d.Unit]
	if d.N != 1 {
		name += "s"
	}
	return fmt.Sprintf("%d %s", d.N, name)
}

func (u Unit) same() string {
	if u == Hours {
		return "time"
	}
	return "day"
}
