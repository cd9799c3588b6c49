package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/store"
	"foursight/internal/web/ui"
)

// homeRoutes are home, lists and search.
func (s *Server) homeRoutes() []route {
	return []route{
		{"GET", "/cases", access.ListCases, onCases, casefile.Consultation, factsOnly, s.caseList},
		{"GET", changesPath, access.ListCases, onCases, casefile.Consultation, factsOnly, s.changesPage},
		{"GET", "/search", access.Seek, onSelf, casefile.Consultation, nil, s.searchPage},
		{"POST", "/search", access.Seek, onSelf, casefile.Consultation, nil, s.searchKept},
		{"GET", "/search/{id}", access.Seek, onCases, casefile.Consultation, factsOnly, s.searchResults},
		{"GET", "/shared", access.SeeShared, onCases, casefile.Consultation, factsOnly, s.sharedItems},
	}
}

// deskLines is how many lines Now holds (practice 1.26); maxOwn how many cases of
// their own a home page goes through.
const (
	deskLines = 12
	maxOwn    = 25
)

// todo is one thing to do: what, by when, about which case and whom, with its
// source and the way to do it.
type todo struct {
	Say           string
	Due           string // in words
	Overdue       bool
	Ref, CaseHref string
	Person        string // the victim
	Note          string
	Facts         []string // what somebody weighs before they take it on, each by itself
	Source        ui.Component
	WhyHref       string
	DoHref        string
	DoText        string

	due    time.Time         // zero: no time is set
	weight int               // of the clause, gravest highest
	grave  int               // of an offer: the case's risk, a threatened life above all
	first  bool              // stands before everything: somebody waits for the visitor's yes
	now    bool              // belongs to now whatever its time
	since  time.Time         // when it last happened, for what is told
	out    bool              // somebody has left custody, and a victim does not know
	life   bool              // a matter of life and minutes: stands before what changed
	look   casework.LookedAt // the case it shows
	pair   string            // whose conduct towards whom a duty is about, where its case has several
}

// about names the case a line is about.
func (t todo) about(r casework.Row) todo {
	t.Ref, t.CaseHref, t.Person, t.look = r.Ref, "/case/"+r.Ref, strings.Join(r.Victims, ", "), r.Look()
	return t
}

// aboutCase is about, of a case that was opened.
func (t todo) aboutCase(p *casework.CasePage) todo {
	t.Ref, t.CaseHref, t.Person, t.look = p.Ref, "/case/"+p.Ref, victimNames(p), casework.LookedAt{ID: p.ID, Version: p.Version}
	return t
}

// todoList is things to do of one urgency; Empty says what it would hold.
type todoList struct {
	Heading            string
	Items              []todo
	Empty              string
	MoreText, MoreHref string
	Urgent             bool
	alert              bool // waits for somebody, and stands first where a line of it presses for a life
	changes            bool // what others recorded since the last shift
}

// desk is what a home page is made of before it is drawn. Next is the first line:
// nil only for somebody without any role.
type desk struct {
	next   *todo
	offers todoList // to the visitor's unit, right below what comes next
	lists  []todoList
	rest   ui.Stack
	looks  []casework.LookedAt // cases in what is not a line: see shown
	fresh  bool                // there were notices they had not been shown before

	notices *[]store.Notice // theirs, nil until they are read

	// Of whoever answers calls: the box comes before all else, then what was found.
	box, shift ui.Component
	found      []casework.Row // cases found or taken this shift
	gone       []casework.Row // cases gone through already for what changed on them
	told       bool           // terms and safe contact of cases are among them

	near     []todo   // releases that are near, and what a duty inspector is recorded as told
	moreNear bool     // not all that a duty inspector is recorded as told was gone through
	online   []string // ids of cases listed as reported online
	measures bool     // the visitor may see how the force does
}

// home answers "what do I do next, for whom, by when" for the role held today. Its lists
// are of one moment: a case that somebody accepts meanwhile stands in one of them.
func (s *Server) home(v *visit) (a answer, err error) {
	sent := v.Request
	defer func() { v.Request = sent }() // what is drawn later reads by itself
	err = s.svc.AtOneMoment(v.Context(), func(ctx context.Context) (err error) {
		v.Request = sent.WithContext(ctx)
		a, err = s.desk(v)
		return err
	})
	return a, err
}

func (s *Server) desk(v *visit) (answer, error) {
	d := desk{measures: access.May(v.viewer, access.Measure)}
	online, err := s.onlineReports(v, &d)
	if err != nil {
		return answer{}, err
	}
	switch {
	case v.viewer.Is(casefile.Supervisor, casefile.DutyInspector):
		err = s.supervisorDesk(v, &d)
	case v.viewer.Is(casefile.CallHandler):
		err = s.handlerDesk(v, &d)
	case v.viewer.Is(casefile.Registrar):
		err = s.registrarDesk(v, &d)
	case v.viewer.Is(casefile.Standards):
		err = s.standardsDesk(v, &d)
	case v.viewer.Is(casefile.Superintend, casefile.ForceLead):
		err = s.leadDesk(v, &d)
	case v.viewer.Is(casefile.SPOC):
		err = s.specialistDesk(v, &d)
	case v.viewer.Is(casefile.OrderManager):
		err = s.ordersDesk(v, &d)
	case v.viewer.Is(casefile.Custody):
		err = s.custodyDesk(v, &d)
	case v.viewer.Is(casefile.Analyst, casefile.Disclosure):
		err = s.seekerDesk(v, &d)
	case v.viewer.Police():
		err = s.officerDesk(v, &d)
	case v.viewer.Is(casefile.Advocate):
		err = s.advocateDesk(v, &d)
	case v.viewer.Is(casefile.Administrator):
		err = s.administratorDesk(v, &d)
	}
	if err != nil {
		return answer{}, err
	}
	d.putNear()
	d.showOnline(online)
	if err := s.questionsAsked(v, &d); err != nil {
		return answer{}, err
	}
	if err := s.threatsTold(v, &d); err != nil {
		return answer{}, err
	}
	page := &ui.Page{Title: "Home", Heading: greeting(v.now) + ", " + v.viewer.Staff.Known(), Body: d.body(reportButton(v)), OwnSearch: d.box != nil}
	if v.FormValue("ended") == "others" {
		page.Banner = ui.Alert{Variant: "warning", Title: "You were signed in elsewhere",
			Text: "That session has been ended. If it was not you, tell the service desk now."}
	}
	outcome := "shown"
	shown := d.shown()
	if len(shown) == 0 {
		outcome = "miss"
	}
	look := v.look(outcome, shown...)
	look.Told = d.fresh
	if d.told {
		look.Reason = toldOnCall
	}
	return answer{page: page, looks: []casework.Look{look}}, nil
}

// shown are the cases that stand on the page. A home goes through hundreds to find the
// dozen lines it holds, and nobody was shown the others: a record that names them hides
// who did look at a case among all who did not.
func (d *desk) shown() []casework.LookedAt {
	looks := slices.Clone(d.looks)
	lines := slices.Clone(d.offers.Items)
	if d.next != nil {
		lines = append(lines, *d.next)
	}
	for _, l := range d.lists {
		lines = append(lines, l.Items...)
	}
	for _, t := range lines {
		if t.look.ID != "" {
			looks = append(looks, t.look)
		}
	}
	return uniqueLooks(looks)
}

func (d desk) body(report ui.Component) ui.Stack {
	var body ui.Stack
	if d.box != nil {
		body = append(body, d.box)
	}
	if d.next != nil {
		body = append(body, bodyOf("next", d.next))
	}
	life, changes, rest := d.inOrder()
	for _, l := range life {
		body = append(body, bodyOf("todo", l))
	}
	if report != nil && d.box == nil && (d.next == nil || d.next.DoHref != "/report") {
		body = append(body, report)
	}
	if d.shift != nil {
		body = append(body, d.shift)
	}
	for _, l := range slices.Concat(changes, rest) {
		body = append(body, bodyOf("todo", l))
	}
	body = append(body, d.rest...)
	if d.measures {
		body = append(body, prose{{text: "How soon an officer first spoke with victims, by how they reported", href: measurePath}})
	}
	return append(body, prose{{text: "Your account: password and sessions", href: "/account"}})
}

// inOrder are the lists as they stand: what is a matter of life and minutes, then what
// changed since the last shift, then all else (decision 19). Where nothing changed, what
// is offered stands before the line that says so.
func (d *desk) inOrder() (life, changes, rest []todoList) {
	if len(d.offers.Items) > 0 {
		if slices.ContainsFunc(d.offers.Items, todo.pressesLife) {
			life = append(life, d.offers)
		} else {
			rest = append(rest, d.offers)
		}
	}
	for _, l := range d.lists {
		switch {
		case l.changes && len(l.Items) > 0:
			changes = append(changes, l)
		case l.Heading == afterThat && slices.ContainsFunc(l.Items, todo.pressesLife):
			above, below := l, l // what was merely next stays below
			above.Items, below.Items = nil, nil
			for _, t := range l.Items {
				if t.pressesLife() {
					above.Items = append(above.Items, t)
				} else {
					below.Items = append(below.Items, t)
				}
			}
			if len(below.Items) > 0 {
				above.MoreText, above.MoreHref = "", ""
				below.Heading = "To do after these"
				rest = append(rest, below)
			}
			life = append(life, above)
		case slices.ContainsFunc(l.Items, todo.pressesLife) && l.alert:
			life = append(life, l)
		default:
			rest = append(rest, l)
		}
	}
	return life, changes, rest
}

// pressesLife reports whether a line is a matter of life and minutes: a threat to life or
// a release somebody was told of, a victim who does not know that the other person is
// out, one who reported that they are not safe, an offer of somebody whose life is threatened.
func (t todo) pressesLife() bool { return t.life || t.out || t.grave >= threatened }

func greeting(now time.Time) string {
	switch h := now.In(calendar.London).Hour(); {
	case h < 12:
		return "Good morning"
	case h < 18:
		return "Good afternoon"
	}
	return "Good evening"
}

// uniqueLooks keeps each case once, with the version that was shown.
func uniqueLooks(looks []casework.LookedAt) []casework.LookedAt {
	slices.SortFunc(looks, func(a, b casework.LookedAt) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), -cmp.Compare(a.Version, b.Version))
	})
	return slices.CompactFunc(looks, func(a, b casework.LookedAt) bool { return a.ID == b.ID })
}

// dutyTodo is one line for a duty of a case. Its button leads where the one on the case's
// own page does.
func (s *Server) dutyTodo(p *casework.CasePage, f guidance.Finding, c *guidance.Clause, now time.Time) todo {
	due := f.Due.At
	t := todo{Say: c.Say, Source: clauseSource(c, "/guidance/"+c.Key), WhyHref: dutyHref(p.Ref, f.Key), due: due, weight: casework.WeightOf(c)}.aboutCase(p)
	t.Due, t.Overdue = dueWords(due, now)
	if due.IsZero() {
		t.Due = undated(c)
	}
	view := &caseView{CasePage: p, srv: s}
	t.pair = view.forPair(f.Pair)
	if t.DoText, t.DoHref = view.do(c, f); t.DoHref == "" {
		t.DoHref, t.DoText = t.WhyHref, "Open"
	}
	return t
}

// undated says why a duty has no time: for what keeps somebody safe there is none
// to wait for.
func undated(c *guidance.Clause) string {
	switch {
	case c.Severity == "safety":
		return "now"
	case c.Due != nil:
		return "no local standard set"
	}
	return ""
}

// recordHref is the form for a kind of act, about a pair where one is named.
func recordHref(ref, kind, pair string) string {
	href := "/case/" + ref + "/record/" + kind
	if pair != "" {
		href += "?pair=" + pair
	}
	return href
}

// dueWords says when something is due to somebody asking now, and whether that
// has passed. At is the first instant too late: a deadline at the end of a day is
// named by that day.
func dueWords(at, now time.Time) (words string, overdue bool) {
	if at.IsZero() {
		return "", false
	}
	today := calendar.DateOf(now)
	day, clock := deadlineDay(at)
	if clock != "" {
		clock = " " + clock
	}
	overdue = !now.Before(at)
	switch {
	case overdue && day == today:
		return "since today" + clock, true
	case overdue:
		return "since " + day.Short() + clock, true
	case day == today:
		return "due today" + clock, false
	case day == today.AddDays(1):
		return "due tomorrow" + clock, false
	}
	return "due " + day.Short() + clock, false
}

// pressing orders what is to be done as lists of cases do, what somebody waits
// for before all.
func pressing(now time.Time) func(a, b todo) int {
	return func(a, b todo) int {
		return cmp.Or(first(a.first, b.first), casework.MorePressing(casework.Urgency{Due: a.due, Weight: a.weight}, casework.Urgency{Due: b.due, Weight: b.weight}, now), cmp.Compare(a.Ref, b.Ref))
	}
}

// isNow reports whether a line belongs to now: what falls due within a day, and
// what has no time but concerns safety or stands high.
func isNow(t todo, now time.Time) bool {
	switch {
	case t.first, t.now:
		return true
	case t.due.IsZero():
		return t.weight >= casework.HighWeight
	}
	return t.due.Before(now.Add(casework.NowReach))
}

// split puts what is to be done under Now and Soon, the first line taken out. What
// does not fit under Now leads on.
func (d *desk) split(all []todo, now time.Time) {
	slices.SortStableFunc(all, pressing(now))
	if d.next == nil && d.box == nil && len(all) > 0 {
		first := all[0]
		d.next, all = &first, all[1:]
	}
	soon := todoList{Heading: "Soon"}
	urgent := todoList{Heading: "Now", Empty: "Nothing more is due within a day.", Urgent: true}
	left := 0
	for _, t := range all {
		switch {
		case isNow(t, now) && len(urgent.Items) < deskLines:
			urgent.Items = append(urgent.Items, t)
		case isNow(t, now):
			left++
		case len(soon.Items) < deskLines:
			soon.Items = append(soon.Items, t)
		}
	}
	if left > 0 {
		urgent.MoreText, urgent.MoreHref = "More is due now: see it case by case", "/cases?show=mine"
	}
	urgent.Heading = counted("Now", len(urgent.Items))
	d.lists = append(d.lists, urgent)
	if len(soon.Items) > 0 {
		soon.Heading = counted(soon.Heading, len(soon.Items))
		d.lists = append(d.lists, soon)
	}
}

// with adds offers to the visitor by name, which come before those to their unit.
func (l todoList) with(mine []todo) todoList {
	if len(mine) > 0 {
		l.Heading = "Offered to you or your unit"
		l.Items = append(slices.Clone(mine), l.Items...)
	}
	return l
}

// offer puts what is offered to the unit at the top, where anything is: nobody holds
// it, so that it waits for somebody to read this far.
func (d *desk) offer(forUnit todoList) {
	if len(forUnit.Items) == 0 {
		return
	}
	forUnit.shorten("All that is offered to your unit", "/cases?show=offered")
	d.offers = forUnit
}

func counted(heading string, n int) string {
	if n == 0 {
		return heading
	}
	return fmt.Sprintf("%s (%d)", heading, n)
}
