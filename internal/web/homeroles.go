package web

import (
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// leadDesk is for superintendents and the force lead: what their units have to
// decide, and the safety duties that press most there; without units of their
// own, those of the whole force.
func (s *Server) leadDesk(v *visit, d *desk) error {
	scope, where, all := casework.Filter{MyUnits: true}, "your units", "/cases?show=unit"
	if len(v.viewer.Staff.Supervises) == 0 {
		scope, where, all = casework.Filter{}, "the force", "/cases?show=all"
	}
	asked, err := s.decisions(v, leadStep, scope)
	if err != nil {
		return err
	}
	safety, err := s.safetyAcross(v, scope)
	if err != nil {
		return err
	}
	out := scope
	out.Waits = []string{casework.WaitsReach}
	rows, err := s.svc.Cases(v.Context(), v.viewer, out, "", maxUnit)
	if err != nil {
		return err
	}
	custody, err := s.custodyFirst(v, d, rows.Items, false)
	if err != nil {
		return err
	}
	safety = append(custody, safety...)
	proposals := todoList{Heading: "Proposals waiting for a decision", Items: asked, Empty: "What is proposed in " + where + " and waits for a decision will be listed here."}
	press := todoList{Heading: "Safety duties in " + where, Items: safety, Empty: "No duty of safety is outstanding in " + where + ".", Urgent: true}
	lead(d, &todo{Say: "No duty of safety is outstanding in " + where + ", and no proposal waits.", DoHref: all, DoText: "All cases of " + where}, &press, &proposals)
	for _, l := range []*todoList{&press, &proposals} {
		l.shorten("All cases of "+where, all)
		d.lists = append(d.lists, *l)
	}
	return s.workDesk(v, d, nil)
}

// leadStep is how many cases a lead's home reads at a time, the most pressing first: of a
// large force the first of them fill it.
const leadStep = 50

// safetyAcross goes through the cases of a scope, the most pressing first, until there
// are as many duties of safety as a home holds.
func (s *Server) safetyAcross(v *visit, scope casework.Filter) (safety []todo, err error) {
	after := ""
	for read := 0; read < maxUnit && len(safety) <= deskLines; read += leadStep {
		list, err := s.svc.Cases(v.Context(), v.viewer, scope, after, leadStep)
		if err != nil {
			return nil, err
		}
		safety = append(safety, s.safetyOf(list.Items, v.now)...)
		if after = list.Next; after == "" {
			break
		}
	}
	slices.SortStableFunc(safety, pressing(v.now))
	return safety, nil
}

// safetyOf is one line for each case whose most pressing duty keeps somebody safe.
func (s *Server) safetyOf(rows []casework.Row, now time.Time) []todo {
	var out []todo
	for _, r := range rows {
		if r.Next == nil || casework.WeightOf(r.Next) < casework.SafetyWeight {
			continue
		}
		t := todo{Say: r.Next.Say, Note: joinAnd([]string{s.heldBy(r.Owner), s.gradeWords(r)}, "; "), DoHref: "/case/" + r.Ref, DoText: "Open the case",
			due: r.NextDue, weight: casework.WeightOf(r.Next)}.about(r)
		if t.Due, t.Overdue = dueWords(r.NextDue, now); r.NextDue.IsZero() {
			t.Due = undated(r.Next)
		}
		t.Source, t.WhyHref = clauseSource(r.Next, "/guidance/"+r.Next.Key), t.CaseHref+"/duties"
		out = append(out, t)
	}
	return out
}

// specialistDesk is for the single point of contact: cases across the force whose
// classification nobody has decided though two or more acts are recorded, or
// where reasons and decision point different ways (APP 2, 3.5).
func (s *Server) specialistDesk(v *visit, d *desk) error {
	lines, err := s.waiting(v, []string{casework.WaitsClass, casework.WaitsDiffers}, casework.Filter{})
	if err != nil {
		return err
	}
	open := todoList{Heading: "Not yet classified, two or more acts recorded", Empty: "Every case with two or more acts has been classified.", Urgent: true}
	differ := todoList{Heading: "Decided otherwise than the reasons point", Empty: "No decision differs from what the reasons point to."}
	for _, x := range lines {
		t := todo{Say: "Look at the classification: two or more acts are recorded and nobody has decided.", Note: s.heldBy(x.row.Owner),
			DoHref: "/case/" + x.row.Ref, DoText: "Open the case"}.about(x.row)
		if x.on.On == casework.WaitsDiffers {
			t.Say = "Recorded as " + lower(code(s, "Class", x.on.Class)) + "; the reasons on record point to " + x.on.Advised + "."
			differ.Items = append(differ.Items, t)
		} else {
			if x.on.Advised != "" {
				t.Note += "; the reasons on record point to " + x.on.Advised
			}
			open.Items = append(open.Items, t)
		}
	}
	lead(d, &todo{Say: "No classification in the force needs a look from you.", Note: "Cases with two or more acts and no decision come here.", DoHref: "/cases?show=all", DoText: "All open cases"}, &open, &differ)
	for _, l := range []*todoList{&open, &differ} {
		l.shorten("All open cases", "/cases?show=all")
		d.lists = append(d.lists, *l)
	}
	return s.workDesk(v, d, nil)
}

// ordersDesk is for the order manager: cases where somebody decided to apply for
// an order.
func (s *Server) ordersDesk(v *visit, d *desk) error {
	lines, err := s.waiting(v, []string{casework.WaitsOrder}, casework.Filter{})
	if err != nil {
		return err
	}
	orders := todoList{Heading: "Orders to apply for", Empty: "Cases where an order was decided on will be listed here.", Urgent: true}
	for _, x := range lines {
		t := s.waitingTodo(x)
		t.Note = s.heldBy(x.row.Owner)
		orders.Items = append(orders.Items, t)
	}
	lead(d, &todo{Say: "No order has been decided on.", Note: "Cases where somebody decides to apply for one come here.", DoHref: "/cases?show=all", DoText: "All open cases"}, &orders)
	orders.shorten("All open cases", "/cases?show=all")
	d.lists = append(d.lists, orders)
	return s.workDesk(v, d, nil)
}

// seekerDesk is for those who look for cases rather than hold them: search first,
// and plainly what they may do here.
func (s *Server) seekerDesk(v *visit, d *desk) error {
	d.next = &todo{Say: "Search for the person, number or case you are asked about.", DoHref: "/search", DoText: "Search"}
	switch {
	case v.viewer.Is(casefile.Analyst):
		d.next.Note = "You may read the facts of cases across the force. Contact details, intelligence and legal advice stay closed to you, and you record nothing."
	case v.viewer.Is(casefile.Disclosure):
		d.next.Note = "You may read the facts of cases across the force, share items and export a case for disclosure."
	}
	return s.workDesk(v, d, nil)
}

// lead makes the first line of the first list that has any the thing to do next.
func lead(d *desk, idle *todo, lists ...*todoList) {
	d.next = idle
	for _, l := range lists {
		if len(l.Items) > 0 {
			first := l.Items[0]
			d.next, l.Items, l.Empty = &first, l.Items[1:], "Nothing else of this kind."
			return
		}
	}
}

// shorten keeps what a home page holds of a list, counted, with the way to more.
func (l *todoList) shorten(more, href string) {
	if len(l.Items) > deskLines {
		l.Items, l.MoreText, l.MoreHref = l.Items[:deskLines], more, href
	}
	l.Heading = counted(l.Heading, len(l.Items))
}
