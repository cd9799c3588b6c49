package web

import (
	"errors"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// What a duty inspector is told, and what specialists are asked: it stands on the home of
// whoever holds the role here, for an act of the case alone tells nobody.

// nearReleases are the releases of the whole force that are near while a victim has not
// been reached and no duty inspector told, soonest first.
func (s *Server) nearReleases(v *visit) ([]todo, error) {
	lines, err := s.waiting(v, []string{casework.WaitsInspector}, casework.Filter{})
	if err != nil {
		return nil, err
	}
	var out []todo
	for _, x := range lines {
		who := "the victim has"
		if len(x.row.Victims) > 1 {
			who = "a victim has"
		}
		say := "Release planned " + clockOf(x.on.Due, v.now) + ", and " + who + " not been reached."
		if x.on.Due.IsZero() {
			say = "Custody does not know when they are released, and " + who + " not been reached."
		}
		t := todo{Say: say, Note: s.heldBy(x.row.Owner),
			DoHref: "/case/" + x.row.Ref + "/release/" + x.on.ID, DoText: "Before the release", first: true, life: true, now: true, weight: casework.SafetyWeight, due: x.on.Due}.about(x.row)
		if !x.on.Due.IsZero() && !v.now.Before(x.on.Due) {
			t.Overdue, t.Due = true, "the planned time has passed: ask custody"
		}
		if len(x.row.Actors) > 0 {
			t.Facts = []string{"suspect: " + joinAnd(x.row.Actors, ", ")}
		}
		out = append(out, s.fromClause(t, "release.inspector_told"))
	}
	slices.SortStableFunc(out, func(a, b todo) int { return a.due.Compare(b.due) })
	return out, nil
}

// lookedByInspector are the pages on which a duty inspector reads what they were told.
var lookedByInspector = []string{"GET /case/{ref}", "GET /case/{ref}/safety", "GET /case/{ref}/risk", "GET /case/{ref}/release/{arrest}", "GET /case/{ref}/entry/{id}",
	"GET /case/{ref}/record/{kind}"}

// inspectorsTold are the cases on which the duty inspector is recorded as told or asked,
// until one of them has looked, or it is answered.
func (s *Server) inspectorsTold(v *visit, d *desk) ([]todo, error) {
	lines, more, err := s.waitingUpTo(v, s.mostAsked, []string{casework.WaitsAdvice("duty_inspector")}, casework.Filter{})
	if err != nil {
		return nil, err
	}
	d.moreNear = more
	lines = slices.DeleteFunc(lines, func(x waitingLine) bool {
		return x.on.By == v.viewer.Staff.ID || x.on.Of.Role() != casefile.DutyInspector
	})
	var ask []casework.Unlooked
	for _, x := range lines {
		since := x.on.At
		if x.on.Back.After(since) {
			since = x.on.Back
		}
		ask = append(ask, casework.Unlooked{CaseID: x.row.ID, Since: since, But: append([]string{x.on.By, x.on.Asker}, x.on.BackBy...)})
	}
	looked, err := s.svc.LookedBy(v.Context(), v.viewer, casefile.DutyInspector, ask, lookedByInspector)
	if err != nil {
		return nil, err
	}
	var out []todo
	for n, x := range lines {
		if looked[n] {
			continue
		}
		t := todo{Say: "The duty inspector is recorded as told or asked. Look at it, and say what is done.",
			Facts:  []string{"recorded " + clockOf(x.on.At, v.now) + " by " + s.staffName(x.on.By)},
			DoHref: "/case/" + x.row.Ref, DoText: "Open the case", Note: s.heldBy(x.row.Owner), first: true, life: true, now: true, weight: casework.SafetyWeight, due: x.on.At}.about(x.row)
		switch {
		case x.on.Kind == "SpecialistAnswered":
			t.Say = "An answer is noted as the duty inspector’s. Look at it, and say if it is not so."
			t.Facts = []string{"noted " + clockOf(x.on.At, v.now) + " by " + s.staffName(x.on.By)}
			if x.on.To != "" {
				t.Facts[0] += ", as said by " + s.staffName(string(x.on.To))
			}
		case !x.on.Back.IsZero():
			t.Facts = append(t.Facts, "an answer was taken back "+clockOf(x.on.Back, v.now))
		}
		if h := x.row.Held; h != nil {
			t.DoHref, t.DoText = "/case/"+x.row.Ref+"/release/"+h.Arrest, "Before the release"
			switch {
			case !h.Out.IsZero():
				t.Facts = append(t.Facts, "out of custody since "+clockOf(h.Out, v.now))
				t.DoText = "After the release"
			case !h.Planned.IsZero():
				t.Facts = append(t.Facts, "release planned "+clockOf(h.Planned, v.now))
			default:
				t.Facts = append(t.Facts, "in custody, time of release not known")
			}
		}
		out = append(out, t)
	}
	return out, nil
}

// custodyFirst are the lines of custody at the head of a home: whoever is out while a
// victim does not know, of the whole force where the visitor answers for it, and then who
// is held on these cases. What is near or told stands above them: see putNear.
func (s *Server) custodyFirst(v *visit, d *desk, rows []casework.Row, held bool) ([]todo, error) {
	var near []todo
	if v.viewer.Is(answersForAll...) {
		var err error
		if rows, err = s.heldAcross(v, rows, casework.WaitsReach); err != nil {
			return nil, err
		}
		if near, err = s.nearReleases(v); err != nil {
			return nil, err
		}
	}
	if v.viewer.Is(casefile.DutyInspector) {
		told, err := s.inspectorsTold(v, d)
		if err != nil {
			return nil, err
		}
		near = append(near, told...)
	}
	d.near = near
	all := heldTodos(rows, v.now)
	out := outOnly(slices.Clone(all))
	for _, t := range all {
		if held && !t.out && !slices.ContainsFunc(near, func(n todo) bool { return n.Ref == t.Ref }) {
			out = append(out, t)
		}
	}
	return out, nil
}

// putNear puts what is near or told at the head of a home, below whoever is out already.
// Where not all of it was gone through, the page says so, and leads to all of it.
func (d *desk) putNear() {
	if len(d.near) > 0 && d.next != nil && d.next.out {
		out := *d.next
		d.next = nil
		d.putFirst(append([]todo{out}, d.near...))
	} else {
		d.putFirst(d.near)
	}
	if !d.moreNear {
		return
	}
	if len(d.lists) == 0 || d.lists[0].Heading != afterThat {
		d.lists = slices.Insert(d.lists, 0, todoList{Heading: afterThat, Empty: "Nothing more of what was gone through.", Urgent: true})
	}
	d.lists[0].MoreText, d.lists[0].MoreHref = moreAsked, askedPath
}

// moreAsked says that more is asked than a home holds, and askedPath is where all of it
// stands.
const (
	moreAsked = "More is asked of you than stands here: all cases on which it is"
	askedPath = "/cases?show=asked"
)

// questionsAsked puts what the visitor's role was asked, and nobody has answered, on
// their home: a specialist and the registrar for the whole force, a supervisor for their
// units. A duty inspector has it at the head of theirs.
func (s *Server) questionsAsked(v *visit, d *desk) error {
	var all []todo
	left := false
	for _, of := range casefile.Specialist("").Codes() {
		of := casefile.Specialist(of)
		role, filters := of.Role(), []casework.Filter{{}}
		switch {
		case role == "" || role == casefile.DutyInspector || !v.viewer.Is(role):
			continue
		case role == casefile.Supervisor:
			filters = []casework.Filter{{MyUnits: true}, {Led: true}}
		}
		lines, more, err := s.waitingUpTo(v, s.mostAsked, []string{casework.WaitsAdvice(of)}, filters...)
		if err != nil {
			return err
		}
		left = left || more
		for _, x := range lines {
			if x.on.By == v.viewer.Staff.ID || x.on.Of != of {
				continue
			}
			t := todo{Say: "Answer what " + s.staffName(x.on.By) + " asks you as " + lower(code(s, "Specialist", of)) + ".", Due: askedAgo(x.on.At, v.now), Note: s.heldBy(x.row.Owner), since: x.on.At,
				DoHref: recordHref(x.row.Ref, "SpecialistAnswered", "") + "?request=" + x.on.ID, DoText: s.words.Kind("SpecialistAnswered").Title}.about(x.row)
			if x.on.Taken {
				t.Facts = append(t.Facts, "somebody is recorded as having taken the question")
			}
			if !x.on.Back.IsZero() {
				t.Facts = append(t.Facts, "an answer was taken back "+clockOf(x.on.Back, v.now))
			}
			all = append(all, t)
		}
	}
	slices.SortStableFunc(all, func(a, b todo) int { return a.since.Compare(b.since) })
	if len(all) > 0 && (d.next == nil || d.next.Ref == "") && d.box == nil {
		first := all[0]
		d.next, all = &first, all[1:]
	}
	if len(all) == 0 && !left {
		return nil
	}
	list := todoList{Heading: "Asked of you, and not answered", Items: all, Empty: "Nothing more of what was gone through.", Urgent: true}
	if left {
		list.MoreText, list.MoreHref = moreAsked, askedPath
	}
	list.shorten(moreAsked, askedPath)
	d.lists = slices.Insert(d.lists, min(1, len(d.lists)), list)
	return nil
}

// askedOf are the codes of what the visitor's roles are asked, and whether only on the
// cases of their units: a supervisor is asked there, every other role across the force.
func askedOf(v access.Viewer) (codes []string, ofUnits bool) {
	for _, of := range casefile.Specialist("").Codes() {
		if role := casefile.Specialist(of).Role(); role != "" && role != casefile.Supervisor && v.Is(role) {
			codes = append(codes, casework.WaitsAdvice(casefile.Specialist(of)))
		}
	}
	if len(codes) == 0 && v.Is(casefile.Supervisor) {
		return []string{casework.WaitsAdvice("supervisor")}, true
	}
	return codes, false
}

// waitsAnswer is for whose answer advice waits, in words. Where nobody here can give it,
// the program tells nobody, and whoever asked has to: the words are the same whether
// nobody holds the role or whoever does may not see the case.
func (s *Server) waitsAnswer(v *visit, x waitingLine) (string, error) {
	who := lower(code(s, "Specialist", x.on.Of))
	switch {
	case x.on.Of.Role() == "" && x.on.Taken:
		return "an answer, to be recorded by whoever is told it", nil
	case x.on.Of.Role() == "":
		return "an answer; nobody here is told of the question: ask them yourself", nil
	}
	p, err := s.svc.Case(v.Context(), v.viewer, x.row.ID)
	if errors.Is(err, casework.ErrNoCase) {
		return "an answer", nil // it was shut to them since it was listed
	}
	if err != nil {
		return "", err
	}
	q := adviceOf(p, x.on.ID)
	switch {
	case q != nil && len(s.answerers(v, p, q)) == 0:
		return "an answer, and nobody here who may see this case can give it: tell " + tellOf(p), nil
	case x.row.Restricted:
		return "the " + who + " inside this restricted case to answer; nobody else is told", nil
	}
	return "the " + who + " to answer", nil
}

// askedAgo says how long ago something was asked.
func askedAgo(at, now time.Time) string {
	switch d := now.Sub(at); {
	case d < 2*time.Minute:
		return "asked just now"
	case d < 2*time.Hour:
		return "asked " + plural(int(d/time.Minute), "minute") + " ago"
	case d < 48*time.Hour:
		return "asked " + plural(int(d/time.Hour), "hour") + " ago"
	}
	return "asked " + plural(calendar.DateOf(at).DaysUntil(calendar.DateOf(now)), "day") + " ago"
}

// adviceWords say on the page after saving whom a question reaches here.
func (c *caseView) adviceWords(x *casefile.SpecialistAdvice) string {
	of := casefile.Specialist("other")
	if x.Of.Given() {
		of = x.Of.Value
	}
	role := of.Role()
	holders := c.srv.answerers(c.visit, c.CasePage, x)
	who := lower(code(c.srv, "Specialist", of))
	switch {
	case role == "":
		return "Nobody is told of this here: ask them yourself, and record the answer when it comes. Until then it stands on your home as asked and not answered."
	case len(holders) == 0 && c.Restricted != nil:
		return "Nobody who holds that role is inside this restricted case, and nobody is told of it here. Tell them yourself."
	case len(holders) == 0:
		return "Nobody here who may see this case holds that role, and nobody is told of it. Tell " + tellOf(c.CasePage) + "."
	case role == casefile.DutyInspector:
		return "It stands on the home of the duty inspectors until one of them has looked or answers. What cannot wait, say to them."
	case role == casefile.Supervisor:
		return "It stands on the home of the supervisors of this case until it is answered."
	}
	return "It stands on the home of the " + who + " until it is answered."
}
