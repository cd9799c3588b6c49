package ui

import (
	"cmp"
	"fmt"
	"html/template"
	"strconv"
)

// IdentityBar says at the top of every page of a case whose case it is.
type IdentityBar struct {
	Title   Content
	Facts   []string    // short: kind of relationship, classification
	Tags    []Component // states: restricted, order in force
	Classes string
}

// HTML draws the bar.
func (b IdentityBar) HTML() (template.HTML, error) { return execute("identity-bar", b) }

// SubItem is one part of a case. Count above 0 is shown as a badge; Counted says
// what is counted, for somebody who hears it ("due now").
type SubItem struct {
	Text, Href string
	Active     bool
	Count      int
	Counted    string
}

// SubNavigation leads between the parts of one case.
type SubNavigation struct {
	Label string // "Parts of this case" when empty
	Items []SubItem
}

// HTML draws the links.
func (s SubNavigation) HTML() (template.HTML, error) {
	s.Label = cmp.Or(s.Label, "Parts of this case")
	return execute("sub-navigation", s)
}

// Badge is a number with words for what it counts. Above 99 it says "99+".
type Badge struct {
	Count   int
	Counted string
}

// HTML draws the badge; nothing for 0.
func (b Badge) HTML() (template.HTML, error) {
	if b.Count <= 0 {
		return "", nil
	}
	number := strconv.Itoa(b.Count)
	if b.Count > 99 {
		number = "99+"
	}
	return execute("badge", struct{ Number, Counted string }{number, b.Counted})
}

// Alert tells the outcome of something on this page. Variant is "information"
// (also when empty), "success", "warning" or "error"; it is said in words too.
type Alert struct {
	Variant string
	Title   string
	Text    string
	Body    Component
}

var alertWords = map[string]string{"information": "Information", "success": "Done", "warning": "Take note", "error": "Problem"}

// HTML draws the alert.
func (a Alert) HTML() (template.HTML, error) {
	a.Variant = cmp.Or(a.Variant, "information")
	word, ok := alertWords[a.Variant]
	if !ok {
		return "", fmt.Errorf("alert variant %q: expected information, success, warning or error", a.Variant)
	}
	return execute("alert", struct {
		Alert
		Word string
	}{a, word})
}

// Chip is one filter in force; Href is the same list without it.
type Chip struct{ Text, Href string }

// ChipGroup is the filters in force of one kind.
type ChipGroup struct {
	Heading string
	Chips   []Chip
}

// Filter narrows a list. It is a GET form: coded filters stay in the address.
// Names and numbers do not belong here, but in a SearchBox.
type Filter struct {
	Action   string
	Selected []ChipGroup
	ClearURL string
	Options  Component // the fields
}

// HTML draws the filter, applied ones first.
func (f Filter) HTML() (template.HTML, error) { return execute("filter", f) }

// TimelineEntry is one entry of a case's history.
type TimelineEntry struct {
	Title    string
	By       string
	DateTime string // machine-readable
	When     string // in words
	Body     Component
}

// Timeline lists what was done, newest or oldest first as given.
type Timeline struct {
	HeadingLevel int // 2 when 0
	Entries      []TimelineEntry
}

// HTML draws the list.
func (t Timeline) HTML() (template.HTML, error) {
	level := cmp.Or(t.HeadingLevel, 2)
	type entry struct {
		TimelineEntry
		Heading template.HTML
	}
	entries := make([]entry, len(t.Entries))
	for n, e := range t.Entries {
		title, err := Text(e.Title).HTML()
		if err != nil {
			return "", err
		}
		h, err := heading(level, "moj-timeline__title", "", title)
		if err != nil {
			return "", err
		}
		entries[n] = entry{e, h}
	}
	return execute("timeline", entries)
}

// UploadedFile is a file already received; Value names it to the delete button.
type UploadedFile struct{ Name, Note, Value string }

// MultiFileUpload is the files received so far and a plain control for more. It
// stands inside a form that takes both an upload and a "delete" button.
type MultiFileUpload struct {
	Uploaded []UploadedFile
	Upload   FileUpload
	Button   string // "Upload" when empty
}

// HTML draws the list and the control.
func (m MultiFileUpload) HTML() (template.HTML, error) {
	m.Upload.Multiple = true
	m.Button = cmp.Or(m.Button, "Upload")
	return execute("multi-file-upload", m)
}

// InterruptionCard stops somebody once before a step: a heading, a few words, one way on.
type InterruptionCard struct {
	Heading  string
	Body     Component
	Continue Component // the way on: a button or a form
	BackText string
	BackHref string
}

// HTML draws the card; its heading is the page's h1.
func (c InterruptionCard) HTML() (template.HTML, error) { return execute("interruption-card", c) }

// SearchBox finds a case by anything somebody may know. It posts, so that no
// name or number stands in an address or a log.
type SearchBox struct {
	Action string
	ID     string // "search" when empty
	Label  string // "Search" when empty
	Hint   string
	Value  string

	Large     bool      // the page's own box, in its content
	Autofocus bool      // the caret starts in it, without script
	Beside    Component // further buttons of its form, after Search
}

// HTML draws the box.
func (s SearchBox) HTML() (template.HTML, error) {
	s.ID, s.Label = cmp.Or(s.ID, "search"), cmp.Or(s.Label, "Search")
	return execute("search-box", s)
}
