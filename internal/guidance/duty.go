package guidance

import (
	"hash/fnv"
	"slices"
	"strings"
	"time"
)

// duty works out where an obligation stands for one subject; ok is false where
// it does not apply and never did.
func (v *evaluation) duty(c *Clause, k Key, out *part) (Finding, bool) {
	e, f := &v.env, Finding{Key: k}
	applies := c.when
	if c.Kind == "avoid" {
		// Before the act a caution; after it, a state with a way to put it right.
		if always(c.when, e) == True && c.contrary.eval(e) != True {
			out.prompts = append(out.prompts, Prompt{Key: k, Caution: true})
		}
		applies = c.contrary
	}
	switch always(applies, e) {
	case False:
		return f, false
	case Unknown:
		f.State, f.Ask = Undetermined, e.ask(applies.eval)
		f.Arose = v.arose(k, Undetermined)
		out.missing = append(out.missing, missing{k, f.Ask})
		return f, true
	}
	if applies != nil {
		f.Sources = e.sources(applies.eval)
	}
	v.settle(c, &f)
	f.Arose = v.arose(k, f.State)
	if was := v.ctx.Ledger.entries[k]; f.Reopened && was.State == Decided {
		f.Arose = v.ctx.Now // nobody is late for a question that is asked again only now
	}
	rule := v.dueRule(c, &f)
	if f.State == Outstanding && rule != nil {
		d := rule.count(e, f.Arose, f.floor)
		rule.notBefore(e, f.Arose, &d)
		f.Due, f.NoDue, f.WarnFrom = d.due, d.note, d.warnFrom
		if d.note == "" {
			f.Ask = d.ask
		}
	}
	return f, true
}

// dueRule is the rule that gives an obligation its time, and sets the instant it
// is counted from at the earliest. What arose before the clause was altered keeps
// the time of the edition it arose under; what arises after is not counted from
// before the alteration was adopted.
func (v *evaluation) dueRule(c *Clause, f *Finding) *duePlan {
	since := v.ctx.Since[c.Key]
	was, had := v.ctx.Ledger.entries[f.Key]
	if !had || !was.Arose.Equal(f.Arose) {
		f.floor = since
		return c.due
	}
	f.floor = was.floor
	if !f.Arose.Before(since) {
		return c.due
	}
	if old := v.ctx.Earlier[was.Edition]; old != nil {
		// A rule reads facts of the pair or element the clause is asked of, so both
		// have to be asked of the same.
		if o := old.byKey[c.Key]; o != nil && o.org == c.org && o.Scope == c.Scope && o.ForEach == c.ForEach {
			return o.due
		}
	}
	f.floor = since
	return c.due
}

// settle decides the state of an obligation that applies.
func (v *evaluation) settle(c *Clause, f *Finding) {
	e := &v.env
	f.State = Outstanding
	if c.Kind == "avoid" {
		f.State = Contrary
	}
	switch {
	case c.expects != nil && c.expects.eval(e) == True:
		f.State = Satisfied
		if c.Kind == "consider" {
			f.State = Decided
			if len(c.reopen) > 0 {
				f.Decision = strings.Join(e.sources(c.expects.eval), " ")
			}
		}
	case c.until != nil && c.until.eval(e) == True:
		f.State = Ended
	default:
		v.recorded(c, f)
	}
	if f.State == Decided && len(c.reopen) > 0 {
		v.reopen(c, f)
	}
}

// recorded applies what somebody recorded about this very obligation. A must
// cannot be waived: a waiver of it counts as a statement that it cannot be done.
func (v *evaluation) recorded(c *Clause, f *Finding) {
	for _, d := range v.decided[f.Key] {
		if !d.Until.IsZero() {
			if !v.ctx.Now.Before(d.Until) {
				continue
			}
			v.env.flipAt(d.Until)
		}
		f.Decision = d.Source
		switch {
		case d.Kind == DecisionMade && c.Kind == "consider":
			f.State = Decided
		case d.Kind == DecisionWaived && c.Waivable != nil:
			f.State = Waived
		case d.Kind == DecisionDisputed:
			f.Disputed = true
		default:
			f.CannotComply = true
		}
	}
}

// reopen asks again when what a decision rested on has changed since. The
// ledger holds what it rested on when it was first seen. At an adoption the facts
// have not changed, only perhaps which of them a decision is said to rest on.
func (v *evaluation) reopen(c *Clause, f *Finding) {
	f.basis = v.basis(c)
	was, ok := v.ctx.Ledger.entries[f.Key]
	if v.ctx.Adopting && was.State == Decided {
		return
	}
	if ok && was.Decision == f.Decision && was.basis != 0 && was.basis != f.basis {
		f.State, f.Reopened = Outstanding, true
	}
}

// arose is when an obligation first applied. One that waited as a question
// arises when it is answered. One that was met arises anew where what is recorded
// since asks for more, and one settled otherwise where an edition now adopted does.
func (v *evaluation) arose(k Key, s State) time.Time {
	was, ok := v.ctx.Ledger.entries[k]
	if !ok || was.State == Ended && s != Ended || was.State == Undetermined && s != Undetermined {
		return v.ctx.Now
	}
	if was.State == Satisfied && s == Outstanding {
		return v.ctx.Now // it was met until now: what was recorded since makes it anew
	}
	if v.ctx.Adopting && s == Outstanding && (was.State == Satisfied || was.State == Decided || was.State == Waived) {
		return v.ctx.Now
	}
	return was.Arose
}

// basis is a fingerprint of the facts under the paths a decision depends on. A
// decision about one pair rests on nothing of another: what somebody else does, or
// a second victim, asks for no decision on the first again.
func (v *evaluation) basis(c *Clause) uint64 {
	h := fnv.New64a()
	for _, path := range c.reopen {
		names := strings.Split(path, ".")
		if pair := v.env.elems[varPair]; c.Scope == ScopePairs && names[0] == "pairs" && len(names) > 1 {
			_, _ = h.Write([]byte(pair.id))
			digest(h.Write, pair, names[1:])
			continue
		}
		digest(h.Write, v.frame.root, names)
	}
	return h.Sum64() | 1 // never zero, which means none
}

type write func([]byte) (int, error)

// digest writes every fact under a path. Elements are written in the order of
// their ids, so that merging lists in another order changes nothing.
func digest(w write, el *elem, path []string) {
	r, slots, lists := el.rec, 0, 0
	for i, name := range path {
		f := r.fields[name]
		switch f.kind {
		case record:
			r, slots, lists = f.rec, slots+f.slot, lists+f.lists
			if i == len(path)-1 {
				digestRange(w, el, slots, f.rec.slots, lists, f.rec.lists)
			}
		case list:
			digestList(w, &el.lists[lists+f.slot], path[i+1:])
			return
		default:
			n := 1
			if f.kind == interval {
				n = 2
			}
			digestRange(w, el, slots+f.slot, n, 0, 0)
			return
		}
	}
}

func digestRange(w write, el *elem, slot, nSlots, lst, nLists int) {
	for _, s := range el.slots[slot : slot+nSlots] {
		digestValue(w, s.Value)
		w([]byte{byte(s.status)})
	}
	for i := range el.lists[lst : lst+nLists] {
		digestList(w, &el.lists[lst+i], nil)
	}
}

func digestValue(w write, v Value) {
	w([]byte{byte(v.state)})
	var b [8]byte
	for i := range b {
		b[i] = byte(v.num >> (8 * i))
	}
	w(b[:])
	w([]byte(v.text))
	w([]byte{0})
}

func digestList(w write, l *listVal, rest []string) {
	for _, v := range l.vals {
		digestValue(w, v)
	}
	elems := make([]*elem, len(l.elems))
	for i := range l.elems {
		elems[i] = &l.elems[i]
	}
	slices.SortFunc(elems, func(a, b *elem) int { return strings.Compare(a.id, b.id) })
	for _, el := range elems {
		w([]byte(el.id))
		if len(rest) > 0 {
			digest(w, el, rest)
			continue
		}
		digestRange(w, el, 0, len(el.slots), 0, len(el.lists))
	}
}
