package web

import (
	"foursight/internal/access"
	"foursight/internal/web/ui"
)

// looksPage is how many looks one page lists.
const looksPage = 50

// caseLooks lists who has looked at the case, newest first, for those who answer
// for it. For anybody else there is no such page.
func (s *Server) caseLooks(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	list, err := s.svc.WhoLooked(v.Context(), c.CasePage, v.URL.Query().Get("after"), looksPage)
	if err != nil {
		return answer{}, err
	}
	t := ui.Table{Caption: "Everybody this case was shown to, newest first", Classes: "fs-table fs-table--cards",
		Head: []ui.Cell{{Text: "When"}, {Text: "Who"}, {Text: "Why they could"}, {Text: "What they opened"}}}
	for _, l := range list.Items {
		t.Rows = append(t.Rows, []ui.Cell{labelled("When", when(l.At)), labelled("Who", c.staffName(l.Staff)),
			labelled("Why", basisWords(l.Basis)), labelled("What", routeWords(l.Route))})
	}
	body := []ui.Component{t}
	if len(list.Items) == 0 {
		body = []ui.Component{empty("Nobody has looked yet. Each look will be listed here with who, when and why they could.")}
	}
	if list.Next != "" {
		body = append(body, ui.Pagination{Next: ui.PageLink{Text: "Older", Href: "/case/" + c.Ref + "/looks?after=" + list.Next}})
	}
	outside, err := c.searches(v)
	if err != nil {
		return answer{}, err
	}
	return c.answer("Who has looked", append(body, outside...)...)
}

// searches lists, to the guardian of a restriction and to nobody else, who
// outside it asked for what it holds and was shown nothing.
func (c *caseView) searches(v *visit) ([]ui.Component, error) {
	if c.Restricted == nil || c.Permission.Basis != access.Guardian {
		return nil, nil
	}
	alerts, err := c.srv.svc.SearchAlerts(v.Context(), v.viewer, c.ID)
	if err != nil {
		return nil, err
	}
	if len(alerts) == 0 {
		return []ui.Component{subheading("Asked from outside"), empty("Nobody outside has searched for what this case holds or tried to open it. Each time would be listed here; whoever asked was shown nothing.")}, nil
	}
	t := ui.Table{Caption: "Asked from outside and shown nothing, newest first", Classes: "fs-table fs-table--cards", Head: []ui.Cell{{Text: "When"}, {Text: "Who"}, {Text: "What they did"}}}
	for _, a := range alerts {
		t.Rows = append(t.Rows, []ui.Cell{labelled("When", when(a.At)), labelled("Who", c.staffName(a.Staff)), labelled("What", capital(askedHow[a.How]))})
	}
	return []ui.Component{t}, nil
}

// labelled is a cell that keeps its column's name on a phone.
func labelled(label, text string) ui.Cell {
	return ui.Cell{Text: text, Attributes: ui.Attributes{"data-label": label}}
}

var basesInWords = map[access.Basis]string{
	access.Allocated: "holds the case", access.Supervises: "supervises the unit", access.SameUnit: "same unit", access.OnDuty: "on duty for it",
	access.Searched: "found by search", access.Guardian: "guardian of the restriction", access.Member: "within the restriction",
	access.Granted: "let in by the guardian", access.BreakGlass: "opened with a reason, for four hours", access.SharedWith: "shared with a partner",
	access.Taking: "took the report", access.ForceRole: "role across the force", access.Reporting: "reported online", access.Asked: "asked for advice",
}

// basisWords is empty for a line of a list or search, which has no basis of its own.
func basisWords(b access.Basis) string { return basesInWords[b] }
