package casefile_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"foursight/internal/casefile"
)

// start is the evening on which every history here begins.
var start = time.Date(2026, 11, 2, 18, 0, 0, 0, time.UTC)

// history is a case being told, one entry a minute.
type history struct {
	t      testing.TB
	events []casefile.Event
}

// told begins a history with a report and two people: v1, towards whom the
// conduct is, and s1; their pair is p1. All are invented.
func told(t testing.TB) *history {
	h := &history{t: t}
	h.add("ReportReceived", "rep", `{"channel":"call_999"}`)
	h.add("PersonAdded", "v1", `{"roles":["victim"],"details":{"name":"Ada Example"}}`)
	h.add("PersonAdded", "s1", `{"details":{"name":"Bo Invented"}}`)
	h.add("PairRecorded", "p1", `{"victim":"v1","actor":"s1"}`)
	return h
}

// with changes the entry just made.
type with func(*casefile.Event)

func by(staff string, role casefile.Role) with {
	return func(e *casefile.Event) { e.Actor, e.Role = staff, role }
}

func known(at time.Time) with { return func(e *casefile.Event) { e.Known = at } }

func occurred(from, to string) with {
	return func(e *casefile.Event) {
		raw, _ := json.Marshal(map[string]string{"from": from, "to": to})
		if err := e.Occurred.UnmarshalJSON(raw); err != nil {
			panic(err)
		}
	}
}

func corrects(id string) with {
	return func(e *casefile.Event) { e.Corrects, e.Reason = id, "misheard" }
}

func withdraws(id string) with {
	return func(e *casefile.Event) { e.Corrects, e.Reason, e.Withdraw = id, "not so", true }
}

// entry makes the next event without adding it.
func (h *history) entry(kind, id, data string, changes ...with) casefile.Event {
	n := len(h.events) + 1
	at := start.Add(time.Duration(n) * time.Minute)
	e := casefile.Event{ID: id, Stream: "case/c1", Seq: int64(n), Kind: kind, Version: 1, Recorded: at, Clock: at, Actor: "u1",
		Body: casefile.Body{Data: json.RawMessage(data)}}
	for _, change := range changes {
		change(&e)
	}
	return e
}

func (h *history) add(kind, id, data string, changes ...with) {
	h.events = append(h.events, h.entry(kind, id, data, changes...))
}

func (h *history) fold() *casefile.Case { return casefile.Fold("c1", h.events) }

// whole folds and fails on any problem.
func (h *history) whole() *casefile.Case {
	h.t.Helper()
	c := h.fold()
	for _, p := range c.Problems {
		h.t.Errorf("problem with %s %s: %s: %s", p.Event, p.Field, p.Code, p.What)
	}
	return c
}

func (h *history) pair() *casefile.Pair {
	h.t.Helper()
	p := h.whole().Pair("p1")
	if p == nil {
		h.t.Fatal("no pair p1")
	}
	return p
}

// refusals are the codes of what Admit says, with fields: "person:unknown_person".
func (h *history) refusals(e casefile.Event) string {
	out := make([]string, 0)
	for _, p := range casefile.Admit(h.fold(), e, e.Recorded) {
		if p.What == "" {
			h.t.Errorf("problem %s of %s says nothing to the person who sees it", p.Code, p.Field)
		}
		out = append(out, p.Field+":"+p.Code)
	}
	return strings.Join(out, " ")
}

// comparing ignores what is private to folding.
var comparing = cmp.Options{cmpopts.IgnoreUnexported(casefile.Case{}, casefile.Pending{}), cmpopts.EquateEmpty()}

// ignoring leaves fields of these names out of a comparison, wherever they stand.
func ignoring(names ...string) cmp.Option {
	return cmp.FilterPath(func(p cmp.Path) bool {
		f, ok := p.Last().(cmp.StructField)
		if !ok {
			return false
		}
		for _, n := range names {
			if f.Name() == n {
				return true
			}
		}
		return false
	}, cmp.Ignore())
}

func differ(t interface{ Fatalf(string, ...any) }, what string, want, got *casefile.Case, opts ...cmp.Option) {
	if reflect.DeepEqual(want, got) { // many times as fast as a difference, and stricter
		return
	}
	if d := cmp.Diff(want, got, append(cmp.Options{comparing}, opts...)); d != "" {
		t.Fatalf("%s (- want, + got):\n%s", what, d)
	}
}

// incidents adds n incidents of p1, a day apart, named prefix1 and so on.
func (h *history) incidents(prefix string, n int) {
	for i := range n {
		day := fmt.Sprintf("2026-10-%02d", i%28+1)
		h.add("IncidentRecorded", fmt.Sprintf("%s%d", prefix, i+1), `{"pair":"p1","behaviours":["messages"],"channel":"text"}`, occurred(day, day))
	}
}
