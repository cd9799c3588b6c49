package web

import (
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// What is advised at the door comes from the same data as the page about safety: by
// the situations that were said, and by service or device. What the guidance cautions
// against is none of it (APP 4.1).

// adviceToOffer is that advice, to be ticked as it is given.
func (r *report) adviceToOffer() ui.Stack {
	p, err := r.preview()
	if err != nil {
		return nil // what cannot be read yet is said at the head of the page
	}
	c := &caseView{CasePage: p, srv: r.srv, visit: r.v}
	who := &casefile.Person{}
	if r.door != nil && r.door.victim != "" {
		who = c.Person(r.door.victim)
	} else if list := c.inDanger(); len(list) > 0 {
		who = list[0]
	}
	book := c.adviceOf(who, false, nil)
	draws := func(groups []adviceGroup) (out ui.Stack) {
		for _, g := range groups {
			g.Field = fieldAdvice
			for i := range g.Items {
				g.Items[i].Checked = slices.Contains(r.fields[fieldAdvice], g.Items[i].Value)
			}
			out = append(out, draw("safety-group", g))
		}
		return out
	}
	open := slices.ContainsFunc(book.More, func(g adviceGroup) bool {
		return slices.ContainsFunc(g.Items, func(x adviceItem) bool { return slices.Contains(r.fields[fieldAdvice], x.Value) })
	})
	return append(ui.Stack{doorPart("hint", "Tick each piece as you give it. What the guidance cautions against is not here.")},
		append(draws(book.Groups), ui.Details{SummaryText: "For other situations, and by service or device", Body: draws(book.More), Open: open})...)
}

// adviceTicked is the advice that was ticked: only what may be offered is read.
func (r *report) adviceTicked() casefile.AdviceGiven {
	data, _, _ := typed[casefile.AdviceGiven](r, "d.")
	r.srv.ticked(&data, r.fields[fieldAdvice])
	return data
}

// addAdvice records it as given by police.
func (g *gathered) addAdvice(victim casefile.PersonID, advice casefile.AdviceGiven) {
	if len(advice.Codes) == 0 {
		return
	}
	advice.Person, advice.ByPolice = victim, fact.Of(true)
	g.add("advice", "AdviceGiven", advice)
}
