package access

import (
	"reflect"
	"sync"
	"time"

	"foursight/internal/casefile"
)

// CaseView is a case as one viewer may see it. Pages, papers, errors, drafts and
// exports receive only this type; what the viewer may not see is not in it.
type CaseView struct {
	*casefile.Case
	Viewer     Viewer
	Permission Permission
}

// Can reports whether values of a class are in the view; where not, a page shows
// them as withheld, which it does only inside a case the viewer may see.
func (v CaseView) Can(class casefile.FieldClass) bool { return v.Permission.Classes[class] }

// View copies a case for a viewer, leaving out fields of other classes. For a
// partner nothing is left but the reference and what is shared with them. false
// when the viewer may not see it at all.
func View(c *casefile.Case, v Viewer) (CaseView, bool) {
	p, ok := ToCase(v, c)
	if !ok {
		return CaseView{}, false
	}
	if p.Basis == SharedWith {
		c = &casefile.Case{ID: c.ID, Ref: c.Ref, Version: c.Version, Shared: sharedWith(v, c)}
	}
	out := redact(reflect.ValueOf(c).Elem(), p.Classes).Interface().(casefile.Case)
	return CaseView{Case: &out, Viewer: v, Permission: p}, true
}

// Data copies an event's data for display, leaving out fields of other classes.
func Data(data any, classes Classes) any {
	v := reflect.ValueOf(data)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return redact(v, classes).Interface()
}

var (
	timeType = reflect.TypeFor[time.Time]()
	plain    sync.Map // reflect.Type -> bool: holds nothing to withhold and nothing shared
)

// redact deep-copies v with fields of classes not allowed left zero, so that a
// page which sorts or cuts a list does not reach the case in memory. Types that
// hold no class tag, pointer, slice or map are copied as they are.
func redact(v reflect.Value, classes Classes) reflect.Value {
	if isPlain(v.Type()) {
		return v
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(redact(v.Elem(), classes))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		if isPlain(v.Type().Elem()) {
			reflect.Copy(out, v)
			return out
		}
		for i := range v.Len() {
			out.Index(i).Set(redact(v.Index(i), classes))
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			if class := casefile.FieldClass(f.Tag.Get("class")); class != "" && !classes[class] {
				continue
			}
			out.Field(i).Set(redact(v.Field(i), classes))
		}
		return out
	}
	return v
}

func isPlain(t reflect.Type) bool {
	if known, ok := plain.Load(t); ok {
		return known.(bool)
	}
	p := plainType(t)
	plain.Store(t, p)
	return p
}

func plainType(t reflect.Type) bool {
	if t == timeType {
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Interface, reflect.Slice:
		return false
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Tag.Get("class") != "" || !isPlain(f.Type) {
				return false
			}
		}
	}
	return true
}
