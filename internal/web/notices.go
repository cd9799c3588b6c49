package web

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/store"
	"foursight/internal/web/ui"
)

// noticeLimit is how many notices a home page goes through; noticeDays how long
// one that asks for nothing stays there; maxGuarded how many restricted cases of
// one guardian it shows.
const (
	noticeLimit = 60
	noticeDays  = 14
	maxGuarded  = 50
)

// notices are what the visitor has been told and what still stands of it.
type notices struct {
	offered []string // ids of cases that were handed over to them, accepted or not
	alerts  []todo   // somebody searched for what a restricted case of theirs holds
	guarded []todo   // restricted cases they guard
	sent    []todo   // live incidents they are sent to
	ours    []todo   // cases about somebody who works for the police, open to everybody
	left    []todo   // what they have left of a first response, until another accepts the case
	recent  []todo   // to know of
}

// told reads the visitor's notices. A notice carries no text of its own: what it
// is about is read from the case, through the case's own door, and one that has
// been dealt with is left out.
func (s *Server) told(v *visit, d *desk) (notices, error) {
	var out notices
	list, err := s.noticesOf(v, d)
	if err != nil {
		return out, err
	}
	lately, err := s.sentLately(v, list)
	if err != nil {
		return out, err
	}
	for _, n := range list {
		d.fresh = d.fresh || n.Sent == 0
		switch n.Kind {
		case casework.NoticeHandover:
			if !slices.Contains(out.offered, n.CaseID) {
				out.offered = append(out.offered, n.CaseID)
			}
		case casework.NoticeSent:
			if !slices.Contains(lately, n.CaseID) {
				continue
			}
			err = out.sentTo(s, v, n)
		case casework.NoticeOurs:
			err = out.aboutOurs(s, v, n)
		case casework.NoticeSafe:
			err = out.know(s, v, n, "How to reach the victim safely was changed by somebody who could not see what was recorded before. Read it before anybody calls.")
		case casework.NoticeAsked, casework.NoticeNoted, casework.NoticeBack:
			err = out.ofAdvice(s, v, n)
		case casework.NoticeRestrict:
			err = out.know(s, v, n, "This case has been restricted.")
		case casework.NoticeOnline:
			if slices.Contains(d.online, n.CaseID) {
				continue // it stands at the top
			}
			err = out.know(s, v, n, "A report came in online.")
		}
		if err != nil {
			return out, err
		}
	}
	return out, s.guarding(v, &out)
}

// noticesOf are the visitor's notices, read once for a page.
func (s *Server) noticesOf(v *visit, d *desk) ([]store.Notice, error) {
	if d.notices != nil {
		return *d.notices, nil
	}
	list, err := s.svc.Notices(v.Context(), v.viewer, noticeLimit)
	if err == nil {
		d.notices = &list
	}
	return list, err
}

// sentLately are the cases the visitor is sent to, or was so lately that something may
// be left of it: years of other incidents are not opened to find that nothing is.
func (s *Server) sentLately(v *visit, list []store.Notice) ([]string, error) {
	if !slices.ContainsFunc(list, func(n store.Notice) bool { return n.Kind == casework.NoticeSent }) {
		return nil, nil
	}
	return s.svc.SentSince(v.Context(), v.viewer, v.now.Add(-leftFor))
}

// know adds something the visitor is to know of, while it is recent.
func (n *notices) know(s *Server, v *visit, row store.Notice, say string) error {
	said := slices.ContainsFunc(n.recent, func(t todo) bool { return t.look.ID == row.CaseID && t.Say == say })
	if said || v.now.Sub(time.UnixMilli(row.At)) >= noticeDays*24*time.Hour {
		return nil
	}
	p, err := s.svc.Case(v.Context(), v.viewer, row.CaseID)
	if errors.Is(err, casework.ErrNoCase) {
		return nil
	}
	if err != nil {
		return err
	}
	n.tell(row, say, p)
	return nil
}

// tell adds it, once for a case.
func (n *notices) tell(row store.Notice, say string, p *casework.CasePage) {
	if slices.ContainsFunc(n.recent, func(t todo) bool { return t.look.ID == p.ID && t.Say == say }) {
		return
	}
	n.recent = append(n.recent, todo{Say: say, Note: "told " + when(time.UnixMilli(row.At)), DoHref: "/case/" + p.Ref, DoText: "Open the case"}.aboutCase(p))
}

// aboutOurs adds a case in which somebody who works for the police is suspected,
// until it is restricted or closed.
func (n *notices) aboutOurs(s *Server, v *visit, row store.Notice) error {
	if slices.ContainsFunc(n.ours, func(t todo) bool { return t.look.ID == row.CaseID }) {
		return nil
	}
	p, err := s.svc.Case(v.Context(), v.viewer, row.CaseID)
	if errors.Is(err, casework.ErrNoCase) {
		return nil
	}
	if err != nil {
		return err
	}
	if !p.AboutOneOfOurs() || p.Restricted != nil || p.Stage == casefile.StageClosed {
		return nil
	}
	t := todo{Say: "Somebody suspected here may work for the police, and every colleague can see the case. Decide whether to restrict it.",
		Note: "told " + when(time.UnixMilli(row.At)), DoHref: "/case/" + p.Ref, DoText: "Open the case", now: true}.aboutCase(p)
	if href := (&caseView{CasePage: p, srv: s, visit: v}).form("AccessRestricted"); href != "" {
		t.DoHref, t.DoText = href, "Restrict it"
	}
	n.ours = append(n.ours, t)
	return nil
}

// sentTo adds a live incident the visitor is sent to, until they no longer are.
func (n *notices) sentTo(s *Server, v *visit, row store.Notice) error {
	if slices.ContainsFunc(slices.Concat(n.sent, n.left), func(t todo) bool { return t.look.ID == row.CaseID }) {
		return nil
	}
	p, err := s.svc.Case(v.Context(), v.viewer, row.CaseID)
	if errors.Is(err, casework.ErrNoCase) {
		return nil
	}
	if err != nil {
		return err
	}
	var since, until time.Time
	me := casefile.StaffID(v.viewer.Staff.ID)
	for _, g := range p.Sent {
		if slices.Contains(g.Staff, me) && g.Until.After(until) {
			since, until = g.Recorded, g.Until
		}
	}
	began := slices.ContainsFunc(p.History, func(e casefile.Event) bool { return e.Actor == string(me) && !e.Recorded.Before(since) })
	taken := slices.ContainsFunc(p.Handovers, func(h casefile.Handover) bool {
		return h.Accepted && h.AcceptedBy != string(me) && !h.AcceptedAt.Before(since)
	})
	if began && taken {
		return nil // what was theirs at first response is another's now (APP 4, para 4)
	}
	c := &caseView{CasePage: p, srv: s, visit: v}
	if left, ok := c.leftOfShift(until); ok && began && p.Owner != me {
		n.left = append(n.left, left)
	}
	if !v.now.Before(until) {
		return nil
	}
	t := todo{Say: "You are sent to this incident, until " + clockOf(until, v.now) + ". What was asked already is there.",
		DoHref: "/case/" + p.Ref, DoText: "Open the case", first: true, now: true}.aboutCase(p)
	if c.mayGoOn() {
		t.DoHref, t.DoText = "/case/"+p.Ref+"/door", goOnAtDoor
	}
	n.sent = append(n.sent, t)
	return nil
}

// went are the cases of incidents the visitor is sent to, or went to and has not
// finished with: they hold none of them, and have to know what changes there.
func (n *notices) went() []string {
	var ids []string
	for _, t := range slices.Concat(n.sent, n.left) {
		if !slices.Contains(ids, t.look.ID) {
			ids = append(ids, t.look.ID)
		}
	}
	return ids
}

// leftFor is how long after a live incident what is left of it stays on the home page
// of whoever went to it, where nobody has accepted the case.
const leftFor = 24 * time.Hour

// leftOfShift is what a first response still owes before the end of the shift, as one
// line; false where that is nothing, or the incident ended long ago.
func (c *caseView) leftOfShift(until time.Time) (todo, bool) {
	leave, shift := c.finishes()
	n := len(shift) + len(slices.DeleteFunc(leave, func(x finish) bool { return x.Done }))
	if n == 0 || !c.At.Before(until.Add(leftFor)) || c.Stage == casefile.StageClosed {
		return todo{}, false
	}
	return todo{Say: "Complete before end of shift: " + strconv.Itoa(n) + " still to do.", Note: "yours until somebody accepts the case",
		DoHref: "/case/" + c.Ref + "/duties", DoText: "See what is left", first: true, now: true}.aboutCase(c.CasePage), true
}

// guarding lists the restricted cases the visitor guards, and who searched for
// what they hold.
func (s *Server) guarding(v *visit, out *notices) error {
	if !access.May(v.viewer, access.ListCases) {
		return nil
	}
	list, err := s.svc.Cases(v.Context(), v.viewer, casework.Filter{Guarded: true}, "", maxGuarded)
	if err != nil {
		return err
	}
	for _, r := range list.Items {
		t := todo{Say: "You guard this restricted case.", DoHref: "/case/" + r.Ref, DoText: "Open the case"}
		out.guarded = append(out.guarded, t.about(r))
		alerts, err := s.svc.SearchAlerts(v.Context(), v.viewer, r.ID)
		if errors.Is(err, casework.ErrNoCase) || errors.Is(err, casework.ErrNotAllowed) {
			continue // another guardian took over between the two
		}
		if err != nil {
			return err
		}
		p, err := s.svc.Case(v.Context(), v.viewer, r.ID)
		if errors.Is(err, casework.ErrNoCase) {
			continue
		}
		if err != nil {
			return err
		}
		out.alerts = append(out.alerts, s.searchesOf(v, r, p, alerts)...)
	}
	slices.SortStableFunc(out.alerts, func(a, b todo) int { return b.since.Compare(a.since) })
	return nil
}

// searchesOf is one line for each person who searched for what a case holds in
// the last two weeks, and how they are known on it.
func (s *Server) searchesOf(v *visit, r casework.Row, p *casework.CasePage, alerts []casework.SearchAlert) []todo {
	type tally struct {
		staff string
		how   casework.Asking
		times int
		last  time.Time
	}
	var by []*tally
	for _, a := range alerts { // newest first
		if v.now.Sub(a.At) >= noticeDays*24*time.Hour {
			continue
		}
		i := slices.IndexFunc(by, func(t *tally) bool { return t.staff == a.Staff && t.how == a.How })
		if i < 0 {
			i, by = len(by), append(by, &tally{staff: a.Staff, how: a.How, last: a.At})
		}
		by[i].times++
	}
	var out []todo
	for _, x := range by {
		t := todo{Say: s.staffName(x.staff), Note: "outside this restricted case", since: x.last, DoHref: "/case/" + r.Ref + "/looks", DoText: "Who has looked"}
		if known := knownAs(s, p, x.staff); known != "" {
			t.Say += ", " + known + ","
		}
		t.Say += " " + askedHow[x.how] + " " + times(x.times) + ", last " + calendar.DateOf(x.last).Short() + " " + calendar.ClockTime(x.last)
		out = append(out, t.about(r))
	}
	return out
}

// askedHow says what somebody outside a restricted case did; they were shown nothing.
var askedHow = map[casework.Asking]string{casework.BySearch: "searched for what it holds", casework.ByOpening: "tried to open it", casework.ByPeople: "recorded people it holds"}

// knownAs says that a member of staff is a person of the case.
func knownAs(s *Server, p *casework.CasePage, staff string) string {
	for _, who := range p.Persons.Items {
		if string(who.Staff) != staff || staff == "" {
			continue
		}
		var roles []string
		for _, role := range who.Roles {
			roles = append(roles, lower(code(s, "PersonRole", role)))
		}
		if len(roles) > 0 {
			return "named as " + joinAnd(roles, " and ")
		}
	}
	return ""
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// news adds what the visitor is told beside their work: searches that touched a
// case they guard come first, what is only to be known comes last.
func (n notices) news(d *desk) {
	if len(n.alerts) > 0 {
		d.lists = slices.Insert(d.lists, 0, todoList{Heading: counted(alertsHeading, len(n.alerts)), Items: n.alerts, Urgent: true})
	}
	if len(n.guarded) > 0 {
		d.lists = append(d.lists, todoList{Heading: counted(guardedHeading, len(n.guarded)), Items: n.guarded})
	}
	if len(n.recent) > 0 {
		d.lists = append(d.lists, todoList{Heading: "Lately", Items: n.recent})
	}
}

const (
	alertsHeading  = "Asked from outside about a case you guard"
	guardedHeading = "Restricted cases you guard"
)

// reportButton begins a report from home, where the menu is folded on a phone.
func reportButton(v *visit) ui.Component {
	if !takesReports(v) {
		return nil
	}
	return ui.Button{Text: "New report", Href: "/report", Classes: "govuk-button--secondary fs-home__report"}
}
