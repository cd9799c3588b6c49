package access

import (
	"reflect"
	"slices"
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
	SafeTold   bool // how to reach people safely is in it, though the rest of its class is withheld
}

// Can reports whether values of a class are in the view; where not, a page shows
// them as withheld, which it does only inside a case the viewer may see.
func (v CaseView) Can(class casefile.FieldClass) bool { return v.Permission.Classes[class] }

// View copies a case for a viewer, leaving out fields of other classes. Whoever it
// is offered to may be on the way before they accept: how to reach people safely is
// left in for them, no number, no code word and nothing of who is at home (DESIGN 5).
// For a partner nothing is left but the reference and what is shared with them.
// false when the viewer may not see it at all.
func View(c *casefile.Case, v Viewer) (CaseView, bool) {
	p, ok := ToCase(v, c)
	if !ok {
		return CaseView{}, false
	}
	if p.Basis == SharedWith {
		c = &casefile.Case{ID: c.ID, Ref: c.Ref, Version: c.Version, Shared: sharedWith(v, c)}
	}
	out := redact(reflect.ValueOf(c).Elem(), p.Classes).Interface().(casefile.Case)
	view := CaseView{Case: &out, Viewer: v, Permission: p}
	if !p.Classes[casefile.ClassContact] && p.Basis == SameUnit && mayAccept(v, c) {
		view.SafeTold = true
		tellSafeContact(&out, c)
	}
	return view, true
}

// mayAccept reports whether the case is offered to a unit of the viewer's and their
// role lets them accept it.
func mayAccept(v Viewer, c *casefile.Case) bool {
	accept, _ := casefile.KindOf("HandoverAccepted")
	return offeredToUnit(v, c) && slices.ContainsFunc(v.Roles, accept.MayRecord)
}

// Data copies an event's data for display, leaving out fields of other classes.
func Data(data any, classes Classes) any {
	v := reflect.ValueOf(data)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return redact(v, classes).Interface()
}

var timeType = reflect.TypeFor[time.Time]()

// shape is what redacting a type takes, worked out once.
type shape struct {
	plain  bool        // holds nothing to withhold and nothing shared: copied as it is
	whole  bool        // a struct all of whose fields are exported: copied, then mended
	fields []fieldTask // of a struct, those that need more than a copy
}

// fieldTask is a field to withhold where its class is not allowed, and to copy in
// depth where it holds something shared.
type fieldTask struct {
	index int
	class casefile.FieldClass
	plain bool
}

var shapes sync.Map // reflect.Type -> *shape

// redact deep-copies v with fields of classes not allowed left zero, so that a
// page which sorts or cuts a list does not reach the case in memory. Fields that are
// not exported are left zero too.
func redact(v reflect.Value, classes Classes) reflect.Value {
	sh := shapeOf(v.Type())
	if sh.plain {
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
		reflect.Copy(out, v)
		if elem := shapeOf(v.Type().Elem()); !elem.plain {
			for i := range v.Len() {
				mend(out.Index(i), v.Index(i), elem, classes)
			}
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		if sh.whole {
			out.Set(v)
		}
		mend(out, v, sh, classes)
		return out
	}
	return v
}

// mend redacts out, which is a copy of v.
func mend(out, v reflect.Value, sh *shape, classes Classes) {
	if v.Kind() != reflect.Struct {
		out.Set(redact(v, classes))
		return
	}
	if !sh.whole {
		out.SetZero()
	}
	for _, f := range sh.fields {
		switch field := v.Field(f.index); {
		case f.class != "" && !classes[f.class]:
			out.Field(f.index).SetZero()
		case f.plain:
			out.Field(f.index).Set(field)
		default:
			out.Field(f.index).Set(redact(field, classes))
		}
	}
}

func shapeOf(t reflect.Type) *shape {
	if known, ok := shapes.Load(t); ok {
		return known.(*shape)
	}
	sh := newShape(t)
	shapes.Store(t, sh)
	return sh
}

func newShape(t reflect.Type) *shape {
	sh := &shape{plain: true, whole: true}
	switch {
	case t == timeType:
	case t.Kind() == reflect.Struct:
		for f := range t.Fields() {
			task := fieldTask{index: f.Index[0], class: casefile.FieldClass(f.Tag.Get("class")), plain: shapeOf(f.Type).plain}
			sh.plain = sh.plain && task.class == "" && task.plain
			sh.whole = sh.whole && f.IsExported()
			if f.IsExported() {
				sh.fields = append(sh.fields, task)
			}
		}
		if sh.whole {
			sh.fields = slices.DeleteFunc(sh.fields, func(f fieldTask) bool { return f.class == "" && f.plain })
		}
	default:
		sh.plain = !slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Map, reflect.Interface, reflect.Slice}, t.Kind())
	}
	return sh
}
