package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"foursight/internal/casefile"
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
	for _, k := range casefile.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			line := example(k)
			if !strings.Contains(text, line) {
				t.Fatal("the page does not hold this kind's example")
			}
			events, errs := casefile.ReadScript(bytes.NewReader(toJSON(t, line)), "case/example")
			if len(errs) > 0 || len(events) != 1 {
				t.Fatalf("%s\ngives %d events, %v; want one", line, len(events), errs)
			}
			if events[0].Kind != k.Name {
				t.Errorf("read as %s", events[0].Kind)
			}
			if !k.MayRecord(events[0].Role) {
				t.Errorf("recorded by %s, who may not", events[0].Role)
			}
		})
	}
}

// toJSON turns a case script into the JSON its reader takes; dates stay text.
func toJSON(t *testing.T, script string) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(script), &doc); err != nil {
		t.Fatalf("%s\n%v", script, err)
	}
	out, err := json.Marshal(plain(doc.Content[0]))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, c := range n.Content {
			list[i] = plain(c)
		}
		return list
	}
	if tag := n.ShortTag(); tag == "!!int" || tag == "!!bool" {
		return json.RawMessage(n.Value)
	}
	return n.Value
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
