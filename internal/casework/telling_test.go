package casework

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// told folds acts recorded one after another, a minute apart or as far as gap says, and
// gives what they tell. Each act is by the staff member before its data.
type act struct {
	by    string
	after time.Duration
	data  any
	back  string // of an act to take back: its id
}

func toldOf(t *testing.T, acts []act) ([]Change, []casefile.Event) {
	t.Helper()
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var events []casefile.Event
	add := func(a act, kind, id string) {
		at = at.Add(a.after)
		e := casefile.Event{ID: id, Kind: kind}
		if a.data != nil {
			var err error
			e, err = casefile.NewEvent(id, "", kind, a.data)
			must(t, err)
		}
		e.Seq, e.Actor, e.Recorded, e.Admitted, e.Corrects, e.Withdraw = int64(len(events)+1), a.by, at, at, a.back, a.back != "" && a.data == nil
		events = append(events, e)
	}
	add(act{by: "handler", data: casefile.ReportReceived{Ref: "FS-1"}}, "ReportReceived", "report")
	add(act{by: "handler", data: casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}}}, "PersonAdded", "v")
	add(act{by: "handler", data: casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}}}, "PersonAdded", "s")
	add(act{by: "handler", data: casefile.PairRecorded{Victim: "v", Actor: "s"}}, "PairRecorded", "p")
	for i, a := range acts {
		kind := "BreachReported"
		if a.data != nil {
			kind = strings.TrimPrefix(fmt.Sprintf("%T", a.data), "casefile.")
		}
		add(a, kind, fmt.Sprintf("e%d", i))
	}
	return changesOf(&loaded{c: casefile.Fold("c", events), events: events}), events
}

func answers(n int, by string, gap time.Duration) (out []act) {
	for range n {
		out = append(out, act{by: by, after: gap, data: casefile.CheckCompleted{}})
	}
	return out
}

func breach(by string, after time.Duration) act {
	return act{by: by, after: after, data: casefile.BreachReported{Pair: "p"}}
}

// since counts what was recorded by others after an instant, and names the gravest.
func since(changes []Change, at time.Time, me string) (top Change, n int, more bool) {
	var news []Change
	for _, c := range changes {
		if k, m := c.Since(at); k > 0 && c.By != me {
			news, n, more = append(news, c), n+k, more || m
		}
	}
	if n == 0 {
		return Change{}, 0, more
	}
	return slices.MinFunc(news, Gravest), n, more
}

func TestNothingGraveIsPushedOutByWhatIsLight(t *testing.T) {
	t.Parallel()
	acts := append([]act{breach("responder", time.Hour)}, answers(9, "detective", 0)...)
	acts = append(append(acts, answers(9, "handler", time.Hour)...), answers(9, "detective", 40*time.Minute)...)
	changes, events := toldOf(t, acts)
	start := events[3].Recorded
	if top, n, more := since(changes, start, "sergeant"); top.Kind != "BreachReported" || n != 28 || more {
		t.Errorf("first %s of %d (more %v), want the breach of 28", top.Kind, n, more)
	}
	// What somebody recorded themselves is not counted with the others'.
	if top, n, more := since(changes, start, "handler"); top.Kind != "BreachReported" || n > 19 || n < 10 || n < 19 && !more {
		t.Errorf("for the handler, who recorded nine: first %s of %d (more %v), want 19 or fewer with more said", top.Kind, n, more)
	}
}

// A flood of a grave kind, by many people, over days: the row stays short, and the one
// threat to a life is still first.
func TestAFloodOfAGraveKindNeitherGrowsTheRowNorHidesAnother(t *testing.T) {
	t.Parallel()
	acts := []act{{by: "inspector", after: time.Hour, data: casefile.ThreatToLifeConsidered{Pair: "p", Present: fact.Of(true)}}, {by: "handler", after: time.Hour, data: casefile.IncidentRecorded{Pair: "p"}}}
	for i := range 400 {
		acts = append(acts, breach(fmt.Sprintf("pc-%d", i%30), 25*time.Minute))
	}
	changes, events := toldOf(t, acts)
	if n := len(changes); n > 2+mostRuns+mostPeople {
		t.Errorf("the row keeps %d changes", n)
	}
	if raw, _ := json.Marshal(changes); len(raw) > 2500 {
		t.Errorf("they take %d bytes", len(raw))
	}
	top, n, more := since(changes, events[3].Recorded, "sergeant")
	if top.Kind != "ThreatToLifeConsidered" || n > 402 || n < 402 && !more {
		t.Errorf("first %s of %d, more %v", top.Kind, n, more)
	}
	// Of the last shift, nothing is said that was not.
	for _, hours := range []int{1, 5, 24, 100} {
		at := events[len(events)-1].Recorded.Add(-time.Duration(hours)*time.Hour - time.Minute)
		were := 0
		for _, e := range events {
			if e.Recorded.After(at) {
				were++
			}
		}
		top, n, more := since(changes, at, "sergeant")
		if top.Kind != "BreachReported" || n > were || n < were && !more {
			t.Errorf("in the last %d hours: first %s of %d (more %v), there were %d", hours, top.Kind, n, more, were)
		}
	}
}

// However entries come, the count never says more than there were, says so where there
// may be more, and nothing that was recorded by others is passed over.
func TestWhatIsCountedIsTrueOfEveryShift(t *testing.T) {
	t.Parallel()
	var acts []act
	for i := range 120 {
		a := act{by: fmt.Sprintf("pc-%d", (i*7)%(1+i%9)), after: time.Duration(i*i%37) * time.Minute, data: casefile.CheckCompleted{}}
		if i%5 == 0 {
			a.data = casefile.IncidentRecorded{Pair: "p"}
		}
		acts = append(acts, a)
	}
	changes, events := toldOf(t, acts)
	for i := range events {
		at := events[i].Recorded
		for _, me := range []string{"sergeant", "pc-0", "pc-3"} {
			were, gravest := 0, len(telling)
			for _, e := range events[4:] {
				if e.Recorded.After(at) && e.Actor != me {
					were++
					gravest = min(gravest, Change{Kind: e.Kind}.Weighs())
				}
			}
			top, n, more := since(changes, at, me)
			if n > were && !more || n < were && !more || were > 0 && (n == 0 || top.Weighs() > gravest) {
				t.Errorf("%s since entry %d: %d (more %v), first %s; there were %d", me, i, n, more, top.Kind, were)
			}
		}
	}
}

func TestWhatTellsAndHowGraveItIs(t *testing.T) {
	t.Parallel()
	yes, no := fact.Of(true), fact.Of(false)
	grade := func(g casefile.Grade) casefile.RiskAssessed {
		return casefile.RiskAssessed{Pair: "p", Judgement: fact.Of(g)}
	}
	contact := func(o casefile.Outcome) casefile.VictimContacted {
		return casefile.VictimContacted{Person: "v", Outcome: fact.Of(o)}
	}
	for _, tt := range []struct {
		name string
		data []any
		want string // kind and how of the newest entry; empty where it tells nothing
	}{
		{"somebody not safe", []any{casefile.ImmediateSafetyRecorded{Person: "v", SafeNow: no}}, "ImmediateSafetyRecorded unsafe"},
		{"the suspect near, and nobody said they are safe", []any{casefile.ImmediateSafetyRecorded{Person: "v", SuspectNear: yes}}, "ImmediateSafetyRecorded unsafe"},
		{"somebody safe", []any{casefile.ImmediateSafetyRecorded{Person: "v", SafeNow: yes}}, ""},
		{"nobody asked", []any{casefile.ImmediateSafetyRecorded{Person: "v"}}, ""},
		{"the first judgement, medium", []any{grade(casefile.Medium)}, ""},
		{"the first judgement, high", []any{grade(casefile.High)}, "RiskAssessed high"},
		{"judged higher", []any{grade(casefile.Standard), grade(casefile.Medium)}, "RiskAssessed raised"},
		{"judged the same", []any{grade(casefile.Medium), grade(casefile.Medium)}, ""},
		{"judged lower", []any{grade(casefile.High), grade(casefile.Medium)}, ""},
		{"a life in danger", []any{casefile.ThreatToLifeConsidered{Pair: "p", Present: yes}}, "ThreatToLifeConsidered threatened"},
		{"no life in danger", []any{casefile.ThreatToLifeConsidered{Pair: "p", Present: no, Basis: "Looked into."}}, "ThreatToLifeConsidered "},
		{"nobody answered", []any{contact("no_answer")}, "VictimContacted no_answer"},
		{"not safe to speak", []any{contact("not_safe_to_speak")}, "VictimContacted not_safe"},
		{"somebody else rang", []any{contact("not_them")}, "VictimContacted not_them"},
		{"they spoke", []any{contact("spoke")}, ""},
		{"a message", []any{casefile.VictimMessageReceived{Person: "v"}}, "VictimMessageReceived "},
		{"how to reach them, said first", []any{casefile.SafeContactRecorded{Person: "v"}}, ""},
		{"how to reach them, changed", []any{casefile.SafeContactRecorded{Person: "v"}, casefile.SafeContactRecorded{Person: "v", Times: fact.Of(casefile.Line("after six"))}}, "SafeContactRecorded changed"},
		{"police to go at once", []any{casefile.ResponseGraded{Grade: fact.Of(casefile.Urgency("immediate"))}}, "ResponseGraded immediate"},
		{"nobody to go", []any{casefile.ResponseGraded{Grade: fact.Of(casefile.Urgency("no_attendance"))}}, ""},
		{"a step done", []any{casefile.SafetyMeasureSet{Person: "v"}, casefile.SafetyMeasureSettled{Step: "e0", Outcome: fact.Of(casefile.MeasureOutcome("done"))}}, ""},
		{"a step not possible", []any{casefile.SafetyMeasureSet{Person: "v"}, casefile.SafetyMeasureSettled{Step: "e0", Outcome: fact.Of(casefile.MeasureOutcome("not_possible"))}}, "SafetyMeasureSettled not_possible"},
		{"a breach and no arrest", []any{casefile.BreachReported{Pair: "p"}, casefile.BreachActed{Breach: "e0", Action: fact.Of(casefile.BreachAction("not_arrested"))}}, "BreachActed not_arrested"},
		{"a breach and an arrest", []any{casefile.BreachReported{Pair: "p"}, casefile.BreachActed{Breach: "e0", Action: fact.Of(casefile.BreachAction("arrested"))}}, ""},
		{"no arrest", []any{casefile.ArrestConsidered{Pair: "p", Decision: fact.Of(casefile.DecideNo)}}, "ArrestConsidered not_arrested"},
	} {
		var acts []act
		for _, d := range tt.data {
			acts = append(acts, act{by: "responder", after: time.Hour, data: d})
		}
		changes, events := toldOf(t, acts)
		got := ""
		if newest := events[len(events)-1].ID; len(changes) > 0 && changes[0].ID == newest {
			got = changes[0].Kind + " " + string(changes[0].How)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	var last int
	for i, kinds := range []ofKind{{"ThreatToLifeConsidered", Threatened}, {"ImmediateSafetyRecorded", Unsafe}, {"BreachReported", Plain}, {"RiskAssessed", Raised}, {"SuspectArrested", Plain},
		{"OrderEnded", Plain}, {"VictimMessageReceived", Plain}, {"VictimContacted", Unreached}, {"SuspectCharged", Plain}, {"CheckCompleted", Plain}} {
		at := slices.Index(telling, kinds)
		if at < 0 || i > 0 && at <= last {
			t.Errorf("%v weighs %d, what came before it %d", kinds, at, last)
		}
		last = at
	}
}

// What a message tells is less once it is answered, and what was taken back is nothing.
func TestAnAnsweredMessageTellsLessAndWhatWasTakenBackNothing(t *testing.T) {
	t.Parallel()
	changes, _ := toldOf(t, []act{{by: "handler", after: time.Hour, data: casefile.VictimMessageReceived{Person: "v"}}, {by: "responder", after: time.Hour, data: casefile.MessageAnswered{Message: "e0"}}})
	if len(changes) != 1 || changes[0].How != Answered {
		t.Errorf("an answered message tells %+v", changes)
	}
	if changes, _ := toldOf(t, []act{breach("responder", time.Hour), {by: "responder", after: time.Minute, back: "e0"}}); len(changes) != 0 {
		t.Errorf("a breach that was taken back tells %+v", changes)
	}
}
