package guidance

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// The schema of these tests: a small case with every shape a condition can read.

type Channel string

func (Channel) Codes() []string { return []string{"in_person", "phone", "sms", "post"} }

type Behaviour string

func (Behaviour) Codes() []string { return []string{"following", "gifts", "threat", "2nd-hand"} }

type Relationship string

func (Relationship) Codes() []string { return []string{"former_partner", "neighbour", "stranger"} }

type OrderState string

func (OrderState) Codes() []string { return []string{"considered", "authorised", "lodged"} }

type System string

func (System) Codes() []string { return []string{"orders", "bail"} }

type testPair struct {
	ID           string                  `cel:"id"`
	Relationship fact.Fact[Relationship] `cel:"relationship"`
	Oppressive   fact.Fact[bool]         `cel:"oppressive"`
	SPO          testConsidered          `cel:"spo"`
	Source       string
}

type testConsidered struct {
	Decided fact.Fact[bool] `cel:"decided"`
}

type testIncident struct {
	ID         string                       `cel:"id"`
	Pair       string                       `cel:"pair"`
	Channel    fact.Fact[Channel]           `cel:"channel"`
	Unwanted   fact.Fact[bool]              `cel:"unwanted"`
	When       fact.Fact[calendar.Interval] `cel:"occurred"`
	Behaviours []Behaviour                  `cel:"behaviours"`
	Injuries   fact.Fact[int]               `cel:"injuries"`
	Place      fact.Fact[string]            `cel:"place" class:"contact"`
	Source     string
}

type testCheck struct {
	ID     string    `cel:"id"`
	System System    `cel:"system"`
	Done   time.Time `cel:"done_at"`
	Source string
}

type testOrder struct {
	ID         string                   `cel:"id"`
	State      OrderState               `cel:"state"`
	Necessary  fact.Fact[bool]          `cel:"necessary"`
	Until      fact.Fact[calendar.Date] `cel:"ends"`
	Considered time.Time                `cel:"considered_at"`
}

type testRisk struct {
	Tool      fact.Fact[int] `cel:"tool"`
	Judgement fact.Fact[int] `cel:"judgement"`
}

type testCase struct {
	Reported  time.Time                    `cel:"reported_at"`
	Online    fact.Fact[bool]              `cel:"online"`
	VictimDOB fact.Fact[calendar.Date]     `cel:"victim_born" class:"contact"`
	Needs     fact.Fact[[]Behaviour]       `cel:"needs"`
	Risk      testRisk                     `cel:"risk"`
	Pairs     []testPair                   `cel:"pairs"`
	Incidents fact.List[testIncident]      `cel:"incidents"`
	Checks    []testCheck                  `cel:"checks"`
	Orders    []testOrder                  `cel:"orders"`
	Advice    []Behaviour                  `cel:"advice"`
	Ruling    fact.Fact[string]            `cel:"ruling"`
	Last      fact.Fact[calendar.Interval] `cel:"last_act"`
	Hidden    int                          // no tag: conditions must not see it
}

type testForce struct {
	SPOC fact.Fact[bool] `cel:"spoc_appointed"`
}

func testSchema(t testing.TB) *Schema {
	t.Helper()
	s, err := SchemaOf[testCase]()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func testOptions(t testing.TB) Options {
	t.Helper()
	force, err := SchemaOf[testForce]()
	if err != nil {
		t.Fatal(err)
	}
	double := Func{Name: "doubled", Args: []Kind{Int}, Result: Int, Cite: "test", Fn: func(a []Value) Value { return IntValue(2 * a[0].Int()) }}
	return Options{Case: testSchema(t), Force: force, Funcs: []Func{double}, Worked: true}
}

func TestSchemaSeesTaggedFieldsOnly(t *testing.T) {
	s := testSchema(t)
	got := strings.Join(s.Paths(), " ")
	for _, want := range []string{"incidents.channel", "risk.judgement", "pairs.spo.decided", "last_act"} {
		if !strings.Contains(got, want) {
			t.Errorf("paths %s: want %s among them", got, want)
		}
	}
	if strings.Contains(got, "idden") || strings.Contains(got, "Source") {
		t.Errorf("paths %s: want no untagged field", got)
	}
	if c := s.Class("incidents[i1].place"); c != "contact" {
		t.Errorf("class of a place: got %q, want contact", c)
	}
	if codes := s.Codes()["behaviour"]; strings.Join(codes, " ") != "following gifts n2nd_hand threat" {
		t.Errorf("codes: got %v", codes)
	}
}

func TestSchemaReportsEveryFaultOfTheStructs(t *testing.T) {
	type noID struct {
		X int `cel:"x"`
	}
	type bad struct {
		A float64       `cel:"a"`
		B int           `cel:"B"`
		C []noID        `cel:"c"`
		D int           `cel:"in"`
		E int           `cel:"same"`
		F int           `cel:"same"`
		G func()        `cel:"g"`
		H []map[int]int `cel:"h"`
	}
	_, err := SchemaOf[bad]()
	if err == nil {
		t.Fatal("want faults")
	}
	for _, want := range []string{"bad.A", "bad.B", "bad.C", "bad.D", "bad.F", "bad.G", "bad.H", `cel:"id"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error does not speak of %s:\n%v", want, err)
		}
	}
}

func TestFlattenKeepsStatusAndSource(t *testing.T) {
	s := testSchema(t)
	c := testCase{Online: fact.Fact[bool]{Answer: fact.Is[bool](fact.Declined), Source: "e1"}}
	c.Pairs = []testPair{{ID: "p1", Relationship: fact.Fact[Relationship]{Answer: fact.Of(Relationship("stranger")), Source: "e2"}}}
	f := Flatten(s, &c)
	on := f.root.slots[s.root.fields["online"].slot]
	if on.Known() || on.status != fact.Declined || on.source != "e1" {
		t.Errorf("declined answer: got %+v", on)
	}
	p := f.root.lists[s.root.fields["pairs"].slot].elems[0]
	rel := p.slots[p.rec.fields["relationship"].slot]
	if rel.Text() != "stranger" || rel.source != "e2" || p.path() != "pairs[p1]" {
		t.Errorf("pair: got %+v at %s", rel, p.path())
	}
	if !f.root.lists[s.root.fields["incidents"].slot].more || f.root.lists[s.root.fields["checks"].slot].more {
		t.Error("want the list of incidents open and the list of checks closed")
	}
	if f.root.slots[s.root.fields["reported_at"].slot].Known() {
		t.Error("an empty instant is known")
	}
}
