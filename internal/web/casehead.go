package web

import (
	"slices"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// The head of a case of several pairs: a page for each would take a reader minutes they
// do not have. What is common is said once, each pair in a few lines, and what no life
// hangs on stands folded under them. A case of one pair says all of it.

// shortPair tells a pair from the others of its case by whom they do not share: "to"
// the victim, "from" the actor, or both.
func (c *caseView) shortPair(p *casefile.Pair) string {
	one, other := true, true // all are of one actor, of one victim
	for i := range c.Pairs {
		one = one && c.Pairs[i].ActorID != "" && c.Pairs[i].ActorID == p.ActorID
		other = other && c.Pairs[i].VictimID == p.VictimID
	}
	switch {
	case one && !other:
		return "to " + c.victimName(p)
	case other && !one:
		return "from " + c.actorName(p)
	}
	return "from " + c.actorName(p) + " to " + c.victimName(p)
}

// safeInBrief says of a card only when it was confirmed, unless whoever did could not see
// what was recorded before: who it was stands on the page of the people.
func (c *caseView) safeInBrief(p *casefile.Person, card ui.Component) ui.Component {
	x, ok := card.(ui.SafeContactCard)
	if !ok || p.SafeContact == nil || p.SafeContact.Kept != nil {
		return card
	}
	x.Confirmed = calendar.DateOf(p.SafeContact.At).Short()
	return x
}

// riskInBrief is the risk of each pair, the grade in force, since when, what happened
// since and what checks found; how it was judged is folded under it.
func (c *caseView) riskInBrief() ui.Component {
	if len(c.Pairs) < 2 {
		return c.risk()
	}
	var out ui.Stack
	said := map[foundLine]bool{}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		panel := c.riskPanel(p)
		panel.Whose = c.shortPair(p)
		if p.Grade.Given() {
			panel.Stands = gradeStands(p)
		}
		own := slices.DeleteFunc(slices.Clone(panel.Found), func(l foundLine) bool { return said[l] })
		if len(own) < len(panel.Found) {
			panel.Above = "as above"
		}
		for _, l := range own {
			said[l] = true
		}
		panel.Found = own
		out = append(out, draw("risk-brief", panel))
	}
	return out
}

// happenedInBrief is the latest and the gravest act of each pair and how many there are.
// The account stands open where no act of whoever gave it is recorded.
func (c *caseView) happenedInBrief() ui.Component {
	if len(c.Pairs) < 2 {
		return c.happened()
	}
	type line struct{ Whose, Says string }
	out := struct {
		told
		Open, More bool
		Brief      []line
	}{told: c.toldOf(), Open: true}
	teller := c.newestAccount()
	for i := range c.Pairs {
		p := &c.Pairs[i]
		out.Brief = append(out.Brief, line{capital(c.shortPair(p)), c.actsInBrief(p)})
		if len(p.Incidents.Items) > 0 {
			out.More = true
			out.Open = out.Open && teller != nil && teller.Person != "" && teller.Person != p.VictimID
		}
	}
	return draw("happened-brief", out)
}

// actsInBrief is what was done last and when, the gravest where it is another, and how
// many there are.
func (c *caseView) actsInBrief(p *casefile.Pair) string {
	acts := p.Incidents.Items
	if len(acts) == 0 {
		return "no incident is recorded yet."
	}
	s := c.summary(p)
	count := s.Total()
	if s.Last30.Possible > 0 {
		count += ", " + s.Last30.String() + " in the last 30 days"
	}
	if s.MoreFrequent {
		count += ", more frequent lately"
	}
	out := count + "."
	last := slices.IndexFunc(acts, func(x casefile.Incident) bool { return !x.Occurred.IsZero() && x.Occurred == p.LastAct })
	if last >= 0 {
		out += " Latest: " + lower(c.incidentWords(&acts[last])) + ", " + acts[last].Occurred.Words() + "."
	}
	if x, b := gravestAct(p); x != nil && (last < 0 || x.ID != acts[last].ID) {
		out += " Gravest: " + lower(code(c.srv, "Behaviour", b))
		if !x.Occurred.IsZero() {
			out += ", " + x.Occurred.Words()
		}
		out += "."
	}
	return out
}

// gravestAct is the newest act of the gravest kind there is of a pair, of the kinds for
// which risk is judged anew; nil where none is of them, and where it is a threat, which
// stands above with what is live.
func gravestAct(p *casefile.Pair) (*casefile.Incident, casefile.Behaviour) {
	for _, b := range casefile.Violent() {
		var out *casefile.Incident
		for i := range p.Incidents.Items {
			if x := &p.Incidents.Items[i]; slices.Contains(x.Behaviours, b) && (out == nil || !x.Occurred.Earliest().Before(out.Occurred.Earliest())) {
				out = x
			}
		}
		switch {
		case out != nil && slices.Contains(casefile.Threats, b):
			return nil, ""
		case out != nil:
			return out, b
		}
	}
	return nil, ""
}

// allOf names those whom several duties of one rule are about, where a case has several:
// the victims, else the suspects.
func (c *caseView) allOf(list []guidance.Finding) string {
	var victims, actors []string
	for _, f := range list {
		p := c.Pair(casefile.PairID(f.Pair))
		if p == nil {
			return ""
		}
		if v := c.victimName(p); !slices.Contains(victims, v) {
			victims = append(victims, v)
		}
		if a := c.actorName(p); !slices.Contains(actors, a) {
			actors = append(actors, a)
		}
	}
	switch {
	case len(victims) > 1:
		return "for " + joinAnd(victims, " and ")
	case len(actors) > 1:
		return "of " + joinAnd(actors, " and ")
	}
	return ""
}
