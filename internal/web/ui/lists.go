package ui

import (
	"cmp"
	"fmt"
	"html/template"
)

// Part is a piece of a list: text or a component, with its own classes.
type Part struct {
	Text    string
	Body    Component
	Classes string
}

// Action is a link beside a row or a card. VisuallyHiddenText says what it acts
// on, for somebody who hears the links alone.
type Action struct {
	Text               string
	Body               Component
	Href               string
	VisuallyHiddenText string
	Classes            string
	Attributes         Attributes
}

// Actions are the links of one row or card.
type Actions struct {
	Items   []Action
	Classes string
}

// SummaryRow is one fact: its name, its value and what may be done with it.
type SummaryRow struct {
	Key, Value Part
	Actions    Actions
	Classes    string
}

// CardTitle heads a summary card.
type CardTitle struct {
	Text         string
	Body         Component
	HeadingLevel int // 2 when 0
	Classes      string
}

// Card frames a summary list.
type Card struct {
	Title      CardTitle
	Actions    Actions
	Classes    string
	Attributes Attributes
}

// SummaryList shows facts as names and values.
type SummaryList struct {
	Rows       []SummaryRow
	Card       Card
	Classes    string
	Attributes Attributes
}

// HTML draws the list, in its card when it has one.
func (s SummaryList) HTML() (template.HTML, error) {
	type link struct {
		Action
		Card Content
	}
	type row struct {
		SummaryRow
		Links     []link
		NoActions bool
	}
	card := Content{Text: s.Card.Title.Text, Body: s.Card.Title.Body}
	links := func(items []Action) []link {
		all := make([]link, len(items))
		for n, a := range items {
			all[n] = link{a, card}
		}
		return all
	}
	var any bool
	for _, r := range s.Rows {
		any = any || len(r.Actions.Items) > 0
	}
	rows := make([]row, len(s.Rows))
	for n, r := range s.Rows {
		rows[n] = row{r, links(r.Actions.Items), any && len(r.Actions.Items) == 0}
	}
	inner, err := execute("summary-list", struct {
		SummaryList
		Drawn []row
	}{s, rows})
	if err != nil || !given(s.Card) {
		return inner, err
	}
	var title template.HTML
	if card.given() {
		text, err := card.HTML()
		if err != nil {
			return "", err
		}
		if title, err = heading(cmp.Or(s.Card.Title.HeadingLevel, 2), join("govuk-summary-card__title", s.Card.Title.Classes), "", text); err != nil {
			return "", err
		}
	}
	return execute("summary-card", struct {
		Card
		Heading, Inner template.HTML
		Links          []link
	}{s.Card, title, inner, links(s.Card.Actions.Items)})
}

// Cell is one cell of a table. Format "numeric" sets figures under one another.
type Cell struct {
	Text             string
	Body             Component
	Format           string
	Classes          string
	Colspan, Rowspan int
	Attributes       Attributes
}

// Table sets rows under named columns.
type Table struct {
	Caption           string
	CaptionClasses    string
	Head              []Cell
	Rows              [][]Cell
	FirstCellIsHeader bool
	Classes           string
	Attributes        Attributes
}

// HTML draws the table.
func (t Table) HTML() (template.HTML, error) { return execute("table", t) }

// Status is where a task stands: a tag, or words.
type Status struct {
	Tag     Tag
	Text    string
	Body    Component
	Classes string
}

// Task is one line of a task list.
type Task struct {
	Title   Part
	Hint    Content
	Status  Status
	Href    string
	Classes string
}

// TaskList shows what is to be done and how far each is.
type TaskList struct {
	IDPrefix   string // "task-list" when empty
	Items      []Task
	Classes    string
	Attributes Attributes
}

// HTML draws the list.
func (t TaskList) HTML() (template.HTML, error) {
	prefix := cmp.Or(t.IDPrefix, "task-list")
	type task struct {
		Task
		HintID, StatusID string
		Tagged           bool
	}
	tasks := make([]task, len(t.Items))
	for n, item := range t.Items {
		d := task{Task: item, StatusID: fmt.Sprintf("%s-%d-status", prefix, n+1), Tagged: given(item.Status.Tag)}
		if item.Hint.given() {
			d.HintID = fmt.Sprintf("%s-%d-hint", prefix, n+1)
		}
		tasks[n] = d
	}
	return execute("task-list", struct {
		TaskList
		Tasks []task
	}{t, tasks})
}

// PageLink is the way to the page before or after.
type PageLink struct {
	Text       string
	Body       Component
	LabelText  string
	Href       string
	Attributes Attributes
}

// PageNumber is one page of several, or a gap between.
type PageNumber struct {
	Number             string
	VisuallyHiddenText string // "Page N" when empty
	Href               string
	Current, Ellipsis  bool
	Attributes         Attributes
}

// Pagination leads through the pages of a list. Lists are paged by key, so most
// have only Previous and Next.
type Pagination struct {
	Previous, Next PageLink
	Items          []PageNumber
	LandmarkLabel  string // "Pagination" when empty
	Classes        string
	Attributes     Attributes
}

// HTML draws the links.
func (p Pagination) HTML() (template.HTML, error) {
	p.LandmarkLabel = cmp.Or(p.LandmarkLabel, "Pagination")
	type arrow struct {
		PageLink
		Block bool
	}
	block := p.Items == nil && (given(p.Previous) || given(p.Next))
	items := make([]PageNumber, len(p.Items))
	for n, item := range p.Items {
		item.VisuallyHiddenText = cmp.Or(item.VisuallyHiddenText, "Page "+item.Number)
		items[n] = item
	}
	return execute("pagination", struct {
		Pagination
		Block      bool
		Numbers    []PageNumber
		Prev, Then arrow
	}{p, block, items, arrow{p.Previous, block}, arrow{p.Next, block}})
}
