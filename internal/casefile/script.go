package casefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"foursight/internal/calendar"
)

// ScriptEntry is one line of a case script in the JSON form that casework's
// reader produces from YAML (DESIGN 7): labels stand for ids, plain values for
// answers.
type ScriptEntry struct {
	Kind     string            `json:"kind"`
	ID       string            `json:"id"`
	Recorded time.Time         `json:"recorded"`
	Known    time.Time         `json:"known,omitzero"`
	Occurred calendar.Interval `json:"occurred,omitzero"`
	By       ScriptActor       `json:"by,omitzero"`
	Corrects string            `json:"corrects,omitempty"`
	Withdraw bool              `json:"withdrawn,omitempty"`
	Reason   string            `json:"reason,omitempty"`
	Data     json.RawMessage   `json:"data,omitempty"`
}

// ScriptActor is who recorded an entry.
type ScriptActor struct {
	Staff string `json:"staff,omitempty"`
	Role  Role   `json:"role,omitempty"`
	Unit  string `json:"unit,omitempty"`
}

// ReadScript reads a JSON array of entries into events of one case, in order.
// Every fault is reported, each with its entry.
func ReadScript(r io.Reader, stream string) ([]Event, []error) {
	var raw []json.RawMessage
	if err := json.NewDecoder(r).Decode(&raw); err != nil {
		return nil, []error{fmt.Errorf("case script: expected a list of entries: %w", err)}
	}
	var events []Event
	var errs []error
	for i, b := range raw {
		e, err := readEntry(b, stream, int64(i+1))
		if err != nil {
			errs = append(errs, fmt.Errorf("entry %d: %w", i+1, err))
			continue
		}
		events = append(events, e)
	}
	return events, errs
}

func readEntry(b []byte, stream string, seq int64) (Event, error) {
	var s ScriptEntry
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return Event{}, err
	}
	k, ok := KindOf(s.Kind)
	switch {
	case !ok:
		return Event{}, fmt.Errorf("kind %q is not one this release knows", s.Kind)
	case s.ID == "":
		return Event{}, fmt.Errorf("%s has no id: give it a label", s.Kind)
	case s.Recorded.IsZero():
		return Event{}, fmt.Errorf("%s %s has no recorded time", s.Kind, s.ID)
	}
	data, err := k.Decode(s.Data)
	if err != nil {
		return Event{}, fmt.Errorf("%s %s: %w", s.Kind, s.ID, err)
	}
	if p := codeProblems(k.Fields, data); len(p) > 0 {
		return Event{}, fmt.Errorf("%s %s: field %s: %s", s.Kind, s.ID, p[0].Field, p[0].What)
	}
	return Event{
		ID: s.ID, Stream: stream, Seq: seq, Kind: s.Kind, Version: k.Version, Recorded: s.Recorded, Clock: s.Recorded, Actor: s.By.Staff,
		Body: Body{Occurred: s.Occurred, Known: s.Known, Role: s.By.Role, Unit: s.By.Unit, Source: FromScript,
			Corrects: s.Corrects, Withdraw: s.Withdraw, Reason: s.Reason, Data: s.Data},
	}, nil
}
