package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// caseRoutes are the pages read from one case. {ref} is its reference or its id.
func (s *Server) caseRoutes() []route {
	const consult = casefile.Consultation
	return []route{
		{"GET", "/case/{ref}", access.SeeCase, onCase, consult, everyClass, s.caseOverview},
		{"GET", "/case/{ref}/people", access.SeeCase, onCase, consult, everyClass, s.casePeople},
		{"GET", "/case/{ref}/course", access.SeeCase, onCase, consult, everyClass, s.caseCourse},
		{"GET", "/case/{ref}/duties", access.SeeCase, onCase, consult, everyClass, s.caseDuties},
		{"GET", "/case/{ref}/duties/{clause}/{scope}/{occurrence}", access.SeeCase, onCase, consult, factsOnly, s.caseWhy},
		{"GET", "/case/{ref}/ask", access.SeeCase, onCase, consult, everyClass, s.caseAsk},
		{"GET", "/case/{ref}/history", access.SeeCase, onCase, consult, everyClass, s.caseHistory},
		{"GET", "/case/{ref}/entry/{id}", access.SeeCase, onCase, consult, everyClass, s.caseEntry},
		{"GET", "/case/{ref}/looks", access.SeeLooks, onCase, consult, factsOnly, s.caseLooks},
		{"POST", "/case/{ref}/reveal", access.Reveal, onCase, consult, everyClass, s.caseReveal},
		{"GET", "/case/{ref}/glass", access.OpenGlass, onCase, consult, factsOnly, s.glassForm},
		{"POST", "/case/{ref}/glass", access.OpenGlass, onCase, consult, everyClass, s.glassBreak},
		{"GET", "/case/{ref}/log-text", access.SeeCase, onCase, consult, factsOnly, s.caseLogText},
		{"GET", "/case/{ref}/export", access.Export, onCase, consult, factsOnly, s.exportPage},
		{"POST", "/case/{ref}/export", access.Export, onCase, casefile.DisclosureOf, everyClass, s.exportFile},
	}
}

// caseView is one case as one visitor is shown it on one page.
type caseView struct {
	*casework.CasePage
	srv   *Server
	visit *visit
	then  bool            // as known at an earlier moment: read only
	shown map[string]bool // masked values that were asked for

	grouped *grouped       // the duties, once they have been grouped
	places  map[string]int // where in the history an entry stands, once one was looked for
	newest  map[string]int // where the newest correction of an entry stands
	stand   []int          // where the last words stand that nothing withdrew, the newest first, once asked for
	begun   []callCase     // the cases it was begun from, once they were asked for
}

// openCase loads the case of the address for the visitor, now or as known at the
// moment the address names. A partner is shown what was shared and nothing else,
// so every page but theirs is not there for them.
func (s *Server) openCase(v *visit) (*caseView, error) {
	at, err := asKnown(v.URL.Query().Get("as-known"))
	if err != nil {
		return nil, casework.ErrNoCase
	}
	p, err := s.svc.CaseAsKnown(v.Context(), v.viewer, v.PathValue("ref"), at)
	if err != nil {
		return nil, err
	}
	return &caseView{CasePage: p, srv: s, visit: v, then: !at.IsZero() && at.Before(v.now), shown: map[string]bool{}}, nil
}

// openForPolice is openCase for pages that hold more than what was shared.
func (s *Server) openForPolice(v *visit) (*caseView, error) {
	c, err := s.openCase(v)
	if err == nil && c.Permission.Basis == access.SharedWith {
		return nil, casework.ErrNoCase
	}
	return c, err
}

const asKnownLayout = "2006-01-02T15:04"

// asKnown reads a moment on a London clock; empty is now.
func asKnown(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.ParseInLocation(asKnownLayout, text, calendar.London)
}

// path is the address of a part of this case, kept at the same moment.
func (c *caseView) path(part string) string {
	p := "/case/" + url.PathEscape(c.Ref) + part
	if c.then {
		p += "?as-known=" + url.QueryEscape(c.At.In(calendar.London).Format(asKnownLayout))
	}
	return p
}

// pathWith is path with one more thing in its query.
func (c *caseView) pathWith(part, name, value string) string {
	p := c.path(part)
	sep := "?"
	if strings.Contains(p, "?") {
		sep = "&"
	}
	return p + sep + url.QueryEscape(name) + "=" + url.QueryEscape(value)
}

// form is the address of the form that records a kind; empty where the visitor
// may not record it or looks at an earlier moment. Query is in pairs.
func (c *caseView) form(kind string, query ...string) string {
	k, ok := casefile.KindOf(kind)
	if !ok || c.then || k.Hidden {
		return ""
	}
	if _, may := access.ToRecord(c.Viewer, c.Permission, k, c.Case); !may {
		return ""
	}
	q := url.Values{}
	for n := 0; n+1 < len(query); n += 2 {
		if query[n+1] != "" {
			q.Set(query[n], query[n+1])
		}
	}
	p := "/case/" + url.PathEscape(c.Ref) + "/record/" + kind
	if len(q) > 0 {
		p += "?" + q.Encode()
	}
	return p
}

// answer frames a body as a page of this case and records the look at it.
func (c *caseView) answer(heading string, body ...ui.Component) (answer, error) {
	page := ui.Page{Title: c.Ref, Heading: heading, Identity: c.identity(), Parts: c.parts(), Body: ui.Stack(body)}
	var err error
	if page.Banner, err = c.doneBanner(); err != nil {
		return answer{}, err
	}
	if c.then {
		page.Banner = c.thenBanner()
	}
	a := c.visit.shown(c.CasePage, page)
	a.looks = append(a.looks, begunLooks(c.visit, c.begun)...)
	return a, nil
}

func (c *caseView) thenBanner() ui.Component {
	return ui.Alert{Title: "As known at " + when(c.At),
		Body: draw("then", struct{ Href string }{"/case/" + url.PathEscape(c.Ref)})}
}

// identity says whose case this is, on every page of it.
func (c *caseView) identity() ui.Component {
	title := c.Ref
	if n := len(c.Pairs); n > 0 && (n == 1 || n > mostPairs) { // of a few, the lines below name everybody
		title += ": " + c.pairNames()
	}
	bar := ui.IdentityBar{Title: ui.Content{Text: title}}
	if len(c.Pairs) == 1 {
		bar.Facts = c.pairFacts(&c.Pairs[0])
	} else if len(c.Pairs) > 1 {
		bar.Facts = c.factsOfPairs()
	}
	if unsafe := c.notSafe(); unsafe != "" {
		bar.Tags = append(bar.Tags, ui.Tag{Text: unsafe, Classes: "govuk-tag--red"})
	}
	if c.Stage != "" {
		bar.Tags = append(bar.Tags, ui.Tag{Text: code(c.srv, "CaseStage", c.Stage), Classes: "govuk-tag--grey"})
	}
	if c.Restricted != nil {
		bar.Tags = append(bar.Tags, ui.Tag{Text: "Restricted", Classes: "govuk-tag--grey"})
	}
	if held := c.custodyFact(); held != "" {
		bar.Tags = append(bar.Tags, ui.Tag{Text: held, Classes: "govuk-tag--blue"})
	}
	if clock := c.nearestClock(); clock != "" {
		bar.Facts = append(bar.Facts, clock)
	}
	return bar
}

// notSafe says that the newest safety record is a no, and when it was recorded;
// empty otherwise. A closed case asks for nothing any more.
func (c *caseView) notSafe() string {
	if !c.Safety.Known() || c.Safety.Value || c.Stage == casefile.StageClosed || c.Permission.Basis == access.SharedWith {
		return ""
	}
	e, _, at, ok := c.find(c.Safety.Source)
	switch {
	case !ok:
		return "Not safe now"
	case calendar.DateOf(e.Recorded) == calendar.DateOf(c.At):
		at = calendar.ClockTime(e.Recorded)
	}
	return "Not safe now, recorded " + at
}

// mostPairs is how many pairs the bar at the top tells apart.
const mostPairs = 4

// factsOfPairs says of each pair how the two stand to each other and how the
// conduct is recorded, so that nobody takes one victim's facts for another's. What is
// the same of all is said once.
func (c *caseView) factsOfPairs() []string {
	var out []string
	undecided := c.undecided()
	for i := range c.Pairs[:min(mostPairs, len(c.Pairs))] {
		p := &c.Pairs[i]
		facts := c.pairFacts(p)
		if undecided {
			facts = slices.DeleteFunc(facts, func(f string) bool { return f == c.classWords(p) })
		}
		for n := range facts {
			facts[n] = lower(facts[n])
		}
		who := c.actorPart(p) + " towards " + c.victimPart(p)
		switch { // the line above names them
		case i == 0:
		case p.ActorID != "" && p.ActorID == c.Pairs[i-1].ActorID:
			who = "and towards " + c.victimPart(p)
		case p.VictimID == c.Pairs[i-1].VictimID:
			who = "and " + c.actorPart(p)
		}
		out = append(out, who+": "+strings.Join(facts, ", "))
	}
	if n := len(c.Pairs) - mostPairs; n > 0 {
		out = append(out, "and "+plural(n, "pair")+" more")
	}
	if undecided {
		out = append(out, c.classWords(&c.Pairs[0]))
	}
	return out
}

// undecided reports whether of no pair anybody has decided how its conduct is classified.
func (c *caseView) undecided() bool {
	return !slices.ContainsFunc(c.Pairs, func(p casefile.Pair) bool { return p.Class.Given() && p.Class.Value != "" })
}

// pairNames are the victims and the suspects of all pairs, each named once.
func (c *caseView) pairNames() string {
	var victims, actors []string
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if v := c.victimPart(p); !slices.Contains(victims, v) {
			victims = append(victims, v)
		}
		if a := c.actorPart(p); !slices.Contains(actors, a) {
			actors = append(actors, a)
		}
	}
	return joinAnd([]string{strings.Join(victims, ", "), strings.Join(actors, ", ")}, " and ")
}

func (c *caseView) victimPart(p *casefile.Pair) string {
	return c.victimName(p) + " (" + c.partOf(p.VictimID, "victim") + ")"
}

func (c *caseView) actorPart(p *casefile.Pair) string {
	if p.ActorID == "" {
		return c.actorName(p)
	}
	return c.actorName(p) + " (" + c.partOf(p.ActorID, "suspect") + ")"
}

// partOf is a person's part, and what changes who may deal with the case: that
// they are under 18, or work for the police.
func (c *caseView) partOf(id casefile.PersonID, part string) string {
	p := c.Person(id)
	if p == nil {
		return part
	}
	if p.Age.Given() && p.Age.Value < 18 {
		part += ", aged " + strconv.Itoa(p.Age.Value)
	}
	if p.PoliceWorker.Given() && p.PoliceWorker.Value {
		part += ", works for the police"
	}
	return part
}

func (c *caseView) pairFacts(p *casefile.Pair) []string {
	out := []string{"relationship not asked yet"}
	if p.Relation.Status != 0 {
		out[0] = said(p.Relation.Answer, func(r casefile.Relationship) string { return code(c.srv, "Relationship", r) })
	}
	out = append(out, c.classWords(p))
	if p.ProposedAs.Given() {
		out = append(out, code(c.srv, "Class", p.ProposedAs.Value)+" (proposed)")
	} else if h := p.Held(); h != nil && h.Since {
		out = append(out, code(c.srv, "Class", h.As)+" (proposed, not in force)")
	}
	if ruling := c.rulingWords(p); ruling != "" {
		out = append(out, ruling)
	}
	return out
}

func (c *caseView) parts() ui.Component {
	now := linesNow(c.duties().now)
	items := []struct {
		text, part string
		count      int
		may        bool
	}{
		{"Overview", "", 0, true}, {"People", "/people", 0, true}, {"Course of conduct", "/course", 0, true},
		{"Risk", "/risk", 0, true}, {"Offences", "/offences", 0, true}, {"Checks", "/checks", 0, true}, {"Safety", "/safety", 0, true},
		{"Duties", "/duties", now, true}, {"Messages", c.newestImport(), 0, !c.then && c.newestImport() != ""},
		{"History", "/history", 0, true}, {"Who has looked", "/looks", 0, c.seesLooks() && !c.then},
	}
	if c.Permission.Basis == access.SharedWith {
		items = items[:1]
		items[0].text = "Shared with you"
	}
	var nav ui.SubNavigation
	for _, i := range items {
		if !i.may {
			continue
		}
		own, _, _ := cutQuery(c.path(i.part))
		nav.Items = append(nav.Items, ui.SubItem{Text: i.text, Href: c.path(i.part), Active: c.under(own, i.part == ""), Count: i.count, Counted: "due now"})
	}
	return nav
}
