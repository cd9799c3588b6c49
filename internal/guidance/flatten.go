package guidance

import (
	"fmt"
	"reflect"
	"slices"
	"sync/atomic"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// Frame is one subject's facts laid out for evaluation: every leaf in a slot
// with its status and the event it came from. It is read-only once made and may
// be shared between goroutines.
type Frame struct {
	schema *Schema
	root   *elem
	grown  atomic.Bool // a later frame has used the room behind this one's lists
}

type elem struct {
	rec    *recordType
	parent *elem
	inList string // name of the list in parent, from the parent's own record
	id     string
	source string
	slots  []slot
	lists  []listVal
}

type slot struct {
	Value
	status fact.Status
	source string
}

type listVal struct {
	elems []elem
	vals  []Value
	// more is true while there may be elements nobody has told us of.
	more   bool
	source string
}

// Flatten lays out v for evaluation under its schema. It panics when v is not of
// the schema's type, which is a mistake in the caller and not in the facts.
func Flatten[T any](s *Schema, v *T) *Frame {
	rv := reflect.ValueOf(v).Elem()
	if rv.Type() != s.root.goType {
		panic(fmt.Sprintf("guidance: flatten %s under the schema of %s", rv.Type(), s.root.goType))
	}
	root := &elem{rec: s.root, slots: make([]slot, s.root.slots), lists: make([]listVal, s.root.lists)}
	fillRecord(root, s.root, rv, 0, 0, "")
	return &Frame{schema: s, root: root}
}

// Reflatten gives what Flatten would, given the frame of v as it was before and
// the facts of v that have changed since ("incidents"); nil is any. grew names
// the one of them, a list of structs, that was only added to at its end; empty
// where none is known to.
func Reflatten[T any](prev *Frame, v *T, changed []string, grew string) *Frame {
	s := prev.schema
	rv := reflect.ValueOf(v).Elem()
	if changed == nil || rv.Type() != s.root.goType || s.root.source != nil {
		return Flatten(s, v)
	}
	root := &elem{rec: s.root, id: prev.root.id, slots: slices.Clone(prev.root.slots), lists: slices.Clone(prev.root.lists)}
	if prev.grown.Swap(true) {
		for i := range root.lists {
			root.lists[i].elems = slices.Clip(root.lists[i].elems)
		}
	}
	for _, name := range changed {
		f := s.root.fields[name]
		switch {
		case f == nil:
			return Flatten(s, v)
		case f.kind == list && name == grew:
			growList(root, f, rv.FieldByIndex(f.goIdx))
			continue
		case f.kind == list:
			root.lists[f.slot] = listVal{}
		case f.kind == record:
			clear(root.lists[f.lists : f.lists+f.rec.lists])
		}
		fillField(root, f, rv, 0, 0, "")
	}
	if s.root.id != nil {
		root.id = root.slots[s.root.id.slot].text
	}
	return &Frame{schema: s, root: root}
}

func fillRecord(e *elem, r *recordType, rv reflect.Value, slotBase, listBase int, prefix string) {
	if r.source != nil && prefix == "" {
		e.source = rv.FieldByIndex(r.source).String()
	}
	for _, f := range r.order {
		fillField(e, f, rv, slotBase, listBase, prefix)
	}
	if r.id != nil && prefix == "" {
		e.id = e.slots[slotBase+r.id.slot].text
	}
}

// fillField lays out one field of the record rv.
func fillField(e *elem, f *field, rv reflect.Value, slotBase, listBase int, prefix string) {
	fv := rv.FieldByIndex(f.goIdx)
	switch f.kind {
	case record:
		fillRecord(e, f.rec, fv, slotBase+f.slot, listBase+f.lists, prefix+f.name+".")
	case list:
		fillList(e, f, fv, listBase+f.slot, prefix+f.name)
	default:
		fillLeaf(e.slots[slotBase+f.slot:], f, fv)
	}
}

func fillLeaf(dst []slot, f *field, fv reflect.Value) {
	status, source := fact.Known, ""
	if f.isFact {
		status, source, fv = openFact(fv)
	}
	var lo, hi Value
	switch status {
	case fact.Known:
		lo, hi = leafValue(f.kind, fv)
	case fact.NotApplicable:
		lo.state, hi.state = none, none
	}
	if lo.state == unknown && status == fact.Known {
		status = fact.NotAsked // an empty plain value is one nobody has given
	}
	dst[0] = slot{Value: lo, status: status, source: source}
	if f.kind == interval {
		dst[1] = slot{Value: hi, status: status, source: source}
	}
}

// openFact reads fact.Fact and fact.Answer without knowing T. Fact embeds
// Answer first and Source second; Answer is Status then Value.
func openFact(fv reflect.Value) (fact.Status, string, reflect.Value) {
	source := ""
	if fv.Field(0).Kind() == reflect.Struct {
		source = fv.Field(1).String()
		fv = fv.Field(0)
	}
	return fact.Status(fv.Field(0).Uint()), source, fv.Field(1)
}

func leafValue(k Kind, v reflect.Value) (Value, Value) {
	switch k {
	case Bool:
		return BoolValue(v.Bool()), Value{}
	case Int:
		return IntValue(v.Int()), Value{}
	case Text, Code:
		if s := v.String(); s != "" {
			return TextValue(s), Value{}
		}
		return Value{}, Value{}
	case DateOnly:
		return DateValue(*v.Addr().Interface().(*calendar.Date)), Value{}
	case Instant:
		return InstantValue(*v.Addr().Interface().(*time.Time)), Value{}
	}
	i := v.Addr().Interface().(*calendar.Interval)
	return InstantValue(i.From), InstantValue(i.To)
}

func fillList(e *elem, f *field, fv reflect.Value, at int, name string) {
	l := &e.lists[at]
	switch {
	case f.isFact:
		var status fact.Status
		status, l.source, fv = openFact(fv)
		if l.more = status != fact.Known && status != fact.NotApplicable; l.more {
			return
		}
	case f.open:
		l.more = !fv.Field(1).Bool()
		l.source = fv.Field(2).String()
		fv = fv.Field(0)
	}
	n := fv.Len()
	if f.elem != record {
		l.vals = make([]Value, n)
		for i := range n {
			l.vals[i], _ = leafValue(f.elem, fv.Index(i))
		}
		return
	}
	l.elems = make([]elem, n)
	slots := make([]slot, n*f.rec.slots)
	lists := make([]listVal, n*f.rec.lists)
	for i := range n {
		el := &l.elems[i]
		*el = elem{rec: f.rec, parent: e, inList: name,
			slots: slots[i*f.rec.slots : (i+1)*f.rec.slots], lists: lists[i*f.rec.lists : (i+1)*f.rec.lists]}
		fillRecord(el, f.rec, fv.Index(i), 0, 0, "")
	}
}

// growList lays out what a list of the root has more than it had. What it had is
// shared with the frame before; nothing in it is changed.
func growList(root *elem, f *field, fv reflect.Value) {
	l := &root.lists[f.slot]
	if f.isFact || f.open || f.elem != record || fv.Len() < len(l.elems) {
		*l = listVal{}
		fillList(root, f, fv, f.slot, f.name)
		return
	}
	for i := len(l.elems); i < fv.Len(); i++ {
		el := elem{rec: f.rec, parent: root, inList: f.name, slots: make([]slot, f.rec.slots), lists: make([]listVal, f.rec.lists)}
		fillRecord(&el, f.rec, fv.Index(i), 0, 0, "")
		l.elems = append(l.elems, el)
	}
}

// path is where an element stands: "incidents[i2]"; the root is the empty path.
func (e *elem) path() string { return string(e.appendPath(nil)) }

func (e *elem) appendPath(b []byte) []byte {
	if e.parent == nil {
		return b
	}
	if b = e.parent.appendPath(b); len(b) > 0 {
		b = append(b, '.')
	}
	b = append(append(b, e.inList...), '[')
	return append(append(b, e.id...), ']')
}

// at joins an element's path and a name inside it.
func (e *elem) at(name string) string {
	b := e.appendPath(make([]byte, 0, 96))
	if len(b) > 0 {
		b = append(b, '.')
	}
	return string(append(b, name...))
}
