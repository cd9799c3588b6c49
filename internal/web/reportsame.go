package web

import (
	"slices"
	"strings"

	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// possiblySame offers, before a report is saved, the cases that may be about the
// people it names, with why; it is decided on the case. The cases it was begun from
// stand above. A report that cannot be read yet says so elsewhere on its page, and is
// offered none.
func (r *report) possiblySame(from []callCase) (ui.Component, []casework.LookedAt) {
	if r.door != nil {
		return nil, nil // the case offers it itself
	}
	p, err := r.preview()
	if err != nil {
		return nil, nil
	}
	found, more, err := r.srv.svc.PossiblySame(r.v.Context(), r.v.viewer, p.CaseView.Case)
	found = slices.DeleteFunc(found, func(x casework.Possible) bool {
		return slices.ContainsFunc(from, func(b callCase) bool { return b.ID == x.ID })
	})
	if err != nil || len(found) == 0 {
		return nil, nil
	}
	c := &caseView{CasePage: p, srv: r.srv, visit: r.v, shown: map[string]bool{}}
	view := struct {
		Count string
		Cases []sameCase
	}{Count: countedReports(len(found), more)}
	var seen []casework.LookedAt
	for _, x := range found {
		one := c.other(x.CasePage)
		one.For, one.Against = c.likeness(x)
		view.Cases = append(view.Cases, one)
		seen = append(seen, casework.LookedAt{ID: x.ID, Version: x.Version})
	}
	return draw("same-draft", view), seen
}

// namesSomebody reports whether anything was typed by which another report about the
// same people could be found.
func (r *report) namesSomebody() bool {
	for name, values := range r.fields {
		if (strings.HasPrefix(name, "v.details.") || strings.HasPrefix(name, "x.details.")) && strings.TrimSpace(strings.Join(values, "")) != "" {
			return true
		}
	}
	return false
}
