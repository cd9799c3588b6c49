package guidance

import (
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
)

// Kind is the type of a leaf a condition can read, or of a helper's argument.
type Kind uint8

const (
	Bool Kind = iota + 1
	Int
	Text
	Code     // a member of a closed code list
	DateOnly // a civil date in Europe/London
	Instant  // a moment, to the microsecond
	interval // two instants; conditions read its ends
	record   // a nested struct
	list
)

func (k Kind) String() string {
	return [...]string{"", "bool", "int", "text", "code", "date", "instant", "interval", "record", "list"}[k]
}

type state uint8

const (
	unknown state = iota // nobody has said, or what was said is contested
	given                // there is a value
	none                 // the question does not arise: no value satisfies any claim about it
)

// Value is one value in evaluation. The zero Value is unknown.
type Value struct {
	state state
	num   int64  // bool 0/1, int, date ordinal, instant in Unix microseconds
	text  string // text and codes
}

// BoolValue, IntValue, TextValue, DateValue and InstantValue make known values
// for helpers to return; the zero date and the zero time are unknown.
func BoolValue(b bool) Value {
	if b {
		return Value{state: given, num: 1}
	}
	return Value{state: given}
}

// IntValue is a known whole number.
func IntValue(n int64) Value { return Value{state: given, num: n} }

// TextValue is known text; it also serves for a code.
func TextValue(s string) Value { return Value{state: given, text: s} }

// DateValue is a civil date.
func DateValue(d calendar.Date) Value {
	if d.IsZero() {
		return Value{}
	}
	return Value{state: given, num: int64(d.Year)*512 + int64(d.Month)*32 + int64(d.Day)}
}

// InstantValue is a moment.
func InstantValue(t time.Time) Value {
	if t.IsZero() {
		return Value{}
	}
	return Value{state: given, num: t.UnixMicro()}
}

// Known reports whether there is a value.
func (v Value) Known() bool { return v.state == given }

// Bool, Int, Text, Date and Time read a known value of that kind.
func (v Value) Bool() bool   { return v.num != 0 }
func (v Value) Int() int64   { return v.num }
func (v Value) Text() string { return v.text }

// Date reads a date value.
func (v Value) Date() calendar.Date {
	return calendar.Date{Year: int(v.num / 512), Month: time.Month(v.num % 512 / 32), Day: int(v.num % 32)}
}

// Time reads an instant value, in UTC.
func (v Value) Time() time.Time { return time.UnixMicro(v.num).UTC() }

// show writes a value as a reader of an explanation sees it.
func (v Value) show(k Kind) string {
	switch {
	case v.state == none:
		return "not applicable"
	case v.state == unknown:
		return "not known"
	}
	switch k {
	case Bool:
		if v.Bool() {
			return "yes"
		}
		return "no"
	case Int:
		return strconv.FormatInt(v.num, 10)
	case DateOnly:
		return showDate(v.Date())
	case Instant, interval:
		t := v.Time().In(calendar.London)
		return showDate(calendar.DateOf(t)) + t.Format(" at 15:04")
	case Code:
		return strings.ReplaceAll(v.text, "_", " ")
	}
	return v.text
}

func showDate(d calendar.Date) string {
	return strconv.Itoa(d.Day) + " " + d.Month.String() + " " + strconv.Itoa(d.Year)
}
