package guidance

import (
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// frameOf lays out facts written as YAML under the schema of these tests.
func frameOf(t testing.TB, s *Schema, facts string) *Frame {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(facts), &n); err != nil {
		t.Fatal(err)
	}
	r := &reader{file: "facts", faults: &Faults{}, pos: map[position]*yaml.Node{}}
	f := r.frame(s, n.Content[0])
	if err := r.faults.err(); err != nil {
		t.Fatal(err)
	}
	return f
}

var truthWords = map[Tri]string{True: "(1 == 1)", False: "(1 == 2)", Unknown: "case.online"}

func TestConnectivesFollowKleene(t *testing.T) {
	l := testLanguage(t)
	f := frameOf(t, l.schema, "{}")
	all := []Tri{False, Unknown, True}
	check := func(text string, want Tri) {
		t.Helper()
		p, probs := l.plan(text, scope{}, "", "", nil)
		if probs != nil {
			t.Fatalf("%s: %v", text, probs)
		}
		if got := run(p, f); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	and := [3][3]Tri{{False, False, False}, {False, Unknown, Unknown}, {False, Unknown, True}}
	or := [3][3]Tri{{False, Unknown, True}, {Unknown, Unknown, True}, {True, True, True}}
	not := [3]Tri{True, Unknown, False}
	for i, a := range all {
		check("!"+truthWords[a], not[i])
		for j, b := range all {
			check(truthWords[a]+" && "+truthWords[b], and[i][j])
			check(truthWords[a]+" || "+truthWords[b], or[i][j])
			check("case.online ? "+truthWords[a]+" : "+truthWords[b], map[bool]Tri{true: a, false: Unknown}[a == b])
			check("(1 == 1) ? "+truthWords[a]+" : "+truthWords[b], a)
			check("(1 == 2) ? "+truthWords[a]+" : "+truthWords[b], b)
			if a.And(b) != and[i][j] || a.Or(b) != or[i][j] || a.Not() != not[i] {
				t.Errorf("Tri methods on %s, %s", a, b)
			}
		}
	}
}

func TestConditionsOnFactsThatMayBeUnknown(t *testing.T) {
	l := testLanguage(t)
	const two = "incidents: [{id: i1, unwanted: true, channel: sms}, {id: i2, unwanted: true}, {id: i3}]"
	tests := []struct {
		name, facts, cond string
		want              Tri
	}{
		{"not asked", "{}", "case.online", Unknown},
		{"not of unknown fires nothing", "{}", "!case.online", Unknown},
		{"declined is not no", "online: {s: declined}", "case.online", Unknown},
		{"declined is declined", "online: {s: declined}", "declined(case.online)", True},
		{"declined was asked", "online: {s: declined}", "asked(case.online)", True},
		{"not asked was not asked", "{}", "asked(case.online)", False},
		{"a contested value settles nothing", "online: {v: true, s: disputed}", "case.online", Unknown},
		{"a contested value is disputed", "online: {v: true, s: disputed}", "disputed(case.online)", True},
		{"a contested value is not known", "online: {v: true, s: disputed}", "known(case.online)", False},
		{"not applicable meets no claim", "online: {s: not_applicable}", "case.online", False},
		{"not applicable is no number", "risk: {tool: {s: not_applicable}}", "case.risk.tool > 1", False},
		{"nor the other way about", "risk: {tool: {s: not_applicable}}", "case.risk.tool <= 1", False},
		{"not applicable differs from a value", "risk: {tool: {s: not_applicable}}", "case.risk.tool != 1", True},
		{"not applicable equals no other fact", "risk: {tool: {s: not_applicable}, judgement: 1}", "case.risk.tool == case.risk.judgement", False},
		{"not applicable differs from any other fact", "risk: {tool: {s: not_applicable}, judgement: 1}", "case.risk.tool != case.risk.judgement", True},
		{"not applicable says so", "risk: {tool: {s: not_applicable}}", "not_applicable(case.risk.tool)", True},
		{"one known element suffices", two, "case.incidents.exists(i, i.channel == channel.sms)", True},
		{"an open list may hold another", two, "case.incidents.exists(i, i.id == \"i9\")", Unknown},
		{"a complete one may not", "incidents: {items: [{id: i1}], complete: true}", "case.incidents.exists(i, i.id == \"i9\")", False},
		{"no incidents recorded is not none", "{}", "case.incidents.exists(i, true)", Unknown},
		{"none, and asked", "incidents: {items: [], complete: true}", "case.incidents.exists(i, true)", False},
		{"all is false early", "incidents: [{id: i1, unwanted: false}, {id: i2}]", "case.incidents.all(i, i.unwanted)", False},
		{"all of an open list is not true", "incidents: [{id: i1, unwanted: true}]", "case.incidents.all(i, i.unwanted)", Unknown},
		{"all of a complete one", "incidents: {items: [{id: i1, unwanted: true}], complete: true}", "case.incidents.all(i, i.unwanted)", True},
		{"two known suffice whatever of the third", two, "case.incidents.atLeast(2, i, i.unwanted)", True},
		{"three may yet hold", two, "case.incidents.atLeast(3, i, i.unwanted)", Unknown},
		{"too few", "incidents: {items: [{id: i1}], complete: true}", "case.incidents.atLeast(2, i, i.unwanted)", False},
		{"our own acts are a closed list", "{}", "case.checks.exists(k, k.system == system.bail)", False},
		{"a closed list can be all", "{}", "case.checks.all(k, known(k.done_at))", True},
		{"count of an open list has no top", two, "size(case.incidents) < 9", Unknown},
		{"count of an open list has a bottom", two, "case.incidents.size() >= 3", True},
		{"count the other way round", two, "2 < size(case.incidents)", True},
		{"count of a closed list", "checks: [{id: k1}]", "size(case.checks) <= 1", True},
		{"a list nobody has asked about", "{}", "behaviour.gifts in case.needs", Unknown},
		{"a list that was given is whole", "needs: [threat]", "behaviour.gifts in case.needs", False},
		{"a list that was given", "needs: [threat]", "behaviour.threat in case.needs", True},
		{"known of a list fact", "needs: []", "known(case.needs)", True},
		{"a helper waits for its facts", "{}", "doubled(case.risk.tool) == 4", Unknown},
		{"a helper", "risk: {tool: 2}", "doubled(case.risk.tool) == 4", True},
		{"age the day before", "victim_born: 2010-11-21", "age_at(case.victim_born, date(\"2026-11-20\")) < 16", True},
		{"age on the day", "victim_born: 2010-11-20", "age_at(case.victim_born, date(\"2026-11-20\")) < 16", False},
		{"days between", "victim_born: 2026-11-01", "days_between(case.victim_born, date(\"2026-11-20\")) == 19", True},
		{"the first day it may have been", "last_act: {from: 2026-08-01, to: 2026-08-31}", "case.last_act.first_day == date(\"2026-08-01\")", True},
		{"the last day it may have been", "last_act: {from: 2026-08-01, to: 2026-08-31}", "case.last_act.last_day == date(\"2026-08-31\")", True},
		{"known of an imprecise time", "last_act: {from: 2026-08-01, to: 2026-08-31}", "known(case.last_act)", True},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, probs := l.plan(tt.cond, scope{}, "", "", nil)
			if probs != nil {
				t.Fatalf("%s: %v", tt.cond, probs)
			}
			if got := run(p, frameOf(t, l.schema, tt.facts)); got != tt.want {
				t.Errorf("%s given %s: got %s, want %s", tt.cond, tt.facts, got, tt.want)
			}
		})
	}
}

func TestUnknownNamesTheFactToAskAbout(t *testing.T) {
	l := testLanguage(t)
	tests := []struct {
		name, facts, cond string
		want              []string
	}{
		{"one fact", "{}", "case.online", []string{"online"}},
		{"an element", "incidents: {items: [{id: i2}], complete: true}", "case.incidents.exists(i, i.channel == channel.sms)", []string{"incidents[i2].channel"}},
		{"the list too while it is open", "incidents: [{id: i2}]", "case.incidents.exists(i, i.channel == channel.sms)", []string{"incidents[i2].channel", "incidents"}},
		{"nothing that no longer matters", "risk: {tool: 1}", "(case.online && case.risk.tool == 2) || case.risk.judgement == 1", []string{"risk.judgement"}},
		{"nested facts", "{}", "case.risk.tool > 1 && !case.online", []string{"risk.tool", "online"}},
		{"definite asks nothing", "online: true", "case.online || case.risk.tool > 1", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, probs := l.plan(tt.cond, scope{}, "", "", nil)
			if probs != nil {
				t.Fatalf("%s: %v", tt.cond, probs)
			}
			e := &env{flip: never}
			e.elems[varCase] = frameOf(t, l.schema, tt.facts).root
			got := paths(e.ask(p.eval))
			if len(got) != len(tt.want) {
				t.Fatalf("%s: asks %v, want %v", tt.cond, got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("%s: asks %v, want %v", tt.cond, got, tt.want)
				}
			}
		})
	}
}

func TestConditionsOnTimeSayWhenTheyChange(t *testing.T) {
	l := testLanguage(t)
	l.rule = func(add string) (period, error) { return parsePeriod(add, "", "", nil) }
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	tests := []struct {
		facts, cond string
		want        Tri
		flip        string
	}{
		{"reported_at: 2026-11-20T11:00:00Z", `within(case.reported_at, "2h")`, True, "2026-11-20T13:00:00Z"},
		{"reported_at: 2026-11-20T09:00:00Z", `within(case.reported_at, "2h")`, False, ""},
		{"reported_at: 2026-11-20T11:00:00Z", `older_than(case.reported_at, "2h")`, False, "2026-11-20T13:00:00Z"},
		{"reported_at: 2026-11-20T11:00:00Z", `older_than(case.reported_at, "1d")`, False, "2026-11-22T00:00:00Z"},
		{"victim_born: 2026-12-20", `upcoming(case.victim_born, "28d")`, False, "2026-11-22T00:00:00Z"},
		{"victim_born: 2026-12-01", `upcoming(case.victim_born, "28d")`, True, "2026-12-02T00:00:00Z"},
		{"victim_born: 2026-12-01", `upcoming(case.victim_born, "1mo")`, True, "2026-12-02T00:00:00Z"},
		{"victim_born: 2026-11-24", `upcoming(case.victim_born, "1wd")`, False, "2026-11-23T00:00:00Z"},
		{"victim_born: 2026-11-20", "passed(case.victim_born)", False, "2026-11-21T00:00:00Z"},
		{"victim_born: 2026-11-19", "passed(case.victim_born)", True, ""},
		{"{}", "passed(case.victim_born)", Unknown, ""},
	}
	for _, tt := range tests {
		p, probs := l.plan(tt.cond, scope{}, "", "", nil)
		if probs != nil {
			t.Fatalf("%s: %v", tt.cond, probs)
		}
		e := &env{flip: never, now: now, micro: now.UnixMicro(), days: calendar.EnglandWales()}
		e.elems[varCase] = frameOf(t, l.schema, tt.facts).root
		got, flip := p.eval(e), ""
		if f := instant(e.flip); !f.IsZero() {
			flip = f.Format(time.RFC3339)
		}
		if got != tt.want || flip != tt.flip {
			t.Errorf("%s given %s: got %s until %q, want %s until %q", tt.cond, tt.facts, got, flip, tt.want, tt.flip)
		}
		if !p.when {
			t.Errorf("%s: not seen to depend on time", tt.cond)
		}
	}
}

func TestFlattenedAndWrittenFactsAreTheSame(t *testing.T) {
	s := testSchema(t)
	c := testCase{Online: fact.Fact[bool]{Answer: fact.Of(true)}}
	c.Last.Put(fact.Of(calendar.On(calendar.Date{Year: 2026, Month: 8, Day: 31})), "e1")
	c.Incidents.Items = []testIncident{{ID: "i1", Behaviours: []Behaviour{"gifts"}, Channel: fact.Fact[Channel]{Answer: fact.Of(Channel("sms"))}}}
	a := Flatten(s, &c)
	b := frameOf(t, s, "{online: true, last_act: 2026-08-31, incidents: [{id: i1, behaviours: [gifts], channel: sms}]}")
	l := testLanguage(t)
	for _, cond := range []string{"case.online", "case.last_act.first_day == date(\"2026-08-31\")", "complete(case.incidents)",
		"case.incidents.exists(i, i.channel == channel.sms && behaviour.gifts in i.behaviours)", "known(case.needs)"} {
		p, probs := l.plan(cond, scope{}, "", "", nil)
		if probs != nil {
			t.Fatalf("%s: %v", cond, probs)
		}
		if x, y := run(p, a), run(p, b); x != y {
			t.Errorf("%s: flattened %s, written %s", cond, x, y)
		}
	}
}
