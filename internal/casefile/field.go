package casefile

import (
	"fmt"
	"reflect"
	"strings"

	"foursight/internal/calendar"
)

// Class is the sensitivity of a field; access decides by it (DESIGN 5).
type FieldClass string

const (
	ClassCase      FieldClass = "case"      // what happened and what was done
	ClassContact   FieldClass = "contact"   // numbers, addresses, accounts, routine
	ClassSafety    FieldClass = "safety"    // how somebody is kept safe, and reached without danger
	ClassIntel     FieldClass = "intel"     // results of intelligence checks
	ClassLegal     FieldClass = "legal"     // legal advice and prosecutors' views
	ClassSensitive FieldClass = "sensitive" // health, sexual life, risk reasoning
)

// Shape is what a field holds, for forms and schemas.
type Shape string

const (
	ShapeLine  Shape = "line"
	ShapeText  Shape = "text"
	ShapeBool  Shape = "bool"
	ShapeInt   Shape = "int"
	ShapeDate  Shape = "date"
	ShapeTime  Shape = "time" // calendar.Interval
	ShapeCode  Shape = "code"
	ShapeRef   Shape = "ref"
	ShapeGroup Shape = "group" // a struct with fields of its own
)

// Field is one field of a kind, read once from its Go struct.
type Field struct {
	Name     string // JSON name
	Path     string // dotted from the root of the data
	Class    FieldClass
	Shape    Shape
	Many     bool   // a list of the shape
	Answered bool   // three-valued: may be "not known", "declined"
	Unasked  bool   // the police judge, do or keep it, or are told it by another body: nobody is asked who could decline
	Ahead    bool   // a time that lies ahead
	Family   string // Go name of the code list, for wording
	Codes    []string
	Refers   string  // for ShapeRef
	Fields   []Field // for ShapeGroup
	Index    int     // position in the struct
}

var (
	intervalType = reflect.TypeFor[calendar.Interval]()
	dateType     = reflect.TypeFor[calendar.Date]()
	textType     = reflect.TypeFor[Text]()
	lineType     = reflect.TypeFor[Line]()
)

func fieldsOf(t reflect.Type, prefix string) []Field {
	var out []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			panic(fmt.Sprintf("casefile: field %s.%s has no json name", t, sf.Name))
		}
		class := FieldClass(sf.Tag.Get("class"))
		if class == "" {
			class = ClassCase
		}
		f := Field{Name: name, Path: prefix + name, Class: class, Index: i, Unasked: tagged(sf, "asks", "nobody"), Ahead: tagged(sf, "lies", "ahead")}
		f.read(sf.Type)
		out = append(out, f)
	}
	return out
}

// tagged reports whether a field's tag has the one value it may have.
func tagged(sf reflect.StructField, key, only string) bool {
	has, ok := sf.Tag.Lookup(key)
	if ok && has != only {
		panic(fmt.Sprintf("casefile: field %s has the tag %s:%q; it can be %q alone", sf.Name, key, has, only))
	}
	return ok
}

func (f *Field) read(t reflect.Type) {
	if t.Kind() == reflect.Struct && t.PkgPath() == "foursight/internal/fact" {
		v, _ := t.FieldByName("Value")
		f.Answered = true
		f.read(v.Type)
		return
	}
	if t.Kind() == reflect.Slice {
		f.Many = true
		f.read(t.Elem())
		return
	}
	switch t {
	case intervalType:
		f.Shape = ShapeTime
		return
	case dateType:
		f.Shape = ShapeDate
		return
	case textType:
		f.Shape = ShapeText
		return
	case lineType:
		f.Shape = ShapeLine
		return
	}
	zero := reflect.Zero(t).Interface()
	switch v := zero.(type) {
	case Reference:
		f.Shape, f.Refers = ShapeRef, v.Refers()
		return
	case interface{ Codes() []string }:
		f.Shape, f.Family, f.Codes = ShapeCode, t.Name(), v.Codes()
		return
	}
	switch t.Kind() {
	case reflect.Bool:
		f.Shape = ShapeBool
	case reflect.Int, reflect.Int64:
		f.Shape = ShapeInt
	case reflect.Struct:
		f.Shape = ShapeGroup
		f.Fields = fieldsOf(t, f.Path+".")
	default:
		panic(fmt.Sprintf("casefile: field %s has type %s, which no form can show", f.Path, t))
	}
}

// Walk visits every leaf field of a kind, groups opened.
func Walk(fields []Field, visit func(Field)) {
	for _, f := range fields {
		if f.Shape == ShapeGroup {
			Walk(f.Fields, visit)
			continue
		}
		visit(f)
	}
}
