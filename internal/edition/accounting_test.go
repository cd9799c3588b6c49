package edition_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foursight/internal/edition"
	"foursight/internal/guidance"
)

func TestTheEditionLacksNothingThatLintAsksFor(t *testing.T) {
	for _, overlay := range []fs.FS{nil, edition.Fernshire()} {
		ed, err := edition.Load(overlay)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range guidance.Lint(ed) {
			t.Error(f)
		}
	}
}

var (
	numbered = regexp.MustCompile(`^APP-\d+(\.\d+)*-\d\d$`)
	address  = regexp.MustCompile(`^(GET|POST) /`)
)

// Rows are named by number; what is said of them is ours, and short.
func TestRowsAreAccountedForInAFewWordsOfOurOwn(t *testing.T) {
	rows := withFernshire(t).Accounting()
	if len(rows) == 0 {
		t.Fatal("no row is accounted for")
	}
	for _, a := range rows {
		if !numbered.MatchString(a.Row) {
			t.Errorf("%q is no number of a row", a.Row)
		}
		for _, text := range []string{a.Content, a.Measure, a.NotComputable} {
			if len(text) > 120 {
				t.Errorf("%s says %q; want at most 120 characters", a.Row, text)
			}
		}
		if measured := slices.ContainsFunc(a.Pages, func(page string) bool { return strings.HasPrefix(page, "GET /measures/") }); measured != (a.Measure != "") {
			t.Errorf("%s is measured as %q, on the pages %q; want a page of measures for each measure, and a measure for each", a.Row, a.Measure, a.Pages)
		}
		for _, page := range a.Pages {
			if !address.MatchString(page) {
				t.Errorf("%s names the page %q; want a method and an address", a.Row, page)
			}
		}
	}
}

// catalogue are the numbers of the rows of what the guidance asks, by section: the file
// has how many each section has, counted from one.
func catalogue(t *testing.T) (rows []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "catalogue.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		var section string
		var n int
		if _, err := fmt.Sscanf(line, "%s %d", &section, &n); err != nil || n < 1 {
			t.Fatalf("catalogue.txt: %q; want a section and how many rows it has", line)
		}
		for i := range n {
			rows = append(rows, fmt.Sprintf("APP-%s-%02d", section, i+1))
		}
	}
	return rows
}

// ofFirstResponse are the sections of which every row is to be accounted for: 1.1 to 2.3
// and 4 to 4.3.1.
func ofFirstResponse(section string) bool {
	return guidance.CompareSections(section, "1.1") >= 0 && guidance.CompareSections(section, "2.3") <= 0 ||
		guidance.CompareSections(section, "4") >= 0 && guidance.CompareSections(section, "4.3.1") <= 0
}

func TestEveryRowOfFirstResponseIsAccountedFor(t *testing.T) {
	rows := catalogue(t)
	named, first := map[string]bool{}, 0
	for _, a := range withFernshire(t).Accounting() {
		named[a.Row] = true
		if !slices.Contains(rows, a.Row) {
			t.Errorf("%s is accounted for and not in the catalogue", a.Row)
		}
	}
	for _, row := range rows {
		if a := (guidance.Accounted{Row: row}); ofFirstResponse(a.Section()) {
			if first++; !named[row] {
				t.Errorf("%s is accounted for by nothing", row)
			}
		}
	}
	if first < 150 {
		t.Errorf("%d rows are of first response: the walk proves nothing", first)
	}
}

// The catalogue itself is kept beside the repository, where a developer has it: its
// numbers are those of the file here, whatever order it tells them in.
func TestTheNumbersAreThoseOfTheCatalogue(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "reference", "obligations.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, r := range records[1:] {
		rows = append(rows, r[0])
	}
	here := catalogue(t)
	for _, row := range rows {
		if !slices.Contains(here, row) {
			t.Errorf("%s is in the catalogue and not here", row)
		}
	}
	if len(here) != len(rows) {
		t.Errorf("%d rows here, %d in the catalogue", len(here), len(rows))
	}
}
