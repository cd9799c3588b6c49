// Benchtable reads what "go test -bench" printed and writes the table of
// docs/benchmarks.md: for each row of the design's speed and size table the
// median of the runs, their spread, the target and whether it is met.
//
// Boundary: it measures nothing and changes no figure but its unit. A row whose
// benchmark is not in the output says so and makes the command fail, so that a
// number that was not measured can never stand in the document.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// The part of the document between these lines is the table's.
const (
	begin = "<!-- begin measured: written by scripts/bench -->"
	end   = "<!-- end measured -->"
)

func main() {
	doc := flag.String("doc", "", "document to write the table into; without it the table goes to standard output")
	where := flag.String("where", "", "what else to say about the machine, such as the file system the databases lay on")
	flag.Parse()
	if err := run(*doc, *where, flag.Args(), os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "benchtable: %v\n", err)
		os.Exit(1)
	}
}

func run(doc, where string, files []string, out io.Writer) error {
	m := measured{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("read measurements: %w", err)
		}
		if err := m.add(string(text)); err != nil {
			return fmt.Errorf("read measurements from %s: %w", name, err)
		}
	}
	if len(m.samples) == 0 {
		return errors.New("no measurement given: expected files that hold the output of go test -bench")
	}
	table, missing := render(rows, m, where)
	if doc == "" {
		if _, err := io.WriteString(out, table); err != nil {
			return err
		}
	} else if err := rewrite(doc, table); err != nil {
		return err
	}
	return missing
}

// rewrite puts the table between the document's markers.
func rewrite(doc, table string) error {
	text, err := os.ReadFile(doc)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(text, []byte(begin+"\n"))
	_, after, closed := bytes.Cut(rest, []byte(end+"\n"))
	if !found || !closed {
		return fmt.Errorf("%s: expected the lines %q and %q around the table", doc, begin, end)
	}
	return os.WriteFile(doc, fmt.Appendf(nil, "%s%s\n%s%s\n%s", before, begin, table, end, after), 0o644)
}
