package web

import (
	"slices"

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

// ruled says what a ruling of stalking was and when: "the force crime registrar
// ruled stalking on Fri 20 Nov 2026".
func (c *caseView) ruled(p *casefile.Pair) string {
	out := "the force crime registrar ruled " + lower(code(c.srv, "Ruling", p.Ruling.Value))
	if e, _, _, ok := c.find(p.Ruling.Source); ok {
		out += " on " + calendar.DateOf(e.Recorded).Short()
	}
	return out
}

// stands is what is in force for a pair, as a sentence.
func (c *caseView) stands(p *casefile.Pair) string {
	if p.Class.Given() && p.Class.Value != "" {
		return "What stands: " + lower(code(c.srv, "Class", p.Class.Value)) + "."
	}
	return "No classification is in force."
}

// askAgain is the only way a decision that a ruling holds back comes into force.
const askAgain = "Only a new ruling changes that: ask the registrar again and say what they have not seen. If they rule harassment only, it takes effect."

// askedAgain says that the registrar has the question; empty where they do not.
func (c *caseView) askedAgain(p *casefile.Pair) string {
	if !p.Unanswered {
		return ""
	}
	return "The registrar was asked again on " + calendar.DateOf(p.RegistrarAt).Short() + " and has not ruled since."
}

// heldLine is a decision made after a ruling of stalking, which is on the record
// and not in force.
type heldLine struct{ What, Whose, By, When, Ruled, Stands, Then, Entry, Do, Act string }

// held names each such decision with what would change it. Nothing else on the
// page would say so: the ruling and what stands may agree (APP 1.3).
func (c *caseView) held() ui.Component {
	var lines []heldLine
	for i := range c.Pairs {
		p := &c.Pairs[i]
		h := p.Held()
		if h == nil || !h.Since {
			continue
		}
		_, by, at, _ := c.find(h.ID)
		l := heldLine{What: code(c.srv, "Class", h.As), Whose: c.forPair(p.ID), By: by, When: at, Ruled: c.ruled(p), Stands: c.stands(p), Then: c.askedAgain(p), Entry: c.entryHref(h.ID)}
		if l.Then == "" {
			l.Then = askAgain
			l.Do, l.Act = c.form("RegistrarAsked", "pair", p.ID), "Ask the registrar again"
		} else {
			l.Do, l.Act = c.form("RegistrarRuled", "pair", p.ID), c.srv.words.Kind("RegistrarRuled").Title
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return nil
	}
	return draw("held", lines)
}

// heldBack is the decision an entry made, with its pair, where a ruling of
// stalking keeps it out of force.
func (c *caseView) heldBack(e casefile.Event) (*casefile.Pair, *casefile.Classified) {
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if h := p.Held(); h != nil && h.ID == e.Root() && !e.Withdraw {
			return p, h
		}
	}
	return nil, nil
}

// classState says of an entry that decided on a classification that it is not in
// force, and why; empty for what is, and for what was corrected since.
func (c *caseView) classState(id string) string {
	e, root := asItStands(c.History, id)
	if e == nil || e.ID != id {
		return ""
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		n := slices.IndexFunc(p.History, func(h casefile.Classified) bool { return h.ID == root && h.Proposed })
		switch {
		case n < 0:
		case p.ProposedAs.Given() && p.ProposedAs.Source == root:
			return "Proposed, not in force: waits for the force crime registrar"
		case p.Held() == &p.History[n]:
			return "Proposed, not in force: " + c.ruled(p)
		default:
			return "Proposed, not in force: a later decision took its place"
		}
	}
	return ""
}

// beforeDeciding says, on the form, that a decision against stalking would not be
// in force where the registrar has ruled stalking. pair is the one that is meant,
// or empty.
func (c *caseView) beforeDeciding(pair string) ui.Component {
	var out ui.Stack
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if !p.WouldHold(casefile.Harassment2) || pair != "" && p.ID != pair {
			continue
		}
		out = append(out, ui.InsetText{Text: joinAnd([]string{c.forPair(p.ID), capital(c.ruled(p)) + ". A decision against stalking is saved as proposed and is not in force. " + askAgain}, ": ")})
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
