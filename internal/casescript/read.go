// Package casescript reads a case written down as a list of acts, and tells what
// the guidance made of it day by day. Scripts are for trying the guidance out,
// for worked examples and for tests; no live case is kept this way.
//
// A script is a YAML list. Each entry is one act as casefile defines it:
//
//   - kind: IncidentRecorded
//     id: i1                            # a label; other entries name it
//     recorded: 2026-11-20T22:10:00Z    # when it was written down
//     known: 2026-11-20T21:50:00Z       # when police knew; absent is when recorded
//     occurred: {from: 2026-11-18, to: 2026-11-19}
//     by: {staff: u1, role: responder}
//     data: {pair: p1, behaviours: [following], channel: in_person}
//
// A correction is the same kind again with corrects and reason. An answer is a
// plain value, or {s: declined} and the like where there is none.
//
// Boundary: it reads what it is given and evaluates it; it opens no file, and the
// instant asked about is an argument.
//
// Threat: a script decides nothing, but a wrong one misleads whoever tries the
// guidance with it. So every fault is reported with its line, all of them at once,
// and a script with a fault is not evaluated at all.
package casescript

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

// maxScript bounds a script, in bytes: far beyond any that a person writes.
const maxScript = 16 << 20

// Read reads a script into the events of one case, in the order they were
// recorded. name is shown in faults. The error is a *guidance.Faults unless the
// script could not be read at all.
func Read(name string, r io.Reader) ([]casefile.Event, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxScript+1))
	if err != nil {
		return nil, fmt.Errorf("read case script %s: %w", name, err)
	}
	if len(text) > maxScript {
		return nil, fmt.Errorf("read case script %s: it is larger than %d MiB", name, maxScript>>20)
	}
	s := &script{name: name, ids: map[string]int{}}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		s.faults = append(s.faults, guidance.Fault{File: name, Line: lineOf(err), What: strings.TrimPrefix(err.Error(), "yaml: ")})
		return nil, s.err()
	}
	s.list(&doc)
	if err := s.err(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(s.events, func(a, b casefile.Event) int { return a.Recorded.Compare(b.Recorded) })
	for i := range s.events {
		s.events[i].Seq = int64(i + 1)
	}
	return s.events, nil
}

func lineOf(err error) int {
	var line int
	if _, rest, ok := strings.Cut(err.Error(), "line "); ok {
		if _, scanErr := fmt.Sscanf(rest, "%d", &line); scanErr != nil {
			return 0 // the fault then names the file alone
		}
	}
	return line
}

// script is one reading: what was found so far, good and bad.
type script struct {
	name   string
	ids    map[string]int // label to line
	events []casefile.Event
	faults []guidance.Fault
}

func (s *script) err() error {
	if len(s.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(s.faults, func(a, b guidance.Fault) int { return cmp.Or(a.Line-b.Line, a.Col-b.Col) })
	return &guidance.Faults{Faults: s.faults}
}

func (s *script) fault(n *yaml.Node, expected, format string, a ...any) {
	s.faults = append(s.faults, guidance.Fault{File: s.name, Line: n.Line, Col: n.Column, What: fmt.Sprintf(format, a...), Expected: expected})
}

func (s *script) list(doc *yaml.Node) {
	if len(doc.Content) == 0 {
		s.faults = append(s.faults, guidance.Fault{File: s.name, Line: 1, What: "the script is empty", Expected: "a list of entries"})
		return
	}
	list := doc.Content[0]
	if list.Kind != yaml.SequenceNode {
		s.fault(list, "a list: each entry begins with \"- kind:\"", "a case script is a list of entries")
		return
	}
	for _, n := range list.Content {
		s.label(n)
	}
	for _, n := range list.Content {
		s.entry(n)
	}
}

// label notes an entry's id before any entry is read, since an entry may name one
// that stands below it.
func (s *script) label(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return // reported when the entry is read
	}
	for k, v := range pairsOf(n) {
		if k.Value != "id" || v.Value == "" {
			continue
		}
		if line, dup := s.ids[v.Value]; dup {
			s.fault(v, "a label of its own", "the entry at line %d is already called %q", line, v.Value)
			continue
		}
		s.ids[v.Value] = v.Line
	}
}

func pairsOf(n *yaml.Node) func(func(k, v *yaml.Node) bool) {
	return func(yield func(k, v *yaml.Node) bool) {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i], n.Content[i+1]) {
				return
			}
		}
	}
}

var entryKeys = []string{"kind", "id", "recorded", "known", "occurred", "by", "corrects", "withdrawn", "reason", "data"}

// fields gathers the values of a mapping by key, reporting keys that are unknown
// or repeated.
func (s *script) fields(n *yaml.Node, what string, known []string) map[string]*yaml.Node {
	if n.Kind != yaml.MappingNode {
		s.fault(n, "one of the keys "+strings.Join(known, ", "), "%s is not a mapping", what)
		return nil
	}
	got := map[string]*yaml.Node{}
	for k, v := range pairsOf(n) {
		switch {
		case !slices.Contains(known, k.Value):
			s.fault(k, "one of "+strings.Join(known, ", "), "unknown key %q in %s", k.Value, what)
		case got[k.Value] != nil:
			s.fault(k, "each key once", "key %q is repeated", k.Value)
		case v.Kind == yaml.AliasNode || v.Anchor != "":
			s.fault(v, "the value written out", "anchors and aliases are not read here")
		default:
			got[k.Value] = v
		}
	}
	return got
}

func (s *script) entry(n *yaml.Node) {
	got := s.fields(n, "an entry", entryKeys)
	if got == nil {
		return
	}
	for _, k := range []string{"kind", "id", "recorded"} {
		if got[k] == nil {
			s.fault(n, k, "key %q is missing", k)
		}
	}
	e := casefile.Event{ID: value(got["id"])}
	e.Recorded, e.Known = s.instant(got["recorded"]), s.instant(got["known"])
	e.Clock, e.Source = e.Recorded, casefile.FromScript
	e.Reason = value(got["reason"])
	if v := got["withdrawn"]; v != nil {
		e.Withdraw = s.truth(v)
	}
	if v := got["occurred"]; v != nil {
		e.Occurred = s.interval(v)
	}
	s.actor(&e, got["by"])
	if v := got["corrects"]; v != nil {
		s.reference(v, "corrects")
		e.Corrects = v.Value
	} else if e.Withdraw {
		s.fault(n, "corrects", "an entry is withdrawn by naming the one it corrects")
	}
	s.data(&e, got["kind"], got["data"])
	s.events = append(s.events, e)
}

func (s *script) actor(e *casefile.Event, n *yaml.Node) {
	if n == nil {
		return
	}
	got := s.fields(n, "by", []string{"staff", "role", "unit"})
	e.Actor, e.Unit = value(got["staff"]), value(got["unit"])
	if v := got["role"]; v != nil {
		if roles := casefile.Role("").Codes(); !slices.Contains(roles, v.Value) {
			s.fault(v, "one of "+strings.Join(roles, ", "), "%q is not a role", v.Value)
		}
		e.Role = casefile.Role(v.Value)
	}
}

func (s *script) data(e *casefile.Event, kind, data *yaml.Node) {
	if kind == nil {
		return
	}
	k, ok := casefile.KindOf(kind.Value)
	if !ok {
		var names []string
		for _, k := range casefile.Kinds() {
			names = append(names, k.Name)
		}
		s.fault(kind, "one of "+strings.Join(names, ", "), "%q is not a kind of entry", kind.Value)
		return
	}
	e.Kind, e.Version = k.Name, k.Version
	if data == nil {
		return
	}
	before := len(s.faults)
	raw, err := json.Marshal(s.group(data, k.Name, k.Fields))
	if err != nil {
		s.fault(data, "", "%s: %v", k.Name, err)
		return
	}
	if len(s.faults) > before {
		return
	}
	if _, err := k.Decode(raw); err != nil {
		s.fault(data, "", "%v", err)
		return
	}
	e.Data = raw
}

func value(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

func (s *script) instant(n *yaml.Node) time.Time {
	if n == nil {
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, n.Value)
	if err != nil {
		s.fault(n, "an instant as 2026-11-20T22:10:00Z", "%q is not an instant", n.Value)
	}
	return t.UTC()
}

func (s *script) interval(n *yaml.Node) calendar.Interval {
	b, err := json.Marshal(s.time(n))
	if err != nil {
		s.fault(n, "", "%v", err)
		return calendar.Interval{}
	}
	var i calendar.Interval
	if err := json.Unmarshal(b, &i); err != nil {
		s.fault(n, "a date, an instant, or {from, to, precision, said}", "%v", err)
	}
	return i
}
