package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// maxNow is how many duties the overview shows; those of safety and those that
// must be met are never among the ones folded away (practice 1.26).
const maxNow = 12

// grouped is the duties of a case by what they ask of the reader.
type grouped struct {
	now     []guidance.Finding // to be done or put right now
	first   []guidance.Finding // owed at first response, without a time
	soon    []guidance.Finding // outstanding otherwise, not pressing yet
	waiting []guidance.Finding // an answer decides whether they apply
	decided []guidance.Finding // considered, or set aside
	done    []guidance.Finding
	ended   []guidance.Finding
}

// duties groups what the guidance finds, most pressing first. The background checks
// are among them and drawn as one line (practice 1.26).
// A page asks several times; nobody may change what the lists hold.
func (c *caseView) duties() grouped {
	if c.grouped == nil {
		c.grouped = new(c.groupDuties())
	}
	return *c.grouped
}

func (c *caseView) groupDuties() grouped {
	var g grouped
	for _, f := range c.Findings.Obligations {
		switch f.State {
		case guidance.Contrary:
			g.now = append(g.now, f)
		case guidance.Outstanding:
			switch {
			case c.pressing(f):
				g.now = append(g.now, f)
			case f.Due.At.IsZero() && slices.Contains(c.clause(f).Tags, tagShift):
				g.first = append(g.first, f)
			default:
				g.soon = append(g.soon, f)
			}
		case guidance.Undetermined:
			g.waiting = append(g.waiting, f)
		case guidance.Decided, guidance.Waived:
			g.decided = append(g.decided, f)
		case guidance.Satisfied:
			g.done = append(g.done, f)
		case guidance.Ended:
			g.ended = append(g.ended, f)
		}
	}
	for _, e := range c.Ledger.Entries() {
		if e.State == guidance.Ended && !slices.ContainsFunc(c.Findings.Obligations, func(f guidance.Finding) bool { return f.Key == e.Key }) {
			g.ended = append(g.ended, guidance.Finding{Key: e.Key, State: guidance.Ended, Arose: e.Arose})
		}
	}
	for _, list := range [][]guidance.Finding{g.now, g.first, g.soon} {
		slices.SortStableFunc(list, c.pressingFirst)
	}
	return g
}

// pressing reports whether an outstanding duty belongs to now: danger, a must,
// a time that has come or comes today, or a warning that has begun.
func (c *caseView) pressing(f guidance.Finding) bool {
	clause := c.clause(f)
	switch {
	case clause.Severity == "safety", mustBeMet(clause), f.Overdue(c.At):
		return true
	case f.Due.At.IsZero():
		return false
	}
	return f.Due.At.Sub(c.At) <= 24*time.Hour || !f.WarnFrom.IsZero() && !c.At.Before(f.WarnFrom)
}

func mustBeMet(k *guidance.Clause) bool { return k.Strength == "must" || k.Strength == "must_not" }

var severityRank = map[string]int{"safety": 0, "high": 1, "medium": 2, "low": 3}

// safeNow is the duty that stands before all others until somebody has recorded
// that the victim is safe (APP 4.1).
const safeNow = "safety.first"

// pressingFirst orders by danger, then by must, then by when it is due. Whether
// the victim is safe now comes before any time; of the other duties of safety,
// those without a time are owed at once and so come before those with one, while
// elsewhere no time set comes last.
func (c *caseView) pressingFirst(a, b guidance.Finding) int {
	ka, kb := c.clause(a), c.clause(b)
	undated := 0
	if ka.Severity == "safety" && kb.Severity == "safety" {
		undated = first(a.Due.At.IsZero(), b.Due.At.IsZero())
	}
	return cmp.Or(first(a.Clause == safeNow, b.Clause == safeNow), severityRank[ka.Severity]-severityRank[kb.Severity], undated,
		first(mustBeMet(ka), mustBeMet(kb)), first(!a.Due.At.IsZero(), !b.Due.At.IsZero()), a.Due.At.Compare(b.Due.At))
}

// first orders true before false.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

var goneClause = &guidance.Clause{Provenance: "reading", Say: "A duty of an earlier edition", Severity: "low"}

// clause is the rule of a finding; a finding whose clause has left the edition
// keeps its place in the history.
func (c *caseView) clause(f guidance.Finding) *guidance.Clause {
	if k := c.Edition.Clause(f.Clause); k != nil {
		return k
	}
	return goneClause
}

// isCheck reports whether a finding is one of the background checks of APP 4.3.1.
func isCheck(f guidance.Finding) bool { return strings.HasPrefix(f.Clause, "check.") }

// noTime is said of a duty without a time, except where its list says when.
const noTime = "No time set"

// none stands for no pair or no element in the address of a duty.
const none = "-"

// dutyHref is the page of one duty.
func (c *caseView) dutyHref(k guidance.Key) string {
	seg := func(s string) string { return url.PathEscape(cmp.Or(s, none)) }
	return c.path("/duties/" + seg(k.Clause) + "/" + seg(k.Pair) + "/" + seg(k.Occurrence))
}

// dutyRow is one duty as a line with the way to do it and its reasons.
func (c *caseView) dutyRow(f guidance.Finding) (ui.DutyRow, error) {
	k := c.clause(f)
	row := ui.DutyRow{Say: capital(say(k, f)), Person: c.forWhom(f), Owner: c.owedBy(k, f),
		Source: sourceOf(k), State: c.stateWords(f), Overdue: f.Overdue(c.At)}
	if isSettled(f) {
		row.State, row.Settled = "", capital(row.State+": "+c.settledWords(k, f))
	}
	if row.Person != "" {
		row.Say += " (" + row.Person + ")"
		row.Person = ""
	}
	switch {
	case f.State != guidance.Outstanding:
	case !f.Due.At.IsZero():
		row.Due = "Due " + c.dueWords(f.Due.At)
	case f.NoDue != "":
		row.Due = capital(f.NoDue)
	default:
		row.Due = noTime
	}
	if f.State == guidance.Outstanding || f.State == guidance.Contrary {
		row.DoText, row.DoHref = c.do(k, f)
	}
	if k == goneClause {
		return row, nil
	}
	why, err := c.why(f)
	if err != nil {
		return row, err
	}
	row.Why = &why
	return row, nil
}

// owedBy is who owes a duty: whoever has the step of a plan it is about, where somebody
// does, else a role.
func (c *caseView) owedBy(k *guidance.Clause, f guidance.Finding) string {
	for i := range c.Measures {
		if m := &c.Measures[i]; f.Occurrence == m.ID && m.Owned {
			return c.stepWho(m)
		}
	}
	return code(c.srv, "Role", casefile.Role(k.Actor.Role))
}

// say is what a duty asks; of something cautioned against that has happened, how
// to put it right.
func say(k *guidance.Clause, f guidance.Finding) string {
	if f.State == guidance.Contrary && k.Settle != "" {
		return k.Settle
	}
	return strings.TrimSpace(k.Say)
}

func (c *caseView) stateWords(f guidance.Finding) string {
	var out []string
	switch f.State {
	case guidance.Contrary:
		out = append(out, "to be put right")
	case guidance.Undetermined:
		out = append(out, "not known yet whether it applies")
	case guidance.Decided:
		out = append(out, "decided")
	case guidance.Waived:
		out = append(out, "set aside")
	case guidance.Satisfied:
		out = append(out, "done")
	case guidance.Ended:
		out = append(out, "ended")
	}
	if f.Reopened {
		out = append(out, "asked again: what the decision rested on has changed ("+c.restedOn(f)+")")
	}
	if f.CannotComply {
		out = append(out, "recorded as not possible for now")
	}
	if f.Disputed {
		out = append(out, "recorded as not applying; disputed")
	}
	return strings.Join(out, "; ")
}

// restedOn names what a decision is asked again for, where it changes.
func (c *caseView) restedOn(f guidance.Finding) string {
	var out []string
	for _, path := range c.clause(f).ReopenOn {
		out = append(out, c.srv.words.Phrase(strings.Replace(path, "pairs.", "pair.", 1)))
	}
	return strings.Join(out, "; ")
}

// sourceOf is a rule's provenance and the citation that bears it out. The guidance
// is cited by section and paragraph; law by its short name.
func sourceOf(k *guidance.Clause) ui.Source {
	out := ui.Source{Kind: ui.Provenance(k.Provenance)}
	if k != goneClause {
		out.Href = "/guidance/" + url.PathEscape(k.Key)
	}
	if cite, ok := ownCitation(k); ok {
		out.Cite = citeWords(cite)
		switch {
		case cite.Instrument != theAPP || out.Kind == ui.APP:
		case out.Kind == ui.Law:
			out.Kind = ui.APP // the guidance telling the law is cited as the guidance
		default:
			out.Cite = "APP " + out.Cite
		}
	}
	return out
}

// ownCitation is the citation of a rule that fits its provenance, so that no
// badge of law stands before the guidance while an Act is cited as well; else
// its first.
func ownCitation(k *guidance.Clause) (guidance.Citation, bool) {
	for _, cite := range slices.Concat(k.Cite, k.Also) {
		if (cite.Instrument == theAPP) == (k.Provenance != "law") {
			return cite, true
		}
	}
	if len(k.Cite) == 0 {
		return guidance.Citation{}, false
	}
	return k.Cite[0], true
}

const theAPP = "app-sh"

func citeWords(c guidance.Citation) string {
	out := c.Section
	if c.Instrument != theAPP {
		out = strings.ToUpper(strings.ReplaceAll(c.Instrument, "-", " ")) + ", s" + out
	}
	if c.Para > 0 {
		out += fmt.Sprintf(", para %d", c.Para)
	}
	return out
}

// settlingKinds are the kinds of entry that settle a rule's duty.
func settlingKinds(k *guidance.Clause) []string {
	kinds := slices.Clone(k.SatisfyWith)
	if k.Decision != nil && !slices.Contains(kinds, k.Decision.Event) {
		kinds = append(kinds, k.Decision.Event)
	}
	return kinds
}

// why is the short explanation of a duty, with the way to the long one.
func (c *caseView) why(f guidance.Finding) (ui.Why, error) {
	k := c.clause(f)
	out := ui.Why{About: lower(say(k, f)), Source: sourceOf(k), Edition: c.Edition.Title, Clause: f.Clause, Href: c.dutyHref(f.Key)}
	if f.State == guidance.Ended {
		return out, nil
	}
	if isSettled(f) {
		out.Because = c.settlers(k, f)
		return out, nil
	}
	x, err := c.srv.svc.Why(c.CasePage, f.Key)
	if err != nil {
		return out, fmt.Errorf("explain %s on %s: %w", f.Clause, c.Ref, err)
	}
	out.Sentence = capital(x.Sentence)
	out.Because = c.because(x)
	if now, ok := c.answerNow(f); ok {
		out.Because = append(out.Because, now)
	}
	out.SettledBy = c.settledBy(x, say(k, f))
	out.WaivedBy = c.roles(x.WaiveBy)
	return out, nil
}

// because names each fact with who recorded it, when, and its entry.
func (c *caseView) because(x guidance.Explanation) []ui.Reason {
	var out []ui.Reason
	for _, a := range x.Because {
		r := ui.Reason{Fact: capital(a.Phrase)}
		if _, by, at, ok := c.find(a.Source); ok {
			r.By, r.When, r.Href = by, at, c.entryHref(a.Source)
		}
		out = append(out, r)
	}
	return out
}

// settledBy names what would settle a duty: entries by their titles, and facts;
// not what stands above as its heading.
func (c *caseView) settledBy(x guidance.Explanation, heading string) []string {
	var out []string
	for _, s := range x.Settled {
		if s == heading {
			continue
		}
		if _, ok := casefile.KindOf(s); ok {
			s = c.srv.words.Kind(s).Title
		}
		out = append(out, s)
	}
	for _, a := range x.StillNeeds {
		if !a.Param() {
			out = append(out, "Still to know: "+c.srv.words.Phrase(a.Path))
		}
	}
	return out
}

func (c *caseView) roles(names []string) string {
	var out []string
	for _, r := range names {
		out = append(out, lower(c.srv.words.Code("Role", r)))
	}
	return strings.Join(out, " or ")
}

// dutyRows are the duties as lines; several of one rule are one line with the
// list of them under it, at the place of the first, and so are all checks.
func (c *caseView) dutyRows(list []guidance.Finding) ([]ui.DutyRow, error) {
	var rows []ui.DutyRow
	done := map[string]bool{}
	for _, f := range list {
		if isCheck(f) && f.State == guidance.Outstanding {
			if !done["checks"] {
				rows = append(rows, c.checksRow(slices.DeleteFunc(slices.Clone(list), func(x guidance.Finding) bool { return !isCheck(x) || x.State != guidance.Outstanding })))
			}
			done["checks"] = true
			continue
		}
		if done[f.Clause] {
			continue
		}
		done[f.Clause] = true
		alike := slices.DeleteFunc(slices.Clone(list), func(x guidance.Finding) bool { return x.Clause != f.Clause })
		row, err := c.dutyRow(f)
		if err == nil && len(alike) > 1 {
			row, err = c.dutyGroup(row, alike)
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// dutyGroup is one line for several duties of one rule. Each keeps its own time,
// reasons and way to do it; first is the most pressing of them as a line.
func (c *caseView) dutyGroup(first ui.DutyRow, alike []guidance.Finding) (ui.DutyRow, error) {
	k := c.clause(alike[0])
	out := ui.DutyRow{Say: capital(say(k, alike[0])), Due: first.Due, Whom: c.allOf(alike), Overdue: first.Overdue, Owner: first.Owner, Source: first.Source}
	if isSettled(alike[0]) {
		out.Settled = capital(c.stateWords(alike[0]))
		if slices.ContainsFunc(alike, func(f guidance.Finding) bool { return f.State != alike[0].State }) {
			out.Settled = "Decided or set aside"
		}
	}
	for _, f := range alike {
		row, err := c.dutyRow(f)
		if err != nil {
			return out, err
		}
		row.Say = orNot(capital(joinAnd([]string{c.occurrenceWords(f.Occurrence), c.forPair(f.Pair)}, "; ")), row.Say)
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// occurrenceWords names what one of several duties of a rule is about: a person,
// or an entry by its title and time.
func (c *caseView) occurrenceWords(id string) string {
	if p := c.Person(casefile.PersonID(id)); p != nil {
		return c.called(p)
	}
	if breach, ok := c.srv.breachNamed(c.CasePage, id); ok {
		return breach
	}
	if e, _, at, ok := c.find(id); ok {
		return c.srv.words.Kind(e.Kind).Done + ", " + at
	}
	return ""
}

// withoutChecks leaves out the checks that are settled or may not apply: how each
// stands is said above the list.
func withoutChecks(list []guidance.Finding) []guidance.Finding {
	return slices.DeleteFunc(slices.Clone(list), isCheck)
}

// checksRow is all checks that are left as one line: their earliest time, where they
// are cited together, and the page where they are asked for.
func (c *caseView) checksRow(list []guidance.Finding) ui.DutyRow {
	k := c.clause(list[0])
	row := ui.DutyRow{Say: checksLeftIn(list), Owner: code(c.srv, "Role", casefile.Role(k.Actor.Role)),
		Source: ui.Source{Kind: ui.APP, Cite: "4.3.1", Href: "/guidance/" + url.PathEscape(k.Key)}, Due: noTime, DoText: "See the checks", DoHref: c.path("/checks")}
	var due time.Time
	for _, f := range list {
		if at := f.Due.At; !at.IsZero() && (due.IsZero() || at.Before(due)) {
			due = at
		}
	}
	if !due.IsZero() {
		row.Due, row.Overdue = "Due "+c.dueWords(due), !c.At.Before(due)
	}
	return row
}

// checksLeftIn is the line of all checks that are left. It counts systems, as the line
// of their states does; on how many people and things each is made stands with them.
func checksLeftIn(list []guidance.Finding) string {
	systems := map[string]bool{}
	for _, f := range list {
		systems[f.Clause] = true
	}
	return checksLeft + ", in " + plural(len(systems), "system") + "."
}

// linesNow counts what is due now as the reader sees it: the checks are one line,
// and so are several duties of one rule.
func linesNow(list []guidance.Finding) int {
	lines := map[string]bool{}
	for _, f := range list {
		if isCheck(f) {
			lines["check"] = true
		} else {
			lines[f.Clause] = true
		}
	}
	return len(lines)
}

// dueNow is the overview's list: everything of safety and every must, then the
// most pressing of the rest up to maxNow. What is owed without a time is said, so
// that no case with work left looks done.
func (c *caseView) dueNow(g grouped) (ui.Component, error) {
	list := slices.Clone(g.now)
	held := slices.DeleteFunc(slices.Clone(list), func(f guidance.Finding) bool {
		return c.clause(f).Severity == "safety" || mustBeMet(c.clause(f))
	})
	keep := min(len(held), max(0, maxNow-(linesNow(list)-len(held))))
	folded := held[keep:]
	list = slices.DeleteFunc(list, func(f guidance.Finding) bool {
		return slices.ContainsFunc(folded, func(x guidance.Finding) bool { return x.Key == f.Key })
	})
	rows, err := c.dutyRows(list)
	if err != nil {
		return nil, err
	}
	leaveOutNoTime(rows)
	first, later, more := linesNow(g.first), linesNow(folded)+linesNow(g.soon), "All duties of this case"
	switch {
	case first > 0 && later > 0:
		more = fmt.Sprintf("%d more, no time set: owed at first response; and %d more besides", first, later)
	case first > 0:
		more = fmt.Sprintf("%d more, no time set: owed at first response", first)
	case later > 0:
		more += fmt.Sprintf(", %d more among them", later)
	}
	return ui.DutyList{Heading: "Due now", ID: "due-now", Urgent: true, Brief: true, Rows: rows, MoreText: more, MoreHref: c.path("/duties"), Empty: c.nothingNow(g)}, nil
}

// nothingNow is said where no line stands under what is due now: that nothing is due,
// only where nothing is outstanding either.
func (c *caseView) nothingNow(g grouped) string {
	left := len(g.first)+len(g.soon) > 0
	switch late := c.stepsOverdue(); {
	case late > 0: // a step of the plan is work that somebody's safety rests on, whatever duties say
		return "No duty is due now, and " + plural(late, "step") + " for their safety " + map[bool]string{true: "is", false: "are"}[late == 1] + " overdue: see Safety."
	case left:
		return "Nothing has a time that has come. It is not all done yet."
	}
	return "Nothing is due now. What has to be done next will stand here."
}

// leaveOutNoTime leaves out that no time is set: the list is of what is due now.
func leaveOutNoTime(rows []ui.DutyRow) {
	for i := range rows {
		if rows[i].Due == noTime {
			rows[i].Due = ""
		}
		leaveOutNoTime(rows[i].Rows)
	}
}

// caseDuties lists every duty of the case.
func (s *Server) caseDuties(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	g := c.duties()
	body := []ui.Component{c.checks()}
	for _, group := range []struct {
		heading, id, empty string
		list               []guidance.Finding
		urgent             bool
	}{
		{"Now", "now", c.nothingNow(g), g.now, true},
		{"Owed at first response, no time set", "first", "", g.first, false},
		{"Soon", "soon", "Nothing else is outstanding.", g.soon, false},
		{"Waiting for an answer", "waiting", "Nothing waits for an answer.", withoutChecks(g.waiting), false},
		{"Decided", "decided", "Nothing has been decided or set aside yet.", withoutChecks(g.decided), false},
		{"Done", "done", "Nothing is done yet.", withoutChecks(g.done), false},
		{"Ended", "ended", "No duty has ended.", withoutChecks(g.ended), false},
	} {
		rows, err := c.dutyRows(group.list)
		if err != nil {
			return answer{}, err
		}
		if len(rows) == 0 && group.empty == "" {
			continue
		}
		body = append(body, ui.DutyList{Heading: group.heading, ID: group.id, Rows: rows, Urgent: group.urgent, Empty: group.empty})
	}
	return c.answer("Duties", body...)
}
