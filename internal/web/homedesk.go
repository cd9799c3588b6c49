package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// ownCases are the visitor's cases, opened: the first page of them, by what falls
// due next.
func (s *Server) ownCases(v *visit) (casework.List[casework.Row], []*casework.CasePage, error) {
	return s.svc.OpenCases(v.Context(), v.viewer, casework.Filter{Mine: true}, maxOwn)
}

// officerDesk is the home of whoever holds cases: what is due on them, what waits
// on others, clocks running out, drafts, the cases.
func (s *Server) officerDesk(v *visit, d *desk) error {
	return s.workDesk(v, d, &todo{Say: "Nothing is due on your cases.", Note: "See what your unit holds.", DoHref: "/cases?show=unit", DoText: "Your unit’s cases"})
}

// workDesk is the visitor's own work below what their role put first; idle is the
// first line of somebody with nothing to do and nothing before it.
func (s *Server) workDesk(v *visit, d *desk, idle *todo) error {
	told, err := s.told(v, d)
	if err != nil {
		return err
	}
	offered, err := s.handovers(v, told)
	if err != nil {
		return err
	}
	list, open, err := s.ownCases(v)
	if err != nil {
		return err
	}
	went, err := s.svc.RowsOf(v.Context(), v.viewer, told.went())
	if err != nil {
		return err
	}
	rows := slices.DeleteFunc(withRows(withRows(list.Items, went.Items), d.found), func(r casework.Row) bool {
		return slices.ContainsFunc(d.gone, func(x casework.Row) bool { return x.ID == r.ID })
	})
	news, err := s.changed(v, rows)
	if err != nil {
		return err
	}
	news.cutChanges(ofMine, list.Next != "")
	if d.box != nil {
		news.Empty = strings.Replace(news.Empty, "these cases", "the cases you hold or found", 1)
	}
	if len(rows) > 0 || d.box != nil {
		d.lists = append(d.lists, news)
	}
	forUnit, err := s.unitOffers(v, d)
	if err != nil {
		return err
	}
	near, later := clocksRunning(open, v.now)
	if d.next != nil || d.box != nil { // their role put something first: an offer stands right below it
		forUnit, offered = forUnit.with(offered), nil
	}
	all := slices.Concat(told.sent, told.left, heldTodos(list.Items, v.now), offered, s.ownSteps(v, open), s.ownDuties(open, casefile.StaffID(v.viewer.Staff.ID), v.now), near)
	switch {
	case len(all) > 0:
		d.split(all, v.now)
		d.offer(forUnit)
	case d.next == nil && d.box == nil:
		lead(d, idle, &forUnit)
		d.offer(forUnit)
	default:
		d.offer(forUnit)
	}
	if err := s.waitingOn(v, d); err != nil {
		return err
	}
	if len(later.Items) > 0 {
		d.lists = append(d.lists, later)
	}
	if err := s.draftsOnDesk(v, d); err != nil {
		return err
	}
	told.news(d)
	if len(list.Items) > 0 || d.box == nil && d.next == idle || v.viewer.Is(casefile.Responder, casefile.Investigator) {
		d.rest, d.looks = append(d.rest, s.ownTable(v, list)), append(d.looks, list.Looks...)
	}
	return nil
}

// ownDuties is what is outstanding on opened cases: one line for each case and
// clause, however many times it applies, and one for the checks of a case, so that
// Now stays readable. A hand-over on offer stands elsewhere.
func (s *Server) ownDuties(open []*casework.CasePage, me casefile.StaffID, now time.Time) []todo {
	var out []todo
	for _, p := range open {
		byClause := map[string]*dutyGroup{}
		var order []*dutyGroup
		for _, f := range p.Findings.Obligations {
			c := p.Edition.Clause(f.Clause)
			if c == nil || f.State != guidance.Outstanding || slices.Equal(c.SatisfyWith, []string{"HandoverAccepted"}) || ownStep(p, f, me) {
				continue
			}
			key := f.Clause
			if slices.Equal(c.SatisfyWith, []string{"CheckCompleted"}) {
				key = "checks"
			}
			g := byClause[key]
			if g == nil {
				g = &dutyGroup{clause: c, checks: key == "checks"}
				byClause[key], order = g, append(order, g)
			}
			g.add(s.dutyTodo(p, f, c, now), f.Arose, now)
			g.changes += changesAsked(p.Case, f.Key)
		}
		for _, g := range order {
			out = append(out, g.line())
		}
	}
	return out
}

// ownStep reports whether a duty is about a step of a plan that is somebody's own: their
// steps stand in a line of theirs, with their days.
func ownStep(p *casework.CasePage, f guidance.Finding, me casefile.StaffID) bool {
	return slices.ContainsFunc(p.Measures, func(m casefile.Measure) bool { return f.Occurrence == m.ID && p.StepHolder(&m) == me })
}

// dutyGroup is the duties of one case that one line stands for: the most pressing,
// and how many there are since when.
type dutyGroup struct {
	clause *guidance.Clause
	checks bool
	top    todo
	n      int
	since  time.Time

	changes int // after which risk is to be judged again
}

// changesAsked is how many changes one question to judge the risk again is about.
func changesAsked(c *casefile.Case, k guidance.Key) int {
	if p := c.Pair(casefile.PairID(k.Pair)); p != nil && k.Clause == reassess {
		for _, x := range p.Changes {
			if x.ID == k.Occurrence {
				return x.Count
			}
		}
	}
	return 0
}

// reassess is the duty to judge the risk again after a change (APP 4.2).
const reassess = "risk.reassess_on_trigger"

func (g *dutyGroup) add(t todo, arose, now time.Time) {
	if g.n++; g.n == 1 || pressing(now)(t, g.top) < 0 {
		g.top = t
	}
	if g.since.IsZero() || arose.Before(g.since) {
		g.since = arose
	}
}

func (g *dutyGroup) line() todo {
	t := g.top
	since := " since " + calendar.DateOf(g.since).Short()
	if g.n == 1 {
		t.Person = orNot(t.pair, t.Person) // which of several pairs, and not every victim of the case
		if g.changes > 1 {
			t.Say = "Judge the risk again: " + plural(g.changes, "change") + since + "."
		}
		return t
	}
	switch {
	case g.checks:
		t.Say = fmt.Sprintf("Make the %d background checks that are still to do.", g.n)
		t.DoHref, t.DoText, t.WhyHref = t.CaseHref+"/duties", "See the checks", t.CaseHref+"/duties"
		t.Source = clauseSource(g.clause, "/guidance")
	case g.clause.Key == reassess:
		t.Say = "Judge the risk again: " + plural(g.changes, "change") + since + "."
		t.WhyHref = t.CaseHref + "/duties"
	default:
		t.Note = joinAnd([]string{t.Note, times(g.n) + " on this case," + since}, "; ")
		t.WhyHref = t.CaseHref + "/duties"
	}
	return t
}

// clockDays is how far ahead a running-out limit is put on the home page.
const clockDays = 30

// nearDays is from when such a limit stands under Now.
const nearDays = 14

// clocksRunning lists the limits that end within 30 days, soonest first: those
// near enough to stand under Now, and the rest.
func clocksRunning(open []*casework.CasePage, now time.Time) (near []todo, later todoList) {
	later = todoList{Heading: "Limits that end within 30 days"}
	for _, p := range open {
		for _, c := range p.Findings.Clocks {
			left := calendar.DateOf(now).DaysUntil(c.LastDay)
			if c.LastDay.IsZero() || left > clockDays || left < 0 {
				continue
			}
			note := "certain"
			if !c.Certain {
				note = "counted from the earliest day it may have been"
			}
			t := todo{Say: "Last day to charge under section 2 or 2A: " + c.LastDay.Short(), Due: daysLeft(left), Note: note, WhyHref: "/guidance/" + c.Clause,
				DoHref: "/case/" + p.Ref, DoText: "Open the case", due: c.LastDay.End(), weight: casework.HighWeight}.aboutCase(p)
			if t.now = left < nearDays; t.now {
				near = append(near, t)
			} else {
				later.Items = append(later.Items, t)
			}
		}
	}
	slices.SortStableFunc(later.Items, func(a, b todo) int { return a.due.Compare(b.due) })
	return near, later
}

func daysLeft(n int) string {
	switch n {
	case 0:
		return "today"
	case 1:
		return "1 day left"
	}
	return fmt.Sprintf("%d days left", n)
}

func victimNames(p *casework.CasePage) string {
	var names []string
	for i := range p.Persons.Items {
		if who := &p.Persons.Items[i]; who.Has(casefile.Victim) {
			names = append(names, personName(who))
		}
	}
	return strings.Join(names, ", ")
}

// draftsOnDesk offers to carry on with what was left half done, latest first. A
// draft of a case one may no longer see is gone.
func (s *Server) draftsOnDesk(v *visit, d *desk) error {
	drafts, err := s.svc.Drafts(v.Context(), v.viewer.Staff.ID, "")
	if err != nil {
		return err
	}
	out := todoList{Heading: "Carry on where you left off"}
	slices.SortFunc(drafts, func(a, b casework.Draft) int { return b.Saved.Compare(a.Saved) })
	for _, dr := range drafts {
		t := todo{Say: "New report", Note: "saved " + when(dr.Saved), DoHref: "/report/" + dr.ID + "/" + reportSteps[0].Name}
		if dr.Kind != draftReport {
			p, err := s.svc.Case(v.Context(), v.viewer, dr.CaseID)
			if errors.Is(err, casework.ErrNoCase) {
				continue
			}
			if err != nil {
				return err
			}
			t = t.aboutCase(p)
			t.Say = s.draftTitle(dr.Kind)
			t.DoHref = recordHref(p.Ref, dr.Kind, "") + "?draft=" + dr.ID
			if root := url.Values(dr.Fields).Get(fieldCorrects); root != "" {
				t.DoHref += "&corrects=" + url.QueryEscape(root)
			}
			if dr.Kind == draftDoor {
				t.DoHref = doorPath(p.Ref, dr.ID, stepSafe)
			}
		}
		out.Items = append(out.Items, t)
	}
	if len(out.Items) > 0 {
		out.Heading, out.MoreText, out.MoreHref = counted(out.Heading, len(out.Items)), "All drafts", "/drafts"
		d.lists = append(d.lists, out)
	}
	return nil
}

// ownTable is the visitor's cases.
func (s *Server) ownTable(v *visit, list casework.List[casework.Row]) ui.Component {
	if len(list.Items) == 0 {
		return ui.Stack{subheading("My cases"), empty("The cases you hold will be listed here.")}
	}
	out := ui.Stack{subheading("My cases"), s.caseTable(v, list.Items, true)}
	if list.Next != "" {
		out = append(out, prose{{text: "All my cases", href: "/cases?show=mine"}})
	}
	return out
}

// registrarDesk puts what waits for a ruling first, oldest first.
func (s *Server) registrarDesk(v *visit, d *desk) error {
	asked, err := s.rulings(v)
	if err != nil {
		return err
	}
	list := todoList{Heading: "Waiting for your ruling", Empty: "A classification proposed for a former partner’s conduct is listed here, and what officers ask you to rule on.", Urgent: true}
	if len(asked) == 0 {
		d.next = &todo{Say: "No ruling is waiting for you.", Note: "You are told here when a classification is proposed for a former partner’s conduct.", DoHref: "/cases", DoText: "All cases"}
	} else {
		first := asked[0]
		d.next, list.Items = &first, asked[1:]
		list.Heading, list.Empty = counted("Also waiting for your ruling", len(list.Items)), "No other ruling is waiting for you."
	}
	d.lists = append(d.lists, list)
	return s.workDesk(v, d, nil)
}

// standardsDesk is for professional standards: restricted cases they guard and
// the searches that touched them, newest first.
func (s *Server) standardsDesk(v *visit, d *desk) error {
	told, err := s.told(v, d)
	if err != nil {
		return err
	}
	_, open, err := s.ownCases(v)
	if err != nil {
		return err
	}
	alerts := todoList{Heading: counted(alertsHeading, len(told.alerts)), Items: told.alerts,
		Empty: "When somebody outside a restricted case searches for what it holds, it is listed here.", Urgent: true}
	guarded := todoList{Heading: counted(guardedHeading, len(told.guarded)), Items: told.guarded, Empty: "Restricted cases that name you as guardian will be listed here."}
	offered, err := s.handovers(v, told)
	if err != nil {
		return err
	}
	forUnit, err := s.unitOffers(v, d)
	if err != nil {
		return err
	}
	own := slices.Concat(offered, s.ownSteps(v, open), s.ownDuties(open, casefile.StaffID(v.viewer.Staff.ID), v.now))
	ours := todoList{Heading: counted("Also about somebody who may work for the police", max(len(told.ours)-1, 0)), Urgent: true}
	switch {
	case len(told.ours) > 0:
		first := told.ours[0]
		d.next, ours.Items = &first, told.ours[1:]
	case len(told.alerts) > 0:
		first := told.alerts[0]
		d.next, alerts.Items = &first, told.alerts[1:]
		alerts.Heading = counted("Other searches that touched a case you guard", len(alerts.Items))
	case len(told.guarded) > 0:
		first := told.guarded[0]
		first.Say = "Look at who has opened the restricted case you guard."
		first.DoHref, first.DoText = first.CaseHref+"/looks", "Who has looked"
		d.next = &first
	case len(own) == 0:
		d.next = &todo{Say: "No restricted case names you as its guardian.", Note: "You are told here when one does, and when somebody searches for it.", DoHref: "/cases", DoText: "All cases"}
	}
	if len(ours.Items) > 0 {
		d.lists = append(d.lists, ours)
	}
	d.lists = append(d.lists, alerts, guarded)
	if len(own) > 0 {
		d.split(own, v.now)
	}
	d.offer(forUnit)
	return s.draftsOnDesk(v, d)
}

// administratorDesk has staff and settings, and nothing of any case.
func (s *Server) administratorDesk(v *visit, d *desk) error {
	waiting, err := s.withoutAccount(v)
	if err != nil {
		return err
	}
	list := todoList{Heading: counted("Cannot sign in yet", len(waiting)), Empty: "Everybody with a role has an account."}
	for _, st := range waiting {
		list.Items = append(list.Items, todo{Say: "Give " + st.Known() + " a one-time code to sign in with.", Note: st.Unit, DoHref: staffHref(st.ID), DoText: "Open"})
	}
	if len(list.Items) > 0 {
		first := list.Items[0]
		d.next, list.Items = &first, list.Items[1:]
		list.Heading, list.Empty = counted("Also cannot sign in yet", len(list.Items)), "Everybody else with a role has an account."
		if len(list.Items) > deskLines {
			list.Items, list.MoreText, list.MoreHref = list.Items[:deskLines], "All staff", "/staff"
		}
	} else {
		d.next = &todo{Say: "Look after staff: who holds which role, until when.", DoHref: "/staff", DoText: "Staff"}
	}
	d.lists = append(d.lists, list)
	return nil
}

// advocateDesk leads to what was shared, and holds nothing else.
func (s *Server) advocateDesk(v *visit, d *desk) error {
	items, looks, err := s.itemsShared(v)
	if err != nil {
		return err
	}
	d.looks = append(d.looks, looks...)
	d.next = &todo{Say: "Nothing is shared with your service at the moment.", Note: "Items that police share with you will be listed here, until the day they stop being shared.", DoHref: "/shared", DoText: "Shared with me"}
	if len(items) > 0 {
		i := items[0]
		d.next = &todo{Say: "Read what police have shared with you: " + lower(i.Title) + ".", Due: "shared until " + i.Until, Ref: i.Ref, CaseHref: "/shared", DoHref: "/shared", DoText: "Read it"}
	}
	return nil
}
