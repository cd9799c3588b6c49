package web

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casework"
	"foursight/internal/store"
	"foursight/internal/web/ui"
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
		case h.Planned.IsZero() && !h.Asked.IsZero():
			t.Note += ": custody was asked " + clockOf(h.Asked, now)
			switch _, late := dueWords(h.AskBy, now); {
			case late:
				t.Due, t.Overdue = "ask custody again, since "+clockOf(h.AskBy, now), true
			case !h.AskBy.IsZero():
				t.Due = "ask custody again by " + clockOf(h.AskBy, now)
			default:
				t.Note += "; ask again"
			}
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
// one line for a case: the gravest change in words, the others counted. It is not cut.
func (s *Server) changed(v *visit, rows []casework.Row) (todoList, error) {
	since, known, err := s.svc.LastShift(v.Context(), v.viewer)
	if err != nil {
		return todoList{}, err
	}
	list := todoList{Heading: "Changed by others since your last shift ended, " + clockOf(since, v.now),
		Empty: "Nothing has been changed by others on these cases since then.", Urgent: true, changes: true}
	if !known { // nobody knows when they were last on duty
		list.Heading, list.Empty = "Changed by others in the last twelve hours", "Nothing has been changed by others on these cases in the last twelve hours."
	}
	me := v.viewer.Staff.ID
	if own, more := changesSince(rows, since, func(by string) bool { return by == me }); own > 0 {
		list.Empty += " " + atLeast(own, more, "change") + " of your own " + map[bool]string{true: "is", false: "are"}[own == 1 && !more] + " not listed."
	}
	byOthers := func(by string) bool { return by != me }
	type line struct {
		todo
		top casework.Change
	}
	var lines []line
	for _, r := range rows {
		n, more := changesSince([]casework.Row{r}, since, byOthers)
		if n == 0 {
			continue
		}
		news := slices.DeleteFunc(slices.Clone(r.Changes), func(c casework.Change) bool { return !c.At.After(since) || !byOthers(c.By) })
		top := slices.MinFunc(news, casework.Gravest)
		t := todo{Say: s.changeWords(top), Note: clockOf(top.At, v.now) + s.byWhom(top), DoHref: "/case/" + r.Ref + "/entry/" + top.ID, since: top.At}.about(r)
		switch {
		case n > 1:
			t.Note += "; and " + atLeast(n-1, more, "other change")
		case more:
			t.Note += "; and perhaps others"
		}
		lines = append(lines, line{t, top})
	}
	slices.SortStableFunc(lines, func(a, b line) int { return casework.Gravest(a.top, b.top) })
	for _, l := range lines {
		list.Items = append(list.Items, l.todo)
	}
	return list, nil
}

// cutChanges keeps what a home holds of what changed, and leads to all of it where that
// is not all, or there are more cases than were gone through.
func (l *todoList) cutChanges(of string, more bool) {
	all := len(l.Items)
	if all <= deskLines && !more {
		return
	}
	l.Items = l.Items[:min(all, deskLines)]
	l.MoreText, l.MoreHref = fmt.Sprintf("All that changed, on %d cases", all), changesHref(of)
	if more {
		l.MoreText = "All that changed, on more cases than were gone through here"
	}
}

// changesPath is the page of all that changed; of says on which cases.
const (
	changesPath = "/changes"
	ofMine      = "mine"
	ofUnits     = "unit"
)

func changesHref(of string) string { return changesPath + "?of=" + of }

// changesPage is all that others recorded since the visitor's last shift, on their cases
// or on their units', so many cases at a time by what falls due next: a home holds the
// gravest of them. It is of one moment.
func (s *Server) changesPage(v *visit) (a answer, err error) {
	sent := v.Request
	defer func() { v.Request = sent }()
	err = s.svc.AtOneMoment(v.Context(), func(ctx context.Context) (err error) {
		v.Request = sent.WithContext(ctx)
		a, err = s.allThatChanged(v)
		return err
	})
	return a, err
}

func (s *Server) allThatChanged(v *visit) (answer, error) {
	of, after := oneOf(v.FormValue("of"), ofMine, ofUnits), v.FormValue("after")
	if _, err := store.ParseCursor(after); err != nil {
		return answer{}, casework.ErrNoCase // a place that no page of the list gave
	}
	list, err := s.svc.Cases(v.Context(), v.viewer, casework.Filter{Mine: of == ofMine, MyUnits: of == ofUnits}, after, maxUnit)
	if err != nil {
		return answer{}, err
	}
	rows := list.Items
	if of == ofMine && after == "" {
		if rows, err = s.withThisShift(v, rows); err != nil {
			return answer{}, err
		}
	}
	news, err := s.changed(v, rows)
	if err != nil {
		return answer{}, err
	}
	outcome, d := "shown", desk{lists: []todoList{news}}
	shown := d.shown()
	if len(shown) == 0 {
		outcome = "miss"
	}
	var p ui.Pagination
	if after != "" {
		p.Previous = ui.PageLink{Text: "First page", Href: changesHref(of)}
	}
	if list.Next != "" {
		p.Next = ui.PageLink{Text: "Next", LabelText: "Cases that fall due later", Href: changesHref(of) + "&after=" + url.QueryEscape(list.Next)}
	}
	body := ui.Stack{bodyOf("todo", news)}
	if after != "" || list.Next != "" {
		body = append(body, p)
	}
	page := &ui.Page{Title: "What changed", Heading: map[string]string{ofMine: "What changed on your cases", ofUnits: "What changed on your units’ cases"}[of], Body: append(body, linkParagraph("Back to home", "/"))}
	return answer{page: page, looks: []casework.Look{v.look(outcome, shown...)}}, nil
}

// withThisShift adds to one's own cases those one went to, and, of whoever answers calls,
// those found or taken this shift: home goes through the same.
func (s *Server) withThisShift(v *visit, rows []casework.Row) ([]casework.Row, error) {
	told, err := s.told(v, &desk{})
	if err != nil {
		return nil, err
	}
	went, err := s.svc.RowsOf(v.Context(), v.viewer, told.went())
	if err != nil {
		return nil, err
	}
	rows = withRows(rows, went.Items)
	if !answersCalls(v.viewer) {
		return rows, nil
	}
	since, _, err := s.svc.LastShift(v.Context(), v.viewer)
	if err != nil {
		return nil, err
	}
	found, err := s.svc.FoundSince(v.Context(), v.viewer, since, shiftRoutes, mostFound)
	if err != nil {
		return nil, err
	}
	for _, f := range found.Items {
		rows = withRows(rows, []casework.Row{f.Row})
	}
	return rows, nil
}

// changesSince counts the changes recorded after an instant by whom it is asked of;
// more: there may be others.
func changesSince(rows []casework.Row, since time.Time, by func(staff string) bool) (n int, more bool) {
	for _, r := range rows {
		for _, c := range r.Changes {
			if !by(c.By) {
				continue
			}
			k, m := c.Since(since)
			n, more = n+k, more || m
		}
	}
	return n, more
}

// atLeast is a number of things of which there may be more.
func atLeast(n int, more bool, thing string) string {
	if more {
		return "at least " + plural(n, thing)
	}
	return plural(n, thing)
}

// byWhom says who recorded a change; a line may stand for what several people did.
func (s *Server) byWhom(c casework.Change) string {
	if c.By == "" {
		return ", one of several people"
	}
	return " by " + s.staffName(c.By)
}

// changeWords is a change in a few words.
func (s *Server) changeWords(c casework.Change) string {
	if c.Corrected {
		if c.Kind == "IncidentRecorded" {
			return "An incident was corrected"
		}
		return "Corrected: " + lower(s.words.Kind(c.Kind).Done)
	}
	if say := changeSays[c.How]; say != "" {
		return say
	}
	switch c.Kind {
	case "BreachActed":
		return "A breach, and nobody was arrested"
	case "ArrestConsidered":
		return "It was decided not to arrest"
	case "IncidentRecorded":
		return "A new incident"
	case "VictimMessageReceived":
		return "A message from the victim"
	case "CheckCompleted":
		return "A background check came back"
	}
	return s.words.Kind(c.Kind).Done
}

// changeSays words what sets a change apart from others of its kind.
var changeSays = map[casework.How]string{
	casework.Threatened:  "Somebody’s life is said to be in danger",
	casework.Unsafe:      "Somebody was recorded as not safe",
	casework.Raised:      "The risk is judged higher than before",
	casework.JudgedHigh:  "The risk is judged high",
	casework.Unreached:   "The victim was called and not reached",
	casework.NotSafeCall: "The victim was called, and it was not safe to speak",
	casework.NotThem:     "Somebody rang as the victim who was not, or may not have been",
	casework.Moved:       "How to reach somebody safely was changed",
	casework.Answered:    "A message from the victim, answered",
	casework.AtOnce:      "Police are to go at once",
	casework.Undone:      "A safety step is not possible",
}
