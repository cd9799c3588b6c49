package web

import (
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// The home of whoever answers calls (screens, Home): the box first, with the caret
// in it, and what a call may come to beside it; then what stands in force of those
// found or taken this shift, what changed since the last, and what they owe.

// What else than an answer somebody may want of what was typed.
const (
	fieldFor  = "for"
	forNews   = "news"   // a victim rings for news
	forReport = "report" // a new report, its pages in the order an officer talks
	forSix    = "six"    // the same, as the six questions of a call
)

// shiftRoutes show a case that somebody went to, and not one a list named.
var shiftRoutes = []string{"GET /call/{id}", "GET /case/{ref}", "GET /case/{ref}/news"}

// mostFound is how many cases of the shift are gone through; mostInForce how many
// of them are said in full.
const (
	mostFound   = 12
	mostInForce = 5
)

// toldOnCall is why a look shows more than the facts of a case (access.ForCall).
const toldOnCall = "terms of orders and bail, safe contact"

// handlerDesk puts finding first: a caller is on the line.
func (s *Server) handlerDesk(v *visit, d *desk) error {
	d.box = largeBox(v, "search")
	since, _, err := s.svc.LastShift(v.Context(), v.viewer)
	if err != nil {
		return err
	}
	found, err := s.svc.FoundSince(v.Context(), v.viewer, since, shiftRoutes, mostFound)
	if err != nil {
		return err
	}
	for _, f := range found.Items {
		d.found = append(d.found, f.Row)
	}
	d.shift, d.looks = s.shiftFound(v, d, found.Items), append(d.looks, found.Looks...)
	if err := s.workDesk(v, d, nil); err != nil {
		return err
	}
	d.rest = append(d.rest, prose{{text: "Leave this screen watching for online reports", href: watchPath}})
	return nil
}

// largeBox is the box as the first thing of a page, with what else a call may want.
func largeBox(v *visit, id string) ui.SearchBox {
	box := callBox(id, "")
	box.Large, box.Autofocus = true, true
	beside := ui.Stack{ui.Button{Text: "Any news?", Name: fieldFor, Value: forNews, Classes: "govuk-button--secondary"}}
	if takesReports(v) {
		beside = append(ui.Stack{ui.Button{Text: "New report", Name: fieldFor, Value: forReport, Classes: "govuk-button--secondary"},
			ui.Button{Text: "101: six questions", Name: fieldFor, Value: forSix, Classes: "govuk-button--secondary"}}, beside...)
	}
	box.Beside = beside
	return box
}

// tookReport reports whether somebody took the report that a case began with.
func tookReport(p *casework.CasePage, staff string) bool {
	return slices.ContainsFunc(p.History, func(e casefile.Event) bool { return e.ID == p.ReportID && e.Actor == staff })
}

// shiftFound says what is in force of each, those they took themselves first whatever
// is in force, then names the others: nothing recorded here does not mean that nothing
// is in force.
func (s *Server) shiftFound(v *visit, d *desk, found []casework.ShiftCase) ui.Component {
	type full struct {
		ID, Ref, Href, Who string
		Danger, Live, Safe []callLine
		News               ui.Component
		Taken              bool
	}
	type named struct{ Ref, Href, Who, Live string }
	var data struct {
		Full  []full
		Named []named
	}
	mine := func(f casework.ShiftCase) bool { return tookReport(f.CasePage, v.viewer.Staff.ID) }
	slices.SortStableFunc(found, func(a, b casework.ShiftCase) int { return first(mine(a), mine(b)) })
	for _, f := range found {
		c := callCase{caseView: &caseView{CasePage: f.CasePage, srv: s, visit: v}, found: f.CallCase}
		lines, taken := c.liveLines(), mine(f)
		switch {
		case len(lines) == 0 && !taken:
			data.Named = append(data.Named, named{c.Ref, "/case/" + c.Ref, c.who(), ""})
			continue
		case len(data.Full) == mostInForce && len(lines) > 0:
			data.Named = append(data.Named, named{c.Ref, "/case/" + c.Ref, c.who(), lines[0].String()})
		default:
			x := full{Taken: taken, ID: "shift-" + c.Ref, Ref: c.Ref, Href: "/case/" + c.Ref, Who: c.who(), Danger: c.dangerLines(), Live: lines, Safe: c.safeLines()}
			if href := c.newsHref(); href != "" {
				x.News = ui.Button{Body: about("Any news?", c.Ref), Href: href, Classes: "govuk-button--secondary"}
			}
			data.Full = append(data.Full, x)
		}
		d.told = d.told || f.Told
	}
	return callPart("shift", data)
}

// withRows are rows with those of others that are not among them.
func withRows(rows, others []casework.Row) []casework.Row {
	out := slices.Clone(rows)
	for _, r := range others {
		if !slices.ContainsFunc(out, func(x casework.Row) bool { return x.ID == r.ID }) {
			out = append(out, r)
		}
	}
	return out
}
