package web

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/store"
	"foursight/internal/web/ui"
)

// caseListPage is how many cases a page of the list holds.
const caseListPage = 25

// caseViews are the lists there are, by the code in the address.
var caseViews = []struct{ code, text, empty string }{
	{"mine", "Mine", "The cases you hold will be listed here."},
	{"unit", "My unit", "Open cases of your unit will be listed here."},
	{"offered", "Offered to my unit", "Cases handed over to your unit, for anybody there to accept, will be listed here."},
	{"asked", "Asked of me", "Cases on which advice is asked of you, and no answer of yours is recorded, will be listed here."},
	{"all", "All open", "Open cases will be listed here."},
	{"closed", "Closed", "Cases that have been closed will be listed here."},
}

// caseFilter is what the address says of the list. Only codes stand there: names
// and numbers are searched for by POST.
type caseFilter struct{ show, stage, grade string }

func (f caseFilter) href() string {
	q := url.Values{"show": {f.show}}
	if f.stage != "" {
		q.Set("stage", f.stage)
	}
	if f.grade != "" {
		q.Set("grade", f.grade)
	}
	return "/cases?" + q.Encode()
}

// caseList lists cases the visitor may see, most pressing first: no totals, no
// numbers, no addresses.
func (s *Server) caseList(v *visit) (answer, error) {
	shown := []string{"mine", "unit", "offered", "all", "closed"}
	asked, ofUnits := askedOf(v.viewer)
	if len(asked) > 0 {
		shown = append(shown, "asked")
	}
	f := caseFilter{show: oneOf(v.FormValue("show"), shown...),
		stage: oneOf(v.FormValue("stage"), append([]string{""}, casefile.CaseStage("").Codes()...)...),
		grade: oneOf(v.FormValue("grade"), append([]string{""}, casefile.Grade("").Codes()...)...)}
	if _, err := store.ParseCursor(v.FormValue("after")); err != nil {
		return answer{}, casework.ErrNoCase // a place that no page of the list gave
	}
	filter := casework.Filter{Mine: f.show == "mine", MyUnits: f.show == "unit", Offered: f.show == "offered", Closed: f.show == "closed", Stage: f.stage, Grade: casefile.Grade(f.grade)}
	if f.show == "asked" {
		filter.Waits, filter.MyUnits = asked, ofUnits
	}
	list, err := s.svc.Cases(v.Context(), v.viewer, filter, v.FormValue("after"), caseListPage)
	if err != nil {
		return answer{}, err
	}
	page := &ui.Page{Title: "Cases", Heading: "Cases"}
	var tabs ui.Tabs
	var none string
	for _, view := range caseViews {
		if !slices.Contains(shown, view.code) {
			continue
		}
		tabs.Items = append(tabs.Items, ui.NavItem{Text: view.text, Href: caseFilter{view.code, f.stage, f.grade}.href(), Current: view.code == f.show})
		if view.code == f.show {
			none = view.empty
		}
	}
	body := ui.Stack{tabs, s.caseFilterForm(f)}
	outcome := "shown"
	switch {
	case len(list.Items) > 0:
		body = append(body, s.caseTable(v, list.Items, f.show == "mine"), caseListPages(f, v.FormValue("after"), list.Next))
	default:
		outcome = "miss"
		if f.stage != "" || f.grade != "" {
			none = "No case in this list matches the filters."
		}
		body = append(body, empty(none))
	}
	page.Body = body
	return answer{page: page, looks: []casework.Look{v.look(outcome, list.Looks...)}}, nil
}

// caseFilterForm narrows the list, with a chip for each filter in force.
func (s *Server) caseFilterForm(f caseFilter) ui.Component {
	choose := func(name, label, value, family string, codes []string) ui.Component {
		items := []ui.Option{{Value: "", Text: "Any", Selected: value == ""}}
		for _, c := range codes {
			items = append(items, ui.Option{Value: c, Text: s.words.Code(family, c)})
		}
		return ui.Select{Name: name, Value: value, Items: items, Label: ui.Label{Text: label}}
	}
	var chips []ui.ChipGroup
	if f.stage != "" {
		chips = append(chips, ui.ChipGroup{Heading: "Stage", Chips: []ui.Chip{{Text: s.words.Code("CaseStage", f.stage), Href: caseFilter{f.show, "", f.grade}.href()}}})
	}
	if f.grade != "" {
		chips = append(chips, ui.ChipGroup{Heading: "Risk", Chips: []ui.Chip{{Text: s.words.Code("Grade", f.grade), Href: caseFilter{f.show, f.stage, ""}.href()}}})
	}
	form := ui.Filter{Action: "/cases", Selected: chips, ClearURL: caseFilter{show: f.show}.href(), Options: ui.Stack{
		hiddenField{"show", f.show},
		choose("stage", "Stage", f.stage, "CaseStage", casefile.CaseStage("").Codes()),
		choose("grade", "Risk as judged", f.grade, "Grade", casefile.Grade("").Codes()),
	}}
	return ui.Details{SummaryText: "Filter by stage or risk", Body: form, Open: len(chips) > 0}
}

// caseListPages leads on by key, so that rows added meanwhile cause neither gaps
// nor repeats.
func caseListPages(f caseFilter, after, next string) ui.Component {
	var p ui.Pagination
	if after != "" {
		p.Previous = ui.PageLink{Text: "First page", Href: f.href()}
	}
	if next != "" {
		p.Next = ui.PageLink{Text: "Next", LabelText: "Less pressing cases", Href: f.href() + "&after=" + url.QueryEscape(next)}
	}
	if after == "" && next == "" {
		return nil
	}
	return p
}

// caseTable is cases as rows: names only. Who holds them is left out of a list of
// one's own.
func (s *Server) caseTable(v *visit, rows []casework.Row, own bool) ui.Component {
	t := ui.Table{Classes: "fs-table fs-list fs-list--cases", FirstCellIsHeader: true, Head: []ui.Cell{{Text: "Case"}, {Text: "Victim"}, {Text: "Other person"},
		{Text: "Risk"}, {Text: "Next"}}}
	if !own {
		t.Head = append(t.Head, ui.Cell{Text: "Held by"})
	}
	for _, r := range rows {
		cells := []ui.Cell{
			{Body: refCell{r.Ref, joinAnd([]string{code(s, "CaseStage", casefile.CaseStage(r.Stage)), restrictedWord(r)}, ", ")}},
			{Text: strings.Join(r.Victims, ", "), Attributes: label("Victim")},
			{Body: twoLines{strings.Join(r.Actors, ", "), code(s, "Relationship", r.Relation)}, Attributes: label("Other person")},
			{Body: twoLines{riskWords(s, r), judgedWords(r)}, Attributes: label("Risk")},
			{Body: s.nextCell(v, r), Attributes: label("Next")},
		}
		if !own {
			cells = append(cells, ui.Cell{Body: twoLines{s.holder(r), r.Unit}, Attributes: label("Held by")})
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

func label(text string) ui.Attributes { return ui.Attributes{"data-label": text} }

func restrictedWord(r casework.Row) string {
	if r.Restricted {
		return "restricted"
	}
	return ""
}

func riskWords(s *Server, r casework.Row) string {
	if r.Grade == "" {
		return "Not judged"
	}
	return code(s, "Grade", r.Grade)
}

func judgedWords(r casework.Row) string {
	if r.Judged.IsZero() {
		return ""
	}
	return "judged " + when(r.Judged)
}

// nextCell is the most pressing of what is due, as home has it.
func (s *Server) nextCell(v *visit, r casework.Row) ui.Component {
	if r.Next == nil {
		return ui.Text("No duty due") // steps for safety stand on the case
	}
	due, overdue := dueWords(r.NextDue, v.now)
	switch {
	case r.NextDue.IsZero():
		due = undated(r.Next)
	case overdue:
		due = "overdue " + due
	}
	return twoLines{r.Next.Say, due}
}

func (s *Server) holder(r casework.Row) string {
	if r.Owner == "" {
		return "Nobody yet"
	}
	if st, ok := s.svc.Register().Staff(r.Owner); ok {
		return st.Known()
	}
	return "Somebody no longer listed"
}

// refCell is a case's reference, the way to it, and its stage.
type refCell struct{ ref, below string }

func (c refCell) HTML() (template.HTML, error) {
	link, err := span{c.ref, "/case/" + c.ref}.HTML()
	return link + below(c.below), err
}

// twoLines is a value with what qualifies it below.
type twoLines struct{ first, second string }

func (t twoLines) HTML() (template.HTML, error) {
	return template.HTML("<span>"+template.HTMLEscapeString(t.first)) + below(t.second) + "</span>", nil
}

func below(text string) template.HTML {
	if text == "" {
		return ""
	}
	return template.HTML(`<span class="fs-list__below">` + template.HTMLEscapeString(text) + `</span>`)
}

// oneOf takes a code from the address only when it is one of those offered; the
// first is what stands for none.
func oneOf(given string, offered ...string) string {
	for _, o := range offered {
		if given == o {
			return given
		}
	}
	return offered[0]
}
