package edition_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

// matter is a case being told for a test: a report, two people and their pair.
type matter struct{ events []casefile.Event }

func newMatter() *matter {
	m := &matter{}
	m.add("ReportReceived", "rep", `{"channel":"call_999"}`)
	m.add("PersonAdded", "v1", `{"roles":["victim"]}`)
	m.add("PersonAdded", "s1", `{}`)
	m.add("PairRecorded", "p1", `{"victim":"v1","actor":"s1"}`)
	return m
}

func (m *matter) add(kind, id, data string) *casefile.Event {
	n := len(m.events) + 1
	at := time.Date(2026, 11, 2, 18, n, 0, 0, time.UTC)
	m.events = append(m.events, casefile.Event{ID: id, Stream: "case/c1", Seq: int64(n), Kind: kind, Version: 1, Recorded: at, Clock: at, Actor: "u1",
		Body: casefile.Body{Data: json.RawMessage(data)}})
	return &m.events[n-1]
}

// act adds an act on one civil day in October 2026, or on days of it; zero is no date.
func (m *matter) act(from, to int, rest string) {
	e := m.add("IncidentRecorded", fmt.Sprintf("i%d", len(m.events)), `{"pair":"p1"`+rest+`}`)
	if from > 0 {
		day := func(d int) calendar.Date { return calendar.Date{Year: 2026, Month: 10, Day: d} }
		e.Occurred = calendar.Between(day(from), day(to))
	}
}

func (m *matter) fold(t interface{ Fatalf(string, ...any) }) *casefile.Case {
	c := casefile.Fold("c1", m.events)
	if len(c.Problems) > 0 {
		t.Fatalf("problems: %+v", c.Problems)
	}
	return c
}

// states are how the duties of the pair stand.
func states(ed *guidance.Edition, c *casefile.Case) map[string]guidance.State {
	out := map[string]guidance.State{}
	at := guidance.Context{Now: time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)}
	for _, f := range guidance.Evaluate(guidance.Flatten(edition.Schema(), c), ed, at).Obligations {
		out[f.Clause] = f.State
	}
	return out
}

const unwanted, spell = `,"unwanted":true`, `,"unwanted":true,"repeats":{"least":5,"words":"most mornings"}`

// A course of conduct is worked out by a clause and, while a case folds, in Go:
// whatever was recorded, they have to say the same.
func TestACourseOfConductIsTheSameInGoAndInTheClauses(t *testing.T) {
	ed := withFernshire(t)
	met := map[guidance.State]bool{}
	rapid.Check(t, func(t *rapid.T) {
		m := newMatter()
		for range rapid.IntRange(1, 4).Draw(t, "entries") {
			from := rapid.SampledFrom([]int{0, 5, 5, 7}).Draw(t, "from")
			m.act(from, from+rapid.IntRange(0, 1).Draw(t, "days"), rapid.SampledFrom([]string{unwanted, unwanted, unwanted, "", `,"unwanted":false`,
				`,"unwanted":{"s":"declined"}`, `,"unwanted":{"s":"not_applicable"}`, `,"unwanted":{"v":true,"s":"disputed"}`}).Draw(t, "unwanted")+
				rapid.SampledFrom([]string{"", `,"repeats":{"least":1}`, `,"repeats":{"least":2}`, `,"repeats":{"most":9}`, `,"repeats":{"least":1,"words":"often"}`}).Draw(t, "repeats"))
		}
		if rapid.Bool().Draw(t, "no more") {
			m.add("IncidentsComplete", "done", `{"pair":"p1"}`)
		}
		c := m.fold(t)
		want := guidance.State("")
		switch yes, unknown := c.Pairs[0].CourseOfConduct(); {
		case yes && unknown:
			t.Fatalf("both a course of conduct and unknown")
		case yes:
			want = guidance.Outstanding
		case unknown:
			want = guidance.Undetermined
		}
		met[want] = true
		if got := states(ed, c)["classification.decided"]; got != want {
			t.Fatalf("the clause is %q where Go gives %q", got, want)
		}
	})
	if len(met) != 3 && !testing.Short() { // a short run tries too few to be sure of each
		t.Errorf("tried only %v; want a course, none, and unknown", met)
	}
}

func TestASpellOverDaysIsACourseOfConductAndABurstIsAQuestion(t *testing.T) {
	for name, tt := range map[string]struct {
		from, to    int
		said        string
		yes, unsure bool
	}{
		"five times over a week":                 {5, 11, spell, true, false},
		"five times within a day":                {5, 5, spell, false, true},
		"five times, nobody knows when":          {0, 0, spell, false, true},
		"most mornings of a week, never counted": {5, 11, `,"unwanted":true,"repeats":{"words":"most mornings"}`, false, true},
		"once, on a day of that week":            {5, 11, unwanted, false, false},
		"five times over a week, and welcome":    {5, 11, `,"unwanted":false,"repeats":{"least":5}`, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMatter()
			m.act(tt.from, tt.to, tt.said)
			m.add("IncidentsComplete", "done", `{"pair":"p1"}`)
			if yes, unknown := m.fold(t).Pairs[0].CourseOfConduct(); yes != tt.yes || unknown != tt.unsure {
				t.Errorf("yes %t, unknown %t; want %t, %t", yes, unknown, tt.yes, tt.unsure)
			}
		})
	}
}

// Whatever waits for the registrar, the gate says so and somebody is told to ask;
// whatever does not wait, nobody is bothered (APP 1.3; REC-02).
func TestGoAndTheClausesAgreeOnWhatWaitsForTheRegistrar(t *testing.T) {
	ed := withFernshire(t)
	conduct := map[string]func(*matter){
		"two unwanted acts":     func(m *matter) { m.act(5, 5, unwanted); m.act(6, 6, unwanted) },
		"two acts, never asked": func(m *matter) { m.act(5, 5, ""); m.act(6, 6, "") },
		"a spell of a week":     func(m *matter) { m.act(5, 11, spell) },
		"two welcome acts":      func(m *matter) { m.act(5, 5, `,"unwanted":false`); m.act(6, 6, `,"unwanted":false`) },
		"one act":               func(m *matter) { m.act(5, 5, unwanted) },
	}
	holds := map[string]bool{"two unwanted acts": true, "two acts, never asked": true, "a spell of a week": true}
	for name, acts := range conduct {
		for _, relationship := range []string{"former_partner", "neighbour"} {
			for _, class := range casefile.Class("").Codes() {
				m := newMatter()
				m.add("RelationshipRecorded", "rel", `{"pair":"p1","relationship":"`+relationship+`"}`)
				acts(m)
				m.add("ClassificationDecided", "k1", `{"pair":"p1","as":"`+class+`"}`)
				c := m.fold(t)
				as := casefile.Class(class)
				waits := holds[name] && relationship == "former_partner" && !as.Stalking() && as != casefile.Undetermined
				if got := c.Pairs[0].ProposedAs.Known(); got != waits {
					t.Errorf("%s by a %s called %s: waits %t, want %t", name, relationship, class, got, waits)
				}
				if got := states(ed, c)["registrar.ask"] == guidance.Outstanding; got != waits {
					t.Errorf("%s by a %s called %s: told to ask %t, want %t", name, relationship, class, got, waits)
				}
				step := guidance.Step{Kind: "ClassificationDecided", Pair: "p1"}
				blocked := guidance.Gates(guidance.Flatten(edition.Schema(), c), ed, guidance.Context{Now: m.events[0].Recorded}, step)
				if got := len(blocked) == 1 && blocked[0].Clause == "fcr.former_partner"; got != waits || len(blocked) > 1 {
					t.Errorf("%s by a %s called %s: gates %+v, want held %t", name, relationship, class, blocked, waits)
				}
			}
		}
	}
}

// A ruling has an effect: until the classification matches it, somebody is to
// record one that does.
func TestARulingIsFollowedByAClassificationThatMatches(t *testing.T) {
	ed := withFernshire(t)
	m := newMatter()
	m.add("RelationshipRecorded", "rel", `{"pair":"p1","relationship":"former_partner"}`)
	m.act(5, 11, spell)
	m.add("ClassificationDecided", "k1", `{"pair":"p1","as":"harassment_2"}`)
	m.add("RegistrarRuled", "rule", `{"pair":"p1","ruling":"stalking"}`).Role = casefile.Registrar
	if got := states(ed, m.fold(t))["classification.follows_ruling"]; got != guidance.Outstanding {
		t.Errorf("ruled stalking and nothing in force: %q, want outstanding", got)
	}
	m.add("ClassificationDecided", "k2", `{"pair":"p1","as":"stalking_2a"}`)
	if got := states(ed, m.fold(t))["classification.follows_ruling"]; got != guidance.Satisfied {
		t.Errorf("recorded to match: %q, want satisfied", got)
	}
}

// A reason is read whatever was recorded: "nobody has recorded" would be untrue
// of a victim of whom it is recorded that they are not safe.
func TestTheReasonForTheFirstDutyIsTrueWhateverWasRecorded(t *testing.T) {
	ed := withFernshire(t)
	for said, want := range map[string]string{
		"":                 "Not every victim is recorded as safe now (not known).",
		`"safe_now":false`: "Not every victim is recorded as safe now (no).",
	} {
		m := newMatter()
		if said != "" {
			m.add("ImmediateSafetyRecorded", "sf", `{"person":"v1",`+said+`}`)
		}
		why, err := guidance.Explain(guidance.Flatten(edition.Schema(), m.fold(t)), ed, guidance.Context{Now: m.events[0].Recorded},
			guidance.Finding{Key: guidance.Key{Clause: "safety.first"}, State: guidance.Outstanding})
		if err != nil {
			t.Fatal(err)
		}
		if why.Sentence != want {
			t.Errorf("told %q: %q, want %q", said, why.Sentence, want)
		}
	}
}
