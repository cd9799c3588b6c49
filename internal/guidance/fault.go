package guidance

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing wrong with an edition, placed so that its author can go
// straight to it. Col counts from 1; 0 where only the line is known.
type Fault struct {
	File      string
	Line, Col int
	What      string
	Expected  string
}

// String writes file:line:col: what: expected ...
func (f Fault) String() string {
	s := f.File
	if f.Line > 0 {
		s += fmt.Sprintf(":%d", f.Line)
		if f.Col > 0 {
			s += fmt.Sprintf(":%d", f.Col)
		}
	}
	s += ": " + f.What
	if f.Expected != "" {
		if strings.HasPrefix(f.Expected, "did you mean") {
			return s + ": " + f.Expected
		}
		s += ": expected " + f.Expected
	}
	return s
}

// Faults is everything wrong with an edition, in file and line order.
type Faults struct{ Faults []Fault }

// Error lists every fault, one a line.
func (f *Faults) Error() string {
	lines := make([]string, len(f.Faults))
	for i, x := range f.Faults {
		lines[i] = x.String()
	}
	return strings.Join(lines, "\n")
}

func (f *Faults) add(x Fault) { f.Faults = append(f.Faults, x) }

func (f *Faults) err() error {
	if len(f.Faults) == 0 {
		return nil
	}
	slices.SortStableFunc(f.Faults, func(a, b Fault) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	f.Faults = slices.Compact(f.Faults)
	return f
}
