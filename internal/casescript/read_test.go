package casescript

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

const small = `
- {kind: ReportReceived, id: rep, recorded: 2026-11-20T22:00:00Z, by: {staff: u1, role: responder}, data: {channel: call_101}}
- {kind: PersonAdded, id: v, recorded: 2026-11-20T22:01:00Z, data: {roles: [victim], details: {age: 30}}}
- {kind: PairRecorded, id: p1, recorded: 2026-11-20T22:02:00Z, data: {victim: v, kind: unknown}}
`

func read(t testing.TB, script string) []casefile.Event {
	t.Helper()
	events, err := Read("case.yaml", strings.NewReader(script))
	if err != nil {
		t.Fatal(err)
	}
	return events
}

func TestAScriptBecomesEvents(t *testing.T) {
	events := read(t, small+`
- kind: IncidentRecorded
  id: i1
  recorded: 2026-11-20T22:10:00Z
  known: 2026-11-20T21:50:00Z
  occurred: {from: 2026-11-18, to: 2026-11-19, said: midweek}
  by: {staff: u1, role: responder}
  data: {pair: p1, behaviours: [following], channel: {s: declined}, unwanted: {v: true, s: disputed}}
- {kind: OrderConsidered, id: o1, recorded: 2026-11-20T22:05:00Z, data: {pair: p1, order: spo, decision: no, why: not yet met}}
`)
	if len(events) != 5 || events[3].ID != "o1" || events[4].ID != "i1" {
		t.Fatalf("events are not in order of recording: %+v", events)
	}
	for i, e := range events {
		if e.Seq != int64(i+1) || e.Source != casefile.FromScript || e.Version == 0 {
			t.Errorf("event %s has seq %d, source %s, version %d", e.ID, e.Seq, e.Source, e.Version)
		}
	}
	c := casefile.Fold("x", events)
	if len(c.Problems) > 0 {
		t.Fatalf("problems: %+v", c.Problems)
	}
	i := c.Pairs[0].Incidents.Items[0]
	if !i.At.Equal(time.Date(2026, 11, 20, 21, 50, 0, 0, time.UTC)) || i.When.Value.Said != "midweek" || i.Channel.Status.String() != "declined" ||
		i.Unwanted.Status.String() != "disputed" {
		t.Errorf("incident is %+v", i)
	}
	if o := c.Orders[0]; o.Decision.Value != casefile.DecideNo {
		t.Errorf("decision is %q: an unquoted no has to stay the code that it is", o.Decision.Value)
	}
}

func TestEveryFaultIsReportedWithItsLine(t *testing.T) {
	_, err := Read("case.yaml", strings.NewReader(`- {kind: ReportReceived, id: rep, recorded: yesterday, colour: red}
- {kind: Reported, id: b, recorded: 2026-11-20T22:00:00Z}
- {kind: PersonAdded, recorded: 2026-11-20T22:00:00Z, data: {rolls: [victim]}}
- kind: PairRecorded
  id: p1
  recorded: 2026-11-20T22:00:00Z
  by: {role: detective}
  data:
    victim: nobody
    kind: ghost
- {kind: ImmediateSafetyRecorded, id: p1, recorded: 2026-11-20T22:00:00Z, data: {safe_now: perhaps}}
- {kind: IncidentRecorded, id: i1, recorded: 2026-11-20T22:00:00Z, occurred: 18 November, data: {pair: p1, behaviours: following, channel: {s: shy}}}
- {kind: PersonAdded, id: w, recorded: 2026-11-20T22:00:00Z, withdrawn: true, data: {details: {age: old, born: 1.5.1990}}}
- {kind: PersonAdded, id: x, recorded: 2026-11-20T22:00:00Z, corrects: nothing}
- a line
`))
	faults, ok := errors.AsType[*guidance.Faults](err)
	if !ok {
		t.Fatalf("error is %v, want faults", err)
	}
	for _, want := range []string{
		`case.yaml:1:45: "yesterday" is not an instant`,
		`case.yaml:1:56: unknown key "colour" in an entry`,
		`case.yaml:2:10: "Reported" is not a kind of entry`,
		`case.yaml:3:3: key "id" is missing`,
		`case.yaml:3:62: unknown key "rolls" in PersonAdded: expected one of roles, details`,
		`case.yaml:7:14: "detective" is not a role`,
		`case.yaml:9:13: victim: no entry is called "nobody"`,
		`case.yaml:10:11: kind: "ghost" is not one of the choices`,
		`case.yaml:11:39: the entry at line 5 is already called "p1"`,
		`case.yaml:11:92: "perhaps" is neither true nor false`,
		`case.yaml:12:78: time "18 November"`,
		`behaviours is a list`,
		`"shy" is not a status`,
		`an entry is withdrawn by naming the one it corrects`,
		`details.age: "old" is not a number`,
		`details.born: "1.5.1990" is not a date`,
		`corrects: no entry is called "nothing"`,
		`case.yaml:15:3: an entry is not a mapping`,
	} {
		if !strings.Contains(faults.Error(), want) {
			t.Errorf("faults do not say %q:\n%v", want, faults)
		}
	}
}

func TestWhatIsNoListIsRefused(t *testing.T) {
	for script, want := range map[string]string{
		"":                        "the script is empty",
		"kind: ReportReceived":    "a case script is a list of entries",
		"- {kind: [":              "case.yaml:1",
		"- &a {kind: b}\n- *a":    "not a mapping",
		"- {id: a, id: b}":        `key "id" is repeated`,
		"- {kind: x, data: *ref}": "unknown anchor",
	} {
		if _, err := Read("case.yaml", strings.NewReader(script)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("script %q gives %v, want %q", script, err, want)
		}
	}
}

func shipped(t testing.TB) *guidance.Edition {
	t.Helper()
	ed, err := edition.Load(edition.Fernshire())
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func find(t testing.TB, o *Outcome, clause string) Obligation {
	t.Helper()
	r, err := o.Report()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Obligations {
		if x.Clause == clause {
			return x
		}
	}
	t.Fatalf("no obligation %s in %+v", clause, r.Obligations)
	return Obligation{}
}

func TestOnlyWhatWasRecordedByThenCounts(t *testing.T) {
	events := read(t, small+"- {kind: ImmediateSafetyRecorded, id: s, recorded: 2026-11-20T22:30:00Z, known: 2026-11-20T22:05:00Z, data: {safe_now: true}}")
	ed := shipped(t)
	if x := find(t, Replay(events, ed, at(t, "2026-11-20T22:29:59Z")), "safety.first"); x.State != "outstanding" {
		t.Errorf("before it was recorded the state is %s, want outstanding", x.State)
	}
	if x := find(t, Replay(events, ed, at(t, "2026-11-20T22:30:00Z")), "safety.first"); x.State != "satisfied" {
		t.Errorf("once it was recorded the state is %s, want satisfied", x.State)
	}
}

func TestADutyKeepsTheTimeItArose(t *testing.T) {
	events := read(t, small)
	x := find(t, Replay(events, shipped(t), at(t, "2026-11-24T12:00:00Z")), "risk.initial")
	if !x.Arose.Equal(at(t, "2026-11-20T22:02:00Z")) || !x.Overdue || x.Due != "2026-11-21T10:00:00Z" || !x.DueLocal {
		t.Errorf("risk.initial arose %s, due %s, overdue %t, local %t; want it to arise with the pair and to be twelve local hours after the report",
			x.Arose, x.Due, x.Overdue, x.DueLocal)
	}
}

// A statement that a duty cannot be met lapses by time alone: what stands between
// two entries is found as well.
func TestWhatTimeAloneChangesIsFound(t *testing.T) {
	events := read(t, small+"- {kind: DutyMarked, id: d, recorded: 2026-11-20T23:00:00Z, data: {clause: check.pnd, mark: cannot_comply, until: 2026-11-21, why: the terminal is down}}")
	ed := shipped(t)
	if x := find(t, Replay(events, ed, at(t, "2026-11-21T23:59:59Z")), "check.pnd"); !x.CannotComply {
		t.Errorf("on the last day the mark has gone: %+v", x)
	}
	if x := find(t, Replay(events, ed, at(t, "2026-11-22T00:00:00Z")), "check.pnd"); x.CannotComply || x.State != "outstanding" {
		t.Errorf("on the day after the mark still stands: %+v", x)
	}
}

// A duty that begins because time has passed arises then, not when somebody looks.
func TestADutyThatTimeBringsArisesThen(t *testing.T) {
	ed, err := guidance.Load(fstest.MapFS{
		"edition.yaml": {Data: []byte("id: waking\ntitle: One duty that time brings\nstatus: draft\nformat: 1\nfrom: 2026-01-01\n" +
			"instruments: [{id: guide, title: An invented guide, from: 2025-01-01}]\n")},
		"clauses.yaml": {Data: []byte(`- key: look.again
  cite: {instrument: guide, section: "1"}
  kind: duty
  strength: should
  provenance: app
  actor: {role: responder}
  severity: low
  say: Look again.
  when: older_than(case.reported_at, "24h")
  expects: case.accounts.size() > 0
`)},
	}, nil, guidance.Options{Case: edition.Schema()})
	if err != nil {
		t.Fatal(err)
	}
	o := Replay(read(t, small), ed, at(t, "2026-11-25T00:00:00Z"))
	if x := find(t, o, "look.again"); x.Arose.Sub(at(t, "2026-11-21T22:00:00Z")).Abs() > time.Second {
		t.Errorf("it arose at %s, want a day after the report", x.Arose)
	}
}

func TestNothingRecordedYetOwesNothingOfAPair(t *testing.T) {
	r, err := Replay(read(t, small), shipped(t), at(t, "2026-01-01T00:00:00Z")).Report()
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range r.Obligations {
		if x.Scope != "case" {
			t.Errorf("before anything was recorded %s is asked of %s", x.Clause, x.Scope)
		}
	}
	if r.Case != "script" || r.Advice == nil || r.Clocks == nil || r.Questions == nil || r.Problems == nil {
		t.Errorf("report is %+v, want lists that are empty and not null", r)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add("- {kind: PersonAdded, id: a, recorded: 2026-11-20T22:00:00Z, data: {details: {age: {v: 3, s: disputed}}}}")
	f.Add("- [a, {b: c}]\n- null\n- &x 1\n- *x")
	f.Fuzz(func(t *testing.T, script string) {
		events, err := Read("f", strings.NewReader(script))
		if err == nil && len(casefile.Fold("f", events).Problems) > 2*len(events) {
			t.Errorf("a script without faults folds into more problems than it could have")
		}
	})
}
