package web

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casework"
)

// heldTodos are the suspects on these cases who are out of custody while a victim does
// not know, the longest out first, then those in custody, soonest out first. They
// stand before everything: safety comes before the release (practice 1.4).
func heldTodos(rows []casework.Row, now time.Time) []todo {
	var out []todo
	for _, r := range rows {
		h := r.Held
		if h == nil || r.Stage == "closed" {
			continue
		}
		t := todo{Say: "In custody: see what is to be done before the release.", Note: "time of release not known", DoHref: "/case/" + r.Ref + "/release/" + h.Arrest,
			DoText: "Before the release", first: true, out: !h.Out.IsZero(), now: true, weight: casework.SafetyWeight, due: h.Planned}.about(r)
		if len(r.Actors) > 0 {
			t.Facts = []string{"suspect: " + joinAnd(r.Actors, ", ")}
		}
		switch {
		case !h.Out.IsZero():
			t.Say, t.DoText, t.due = "Out of custody since "+clockOf(h.Out, now)+", and the victim has not been reached about it. Reach them by the safe route.", "Reach them", h.Out
			t.Note, t.Overdue = "", true
		case !h.Planned.IsZero():
			t.Note = ""
			t.Due, t.Overdue = dueWords(h.Planned, now)
			t.Due = "release planned " + clockOf(h.Planned, now)
			if t.Overdue {
				t.Note = "the planned time has passed: ask custody"
			}
		}
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b todo) int {
		return cmp.Or(first(a.out, b.out), first(!a.due.IsZero(), !b.due.IsZero()), a.due.Compare(b.due), cmp.Compare(a.Ref, b.Ref))
	})
	return out
}

// clockOf says an instant near now: "today 06:00", "tomorrow 06:00". The midnight to come
// is tonight's: "tomorrow 00:00" reads as a day later.
func clockOf(at, now time.Time) string {
	day, clock := calendar.DateOf(at), calendar.ClockTime(at)
	switch calendar.DateOf(now).DaysUntil(day) {
	case 0:
		return "today " + clock
	case 1:
		if at.Equal(day.Start()) {
			return "midnight tonight"
		}
		return "tomorrow " + clock
	case -1:
		return "yesterday " + clock
	}
	return day.Short() + ", " + clock
}

// changed is what others recorded on these cases since the visitor's last shift,
// one line for a case: the gravest change in words, the others counted.
func (s *Server) changed(v *visit, rows []casework.Row) (todoList, error) {
	since, known, err := s.svc.LastShift(v.Context(), v.viewer)
	if err != nil {
		return todoList{}, err
	}
	list := todoList{Heading: "Changed by others since your last shift ended, " + clockOf(since, v.now),
		Empty: "Nothing has been changed by others on these cases since then.", Urgent: true}
	if !known { // nobody knows when they were last on duty
		list.Heading, list.Empty = "Changed by others in the last twelve hours", "Nothing has been changed by others on these cases in the last twelve hours."
	}
	if own := ownChanges(rows, v.viewer.Staff.ID, since); own > 0 {
		list.Empty += " " + plural(own, "change") + " of your own " + map[bool]string{true: "is", false: "are"}[own == 1] + " not listed."
	}
	type line struct {
		todo
		weight int
	}
	var lines []line
	for _, r := range rows {
		var news []casework.Change
		for _, c := range r.Changes {
			if c.At.After(since) && c.By != v.viewer.Staff.ID {
				news = append(news, c)
			}
		}
		if len(news) == 0 {
			continue
		}
		slices.SortStableFunc(news, func(a, b casework.Change) int { return cmp.Compare(casework.Weighs(a.Kind), casework.Weighs(b.Kind)) })
		top := news[0]
		t := todo{Say: s.changeWords(top), Note: clockOf(top.At, v.now) + " by " + s.staffName(top.By), DoHref: "/case/" + r.Ref + "/entry/" + top.ID, since: top.At}.about(r)
		if n := len(news) - 1; n > 0 {
			t.Note += "; and " + plural(n, "other change")
		}
		lines = append(lines, line{t, casework.Weighs(top.Kind)})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return cmp.Or(cmp.Compare(a.weight, b.weight), b.since.Compare(a.since)) })
	for _, l := range lines {
		list.Items = append(list.Items, l.todo)
	}
	if len(list.Items) > deskLines {
		list.Items, list.MoreText, list.MoreHref = list.Items[:deskLines], "More has changed: see the cases", "/cases?show=mine"
	}
	return list, nil
}

// ownChanges counts what somebody recorded themselves: they know of it, and are not
// told that nothing happened.
func ownChanges(rows []casework.Row, staff string, since time.Time) int {
	n := 0
	for _, r := range rows {
		for _, c := range r.Changes {
			if c.At.After(since) && c.By == staff {
				n++
			}
		}
	}
	return n
}

// changeWords is a change in a few words.
func (s *Server) changeWords(c casework.Change) string {
	if c.Corrected {
		if c.Kind == "IncidentRecorded" {
			return "An incident was corrected"
		}
		return "Corrected: " + lower(s.words.Kind(c.Kind).Done)
	}
	switch c.Kind {
	case "IncidentRecorded":
		return "A new incident"
	case "VictimContacted":
		if c.NotThem {
			return "Somebody rang as the victim who was not, or may not have been"
		}
		return "The victim was called and not reached"
	case "VictimMessageReceived":
		return "A message from the victim"
	case "CheckCompleted":
		return "A background check came back"
	}
	return s.words.Kind(c.Kind).Done
}
