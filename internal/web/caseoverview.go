package web

import (
	"slices"
	"strconv"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// recentEntries is how much of the history the overview shows.
const recentEntries = 5

// caseOverview is the case on one page: who, how to reach them safely, how
// dangerous it is, what happened, what is due; in that order.
func (s *Server) caseOverview(v *visit) (answer, error) {
	c, err := s.openCase(v)
	if err != nil {
		return answer{}, err
	}
	if c.Permission.Basis == access.SharedWith {
		return c.sharedPage()
	}
	told, err := c.tellAsOnCall()
	if err != nil {
		return answer{}, err
	}
	a, err := c.overviewPage()
	for i := range a.looks {
		if told && a.looks[i].Reason == "" && slices.ContainsFunc(a.looks[i].Cases, func(x casework.LookedAt) bool { return x.ID == c.ID }) {
			a.looks[i].Reason = toldOnCall
		}
	}
	return a, err
}

// overviewPage stands in the order in which somebody who does not know the case
// asks: who (the bar at the top), how to reach them safely, what is live, how
// dangerous it is, what happened, what is due, what is not known. What no life
// hangs on is folded below.
func (c *caseView) overviewPage() (answer, error) {
	due, err := c.dueNow(c.duties())
	if err != nil {
		return answer{}, err
	}
	same, seen, err := c.sameLine()
	if err != nil {
		return answer{}, err
	}
	from, err := c.begunFrom()
	if err != nil {
		return answer{}, err
	}
	prompts, more := c.prompts()
	offer, told := c.offer()
	body := []ui.Component{
		c.outFirst(), offer, begunPanel(from), c.goOn(),
		draw("head", struct{ Safe, Live, Risk, Happened ui.Component }{c.safety(), c.livePanel(), c.riskInBrief(), c.happenedInBrief()}),
		draw("work", struct{ Due, Beside ui.Component }{
			stacked(told, due, c.problems(), c.proposals(), c.countersOpen(), c.rulings(), c.held(), c.askNext()),
			stacked(c.checksLine(), c.safetyLine(), same, prompts)}),
		c.advice(), c.clocks(), more, c.compactCourse(), c.countersWeighed(), c.imports(), c.handedOver(), c.recentHistory(),
		c.recordLinks(),
	}
	a, err := c.answer("Overview", stacked(body...)...)
	if err != nil {
		return a, err
	}
	a.page.HeadingHidden = true // the bar above says whose case it is
	if len(seen) > 0 {
		a.looks = append(a.looks, c.visit.look("shown", seen...))
	}
	return a, nil
}

// stacked is what there is of a list of components.
func stacked(all ...ui.Component) ui.Stack {
	return slices.DeleteFunc(all, func(x ui.Component) bool { return x == nil })
}

// safety is how to reach everybody safely, and the way to log a call.
func (c *caseView) safety() ui.Component {
	var out ui.Stack
	list := c.reached()
	for _, p := range list {
		card := c.safeContact(p)
		if len(list) > 1 {
			card = c.safeInBrief(p, card)
		}
		out = append(out, card)
	}
	if len(out) == 0 {
		return draw("no-victim", c.form("PersonAdded"))
	}
	if href := c.newsHref(); href != "" {
		out = append(out, draw("news-way", href))
	}
	return out
}

// recentHistory is the newest entries, folded away.
func (c *caseView) recentHistory() ui.Component {
	recent := c.History[max(0, len(c.History)-recentEntries):]
	return ui.Details{SummaryText: "Recent history", Classes: "fs-fold", Body: ui.Stack{ui.Timeline{HeadingLevel: 3, Entries: c.timeline(recent)},
		draw("more", struct{ Text, Href string }{"All of the history", c.path("/history")})}}
}

// compactCourse is the picture of each pair folded under its name.
func (c *caseView) compactCourse() ui.Component {
	var out ui.Stack
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if len(p.Incidents.Items) == 0 {
			continue
		}
		out = append(out, ui.Details{SummaryText: joinAnd([]string{"Course of conduct as a picture", c.forPair(p.ID)}, ": "), Classes: "fs-fold", Body: c.picture(p, byChannel, "course-"+p.ID)})
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// newestImport is the part of the case where the newest imported messages are
// read; empty where none were brought in.
func (c *caseView) newestImport() string {
	for _, m := range slices.Backward(c.Materials) {
		if m.Imported != nil && m.Imported.Format != casefile.FormatPhotograph {
			return "/material/" + m.ID
		}
	}
	return ""
}

// imports are the chats and calls brought in, each with the page that reads it.
func (c *caseView) imports() ui.Component {
	type item struct{ Href, Records, First, Last, By, When string }
	var items []item
	for _, m := range c.Materials {
		if d := m.Imported; d != nil {
			what := plural(d.Records, "message")
			if d.Format == casefile.FormatPhotograph {
				what = "Photograph"
			}
			items = append(items, item{c.path("/material/" + m.ID), what, string(d.First), string(d.Last), c.staffName(m.By), when(m.Recorded)})
		}
	}
	if len(items) == 0 {
		return nil
	}
	return ui.Details{SummaryText: "Messages brought in (" + strconv.Itoa(len(items)) + ")", Classes: "fs-fold", Body: draw("imports", items)}
}

// sharedPage is what a partner sees: the entries shared with them, why and until
// when, and nothing else of the case.
func (c *caseView) sharedPage() (answer, error) {
	type item struct {
		Title, Href, Purpose, Until string
	}
	var items []item
	for _, sh := range c.Shared {
		id := string(sh.Data.Item)
		if string(sh.Data.Partner) != c.Viewer.Staff.Partner || !slices.Contains(c.Permission.Items, id) {
			continue
		}
		if e, _, _, ok := c.find(id); ok {
			items = append(items, item{c.srv.words.Kind(e.Kind).Done, c.path("/entry/" + id), string(sh.Data.Purpose), sh.Data.Expires.Long()})
		}
	}
	return c.answer("Shared with you", draw("shared", items))
}
