// Package fact holds the values the rest of the product reasons about: an
// answer somebody gave, a fact a case holds because of it, and a list that may
// or may not be complete.
//
// It exists so that "unknown is not no" is a property of the types and not of
// each author's care: the zero Answer is "not asked", the zero List is open
// (more may exist), and nothing here turns either into false.
//
// Boundary: pure values; no clock, no storage, no wording. Both casefile (which
// folds facts) and guidance (which reasons over them by reflection) import it.
package fact

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Status says what is known about an answer. The zero value is NotAsked.
type Status uint8

const (
	NotAsked      Status = iota // nobody has put the question; stored as an absent field
	Known                       // a value was given; stored as {"v": ...}
	AskedNotKnown               // asked, and the person does not know; {"s": "asked_not_known"}
	Declined                    // asked, and the person preferred not to say; never asked again unprompted
	NotApplicable               // the question does not arise here
	Disputed                    // a value was given and is contested; {"v": ..., "s": "disputed"}
)

var statusNames = [...]string{"not_asked", "known", "asked_not_known", "declined", "not_applicable", "disputed"}

// String returns the code stored in the record and used in forms and scripts.
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return fmt.Sprintf("status(%d)", s)
}

// ParseStatus reads a code written by String. The empty string is NotAsked.
func ParseStatus(code string) (Status, error) {
	if code == "" {
		return NotAsked, nil
	}
	for i, n := range statusNames {
		if n == code {
			return Status(i), nil
		}
	}
	return NotAsked, fmt.Errorf("status %q: expected one of %v", code, statusNames)
}

// Answer is one answer as stored in an event: absent, a value, or a status.
type Answer[T any] struct {
	Status Status
	Value  T // meaningful when Status is Known or Disputed, else the zero value
}

// Of returns the answer that is the known value v.
func Of[T any](v T) Answer[T] { return Answer[T]{Status: Known, Value: v} }

// Is returns an answer that has a status and no value.
func Is[T any](s Status) Answer[T] { return Answer[T]{Status: s} }

// Known reports whether a value was given and is not contested.
func (a Answer[T]) Known() bool { return a.Status == Known }

// Given reports whether there is a value at all, contested or not.
func (a Answer[T]) Given() bool { return a.Status == Known || a.Status == Disputed }

// IsZero makes an unasked answer disappear from stored JSON (omitzero).
func (a Answer[T]) IsZero() bool { return a.Status == NotAsked }

// AnswerStatus and AnswerValue let forms and schemas read an answer by
// reflection, without knowing T.
func (a Answer[T]) AnswerStatus() Status { return a.Status }

// AnswerValue returns the value as any; nil where none was given.
func (a Answer[T]) AnswerValue() any {
	if !a.Given() {
		return nil
	}
	return a.Value
}

type stored[T any] struct {
	V *T     `json:"v,omitempty"`
	S string `json:"s,omitempty"`
}

// MarshalJSON writes {"v": value}, {"s": status}, or both for a disputed value.
func (a Answer[T]) MarshalJSON() ([]byte, error) {
	var s stored[T]
	if a.Given() {
		s.V = &a.Value
	}
	if a.Status != Known {
		s.S = a.Status.String()
	}
	return json.Marshal(s)
}

// UnmarshalJSON reads the stored form, and for case scripts the plain value
// itself ("channel: in_person"). An object is always the stored form, so T must
// not itself be stored as an object with keys "v" or "s".
func (a *Answer[T]) UnmarshalJSON(b []byte) error {
	trimmed := bytes.TrimSpace(b)
	if len(trimmed) > 0 && trimmed[0] == '{' {
		var probe map[string]json.RawMessage
		if err := json.Unmarshal(trimmed, &probe); err != nil {
			return err
		}
		_, hasV := probe["v"]
		_, hasS := probe["s"]
		if hasV || hasS || len(probe) == 0 {
			return a.unmarshalStored(trimmed, probe)
		}
	}
	var v T
	dec := json.NewDecoder(bytes.NewReader(trimmed))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return err
	}
	*a = Of(v)
	return nil
}

func (a *Answer[T]) unmarshalStored(b []byte, probe map[string]json.RawMessage) error {
	for k := range probe {
		if k != "v" && k != "s" {
			return fmt.Errorf("answer has unknown key %q: expected v or s", k)
		}
	}
	var s stored[T]
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return err
	}
	st, err := ParseStatus(s.S)
	if err != nil {
		return err
	}
	switch {
	case s.V != nil && s.S == "":
		*a = Of(*s.V)
	case s.V != nil && st == Disputed:
		*a = Answer[T]{Status: Disputed, Value: *s.V}
	case s.V != nil:
		return fmt.Errorf("answer has both a value and status %q", s.S)
	default:
		*a = Is[T](st)
	}
	return nil
}

// Fact is an answer as a folded case holds it, with the event it came from.
type Fact[T any] struct {
	Answer[T]
	Source string // id of the event that gave it; empty when not asked
}

// Put replaces the fact by a newer answer; an unasked answer changes nothing,
// so a form that skips a question never erases what is known.
func (f *Fact[T]) Put(a Answer[T], source string) {
	if a.Status == NotAsked {
		return
	}
	f.Answer, f.Source = a, source
}

// FactSource names the event a fact came from, for explanations by reflection.
func (f Fact[T]) FactSource() string { return f.Source }

// List is a list a case holds. A list of our own acts (checks, contacts) is
// closed by its nature and is a plain slice in the schema; a List is about the
// world (incidents, children, weapons) and is open until somebody recorded that
// they asked and there was no more.
type List[T any] struct {
	Items    []T
	Complete bool   // asked, and there were no others
	Source   string // the event that said the list is complete
}

// ListComplete is read by reflection when a schema is built.
func (l List[T]) ListComplete() bool { return l.Complete }
