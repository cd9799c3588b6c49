package guidance

import (
	"encoding/json"
	"foursight/internal/calendar"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const stalked = `{pairs: [{id: p1, relationship: former_partner}, {id: p2, relationship: neighbour}],
  incidents: [{id: i1, pair: p1, unwanted: true}, {id: i2, pair: p1, unwanted: true}, {id: i3, pair: p2, unwanted: true}]}`

func find(t *testing.T, f *Findings, clause, pair string) Finding {
	t.Helper()
	for _, x := range f.Obligations {
		if x.Clause == clause && x.Pair == pair {
			return x
		}
	}
	t.Fatalf("no finding of %s for %q", clause, pair)
	return Finding{}
}

func TestDutiesBelongToPairs(t *testing.T) {
	ed := testEdition(t)
	out := Evaluate(frameOf(t, ed.caseLang.schema, stalked), ed, Context{Now: noon})
	if s := find(t, out, "spo.consider", "p1").State; s != Outstanding {
		t.Errorf("pair with two acts: %s, want outstanding", s)
	}
	x := find(t, out, "spo.consider", "p2")
	if x.State != Undetermined || !slices.Contains(paths(x.Ask), "incidents") {
		t.Errorf("pair with one act and an open list: %s asking %v, want undetermined asking for incidents", x.State, x.Ask)
	}
}

func TestAdviceListsBothSidesAndNoScore(t *testing.T) {
	ed := testEdition(t)
	out := Evaluate(frameOf(t, ed.caseLang.schema, stalked), ed, Context{Now: noon})
	if len(out.Advice) != 2 {
		t.Fatalf("advice for %d pairs, want 2", len(out.Advice))
	}
	a, b := out.Advice[0], out.Advice[1]
	if a.Pair != "p1" || a.PointsTo != "stalking" || len(a.For) != 1 || len(a.Against) != 0 {
		t.Errorf("former partner: %+v", a)
	}
	if b.PointsTo != "" || len(b.Against) != 1 || len(b.For) != 0 {
		t.Errorf("neighbour: %+v, want one reason against and nothing pointed to", b)
	}
}

// Two reasons wait for one answer: advice asks it once, of each pair it is about.
func TestAdviceAsksWhatItLacksOnce(t *testing.T) {
	ed := testEdition(t)
	out := Evaluate(frameOf(t, ed.caseLang.schema, `{pairs: [{id: p1}, {id: p2}],
  incidents: {items: [{id: i1, pair: p1, unwanted: true}, {id: i2, pair: p1, unwanted: true}, {id: i3, pair: p2, unwanted: true}, {id: i4, pair: p2, unwanted: true}], complete: true}}`), ed, Context{Now: noon})
	got := map[string][]string{}
	for _, a := range out.Advice {
		got[a.Pair] = paths(a.Missing)
	}
	want := map[string][]string{"p1": {"pairs[p1].relationship"}, "p2": {"pairs[p2].relationship"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what advice lacks (-want +got):\n%s", diff)
	}
}

func TestReasonsAreComparedStrengthByStrength(t *testing.T) {
	weak := Reason{Candidate: "harassment", Strength: "weak"}
	strong := Reason{Candidate: "stalking", Strength: "strong"}
	tests := []struct {
		name string
		rs   []Reason
		want string
	}{
		{"many weak do not outweigh one strong", []Reason{weak, weak, weak, strong}, "stalking"},
		{"a tie settles nothing", []Reason{strong, {Candidate: "harassment", Strength: "strong"}}, ""},
		{"for and against of one strength cancel", []Reason{strong, {Candidate: "stalking", Strength: "strong", Against: true}}, ""},
		{"a displaced reason does not count", []Reason{weak, {Candidate: "stalking", Strength: "presumption", Displaced: true}}, "harassment"},
		{"only reasons against point nowhere", []Reason{{Candidate: "stalking", Strength: "some", Against: true}}, ""},
	}
	for _, tt := range tests {
		if got := pointsTo(tt.rs); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestQuestionsAreRankedByWhatTheyDecide(t *testing.T) {
	ed := testEdition(t)
	out := Evaluate(frameOf(t, ed.caseLang.schema, `{pairs: [{id: p1}], online: {s: declined}}`), ed, Context{Now: noon})
	if len(out.Questions) < 3 || out.Questions[0].Path != "incidents" {
		t.Fatalf("questions %+v, want incidents first", out.Questions)
	}
	last := out.Questions[len(out.Questions)-1]
	if last.Path != "online" {
		t.Errorf("last question %+v, want the declined one after all others", last)
	}
}

func TestAvoidIsACautionBeforeAndContraryAfter(t *testing.T) {
	ed := testEdition(t)
	s := ed.caseLang.schema
	before := Evaluate(frameOf(t, s, "{}"), ed, Context{Now: noon})
	if !slices.Contains(before.Prompts, Prompt{Key{Clause: "advice.avoid_gifts"}, true}) {
		t.Errorf("prompts %v, want the caution", before.Prompts)
	}
	after := Evaluate(frameOf(t, s, "advice: [gifts]"), ed, Context{Now: noon})
	if st := find(t, after, "advice.avoid_gifts", "").State; st != Contrary {
		t.Errorf("state %s, want contrary", st)
	}
}

func TestOrgClausesAreAskedOfTheRegister(t *testing.T) {
	ed := testEdition(t)
	out := Evaluate(frameOf(t, ed.orgLang.schema, "spoc_appointed: false"), ed, Context{Now: noon})
	if len(out.Obligations) != 1 || out.Obligations[0].Clause != "org.spoc" || out.Obligations[0].State != Outstanding {
		t.Errorf("got %+v", out.Obligations)
	}
}

func TestRecordedDecisionsWaiveDisputeAndLapse(t *testing.T) {
	ed := testEdition(t)
	f := frameOf(t, ed.caseLang.schema, "{online: true, reported_at: 2026-11-20T09:00:00Z, orders: [{id: o1, ends: 2026-12-01, state: lodged}]}")
	k := Key{Clause: "victim.online_followup"}
	waive := DutyDecision{Key: k, Kind: DecisionWaived, Until: noon.Add(time.Hour), Source: "e9"}
	at := func(now time.Time, d ...DutyDecision) Finding {
		return find(t, Evaluate(f, ed, Context{Now: now, Decisions: d}), d[0].Clause, "")
	}
	x := at(noon, waive)
	if x.State != Waived || !x.NextFlip.Equal(waive.Until) || x.Decision != "e9" {
		t.Errorf("waived: %+v", x)
	}
	if x := at(noon.Add(time.Hour), waive); x.State != Outstanding {
		t.Errorf("after the waiver: %s, want outstanding", x.State)
	}
	if x := at(noon, DutyDecision{Key: k, Kind: DecisionDisputed}); x.State != Outstanding || !x.Disputed {
		t.Errorf("disputed: %+v, want outstanding with the mark", x)
	}
	must := DutyDecision{Key: Key{Clause: "order.renew", Occurrence: "o1"}, Kind: DecisionWaived}
	if x := at(noon, must); x.State != Outstanding || !x.CannotComply {
		t.Errorf("waiver of a must: %+v, want outstanding, marked that it cannot be done", x)
	}
}

func TestOverdueIsAComparison(t *testing.T) {
	ed := testEdition(t)
	f := frameOf(t, ed.caseLang.schema, "{online: true, reported_at: 2026-11-19T09:00:00Z}") // a Thursday
	x := find(t, Evaluate(f, ed, Context{Now: noon}), "victim.online_followup", "")
	end := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	if !x.Due.At.Equal(end) || x.Overdue(end.Add(-time.Second)) || !x.Overdue(end) {
		t.Errorf("due %v: overdue just before %v, at it %v", x.Due.At, x.Overdue(end.Add(-time.Second)), x.Overdue(end))
	}
	if !x.WarnFrom.IsZero() || !x.NextFlip.Equal(end.Add(-4*time.Hour)) {
		t.Errorf("warned from %v, next change %v", x.WarnFrom, x.NextFlip)
	}
	if x := find(t, Evaluate(f, ed, Context{Now: end.Add(-time.Hour)}), "victim.online_followup", ""); x.WarnFrom.IsZero() {
		t.Error("want a warning in the last four hours")
	}
}

func TestLedgerRemembersWhenThingsAroseAndEnded(t *testing.T) {
	ed := testEdition(t)
	s := ed.caseLang.schema
	k := Key{Clause: "victim.online_followup"}
	var l Ledger
	step := func(facts string, at time.Time) Entry {
		t.Helper()
		l = Advance(l, Evaluate(frameOf(t, s, facts), ed, Context{Now: at, Ledger: l}), at)
		e, _ := l.Get(k)
		return e
	}
	if e := step("{}", noon); e.State != Undetermined || !e.Arose.Equal(noon) {
		t.Errorf("question: %+v", e)
	}
	one := noon.Add(time.Hour)
	if e := step("online: true", one); e.State != Outstanding || !e.Arose.Equal(one) {
		t.Errorf("answered: %+v, want arisen when the question was answered", e)
	}
	if e := step("{online: true, advice: [gifts]}", one.Add(time.Hour)); !e.Arose.Equal(one) {
		t.Errorf("later: %+v, want arisen as before", e)
	}
	gone := one.Add(2 * time.Hour)
	if e := step("online: false", gone); e.State != Ended || e.Reason != EndedNoLonger || !e.Ended.Equal(gone) {
		t.Errorf("no longer: %+v", e)
	}
	again := gone.Add(time.Hour)
	if e := step("online: true", again); e.State != Outstanding || !e.Arose.Equal(again) || !e.Ended.IsZero() {
		t.Errorf("again: %+v, want arisen anew", e)
	}
	b, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	var back Ledger
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(l.Entries(), back.Entries(), cmp.AllowUnexported(Entry{}), cmpopts.EquateApproxTime(0)); d != "" {
		t.Errorf("ledger read back differs:\n%s", d)
	}
}

func TestDecisionsReopenWhenWhatTheyRestOnChanges(t *testing.T) {
	ed := testEdition(t)
	k := Key{Clause: "spo.consider", Pair: "p1"}
	var l Ledger
	step := func(hour int, facts string, d ...DutyDecision) Finding {
		t.Helper()
		at := noon.Add(time.Duration(hour) * time.Hour)
		out := Evaluate(frameOf(t, ed.caseLang.schema, facts), ed, Context{Now: at, Ledger: l, Decisions: d})
		l = Advance(l, out, at)
		return find(t, out, k.Clause, k.Pair)
	}
	more := strings.Replace(stalked, "{id: i3,", "{id: i4, pair: p1}, {id: i3,", 1)
	first := DutyDecision{Key: k, Kind: DecisionMade, Source: "e1"}
	if x := step(0, stalked, first); x.State != Decided {
		t.Fatalf("decided: %+v", x)
	}
	if x := step(1, strings.Replace(stalked, "{pairs:", "{online: true, pairs:", 1), first); x.State != Decided {
		t.Errorf("after a fact it does not rest on: %+v, want decided", x)
	}
	if x := step(2, more, first); x.State != Outstanding || !x.Reopened {
		t.Errorf("after another act: %+v, want reopened", x)
	}
	if x := step(3, more, first); x.State != Outstanding || !x.Reopened {
		t.Errorf("an hour later: %+v, want still reopened", x)
	}
	if x := step(4, more, first, DutyDecision{Key: k, Kind: DecisionMade, Source: "e2"}); x.State != Decided || x.Reopened {
		t.Errorf("after deciding again: %+v, want decided", x)
	}
}

// Two pairs of one case are decided on apart: what is done towards a second victim
// changes nothing that the decision on the first rested on.
func TestADecisionOnOnePairIsNotReopenedByAnother(t *testing.T) {
	ed := altered(t, "reopen_on: [incidents, risk.judgement]", "reopen_on: [pairs.relationship]")
	var l Ledger
	step := func(hour int, facts string) Finding {
		t.Helper()
		at := noon.Add(time.Duration(hour) * time.Hour)
		d := []DutyDecision{{Key: Key{Clause: "spo.consider", Pair: "p1"}, Kind: DecisionMade, Source: "e1"}}
		out := Evaluate(frameOf(t, ed.caseLang.schema, facts), ed, Context{Now: at, Ledger: l, Decisions: d})
		l = Advance(l, out, at)
		return find(t, out, "spo.consider", "p1")
	}
	if x := step(0, stalked); x.State != Decided {
		t.Fatalf("decided: %+v", x)
	}
	if x := step(1, strings.Replace(stalked, "neighbour", "stranger", 1)); x.State != Decided || x.Reopened {
		t.Errorf("after something else of another pair: %+v, want decided", x)
	}
	if x := step(2, strings.Replace(stalked, "{id: p2,", "{id: p0, relationship: stranger}, {id: p2,", 1)); x.State != Decided || x.Reopened {
		t.Errorf("after a third pair: %+v, want decided", x)
	}
	if x := step(3, strings.Replace(stalked, "former_partner", "stranger", 1)); x.State != Outstanding || !x.Reopened {
		t.Errorf("after something else of this pair: %+v, want reopened", x)
	}
}

func TestDueFromArosePutsNobodyLateForThePast(t *testing.T) {
	opt := testOptions(t)
	ed, err := Load(edited(t, "clauses.yaml", "from: case.reported_at, add: 1wd, warn: [4h]", "from: [case.reported_at, arose], add: 24h"), nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	f := frameOf(t, opt.Case, "{online: true, reported_at: 2026-11-01T09:00:00Z}")
	x := find(t, Evaluate(f, ed, Context{Now: noon}), "victim.online_followup", "")
	if x.Overdue(noon) || !x.Due.At.Equal(noon.Add(24*time.Hour)) {
		t.Errorf("first known today: due %v, want a day from now", x.Due.At)
	}
}

// TestNothingIsDueBeforeTheDayItsFactsWereRecorded records today what was reported three
// weeks ago: it is due today, late tomorrow, and its sentence says why. What its clock
// still allows keeps the clock.
func TestNothingIsDueBeforeTheDayItsFactsWereRecorded(t *testing.T) {
	ed := testEdition(t)
	first := func(reported string) (Finding, Ledger) {
		f := Evaluate(frameOf(t, ed.caseLang.schema, "{online: true, reported_at: "+reported+"}"), ed, Context{Now: noon})
		return find(t, f, "victim.online_followup", ""), Advance(Ledger{}, f, noon)
	}
	x, l := first(noon.AddDate(0, 0, -21).Format(time.RFC3339))
	if x.Overdue(noon) || x.Due.LastDay != calendar.DateOf(noon) || !strings.Contains(x.Due.Sentence(), becameKnown) {
		t.Errorf("known today: due %s, %q; want today", x.Due.At, x.Due.Sentence())
	}
	later := noon.AddDate(0, 0, 1)
	f := frameOf(t, ed.caseLang.schema, "{online: true, reported_at: "+noon.AddDate(0, 0, -21).Format(time.RFC3339)+"}")
	if y := find(t, Evaluate(f, ed, Context{Now: later, Ledger: l}), "victim.online_followup", ""); !y.Overdue(later) || !y.Due.At.Equal(x.Due.At) {
		t.Errorf("a day later: due %s, overdue %t; want late since the end of the day it became known", y.Due.At, y.Overdue(later))
	}
	if x, _ := first(noon.Add(-time.Hour).Format(time.RFC3339)); strings.Contains(x.Due.Sentence(), becameKnown) || x.Due.At.IsZero() {
		t.Errorf("reported an hour ago: %q; want the clause's own clock", x.Due.Sentence())
	}
}

func TestNumbersNobodySetAreShownAsSuch(t *testing.T) {
	ed := testEdition(t)
	x := find(t, Evaluate(frameOf(t, ed.caseLang.schema, stalked), ed, Context{Now: noon}), "spo.consider", "p1")
	if !x.Due.At.IsZero() || x.NoDue != "no local standard set" {
		t.Errorf("due %v, %q", x.Due.At, x.NoDue)
	}
}

func TestGatesNameWhatIsMissing(t *testing.T) {
	ed := testEdition(t)
	s := ed.caseLang.schema
	f := frameOf(t, s, "orders: [{id: o1, state: lodged, necessary: false}, {id: o2, state: lodged}, {id: o3, state: lodged, necessary: true}]")
	got := Gates(f, ed, Context{Now: noon}, Step{Kind: "OrderApplicationLodged"})
	if len(got) != 2 || got[0].Occurrence != "o1" || len(got[0].Needs) != 0 || !got[0].Hard || paths(got[1].Needs)[0] != "orders[o2].necessary" {
		t.Errorf("got %+v", got)
	}
	if got := Gates(f, ed, Context{Now: noon}, Step{Kind: "OrderApplicationLodged", Occurrence: "o3"}); len(got) != 0 {
		t.Errorf("an order found necessary is held: %+v", got)
	}
	if got := Gates(f, ed, Context{Now: noon}, Step{Kind: "IncidentRecorded"}); len(got) != 0 {
		t.Errorf("another step is held: %+v", got)
	}
}

func TestFullAndDirtyEvaluationAgree(t *testing.T) {
	ed := testEdition(t)
	s := ed.caseLang.schema
	rapid.Check(t, func(rt *rapid.T) {
		f := genFrame(rt, s)
		now := noon
		var l Ledger
		prev := Evaluate(f, ed, Context{Now: now, Ledger: l})
		for range rapid.IntRange(1, 4).Draw(rt, "steps") {
			l = Advance(l, prev, now)
			now = now.Add(time.Duration(rapid.IntRange(0, 400).Draw(rt, "hours")) * time.Hour)
			changed := change(rt, f)
			ctx := Context{Now: now, Ledger: l}
			if rapid.Bool().Draw(rt, "waive") {
				ctx.Decisions = []DutyDecision{{Key: Key{Clause: "victim.online_followup"}, Kind: DecisionWaived, Source: "w"}}
			}
			full := Evaluate(f, ed, ctx)
			prev = EvaluateDirty(prev, f, ed, ctx, changed)
			if d := cmp.Diff(full, prev, cmpopts.IgnoreUnexported(Findings{}), cmpopts.IgnoreUnexported(Finding{}, Due{})); d != "" {
				rt.Fatalf("changed %v; full (-) and dirty (+) differ:\n%s", changed, d)
			}
		}
	})
}

// change alters one leaf or list of a frame and names its path.
func change(rt *rapid.T, f *Frame) []string {
	name := rapid.SampledFrom([]string{"online", "risk.tool", "incidents", "incidents.channel", "orders.ends", "pairs.relationship", "last_act", "advice"}).Draw(rt, "path")
	other := genFrame(rt, f.schema)
	head, rest, _ := strings.Cut(name, ".")
	field := f.schema.root.fields[head]
	switch {
	case field.kind == record:
		f.root.slots[field.slot+field.rec.fields[rest].slot] = other.root.slots[field.slot+field.rec.fields[rest].slot]
	case field.kind == interval:
		copy(f.root.slots[field.slot:field.slot+2], other.root.slots[field.slot:field.slot+2])
	case field.kind != list:
		f.root.slots[field.slot] = other.root.slots[field.slot]
	case rest == "":
		f.root.lists[field.slot] = other.root.lists[field.slot]
	default:
		l := &f.root.lists[field.slot]
		for i := range l.elems {
			at := field.rec.fields[rest]
			l.elems[i].slots[at.slot].Value = genValue(rt, at, at.kind)
		}
		if len(l.elems) > 0 {
			name = head + "[" + l.elems[0].id + "]." + rest
		}
	}
	return []string{name}
}

func TestExplanationNamesFactsAndWithholdsRestrictedOnes(t *testing.T) {
	opt := testOptions(t)
	ed, err := Load(edited(t, "clauses.yaml", "when: case.online\n", "when: case.online && case.incidents.exists(i, i.place == \"x\" || i.channel == channel.sms)\n"), nil, opt)
	if err != nil {
		t.Fatal(err)
	}
	f := frameOf(t, opt.Case, "{online: true, incidents: [{id: i1, channel: post}, {id: i2, channel: phone, place: x}]}")
	out := Evaluate(f, ed, Context{Now: noon})
	ex, err := Explain(f, ed, Context{Now: noon}, find(t, out, "victim.online_followup", ""))
	if err != nil {
		t.Fatal(err)
	}
	if ex.Sentence != "The report came online: yes." || ex.Provenance != "app" || ex.Cite[0].String() != "guide 1.1 para 2" || ex.WaiveBy[0] != "supervisor" {
		t.Errorf("explanation %+v", ex)
	}
	if len(ex.Because) != 2 {
		t.Fatalf("because %+v, want the two facts that made it apply", ex.Because)
	}
	if a := ex.Because[0]; a.Phrase != "the report came online (yes)" || a.Source != "example" {
		t.Errorf("first fact %+v", a)
	}
	if a := ex.Because[1]; a.Path != "incidents[i2].place" || a.Value != withheld || strings.Contains(a.Phrase, "x:") {
		t.Errorf("restricted fact %+v", a)
	}
}

// Before a release there is a last moment, whether or not the force has set how
// long before it.
func TestDueBeforeIsCountedBack(t *testing.T) {
	for add, want := range map[string]time.Time{"2h": noon.Add(-2 * time.Hour), "param:order.prepare": noon} {
		ed, err := Load(edited(t, "clauses.yaml", "from: case.reported_at, add: 1wd, warn: [4h]", "from: case.reported_at, add: \""+add+"\", before: true"), nil, testOptions(t))
		if err != nil {
			t.Fatal(err)
		}
		f := frameOf(t, ed.caseLang.schema, "{online: true, reported_at: 2026-11-20T12:00:00Z}")
		now := noon.Add(-3 * time.Hour)
		x := find(t, Evaluate(f, ed, Context{Now: now}), "victim.online_followup", "")
		if !x.Due.At.Equal(want) || x.NoDue != "" || x.Overdue(now) {
			t.Errorf("%s before noon: due %v, %q; want %v", add, x.Due.At, x.NoDue, want)
		}
		if !x.NextFlip.Equal(want) {
			t.Errorf("%s before noon: looked at again at %v, want %v", add, x.NextFlip, want)
		}
	}
}
