package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/casescript"
)

func TestTheCommittedPageIsWhatTheProgramSays(t *testing.T) {
	got, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "reference", "kinds.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := page(); string(got) != want {
		t.Errorf("docs/reference/kinds.md differs from %d bytes generated now, first at line %d; run: go run ./internal/words/kindsdoc > docs/reference/kinds.md",
			len(want), firstDifference(string(got), want))
	}
}

func firstDifference(a, b string) int {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return i + 1
		}
	}
	return min(len(x), len(y)) + 1
}

func TestEveryExampleOnThePageIsReadAsTheKindItShows(t *testing.T) {
	text := page()
	var named strings.Builder // entries recorded before, for examples to name
	for _, label := range slices.Compact(slices.Sorted(maps.Values(labels))) {
		fmt.Fprintf(&named, "- {kind: CaseOpened, id: %s, recorded: 2026-11-20T22:00:00Z}\n", label)
	}
	for _, k := range casefile.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			line := example(k)
			if !strings.Contains(text, line) {
				t.Fatal("the page does not hold this kind's example")
			}
			events, err := casescript.Read("example", strings.NewReader(named.String()+line))
			if err != nil {
				t.Fatalf("%s\ndoes not read: %v", line, err)
			}
			e := events[len(events)-1]
			if e.Kind != k.Name || e.ID != "e1" {
				t.Errorf("read as %s %s", e.Kind, e.ID)
			}
			if !k.MayRecord(e.Role) {
				t.Errorf("recorded by %s, who may not", e.Role)
			}
		})
	}
}

func TestThePageNamesEveryFieldAndCode(t *testing.T) {
	text := page()
	for _, k := range casefile.Kinds() {
		_, section, found := strings.Cut(text, "\n## "+k.Name+"\n")
		if !found {
			t.Errorf("no section for %s", k.Name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n## ")
		casefile.Walk(k.Fields, func(f casefile.Field) {
			if !strings.Contains(section, "\n| "+f.Path+" | ") {
				t.Errorf("%s: no row for %s", k.Name, f.Path)
			}
			for _, c := range f.Codes {
				if !strings.Contains(text, "\n| "+c+" | ") {
					t.Errorf("%s: code %s of %s is not listed", k.Name, c, f.Path)
				}
			}
		})
	}
}
