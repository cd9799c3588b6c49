package access

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"foursight/internal/casefile"
)

// CaseView is a case as one viewer may see it. Pages, papers, errors, drafts and
// exports receive only this type; what the viewer may not see is not in it.
type CaseView struct {
	*casefile.Case
	Viewer     Viewer
	Permission Permission
	SafeTold   bool // how to reach people safely is in it, though numbers and addresses are withheld

	tells *telling // what free words may not repeat; nil where nothing is withheld from them
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
	tells := tellingOf(c, p)
	out := redact(reflect.ValueOf(c).Elem(), lens{p.Classes, tells}).Interface().(casefile.Case)
	view := CaseView{Case: &out, Viewer: v, Permission: p, tells: tells}
	if !p.Classes[casefile.ClassContact] && p.Classes[casefile.ClassSafety] && p.Basis != SharedWith {
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

// Data copies the data of an event of the case for display: without fields of other
// classes, and without what is withheld where free words repeat it.
func (v CaseView) Data(data any) any { return dataThrough(data, lens{v.Permission.Classes, v.tells}) }

// OwnData is Data for whoever typed it: what they wrote stands as they wrote it, for
// they told it. Fields of other classes are left out all the same.
func (v CaseView) OwnData(data any) any {
	return dataThrough(data, lens{classes: v.Permission.Classes})
}

// Words are free words of an entry, such as why it was corrected, as the viewer may
// read them.
func (v CaseView) Words(text string) string { return v.tells.text(text) }

func dataThrough(data any, through lens) any {
	v := reflect.ValueOf(data)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	return redact(v, through).Interface()
}

// lens is through what a viewer sees: the classes they are given, and what free words
// may not repeat.
type lens struct {
	classes Classes
	tells   *telling
}

var (
	timeType = reflect.TypeFor[time.Time]()
	textType = reflect.TypeFor[casefile.Text]()
)

// shape is what redacting a type takes, worked out once.
type shape struct {
	plain  bool        // holds nothing to withhold and nothing shared: copied as it is
	whole  bool        // a struct all of whose fields are exported: copied, then mended
	fields []fieldTask // of a struct, those that need more than a copy

	elem atomic.Pointer[shape] // of a pointer or slice, what it holds; nil until asked for, since a type may hold itself
}

// of is the shape of what a pointer or slice of type t holds.
func (sh *shape) of(t reflect.Type, words bool) *shape {
	elem := sh.elem.Load()
	if elem == nil {
		elem = shapeOf(t.Elem(), words)
		sh.elem.Store(elem)
	}
	return elem
}

// fieldTask is a field to withhold where its class is not allowed, and to copy in
// depth where it holds something shared.
type fieldTask struct {
	index int
	class casefile.FieldClass
	shape *shape
}

// shapes are known by type, and by whether free words are gone through.
var shapes sync.Map // shapeKey -> *shape

type shapeKey struct {
	t     reflect.Type
	words bool
}

// redact deep-copies v with fields of classes not allowed left zero, so that a
// page which sorts or cuts a list does not reach the case in memory. Fields that are
// not exported are left zero too.
func redact(v reflect.Value, through lens) reflect.Value {
	return redactAs(shapeOf(v.Type(), through.tells != nil), v, through)
}

// redactAs is redact of a value whose shape is known.
func redactAs(sh *shape, v reflect.Value, through lens) reflect.Value {
	if sh.plain {
		return v
	}
	switch v.Kind() {
	case reflect.String:
		out := reflect.New(v.Type()).Elem()
		out.SetString(through.tells.text(v.String()))
		return out
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(redactAs(sh.of(v.Type(), through.tells != nil), v.Elem(), through))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(out, v)
		if elem := sh.of(v.Type(), through.tells != nil); !elem.plain {
			for i := range v.Len() {
				mend(out.Index(i), v.Index(i), elem, through)
			}
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		if sh.whole {
			out.Set(v)
		}
		mend(out, v, sh, through)
		return out
	}
	return v
}

// mend redacts out, which is a copy of v.
func mend(out, v reflect.Value, sh *shape, through lens) {
	if v.Kind() != reflect.Struct {
		out.Set(redactAs(sh, v, through))
		return
	}
	if !sh.whole {
		out.SetZero()
	}
	for _, f := range sh.fields {
		switch field := v.Field(f.index); {
		case f.class != "" && !through.classes[f.class]:
			out.Field(f.index).SetZero()
		case f.shape.plain:
			out.Field(f.index).Set(field)
		default:
			out.Field(f.index).Set(redactAs(f.shape, field, through))
		}
	}
}

func shapeOf(t reflect.Type, words bool) *shape {
	if known, ok := shapes.Load(shapeKey{t, words}); ok {
		return known.(*shape)
	}
	sh := newShape(t, words)
	shapes.Store(shapeKey{t, words}, sh)
	return sh
}

func newShape(t reflect.Type, words bool) *shape {
	sh := &shape{plain: true, whole: true}
	switch {
	case t == timeType:
	case t == textType:
		sh.plain = !words
	case t.Kind() == reflect.Struct:
		for f := range t.Fields() {
			task := fieldTask{index: f.Index[0], class: casefile.FieldClass(f.Tag.Get("class")), shape: shapeOf(f.Type, words)}
			sh.plain = sh.plain && task.class == "" && task.shape.plain
			sh.whole = sh.whole && f.IsExported()
			if f.IsExported() {
				sh.fields = append(sh.fields, task)
			}
		}
		if sh.whole {
			sh.fields = slices.DeleteFunc(sh.fields, func(f fieldTask) bool { return f.class == "" && f.shape.plain })
		}
	default:
		sh.plain = !slices.Contains([]reflect.Kind{reflect.Pointer, reflect.Map, reflect.Interface, reflect.Slice}, t.Kind())
	}
	return sh
}
