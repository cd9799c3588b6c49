package web

import (
	"cmp"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/guidance"
)

// What is still to do leads to where it is done. On a report not yet recorded that is
// one of its own pages, reached by a button that keeps what is typed; at the door it
// may be a form of the case besides.

// doDuty is the button that keeps the report and goes to the form of the case that
// does what is due: the rule and the pair follow.
const doDuty = "duty-"

// toField cuts a page's button that leads to one of its fields: "to-judge/k.judgement".
const toField = "/"

// leads gives each thing that is still to do its way.
func (r *report) leads(list []finish) {
	for i := range list {
		if x := &list[i]; !x.Done {
			x.Href, x.Do = r.wayTo(*x)
		}
	}
}

// wayTo is where a thing is done. The pages of a report ask about one pair: what is due
// for another is done on the case.
func (r *report) wayTo(x finish) (href, do string) {
	if r.asksAbout(x) {
		switch step, field := r.fieldFor(x); {
		case field == "":
		case step == stepLeave:
			return "#" + form.Context{}.ID(field), ""
		default:
			return "", "to-" + step + toField + field
		}
	}
	if do = doDuty + x.of.Clause + "/" + x.of.Pair; r.door == nil || r.door.dutyForm(do) == "" {
		return "", "" // it is done on the case, once there is one
	}
	return "", do
}

// asksAbout reports whether the pages of the report ask of whom a thing is due.
func (r *report) asksAbout(x finish) bool {
	d := r.door
	if d == nil {
		return true
	}
	return (x.of.Pair == "" || d.pair != nil && d.pair.ID == x.of.Pair) && (x.who == "" || x.who == d.victim)
}

// fieldOf is the question that settles a rule, where the first of its page is not it.
var fieldOf = map[string]string{safeNow: "safe_now", "risk.tool": "tool", "risk.victim_view": "victim_view_asked", "playing_down.considered": "may_be_playing_down"}

// fieldFor is the page and the field of a report that settle a thing; empty for none.
func (r *report) fieldFor(x finish) (step, field string) {
	for n, st := range reportSteps {
		for _, p := range r.parts(n) {
			switch want := fieldOf[x.of.Clause]; {
			case st.Name == stepCall:
			case x.ask != "" && p.asks(x.ask):
				return st.Name, x.ask
			case p.Own == measures && slices.Contains(x.kinds, "SafetyMeasureSet"):
				return st.Name, fieldMeasures
			case len(p.Only) == 0, !slices.Contains(x.kinds, p.Kind), want != "" && !slices.Contains(p.Only, want):
			default:
				return st.Name, r.prefixes(p)[0] + cmp.Or(want, p.Only[0])
			}
		}
	}
	return "", ""
}

// dutyForm is the form of the case that a button names; empty where the visitor cannot
// use it.
func (d *doorstep) dutyForm(do string) string {
	named, ok := strings.CutPrefix(do, doDuty)
	clause, pair, cut := strings.Cut(named, "/")
	cl := d.Edition.Clause(clause)
	if !ok || !cut || cl == nil || pair != "" && d.Pair(casefile.PairID(pair)) == nil {
		return ""
	}
	_, href := d.do(cl, guidance.Finding{Key: guidance.Key{Clause: clause, Pair: pair}})
	return href
}

// toPage is the page a button leads to, and the place on it; false for no such page.
func (r *report) toPage(do string) (step int, at string, ok bool) {
	named, ok := strings.CutPrefix(do, "to-")
	name, field, cut := strings.Cut(named, toField)
	step = r.stepAt(name)
	if !ok || step < 0 || cut && !reportSteps[step].asks(field) {
		return 0, "", false
	}
	if cut {
		at = "#" + form.Context{}.ID(field)
	}
	return step, at, true
}
