package main

import (
	"errors"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// render writes the part of the document that is measured. The error names the
// rows that had no figure; the table is whole beside it and says so too.
func render(rows []row, m measured, where string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured %s on %d cores of %s, %s/%s, %s", time.Now().UTC().Format("2 January 2006"), runtime.NumCPU(), orUnknown(m.cpu), runtime.GOOS, runtime.GOARCH, runtime.Version())
	if where != "" {
		fmt.Fprintf(&b, "; %s", where)
	}
	b.WriteString(".\n\n| what | median | least to most | runs | target | met | benchmark |\n|---|---|---|---|---|---|---|\n")
	var missing []error
	for i, r := range rows {
		note := ""
		if r.note != "" {
			note = " (" + r.note + ")"
		}
		s, ok := m.of(r)
		if !ok {
			missing = append(missing, fmt.Errorf("%s: no %s of Benchmark%s in %s was measured", r.what, r.unit, r.bench, r.pkg))
			fmt.Fprintf(&b, "| %s%s | not measured | | | %s | not yet measurable | %d |\n", r.what, note, r.limit(), i+1)
			continue
		}
		fmt.Fprintf(&b, "| %s%s | %s %s | %s to %s | %d | %s | %s | %d |\n", r.what, note, figure(s.median), r.shown, figure(s.least), figure(s.most), s.runs, r.limit(), r.met(s), i+1)
	}
	for _, a := range absent {
		fmt.Fprintf(&b, "| %s | | | | %s | not yet measurable: %s | |\n", a.what, a.target, a.why)
	}
	b.WriteString("\nThe command of each row, by the number in its last column:\n\n```\n")
	for i, r := range rows {
		fmt.Fprintf(&b, "%2d  go test ./%s -run '^$' -bench '%s'\n", i+1, r.pkg, pattern(r.bench, r.against))
	}
	b.WriteString("```\n")
	return b.String(), errors.Join(missing...)
}

func orUnknown(cpu string) string {
	if cpu == "" {
		return "a processor that go test does not name"
	}
	return cpu
}

func (r row) limit() string {
	switch {
	case r.target.below != 0:
		return "< " + figure(r.target.below) + " " + r.shown
	case r.target.least != 0:
		return "≥ " + figure(r.target.least) + " " + r.shown
	}
	return ""
}

// met holds the median against the target; where the spread crosses the limit it
// says that as well.
func (r row) met(s spread) string {
	good := func(v float64) bool {
		return (r.target.below == 0 || v < r.target.below) && v >= r.target.least
	}
	switch {
	case r.target == target{}:
		return ""
	case good(s.median) && good(s.least) && good(s.most):
		return "met"
	case good(s.median):
		return "met, not in every run"
	}
	return "**not met**"
}

// figure is a number to three figures, or whole from a hundred up, with commas.
func figure(v float64) string {
	if v < 100 {
		return strings.TrimSuffix(fmt.Sprintf("%.3g", v), ".0")
	}
	digits := fmt.Sprintf("%.0f", v)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// pattern is the -bench argument that runs one benchmark and nothing longer, or
// the two that a ratio needs.
func pattern(bench, against string) string {
	parts := strings.Split("Benchmark"+bench, "/")
	other := strings.Split("Benchmark"+against, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
		if against != "" && other[i] != p {
			parts[i] = "^(" + regexp.QuoteMeta(p) + "|" + regexp.QuoteMeta(other[i]) + ")$"
		}
	}
	return strings.Join(parts, "/")
}
