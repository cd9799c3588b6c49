package casefile

import (
	"cmp"
	"slices"
)

// derivePlans says of each safety plan whether a later one of the same person stands in
// its place, and whether it says anything: words, or a step for that person.
func (c *Case) derivePlans() {
	for i := range c.Plans {
		p := &c.Plans[i]
		p.Replaced = c.PlanOf(p.Person) != p
		p.Filled = p.Data.Words != "" || slices.ContainsFunc(c.Measures, func(m Measure) bool { return m.Person == p.Person })
	}
}

// deriveAdvice says of each advice which of what the guidance warns against stands: it
// was given and nobody has put it right with that person since (APP 4.1).
func (c *Case) deriveAdvice() {
	for i := range c.Advice {
		a := &c.Advice[i]
		a.Stands = nil
		if a.putsRight() {
			continue
		}
		for _, cautioned := range CautionedAdvice() {
			code := AdviceCode(cautioned)
			if slices.Contains(a.Codes, code) && !slices.ContainsFunc(c.Advice, func(x Advice) bool { return c.rights(&x, a, code) }) {
				a.Stands = append(a.Stands, code)
			}
		}
	}
}

func (a *Advice) putsRight() bool { return a.PutRight.Known() && a.PutRight.Value }

// rights reports whether advice puts right what was advised before. Where one of the two
// names nobody it is of the one victim, and of nobody where there are several.
func (c *Case) rights(x, a *Advice, code AdviceCode) bool {
	later := cmp.Or(x.At.Compare(a.At), x.Acted.Compare(a.Acted)) > 0
	same := x.Data.Person == a.Data.Person || (x.Data.Person == "" || a.Data.Person == "") && len(c.Victims) < 2
	return x.putsRight() && slices.Contains(x.Codes, code) && later && same
}
