package web

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casework"
)

// maxUnit is how many open cases of a unit a supervisor's home goes through, by
// what falls due next.
const maxUnit = 200

// exception is a reason why a supervisor should look at a case, gravest first. says
// words it of one case; empty where it does not apply.
type exception struct {
	do     string // kind of act that puts it right; empty opens the case
	clause string // the rule behind it; empty where no single rule is
	says   func(*Server, casework.Row, time.Time) string
}

// whenever words an exception that reads the same of every case.
func whenever(say string, applies func(casework.Row) bool) func(*Server, casework.Row, time.Time) string {
	return func(_ *Server, r casework.Row, _ time.Time) string {
		if applies(r) {
			return say
		}
		return ""
	}
}

var exceptions = []exception{
	{"ThreatToLifeConsidered", "threat_to_life.act", whenever("Somebody’s life is said to be in danger, and no inspector is recorded as told", func(r casework.Row) bool { return r.Gaps != nil && !r.Gaps.LifeUntold.IsZero() })},
	{"OwnerAssigned", "victim.named_officer", whenever("Give this case an owner", func(r casework.Row) bool { return r.Owner == "" })},
	{"", "risk.initial", whenever("See that the risk is judged: nobody has", func(r casework.Row) bool { return r.Judged.IsZero() })},
	{"RiskAssessed", "risk.reassess_on_trigger", (*Server).olderThanBreach},
	{"", overdueClause, func(_ *Server, r casework.Row, _ time.Time) string {
		if r.Late == nil {
			return ""
		}
		return "Something is overdue"
	}},
	{"", "registrar.ask", whenever("The classification waits for the registrar’s ruling", func(r casework.Row) bool { return r.PendingOn(casework.WaitsRegistrar) })},
	{"VictimContacted", "", (*Server).promisePassed},
	{"", "", whenever("Nobody is recorded to have spoken with the victim", func(r casework.Row) bool { return r.Gaps != nil && r.Gaps.Spoke.IsZero() })},
	{"OrderConsidered", "spo.consider", whenever("Nobody has decided whether to seek an SPO", func(r casework.Row) bool { return r.Gaps != nil && r.Gaps.NoOrder })},
	{"NextStepDecided", "next_step.decided", whenever("No line of enquiry is set and no next step decided", func(r casework.Row) bool { return r.Gaps != nil && r.Gaps.Undirected })},
	{"", "", whenever("Handed over and not yet accepted", func(r casework.Row) bool { return r.PendingOn(casework.WaitsHandover) })},
}

// overdueClause stands for the rule that has been overdue longest.
const overdueClause = "overdue"

// olderThanBreach says that a breach came after the risk was judged.
func (s *Server) olderThanBreach(r casework.Row, now time.Time) string {
	if r.Gaps == nil || r.Gaps.Breach.IsZero() {
		return ""
	}
	return "The risk is older than the last breach, " + clockOf(r.Gaps.Breach, now)
}

// promisePassed says that the day agreed for the next contact has passed. How long
// without contact is too long is not ours to say; a day that was agreed is.
func (s *Server) promisePassed(r casework.Row, now time.Time) string {
	if r.Gaps == nil || r.Gaps.Promised.IsZero() || !r.Gaps.Promised.Before(calendar.DateOf(now)) {
		return ""
	}
	return "No contact with the victim on the day agreed, " + r.Gaps.Promised.Short()
}

// uncontacted says for how long nobody has spoken with the victim; empty on the day itself.
func uncontacted(r casework.Row, now time.Time) string {
	if r.Gaps == nil || r.Gaps.Spoke.IsZero() {
		return ""
	}
	if days := calendar.DateOf(r.Gaps.Spoke).DaysUntil(calendar.DateOf(now)); days > 0 {
		return "no contact for " + plural(days, "day")
	}
	return ""
}

// supervisorDesk puts the exceptions of the visitor's units first: no owner, no
// risk judged, what waits for confirmation, what is overdue. Their own cases
// follow.
func (s *Server) supervisorDesk(v *visit, d *desk) error {
	unit, err := s.svc.Cases(v.Context(), v.viewer, casework.Filter{MyUnits: true}, "", maxUnit)
	if err != nil {
		return err
	}
	asked, err := s.decisions(v, waitingLimit, casework.Filter{MyUnits: true}, casework.Filter{Led: true})
	if err != nil {
		return err
	}
	custody, err := s.custodyFirst(v, d, unit.Items, true)
	if err != nil {
		return err
	}
	list := todoList{Heading: "Exceptions in your units", Empty: "No open case of your units is without an owner, without a judged risk, overdue or waiting for you.", Urgent: true}
	list.Items = slices.Concat(custody, asked, s.exceptionsOf(unit.Items, v.now))
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
	news.cutChanges(ofUnits, unit.Next != "")
	d.gone = unit.Items
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
			say := x.says(s, r, now)
			switch {
			case say == "":
			case t.Say != "":
				also = append(also, lower(say))
			default:
				t = s.exceptionTodo(x, say, r, now)
				t.weight = len(exceptions) - n
			}
		}
		if t.Say == "" {
			continue
		}
		t.Note = joinAnd(append([]string{s.heldBy(r.Owner), s.gradeWords(r), uncontacted(r, now)}, also...), "; ")
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b todo) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), a.due.Compare(b.due))
	})
	return out
}

func (s *Server) exceptionTodo(x exception, say string, r casework.Row, now time.Time) todo {
	t := todo{Say: say, DoHref: "/case/" + r.Ref, DoText: "Open the case", due: r.NextDue}.about(r)
	if x.do != "" {
		t.DoHref, t.DoText = recordHref(r.Ref, x.do, ""), s.words.Kind(x.do).Title
	}
	if c := s.svc.Edition().Clause(x.clause); c != nil {
		t.Source, t.WhyHref = clauseSource(c, "/guidance/"+c.Key), t.CaseHref+"/duties"
	}
	if x.clause == overdueClause {
		t.Say, t.Source, t.WhyHref = r.Late.Say, clauseSource(r.Late, "/guidance/"+r.Late.Key), t.CaseHref+"/duties"
		t.due = r.LateSince
		t.Due, t.Overdue = dueWords(r.LateSince, now)
	}
	return t
}

// gradeWords is the grade in force, and who brought it down and who confirmed that.
func (s *Server) gradeWords(r casework.Row) string {
	if r.Grade == "" {
		return "" // the line itself says that nobody has judged it
	}
	out := "risk " + lower(code(s, "Grade", r.Grade))
	if r.Gaps == nil || r.Gaps.Lowered == nil {
		return out
	}
	low := r.Gaps.Lowered
	return out + ", lowered from " + lower(code(s, "Grade", low.From)) + " by " + s.staffName(low.By) + ", " + calendar.DateOf(low.At).Short() + ", confirmed by " + s.staffName(low.Confirmed)
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
