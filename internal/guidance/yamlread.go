package guidance

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
)

// reader turns YAML nodes into the format's structs, strictly: unknown and
// repeated keys, anchors, merges and values of the wrong kind are faults with
// their line, and reading goes on so that all are reported at once.
type reader struct {
	file   string
	source []string // lines of the file, to place a fault inside a block of text
	faults *Faults
	pos    map[position]*yaml.Node
}

// position names a field of something read, so that later checks can say where
// it stands.
type position struct {
	owner any
	field string
}

func (r *reader) fault(n *yaml.Node, expected, format string, a ...any) {
	r.faults.add(Fault{File: r.file, Line: n.Line, Col: n.Column, What: fmt.Sprintf(format, a...), Expected: expected})
}

// decode reads n into the struct pointed to by v.
func (r *reader) decode(n *yaml.Node, v any) { r.value(n, reflect.ValueOf(v).Elem(), "") }

func (r *reader) value(n *yaml.Node, v reflect.Value, words string) {
	if n.Anchor != "" || n.Kind == yaml.AliasNode {
		r.fault(n, "the value written out", "anchors and aliases are not allowed")
		return
	}
	switch v.Interface().(type) {
	case calendar.Date:
		d, err := calendar.ParseDate(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			r.fault(n, "a date as 2026-06-30", "%q is not a date", n.Value)
			return
		}
		v.Set(reflect.ValueOf(d))
		return
	case yaml.Node:
		v.Set(reflect.ValueOf(*n))
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.value(n, v.Elem(), words)
	case reflect.Struct:
		r.record(n, v)
	case reflect.Slice:
		r.list(n, v, words)
	case reflect.Map:
		r.mapping(n, v)
	case reflect.Bool:
		if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
			r.fault(n, "true or false", "%q is not a yes or no this format reads", n.Value)
			return
		}
		v.SetBool(n.Value == "true")
	case reflect.Int:
		k, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			r.fault(n, "a whole number", "%q is not a number", n.Value)
			return
		}
		v.SetInt(int64(k))
	case reflect.String:
		r.text(n, v, words)
	}
}

func (r *reader) text(n *yaml.Node, v reflect.Value, words string) {
	if n.Kind != yaml.ScalarNode || n.ShortTag() == "!!null" {
		r.fault(n, "text", "this is not text")
		return
	}
	if n.Style == 0 && slices.Contains([]string{"yes", "no", "on", "off", "y", "n", "true", "false"}, strings.ToLower(n.Value)) {
		r.fault(n, fmt.Sprintf("%q in quotes, or another word", n.Value), "%s without quotes is read as a yes or no by other programs", n.Value)
		return
	}
	if words != "" && !slices.Contains(strings.Split(words, ","), n.Value) {
		r.fault(n, "one of "+strings.ReplaceAll(words, ",", ", "), "%q is not a word used here", n.Value)
		return
	}
	v.SetString(n.Value)
}

// list reads a sequence; where one value stands for a list of one, that is
// accepted, as for cite and from.
func (r *reader) list(n *yaml.Node, v reflect.Value, words string) {
	items := n.Content
	if n.Kind != yaml.SequenceNode {
		items = []*yaml.Node{n}
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items))) // in place: positions are kept by address
	for i, item := range items {
		r.value(item, v.Index(i), words)
	}
}

func (r *reader) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		r.fault(n, "keys and values", "this is not a mapping")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if v.MapIndex(reflect.ValueOf(k.Value)).IsValid() {
			r.fault(k, "each key once", "key %q is repeated", k.Value)
			continue
		}
		el := reflect.New(v.Type().Elem()).Elem()
		r.value(n.Content[i+1], el, "")
		v.SetMapIndex(reflect.ValueOf(k.Value), el)
	}
}

func (r *reader) record(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		r.fault(n, "one of the keys "+strings.Join(keysOf(v.Type()), ", "), "this is not a mapping")
		return
	}
	owner := v.Addr().Interface()
	r.pos[position{owner, ""}] = n
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, val := n.Content[i], n.Content[i+1]
		f, ok := fieldOf(v.Type(), k.Value)
		switch {
		case k.Value == "<<":
			r.fault(k, "the keys written out", "merge keys are not allowed")
			continue
		case !ok:
			r.fault(k, didYouMean(k.Value, keysOf(v.Type())), "unknown key %q", k.Value)
			continue
		case seen[k.Value]:
			r.fault(k, "each key once", "key %q is repeated", k.Value)
			continue
		}
		seen[k.Value] = true
		r.pos[position{owner, k.Value}] = val
		r.value(val, v.FieldByIndex(f.Index), f.Tag.Get("words"))
	}
	for _, f := range yamlFields(v.Type()) {
		if k := f.Tag.Get("yaml"); f.Tag.Get("need") != "" && !seen[k] {
			r.fault(n, k, "key %q is missing", k)
		}
	}
}

// node is where a field of something read stands; the whole of it where the
// field is absent.
func (r *reader) node(owner any, field string) *yaml.Node {
	if n := r.pos[position{owner, field}]; n != nil {
		return n
	}
	return r.pos[position{owner, ""}]
}

var fieldsOf sync.Map // reflect.Type -> []reflect.StructField; reflection is most of the cost of reading

func yamlFields(t reflect.Type) []reflect.StructField {
	if got, ok := fieldsOf.Load(t); ok {
		return got.([]reflect.StructField)
	}
	var out []reflect.StructField
	for i := range t.NumField() {
		if t.Field(i).Tag.Get("yaml") != "" {
			out = append(out, t.Field(i))
		}
	}
	fieldsOf.Store(t, out)
	return out
}

func fieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	for _, f := range yamlFields(t) {
		if f.Tag.Get("yaml") == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func keysOf(t reflect.Type) []string {
	var out []string
	for _, f := range yamlFields(t) {
		out = append(out, f.Tag.Get("yaml"))
	}
	return out
}

// place puts a problem inside a condition at its place in the file.
func (r *reader) place(n *yaml.Node, p problem) Fault {
	f := Fault{File: r.file, Line: n.Line, Col: n.Column + p.col, What: p.what, Expected: p.expected}
	switch n.Style {
	case yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle:
		f.Col++
	case yaml.LiteralStyle, yaml.FoldedStyle:
		f.Line += p.line
		if n.Style == yaml.FoldedStyle || f.Line > len(r.source) {
			f.Line, f.Col = n.Line+1, 0 // folding joins lines, so only the block can be named
			return f
		}
		text := r.source[f.Line-1]
		f.Col = len(text) - len(strings.TrimLeft(text, " ")) + p.col + 1
	}
	return f
}
