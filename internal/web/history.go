package web

import (
	"encoding/json"
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

// historyPage is how many entries one page of the history lists.
const historyPage = 100

// caseHistory is every entry of the record, newest first, a page at a time:
// "before" is the place in the record that the page ends under.
func (s *Server) caseHistory(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	upTo := len(c.History)
	if n, err := strconv.Atoi(v.URL.Query().Get("before")); err == nil {
		upTo = min(max(n, 0), upTo)
	}
	from := max(0, upTo-historyPage)
	body := []ui.Component{c.asKnownForm(), ui.Timeline{Entries: c.timeline(c.History[from:upTo])}}
	if from > 0 {
		body = append(body, ui.Pagination{Next: ui.PageLink{Text: "Older", Href: c.pathWith("/history", "before", strconv.Itoa(from))}})
	}
	return c.answer("History", body...)
}

// asKnownForm asks for a moment at which to see the case as it was known.
func (c *caseView) asKnownForm() ui.Component {
	return draw("as-known", struct{ Action, Value string }{"/case/" + c.Ref, c.At.In(calendar.London).Format(asKnownLayout)})
}

// timeline is entries as lines, newest first. Corrections are entries like others
// and say what they correct; what was corrected says by what.
func (c *caseView) timeline(entries []casefile.Event) []ui.TimelineEntry {
	var out []ui.TimelineEntry
	for _, e := range slices.Backward(entries) {
		t := ui.TimelineEntry{Title: c.entryTitle(e) + c.ofWhom(e), By: c.staffName(e.Actor), When: when(e.Recorded), DateTime: stamp(e.Recorded)}
		var notes []string
		if known := e.KnownAt(); isLate(e) {
			notes = append(notes, "Recorded later: police knew "+when(known)+", recorded "+when(e.Recorded)+".")
		}
		if e.Suspect {
			notes = append(notes, "The clock had stepped when this was recorded: "+when(e.Clock)+" by the machine’s clock.")
		}
		if e.Occurred.Words() != "" {
			notes = append(notes, "Happened "+e.Occurred.Words()+".")
		}
		if e.Reason != "" {
			notes = append(notes, "Reason: "+c.Words(e.Reason))
		}
		t.Body = draw("entry-line", struct {
			Notes               []string
			Href, Title         string
			Corrects, Corrected string
			Proposed            string
		}{notes, c.path("/entry/" + e.ID), t.Title, c.itself(e.Corrects), c.correctedBy(e.ID), c.proposedWords(e.ID)})
		out = append(out, t)
	}
	return out
}

// isLate reports whether an entry was recorded more than a day after police knew.
func isLate(e casefile.Event) bool { return e.Recorded.Sub(e.KnownAt()) > 24*time.Hour }

func (c *caseView) entryTitle(e casefile.Event) string {
	title := c.srv.words.Kind(e.Kind).Done
	switch {
	case e.Withdraw:
		title += " (withdrawal)"
	case e.Corrects != "":
		title += " (correction)"
	}
	return title
}

// ofWhom says whom an entry is about, for a line of the history: of a check which, on
// whom or what; else the person, or the pair where the case has several, for of the
// only one the bar at the top says whose it is. Empty where it is about the case.
func (c *caseView) ofWhom(e casefile.Event) string {
	var about struct {
		Pair   casefile.PairID   `json:"pair"`
		Person casefile.PersonID `json:"person"`
		Check  casefile.CheckID  `json:"check"`
	}
	if json.Unmarshal(e.Data, &about) != nil {
		return ""
	}
	if e.Kind == "CheckRequested" {
		about.Check = casefile.CheckID(e.Root())
	}
	if k := c.CheckByID(about.Check); k != nil && about.Check != "" {
		return ": " + code(c.srv, "System", k.System) + ", on " + c.checkedOn(k)
	}
	if whose := c.entryPair(e.Kind, about.Pair); whose != "" {
		return ": " + whose
	}
	if e.Kind == "PersonAdded" {
		about.Person = casefile.PersonID(e.Root())
	}
	if p := c.Person(about.Person); p != nil && about.Person != "" {
		return ": " + c.called(p)
	}
	return ""
}

// entryPair is whose conduct an entry is about, or against whom a report in it is; empty
// where the case has one pair only.
func (c *caseView) entryPair(kind string, pair casefile.PairID) string {
	if p := c.Pair(pair); p != nil && len(c.Pairs) > 1 && kind == "CounterAllegationMade" {
		return "against " + c.counterName(p)
	}
	return c.forPair(string(pair))
}

// correctedBy is the page of the newest entry that corrects or withdraws another.
func (c *caseView) correctedBy(id string) string {
	for _, e := range slices.Backward(c.History) {
		if e.Corrects == id {
			return c.itself(e.ID)
		}
	}
	return ""
}

// itself is the page of an entry as it was recorded, whatever came after; empty where
// there is none.
func (c *caseView) itself(id string) string {
	if _, ok := c.place(id); !ok {
		return ""
	}
	return c.path("/entry/" + id)
}

// overtaken says on an entry that was corrected or withdrawn by whom and when, and
// leads to what stands now; nil where it stands.
func (c *caseView) overtaken(e casefile.Event) ui.Component {
	id, withdrawn := c.overtaking(e)
	if id == "" {
		return nil
	}
	_, by, at, _ := c.find(id)
	what, way := "Corrected ", "see how it stands now"
	if withdrawn {
		what, way = "Withdrawn ", "see why"
	}
	if what += at + " by " + by; c.Permission.Basis == access.SharedWith {
		return ui.InsetText{Text: what + "."} // a partner is shown what was shared, and no further entry
	}
	return ui.InsetText{Body: prose{{text: what + ": "}, {text: way, href: c.itself(id)}, {text: "."}}}
}

func (c *caseView) proposedWords(id string) string {
	p := c.Proposal(casefile.ProposalID(id))
	if p == nil {
		if _, r := c.Assessment(casefile.AssessmentID(id)); r != nil && r.Lowered && !r.Confirmed {
			return "Not in force: a newer judgement took its place before anybody confirmed it"
		}
		return c.classState(id)
	}
	switch {
	case !p.Decided:
		return "Proposed: waits for a " + lower(c.srv.words.Code("Role", p.Waits))
	case p.Accepted:
		return "Confirmed by " + c.staffName(p.Decider)
	}
	return "Refused by " + c.staffName(p.Decider)
}

// caseEntry shows one entry: what it says, who said it when, its place in the record.
func (s *Server) caseEntry(v *visit) (answer, error) {
	c, err := s.openCase(v)
	if err != nil {
		return answer{}, err
	}
	return c.entryPage(v.PathValue("id"))
}

func (c *caseView) entryPage(id string) (answer, error) {
	e, by, _, ok := c.find(id)
	if !ok || c.Permission.Basis == access.SharedWith && !slices.Contains(c.Permission.Items, id) {
		return answer{}, casework.ErrNoCase
	}
	fields, err := c.entryFields(e)
	if err != nil {
		return answer{}, err
	}
	body := stacked(c.overtaken(e), c.entryPlace(e, by))
	if len(fields) > 0 {
		body = append(body, ui.SummaryList{Rows: fields, Card: ui.Card{Title: ui.CardTitle{Text: "What it says"}}})
	}
	changed, err := c.changes(e)
	if err != nil {
		return answer{}, err
	}
	if changed != nil {
		body = append(body, changed)
	}
	if root := c.others(e); len(root) > 0 {
		body = append(body, subheading("Other entries about the same thing"), ui.Timeline{HeadingLevel: 3, Entries: c.timeline(root)})
	}
	if href := c.form(e.Kind, "corrects", e.Root()); href != "" && c.overtaken(e) == nil {
		body = append(body, ui.Button{Text: "Correct this", Href: href, Classes: "govuk-button--secondary"})
	}
	return c.answer(c.entryTitle(e), body...)
}

// others are the other entries about the same act: the one corrected and its
// corrections, shown beside one another.
func (c *caseView) others(e casefile.Event) []casefile.Event {
	var out []casefile.Event
	for _, x := range c.History {
		if x.ID != e.ID && (x.ID == e.Root() || x.Corrects == e.Root()) {
			out = append(out, x)
		}
	}
	return out
}

// entryPlace says who recorded an entry, when, as what, and where in the journal.
func (c *caseView) entryPlace(e casefile.Event, by string) ui.Component {
	rows := []ui.SummaryRow{fieldRow("Recorded", ui.Text(joinAnd([]string{when(e.Recorded), by, lower(code(c.srv, "Role", e.Role))}, ", ")))}
	if known := e.KnownAt(); !known.Equal(e.Recorded) {
		words := when(known)
		if isLate(e) {
			words += " (recorded later)"
		}
		rows = append(rows, fieldRow("Police knew", ui.Text(words)))
	}
	if e.Occurred.Words() != "" {
		rows = append(rows, fieldRow("Happened", ui.Text(e.Occurred.Words())))
	}
	if e.Corrects != "" {
		rows = append(rows, fieldRow("Corrects", linkTo("an earlier entry", c.itself(e.Corrects))))
	}
	if e.Reason != "" {
		rows = append(rows, fieldRow("Reason", ui.Text(c.Words(e.Reason))))
	}
	if state := c.proposedWords(e.ID); state != "" {
		rows = append(rows, fieldRow("State", ui.Text(state)))
	}
	rows = append(rows, fieldRow("Place in the record", draw("place", struct {
		Seq  int64
		ID   string
		From string
	}{e.Seq, e.ID, sourceWords[e.Source]})))
	return ui.SummaryList{Rows: rows}
}

var sourceWords = map[casefile.Source]string{casefile.FromForm: "typed into a form", casefile.FromImport: "read from a file", casefile.FromScript: "from a case script",
	casefile.FromPublic: "sent by the public", casefile.FromSystem: "made by the system", casefile.FromSynth: "invented for demonstration"}

// notShown are the fields of a kind that hold storage details or keys.
func notShown(path string) bool {
	return path == "key" || path == "blob" || strings.HasPrefix(path, "derived")
}
