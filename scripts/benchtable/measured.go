package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// key names one series of figures: "internal/journal Append/writes ns/op".
type key struct{ pkg, name, unit string }

// measured is every figure of a run in the order it was printed.
type measured struct {
	samples map[key][]float64
	cpu     string // as go test names it
}

// processors is the "-2" that go test adds to a name on two cores.
var processors = regexp.MustCompile(`-\d+$`)

// add reads the output of one go test: "pkg:" and "cpu:" lines, then for each run
// a name, a count and pairs of value and unit. A failure in it is an error: what
// was measured beside it proves nothing.
func (m *measured) add(text string) error {
	if m.samples == nil {
		m.samples = map[key][]float64{}
	}
	pkg := ""
	for n, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "pkg: "):
			pkg = strings.TrimPrefix(strings.TrimPrefix(line, "pkg: "), "foursight/")
		case strings.HasPrefix(line, "cpu: "):
			m.cpu = strings.TrimPrefix(line, "cpu: ")
		case strings.HasPrefix(line, "--- FAIL"), strings.HasPrefix(line, "FAIL"), strings.HasPrefix(line, "panic:"):
			return fmt.Errorf("line %d: a benchmark failed: %s", n+1, line)
		}
		f := strings.Fields(line)
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") || len(f)%2 != 0 {
			continue
		}
		name := processors.ReplaceAllString(strings.TrimPrefix(f[0], "Benchmark"), "")
		for i := 2; i < len(f); i += 2 {
			value, err := strconv.ParseFloat(f[i], 64)
			if err != nil {
				return fmt.Errorf("line %d: %q: expected a number before %q", n+1, f[i], f[i+1])
			}
			k := key{pkg, name, f[i+1]}
			m.samples[k] = append(m.samples[k], value)
		}
	}
	return nil
}

// spread is the middle of several runs and how far they lay apart.
type spread struct {
	median, least, most float64
	runs                int
}

func spreadOf(samples []float64) spread {
	s := slices.Sorted(slices.Values(samples))
	n := len(s)
	return spread{median: (s[(n-1)/2] + s[n/2]) / 2, least: s[0], most: s[n-1], runs: n}
}

// of gives a row's figures in the unit the row is shown in. A row with against is
// the ratio of the two, run by run; false where either was not measured.
func (m measured) of(r row) (spread, bool) {
	have := m.samples[key{r.pkg, r.bench, r.unit}]
	if len(have) == 0 {
		return spread{}, false
	}
	scaled := make([]float64, 0, len(have))
	if r.against == "" {
		for _, v := range have {
			scaled = append(scaled, v*r.scale)
		}
		return spreadOf(scaled), true
	}
	base := m.samples[key{r.pkg, r.against, r.unit}]
	if len(base) != len(have) {
		return spread{}, false
	}
	for i, v := range have {
		scaled = append(scaled, v/base[i])
	}
	return spreadOf(scaled), true
}
