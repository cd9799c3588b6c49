package guidance

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// frame lays out facts written in YAML by their names in conditions, without
// the Go structs: what is not written is not asked.
func (r *reader) frame(s *Schema, n *yaml.Node) *Frame {
	root := &elem{rec: s.root, slots: make([]slot, s.root.slots), lists: make([]listVal, s.root.lists)}
	r.fill(root, s.root, n, 0, 0, "")
	return &Frame{schema: s, root: root}
}

func (r *reader) fill(e *elem, rec *recordType, n *yaml.Node, slots, lists int, prefix string) {
	for _, f := range rec.order { // a list that is not written: closed ones are empty, open ones may have anything
		r.absent(e, f, slots, lists)
	}
	if n.Kind != yaml.MappingNode {
		r.fault(n, "facts by name", "this is not a mapping")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		f := rec.fields[k.Value]
		switch {
		case f == nil:
			r.fault(k, didYouMean(k.Value, sortedKeys(rec.fields)), "unknown fact %q", k.Value)
		case f.kind == record:
			r.fill(e, f.rec, v, slots+f.slot, lists+f.lists, prefix+f.name+".")
		case f.kind == list:
			r.fillList(e, f, v, &e.lists[lists+f.slot], prefix+f.name)
		default:
			r.fillFact(e, f, v, slots+f.slot)
		}
	}
	if rec.id != nil && prefix == "" {
		e.id = e.slots[slots+rec.id.slot].text
	}
}

func (r *reader) absent(e *elem, f *field, slots, lists int) {
	switch {
	case f.kind == list:
		e.lists[lists+f.slot].more = f.open || f.isFact
	case f.kind == record:
		for _, g := range f.rec.order {
			r.absent(e, g, slots+f.slot, lists+f.lists)
		}
	case !f.isFact && (f.kind == Bool || f.kind == Int):
		e.slots[slots+f.slot] = slot{Value: Value{state: given}, status: fact.Known}
	}
}

func (r *reader) fillFact(e *elem, f *field, n *yaml.Node, at int) {
	status, v := fact.Known, n
	if n.Kind == yaml.MappingNode && f.isFact && slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Value == "s" || c.Value == "v" }) {
		v = nil
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "v" {
				v = n.Content[i+1]
				continue
			}
			var err error
			if status, err = fact.ParseStatus(n.Content[i+1].Value); err != nil {
				r.fault(n, "declined, asked_not_known, not_applicable or disputed", "%v", err)
			}
		}
	}
	var lo, hi Value
	if v != nil {
		lo, hi = r.leaf(f, v)
	}
	switch status {
	case fact.NotApplicable:
		lo, hi = Value{state: none}, Value{state: none}
	case fact.Known:
	default:
		lo, hi = Value{}, Value{}
	}
	e.slots[at] = slot{Value: lo, status: status, source: "example"}
	if f.kind == interval {
		e.slots[at+1] = slot{Value: hi, status: status, source: "example"}
	}
}

func (r *reader) leaf(f *field, n *yaml.Node) (Value, Value) {
	v, hi, err := readLeaf(f, f.kind, n)
	if err != nil {
		r.fault(n, "", "fact %s: %v", f.name, err)
	}
	return v, hi
}

func readLeaf(f *field, k Kind, n *yaml.Node) (v, hi Value, err error) {
	switch k {
	case Bool:
		b, err := strconv.ParseBool(n.Value)
		return BoolValue(b), hi, err
	case Int:
		i, err := strconv.ParseInt(n.Value, 10, 64)
		return IntValue(i), hi, err
	case DateOnly:
		d, err := calendar.ParseDate(n.Value)
		return DateValue(d), hi, err
	case Instant:
		if t, err := time.Parse(time.RFC3339, n.Value); err == nil {
			return InstantValue(t), hi, nil
		}
		d, err := calendar.ParseDate(n.Value)
		if err != nil {
			return v, hi, fmt.Errorf("%q: expected an instant as 2026-10-07T09:00:00Z, or a date for its start", n.Value)
		}
		return InstantValue(d.Start()), hi, nil
	case interval:
		from, to := n.Value, ""
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == "to" {
				to = n.Content[i+1].Value
			} else {
				from = n.Content[i+1].Value
			}
		}
		in, err := calendar.ParseInterval(from, to)
		return InstantValue(in.From), InstantValue(in.To), err
	case Code:
		if !slices.Contains(f.family.members, n.Value) {
			return v, hi, fmt.Errorf("%q is not a code of %s: %s", n.Value, f.family.name, didYouMean(n.Value, f.family.members))
		}
	}
	return TextValue(n.Value), hi, nil
}

func (r *reader) fillList(e *elem, f *field, n *yaml.Node, l *listVal, name string) {
	items := n
	l.more = f.open
	if n.Kind == yaml.MappingNode {
		items = nil
		for i := 0; i+1 < len(n.Content); i += 2 {
			switch k, v := n.Content[i], n.Content[i+1]; k.Value {
			case "items":
				items = v
			case "complete":
				l.more = v.Value != "true"
			default:
				r.fault(k, "items or complete", "unknown key %q", k.Value)
			}
		}
	}
	if items == nil {
		return
	}
	if items.Kind != yaml.SequenceNode {
		r.fault(items, "a list", "%s is a list", name)
		return
	}
	if f.rec == nil {
		for _, it := range items.Content {
			v, _, err := readLeaf(f, f.elem, it)
			if err != nil {
				r.fault(it, "", "fact %s: %v", name, err)
			}
			l.vals = append(l.vals, v)
		}
		return
	}
	l.elems = make([]elem, len(items.Content))
	for i, it := range items.Content {
		l.elems[i] = elem{rec: f.rec, parent: e, inList: name, slots: make([]slot, f.rec.slots), lists: make([]listVal, f.rec.lists)}
		r.fill(&l.elems[i], f.rec, it, 0, 0, "")
		if l.elems[i].id == "" {
			r.fault(it, "id", "an element of %s has no id", name)
		}
	}
}
