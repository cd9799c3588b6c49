// Command kindsdoc writes the reference page of kinds to standard output: every
// kind of entry a case can hold, what its fields are, and a line of case script
// that records it.
//
//	go run ./internal/words/kindsdoc > docs/reference/kinds.md
//
// Boundary: it reads casefile's definitions and the English words, nothing else,
// so the page cannot say what the program does not do. A test compares the
// committed page with what this writes.
package main

import (
	"fmt"
	"os"

	"foursight/internal/words"
)

func main() {
	if err := words.Check(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if _, err := os.Stdout.WriteString(page()); err != nil {
		fmt.Fprintln(os.Stderr, fmt.Errorf("write reference page: %w", err))
		os.Exit(1)
	}
}
