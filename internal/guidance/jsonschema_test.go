package guidance

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "write edition.schema.json again")

func TestPublishedSchemaIsTheOneTheLoaderReads(t *testing.T) {
	want, err := FormatSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("edition.schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("edition.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("edition.schema.json differs from the structs; run go test with -update and read the change")
	}
}

func fileSchema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	b, err := os.ReadFile("edition.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	if err := c.AddResource("edition.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("edition.schema.json#/$defs/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// plainYAML reads a file as a JSON reader would see it: dates stay text.
func plainYAML(t *testing.T, b []byte) any {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal(b, &n); err != nil {
		t.Fatal(err)
	}
	var walk func(*yaml.Node)
	walk = func(n *yaml.Node) {
		if n.Tag == "!!timestamp" {
			n.Tag = "!!str"
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(&n)
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEditionFilesFitThePublishedSchema(t *testing.T) {
	for _, dir := range []string{"testdata/edition", "testdata/overlay"} {
		files, err := filepath.Glob(dir + "/*.yaml")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", dir, files, err)
		}
		for _, f := range files {
			name := strings.TrimSuffix(filepath.Base(f), ".yaml")
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := fileSchema(t, name).Validate(plainYAML(t, b)); err != nil {
				t.Errorf("%s: %v", f, err)
			}
		}
	}
}

func TestPublishedSchemaRefusesWhatTheLoaderRefuses(t *testing.T) {
	s := fileSchema(t, "clauses")
	for name, doc := range map[string]string{
		"unknown key":     "- {key: a.b, cite: {instrument: x, section: '1'}, kind: duty, provenance: app, say: s, sya: t}",
		"missing key":     "- {cite: {instrument: x, section: '1'}, kind: duty, provenance: app, say: s}",
		"word not listed": "- {key: a.b, cite: {instrument: x, section: '1'}, kind: task, provenance: app, say: s}",
	} {
		if err := s.Validate(plainYAML(t, []byte(doc))); err == nil {
			t.Errorf("%s: the schema accepts it", name)
		}
	}
}
