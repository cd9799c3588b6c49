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
func (s *Server) ownCases(v *visit, d *desk) (casework.List[casework.Row], []*casework.CasePage, error) {
	list, err := s.svc.Cases(v.Context(), v.viewer, casework.Filter{Mine: true}, "", maxOwn)
	if err != nil {
		return list, nil, err
	}
	d.looks = append(d.looks, list.Looks...)
	var open []*casework.CasePage
	for _, r := range list.Items {
		p, err := s.svc.Case(v.Context(), v.viewer, r.ID)
		if errors.Is(err, casework.ErrNoCase) {
			continue // restricted between the two queries
		}
		if err != nil {
			return list, nil, err
		}
		open = append(open, p)
	}
	return list, open, nil
}

// officerDesk is the home of whoever holds cases: what is due on them, what waits
// on others, clocks running out, drafts, the cases.
func (s *Server) officerDesk(v *visit, d *desk) error {
	told, err := s.told(v, d)
	if err != nil {
		return err
	}
	list, open, err := s.ownCases(v, d)
	if err != nil {
		return err
	}
	all := append(s.ownDuties(open, v.now), told.asked...)
	if len(all) == 0 {
		d.next = &todo{Say: "Nothing is due on your cases.", Note: "See what your unit holds.", DoHref: "/cases?show=unit", DoText: "Your unit’s cases"}
	}
	d.split(all, v.now)
	d.waitingOn(list.Items)
	if c := clocksRunning(open, v.now); len(c.Items) > 0 {
		d.lists = append(d.lists, c)
	}
	if err := s.draftsOnDesk(v, d); err != nil {
		return err
	}
	told.news(d)
	d.rest = append(d.rest, s.ownTable(v, list))
	return nil
}

// ownDuties is what is outstanding on opened cases. The checks of one case stand
// as one line, so that Now stays readable.
func (s *Server) ownDuties(open []*casework.CasePage, now time.Time) []todo {
	var out []todo
	for _, p := range open {
		victims := victimNames(p)
		checks := -1 // place in out of this case's checks
		made := 0
		for _, f := range p.Findings.Obligations {
			c := s.svc.Edition().Clause(f.Clause)
			if c == nil || f.State != guidance.Outstanding {
				continue
			}
			t := s.dutyTodo(f.Key, c, p.Ref, victims, f.Due.At, now)
			if !slices.Equal(c.SatisfyWith, []string{"CheckCompleted"}) {
				out = append(out, t)
				continue
			}
			if made++; made == 1 {
				checks, out = len(out), append(out, t)
				continue
			}
			first := &out[checks]
			first.Say = fmt.Sprintf("Make the %d background checks that are still to do.", made)
			first.DoHref, first.DoText, first.WhyHref = first.CaseHref+"/duties", "See the checks", first.CaseHref+"/duties"
			first.Source = clauseSource(c, "/guidance")
			first.weight = max(first.weight, t.weight)
			if compareDue(t, *first) < 0 {
				first.due, first.Due, first.Overdue = t.due, t.Due, t.Overdue
			}
		}
	}
	return out
}

// pendingWords says what a case waits for, by the code its row holds.
var pendingWords = map[string]string{
	"supervisor": "Waits for a supervisor to confirm what you proposed",
	"registrar":  "Waits for the force crime registrar’s ruling",
	"handover":   "Handed over: waits for the other officer to accept",
}

// waitingOn lists what others have to do before the visitor can go on.
func (d *desk) waitingOn(rows []casework.Row) {
	out := todoList{Heading: "Waiting on others"}
	for _, r := range rows {
		if say := pendingWords[r.Pending]; say != "" {
			out.Items = append(out.Items, rowTodo(r, say))
		}
	}
	if len(out.Items) > 0 {
		out.Heading = counted(out.Heading, len(out.Items))
		d.lists = append(d.lists, out)
	}
}

// rowTodo is a line about a case in a list.
func rowTodo(r casework.Row, say string) todo {
	return todo{Say: say, Ref: r.Ref, CaseHref: "/case/" + r.Ref, Person: strings.Join(r.Victims, ", "), DoHref: "/case/" + r.Ref, DoText: "Open the case", due: r.NextDue}
}

// clockDays is how far ahead a running-out limit is put on the home page.
const clockDays = 30

// clocksRunning lists the limits that end within 30 days, soonest first.
func clocksRunning(open []*casework.CasePage, now time.Time) todoList {
	out := todoList{Heading: "Limits that end within 30 days"}
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
			out.Items = append(out.Items, todo{Say: "Last day to charge under section 2 or 2A: " + c.LastDay.Short(), Due: daysLeft(left), Ref: p.Ref, CaseHref: "/case/" + p.Ref,
				Person: victimNames(p), Note: note, WhyHref: "/guidance/" + c.Clause, DoHref: "/case/" + p.Ref, due: c.LastDay.End()})
		}
	}
	slices.SortStableFunc(out.Items, compareDue)
	return out
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
			d.looks = append(d.looks, casework.LookedAt{ID: p.ID, Version: p.Version})
			t.Say, t.Ref, t.CaseHref, t.Person = s.words.Kind(dr.Kind).Title, p.Ref, "/case/"+p.Ref, victimNames(p)
			t.DoHref = recordHref(p.Ref, dr.Kind, "") + "?draft=" + dr.ID
			if root := url.Values(dr.Fields).Get(fieldCorrects); root != "" {
				t.DoHref += "&corrects=" + url.QueryEscape(root)
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

// handlerDesk puts finding and reporting first: a caller is on the line.
func (s *Server) handlerDesk(v *visit, d *desk) error {
	d.next = &todo{Say: "On a call: search for the person first, then take the report.",
		Note: "The search box is at the top of every page.", DoHref: "/report", DoText: "New report"}
	told, err := s.told(v, d)
	if err != nil {
		return err
	}
	list, open, err := s.ownCases(v, d)
	if err != nil {
		return err
	}
	if all := append(told.asked, s.ownDuties(open, v.now)...); len(all) > 0 {
		d.split(all, v.now)
	}
	d.waitingOn(list.Items)
	if err := s.draftsOnDesk(v, d); err != nil {
		return err
	}
	told.news(d)
	d.rest = append(d.rest, s.ownTable(v, list))
	return nil
}

// registrarDesk puts the rulings asked first, oldest first.
func (s *Server) registrarDesk(v *visit, d *desk) error {
	told, err := s.told(v, d)
	if err != nil {
		return err
	}
	slices.Reverse(told.asked)
	list := todoList{Heading: counted("Rulings asked of you", len(told.asked)), Empty: "Cases where officers ask for your ruling will be listed here.", Urgent: true}
	if len(told.asked) == 0 {
		d.next = &todo{Say: "No ruling is waiting for you.", Note: "You are told here when an officer asks for one.", DoHref: "/cases", DoText: "All cases"}
	} else {
		first := told.asked[0]
		d.next, list.Items = &first, told.asked[1:]
		if len(list.Items) == 0 {
			list.Empty = "No other ruling is waiting for you."
		}
		list.Heading = counted("Also waiting for your ruling", len(list.Items))
	}
	d.lists = append(d.lists, list)
	told.news(d)
	return s.draftsOnDesk(v, d)
}

// standardsDesk is for professional standards: restricted cases they guard and
// the searches that touched them, newest first.
func (s *Server) standardsDesk(v *visit, d *desk) error {
	told, err := s.told(v, d)
	if err != nil {
		return err
	}
	_, open, err := s.ownCases(v, d)
	if err != nil {
		return err
	}
	alerts := todoList{Heading: counted(alertsHeading, len(told.alerts)), Items: told.alerts,
		Empty: "When somebody outside a restricted case searches for what it holds, it is listed here.", Urgent: true}
	guarded := todoList{Heading: counted(guardedHeading, len(told.guarded)), Items: told.guarded, Empty: "Restricted cases that name you as guardian will be listed here."}
	own := append(told.asked, s.ownDuties(open, v.now)...)
	switch {
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
	d.lists = append(d.lists, alerts, guarded)
	if len(own) > 0 {
		d.split(own, v.now)
	}
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
