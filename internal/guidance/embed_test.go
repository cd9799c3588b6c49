package guidance

import (
	"slices"
	"testing"
	"time"
)

// recordedAct is embedded in what it created, as the acts of a case are.
type recordedAct struct {
	ID string    `cel:"id"`
	At time.Time `cel:"at"`
}

type embeddingCheck struct {
	recordedAct
	System System `cel:"system"`
}

type embeddingCase struct {
	Checks []embeddingCheck `cel:"checks"`
}

func TestEmbeddedFieldsArePartOfTheStructThatHoldsThem(t *testing.T) {
	s, err := SchemaOf[embeddingCase]()
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"checks", "checks.at", "checks.id", "checks.system"}
	if got := s.Paths(); !slices.Equal(got, want) {
		t.Fatalf("paths %v, want %v", got, want)
	}
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	c := embeddingCase{Checks: []embeddingCheck{{recordedAct{"k1", at}, "bail"}, {recordedAct{"k2", at}, "orders"}}}
	f := Flatten(s, &c)
	el := &f.root.lists[s.root.fields["checks"].slot].elems[1]
	if el.id != "k2" || el.source != "k2" {
		t.Errorf("element is called %q and comes from %q, want k2 for both: its id is that of the act", el.id, el.source)
	}
	if got := el.slots[el.rec.fields["at"].slot].Time(); !got.Equal(at) {
		t.Errorf("at is %s, want %s", got, at)
	}
}

func TestTheClassOfTheCaseIsOpen(t *testing.T) {
	type classed struct {
		Age   int    `cel:"age" class:"case"`
		Phone string `cel:"phone" class:"contact"`
	}
	s, err := SchemaOf[classed]()
	if err != nil {
		t.Fatal(err)
	}
	if s.Class("age") != "" || s.Class("phone") != "contact" {
		t.Errorf("classes are %q and %q, want an open age and a contact", s.Class("age"), s.Class("phone"))
	}
}
