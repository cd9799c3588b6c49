package web

import (
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// classWords is how a pair's conduct is recorded. That nobody has decided and
// that somebody decided it cannot be told yet are two things.
func (c *caseView) classWords(p *casefile.Pair) string {
	switch {
	case !p.Class.Given() || p.Class.Value == "":
		return "No classification decided yet"
	case p.Class.Value == casefile.Undetermined:
		return "Recorded as not determined"
	}
	return code(c.srv, "Class", p.Class.Value) + " (recorded)"
}

// rulingWords is the registrar's ruling and its day; empty where there is none.
func (c *caseView) rulingWords(p *casefile.Pair) string {
	if !p.Ruling.Known() {
		return ""
	}
	out := "Registrar: " + lower(code(c.srv, "Ruling", p.Ruling.Value))
	if e, _, _, ok := c.find(p.Ruling.Source); ok {
		out += ", " + calendar.DateOf(e.Recorded).Short()
	}
	return out
}

// unmatched reports whether a pair was ruled on and no classification in force
// agrees with the ruling.
func unmatched(p *casefile.Pair) bool {
	switch {
	case !p.Ruling.Known():
		return false
	case !p.Class.Given():
		return true
	case p.Ruling.Value == casefile.RuledStalking:
		return !p.Class.Value.Stalking()
	}
	return p.Class.Value != casefile.Harassment2 && p.Class.Value != casefile.Harassment4
}

// rulings names each ruling that the record does not follow yet, with the form
// that puts it right. The ruling itself records no offence (APP 1.3).
func (c *caseView) rulings() ui.Component {
	type line struct{ Ruling, Whose, Recorded, Entry, Do string }
	var lines []line
	for i := range c.Pairs {
		if p := &c.Pairs[i]; unmatched(p) {
			lines = append(lines, line{c.rulingWords(p), c.forPair(p.ID), c.classWords(p), c.entryHref(p.Ruling.Source), c.form("ClassificationDecided", "pair", p.ID)})
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return draw("rulings", lines)
}
