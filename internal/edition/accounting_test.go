package edition_test

import (
	"encoding/csv"
	"errors"
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

// The catalogue of what the guidance asks is kept beside the repository, where a
// developer has it; with none there is nothing to hold the rows to.
func TestEveryCataloguedRowIsAccountedFor(t *testing.T) {
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
	missing, strange := guidance.Covered(withFernshire(t)).Against(rows)
	for _, r := range missing {
		t.Errorf("%s is accounted for by nothing", r)
	}
	for _, r := range strange {
		t.Errorf("%s is accounted for and not in the catalogue", r)
	}
}
