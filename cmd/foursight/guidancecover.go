package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"foursight/internal/edition"
	"foursight/internal/guidance"
)

type guidanceCoverageCmd struct {
	editionFlags `embed:""`
	Section      string `help:"List the rows of this section and those below it." placeholder:"4.3"`
	Against      string `help:"Catalogue to compare with: CSV with a column called id; - reads standard input." placeholder:"FILE"`
}

// coverageResult is what guidance coverage --json writes.
type coverageResult struct {
	Edition  string            `json:"edition"`
	Sections []coverageSection `json:"sections"`
	Total    coverageSection   `json:"total"`
	Unnamed  []string          `json:"unnamed"` // clauses of these sections that no row names
	Missing  []string          `json:"missing"` // rows of the catalogue compared with that nothing names
	Strange  []string          `json:"strange"` // rows named that the catalogue does not have
}

// coverageSection counts the rows of a section, and how many of them each way
// answers; a row may be answered in more than one way.
type coverageSection struct {
	Section string         `json:"section,omitempty"`
	Rows    int            `json:"rows"`
	By      map[string]int `json:"by"` // "clause", "kind", "content", "measure", "not computable"
	Each    []coverageRow  `json:"each,omitempty"`
}

type coverageRow struct {
	Row           string   `json:"row"`
	Clauses       []string `json:"clauses,omitempty"`
	Kinds         []string `json:"kinds,omitempty"`
	Codes         []string `json:"codes,omitempty"`
	Pages         []string `json:"pages,omitempty"`
	Content       string   `json:"content,omitempty"`
	Measure       string   `json:"measure,omitempty"`
	NotComputable string   `json:"not_computable,omitempty"`
}

// Run exits 1 where a clause is named by no row, or where the catalogue compared
// with has a row that nothing accounts for, or lacks one.
func (cmd *guidanceCoverageCmd) Run(c *console) error {
	ed, err := edition.LoadDir(cmd.Dir, cmd.Overlay)
	if err != nil {
		return say(c, err)
	}
	cover := guidance.Covered(ed)
	res := coverageResult{Edition: ed.ID, Sections: []coverageSection{}, Total: cmd.section(cover.Total()), Unnamed: []string{}, Missing: []string{}, Strange: []string{}}
	res.Total.Each = nil
	for _, s := range cover.Sections {
		if cmd.Section == "" || within(s.Section, cmd.Section) {
			res.Sections = append(res.Sections, cmd.section(s))
		}
	}
	for _, x := range cover.Unnamed {
		res.Unnamed = append(res.Unnamed, x.Key)
	}
	if cmd.Against != "" {
		rows, err := catalogue(c, cmd.Against)
		if err != nil {
			return fmt.Errorf("guidance coverage: %w", err)
		}
		missing, strange := cover.Against(rows)
		res.Missing, res.Strange = append(res.Missing, missing...), append(res.Strange, strange...)
	}
	if cmd.JSON {
		err = writeJSON(c.Out, res)
	} else {
		err = cmd.write(c.Out, res)
	}
	if err == nil && len(res.Unnamed)+len(res.Missing)+len(res.Strange) > 0 {
		return errSaid
	}
	return err
}

// within reports whether a section is another or stands below it.
func within(section, of string) bool { return section == of || strings.HasPrefix(section, of+".") }

func (cmd *guidanceCoverageCmd) section(s guidance.SectionCoverage) coverageSection {
	out := coverageSection{Section: s.Section, Rows: len(s.Rows), By: map[string]int{}}
	for _, way := range guidance.AccountWays() {
		out.By[way] = s.By[way]
	}
	if cmd.Section == "" {
		return out
	}
	for _, a := range s.Rows {
		out.Each = append(out.Each, coverageRow{Row: a.Row, Clauses: a.Clauses, Kinds: a.Kinds, Codes: a.Codes, Pages: a.Pages,
			Content: a.Content, Measure: a.Measure, NotComputable: a.NotComputable})
	}
	return out
}

func (cmd *guidanceCoverageCmd) write(w io.Writer, res coverageResult) error {
	p := &page{}
	line := func(name string, s coverageSection) {
		text := fmt.Sprintf("%-8s %5d", name, s.Rows)
		for _, way := range guidance.AccountWays() {
			text += fmt.Sprintf("  %*d", len(way), s.By[way])
		}
		p.line("%s", text)
	}
	p.line("%s: rows accounted for, by section; a row may be answered in more than one way", res.Edition)
	p.line("")
	p.line("section   rows  %s", strings.Join(guidance.AccountWays(), "  "))
	for _, s := range res.Sections {
		line(s.Section, s)
	}
	if cmd.Section == "" {
		line("total", res.Total)
	}
	for _, s := range res.Sections {
		for _, a := range s.Each {
			p.line("\n%s", a.Row)
			p.block("  ", answerWords(a))
		}
	}
	for _, x := range []struct {
		words string
		list  []string
	}{{"clause that no row names", res.Unnamed}, {"row that nothing accounts for", res.Missing}, {"row the catalogue does not have", res.Strange}} {
		for _, name := range x.list {
			p.line("%s: %s", x.words, name)
		}
	}
	_, err := p.WriteTo(w)
	return err
}

func answerWords(a coverageRow) string {
	var out []string
	for _, x := range []struct {
		words string
		list  []string
	}{{"clauses", a.Clauses}, {"recorded with", a.Kinds}, {"codes", a.Codes}, {"pages", a.Pages}} {
		if len(x.list) > 0 {
			out = append(out, x.words+" "+strings.Join(x.list, ", "))
		}
	}
	for _, x := range []struct{ words, text string }{{"", a.Content}, {"measured: ", a.Measure}, {"not computable: ", a.NotComputable}} {
		if x.text != "" {
			out = append(out, x.words+x.text)
		}
	}
	return strings.Join(out, "; ")
}

// catalogue reads the row numbers of a catalogue.
func catalogue(c *console, file string) ([]string, error) {
	in, name, err := open(c, file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := csv.NewReader(in)
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	at := slices.Index(head, "id")
	if at < 0 {
		return nil, fmt.Errorf("read %s: its columns are %s: expected one called id", name, strings.Join(head, ", "))
	}
	var out []string
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		out = append(out, rec[at])
	}
}
