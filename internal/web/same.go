package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/linkage"
	"foursight/internal/web/ui"
)

// sameRoutes are other reports that may be about the same people: offered with the
// reasons, joined by a decision, parted by another (APP 4.2, 4.3.1; DESIGN 3).
func (s *Server) sameRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/same", access.SeeCase, onCase, casefile.Consultation, everyClass, s.samePage},
		{"POST", "/case/{ref}/same", access.RecordOn, onCase, casefile.Combination, everyClass, s.sameSave},
	}
}

// Fields of the page's forms.
const (
	fieldThere = "other" // id of the other case
	fieldHow   = "how"
	fieldWhy   = "why"
	fieldLink  = "link"
	doJoin     = "join"
	doApart    = "apart"
	doUndo     = "undo"
)

// likenessWords say what two records share, or in which they differ.
func (s *Server) likenessWords(reasons []linkage.Reason) string {
	var out []string
	for _, r := range reasons {
		out = append(out, lower(s.words.Code("LikenessOf", string(r))))
	}
	return strings.Join(out, ", ")
}

// mayJoin reports whether the visitor works the case and so may join it to others.
func (c *caseView) mayJoin() bool {
	k, _ := casefile.KindOf("MatchDecided")
	_, may := access.ToRecord(c.Viewer, c.Permission, k, c.Case)
	return may && !c.then
}

// sameCase is another case as the page shows it.
type sameCase struct {
	ID, Ref, Href, Who string
	Facts              []string
	For, Against       []string
	Apart              bool
	Form               *sameForm
	Said, Why, By      string // of a decision
	Undone             string // who took it back and why
}

// sameForm is the form of one decision.
type sameForm struct {
	Action, Entry, Other, Link string
	Here, There                string // who may be one person, the likeliest
	How                        ui.Component
	Text                       string
}

type sameView struct {
	Possible, Decided []sameCase
	More, May         bool
}

func (s *Server) samePage(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	return c.sameAnswer(nil)
}

func (c *caseView) sameAnswer(problems []casefile.Problem) (answer, error) {
	found, more, err := c.srv.svc.PossiblySame(c.visit.Context(), c.Viewer, c.Case)
	if err != nil {
		return answer{}, err
	}
	joined, err := c.srv.svc.Joined(c.visit.Context(), c.Viewer, c.Case)
	if err != nil {
		return answer{}, err
	}
	page := sameView{More: more, May: c.mayJoin()}
	var seen []casework.LookedAt
	for _, p := range found {
		page.Possible = append(page.Possible, c.offered(p))
		seen = append(seen, casework.LookedAt{ID: p.ID, Version: p.Version})
	}
	for _, j := range joined {
		if !j.Decided() { // it was begun from that case, which is offered above
			continue
		}
		page.Decided = append(page.Decided, c.decided(j))
		seen = append(seen, casework.LookedAt{ID: j.Case.ID, Version: j.Case.Version})
	}
	a, err := c.answer("Other reports about the same people", draw("same", page))
	if err != nil {
		return a, err
	}
	if len(seen) > 0 {
		a.looks = append(a.looks, c.visit.look("shown", seen...))
	}
	if len(problems) > 0 {
		a.status = http.StatusUnprocessableEntity
		a.page.Errors = problemSummary(problems, func(casefile.Problem) string { return "" })
	}
	return a, nil
}

// other is what another case is told by.
func (c *caseView) other(p *casework.CasePage) sameCase {
	o := &caseView{CasePage: p, srv: c.srv, visit: c.visit, shown: map[string]bool{}}
	out := sameCase{ID: p.ID, Ref: p.Ref, Href: "/case/" + url.PathEscape(p.Ref), Who: o.pairNames(), Facts: []string{"reported " + calendar.DateOf(p.ReportedAt).Short(), lower(code(c.srv, "CaseStage", p.Stage))}}
	for i := range p.Pairs {
		if r := p.Pairs[i].Relation; r.Given() && len(out.Facts) < 3 {
			out.Facts = append(out.Facts, lower(code(c.srv, "Relationship", r.Value)))
		}
	}
	return out
}

func (c *caseView) offered(p casework.Possible) sameCase {
	out := c.other(p.CasePage)
	out.Apart = p.Apart
	out.For, out.Against = c.likeness(p)
	if !p.Apart && c.mayJoin() {
		how := ui.Radios{IDPrefix: "how-" + p.ID, Name: fieldHow, Classes: "govuk-radios--small", Fieldset: legendS("How do they belong together?")}
		how.Hint = ui.Hint{Text: "Their parts here and there suggest: " + lower(code(c.srv, "LinkKind", p.How)) + "."}
		for _, k := range casefile.LinkKind("").Codes() {
			how.Items = append(how.Items, ui.Choice{Value: k, Text: c.srv.words.Code("LinkKind", k)})
		}
		sent := c.visit.PostForm
		out.Form = &sameForm{Action: c.path("/same"), Entry: newEntryID(), Other: p.ID, Here: string(p.Alike[0].Here), There: string(p.Alike[0].There)}
		if sent.Get(fieldThere) == p.ID {
			how.Value, out.Form.Text = sent.Get(fieldHow), sent.Get(fieldWhy)
		}
		out.Form.How = how
	}
	return out
}

// likeness is what speaks for and against, person by person.
func (c *caseView) likeness(p casework.Possible) (by, against []string) {
	for _, x := range p.Alike {
		here, there := c.Person(x.Here), p.Person(x.There)
		who := personName(here) + " here, " + personName(there) + " there"
		if sameName(personName(here), personName(there)) {
			who = personName(here)
		}
		say := func(rs []linkage.Reason) string { return who + ": " + c.srv.likenessWords(rs) }
		by = append(by, say(x.For)+"."+partsThere(c.Case, p.Case, here, there))
		if len(x.Against) > 0 {
			against = append(against, say(x.Against)+".")
		}
	}
	return by, against
}

// partsThere says so where somebody plays another part there than here.
func partsThere(c, p *casefile.Case, here, there *casefile.Person) string {
	if c.IsVictim(here) && !p.IsVictim(there) && p.IsSuspect(there) {
		return " Victim here, suspect there."
	}
	if c.IsSuspect(here) && !p.IsSuspect(there) && p.IsVictim(there) {
		return " Suspect here, victim there."
	}
	return ""
}

func (c *caseView) decided(j casework.Joined) sameCase {
	out := c.other(j.Case)
	switch {
	case j.Same.Given() && j.Same.Value && j.How.Given():
		out.Said = "Belongs together with this case: " + lower(code(c.srv, "LinkKind", j.How.Value)) + "."
	case j.Same.Given() && j.Same.Value:
		out.Said = "Belongs together with this case."
	default:
		out.Said = "Does not belong together with this case."
	}
	if j.Same.Given() && j.Same.Value && !j.Undone {
		out.Said += notCounted(j.Case)
	}
	out.Why, out.By = string(j.Data.Basis), c.staffName(j.By)+", "+when(j.At)
	out.For, out.Against = c.comparedThen(j)
	switch {
	case j.Undone:
		out.Undone = "Taken back."
		if j.Link.Why != "" {
			out.Undone += " " + string(j.Link.Why)
		}
	case c.mayJoin():
		out.Form = &sameForm{Action: c.path("/same"), Entry: newEntryID(), Link: j.ID}
	}
	return out
}

// comparedThen is what spoke for a decision and against it when it was made, person by
// person.
func (c *caseView) comparedThen(j casework.Joined) (by, against []string) {
	p := casework.Possible{CasePage: j.Case}
	for _, x := range j.Data.People {
		there := casefile.PersonID(x.There)
		if c.Person(x.Here) == nil || j.Case.Person(there) == nil {
			continue
		}
		i := slices.IndexFunc(p.Alike, func(a casework.Alike) bool { return a.Here == x.Here && a.There == there })
		if i < 0 {
			i, p.Alike = len(p.Alike), append(p.Alike, casework.Alike{Here: x.Here, There: there})
		}
		if r := linkage.Reason(x.As); r.Speaks() {
			p.Alike[i].For = append(p.Alike[i].For, r)
		} else {
			p.Alike[i].Against = append(p.Alike[i].Against, r)
		}
	}
	return c.likeness(p)
}

// notCounted says that what stands in a joined case is in no count of this one: nothing
// is merged, and who reads "2 acts" must know of the others.
func notCounted(p *casework.CasePage) string {
	n := 0
	for i := range p.Pairs {
		n += len(p.Pairs[i].Incidents.Items)
	}
	switch n {
	case 0:
		return ""
	case 1:
		return " Its one incident is not in the counts here."
	}
	return " Its " + plural(n, "incident") + " are not in the counts here."
}

// sameSave records one decision, or takes one back.
func (s *Server) sameSave(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	entry, err := v.sentID(fieldEntry)
	if err != nil {
		return answer{}, err
	}
	sent := v.PostForm
	why := casefile.Text(strings.TrimSpace(sent.Get(fieldWhy)))
	switch do := sent.Get(fieldDo); do {
	case doJoin, doApart:
		d := casefile.MatchDecided{Other: casefile.Line(sent.Get(fieldThere)), Same: fact.Of(do == doJoin), Basis: why,
			Here: casefile.PersonID(sent.Get("here")), There: casefile.Line(sent.Get("there"))}
		if how := sent.Get(fieldHow); do == doJoin && slices.Contains(casefile.LinkKind("").Codes(), how) {
			d.How = fact.Of(casefile.LinkKind(how))
		}
		err = s.svc.DecideMatch(v.Context(), v.viewer, casework.Decision{ID: entry, CaseID: c.ID, MatchDecided: d})
	case doUndo:
		err = s.svc.UndoMatch(v.Context(), v.viewer, entry, c.ID, casefile.LinkID(sent.Get(fieldLink)), why)
	default:
		return answer{}, errStale
	}
	if problems, ok := refusalOf(err); ok {
		return c.sameAnswer(problems)
	}
	if err != nil {
		return answer{}, err
	}
	return answer{goTo: casePath(c.Ref, "/same?done="+entry)}, nil
}

// sameLine leads from a case's first page to others about the same people, and says
// with which it belongs together; nil where there is nothing to say.
func (c *caseView) sameLine() (ui.Component, []casework.LookedAt, error) {
	if !c.mayJoin() {
		return nil, nil, nil
	}
	ctx := c.visit.Context()
	joined, err := c.srv.svc.Joined(ctx, c.Viewer, c.Case)
	if err != nil {
		return nil, nil, err
	}
	line := struct {
		Joined []sameCase
		Count  string
		Href   string
	}{Href: c.path("/same")}
	var seen []casework.LookedAt
	for _, j := range joined {
		if !j.Undone && j.Same.Given() && j.Same.Value {
			line.Joined = append(line.Joined, c.decided(j))
			seen = append(seen, casework.LookedAt{ID: j.Case.ID, Version: j.Case.Version})
		}
	}
	if c.Stage != casefile.StageClosed {
		found, more, err := c.srv.svc.PossiblySame(ctx, c.Viewer, c.Case)
		if err != nil {
			return nil, nil, err
		}
		if n := len(found); n > 0 {
			line.Count = countedReports(n, more)
		}
	}
	if len(line.Joined) == 0 && line.Count == "" {
		return nil, nil, nil
	}
	return draw("same-line", line), seen, nil
}

func countedReports(n int, more bool) string {
	out := plural(n, "other report") + " may be about the same people"
	if more {
		out = "More than " + out
	}
	return out
}
