package guidance

import (
	"cmp"
	"strings"
	"time"

	"cel.dev/cel-go/common/ast"

	"foursight/internal/calendar"
)

type planned struct{ *ast.AST }

// duePlan is a due rule ready to count.
type duePlan struct {
	from   []valueRef
	names  []string
	called string
	arose  bool
	before bool // counted back
	add    period
	warn   []calendar.Due
}

// Due is when something falls due. The zero Due is "no time is set".
type Due struct {
	At      time.Time     // first instant that is too late
	LastDay calendar.Date // last civil day on which it can be done
	From    time.Time     // what it was counted from

	deadline calendar.Deadline
	event    string
}

// Sentence says the deadline to a person; empty where no time is set.
func (d Due) Sentence() string {
	if d.At.IsZero() {
		return ""
	}
	return d.deadline.Sentence(d.event)
}

func (k *clauseCompiler) due() {
	d, c := k.c.Due, k.c
	out := &duePlan{called: d.Called, before: d.Before}
	for _, from := range d.From {
		if from == "arose" {
			out.arose, c.needsArose = true, true
			continue
		}
		p, a, probs := k.planner(from)
		if probs != nil {
			k.problems(k.r.node(d, "from"), probs)
			continue
		}
		v, ok := p.value(a.Expr())
		if ok && v.kind != Instant && v.kind != DateOnly {
			p.failf(a.Expr(), "a date or an instant, or arose", "%s is not a time", from)
		}
		k.problems(k.r.node(d, "from"), p.fault)
		if ok {
			out.from, out.names = append(out.from, v), append(out.names, from)
		}
		c.deps = append(c.deps, p.out.deps...)
	}
	var err error
	if out.add, err = parsePeriod(d.Add, d.Count, d.Day0, k.ed.params); err != nil {
		k.r.fault(k.r.node(d, "add"), "Nh, Nd, Nwd, Nmo, Ny or param:name", "%v", err)
	}
	if u := out.add.due.Unit; (u == calendar.Months || u == calendar.Years) && d.Rule == "" {
		k.r.fault(k.r.node(d, "add"), "rule: corresponding_date", "months and years need the rule they are counted by")
	}
	for _, w := range d.Warn {
		per, err := calendar.ParseDue(w, "", "")
		if err != nil || per.Unit != calendar.Hours && per.Unit != calendar.Days {
			k.r.fault(k.r.node(d, "warn"), "Nh or Nd", "%q is not a time of warning", w)
			continue
		}
		out.warn = append(out.warn, per)
	}
	c.due = out
}

// dueState is what a due rule gives for one obligation.
type dueState struct {
	due      Due
	warnFrom time.Time
	ask      []Ask  // what has to be known first
	note     string // why there is no time
	rough    bool   // counted from the cautious end of an imprecise time
}

// adoption is what a time is counted from where the rule is newer than the facts.
const adoption = "the adoption of this guidance"

// count applies the rule. The latest of the facts counts, and arose where the
// rule names it, so that nobody is late for what they could not have known; and
// none from before floor, when nobody had been told to.
func (d *duePlan) count(e *env, arose, floor time.Time) dueState {
	var from time.Time
	rough, name := false, "this arose"
	if d.arose {
		from = arose
	}
	e.tracing, e.missing = true, e.missing[:0]
	for i, v := range d.from {
		t := v.load(e)
		if t.state != given {
			continue
		}
		if at, _ := bounds(v.kind, t); at.After(from) {
			from, name, rough = at, cmp.Or(d.called, readable(d.names[i])), v.rough != nil && v.rough(e)
		}
	}
	e.tracing = false
	if len(e.missing) > 0 {
		return dueState{ask: e.asks()}
	}
	if from.IsZero() {
		return dueState{}
	}
	if from.Before(floor) {
		from, name, rough = floor, adoption, false
	}
	per, ok := d.add.on(calendar.DateOf(from))
	if !ok && d.before {
		per, ok = calendar.Due{Unit: calendar.Hours}, true
	}
	if !ok {
		return dueState{note: "no local standard set", ask: []Ask{{Path: "params." + strings.TrimPrefix(d.add.text, "param:")}}}
	}
	dl := per.From(from, e.days)
	if d.before {
		dl = per.Before(from, e.days)
	}
	out := dueState{rough: rough, due: Due{At: dl.At, LastDay: dl.Last, From: from, deadline: dl, event: name}}
	for _, w := range d.warn {
		at := dl.At.Add(-24 * time.Hour * time.Duration(w.N))
		if w.Unit == calendar.Hours {
			at = calendar.AddHours(dl.At, -w.N)
		}
		if !e.now.Before(at) && at.After(out.warnFrom) {
			out.warnFrom = at
		}
		e.flipAt(at)
	}
	e.flipAt(dl.At)
	return out
}

// becameKnown is what a time is counted from that had passed before anybody could know.
const becameKnown = "it became known"

// notBefore keeps an obligation from falling due before the day on which the facts that
// make it were recorded: what has its clock run out by then is due on that day, and
// before the moment itself where that is still to come. A limit of the law does not move.
func (d *duePlan) notBefore(e *env, known time.Time, out *dueState) {
	day := calendar.DateOf(known)
	if out.due.At.IsZero() || known.IsZero() || !out.due.LastDay.Before(day) {
		return
	}
	dl, name, from := calendar.Due{Unit: calendar.Days}.From(known, e.days), becameKnown, known
	if d.before && out.due.From.After(known) && out.due.From.Before(dl.At) {
		dl, name, from = calendar.Due{Unit: calendar.Hours}.Before(out.due.From, e.days), out.due.event, out.due.From
	}
	out.due, out.rough = Due{At: dl.At, LastDay: dl.Last, From: from, deadline: dl, event: name}, false
	e.flipAt(dl.At)
}

// readable turns a fact path into words for a sentence:
// it.reported_at -> "the time recorded for reported".
func readable(path string) string {
	parts := strings.Split(path, ".")
	name, rough := parts[len(parts)-1], ""
	if intervalEnds[name] != nil && len(parts) > 1 {
		rough = "the " + map[string]string{"earliest": "earliest", "first_day": "first", "latest": "latest", "last_day": "last"}[name] + " it may have been: "
		name = parts[len(parts)-2]
	}
	return rough + "the time recorded for " + strings.ReplaceAll(strings.TrimSuffix(name, "_at"), "_", " ")
}
