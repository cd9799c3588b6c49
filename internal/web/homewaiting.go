package web

import (
	"errors"
	"slices"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// waitingLimit is how many cases with something waiting a home page goes through, and
// askedLimit how many with a question that somebody has to answer; returnedDays how long
// what came back stays there.
const (
	waitingLimit = 200
	askedLimit   = 1000
	returnedDays = 7
)

// waitingLine is one thing that waits, with the case it is about.
type waitingLine struct {
	row casework.Row
	on  casework.Waiting
}

// waiting lists what waits for one of these across cases that any of the filters
// names, each once.
func (s *Server) waiting(v *visit, codes []string, filters ...casework.Filter) ([]waitingLine, error) {
	lines, _, err := s.waitingUpTo(v, waitingLimit, codes, filters...)
	return lines, err
}

// waitingUpTo lists them of at most so many cases a filter; more says that there are others.
func (s *Server) waitingUpTo(v *visit, most int, codes []string, filters ...casework.Filter) (out []waitingLine, more bool, err error) {
	seen := map[string]bool{}
	for _, f := range filters {
		if len(f.Waits) == 0 {
			f.Waits = codes
		}
		after := ""
		for left := most; left > 0; left -= waitingLimit {
			list, err := s.svc.Cases(v.Context(), v.viewer, f, after, min(left, waitingLimit))
			if err != nil {
				return nil, false, err
			}
			for _, r := range list.Items {
				if seen[r.ID] {
					continue
				}
				seen[r.ID] = true
				for _, w := range r.Waiting {
					if slices.Contains(f.Waits, w.On) || w.Asks() && slices.Contains(f.Waits, casework.AskedBy(w.By)) {
						out = append(out, waitingLine{r, w})
					}
				}
			}
			if after = list.Next; after == "" {
				break
			}
		}
		more = more || after != ""
	}
	slices.SortStableFunc(out, func(a, b waitingLine) int { return a.on.At.Compare(b.on.At) })
	return out, more, nil
}

// waitingTodo is a line that says what waits, from whom and since when.
func (s *Server) waitingTodo(x waitingLine) todo {
	t := todo{Say: s.waitingSay(x.on), DoHref: "/case/" + x.row.Ref, DoText: "Open the case"}
	return t.about(x.row)
}

// waitingSay is such a line in words: "Closing: no suspect identified, proposed by
// DC Dilys Example, Fri 20 Nov 2026".
func (s *Server) waitingSay(w casework.Waiting) string {
	what, done := s.words.Kind(w.Kind).Done, "proposed"
	switch w.Kind {
	case "CaseClosed":
		what = joinAnd([]string{"Closing", lower(code(s, "CloseOutcome", w.Outcome))}, ": ")
	case "RiskAssessed":
		what = "Lowered risk: " + code(s, "Grade", w.From) + " to " + code(s, "Grade", w.Grade)
	case "ClassificationDecided":
		what = joinAnd([]string{"Classification", lower(code(s, "Class", w.Class))}, ": ")
	case "RegistrarAsked":
		what, done = "Ruling: stalking, or harassment only", "asked"
	case "CaseHandedOver":
		if what, done = "Hand-over", "offered"; w.By == casefile.Public {
			what, w.By = "Report made online, not taken on", ""
		}
	case "SpecialistAsked":
		what, done = joinAnd([]string{"Advice", code(s, "Specialist", w.Of)}, ": "), "asked"
	case "OrderConsidered":
		what, done = joinAnd([]string{"Order to apply for", code(s, "OrderKind", w.Order)}, ": "), "decided"
	}
	if w.By != "" {
		what += ", " + done + " by " + s.staffName(w.By)
	}
	if !w.At.IsZero() {
		what += ", " + calendar.DateOf(w.At).Short()
	}
	return what
}

// rulings are what waits for the registrar, oldest first: every classification
// proposed for a former partner, whether or not anybody asked (APP 1.3).
func (s *Server) rulings(v *visit) ([]todo, error) {
	lines, err := s.waiting(v, []string{casework.WaitsRegistrar}, casework.Filter{})
	if err != nil {
		return nil, err
	}
	var out []todo
	for _, x := range lines {
		t := s.waitingTodo(x)
		t.Note = "rule: stalking, or harassment only"
		t.DoHref, t.DoText = recordHref(x.row.Ref, "RegistrarRuled", x.on.Pair), s.words.Kind("RegistrarRuled").Title
		out = append(out, s.fromClause(t, "registrar.ask"))
	}
	return out, nil
}

// fromClause adds the rule behind a line and the way to it.
func (s *Server) fromClause(t todo, key string) todo {
	if c := s.svc.Edition().Clause(key); c != nil {
		t.Source, t.WhyHref = clauseSource(c, "/guidance/"+c.Key), "/guidance/"+c.Key
	}
	return t
}

// decisions are what waits for a supervisor's decision on at most so many cases a filter,
// oldest first. Nobody decides on what they proposed themselves.
func (s *Server) decisions(v *visit, most int, filters ...casework.Filter) ([]todo, error) {
	lines, _, err := s.waitingUpTo(v, most, []string{casework.WaitsSupervisor}, filters...)
	if err != nil {
		return nil, err
	}
	var out []todo
	for _, x := range lines {
		if x.on.By == v.viewer.Staff.ID {
			continue
		}
		t := s.waitingTodo(x)
		t.Note = "confirm or return it"
		t.DoHref, t.DoText = recordHref(x.row.Ref, "ProposalDecided", "")+"?proposal="+x.on.ID, s.words.Kind("ProposalDecided").Title
		out = append(out, t)
	}
	return out, nil
}

// waitingOn lists what others have to do before the visitor can go on: on their
// own cases, and wherever they proposed something. What a specialist was asked waits on
// the home of whoever holds the case and of whoever asked, whoever holds it now: of a
// whole unit it would be hundreds of rows.
// What came back stands first for a week, or until they record something on the case.
func (s *Server) waitingOn(v *visit, d *desk) error {
	codes := []string{casework.WaitsRegistrar, casework.WaitsSupervisor, casework.WaitsHandover, casework.WaitsReturned}
	me := v.viewer.Staff.ID
	lines, err := s.waiting(v, nil, casework.Filter{Mine: true, Waits: append(casework.AllAdvice(), codes...)},
		casework.Filter{Waits: []string{casework.AskedBy(me)}}) // on cases that another holds, or nobody
	if err != nil {
		return err
	}
	back := todoList{Heading: "Returned to you", Urgent: true}
	others := todoList{Heading: "Waiting on others"}
	for _, x := range lines {
		t := s.waitingTodo(x)
		switch {
		case x.on.Kind == "SpecialistAnswered": // it waits for an inspector to look, and is answered
			continue
		case x.on.On == casework.WaitsReturned:
			if x.on.By != me || v.now.Sub(x.on.At) >= returnedDays*24*time.Hour {
				continue
			}
			x.on.By, t.Note = "", "returned by "+s.staffName(x.on.Decider)
			t.Say = s.waitingSay(x.on)
			back.Items = append(back.Items, t)
		default:
			who, err := s.waitsFor(v, x)
			if err != nil {
				return err
			}
			if t.Note = "waits for " + who; x.row.Owner != me {
				t.Note += "; " + s.heldBy(x.row.Owner)
			}
			if x.on.Kind == "SpecialistAsked" {
				t.Due = "not answered, " + askedAgo(x.on.At, v.now)
				t.DoHref, t.DoText = recordHref(x.row.Ref, "SpecialistAnswered", "")+"?request="+x.on.ID, s.words.Kind("SpecialistAnswered").Title
			}
			others.Items = append(others.Items, t)
		}
	}
	for _, l := range []todoList{back, others} {
		if len(l.Items) > 0 {
			l.Heading = counted(l.Heading, len(l.Items))
			d.lists = append(d.lists, l)
		}
	}
	return nil
}

// waitsFor is who has to act.
func (s *Server) waitsFor(v *visit, x waitingLine) (string, error) {
	switch {
	case x.on.Kind == "SpecialistAsked":
		return s.waitsAnswer(v, x)
	case x.on.On == casework.WaitsRegistrar:
		return "the force crime registrar’s ruling", nil
	case x.on.On == casework.WaitsSupervisor:
		return "a supervisor to confirm or return it", nil
	case string(x.on.To) == v.viewer.Staff.ID:
		return "you to accept it", nil
	}
	return s.toAccept(x.on.To, x.on.ToUnit) + " to accept it", nil
}

// toAccept is who may accept a hand-over, in words.
func (s *Server) toAccept(to casefile.StaffID, unit string) string {
	switch {
	case to != "":
		return s.staffName(string(to))
	case unit != "":
		return "anybody in " + unit
	}
	return "somebody"
}

// receiver is to whom a hand-over was offered, in words.
func (s *Server) receiver(h *casefile.Handover) string {
	if unit := h.ForUnit(); unit != "" {
		return unit + ", where anybody can accept it"
	}
	return s.toAccept(h.Data.To, "")
}

// notTheirs says why a hand-over is not the viewer's to accept; empty where it is.
// A unit the register does not know has nobody, so that its offer stays open.
func (s *Server) notTheirs(viewer access.Viewer, h *casefile.Handover) string {
	switch unit := h.ForUnit(); {
	case h.Data.To != "" && string(h.Data.To) != viewer.Staff.ID:
		return "It was offered to " + s.staffName(string(h.Data.To)) + ". Only they can accept it."
	case unit != "" && !access.InUnit(viewer, unit) && slices.ContainsFunc(s.svc.Units(), func(u string) bool { return casefile.SameUnit(u, unit) }):
		return "It was offered to " + unit + ". Somebody there has to accept it."
	}
	return ""
}

// unitOffers are the cases offered to the visitor's unit, the gravest first: anybody
// there can accept, so each of them is told.
func (s *Server) unitOffers(v *visit, d *desk) (todoList, error) {
	list := todoList{Heading: "Offered to your unit, for any of you to accept", Urgent: true}
	if k, _ := casefile.KindOf("HandoverAccepted"); !v.viewer.Is(k.By...) {
		return list, nil
	}
	lines, err := s.waiting(v, []string{casework.WaitsHandover}, casework.Filter{Offered: true})
	if err != nil {
		return list, err
	}
	for _, x := range lines {
		if x.on.By == v.viewer.Staff.ID || slices.Contains(d.online, x.row.ID) {
			continue
		}
		t := s.waitingTodo(x)
		if err := s.weighOffer(v, &t, x.row.ID, x.on.At); err != nil {
			return list, err
		}
		t.Say = "Accept the case offered by " + s.staffName(x.on.By) + ", " + calendar.DateOf(x.on.At).Short()
		if x.on.By == casefile.Public {
			t.Say = takeOnline + ", " + calendar.DateOf(x.on.At).Short()
		}
		t.Note = "waits for " + s.toAccept(x.on.To, x.on.ToUnit)
		t.DoHref, t.DoText = recordHref(x.row.Ref, "HandoverAccepted", "")+"?handover="+x.on.ID, "Accept"
		list.Items = append(list.Items, s.fromClause(t, "handover.formal"))
	}
	slices.SortStableFunc(list.Items, gravestFirst)
	return list, nil
}

// offered is the hand-over that waits for the visitor, as the line at the top of
// what they have to do now: what is left is beside it.
func (s *Server) offered(v *visit, p *casework.CasePage) (todo, bool) {
	h := p.Offered()
	if h == nil || string(h.Data.To) != v.viewer.Staff.ID {
		return todo{}, false
	}
	c := &caseView{CasePage: p, srv: s, visit: v}
	t := todo{Say: "Accept the case handed over to you by " + s.staffName(h.By) + ", or say why not.",
		Facts: append(c.offerFacts(), waitedSince(h.Recorded, v.now)), since: h.Recorded, grave: c.grave(), DoHref: recordHref(p.Ref, "HandoverAccepted", "") + "?handover=" + h.ID, DoText: "Accept", first: true}.aboutCase(p)
	t.Note = leftInShort(h.Data)
	return s.fromClause(t, "handover.formal"), true
}

// leftInShort is what a hand-over leaves to do, as a few words of one line: beside it
// stands what is due first, and the case has all of it.
func leftInShort(d casefile.CaseHandedOver) string {
	left := strings.Join(linesOfText(d.NotDone), "; ")
	if n := len(linesOfText(d.NotDone)); n > 2 {
		left = plural(n, "thing")
	}
	if said := joinAnd([]string{left, strings.Join(linesOfText(d.WhyNot), " ")}, "; "); said != "" {
		return "left to do: " + said
	}
	return ""
}

// offeredTo reports whether a case waits for a member of staff to accept it.
func offeredTo(r casework.Row, staff string) bool {
	return slices.ContainsFunc(r.Waiting, func(w casework.Waiting) bool { return w.On == casework.WaitsHandover && string(w.To) == staff })
}

// handovers are the cases offered to the visitor.
func (s *Server) handovers(v *visit, told notices) ([]todo, error) {
	rows, err := s.svc.RowsOf(v.Context(), v.viewer, told.offered)
	if err != nil {
		return nil, err
	}
	var out []todo
	for _, r := range rows.Items {
		if !offeredTo(r, v.viewer.Staff.ID) {
			continue // accepted, or offered to somebody else: not opened to find that
		}
		p, err := s.svc.Case(v.Context(), v.viewer, r.ID)
		if errors.Is(err, casework.ErrNoCase) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if t, ok := s.offered(v, p); ok {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, gravestFirst)
	return out, nil
}

// takesReports reports whether the visitor may begin a report.
func takesReports(v *visit) bool { return access.May(v.viewer, access.TakeReport) }
