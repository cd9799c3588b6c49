package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const printed = `goos: linux
goarch: amd64
pkg: foursight/internal/journal
cpu: Invented 3000
BenchmarkAppend/journal-2    100   3000 ns/op   12.5 entries/s
BenchmarkAppend/journal-2    100   1000 ns/op   10.0 entries/s
BenchmarkAppend/journal-2    100   2000 ns/op   11.0 entries/s
BenchmarkAppend/raw-2        100   1000 ns/op
BenchmarkAppend/raw-2        100   1000 ns/op
BenchmarkAppend/raw-2        100   1000 ns/op
PASS
ok  	foursight/internal/journal	1.2s
`

func measure(t *testing.T, text string) measured {
	t.Helper()
	var m measured
	if err := m.add(text); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRowsAreTheMedianAndSpreadOfWhatWasPrinted(t *testing.T) {
	m := measure(t, printed)
	if m.cpu != "Invented 3000" {
		t.Errorf("processor %q", m.cpu)
	}
	for name, test := range map[string]struct {
		row  row
		want spread
	}{
		"a metric in its own unit":         {row{pkg: "internal/journal", bench: "Append/journal", unit: "entries/s", scale: same}, spread{11, 10, 12.5, 3}},
		"nanoseconds shown as thousandths": {row{pkg: "internal/journal", bench: "Append/journal", unit: "ns/op", scale: 1.0 / 1000}, spread{2, 1, 3, 3}},
		"a ratio, run by run":              {row{pkg: "internal/journal", bench: "Append/journal", unit: "ns/op", against: "Append/raw"}, spread{2, 1, 3, 3}},
	} {
		t.Run(name, func(t *testing.T) {
			if got, ok := m.of(test.row); !ok || got != test.want {
				t.Errorf("got %+v, %v; want %+v", got, ok, test.want)
			}
		})
	}
	if got := spreadOf([]float64{4, 1, 2, 3}).median; got != 2.5 {
		t.Errorf("median of four is %v; want 2.5", got)
	}
}

func TestARowWithoutAFigureSaysSoAndFails(t *testing.T) {
	table, err := render([]row{{what: "Nothing", pkg: "internal/journal", bench: "Nothing", unit: "ns/op", scale: same, shown: "ms", target: below(1)}}, measure(t, printed), "")
	if err == nil || !strings.Contains(err.Error(), "BenchmarkNothing") {
		t.Errorf("got %v; want the missing benchmark named", err)
	}
	if !strings.Contains(table, "| Nothing | not measured | | | < 1 ms | not yet measurable | 1 |") {
		t.Errorf("the table does not say that it was not measured:\n%s", table)
	}
}

func TestMetIsJudgedByTheMedianAndSaysWhenRunsDiffer(t *testing.T) {
	for _, test := range []struct {
		target target
		s      spread
		want   string
	}{
		{below(10), spread{median: 5, least: 4, most: 6}, "met"},
		{below(10), spread{median: 5, least: 4, most: 16}, "met, not in every run"},
		{below(10), spread{median: 11, least: 4, most: 16}, "**not met**"},
		{below(10), spread{median: 10, least: 10, most: 10}, "**not met**"},
		{least(10), spread{median: 10, least: 10, most: 11}, "met"},
		{least(10), spread{median: 12, least: 9, most: 13}, "met, not in every run"},
		{least(10), spread{median: 9, least: 9, most: 13}, "**not met**"},
		{target{}, spread{median: 9}, ""},
	} {
		if got := (row{target: test.target}).met(test.s); got != test.want {
			t.Errorf("%+v against %+v: got %q, want %q", test.s, test.target, got, test.want)
		}
	}
}

func TestAFailedBenchmarkIsAnError(t *testing.T) {
	for _, text := range []string{printed + "--- FAIL: BenchmarkVerify\n", "panic: invented\n", "BenchmarkX-2 1 fast ns/op\n"} {
		var m measured
		if err := m.add(text); err == nil {
			t.Errorf("%q: got no error", text)
		}
	}
}

func TestOnlyThePartBetweenTheMarkersIsRewritten(t *testing.T) {
	dir := t.TempDir()
	doc, out := filepath.Join(dir, "benchmarks.md"), filepath.Join(dir, "out.txt")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(out, printed)
	write(doc, "before\n"+begin+"\nold\n"+end+"\nafter\n")
	if err := run(doc, "", []string{out}, nil); err == nil {
		t.Error("got no error, though most rows were not measured")
	}
	text, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); !strings.HasPrefix(s, "before\n"+begin+"\nMeasured ") || !strings.HasSuffix(s, "\n"+end+"\nafter\n") || strings.Contains(s, "old\n") {
		t.Errorf("got:\n%s", s)
	}
	write(doc, "no markers\n")
	if err := run(doc, "", []string{out}, nil); err == nil || !strings.Contains(err.Error(), "expected the lines") {
		t.Errorf("without markers: got %v", err)
	}
	if err := run(doc, "", nil, nil); err == nil {
		t.Error("without a measurement: got no error")
	}
}

func TestFiguresAndPatterns(t *testing.T) {
	for v, want := range map[float64]string{1.2345: "1.23", 0.00412: "0.00412", 99: "99", 1234567: "1,234,567", 100: "100", 12345: "12,345"} {
		if got := figure(v); got != want {
			t.Errorf("%v: got %q, want %q", v, got, want)
		}
	}
	if got, want := pattern("Append/a/journal", "Append/a/raw"), "^BenchmarkAppend$/^a$/^(journal|raw)$"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A benchmark that somebody renames would leave its row unmeasured for good.
func TestEveryRowNamesABenchmarkOfItsPackage(t *testing.T) {
	for _, r := range rows {
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(r.pkg), "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(r.bench, "/")
		found := false
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found = found || strings.Contains(string(text), "func Benchmark"+name+"(b *testing.B)")
		}
		if !found {
			t.Errorf("%s: no Benchmark%s in %s", r.what, name, r.pkg)
		}
	}
}
