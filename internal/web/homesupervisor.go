package web

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// maxUnit is how many open cases of a unit a supervisor's home goes through, by
// what falls due next.
const maxUnit = 200

// exception is a reason why a supervisor should look at a case, gravest first.
type exception struct {
	say     string
	do      string // kind of act that puts it right; empty opens the case
	clause  string // the rule behind it; empty is the duty that falls due next
	applies func(casework.Row, time.Time) bool
}

var exceptions = []exception{
	{"Give this case an owner", "OwnerAssigned", "victim.named_officer", func(r casework.Row, _ time.Time) bool { return r.Owner == "" }},
	{"See that the risk is judged: nobody has", "", "risk.initial", func(r casework.Row, _ time.Time) bool { return r.Judged.IsZero() }},
	{overdueException, "", "", func(r casework.Row, _ time.Time) bool { return r.Late != nil }},
	{"The classification waits for the registrar’s ruling", "", "registrar.ask", func(r casework.Row, _ time.Time) bool { return r.PendingOn(casework.WaitsRegistrar) }},
	{"Handed over and not yet accepted", "", "", func(r casework.Row, _ time.Time) bool { return r.PendingOn(casework.WaitsHandover) }},
}

// overdueException is replaced by what is overdue.
const overdueException = "Something is overdue"

// supervisorDesk puts the exceptions of the visitor's units first: no owner, no
// risk judged, what waits for confirmation, what is overdue. Their own cases
// follow.
func (s *Server) supervisorDesk(v *visit, d *desk) error {
	unit, err := s.svc.Cases(v.Context(), v.viewer, casework.Filter{MyUnits: true}, "", maxUnit)
	if err != nil {
		return err
	}
	d.looks = append(d.looks, unit.Looks...)
	asked, err := s.decisions(v, d, casework.Filter{MyUnits: true}, casework.Filter{Led: true})
	if err != nil {
		return err
	}
	list := todoList{Heading: "Exceptions in your units", Empty: "No open case of your units is without an owner, without a judged risk, overdue or waiting for you.", Urgent: true}
	list.Items = slices.Concat(heldTodos(unit.Items, v.now), asked, s.exceptionsOf(unit.Items, v.now))
	if len(list.Items) > 0 {
		first := list.Items[0]
		d.next, list.Items = &first, list.Items[1:]
		list.Empty = "That is the only exception in your units."
	} else {
		d.next = &todo{Say: "Nothing in your units needs you now.", Note: "No case is without an owner or a judged risk, and nothing waits for your decision.", DoHref: "/cases?show=unit", DoText: "Your units’ cases"}
	}
	if len(list.Items) > deskLines {
		list.Items, list.MoreText, list.MoreHref = list.Items[:deskLines], "More needs a look: all cases of your units", "/cases?show=unit"
	}
	list.Heading = counted(list.Heading, len(list.Items))
	news, err := s.changed(v, unit.Items)
	if err != nil {
		return err
	}
	d.lists = append(d.lists, news, list)
	return s.workDesk(v, d, nil)
}

// exceptionsOf gives each case one line, for the gravest reason, with the others
// beside it.
func (s *Server) exceptionsOf(rows []casework.Row, now time.Time) []todo {
	var out []todo
	for _, r := range rows {
		var t todo
		var also []string
		for n, x := range exceptions {
			switch {
			case !x.applies(r, now):
			case t.Say != "":
				also = append(also, lower(x.say))
			default:
				t = s.exceptionTodo(x, r, now)
				t.weight = len(exceptions) - n
			}
		}
		if t.Say == "" {
			continue
		}
		t.Note = joinAnd(append([]string{s.heldBy(r.Owner), gradeWords(s, r)}, also...), "; ")
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b todo) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), a.due.Compare(b.due))
	})
	return out
}

func (s *Server) exceptionTodo(x exception, r casework.Row, now time.Time) todo {
	t := todo{Say: x.say, DoHref: "/case/" + r.Ref, DoText: "Open the case", due: r.NextDue}.about(r)
	if x.do != "" {
		t.DoHref, t.DoText = recordHref(r.Ref, x.do, ""), s.words.Kind(x.do).Title
	}
	if c := s.svc.Edition().Clause(x.clause); c != nil {
		t.Source, t.WhyHref = clauseSource(c, "/guidance/"+c.Key), t.CaseHref+"/duties"
	}
	if x.say == overdueException && r.Late != nil {
		t.Say, t.Source, t.WhyHref = r.Late.Say, clauseSource(r.Late, "/guidance/"+r.Late.Key), t.CaseHref+"/duties"
		t.due = r.LateSince
		t.Due, t.Overdue = dueWords(r.LateSince, now)
	}
	return t
}

func gradeWords(s *Server, r casework.Row) string {
	if r.Grade == "" {
		return "" // the line itself says that nobody has judged it
	}
	return "risk " + lower(code(s, "Grade", casefile.Grade(r.Grade)))
}

// heldBy says who holds a case.
func (s *Server) heldBy(owner string) string {
	if owner == "" {
		return "nobody holds it"
	}
	if st, ok := s.svc.Register().Staff(owner); ok {
		return "held by " + st.Known()
	}
	return "held by somebody no longer listed"
}
