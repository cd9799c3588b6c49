// Testreport reads the event files that "go test -json" wrote, prints the whole
// output of every test and package that failed, and ends with one line,
// "N passed, M failed", counting tests and their subtests.
//
// Boundary: it judges nothing that the events do not say. A package that did
// not build, or failed outside any test, counts as one failure; a file without
// a single finished package counts as one too, because a test run that died
// early must never read as a pass.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	other := flag.Int("other-failed", 0, "number of failed checks to add that were not tests")
	flag.Parse()
	sum := summary{failed: *other}
	for _, name := range flag.Args() {
		if err := sum.addFile(name); err != nil {
			fmt.Fprintf(os.Stderr, "testreport: %v\n", err)
			sum.failed++
		}
	}
	if flag.NArg() == 0 {
		fmt.Fprintln(os.Stderr, "testreport: no event files given: expected the output of go test -json")
		sum.failed++
	}
	sum.print(os.Stdout)
	if sum.failed > 0 {
		os.Exit(1)
	}
}
