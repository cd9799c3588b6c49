package guidance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// adopted evaluates the same facts under one edition and then, an hour later, as
// another takes its place.
func adopted(t *testing.T, a, b *Edition, facts string, decided ...DutyDecision) (Ledger, *Findings, Context) {
	t.Helper()
	f := frameOf(t, a.caseLang.schema, facts)
	l := Advance(Ledger{}, Evaluate(f, a, Context{Now: noon, Decisions: decided}), noon)
	at := noon.Add(time.Hour)
	since := map[string]time.Time{}
	for _, c := range Diff(a, b) {
		since[c.Key] = at
	}
	ctx := Context{Now: at, Ledger: l, Decisions: decided, Adopting: true, Since: since, Earlier: map[string]*Edition{}}
	for _, hash := range l.Earlier(since) {
		if hash != a.Hash {
			t.Fatalf("obligations arose under %s, of which nobody heard", hash)
		}
		ctx.Earlier[hash] = a
	}
	found := Evaluate(f, b, ctx)
	ctx.Ledger, ctx.Adopting = Advance(l, found, at), false
	return ctx.Ledger, found, ctx
}

func altered(t *testing.T, old, repl string) *Edition {
	t.Helper()
	ed, err := Load(edited(t, "clauses.yaml", old, repl), nil, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

// A decision stays made where an edition says that it rests on other facts; when
// those change it is asked again.
func TestADecisionIsNotReopenedByAnAdoptionItself(t *testing.T) {
	a, b := testEdition(t), altered(t, "reopen_on: [incidents, risk.judgement]", "reopen_on: [incidents, online]")
	k := Key{Clause: "spo.consider", Pair: "p1"}
	made := DutyDecision{Key: k, Kind: DecisionMade, Source: "e1"}
	facts := strings.Replace(stalked, "{pairs:", "{risk: {judgement: 2}, pairs:", 1)
	_, found, ctx := adopted(t, a, b, facts, made)
	if x := find(t, found, k.Clause, k.Pair); x.State != Decided || x.Reopened {
		t.Errorf("at the adoption: %+v, want decided", x)
	}
	ctx.Now = ctx.Now.Add(time.Hour)
	then := func(facts string) Finding {
		return find(t, Evaluate(frameOf(t, b.caseLang.schema, facts), b, ctx), k.Clause, k.Pair)
	}
	if x := then(facts); x.State != Decided {
		t.Errorf("an hour later: %+v, want decided", x)
	}
	if x := then(strings.Replace(facts, "{risk:", "{online: true, risk:", 1)); !x.Reopened {
		t.Errorf("after a fact it now rests on: %+v, want reopened", x)
	}
}

// The rule an obligation arose under may read a fact the newer one does not: what
// changes it is seen all the same.
func TestAFactOnlyTheEarlierRuleReadsStillMovesItsTime(t *testing.T) {
	a, b := testEdition(t), altered(t, "from: case.reported_at, add: 1wd", "from: case.last_act.earliest, add: 9d")
	facts := "{online: true, reported_at: 2026-11-20T09:00:00Z}"
	_, found, ctx := adopted(t, a, b, facts)
	ctx.Now = ctx.Now.Add(time.Hour)
	moved := frameOf(t, b.caseLang.schema, "{online: true, reported_at: 2026-11-24T09:00:00Z}")
	full, dirty := Evaluate(moved, b, ctx), EvaluateDirty(found, moved, b, ctx, []string{"reported_at"})
	want := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	if x := find(t, full, "victim.online_followup", ""); !x.Due.At.Equal(want) {
		t.Errorf("due %s, want %s: one working day, as when it arose", x.Due.At, want)
	}
	if d := cmp.Diff(full, dirty, cmpopts.IgnoreUnexported(Findings{}, Finding{}, Due{})); d != "" {
		t.Errorf("full (-) and by parts (+) differ:\n%s", d)
	}
}

// A rule that is asked of other elements than before cannot be read for these: time
// then counts from the adoption.
func TestARuleOfOtherElementsCountsFromTheAdoption(t *testing.T) {
	a := altered(t, "when: upcoming(it.ends, \"28d\")\n", "when: upcoming(it.ends, \"28d\")\n  due: {from: it.considered_at, add: 1d}\n")
	b, err := Load(edited(t, "clauses.yaml", "  for_each: case.orders\n  actor: {role: order_manager}\n  when: upcoming(it.ends, \"28d\")\n  expects: it.state == order_state.considered",
		"  for_each: case.checks\n  actor: {role: order_manager}\n  when: known(it.done_at)\n  due: {from: it.done_at, add: 1d}\n  expects: it.system == system.bail"), nil, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	facts := `{orders: [{id: x1, ends: 2026-12-01, state: lodged, considered_at: 2026-11-01T09:00:00Z}],
		checks: [{id: x1, system: orders, done_at: 2026-11-02T09:00:00Z}, {id: x2, system: orders, done_at: 2026-11-02T09:00:00Z}]}`
	_, found, _ := adopted(t, a, b, facts)
	var due []string
	for _, x := range found.Obligations {
		if x.Clause == "order.renew" {
			due = append(due, x.Occurrence+" "+x.Due.Sentence())
		}
	}
	want := []string{"x1 by the end of Saturday 21 November 2026, 1 day after the adoption of this guidance", "x2 by the end of Saturday 21 November 2026, 1 day after the adoption of this guidance"}
	if !slices.Equal(due, want) {
		t.Errorf("got %q\nwant %q", due, want)
	}
}
