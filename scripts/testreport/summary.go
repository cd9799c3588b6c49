package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// event is the part of one "go test -json" line that the report uses, as
// described by "go doc test2json" and "go help buildjson".
type event struct {
	Action     string
	Package    string
	Test       string // empty for events of the package itself
	Output     string
	ImportPath string // build events name the package here
}

// summary is what one or several test runs came to.
type summary struct {
	passed, failed int
	skipped        []string
	failures       []failure
}

// failure is one failed test or package with all it printed.
type failure struct {
	name   string
	output string
}

// addFile adds the events of one run. A line that is not an event is an error:
// go test sends nothing else to that stream.
func (s *summary) addFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read test events: %w", err)
	}
	defer f.Close()
	if err := s.add(f); err != nil {
		return fmt.Errorf("read test events from %s: %w", name, err)
	}
	return nil
}

// key names a test, or a package where test is empty.
type key struct{ pkg, test string }

func (s *summary) add(r io.Reader) error {
	output := map[key]*strings.Builder{}
	testFailed := map[string]bool{} // packages with a failed test of their own
	finished := 0
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if jsonErr := json.Unmarshal(line, &e); jsonErr != nil {
				return fmt.Errorf("line %d: expected a JSON event, got %.80q", n, line)
			}
			k := key{e.Package, e.Test}
			switch e.Action {
			case "output", "build-output":
				if e.Action == "build-output" {
					k = key{e.ImportPath, ""}
				}
				if output[k] == nil {
					output[k] = &strings.Builder{}
				}
				output[k].WriteString(e.Output)
			case "build-fail":
				s.fail(e.ImportPath+" (build)", output[key{e.ImportPath, ""}])
			case "pass", "skip", "fail":
				if e.Test == "" {
					finished++
				}
				s.finish(e, output[k], testFailed)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if finished == 0 {
		return fmt.Errorf("no package finished: expected at least one")
	}
	return nil
}

// finish counts the end of one test or package. A package fails because a test
// in it did, which is counted already, or for a reason of its own.
func (s *summary) finish(e event, output *strings.Builder, testFailed map[string]bool) {
	switch {
	case e.Test == "" && e.Action == "fail" && !testFailed[e.Package]:
		s.fail(e.Package, output)
	case e.Test == "":
	case e.Action == "pass":
		s.passed++
	case e.Action == "skip":
		s.skipped = append(s.skipped, e.Package+" "+e.Test)
	default:
		testFailed[e.Package] = true
		s.fail(e.Package+" "+e.Test, output)
	}
}

func (s *summary) fail(name string, output *strings.Builder) {
	s.failed++
	f := failure{name: name}
	if output != nil {
		f.output = output.String()
	}
	s.failures = append(s.failures, f)
}

// print writes the failures in full, the names of skipped tests, and the
// closing line.
func (s *summary) print(w io.Writer) {
	for _, f := range s.failures {
		fmt.Fprintf(w, "--- FAILED %s\n%s\n", f.name, strings.TrimRight(f.output, "\n"))
	}
	for _, name := range s.skipped {
		fmt.Fprintf(w, "skipped: %s\n", name)
	}
	fmt.Fprintf(w, "%d passed, %d failed\n", s.passed, s.failed)
}
