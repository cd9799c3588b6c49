package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casescript"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

type caseCmd struct {
	Evaluate caseEvaluateCmd `cmd:"" help:"Say what the guidance asks, advises and counts for a case script."`
	Show     caseShowCmd     `cmd:"" help:"Show a case as somebody may see it, now or as known at a time."`
	Export   caseExportCmd   `cmd:"" help:"Write a case as a signed package that anybody can verify."`
	Verify   caseVerifyCmd   `cmd:"" help:"Check a package, without keys or network."`
}

type caseEvaluateCmd struct {
	File    string `arg:"" help:"Case script: a YAML list of entries; - reads standard input."`
	At      string `required:"" help:"The case as known at this instant (2026-11-20T22:10:00Z), or at the end of this day (2026-11-20)." placeholder:"TIME"`
	Edition string `help:"Folder of an edition; without it the one that ships." placeholder:"DIR"`
	Overlay string `help:"Folder of a force's overlay; without it no local standard is set." placeholder:"DIR"`
	JSON    bool   `name:"json" help:"Write JSON."`
}

// Run writes the report to standard output. Faults of the script or the edition
// go to standard error, one a line, and nothing is evaluated.
func (cmd *caseEvaluateCmd) Run(c *console) error {
	at, err := instantOrDay(cmd.At)
	if err != nil {
		return fmt.Errorf("--at: %w", err)
	}
	ed, err := edition.LoadDir(cmd.Edition, cmd.Overlay)
	if err != nil {
		return say(c, err)
	}
	in, name, err := open(c, cmd.File)
	if err != nil {
		return fmt.Errorf("case evaluate: %w", err)
	}
	defer in.Close()
	events, err := casescript.Read(name, in)
	if err != nil {
		return say(c, err)
	}
	report, err := casescript.Replay(events, ed, at).Report()
	if err != nil {
		return err
	}
	if cmd.JSON {
		return writeJSON(c.Out, report)
	}
	return writeReport(c.Out, report)
}

// instantOrDay reads an instant, or a day as its last second.
func instantOrDay(text string) (time.Time, error) {
	if d, err := calendar.ParseDate(text); err == nil {
		return d.End().Add(-time.Second).UTC(), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q: expected an instant as 2026-11-20T22:10:00Z or a day as 2026-11-20", text)
	}
	return t.UTC(), nil
}

// open opens a file named on the command line; - is standard input.
func open(c *console, path string) (io.ReadCloser, string, error) {
	if path == "-" {
		return io.NopCloser(c.In), "standard input", nil
	}
	f, err := os.Open(path)
	return f, filepath.Base(path), err
}

// say writes faults to standard error, one a line; any other error goes on.
func say(c *console, err error) error {
	faults, ok := errors.AsType[*guidance.Faults](err)
	if !ok {
		return err
	}
	fmt.Fprintln(c.Err, faults)
	return errSaid
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
