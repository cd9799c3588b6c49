package access

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
)

// canary is the text planted in a field of a class. It begins with the class, so
// that a leak names what leaked; the path names where.
func canary(class casefile.FieldClass, path string) string {
	return fmt.Sprintf("canary<%s>%s", class, path)
}

// plant fills every string below v, text of untagged fields excepted, with the
// canary of the nearest class above it, and every slice with one item. It says
// how many canaries of each class it planted.
func plant(v reflect.Value, class casefile.FieldClass, path string, planted map[casefile.FieldClass]int) {
	switch v.Kind() {
	case reflect.String:
		if class != "" {
			v.SetString(canary(class, path))
			planted[class]++
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		plant(v.Elem(), class, path, planted)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if class != "" {
				v.SetBytes([]byte(canary(class, path)))
				planted[class]++
			}
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		plant(v.Index(0), class, path+"[0]", planted)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			below := class
			if tag := casefile.FieldClass(f.Tag.Get("class")); tag != "" {
				below = tag
			}
			plant(v.Field(i), below, path+"."+f.Name, planted)
		}
	case reflect.Map, reflect.Interface, reflect.Array, reflect.Func, reflect.Chan:
		panic(fmt.Sprintf("%s is a %s: access.View copies it whole, so it may hold no class", path, v.Kind()))
	}
}

// strings below v, unexported fields included: what a careless %+v would print.
func textsBelow(v reflect.Value, put func(string)) {
	switch v.Kind() {
	case reflect.String:
		put(v.String())
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			textsBelow(v.Elem(), put)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if v.Kind() == reflect.Slice {
				put(string(v.Bytes()))
			}
			return
		}
		for i := range v.Len() {
			textsBelow(v.Index(i), put)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			textsBelow(v.Field(i), put)
		}
	}
}

func found(v any) map[casefile.FieldClass]int {
	out := map[casefile.FieldClass]int{}
	textsBelow(reflect.ValueOf(v), func(s string) {
		if rest, ok := strings.CutPrefix(s, "canary<"); ok {
			class, _, _ := strings.Cut(rest, ">")
			out[casefile.FieldClass(class)]++
		}
	})
	return out
}

// planted is a case with a canary in every string field of every class, and who
// may see it.
func planted(f ...func(*casefile.Case)) (*casefile.Case, map[casefile.FieldClass]int) {
	c, n := &casefile.Case{}, map[casefile.FieldClass]int{}
	plant(reflect.ValueOf(c).Elem(), "", "Case", n)
	c.ID, c.Owner, c.Supervisor, c.Unit = "c1", "owner", "sergeant", "north"
	c.Restricted, c.Conflicts, c.Grants, c.Sent, c.Handovers, c.Shared = nil, nil, nil, nil, nil, nil
	for _, change := range f {
		change(c)
	}
	return c, n
}

func TestAViewHoldsTheCanariesOfItsClassesAndNoOthers(t *testing.T) {
	viewers := map[string]struct {
		v Viewer
		c []func(*casefile.Case)
	}{
		"allocated":      {NewViewer(who("owner", casefile.Responder), now), nil},
		"same unit":      {NewViewer(who("x", casefile.Responder), now), nil},
		"found it":       {NewViewer(in(who("x", casefile.Responder), "south"), now), nil},
		"an analyst":     {NewViewer(in(who("x", casefile.Analyst), "hq"), now), nil},
		"inside a wall":  {NewViewer(who("member", casefile.Investigator), now), []func(*casefile.Case){walled}},
		"break-glass":    {Viewer{Staff: in(who("x"), "south"), Roles: []casefile.Role{casefile.Responder}, At: now, Broken: map[string]time.Time{"c1": now.Add(time.Hour)}}, nil},
		"sent by a desk": {NewViewer(in(who("x", casefile.Responder), "south"), now), []func(*casefile.Case){sentTo("x", now.Add(time.Hour))}},
	}
	for name, tt := range viewers {
		t.Run(name, func(t *testing.T) {
			c, n := planted(tt.c...)
			for _, class := range []casefile.FieldClass{casefile.ClassCase, casefile.ClassContact, casefile.ClassSafety, casefile.ClassIntel, casefile.ClassSensitive} {
				if n[class] == 0 {
					t.Fatalf("no %s canary planted: the test would prove nothing of that class", class)
				}
			}
			view, ok := View(c, tt.v)
			if !ok {
				t.Fatal("may not see the case at all")
			}
			if !view.Permission.Classes[casefile.ClassCase] {
				t.Fatalf("%v: sees no case facts", view.Permission)
			}
			got, before := found(*view.Case), found(*c)
			for class, want := range before {
				if !view.Permission.Classes[class] {
					want = 0
				}
				if got[class] != want {
					t.Errorf("%d canaries of class %s in the view, want %d of %d", got[class], class, want, before[class])
				}
			}
		})
	}
}

func TestAPartnersViewHoldsTheReferenceAndWhatIsSharedAndNothingElse(t *testing.T) {
	c, _ := planted(shared("harbour", "mine", today.AddDays(9)), shared("lantern", "theirs", today.AddDays(9)), shared("harbour", "over", today))
	c.Ref = "FS-26-TEST"
	view, ok := View(c, NewViewer(of(who("x", casefile.Advocate), "harbour"), now))
	if !ok {
		t.Fatal("may not see what is shared with them")
	}
	if n := found(*view.Case); len(n) > 0 {
		t.Errorf("canaries in a partner's view: %v", n)
	}
	if len(view.Shared) != 1 || view.Shared[0].Data.Item != "mine" || view.Ref != "FS-26-TEST" || len(view.Permission.Items) != 1 {
		t.Errorf("shared = %+v, items = %v", view.Shared, view.Permission.Items)
	}
	if view.Owner != "" || len(view.Persons.Items) > 0 || len(view.Pairs) > 0 {
		t.Errorf("a partner's view names %q and %d people", view.Owner, len(view.Persons.Items))
	}
}

func TestAViewIsACopy(t *testing.T) {
	c, _ := planted()
	before := found(*c)
	view, _ := View(c, NewViewer(who("owner", casefile.Responder), now))
	view.Persons.Items[0].Phones[0] = "changed"
	view.Pairs[0].Victim.SafeContact.Data.Number.Value = "changed"
	view.Pairs[0].History[0].Reason = "changed"
	for class, n := range found(*c) {
		if n != before[class] {
			t.Errorf("changing the view changed the case: %d canaries of %s, want %d", n, class, before[class])
		}
	}
}

func TestAnEventsDataIsCutToTheClassesOfItsReader(t *testing.T) {
	classes := 0
	for _, k := range casefile.Kinds() {
		data, err := k.Decode([]byte(`{}`))
		if err != nil {
			t.Fatalf("%s: %v", k.Name, err)
		}
		n := map[casefile.FieldClass]int{}
		// A field of an event's data without a tag is of class case (casefile.Field).
		plant(reflect.ValueOf(data).Elem(), casefile.ClassCase, k.Name, n)
		classes += len(n)
		for _, allowed := range []Classes{facts, closer, {}} {
			got := found(dataThrough(data, lens{classes: allowed}))
			for class, want := range n {
				if !allowed[class] && class != casefile.ClassCase {
					want = 0
				}
				if got[class] != want {
					t.Errorf("%s: %d of %d canaries of class %s for a reader of %q", k.Name, got[class], n[class], class, opened(allowed))
				}
			}
		}
	}
	if classes < 50 {
		t.Errorf("planted canaries in %d classes of kinds, want at least 50", classes)
	}
}
