package web

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// A report begun from the card of a known pair says on its pages and in its text for
// the log which case that was, and what is live there: whoever goes to them must not
// read "not recorded" where another case knows (practice 3.1).

// fieldBegun is the id of the case a report was begun from. It stands in the draft
// alone: no page sends it.
const fieldBegun = "_begun"

// begunWhy is what the link says in the record.
const begunWhy = "This report was begun from what that case says. Nobody has decided yet whether they belong together."

// begunFrom are the cases a report, kept or recorded, was begun from, as a call is
// told of them.
func (c *caseView) begunFrom() ([]callCase, error) {
	if c.then || c.begun != nil {
		return c.begun, nil
	}
	found, err := c.srv.svc.BegunFrom(c.visit.Context(), c.Viewer, c.Case)
	if err != nil {
		return nil, err
	}
	c.begun = []callCase{}
	for _, f := range found {
		c.begun = append(c.begun, c.srv.begunCase(c.visit, f))
	}
	return c.begun, nil
}

func (s *Server) begunCase(v *visit, f casework.CallCase) callCase {
	return callCase{caseView: &caseView{CasePage: f.CasePage, srv: s, visit: v}, found: f}
}

// begunFrom is the case a draft was begun from; none where the visitor no longer sees
// it, or it was restricted meanwhile.
func (r *report) begunFrom() ([]callCase, error) {
	id := r.fields.Get(fieldBegun)
	if id == "" || r.origin != nil {
		return r.origin, nil
	}
	f, err := r.srv.svc.BegunFromCase(r.v.Context(), r.v.viewer, id)
	switch {
	case errors.Is(err, casework.ErrNoCase) || err == nil && f.Restricted != nil:
		r.origin = []callCase{}
	case err != nil:
		return nil, err
	default:
		r.origin = []callCase{r.srv.begunCase(r.v, f)}
	}
	return r.origin, nil
}

// addBegun keeps which case the report was begun from.
func (g *gathered) addBegun() {
	from, err := g.begunFrom()
	g.err = errors.Join(g.err, err)
	for _, c := range from {
		g.add("begun", "MatchDecided", casefile.MatchDecided{Other: casefile.Line(c.ID), Basis: begunWhy})
	}
}

// begunPanel is what those cases say, before what this report does not.
func begunPanel(from []callCase) ui.Component {
	var out ui.Stack
	for _, c := range from {
		out = append(out, callPart("begun", struct {
			ID, Ref, Href, Who string
			Facts              []string
			Danger, Live, Safe []callLine
		}{"begun-" + c.Ref, c.Ref, "/case/" + c.Ref, c.who(), c.callFacts(), c.dangerLines(), c.liveLines(), c.safeLines()}))
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// begunText is the same for the incident log. What follows it is the new report's own.
func begunText(from []callCase) string {
	var b strings.Builder
	for _, c := range from {
		fmt.Fprintf(&b, "Begun from what %s says, reported %s:\n", c.Ref, calendar.DateOf(c.ReportedAt).Short())
		live := c.liveLines()
		if len(live) == 0 {
			live = []callLine{{"In force", "nothing is recorded on " + c.Ref}}
		}
		for _, l := range slices.Concat(c.dangerLines(), live, c.safeLines()) {
			b.WriteString("- " + strings.TrimSuffix(l.String(), ".") + ".\n")
		}
	}
	if b.Len() > 0 {
		b.WriteString("This report itself:\n")
	}
	return b.String()
}

// begunLooks are the looks at those cases by whoever is shown them.
func begunLooks(v *visit, from []callCase) []casework.Look {
	var out []casework.Look
	for _, c := range from {
		look := c.Looked(v.route.method + " " + v.route.path)
		if c.found.Told {
			look.Reason = toldOnCall
		}
		out = append(out, look)
	}
	return out
}
