package web

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// sectionTitles name the sections of the APP in our own words, for the contents.
var sectionTitles = map[string]string{
	"1.1": "The law", "1.1.1": "Harassment in law", "1.1.2": "Stalking in law", "1.1.3": "A course of conduct", "1.2": "Other offences", "1.2.1": "Domestic abuse",
	"1.2.2": "Malicious communications", "1.3": "Recording the crime", "2": "Telling stalking from harassment", "2.1": "Typologies", "2.2": "Relationships",
	"2.2.1": "Stalking by proxy", "2.3": "Kinds of harassment", "3": "Victims", "3.2.1": "Reaching victims", "3.4.1": "Advocates and support",
	"4": "First response", "4.1": "Initial actions and advice", "4.2": "Risk", "4.3": "Early investigation and safety", "4.3.1": "Background checks",
	"5": "Investigation", "5.2": "Suspects",
}

// clauseSource is a clause's provenance and citation, leading to href.
func clauseSource(c *guidance.Clause, href string) ui.Source {
	src := sourceOf(c)
	src.Href = href
	return src
}

// dutyHref is the page that explains one duty of a case.
func dutyHref(ref string, k guidance.Key) string {
	return "/case/" + ref + "/duties/" + cmp.Or(k.Clause, none) + "/" + cmp.Or(k.Pair, none) + "/" + cmp.Or(k.Occurrence, none)
}

// ruleLine is a clause as the document shows it.
type ruleLine struct {
	Key, Strength, Say, Actor, Due, Note, Href string
	Source                                     ui.Component
}

// guidanceDocument is the edition to be read down: the APP's own order of
// sections, then what only the law says.
func (s *Server) guidanceDocument(v *visit) (answer, error) {
	ed := s.svc.Edition()
	type section struct {
		ID, Title, number string
		clauses           []*guidance.Clause
	}
	var sections []*section
	for _, c := range ed.Clauses {
		number := sectionOf(c)
		i := slices.IndexFunc(sections, func(x *section) bool { return x.number == number })
		if i < 0 {
			i = len(sections)
			sections = append(sections, &section{ID: "s-" + cmp.Or(strings.ReplaceAll(number, ".", "-"), "law"), Title: sectionTitle(number), number: number})
		}
		sections[i].clauses = append(sections[i].clauses, c)
	}
	slices.SortStableFunc(sections, func(a, b *section) int { return compareSections(a.number, b.number) })
	body := ui.Stack{prose{{text: "Every rule in our own words, with where it comes from. "}, {text: "Readings of unclear passages", href: "/guidance/readings"}, {text: "."}},
		bodyOf("contents", sections)}
	for _, sec := range sections {
		slices.SortStableFunc(sec.clauses, func(a, b *guidance.Clause) int { return cmp.Compare(paraOf(a), paraOf(b)) })
		body = append(body, bodyOf("section", sec))
		for _, c := range sec.clauses {
			body = append(body, bodyOf("clause", s.ruleLine(c)))
		}
	}
	page := &ui.Page{Title: "Guidance", Heading: ed.Title, Caption: "Guidance edition, " + ed.Status, Body: body}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

func (s *Server) ruleLine(c *guidance.Clause) ruleLine {
	l := ruleLine{Key: c.Key, Strength: clauseStrength(c), Say: c.Say, Due: s.dueRule(c), Href: "/guidance/" + c.Key, Source: clauseSource(c, "")}
	if c.Actor.Role != "" {
		l.Actor = s.words.Code("Role", c.Actor.Role)
	}
	if c.Unverified() {
		l.Note = "rests on a point nobody has confirmed"
	}
	return l
}

// appCite is where in the APP a clause stands; false for one that only the law has.
func appCite(c *guidance.Clause) (guidance.Citation, bool) {
	for _, x := range slices.Concat(c.Cite, c.Also) {
		if x.Instrument == theAPP {
			return x, true
		}
	}
	return guidance.Citation{}, false
}

func sectionOf(c *guidance.Clause) string {
	x, _ := appCite(c)
	return x.Section
}

func paraOf(c *guidance.Clause) int {
	x, _ := appCite(c)
	return x.Para
}

func sectionTitle(number string) string {
	if number == "" {
		return "Law only"
	}
	for n := number; n != ""; {
		if title := sectionTitles[n]; title != "" {
			return number + " " + title
		}
		cut := strings.LastIndexByte(n, '.')
		n = n[:max(cut, 0)]
	}
	return "Section " + number
}

// compareSections orders section numbers as the document does; what has none
// comes last.
func compareSections(a, b string) int {
	if a == "" || b == "" {
		return -cmp.Compare(a, b)
	}
	return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
		m, _ := strconv.Atoi(x)
		n, _ := strconv.Atoi(y)
		return cmp.Compare(m, n)
	})
}

var strengths = map[string]string{"must": "Must", "should": "Should", "consider": "Consider", "may": "May", "must_not": "Must not", "should_not": "Should not"}

// clauseKinds say what a clause without a strength is for.
var clauseKinds = map[string]string{"duty": "Duty", "consider": "Consider", "avoid": "Avoid", "advise": "Reason to weigh", "gate": "Stands before a step",
	"clock": "Time limit", "prompt": "Keep in mind", "org": "For the force", "metric": "Measured"}

func clauseStrength(c *guidance.Clause) string {
	if c.Kind != "avoid" && strengths[c.Strength] != "" && c.Kind != "advise" && c.Kind != "gate" && c.Kind != "clock" {
		return strengths[c.Strength]
	}
	return cmp.Or(clauseKinds[c.Kind], c.Kind)
}

// dueRule says when a clause is due, in words; a number the guidance leaves open
// is shown as the force's own, or as not set.
func (s *Server) dueRule(c *guidance.Clause) string {
	if c.Due == nil {
		return ""
	}
	length, local := c.Due.Add, ""
	if key, ok := strings.CutPrefix(c.Due.Add, "param:"); ok {
		p := s.svc.Edition().Param(key)
		if p == nil {
			return ""
		}
		length = ""
		for _, x := range p.Values {
			if !calendar.DateOf(s.svc.Now()).Before(x.From) {
				length = x.Value
			}
		}
		if c.Due.Before && (length == "" || length == "none") {
			return "before " + s.countedFrom(c)
		}
		if length == "" || length == "none" {
			return "“" + p.Word + "”: no local standard set"
		}
		if p.Local {
			local = " (local standard)"
		}
	}
	if c.Due.Before {
		return periodWords(length) + " before " + s.countedFrom(c) + local
	}
	return "within " + periodWords(length) + " after " + s.countedFrom(c) + local
}

// countedFrom is what a person calls the moment a period is counted from.
func (s *Server) countedFrom(c *guidance.Clause) string {
	if c.Due.Called != "" {
		return c.Due.Called
	}
	var from []string
	for _, f := range c.Due.From {
		if f == "arose" {
			from = append(from, "it arises")
			continue
		}
		from = append(from, s.factName(c, f))
	}
	return strings.Join(from, " or ")
}

// factName is how a fact of a clause is called; of a clause asked of each element
// of a list, "it" is such an element.
func (s *Server) factName(c *guidance.Clause, path string) string {
	if rest, ok := strings.CutPrefix(path, "it."); ok && c.ForEach != "" {
		path = c.ForEach + "." + rest
	}
	return s.words.Phrase(path)
}

// periodWords reads an edition's length of time: "4h" is "4 hours".
func periodWords(code string) string {
	digits := strings.TrimRight(code, "abcdefghijklmnopqrstuvwxyz")
	unit := map[string]string{"h": "hour", "d": "day", "wd": "working day", "mo": "month", "y": "year"}[code[len(digits):]]
	n, err := strconv.Atoi(digits)
	if err != nil || unit == "" {
		return code
	}
	return plural(n, unit)
}

// guidanceClause is one rule with all there is behind it.
func (s *Server) guidanceClause(v *visit) (answer, error) {
	ed := s.svc.Edition()
	c := ed.Clause(v.PathValue("key"))
	if c == nil {
		return answer{}, casework.ErrNoCase
	}
	rows := []ui.SummaryRow{bodyRow("Kind of source", clauseSource(c, "")), bodyRow("Comes from", bodyOf("cites", citeLines(slices.Concat(c.Cite, c.Also))))}
	add := func(key, value string) {
		if value != "" {
			rows = append(rows, textRow(key, value))
		}
	}
	if c.Actor.Role != "" {
		add("Owed by", s.words.Code("Role", c.Actor.Role)+orRole(s, c.Actor.Fallback))
	}
	add("Due", s.dueRule(c))
	add("A case says", s.whyRule(c))
	if paths := c.Deps(); len(paths) > 0 {
		var phrases []string
		for _, p := range paths {
			phrases = append(phrases, s.factName(c, p))
		}
		rows = append(rows, bodyRow("Looks at", bodyOf("plainlist", uniqueWords(phrases))))
	}
	add("To put it right", c.Settle)
	var settled []string
	for _, kind := range c.SatisfyWith {
		settled = append(settled, s.words.Kind(kind).Title)
	}
	add("Settled by", strings.Join(settled, "; "))
	if c.Waivable != nil {
		add("May be set aside by", roleList(s, c.Waivable.By)+", with a reason")
	}
	add("Not for", c.NotFor)
	var body ui.Stack
	if c.Unverified() {
		body = append(body, ui.InsetText{Text: "This rests on a point that nobody has confirmed yet. A force can switch it off."})
	}
	body = append(body, ui.SummaryList{Rows: rows}, s.conditions(c))
	if i := slices.IndexFunc(ed.Readings, func(r guidance.Reading) bool { return r.ID == c.Reading }); i >= 0 {
		body = append(body, subheading("The reading it follows"), readingBody(ed.Readings[i]))
	}
	if len(c.Examples) > 0 {
		body = append(body, subheading("Worked examples"), examplesTable(c))
	}
	page := &ui.Page{Title: "Guidance " + c.Key, Heading: c.Say, Caption: clauseStrength(c) + ": " + citeWords(c.Cite[0]), Narrow: true,
		Before: ui.BackLink{Text: "Guidance", Href: "/guidance#" + c.Key}, Body: body}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

func textRow(key, value string) ui.SummaryRow {
	return ui.SummaryRow{Key: ui.Part{Text: key}, Value: ui.Part{Text: value}}
}

func bodyRow(key string, value ui.Component) ui.SummaryRow {
	return ui.SummaryRow{Key: ui.Part{Text: key}, Value: ui.Part{Body: value}}
}

func orRole(s *Server, role string) string {
	if role == "" {
		return ""
	}
	return ", or where there is none: " + lower(s.words.Code("Role", role))
}

func roleList(s *Server, roles []string) string {
	var out []string
	for _, r := range roles {
		out = append(out, lower(s.words.Code("Role", r)))
	}
	return strings.Join(out, " or ")
}

// conditions are a clause's own conditions, folded away: they are for whoever
// keeps the edition, and the words above say what they look at.
func (s *Server) conditions(c *guidance.Clause) ui.Component {
	var rows []ui.SummaryRow
	for _, x := range []struct{ key, condition string }{{"Applies when", c.When}, {"Until", c.Until}, {"Met when", c.Expects}, {"Has happened when", c.ContraryWhen}, {"Step may go on when", c.Requires}} {
		if x.condition != "" {
			rows = append(rows, bodyRow(x.key, bodyOf("condition", s.paramsNamed(strings.TrimSpace(x.condition)))))
		}
	}
	if rows == nil {
		return nil
	}
	return ui.Details{SummaryText: "The conditions as they are written in the edition", Body: ui.SummaryList{Rows: rows}}
}

// paramInside is a length of time that a condition leaves to the force.
var paramInside = regexp.MustCompile(`"param:([^"]+)"`)

// paramsNamed puts the guidance's own word in the place of a parameter's key.
func (s *Server) paramsNamed(condition string) string {
	return paramInside.ReplaceAllStringFunc(condition, func(m string) string {
		if p := s.svc.Edition().Param(paramInside.FindStringSubmatch(m)[1]); p != nil {
			return "“" + p.Word + "” (set by the force)"
		}
		return m
	})
}

// factInBrackets is a fact's value given beside what is said of it.
var factInBrackets = regexp.MustCompile(` \(\{\{[^}]*\}\}\)`)

// factInside is a fact's value inside a sentence.
var factInside = regexp.MustCompile(`\{\{([^}]*)\}\}`)

// whyRule is the sentence by which a case says why a clause applies to it, with
// what each case fills in left open by name.
func (s *Server) whyRule(c *guidance.Clause) string {
	return factInside.ReplaceAllStringFunc(factInBrackets.ReplaceAllString(c.Why, ""), func(m string) string {
		path := strings.TrimSpace(m[2 : len(m)-2])
		if path == "it.at" || strings.HasSuffix(path, "_at") {
			return "[date]"
		}
		return "[" + s.factName(c, path) + "]"
	})
}

func uniqueWords(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

// instruments are the short names of what an edition cites.
var instruments = map[string]string{theAPP: "APP Stalking or harassment", "pha-1997": "Protection from Harassment Act 1997",
	"mca-1980": "Magistrates’ Courts Act 1980", "spa-2019": "Stalking Protection Act 2019", "poa-1986": "Public Order Act 1986", "cda-1998": "Crime and Disorder Act 1998",
	"sa-2020": "Sentencing Act 2020"}

func citeLines(cites []guidance.Citation) []string {
	var out []string
	for _, c := range cites {
		text := cmp.Or(instruments[c.Instrument], c.Instrument) + ", section " + c.Section
		if c.Para > 0 {
			text += fmt.Sprintf(", paragraph %d", c.Para)
		}
		out = append(out, text)
	}
	return out
}

// examplesTable says of each worked example what the rule makes of it.
func examplesTable(c *guidance.Clause) ui.Component {
	t := ui.Table{Classes: "fs-table fs-list", FirstCellIsHeader: true, Head: []ui.Cell{{Text: "Situation"}, {Text: "What the rule makes of it"}}}
	for _, ex := range c.Examples {
		x := ex.Expect
		var said []string
		for _, o := range []struct {
			words string
			of    []string
		}{{"to be done", x.Outstanding}, {"met", x.Satisfied}, {"decided", x.Decided}, {"set aside", x.Waived}, {"cannot tell: a fact is missing", x.Undetermined},
			{"happened: to be put right", x.Contrary}, {"ended", x.Ended}, {"does not apply", x.NotApplicable}, {"kept in mind", x.Prompted}, {"counts as a reason", x.Argued}, {"overtaken by a ruling", x.Displaced}} {
			if len(o.of) > 0 {
				said = append(said, o.words)
			}
		}
		t.Rows = append(t.Rows, []ui.Cell{{Text: capital(ex.Name)}, {Text: capital(cmp.Or(strings.Join(said, "; "), "shown as written")), Attributes: label("Outcome")}})
	}
	return t
}

// guidanceReadings lists what was chosen where a passage can be read in two ways.
func (s *Server) guidanceReadings(v *visit) (answer, error) {
	body := ui.Stack{paragraph("Where a passage can be read in more than one way, this is the reading taken, and the others.")}
	for _, r := range s.svc.Edition().Readings {
		body = append(body, element{"h2", "govuk-heading-s", r.ID + ": " + r.Question}, readingBody(r))
	}
	page := &ui.Page{Title: "Readings", Heading: "Readings of unclear passages", Narrow: true, Before: ui.BackLink{Text: "Guidance", Href: "/guidance"}, Body: body}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

func readingBody(r guidance.Reading) ui.Component {
	rows := []ui.SummaryRow{textRow("Taken", strings.TrimSpace(r.Taken))}
	for _, o := range r.Other {
		rows = append(rows, textRow("Another reading", o))
	}
	rows = append(rows, bodyRow("Passage", bodyOf("cites", citeLines(r.Cite))), textRow("Chosen", r.By+", "+r.On))
	return ui.SummaryList{Rows: rows}
}
