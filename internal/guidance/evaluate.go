package guidance

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Evaluate works out everything an edition says about a subject. It is pure: the
// same frame, edition and context give the same findings. A frame of the case
// schema is asked the case clauses, a frame of the register the org clauses.
func Evaluate(f *Frame, ed *Edition, c Context) *Findings {
	return evaluateDirty(nil, f, ed, c, nil).assemble(ed)
}

// EvaluateDirty gives what Evaluate would, given what it gave before and the
// fact paths that have changed since ("incidents", "incidents[i2].channel").
// Clauses that read none of them, and that time has not touched, are not run.
func EvaluateDirty(prev *Findings, f *Frame, ed *Edition, c Context, changed []string) *Findings {
	return evaluateDirty(prev, f, ed, c, changed).assemble(ed)
}

// evaluateDirty leaves the parts ungathered.
func evaluateDirty(prev *Findings, f *Frame, ed *Edition, c Context, changed []string) *Findings {
	v := newEvaluation(f, ed, c)
	out := v.findings()
	anew, paths := !prev.goesOn(ed, c.Now), withoutIndices(changed)
	for i, clause := range ed.Clauses {
		switch {
		case !v.asks(clause):
		case anew || v.dirty(clause, prev.parts[i], paths):
			out.parts[i] = v.clause(clause)
		default:
			out.parts[i] = v.refresh(prev.parts[i])
		}
	}
	return out
}

// goesOn reports whether what was found can be carried on from: the same edition,
// at no later time.
func (f *Findings) goesOn(ed *Edition, now time.Time) bool {
	return f != nil && f.Edition == ed.Hash+ed.OverlayHash && len(f.parts) == len(ed.Clauses) && !now.Before(f.At)
}

// withoutIndices are fact paths without the indices in them.
func withoutIndices(changed []string) []string {
	paths := make([]string, len(changed))
	for i, p := range changed {
		paths[i] = stripIndices(p)
	}
	return paths
}

type evaluation struct {
	ed      *Edition
	env     env
	frame   *Frame
	ctx     Context
	org     bool
	pairs   []elem
	memos   []memo
	decided map[Key][]DutyDecision
	byRule  map[string]bool // clauses with a recorded decision
}

func newEvaluation(f *Frame, ed *Edition, c Context) *evaluation {
	v := &evaluation{ed: ed, frame: f, ctx: c, org: ed.orgLang != nil && f.schema == ed.orgLang.schema,
		env: env{now: c.Now, micro: c.Now.UnixMicro(), days: ed.days, flip: never}}
	v.env.elems[varCase] = f.root
	if p := f.schema.root.fields["pairs"]; p != nil && p.kind == list {
		v.pairs = f.root.lists[p.slot].elems
	}
	v.memos = make([]memo, (len(v.pairs)+1)*len(ed.defs))
	if len(c.Decisions) > 0 {
		v.decided, v.byRule = map[Key][]DutyDecision{}, map[string]bool{}
		for _, d := range c.Decisions {
			v.decided[d.Key] = append(v.decided[d.Key], d)
			v.byRule[d.Clause] = true
		}
	}
	return v
}

func (v *evaluation) findings() *Findings {
	return &Findings{At: v.ctx.Now, Edition: v.ed.Hash + v.ed.OverlayHash, parts: make([]part, len(v.ed.Clauses)), adopting: v.ctx.Adopting}
}

func (v *evaluation) asks(c *Clause) bool { return c.org == v.org && c.Kind != "gate" }

func (v *evaluation) dirty(c *Clause, p part, changed []string) bool {
	if v.byRule[c.Key] || c.needsArose || len(c.reopen) > 0 || p.flip <= v.env.micro {
		return true
	}
	since := v.ctx.Since[c.Key]
	for _, f := range p.findings {
		if f.Decision != "" || f.Arose.Before(since) {
			return true // the rule of another edition may read other facts
		}
	}
	for _, d := range c.deps {
		for _, ch := range changed {
			if within(d, ch) {
				return true
			}
		}
	}
	return false
}

// within reports whether path a is b or lies inside it.
func within(a, b string) bool {
	return strings.HasPrefix(a, b) && (len(a) == len(b) || a[len(b)] == '.')
}

// refresh carries a part forward: only when each finding arose may differ.
func (v *evaluation) refresh(p part) part {
	shared := true
	for i := range p.findings {
		arose := v.arose(p.findings[i].Key, p.findings[i].State)
		if arose == p.findings[i].Arose {
			continue
		}
		if shared {
			p.findings, shared = slices.Clone(p.findings), false
		}
		p.findings[i].Arose = arose
	}
	return p
}

// clause asks one clause of every pair and element it is meant for.
func (v *evaluation) clause(c *Clause) part {
	out := part{flip: never}
	v.subjects(c, func(k Key) { v.one(c, k, &out) })
	return out
}

// subjects binds pair and it in turn for each subject of a clause.
func (v *evaluation) subjects(c *Clause, visit func(Key)) {
	v.memoFor(0)
	if c.Scope != ScopePairs {
		v.elements(c, Key{Clause: c.Key}, visit)
		return
	}
	for i := range v.pairs {
		v.memoFor(i + 1)
		v.env.elems[varPair] = &v.pairs[i]
		v.elements(c, Key{Clause: c.Key, Pair: v.pairs[i].id}, visit)
	}
}

func (v *evaluation) memoFor(i int) {
	n := len(v.ed.defs)
	v.env.memo = v.memos[i*n : (i+1)*n]
}

func (v *evaluation) elements(c *Clause, k Key, visit func(Key)) {
	if c.list == nil {
		visit(k)
		return
	}
	lv := c.list.load(&v.env)
	for i := range lv.elems {
		v.env.elems[varIt] = &lv.elems[i]
		k.Occurrence = lv.elems[i].id
		visit(k)
	}
}

func always(p *plan, e *env) Tri {
	if p == nil {
		return True
	}
	return p.eval(e)
}

// one asks a clause of one subject.
func (v *evaluation) one(c *Clause, k Key, out *part) {
	e := &v.env
	e.flip = never
	switch c.Kind {
	case "advise":
		v.advise(c, k, out)
	case "clock":
		v.clock(c, k, out)
	case "prompt":
		switch always(c.when, e) {
		case True:
			out.prompts = append(out.prompts, Prompt{Key: k})
		case Unknown:
			out.missing = append(out.missing, missing{k, e.ask(c.when.eval)})
		}
	case "metric":
		if t := always(c.when, e); t != False {
			out.measures = append(out.measures, Measure{Key: k, Applies: t, Met: always(c.expects, e)})
		}
	default:
		if f, ok := v.duty(c, k, out); ok {
			f.NextFlip = instant(e.flip)
			out.findings = append(out.findings, f)
		}
	}
	out.flip = min(out.flip, e.flip)
}

func instant(flip int64) time.Time {
	if flip == never {
		return time.Time{}
	}
	return time.UnixMicro(flip).UTC()
}

func (v *evaluation) advise(c *Clause, k Key, out *part) {
	e := &v.env
	switch always(c.when, e) {
	case Unknown:
		out.missing = append(out.missing, missing{k, e.ask(c.when.eval)})
	case True:
		r := Reason{Key: k, Candidate: cmp.Or(c.Argue.For, c.Argue.Against), Against: c.Argue.For == "",
			Strength: c.Argue.Strength, Text: c.Argue.Text}
		r.Displaced = c.displaced != nil && c.displaced.eval(e) == True
		if c.when != nil {
			r.Sources = e.sources(c.when.eval)
		}
		out.reasons = append(out.reasons, r)
	}
}

func (v *evaluation) clock(c *Clause, k Key, out *part) {
	e := &v.env
	applies := always(c.when, e)
	if applies == False || c.until != nil && c.until.eval(e) == True {
		return
	}
	clk := Clock{Key: k, Note: c.Say}
	if applies == Unknown {
		clk.Ask = e.ask(c.when.eval)
	}
	d := c.due.count(e, v.arose(k, Outstanding), time.Time{})
	clk.Due = d.due
	clk.Ask = append(clk.Ask, d.ask...)
	clk.Certain = applies == True && !d.rough && !d.due.At.IsZero()
	switch {
	case d.note != "":
		clk.Note = d.note
	case d.due.At.IsZero() && c.UnknownFrom != "":
		clk.Note = c.UnknownFrom
	}
	out.clocks = append(out.clocks, clk)
	if len(clk.Ask) > 0 {
		out.missing = append(out.missing, missing{k, clk.Ask})
	}
}
