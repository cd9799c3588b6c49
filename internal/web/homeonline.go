package web

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// onlineHeading stands over the reports made online with whose victim nobody has
// spoken yet.
const onlineHeading = "Reported online: nobody has spoken with the victim yet"

// onlineReports are the reports made online that wait for an officer's first words
// with the victim, whoever is not safe first (APP 4.1). The control room and duty
// inspectors see all they may see; whoever guards restricted cases, those. The heading
// counts all that wait, as every page does.
func (s *Server) onlineReports(v *visit, d *desk) (todoList, error) {
	list := todoList{Heading: onlineHeading, Urgent: true, alert: true}
	w, err := s.onlineWait(v, time.Time{}) // however old
	if err != nil {
		return list, err
	}
	if n := onlineCount(w); n != "" {
		list.Heading += ", " + n + " in all"
	}
	for _, x := range w.Cases {
		list.Items = append(list.Items, s.onlineTodo(v, x))
		d.online = append(d.online, x.Row.ID)
	}
	return list, nil
}

// onlineWait is what waits of reports made online since an instant, for whoever is
// told of them.
func (s *Server) onlineWait(v *visit, since time.Time) (casework.OnlineWait, error) {
	if !toldOnline(v.viewer) {
		return casework.OnlineWait{}, nil
	}
	return s.svc.OnlineWaiting(v.Context(), v.viewer, !v.viewer.Is(casefile.CallHandler, casefile.DutyInspector), since)
}

// onlineCount is how many wait, in figures; empty for none.
func onlineCount(w casework.OnlineWait) string {
	switch {
	case w.Waiting == 0:
		return ""
	case w.More:
		return "more than " + strconv.Itoa(w.Waiting)
	}
	return strconv.Itoa(w.Waiting)
}

// toldFor is how long a report made online is told of over every page. After that it
// still stands first on home, and is counted by the page that watches.
const toldFor = 24 * time.Hour

// onlineTold says that reports made online wait: the control room is told at once,
// whatever it has open. It names no case. Since says of when those counted are, where
// there may be older ones; empty where all are counted.
func onlineTold(w casework.OnlineWait, since string) string {
	var text string
	switch n := onlineCount(w); n {
	case "":
		return ""
	case "1":
		text = "A report made online waits: nobody has spoken with the victim."
	default:
		text = fmt.Sprintf("%s reports made online%s wait: nobody has spoken with the victims.", capital(n), since)
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
// then to speak with the victim.
func (s *Server) onlineTodo(v *visit, x casework.OnlineCase) todo {
	t := todo{Say: "Speak with the victim: reported online " + clockOf(x.At, v.now) + ".", first: x.Unsafe, life: x.Unsafe, now: true, weight: casework.SafetyWeight, due: x.Due,
		DoHref: "/case/" + x.Row.Ref, DoText: "Open the report"}.about(x.Row)
	if x.Unsafe {
		t.Say = "They say they are not safe. " + t.Say
	}
	if t.Due, t.Overdue = dueWords(x.Due, v.now); x.Due.IsZero() {
		t.Due = "no local standard set"
	}
	t.Note = s.heldBy(x.Row.Owner)
	if x.Row.Restricted {
		t.Note = joinAnd([]string{t.Note, "restricted: the other person may be one of our own"}, "; ")
	}
	offer := slices.IndexFunc(x.Row.Waiting, func(w casework.Waiting) bool { return w.On == casework.WaitsHandover })
	switch {
	case x.Row.Owner == v.viewer.Staff.ID:
		t.DoHref, t.DoText = recordHref(x.Row.Ref, "VictimContacted", ""), s.words.Kind("VictimContacted").Title
	case x.Row.Owner == "" && offer >= 0 && access.InUnit(v.viewer, x.Row.Waiting[offer].ToUnit):
		t.DoHref, t.DoText = recordHref(x.Row.Ref, "HandoverAccepted", "")+"?handover="+x.Row.Waiting[offer].ID, "Take it on"
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
