package casefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sort"
)

// Kind is the one definition of a kind of event, with its data type erased. It
// serves the forms, the API schema, case scripts, imports, audit text and the
// reference page.
type Kind struct {
	Name    string
	Version int
	Log     LogKind
	By      []Role   // who may record it
	Part    string   // the part of the case it touches
	Adds    bool     // it only adds; two of them never conflict
	Rank    int      // 0 creates people, 1 pairs, 2 things between them, 3 says something of those
	Facts   []string // paths of the facts it can change, as conditions name them
	Appends bool     // it adds one item to the first list in Facts, and of all else that conditions read changes no more than the others there
	Occurs  Occurs
	Hidden  bool // recorded by the system, never offered as a form
	Data    reflect.Type
	Fields  []Field

	about func(any) string
	check func(*Case, Event, any) []Problem
	keeps func(*Case, Event) []Problem
	fold  func(*folder, any)
}

// Occurs says what the time of an act means for a kind.
type Occurs string

const (
	OccursNow     Occurs = "now"     // the act is the recording
	OccursAt      Occurs = "at"      // a moment the form asks for, defaulting to now
	OccursDuring  Occurs = "during"  // a time that may be imprecise
	OccursUnasked Occurs = "unasked" // time has no meaning beyond when it was known
)

// def is how a kind is written down; define erases its type.
type def[D any] struct {
	Kind
	About func(D) string // entity within the part, so that two people's edits to two people do not conflict
	Check func(c *Case, e Event, d D) []Problem
	Keeps func(c *Case, e Event) []Problem // why what e withdraws cannot be; nil where any entry can
	Fold  func(f *folder, d D)
}

var kinds = map[string]*Kind{}

func define[D any](d def[D]) *Kind {
	k := d.Kind
	if k.Version == 0 {
		k.Version = 1
	}
	k.Data = reflect.TypeFor[D]()
	k.Fields = fieldsOf(k.Data, "")
	if d.About != nil {
		k.about = func(v any) string { return d.About(*v.(*D)) }
	}
	k.keeps = d.Keeps
	if d.Check != nil {
		k.check = func(c *Case, e Event, v any) []Problem { return d.Check(c, e, *v.(*D)) }
	}
	k.fold = func(f *folder, v any) { d.Fold(f, *v.(*D)) }
	if _, dup := kinds[k.Name]; dup {
		panic("casefile: kind defined twice: " + k.Name)
	}
	kinds[k.Name] = &k
	return &k
}

// KindOf finds the definition of a kind by name.
func KindOf(name string) (*Kind, bool) {
	k, ok := kinds[name]
	return k, ok
}

// Kinds lists every definition by name.
func Kinds() []*Kind {
	out := make([]*Kind, 0, len(kinds))
	for _, k := range kinds {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out
}

// MayRecord reports whether somebody in this role may record the kind.
func (k *Kind) MayRecord(r Role) bool { return slices.Contains(k.By, r) }

// New returns a pointer to a zero value of the kind's data.
func (k *Kind) New() any { return reflect.New(k.Data).Interface() }

// Decode reads stored or scripted data; unknown keys are errors.
func (k *Kind) Decode(raw json.RawMessage) (any, error) {
	v := k.New()
	if len(raw) == 0 {
		return v, nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return nil, fmt.Errorf("data of %s: %w", k.Name, err)
	}
	return v, nil
}

// PartOf names the part of the case that data of this kind touches, for conflict
// detection: two events conflict only when their parts are equal and neither
// merely adds.
func (k *Kind) PartOf(data any) string {
	if k.about == nil {
		return k.Part
	}
	return k.Part + "/" + k.about(data)
}

// NewEvent builds an event of this kind from typed data (not yet recorded).
func NewEvent(id, stream, kind string, data any) (Event, error) {
	k, ok := KindOf(kind)
	if !ok {
		return Event{}, fmt.Errorf("kind %q is not defined", kind)
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return Event{}, fmt.Errorf("encode %s: %w", kind, err)
	}
	return Event{ID: id, Stream: stream, Kind: k.Name, Version: k.Version, Body: Body{Data: raw}}, nil
}
