package ui

import (
	"cmp"
	"fmt"
	"html/template"
	"strings"
)

// Masked is a number or address that is shown only when asked for. Asking is a
// form that posts, so that it works without script and is recorded (U18).
type Masked struct {
	Label  string // what it is, in words that give nothing away: "mobile number"
	Masked string // with the telling part replaced
	Value  string // the whole; empty until it was asked for
	Action string // where the asking is posted
	Field  string // which value is asked for, an opaque id
}

// HTML draws the value, or its mask and the button that asks for it.
func (m Masked) HTML() (template.HTML, error) { return execute("masked", m) }

// SafeRoute is one way to reach a person safely.
type SafeRoute struct {
	How  string // "Mobile", "Work e-mail", "Through her sister"
	To   Masked
	When string // "weekdays 9 to 3"
}

// SafeContactCard says how somebody can be reached without putting them at risk.
// It stands before any number or address on every page and every print (U17).
type SafeContactCard struct {
	Person    string
	Routes    []SafeRoute
	Never     []string // what must not be done: "Never leave a message"
	Notes     []string // name to use, code word, interpreter, who else is at home
	Unasked   []string // what nobody has asked about yet, as "safe times": unknown is not no
	Confirmed string   // when and by whom it was last confirmed, in words; empty: never
	EditHref  string
	ID        string // "safe-contact" when empty; one card per person
}

// HTML draws the card.
func (c SafeContactCard) HTML() (template.HTML, error) {
	c.ID = cmp.Or(c.ID, "safe-contact")
	return execute("safe-contact", c)
}

// Provenance says what kind of source a rule has.
type Provenance string

// The four kinds of source, as in a guidance edition.
const (
	Law     Provenance = "law"
	APP     Provenance = "app"
	Local   Provenance = "local"
	Reading Provenance = "reading"
)

var provenanceWords = map[Provenance]string{Law: "law", APP: "APP", Local: "local", Reading: "reading"}

// Source is where a rule comes from: its kind as a badge, its citation, and the way there.
type Source struct {
	Kind Provenance
	Cite string // "4.2", "s2A PHA 1997"
	Href string
}

// HTML draws the badge and the citation. An unknown kind is refused: a local
// standard must never pass for the APP's.
func (s Source) HTML() (template.HTML, error) {
	word, ok := provenanceWords[s.Kind]
	if !ok {
		return "", fmt.Errorf("source %q: expected law, app, local or reading", s.Kind)
	}
	return execute("source", struct {
		Source
		Word string
	}{s, word})
}

// Reason is one recorded fact a prompt rests on.
type Reason struct {
	Fact, By, When string
	Href           string // to the entry that recorded it
}

// Why explains a prompt: the facts, the source, what would settle it (U4, U5).
// It is folded, one interaction away.
type Why struct {
	About     string // what is explained, for somebody who hears the link alone
	Source    Source
	Sentence  string // the rule in our words
	Because   []Reason
	SettledBy []string
	WaivedBy  string
	Edition   string
	Clause    string // key of the clause
	Href      string // the page with the history of this duty
	Open      bool
}

// HTML draws the explanation.
func (w Why) HTML() (template.HTML, error) { return execute("why", w) }

// DutyRow is one thing somebody owes: what, by when, who, why, and the way to do it.
type DutyRow struct {
	Say      string // in the imperative: "Judge the risk again after the release"
	CaseRef  string // for lists across cases
	CaseHref string
	Person   string
	Whom     string // of several of one rule, all those they are about: "both victims"
	Due      string // in words: "today 16:00", "at the start"
	Overdue  bool   // said in words as well as shown
	Owner    string
	State    string // neutral words when it is not plainly outstanding: "proposed", "cannot be done"
	Settled  string // of a duty that asks for nothing any more, by what, whom and when; it stands first
	Source   Source
	Why      *Why
	DoText   string // "Do it" when empty
	DoHref   string
	Rows     []DutyRow // several duties of one rule, this line being all of them
}

// Lead is the first sentence of what a duty asks, with its full stop.
func (d DutyRow) Lead() string {
	lead, _, more := strings.Cut(d.Say, ". ")
	if more {
		lead += "."
	}
	return lead
}

// Rest is what Say adds to its first sentence.
func (d DutyRow) Rest() string {
	_, rest, _ := strings.Cut(d.Say, ". ")
	return rest
}

// DutyList is duties of one urgency. Empty says what the list would hold.
type DutyList struct {
	Heading      string
	HeadingLevel int // 2 when 0
	Rows         []DutyRow
	Empty        string
	MoreText     string
	MoreHref     string
	Urgent       bool // the list of what is due now
	Brief        bool // each line is itself the way to do it, so that many fit a screen
	ID           string
}

// HTML draws the list.
func (d DutyList) HTML() (template.HTML, error) {
	title, err := Text(d.Heading).HTML()
	if err != nil {
		return "", err
	}
	h, err := heading(cmp.Or(d.HeadingLevel, 2), "govuk-heading-m fs-duties__heading", d.ID, title)
	if err != nil {
		return "", err
	}
	return execute("duty-list", struct {
		DutyList
		Title template.HTML
	}{d, h})
}

// HTML draws one row by itself.
func (d DutyRow) HTML() (template.HTML, error) { return execute("duty-row", d) }

// Outcome is how far a check has got. The five never look or read alike (U16).
type Outcome uint8

const (
	NotDone Outcome = iota // nobody has asked for the check
	Asked                  // asked, no answer yet
	Nothing                // made, no trace
	Found                  // made, and there is something
	Failed                 // tried and not answered, or out of date: it says nothing either way
)

// outcomes are the look and the words of each; the sign is drawn beside the words
// and read out by nobody.
var outcomes = [...]OutcomeLook{
	NotDone: {"not-done", "○", "Not yet asked"},
	Asked:   {"asked", "…", "Asked, waiting for an answer"},
	Nothing: {"nothing", "✓", "Done, no trace"},
	Found:   {"found", "■", "Done, trace: something found"},
	Failed:  {"failed", "✕", "Failed: not known either way"},
}

// OutcomeLook is how one of the five is drawn and said.
type OutcomeLook struct{ Class, Sign, Words string }

// Look is how an outcome is drawn and said wherever it stands.
func (o Outcome) Look() OutcomeLook { return outcomes[o] }

// Tick is a box beside a check, to choose it with others.
type Tick struct{ ID, Name, Value string }

// CheckState is one check and how far it has got.
type CheckState struct {
	Name    string // "Earlier reports", "Firearms licence"
	Outcome Outcome
	When    string
	By      string
	Note    string // what was found, why it failed, when an answer is due
	DoText  string
	DoHref  string
	// BackHref takes back what is recorded of it; empty where it cannot be.
	BackHref string
	Tick     *Tick // choose it; its label is the check's name
}

// HTML draws the check.
func (c CheckState) HTML() (template.HTML, error) {
	if int(c.Outcome) >= len(outcomes) {
		return "", fmt.Errorf("check %q: outcome %d is not one of the five", c.Name, c.Outcome)
	}
	return execute("check-state", struct {
		CheckState
		Look OutcomeLook
	}{c, outcomes[c.Outcome]})
}

// CheckList is the checks of a case as one group.
type CheckList []CheckState

// HTML draws the checks as a list.
func (l CheckList) HTML() (template.HTML, error) { return execute("check-list", []CheckState(l)) }

// RiskPanel is the risk as judged: a grade in words, by whom and when. What a
// tool gave stands apart from it, and a difference is explained.
type RiskPanel struct {
	Grade       string // "High"; empty: nobody has judged it
	JudgedBy    string
	JudgedAt    string
	Proposed    string // a grade that waits for a supervisor; the grade above is in force
	Tool        string // name of the screening tool; empty: none was used
	ToolGrade   string
	Difference  string // why the two differ
	VictimView  string // in her words; empty: not asked
	OutOfDate   string // what happened since it was judged
	ReviewDue   string
	HistoryHref string
	DoHref      string
}

// HTML draws the panel.
func (r RiskPanel) HTML() (template.HTML, error) { return execute("risk-panel", r) }

// CopyText is text ready to be pasted into another system, such as an incident log.
// Without script it is selected and copied by hand.
type CopyText struct {
	ID    string
	Label string
	Text  string
	Rows  int // 4 when 0
}

// HTML draws the text and its button.
func (c CopyText) HTML() (template.HTML, error) {
	c.Rows = cmp.Or(c.Rows, 4)
	return execute("copy-text", c)
}
