package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/logsafe"
)

// onlineHeading stands over the reports made online with whose sender nobody has
// spoken yet.
const onlineHeading = "Reported online: nobody has spoken with them yet"

// onlineReports are the reports made online that wait for an officer's first
// words with their sender, whoever is not safe first (APP 4.1). The control room
// and duty inspectors see all they may see; whoever guards restricted cases, those.
func (s *Server) onlineReports(v *visit, d *desk) (todoList, error) {
	list := todoList{Heading: onlineHeading, Urgent: true}
	var f casework.Filter
	switch {
	case v.viewer.Is(casefile.CallHandler, casefile.DutyInspector):
	case v.viewer.Is(casefile.Standards, casefile.Superintend):
		f.Guarded = true
	default:
		return list, nil
	}
	lines, err := s.waiting(v, []string{casework.WaitsOnline}, f)
	if err != nil {
		return list, err
	}
	slices.SortStableFunc(lines, func(a, b waitingLine) int {
		return cmp.Or(first(a.on.Unsafe, b.on.Unsafe), a.on.At.Compare(b.on.At))
	})
	for _, x := range lines {
		list.Items, d.looks = append(list.Items, s.onlineTodo(v, x)), append(d.looks, x.look)
		d.online = append(d.online, x.row.ID)
	}
	return list, nil
}

// onlineWait is what waits of reports made online since an instant, for whoever is
// told of them.
func (s *Server) onlineWait(v *visit, since time.Time) casework.OnlineWait {
	if !toldOnline(v.viewer) {
		return casework.OnlineWait{}
	}
	w, err := s.svc.OnlineWaiting(v.Context(), v.viewer, !v.viewer.Is(casefile.CallHandler, casefile.DutyInspector), since)
	if err != nil {
		s.log.Error("reports made online not counted", "id", v.number(), "route", v.route.path, logsafe.Err(err))
	}
	return w
}

// toldFor is how long a report made online is told of over every page. After that it
// still stands first on home, and is counted by the page that watches.
const toldFor = 24 * time.Hour

// onlineTold says that reports made online wait: the control room is told at once,
// whatever it has open. It names no case. Since says of when those counted are, where
// there may be older ones; empty where all are counted.
func onlineTold(w casework.OnlineWait, since string) string {
	var text string
	switch {
	case w.Waiting == 0:
		return ""
	case w.Waiting == 1:
		text = "A report made online waits: nobody has spoken with whoever sent it."
	case w.More:
		text = fmt.Sprintf("More than %d reports made online%s wait: nobody has spoken with those who sent them.", w.Waiting, since)
	default:
		text = fmt.Sprintf("%d reports made online%s wait: nobody has spoken with those who sent them.", w.Waiting, since)
	}
	switch {
	case w.Unsafe > 0 && w.Waiting == 1:
		text += " They say they are not safe."
	case w.Unsafe == 1:
		text += " One says they are not safe."
	case w.Unsafe > 1:
		text += fmt.Sprintf(" %d say they are not safe.", w.Unsafe)
	}
	return text
}

// onlineTodo is one of them: what to do is to take it on where nobody has, and
// then to speak with whoever sent it.
func (s *Server) onlineTodo(v *visit, x waitingLine) todo {
	t := todo{Say: "Speak with whoever reported online " + clockOf(x.on.At, v.now) + ".", first: x.on.Unsafe, now: true, weight: casework.SafetyWeight, due: x.on.Due,
		DoHref: "/case/" + x.row.Ref, DoText: "Open the report"}.about(x.row)
	if x.on.Unsafe {
		t.Say = "They say they are not safe. " + t.Say
	}
	if t.Due, t.Overdue = dueWords(x.on.Due, v.now); x.on.Due.IsZero() {
		t.Due = "no local standard set"
	}
	t.Note = s.heldBy(x.row.Owner)
	if x.row.Restricted {
		t.Note = joinAnd([]string{t.Note, "restricted: the other person may be one of our own"}, "; ")
	}
	offer := slices.IndexFunc(x.row.Waiting, func(w casework.Waiting) bool { return w.On == casework.WaitsHandover })
	switch {
	case x.row.Owner == v.viewer.Staff.ID:
		t.DoHref, t.DoText = recordHref(x.row.Ref, "VictimContacted", ""), s.words.Kind("VictimContacted").Title
	case x.row.Owner == "" && offer >= 0 && access.InUnit(v.viewer, x.row.Waiting[offer].ToUnit):
		t.DoHref, t.DoText = recordHref(x.row.Ref, "HandoverAccepted", "")+"?handover="+x.row.Waiting[offer].ID, "Take it on"
	}
	return s.fromClause(t, onlineClause)
}

// onlineClause is the duty behind them.
const onlineClause = "victim.online_followup"

// showOnline puts them before everything else, the first as what to do next. What
// that was until now comes after it.
func (d *desk) showOnline(list todoList) {
	if len(list.Items) == 0 {
		return
	}
	var ahead []todoList
	top := list.Items[0]
	if list.Items = list.Items[1:]; len(list.Items) > 0 {
		list.shorten("All open cases", "/cases?show=all")
		ahead = append(ahead, list)
	}
	if d.next != nil && d.next.Ref != "" {
		ahead = append(ahead, todoList{Heading: afterThat, Items: []todo{*d.next}, Urgent: true})
	}
	d.next, d.lists = &top, slices.Concat(ahead, d.lists)
}
