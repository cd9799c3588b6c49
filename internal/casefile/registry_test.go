package casefile_test

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

var snake = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)

func TestEveryKindSaysWhoMayRecordItAndWhatItTouches(t *testing.T) {
	logs := []casefile.LogKind{casefile.Collection, casefile.Alteration, casefile.Consultation, casefile.DisclosureOf, casefile.Combination, casefile.Erasure}
	occurs := []casefile.Occurs{casefile.OccursNow, casefile.OccursAt, casefile.OccursDuring, casefile.OccursUnasked}
	roles := casefile.Role("").Codes()
	kinds := casefile.Kinds()
	if len(kinds) < 80 {
		t.Fatalf("%d kinds; want at least 80", len(kinds))
	}
	for _, k := range kinds {
		if !slices.Contains(logs, k.Log) {
			t.Errorf("%s: log kind %q; want one of %v", k.Name, k.Log, logs)
		}
		if !slices.Contains(occurs, k.Occurs) {
			t.Errorf("%s: occurs %q; want one of %v", k.Name, k.Occurs, occurs)
		}
		if len(k.By) == 0 {
			t.Errorf("%s: nobody may record it", k.Name)
		}
		for _, r := range k.By {
			if !slices.Contains(roles, string(r)) || r == casefile.Administrator {
				t.Errorf("%s: may be recorded by %q", k.Name, r)
			}
		}
		if !snake.MatchString(k.Part) {
			t.Errorf("%s: part %q; want a snake_case name", k.Name, k.Part)
		}
		if k.Version < 1 || k.Rank < 0 || k.Rank > 3 {
			t.Errorf("%s: version %d, rank %d", k.Name, k.Version, k.Rank)
		}
		if k.Name != k.Data.Name() || k.Data.Kind() != reflect.Struct {
			t.Errorf("%s: data is %s; want a struct of the same name", k.Name, k.Data)
		}
	}
}

// noFacts are the kinds that say who may see a case, or which others it belongs
// with, and nothing of it.
var noFacts = []string{"AccessRestricted", "AccessGranted", "RespondersSent", "SafetyCardSet", "ItemShared", "ReferenceNoted", "MatchDecided", "MatchUndone"}

func TestEveryKindNamesTheFactsItCanChange(t *testing.T) {
	visible := map[string]bool{"*": true}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[casefile.Case]()) {
		if tag := f.Tag.Get("cel"); tag != "" {
			visible[tag] = true
		}
	}
	for _, k := range casefile.Kinds() {
		if none := slices.Contains(noFacts, k.Name); none != (len(k.Facts) == 0) {
			t.Errorf("%s names the facts %v", k.Name, k.Facts)
		}
		for _, f := range k.Facts {
			if !visible[f] {
				t.Errorf("%s can change %q, which no condition can read", k.Name, f)
			}
		}
	}
}

func TestEveryFieldHasANameAShapeAndAClass(t *testing.T) {
	classes := []casefile.FieldClass{casefile.ClassCase, casefile.ClassContact, casefile.ClassSafety, casefile.ClassIntel, casefile.ClassLegal, casefile.ClassSensitive}
	for _, k := range casefile.Kinds() {
		paths := map[string]bool{}
		casefile.Walk(k.Fields, func(f casefile.Field) {
			if paths[f.Path] {
				t.Errorf("%s has two fields %s", k.Name, f.Path)
			}
			paths[f.Path] = true
			if !snake.MatchString(f.Name) {
				t.Errorf("%s: field %q is not snake_case", k.Name, f.Path)
			}
			if f.Shape == "" || !slices.Contains(classes, f.Class) {
				t.Errorf("%s: field %s has shape %q and class %q", k.Name, f.Path, f.Shape, f.Class)
			}
			if f.Shape == casefile.ShapeRef && f.Refers == "" {
				t.Errorf("%s: field %s refers to nothing", k.Name, f.Path)
			}
		})
	}
}

func TestCodeListsHoldEachCodeOnceInSnakeCase(t *testing.T) {
	lists := map[string][]string{"Role": casefile.Role("").Codes(), "CaseStage": casefile.CaseStage("").Codes(),
		"CheckState": casefile.CheckState("").Codes(), "TriggerKind": casefile.TriggerKind("").Codes(), "Broad": casefile.Broad("").Codes()}
	for _, k := range casefile.Kinds() {
		casefile.Walk(k.Fields, func(f casefile.Field) {
			if f.Shape != casefile.ShapeCode {
				return
			}
			if known, ok := lists[f.Family]; ok && !slices.Equal(known, f.Codes) {
				t.Errorf("two lists are called %s", f.Family)
			}
			lists[f.Family] = f.Codes
		})
	}
	if len(lists) < 25 {
		t.Fatalf("found %d lists; want all of them", len(lists))
	}
	for name, list := range lists {
		seen := map[string]bool{}
		for _, c := range list {
			if seen[c] || !snake.MatchString(c) {
				t.Errorf("%s: code %q is there twice or is not snake_case", name, c)
			}
			seen[c] = true
		}
	}
}

func TestContactDetailsAndHealthAreClassed(t *testing.T) {
	want := map[string]casefile.FieldClass{
		"PersonAdded/details.phones": casefile.ClassContact, "PersonAdded/details.addresses": casefile.ClassContact,
		"PersonAdded/details.born": casefile.ClassSensitive, "SafeContactRecorded/number": casefile.ClassContact, "SafeContactRecorded/times": casefile.ClassSafety, "SafetyPlanMade/words": casefile.ClassSafety,
		"ImmediateSafetyRecorded/injured": casefile.ClassSensitive, "CheckCompleted/summary": casefile.ClassIntel,
		"RiskAssessed/reasons": casefile.ClassSensitive, "IncidentRecorded/place": casefile.ClassContact, "IncidentRecorded/what": casefile.ClassCase,
	}
	for _, k := range casefile.Kinds() {
		casefile.Walk(k.Fields, func(f casefile.Field) {
			key := k.Name + "/" + f.Path
			if class, ok := want[key]; ok && class != f.Class {
				t.Errorf("%s is classed %s; want %s", key, f.Class, class)
			}
			delete(want, key)
		})
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestTwoEntriesConflictOnlyOverTheSameThing(t *testing.T) {
	k, ok := casefile.KindOf("RelationshipRecorded")
	if !ok {
		t.Fatal("no such kind")
	}
	part := func(data string) string {
		v, err := k.Decode([]byte(data))
		if err != nil {
			t.Fatal(err)
		}
		return k.PartOf(v)
	}
	if a, b := part(`{"pair":"p1"}`), part(`{"pair":"p2"}`); a == b || !strings.HasPrefix(a, "relationship/") {
		t.Errorf("parts %q and %q; want a part for each pair", a, b)
	}
}

func TestCautionedAdviceIsPartOfTheListAndLastInIt(t *testing.T) {
	all, cautioned := casefile.AdviceCode("").Codes(), casefile.CautionedAdvice()
	if got := all[len(all)-len(cautioned):]; !slices.Equal(got, cautioned) {
		t.Errorf("the list ends with %v; want %v", got, cautioned)
	}
}

func TestAKindBuiltFromTypedDataReadsBack(t *testing.T) {
	e, err := casefile.NewEvent("i1", "case/c1", "IncidentsComplete", casefile.IncidentsComplete{Pair: "p1"})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := casefile.KindOf(e.Kind)
	got, err := k.Decode(e.Data)
	if want := (&casefile.IncidentsComplete{Pair: "p1"}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := casefile.NewEvent("x", "case/c1", "WandWaved", nil); err == nil {
		t.Error("built an event of a kind that does not exist")
	}
}
