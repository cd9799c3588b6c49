package web

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// What stands on every home before all else: that they were told of a threat to
// somebody's life, and what is offered to them or their unit.

// threatRoutes show somebody told of a threat to life what was recorded of it.
var threatRoutes = []string{"GET /case/{ref}", "GET /case/{ref}/safety", "GET /case/{ref}/risk", "GET /case/{ref}/entry/{id}"}

// threatsTold puts first what the visitor is recorded as told of: a threat to life,
// until they have looked at the case (practice 1.23). What stood first comes after. A
// look takes no danger away: until it is over, the case stays in a list.
func (s *Server) threatsTold(v *visit, d *desk) error {
	list, err := s.noticesOf(v, d)
	if err != nil {
		return err
	}
	var all, seen []todo
	had := map[string]bool{}
	for _, n := range list {
		if n.Kind != casework.NoticeThreat || had[n.CaseID] {
			continue
		}
		had[n.CaseID] = true
		p, err := s.svc.Case(v.Context(), v.viewer, n.CaseID)
		if errors.Is(err, casework.ErrNoCase) {
			continue
		}
		if err != nil {
			return err
		}
		x := toldOfThreat(p, casefile.StaffID(v.viewer.Staff.ID))
		if x == nil {
			continue
		}
		at := time.UnixMilli(n.At)
		looked, err := s.svc.LookedSince(v.Context(), v.viewer, p.ID, at, threatRoutes)
		if err != nil {
			return err
		}
		c := &caseView{CasePage: p, srv: s, visit: v}
		t := todo{Say: "You are recorded as told of a threat to life. Look at it and what was decided.",
			Facts:  append([]string{"recorded " + clockOf(at, v.now) + " by " + s.staffName(x.By)}, c.offerFacts()...),
			DoHref: c.path("/safety"), DoText: "See the threat", first: true, life: true}.aboutCase(p)
		if !looked {
			all = append(all, t)
			continue
		}
		t.Say, t.first = "You were told of this threat to life, and nothing says that it is over.", false
		seen = append(seen, t)
	}
	if len(seen) > 0 {
		d.lists = slices.Insert(d.lists, min(1, len(d.lists)), todoList{Heading: counted(dangerHeading, len(seen)), Items: seen, Urgent: true, alert: true})
	}
	d.putFirst(all)
	return nil
}

// dangerHeading stands over the threats to life that somebody was told of and has read.
const dangerHeading = "Somebody’s life is in danger"

// toldOfThreat is the newest decision that a life is threatened of which somebody is
// recorded as told; nil where there is none, or the case is closed.
func toldOfThreat(p *casework.CasePage, who casefile.StaffID) *casefile.ThreatToLife {
	if p.Stage == casefile.StageClosed {
		return nil
	}
	var out *casefile.ThreatToLife
	for i := range p.Pairs {
		x := p.Pairs[i].LifeThreatened()
		if x != nil && x.Data.Inspector == who && (out == nil || x.Recorded.After(out.Recorded)) {
			out = x
		}
	}
	return out
}

// afterThat stands over what was next before something more urgent took its place.
const afterThat = "After that"

// putFirst makes the first of these the thing to do next; what was next before leads
// the lists, unless it only filled the place.
func (d *desk) putFirst(all []todo) {
	if len(all) == 0 {
		return
	}
	first, then := all[0], all[1:]
	if d.next != nil && d.next.Ref != "" {
		then = append(then, *d.next)
	}
	d.next = &first
	switch {
	case len(then) == 0:
	case len(d.lists) > 0 && d.lists[0].Heading == afterThat:
		d.lists[0].Items = append(then, d.lists[0].Items...)
	default:
		d.lists = slices.Insert(d.lists, 0, todoList{Heading: afterThat, Items: then, Urgent: true})
	}
}

// offerFacts are what somebody weighs before they accept: how grave it is, whether a
// life is threatened, and what is due first.
func (c *caseView) offerFacts() []string {
	out := []string{c.topGrade(), c.lifeFact()}
	if n := len(c.Unanswered()); n > 0 {
		out = append(out, plural(n, "question")+" to specialists not answered")
	}
	g := c.duties()
	for _, f := range slices.Concat(g.now, g.first, g.soon) {
		k := c.clause(f)
		if slices.Equal(k.SatisfyWith, []string{"HandoverAccepted"}) {
			continue
		}
		line := "due first: " + strings.TrimSuffix(lower(firstSentence(say(k, f))), ".")
		if due, over := dueWords(f.Due.At, c.At); due != "" {
			if over {
				due = "overdue " + due
			}
			line += ", " + due
		}
		return append(out, line)
	}
	return out
}

// weighOffer adds what somebody weighs to the line of an offer to their unit.
func (s *Server) weighOffer(v *visit, t *todo, caseID string, at time.Time) error {
	p, err := s.svc.Case(v.Context(), v.viewer, caseID)
	if errors.Is(err, casework.ErrNoCase) {
		return nil
	}
	if err != nil {
		return err
	}
	c := &caseView{CasePage: p, srv: s, visit: v}
	t.Facts, t.since, t.grave = append(c.offerFacts(), waitedSince(at, v.now)), at, c.grave()
	return nil
}

// topGrade is the gravest grade in force on the case.
func (c *caseView) topGrade() string {
	var top casefile.Grade
	for i := range c.Pairs {
		if g := c.Pairs[i].Grade; g.Given() && g.Value.Level() > top.Level() {
			top = g.Value
		}
	}
	if top == "" {
		return "risk not judged yet"
	}
	return "risk " + lower(c.grade(top))
}

// lifeFact says whether a life is threatened: yes of any pair is yes of the case, and
// a pair nobody considered leaves it open.
func (c *caseView) lifeFact() string {
	open := len(c.Pairs) == 0
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.LifeThreatened() != nil {
			return "threat to life: yes"
		}
		n := len(p.Life)
		open = open || n == 0 || !p.Life[n-1].Present.Given()
	}
	if open {
		return "threat to life: not considered yet"
	}
	return "threat to life: none found"
}

// threatened is how grave a case is on which somebody's life is threatened.
const threatened = 100

// grave is where an offer stands among others: a threatened life first, then by grade.
func (c *caseView) grave() int {
	n := 0
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.LifeThreatened() != nil {
			n = max(n, threatened)
		}
		if p.Grade.Given() {
			n = max(n, p.Grade.Value.Level())
		}
	}
	return n
}

// waitedSince says how long something has waited: "waits 3 hours".
func waitedSince(at, now time.Time) string {
	switch d := now.Sub(at); {
	case d < 2*time.Minute:
		return "offered just now"
	case d < 2*time.Hour:
		return "waits " + plural(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return "waits " + plural(int(d/time.Hour), "hour")
	}
	return "waits " + plural(calendar.DateOf(at).DaysUntil(calendar.DateOf(now)), "day")
}

// gravestFirst orders what is offered by what it is about, then by how long it has waited.
func gravestFirst(a, b todo) int {
	return cmp.Or(cmp.Compare(b.grave, a.grave), a.since.Compare(b.since))
}
