package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"foursight/internal/importer"
	"foursight/internal/importer/formats"
)

type importCmd struct {
	Path      string `arg:"" help:"An exported file, plain or zipped; - reads standard input."`
	DryRun    bool   `name:"dry-run" help:"Say what it is and holds; give no records."`
	JSON      bool   `name:"json" help:"Write JSON (with --dry-run; records are JSON lines either way)."`
	DateOrder string `name:"date-order" help:"How its dates are to be read where the file leaves it open: dmy, mdy or ymd." enum:"dmy,mdy,ymd," default:"" placeholder:"ORDER"`
}

// Run reads one export. With --dry-run it writes a summary, without it every
// record as a line of JSON; problems go to standard error. The exit status is 1
// where a question is open, reading stopped or a place could not be read as it
// stands: then the work is not whole. A summary names such places itself.
func (cmd *importCmd) Run(ctx context.Context, c *console) (err error) {
	src, err := cmd.source(ctx, c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	opts := importer.Options{Formats: formats.All(), DateOrder: importer.DateOrder(cmd.DateOrder)}
	if cmd.DryRun {
		return cmd.summarise(ctx, c, src, opts)
	}
	return records(ctx, c, src, opts)
}

func (cmd *importCmd) source(ctx context.Context, c *console) (importer.Source, error) {
	if cmd.Path == "-" {
		return importer.Spool(ctx, "standard input", c.In, 0)
	}
	return importer.OpenPath(cmd.Path)
}

func (cmd *importCmd) summarise(ctx context.Context, c *console, src importer.Source, opts importer.Options) error {
	sum, err := importer.Summarise(ctx, src, opts)
	if err != nil && sum.Format == "" {
		return err
	}
	write := writeSummary
	if cmd.JSON {
		write = func(c *console, s importer.Summary) error { return writeJSON(c.Out, s) }
	}
	if werr := write(c, sum); werr != nil {
		return errors.Join(err, werr)
	}
	if sum.Question != nil {
		return openQuestion(c, sum.Question)
	}
	return err
}

func writeSummary(c *console, s importer.Summary) error {
	p := &page{}
	p.line("format        %s (parser %s)", s.Format, s.Parser)
	p.line("sha256        %s", s.SHA256)
	p.line("records       %d", s.Records)
	if s.First != "" {
		p.line("first, last   %s, %s", s.First, s.Last)
	}
	for i, name := range s.Participants {
		head := "participants  "
		if i > 0 {
			head = "              "
		}
		p.line("%s%s", head, name)
	}
	if s.DatesReadBy != "" {
		p.line("dates         %s", s.DatesReadBy)
	}
	for _, x := range s.Problems {
		p.line("problem       %s", x.Error())
	}
	if s.MoreProblems > 0 {
		p.line("problem       and %d more", s.MoreProblems)
	}
	if _, err := p.WriteTo(c.Out); err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return nil
}

// openQuestion puts a question the file leaves open to the person, with what
// each answer would give.
func openQuestion(c *console, q *importer.Question) error {
	fmt.Fprintf(c.Err, "line %d: %s\n", q.Line, q.Ask)
	for _, r := range q.Readings {
		if r.Against > 0 {
			fmt.Fprintf(c.Err, "  --date-order %s cannot be: line %d has no such day\n", r.Order, r.Against)
			continue
		}
		fmt.Fprintf(c.Err, "  --date-order %s gives %s to %s\n", r.Order, r.First, r.Last)
	}
	return errSaid
}

func records(ctx context.Context, c *console, src importer.Source, opts importer.Options) error {
	reading, err := importer.Read(ctx, src, opts)
	if err != nil {
		return err
	}
	if reading.Question != nil {
		return openQuestion(c, reading.Question)
	}
	enc := json.NewEncoder(c.Out)
	enc.SetEscapeHTML(false)
	problems := 0
	for r, err := range reading.Records {
		if p, ok := errors.AsType[*importer.Problem](err); ok {
			problems++
			fmt.Fprintf(c.Err, "%s: %s\n", src.Name, p)
			continue
		}
		if err != nil {
			return fmt.Errorf("import %s: %w", src.Name, err)
		}
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("write records of %s: %w", src.Name, err)
		}
	}
	if problems > 0 {
		return fmt.Errorf("import %s: not whole: look at the %s above; every record that could be read is written", src.Name, counted(problems, "place", "places"))
	}
	return nil
}
